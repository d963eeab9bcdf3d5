//! Says of a signing key from when on it signs, so that the next one can be published before.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::timestamp_with_time_zone;

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(
                Table::alter()
                    .table("signing_keys")
                    // Overwritten in the next statement: a column that may not be empty needs something for the rows that are there.
                    .add_column(timestamp_with_time_zone("active_from").default("1970-01-01 00:00:00+00:00"))
                    .to_owned(),
            )
            .await?;
        // Until now a key signed from its making on.
        manager.get_connection().execute_unprepared("UPDATE signing_keys SET active_from = created_at").await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for statement in [
            // Before, the newest key signed, every row held a private key, and there were two algorithms.
            "DELETE FROM signing_keys WHERE retires_at IS NOT NULL OR algorithm NOT IN ('ES256', 'RS256')",
            "DELETE FROM signing_keys WHERE EXISTS (SELECT 1 FROM signing_keys AS older WHERE \
             older.algorithm = signing_keys.algorithm AND older.generation < signing_keys.generation)",
            "UPDATE applications SET id_token_algorithm = 'RS256' WHERE id_token_algorithm = 'PS256'",
            "UPDATE applications SET id_token_algorithm = 'ES256' WHERE id_token_algorithm = 'EdDSA'",
        ] {
            connection.execute_unprepared(statement).await?;
        }
        manager.alter_table(Table::alter().table("signing_keys").drop_column("active_from").to_owned()).await
    }
}
