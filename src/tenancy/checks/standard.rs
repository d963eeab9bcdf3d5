//! The checks of a connection to a provider of which no more is known than the standard says: Google, and any other.

use futures_util::future;

use super::Tested;
use super::prove::Prober;
use super::run::{
    Subject, credential_found, credentials, cut, ends, in_time, measured, proven, said, said_of, unless_absent,
};
use crate::domain::connection_check::{Check, CheckResult, Found, Verdict, claims};
use crate::domain::organization::Domain;
use crate::domain::provider::ProviderSettings;
use crate::domain::reason::Reason;
use crate::upstream::UpstreamError;
use crate::upstream::aadsts::EntraError;
use crate::upstream::probe::discovery::{Description, Stated};
use crate::upstream::probe::redirect::SentBack;
use crate::upstream::provider::Provider;

/// What is sent back to us, and would be said to everybody: nobody gets as far as to sign in.
const REFUSES_EVERYBODY: [&str; 4] =
    ["unauthorized_client", "invalid_scope", "unsupported_response_type", "invalid_client"];
/// By which Google says that it does not know a client, or no more.
const NO_CLIENT: [&str; 3] = ["invalid_client", "deleted_client", "disabled_client"];

/// What is found.
pub(super) async fn results(
    prober: &Prober,
    subject: &Subject<'_>,
    provider: &Provider,
    tested: &Tested,
) -> Vec<CheckResult> {
    let (described, shown, redirect) = future::join3(
        described(prober, subject, provider),
        credentials(prober, subject, |proof| proven(proof, credential_found(proof))),
        redirect(prober, subject, provider, tested.worked),
    )
    .await;
    let unless_absent = unless_absent(&described);
    let mut all = described;
    all.extend(domains(subject));
    all.extend(shown.results.into_iter().map(&unless_absent));
    all.extend(ends(subject));
    all.push(unless_absent(redirect));
    all.push(claims(&subject.version.settings, tested.claims.as_deref()));
    all
}

/// What the provider says of itself: what it is, what it can do, its keys and its clock.
async fn described(prober: &Prober, subject: &Subject<'_>, provider: &Provider) -> Vec<CheckResult> {
    let credential = subject.credential().map(|stored| stored.kind);
    let failed = match in_time(prober.upstream.describe_itself(provider, credential)).await {
        Ok(Stated::Said(said)) => return said_of_itself(prober, subject, provider, *said).await,
        // Google describes itself, whoever asks.
        Ok(Stated::Absent(at)) if matches!(provider, Provider::Oidc(_)) => {
            CheckResult::new(Check::Metadata, Found::MetadataAbsent).with("found", at)
        }
        Ok(Stated::Absent(at) | Stated::Strange(at)) => {
            CheckResult::new(Check::Metadata, Found::MetadataStrange).with("found", at)
        }
        Err(error) => CheckResult::new(Check::Metadata, not_described(&error)).saying(said_of(&error)),
    };
    let rest = [Check::Protocol, Check::Keys, Check::Clock].map(|check| CheckResult::skipped(check, Check::Metadata));
    [failed.with("issuer", provider.issuer())].into_iter().chain(rest).collect()
}

/// An address that leads inwards is not reached either: nobody outside would be.
const fn not_described(error: &UpstreamError) -> Found {
    match error.reason {
        Reason::UpstreamUnavailable => Found::MetadataUnavailable,
        _ => Found::MetadataUnreachable,
    }
}

async fn said_of_itself(
    prober: &Prober,
    subject: &Subject<'_>,
    provider: &Provider,
    described: Description,
) -> Vec<CheckResult> {
    let Description { issuer, date, missing, lacking, jwks_uri } = described;
    let expected = provider.issuer();
    let metadata = if issuer != expected {
        CheckResult::new(Check::Metadata, Found::IssuerOther).with("found", cut(&issuer))
    } else if missing.is_empty() {
        CheckResult::new(Check::Metadata, Found::MetadataRight)
    } else {
        CheckResult::new(Check::Metadata, Found::MetadataIncomplete).with("found", missing.join(", "))
    };
    let metadata = metadata.with("issuer", expected);
    let clock = measured(date, subject.now);
    if metadata.verdict != Verdict::Ok {
        let rest = [Check::Protocol, Check::Keys].map(|check| CheckResult::skipped(check, Check::Metadata));
        return [metadata].into_iter().chain(rest).chain([clock]).collect();
    }
    let protocol = if lacking.is_empty() {
        CheckResult::new(Check::Protocol, Found::ProtocolRight)
    } else {
        CheckResult::new(Check::Protocol, Found::ProtocolLacking).with("found", lacking.join("; "))
    };
    let keys = match jwks_uri {
        None => CheckResult::skipped(Check::Keys, Check::Metadata),
        Some(at) => {
            let (found, said) = match in_time(prober.upstream.has_keys(&at)).await {
                Ok(true) => (Found::KeysRight, None),
                Ok(false) => (Found::KeysUnusable, None),
                Err(error) => (Found::KeysNotSeen, said_of(&error)),
            };
            CheckResult::new(Check::Keys, found).with("found", cut(at.as_str())).saying(said)
        }
    };
    vec![metadata, protocol, keys, clock]
}

