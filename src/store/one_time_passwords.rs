//! One-time passwords: asked for, tried, and used once. They are kept for addresses without an account too, by the same
//! statements, so that neither the answer nor its time tells whether there is one.
//!
//! One code of a person is good at a time. A browser in which they have come in before (a *known* one) goes first: what it asked
//! for is good until it is used or ends, whatever strangers ask for meanwhile; theirs is good only while it holds none. What
//! strangers see does not depend on that.

use anteroom_entity::{audit_events, one_time_passwords};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::limits::{Taken, take};
use super::outbox::{SealedLetter, insert_letter};
use super::{Store, StoreError, rows};
use crate::domain::audit::AuditEvent;
use crate::domain::grant::TokenHash;
use crate::domain::id::OneTimePasswordId;
use crate::domain::limit::Limited;
use crate::domain::traditional::OneTimePassword;

/// How often the code of one letter may be tried.
pub const MOST_ATTEMPTS: i32 = 5;

/// Somebody asks for a one-time password.
#[derive(Debug)]
pub struct Asking<'a> {
    /// What is stored.
    pub password: &'a OneTimePassword,
    /// The letter; one to nobody, where there is no account.
    pub letter: &'a SealedLetter,
    /// The letter in its place where a known browser holds a code that is good: this one would open nothing.
    pub instead: &'a SealedLetter,
    /// The line in the log.
    pub event: &'a AuditEvent,
    /// How often may be asked.
    pub limits: &'a [Limited],
    /// A code that was asked for later than this, by a browser of the same kind, stands in the way of a new one.
    pub cool_since: DateTime<Utc>,
}

/// What came of showing one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried {
    /// An attempt was counted; this is what the code's hash must be. None where a known browser holds the code that is good: then
    /// every other is wrong.
    Judge(Option<TokenHash>),
    /// There is nothing to compare with: it was tried too often, is over, or used.
    Spent,
    /// The limit is used up. No attempt was counted.
    Limited,
}

/// What came of asking for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The letter is on its way.
    Yes,
    /// Another was asked for a moment ago.
    TooSoon,
    /// The limit at this place is used up.
    Limited(usize),
}

// Across organizations: an address is typed before anybody knows whose it is.
impl Store {
    /// Keeps a one-time password in place of the one before, with its letter: one transaction.
    pub async fn ask_one_time_password(&self, asking: &Asking<'_>) -> Result<Asked, StoreError> {
        let Asking { password, letter, instead, event, limits, cool_since } = asking;
        let write = self.begin().await?;
        if let Taken::Empty(place) = take(&write.tx, limits, password.asked_at).await? {
            write.roll_back().await?;
            return Ok(Asked::Limited(place));
        }
        let stands = known_browser_holds_one(&write.tx, &password.address_hash, password.asked_at).await?;
        one_time_passwords::Entity::delete_many()
            .filter(one_time_passwords::Column::AddressHash.eq(password.address_hash.as_slice()))
            .filter(one_time_passwords::Column::VerifiedAt.is_null())
            .filter(one_time_passwords::Column::Known.eq(password.known))
            .filter(one_time_passwords::Column::AskedAt.lte(*cool_since))
            .exec(&write.tx)
            .await?;
        let row = one_time_passwords::Model {
            id: password.id.0,
            address_hash: password.address_hash.to_vec(),
            code_hash: password.code_hash.to_vec(),
            attempts: 0,
            asked_at: password.asked_at,
            expires_at: password.expires_at,
            verified_at: None,
            known: password.known,
        };
        match rows::insert::<one_time_passwords::Entity, _>(&write.tx, row).await {
            Ok(()) => {}
            // The live one was not old enough to make room.
            Err(StoreError::Conflict) => {
                write.roll_back().await?;
                return Ok(Asked::TooSoon);
            }
            Err(error) => return Err(error),
        }
        insert_letter(&write.tx, if stands && !password.known { instead } else { letter }).await?;
        rows::insert::<audit_events::Entity, _>(&write.tx, rows::audit_row(event)).await?;
        write.commit().await?;
        self.letter_put();
        Ok(Asked::Yes)
    }

