//! What an honest ID token says.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use rsa::sha2::{Digest, Sha256};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::directory::Person;
use crate::random;
use crate::registration::{OptionalClaim, Registration};
use crate::state::{Grant, State};

/// The default; a hospital's policy may change it.
const LIFETIME: Duration = Duration::hours(1);
/// Entra dates its tokens back by this much.
const BACKDATED: Duration = Duration::minutes(5);

/// Whom a token speaks of, and to whom.
pub(crate) struct Subject {
    pub(crate) tid: Uuid,
    pub(crate) domains: Vec<String>,
    pub(crate) person: Person,
    pub(crate) registration: Registration,
}

impl Subject {
    fn wants(&self, claim: OptionalClaim) -> bool {
        self.registration.claims.contains(&claim)
    }

    /// Stable for a person at an app, and different at every other app.
    fn pairwise(&self) -> String {
        let of = format!("{}/{}/{}", self.registration.client_id, self.tid, self.person.oid);
        URL_SAFE_NO_PAD.encode(Sha256::digest(of))
    }

    fn email_is_verified(&self, mail: &str) -> bool {
        self.person.email_verified.unwrap_or_else(|| {
            let domain = mail.rsplit_once('@').map(|(_, domain)| domain.to_lowercase());
            domain.is_some_and(|domain| self.domains.contains(&domain))
        })
    }

    fn upn(&self) -> String {
        match (self.person.guest_of, self.domains.first()) {
            (Some(_), Some(domain)) => external(&self.person.upn, domain),
            _ => self.person.upn.clone(),
        }
    }
}

/// The name of a guest in the directory they visit (`user_home.nl#EXT#@hospital.example`).
pub(crate) fn external(upn: &str, domain: &str) -> String {
    format!("{}#EXT#@{domain}", upn.replace('@', "_"))
}

/// The token service of a guest's own directory.
pub(super) fn home_sts(tid: Uuid) -> String {
    format!("https://sts.windows.net/{tid}/")
}

/// The claims. A claim without a value is null here, and left out later.
pub(super) fn of(state: &State, grant: &Grant, subject: &Subject) -> Map<String, Value> {
    let now = state.now();
    let issued = (now - BACKDATED).timestamp();
    let mut claims = Map::new();
    let mut set = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    set("ver", json!("2.0"));
    set("iss", json!(state.issuer(subject.tid)));
    set("aud", json!(grant.client_id));
    set("sub", json!(subject.pairwise()));
    set("tid", json!(subject.tid));
    set("iat", json!(issued));
    set("nbf", json!(issued));
    set("exp", json!((now + LIFETIME).timestamp()));
    set("uti", json!(random::short()));
    set("rh", json!(format!("1.{}", random::short())));
    set("nonce", json!(grant.nonce));
    personal(grant, subject, &mut set);
    technical(grant, subject, &mut set);
    claims
}

/// Claims about the person.
fn personal(grant: &Grant, subject: &Subject, set: &mut impl FnMut(&str, Value) -> Option<Value>) {
    let person = &subject.person;
    let asked_for = |scope: &str| grant.scope.iter().any(|asked| asked == scope);
    if asked_for("profile") {
        set("oid", json!(person.oid));
        set("name", json!(person.name));
        set("preferred_username", json!(person.upn));
        if !person.roles.is_empty() {
            set("roles", json!(person.roles));
        }
    }
    let email_wanted = subject.wants(OptionalClaim::Email) || asked_for("email") || person.guest_of.is_some();
    if let Some(mail) = person.mail.as_ref().filter(|_| email_wanted) {
        let verified = subject.email_is_verified(mail);
        if verified || !subject.registration.remove_unverified_email {
            set("email", json!(mail));
            if subject.wants(OptionalClaim::XmsEdov) {
                set("xms_edov", json!(verified));
            }
        }
    }
    if subject.wants(OptionalClaim::Upn) {
        set("upn", json!(subject.upn()));
    }
    if subject.wants(OptionalClaim::GivenName) && !person.given_name.is_empty() {
        set("given_name", json!(person.given_name));
    }
    if subject.wants(OptionalClaim::FamilyName) && !person.family_name.is_empty() {
        set("family_name", json!(person.family_name));
    }
    if subject.wants(OptionalClaim::Acct) {
        set("acct", json!(i32::from(person.guest_of.is_some())));
    }
    if let Some(home) = person.guest_of {
        set("idp", json!(home_sts(home)));
    } else if subject.wants(OptionalClaim::Idp) {
        set("idp", json!(home_sts(subject.tid)));
    }
}

/// Claims about the sign-in.
fn technical(grant: &Grant, subject: &Subject, set: &mut impl FnMut(&str, Value) -> Option<Value>) {
    if subject.wants(OptionalClaim::AuthTime) {
        set("auth_time", json!(grant.account.auth_time.timestamp()));
    }
    if subject.wants(OptionalClaim::Sid) {
        set("sid", json!(grant.account.sid));
    }
    if subject.wants(OptionalClaim::LoginHint) {
        set("login_hint", json!(subject.person.login_hint()));
    }
    let mut met: BTreeSet<&String> = grant.acrs.iter().collect();
    if subject.wants(OptionalClaim::Acrs) {
        met.extend(&subject.person.auth_contexts);
    }
    if !met.is_empty() {
        set("acrs", json!(met));
    }
}
