//! What is said of a decision to whoever asks why: the rules, the facts that they saw, what to mend first, and who can.
//!
//! Pure: it is made of [`decide::explain`](super::super::decide::explain), and so of the decision that a sign-in gets.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::audit::{AuditAction, AuditOutcome};
use crate::domain::claims::{
    AccountType, EmailVerified, EntraClaims, GoogleClaims, OidcClaims, OwnClaims, ProviderAccount,
};
use crate::domain::connection::Connection;
use crate::domain::email::EmailAddress;
use crate::domain::id::{SignInId, UserId};
use crate::domain::identity::{Identity, People};
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::provider::ProviderSettings;
use crate::domain::reason::Reason;
use crate::domain::remedy::Remedy;
use crate::domain::user::{User, UserKind, UserStatus};
use crate::signin::decide::facts::{Fact, Says};
use crate::signin::decide::{self, Facts, Looked};
use crate::upstream::aadsts::catalogue;

/// Why somebody can or cannot get into an application, now.
#[derive(Debug, Serialize, ToSchema)]
pub struct Explanation {
    /// The instant that it is said for.
    pub at: DateTime<Utc>,
    /// The organization's slug.
    pub organization: String,
    /// The application's `client_id`.
    pub application: String,
    /// The address that was asked about.
    #[schema(value_type = String)]
    pub address: EmailAddress,
    /// The user of the organization with this address, or for whom it counts as the former one, if there is one.
    pub person: Option<Person>,
    /// Both ways; the traditional one only where letters can be sent.
    pub ways: Vec<WayExplained>,
}

/// A user, for support.
#[derive(Debug, Serialize, ToSchema)]
pub struct Person {
    /// Their id.
    #[schema(value_type = Uuid)]
    pub id: UserId,
    /// Their address.
    #[schema(value_type = String)]
    pub email: EmailAddress,
    /// The one that they had before, where it is kept side by side.
    #[schema(value_type = Option<String>)]
    pub former_email: Option<EmailAddress>,
    /// Until when that counts.
    pub former_email_until: Option<DateTime<Utc>>,
    /// Their name.
    pub name: String,
    /// Professional or patient.
    pub kind: UserKind,
    /// Whether they may come in.
    pub status: UserStatus,
    /// Whether they are on the organization's pilot list.
    pub pilot: bool,
}

impl From<&User> for Person {
    fn from(user: &User) -> Self {
        let User { id, email, former_email, name, kind, status, pilot, .. } = user.clone();
        let (former_email, former_email_until) = former_email.map(|former| (former.address, former.until)).unzip();
        Self { id, email, former_email, former_email_until, name, kind, status, pilot }
    }
}

/// What is decided of one way, and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct WayExplained {
    /// Which way.
    pub way: WayName,
    /// On what evidence.
    pub evidence: Evidence,
    /// What is decided.
    pub verdict: Answer,
    /// Why not, and what to do about it.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// Every rule, in the order in which they speak.
    pub rules: Vec<Rule>,
}

/// The ways in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WayName {
    /// With the hospital's own account.
    Sso,
    /// With a code by mail, and the password where there is one.
    Traditional,
}

/// On what evidence it is decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Evidence {
    /// As if the person did what is asked of them, and the provider said what is expected.
    Assumed,
    /// What they showed when they last came in.
    Session {
        /// In which sign-in.
        #[schema(value_type = Uuid)]
        sign_in: SignInId,
        /// When.
        at: DateTime<Utc>,
    },
    /// What they showed when they were last refused.
    Refusal {
        /// In which sign-in.
        #[schema(value_type = Uuid)]
        sign_in: SignInId,
        /// When.
        at: DateTime<Utc>,
    },
}

/// What is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Verdict)]
pub enum Answer {
    /// They may come in.
    Allow,
    /// Nothing that is known here speaks against it; the rest they have to show.
    MayDepart,
    /// They may not.
    Deny,
}

/// Why not, and what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Refusal {
    /// The reason of the first rule that failed.
    pub reason: Reason,
    /// What it means, what to mend first, and who can.
    #[serde(flatten)]
    pub remedy: Remedy,
}

impl Refusal {
    /// The same at an organization.
    #[must_use]
    pub fn at(self, configuration: &OrganizationConfiguration) -> Self {
        Self { remedy: Remedy::at_organization(self.reason, configuration), ..self }
    }
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        Self { reason, remedy: Remedy::of(reason) }
    }
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Rule {
    /// Its name.
    pub rule: Cow<'static, str>,
    /// How it ended.
    pub outcome: Outcome,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// What it saw, in a few words.
    pub saw: Cow<'static, str>,
    /// What it looked at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Fact>,
}

/// How a rule ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RuleOutcome)]
pub enum Outcome {
    /// It has nothing against it.
    Passed,
    /// It forbids.
    Failed,
    /// It had nothing to look at.
    NotLookedAt,
}

impl Rule {
    /// A rule that has nothing against it.
    pub fn passed(rule: &'static str, saw: &'static str, facts: Vec<Fact>) -> Self {
        Self { rule: rule.into(), outcome: Outcome::Passed, reason: None, saw: saw.into(), facts }
    }

    /// A rule that forbids.
    pub fn failed(rule: &'static str, reason: Reason, saw: &'static str, facts: Vec<Fact>) -> Self {
        Self { rule: rule.into(), outcome: Outcome::Failed, reason: Some(reason), saw: saw.into(), facts }
    }

    /// A rule that had nothing to look at.
    pub fn not_looked_at(rule: &'static str, saw: &'static str) -> Self {
        Self { rule: rule.into(), outcome: Outcome::NotLookedAt, reason: None, saw: saw.into(), facts: Vec::new() }
    }

