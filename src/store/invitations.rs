//! Invitations: made, opened, made anew, ended.

use anteroom_entity::invitations;
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::kept_answers::keep_answer;
use super::outbox::SealedLetter;
use super::rows::{invitation, invitation_row};
use super::{OrgStore, Store, StoreError, rows};
use crate::domain::audit::AuditEvent;
use crate::domain::grant::TokenHash;
use crate::domain::id::InvitationId;
use crate::domain::invitation::Invitation;
use crate::domain::kept_answer::KeptAnswer;

impl Store {
    /// The invitation whose link this is, whatever its state, and whosever: the hash of 256 random bits is guessed by nobody.
    pub async fn find_invitation_by_link(&self, link_hash: &TokenHash) -> Result<Option<Invitation>, StoreError> {
        let found = invitations::Entity::find()
            .filter(invitations::Column::LinkHash.eq(link_hash.to_vec()))
            .one(&self.db)
            .await?;
        found.map(invitation).transpose()
    }
}

impl OrgStore {
    /// One invitation.
    pub async fn find_invitation(&self, id: InvitationId) -> Result<Option<Invitation>, StoreError> {
        let found = invitations::Entity::find_by_id(id.0)
            .filter(invitations::Column::OrganizationId.eq(self.organization_id.0))
            .one(&self.store.db)
            .await?;
        found.map(invitation).transpose()
    }

    /// The invitations made before another, the newest first.
    pub async fn list_invitations(
        &self,
        before: Option<InvitationId>,
        limit: u64,
    ) -> Result<Vec<Invitation>, StoreError> {
        let mut query =
            invitations::Entity::find().filter(invitations::Column::OrganizationId.eq(self.organization_id.0));
        if let Some(before) = before {
            query = query.filter(invitations::Column::Id.lt(before.0));
        }
        let found = query.order_by_desc(invitations::Column::Id).limit(limit).all(&self.store.db).await?;
        found.into_iter().map(invitation).collect()
    }

    /// Keeps an invitation, its letters and the answer that tells of it. [`StoreError::Conflict`] where it was answered before.
    pub async fn insert_invitation(
        &self,
        made: &Invitation,
        kept: Option<&KeptAnswer>,
        letters: &[SealedLetter],
        event: &AuditEvent,
    ) -> Result<(), StoreError> {
        self.require_own(made.organization_id)?;
        let event = self.own_event(event)?;
        let write = self.store.begin().await?;
        rows::insert::<invitations::Entity, _>(&write.tx, invitation_row(made)).await?;
        if let Some(kept) = kept {
            keep_answer(&write.tx, kept, made.created_at).await?;
        }
        self.store.commit_and_tell(write, letters, event).await
    }

    /// Writes the new link of an invitation over the one before, unless it was revoked meanwhile; says whether it was not.
    pub async fn renew_invitation(
        &self,
        renewed: &Invitation,
        letters: &[SealedLetter],
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        self.require_own(renewed.organization_id)?;
        let event = self.own_event(event)?;
        let write = self.store.begin().await?;
        let done = invitations::Entity::update_many()
            .col_expr(invitations::Column::LinkHash, Expr::value(renewed.link_hash.to_vec()))
            .col_expr(invitations::Column::ExpiresAt, Expr::value(renewed.expires_at))
            .col_expr(invitations::Column::OpenedAt, Expr::value(renewed.opened_at))
            .col_expr(invitations::Column::OpenedCount, Expr::value(0))
            .filter(invitations::Column::Id.eq(renewed.id.0))
            .filter(invitations::Column::OrganizationId.eq(self.organization_id.0))
            .filter(invitations::Column::RevokedAt.is_null())
            .exec(&write.tx)
            .await?;
        if done.rows_affected == 0 {
            write.roll_back().await?;
            return Ok(false);
        }
        self.store.commit_and_tell(write, letters, event).await?;
        Ok(true)
    }

    /// Ends an invitation; says whether it had not been ended before.
    pub async fn revoke_invitation(
        &self,
        id: InvitationId,
        at: DateTime<Utc>,
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let event = self.own_event(event)?;
        let write = self.store.begin().await?;
        let done = invitations::Entity::update_many()
            .col_expr(invitations::Column::RevokedAt, Expr::value(at))
            .filter(invitations::Column::Id.eq(id.0))
            .filter(invitations::Column::OrganizationId.eq(self.organization_id.0))
            .filter(invitations::Column::RevokedAt.is_null())
            .exec(&write.tx)
            .await?;
        write.commit_if_changed(done.rows_affected, event).await
    }

    /// Notes that the link was opened, if it is still this one and good; says whether it is.
    pub async fn note_invitation_opened(
        &self,
        opened: &Invitation,
        at: DateTime<Utc>,
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let event = self.own_event(event)?;
        let write = self.store.begin().await?;
        let first = Func::coalesce([Expr::col(invitations::Column::OpenedAt), Expr::value(at)]);
        let done = invitations::Entity::update_many()
            .col_expr(invitations::Column::OpenedAt, first.into())
            .col_expr(invitations::Column::OpenedCount, Expr::col(invitations::Column::OpenedCount).add(1))
            .filter(invitations::Column::Id.eq(opened.id.0))
            .filter(invitations::Column::OrganizationId.eq(self.organization_id.0))
            .filter(invitations::Column::LinkHash.eq(opened.link_hash.to_vec()))
            .filter(invitations::Column::RevokedAt.is_null())
            .filter(invitations::Column::ExpiresAt.gt(at))
            .exec(&write.tx)
            .await?;
        write.commit_if_changed(done.rows_affected, event).await
    }
}
