//! Devices without a browser: they wait, are allowed or refused, and come once for what they get.

use anteroom_entity::{audit_events, device_authorizations, refresh_tokens};
use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::limits::{Taken, take};
use super::{OrgStore, Store, StoreError, rows};
use crate::domain::audit::AuditEvent;
use crate::domain::device::{DeviceAuthorization, DeviceCodes, DeviceState, LONGEST_INTERVAL, SLOWER, TOLERANCE};
use crate::domain::grant::{RefreshToken, TokenHash};
use crate::domain::id::{DeviceAuthorizationId, GrantId};
use crate::domain::limit::Limited;

/// What came of a device's asking whether it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Polled {
    /// It asked in time.
    InTime,
    /// It asked too soon, and has to wait longer from now on.
    TooSoon,
}

// Across organizations: until somebody has allowed it, a device is nobody's. Its own code has 256 random bits; that of its person
// opens a page that asks.
impl Store {
    /// Keeps a device that waits, unless its limit is used up. [`StoreError::Conflict`] where another has one of its codes.
    pub async fn insert_device(
        &self,
        device: &DeviceAuthorization,
        codes: &DeviceCodes,
        limit: &Limited,
    ) -> Result<Taken, StoreError> {
        let write = self.begin().await?;
        let taken = take(&write.tx, std::slice::from_ref(limit), device.created_at).await?;
        if taken != Taken::Yes {
            write.roll_back().await?;
            return Ok(taken);
        }
        rows::insert::<device_authorizations::Entity, _>(&write.tx, rows::device_row(device, codes)).await?;
        write.commit().await?;
        Ok(Taken::Yes)
    }

    /// The device that holds this code, whatever has become of it.
    pub async fn find_device(&self, device_code: &TokenHash) -> Result<Option<DeviceAuthorization>, StoreError> {
        let found = device_authorizations::Entity::find()
            .filter(device_authorizations::Column::DeviceCodeHash.eq(device_code.as_slice()))
            .one(&self.db)
            .await?;
        found.map(rows::device).transpose()
    }

    /// The device that waits and shows this code.
    pub async fn find_waiting_device(
        &self,
        user_code: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<DeviceAuthorization>, StoreError> {
        let found = device_authorizations::Entity::find()
            .filter(device_authorizations::Column::UserCodeHash.eq(user_code.as_slice()))
            .filter(device_authorizations::Column::State.eq(rows::word(&DeviceState::Waiting)))
            .filter(device_authorizations::Column::ExpiresAt.gt(now))
            .one(&self.db)
            .await?;
        found.map(rows::device).transpose()
    }

    /// Notes that a waiting device asked.
    pub async fn poll_device(&self, device: &DeviceAuthorization, now: DateTime<Utc>) -> Result<Polled, StoreError> {
        let _turn = self.turn().await;
        let again = |interval: Duration| now + interval - TOLERANCE;
        let in_time = device_authorizations::Entity::update_many()
            .col_expr(device_authorizations::Column::NextPollAt, Expr::value(again(device.interval)))
            .filter(device_authorizations::Column::Id.eq(device.id.0))
            .filter(device_authorizations::Column::NextPollAt.lte(now))
            .exec(&self.db)
            .await?;
        if in_time.rows_affected > 0 {
            return Ok(Polled::InTime);
        }
        let slower = (device.interval + SLOWER).min(LONGEST_INTERVAL);
        device_authorizations::Entity::update_many()
            .col_expr(device_authorizations::Column::NextPollAt, Expr::value(again(slower)))
            .col_expr(device_authorizations::Column::IntervalSeconds, Expr::value(rows::seconds(slower)))
            .filter(device_authorizations::Column::Id.eq(device.id.0))
            .exec(&self.db)
            .await?;
        Ok(Polled::TooSoon)
    }
}

impl OrgStore {
    /// A person of the organization allows a waiting device what a grant of theirs gives, or (where none is named) refuses it; with
    /// the event. Says whether it still waited.
    pub async fn answer_device(
        &self,
        id: DeviceAuthorizationId,
        allowed: Option<GrantId>,
        now: DateTime<Utc>,
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let event = self.own_event(event)?;
        let state = if allowed.is_some() { DeviceState::Allowed } else { DeviceState::Refused };
        let organization = allowed.map(|_| self.organization_id.0);
        let write = self.store.begin().await?;
        let answered = device_authorizations::Entity::update_many()
            .col_expr(device_authorizations::Column::State, Expr::value(rows::word(&state)))
            .col_expr(device_authorizations::Column::OrganizationId, Expr::value(organization))
            .col_expr(device_authorizations::Column::GrantId, Expr::value(allowed.map(|grant| grant.0)))
            .filter(device_authorizations::Column::Id.eq(id.0))
            .filter(device_authorizations::Column::State.eq(rows::word(&DeviceState::Waiting)))
            .filter(device_authorizations::Column::ExpiresAt.gt(now))
            .exec(&write.tx)
            .await?;
        write.commit_if_changed(answered.rows_affected, event).await
    }

    /// A device comes for what it was allowed: its first refresh token, if it may have any, and the event. Of any number that come at
    /// once, one does.
    pub async fn redeem_device(
        &self,
        id: DeviceAuthorizationId,
        refresh: Option<&RefreshToken>,
        now: DateTime<Utc>,
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        if let Some(token) = refresh {
            self.require_own(token.organization_id)?;
        }
        let event = self.own_event(event)?;
        let write = self.store.begin().await?;
        let redeemed = device_authorizations::Entity::update_many()
            .col_expr(device_authorizations::Column::State, Expr::value(rows::word(&DeviceState::Redeemed)))
            .filter(device_authorizations::Column::Id.eq(id.0))
            .filter(device_authorizations::Column::OrganizationId.eq(self.organization_id.0))
            .filter(device_authorizations::Column::State.eq(rows::word(&DeviceState::Allowed)))
            .filter(device_authorizations::Column::ExpiresAt.gt(now))
            .exec(&write.tx)
            .await?;
        if redeemed.rows_affected == 0 {
            write.roll_back().await?;
            return Ok(false);
        }
        if let Some(token) = refresh {
            rows::insert::<refresh_tokens::Entity, _>(&write.tx, rows::refresh_token_row(token)).await?;
        }
        rows::insert::<audit_events::Entity, _>(&write.tx, event).await?;
        write.commit().await?;
        Ok(true)
    }
}
