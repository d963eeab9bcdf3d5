//! The baseline that every case starts from: Anna, a professional of St. Janshof, whose account is bound, comes by SSO into
//! an application that follows.

use anteroom::domain::application::{
    Application, ApplicationStatus, ClientAuthentication, SigningAlgorithm, SsoPolicy,
};
use anteroom::domain::audience::Audience;
use anteroom::domain::claims::{AccountType, EmailVerified, MicrosoftAccount};
use anteroom::domain::connection::{
    Cloud, Connection, ConnectionKind, ConnectionStatus, ConnectionVersion, EntraSettings, Registration, VersionState,
};
use anteroom::domain::domain_check::{Challenge, ProvenBy};
use anteroom::domain::email::EmailAddress;
use anteroom::domain::flag::{FlagName, FlagSetting};
use anteroom::domain::id::{ApplicationId, OrganizationId};
use anteroom::domain::identity::{AccountKey, Identity, People};
use anteroom::domain::organization::{Domain, Organization, OrganizationConfiguration, OrganizationStatus};
use anteroom::domain::protocol::Protocol;
use anteroom::domain::user::{FormerEmail, User, UserKind, UserStatus};
use anteroom::signin::decide::{Decision, Demand, Facts, PasswordFact, Shown, Strength, Way, decide};
use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;
use uuid::Uuid;

pub const TID: Uuid = Uuid::from_u128(0x1111_1111_1111_4111_8111_1111_1111_1111);
pub const OTHER_TID: Uuid = Uuid::from_u128(0x2222_2222_2222_4222_8222_2222_2222_2222);
pub const CONSUMERS: Uuid = Uuid::from_u128(0x9188_040d_6c67_4c5b_b112_36a3_04b6_6dad);
pub const OTHER_ORGANIZATION: OrganizationId = OrganizationId(Uuid::from_u128(2));
pub const OID: Uuid = Uuid::from_u128(0xa001);
pub const OTHER_OID: Uuid = Uuid::from_u128(0xa002);

/// What differs from the baseline, in the words of the table.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Change {
    application: Option<String>,
    policy: Option<String>,
    organization: Option<String>,
    sso: Option<String>,
    sso_for_application: Option<String>,
    /// Whether she is on the pilot list.
    pilot: Option<bool>,
    forced_sso: Option<bool>,
    forced_sso_is: Option<String>,
    forced_sso_for_application: Option<String>,
    connection: Option<String>,
    guests_allowed: Option<bool>,
    issuer: Option<String>,
    tid: Option<String>,
    oid: Option<String>,
    email: Option<String>,
    upn: Option<String>,
    preferred_username: Option<String>,
    edov: Option<String>,
    acct: Option<String>,
    idp: Option<String>,
    acrs: Option<Vec<String>>,
    proven_domains: Option<Vec<String>>,
    domain_state: Option<String>,
    user: Option<String>,
    user_email: Option<String>,
    former_email: Option<String>,
    former_ends_in_seconds: Option<i64>,
    typed: Option<String>,
    kind: Option<String>,
    bond: Option<String>,
    second_bond: Option<String>,
    second_user: Option<String>,
    way: Option<String>,
    proven_seconds_ago: Option<i64>,
    proof_age: Option<String>,
    max_age: Option<i64>,
    /// The `acr` that the application insists on, separated by spaces.
    acr: Option<String>,
    asked_seconds_ago: Option<i64>,
    asked_anew_seconds_ago: Option<i64>,
    mfa_context: Option<String>,
    require_mfa: Option<String>,
    password: Option<String>,
    password_required: Option<bool>,
    break_glass: Option<bool>,
}

#[derive(Clone, Debug)]
pub struct Baseline {
    pub now: DateTime<Utc>,
    pub application: Application,
    pub configuration: OrganizationConfiguration,
    pub connection: Connection,
    pub account: MicrosoftAccount,
    pub expected_issuer: String,
    pub authenticated_at: Option<DateTime<Utc>>,
    pub people: People,
    pub demand: Demand,
    pub way: &'static str,
    pub password: PasswordFact,
    pub break_glass: bool,
    pub typed: Option<EmailAddress>,
}

pub fn id<T: From<Uuid>>(number: u128) -> T {
    Uuid::from_u128(number).into()
}

