//! Lets devices without a browser sign in, and answers be kept for whoever signs in to the admin API with an account.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{binary, boolean, integer, text, text_null, timestamp_with_time_zone, uuid, uuid_null};

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let allowed =
            Table::alter().table("applications").add_column(boolean("device_grant").default(false)).to_owned();
        manager.alter_table(allowed).await?;
        manager
            .create_table(
                Table::create()
                    .table("device_authorizations")
                    .col(uuid("id").primary_key())
                    .col(binary("device_code_hash").unique_key())
                    .col(binary("user_code_hash").unique_key())
                    .col(uuid("application_id"))
                    .col(text("scope"))
                    .col(text("state"))
                    .col(uuid_null("organization_id"))
                    .col(uuid_null("grant_id"))
                    .col(integer("interval_seconds"))
                    .col(timestamp_with_time_zone("next_poll_at"))
                    .col(text_null("ip"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("device_authorizations", "application_id")
                            .to("applications", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("device_authorizations", "grant_id")
                            .to("grants", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    // What is allowed is somebody's.
                    .check(Expr::cust("(state IN ('allowed', 'redeemed')) = (grant_id IS NOT NULL)"))
                    .check(Expr::cust("(organization_id IS NULL) = (grant_id IS NULL)"))
                    .to_owned(),
            )
            .await?;
        for index in [
            "CREATE INDEX device_authorizations_expires_at ON device_authorizations (expires_at)",
            "CREATE INDEX device_authorizations_grant ON device_authorizations (grant_id)",
        ] {
            manager.get_connection().execute_unprepared(index).await?;
        }
        replace_kept_answers(manager, &kept_answers("caller_id"), "SELECT * FROM kept_answers").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = kept_answers("token_id");
        table.foreign_key(
            ForeignKey::create()
                .from("kept_answers", "token_id")
                .to("admin_tokens", "id")
                .on_delete(ForeignKeyAction::Cascade),
        );
        let of_tokens = "SELECT * FROM kept_answers WHERE caller_id IN (SELECT id FROM admin_tokens)";
        replace_kept_answers(manager, &table, of_tokens).await?;
        manager.drop_table(Table::drop().table("device_authorizations").to_owned()).await?;
        manager.alter_table(Table::alter().table("applications").drop_column("device_grant").to_owned()).await
    }
}

fn kept_answers(whose: &'static str) -> TableCreateStatement {
    Table::create()
        .table("kept_answers")
        .col(uuid(whose))
        .col(binary("key_hash"))
        .col(binary("request_hash"))
        .col(text_null("location"))
        .col(text_null("etag"))
        .col(text("body"))
        .col(timestamp_with_time_zone("expires_at"))
        // One person's key is none of another's.
        .primary_key(Index::create().col(whose).col("key_hash"))
        .to_owned()
}

/// Makes the table anew with what it holds: `SQLite` takes no foreign key away from one.
async fn replace_kept_answers(
    manager: &SchemaManager<'_>,
    table: &TableCreateStatement,
    kept: &str,
) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let create = db.get_database_backend().build(table).to_string();
    // In one text, and so on one connection: SQLite may believe on another that the former table is still there.
    let text = format!(
        "CREATE TABLE kept_answers_before AS {kept}; DROP TABLE kept_answers; {create}; \
         INSERT INTO kept_answers SELECT * FROM kept_answers_before; DROP TABLE kept_answers_before; \
         CREATE INDEX kept_answers_expires_at ON kept_answers (expires_at)"
    );
    db.execute_unprepared(&text).await?;
    Ok(())
}