    fn looked(looked: Looked, facts: Vec<Fact>) -> Self {
        let Looked { rule, reason, skipped, saw } = looked;
        let outcome = match reason {
            Some(_) => Outcome::Failed,
            None if skipped => Outcome::NotLookedAt,
            None => Outcome::Passed,
        };
        Self { rule, outcome, reason, saw, facts }
    }
}

/// The rules of a decision that was logged: what they saw in a few words is all that was kept.
pub fn rules(trace: Vec<Looked>) -> Vec<Rule> {
    trace.into_iter().map(|looked| Rule::looked(looked, Vec::new())).collect()
}

/// Asks the decision, and says of every rule what it saw.
pub fn explain(facts: &Facts<'_>) -> Vec<Rule> {
    let (decision, seen) = decide::explain(facts);
    decision.trace.into_iter().zip(seen).map(|(looked, facts)| Rule::looked(looked, facts)).collect()
}

/// The ID token that is expected of somebody with this address: of the account that is bound, where one is.
pub fn expected(connection: &Connection, people: &People, address: &EmailAddress, issuer: &str) -> ProviderAccount {
    let settings = connection.active.as_ref().map(|version| &version.settings);
    let authority = match settings.and_then(ProviderSettings::entra) {
        Some(entra) => entra.tid.to_string(),
        None => issuer.to_owned(),
    };
    let here = |bond: &&Identity| bond.connection_id == connection.id && bond.account.authority == authority;
    let bound = people.identities.iter().find(here).map(|bond| bond.account.subject.as_str());
    let own = match settings {
        Some(ProviderSettings::Google(google)) => {
            let own = google.domains.iter().find(|domain| **domain == address.domain());
            let hd = own.or(google.domains.first()).map(|domain| domain.as_str().to_owned());
            OwnClaims::Google(GoogleClaims { hd })
        }
        Some(ProviderSettings::Oidc(oidc)) => OwnClaims::Oidc(OidcClaims { email_claim: oidc.email_claim.clone() }),
        Some(ProviderSettings::Entra(_)) | None => OwnClaims::Entra(EntraClaims {
            tid: settings.and_then(ProviderSettings::entra).map(|entra| entra.tid).unwrap_or_default(),
            oid: bound.and_then(|subject| subject.parse().ok()).unwrap_or_default(),
            upn: None,
            account_type: AccountType::Member,
            identity_provider: None,
        }),
    };
    ProviderAccount {
        issuer: issuer.to_owned(),
        sub: bound.unwrap_or_default().to_owned(),
        email: Some(address.as_str().to_owned()),
        preferred_username: None,
        email_verified: EmailVerified::True,
        authentication_contexts: settings.and_then(|settings| settings.mfa_context()).cloned().into_iter().collect(),
        session: None,
        login_hint: None,
        name: None,
        own,
    }
}

/// The rules that only the provider can answer: as long as nobody has come back from there, they have nothing to look at.
const ANSWERED_BY_PROVIDER: [&str; 3] = ["guest", "identity", "proof"];

/// What was found on an assumed ID token, without what was assumed.
pub fn without_assumptions(mut rules: Vec<Rule>) -> Vec<Rule> {
    for rule in &mut rules {
        rule.facts.retain(|fact| fact.by != Says::Provider);
        if rule.outcome == Outcome::Passed && ANSWERED_BY_PROVIDER.contains(&rule.rule.as_ref()) {
            rule.outcome = Outcome::NotLookedAt;
            rule.saw = "only the provider can say, when the person comes back from there".into();
        }
    }
    rules
}

impl WayExplained {
    /// The first rule that failed decides; where none did, the person may come in, or may go and show what is still to be shown.
    pub fn of(way: WayName, evidence: Evidence, rules: Vec<Rule>) -> Self {
        let reason = rules.iter().find_map(|rule| rule.reason);
        let verdict = match (reason, &evidence) {
            (Some(_), _) => Answer::Deny,
            (None, Evidence::Assumed) => Answer::MayDepart,
            (None, _) => Answer::Allow,
        };
        Self { way, evidence, verdict, refusal: reason.map(Into::into), rules }
    }
}

/// What happened in one sign-in.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignInExplained {
    /// Its number, as the person sees it.
    #[schema(value_type = Uuid)]
    pub sign_in: SignInId,
    /// Each event of it, in its order.
    pub events: Vec<EventExplained>,
}

/// One event of a sign-in.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventExplained {
    /// When.
    pub at: DateTime<Utc>,
    /// What was done.
    pub action: AuditAction,
    /// How it ended.
    pub outcome: AuditOutcome,
    /// The slug of the organization in whose log it stands; none where nobody knew whose it is.
    pub organization: Option<String>,
    /// The application's `client_id`.
    pub application: Option<String>,
    /// The address that was shown, of a refused person.
    pub address: Option<String>,
    /// The user that it is about, where there is one.
    pub person: Option<Person>,
    /// By which method somebody was let in.
    pub method: Option<String>,
    /// Why not, and what to do about it.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// Every rule that was asked, as it was then.
    pub rules: Vec<Rule>,
    /// What Entra said, where it was Entra that refused.
    pub entra: Option<EntraExplained>,
    /// What a refused person had shown.
    pub claims: Option<Box<ProviderAccount>>,
}

/// What Entra said, with what is known of its numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntraExplained {
    /// The OAuth error code, which decided the reason.
    pub error: String,
    /// Finer than that.
    pub suberror: Option<String>,
    /// Each number, the one that says most first.
    pub codes: Vec<catalogue::Explained>,
    /// Finds the attempt in Microsoft's logs.
    pub trace_id: Option<String>,
    /// Finds it in the hospital's sign-in log.
    pub correlation_id: Option<String>,
    /// When, by Microsoft's clock.
    pub timestamp: Option<DateTime<Utc>>,
}
