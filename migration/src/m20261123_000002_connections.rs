//! Makes connections and their versions.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    boolean, integer, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
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
                    .table("connections")
                    .col(uuid("id").primary_key())
                    .col(uuid("organization_id"))
                    .col(text("name"))
                    .col(text("kind"))
                    .col(text("status"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("updated_at"))
                    // What refers to such a row names its organization too, so that a bond cannot cross organizations.
                    .index(
                        Index::create().unique().name("connections_organization_id").col("organization_id").col("id"),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("connections", "organization_id")
                            .to("organizations", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("connection_versions")
                    .col(uuid("id").primary_key())
                    .col(uuid("organization_id"))
                    .col(uuid("connection_id"))
                    .col(integer("number"))
                    .col(text("state"))
                    .col(text("registration"))
                    .col(text_null("client_id"))
                    .col(uuid("tid"))
                    .col(text("cloud"))
                    .col(boolean("allow_guests"))
                    .col(text_null("domain_hint"))
                    .col(text_null("mfa_context"))
                    .col(boolean("require_mfa"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone_null("activated_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("connection_versions", ("organization_id", "connection_id"))
                            .to("connections", ("organization_id", "id"))
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        for index in [
            "CREATE UNIQUE INDEX connections_name ON connections (organization_id, name)",
            "CREATE UNIQUE INDEX connection_versions_number ON connection_versions (connection_id, number)",
            "CREATE UNIQUE INDEX connection_versions_active ON connection_versions (connection_id) WHERE state = 'active'",
            "CREATE UNIQUE INDEX connection_versions_previous ON connection_versions (connection_id) WHERE state = 'previous'",
            "CREATE INDEX connection_versions_shared_tid ON connection_versions (tid) WHERE state = 'active' AND registration = 'shared'",
            "CREATE INDEX connection_versions_organization ON connection_versions (organization_id)",
        ] {
            manager.get_connection().execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("connection_versions").to_owned()).await?;
        manager.drop_table(Table::drop().table("connections").to_owned()).await?;
        Ok(())
    }
}
