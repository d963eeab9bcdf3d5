//! Makes break-glass: the traditional way, opened for one person of an organization that forces SSO.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    integer, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("break_glass")
                    .col(uuid("id").primary_key())
                    .col(uuid("organization_id"))
                    .col(uuid("user_id"))
                    .col(text("reason"))
                    .col(integer("minutes"))
                    .col(text("requested_by"))
                    .col(timestamp_with_time_zone("requested_at"))
                    .col(text_null("approved_by"))
                    .col(timestamp_with_time_zone_null("expires_at"))
                    .col(timestamp_with_time_zone_null("closed_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("break_glass", ("organization_id", "user_id"))
                            .to("users", ("organization_id", "id"))
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager.get_connection().execute_unprepared("CREATE INDEX break_glass_user ON break_glass (user_id)").await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("break_glass").to_owned()).await
    }
}
