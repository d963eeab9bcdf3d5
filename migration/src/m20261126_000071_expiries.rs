//! Keeps what was told of the end of things, and lets what ends be found by its end.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, text, timestamp_with_time_zone, uuid, uuid_null};

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// By its end; partial where most have none, or are over.
const INDEXES: [(&str, &str); 5] = [
    ("credentials_expires_at", "credentials (expires_at, id) WHERE expires_at IS NOT NULL"),
    ("flags_ends_at", "flags (ends_at, id) WHERE ends_at IS NOT NULL"),
    ("break_glass_expires_at", "break_glass (expires_at, id) WHERE closed_at IS NULL"),
    ("webhook_secrets_ends_at", "webhook_secrets (ends_at, id) WHERE ends_at IS NOT NULL"),
    ("domain_checks_missing_since", "domain_checks (missing_since, domain_id) WHERE missing_since IS NOT NULL"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let warnings = Table::create()
            .table("expiry_warnings")
            .col(text("kind"))
            .col(uuid("thing"))
            .col(uuid_null("organization_id"))
            .col(timestamp_with_time_zone("ends_at"))
            .col(integer("days"))
            .col(timestamp_with_time_zone("told_at"))
            .primary_key(Index::create().col("kind").col("thing"))
            .foreign_key(
                ForeignKey::create()
                    .from("expiry_warnings", "organization_id")
                    .to("organizations", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(warnings).await?;
        let db = manager.get_connection();
        for statement in [
            "CREATE INDEX expiry_warnings_organization ON expiry_warnings (organization_id)",
            "CREATE INDEX expiry_warnings_ends_at ON expiry_warnings (ends_at)",
        ] {
            db.execute_unprepared(statement).await?;
        }
        for (name, on) in INDEXES {
            db.execute_unprepared(&format!("CREATE INDEX {name} ON {on}")).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, _) in INDEXES {
            manager.get_connection().execute_unprepared(&format!("DROP INDEX {name}")).await?;
        }
        manager.drop_table(Table::drop().table("expiry_warnings").to_owned()).await
    }
}
