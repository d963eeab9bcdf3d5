//! Makes credentials, and the domains that route to connections.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    blob_null, boolean, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
};

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("credentials")
                    .col(uuid("id").primary_key())
                    .col(uuid("organization_id"))
                    .col(uuid("connection_id"))
                    .col(text("slot"))
                    .col(boolean("in_use"))
                    .col(text("kind"))
                    .col(blob_null("sealed"))
                    .col(text_null("certificate"))
                    .col(timestamp_with_time_zone_null("expires_at"))
                    .col(timestamp_with_time_zone("created_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("credentials", ("organization_id", "connection_id"))
                            .to("connections", ("organization_id", "id"))
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("domains")
                    .col(uuid("id").primary_key())
                    .col(uuid("organization_id"))
                    .col(text("name").unique_key())
                    .col(uuid_null("connection_id"))
                    .col(timestamp_with_time_zone_null("proven_at"))
                    .col(timestamp_with_time_zone("created_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("domains", "organization_id")
                            .to("organizations", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("domains", "connection_id")
                            .to("connections", "id")
                            .on_delete(ForeignKeyAction::SetNull),
                    )
                    .to_owned(),
            )
            .await?;
        for index in [
            "CREATE UNIQUE INDEX credentials_slot ON credentials (connection_id, slot)",
            "CREATE UNIQUE INDEX credentials_in_use ON credentials (connection_id) WHERE in_use",
            "CREATE INDEX credentials_organization ON credentials (organization_id)",
            "CREATE INDEX domains_organization ON domains (organization_id)",
            "CREATE INDEX domains_connection ON domains (connection_id)",
        ] {
            manager.get_connection().execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("domains").to_owned()).await?;
        manager.drop_table(Table::drop().table("credentials").to_owned()).await?;
        Ok(())
    }
}
