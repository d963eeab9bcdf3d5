//! Step 7, *redeem*: what an application gets for a code, and for a refresh token.
//!
//! Pure: the checks on a grant that was claimed, and the claims that are signed.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::application::Application;
use crate::domain::grant::{Grant, GrantContent};
use crate::domain::id::{GrantId, OrganizationId, SessionId};
use crate::domain::person_claim::PersonClaim;
use crate::keys::hash;
use crate::keys::signing::Expiring;

/// How long an access token is good. Short: it is not asked for at every use whether it still stands.
pub const ACCESS_TOKEN_LIFETIME: Duration = Duration::minutes(10);
/// How long an ID token is good: as long as an application may take to read it.
pub const ID_TOKEN_LIFETIME: Duration = Duration::minutes(10);
/// What an ID token is called in its header.
pub const ID_TOKEN_TYPE: &str = "JWT";
/// What an access token is called in its header (RFC 9068, 2.1).
pub const ACCESS_TOKEN_TYPE: &str = "at+jwt";

/// Why there are no tokens (RFC 6749, 5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// A parameter is missing, or sent twice.
    InvalidRequest,
    /// The application did not prove itself.
    InvalidClient,
    /// The code or refresh token is not good, not this application's, or its proof (PKCE, redirect URI) is wrong.
    InvalidGrant,
    /// Another grant type.
    UnsupportedGrantType,
    /// The application may not come this way.
    UnauthorizedClient,
    /// What is asked for is not OpenID Connect.
    InvalidScope,
    /// A scope is asked for where there is nobody whom it could be about.
    NoScope,
    /// A token is asked for, for what the application may have none for; or for several things at once (RFC 8707, 2).
    InvalidTarget,
    /// The proof of possession is none, or there is none where there must be (RFC 9449, 5).
    InvalidDpopProof,
    /// It has no nonce of ours, or an old one (RFC 9449, 8).
    UseDpopNonce,
    /// What is given back cannot be: nothing is kept of it (RFC 7009, 2.2.1).
    UnsupportedTokenType,
    /// Nobody has said yet whether the device may (RFC 8628, 3.5).
    AuthorizationPending,
    /// The same, and the device asks too often.
    SlowDown,
    /// Somebody has refused the device, or may not allow it.
    AccessDenied,
    /// Nobody has said in time whether the device may.
    ExpiredToken,
    /// Devices ask too often from this network.
    TooMany,
}

/// How long an access token of an application is good.
pub fn access_token_lifetime(application: &Application) -> Duration {
    lifetime(application.protocol.access_token_minutes, ACCESS_TOKEN_LIFETIME)
}

/// How long an ID token of an application is good.
pub fn id_token_lifetime(application: &Application) -> Duration {
    lifetime(application.protocol.id_token_minutes, ID_TOKEN_LIFETIME)
}

fn lifetime(minutes: Option<u32>, usual: Duration) -> Duration {
    minutes.map_or(usual, |minutes| Duration::minutes(minutes.into()))
}

/// Whether the one who claimed a code is the one it was made for: same address (RFC 6749, 4.1.3), and the verifier of the
/// challenge (RFC 7636, 4.6).
pub fn check(grant: &Grant, redirect_uri: Option<&str>, verifier: Option<&str>) -> Result<(), TokenError> {
    let proven = match (&grant.code_challenge, verifier) {
        // RFC 7636, 4.1: 43 to 128 characters.
        (Some(challenge), Some(verifier)) => {
            (43..=128).contains(&verifier.len()) && hash::same(hash::s256(verifier).as_bytes(), challenge.as_bytes())
        }
        (Some(_), None) => return Err(TokenError::InvalidRequest),
        // Whoever has a verifier has sent a challenge: somebody has taken it out of the request on its way (RFC 9700, 2.1.1).
        (None, Some(_)) => false,
        (None, None) => true,
    };
    let same_address = redirect_uri == Some(grant.redirect_uri.as_str());
    if proven && same_address { Ok(()) } else { Err(TokenError::InvalidGrant) }
}

/// The claims of an ID token (OpenID Connect Core, 2).
#[derive(Clone, Debug, Serialize)]
pub struct IdTokenClaims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    iat: i64,
    pub(super) exp: i64,
    auth_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    acr: &'a str,
    sid: SessionId,
    organization: &'a str,
    sign_in_method: &'a str,
    #[serde(flatten)]
    person: PersonClaims<'a>,
}

/// What is said of the person, by the scopes that were granted (OpenID Connect Core, 5.4).
#[derive(Clone, Debug, Default, Serialize)]
pub struct PersonClaims<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    roles: Option<&'a [String]>,
}

/// What is said of the person in a grant: what the scopes bring, and what was asked for by name in this place; of that, what the
/// application may have.
pub fn person<'a>(content: &'a GrantContent, application: &Application, by_name: &[PersonClaim]) -> PersonClaims<'a> {
    let has = |claim: PersonClaim| {
        let asked = content.scope.split(' ').any(|granted| granted == claim.scope()) || by_name.contains(&claim);
        asked && application.protocol.may_have(claim)
    };
    PersonClaims {
        name: has(PersonClaim::Name).then_some(content.name.as_str()),
        locale: content.locale.as_deref().filter(|_| has(PersonClaim::Locale)),
        email: has(PersonClaim::Email).then_some(content.email.as_str()),
        // Nobody is here who did not show, at this sign-in, that the address is theirs; or that the former one is, in domains that
        // their organization has both proved to be its own.
        email_verified: has(PersonClaim::EmailVerified).then_some(true),
        roles: has(PersonClaim::Roles).then_some(content.roles.as_slice()),
    }
}

