//! All checks of a connection, side by side, within a time: which they are, its kind of provider says. What all kinds share stands here.

use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::future;

use super::prove::Prober;
use super::{Checks, entra, standard};
use crate::domain::connection::{Connection, ConnectionVersion};
use crate::domain::connection_check::{Check, CheckResult, Found, Said, Verdict, clock, credential_end};
use crate::domain::credential::{CredentialSlot, StoredCredential};
use crate::domain::organization::{Domain, OrganizationConfiguration};
use crate::domain::reason::Reason;
use crate::store::StoreError;
use crate::tenancy::credential_slots::of_connection;
use crate::upstream::UpstreamError;
use crate::upstream::aadsts::EntraError;
use crate::upstream::probe::credential::Proof;
use crate::upstream::provider::Provider;

/// The most time that one check may take: somebody waits for the page, which has half a minute.
pub(super) const LONGEST: Duration = Duration::from_secs(12);

/// What is looked at.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// Whose.
    pub configuration: &'a OrganizationConfiguration,
    /// Which connection.
    pub connection: &'a Connection,
    /// Which version of it.
    pub version: &'a ConnectionVersion,
    /// Where the provider sends people back to.
    pub redirect_uri: &'a str,
    /// When.
    pub now: DateTime<Utc>,
}

impl<'a> Subject<'a> {
    /// What every text may name.
    fn named(&self, provider: Option<&Provider>, result: CheckResult) -> CheckResult {
        let settings = &self.version.settings;
        let result = result.about(settings).with("redirect_uri", self.redirect_uri);
        let tid = settings.entra().map(|entra| entra.tid.to_string());
        let client_id = provider.map(Provider::client_id).or(settings.client_id()).map(str::to_owned);
        let named = [("tid", tid), ("client_id", client_id)];
        let named = named.into_iter().filter_map(|(name, value)| Some((name, value?)));
        named.fold(result, |result, (name, value)| result.with(name, value))
    }

    /// The domains whose people come in by the connection, in their order.
    pub(super) fn domains(&self) -> impl Iterator<Item = &'a Domain> {
        let id = self.connection.id;
        self.configuration.domains.iter().filter(move |domain| domain.connection_id == Some(id))
    }

    /// What sign-ins prove the broker by, where that is in one of the connection's slots.
    pub(super) fn credential(&self) -> Option<&'a StoredCredential> {
        let is_shared = self.version.settings.is_shared();
        self.configuration.credential(self.connection.id, &self.version.settings).filter(|_| !is_shared)
    }
}

/// What the token endpoint has said of the credentials.
pub(super) struct Shown {
    pub(super) results: Vec<CheckResult>,
    /// What it said of the one that sign-ins use.
    pub(super) used: Proof,
}

impl Checks {
    /// What is found, in the order in which it is shown.
    pub(super) async fn results(&self, subject: &Subject<'_>) -> Result<Vec<CheckResult>, StoreError> {
        let (prober, settings) = (&self.prober, &subject.version.settings);
        let tested = super::tested(&self.store, subject).await?;
        let provider = prober.provider(settings);
        let results = match (&provider, settings.entra()) {
            (Some(Provider::Entra(one)), Some(entra)) => entra::results(prober, subject, (entra, one), &tested).await,
            (Some(other), None) => standard::results(prober, subject, other, &tested).await,
            _ => entra::without_registration(),
        };
        Ok(results.into_iter().map(|result| subject.named(provider.as_ref(), result)).collect())
    }
}

/// Waits for an answer, but not for ever.
pub(super) async fn in_time<T>(asked: impl Future<Output = Result<T, UpstreamError>>) -> Result<T, UpstreamError> {
    tokio::time::timeout(LONGEST, asked).await.unwrap_or_else(|_| Err(Reason::UpstreamUnreachable.into()))
}

pub(super) fn said(error: &EntraError) -> Said {
    Said {
        error: error.error.clone(),
        number: error.number(),
        trace_id: error.trace_id.clone(),
        correlation_id: error.correlation_id.clone(),
    }
}