    /// Counts an attempt, and gives what the code's hash must be. What was tried too often takes nothing from the limit: else
    /// whoever holds one page would use up what the person needs.
    pub async fn try_one_time_password(
        &self,
        id: OneTimePasswordId,
        limit: &Limited,
        now: DateTime<Utc>,
    ) -> Result<Tried, StoreError> {
        let write = self.begin().await?;
        // Counted before anything is compared, so that attempts at once are not more attempts.
        let counted = one_time_passwords::Entity::update_many()
            .col_expr(one_time_passwords::Column::Attempts, Expr::col(one_time_passwords::Column::Attempts).add(1))
            .filter(one_time_passwords::Column::Id.eq(id.0))
            .filter(one_time_passwords::Column::Attempts.lt(MOST_ATTEMPTS))
            .filter(one_time_passwords::Column::VerifiedAt.is_null())
            .filter(one_time_passwords::Column::ExpiresAt.gt(now))
            .exec(&write.tx)
            .await?
            .rows_affected;
        if counted == 0 {
            write.roll_back().await?;
            return Ok(Tried::Spent);
        }
        if take(&write.tx, std::slice::from_ref(limit), now).await? != Taken::Yes {
            write.roll_back().await?;
            return Ok(Tried::Limited);
        }
        let found = one_time_passwords::Entity::find_by_id(id.0).one(&write.tx).await?;
        let Some(found) = found else { return Err(StoreError::Corrupt("one_time_passwords")) };
        let stands = known_browser_holds_one(&write.tx, &found.address_hash, now).await?;
        write.commit().await?;
        let hash = found.code_hash.as_slice().try_into().map_err(|_| StoreError::Corrupt("one_time_passwords"))?;
        Ok(Tried::Judge((found.known || !stands).then_some(hash)))
    }

    /// Marks a one-time password as shown; says whether it was this that did so.
    pub async fn verify_one_time_password(
        &self,
        id: OneTimePasswordId,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let _turn = self.turn().await;
        let verified = one_time_passwords::Entity::update_many()
            .col_expr(one_time_passwords::Column::VerifiedAt, Expr::value(now))
            .filter(one_time_passwords::Column::Id.eq(id.0))
            .filter(one_time_passwords::Column::VerifiedAt.is_null())
            .exec(&self.db)
            .await?;
        Ok(verified.rows_affected > 0)
    }

    /// Uses up a one-time password that was shown: it opens one session. Says whether it was still there.
    pub async fn use_one_time_password(&self, id: OneTimePasswordId) -> Result<bool, StoreError> {
        let _turn = self.turn().await;
        let used = one_time_passwords::Entity::delete_many()
            .filter(one_time_passwords::Column::Id.eq(id.0))
            .filter(one_time_passwords::Column::VerifiedAt.is_not_null())
            .exec(&self.db)
            .await?;
        Ok(used.rows_affected > 0)
    }
}

/// Whether a known browser holds a code for an address that is good.
async fn known_browser_holds_one(
    db: &impl ConnectionTrait,
    address_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let found: Option<Uuid> = one_time_passwords::Entity::find()
        .select_only()
        .column(one_time_passwords::Column::Id)
        .filter(one_time_passwords::Column::AddressHash.eq(address_hash))
        .filter(one_time_passwords::Column::VerifiedAt.is_null())
        .filter(one_time_passwords::Column::Known.eq(true))
        .filter(one_time_passwords::Column::Attempts.lt(MOST_ATTEMPTS))
        .filter(one_time_passwords::Column::ExpiresAt.gt(now))
        .into_tuple()
        .one(db)
        .await?;
    Ok(found.is_some())
}
