//! Gives the tokens of support staff a role, and the organizations that they may be limited to.

use sea_orm_migration::prelude::*;

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// A column of `admin_tokens`. Whoever has a token already could do what support does. The organizations stand in the row
/// itself (JSON; none for all): a limit kept elsewhere would go with the organizations it names, and the token be free of it.
const COLUMNS: [(&str, &str); 2] = [("role", "TEXT NOT NULL DEFAULT 'support'"), ("organizations", "TEXT")];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (column, kind) in COLUMNS {
            let sql = format!("ALTER TABLE admin_tokens ADD COLUMN {column} {kind}");
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    /// A token that is less than support's, or is limited, would be more than it was: it ends.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared(
            "UPDATE admin_tokens SET revoked_at = CURRENT_TIMESTAMP \
             WHERE revoked_at IS NULL AND (role = 'auditor' OR organizations IS NOT NULL)",
        )
        .await?;
        for (column, _) in COLUMNS {
            db.execute_unprepared(&format!("ALTER TABLE admin_tokens DROP COLUMN {column}")).await?;
        }
        Ok(())
    }
}
