//! Lets connections lead to other providers than Entra: their settings are kept as JSON, and what only Entra has may be missing.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    boolean, integer, json_binary_null, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
    uuid_null,
};
use sea_orm_migration::sea_orm::DbBackend;

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Those that every version had until now.
const ENTRAS: [&str; 3] = ["registration", "tid", "cloud"];

const INDEXES: [&str; 6] = [
    "CREATE UNIQUE INDEX connection_versions_number ON connection_versions (connection_id, number)",
    "CREATE UNIQUE INDEX connection_versions_active ON connection_versions (connection_id) WHERE state = 'active'",
    "CREATE UNIQUE INDEX connection_versions_previous ON connection_versions (connection_id) WHERE state = 'previous'",
    "CREATE UNIQUE INDEX connection_versions_draft ON connection_versions (connection_id) \
     WHERE state IN ('draft', 'tested')",
    "CREATE INDEX connection_versions_shared_tid ON connection_versions (tid) \
     WHERE state = 'active' AND registration = 'shared'",
    "CREATE INDEX connection_versions_organization ON connection_versions (organization_id)",
];

const COLUMNS: &str = "id, organization_id, connection_id, number, state, registration, client_id, tid, cloud, \
                       allow_guests, domain_hint, mfa_context, require_mfa, created_at, activated_at";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// With `SQLite` too: a table is made anew, and another connection of the pool would still know the old one.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() != DbBackend::Postgres {
            return rebuild(manager, true).await;
        }
        let db = manager.get_connection();
        for column in ENTRAS {
            let nullable = format!("ALTER TABLE connection_versions ALTER COLUMN {column} DROP NOT NULL");
            db.execute_unprepared(&nullable).await?;
        }
        let settings = Table::alter().table("connection_versions").add_column(json_binary_null("settings")).to_owned();
        manager.alter_table(settings).await
    }

    /// Connections to other providers go: nothing before this could serve them.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared("DELETE FROM connections WHERE kind <> 'entra'").await?;
        if manager.get_database_backend() != DbBackend::Postgres {
            return rebuild(manager, false).await;
        }
        for column in ENTRAS {
            let required = format!("ALTER TABLE connection_versions ALTER COLUMN {column} SET NOT NULL");
            db.execute_unprepared(&required).await?;
        }
        let settings = Table::alter().table("connection_versions").drop_column("settings").to_owned();
        manager.alter_table(settings).await
    }
}

/// `SQLite` cannot change a column: the table is made anew, and filled from the old one.
async fn rebuild(manager: &SchemaManager<'_>, others: bool) -> Result<(), DbErr> {
    let (registration, tid, cloud) = if others {
        (text_null("registration"), uuid_null("tid"), text_null("cloud"))
    } else {
        (text("registration"), uuid("tid"), text("cloud"))
    };
    let mut table = Table::create();
    table
        .table("connection_versions_new")
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("connection_id"))
        .col(integer("number"))
        .col(text("state"))
        .col(registration)
        .col(text_null("client_id"))
        .col(tid)
        .col(cloud)
        .col(boolean("allow_guests"))
        .col(text_null("domain_hint"))
        .col(text_null("mfa_context"))
        .col(boolean("require_mfa"));
    if others {
        table.col(json_binary_null("settings"));
    }
    table.col(timestamp_with_time_zone("created_at")).col(timestamp_with_time_zone_null("activated_at")).foreign_key(
        ForeignKey::create()
            .from("connection_versions_new", ("organization_id", "connection_id"))
            .to("connections", ("organization_id", "id"))
            .on_delete(ForeignKeyAction::Cascade),
    );
    manager.create_table(table).await?;
    let db = manager.get_connection();
    let copied = format!("INSERT INTO connection_versions_new ({COLUMNS}) SELECT {COLUMNS} FROM connection_versions");
    db.execute_unprepared(&copied).await?;
    db.execute_unprepared("DROP TABLE connection_versions").await?;
    db.execute_unprepared("ALTER TABLE connection_versions_new RENAME TO connection_versions").await?;
    for index in INDEXES {
        db.execute_unprepared(index).await?;
    }
    Ok(())
}
