//! The page that says how sign-in goes at a hospital.

use askama::Template;
use chrono::{DateTime, Utc};

use super::super::frame::Frame;
use super::super::weather::Outlook;
use super::super::{Pages, render};
use super::checks::overall;
use super::overview::switch;
use super::{Step, date, instant};
use crate::domain::activity::Day;
use crate::domain::connection_check::CheckRun;
use crate::domain::expiry::{Expiry, ExpiryKind, ends_soon};
use crate::domain::organization::Organization;
use crate::domain::reason::Reason;
use crate::language::{Language, Text};
use crate::tenancy::setup::status::Status;

/// What is on it.
#[derive(Clone, Copy)]
pub struct StatusPage<'a> {
    /// Its language.
    pub language: Language,
    /// The hospital.
    pub organization: &'a Organization,
    /// How it goes there.
    pub status: &'a Status,
    /// What the checks of its connections found last.
    pub checked: &'a [(&'a str, CheckRun)],
    /// Now.
    pub now: DateTime<Utc>,
}

#[derive(Template)]
#[template(path = "setup/status.html")]
struct StatusTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    step: Step,
    /// A sentence for each trouble, with the connection where there are several.
    troubles: Vec<String>,
    sso: String,
    forced_sso: String,
    last: Option<String>,
    /// A sentence for each connection that was checked.
    checked: Vec<String>,
    today: u64,
    week: u64,
    month: u64,
    days: Vec<&'a Day>,
    bars: Vec<Bar>,
    refusals: Vec<Refusal>,
    ends: Vec<Ending>,
}

/// A bar of the picture, in its units: 30 days beside each other, 10 each, and 100 up.
struct Bar {
    x: usize,
    y: u64,
    height: u64,
}

/// Refusals that are mended alike.
struct Refusal {
    count: u64,
    last: String,
    what: String,
    mend: String,
}

/// Something that ends.
struct Ending {
    what: String,
    when: String,
    mark: Option<String>,
}

impl Pages {
    /// How sign-in goes at a hospital.
    pub fn setup_status(&self, page: &StatusPage<'_>) -> String {
        let text = self.text(page.language);
        let Status { sso, forced_sso, activity, troubles, ends } = page.status;
        let several = troubles.len() > 1;
        let trouble = |(name, trouble): &(String, _)| {
            let said = Outlook::of(*trouble, page.now).say(text);
            if several { format!("{name}: {said}") } else { said }
        };
        render(&StatusTemplate {
            text,
            frame: Frame::at(Step::Status.here()).of(Some(page.organization)),
            step: Step::Status,
            troubles: troubles.iter().map(trouble).collect(),
            sso: switch(text, *sso),
            forced_sso: switch(text, *forced_sso),
            last: activity.last_by_sso.map(instant),
            checked: page.checked.iter().map(|of| found(text, of, page.checked.len() > 1)).collect(),
            today: activity.by_sso(1),
            week: activity.by_sso(7),
            month: activity.by_sso(activity.days.len()),
            days: activity.days.iter().rev().filter(|day| day.by_sso + day.by_code + day.refused > 0).collect(),
            bars: bars(&activity.days),
            refusals: refusals(text, page.status),
            ends: ends.iter().map(|end| ending(text, end, page.now)).collect(),
        })
    }
}

/// What the checks of a connection found last, and when.
fn found(text: Text<'_>, (name, run): &(&str, CheckRun), several: bool) -> String {
    let said = format!("{} ({})", text.say(overall(run.judged().verdict)), instant(run.checked_at));
    if several { format!("{name}: {said}") } else { said }
}

/// A bar for each day, as high as its number is beside the highest; a day with anybody at all is seen.
fn bars(days: &[Day]) -> Vec<Bar> {
    let most = days.iter().map(|day| day.by_sso).max().unwrap_or_default().max(1);
    let bar = |(place, day): (usize, &Day)| {
        let height = (day.by_sso * 100).div_ceil(most);
        Bar { x: place * 10 + 1, y: 100 - height, height }
    };
    days.iter().enumerate().map(bar).collect()
}

/// What was refused, added up by what mends it, what was most frequent first.
fn refusals(text: Text<'_>, status: &Status) -> Vec<Refusal> {
    let mut groups: Vec<([&str; 2], u64, DateTime<Utc>)> = Vec::new();
    for of in &status.activity.refusals {
        let keys = group(of.reason);
        match groups.iter_mut().find(|(known, ..)| *known == keys) {
            Some((_, count, last)) => (*count, *last) = (*count + of.count, of.last_at.max(*last)),
            None => groups.push((keys, of.count, of.last_at)),
        }
    }
    groups.sort_by_key(|(_, count, last)| std::cmp::Reverse((*count, *last)));
    let say = |([what, mend], count, last): ([&str; 2], u64, DateTime<Utc>)| Refusal {
        count,
        last: text.with("setup-status-last", "date", &instant(last)),
        what: text.say(what),
        mend: text.say(mend),
    };
    groups.into_iter().map(say).collect()
}

