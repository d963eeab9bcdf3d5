//! Tokens of support staff: made, found by their hash, ended.

use anteroom_entity::{admin_tokens, audit_events};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Store, StoreError, rows};
use crate::domain::admin_token::AdminToken;
use crate::domain::audit::AuditEvent;
use crate::domain::grant::TokenHash;
use crate::domain::id::AdminTokenId;

impl Store {
    /// Keeps a token. [`StoreError::Conflict`] where a live one has its name.
    pub async fn insert_admin_token(
        &self,
        token: &AdminToken,
        hash: &TokenHash,
        event: &AuditEvent,
    ) -> Result<(), StoreError> {
        let row = rows::admin_token_row(token, hash)?;
        let write = self.begin().await?;
        rows::insert::<admin_tokens::Entity, _>(&write.tx, row).await?;
        rows::insert::<audit_events::Entity, _>(&write.tx, rows::audit_row(event)).await?;
        write.commit().await
    }

    /// All of them, by name; of one name the newest first.
    pub async fn list_admin_tokens(&self) -> Result<Vec<AdminToken>, StoreError> {
        let found = admin_tokens::Entity::find()
            .order_by_asc(admin_tokens::Column::Name)
            .order_by_desc(admin_tokens::Column::Id)
            .all(&self.db)
            .await?;
        found.into_iter().map(rows::admin_token).collect()
    }

    /// The live token with this hash.
    pub async fn find_admin_token(
        &self,
        hash: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<AdminToken>, StoreError> {
        let found = admin_tokens::Entity::find()
            .filter(admin_tokens::Column::Hash.eq(hash.to_vec()))
            .filter(admin_tokens::Column::RevokedAt.is_null())
            .filter(admin_tokens::Column::ExpiresAt.gt(now))
            .one(&self.db)
            .await?;
        found.map(rows::admin_token).transpose()
    }

    /// A token, whether it is live or not.
    pub async fn find_admin_token_by_id(&self, id: AdminTokenId) -> Result<Option<AdminToken>, StoreError> {
        let found = admin_tokens::Entity::find_by_id(id.0).one(&self.db).await?;
        found.map(rows::admin_token).transpose()
    }

    /// Ends the token of a name. Says whether there was one to end.
    pub async fn revoke_admin_token(
        &self,
        name: &str,
        now: DateTime<Utc>,
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let write = self.begin().await?;
        let done = admin_tokens::Entity::update_many()
            .col_expr(admin_tokens::Column::RevokedAt, Expr::value(now))
            .filter(admin_tokens::Column::Name.eq(name))
            .filter(admin_tokens::Column::RevokedAt.is_null())
            .exec(&write.tx)
            .await?;
        if done.rows_affected == 0 {
            write.roll_back().await?;
            return Ok(false);
        }
        rows::insert::<audit_events::Entity, _>(&write.tx, rows::audit_row(event)).await?;
        write.commit().await?;
        Ok(true)
    }
}
