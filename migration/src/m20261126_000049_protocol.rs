//! Keeps what an application uses of OAuth and OpenID Connect beside its addresses.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::json_binary;

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let protocol =
            Table::alter().table("applications").add_column(json_binary("protocol").default("{}")).to_owned();
        manager.alter_table(protocol).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("applications").drop_column("protocol").to_owned()).await
    }
}
