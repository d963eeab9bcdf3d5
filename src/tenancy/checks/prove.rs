//! Whether a provider takes a credential: asked before sign-ins depend on it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::connection::redirect_uri;
use crate::domain::credential::StoredCredential;
use crate::domain::id::ConnectionId;
use crate::domain::provider::ProviderSettings;
use crate::domain::reason::Reason;
use crate::keys::ring::KeyRing;
use crate::keys::signing::SigningKeys;
use crate::upstream::aadsts::{EntraError, catalogue};
use crate::upstream::credential::{Ourselves, ReadyCredential};
use crate::upstream::probe::credential::Proof;
use crate::upstream::provider::Provider;
use crate::upstream::{Upstream, UpstreamError};

/// What asks providers in the broker's own name, where nobody signs in. A cheap clone.
#[derive(Clone)]
pub struct Prober {
    /// The way there.
    pub upstream: Arc<Upstream>,
    /// What opens credentials.
    pub ring: Arc<KeyRing>,
    /// What signs for federated ones.
    pub signing: Arc<SigningKeys>,
    /// Our issuer, which those trust, and below which providers send people back.
    pub issuer: Arc<str>,
    /// The provider's own registration: its application id, and what it proves itself with.
    pub shared: Option<(Arc<str>, Arc<ReadyCredential>)>,
}

impl Prober {
    /// The provider that these settings name; nothing, where they name a shared registration that there is not.
    pub(in crate::tenancy) fn provider(&self, settings: &ProviderSettings) -> Option<Provider> {
        let shared = self.shared.as_ref().map(|(client_id, _)| &**client_id);
        self.upstream.provider(settings, shared)
    }

    /// Shows a credential to the token endpoint of the provider that these settings of a connection name.
    pub(in crate::tenancy) async fn show(
        &self,
        settings: &ProviderSettings,
        connection: ConnectionId,
        credential: &ReadyCredential,
        now: DateTime<Utc>,
    ) -> Proof {
        let Some(provider) = self.provider(settings) else { return Proof::Unknown(Reason::CredentialMissing.into()) };
        let keys = self.signing.usable().await;
        let longest_token = self.signing.policy().longest_token;
        let ourselves = Ourselves { issuer: &self.issuer, keys: &keys, longest_token };
        let redirect_uri = redirect_uri(&self.issuer, connection);
        self.upstream.prove((&provider, settings), &redirect_uri, credential, ourselves, now).await
    }

    /// Shows what the registration of these settings proves itself with: the shared one its own, or else a credential that is stored.
    pub(in crate::tenancy) async fn show_stored(
        &self,
        settings: &ProviderSettings,
        stored: Option<&StoredCredential>,
        now: DateTime<Utc>,
    ) -> Proof {
        let nobody = ConnectionId(Uuid::nil());
        let (connection, ready) = match (settings.is_shared(), stored, &self.shared) {
            (false, Some(stored), _) => (stored.connection_id, self.upstream.credential(stored, &self.ring)),
            // The redirect URI of the shared one is asked about by nobody.
            (true, _, Some((_, credential))) => (nobody, Ok(Arc::clone(credential))),
            _ => (nobody, Err(Reason::CredentialMissing.into())),
        };
        match ready {
            Ok(ready) => self.show(settings, connection, &ready, now).await,
            Err(error) => Proof::Unknown(error),
        }
    }
}

/// Why a credential is not put in use. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum NotProven {
    /// The provider refuses it.
    #[error(
        "its provider refuses it: {}; to put it in use all the same, say why in without_proof",
        told(.0)
    )]
    Refused(Box<EntraError>),
    /// The provider has not said.
    #[error(
        "whether its provider accepts it is not known ({}); try again, or say in without_proof why it is put in use all the same",
        .0.reason.code()
    )]
    Unknown(UpstreamError),
}

impl NotProven {
    /// Nothing, where it is proven.
    pub fn unless_accepted(proof: Proof) -> Result<(), Self> {
        match proof {
            Proof::Accepted(_) => Ok(()),
            Proof::Refused(error) => Err(Self::Refused(error)),
            Proof::Unknown(error) => Err(Self::Unknown(error)),
        }
    }
}

/// What the provider has said, with what Microsoft's number means and what to do, where that is known.
pub fn told(error: &EntraError) -> String {
    let Some(number) = error.number() else { return error.error.clone() };
    let said = format!("{} (AADSTS{number})", error.error);
    match catalogue::find(number) {
        Some(entry) => format!("{said}. {} {}", entry.meaning, entry.hospital_it),
        None => said,
    }
}
