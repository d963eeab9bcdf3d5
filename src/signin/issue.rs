//! Step 6, *issue*: what a person's being let in makes: a session, a grant for the application, a line in the audit log.
//!
//! Pure: ids, tokens and the instant come in.

use std::borrow::Cow;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::decide::{Admission, Decision, Demand, Looked, Strength};
use super::request::AuthorizationRequest;
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent, AuditOutcome};
use crate::domain::grant::{Grant, GrantContent, TokenHash};
use crate::domain::id::{
    ApplicationId, AuditEventId, ConnectionId, GrantId, OrganizationId, SessionId, SignInId, UserId,
};
use crate::domain::organization::{Organization, SessionLifetimes};
use crate::domain::person_claim::AskedClaims;
use crate::domain::reason::Reason;
use crate::domain::session::{Evidence, Proof, Session};
use crate::domain::user::User;
use crate::upstream::aadsts::EntraError;

/// How long a code can be redeemed (RFC 6749, 4.1.2 allows ten minutes; FAPI 2.0, 5.3.2.1 one).
pub const CODE_LIFETIME: Duration = Duration::seconds(60);

/// The strength of a proof of which nothing is attested: never more than is known.
pub const ACR_UNATTESTED: &str = "urn:anteroom:acr:unattested";
/// The strength of a one-time password by mail together with the password: two factors of ours, which nobody else attests.
pub const ACR_CODE_AND_PASSWORD: &str = "urn:anteroom:acr:code-and-password";
/// The strength of a proof with a second factor, as the hospital attests (REFEDS MFA profile).
pub const ACR_MFA: &str = "https://refeds.org/profile/mfa";

impl Strength {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Unattested, Self::CodeAndPassword, Self::Attested];

    /// Its name (`acr`, OpenID Connect Core, 2).
    pub const fn acr(self) -> &'static str {
        match self {
            Self::Unattested => ACR_UNATTESTED,
            Self::CodeAndPassword => ACR_CODE_AND_PASSWORD,
            Self::Attested => ACR_MFA,
        }
    }

    /// The one of this name.
    pub fn from_acr(acr: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|strength| strength.acr() == acr)
    }
}

/// Who did something, from where, in which attempt.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// When.
    pub now: DateTime<Utc>,
    /// In which attempt.
    pub sign_in_id: SignInId,
    /// For which application.
    pub application_id: ApplicationId,
    /// From where.
    pub ip: Option<std::net::IpAddr>,
    /// With which browser.
    pub user_agent: Option<&'a str>,
}

/// A new session.
pub fn session(
    id: SessionId,
    organization_id: OrganizationId,
    user_id: UserId,
    proof: Proof,
    lifetimes: SessionLifetimes,
    at: &Circumstances<'_>,
) -> Session {
    Session {
        id,
        organization_id,
        user_id,
        sign_in_id: at.sign_in_id,
        application_id: at.application_id,
        proof,
        created_at: at.now,
        expires_at: at.now + Duration::minutes(lifetimes.minutes.into()),
        idle_at: Some(idle_at(lifetimes, at.now)),
        ended_at: None,
    }
}

/// When a session that is used now ends, if nobody uses it again.
pub fn idle_at(lifetimes: SessionLifetimes, now: DateTime<Utc>) -> DateTime<Utc> {
    now + Duration::minutes(lifetimes.idle_minutes.into())
}

/// A new grant: the code's hash, and what the tokens will say.
pub fn grant(
    id: GrantId,
    code_hash: TokenHash,
    session: &Session,
    request: &AuthorizationRequest,
    content: GrantContent,
    at: &Circumstances<'_>,
) -> Grant {
    Grant {
        id,
        code_hash,
        organization_id: session.organization_id,
        application_id: at.application_id,
        user_id: session.user_id,
        session_id: session.id,
        sign_in_id: at.sign_in_id,
        redirect_uri: request.redirect.uri().to_owned(),
        code_challenge: request.code_challenge.clone(),
        content,
        created_at: at.now,
        code_expires_at: at.now + CODE_LIFETIME,
    }
}

