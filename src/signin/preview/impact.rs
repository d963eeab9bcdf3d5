//! What a change of a flag comes to for people and sessions: the decision, asked twice, with the flag as it is and as it would be.
//!
//! Pure. Nobody has shown anything, so each is judged as if they showed what is expected of them; whatever else keeps somebody
//! out keeps them out both times, and is not the flag's doing.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::application::Application;
use crate::domain::connection::Connection;
use crate::domain::email::EmailAddress;
use crate::domain::id::{ConnectionId, UserId};
use crate::domain::identity::{AccountKey, People};
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::reason::Reason;
use crate::domain::session::{Evidence, Proof, Session, WaysUsed};
use crate::domain::user::{User, UserKind, UserStatus};
use crate::signin::decide::{self, Demand, Facts, PasswordFact, Shown, Verdict, Way};
use crate::signin::discover;
use crate::signin::explain::explanation::{WayName, expected};

/// More of those who would be shut out are counted, and not named.
const MOST_NAMED: usize = 100;

/// What a change of a flag would come to.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FlagPreview)]
pub struct Preview {
    /// Who has come in since then is looked at.
    pub since: DateTime<Utc>,
    /// How many people that is.
    pub came_in: u64,
    /// How many of them could come by SSO then, as far as is known here: of whoever has never come so, Microsoft may say otherwise.
    pub by_sso: u64,
    /// How many of them it concerns: a way that they use closes or asks for more, or another one opens.
    pub people: u64,
    /// How many open sessions would be refused from then on.
    pub sessions: u64,
    /// The applications that these people and sessions are of, by `client_id`.
    pub applications: Vec<String>,
    /// How many of them would have to come by the other way, which is open to them.
    pub other_way: u64,
    /// Who could come in today and could not any more, into which application, by address; a hundred lines at most.
    pub shut_out: Vec<ShutOut>,
    /// How many people that is.
    pub shut_out_people: u64,
    /// How many lines there are beyond those that are named.
    pub shut_out_more: u64,
    /// Professionals who have never come by SSO, and would have to: whether Microsoft knows them by their address, nobody knows
    /// here. Those who are shut out are not among them.
    pub untried: u64,
}

/// Somebody who could come in today and could not any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ShutOut {
    /// Their id.
    #[schema(value_type = Uuid)]
    pub user: UserId,
    /// Their address.
    #[schema(value_type = String)]
    pub email: EmailAddress,
    /// Into which application, by its `client_id`.
    pub application: String,
    /// By the way that they use.
    pub way: WayName,
    /// What they would be refused for.
    pub reason: Reason,
    /// From when on.
    pub from: DateTime<Utc>,
}

/// Somebody of the organization, with what decides over both ways.
#[derive(Clone, Debug)]
pub struct Person {
    /// Exactly this user, and all their bonds.
    pub people: People,
    /// Whether a password is demanded of them.
    pub password: bool,
    /// Until when break-glass is open for them, if it is.
    pub break_glass_until: Option<DateTime<Utc>>,
}

/// The two states that are compared.
pub struct Question<'a> {
    /// As it is.
    pub before: &'a OrganizationConfiguration,
    /// As it would be.
    pub after: &'a OrganizationConfiguration,
    /// When: now, and whenever the new setting begins, widens or ends.
    pub instants: &'a [DateTime<Utc>],
    /// Whether codes can be sent.
    pub by_mail: bool,
    /// The issuer that each connection expects; a connection that is not there cannot be used.
    pub issuers: &'a BTreeMap<ConnectionId, String>,
}

/// How one way answers somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    /// It lets them in.
    Open,
    /// It lets them in, once they have set a password.
    AsksMore,
    /// It does not.
    Closed(Reason),
}

impl Answer {
    const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::AsksMore)
    }

    /// Two reasons for a closed way are the same to whoever stands before it.
    fn differs_from(self, other: Self) -> bool {
        self != other && (self.is_open() || other.is_open())
    }
}

const WAYS: [WayName; 2] = [WayName::Sso, WayName::Traditional];

