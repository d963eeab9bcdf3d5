//! Lets the refusals of one person be found by their address, and by their user.

use sea_orm_migration::prelude::*;

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Partial, so that whoever is let in costs them nothing.
        for (name, column) in [("address", "subject"), ("user", "user_id")] {
            let sql = format!(
                "CREATE INDEX audit_events_refused_{name} ON audit_events (organization_id, {column}, at) \
                 WHERE outcome = 'refused' AND action = 'sign_in'"
            );
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["address", "user"] {
            let sql = format!("DROP INDEX audit_events_refused_{name}");
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }
}
