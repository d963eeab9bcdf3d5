//! What differs from the baseline, in the words of the table, and what each of them means.

use anteroom::domain::application::{ApplicationStatus, SsoPolicy};
use anteroom::domain::claims::{AccountType, EmailVerified};
use anteroom::domain::connection::ConnectionStatus;
use anteroom::domain::flag::FlagName;
use anteroom::domain::identity::{Identity, People};
use anteroom::domain::organization::OrganizationStatus;
use anteroom::domain::user::{FormerEmail, User, UserKind, UserStatus};
use anteroom::signin::decide::{PasswordFact, Strength};
use chrono::Duration;
use serde::Deserialize;

use crate::baseline::{
    Baseline, CONSUMERS, OID, OTHER_OID, OTHER_ORGANIZATION, OTHER_TID, TID, bond, entra, id, issuer, own, user,
};

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

impl Baseline {
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
                self.connection.active.iter_mut().for_each(|version| entra(version).tid = CONSUMERS);
                own(&mut self.account).tid = CONSUMERS;
                self.account.issuer = issuer(CONSUMERS);
                self.expected_issuer = issuer(CONSUMERS);
            }
            other => panic!("what is {other:?}?"),
        }
        if let Some(version) = &mut self.connection.active {
            let settings = entra(version);
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
            Some("another") => own(account).tid = OTHER_TID,
            Some("consumers") => own(account).tid = CONSUMERS,
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
            Some("another") => own(account).oid = OTHER_OID,
            other => panic!("what is {other:?}?"),
        }
        let text = |value: &Option<String>, place: &mut Option<String>| match value.as_deref() {
            None => {}
            Some("absent") => *place = None,
            Some(text) => *place = Some(text.to_owned()),
        };
        text(&change.email, &mut account.email);
        text(&change.upn, &mut own(account).upn);
        text(&change.preferred_username, &mut account.preferred_username);
        text(&change.idp, &mut own(account).identity_provider);
        match change.edov.as_deref() {
            None | Some("true") => {}
            Some("false") => account.email_verified = EmailVerified::False,
            Some("absent") => account.email_verified = EmailVerified::Absent,
            other => panic!("what is {other:?}?"),
        }
        match change.acct.as_deref() {
            None | Some("member") => {}
            Some("guest") => own(account).account_type = AccountType::Guest,
            Some("absent") => own(account).account_type = AccountType::Absent,
            Some("unknown") => own(account).account_type = AccountType::Unknown,
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
}
