//! An audit event: who did what to whom, when, from where, through which app, with which result and why.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::id::{ApplicationId, AuditEventId, OrganizationId, SignInId, UserId};

/// One line of the audit log. Append-only.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditEvent {
    /// Its id.
    pub id: AuditEventId,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Whose log it stands in; none for the operator's own.
    pub organization_id: Option<OrganizationId>,
    /// What was done.
    pub action: AuditAction,
    /// Who did it, e.g. a user's id, `apply by root`, `caregiver`.
    pub actor: String,
    /// To whom or what, e.g. `flag sso`, a user's id.
    pub subject: Option<String>,
    /// The person concerned, where known.
    pub user_id: Option<UserId>,
    /// Through which app.
    pub application_id: Option<ApplicationId>,
    /// In which sign-in.
    pub sign_in_id: Option<SignInId>,
    /// How it ended.
    pub outcome: AuditOutcome,
    /// The reason code of a refusal.
    pub reason: Option<String>,
    /// From where.
    pub ip: Option<IpAddr>,
    /// With which browser.
    pub user_agent: Option<String>,
    /// The trace of the decision, Entra's own error, old and new values. Never a secret.
    pub detail: AuditDetail,
}

impl AuditEvent {
    /// Somebody has done something, at the operator's own level, through no application; the rest is said by whoever knows it.
    pub fn new(id: AuditEventId, at: DateTime<Utc>, action: AuditAction, actor: impl Into<String>) -> Self {
        Self {
            id,
            at,
            organization_id: None,
            action,
            actor: actor.into(),
            subject: None,
            user_id: None,
            application_id: None,
            sign_in_id: None,
            outcome: AuditOutcome::Success,
            reason: None,
            ip: None,
            user_agent: None,
            detail: AuditDetail::nothing(),
        }
    }
}

/// What an event says besides: JSON, kept as the text that is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditDetail(String);

impl AuditDetail {
    /// Nothing besides.
    pub fn nothing() -> Self {
        Self("{}".to_owned())
    }

    /// This, as JSON; nothing, where it is nothing that JSON can say.
    pub fn of(value: &impl Serialize) -> Self {
        serde_json::to_string(value).map_or_else(|_| Self::nothing(), Self)
    }

    /// What was stored.
    pub const fn from_stored(json: String) -> Self {
        Self(json)
    }

    /// What is read of it; nothing, where it says something else.
    pub fn read<T: Default + DeserializeOwned>(&self) -> T {
        serde_json::from_str(&self.0).unwrap_or_default()
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuditAction {
    /// A person tried to sign in.
    SignIn,
    /// A one-time password was asked for.
    OneTimePasswordAsked,
    /// Break-glass was asked for, opened or closed.
    BreakGlass,
    /// A password was set, changed or removed, or its removal was asked for.
    PasswordChanged,
    /// A session was used for another app, or again for the same one.
    SessionReused,
    /// A session ended.
    SessionEnded,
    /// A code was used a second time: everything it got was revoked.
    CodeReused,
    /// Tokens were refreshed, or refused to be.
    TokenRefreshed,
    /// A refresh token was used a second time: its family was revoked.
    RefreshTokenReused,
    /// Support staff asked why somebody cannot get in.
    Explained,
    /// Support staff read the log.
    LogRead,
    /// A token of support staff was made or ended.
    AdminTokenChanged,
    /// An organization was made, changed or removed by hand.
    OrganizationChanged,
    /// A connection was made, changed or removed by hand, or another version of its settings was drafted or put in force.
    ConnectionChanged,
    /// The way in which the broker proves itself at a connection was changed by hand.
    CredentialChanged,
    /// An e-mail domain was added, proven, led elsewhere or removed by hand.
    DomainChanged,
    /// A user was made, changed or removed by hand.
    UserChanged,
    /// A user was parted from an account that they were bound to.
    IdentityUnbound,
    /// A flag was set or unset by hand.
    FlagChanged,
    /// A roll-out of a flag was started, paused, taken up again or cancelled, or has ended or stopped by itself.
    RolloutChanged,
    /// Somebody was invited to see what is configured, the link was made anew, or the invitation was revoked.
    InvitationChanged,
    /// The link of an invitation was opened.
    InvitationUsed,
    /// Configuration was changed by `apply`.
    ConfigurationApplied,
    /// Sealed values were moved to another key.
    KeysRewrapped,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuditOutcome {
    /// Done.
    Success,
    /// Not allowed.
    Refused,
    /// Could not be done.
    Failed,
}
