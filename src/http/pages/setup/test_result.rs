//! What a test sign-in has shown, in plain words: who it was, what Microsoft said, and what each rule says of it.

use askama::Template;
use chrono::{DateTime, SecondsFormat, Utc};

use super::super::render;
use super::instant;
use crate::domain::connection::Connection;
use crate::domain::organization::Organization;
use crate::domain::provider_name::ProviderName;
use crate::domain::reason::Reason;
use crate::domain::remedy::Mender;
use crate::domain::test_sign_in::{RuleVerdict, TokenClaim};
use crate::language::Text;
use crate::signin::test_sign_in::carried::TestResult;
use crate::signin::test_sign_in::seen::connection_holds;
use crate::upstream::aadsts::{EntraError, catalogue};

/// What a test sign-in has shown, for whoever has made it.
pub struct ShownResult<'a> {
    /// What it is.
    pub result: TestResult,
    /// Through which connection.
    pub connection: &'a Connection,
}

#[derive(Template)]
#[template(path = "setup/test_result.html")]
struct ResultTemplate<'a> {
    text: Text<'a>,
    title: String,
    /// What stands below that: what it comes to, and what to do.
    told: Vec<String>,
    facts: Vec<(String, String)>,
    microsoft: Option<MicrosoftSaid>,
    rules: Vec<RuleShown>,
    claims: Vec<ClaimShown>,
}

/// What Microsoft said, with what the catalogue knows of it.
struct MicrosoftSaid {
    code: String,
    known: Option<&'static catalogue::Entry>,
    who: String,
    ids: Vec<(String, String)>,
}

struct RuleShown {
    what: String,
    mark: String,
    /// What to do, where it forbids.
    mend: Option<String>,
}

struct ClaimShown {
    name: &'static str,
    what: String,
    value: Option<String>,
    lacks: String,
}

impl ShownResult<'_> {
    /// The part of a page that says so, to the hospital whose connection it is.
    pub(super) fn render(&self, text: Text<'_>, organization: &Organization) -> String {
        let provider = ProviderName::of(self.connection.kind, organization);
        let text = text.naming(std::slice::from_ref(&provider));
        let result = &self.result;
        let title = match (result.works, result.reason) {
            (true, None) => text.say("setup-test-sign-in-allowed"),
            (true, Some(_)) => text.say("setup-test-sign-in-works"),
            (false, _) => text.say("setup-test-sign-in-fails"),
        };
        let account = result.account.as_ref();
        render(&ResultTemplate {
            text,
            title,
            told: self.told(text),
            facts: self.facts(text),
            microsoft: result.entra.as_ref().map(|error| said(text, error)),
            rules: result.verdicts.iter().map(|verdict| rule(text, verdict)).collect(),
            claims: account
                .map(|account| account.claims.iter().map(|(claim, value)| shown(text, *claim, value.clone())))
                .map(Iterator::collect)
                .unwrap_or_default(),
        })
    }

    fn told(&self, text: Text<'_>) -> Vec<String> {
        let TestResult { works, counts, reason, version, .. } = &self.result;
        let mut told = Vec::new();
        // The rule that forbids says it too, further down.
        told.extend(reason.map(|reason| text.say(mend(reason))));
        // The draft may let guests in, and then no rule forbids this one; but a guest vouches for no directory.
        if !*works && connection_holds(&self.result.verdicts) {
            told.push(text.say("setup-test-sign-in-do-guest"));
        }
        if *works && version.is_draft {
            let key = if *counts { "setup-test-sign-in-counts" } else { "setup-test-sign-in-edited" };
            told.push(text.with(key, "number", &version.number.to_string()));
        }
        if *works && *reason == Some(Reason::UserUnknown) {
            told.push(text.say("setup-test-sign-in-nobody"));
        }
        told.push(text.say("setup-test-sign-in-supposed"));
        told
    }

    fn facts(&self, text: Text<'_>) -> Vec<(String, String)> {
        let TestResult { account, application, version, at, sign_in_id, .. } = &self.result;
        let mut facts = Vec::new();
        if let Some(account) = account {
            let who = [account.name.as_deref(), account.address.as_deref()];
            facts.push((text.say("setup-test-sign-in-who"), who.into_iter().flatten().collect::<Vec<_>>().join(", ")));
        }
        facts.push((text.say("setup-test-sign-in-application"), application.clone()));
        facts.push((text.say("setup-test-sign-in-through"), format!("{}, {}", self.connection.name, version.number)));
        if let Some(tid) = version.in_force().and_then(|version| Some(version.entra()?.tid.to_string())) {
            facts.push((text.say("setup-test-sign-in-expected"), tid));
        }
        facts.push((text.say("setup-test-sign-in-at"), instant(*at)));
        facts.push((text.say("setup-test-sign-in-number"), sign_in_id.to_string()));
        facts
    }
}