/// The claims of an ID token for a grant. `subject` is what the application knows the person by.
pub fn id_token<'a>(
    grant: &'a Grant,
    application: &'a Application,
    (issuer, subject): (&'a str, &'a str),
    now: DateTime<Utc>,
) -> IdTokenClaims<'a> {
    let content = &grant.content;
    IdTokenClaims {
        iss: issuer,
        sub: subject,
        aud: &application.client_id,
        iat: now.timestamp(),
        exp: (now + id_token_lifetime(application)).timestamp(),
        auth_time: content.auth_time,
        nonce: content.nonce.as_deref(),
        acr: &content.acr,
        sid: grant.session_id,
        organization: &content.organization,
        sign_in_method: &content.method,
        person: person(content, application, &content.claims.id_token),
    }
}

/// The claims of an access token (RFC 9068, 2.2). It is good at one audience alone: this issuer's own endpoints, the admin API, or one
/// resource server.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AccessTokenClaims {
    /// Our issuer.
    pub iss: String,
    /// The person; the application, where the token is its own.
    pub sub: String,
    /// Where it is good: [`userinfo_audience`], [`admin_audience`], or a resource server.
    pub aud: String,
    /// The application.
    pub client_id: String,
    /// When it was made.
    pub iat: i64,
    /// When it ends.
    pub exp: i64,
    /// Its own name.
    pub jti: Uuid,
    /// The scopes granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The key that it is bound to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cnf: Option<Confirmation>,
    /// What a resource server must know of the person.
    #[serde(flatten)]
    pub person: ResourceClaims,
    /// The grant that it ends with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant: Option<GrantId>,
    /// Whose grant that is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<OrganizationId>,
}

/// What only a resource server gets to know from an access token (RFC 9068, 2.2.1 and 2.2.3): our own endpoints read the grant.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ResourceClaims {
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    roles: Option<Vec<String>>,
}

/// The key that a token is bound to (RFC 7800, 3; RFC 9449, 6.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// Its thumbprint.
    pub jkt: String,
}

impl Expiring for AccessTokenClaims {
    fn expires_at(&self) -> i64 {
        self.exp
    }
}

/// The audience of what opens userinfo.
pub const fn userinfo_audience(issuer: &str) -> &str {
    issuer
}

/// The audience of what opens the admin API.
pub fn admin_audience(issuer: &str) -> String {
    format!("{issuer}/admin/v1")
}

/// Where an access token is good, and with what key.
#[derive(Clone, Copy, Debug)]
pub struct Bounds<'a> {
    /// Where.
    pub audience: &'a str,
    /// The thumbprint of the key that it is bound to, where it is.
    pub jkt: Option<&'a str>,
}

/// The claims of an access token for a grant. `subject` is what the application knows the person by.
pub fn access_token(
    jti: Uuid,
    grant: &Grant,
    application: &Application,
    (issuer, subject): (&str, &str),
    bounds: Bounds<'_>,
    now: DateTime<Utc>,
) -> AccessTokenClaims {
    let content = &grant.content;
    let is_resource = content.resources.iter().any(|resource| resource == bounds.audience);
    AccessTokenClaims {
        sub: subject.to_owned(),
        scope: Some(content.scope.clone()),
        person: if is_resource { resource_claims(content, application) } else { ResourceClaims::default() },
        grant: Some(grant.id),
        organization_id: Some(grant.organization_id),
        ..application_token(jti, application, issuer, bounds, now)
    }
}

/// The claims of an access token that an application has for itself (RFC 9068, 2.2: `sub` is the application).
pub fn application_token(
    jti: Uuid,
    application: &Application,
    issuer: &str,
    Bounds { audience, jkt }: Bounds<'_>,
    now: DateTime<Utc>,
) -> AccessTokenClaims {
    AccessTokenClaims {
        iss: issuer.to_owned(),
        sub: application.client_id.clone(),
        aud: audience.to_owned(),
        client_id: application.client_id.clone(),
        iat: now.timestamp(),
        exp: (now + access_token_lifetime(application)).timestamp(),
        jti,
        cnf: jkt.map(|jkt| Confirmation { jkt: jkt.to_owned() }),
        ..AccessTokenClaims::default()
    }
}

fn resource_claims(content: &GrantContent, application: &Application) -> ResourceClaims {
    let granted = content.scope.split(' ').any(|granted| granted == PersonClaim::Roles.scope());
    let roles = granted && application.protocol.may_have(PersonClaim::Roles);
    ResourceClaims {
        auth_time: Some(content.auth_time),
        acr: Some(content.acr.clone()),
        organization: Some(content.organization.clone()),
        roles: roles.then(|| content.roles.clone()),
    }
}