/// What a change comes to for one person in one application.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Effect {
    concerned: bool,
    by_sso: bool,
    other_way: bool,
    shut_out: Option<(WayName, Reason, DateTime<Utc>)>,
}

impl Person {
    fn user(&self) -> Option<&User> {
        self.people.users.first()
    }
}

impl Question<'_> {
    fn effect(&self, person: &Person, application: &Application, came_by: WaysUsed) -> Effect {
        let mut effect = Effect::default();
        // Who has come by SSO is known at Microsoft; that anybody else is would be a guess.
        let known_there = came_by.sso || !person.people.identities.is_empty();
        for now in self.instants {
            let of = |configuration| {
                WAYS.map(|way| match way {
                    WayName::Sso => self.by_sso(configuration, application, person, *now),
                    WayName::Traditional => self.traditionally(configuration, application, person, *now),
                })
            };
            let (before, after) = (of(self.before), of(self.after));
            let mut closes = None;
            for ((way, before), after) in WAYS.into_iter().zip(before).zip(after) {
                let uses = match way {
                    WayName::Sso => came_by.sso,
                    WayName::Traditional => came_by.traditional,
                };
                effect.concerned |= before.differs_from(after) && (uses || after.is_open());
                if let (true, true, Answer::Closed(reason)) = (uses, before.is_open(), after) {
                    closes = closes.or(Some((way, reason, *now)));
                }
            }
            let [sso, traditional] = after;
            effect.by_sso |= sso.is_open();
            if closes.is_some() {
                if traditional.is_open() || (sso.is_open() && known_there) {
                    effect.other_way = true;
                } else {
                    effect.shut_out = effect.shut_out.or(closes);
                }
            }
        }
        effect
    }

    /// Whether somebody who has never come by SSO would have to.
    fn must_try(&self, person: &Person, applications: &[Arc<Application>]) -> bool {
        let is_meant = person.user().is_some_and(|user| {
            user.kind == UserKind::Professional
                && user.status == UserStatus::Active
                && person.people.identities.is_empty()
        });
        is_meant
            && self.instants.iter().any(|now| {
                applications.iter().any(|application| {
                    let open = |of| self.traditionally(of, application, person, *now).is_open();
                    open(self.before) && !open(self.after)
                })
            })
    }

    /// By Microsoft, through whichever connection the person may come.
    fn by_sso(
        &self,
        configuration: &OrganizationConfiguration,
        application: &Application,
        person: &Person,
        now: DateTime<Utc>,
    ) -> Answer {
        let Some(user) = person.user() else { return Answer::Closed(Reason::UserUnknown) };
        let bound = person.people.identities.iter().map(|bond| bond.connection_id);
        let bound = bound.filter_map(|id| configuration.connection(id));
        let led = configuration.route(&user.email.domain()).or_else(|| discover::only_connection(configuration));
        let mut closed = None;
        for connection in bound.chain(led) {
            match self.through(connection, configuration, application, person, now) {
                Answer::Closed(reason) => closed = closed.or(Some(reason)),
                open => return open,
            }
        }
        Answer::Closed(closed.unwrap_or(Reason::DomainUnknown))
    }

    fn through(
        &self,
        connection: &Connection,
        configuration: &OrganizationConfiguration,
        application: &Application,
        person: &Person,
        now: DateTime<Utc>,
    ) -> Answer {
        let Some(user) = person.user() else { return Answer::Closed(Reason::UserUnknown) };
        let issuer = self.issuers.get(&connection.id);
        let tid = connection.active.as_ref().map_or_else(Uuid::nil, |version| version.entra.tid);
        let expected_issuer = issuer.map(String::as_str).unwrap_or_default();
        let account = expected(connection, &person.people, &user.email, tid, expected_issuer);
        let shown = Some(Shown { expected_issuer, account: &account, authenticated_at: Some(now) });
        let way = Way::Sso { connection, shown };
        match judge(configuration, application, way, &person.people, now) {
            Answer::Open if issuer.is_none() => Answer::Closed(Reason::CredentialMissing),
            answer => answer,
        }
    }

    /// By a code, and the password where there is one.
    fn traditionally(
        &self,
        configuration: &OrganizationConfiguration,
        application: &Application,
        person: &Person,
        now: DateTime<Utc>,
    ) -> Answer {
        if !self.by_mail {
            // There is no such way, before or after: which reason stands for that is never told.
            return Answer::Closed(Reason::UserUnknown);
        }
        let way = Way::Traditional {
            typed: None,
            verified_at: Some(now),
            password: if person.password { PasswordFact::Shown } else { PasswordFact::None },
            break_glass: person.break_glass_until.is_some_and(|until| now < until),
        };
        judge(configuration, application, way, &person.people, now)
    }

    /// Whether an open session would be refused in its application by the change alone, at an instant at which it is still open.
    pub fn refuses(
        &self,
        session: &Session,
        application: &Application,
        people: &People,
        break_glass_until: Option<DateTime<Utc>>,
    ) -> bool {
        let lets_in = |configuration: &OrganizationConfiguration, now: DateTime<Utc>| {
            let own = |verdict| matches!(verdict, Verdict::Allow(admission) if admission.user_id == session.user_id);
            let decide = |way| {
                let facts =
                    Facts { now, application, configuration, way, people: Some(people), demand: Demand::default() };
                own(decide::decide(&facts).verdict)
            };
            match &session.proof.evidence {
                Evidence::Entra { connection_id, authenticated_at, account } => {
                    configuration.connection(*connection_id).is_some_and(|connection| {
                        let expected_issuer = self.issuers.get(connection_id).map(String::as_str).unwrap_or_default();
                        let shown = Shown { expected_issuer, account, authenticated_at: *authenticated_at };
                        decide(Way::Sso { connection, shown: Some(shown) })
                    })
                }
                Evidence::OneTimePassword { password } => decide(Way::Traditional {
                    typed: None,
                    verified_at: Some(session.proof.verified_at),
                    password: if *password { PasswordFact::Shown } else { PasswordFact::None },
                    break_glass: break_glass_until.is_some_and(|until| now < until),
                }),
            }
        };
        let open = self.instants.iter().filter(|now| **now < session.expires_at);
        open.copied().any(|now| lets_in(self.before, now) && !lets_in(self.after, now))
    }
}