fn said(text: Text<'_>, error: &EntraError) -> MicrosoftSaid {
    let number = error.number();
    let known = number.and_then(catalogue::find);
    let utc = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let ids = [
        ("setup-test-sign-in-correlation", error.correlation_id.clone()),
        ("setup-test-sign-in-trace", error.trace_id.clone()),
        ("setup-test-sign-in-timestamp", error.timestamp.map(utc)),
    ];
    MicrosoftSaid {
        code: number.map_or_else(|| error.error.clone(), |number| format!("AADSTS{number}")),
        known,
        who: known.map(|entry| text.say(mender(entry.who))).unwrap_or_default(),
        ids: ids.into_iter().filter_map(|(key, id)| Some((text.say(key), id?))).collect(),
    }
}

fn rule(text: Text<'_>, verdict: &RuleVerdict) -> RuleShown {
    let mark = match (verdict.reason, verdict.skipped) {
        (Some(_), _) => "setup-test-sign-in-forbids",
        (None, true) => "setup-test-sign-in-skipped",
        (None, false) => "setup-test-sign-in-holds",
    };
    RuleShown {
        what: text.say(rule_key(&verdict.rule)),
        mark: text.say(mark),
        mend: verdict.reason.map(|reason| text.say(mend(reason))),
    }
}

fn shown(text: Text<'_>, claim: TokenClaim, value: Option<String>) -> ClaimShown {
    let (what, lacks) = claim_keys(claim);
    ClaimShown { name: claim.name(), what: text.say(what), value, lacks: text.say(lacks) }
}

/// What a rule demands, by its name.
fn rule_key(rule: &str) -> &'static str {
    match rule {
        "application" => "setup-test-sign-in-rule-application",
        "organization" => "setup-test-sign-in-rule-organization",
        "connection" => "setup-test-sign-in-rule-connection",
        "guest" => "setup-test-sign-in-rule-guest",
        "user" => "setup-test-sign-in-rule-user",
        "standing" => "setup-test-sign-in-rule-standing",
        "email" => "setup-test-sign-in-rule-email",
        "identity" => "setup-test-sign-in-rule-identity",
        "forced_sso" => "setup-test-sign-in-rule-way",
        _ => "setup-test-sign-in-rule-proof",
    }
}

/// What a claim is for, and what to do where it is missing.
const fn claim_keys(claim: TokenClaim) -> (&'static str, &'static str) {
    match claim {
        TokenClaim::Email => ("setup-test-sign-in-claim-email", "setup-test-sign-in-lacks-email"),
        TokenClaim::XmsEdov => ("setup-test-sign-in-claim-xms-edov", "setup-test-sign-in-lacks-xms-edov"),
        TokenClaim::EmailVerified => {
            ("setup-test-sign-in-claim-email-verified", "setup-test-sign-in-lacks-email-verified")
        }
        TokenClaim::Hd => ("setup-test-sign-in-claim-hd", "setup-test-sign-in-lacks-hd"),
        TokenClaim::Sub => ("setup-test-sign-in-claim-sub", "setup-test-sign-in-lacks-optional"),
        TokenClaim::Upn => ("setup-test-sign-in-claim-upn", "setup-test-sign-in-lacks-optional"),
        TokenClaim::Acct => ("setup-test-sign-in-claim-acct", "setup-test-sign-in-lacks-optional"),
        TokenClaim::Idp => ("setup-test-sign-in-claim-idp", "setup-test-sign-in-lacks-idp"),
        // A token without these two is refused before.
        TokenClaim::Tid => ("setup-test-sign-in-claim-tid", "setup-test-sign-in-lacks-optional"),
        TokenClaim::Oid => ("setup-test-sign-in-claim-oid", "setup-test-sign-in-lacks-optional"),
        TokenClaim::Sid => ("setup-test-sign-in-claim-sid", "setup-test-sign-in-lacks-optional"),
        TokenClaim::LoginHint => ("setup-test-sign-in-claim-login-hint", "setup-test-sign-in-lacks-optional"),
        TokenClaim::AuthTime => ("setup-test-sign-in-claim-auth-time", "setup-test-sign-in-lacks-optional"),
        TokenClaim::Acrs => ("setup-test-sign-in-claim-acrs", "setup-test-sign-in-lacks-acrs"),
    }
}

