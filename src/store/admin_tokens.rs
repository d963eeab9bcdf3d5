//! Tokens of support staff: made, found by their hash, ended.

use anteroom_entity::{admin_tokens, audit_events};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

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

    /// The token with this hash, whether it opens anything or not.
    pub async fn find_any_admin_token(&self, hash: &TokenHash) -> Result<Option<AdminToken>, StoreError> {
        let found = admin_tokens::Entity::find().filter(admin_tokens::Column::Hash.eq(hash.to_vec())).one(&self.db);
        found.await?.map(rows::admin_token).transpose()
    }

    /// The live token of a name.
    pub async fn find_admin_token_of(&self, name: &str, now: DateTime<Utc>) -> Result<Option<AdminToken>, StoreError> {
        let found = admin_tokens::Entity::find()
            .filter(admin_tokens::Column::Name.eq(name))
            .filter(admin_tokens::Column::RevokedAt.is_null())
            .filter(admin_tokens::Column::ExpiresAt.gt(now))
            .one(&self.db)
            .await?;
        found.map(rows::admin_token).transpose()
    }

    /// Ends the token of a name; where one is named, this one alone. Says whether there was one to end.
    pub async fn revoke_admin_token(
        &self,
        name: &str,
        only: Option<AdminTokenId>,
        now: DateTime<Utc>,
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let write = self.begin().await?;
        let which = Condition::all()
            .add(admin_tokens::Column::Name.eq(name))
            .add(admin_tokens::Column::RevokedAt.is_null())
            .add_option(only.map(|id| admin_tokens::Column::Id.eq(id.0)));
        let done = admin_tokens::Entity::update_many()
            .col_expr(admin_tokens::Column::RevokedAt, Expr::value(now))
            .filter(which)
            .exec(&write.tx)
            .await?;
        write.commit_if_changed(done.rows_affected, rows::audit_row(event)).await
    }
}
