//! All checks of a connection, side by side, within a time.

use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::future;

use super::Checks;
use super::prove::Prober;
use crate::domain::connection::{Cloud, Connection, ConnectionVersion, EntraSettings, Registration};
use crate::domain::connection_check::{Check, CheckResult, Found, Said, Verdict, claims, clock, credential_end};
use crate::domain::credential::{CredentialSlot, StoredCredential};
use crate::domain::email::EmailDomain;
use crate::domain::organization::{Domain, OrganizationConfiguration};
use crate::domain::reason::Reason;
use crate::domain::secret::Secret;
use crate::store::StoreError;
use crate::tenancy::credential_slots::of_connection;
use crate::upstream::UpstreamError;
use crate::upstream::aadsts::EntraError;
use crate::upstream::entra::EntraProvider;
use crate::upstream::probe::credential::Proof;
use crate::upstream::probe::metadata::Described;
use crate::upstream::probe::redirect::SentBack;

/// The most time that one check may take: somebody waits for the page, which has half a minute.
const LONGEST: Duration = Duration::from_secs(12);
/// How many domains are asked for at once.
const DOMAINS_AT_ONCE: usize = 4;
/// Microsoft's numbers for a directory that has not consented to the application: its number alone tells that from a credential that is
/// refused, both being `invalid_client`. Should it change, the credential is what is said to be refused, and nothing is let through.
const NO_SERVICE_PRINCIPAL: [u32; 3] = [7_000_229, 650_052, 650_051];

/// What is looked at.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// Whose.
    pub configuration: &'a OrganizationConfiguration,
    /// Which connection.
    pub connection: &'a Connection,
    /// Which version of it.
    pub version: &'a ConnectionVersion,
    /// What it says of Entra.
    pub entra: &'a EntraSettings,
    /// Where Entra sends people back to.
    pub redirect_uri: &'a str,
    /// When.
    pub now: DateTime<Utc>,
}

impl Subject<'_> {
    fn is_shared(&self) -> bool {
        self.entra.registration == Registration::Shared
    }

    /// What every text may name.
    fn with_ids(&self, provider: &EntraProvider, result: CheckResult) -> CheckResult {
        let result = result.with("tid", self.entra.tid).with("client_id", provider.client_id());
        result.with("redirect_uri", self.redirect_uri)
    }
}

/// What the token endpoint has said of the credentials, and what is to be asked next with what it gave.
struct Shown {
    results: Vec<CheckResult>,
    /// What it said of the one that sign-ins use.
    used: Proof,
}

impl Checks {
    /// What is found, in the order in which it is shown.
    pub(super) async fn results(&self, subject: &Subject<'_>) -> Result<Vec<CheckResult>, StoreError> {
        let prober = &self.prober;
        let tested = super::tested(&self.store, subject).await?;
        let Some(provider) = prober.entra(subject.entra) else {
            let missing = CheckResult::new(Check::Credential, Found::SharedRegistrationMissing);
            let rest = [Check::RedirectUri, Check::Consent, Check::Assignment];
            let skipped = rest.map(|check| CheckResult::skipped(check, Check::Credential));
            return Ok([missing].into_iter().chain(skipped).collect());
        };
        let (metadata, domains, shown, redirect) = future::join4(
            metadata(prober, subject, &provider),
            domains(prober, subject, &provider),
            credentials(prober, subject),
            redirect(prober, subject, &provider),
        )
        .await;
        let is_there = metadata.first().is_some_and(|result| result.verdict == Verdict::Ok);
        let assignment = assignment(prober, subject.entra.cloud, &provider, &shown.used).await;
        let consent = consent(subject, &shown.used, tested.worked);
        let claims = claims(tested.claims.map(Vec::into_iter));
        let mut all = metadata;
        // Where the directory itself is not found, the rest says nothing but that.
        let unless_absent = |result: CheckResult| match (is_there, result.verdict) {
            (true, _) | (false, Verdict::Ok) => result,
            (false, _) => CheckResult { of: result.of, ..CheckResult::skipped(result.check, Check::Metadata) },
        };
        all.extend(domains.into_iter().map(unless_absent));
        all.extend(shown.results.into_iter().map(unless_absent));
        all.extend(ends(subject));
        all.extend([redirect, consent].into_iter().map(unless_absent));
        all.push(claims);
        all.push(unless_absent(assignment));
        Ok(all.into_iter().map(|result| subject.with_ids(&provider, result)).collect())
    }
}

/// Waits for an answer, but not for ever.
async fn in_time<T>(asked: impl Future<Output = Result<T, UpstreamError>>) -> Result<T, UpstreamError> {
    tokio::time::timeout(LONGEST, asked).await.unwrap_or_else(|_| Err(Reason::UpstreamUnreachable.into()))
}

fn said(error: &EntraError) -> Said {
    Said {
        error: error.error.clone(),
        number: error.number(),
        trace_id: error.trace_id.clone(),
        correlation_id: error.correlation_id.clone(),
    }
}

