//! Remembers which proofs of possession (DPoP) were shown, and of each refresh token its key and the one before it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{binary, text_null, timestamp_with_time_zone, uuid_null};

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("dpop_proofs")
                    .col(binary("hash").primary_key())
                    .col(timestamp_with_time_zone("expires_at"))
                    .to_owned(),
            )
            .await?;
        let index = "CREATE INDEX dpop_proofs_expires_at ON dpop_proofs (expires_at)";
        manager.get_connection().execute_unprepared(index).await?;
        // One at a time: SQLite adds no two columns in one statement.
        for column in [uuid_null("predecessor"), text_null("jkt")] {
            manager.alter_table(Table::alter().table("refresh_tokens").add_column(column).to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["jkt", "predecessor"] {
            manager.alter_table(Table::alter().table("refresh_tokens").drop_column(column).to_owned()).await?;
        }
        manager.drop_table(Table::drop().table("dpop_proofs").to_owned()).await
    }
}
