//! The keys of Entra's directories, kept in memory ([`super::kept`]).
//!
//! The keys are always those of one directory, by its GUID, with the shared registration too: the set of `organizations`
//! would serve every tenant of the world, and its issuer is a template that proves nothing. Whoever asks makes sure first
//! that the directory is one that some connection names.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use moka::sync::Cache;
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType,
    CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType,
    CoreSubjectIdentifierType,
};
use openidconnect::{DiscoveryError, EmptyAdditionalProviderMetadata, IssuerUrl, JsonWebKey, ProviderMetadata};
use url::Url;
use uuid::Uuid;

use super::aadsts::EntraError;
use super::entra::EntraProvider;
use super::jwk::{self, EntraKey, EntraKeys};
use super::kept::Kept;
use super::outbound::{LARGEST_DOCUMENT, Outbound, OutboundError};
use super::{Upstream, UpstreamError};
use crate::domain::reason::Reason;

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
    known: Cache<(Url, Uuid), Arc<Kept<EntraKeys>>>,
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
        let has = |keys: &EntraKeys| keys.keys().iter().any(|key| key.key_id().is_some_and(|id| id.as_str() == kid));
        let read = || {
            let (upstream, provider) = (Arc::clone(self), provider.clone());
            async move { upstream.outbound.read_keys(&provider, tid).await }
        };
        directory.get(&tid, has, read, now).await
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
    pub(super) fn refused(status: http::StatusCode, body: &[u8]) -> Self {
        let entra = EntraError::from_json(body).map(Box::new);
        let reason = match &entra {
            _ if status.is_server_error() || status.as_u16() == 429 => Reason::UpstreamUnavailable,
            Some(error) => error.reason(),
            None => Reason::UpstreamAnswerInvalid,
        };
        Self { reason, entra }
    }
}