fn said_of(error: &UpstreamError) -> Option<Said> {
    error.entra.as_deref().map(said)
}

async fn metadata(prober: &Prober, subject: &Subject<'_>, provider: &EntraProvider) -> Vec<CheckResult> {
    let tid = subject.entra.tid;
    let described = in_time(prober.upstream.describe(provider.authority(), &tid.to_string())).await;
    let Described { issuer, date } = match described {
        Ok(described) => described,
        Err(error) => {
            let found = match error.reason {
                Reason::UpstreamUnreachable => Found::MetadataUnreachable,
                Reason::UpstreamUnavailable => Found::MetadataUnavailable,
                // Microsoft itself has refused: it knows no such directory.
                _ if error.entra.is_some() => Found::TenantUnknown,
                _ => Found::MetadataStrange,
            };
            let failed = CheckResult::new(Check::Metadata, found).saying(said_of(&error));
            return vec![failed, CheckResult::skipped(Check::Clock, Check::Metadata)];
        }
    };
    let expected = provider.issuer(tid);
    let found = if issuer == expected { Found::MetadataRight } else { Found::IssuerOther };
    let metadata = CheckResult::new(Check::Metadata, found).with("issuer", expected).with("found", cut(&issuer));
    let clock = match date {
        Some(date) => clock(date, subject.now),
        None => CheckResult::new(Check::Clock, Found::ClockNotSeen),
    };
    vec![metadata, clock]
}

/// What somebody else wrote, as much of it as a page shows.
fn cut(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}

/// The proven domains whose people come in by the connection, in their order, a few at a time.
async fn domains(prober: &Prober, subject: &Subject<'_>, provider: &EntraProvider) -> Vec<CheckResult> {
    let leads_here = |domain: &&Domain| domain.is_proven() && domain.connection_id == Some(subject.connection.id);
    let leading: Vec<&Domain> = subject.configuration.domains.iter().filter(leads_here).collect();
    let mut results: Vec<CheckResult> = Vec::with_capacity(leading.len());
    for few in leading.chunks(DOMAINS_AT_ONCE) {
        // Where nobody has said anything of the last ones, nobody is waited for once more for each of the rest.
        if !results.is_empty() && results.iter().rev().take(DOMAINS_AT_ONCE).all(|result| result.found.is_outage()) {
            let not_seen = |name: &EmailDomain| {
                CheckResult::new(Check::Domain, Found::DomainNotSeen).of(name.as_str()).with("domain", name)
            };
            results.extend(few.iter().map(|one| not_seen(&one.name)));
            continue;
        }
        let mut looks = Vec::with_capacity(few.len());
        for one in few {
            looks.push(domain(prober, subject, provider, &one.name));
        }
        results.extend(future::join_all(looks).await);
    }
    results
}

async fn domain(prober: &Prober, subject: &Subject<'_>, provider: &EntraProvider, name: &EmailDomain) -> CheckResult {
    let result = match in_time(prober.upstream.describe(provider.authority(), name.as_str())).await {
        Ok(described) if described.issuer == provider.issuer(subject.entra.tid) => {
            CheckResult::new(Check::Domain, Found::DomainOwned)
        }
        Ok(described) => CheckResult::new(Check::Domain, Found::DomainElsewhere).with("found", cut(&described.issuer)),
        Err(error) if error.entra.is_some() && error.reason == Reason::UpstreamRequestRefused => {
            CheckResult::new(Check::Domain, Found::DomainUnknown).saying(said_of(&error))
        }
        Err(error) => CheckResult::new(Check::Domain, Found::DomainNotSeen).saying(said_of(&error)),
    };
    result.of(name.as_str()).with("domain", name)
}

