//! Everybody on a list, judged as if they came: the decision itself, over the account that Entra would show of each.
//!
//! Pure. What only a sign-in shows (`xms_edov`, a second factor) is taken as the hospital has promised it; what the list does not say is
//! not held against anybody.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::finding::{Effect, Finding, Known, find};
use crate::domain::application::Application;
use crate::domain::claims::{AccountType, EmailVerified, EntraClaims, OwnClaims, ProviderAccount};
use crate::domain::connection::{Connection, EntraSettings};
use crate::domain::email::EmailAddress;
use crate::domain::id::UserId;
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::reason::Reason;
use crate::domain::roster::{Column, Entry};
use crate::domain::user::{User, UserKind, UserStatus};
use crate::signin::decide::{self, Demand, Facts, Shown, Verdict, Way};
use crate::signin::preview::impact::Everybody;

/// What came of a list.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Roster {
    /// The connection by which they would come.
    pub connection: String,
    /// The number of the version of its settings that was looked at: the draft, where there is one.
    pub version: i32,
    /// How many people are on the list.
    pub people: u64,
    /// How many of them will come in.
    pub come_in: u64,
    /// How many of them stay out until something is mended.
    pub stay_out: u64,
    /// How many people each finding is about; those of nobody are left out.
    pub counts: Vec<Count>,
    /// What the list does not say, and was not looked at for that reason.
    pub not_looked_at: Vec<Column>,
    /// Everybody on the list, those to be mended first; and the users whom nobody on it is.
    pub entries: Vec<Judged>,
}

/// How many people a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = RosterCount)]
pub struct Count {
    /// What was found.
    pub finding: Finding,
    /// What it comes to.
    pub effect: Effect,
    /// Of how many.
    pub people: u64,
}

/// Somebody on the list, or somebody who is not.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = RosterEntry)]
pub struct Judged {
    /// The line of the table that they begin on.
    pub line: Option<u64>,
    /// `userPrincipalName`
    pub upn: Option<String>,
    /// `mail`
    pub mail: Option<String>,
    /// `displayName`
    pub name: Option<String>,
    /// `id`
    pub object_id: Option<Uuid>,
    /// Whether the decision lets them in; none of a user who is not on the list.
    pub allowed: Option<bool>,
    /// Why it does not.
    pub reason: Option<Reason>,
    /// What is to be mended, or that nothing is.
    pub finding: Finding,
    /// What it comes to.
    pub effect: Effect,
    /// The address of the user here whom it is about.
    #[schema(value_type = Option<String>)]
    pub user: Option<EmailAddress>,
}

/// In which world they are judged.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// As it would be.
    pub configuration: &'a OrganizationConfiguration,
    /// The connection, with the version that is looked at in force.
    pub connection: &'a Connection,
    /// What that version says of Entra.
    pub entra: &'a EntraSettings,
    /// An application that follows the flag.
    pub application: &'a Application,
    /// The issuer that the connection expects.
    pub issuer: &'a str,
    /// Everybody of the organization.
    pub everybody: &'a Everybody,
    /// For which instant.
    pub now: DateTime<Utc>,
}

