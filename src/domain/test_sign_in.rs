//! A test sign-in: somebody goes the way of a sign-in with what is configured of a connection and not in force yet, and nobody comes in
//! by it. What is kept of the last one, and the private link by which a colleague makes one.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::connection::ConnectionKind;
use super::grant::TokenHash;
use super::id::{ConnectionId, ConnectionVersionId, InvitationId, OrganizationId, SignInId};
use super::reason::Reason;

/// How long a private link is good. A colleague on another shift has time to open it, and a forgotten one is soon none any more.
pub const LINK_LIFETIME: Duration = Duration::hours(24);

/// The last test sign-in of a connection. Of what Microsoft said of the person it holds the names alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestSignIn {
    /// Through which connection.
    pub connection_id: ConnectionId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// With which version of its settings.
    pub version_id: ConnectionVersionId,
    /// The number of that version.
    pub version: i32,
    /// The attempt, as the log knows it.
    pub sign_in_id: SignInId,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: TestedBy,
    /// Whether the connection works: the token was verified, and came from a member of the directory that is configured.
    pub works: bool,
    /// Why the person would not have been let in; none where they would.
    pub reason: Option<Reason>,
    /// What every rule said, in order.
    pub verdicts: Vec<RuleVerdict>,
    /// What the last token that was verified held. Where this test has none, what was kept before stays.
    pub claims: Option<ClaimsSeen>,
    /// The last time that the connection worked. Where it did not this time, what was kept before stays.
    pub worked: Option<Worked>,
}

/// Which claims a verified token held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimsSeen {
    /// When.
    pub at: DateTime<Utc>,
    /// Their names.
    pub present: Vec<TokenClaim>,
}

/// A test sign-in that worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Worked {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: TestedBy,
    /// With which version. It may have been edited since: whether it counts as tested, its state says.
    pub version_id: ConnectionVersionId,
    /// The number of that version.
    pub version: i32,
}

/// Who has made a test sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TestedBy {
    /// Whoever was invited, or has their link.
    Invited,
    /// Somebody with a private link.
    Link,
}

/// Who makes a test sign-in: what comes of it is for nobody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tester {
    /// Whoever has opened this link of an invitation.
    Invited(OrganizationId, InvitationId, TokenHash),
    /// Whoever has opened this private link.
    Link(OrganizationId, ConnectionId, TokenHash),
}

impl Tester {
    /// In short.
    pub const fn kind(&self) -> TestedBy {
        match self {
            Self::Invited(..) => TestedBy::Invited,
            Self::Link(..) => TestedBy::Link,
        }
    }

    /// Of which organization.
    pub const fn organization(&self) -> OrganizationId {
        match self {
            Self::Invited(organization, ..) | Self::Link(organization, ..) => *organization,
        }
    }
}

/// What one rule of entry said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleVerdict {
    /// The rule.
    pub rule: String,
    /// Why it forbids; none where it does not.
    pub reason: Option<Reason>,
    /// Whether it had nothing to look at.
    pub skipped: bool,
}

/// A claim of an ID token that a sign-in looks at, or that a later one needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenClaim {
    /// The address.
    Email,
    /// Whether Microsoft says that it is a verified one.
    XmsEdov,
    /// Whether another provider says so.
    EmailVerified,
    /// Google's Workspace.
    Hd,
    /// The account, at other providers than Microsoft.
    Sub,
    /// The login name.
    Upn,
    /// Member or guest.
    Acct,
    /// Who has authenticated the person, if not the directory.
    Idp,
    /// The directory.
    Tid,
    /// The account.
    Oid,
    /// Microsoft's own session.
    Sid,
    /// What stands for the account at the next departure.
    LoginHint,
    /// When the person proved who they are.
    AuthTime,
    /// The authentication contexts that were satisfied.
    Acrs,
}

impl TokenClaim {
    /// Those of a kind of provider, in the order in which they are shown.
    pub const fn of(kind: ConnectionKind) -> &'static [Self] {
        match kind {
            ConnectionKind::Entra => &Self::OF_ENTRA,
            ConnectionKind::Google => &[Self::Email, Self::EmailVerified, Self::Hd, Self::Sub],
            ConnectionKind::Oidc => &[Self::Email, Self::EmailVerified, Self::Sub, Self::Sid, Self::AuthTime],
        }
    }

    const OF_ENTRA: [Self; 11] = [
        Self::Email,
        Self::XmsEdov,
        Self::Upn,
        Self::Acct,
        Self::Idp,
        Self::Tid,
        Self::Oid,
        Self::Sid,
        Self::LoginHint,
        Self::AuthTime,
        Self::Acrs,
    ];

    /// Its name in the token.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::XmsEdov => "xms_edov",
            Self::EmailVerified => "email_verified",
            Self::Hd => "hd",
            Self::Sub => "sub",
            Self::Upn => "upn",
            Self::Acct => "acct",
            Self::Idp => "idp",
            Self::Tid => "tid",
            Self::Oid => "oid",
            Self::Sid => "sid",
            Self::LoginHint => "login_hint",
            Self::AuthTime => "auth_time",
            Self::Acrs => "acrs",
        }
    }
}

/// A private link: whoever opens it may make test sign-ins through one connection, and sees nothing else. There is one at a time for a
/// connection; a new one ends the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestLink {
    /// Through which connection.
    pub connection_id: ConnectionId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// The hash of the secret part of the link.
    pub link_hash: TokenHash,
    /// By which invitation it was made; it ends with it. None where support has made it.
    pub invitation_id: Option<InvitationId>,
    /// Who has made it.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
    /// The last test sign-in by it.
    pub used: Option<LinkUsed>,
}

/// A test sign-in by a private link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkUsed {
    /// When.
    pub at: DateTime<Utc>,
    /// Whether the connection worked.
    pub works: bool,
}

impl TestLink {
    /// Whether it opens anything.
    pub fn is_good(&self, now: DateTime<Utc>) -> bool {
        now < self.expires_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_kept_under_its_name_in_the_token() {
        let kinds = [ConnectionKind::Entra, ConnectionKind::Google, ConnectionKind::Oidc];
        for claim in kinds.into_iter().flat_map(TokenClaim::of).copied() {
            assert_eq!(serde_json::to_value(claim).unwrap(), claim.name());
        }
    }
}
