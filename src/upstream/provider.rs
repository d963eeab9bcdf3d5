//! The interface of identity providers: all that the rest of the house knows of them. Each has a file of its own beside this one, which
//! says where a person is sent, where codes are redeemed and with which keys tokens are verified, and how its claims are read.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use url::Url;
use uuid::Uuid;

use super::aadsts::EntraError;
use super::claims::{self, EntraIdTokenClaims};
use super::discovery::Document;
use super::entra::EntraProvider;
use super::google::GoogleProvider;
use super::jwk::EntraKeys;
use super::oidc::OidcProvider;
use super::{Upstream, UpstreamError};
use crate::domain::claims::ProviderAccount;
use crate::domain::provider::ProviderSettings;
use crate::domain::reason::Reason;
use crate::keys::public::PublicKeys;

/// An identity provider, as a connection's settings say. An enum, and no trait object: which they are is known, and the way through
/// Entra allocates nothing for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Provider {
    /// Microsoft Entra ID.
    Entra(EntraProvider),
    /// Google Workspace.
    Google(GoogleProvider),
    /// Any other.
    Oidc(OidcProvider),
}

/// What a person leaves with.
#[derive(Clone, Copy, Debug)]
pub struct Departing<'a> {
    /// Where the provider sends them back to.
    pub redirect_uri: &'a str,
    /// Comes back unchanged.
    pub state: &'a str,
    /// Comes back in the ID token.
    pub nonce: &'a str,
    /// PKCE, S256.
    pub code_challenge: &'a str,
    /// Whom to expect, so that the address is typed once.
    pub login_hint: Option<&'a str>,
    /// What the provider is to show.
    pub prompt: Option<ProviderPrompt>,
    /// The authentication context to satisfy.
    pub mfa_context: Option<&'a str>,
    /// Whether the provider is to give what it can be asked with again, once the person is in.
    pub to_ask_again: bool,
}

impl Departing<'_> {
    /// What every provider but Entra is sent (OpenID Connect Core, 3.1.2.1; RFC 7636, 4.3). Only these parameters: nothing that an
    /// application sent is passed on unseen.
    pub(super) fn append_standard(
        &self,
        query: &mut url::form_urlencoded::Serializer<'_, impl url::form_urlencoded::Target>,
        client_id: &str,
        scope: &str,
    ) {
        query
            .append_pair("client_id", client_id)
            .append_pair("response_type", "code")
            .append_pair("redirect_uri", self.redirect_uri)
            .append_pair("scope", scope)
            .append_pair("state", self.state)
            .append_pair("nonce", self.nonce)
            .append_pair("code_challenge", self.code_challenge)
            .append_pair("code_challenge_method", "S256");
    }
}

/// What a provider is to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderPrompt {
    /// The person proves again who they are.
    Login,
    /// The person chooses an account.
    SelectAccount,
    /// Nothing: whoever is not signed in comes back with an error.
    None,
}

/// The keys that a token is verified with.
pub enum ProviderKeys {
    /// Those of a directory of Entra.
    Entra(EntraKeys),
    /// Those of another provider.
    Public(PublicKeys),
}

/// Where codes are redeemed.
pub(super) struct TokenEndpoint<'a> {
    /// The address.
    pub(super) uri: String,
    /// Nothing is sent to another origin than that of this one.
    pub(super) origin: Cow<'a, Url>,
    /// Whether a client secret goes into the header, and not into the form (RFC 6749, 2.3.1).
    pub(super) basic: bool,
}

impl Provider {
    /// What the broker is called there.
    pub fn client_id(&self) -> &str {
        match self {
            Self::Entra(entra) => entra.client_id(),
            Self::Google(google) => google.client_id(),
            Self::Oidc(oidc) => oidc.client_id(),
        }
    }

