//! Makes sessions and grants.
//!
//! They are written at every sign-in, so they have few foreign keys: each costs a look-up, and on PostgreSQL a share lock on
//! the row referred to, which all sign-ins into one application would queue for. The chain organization → user →
//! session → grant is enough to remove an organization's things; removing an application removes its grants by name.
//! Their JSON is kept as text: it is only read back whole, and `jsonb` would refuse a NUL character that came from outside.
//! Rows of codes that nobody redeemed leave with their session: an index on their end would cost every redemption.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{blob, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid};

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("sessions")
                    .col(uuid("id").primary_key())
                    .col(blob("token_hash").unique_key())
                    .col(uuid("organization_id"))
                    .col(uuid("user_id"))
                    .col(uuid("sign_in_id"))
                    .col(uuid("application_id"))
                    .col(text("proof"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .col(timestamp_with_time_zone_null("ended_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("sessions", ("organization_id", "user_id"))
                            .to("users", ("organization_id", "id"))
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("grants")
                    .col(uuid("id").primary_key())
                    .col(blob("code_hash").unique_key())
                    .col(uuid("organization_id"))
                    .col(uuid("application_id"))
                    .col(uuid("user_id"))
                    .col(uuid("session_id"))
                    .col(uuid("sign_in_id"))
                    .col(text("redirect_uri"))
                    .col(text("code_challenge"))
                    .col(text("content"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("code_expires_at"))
                    .col(timestamp_with_time_zone_null("code_claimed_at"))
                    .col(timestamp_with_time_zone_null("revoked_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("grants", "session_id")
                            .to("sessions", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        for index in [
            "CREATE INDEX sessions_expires_at ON sessions (expires_at)",
            "CREATE INDEX sessions_user ON sessions (user_id)",
            "CREATE INDEX grants_session ON grants (session_id)",
        ] {
            manager.get_connection().execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("grants").to_owned()).await?;
        manager.drop_table(Table::drop().table("sessions").to_owned()).await?;
        Ok(())
    }
}
