//! Step 5, *decide*: may this person come into this application, now, on this evidence?
//!
//! A pure function over [`Facts`]: no I/O, no clock of its own. The same function answers the live sign-in, the reuse of
//! a session, a token refresh and support's question why somebody cannot get in, so they can never disagree.

pub mod facts;
mod rules;

use std::borrow::Cow;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::application::{Application, ApplicationStatus, SsoPolicy};
use crate::domain::claims::MicrosoftAccount;
use crate::domain::connection::Connection;
use crate::domain::email::EmailAddress;
use crate::domain::flag::{FlagName, Resolved, resolve};
use crate::domain::id::UserId;
use crate::domain::identity::{AccountKey, Identity, People};
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::reason::Reason;
use crate::domain::user::{User, UserKind};
use facts::Fact;

/// All that a decision looks at.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The instant that is decided for.
    pub now: DateTime<Utc>,
    /// The application that the person wants to enter.
    pub application: &'a Application,
    /// The organization that they come from, with its domains, connections and flags.
    pub configuration: &'a OrganizationConfiguration,
    /// By which way they come, and what they have shown so far.
    pub way: Way<'a>,
    /// Who they may be; none as long as nobody has been looked up (at departure).
    pub people: Option<&'a People>,
    /// What the application asks of the proof.
    pub demand: Demand,
}

/// By which way a person comes, and what they have shown so far.
#[derive(Clone, Copy, Debug)]
pub enum Way<'a> {
    /// By SSO through this connection.
    Sso {
        /// The connection.
        connection: &'a Connection,
        /// What the verified ID token says; none at departure.
        shown: Option<Shown<'a>>,
    },
    /// The traditional way: a one-time password by e-mail, then the password where there is one.
    Traditional {
        /// The address by which the person was looked up; none for an open session, whose person is known.
        typed: Option<&'a EmailAddress>,
        /// When the one-time password was shown; none while it is only being asked for.
        verified_at: Option<DateTime<Utc>>,
        /// What is known of the password.
        password: PasswordFact,
        /// Whether break-glass is open for this person now.
        break_glass: bool,
    },
}

/// What is known of a person's password on the traditional way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordFact {
    /// They have none.
    None,
    /// They have one and have not shown it.
    Unshown,
    /// They have shown it.
    Shown,
}

/// A verified Entra ID token.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The issuer that the connection's settings demand, with the host of its cloud.
    pub expected_issuer: &'a str,
    /// What it says of the person.
    pub account: &'a MicrosoftAccount,
    /// When Entra authenticated the person, where it says so.
    pub authenticated_at: Option<DateTime<Utc>>,
}

/// What the application asks of the proof.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Demand {
    /// The most time that may have passed since the person proved who they are (`max_age`). Where the identity provider
    /// does not say how long ago that was, the person is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_age: Option<Duration>,
    /// When `max_age` was asked, of somebody who has been sent away since. A proof made after that is what was asked for,
    /// however long the person took to come back (OpenID Connect Core, 3.1.2.1: the age is what makes us ask). None for an
    /// open session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_at: Option<DateTime<Utc>>,
    /// The person was asked to prove it anew at this instant (`prompt=login`). Where the identity provider says when they
    /// last did, it must not be earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anew_since: Option<DateTime<Utc>>,
    /// The strengths that the application insists on; any will do where it insists on none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strengths: Option<Strengths>,
}

impl Demand {
    /// As what a proof of this strength counts; none, where it is not what was asked.
    fn accepts(self, strength: Strength) -> Option<Strength> {
        match self.strengths {
            None => Some(strength),
            Some(strengths) if strengths.has(strength) => Some(strength),
            // Whoever asks for nothing in particular has got it, and is told what they asked for (OpenID Connect Core, 5.5.1.1).
            Some(strengths) => strengths.unattested.then_some(Strength::Unattested),
        }
    }
}

/// Allow, or deny with one reason; with the trace of every rule that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Allow or deny.
    pub verdict: Verdict,
    /// The user that it is about, where there is one.
    pub about: Option<UserId>,
    /// Every rule, in order.
    pub trace: Vec<Looked>,
}

/// Allow or deny.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All that is known so far allows it, but the person has shown nothing yet: they may go to Microsoft, or be sent a
    /// one-time password.
    MayDepart,
    /// The person may come in.
    Allow(Admission),
    /// They may not; the reason of the first rule that failed.
    Deny(Reason),
}

/// Who was let in, and on what terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Admission {
    /// The person.
    pub user_id: UserId,
    /// Whether the account shown is to be bound to them now: their first sign-in.
    pub bind: bool,
    /// How strong the proof is.
    pub strength: Strength,
    /// Whether break-glass alone lets them in: `forced_sso` has closed this way to them.
    pub break_glass: bool,
}

/// How strong a proof is: never more than somebody vouches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// Of a second factor nothing is known.
    Unattested,
    /// A one-time password by mail and the password: two factors, of which we alone know.
    CodeAndPassword,
    /// A second factor at Microsoft, by an authentication context that the hospital attests.
    Attested,
}