    /// The issuer of its ID tokens.
    pub fn issuer(&self) -> Cow<'_, str> {
        match self {
            Self::Entra(entra) => entra.issuer(entra.tid()).into(),
            Self::Google(google) => google.issuer().into(),
            Self::Oidc(oidc) => oidc.issuer().into(),
        }
    }

    /// Whether this is what its ID tokens name as their issuer.
    pub fn is_issuer(&self, issuer: &str) -> bool {
        match self {
            Self::Google(google) => google.is_issuer(issuer),
            Self::Entra(_) | Self::Oidc(_) => self.issuer() == issuer,
        }
    }

    /// The authority of the accounts that it has ([`crate::domain::identity::AccountKey`]).
    pub fn account_authority(&self) -> String {
        match self {
            Self::Entra(entra) => entra.tid().to_string(),
            Self::Google(_) | Self::Oidc(_) => self.issuer().into_owned(),
        }
    }

    /// Where it describes itself, by its issuer; of Entra all that is needed is known.
    pub(super) const fn described_at(&self) -> Option<&Url> {
        match self {
            Self::Entra(_) => None,
            Self::Google(google) => Some(google.at()),
            Self::Oidc(oidc) => Some(oidc.at()),
        }
    }

    /// What it says of somebody whom it keeps on a page of its own, by the address of that page alone.
    pub(super) fn page_error(&self, page: &Url) -> Option<EntraError> {
        match self {
            Self::Google(google) => google.page_error(page),
            Self::Entra(_) | Self::Oidc(_) => None,
        }
    }

    /// The algorithms by which its ID tokens may be signed. Said here and never taken from the token (RFC 8725, 3.1).
    pub const fn algorithms(&self) -> &'static [&'static str] {
        match self {
            Self::Entra(_) | Self::Google(_) => &["RS256"],
            Self::Oidc(_) => &crate::keys::public::ALGORITHMS,
        }
    }

    /// Reads the claims of an ID token of this provider that was verified.
    pub fn read(&self, claims: &Map<String, Value>) -> Result<ProviderAccount, Reason> {
        match self {
            // Verified and read by the library, as `EntraIdTokenClaims`.
            Self::Entra(_) => Err(Reason::TokenClaims),
            Self::Google(google) => google.read(claims),
            Self::Oidc(oidc) => oidc.read(claims),
        }
    }

    /// Reads those of Entra.
    pub fn read_entra(claims: &EntraIdTokenClaims) -> Result<ProviderAccount, Reason> {
        claims::of_entra(claims)
    }

    /// Where a person is sent to sign out there too; nowhere, where the provider has no such address. `hint` names their account, so
    /// that they are not asked which.
    pub fn sign_out(&self, back_to: &str, hint: Option<&str>) -> Option<String> {
        match self {
            Self::Entra(entra) => Some(entra.sign_out(back_to, hint)),
            // Google has none. Another's would want an ID token, and none is kept.
            Self::Google(_) | Self::Oidc(_) => None,
        }
    }

    /// Where an administrator of a directory lets the registration in; nowhere, where there is no such consent. Through it `state` and
    /// what it comes to are sent back to `back_to`.
    pub fn admin_consent(&self, tid: Uuid, back_to: &str, state: &str) -> Option<String> {
        match self {
            Self::Entra(entra) => Some(entra.admin_consent(tid, back_to, state)),
            Self::Google(_) | Self::Oidc(_) => None,
        }
    }

    /// Whether it can be asked about an open session. Google gives what one asks with only to whoever consents anew, each time.
    pub const fn answers_again(&self) -> bool {
        !matches!(self, Self::Google(_))
    }

    /// The same registration, seen from the directory that somebody came from by the shared one.
    #[must_use]
    pub fn in_directory(self, tid: Uuid) -> Self {
        match self {
            Self::Entra(entra) => Self::Entra(entra.in_directory(tid)),
            other => other,
        }
    }
}