fn judge(
    configuration: &OrganizationConfiguration,
    application: &Application,
    way: Way<'_>,
    people: &People,
    now: DateTime<Utc>,
) -> Answer {
    let facts = Facts { now, application, configuration, way, people: Some(people), demand: Demand::default() };
    match decide::decide(&facts).verdict {
        Verdict::Allow(_) | Verdict::MayDepart => Answer::Open,
        // Whoever comes by a code sets one there and then.
        Verdict::Deny(Reason::PasswordNotSet) => Answer::AsksMore,
        Verdict::Deny(reason) => Answer::Closed(reason),
    }
}

/// Everybody of an organization, to be found as a sign-in finds them.
#[derive(Debug, Default)]
pub struct Everybody {
    persons: Vec<Person>,
    by_user: HashMap<UserId, usize>,
    by_address: HashMap<EmailAddress, usize>,
    by_account: HashMap<AccountKey, usize>,
}

impl Everybody {
    /// Of all users of the organization, with what else is known of them.
    pub fn of(people: People, passwords: &BTreeSet<UserId>, break_glass: &BTreeMap<UserId, DateTime<Utc>>) -> Self {
        let mut everybody = Self::default();
        for user in people.users {
            let place = everybody.persons.len();
            everybody.by_user.insert(user.id, place);
            everybody.by_address.insert(user.email.clone(), place);
            let (password, until) = (passwords.contains(&user.id), break_glass.get(&user.id).copied());
            let people = People { users: vec![user], identities: Vec::new() };
            everybody.persons.push(Person { people, password, break_glass_until: until });
        }
        for bond in people.identities {
            let Some(place) = everybody.by_user.get(&bond.user_id) else { continue };
            everybody.by_account.insert(bond.account.clone(), *place);
            if let Some(person) = everybody.persons.get_mut(*place) {
                person.people.identities.push(bond);
            }
        }
        everybody
    }

