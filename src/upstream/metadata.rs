//! The keys of Entra's directories, kept in memory.
//!
//! Read when first needed; read again in the background when an hour old, before use when a day old, and at once for a `kid`
//! that is not among them, but not more than once in five minutes. One reading at a time for each directory; those who wait
//! for it share how it ends. Meanwhile, and where it fails, the old keys serve.
//!
//! The keys are always those of one directory, by its GUID, with the shared registration too: the set of `organizations`
//! would serve every tenant of the world, and its issuer is a template that proves nothing. Whoever asks makes sure first
//! that the directory is one that some connection names.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use chrono::{DateTime, Duration, Utc};
use moka::sync::Cache;
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType,
    CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType,
    CoreSubjectIdentifierType,
};
use openidconnect::{DiscoveryError, EmptyAdditionalProviderMetadata, IssuerUrl, JsonWebKey, ProviderMetadata};
use tokio::sync::Mutex;
use url::Url;
use uuid::Uuid;

use super::aadsts::EntraError;
use super::entra::EntraProvider;
use super::jwk::{self, EntraKey, EntraKeys};
use super::outbound::{LARGEST_DOCUMENT, Outbound, OutboundError};
use super::{Upstream, UpstreamError};
use crate::domain::reason::Reason;

/// Keys older than this are read again in the background.
const FRESH: Duration = Duration::hours(1);
/// Keys older than this are read again before they are used: one of them may have been withdrawn long ago.
const STALE: Duration = Duration::hours(24);
/// The least time between two readings while there are keys: a stream of forged key ids must not become one at Microsoft.
const COOL_DOWN: Duration = Duration::minutes(5);
/// The same after a reading that failed, so that a rollover and a hiccup together do not shut a hospital out for long.
const COOL_DOWN_AFTER_FAILURE: Duration = Duration::seconds(30);
/// How many directories are kept in memory, at about 10 KiB each.
const MOST_DIRECTORIES: u64 = 5_000;

/// What a directory says of itself, with its keys (OpenID Connect Discovery, 3).
type EntraMetadata = ProviderMetadata<
    EmptyAdditionalProviderMetadata,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    EntraKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

pub(super) struct Directories {
    known: Cache<(Url, Uuid), Arc<Directory>>,
}

#[derive(Default)]
struct Directory {
    keys: ArcSwapOption<Keys>,
    /// How the last reading ended.
    last: ArcSwapOption<Reading>,
    /// Held by the one who reads.
    reads: Mutex<()>,
}

/// The keys of a directory, and when they were read.
struct Keys {
    set: EntraKeys,
    read_at: DateTime<Utc>,
}

struct Reading {
    at: DateTime<Utc>,
    failure: Option<UpstreamError>,
}

impl Keys {
    fn has(&self, kid: &str) -> bool {
        self.set.keys().iter().any(|key| key.key_id().is_some_and(|id| id.as_str() == kid))
    }
}

impl Directory {
    /// Whether the last reading was so lately that there may not be another one yet.
    fn cools_down(&self, now: DateTime<Utc>) -> bool {
        self.last.load().as_ref().is_some_and(|last| {
            let pause = if last.failure.is_some() { COOL_DOWN_AFTER_FAILURE } else { COOL_DOWN };
            now - last.at < pause
        })
    }

    fn ended(&self, reading: Result<EntraKeys, UpstreamError>, now: DateTime<Utc>) {
        let failure = match reading {
            Ok(set) => {
                self.keys.store(Some(Arc::new(Keys { set, read_at: now })));
                None
            }
            Err(error) => Some(error),
        };
        self.last.store(Some(Arc::new(Reading { at: now, failure })));
    }

    /// What there is now: keys, or why there are none.
    fn held(&self) -> Result<EntraKeys, UpstreamError> {
        if let Some(keys) = &*self.keys.load() {
            return Ok(keys.set.clone());
        }
        let failure = self.last.load().as_ref().and_then(|last| last.failure.clone());
        Err(failure.unwrap_or_else(|| Reason::UpstreamUnavailable.into()))
    }
}

impl Directories {
    pub(super) fn new() -> Self {
        Self { known: Cache::new(MOST_DIRECTORIES) }
    }
}

