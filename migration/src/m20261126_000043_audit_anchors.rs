//! Makes the anchors of the audit log and the keys that prove them, lets lines lose their content, and lets the whole log be read by
//! time.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, blob, text, timestamp_with_time_zone, uuid, uuid_null};
use sea_orm_migration::sea_orm::DbBackend;

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let anchors = Table::create()
            .table("audit_anchors")
            .col(text("date").primary_key())
            .col(big_integer("position"))
            .col(text("hash"))
            .col(text("jws"))
            .col(timestamp_with_time_zone("created_at"))
            .to_owned();
        manager.create_table(anchors).await?;
        let keys = Table::create()
            .table("audit_keys")
            .col(uuid("id").primary_key())
            .col(text("kid").unique_key())
            .col(blob("sealed"))
            .col(timestamp_with_time_zone("created_at"))
            .to_owned();
        manager.create_table(keys).await?;
        let removal = Table::alter().table("audit_events").add_column(uuid_null("removal")).to_owned();
        manager.alter_table(removal).await?;
        let db = manager.get_connection();
        for statement in [
            "ALTER TABLE organizations ADD COLUMN audit_retention_days INTEGER",
            // Partial, so that nobody who reads the log walks through lines that say nothing any more.
            "CREATE INDEX audit_events_at ON audit_events (at, id) WHERE removal IS NULL",
        ] {
            db.execute_unprepared(statement).await?;
        }
        for statement in triggers(manager, true) {
            db.execute_unprepared(&statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        // Before the column that the others look at is gone.
        for statement in triggers(manager, false) {
            db.execute_unprepared(&statement).await?;
        }
        for statement in [
            "DROP INDEX audit_events_at",
            "ALTER TABLE audit_events DROP COLUMN removal",
            "ALTER TABLE organizations DROP COLUMN audit_retention_days",
            "DROP TABLE audit_keys",
            "DROP TABLE audit_anchors",
        ] {
            db.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

/// What stays as it is when a line is chained.
const CONTENT: [&str; 14] = [
    "id",
    "at",
    "organization_id",
    "action",
    "actor",
    "subject",
    "user_id",
    "application_id",
    "sign_in_id",
    "outcome",
    "reason",
    "ip",
    "user_agent",
    "detail",
];

const CHAINED_NOW: &str =
    "OLD.position IS NULL AND OLD.hash IS NULL AND NEW.position IS NOT NULL AND NEW.hash IS NOT NULL";

/// A line of an organization, in the chain, that keeps its place and loses all that it said, under an announcement. What was
/// announced itself is never taken back: without it the emptied lines would look like tampering. `same` compares, and is never
/// unknown: what a trigger does not know, it lets pass.
fn emptied_now(same: impl Fn(&str) -> String) -> String {
    let stays = ["id", "at", "position", "hash"].map(|column| format!("{} AND ", same(column))).concat();
    let none = ["organization_id", "subject", "user_id", "application_id", "sign_in_id", "reason", "ip", "user_agent"]
        .map(|column| format!("NEW.{column} IS NULL AND "))
        .concat();
    let nothing = ["action", "actor", "outcome", "detail"].map(|column| format!("NEW.{column} = ''")).join(" AND ");
    format!(
        "OLD.position IS NOT NULL AND OLD.hash IS NOT NULL AND OLD.removal IS NULL AND OLD.organization_id IS NOT NULL \
         AND OLD.action <> 'audit_removed' AND NEW.removal IS NOT NULL AND {stays}{none}{nothing}"
    )
}

/// The triggers with, or without, what this migration adds. Those of the log take the place of others, each in one piece: SQLite
/// looks at the names that a connection remembers, and another one may have dropped them.
fn triggers(manager: &SchemaManager<'_>, with: bool) -> Vec<String> {
    let postgres = manager.get_database_backend() == DbBackend::Postgres;
    let is = if postgres { "IS NOT DISTINCT FROM" } else { "IS" };
    let same = |column: &str| format!("NEW.{column} {is} OLD.{column}");
    let (emptied, same) = (emptied_now(same), CONTENT.map(same).join(" AND "));
    let (insert, update) = if with {
        (
            "NEW.position IS NOT NULL OR NEW.hash IS NOT NULL OR NEW.removal IS NOT NULL".to_owned(),
            format!("NOT (({CHAINED_NOW} AND NEW.removal IS NULL AND {same}) OR ({emptied}))"),
        )
    } else {
        ("NEW.position IS NOT NULL OR NEW.hash IS NOT NULL".to_owned(), format!("NOT ({CHAINED_NOW} AND {same})"))
    };
    let trigger = |table: &str, operation: &str, condition: &str| {
        let name = operation.to_ascii_lowercase();
        let condition = if condition.is_empty() { String::new() } else { format!("WHEN ({condition})") };
        if postgres {
            let (rows, condition) =
                if operation == "TRUNCATE" { ("", String::new()) } else { ("FOR EACH ROW", condition) };
            format!(
                "CREATE TRIGGER {table}_{name} BEFORE {operation} ON {table} {rows} {condition} \
                 EXECUTE FUNCTION refuse_change_of_audit_event()"
            )
        } else {
            format!(
                "CREATE TRIGGER {table}_{name} BEFORE {operation} ON {table} {condition} \
                 BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
            )
        }
    };
    let on = if postgres { " ON audit_events" } else { "" };
    let mut triggers = vec![
        format!("DROP TRIGGER audit_events_insert{on}; {}", trigger("audit_events", "INSERT", &insert)),
        format!("DROP TRIGGER audit_events_update{on}; {}", trigger("audit_events", "UPDATE", &update)),
    ];
    if with {
        let operations = ["UPDATE", "DELETE", "TRUNCATE"].into_iter().filter(|name| postgres || *name != "TRUNCATE");
        triggers.extend(operations.map(|operation| trigger("audit_anchors", operation, "")));
    }
    triggers
}
