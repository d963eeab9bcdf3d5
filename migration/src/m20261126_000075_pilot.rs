//! Lets SSO be on for some of an organization's people alone: a flag has an audience, and a user may be on the pilot list.

use sea_orm_migration::prelude::*;

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // With defaults: a replica of the version before writes rows that do not name them.
        let audience = ColumnDef::new("audience").text().not_null().default("everyone").to_owned();
        manager.alter_table(Table::alter().table("flags").add_column(audience).to_owned()).await?;
        let everyone_from = ColumnDef::new("everyone_from").timestamp_with_time_zone().null().to_owned();
        manager.alter_table(Table::alter().table("flags").add_column(everyone_from).to_owned()).await?;
        let pilot = ColumnDef::new("pilot").boolean().not_null().default(false).to_owned();
        manager.alter_table(Table::alter().table("users").add_column(pilot).to_owned()).await?;
        // Partial: a list is short, and whoever is on none costs nothing.
        let sql = "CREATE INDEX users_pilot ON users (organization_id, email) WHERE pilot";
        manager.get_connection().execute_unprepared(sql).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared("DROP INDEX users_pilot").await?;
        db.execute_unprepared("ALTER TABLE users DROP COLUMN pilot").await?;
        for column in ["everyone_from", "audience"] {
            db.execute_unprepared(&format!("ALTER TABLE flags DROP COLUMN {column}")).await?;
        }
        Ok(())
    }
}
