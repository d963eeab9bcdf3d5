//! An audit event: who did what to whom, when, from where, through which app, with which result and why.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::admin_role::AdminRole;
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

/// Where the roles of whoever did it stand in the detail.
const ACTOR_ROLES: &str = "actor_roles";

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

    /// It, and in which role somebody of support did it, at that time.
    #[must_use]
    pub fn by(self, role: Option<AdminRole>) -> Self {
        let Some(role) = role else { return self };
        let mut said: serde_json::Map<String, serde_json::Value> = self.read();
        said.insert(ACTOR_ROLES.to_owned(), vec![role.as_str()].into());
        Self::of(&said)
    }

    /// In which roles somebody did it, at that time; none where that was nobody's who has roles, or was not kept.
    pub fn actor_roles(&self) -> Vec<String> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Said {
            actor_roles: Vec<String>,
        }
        self.read::<Said>().actor_roles
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
    /// Somebody went the way of a sign-in with what is configured and not in force yet: nobody was let in.
    TestSignIn,
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
    /// Microsoft stood no longer for an account, and the sessions that it had opened ended.
    RecheckRefused,
    /// A code was used a second time: everything it got was revoked.
    CodeReused,
    /// A device without a browser was allowed or refused by a person, or came for its tokens.
    DeviceAuthorized,
    /// An application gave back what it had got.
    TokenRevoked,
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
    /// The admin API refused somebody.
    AdminRefused,
    /// An application was made, changed or removed by hand.
    ApplicationChanged,
    /// An organization was made, changed or removed by hand.
    OrganizationChanged,
    /// A connection was made, changed or removed by hand, or another version of its settings was drafted or put in force.
    ConnectionChanged,
    /// The way in which the broker proves itself at a connection was changed by hand.
    CredentialChanged,
    /// A check of a connection fails that did not before.
    ConnectionCheckFailed,
    /// A check of a connection fails no more.
    ConnectionCheckRecovered,
    /// An e-mail domain was added, proven, led elsewhere or removed by hand.
    DomainChanged,
    /// The record that has proven an e-mail domain was not in its DNS any more.
    DomainProofMissing,
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
    /// A list of a directory's people was held against the users.
    RosterJudged,
    /// Configuration was changed by `apply`.
    ConfigurationApplied,
    /// Configuration was taken out as a file, with whoever it names.
    ConfigurationExported,
    /// Sealed values were moved to another key.
    KeysRewrapped,
    /// A key that signs tokens was made, has signed for the first or the last time, or went.
    SigningKeyChanged,
    /// A webhook was made, changed or removed, got a new secret, or was made to send something.
    WebhookChanged,
    /// A webhook was disabled because nobody answers there.
    WebhookDisabled,
    /// Something ends before long.
    ExpiryApproaching,
    /// Sign-ins through a connection began to fail, for several people.
    ConnectionTroubleBegan,
    /// People come in through it again, or nobody tries.
    ConnectionTroubleEnded,
    /// The head of the log was signed, and noted outside.
    AuditAnchored,
    /// Lines that were older than the organization keeps them lost their content.
    AuditRemoved,
}

/// What an event is about, in the words that an auditor sorts by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuditKind {
    /// Somebody proved who they are, or did not.
    Authentication,
    /// What somebody had proved was used, or ended.
    Session,
    /// Somebody looked at what is kept about others.
    Disclosure,
    /// What holds was changed: settings, accounts, rights.
    Administration,
    /// The log looked after itself.
    Log,
}

/// What was done to the thing, by the letters of RFC 3881 (5.1.2), which NEN 7513 asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum AuditOperation {
    /// Made.
    #[serde(rename = "C")]
    Create,
    /// Read.
    #[serde(rename = "R")]
    Read,
    /// Changed.
    #[serde(rename = "U")]
    Update,
    /// Removed.
    #[serde(rename = "D")]
    Delete,
    /// Carried out.
    #[serde(rename = "E")]
    Execute,
}

impl AuditAction {
    /// What it is about.
    pub const fn kind(self) -> AuditKind {
        match self {
            Self::SignIn | Self::TestSignIn | Self::OneTimePasswordAsked | Self::DeviceAuthorized => {
                AuditKind::Authentication
            }
            Self::SessionReused
            | Self::SessionEnded
            | Self::RecheckRefused
            | Self::CodeReused
            | Self::TokenRevoked
            | Self::TokenRefreshed
            | Self::RefreshTokenReused => AuditKind::Session,
            Self::Explained
            | Self::LogRead
            | Self::ConfigurationExported
            | Self::InvitationUsed
            | Self::RosterJudged => AuditKind::Disclosure,
            Self::BreakGlass
            | Self::PasswordChanged
            | Self::AdminTokenChanged
            | Self::OrganizationChanged
            | Self::UserChanged
            | Self::IdentityUnbound
            | Self::FlagChanged
            | Self::RolloutChanged
            | Self::InvitationChanged
            | Self::ConfigurationApplied
            | Self::AdminRefused
            | Self::ApplicationChanged
            | Self::ConnectionChanged
            | Self::CredentialChanged
            | Self::ConnectionCheckFailed
            | Self::ConnectionCheckRecovered
            | Self::DomainChanged
            | Self::DomainProofMissing
            | Self::WebhookChanged
            | Self::WebhookDisabled
            | Self::SigningKeyChanged
            | Self::ExpiryApproaching
            | Self::ConnectionTroubleBegan
            | Self::ConnectionTroubleEnded
            | Self::KeysRewrapped => AuditKind::Administration,
            Self::AuditAnchored | Self::AuditRemoved => AuditKind::Log,
        }
    }

    /// What was done to the thing.
    pub const fn operation(self) -> AuditOperation {
        match self {
            Self::Explained
            | Self::LogRead
            | Self::ConfigurationExported
            | Self::InvitationUsed
            | Self::RosterJudged => AuditOperation::Read,
            Self::AuditAnchored => AuditOperation::Create,
            Self::AuditRemoved | Self::IdentityUnbound => AuditOperation::Delete,
            Self::PasswordChanged
            | Self::AdminTokenChanged
            | Self::OrganizationChanged
            | Self::UserChanged
            | Self::FlagChanged
            | Self::RolloutChanged
            | Self::InvitationChanged
            | Self::ConfigurationApplied
            | Self::ApplicationChanged
            | Self::ConnectionChanged
            | Self::CredentialChanged
            | Self::DomainChanged
            | Self::WebhookChanged
            | Self::WebhookDisabled
            | Self::SigningKeyChanged
            | Self::KeysRewrapped => AuditOperation::Update,
            Self::SignIn
            | Self::TestSignIn
            | Self::OneTimePasswordAsked
            | Self::BreakGlass
            | Self::DomainProofMissing
            | Self::ExpiryApproaching
            | Self::ConnectionTroubleBegan
            | Self::ConnectionTroubleEnded
            | Self::ConnectionCheckFailed
            | Self::ConnectionCheckRecovered
            | Self::SessionReused
            | Self::SessionEnded
            | Self::RecheckRefused
            | Self::CodeReused
            | Self::DeviceAuthorized
            | Self::TokenRevoked
            | Self::AdminRefused
            | Self::TokenRefreshed
            | Self::RefreshTokenReused => AuditOperation::Execute,
        }
    }
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
