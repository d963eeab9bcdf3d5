//! Makes the answers that are kept for whoever asks for the same thing twice.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{binary, text, text_null, timestamp_with_time_zone, uuid};

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("kept_answers")
                    .col(uuid("token_id"))
                    .col(binary("key_hash"))
                    .col(binary("request_hash"))
                    .col(text_null("location"))
                    .col(text_null("etag"))
                    .col(text("body"))
                    .col(timestamp_with_time_zone("expires_at"))
                    // One person's key is none of another's.
                    .primary_key(Index::create().col("token_id").col("key_hash"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("kept_answers", "token_id")
                            .to("admin_tokens", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        let index = "CREATE INDEX kept_answers_expires_at ON kept_answers (expires_at)";
        manager.get_connection().execute_unprepared(index).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("kept_answers").to_owned()).await
    }
}
