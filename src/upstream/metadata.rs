//! The keys of Entra's directories, kept in memory.
//!
//! Read when first needed; read again in the background when an hour old, and at once for a `kid` that is not among them,
//! but not more than once in five minutes for that. One reading at a time; meanwhile, and where it fails, the old keys serve.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use chrono::{DateTime, Duration, Utc};
use moka::sync::Cache;
use openidconnect::JsonWebKey;
use serde::Deserialize;
use tokio::sync::Mutex;
use url::Url;
use uuid::Uuid;

use super::entra::EntraProvider;
use super::jwk::{self, EntraKeys};
use super::outbound::Outbound;
use super::{Upstream, UpstreamError};
use crate::domain::reason::Reason;

/// Keys older than this are read again in the background.
const FRESH: Duration = Duration::hours(1);
/// The least time between two readings for unknown key ids: a stream of forged ones must not become one at Microsoft.
const COOL_DOWN: Duration = Duration::minutes(5);
/// How many directories are kept in memory.
const MOST_DIRECTORIES: u64 = 2_000;

pub(super) struct Directories {
    known: Cache<(Url, Uuid), Arc<Directory>>,
}

#[derive(Default)]
struct Directory {
    keys: ArcSwapOption<Keys>,
    reading: Mutex<()>,
}

/// The keys of a directory, and when they were read.
struct Keys {
    set: EntraKeys,
    read_at: DateTime<Utc>,
}

impl Keys {
    fn has(&self, kid: &str) -> bool {
        self.set.keys().iter().any(|key| key.key_id().is_some_and(|id| id.as_str() == kid))
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
            if keys.has(kid) {
                if now - keys.read_at > FRESH {
                    self.refresh_behind(&directory, provider.authority(), tid, now);
                }
                return Ok(keys.set.clone());
            }
            if now - keys.read_at < COOL_DOWN {
                return Ok(keys.set.clone());
            }
        }
        let _reading = directory.reading.lock().await;
        // Somebody else may have read them while this one waited.
        if let Some(keys) = &*directory.keys.load()
            && (keys.has(kid) || now - keys.read_at < COOL_DOWN)
        {
            return Ok(keys.set.clone());
        }
        match self.outbound.keys(provider.authority(), tid).await {
            Ok(set) => {
                directory.keys.store(Some(Arc::new(Keys { set: set.clone(), read_at: now })));
                Ok(set)
            }
            Err(error) => match &*directory.keys.load() {
                Some(old) => Ok(old.set.clone()),
                None => Err(error),
            },
        }
    }

    fn refresh_behind(self: &Arc<Self>, directory: &Arc<Directory>, authority: &Url, tid: Uuid, now: DateTime<Utc>) {
        let (upstream, directory, authority) = (Arc::clone(self), Arc::clone(directory), authority.clone());
        tokio::spawn(async move {
            let Ok(_reading) = directory.reading.try_lock() else {
                return;
            };
            match upstream.outbound.keys(&authority, tid).await {
                Ok(set) => directory.keys.store(Some(Arc::new(Keys { set, read_at: now }))),
                Err(error) => tracing::warn!(%tid, reason = error.reason.code(), "upstream.keys_not_refreshed"),
            }
        });
    }
}

impl Outbound {
    /// Reads a directory's metadata, and the keys that it names.
    async fn keys(&self, authority: &Url, tid: Uuid) -> Result<EntraKeys, UpstreamError> {
        #[derive(Deserialize)]
        struct Metadata {
            issuer: String,
            jwks_uri: Url,
        }
        let invalid = || UpstreamError::from(Reason::UpstreamAnswerInvalid);
        let base = authority.as_str().trim_end_matches('/');
        let address: Url =
            format!("{base}/{tid}/v2.0/.well-known/openid-configuration").parse().map_err(|_| invalid())?;
        let metadata: Metadata = serde_json::from_slice(&self.read_ok(&address).await?).map_err(|_| invalid())?;
        // The issuer must be the directory's own (OpenID Connect Discovery, 4.3), and its keys must lie where it lies: a
        // hostile document could otherwise lend us somebody else's keys, or send us anywhere.
        if metadata.issuer != format!("{base}/{tid}/v2.0") || metadata.jwks_uri.origin() != authority.origin() {
            return Err(invalid());
        }
        let keys = jwk::parse(&self.read_ok(&metadata.jwks_uri).await?).ok_or_else(invalid)?;
        if keys.keys().is_empty() { Err(invalid()) } else { Ok(keys) }
    }

    async fn read_ok(&self, url: &Url) -> Result<Vec<u8>, UpstreamError> {
        let answer = self.get(url).await.map_err(UpstreamError::from)?;
        match answer.status.as_u16() {
            200 => Ok(answer.body),
            429 | 500..=599 => Err(Reason::UpstreamUnavailable.into()),
            _ => Err(Reason::UpstreamAnswerInvalid.into()),
        }
    }
}