    /// All of them.
    pub fn all(&self) -> &[Person] {
        &self.persons
    }

    /// One of them.
    pub fn person(&self, id: UserId) -> Option<&Person> {
        self.persons.get(*self.by_user.get(&id)?)
    }

    /// Whom the decision would be given for a session: who has the address that was shown, and whose account it is.
    pub fn meant(&self, user_id: UserId, proof: &Proof) -> People {
        let mut places: BTreeSet<usize> = BTreeSet::new();
        match &proof.evidence {
            Evidence::Entra { account, .. } => {
                let address: Option<EmailAddress> = account.email.as_deref().and_then(|email| email.parse().ok());
                places.extend(address.and_then(|address| self.by_address.get(&address)));
                places.extend(self.by_account.get(&account.key()));
            }
            Evidence::OneTimePassword { .. } => places.extend(self.by_user.get(&user_id)),
        }
        let mut meant = People::default();
        for person in places.into_iter().filter_map(|place| self.persons.get(place)) {
            meant.users.extend(person.people.users.iter().cloned());
            meant.identities.extend(person.people.identities.iter().cloned());
        }
        meant
    }
}

/// What was found so far, person by person.
#[derive(Debug, Default)]
pub struct Found {
    came_in: BTreeSet<UserId>,
    by_sso: BTreeSet<UserId>,
    concerned: BTreeSet<UserId>,
    other_way: BTreeSet<UserId>,
    shut_out: Vec<ShutOut>,
    untried: u64,
    sessions: u64,
    applications: BTreeSet<String>,
}

impl Found {
    /// Adds somebody who has come into an application.
    pub fn add_person(
        &mut self,
        question: &Question<'_>,
        person: &Person,
        application: &Application,
        came_by: WaysUsed,
    ) {
        let Some(user) = person.user() else { return };
        let effect = question.effect(person, application, came_by);
        self.came_in.insert(user.id);
        if effect.by_sso {
            self.by_sso.insert(user.id);
        }
        if effect.concerned {
            self.concerned.insert(user.id);
            self.applications.insert(application.client_id.clone());
        }
        if effect.other_way {
            self.other_way.insert(user.id);
        }
        if let Some((way, reason, from)) = effect.shut_out {
            let (email, application) = (user.email.clone(), application.client_id.clone());
            self.shut_out.push(ShutOut { user: user.id, email, application, way, reason, from });
        }
    }

    /// Adds an open session that would be refused.
    pub fn add_session(&mut self, application: &Application) {
        self.sessions += 1;
        self.applications.insert(application.client_id.clone());
    }

    /// Counts those who would have to try SSO, but for those of whom more is known: they are shut out, or have come by it lately.
    pub fn count_untried(
        &mut self,
        question: &Question<'_>,
        persons: &[Person],
        applications: &[Arc<Application>],
        known: &BTreeSet<UserId>,
    ) {
        let others = persons.iter().filter(|person| person.user().is_some_and(|user| !known.contains(&user.id)));
        let untried = others.filter(|person| question.must_try(person, applications)).count();
        self.untried += u64::try_from(untried).unwrap_or(u64::MAX);
    }

    /// Who is shut out of any application.
    pub fn shut_out(&self) -> BTreeSet<UserId> {
        self.shut_out.iter().map(|out| out.user).collect()
    }

    /// The answer.
    pub fn preview(mut self, since: DateTime<Utc>) -> Preview {
        let out = self.shut_out();
        self.shut_out.sort_by(|a, b| (&a.email, &a.application).cmp(&(&b.email, &b.application)));
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        let shut_out_more = count(self.shut_out.len().saturating_sub(MOST_NAMED));
        self.shut_out.truncate(MOST_NAMED);
        Preview {
            since,
            came_in: count(self.came_in.len()),
            by_sso: count(self.by_sso.len()),
            people: count(self.concerned.len()),
            sessions: self.sessions,
            applications: self.applications.into_iter().collect(),
            other_way: count(self.other_way.difference(&out).count()),
            shut_out: self.shut_out,
            shut_out_people: count(out.len()),
            shut_out_more,
            untried: self.untried,
        }
    }
}
