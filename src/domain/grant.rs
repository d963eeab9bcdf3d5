//! A grant: what a person's entry gave one application. An authorization code first, then the tokens it was redeemed
//! for; revoking the grant ends all of them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::id::{ApplicationId, GrantId, OrganizationId, RefreshTokenId, SessionId, SignInId, UserId};
use super::person_claim::AskedClaims;

/// The SHA-256 of a code or token, under which it is stored. The value itself has 256 random bits.
pub type TokenHash = [u8; 32];

/// What a person's entry gave one application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Its id; in access tokens and refresh tokens.
    pub id: GrantId,
    /// The hash of the authorization code.
    pub code_hash: TokenHash,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// The application that may redeem it.
    pub application_id: ApplicationId,
    /// The person.
    pub user_id: UserId,
    /// The session it belongs to; when that ends, so does this.
    pub session_id: SessionId,
    /// The sign-in that led to it.
    pub sign_in_id: SignInId,
    /// Where the code was sent; must be named again (RFC 6749, 4.1.3).
    pub redirect_uri: String,
    /// The PKCE challenge, S256 (RFC 7636, 4.2); none of an application that may do without and did.
    pub code_challenge: Option<String>,
    /// What goes into the tokens.
    pub content: GrantContent,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When the code can no longer be redeemed.
    pub code_expires_at: DateTime<Utc>,
}

/// What goes into the tokens, as it was when the person was let in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantContent {
    /// The scopes granted, separated by spaces.
    pub scope: String,
    /// The application's `nonce` (OpenID Connect Core, 3.1.2.1).
    pub nonce: Option<String>,
    /// When the person was authenticated, in seconds since 1970 (`auth_time`).
    pub auth_time: i64,
    /// The strength of it (`acr`).
    pub acr: String,
    /// The way of it, e.g. `entra`.
    pub method: String,
    /// The organization's slug.
    pub organization: String,
    /// The person's address.
    pub email: String,
    /// The person's name.
    pub name: String,
    /// The person's roles.
    pub roles: Vec<String>,
    /// The person's language.
    pub locale: Option<String>,
    /// What the application has asked for by name, besides what its scopes bring.
    #[serde(default, skip_serializing_if = "AskedClaims::is_empty")]
    pub claims: AskedClaims,
    /// The resource servers that access tokens may be for (RFC 8707, 2.1).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// The thumbprint of the key that the code is bound to, where the application named one (RFC 9449, 10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dpop_jkt: Option<String>,
}

/// One refresh token of a grant. Each works once and is replaced by the next (RFC 9700, 4.14.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    /// Its id.
    pub id: RefreshTokenId,
    /// Its hash.
    pub hash: TokenHash,
    /// The grant whose family it belongs to.
    pub grant_id: GrantId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
    /// The one that was shown for it; none for the first of a family.
    pub predecessor: Option<RefreshTokenId>,
    /// The thumbprint of the key that it is bound to (RFC 9449, 5).
    pub jkt: Option<String>,
}
