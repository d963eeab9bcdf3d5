//! Makes the audit log.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer_null, blob_null, json_binary, text, text_null, timestamp_with_time_zone, uuid, uuid_null,
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
                    .col(json_binary("detail"))
                    .col(big_integer_null("position").unique_key())
                    .col(blob_null("hash"))
                    .to_owned(),
            )
            .await?;
        for index in [
            "CREATE INDEX audit_events_organization_id ON audit_events (organization_id)",
            "CREATE INDEX audit_events_sign_in_id ON audit_events (sign_in_id)",
        ] {
            manager.get_connection().execute_unprepared(index).await?;
        }
        append_only(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("audit_events").to_owned()).await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            manager.get_connection().execute_unprepared("DROP FUNCTION refuse_change_of_audit_event").await?;
        }
        Ok(())
    }
}

/// Rows are added, get their place in the chain once, and are never changed or removed. A trigger holds that against
/// mistakes and against whoever has the application's own connection; the chain shows what somebody with more did.
async fn append_only(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let content = [
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
    let statements = if manager.get_database_backend() == DbBackend::Postgres {
        let same: Vec<String> =
            content.iter().map(|column| format!("NEW.{column} IS NOT DISTINCT FROM OLD.{column}")).collect();
        vec![
            format!(
                "CREATE FUNCTION refuse_change_of_audit_event() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                 IF TG_OP = 'UPDATE' AND OLD.position IS NULL AND {} THEN RETURN NEW; END IF; \
                 RAISE EXCEPTION 'the audit log is append-only'; END $$",
                same.join(" AND ")
            ),
            "CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE ON audit_events \
             FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit_event()"
                .to_owned(),
        ]
    } else {
        let same: Vec<String> = content.iter().map(|column| format!("NEW.{column} IS OLD.{column}")).collect();
        vec![
            format!(
                "CREATE TRIGGER audit_events_update BEFORE UPDATE ON audit_events \
                 WHEN NOT (OLD.position IS NULL AND {}) BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
                same.join(" AND ")
            ),
            "CREATE TRIGGER audit_events_delete BEFORE DELETE ON audit_events \
             BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
                .to_owned(),
        ]
    };
    for statement in statements {
        manager.get_connection().execute_unprepared(&statement).await?;
    }
    Ok(())
}
