//! Makes users and identities.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{json_binary, text, text_null, timestamp_with_time_zone, uuid};

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("users")
                    .col(uuid("id").primary_key())
                    .col(uuid("organization_id"))
                    .col(text("email"))
                    .col(text("name"))
                    .col(text("kind"))
                    .col(text("status"))
                    .col(json_binary("roles"))
                    .col(text_null("locale"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("updated_at"))
                    // What refers to such a row names its organization too, so that a bond cannot cross organizations.
                    .index(Index::create().unique().name("users_organization_id").col("organization_id").col("id"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("users", "organization_id")
                            .to("organizations", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("identities")
                    .col(uuid("id").primary_key())
                    .col(uuid("organization_id"))
                    .col(uuid("user_id"))
                    .col(uuid("connection_id"))
                    .col(text("authority"))
                    .col(text("subject"))
                    .col(timestamp_with_time_zone("created_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("identities", ("organization_id", "user_id"))
                            .to("users", ("organization_id", "id"))
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("identities", ("organization_id", "connection_id"))
                            .to("connections", ("organization_id", "id"))
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        for index in [
            "CREATE UNIQUE INDEX users_email ON users (organization_id, email)",
            "CREATE UNIQUE INDEX identities_account ON identities (organization_id, authority, subject)",
            "CREATE UNIQUE INDEX identities_user ON identities (user_id, connection_id)",
            "CREATE INDEX identities_connection ON identities (connection_id)",
        ] {
            manager.get_connection().execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("identities").to_owned()).await?;
        manager.drop_table(Table::drop().table("users").to_owned()).await?;
        Ok(())
    }
}
