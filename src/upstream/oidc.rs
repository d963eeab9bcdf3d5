//! Any other OpenID Connect provider: what it can do, its document says; who it is, support has said.

use serde_json::{Map, Value};
use url::Url;

use super::claims::of_standard;
use super::entra::{SCOPE, SCOPE_TO_ASK_AGAIN};
use super::provider::{Departing, ProviderPrompt};
use crate::domain::claims::{OidcClaims, OwnClaims, ProviderAccount};
use crate::domain::provider::OidcSettings;
use crate::domain::reason::Reason;

/// A client of another provider's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OidcProvider {
    issuer: String,
    at: Url,
    client_id: String,
    email_claim: String,
}

impl OidcProvider {
    pub(super) fn new(settings: &OidcSettings) -> Option<Self> {
        Some(Self {
            issuer: settings.issuer.clone(),
            at: settings.issuer.parse().ok()?,
            client_id: settings.client_id.clone(),
            email_claim: settings.email_claim.clone(),
        })
    }

    /// Where its document lies.
    pub(super) const fn at(&self) -> &Url {
        &self.at
    }

    pub(super) fn client_id(&self) -> &str {
        &self.client_id
    }

    pub(super) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Where a person is sent (OpenID Connect Core, 3.1.2.1).
    pub(super) fn authorize(&self, endpoint: &Url, departing: &Departing<'_>) -> String {
        let mut url = endpoint.clone();
        let mut query = url.query_pairs_mut();
        let scope = if departing.to_ask_again { SCOPE_TO_ASK_AGAIN } else { SCOPE };
        departing.append_standard(&mut query, &self.client_id, scope);
        if let Some(hint) = departing.login_hint {
            query.append_pair("login_hint", hint);
        }
        let prompt = departing.prompt.map(|prompt| match prompt {
            ProviderPrompt::Login => "login",
            ProviderPrompt::SelectAccount => "select_account",
            ProviderPrompt::None => "none",
        });
        if let Some(prompt) = prompt {
            query.append_pair("prompt", prompt);
        }
        drop(query);
        url.into()
    }

    pub(super) fn read(&self, claims: &Map<String, Value>) -> Result<ProviderAccount, Reason> {
        let own = OwnClaims::Oidc(OidcClaims { email_claim: self.email_claim.clone() });
        of_standard(claims, &self.email_claim, &self.issuer, own)
    }
}