pub fn user(number: u128, email: &str) -> User {
    User {
        id: id(number),
        organization_id: id(1),
        email: email.parse().unwrap(),
        name: "Anna de Vries".to_owned(),
        kind: UserKind::Professional,
        status: UserStatus::Active,
        roles: Vec::new(),
        locale: None,
        former_email: None,
        pilot: false,
    }
}

pub fn bond(number: u128, user: u128, connection: u128, tid: Uuid, oid: Uuid) -> Identity {
    Identity {
        id: id(number),
        organization_id: id(1),
        user_id: id(user),
        connection_id: id(connection),
        account: AccountKey { authority: tid.to_string(), subject: oid.to_string() },
    }
}

pub fn issuer(tid: Uuid) -> String {
    format!("https://login.microsoftonline.com/{tid}/v2.0")
}

impl Baseline {
    pub fn new() -> Self {
        let settings = EntraSettings {
            registration: Registration::Own { client_id: "client".to_owned() },
            tid: TID,
            cloud: Cloud::Global,
            allow_guests: false,
            domain_hint: None,
            mfa_context: None,
            require_mfa: false,
        };
        let version = ConnectionVersion { id: id(21), number: 1, state: VersionState::Active, entra: settings };
        let connection = Connection {
            id: id(20),
            organization_id: id(1),
            name: "entra".to_owned(),
            kind: ConnectionKind::Entra,
            status: ConnectionStatus::Active,
            active: Some(version),
            previous: None,
            draft: None,
        };
        let organization = Organization::new(id(1), "st-janshof".to_owned(), "St. Janshof".to_owned());
        let mut baseline = Self {
            now: "2026-11-23T09:00:00Z".parse().unwrap(),
            application: Application {
                id: id(10),
                client_id: "records".to_owned(),
                name: "Records".to_owned(),
                status: ApplicationStatus::Active,
                sso: SsoPolicy::Follow,
                authentication: ClientAuthentication::None,
                redirect_uris: Vec::new(),
                id_token_algorithm: SigningAlgorithm::Es256,
                refresh_tokens: false,
                device_grant: false,
                require_mfa: false,
                home: None,
                protocol: Protocol::default(),
            },
            configuration: OrganizationConfiguration {
                organization,
                domains: Vec::new(),
                connections: Vec::new(),
                credentials: Vec::new(),
                flags: Vec::new(),
            },
            connection,
            account: MicrosoftAccount {
                issuer: issuer(TID),
                tid: TID,
                oid: OID,
                sub: "pairwise".to_owned(),
                email: Some("a.devries@st-janshof.example".to_owned()),
                upn: Some("a.devries@st-janshof.example".to_owned()),
                preferred_username: Some("a.devries@st-janshof.example".to_owned()),
                email_verified: EmailVerified::True,
                account_type: AccountType::Member,
                identity_provider: None,
                authentication_contexts: Vec::new(),
                session: None,
                login_hint: None,
                name: None,
            },
            expected_issuer: issuer(TID),
            authenticated_at: None,
            people: People {
                users: vec![user(30, "a.devries@st-janshof.example")],
                identities: vec![bond(40, 30, 20, TID, OID)],
            },
            demand: Demand::default(),
            password: PasswordFact::None,
            break_glass: false,
            typed: None,
            way: "sso",
        };
        baseline.prove(&["st-janshof.example"]);
        baseline.set(FlagName::Sso, None, "on");
        baseline
    }

    fn prove(&mut self, names: &[&str]) {
        let domain = |(index, name): (usize, &&str)| Domain {
            id: id(50 + index as u128),
            organization_id: id(1),
            name: name.parse().unwrap(),
            connection_id: None,
            proven_by: Some(ProvenBy::Manual),
            challenge: Challenge::of([0; 16]),
        };
        self.configuration.domains = names.iter().enumerate().map(domain).collect();
    }