/// Several strengths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Strengths {
    /// [`Strength::Unattested`]
    pub unattested: bool,
    /// [`Strength::CodeAndPassword`]
    pub code_and_password: bool,
    /// [`Strength::Attested`]
    pub attested: bool,
}

impl Strengths {
    /// Whether this is one of them.
    pub const fn has(self, strength: Strength) -> bool {
        match strength {
            Strength::Unattested => self.unattested,
            Strength::CodeAndPassword => self.code_and_password,
            Strength::Attested => self.attested,
        }
    }
}

impl FromIterator<Strength> for Strengths {
    fn from_iter<T: IntoIterator<Item = Strength>>(strengths: T) -> Self {
        let mut set = Self::default();
        for strength in strengths {
            match strength {
                Strength::Unattested => set.unattested = true,
                Strength::CodeAndPassword => set.code_and_password = true,
                Strength::Attested => set.attested = true,
            }
        }
        set
    }
}

/// A rule that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    /// The rule.
    pub rule: Cow<'static, str>,
    /// The reason it gave; none where it passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// Whether it had nothing to look at, and so nothing against it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub skipped: bool,
    /// What it saw, in a few words for support.
    pub saw: Cow<'static, str>,
}

/// Decides.
pub fn decide(facts: &Facts<'_>) -> Decision {
    judge(&Seen::of(facts))
}

/// Decides, and says of each rule which facts it saw: for support. The decision is that of [`decide`].
pub fn explain(facts: &Facts<'_>) -> (Decision, Vec<Vec<Fact>>) {
    let seen = Seen::of(facts);
    (judge(&seen), rules::RULES.iter().map(|rule| (rule.facts)(&seen)).collect())
}

fn judge(seen: &Seen<'_>) -> Decision {
    let mut trace = Vec::with_capacity(rules::RULES.len());
    let mut denied = None;
    for rule in &rules::RULES {
        let (reason, skipped, saw) = match (rule.look)(seen) {
            Look::Pass(saw) => (None, false, saw),
            Look::Fail(reason, saw) => (Some(reason), false, saw),
            Look::Skip(saw) => (None, true, saw.into()),
        };
        denied = denied.or(reason);
        trace.push(Looked { rule: Cow::Borrowed(rule.name), reason, skipped, saw });
    }
    let verdict = match denied {
        Some(reason) => Verdict::Deny(reason),
        None if seen.nothing_shown_yet() => Verdict::MayDepart,
        // Rule 5 passes only where there is exactly one.
        None => seen.candidate.map_or(Verdict::Deny(Reason::UserUnknown), |user| {
            let (bind, strength) = (seen.is_first_sign_in(user), seen.strength());
            let strength = seen.facts.demand.accepts(strength).unwrap_or(strength);
            Verdict::Allow(Admission { user_id: user.id, bind, strength, break_glass: seen.needs_break_glass() })
        }),
    };
    Decision { verdict, about: seen.candidate.map(|user| user.id), trace }
}

/// Whether an application is closed to SSO whatever the organization: to be known before the organization is.
pub fn closed_to_sso(application: &Application) -> Option<Reason> {
    if application.status != ApplicationStatus::Active {
        return Some(Reason::ApplicationDisabled);
    }
    (application.sso == SsoPolicy::Never).then_some(Reason::ApplicationNever)
}

/// Whether a reason speaks of the application alone, and so gives away nothing of an organization.
pub const fn is_about_application(reason: Reason) -> bool {
    matches!(reason, Reason::ApplicationDisabled | Reason::ApplicationNever)
}

/// Whether an account is a member of the directory that it came from: nobody's guest there, and no personal one.
pub fn is_member(account: &MicrosoftAccount) -> bool {
    rules::is_member(account)
}