async fn credentials(prober: &Prober, subject: &Subject<'_>) -> Shown {
    let entra = subject.entra;
    if subject.is_shared() {
        let proof = shown(prober, subject, None).await;
        let found = |of: &Proof| match of {
            Proof::Refused(_) => Found::SharedCredentialRefused,
            other => credential_found(other),
        };
        return Shown { results: vec![proven(&proof, found(&proof))], used: proof };
    }
    // What is for another registration says nothing of this one, and is shown to nobody in its name.
    let mut own = of_connection(subject.configuration, subject.connection);
    own.retain(|stored| stored.is_for(&subject.version.settings));
    let missing = || Proof::Unknown(Reason::CredentialMissing.into());
    if !own.iter().any(|stored| stored.in_use) {
        let client = if let Registration::Own { client_id } = &entra.registration { client_id.as_str() } else { "" };
        let result = CheckResult::new(Check::Credential, Found::CredentialMissing).with("client_id", client);
        return Shown { results: vec![result], used: missing() };
    }
    let proofs = future::join_all(own.iter().map(|stored| shown(prober, subject, Some(stored)))).await;
    let (mut results, mut used) = (Vec::new(), missing());
    for (stored, proof) in own.into_iter().zip(proofs) {
        let slot = slot(stored);
        let result = proven(&proof, credential_found(&proof)).of(slot).with("slot", slot);
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

async fn shown(prober: &Prober, subject: &Subject<'_>, stored: Option<&StoredCredential>) -> Proof {
    let asked = prober.show_stored(subject.entra, stored, subject.now);
    let late = || Proof::Unknown(Reason::UpstreamUnreachable.into());
    tokio::time::timeout(LONGEST, asked).await.unwrap_or_else(|_| late())
}

fn credential_found(proof: &Proof) -> Found {
    match proof {
        Proof::Accepted(_) => Found::CredentialAccepted,
        Proof::Refused(error) if error.error == "unauthorized_client" => Found::ApplicationUnknown,
        Proof::Refused(_) => Found::CredentialRefused,
        Proof::Unknown(error) if error.reason == Reason::CredentialMissing => Found::CredentialUnusable,
        Proof::Unknown(_) => Found::CredentialNotSeen,
    }
}

fn lacks_service_principal(error: &EntraError) -> bool {
    error.codes.iter().any(|code| NO_SERVICE_PRINCIPAL.contains(code))
}

fn proven(proof: &Proof, found: Found) -> CheckResult {
    let said = match proof {
        Proof::Accepted(_) => None,
        // Whether it was looked at before there was found to be nobody here to be, Microsoft does not say.
        Proof::Refused(error) if lacks_service_principal(error) => {
            return CheckResult::skipped(Check::Credential, Check::Consent);
        }
        Proof::Refused(error) => Some(said(error)),
        Proof::Unknown(error) => said_of(error),
    };
    CheckResult::new(Check::Credential, found).saying(said)
}

/// How long what is in use is good for. The shared registration's own is in the operator's hands, and in no slot.
fn ends(subject: &Subject<'_>) -> Option<CheckResult> {
    let stored = subject.configuration.credential(subject.connection.id, &subject.version.settings)?;
    Some(credential_end(stored.expires_at, subject.now).of(slot(stored)).with("slot", slot(stored)))
}

async fn redirect(prober: &Prober, subject: &Subject<'_>, provider: &EntraProvider) -> CheckResult {
    let sent = in_time(prober.upstream.sends_back(provider, subject.redirect_uri)).await;
    let (found, said) = match &sent {
        Ok(SentBack::ToUs(error)) => (Found::RedirectRegistered, error.as_ref().map(said)),
        Ok(SentBack::Kept(error)) => (kept(error, subject.is_shared()), Some(said(error))),
        Err(error) => (Found::RedirectNotSeen, said_of(error)),
    };
    CheckResult::new(Check::RedirectUri, found).saying(said)
}

/// Why Microsoft keeps people on a page of its own. A page has nothing but its number to tell.
fn kept(error: &EntraError, shared: bool) -> Found {
    match error.number() {
        Some(50_011 | 500_113 | 900_971) if shared => Found::SharedRedirectNotRegistered,
        Some(50_011 | 500_113 | 900_971) => Found::RedirectNotRegistered,
        Some(700_016 | 700_011) => Found::ApplicationUnknown,
        _ => Found::RedirectRefused,
    }
}

fn consent(subject: &Subject<'_>, proof: &Proof, worked: bool) -> CheckResult {
    if let Proof::Refused(error) = proof
        && lacks_service_principal(error)
    {
        return CheckResult::new(Check::Consent, Found::ConsentMissing).saying(Some(said(error)));
    }
    if !matches!(proof, Proof::Accepted(_)) {
        return CheckResult::skipped(Check::Consent, Check::Credential);
    }
    // The shared registration is in a directory only by consent. The hospital's own is there anyway: there somebody has to have come
    // through without being asked.
    let found = if subject.is_shared() || worked { Found::ConsentGiven } else { Found::ConsentNotSeen };
    CheckResult::new(Check::Consent, found)
}

async fn assignment(prober: &Prober, cloud: Cloud, provider: &EntraProvider, proof: &Proof) -> CheckResult {
    let token: Option<&Secret> = match proof {
        Proof::Accepted(token) => token.as_ref(),
        Proof::Refused(error) if lacks_service_principal(error) => {
            return CheckResult::skipped(Check::Assignment, Check::Consent);
        }
        Proof::Refused(_) | Proof::Unknown(_) => return CheckResult::skipped(Check::Assignment, Check::Credential),
    };
    let found = match token {
        None => Found::AssignmentNotSeen,
        Some(token) => {
            let asked = prober.upstream.requires_assignment(cloud, provider.client_id(), token);
            match tokio::time::timeout(LONGEST, asked).await {
                Ok(Some(true)) => Found::AssignmentRequired,
                Ok(Some(false)) => Found::AssignmentOpen,
                Ok(None) | Err(_) => Found::AssignmentNotSeen,
            }
        }
    };
    CheckResult::new(Check::Assignment, found)
}
