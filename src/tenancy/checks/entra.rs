//! The checks of a connection to Entra.

use futures_util::future;

use super::Tested;
use super::prove::Prober;
use super::run::{
    LONGEST, Shown, Subject, credential_found, credentials, cut, ends, in_time, measured, proven, said, said_of, shown,
    unless_absent,
};
use crate::domain::connection::{Cloud, EntraSettings, Registration};
use crate::domain::connection_check::{Check, CheckResult, Found, claims};
use crate::domain::email::EmailDomain;
use crate::domain::organization::Domain;
use crate::domain::reason::Reason;
use crate::domain::secret::Secret;
use crate::upstream::aadsts::EntraError;
use crate::upstream::entra::EntraProvider;
use crate::upstream::probe::credential::Proof;
use crate::upstream::probe::metadata::Described;
use crate::upstream::probe::redirect::SentBack;
use crate::upstream::provider::Provider;

/// How many domains are asked for at once.
const DOMAINS_AT_ONCE: usize = 4;
/// Microsoft's numbers for a directory that has not consented to the application: its number alone tells that from a credential that is
/// refused, both being `invalid_client`. Should it change, the credential is what is said to be refused, and nothing is let through.
const NO_SERVICE_PRINCIPAL: [u32; 3] = [7_000_229, 650_052, 650_051];

/// What settings say of Entra, and what they lead to.
type At<'a> = (&'a EntraSettings, &'a EntraProvider);

/// What is found.
pub(super) async fn results(
    prober: &Prober,
    subject: &Subject<'_>,
    (entra, provider): At<'_>,
    tested: &Tested,
) -> Vec<CheckResult> {
    let is_shared = entra.registration == Registration::Shared;
    let (metadata, domains, shown, redirect) = future::join4(
        metadata(prober, subject, (entra, provider)),
        domains(prober, subject, (entra, provider)),
        proofs(prober, subject, is_shared),
        redirect(prober, subject, provider, is_shared),
    )
    .await;
    let assignment = assignment(prober, entra.cloud, provider, &shown.used).await;
    let consent = consent(is_shared, &shown.used, tested.worked);
    let claims = claims(&subject.version.settings, tested.claims.as_deref());
    let unless_absent = unless_absent(&metadata);
    let mut all = metadata;
    all.extend(domains.into_iter().map(&unless_absent));
    all.extend(shown.results.into_iter().map(&unless_absent));
    all.extend(ends(subject));
    all.extend([redirect, consent].into_iter().map(&unless_absent));
    all.push(claims);
    all.push(unless_absent(assignment));
    all
}

/// What is found where the shared registration is used, and there is none.
pub(super) fn without_registration() -> Vec<CheckResult> {
    let missing = CheckResult::new(Check::Credential, Found::SharedRegistrationMissing);
    let rest = [Check::RedirectUri, Check::Consent, Check::Assignment];
    let skipped = rest.map(|check| CheckResult::skipped(check, Check::Credential));
    [missing].into_iter().chain(skipped).collect()
}

async fn metadata(prober: &Prober, subject: &Subject<'_>, (entra, provider): At<'_>) -> Vec<CheckResult> {
    let tid = entra.tid;
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
    vec![metadata, measured(date, subject.now)]
}

/// The proven domains whose people come in by the connection, in their order, a few at a time.
async fn domains(prober: &Prober, subject: &Subject<'_>, at: At<'_>) -> Vec<CheckResult> {
    let leading: Vec<&Domain> = subject.domains().filter(|domain| domain.is_proven()).collect();
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
            looks.push(domain(prober, at, &one.name));
        }
        results.extend(future::join_all(looks).await);
    }
    results
}

async fn domain(prober: &Prober, (entra, provider): At<'_>, name: &EmailDomain) -> CheckResult {
    let result = match in_time(prober.upstream.describe(provider.authority(), name.as_str())).await {
        Ok(described) if described.issuer == provider.issuer(entra.tid) => {
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

/// What the token endpoint has said of what the broker proves itself with, and what is to be asked next with what it gave.
async fn proofs(prober: &Prober, subject: &Subject<'_>, is_shared: bool) -> Shown {
    if is_shared {
        let used = shown(prober, subject, None).await;
        let results = vec![judged(&used, Found::SharedCredentialRefused)];
        return Shown { results, used };
    }
    credentials(prober, subject, |proof| judged(proof, Found::CredentialRefused)).await
}

fn judged(proof: &Proof, refused: Found) -> CheckResult {
    match proof {
        // Whether it was looked at before there was found to be nobody here to be, Microsoft does not say.
        Proof::Refused(error) if lacks_service_principal(error) => {
            CheckResult::skipped(Check::Credential, Check::Consent)
        }
        Proof::Refused(error) if error.error == "unauthorized_client" && refused == Found::CredentialRefused => {
            proven(proof, Found::ApplicationUnknown)
        }
        Proof::Refused(_) => proven(proof, refused),
        other => proven(other, credential_found(other)),
    }
}

fn lacks_service_principal(error: &EntraError) -> bool {
    error.codes.iter().any(|code| NO_SERVICE_PRINCIPAL.contains(code))
}

async fn redirect(prober: &Prober, subject: &Subject<'_>, provider: &EntraProvider, is_shared: bool) -> CheckResult {
    let provider = Provider::Entra(provider.clone());
    let sent = in_time(prober.upstream.sends_back(&provider, subject.redirect_uri, subject.now)).await;
    let (found, said) = match &sent {
        Ok(SentBack::ToUs(error)) => (Found::RedirectRegistered, error.as_ref().map(said)),
        Ok(SentBack::Kept(error)) => (kept(error, is_shared), Some(said(error))),
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

fn consent(is_shared: bool, proof: &Proof, worked: bool) -> CheckResult {
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
    let found = if is_shared || worked { Found::ConsentGiven } else { Found::ConsentNotSeen };
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