    /// With `pilot` before it: for the pilot list; `pilot for N seconds`: until everyone follows. `on`, `off`, `unset`, `in N seconds`, `ended N seconds ago`, `since N seconds`, `until N seconds`; the last four with
    /// `off` before them too.
    pub fn set(&mut self, name: FlagName, application: Option<ApplicationId>, words: &str) {
        self.configuration.flags.retain(|flag| flag.name != name || flag.application_id != application);
        let (audience, words) = match words.strip_prefix("pilot") {
            None => (Audience::Everyone, words),
            Some(rest) => match rest.trim_start().strip_prefix("for ") {
                None => (Audience::PILOT, rest.trim_start()),
                Some(widens) => {
                    let seconds = widens.split(' ').find_map(|word| word.parse::<i64>().ok()).unwrap();
                    (Audience::Pilot { everyone_from: Some(self.now + Duration::seconds(seconds)) }, "")
                }
            },
        };
        let (value, time) = match words.strip_prefix("off") {
            Some(time) => (false, time.trim_start()),
            None => (true, words.strip_prefix("on").unwrap_or(words)),
        };
        let seconds = time.split(' ').find_map(|word| word.parse::<i64>().ok()).map(Duration::seconds);
        let (starts_at, ends_at) = match (time.split(' ').next().unwrap(), seconds) {
            ("unset", _) => return,
            ("", None) => (None, None),
            ("in", Some(seconds)) => (Some(self.now + seconds), None),
            ("since", Some(seconds)) => (Some(self.now - seconds), None),
            ("ended", Some(seconds)) => (None, Some(self.now - seconds)),
            ("until", Some(seconds)) => (None, Some(self.now + seconds)),
            other => panic!("what is {other:?}?"),
        };
        let reason = "table".to_owned();
        let (id, application_id) = (id(60), application);
        let flag = FlagSetting { id, name, application_id, value, audience, starts_at, ends_at, reason };
        self.configuration.flags.push(flag);
    }

    pub fn change(&mut self, change: &Change) {
        self.change_application(change);
        self.change_connection(change);
        self.change_account(change);
        self.change_people(change);
        self.change_proof(change);
    }

    fn change_application(&mut self, change: &Change) {
        match change.application.as_deref() {
            None => {}
            Some("disabled") => self.application.status = ApplicationStatus::Disabled,
            other => panic!("what is {other:?}?"),
        }
        match change.policy.as_deref() {
            None | Some("follow") => {}
            Some("never") => self.application.sso = SsoPolicy::Never,
            Some("opt_in") => self.application.sso = SsoPolicy::OptIn,
            other => panic!("what is {other:?}?"),
        }
        if change.organization.as_deref() == Some("suspended") {
            self.configuration.organization.status = OrganizationStatus::Suspended;
        }
        if let Some(words) = &change.sso {
            self.set(FlagName::Sso, None, words);
        }
        if let Some(words) = &change.sso_for_application {
            self.set(FlagName::Sso, Some(id(10)), words);
        }
        if let Some(value) = change.password_required {
            self.set(FlagName::PasswordRequired, None, if value { "on" } else { "off" });
        }
        if let Some(value) = change.forced_sso {
            self.set(FlagName::ForcedSso, None, if value { "on" } else { "off" });
        }
        if let Some(words) = &change.forced_sso_is {
            self.set(FlagName::ForcedSso, None, words);
        }
        if let Some(words) = &change.forced_sso_for_application {
            self.set(FlagName::ForcedSso, Some(id(10)), words);
        }
        if let Some(names) = &change.proven_domains {
            self.prove(&names.iter().map(String::as_str).collect::<Vec<_>>());
        }
        match change.domain_state.as_deref() {
            None => {}
            Some("not proven") => self.configuration.domains.iter_mut().for_each(|domain| domain.proven_by = None),
            other => panic!("what is {other:?}?"),
        }
    }

    fn change_connection(&mut self, change: &Change) {
        match change.connection.as_deref() {
            None => {}
            Some("disabled") => self.connection.status = ConnectionStatus::Disabled,
            Some("without version") => self.connection.active = None,
            Some("of another organization") => self.connection.organization_id = OTHER_ORGANIZATION,
            Some("a second one") => self.connection.id = id(22),
            Some("to the consumers' directory") => {
                self.connection.active.iter_mut().for_each(|version| version.entra.tid = CONSUMERS);
                self.account.tid = CONSUMERS;
                self.account.issuer = issuer(CONSUMERS);
                self.expected_issuer = issuer(CONSUMERS);
            }
            other => panic!("what is {other:?}?"),
        }
        if let Some(version) = &mut self.connection.active {
            let settings = &mut version.entra;
            settings.allow_guests |= change.guests_allowed == Some(true);
            settings.mfa_context = change.mfa_context.clone().or(settings.mfa_context.take());
            settings.require_mfa |= change.require_mfa.as_deref() == Some("connection");
        }
        self.application.require_mfa |= change.require_mfa.as_deref() == Some("application");
    }