/// What the tokens will say: who, of which organization, how and when, in which roles. What they are for, and what key they are bound
/// to, the request says.
pub fn content(
    scope: &str,
    claims: &AskedClaims,
    nonce: Option<&str>,
    organization: &Organization,
    user: &User,
    proof: &Proof,
    admission: Admission,
) -> GrantContent {
    let authenticated_at = match &proof.evidence {
        // Where the provider does not say when, what is known is when we saw its proof.
        Evidence::Sso { authenticated_at, .. } => authenticated_at.unwrap_or(proof.verified_at),
        Evidence::OneTimePassword { .. } => proof.verified_at,
    };
    GrantContent {
        scope: scope.to_owned(),
        nonce: nonce.map(str::to_owned),
        auth_time: authenticated_at.timestamp(),
        acr: admission.strength.acr().to_owned(),
        method: proof.evidence.method().to_owned(),
        organization: organization.slug.clone(),
        email: user.email.as_str().to_owned(),
        name: user.name.clone(),
        roles: user.roles.clone(),
        locale: user.locale.clone(),
        claims: claims.clone(),
        resources: Vec::new(),
        dpop_jkt: None,
    }
}

/// A line of the audit log about a person's entry, or its refusal.
pub fn event(
    id: AuditEventId,
    action: AuditAction,
    organization_id: Option<OrganizationId>,
    user_id: Option<UserId>,
    result: Result<(), Reason>,
    detail: AuditDetail,
    at: &Circumstances<'_>,
) -> AuditEvent {
    AuditEvent {
        id,
        at: at.now,
        organization_id,
        action,
        actor: user_id.map_or_else(|| "caregiver".to_owned(), |id| id.to_string()),
        subject: None,
        user_id,
        application_id: Some(at.application_id),
        sign_in_id: Some(at.sign_in_id),
        outcome: if result.is_ok() { AuditOutcome::Success } else { AuditOutcome::Refused },
        reason: result.err().map(|reason| reason.code().to_owned()),
        ip: at.ip,
        // The head of it is enough to tell browsers apart; the rest is whatever the sender likes.
        user_agent: at.user_agent.map(|text| text.chars().take(200).collect()),
        detail,
    }
}

/// What the log keeps of an attempt besides its reason.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Logged<'a> {
    /// By which method somebody was let in. Stands first, where `OrgStore::has_signed_in_by_sso` looks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<Cow<'a, str>>,
    /// Through which connection: of those who were let in, and of those who failed at the identity provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection: Option<ConnectionId>,
    /// What tells whoever failed at the identity provider from others ([`super::transit::Person`]).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<Cow<'a, str>>,
    /// Their roles at that time.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub actor_roles: Cow<'a, [String]>,
    /// Whether break-glass alone let them in.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub break_glass: bool,
    /// Every rule, in order.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub trace: Cow<'a, [Looked]>,
    /// What Entra said, where it was Entra that refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entra: Option<EntraError>,
    /// The directory that a token names which nobody has verified, because no hospital has connected that directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unverified_tid: Option<Uuid>,
    /// What a refused person had shown: without it nobody could tell support tomorrow why, nor whether it is mended. Only what
    /// the rules look at, and only in the log of the organization that they came to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
    /// What was asked of the proof.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub demand: Option<Demand>,
}

/// What the log says of somebody who was let in: by which method, in which roles, whether by break-glass, and the trace.
pub fn entered(evidence: &Evidence, user: &User, admission: Admission, decision: &Decision) -> AuditDetail {
    AuditDetail::of(&Logged {
        method: Some(evidence.method().into()),
        connection: evidence.connection(),
        actor_roles: Cow::Borrowed(&user.roles),
        break_glass: admission.break_glass,
        trace: Cow::Borrowed(&decision.trace),
        ..Logged::default()
    })
}

/// What the log says of somebody who was refused with a proof in their hands.
pub fn refused(decision: &Decision, proof: &Proof, demand: Demand) -> AuditDetail {
    AuditDetail::of(&Logged {
        trace: Cow::Borrowed(&decision.trace),
        proof: Some(proof.judged()),
        demand: Some(demand),
        ..Logged::default()
    })
}

/// The trace of a decision, as the audit log keeps it.
pub fn trace(decision: &Decision) -> AuditDetail {
    AuditDetail::of(&Logged { trace: Cow::Borrowed(&decision.trace), ..Logged::default() })
}
