//! Keeps what the last test sign-in of a connection has shown, and the private link by which a colleague makes one.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    blob, boolean, integer, integer_null, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null,
    uuid, uuid_null,
};

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let last = of_connection("test_sign_ins")
            .col(uuid("version_id"))
            .col(integer("version"))
            .col(uuid("sign_in_id"))
            .col(timestamp_with_time_zone("at"))
            .col(text("tested_by"))
            .col(boolean("works"))
            .col(text_null("reason"))
            .col(text("verdicts"))
            .col(timestamp_with_time_zone_null("claims_at"))
            .col(text("claims"))
            .col(timestamp_with_time_zone_null("worked_at"))
            .col(text_null("worked_by"))
            .col(uuid_null("worked_version_id"))
            .col(integer_null("worked_version"))
            .to_owned();
        manager.create_table(last).await?;
        let links = of_connection("test_links")
            .col(blob("link_hash").unique_key())
            .col(uuid_null("invitation_id"))
            .col(text("created_by"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("expires_at"))
            .col(timestamp_with_time_zone_null("used_at"))
            .col(boolean("used_works"))
            .to_owned();
        manager.create_table(links).await?;
        let db = manager.get_connection();
        for table in ["test_sign_ins", "test_links"] {
            db.execute_unprepared(&format!("CREATE INDEX {table}_organization ON {table} (organization_id)")).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["test_links", "test_sign_ins"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

/// A table with one row for a connection, which goes with it.
fn of_connection(table: &'static str) -> TableCreateStatement {
    let gone_with = |column: &'static str, other: &'static str| {
        ForeignKey::create().from(table, column).to(other, "id").on_delete(ForeignKeyAction::Cascade).to_owned()
    };
    Table::create()
        .table(table)
        .col(uuid("connection_id").primary_key())
        .col(uuid("organization_id"))
        .foreign_key(&mut gone_with("connection_id", "connections"))
        .foreign_key(&mut gone_with("organization_id", "organizations"))
        .to_owned()
}
