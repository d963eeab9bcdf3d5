//! Identity providers: departure, exchange, credentials, metadata and keys.
//!
//! Nothing that comes from outside is believed before it is checked, and nothing is fetched from an address that the
//! settings do not lead to.

pub mod aadsts;
pub mod certificate;
pub mod claims;
pub mod client_keys;
pub mod credential;
mod discovery;
pub mod dns;
pub mod entra;
pub mod exchange;
mod google;
pub mod graph;
pub mod jwk;
mod kept;
pub mod metadata;
mod oidc;
pub mod outbound;
pub mod probe;
pub mod provider;
pub mod tenant;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

use std::time::Duration;

use http::HeaderMap;
use url::Url;

use crate::domain::reason::Reason;
use aadsts::EntraError;
use outbound::{OutboundError, Told};

/// How the outside is reached.
#[derive(Clone, Debug)]
pub struct UpstreamSettings {
    /// Stands for the host of every cloud of Microsoft, and for its Graph: for development and tests against a stand-in. None in
    /// production.
    pub authority: Option<Url>,
    /// Stands for Google, likewise.
    pub google: Option<Url>,
    /// Whether addresses that point inwards, and plain http, may be reached: for development and tests only.
    pub allow_inward: bool,
    /// The most time that one request may take, from the connection to the last byte of the answer.
    pub timeout: Duration,
}

impl Default for UpstreamSettings {
    fn default() -> Self {
        Self { authority: None, google: None, allow_inward: false, timeout: Duration::from_secs(10) }
    }
}

/// Why the identity provider gave nothing that can be used.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", reason.code())]
pub struct UpstreamError {
    /// The reason, for the decision and the page.
    pub reason: Reason,
    /// What Entra itself said, for support.
    pub entra: Option<Box<EntraError>>,
}

impl From<Reason> for UpstreamError {
    fn from(reason: Reason) -> Self {
        Self { reason, entra: None }
    }
}

/// The identity providers, as reached from here.
pub struct Upstream {
    outbound: outbound::Outbound,
    directories: metadata::Directories,
    documents: discovery::Documents,
    clients: client_keys::Clients,
    credentials: credential::Prepared,
    authority: Option<Url>,
    google: Option<Url>,
    /// Those that the login form may be redirected to.
    origins: Vec<String>,
}

impl Upstream {
    /// Prepares the way outside.
    pub fn new(settings: &UpstreamSettings) -> Result<Self, OutboundError> {
        Ok(Self {
            outbound: outbound::Outbound::new(settings)?,
            directories: metadata::Directories::new(),
            documents: discovery::Documents::new(),
            clients: client_keys::Clients::new(),
            credentials: credential::Prepared::new(),
            authority: settings.authority.clone(),
            google: settings.google.clone(),
            origins: Self::known_origins(settings.authority.as_ref(), settings.google.as_ref()),
        })
    }

    /// Tells somebody something who is no identity provider, by the same guarded way.
    pub async fn tell(&self, url: &Url, headers: HeaderMap, body: String) -> Result<Told, OutboundError> {
        self.outbound.tell(url, headers, body).await
    }

    /// Whether an address may be reached, as far as it can be told without resolving its name.
    pub fn permits(&self, url: &Url) -> bool {
        self.outbound.permits(url)
    }
}
