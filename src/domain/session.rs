//! A session: a person, signed in, in one browser.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::claims::ProviderAccount;
use super::id::{ApplicationId, ConnectionId, OrganizationId, SessionId, SignInId, UserId};
use super::organization::SessionLifetimes;

/// The longest name of a provider's session that is kept.
pub const LONGEST_UPSTREAM_SID: usize = 100;

/// A person, signed in, in one browser. A row: ending it works at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id; the `sid` that applications see.
    pub id: SessionId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// The person.
    pub user_id: UserId,
    /// The sign-in that opened it.
    pub sign_in_id: SignInId,
    /// The application it was opened for. Others ask the decision again.
    pub application_id: ApplicationId,
    /// The way the person came.
    pub proof: Proof,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
    /// When it ends if nobody uses it before.
    pub idle_at: Option<DateTime<Utc>>,
    /// When it was ended, if it was.
    pub ended_at: Option<DateTime<Utc>>,
}

impl Session {
    /// Whether it has lasted longer than a session may by now: its own end is that of the day it was opened, and the
    /// organization may have shortened the lifetime since.
    pub fn has_outlived(&self, lifetimes: SessionLifetimes, now: DateTime<Utc>) -> bool {
        self.created_at + Duration::minutes(lifetimes.minutes.into()) <= now
    }
}

/// How and when a person proved who they are: what a decision needs to be asked again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// When the broker verified it.
    pub verified_at: DateTime<Utc>,
    /// What was shown.
    pub evidence: Evidence,
}

impl Proof {
    /// Only what the rules of entry look at.
    #[must_use]
    pub fn judged(&self) -> Self {
        let mut judged = self.clone();
        if let Evidence::Sso { account, .. } = &mut judged.evidence {
            **account = account.judged();
        }
        judged
    }
}

/// What a person showed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "snake_case")]
pub enum Evidence {
    /// SSO: an ID token of the hospital's identity provider, verified. Written under the name that it had when Entra was the only one:
    /// what was kept then, and what another replica reads while a new version is rolled out, has that.
    #[serde(rename = "entra")]
    Sso {
        /// The connection it came through.
        connection_id: ConnectionId,
        /// When the provider authenticated the person, where it says so (`auth_time`).
        authenticated_at: Option<DateTime<Utc>>,
        /// What the ID token said.
        account: Box<ProviderAccount>,
    },
    /// The traditional way: a one-time password sent to the address, then the password where there is one.
    OneTimePassword {
        /// Whether the password was shown too.
        password: bool,
    },
}

impl Evidence {
    /// The connection that it came through; none for the traditional way.
    pub const fn connection(&self) -> Option<ConnectionId> {
        match self {
            Self::Sso { connection_id, .. } => Some(*connection_id),
            Self::OneTimePassword { .. } => None,
        }
    }

    /// The provider's own session that the person came out of (`sid`), by which it says that they have signed out there; none for the
    /// traditional way, and where the ID token names none. Entra's is a GUID: what is much longer is none.
    pub fn upstream_sid(&self) -> Option<&str> {
        match self {
            Self::Sso { account, .. } => account.session.as_deref().filter(|sid| sid.len() <= LONGEST_UPSTREAM_SID),
            Self::OneTimePassword { .. } => None,
        }
    }

    /// The stable name of the method, as tokens, tables and logs have it.
    pub const fn method(&self) -> &'static str {
        match self {
            Self::Sso { account, .. } => account.kind().as_str(),
            Self::OneTimePassword { .. } => "one_time_password",
        }
    }
}

/// By which ways somebody has come into an application.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WaysUsed {
    /// By SSO.
    pub sso: bool,
    /// By the traditional way.
    pub traditional: bool,
}
