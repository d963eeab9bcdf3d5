//! The traditional way: a one-time password by e-mail, then a password where there is one.

use chrono::{DateTime, Duration, Utc};

use super::grant::TokenHash;
use super::id::OneTimePasswordId;
use super::secret::Secret;
use super::user::User;

/// A one-time password as it is stored: for addresses without an account too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneTimePassword {
    /// Its id; the browser that asked holds it, sealed.
    pub id: OneTimePasswordId,
    /// The hash of the address it was sent to.
    pub address_hash: TokenHash,
    /// The hash of the browser's secret and the code: without the browser's cookie a million guesses say nothing.
    pub code_hash: TokenHash,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// Whether the browser that asked is one in which the person has come in before.
    pub known: bool,
}

/// Somebody who has the address that was typed, in one organization.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The user.
    pub user: User,
    /// Their password, if they have one.
    pub password: Option<StoredPassword>,
    /// Whether break-glass is open for them now.
    pub break_glass: bool,
}

/// A password as it is stored.
#[derive(Clone, Debug)]
pub struct StoredPassword {
    /// Argon2id, as a PHC string.
    pub hash: Secret,
    /// When somebody who did not know it asked for its removal.
    pub removal_asked_at: Option<DateTime<Utc>>,
}

/// How long a password still stands after somebody who has forgotten it asked for its removal. Whoever has broken into the
/// mailbox alone must wait, and the person is told and can stop it.
pub const REMOVAL_DELAY: Duration = Duration::hours(24);

impl StoredPassword {
    /// Whether it is still demanded.
    pub fn stands(&self, now: DateTime<Utc>) -> bool {
        self.removal_asked_at.is_none_or(|asked| now - asked < REMOVAL_DELAY)
    }
}
