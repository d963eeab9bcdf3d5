//! Refresh tokens. Each works once and is replaced by the next; using one again shows that it was stolen (RFC 9700, 4.14.2).

use anteroom_entity::refresh_tokens;
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{EntityTrait, QueryFilter};

use super::{OrgStore, Store, StoreError, rows};
use crate::domain::grant::{RefreshToken, TokenHash};
use crate::domain::id::{GrantId, OrganizationId};

/// A refresh token that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundRefreshToken {
    /// The grant of its family.
    pub grant_id: GrantId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// Whether it was used before.
    pub claimed: bool,
}

impl Store {
    /// The refresh token of a hash, if it has not ended. Crosses organizations: it goes by the hash of 256 random bits.
    pub async fn find_refresh_token(
        &self,
        hash: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<FoundRefreshToken>, StoreError> {
        let query = refresh_tokens::Entity::find()
            .filter(refresh_tokens::COLUMN.hash.eq(hash.to_vec()))
            .filter(refresh_tokens::COLUMN.expires_at.gt(now));
        Ok(query.one(&self.db).await?.map(|row| FoundRefreshToken {
            grant_id: row.grant_id.into(),
            organization_id: row.organization_id.into(),
            claimed: row.claimed_at.is_some(),
        }))
    }
}

impl OrgStore<'_> {
    /// Keeps the first refresh token of a grant.
    pub async fn insert_refresh_token(&self, token: &RefreshToken) -> Result<(), StoreError> {
        self.store.count_write();
        if token.organization_id != self.organization_id {
            return Err(StoreError::Conflict);
        }
        rows::insert::<refresh_tokens::Entity, _>(&self.store.db, rows::refresh_token_row(token)).await
    }

    /// Uses a refresh token and keeps the next, both or neither. Whether this caller was the one to use it.
    pub async fn rotate_refresh_token(
        &self,
        used: &TokenHash,
        next: &RefreshToken,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let transaction = self.store.begin().await?;
        let claimed = refresh_tokens::Entity::update_many()
            .col_expr(refresh_tokens::Column::ClaimedAt, Expr::value(now))
            .filter(refresh_tokens::COLUMN.hash.eq(used.to_vec()))
            .filter(refresh_tokens::COLUMN.organization_id.eq(self.organization_id.0))
            .filter(refresh_tokens::COLUMN.grant_id.eq(next.grant_id.0))
            .filter(refresh_tokens::COLUMN.claimed_at.is_null())
            .exec(&transaction)
            .await?
            .rows_affected;
        if claimed == 1 {
            rows::insert::<refresh_tokens::Entity, _>(&transaction, rows::refresh_token_row(next)).await?;
        }
        transaction.commit().await?;
        Ok(claimed == 1)
    }
}
