//! Keeps what the checks of connections have found, and when each is looked at by itself.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, integer, text, timestamp_with_time_zone, uuid};

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Both go with the connection that they are about, and with its organization.
fn of(table: &'static str, column: &'static str, whole: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, column).to(whole, "id").on_delete(ForeignKeyAction::Cascade).to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let runs = "connection_checks";
        manager
            .create_table(
                Table::create()
                    .table(runs)
                    .col(uuid("connection_id"))
                    .col(boolean("of_draft"))
                    .col(uuid("organization_id"))
                    .col(integer("version"))
                    .col(text("state"))
                    .col(timestamp_with_time_zone("checked_at"))
                    .col(text("verdict"))
                    .col(text("results"))
                    .col(text("failing"))
                    .primary_key(Index::create().col("connection_id").col("of_draft"))
                    .foreign_key(&mut of(runs, "connection_id", "connections"))
                    .foreign_key(&mut of(runs, "organization_id", "organizations"))
                    .to_owned(),
            )
            .await?;
        let turns = "connection_check_turns";
        manager
            .create_table(
                Table::create()
                    .table(turns)
                    .col(uuid("connection_id").primary_key())
                    .col(uuid("organization_id"))
                    .col(timestamp_with_time_zone("next_at"))
                    .foreign_key(&mut of(turns, "connection_id", "connections"))
                    .foreign_key(&mut of(turns, "organization_id", "organizations"))
                    .to_owned(),
            )
            .await?;
        let db = manager.get_connection();
        for (table, column) in [(runs, "organization_id"), (turns, "organization_id"), (turns, "next_at")] {
            db.execute_unprepared(&format!("CREATE INDEX {table}_{column} ON {table} ({column})")).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["connection_check_turns", "connection_checks"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
