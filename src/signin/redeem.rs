//! Step 7, *redeem*: what an application gets for a code, and for a refresh token.
//!
//! Pure: the checks on a grant that was claimed, and the claims that are signed.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::application::Application;
use crate::domain::grant::{Grant, GrantContent};
use crate::domain::id::{GrantId, OrganizationId, SessionId};
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

/// Whether the one who claimed a code is the one it was made for: same address (RFC 6749, 4.1.3), and the verifier of the
/// challenge (RFC 7636, 4.6).
pub fn check(grant: &Grant, redirect_uri: Option<&str>, verifier: Option<&str>) -> Result<(), TokenError> {
    let verifier = verifier.ok_or(TokenError::InvalidRequest)?;
    // RFC 7636, 4.1: 43 to 128 characters.
    let proven = (43..=128).contains(&verifier.len())
        && hash::same(hash::s256(verifier).as_bytes(), grant.code_challenge.as_bytes());
    let same_address = redirect_uri == Some(grant.redirect_uri.as_str());
    if proven && same_address { Ok(()) } else { Err(TokenError::InvalidGrant) }
}

/// The claims of an ID token (OpenID Connect Core, 2).
#[derive(Clone, Debug, Serialize)]
pub struct IdTokenClaims<'a> {
    iss: &'a str,
    sub: String,
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

/// What is said of the person in a grant.
pub fn person(content: &GrantContent) -> PersonClaims<'_> {
    let granted = |scope: &str| content.scope.split(' ').any(|granted| granted == scope);
    let profile = granted("profile");
    let email = granted("email");
    PersonClaims {
        name: profile.then_some(content.name.as_str()),
        locale: content.locale.as_deref().filter(|_| profile),
        email: email.then_some(content.email.as_str()),
        // Nobody is here who did not show, at this sign-in, that the address is theirs; or that the former one is, in domains that
        // their organization has both proved to be its own.
        email_verified: email.then_some(true),
        roles: granted("roles").then_some(content.roles.as_slice()),
    }
}

/// The claims of an ID token for a grant.
pub fn id_token<'a>(
    grant: &'a Grant,
    application: &'a Application,
    issuer: &'a str,
    now: DateTime<Utc>,
) -> IdTokenClaims<'a> {
    let content = &grant.content;
    IdTokenClaims {
        iss: issuer,
        sub: grant.user_id.to_string(),
        aud: &application.client_id,
        iat: now.timestamp(),
        exp: (now + ID_TOKEN_LIFETIME).timestamp(),
        auth_time: content.auth_time,
        nonce: content.nonce.as_deref(),
        acr: &content.acr,
        sid: grant.session_id,
        organization: &content.organization,
        sign_in_method: &content.method,
        person: person(content),
    }
}

/// The claims of an access token (RFC 9068, 2.2). It is good at one audience alone: this issuer's own endpoints, or the admin API.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccessTokenClaims {
    /// Our issuer.
    pub iss: String,
    /// The person.
    pub sub: String,
    /// Where it is good: [`userinfo_audience`] or [`admin_audience`].
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
    pub scope: String,
    /// The grant that it ends with.
    pub grant: GrantId,
    /// Whose grant that is.
    pub organization_id: OrganizationId,
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

/// The claims of an access token for a grant.
pub fn access_token(
    jti: Uuid,
    grant: &Grant,
    application: &Application,
    (issuer, audience): (&str, &str),
    now: DateTime<Utc>,
) -> AccessTokenClaims {
    AccessTokenClaims {
        iss: issuer.to_owned(),
        sub: grant.user_id.to_string(),
        aud: audience.to_owned(),
        client_id: application.client_id.clone(),
        iat: now.timestamp(),
        exp: (now + ACCESS_TOKEN_LIFETIME).timestamp(),
        jti,
        scope: grant.content.scope.clone(),
        grant: grant.id,
        organization_id: grant.organization_id,
    }
}