impl Upstream {
    /// The provider of a connection. `shared` is the shared registration's application id; none where there is none.
    pub fn provider(&self, settings: &ProviderSettings, shared: Option<&str>) -> Option<Provider> {
        match settings {
            ProviderSettings::Entra(settings) => self.entra(settings, shared).map(Provider::Entra),
            ProviderSettings::Google(settings) => self.google(settings).map(Provider::Google),
            ProviderSettings::Oidc(settings) => OidcProvider::new(settings).map(Provider::Oidc),
        }
    }

    /// The shared registration, for a person whose organization is not known yet.
    pub fn any_organization(&self, shared: &str) -> Option<Provider> {
        self.entra_of_anybody(shared).map(Provider::Entra)
    }

    /// Where a person is sent. Entra's address is computed; another provider's stands in its document.
    pub async fn authorize(
        self: &Arc<Self>,
        provider: &Provider,
        departing: &Departing<'_>,
        now: DateTime<Utc>,
    ) -> Result<String, UpstreamError> {
        Ok(match provider {
            Provider::Entra(entra) => entra.authorize(departing),
            Provider::Google(google) => google.authorize(self.of(provider, now).await?.authorization(), departing),
            Provider::Oidc(oidc) => oidc.authorize(self.of(provider, now).await?.authorization(), departing),
        })
    }

    /// Whether an answer is this provider's, as far as it says so itself (RFC 9207, 2.4). Whoever announces that it says so must.
    pub async fn is_answered_by(
        self: &Arc<Self>,
        provider: &Provider,
        issuer: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<bool, UpstreamError> {
        Ok(match (provider, issuer) {
            // It has a redirect URI of its own, and says nothing.
            (Provider::Entra(_), _) => true,
            (_, Some(issuer)) => provider.issuer() == issuer,
            (_, None) => !self.of(provider, now).await?.names_issuer(),
        })
    }

    /// The keys that a token of this provider is verified with, the one of this name among them if it can be had.
    pub async fn keys(
        self: &Arc<Self>,
        provider: &Provider,
        kid: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<ProviderKeys, UpstreamError> {
        match provider {
            // Without a key id no key fits; the verifier says what is wrong with such a token.
            Provider::Entra(entra) => {
                let kid = kid.unwrap_or_default();
                Ok(ProviderKeys::Entra(self.keys_of_directory(entra, entra.tid(), kid, now).await?))
            }
            Provider::Google(_) | Provider::Oidc(_) => {
                let document = self.document(provider, |document| document.keys().has(kid), now).await?;
                Ok(ProviderKeys::Public(document.keys().clone()))
            }
        }
    }

    pub(super) async fn token_endpoint<'a>(
        self: &Arc<Self>,
        provider: &'a Provider,
        now: DateTime<Utc>,
    ) -> Result<TokenEndpoint<'a>, UpstreamError> {
        Ok(match provider {
            Provider::Entra(entra) => {
                TokenEndpoint { uri: entra.token_endpoint(), origin: Cow::Borrowed(entra.authority()), basic: false }
            }
            Provider::Google(_) | Provider::Oidc(_) => self.of(provider, now).await?.token_endpoint(),
        })
    }

    async fn of(self: &Arc<Self>, provider: &Provider, now: DateTime<Utc>) -> Result<Arc<Document>, UpstreamError> {
        self.document(provider, |_| true, now).await
    }

    /// The origins that the login form may be redirected to, for `form-action`: those that are the same for every hospital. The others
    /// are nobody's business; a page leads there ([`Self::is_origin_known`]).
    pub fn origins(&self) -> Vec<String> {
        self.origins.clone()
    }

    /// Whether an address is of one of these origins.
    pub fn is_origin_known(&self, address: &str) -> bool {
        let is_of = |origin: &String| address.strip_prefix(origin).is_some_and(|path| path.starts_with('/'));
        self.origins.iter().any(is_of)
    }

    /// What does not change while this runs.
    pub(super) fn known_origins(authority: Option<&Url>, google: Option<&Url>) -> Vec<String> {
        let mut origins = super::entra::origins(authority);
        origins.push(super::google::origin(google));
        origins
    }
}
