//! Makes webhooks, what their messages are signed with, the messages, and how far the audit log has been told.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, blob, integer, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
    uuid_null,
};

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let to = |table: &'static str, column: &'static str, other: &'static str| {
            ForeignKey::create().from(table, column).to(other, "id").on_delete(ForeignKeyAction::Cascade).to_owned()
        };
        manager
            .create_table(
                Table::create()
                    .table("webhooks")
                    .col(uuid("id").primary_key())
                    .col(uuid_null("organization_id"))
                    .col(text("url"))
                    .col(text_null("events"))
                    .col(text_null("description"))
                    .col(text("status"))
                    .col(text_null("disabled_because"))
                    .col(big_integer("since_position"))
                    .col(timestamp_with_time_zone_null("failing_since"))
                    .col(timestamp_with_time_zone_null("paused_until"))
                    .col(timestamp_with_time_zone("created_at"))
                    .foreign_key(&mut to("webhooks", "organization_id", "organizations"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("webhook_secrets")
                    .col(uuid("id").primary_key())
                    .col(uuid("webhook_id"))
                    .col(uuid_null("organization_id"))
                    .col(blob("sealed"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone_null("ends_at"))
                    .foreign_key(&mut to("webhook_secrets", "webhook_id", "webhooks"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("webhook_deliveries")
                    .col(uuid("id").primary_key())
                    .col(uuid("webhook_id"))
                    .col(uuid_null("organization_id"))
                    .col(text("kind"))
                    .col(text("payload"))
                    .col(timestamp_with_time_zone("at"))
                    .col(text("state"))
                    .col(integer("attempts"))
                    .col(text_null("answer"))
                    .col(timestamp_with_time_zone("due_at"))
                    .foreign_key(&mut to("webhook_deliveries", "webhook_id", "webhooks"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("webhook_cursor")
                    .col(integer("id").primary_key())
                    .col(big_integer("position"))
                    .check(Expr::cust("id = 1"))
                    .to_owned(),
            )
            .await?;
        for statement in [
            "INSERT INTO webhook_cursor (id, position) VALUES (1, 0)",
            "CREATE INDEX webhooks_organization ON webhooks (organization_id)",
            "CREATE INDEX webhook_secrets_webhook ON webhook_secrets (webhook_id)",
            // Of a long history nothing but what waits is looked through when something is sent.
            "CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, due_at) WHERE state = 'waiting'",
            "CREATE INDEX webhook_deliveries_webhook ON webhook_deliveries (webhook_id, id)",
            "CREATE INDEX webhook_deliveries_at ON webhook_deliveries (at)",
        ] {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["webhook_cursor", "webhook_deliveries", "webhook_secrets", "webhooks"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
