//! Gives organizations a colour and a logo.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{binary, text, uuid};

/// The migration.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["accent", "logo"] {
            let sql = format!("ALTER TABLE organizations ADD COLUMN {column} TEXT");
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        // Apart, so that a picture is not read with every organization.
        manager
            .create_table(
                Table::create()
                    .table("logos")
                    .col(uuid("organization_id").primary_key())
                    .col(text("sha256"))
                    .col(binary("content"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("logos", "organization_id")
                            .to("organizations", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager.get_connection().execute_unprepared("CREATE INDEX logos_sha256 ON logos (sha256)").await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("logos").to_owned()).await?;
        for column in ["accent", "logo"] {
            let sql = format!("ALTER TABLE organizations DROP COLUMN {column}");
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }
}
