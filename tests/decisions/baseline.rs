//! The baseline that every case starts from: Anna, a professional of St. Janshof, whose account is bound, comes by SSO into
//! an application that follows.

use anteroom::domain::application::{
    Application, ApplicationStatus, ClientAuthentication, SigningAlgorithm, SsoPolicy,
};
use anteroom::domain::audience::Audience;
use anteroom::domain::claims::{AccountType, EmailVerified, EntraClaims, OwnClaims, ProviderAccount};
use anteroom::domain::connection::{
    Cloud, Connection, ConnectionKind, ConnectionStatus, ConnectionVersion, EntraSettings, Registration, VersionState,
};
use anteroom::domain::domain_check::{Challenge, ProvenBy};
use anteroom::domain::email::EmailAddress;
use anteroom::domain::flag::{FlagName, FlagSetting};
use anteroom::domain::id::{ApplicationId, OrganizationId};
use anteroom::domain::identity::{AccountKey, Identity, People};
use anteroom::domain::organization::{Domain, Organization, OrganizationConfiguration};
use anteroom::domain::protocol::Protocol;
use anteroom::domain::provider::ProviderSettings;
use anteroom::domain::user::{User, UserKind, UserStatus};
use anteroom::signin::decide::{Decision, Demand, Facts, PasswordFact, Shown, Way, decide};
use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

pub const TID: Uuid = Uuid::from_u128(0x1111_1111_1111_4111_8111_1111_1111_1111);
pub const OTHER_TID: Uuid = Uuid::from_u128(0x2222_2222_2222_4222_8222_2222_2222_2222);
pub const CONSUMERS: Uuid = Uuid::from_u128(0x9188_040d_6c67_4c5b_b112_36a3_04b6_6dad);
pub const OTHER_ORGANIZATION: OrganizationId = OrganizationId(Uuid::from_u128(2));
pub const OID: Uuid = Uuid::from_u128(0xa001);
pub const OTHER_OID: Uuid = Uuid::from_u128(0xa002);

#[derive(Clone, Debug)]
pub struct Baseline {
    pub now: DateTime<Utc>,
    pub application: Application,
    pub configuration: OrganizationConfiguration,
    pub connection: Connection,
    pub account: ProviderAccount,
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

/// What only Entra says of an account.
pub fn own(account: &mut ProviderAccount) -> &mut EntraClaims {
    match &mut account.own {
        OwnClaims::Entra(entra) => entra,
        other => panic!("{other:?}"),
    }
}

/// What a version says of Entra.
pub fn entra(version: &mut ConnectionVersion) -> &mut EntraSettings {
    match &mut version.settings {
        ProviderSettings::Entra(entra) => entra,
        other => panic!("{other:?}"),
    }
}

impl Baseline {
    pub fn new() -> Self {
        let settings = ProviderSettings::Entra(EntraSettings {
            registration: Registration::Own { client_id: "client".to_owned() },
            tid: TID,
            cloud: Cloud::Global,
            allow_guests: false,
            domain_hint: None,
            mfa_context: None,
            require_mfa: false,
        });
        let version = ConnectionVersion { id: id(21), number: 1, state: VersionState::Active, settings };
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
            account: ProviderAccount {
                issuer: issuer(TID),
                sub: "pairwise".to_owned(),
                email: Some("a.devries@st-janshof.example".to_owned()),
                preferred_username: Some("a.devries@st-janshof.example".to_owned()),
                email_verified: EmailVerified::True,
                authentication_contexts: Vec::new(),
                session: None,
                login_hint: None,
                name: None,
                own: OwnClaims::Entra(EntraClaims {
                    tid: TID,
                    oid: OID,
                    upn: Some("a.devries@st-janshof.example".to_owned()),
                    account_type: AccountType::Member,
                    identity_provider: None,
                }),
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

    pub fn prove(&mut self, names: &[&str]) {
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
