//! Makes what the traditional way needs: one-time passwords, passwords, and the limits that replicas share.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, blob, integer, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Rows are made for addresses without an account too, so that asking costs the same: hence no foreign key, and no
        // address but its hash.
        manager
            .create_table(
                Table::create()
                    .table("one_time_passwords")
                    .col(uuid("id").primary_key())
                    .col(blob("address_hash"))
                    .col(blob("code_hash"))
                    .col(integer("attempts"))
                    .col(timestamp_with_time_zone("asked_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .col(timestamp_with_time_zone_null("verified_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("passwords")
                    .col(uuid("user_id").primary_key())
                    .col(uuid("organization_id"))
                    .col(text("hash"))
                    .col(timestamp_with_time_zone("changed_at"))
                    .col(timestamp_with_time_zone_null("removal_asked_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("passwords", ("organization_id", "user_id"))
                            .to("users", ("organization_id", "id"))
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        // In milliseconds since 1970: both databases calculate with these in the same way.
        manager
            .create_table(
                Table::create().table("limits").col(blob("key").primary_key()).col(big_integer("full_at")).to_owned(),
            )
            .await?;
        for index in [
            // One live code a person: the next one takes its place.
            "CREATE UNIQUE INDEX one_time_passwords_live ON one_time_passwords (address_hash) WHERE verified_at IS NULL",
            "CREATE INDEX one_time_passwords_expires_at ON one_time_passwords (expires_at)",
            "CREATE INDEX limits_full_at ON limits (full_at)",
            "CREATE INDEX users_address ON users (email)",
        ] {
            manager.get_connection().execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP INDEX users_address").await?;
        for table in ["limits", "passwords", "one_time_passwords"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
