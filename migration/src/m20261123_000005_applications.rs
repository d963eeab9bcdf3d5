//! Makes applications and flags.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    blob_null, boolean, json_binary, json_binary_null, text, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
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
                    .table("applications")
                    .col(uuid("id").primary_key())
                    .col(text("client_id").unique_key())
                    .col(text("name"))
                    .col(text("status"))
                    .col(text("sso"))
                    .col(text("authentication"))
                    .col(blob_null("secret_sha256"))
                    .col(json_binary("redirect_uris"))
                    .col(text("id_token_algorithm"))
                    .col(boolean("refresh_tokens"))
                    .col(boolean("require_mfa"))
                    .col(text_null("home"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("updated_at"))
                    // A confidential client without a secret would be a public one by mistake.
                    .check(Expr::cust("(authentication = 'secret') = (secret_sha256 IS NOT NULL)"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("flags")
                    .col(uuid("id").primary_key())
                    .col(uuid("organization_id"))
                    .col(uuid_null("application_id"))
                    .col(text("name"))
                    .col(boolean("value"))
                    .col(timestamp_with_time_zone_null("starts_at"))
                    .col(timestamp_with_time_zone_null("ends_at"))
                    .col(text("reason"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("flags", "organization_id")
                            .to("organizations", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("flags", "application_id")
                            .to("applications", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("flag_changes")
                    .col(uuid("id").primary_key())
                    .col(uuid("organization_id"))
                    .col(uuid_null("application_id"))
                    .col(text("name"))
                    .col(timestamp_with_time_zone("at"))
                    .col(text("actor"))
                    .col(text("reason"))
                    .col(json_binary_null("old"))
                    .col(json_binary_null("new"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("flag_changes", "organization_id")
                            .to("organizations", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        for index in [
            "CREATE UNIQUE INDEX flags_organization ON flags (organization_id, name) WHERE application_id IS NULL",
            "CREATE UNIQUE INDEX flags_application ON flags (organization_id, application_id, name) WHERE application_id IS NOT NULL",
            "CREATE INDEX flag_changes_organization ON flag_changes (organization_id)",
        ] {
            manager.get_connection().execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("flag_changes").to_owned()).await?;
        manager.drop_table(Table::drop().table("flags").to_owned()).await?;
        manager.drop_table(Table::drop().table("applications").to_owned()).await?;
        Ok(())
    }
}
