//! The keys of applications that are registered by an address (`jwks_uri`, RFC 7591, 2), kept in memory ([`super::kept`]).
//!
//! The address is what was registered, never what a token names (RFC 7515, 4.1.2), and it leads outside, or is not asked.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use http::header::ACCEPT;
use moka::sync::Cache;
use openidconnect::{AsyncHttpClient, HttpRequest};
use serde_json::Value;
use url::Url;

use super::kept::Kept;
use super::outbound::Outbound;
use super::{Upstream, UpstreamError};
use crate::domain::reason::Reason;
use crate::keys::public::PublicKeys;

/// The most that a key set may hold, in bytes: twenty RSA keys with their certificates.
const LARGEST_SET: usize = 64 * 1024;
/// How many key sets are kept in memory, at a few KiB each.
const MOST_SETS: u64 = 1_000;

pub(super) struct Clients {
    known: Cache<Url, Arc<Kept<PublicKeys>>>,
}

impl Clients {
    pub(super) fn new() -> Self {
        Self { known: Cache::new(MOST_SETS) }
    }
}

impl Upstream {
    /// The keys at an application's address, in which `kid` is if that can be had.
    pub async fn client_keys(
        self: &Arc<Self>,
        uri: &Url,
        kid: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<PublicKeys, UpstreamError> {
        let set = self.clients.known.get_with_by_ref(uri, Arc::default);
        let read = || {
            let (upstream, uri) = (Arc::clone(self), uri.clone());
            async move { upstream.outbound.read_client_keys(&uri).await }
        };
        set.get(uri, |keys: &PublicKeys| keys.has(kid), read, now).await
    }
}

impl Outbound {
    async fn read_client_keys(&self, uri: &Url) -> Result<PublicKeys, UpstreamError> {
        let keys = PublicKeys::read(&self.read_json(uri, LARGEST_SET).await?);
        if keys.is_empty() { Err(Reason::UpstreamAnswerInvalid.into()) } else { Ok(keys) }
    }

    /// Reads a document (JSON) at an address, from the origin of that address alone.
    pub(super) async fn read_json(&self, uri: &Url, largest: usize) -> Result<Value, UpstreamError> {
        let invalid = || UpstreamError::from(Reason::UpstreamAnswerInvalid);
        let request = http::Request::get(uri.as_str()).header(ACCEPT, "application/jwk-set+json, application/json");
        let request: HttpRequest = request.body(Vec::new()).map_err(|_| invalid())?;
        let answer = self.within(uri, largest).call(request).await?;
        if answer.status() != http::StatusCode::OK {
            return Err(invalid());
        }
        serde_json::from_slice(answer.body()).map_err(|_| invalid())
    }
}
