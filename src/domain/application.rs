//! An application: a downstream OpenID Connect client.

use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;

use super::id::ApplicationId;
use super::protocol::Protocol;

/// A downstream OpenID Connect client, with a policy for SSO.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Its id.
    pub id: ApplicationId,
    /// Its public name, the `client_id`.
    pub client_id: String,
    /// Its name as people know it.
    pub name: String,
    /// Whether it may be used.
    pub status: ApplicationStatus,
    /// Whether SSO opens it.
    pub sso: SsoPolicy,
    /// How it proves itself at the token endpoint.
    pub authentication: ClientAuthentication,
    /// Where answers may be sent; compared exactly (RFC 9700, 2.1), a loopback port aside (RFC 8252, 7.3).
    pub redirect_uris: Vec<String>,
    /// The algorithm that signs its ID tokens.
    pub id_token_algorithm: SigningAlgorithm,
    /// Whether it may have refresh tokens (`offline_access`).
    pub refresh_tokens: bool,
    /// Whether it may sign people in on devices without a browser (device authorization grant, RFC 8628).
    pub device_grant: bool,
    /// Whether a person must have proved a second factor: by Microsoft one that the hospital attests, by the traditional way the
    /// password.
    pub require_mfa: bool,
    /// Where people can go back to from a page of ours, e.g. the app's start page.
    pub home: Option<Url>,
    /// What it uses of OAuth and OpenID Connect besides.
    pub protocol: Protocol,
}

/// Whether an application may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationStatus {
    /// It may.
    Active,
    /// Nobody gets into it.
    Disabled,
}

/// Whether SSO opens an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SsoPolicy {
    /// It does not, whatever an organization wants; also no session that SSO opened for another application.
    Never,
    /// Where the flag `sso` is on for the organization *and* this application.
    OptIn,
    /// Where the flag `sso` is on for the organization.
    Follow,
}

/// How an application proves itself at the token endpoint.
#[derive(Clone, PartialEq, Eq)]
pub enum ClientAuthentication {
    /// A public client: PKCE is all it has.
    None,
    /// `client_secret_basic` or `client_secret_post`; the SHA-256 of the secret.
    Secret {
        /// SHA-256 of the secret, which has at least 256 bits of its own and so needs no slow hash.
        sha256: [u8; 32],
    },
    /// `private_key_jwt` (OpenID Connect Core, 9): an assertion signed with one of the keys that its protocol names.
    PrivateKeyJwt,
}

impl std::fmt::Debug for ClientAuthentication {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Secret { .. } => "Secret(…)",
            Self::PrivateKeyJwt => "PrivateKeyJwt",
        })
    }
}

impl ClientAuthentication {
    /// In a word.
    pub const fn method(&self) -> AuthenticationMethod {
        match self {
            Self::None => AuthenticationMethod::None,
            Self::Secret { .. } => AuthenticationMethod::Secret,
            Self::PrivateKeyJwt => AuthenticationMethod::PrivateKeyJwt,
        }
    }
}

/// How an application proves itself, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuthenticationMethod {
    /// Not at all: a public client, such as an app on a phone, which can keep no secret.
    None,
    /// By its client secret.
    Secret,
    /// By an assertion signed with its own key (`private_key_jwt`).
    PrivateKeyJwt,
}

/// Whether an application may have this redirect URI: https; for public clients also a loopback address or a private-use
/// scheme (RFC 8252, 7); `http://localhost` for development.
pub fn check_redirect_uri(text: &str, public: bool) -> Result<(), &'static str> {
    let url: Url = text.parse().map_err(|_| "this is no address")?;
    if url.fragment().is_some() {
        return Err("a redirect URI has no fragment (RFC 6749, 3.1.2)");
    }
    if text.contains('*') {
        return Err("a redirect URI has no wildcard: it is compared exactly");
    }
    let loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    match url.scheme() {
        "https" => Ok(()),
        "http" if loopback => Ok(()),
        "http" => Err("a redirect URI begins with https://"),
        "javascript" | "data" | "file" | "vbscript" | "blob" | "about" => Err("this scheme is dangerous"),
        scheme if public && scheme.contains('.') => Ok(()),
        _ if public => Err("a private-use scheme is a reversed domain name (RFC 8252, 7.1)"),
        _ => Err("a redirect URI begins with https://"),
    }
}

/// Whether people can be led back to this address from a page of ours.
pub fn check_home(home: &Url) -> Result<(), &'static str> {
    if matches!(home.scheme(), "https" | "http") { Ok(()) } else { Err("a start page begins with https://") }
}

/// An algorithm that signs tokens (RFC 7518, 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub enum SigningAlgorithm {
    /// ECDSA with P-256 and SHA-256; the default.
    #[serde(rename = "ES256")]
    Es256,
    /// RSASSA-PKCS1-v1_5 with SHA-256; for clients registered so, and for federated credentials at Entra.
    #[serde(rename = "RS256")]
    Rs256,
}

#[cfg(test)]
pub(crate) mod tests {
    use uuid::Uuid;

    use super::*;

    /// A public client that may do little, for tests of what it may do besides.
    pub(crate) fn application() -> Application {
        Application {
            id: Uuid::from_u128(10).into(),
            client_id: "records".to_owned(),
            name: "Records".to_owned(),
            status: ApplicationStatus::Active,
            sso: SsoPolicy::Follow,
            authentication: ClientAuthentication::None,
            redirect_uris: Vec::new(),
            id_token_algorithm: SigningAlgorithm::Es256,
            refresh_tokens: false,
            device_grant: false,
            require_mfa: false,
            home: None,
            protocol: Protocol::default(),
        }
    }
}
