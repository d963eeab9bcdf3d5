//! Keeps what trouble there is at identity providers, and lets the failures that speak of it be found without a look at the others.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null};

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let troubles = Table::create()
            .table("connection_troubles")
            .col(uuid("connection_id").primary_key())
            .col(uuid_null("organization_id"))
            .col(timestamp_with_time_zone("since"))
            .col(text("cause"))
            .col(timestamp_with_time_zone_null("told_at"))
            .foreign_key(
                ForeignKey::create()
                    .from("connection_troubles", "organization_id")
                    .to("organizations", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(troubles).await?;
        // Partial, so that whoever is let in, or refused for a reason of their own, costs it nothing.
        manager
            .get_connection()
            .execute_unprepared(
                "CREATE INDEX audit_events_failed ON audit_events (at) WHERE action = 'sign_in' AND reason IN \
                 ('upstream_credential_refused', 'upstream_unavailable', 'upstream_unreachable', \
                 'upstream_answer_invalid')",
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP INDEX audit_events_failed").await?;
        manager.drop_table(Table::drop().table("connection_troubles").to_owned()).await
    }
}
