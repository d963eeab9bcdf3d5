//! Removing what is over: sessions with their grants, refresh tokens, one-time passwords, limits that are full again, answers
//! that were kept, devices that waited, proofs that were shown, what webhooks were sent, invitations that ended long ago, requests that
//! were pushed, the names of assertions, and what Entra was asked with about sessions that are over.

use anteroom_entity::{
    client_assertions, device_authorizations, dpop_proofs, grants, invitations, kept_answers, limits,
    one_time_passwords, pushed_requests, refresh_tokens, sessions, webhook_deliveries, webhook_secrets,
};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{LockBehavior, LockType, Order, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::audit::try_lock;
use super::{Store, StoreError, upstream_tokens};
use crate::domain::invitation::LISTED_FOR;
use crate::domain::webhook::KEPT;

/// Rows removed in one transaction: short ones, so that sign-ins get their turn in between.
const BATCH: u64 = 500;
/// Transactions of one sweep at most; what is left waits for the next.
const BATCHES: u32 = 20;
const SWEEP_LOCK: i64 = super::audit::CHAIN_LOCK + 1;

/// A one-time password that was shown in its last moment is still the proof of whoever is asked for a password after it; a device that
/// comes too late, or twice, is told so.
const KEPT_AFTER: chrono::Duration = chrono::Duration::hours(1);

/// What a sweep has removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Sessions that had expired.
    pub sessions: u64,
    /// Their grants: nothing of them works without the session.
    pub grants: u64,
    /// Refresh tokens that had expired.
    pub refresh_tokens: u64,
    /// One-time passwords that had expired.
    pub one_time_passwords: u64,
    /// Limits that were full again: one that is not there is full.
    pub limits: u64,
    /// Answers that nobody asks for again.
    pub kept_answers: u64,
    /// Devices that waited, and what has become of them.
    pub devices: u64,
    /// Proofs of possession that nobody can show again.
    pub dpop_proofs: u64,
    /// Messages to webhooks, sent or not.
    pub deliveries: u64,
    /// What signed them until lately.
    pub webhook_secrets: u64,
    /// Invitations that nobody asks about any more. Revoked ones too: they end by themselves as well.
    pub invitations: u64,
    /// Requests that no browser has brought in time.
    pub pushed_requests: u64,
    /// Assertions that would not be taken any more in any case.
    pub client_assertions: u64,
    /// What Entra was asked with about sessions that have ended in whatever way.
    pub upstream_tokens: u64,
}

impl Store {
    /// Removes what has expired, in bounded batches. A used refresh token stays until its end: as long as it does, its
    /// reuse is noticed. With PostgreSQL one replica at a time does this.
    pub async fn sweep(&self, now: DateTime<Utc>) -> Result<Swept, StoreError> {
        let mut swept = self.sweep_small(now).await?;
        for _ in 0..BATCHES {
            let batch = self.sweep_batch(now).await?;
            swept.sessions += batch.sessions;
            swept.grants += batch.grants;
            swept.refresh_tokens += batch.refresh_tokens;
            if batch.sessions < BATCH && batch.refresh_tokens < BATCH {
                break;
            }
        }
        for _ in 0..BATCHES {
            let (requests, assertions) = self.sweep_requests(now).await?;
            swept.pushed_requests += requests;
            swept.client_assertions += assertions;
            if requests < BATCH && assertions < BATCH {
                break;
            }
        }
        for _ in 0..BATCHES {
            let batch = self.sweep_deliveries(now).await?;
            swept.deliveries += batch;
            if batch < BATCH {
                break;
            }
        }
        Ok(swept)
    }

    /// Each of these is one statement by an index: there are never many at once.
    async fn sweep_small(&self, now: DateTime<Utc>) -> Result<Swept, StoreError> {
        let write = self.begin().await?;
        if !try_lock(&write.tx, SWEEP_LOCK).await? {
            write.roll_back().await?;
            return Ok(Swept::default());
        }
        let codes = one_time_passwords::Entity::delete_many()
            .filter(one_time_passwords::Column::ExpiresAt.lte(now - KEPT_AFTER))
            .exec(&write.tx)
            .await?;
        // Whoever takes from several locks them in the order of their keys. This one waits for nobody: what somebody is taking from is
        // not full any more, and two who each wait for the other would be ended by PostgreSQL.
        let over = Query::select()
            .column(limits::Column::Key)
            .from(limits::Entity)
            .and_where(limits::Column::FullAt.lte(now.timestamp_millis()))
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .to_owned();
        let full = limits::Entity::delete_many().filter(limits::Column::Key.in_subquery(over)).exec(&write.tx).await?;
        let answers = kept_answers::Entity::delete_many()
            .filter(kept_answers::Column::ExpiresAt.lte(now))
            .exec(&write.tx)
            .await?;
        let devices = device_authorizations::Entity::delete_many()
            .filter(device_authorizations::Column::ExpiresAt.lte(now - KEPT_AFTER))
            .exec(&write.tx)
            .await?;
        let proofs =
            dpop_proofs::Entity::delete_many().filter(dpop_proofs::Column::ExpiresAt.lte(now)).exec(&write.tx).await?;
        let secrets = webhook_secrets::Entity::delete_many()
            .filter(webhook_secrets::Column::EndsAt.lte(now))
            .exec(&write.tx)
            .await?;
        let invited = invitations::Entity::delete_many()
            .filter(invitations::Column::ExpiresAt.lte(now - LISTED_FOR))
            .exec(&write.tx)
            .await?;
        let tokens = upstream_tokens::sweep(&write.tx, now).await?;
        write.commit().await?;
        Ok(Swept {
            upstream_tokens: tokens,
            one_time_passwords: codes.rows_affected,
            limits: full.rows_affected,
            kept_answers: answers.rows_affected,
            devices: devices.rows_affected,
            dpop_proofs: proofs.rows_affected,
            webhook_secrets: secrets.rows_affected,
            invitations: invited.rows_affected,
            ..Swept::default()
        })
    }

