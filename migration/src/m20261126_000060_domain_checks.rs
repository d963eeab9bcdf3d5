//! Lets the DNS prove a domain: what it is to hold for that, how a domain was proven, and what the last look at it has found.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    integer, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};
use sea_orm_migration::sea_orm::DbBackend;

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = |column: ColumnDef| Table::alter().table("domains").add_column(column).to_owned();
        manager.alter_table(add(text_null("proven_by"))).await?;
        // Empty is none: whoever reads it refuses the row.
        manager.alter_table(add(text("challenge").default("").to_owned())).await?;
        let db = manager.get_connection();
        db.execute_unprepared("UPDATE domains SET proven_by = 'manual' WHERE proven_at IS NOT NULL").await?;
        // 128 bits from the database's own generator, which is that of the operating system; a UUID alone has 122.
        let random = match manager.get_database_backend() {
            DbBackend::Postgres => {
                "substr(encode(sha256((gen_random_uuid()::text || gen_random_uuid()::text)::bytea), 'hex'), 1, 32)"
            }
            _ => "lower(hex(randomblob(16)))",
        };
        db.execute_unprepared(&format!("UPDATE domains SET challenge = {random}")).await?;
        manager
            .create_table(
                Table::create()
                    .table("domain_checks")
                    .col(uuid("domain_id").primary_key())
                    .col(uuid("organization_id"))
                    .col(timestamp_with_time_zone("checked_at"))
                    .col(text("finding"))
                    .col(text("texts"))
                    .col(timestamp_with_time_zone_null("missing_since"))
                    .col(integer("missing_looks"))
                    .col(timestamp_with_time_zone_null("next_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("domain_checks", "domain_id")
                            .to("domains", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("domain_checks", "organization_id")
                            .to("organizations", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        db.execute_unprepared("CREATE INDEX domain_checks_organization ON domain_checks (organization_id)").await?;
        db.execute_unprepared(
            "CREATE INDEX domain_checks_next_at ON domain_checks (next_at) WHERE next_at IS NOT NULL",
        )
        .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("domain_checks").to_owned()).await?;
        for column in ["challenge", "proven_by"] {
            manager.alter_table(Table::alter().table("domains").drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
