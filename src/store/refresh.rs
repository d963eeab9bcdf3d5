//! Refresh tokens: each works once and is replaced by the next (RFC 9700, 4.14.2).

use anteroom_entity::{grants, refresh_tokens};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter};

use super::sessions::live_session_of_grant;
use super::{OrgStore, Store, StoreError, rows};
use crate::domain::grant::{RefreshToken, TokenHash};
use crate::domain::id::{GrantId, OrganizationId};

/// A refresh token that was found; whether its grant lives, [`OrgStore::find_live_grant`] says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundRefreshToken {
    /// The grant of its family.
    pub grant_id: GrantId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// Whether it was used before: then somebody has a copy, and the grant must be revoked (RFC 9700, 4.14.2).
    pub claimed: bool,
}

// Across organizations: the hash of 256 random bits names one row, whoever asks.
impl Store {
    /// The refresh token with this hash, if it has not ended. It is not used up: the decision comes first, then
    /// [`OrgStore::rotate_refresh_token`], so that there is no instant at which a crash loses the family.
    pub async fn find_refresh_token(
        &self,
        hash: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<FoundRefreshToken>, StoreError> {
        let found = refresh_tokens::Entity::find()
            .filter(refresh_tokens::Column::Hash.eq(hash.as_slice()))
            .filter(refresh_tokens::Column::ExpiresAt.gt(now))
            .one(&self.db)
            .await?;
        Ok(found.map(|row| FoundRefreshToken {
            grant_id: row.grant_id.into(),
            organization_id: row.organization_id.into(),
            claimed: row.used_at.is_some(),
        }))
    }
}

impl OrgStore {
    /// Inserts the first refresh token of a grant.
    pub async fn insert_refresh_token(&self, token: &RefreshToken) -> Result<(), StoreError> {
        self.require_own(token.organization_id)?;
        let _turn = self.store.turn().await;
        rows::insert::<refresh_tokens::Entity, _>(&self.store.db, rows::refresh_token_row(token)).await
    }

    /// Uses up a refresh token and inserts the next, both or neither; says whether it was this caller who used it.
    ///
    /// Of any number that try at once, one does. False too where it was revoked, or its grant or session ended, since it
    /// was found.
    pub async fn rotate_refresh_token(
        &self,
        used: &TokenHash,
        next: &RefreshToken,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.require_own(next.organization_id)?;
        let write = self.store.begin().await?;
        let claimed = refresh_tokens::Entity::update_many()
            .col_expr(refresh_tokens::Column::UsedAt, Expr::value(now))
            .filter(refresh_tokens::Column::Hash.eq(used.as_slice()))
            .filter(refresh_tokens::Column::OrganizationId.eq(self.organization_id.0))
            .filter(refresh_tokens::Column::GrantId.eq(next.grant_id.0))
            .filter(refresh_tokens::Column::UsedAt.is_null())
            .filter(refresh_tokens::Column::RevokedAt.is_null())
            .filter(refresh_tokens::Column::ExpiresAt.gt(now))
            .filter(Expr::exists(live_grant_of_token(now)))
            .exec(&write.tx)
            .await?
            .rows_affected;
        if claimed == 0 {
            write.roll_back().await?;
            return Ok(false);
        }
        rows::insert::<refresh_tokens::Entity, _>(&write.tx, rows::refresh_token_row(next)).await?;
        write.commit().await?;
        Ok(true)
    }
}

fn live_grant_of_token(now: DateTime<Utc>) -> SelectStatement {
    Query::select()
        .expr(Expr::value(1))
        .from(grants::Entity)
        .and_where(
            Expr::col((grants::Entity, grants::Column::Id))
                .equals((refresh_tokens::Entity, refresh_tokens::Column::GrantId)),
        )
        .and_where(grants::Column::RevokedAt.is_null())
        .and_where(Expr::exists(live_session_of_grant(now)))
        .to_owned()
}
