//! Makes the audit log, and the head of its chain.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, blob, blob_null, integer, text, text_null, timestamp_with_time_zone, uuid, uuid_null,
};
use sea_orm_migration::sea_orm::DbBackend;

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("audit_events")
                    .col(uuid("id").primary_key())
                    .col(timestamp_with_time_zone("at"))
                    .col(uuid_null("organization_id"))
                    .col(text("action"))
                    .col(text("actor"))
                    .col(text_null("subject"))
                    .col(uuid_null("user_id"))
                    .col(uuid_null("application_id"))
                    .col(uuid_null("sign_in_id"))
                    .col(text("outcome"))
                    .col(text_null("reason"))
                    .col(text_null("ip"))
                    .col(text_null("user_agent"))
                    .col(text("detail"))
                    .col(big_integer_null("position"))
                    .col(blob_null("hash"))
                    .to_owned(),
            )
            .await?;
        for index in [
            "CREATE INDEX audit_events_organization ON audit_events (organization_id, at)",
            "CREATE INDEX audit_events_sign_in ON audit_events (sign_in_id)",
            // Partial, so that an event costs them nothing until it is chained.
            "CREATE UNIQUE INDEX audit_events_position ON audit_events (position) WHERE position IS NOT NULL",
            "CREATE INDEX audit_events_unchained ON audit_events (id) WHERE position IS NULL",
        ] {
            manager.get_connection().execute_unprepared(index).await?;
        }
        // The head of the chain stands by itself, so that rows cut off at the end are missed.
        manager
            .create_table(
                Table::create()
                    .table("audit_chain")
                    .col(integer("id").primary_key())
                    .col(big_integer("position"))
                    .col(blob("hash"))
                    .check(Expr::cust("id = 1"))
                    .to_owned(),
            )
            .await?;
        let start = Query::insert()
            .into_table("audit_chain")
            .columns(["id", "position", "hash"])
            .values_panic([1.into(), 0.into(), Vec::<u8>::new().into()])
            .to_owned();
        manager.execute(start).await?;
        append_only(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("audit_chain").to_owned()).await?;
        manager.drop_table(Table::drop().table("audit_events").to_owned()).await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            manager.get_connection().execute_unprepared("DROP FUNCTION refuse_change_of_audit_event").await?;
        }
        Ok(())
    }
}

/// What a row says; all but its place in the chain.
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

/// Rows come in unchained, get their place in the chain once, and are never changed or removed. Triggers hold that against
/// mistakes and against whoever has the application's own connection; the chain shows what somebody with more did.
async fn append_only(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let statements = match manager.get_database_backend() {
        DbBackend::Postgres => postgres_triggers(),
        _ => sqlite_triggers(),
    };
    for statement in statements {
        manager.get_connection().execute_unprepared(&statement).await?;
    }
    Ok(())
}

const CHAINED_NOW: &str =
    "OLD.position IS NULL AND OLD.hash IS NULL AND NEW.position IS NOT NULL AND NEW.hash IS NOT NULL";

fn postgres_triggers() -> Vec<String> {
    let same = CONTENT.map(|column| format!("NEW.{column} IS NOT DISTINCT FROM OLD.{column}")).join(" AND ");
    vec![
        "CREATE FUNCTION refuse_change_of_audit_event() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
         RAISE EXCEPTION 'the audit log is append-only'; END $$"
            .to_owned(),
        "CREATE TRIGGER audit_events_insert BEFORE INSERT ON audit_events FOR EACH ROW \
         WHEN (NEW.position IS NOT NULL OR NEW.hash IS NOT NULL) EXECUTE FUNCTION refuse_change_of_audit_event()"
            .to_owned(),
        format!(
            "CREATE TRIGGER audit_events_update BEFORE UPDATE ON audit_events FOR EACH ROW \
             WHEN (NOT ({CHAINED_NOW} AND {same})) EXECUTE FUNCTION refuse_change_of_audit_event()"
        ),
        "CREATE TRIGGER audit_events_delete BEFORE DELETE ON audit_events FOR EACH ROW \
         EXECUTE FUNCTION refuse_change_of_audit_event()"
            .to_owned(),
        "CREATE TRIGGER audit_events_truncate BEFORE TRUNCATE ON audit_events \
         EXECUTE FUNCTION refuse_change_of_audit_event()"
            .to_owned(),
    ]
}

fn sqlite_triggers() -> Vec<String> {
    let same = CONTENT.map(|column| format!("NEW.{column} IS OLD.{column}")).join(" AND ");
    let trigger = |operation: &str, condition: &str| {
        format!(
            "CREATE TRIGGER audit_events_{} BEFORE {operation} ON audit_events {condition} \
             BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
            operation.to_ascii_lowercase()
        )
    };
    vec![
        trigger("INSERT", "WHEN NEW.position IS NOT NULL OR NEW.hash IS NOT NULL"),
        trigger("UPDATE", &format!("WHEN NOT ({CHAINED_NOW} AND {same})")),
        trigger("DELETE", ""),
    ]
}
