//! Gives organizations their settings of sessions, shared devices and sign-out, and the addresses of their administrators; gives
//! sessions an end for want of use.

use sea_orm_migration::prelude::*;

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// A column of `organizations`, with what it holds for those that are there already.
const COLUMNS: [(&str, &str); 5] = [
    ("admins", "TEXT NOT NULL DEFAULT '[]'"),
    ("session_minutes", "INTEGER NOT NULL DEFAULT 720"),
    ("session_idle_minutes", "INTEGER NOT NULL DEFAULT 240"),
    ("sign_out_upstream", "BOOLEAN NOT NULL DEFAULT FALSE"),
    ("shared_devices", "BOOLEAN NOT NULL DEFAULT FALSE"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for (column, kind) in COLUMNS {
            db.execute_unprepared(&format!("ALTER TABLE organizations ADD COLUMN {column} {kind}")).await?;
        }
        manager
            .alter_table(
                Table::alter()
                    .table("sessions")
                    .add_column(ColumnDef::new("idle_at").timestamp_with_time_zone().null())
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared("ALTER TABLE sessions DROP COLUMN idle_at").await?;
        for (column, _) in COLUMNS {
            db.execute_unprepared(&format!("ALTER TABLE organizations DROP COLUMN {column}")).await?;
        }
        Ok(())
    }
}
