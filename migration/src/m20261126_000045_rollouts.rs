//! Makes roll-outs: a flag that is set for many organizations, one after the other.
//!
//! A step keeps its organization's id without a foreign key: one that is removed must not be missing among those that a limited
//! token would have to reach.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, integer, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
    uuid_null,
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
                    .table("rollouts")
                    .col(uuid("id").primary_key())
                    .col(text("flag"))
                    .col(uuid_null("application_id"))
                    .col(boolean("value"))
                    .col(text("reason"))
                    .col(integer("refusals_limit"))
                    .col(integer("wait_minutes"))
                    .col(text("state"))
                    .col(text_null("stopped"))
                    .col(text("started_by"))
                    .col(text("acts_as"))
                    .col(uuid("caller_id"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("due_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("rollout_steps")
                    .col(uuid("rollout_id"))
                    .col(integer("place"))
                    .col(uuid("organization_id"))
                    .col(text("slug"))
                    .col(text("state"))
                    .col(text_null("before"))
                    .col(text("seen"))
                    .col(text_null("set"))
                    .col(timestamp_with_time_zone_null("set_at"))
                    .col(big_integer("usual_attempts"))
                    .col(big_integer("usual_refused"))
                    .col(big_integer("attempts"))
                    .col(big_integer("refused"))
                    .col(text_null("why"))
                    .col(boolean("undone"))
                    .primary_key(Index::create().col("rollout_id").col("place"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("rollout_steps", "rollout_id")
                            .to("rollouts", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        // Asked for every second; most have ended.
        let due = "CREATE INDEX rollouts_due ON rollouts (due_at) WHERE state = 'running'";
        manager.get_connection().execute_unprepared(due).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("rollout_steps").to_owned()).await?;
        manager.drop_table(Table::drop().table("rollouts").to_owned()).await?;
        Ok(())
    }
}
