//! Step 5, *decide*: may this person come into this application, now, on this evidence?
//!
//! A pure function over [`Facts`]: no I/O, no clock of its own. The same function answers the live sign-in, the reuse of
//! a session and a token refresh, so they can never disagree.

use std::borrow::Cow;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::application::Application;
use crate::domain::claims::MicrosoftAccount;
use crate::domain::connection::Connection;
use crate::domain::id::UserId;
use crate::domain::identity::People;
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::reason::Reason;

/// All that a decision looks at.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The instant that is decided for.
    pub now: DateTime<Utc>,
    /// The application that the person wants to enter.
    pub application: &'a Application,
    /// The organization that they come from, with its domains, connections and flags.
    pub configuration: &'a OrganizationConfiguration,
    /// By which way they come, and what they have shown so far.
    pub way: Way<'a>,
    /// Who they may be; none as long as nobody has been looked up (at departure).
    pub people: Option<&'a People>,
    /// What the application asks of the proof.
    pub demand: Demand,
}

/// By which way a person comes, and what they have shown so far.
#[derive(Clone, Copy, Debug)]
pub enum Way<'a> {
    /// By SSO through this connection.
    Sso {
        /// The connection.
        connection: &'a Connection,
        /// What the verified ID token says; none at departure.
        shown: Option<Shown<'a>>,
    },
    /// The traditional way: a one-time password, and perhaps a password.
    Traditional {
        /// When it was shown.
        verified_at: DateTime<Utc>,
    },
}

/// A verified Entra ID token.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// What it says of the person.
    pub account: &'a MicrosoftAccount,
    /// When Entra authenticated the person, where it says so.
    pub authenticated_at: Option<DateTime<Utc>>,
}

/// What the application asks of the proof.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Demand {
    /// The most time that may have passed since the person proved who they are (`max_age`).
    pub max_age: Option<Duration>,
}

/// Allow, or deny with one reason; with the trace of every rule that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Allow or deny.
    pub verdict: Verdict,
    /// Every rule, in order.
    pub trace: Vec<Looked>,
}

/// Allow or deny.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All that is known so far allows it, but the person has not been seen yet (at departure).
    MayDepart,
    /// The person may come in.
    Allow(Admission),
    /// They may not; the reason of the first rule that failed.
    Deny(Reason),
}

/// Who was let in, and on what terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Admission {
    /// The person.
    pub user_id: UserId,
    /// Whether the account shown is to be bound to them now: their first sign-in.
    pub bind: bool,
    /// Whether an authentication context that the hospital attests shows a second factor.
    pub mfa: bool,
}

/// A rule that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    /// The rule.
    pub rule: Cow<'static, str>,
    /// The reason it gave; none where it passed.
    pub reason: Option<Reason>,
    /// What it saw, in a few words for support.
    pub saw: Cow<'static, str>,
}
