//! One-time passwords: asked for, tried, and used once. They are kept for addresses without an account too, by the same
//! statements, so that neither the answer nor its time tells whether there is one.

use anteroom_entity::{audit_events, one_time_passwords};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter};

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
    /// The line in the log.
    pub event: &'a AuditEvent,
    /// How often may be asked.
    pub limits: &'a [Limited],
    /// A code that was asked for later than this stands in the way of a new one.
    pub cool_since: DateTime<Utc>,
}

/// What came of it.
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
        let Asking { password, letter, event, limits, cool_since } = asking;
        let write = self.begin().await?;
        if let Taken::Empty(place) = take(&write.tx, limits, password.asked_at).await? {
            write.roll_back().await?;
            return Ok(Asked::Limited(place));
        }
        let of_address = one_time_passwords::Column::AddressHash
            .eq(password.address_hash.as_slice())
            .and(one_time_passwords::Column::VerifiedAt.is_null());
        one_time_passwords::Entity::delete_many()
            .filter(of_address.clone())
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
        insert_letter(&write.tx, letter).await?;
        rows::insert::<audit_events::Entity, _>(&write.tx, rows::audit_row(event)).await?;
        write.commit().await?;
        self.letter_put();
        Ok(Asked::Yes)
    }

    /// Counts an attempt, and gives what the code's hash must be; none where there is nothing left to try.
    pub async fn try_one_time_password(
        &self,
        id: OneTimePasswordId,
        now: DateTime<Utc>,
    ) -> Result<Option<TokenHash>, StoreError> {
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
        let found = one_time_passwords::Entity::find_by_id(id.0).one(&write.tx).await?;
        write.commit().await?;
        let Some(found) = found.filter(|_| counted > 0) else { return Ok(None) };
        Ok(found.code_hash.as_slice().try_into().ok())
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
