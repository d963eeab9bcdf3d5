//! Makes the tokens of support staff.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{binary, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid};

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("admin_tokens")
                    .col(uuid("id").primary_key())
                    .col(text("name"))
                    .col(binary("hash").unique_key())
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .col(timestamp_with_time_zone_null("revoked_at"))
                    .to_owned(),
            )
            .await?;
        // One live token a name: a person is one person, however many tokens they have had.
        manager
            .get_connection()
            .execute_unprepared("CREATE UNIQUE INDEX admin_tokens_name ON admin_tokens (name) WHERE revoked_at IS NULL")
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("admin_tokens").to_owned()).await
    }
}