/// What a hospital's IT is told of a refusal, and what they can do: kinds that are mended alike. Exhaustive, so that a new reason cannot
/// be forgotten.
const fn group(reason: Reason) -> [&'static str; 2] {
    match reason {
        Reason::UserUnknown | Reason::UserAmbiguous => ["setup-status-unknown", "setup-status-unknown-do"],
        Reason::UserSuspended | Reason::OrganizationSuspended => {
            ["setup-status-suspended", "setup-status-suspended-do"]
        }
        Reason::UserIsPatient => ["setup-status-patient", "setup-status-patient-do"],
        Reason::EmailMissing
        | Reason::EmailInvalid
        | Reason::EmailMismatch
        | Reason::EmailUnverified
        | Reason::DomainNotProven => ["setup-status-email", "setup-status-email-do"],
        Reason::IdentityMismatch | Reason::IdentityTaken => ["setup-status-bond", "setup-status-bond-do"],
        Reason::GuestAccount | Reason::PersonalAccount | Reason::TenantMismatch | Reason::TenantUnknown => {
            ["setup-status-account", "setup-status-account-do"]
        }
        Reason::ProofTooOld
        | Reason::ProofAgeUnknown
        | Reason::ProofTooWeak
        | Reason::AcrNotMet
        | Reason::UpstreamInteractionRequired => ["setup-status-factor", "setup-status-factor-do"],
        Reason::UpstreamAccessDenied | Reason::UpstreamConsentRequired | Reason::UpstreamAccountRefused => {
            ["setup-status-policy", "setup-status-policy-do"]
        }
        Reason::UpstreamUnavailable | Reason::UpstreamUnreachable => {
            ["setup-status-provider", "setup-status-provider-do"]
        }
        Reason::UpstreamCredentialRefused | Reason::UpstreamRequestRefused | Reason::CredentialMissing => {
            ["setup-status-credential", "setup-status-credential-do"]
        }
        Reason::ApplicationDisabled
        | Reason::ApplicationNever
        | Reason::ApplicationNotOptedIn
        | Reason::DomainUnknown
        | Reason::SsoOff
        | Reason::SsoNotYet
        | Reason::SsoEnded
        | Reason::SsoForced
        | Reason::ConnectionDisabled
        | Reason::ConnectionNotActivated
        | Reason::ProviderOff => ["setup-status-closed", "setup-status-closed-do"],
        Reason::NotInPilot => ["setup-status-pilot", "setup-status-pilot-do"],
        Reason::PasswordMissing
        | Reason::PasswordNotSet
        | Reason::PersonNotExpected
        | Reason::OneTimePasswordWrong
        | Reason::PasswordWrong
        | Reason::TooManyAttempts
        | Reason::TransitMissing
        | Reason::TransitExpired
        | Reason::ConnectionMixedUp
        | Reason::AnswerMalformed
        | Reason::UpstreamCodeRefused => ["setup-status-slip", "setup-status-slip-do"],
        Reason::IssuerMismatch
        | Reason::UpstreamAnswerInvalid
        | Reason::TokenAlgorithm
        | Reason::TokenKeyUnknown
        | Reason::TokenSignature
        | Reason::TokenIssuer
        | Reason::TokenAudience
        | Reason::TokenNonce
        | Reason::TokenExpired
        | Reason::TokenNotYetValid
        | Reason::TokenClaims => ["setup-status-token", "setup-status-token-do"],
    }
}