    fn change_account(&mut self, change: &Change) {
        let account = &mut self.account;
        match change.tid.as_deref() {
            None => {}
            Some("another") => account.tid = OTHER_TID,
            Some("consumers") => account.tid = CONSUMERS,
            other => panic!("what is {other:?}?"),
        }
        match change.issuer.as_deref() {
            None => {}
            Some("of another tenant") => account.issuer = issuer(OTHER_TID),
            Some("template") => "https://login.microsoftonline.com/{tenantid}/v2.0".clone_into(&mut account.issuer),
            Some("v1") => account.issuer = format!("https://sts.windows.net/{TID}/"),
            Some("with slash") => account.issuer.push('/'),
            Some("upper case") => account.issuer = account.issuer.to_uppercase(),
            Some("http") => account.issuer = account.issuer.replace("https", "http"),
            Some("other cloud") => account.issuer = account.issuer.replace(".com", ".us"),
            Some(text) => text.clone_into(&mut account.issuer),
        }
        match change.oid.as_deref() {
            None => {}
            Some("another") => account.oid = OTHER_OID,
            other => panic!("what is {other:?}?"),
        }
        let text = |value: &Option<String>, place: &mut Option<String>| match value.as_deref() {
            None => {}
            Some("absent") => *place = None,
            Some(text) => *place = Some(text.to_owned()),
        };
        text(&change.email, &mut account.email);
        text(&change.upn, &mut account.upn);
        text(&change.preferred_username, &mut account.preferred_username);
        text(&change.idp, &mut account.identity_provider);
        match change.edov.as_deref() {
            None | Some("true") => {}
            Some("false") => account.email_verified = EmailVerified::False,
            Some("absent") => account.email_verified = EmailVerified::Absent,
            other => panic!("what is {other:?}?"),
        }
        match change.acct.as_deref() {
            None | Some("member") => {}
            Some("guest") => account.account_type = AccountType::Guest,
            Some("absent") => account.account_type = AccountType::Absent,
            Some("unknown") => account.account_type = AccountType::Unknown,
            other => panic!("what is {other:?}?"),
        }
        if let Some(contexts) = &change.acrs {
            account.authentication_contexts.clone_from(contexts);
        }
    }

    fn change_people(&mut self, change: &Change) {
        match change.user.as_deref() {
            None => {}
            Some("nobody") => self.people = People::default(),
            Some("suspended") => {
                self.people.users.iter_mut().take(1).for_each(|user| user.status = UserStatus::Suspended);
            }
            Some("of another organization") => {
                self.people.users.iter_mut().for_each(|user| user.organization_id = OTHER_ORGANIZATION);
                self.people.identities.iter_mut().for_each(|bond| bond.organization_id = OTHER_ORGANIZATION);
            }
            other => panic!("what is {other:?}?"),
        }
        match change.kind.as_deref() {
            None | Some("professional") => {}
            Some("patient") => self.people.users.iter_mut().take(1).for_each(|user| user.kind = UserKind::Patient),
            other => panic!("what is {other:?}?"),
        }
        if let Some(email) = &change.user_email {
            self.people.users.iter_mut().take(1).for_each(|user| user.email = email.parse().unwrap());
        }
        if let Some(former) = &change.former_email {
            let until = self.now + Duration::seconds(change.former_ends_in_seconds.unwrap_or(86_400));
            let former = FormerEmail { address: former.parse().unwrap(), until };
            self.people.users.iter_mut().take(1).for_each(|user| user.former_email = Some(former.clone()));
        }
        if let Some(pilot) = change.pilot {
            self.people.users.iter_mut().take(1).for_each(|user| user.pilot = pilot);
        }
        self.typed = change.typed.as_deref().map(|typed| typed.parse().unwrap()).or(self.typed.take());
        match change.bond.as_deref() {
            None => {}
            Some("none") => self.people.identities.clear(),
            Some("another account") => self.people.identities = vec![bond(40, 30, 20, TID, OTHER_OID)],
            Some("another tenant") => self.people.identities = vec![bond(40, 30, 20, OTHER_TID, OID)],
            Some("in another organization") => {
                let organization_id = OTHER_ORGANIZATION;
                self.people.identities = vec![Identity { organization_id, ..bond(42, 39, 20, TID, OID) }];
            }
            Some("of somebody else") => self.people.identities = vec![bond(40, 39, 20, TID, OID)],
            Some("through another connection") => self.people.identities = vec![bond(40, 30, 23, OTHER_TID, OTHER_OID)],
            other => panic!("what is {other:?}?"),
        }
        match change.second_bond.as_deref() {
            None => {}
            Some("in another organization") => {
                let organization_id = OTHER_ORGANIZATION;
                self.people.identities.push(Identity { organization_id, ..bond(42, 39, 20, TID, OID) });
            }
            Some("of the account through the second connection") => {
                self.people.identities.push(bond(43, 30, 22, OTHER_TID, OTHER_OID));
            }
            other => panic!("what is {other:?}?"),
        }
        match change.second_user.as_deref() {
            None => {}
            Some("same address, of another organization") => {
                let organization_id = OTHER_ORGANIZATION;
                self.people.users.push(User { organization_id, ..user(32, "a.devries@st-janshof.example") });
            }
            Some("same address") => self.people.users.push(user(33, "a.devries@st-janshof.example")),
            Some("bound to this account") => {
                self.people.users.push(user(31, "b.bakker@st-janshof.example"));
                self.people.identities.retain(|bond| bond.account.subject != OID.to_string());
                self.people.identities.push(bond(41, 31, 20, TID, OID));
            }
            Some("bound elsewhere") => {
                self.people.users.push(user(31, "b.bakker@st-janshof.example"));
                self.people.identities.push(bond(41, 31, 20, TID, OTHER_OID));
            }
            other => panic!("what is {other:?}?"),
        }
    }