impl Upstream {
    /// The keys of a directory, in which `kid` is if that can be had.
    pub async fn keys(
        self: &Arc<Self>,
        provider: &EntraProvider,
        tid: Uuid,
        kid: &str,
        now: DateTime<Utc>,
    ) -> Result<EntraKeys, UpstreamError> {
        let key = (provider.authority().clone(), tid);
        let directory = self.directories.known.get_with(key, Arc::default);
        if let Some(keys) = &*directory.keys.load() {
            let age = now - keys.read_at;
            if (keys.has(kid) && age <= STALE) || directory.cools_down(now) {
                if age > FRESH && !directory.cools_down(now) {
                    self.read_behind(&directory, provider, tid, now);
                }
                return Ok(keys.set.clone());
            }
        }
        let before = directory.last.load_full();
        let _reads = directory.reads.lock().await;
        let after = directory.last.load_full();
        let somebody_read = match (&before, &after) {
            (Some(before), Some(after)) => !Arc::ptr_eq(before, after),
            (None, None) => false,
            _ => true,
        };
        // Those who waited share the outcome: during an outage they would else wait for one another in a row.
        if !somebody_read {
            directory.ended(self.outbound.read_keys(provider, tid).await, now);
        }
        directory.held()
    }

    fn read_behind(
        self: &Arc<Self>,
        directory: &Arc<Directory>,
        provider: &EntraProvider,
        tid: Uuid,
        now: DateTime<Utc>,
    ) {
        let (upstream, directory, provider) = (Arc::clone(self), Arc::clone(directory), provider.clone());
        tokio::spawn(async move {
            let Ok(_reads) = directory.reads.try_lock() else {
                return;
            };
            // The one before may have ended between the look at the clock and now.
            if directory.cools_down(now) {
                return;
            }
            let reading = upstream.outbound.read_keys(&provider, tid).await;
            if let Err(error) = &reading {
                tracing::warn!(%tid, reason = error.reason.code(), "upstream.keys_not_refreshed");
            }
            directory.ended(reading, now);
        });
    }
}

impl Outbound {
    /// Reads a directory's metadata, and the keys that it names.
    async fn read_keys(&self, provider: &EntraProvider, tid: Uuid) -> Result<EntraKeys, UpstreamError> {
        let invalid = || UpstreamError::from(Reason::UpstreamAnswerInvalid);
        let issuer = provider.issuer(tid);
        let asked = IssuerUrl::new(issuer.clone()).map_err(|_| invalid())?;
        // The issuer is compared by the library (OpenID Connect Discovery, 4.3). The keys must lie where the directory lies:
        // a hostile document could otherwise lend us somebody else's, or send us anywhere.
        let within = self.within(provider.authority(), LARGEST_DOCUMENT);
        let metadata = EntraMetadata::discover_async(asked, &within).await?;
        let origin = provider.authority().origin();
        let elsewhere = |url: &Url| url.origin() != origin;
        // Nobody goes to these by the document; one that names others is not Entra's all the same.
        if elsewhere(metadata.authorization_endpoint().url())
            || metadata.token_endpoint().is_some_and(|endpoint| elsewhere(endpoint.url()))
        {
            return Err(invalid());
        }
        let keys = jwk::of_directory(metadata.jwks(), tid, &issuer);
        if keys.keys().is_empty() { Err(invalid()) } else { Ok(keys) }
    }
}

impl From<DiscoveryError<OutboundError>> for UpstreamError {
    fn from(error: DiscoveryError<OutboundError>) -> Self {
        match error {
            // Addresses come from the document here, so a forbidden one is the document's fault.
            DiscoveryError::Request(OutboundError::Forbidden) => Reason::UpstreamAnswerInvalid.into(),
            DiscoveryError::Request(error) => error.into(),
            DiscoveryError::Response(status, body, _) if !status.is_success() => Self::refused(status, &body),
            _ => Reason::UpstreamAnswerInvalid.into(),
        }
    }
}

impl UpstreamError {
    /// An answer with an HTTP status that is none of success.
    fn refused(status: http::StatusCode, body: &[u8]) -> Self {
        let entra = EntraError::from_json(body).map(Box::new);
        let reason = match &entra {
            _ if status.is_server_error() || status.as_u16() == 429 => Reason::UpstreamUnavailable,
            Some(error) => error.reason(),
            None => Reason::UpstreamAnswerInvalid,
        };
        Self { reason, entra }
    }
}
