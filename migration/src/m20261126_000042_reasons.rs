//! Lets an organization's refusals be found by their reason, of which there may be few among many lines.

use sea_orm_migration::prelude::*;

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Partial, so that whoever is let in costs it nothing.
        let sql =
            "CREATE INDEX audit_events_reason ON audit_events (organization_id, reason, at) WHERE reason IS NOT NULL";
        manager.get_connection().execute_unprepared(sql).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP INDEX audit_events_reason").await?;
        Ok(())
    }
}
