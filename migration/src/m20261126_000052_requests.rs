//! Keeps authorization requests that were pushed (RFC 9126), and the names of assertions that applications have proved themselves by
//! (RFC 7523).

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{binary, text, timestamp_with_time_zone, uuid};

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("pushed_requests")
                    .col(binary("hash").primary_key())
                    .col(uuid("application_id"))
                    .col(text("parameters"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("pushed_requests", "application_id")
                            .to("applications", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("client_assertions")
                    .col(binary("hash").primary_key())
                    .col(timestamp_with_time_zone("expires_at"))
                    .to_owned(),
            )
            .await?;
        for index in [
            "CREATE INDEX pushed_requests_application ON pushed_requests (application_id)",
            "CREATE INDEX pushed_requests_expires_at ON pushed_requests (expires_at)",
            "CREATE INDEX client_assertions_expires_at ON client_assertions (expires_at)",
        ] {
            manager.get_connection().execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("client_assertions").to_owned()).await?;
        manager.drop_table(Table::drop().table("pushed_requests").to_owned()).await
    }
}
