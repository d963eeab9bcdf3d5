//! What a provider says of itself (OpenID Connect Discovery 1.0), with its keys, kept in memory ([`super::kept`]). Entra's is read in
//! [`super::metadata`]: of that only the keys are used.
//!
//! Who the provider is, is settled before: the document must name exactly that issuer, or nothing of it is believed (Discovery, 4.3).
//! Where it sends people and takes codes is then its own affair, as long as that leads outside.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use moka::sync::Cache;
use serde::Deserialize;
use url::Url;

use super::kept::Kept;
use super::outbound::{LARGEST_DOCUMENT, Outbound};
use super::provider::{Provider, TokenEndpoint};
use super::{Upstream, UpstreamError};
use crate::domain::reason::Reason;
use crate::keys::public::PublicKeys;

/// How many documents are kept in memory, at a few KiB each.
const MOST_DOCUMENTS: u64 = 1_000;

pub(super) struct Documents {
    known: Cache<(Url, String), Arc<Kept<Arc<Document>>>>,
}

impl Documents {
    pub(super) fn new() -> Self {
        Self { known: Cache::new(MOST_DOCUMENTS) }
    }
}

/// What a provider says of itself, as far as it is used.
pub(super) struct Document {
    written: Written,
    keys: PublicKeys,
}

/// As it is written (Discovery, 3; RFC 9207, 3).
#[derive(Deserialize)]
struct Written {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
    jwks_uri: Url,
    /// `client_secret_basic` alone, where nothing is said.
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl Document {
    pub(super) const fn authorization(&self) -> &Url {
        &self.written.authorization_endpoint
    }

    pub(super) const fn keys(&self) -> &PublicKeys {
        &self.keys
    }

    /// Whether its answers say who answers.
    pub(super) const fn names_issuer(&self) -> bool {
        self.written.authorization_response_iss_parameter_supported
    }

    pub(super) fn token_endpoint(&self) -> TokenEndpoint<'static> {
        let uri = &self.written.token_endpoint;
        let methods = self.written.token_endpoint_auth_methods_supported.as_deref().unwrap_or_default();
        TokenEndpoint {
            uri: uri.as_str().to_owned(),
            origin: std::borrow::Cow::Owned(uri.clone()),
            basic: !methods.iter().any(|method| method == "client_secret_post"),
        }
    }
}

impl Upstream {
    /// The document of a provider, in which what is wanted stands if that can be had.
    pub(super) async fn document(
        self: &Arc<Self>,
        provider: &Provider,
        wanted: impl Fn(&Arc<Document>) -> bool,
        now: DateTime<Utc>,
    ) -> Result<Arc<Document>, UpstreamError> {
        // Entra's addresses are computed, and its keys are read by its own way.
        let at = provider.described_at().ok_or(Reason::UpstreamRequestRefused)?;
        let issuer = provider.issuer().into_owned();
        let kept = self.documents.known.get_with((at.clone(), issuer.clone()), Arc::default);
        let owner = issuer.clone();
        let read = || {
            let (upstream, at) = (Arc::clone(self), at.clone());
            async move { upstream.outbound.read_document(&at, &issuer).await.map(Arc::new) }
        };
        kept.get(&owner, wanted, read, now).await
    }
}

/// Where a provider says what it is. The path of the issuer comes first, and a slash at its end goes (Discovery, 4.1).
pub(super) fn place(issuer: &Url) -> Option<Url> {
    let mut place = issuer.clone();
    place.path_segments_mut().ok()?.pop_if_empty().extend([".well-known", "openid-configuration"]);
    Some(place)
}

impl Outbound {
    async fn read_document(&self, at: &Url, issuer: &str) -> Result<Document, UpstreamError> {
        let invalid = || UpstreamError::from(Reason::UpstreamAnswerInvalid);
        let place = place(at).ok_or_else(invalid)?;
        let written: Written =
            serde_json::from_value(self.read_json(&place, LARGEST_DOCUMENT).await?).map_err(|_| invalid())?;
        if written.issuer != issuer {
            return Err(invalid());
        }
        // Whatever leads inwards was not said by the provider that support has looked at (SSRF).
        if ![&written.authorization_endpoint, &written.token_endpoint, &written.jwks_uri]
            .map(|url| self.permits(url))
            .iter()
            .all(|it| *it)
        {
            return Err(invalid());
        }
        let keys = PublicKeys::read(&self.read_json(&written.jwks_uri, LARGEST_DOCUMENT).await?);
        if keys.is_empty() { Err(invalid()) } else { Ok(Document { written, keys }) }
    }
}