fn ending(text: Text<'_>, end: &Expiry, now: DateTime<Utc>) -> Ending {
    let key = match end.kind {
        ExpiryKind::ClientSecret => "setup-status-ends-secret",
        ExpiryKind::Certificate => "setup-status-ends-certificate",
        ExpiryKind::DomainProof => "setup-status-ends-proof",
        ExpiryKind::Flag => "setup-status-ends-flag",
        ExpiryKind::Invitation => "setup-status-ends-invitation",
        ExpiryKind::BreakGlass => "setup-status-ends-break-glass",
        ExpiryKind::WebhookSecret => "setup-status-ends-webhook",
        // The operator's own, which no hospital is shown.
        ExpiryKind::AdminToken | ExpiryKind::SigningKey => "setup-status-ends-other",
    };
    let mark = match (end.matters, end.ends_at <= now) {
        (false, _) => Some("setup-status-replaced"),
        (true, true) => Some("setup-status-over"),
        (true, false) => ends_soon(end.ends_at, now).then_some("setup-status-soon"),
    };
    Ending { what: text.with(key, "name", &end.name), when: date(end.ends_at), mark: mark.map(|key| text.say(key)) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use chrono::Duration;
    use uuid::Uuid;

    use super::*;
    use crate::domain::activity::{Activity, Refusals};
    use crate::domain::connection::VersionState;
    use crate::domain::connection_check::{Check, CheckResult, Found};
    use crate::domain::provider_name::ProviderName;
    use crate::domain::weather::{Cause, Trouble};
    use crate::language::Texts;
    use crate::tenancy::setup::overview::Switch;

    const HOSTILE: &str = "<script>alert('1')</script>";

    #[test]
    fn every_kind_of_news_is_said_in_every_language_and_none_of_it_is_markup() {
        let pages = Pages::new(Arc::new(Texts::new().unwrap()));
        let now: DateTime<Utc> = "2026-11-23T09:00:00Z".parse().unwrap();
        let organization = Organization::new(Uuid::from_u128(1).into(), "a".to_owned(), HOSTILE.to_owned());
        let refusal = |reason: &Reason| Refusals { reason: *reason, count: 2, last_at: now };
        let trouble = Trouble { place: None, since: now, cause: Cause::Credential, told_at: None };
        let own = Trouble { place: Some((Uuid::from_u128(1).into(), Uuid::from_u128(2).into())), ..trouble };
        let end = |(kind, days)| Expiry {
            kind,
            thing: Uuid::nil(),
            organization_id: Some(organization.id),
            name: HOSTILE.to_owned(),
            begins_at: now,
            ends_at: now + Duration::days(days),
            matters: kind != ExpiryKind::WebhookSecret,
        };
        let mut activity = Activity::of(&[], now);
        let quiet = Status {
            sso: Switch::Off,
            forced_sso: Switch::Off,
            activity: activity.clone(),
            troubles: Vec::new(),
            ends: Vec::new(),
        };
        activity.refusals = Reason::ALL.iter().map(refusal).collect();
        activity.days[29] = Day { by_sso: 1_000, by_code: 3, refused: 5, ..activity.days[29] };
        activity.days[28].by_sso = 1;
        activity.last_by_sso = Some(now);
        let busy = Status {
            activity,
            troubles: vec![(HOSTILE.to_owned(), trouble), (HOSTILE.to_owned(), own)],
            ends: ExpiryKind::ALL.into_iter().zip([-1, 3, 40, 1, 2, 3, 4, 5, 6]).map(end).collect(),
            ..quiet.clone()
        };
        let run = |found| CheckRun {
            connection_id: Uuid::from_u128(2).into(),
            organization_id: organization.id,
            version: 1,
            state: VersionState::Active,
            checked_at: now,
            results: vec![CheckResult::new(Check::Credential, found)],
            failing: BTreeSet::new(),
        };
        let runs = [Found::CredentialAccepted, Found::CredentialNotSeen, Found::CredentialRefused];
        let runs = runs.map(|found| (HOSTILE, run(found)));
        let names = [ProviderName::Microsoft, ProviderName::Google].map(|name| vec![name]);
        for (language, named) in Language::ALL.into_iter().flat_map(|of| names.each_ref().map(|named| (of, named))) {
            let pages = pages.naming(named.clone());
            for (status, checked) in [(&quiet, &[][..]), (&busy, &runs[..])] {
                let organization = &organization;
                let page = pages.setup_status(&StatusPage { language, organization, status, checked, now });
                assert!(!page.contains("No localization for id") && !page.contains("{$"), "{page}");
                let is_named = page.contains("Microsoft") || page.contains("Entra");
                assert!(named[0] == ProviderName::Microsoft || !is_named, "{page}");
                assert!(!page.contains("<script") && !page.contains(" style="), "{page}");
                for reason in Reason::ALL {
                    assert!(!page.contains(reason.code()), "{}", reason.code());
                }
            }
        }
        let bars = bars(&busy.activity.days);
        // One beside a thousand is seen.
        assert_eq!(
            bars.iter().rev().take(3).map(|bar| (bar.y, bar.height)).collect::<Vec<_>>(),
            [(0, 100), (99, 1), (100, 0)]
        );
    }
}