    /// There is one for every request of an application that proves itself by its key: a batch is a transaction of its own.
    async fn sweep_requests(&self, now: DateTime<Utc>) -> Result<(u64, u64), StoreError> {
        let write = self.begin().await?;
        if !try_lock(&write.tx, SWEEP_LOCK).await? {
            write.roll_back().await?;
            return Ok((0, 0));
        }
        let over = Query::select()
            .column(pushed_requests::Column::Hash)
            .from(pushed_requests::Entity)
            .and_where(pushed_requests::Column::ExpiresAt.lte(now))
            .limit(BATCH)
            .to_owned();
        let requests = pushed_requests::Entity::delete_many()
            .filter(pushed_requests::Column::Hash.in_subquery(over))
            .exec(&write.tx)
            .await?;
        let over = Query::select()
            .column(client_assertions::Column::Hash)
            .from(client_assertions::Entity)
            .and_where(client_assertions::Column::ExpiresAt.lte(now))
            .limit(BATCH)
            .to_owned();
        let assertions = client_assertions::Entity::delete_many()
            .filter(client_assertions::Column::Hash.in_subquery(over))
            .exec(&write.tx)
            .await?;
        write.commit().await?;
        Ok((requests.rows_affected, assertions.rows_affected))
    }

    /// A day of a busy operator's is many: a batch is one statement, and a transaction of its own.
    async fn sweep_deliveries(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let write = self.begin().await?;
        if !try_lock(&write.tx, SWEEP_LOCK).await? {
            write.roll_back().await?;
            return Ok(0);
        }
        let old = Query::select()
            .column(webhook_deliveries::Column::Id)
            .from(webhook_deliveries::Entity)
            .and_where(webhook_deliveries::Column::At.lte(now - KEPT))
            .order_by(webhook_deliveries::Column::At, Order::Asc)
            .limit(BATCH)
            .to_owned();
        let deleted = webhook_deliveries::Entity::delete_many()
            .filter(webhook_deliveries::Column::Id.in_subquery(old))
            .exec(&write.tx)
            .await?;
        write.commit().await?;
        Ok(deleted.rows_affected)
    }

    async fn sweep_batch(&self, now: DateTime<Utc>) -> Result<Swept, StoreError> {
        let expired: Vec<Uuid> = sessions::Entity::find()
            .select_only()
            .column(sessions::Column::Id)
            .filter(sessions::Column::ExpiresAt.lte(now))
            .order_by_asc(sessions::Column::ExpiresAt)
            .limit(BATCH)
            .into_tuple()
            .all(&self.db)
            .await?;
        let old_tokens: Vec<Uuid> = refresh_tokens::Entity::find()
            .select_only()
            .column(refresh_tokens::Column::Id)
            .filter(refresh_tokens::Column::ExpiresAt.lte(now))
            .order_by_asc(refresh_tokens::Column::ExpiresAt)
            .limit(BATCH)
            .into_tuple()
            .all(&self.db)
            .await?;
        let mut swept = Swept::default();
        if expired.is_empty() && old_tokens.is_empty() {
            return Ok(swept);
        }
        let write = self.begin().await?;
        if !try_lock(&write.tx, SWEEP_LOCK).await? {
            write.roll_back().await?;
            return Ok(swept);
        }
        if !old_tokens.is_empty() {
            swept.refresh_tokens = refresh_tokens::Entity::delete_many()
                .filter(refresh_tokens::Column::Id.is_in(old_tokens))
                .exec(&write.tx)
                .await?
                .rows_affected;
        }
        if !expired.is_empty() {
            let of_these = Query::select()
                .column(grants::Column::Id)
                .from(grants::Entity)
                .and_where(grants::Column::SessionId.is_in(expired.clone()))
                .to_owned();
            swept.refresh_tokens += refresh_tokens::Entity::delete_many()
                .filter(refresh_tokens::Column::GrantId.in_subquery(of_these))
                .exec(&write.tx)
                .await?
                .rows_affected;
            swept.grants = grants::Entity::delete_many()
                .filter(grants::Column::SessionId.is_in(expired.clone()))
                .exec(&write.tx)
                .await?
                .rows_affected;
            swept.sessions = sessions::Entity::delete_many()
                .filter(sessions::Column::Id.is_in(expired))
                .exec(&write.tx)
                .await?
                .rows_affected;
        }
        write.commit().await?;
        Ok(swept)
    }
}