/// What to do about a reason, for whoever connects a hospital.
const fn mend(reason: Reason) -> &'static str {
    match reason {
        Reason::ApplicationDisabled | Reason::ApplicationNever | Reason::ApplicationNotOptedIn => {
            "setup-test-sign-in-do-application"
        }
        Reason::OrganizationSuspended => "setup-test-sign-in-do-organization",
        Reason::ConnectionDisabled | Reason::ConnectionNotActivated => "setup-test-sign-in-do-connection",
        Reason::TenantMismatch | Reason::TenantUnknown | Reason::IssuerMismatch | Reason::TokenIssuer => {
            "setup-test-sign-in-do-tenant"
        }
        Reason::GuestAccount => "setup-test-sign-in-do-guest",
        Reason::PersonalAccount => "setup-test-sign-in-do-personal",
        Reason::UserUnknown => "setup-test-sign-in-do-user",
        Reason::UserSuspended => "setup-test-sign-in-do-suspended",
        Reason::UserIsPatient => "setup-test-sign-in-do-patient",
        Reason::EmailMissing => "setup-test-sign-in-do-email-missing",
        Reason::EmailInvalid => "setup-test-sign-in-do-email-invalid",
        Reason::EmailMismatch => "setup-test-sign-in-do-email-mismatch",
        Reason::DomainNotProven => "setup-test-sign-in-do-domain",
        Reason::EmailUnverified => "setup-test-sign-in-do-email-unverified",
        Reason::IdentityMismatch | Reason::IdentityTaken => "setup-test-sign-in-do-identity",
        Reason::ProofTooWeak | Reason::AcrNotMet => "setup-test-sign-in-do-factor",
        Reason::UpstreamAccessDenied => "setup-test-sign-in-do-denied",
        Reason::UpstreamInteractionRequired => "setup-test-sign-in-do-interaction",
        Reason::UpstreamConsentRequired => "setup-test-sign-in-do-consent",
        Reason::UpstreamCredentialRefused => "setup-test-sign-in-do-credential",
        Reason::CredentialMissing => "setup-test-sign-in-do-no-credential",
        Reason::UpstreamCodeRefused | Reason::UpstreamRequestRefused => "setup-test-sign-in-do-request",
        Reason::UpstreamUnavailable | Reason::UpstreamUnreachable | Reason::UpstreamAnswerInvalid => {
            "setup-test-sign-in-do-later"
        }
        Reason::TokenAlgorithm
        | Reason::TokenKeyUnknown
        | Reason::TokenSignature
        | Reason::TokenAudience
        | Reason::TokenNonce
        | Reason::TokenExpired
        | Reason::TokenNotYetValid
        | Reason::TokenClaims => "setup-test-sign-in-do-token",
        _ => "setup-test-sign-in-do-support",
    }
}

const fn mender(who: Mender) -> &'static str {
    match who {
        Mender::Caregiver => "setup-test-sign-in-by-person",
        Mender::HospitalAdmin | Mender::Support => "setup-test-sign-in-by-support",
        Mender::HospitalIt => "setup-test-sign-in-by-it",
        Mender::Operator => "setup-test-sign-in-by-operator",
        Mender::Microsoft | Mender::Provider => "setup-test-sign-in-by-microsoft",
    }
}
