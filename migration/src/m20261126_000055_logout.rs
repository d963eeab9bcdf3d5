//! Makes what is to be told of sessions that are over, and keeps which of Microsoft's sessions one was opened by.
//!
//! What is to be told refers to nothing: it outlives session, user and organization, whose removal is what it tells of. Sessions that are
//! open when this comes have no `upstream_sid`: they end by every other way, and none lasts longer than its organization lets it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, text_null, timestamp_with_time_zone, uuid};

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("backchannel_logouts")
                    .col(uuid("session_id"))
                    .col(uuid("application_id"))
                    .col(uuid("organization_id"))
                    .col(uuid("user_id"))
                    .col(timestamp_with_time_zone("ended_at"))
                    .col(integer("attempts"))
                    .col(timestamp_with_time_zone("due_at"))
                    .primary_key(Index::create().col("session_id").col("application_id"))
                    .to_owned(),
            )
            .await?;
        manager.alter_table(Table::alter().table("sessions").add_column(text_null("upstream_sid")).to_owned()).await?;
        for index in [
            "CREATE INDEX backchannel_logouts_due ON backchannel_logouts (application_id, due_at)",
            // A session of the traditional way has none, and costs nothing here.
            "CREATE INDEX sessions_upstream_sid ON sessions (upstream_sid) WHERE upstream_sid IS NOT NULL",
        ] {
            manager.get_connection().execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // In one text, and so on one connection: SQLite may believe on another that the index is still there.
        let column = "DROP INDEX sessions_upstream_sid; ALTER TABLE sessions DROP COLUMN upstream_sid";
        manager.get_connection().execute_unprepared(column).await?;
        manager.drop_table(Table::drop().table("backchannel_logouts").to_owned()).await
    }
}
