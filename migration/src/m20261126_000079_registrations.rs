//! Lets each credential say for which registration it is: one is in use for each, and the draft of a connection may have its own.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text_null;

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// What a version, `v`, is registered as.
const CLIENT_ID: &str = "COALESCE(v.client_id, v.settings ->> 'client_id')";
/// What the states of versions come to: what is in force first, then the draft.
const FIRST: &str = "CASE v.state WHEN 'active' THEN 0 WHEN 'previous' THEN 2 ELSE 1 END";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// With `SQLite` too: another connection of the pool would still know the index that was dropped.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["client_id", "issuer"] {
            let added = Table::alter().table("credentials").add_column(text_null(column)).to_owned();
            manager.alter_table(added).await?;
        }
        let of_version = |what: &str| {
            format!(
                "(SELECT {what} FROM connection_versions v WHERE v.connection_id = credentials.connection_id \
                 AND {CLIENT_ID} IS NOT NULL ORDER BY {FIRST} LIMIT 1)"
            )
        };
        let (client_id, issuer) = (of_version(CLIENT_ID), of_version("v.settings ->> 'issuer'"));
        let db = manager.get_connection();
        for statement in [
            &*format!("UPDATE credentials SET client_id = {client_id}, issuer = {issuer}"),
            "DROP INDEX credentials_in_use",
            "CREATE UNIQUE INDEX credentials_in_use ON credentials \
             (connection_id, (COALESCE(client_id, '')), (COALESCE(issuer, ''))) WHERE in_use",
        ] {
            db.execute_unprepared(statement).await?;
        }
        Ok(())
    }

    /// Of several in use at a connection that one stays so which sign-ins use.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let retired = format!(
            "UPDATE credentials SET in_use = FALSE WHERE in_use AND id <> (SELECT c.id FROM credentials c \
             LEFT JOIN connection_versions v ON v.connection_id = c.connection_id AND {CLIENT_ID} = c.client_id \
             AND COALESCE(v.settings ->> 'issuer', '') = COALESCE(c.issuer, '') \
             WHERE c.connection_id = credentials.connection_id AND c.in_use \
             ORDER BY CASE WHEN v.state IS NULL THEN 3 ELSE {FIRST} END, c.id LIMIT 1)"
        );
        let db = manager.get_connection();
        for statement in [
            &*retired,
            "DROP INDEX credentials_in_use",
            "CREATE UNIQUE INDEX credentials_in_use ON credentials (connection_id) WHERE in_use",
        ] {
            db.execute_unprepared(statement).await?;
        }
        for column in ["issuer", "client_id"] {
            let dropped = Table::alter().table("credentials").drop_column(column).to_owned();
            manager.alter_table(dropped).await?;
        }
        Ok(())
    }
}
