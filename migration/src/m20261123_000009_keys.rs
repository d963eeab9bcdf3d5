//! Makes keys, and the counter of configuration changes.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, blob, integer, json_binary, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
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
                    .table("signing_keys")
                    .col(uuid("id").primary_key())
                    .col(text("kid").unique_key())
                    .col(text("algorithm"))
                    .col(integer("generation"))
                    .col(blob("sealed"))
                    .col(json_binary("public_jwk"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone_null("retires_at"))
                    .index(Index::create().unique().name("signing_keys_generation").col("algorithm").col("generation"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("key_checks")
                    .col(uuid("id").primary_key())
                    .col(text("key_id").unique_key())
                    .col(blob("sealed"))
                    .col(timestamp_with_time_zone("created_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("configuration_version")
                    .col(integer("id").primary_key())
                    .col(big_integer("version"))
                    .check(Expr::cust("id = 1"))
                    .to_owned(),
            )
            .await?;
        let first = "INSERT INTO configuration_version (id, version) VALUES (1, 1)";
        manager.get_connection().execute_unprepared(first).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("configuration_version").to_owned()).await?;
        manager.drop_table(Table::drop().table("key_checks").to_owned()).await?;
        manager.drop_table(Table::drop().table("signing_keys").to_owned()).await?;
        Ok(())
    }
}