pub(super) fn said_of(error: &UpstreamError) -> Option<Said> {
    error.entra.as_deref().map(said)
}

/// What somebody else wrote, as much of it as a page shows.
pub(super) fn cut(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}

/// Where the directory or the provider itself is not found, the rest says nothing but that.
pub(super) fn unless_absent(metadata: &[CheckResult]) -> impl Fn(CheckResult) -> CheckResult + use<> {
    let is_there = metadata.first().is_some_and(|result| result.verdict == Verdict::Ok);
    move |result| match (is_there, result.verdict) {
        (true, _) | (false, Verdict::Ok) => result,
        (false, _) => CheckResult { of: result.of, ..CheckResult::skipped(result.check, Check::Metadata) },
    }
}

/// What the provider's clock says.
pub(super) fn measured(date: Option<DateTime<Utc>>, now: DateTime<Utc>) -> CheckResult {
    date.map_or_else(|| CheckResult::new(Check::Clock, Found::ClockNotSeen), |date| clock(date, now))
}

/// Shows what is in the connection's slots, side by side; `judge` says what an answer means.
pub(super) async fn credentials(
    prober: &Prober,
    subject: &Subject<'_>,
    judge: impl Fn(&Proof) -> CheckResult,
) -> Shown {
    // What is for another registration says nothing of this one, and is shown to nobody in its name.
    let mut own = of_connection(subject.configuration, subject.connection);
    own.retain(|stored| stored.is_for(&subject.version.settings));
    let missing = || Proof::Unknown(Reason::CredentialMissing.into());
    if !own.iter().any(|stored| stored.in_use) {
        let result = CheckResult::new(Check::Credential, Found::CredentialMissing);
        return Shown { results: vec![result], used: missing() };
    }
    let proofs = future::join_all(own.iter().map(|stored| shown(prober, subject, Some(stored)))).await;
    let (mut results, mut used) = (Vec::new(), missing());
    for (stored, proof) in own.into_iter().zip(proofs) {
        let slot = slot(stored);
        let result = judge(&proof).of(slot).with("slot", slot);
        // Nobody depends on the other one: it may have been put there to be registered tonight.
        let waits = !stored.in_use && result.verdict == Verdict::Failed;
        results.push(if waits { result.judged(Verdict::Warning) } else { result });
        if stored.in_use {
            used = proof;
        }
    }
    Shown { results, used }
}

const fn slot(stored: &StoredCredential) -> &'static str {
    match stored.slot {
        CredentialSlot::A => "a",
        CredentialSlot::B => "b",
    }
}

/// Shows one to the token endpoint, or the shared registration's own.
pub(super) async fn shown(prober: &Prober, subject: &Subject<'_>, stored: Option<&StoredCredential>) -> Proof {
    let asked = prober.show_stored(&subject.version.settings, stored, subject.now);
    let late = || Proof::Unknown(Reason::UpstreamUnreachable.into());
    tokio::time::timeout(LONGEST, asked).await.unwrap_or_else(|_| late())
}

/// What was found of a credential, where its provider says no more than that.
pub(super) fn credential_found(proof: &Proof) -> Found {
    match proof {
        Proof::Accepted(_) => Found::CredentialAccepted,
        Proof::Refused(_) => Found::CredentialRefused,
        Proof::Unknown(error) if error.reason == Reason::CredentialMissing => Found::CredentialUnusable,
        Proof::Unknown(_) => Found::CredentialNotSeen,
    }
}

/// The same, with what was said.
pub(super) fn proven(proof: &Proof, found: Found) -> CheckResult {
    let said = match proof {
        Proof::Accepted(_) => None,
        Proof::Refused(error) => Some(said(error)),
        Proof::Unknown(error) => said_of(error),
    };
    CheckResult::new(Check::Credential, found).saying(said)
}

/// How long what is in use is good for. The shared registration's own is in the operator's hands, and in no slot.
pub(super) fn ends(subject: &Subject<'_>) -> Option<CheckResult> {
    let stored = subject.credential()?;
    Some(credential_end(stored.expires_at, subject.now).of(slot(stored)).with("slot", slot(stored)))
}
