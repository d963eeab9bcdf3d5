//! Gives organizations the time after which Entra is asked again about an open session, and keeps the refresh tokens of Entra that
//! it is asked with.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{blob, integer, timestamp_with_time_zone, uuid};

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection
            .execute_unprepared(
                "ALTER TABLE organizations ADD COLUMN upstream_recheck_minutes INTEGER NOT NULL DEFAULT 15",
            )
            .await?;
        // No foreign key to the session: the token is kept before the session opens, so that none is ever open and not watched.
        manager
            .create_table(
                Table::create()
                    .table("upstream_tokens")
                    .col(uuid("session_id").primary_key())
                    .col(uuid("organization_id"))
                    .col(uuid("connection_id"))
                    .col(blob("sealed"))
                    .col(integer("attempts"))
                    .col(integer("failures"))
                    .col(timestamp_with_time_zone("stood_at"))
                    .col(timestamp_with_time_zone("due_at"))
                    .col(timestamp_with_time_zone("created_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("upstream_tokens", ("organization_id", "connection_id"))
                            .to("connections", ("organization_id", "id"))
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        for statement in [
            "CREATE INDEX upstream_tokens_connection ON upstream_tokens (organization_id, connection_id, due_at)",
            "CREATE INDEX upstream_tokens_due_at ON upstream_tokens (due_at)",
        ] {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("upstream_tokens").to_owned()).await?;
        let connection = manager.get_connection();
        connection.execute_unprepared("ALTER TABLE organizations DROP COLUMN upstream_recheck_minutes").await?;
        Ok(())
    }
}