impl Question<'_> {
    /// The account that Entra would show.
    fn account(&self, entry: &Entry, address: Option<&EmailAddress>) -> ProviderAccount {
        ProviderAccount {
            issuer: self.issuer.to_owned(),
            sub: String::new(),
            email: entry.mail.clone(),
            preferred_username: entry.upn.clone(),
            email_verified: EmailVerified::Absent,
            authentication_contexts: self.entra.mfa_context.clone().into_iter().collect(),
            session: None,
            login_hint: None,
            name: entry.name.clone(),
            own: OwnClaims::Entra(EntraClaims {
                tid: self.entra.tid,
                oid: entry.object_id.unwrap_or_else(|| self.bound(address)),
                upn: entry.upn.clone(),
                account_type: match entry.guest {
                    None => AccountType::Absent,
                    Some(false) => AccountType::Member,
                    Some(true) => AccountType::Guest,
                },
                identity_provider: entry.personal.then(|| "live.com".to_owned()),
            }),
        }
    }

    /// The account that whoever has the address is bound to, which the list does not deny: it has no object ids.
    fn bound(&self, address: Option<&EmailAddress>) -> Uuid {
        let person = address.and_then(|address| self.everybody.with_address(address));
        let bonds = person.map(|person| person.people.identities.as_slice()).unwrap_or_default();
        let tid = self.entra.tid.to_string();
        let here = bonds.iter().find(|bond| bond.connection_id == self.connection.id && bond.account.authority == tid);
        here.and_then(|bond| bond.account.subject.parse().ok()).unwrap_or_default()
    }

    /// Whose address this is.
    fn with_address(&self, text: &str) -> Option<&User> {
        self.everybody.with_address(&text.parse().ok()?)?.people.users.first()
    }

    /// What the decision says of somebody: the reason to keep them out, and the user whom it is about.
    fn decide(&self, entry: &Entry, address: Option<&EmailAddress>) -> (Option<Reason>, Option<UserId>) {
        let account = self.account(entry, address);
        let people = self.everybody.found_by(address, &account.key());
        let shown = Shown { expected_issuer: self.issuer, account: &account, authenticated_at: Some(self.now) };
        let facts = Facts {
            now: self.now,
            application: self.application,
            configuration: self.configuration,
            way: Way::Sso { connection: self.connection, shown: Some(shown) },
            people: Some(&people),
            demand: Demand::default(),
        };
        let decision = decide::decide(&facts);
        let reason = match decision.verdict {
            Verdict::Allow(_) | Verdict::MayDepart => None,
            Verdict::Deny(reason) => Some(reason),
        };
        (reason, decision.about)
    }

    fn judge(&self, entry: Entry, doubled: &HashMap<EmailAddress, u32>) -> (Judged, Vec<UserId>) {
        let address: Option<EmailAddress> = entry.mail.as_deref().and_then(|mail| mail.parse().ok());
        let (reason, about) = self.decide(&entry, address.as_ref());
        let about = about.and_then(|id| self.everybody.person(id)?.people.users.first());
        let by_upn = entry.upn.as_deref().and_then(|upn| self.with_address(upn));
        let by_alias = entry.aliases.iter().find_map(|alias| self.with_address(alias));
        let doubled = address.is_some_and(|address| doubled.get(&address).is_some_and(|times| *times > 1));
        let known = Known { entry: &entry, reason, about, by_upn, by_alias, doubled };
        let (finding, user) = find(&known);
        let met = [about, user].into_iter().flatten().map(|user| user.id).collect();
        let user = user.map(|user| user.email.clone());
        let Entry { line, upn, mail, name, object_id, .. } = entry;
        let (allowed, effect) = (Some(reason.is_none()), finding.effect());
        (Judged { line, upn, mail, name, object_id, allowed, reason, finding, effect, user }, met)
    }

    /// The active professionals who would come by this connection, and were not met on the list.
    fn missing(&self, met: &BTreeSet<UserId>) -> impl Iterator<Item = Judged> {
        let comes_here = |user: &User| {
            let routed = self.configuration.route(&user.email.domain());
            routed.is_none_or(|routed| routed.id == self.connection.id)
        };
        let users = self.everybody.all().iter().filter_map(|person| person.people.users.first());
        let users = users.filter(move |user| {
            user.kind == UserKind::Professional
                && user.status == UserStatus::Active
                && !met.contains(&user.id)
                && comes_here(user)
        });
        users.map(|user| Judged {
            line: None,
            upn: None,
            mail: None,
            name: Some(user.name.clone()),
            object_id: None,
            allowed: None,
            reason: None,
            finding: Finding::MissingInEntra,
            effect: Finding::MissingInEntra.effect(),
            user: Some(user.email.clone()),
        })
    }
}

/// A list that is judged piece by piece, so that others get their turn.
pub struct Judging<'a> {
    question: Question<'a>,
    doubled: HashMap<EmailAddress, u32>,
    met: BTreeSet<UserId>,
    entries: Vec<Judged>,
}

impl<'a> Judging<'a> {
    /// Of a list, which is then judged by [`Judging::judge`].
    pub fn new(question: Question<'a>, list: &[Entry]) -> Self {
        let mut doubled = HashMap::new();
        // Nobody signs in with an account that is disabled, so it takes the address from nobody.
        let in_use = list.iter().filter(|entry| entry.enabled != Some(false));
        for mail in in_use.filter_map(|entry| entry.mail.as_deref()?.parse().ok()) {
            *doubled.entry(mail).or_default() += 1;
        }
        Self { question, doubled, met: BTreeSet::new(), entries: Vec::with_capacity(list.len()) }
    }

    /// Judges somebody.
    pub fn judge(&mut self, entry: Entry) {
        let (judged, met) = self.question.judge(entry, &self.doubled);
        self.met.extend(met);
        self.entries.push(judged);
    }

    /// The answer. `columns` are those that the list has.
    pub fn end(mut self, columns: &[Column]) -> Roster {
        let people = self.entries.len();
        let come_in = self.entries.iter().filter(|entry| entry.effect == Effect::ComesIn).count();
        self.entries.extend(self.question.missing(&self.met));
        self.entries.sort_by(|a, b| {
            let by = |entry: &Judged| (entry.finding, entry.line);
            by(a).cmp(&by(b)).then_with(|| (&a.user, &a.mail, &a.upn).cmp(&(&b.user, &b.mail, &b.upn)))
        });
        let mut found: BTreeMap<Finding, u64> = BTreeMap::new();
        for entry in &self.entries {
            *found.entry(entry.finding).or_default() += 1;
        }
        let counts: Vec<_> =
            found.into_iter().map(|(finding, people)| Count { finding, effect: finding.effect(), people }).collect();
        let stay_out = counts.iter().filter(|count| count.effect == Effect::StaysOut).map(|count| count.people).sum();
        let asked =
            [Column::UserPrincipalName, Column::Id, Column::UserType, Column::AccountEnabled, Column::ProxyAddresses];
        let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        Roster {
            connection: self.question.connection.name.clone(),
            version: self.question.connection.active.as_ref().map_or(0, |version| version.number),
            people: number(people),
            come_in: number(come_in),
            stay_out,
            counts,
            not_looked_at: asked.into_iter().filter(|column| !columns.contains(column)).collect(),
            entries: self.entries,
        }
    }
}