    fn change_proof(&mut self, change: &Change) {
        match change.way.as_deref() {
            None => {}
            Some("departing") => self.way = "departing",
            Some("traditional") => self.way = "traditional",
            Some("asking") => self.way = "asking",
            other => panic!("what is {other:?}?"),
        }
        self.password = match change.password.as_deref() {
            None => self.password,
            Some("none") => PasswordFact::None,
            Some("unshown") => PasswordFact::Unshown,
            Some("shown") => PasswordFact::Shown,
            other => panic!("what is {other:?}?"),
        };
        self.break_glass = change.break_glass.unwrap_or(self.break_glass);
        if let Some(seconds) = change.proven_seconds_ago {
            self.authenticated_at = Some(self.now - Duration::seconds(seconds));
        }
        if change.proof_age.as_deref() == Some("unknown") {
            self.authenticated_at = None;
        }
        let ago = |seconds: i64| self.now - Duration::seconds(seconds);
        if let Some(acr) = &change.acr {
            self.demand.strengths = Some(acr.split(' ').filter_map(Strength::from_acr).collect());
        }
        self.demand.max_age = change.max_age.map(Duration::seconds).or(self.demand.max_age);
        self.demand.asked_at = change.asked_seconds_ago.map(ago).or(self.demand.asked_at);
        self.demand.anew_since = change.asked_anew_seconds_ago.map(ago).or(self.demand.anew_since);
    }

    pub fn facts(&self) -> Facts<'_> {
        let shown = Shown {
            expected_issuer: &self.expected_issuer,
            account: &self.account,
            authenticated_at: self.authenticated_at,
        };
        let way = match self.way {
            "departing" => Way::Sso { connection: &self.connection, shown: None },
            "traditional" => Way::Traditional {
                typed: self.typed.as_ref(),
                verified_at: Some(self.authenticated_at.unwrap_or(self.now)),
                password: self.password,
                break_glass: self.break_glass,
            },
            "asking" => Way::Traditional {
                typed: self.typed.as_ref(),
                verified_at: None,
                password: self.password,
                break_glass: self.break_glass,
            },
            _ => Way::Sso { connection: &self.connection, shown: Some(shown) },
        };
        let people = (self.way != "departing").then_some(&self.people);
        Facts {
            now: self.now,
            application: &self.application,
            configuration: &self.configuration,
            way,
            people,
            demand: self.demand,
        }
    }

    pub fn decide(&self) -> Decision {
        decide(&self.facts())
    }
}
