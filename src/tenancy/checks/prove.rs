//! Whether Entra takes a credential: asked before sign-ins depend on it.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::connection::{Cloud, EntraSettings, Registration};
use crate::domain::credential::StoredCredential;
use crate::domain::provider::ProviderSettings;
use crate::domain::reason::Reason;
use crate::keys::ring::KeyRing;
use crate::keys::signing::SigningKeys;
use crate::upstream::aadsts::{EntraError, catalogue};
use crate::upstream::credential::{Ourselves, ReadyCredential};
use crate::upstream::entra::EntraProvider;
use crate::upstream::probe::credential::Proof;
use crate::upstream::provider::Provider;
use crate::upstream::{Upstream, UpstreamError};

/// What asks Entra in the broker's own name, where nobody signs in. A cheap clone.
#[derive(Clone)]
pub struct Prober {
    /// The way there.
    pub upstream: Arc<Upstream>,
    /// What opens credentials.
    pub ring: Arc<KeyRing>,
    /// What signs for federated ones.
    pub signing: Arc<SigningKeys>,
    /// Our issuer, which those trust.
    pub issuer: Arc<str>,
    /// The provider's own registration: its application id, and what it proves itself with.
    pub shared: Option<(Arc<str>, Arc<ReadyCredential>)>,
}

impl Prober {
    /// What these settings say of Entra; nothing, where they name a shared registration that there is not.
    pub(in crate::tenancy) fn provider(&self, entra: &EntraSettings) -> Option<Provider> {
        let shared = self.shared.as_ref().map(|(client_id, _)| &**client_id);
        self.upstream.provider(&ProviderSettings::Entra(entra.clone()), shared)
    }

    /// The same, as what it is.
    pub(in crate::tenancy) fn entra(&self, entra: &EntraSettings) -> Option<EntraProvider> {
        match self.provider(entra)? {
            Provider::Entra(provider) => Some(provider),
            Provider::Google(_) | Provider::Oidc(_) => None,
        }
    }

    /// Shows a credential to the token endpoint of a directory.
    pub(in crate::tenancy) async fn show(
        &self,
        provider: &Provider,
        cloud: Cloud,
        credential: &ReadyCredential,
        now: DateTime<Utc>,
    ) -> Proof {
        let keys = self.signing.usable().await;
        let longest_token = self.signing.policy().longest_token;
        let ourselves = Ourselves { issuer: &self.issuer, keys: &keys, longest_token };
        self.upstream.prove(provider, cloud, credential, ourselves, now).await
    }

    /// Shows what the registration of these settings proves itself with: the shared one its own, or, at the hospital's own, a
    /// credential that is stored.
    pub(in crate::tenancy) async fn show_stored(
        &self,
        entra: &EntraSettings,
        stored: Option<&StoredCredential>,
        now: DateTime<Utc>,
    ) -> Proof {
        let ready = match (&entra.registration, stored, &self.shared) {
            (Registration::Own { .. }, Some(stored), _) => self.upstream.credential(stored, &self.ring),
            (Registration::Shared, _, Some((_, credential))) => Ok(Arc::clone(credential)),
            _ => Err(Reason::CredentialMissing.into()),
        };
        match (self.provider(entra), ready) {
            (Some(provider), Ok(ready)) => self.show(&provider, entra.cloud, &ready, now).await,
            (_, Err(error)) => Proof::Unknown(error),
            (None, _) => Proof::Unknown(Reason::CredentialMissing.into()),
        }
    }
}

/// Shows a stored credential to Entra, without a person, and says whether it takes it. Whatever is got by it is thrown away unread.
pub async fn prove(prober: &Prober, entra: &EntraSettings, stored: &StoredCredential, now: DateTime<Utc>) -> Proof {
    match prober.show_stored(entra, Some(stored), now).await {
        Proof::Accepted(_) => Proof::Accepted(None),
        other => other,
    }
}

/// Why a credential is not put in use. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum NotProven {
    /// Entra refuses it.
    #[error(
        "Microsoft refuses it: {}; to put it in use all the same, say why in without_proof",
        told(.0)
    )]
    Refused(Box<EntraError>),
    /// Entra has not said.
    #[error(
        "whether Microsoft accepts it is not known ({}); try again, or say in without_proof why it is put in use all the same",
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

/// What Entra has said, with what its number means and what to do, where that is known.
pub fn told(error: &EntraError) -> String {
    let Some(number) = error.number() else { return error.error.clone() };
    let said = format!("{} (AADSTS{number})", error.error);
    match catalogue::find(number) {
        Some(entry) => format!("{said}. {} {}", entry.meaning, entry.hospital_it),
        None => said,
    }
}