/// Whether the domains are proven by which people come. Of a Workspace's own, which its people's accounts name, every one has to be;
/// another that leads here keeps out nobody but those who have an address of it.
fn domains(subject: &Subject<'_>) -> Vec<CheckResult> {
    let result = |name: &dyn std::fmt::Display, found: Found| {
        CheckResult::new(Check::Domain, found).of(name.to_string()).with("domain", name)
    };
    let own = match &subject.version.settings {
        ProviderSettings::Google(google) => google.domains.as_slice(),
        ProviderSettings::Entra(_) | ProviderSettings::Oidc(_) => &[],
    };
    let is_proven = |domain: &&Domain| domain.is_proven();
    let mut results: Vec<_> = own
        .iter()
        .map(|name| {
            let proven = subject.configuration.domains.iter().filter(is_proven).any(|domain| domain.name == *name);
            result(name, if proven { Found::DomainProven } else { Found::DomainUnproven })
        })
        .collect();
    results.extend(subject.domains().filter(|domain| !own.contains(&domain.name)).map(|domain| {
        if domain.is_proven() {
            result(&domain.name, Found::DomainProven)
        } else {
            result(&domain.name, Found::DomainUnproven).judged(Verdict::Warning)
        }
    }));
    results
}

/// Whether people are sent back to us: seen where the provider sends somebody whom it may show nothing, else by whoever came through.
async fn redirect(prober: &Prober, subject: &Subject<'_>, provider: &Provider, worked: bool) -> CheckResult {
    let asked = prober.upstream.sends_back(provider, subject.redirect_uri, subject.now);
    let (found, error) = match in_time(asked).await {
        Ok(SentBack::ToUs(Some(error))) if REFUSES_EVERYBODY.contains(&error.error.as_str()) => {
            (Found::RedirectRefused, Some(error))
        }
        Ok(SentBack::ToUs(error)) => (Found::RedirectRegistered, error),
        Ok(SentBack::Kept(error)) => (kept(&error, worked), Some(error)),
        Err(error) if error.reason == Reason::UpstreamAnswerInvalid => {
            (if worked { Found::RedirectRegistered } else { Found::RedirectUntried }, None)
        }
        Err(error) => (Found::RedirectNotSeen, error.entra.map(|said| *said)),
    };
    CheckResult::new(Check::RedirectUri, found).saying(error.as_ref().map(said))
}

/// Why somebody is kept on a page of the provider's: only Google's says it, to whoever reads its address.
fn kept(error: &EntraError, worked: bool) -> Found {
    match error.error.as_str() {
        "redirect_uri_mismatch" => Found::RedirectNotRegistered,
        unknown if NO_CLIENT.contains(&unknown) => Found::ApplicationUnknown,
        _ if worked => Found::RedirectRegistered,
        _ => Found::RedirectUntried,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_says_why_somebody_is_kept_is_believed() {
        for (error, worked, expected) in [
            ("redirect_uri_mismatch", false, Found::RedirectNotRegistered),
            ("redirect_uri_mismatch", true, Found::RedirectNotRegistered),
            ("deleted_client", true, Found::ApplicationUnknown),
            ("http_400", false, Found::RedirectUntried),
            ("http_400", true, Found::RedirectRegistered),
            ("something_new", false, Found::RedirectUntried),
        ] {
            let error = EntraError { error: error.to_owned(), ..EntraError::default() };
            assert_eq!(kept(&error, worked), expected, "{error:?} {worked}");
        }
    }
}
