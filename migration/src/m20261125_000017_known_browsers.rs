//! Tells codes that a browser asked for in which the person has come in before from those of strangers: each kind has its place, so
//! that no stranger takes away what such a browser holds.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::boolean;

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(
                Table::alter().table("one_time_passwords").add_column(boolean("known").default(false)).to_owned(),
            )
            .await?;
        // In one text, and so on one connection: SQLite may believe on another that the index is still there.
        let index = "DROP INDEX one_time_passwords_live; CREATE UNIQUE INDEX one_time_passwords_live \
                     ON one_time_passwords (address_hash, known) WHERE verified_at IS NULL";
        manager.get_connection().execute_unprepared(index).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = "DELETE FROM one_time_passwords WHERE known; DROP INDEX one_time_passwords_live; \
                     CREATE UNIQUE INDEX one_time_passwords_live ON one_time_passwords (address_hash) WHERE verified_at IS NULL";
        manager.get_connection().execute_unprepared(index).await?;
        manager.alter_table(Table::alter().table("one_time_passwords").drop_column("known").to_owned()).await
    }
}
