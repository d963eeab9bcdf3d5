//! Lets a user's former address count beside the one they have, for a time.

use sea_orm_migration::prelude::*;

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = |column: ColumnDef| Table::alter().table("users").add_column(column).to_owned();
        manager.alter_table(add(ColumnDef::new("former_email").text().null().to_owned())).await?;
        let until = ColumnDef::new("former_email_until").timestamp_with_time_zone().null().to_owned();
        manager.alter_table(add(until)).await?;
        // Partial: nearly nobody has one, and whoever has none costs nothing.
        for column in ["former_email", "former_email_until"] {
            let sql = format!("CREATE INDEX users_{column} ON users ({column}) WHERE {column} IS NOT NULL");
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for column in ["former_email", "former_email_until"] {
            db.execute_unprepared(&format!("DROP INDEX users_{column}")).await?;
            db.execute_unprepared(&format!("ALTER TABLE users DROP COLUMN {column}")).await?;
        }
        Ok(())
    }
}