/// What one rule found.
enum Look {
    /// It has nothing against it.
    Pass(Cow<'static, str>),
    /// It forbids.
    Fail(Reason, Cow<'static, str>),
    /// It has nothing to look at.
    Skip(&'static str),
}

/// A rule of entry.
struct Rule {
    name: &'static str,
    look: fn(&Seen<'_>) -> Look,
    /// What it looks at, in words.
    facts: fn(&Seen<'_>) -> Vec<Fact>,
}

/// A proof may be this much older than asked: clocks differ (OpenID Connect Core, 3.1.3.7, 9).
const CLOCK_SKEW: Duration = Duration::seconds(30);

/// A proof from further ahead than this has no age that could be judged. As far as the verifier lets Entra's clock run ahead.
const MOST_AHEAD: Duration = Duration::minutes(5);

/// The facts, with what several rules need of them, found once.
struct Seen<'a> {
    facts: Facts<'a>,
    /// The verified ID token; none at departure and on the traditional way.
    shown: Option<Shown<'a>>,
    /// The address in it, normalized; `Err` where it is none.
    address: Option<Result<EmailAddress, Reason>>,
    /// The account that it is about.
    account: Option<AccountKey>,
    /// The user that this is about: the one with the address, now or formerly; where there is none, the one the account is bound
    /// to, so that a changed address is told apart from an unknown person. On the traditional way the one looked up.
    candidate: Option<&'a User>,
    /// Whether there is more than one such user.
    ambiguous: bool,
}

impl<'a> Seen<'a> {
    fn of(facts: &Facts<'a>) -> Self {
        let shown = match facts.way {
            Way::Sso { shown, .. } => shown,
            Way::Traditional { .. } => None,
        };
        let address = shown.map(|shown| address(shown.account));
        let account = shown.map(|shown| shown.account.key());
        let mut seen = Self { facts: *facts, shown, address, account, candidate: None, ambiguous: false };
        let traditional = matches!(facts.way, Way::Traditional { .. });
        let sent = seen.address.as_ref().and_then(|sent| sent.as_ref().ok());
        let is_theirs = |user: &User| sent.is_some_and(|sent| user.answers_to(sent, facts.now));
        let mut found = seen.users().filter(|user| traditional || is_theirs(user));
        let (first, ambiguous) = (found.next(), found.next().is_some());
        let holder = || {
            let mut users = seen.users();
            users.find(|user| seen.bonds_of_account().any(|bond| bond.user_id == user.id))
        };
        let candidate = first.or_else(holder);
        drop(found);
        seen.candidate = candidate;
        seen.ambiguous = ambiguous;
        seen
    }

    /// What `sso` is for this application.
    fn sso(&self) -> Resolved {
        let Facts { configuration, application, now, .. } = self.facts;
        resolve(FlagName::Sso, &configuration.flags, application, now)
    }

    /// Whether the person has not been seen yet: at departure.
    fn nobody_yet(&self) -> bool {
        matches!(self.facts.way, Way::Sso { shown: None, .. })
    }

    /// Whether the person has shown nothing yet: at departure, or before a one-time password is sent.
    fn nothing_shown_yet(&self) -> bool {
        self.nobody_yet() || matches!(self.facts.way, Way::Traditional { verified_at: None, .. })
    }

    /// Whether `forced_sso` closes the way by which the person comes. Break-glass may open it again.
    fn needs_break_glass(&self) -> bool {
        let Way::Traditional { .. } = self.facts.way else { return false };
        let Facts { configuration, application, now, .. } = self.facts;
        let forced = resolve(FlagName::ForcedSso, &configuration.flags, application, now).value(FlagName::ForcedSso);
        forced && self.is_professional()
    }

    /// Whether this is about a professional, as far as it is known about whom.
    fn is_professional(&self) -> bool {
        self.candidate.is_none_or(|user| user.kind == UserKind::Professional)
    }

    /// The organization's users among those looked up. Nobody of another organization is ever one.
    fn users(&self) -> impl Iterator<Item = &'a User> + use<'a> {
        let own = self.facts.configuration.organization.id;
        let users = self.facts.people.map(|people| people.users.as_slice()).unwrap_or_default();
        users.iter().filter(move |user| user.organization_id == own)
    }

    /// The bonds within the organization: in a hospital group, one account may be bound in each organization.
    fn bonds(&self) -> impl Iterator<Item = &'a Identity> + use<'a> {
        let own = self.facts.configuration.organization.id;
        let bonds = self.facts.people.map(|people| people.identities.as_slice()).unwrap_or_default();
        bonds.iter().filter(move |bond| bond.organization_id == own)
    }

    /// The bonds of the account shown, through whichever connection they were made.
    fn bonds_of_account(&self) -> impl Iterator<Item = &'a Identity> {
        self.bonds().filter(|bond| Some(&bond.account) == self.account.as_ref())
    }

    /// The bonds of a user through this connection. One through another connection (of merged hospitals) is no matter here.
    fn bonds_here(&self, user: &User) -> impl Iterator<Item = &'a Identity> {
        let here = match self.facts.way {
            Way::Sso { connection, .. } => Some(connection.id),
            Way::Traditional { .. } => None,
        };
        self.bonds().filter(move |bond| bond.user_id == user.id && Some(bond.connection_id) == here)
    }

    /// Whether the account shown is bound to nobody yet, and the user to no account at this connection.
    fn is_first_sign_in(&self, user: &User) -> bool {
        self.shown.is_some() && self.bonds_of_account().next().is_none() && self.bonds_here(user).next().is_none()
    }

    /// How strong the proof is.
    fn strength(&self) -> Strength {
        match self.facts.way {
            Way::Traditional { password: PasswordFact::Shown, .. } => Strength::CodeAndPassword,
            Way::Sso { connection, shown: Some(shown) } => {
                let attested = connection.active.as_ref().and_then(|version| version.entra.mfa_context.as_ref());
                let is_shown = |context| shown.account.authentication_contexts.contains(context);
                if attested.is_some_and(is_shown) { Strength::Attested } else { Strength::Unattested }
            }
            Way::Traditional { .. } | Way::Sso { shown: None, .. } => Strength::Unattested,
        }
    }
}

/// The address that Microsoft sent.
fn address(account: &MicrosoftAccount) -> Result<EmailAddress, Reason> {
    let text = account.email.as_deref().map(str::trim).filter(|text| !text.is_empty());
    text.ok_or(Reason::EmailMissing)?.parse().map_err(|_| Reason::EmailInvalid)
}
