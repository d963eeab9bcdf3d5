//! What must be done so that what is stored becomes what a file says. Pure: new ids come in.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::change::Fields;
use super::credential_slots::{NewCredential, is_same, slot_for};
use super::desired::{
    Desired, DesiredApplication, DesiredConnection, DesiredCredential, DesiredFlag, DesiredOrganization,
};
use super::forcing::{self, Proof, Stranded};
use super::provider::fields;
use crate::domain::application::{Application, AuthenticationMethod, ClientAuthentication};
use crate::domain::audience::Audience;
use crate::domain::branding::Branding;
use crate::domain::connection::{Connection, ConnectionVersion, VersionState};
use crate::domain::credential::{Credential, StoredCredential};
use crate::domain::domain_check::{Challenge, ProvenBy};
use crate::domain::flag::{FlagName, FlagSetting};
use crate::domain::id::{ApplicationId, ConnectionId, CredentialId, OrganizationId};
use crate::domain::organization::{Domain, Organization};
use crate::domain::provider::RegisteredAs;
use crate::domain::user::{FormerEmail, User};
use crate::keys::hash;
use crate::store::configuration::{StoredConfiguration, StoredOrganization};

/// The stored credentials, opened.
pub type OpenedCredentials = BTreeMap<CredentialId, Credential>;

/// What must be done, in an order in which it can be.
#[derive(Debug, Default)]
pub struct Plan {
    /// The version of the configuration that it was made for.
    pub version: i64,
    /// What goes, things of an organization before the organization.
    pub removals: Vec<Change>,
    /// What is made or changed, an organization before its things.
    pub writes: Vec<Change>,
    /// How much stays as it is.
    pub unchanged: usize,
    /// The organizations whose traditional way is closed for longer than it was going to be.
    pub forcing: Vec<Forcing>,
    /// Why it cannot be carried out: what the file refers to without naming it is not there, or is somebody else's.
    pub impossible: Vec<String>,
}

/// `forced_sso` gains time: only where SSO has worked lately, or for a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forcing {
    /// Whose.
    pub organization_id: OrganizationId,
    /// Its slug.
    pub slug: String,
    /// What must have happened before, or why it cannot be done at all.
    pub demand: Result<Proof, Stranded>,
    /// Why although that has not happened.
    pub override_reason: Option<String>,
}

/// One change.
#[derive(Debug)]
pub struct Change {
    /// What is done.
    pub action: Action,
    /// Whose thing it is: a slug; none for an application.
    pub organization: Option<(OrganizationId, String)>,
    /// What it is, for people, e.g. `user a.devries@st-janshof.example`.
    pub subject: String,
    /// The fields that change, old and new; a secret says only that it changes.
    pub fields: Fields,
    /// The thing itself.
    pub thing: Thing,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It is made.
    Create,
    /// It is changed.
    Change,
    /// It goes.
    Remove,
}

/// A thing that is configured.
#[derive(Debug)]
#[expect(missing_docs, reason = "named by what they hold")]
pub enum Thing {
    Application(Application),
    Organization(Organization),
    /// The picture of an organization's pages: its name and content; none, where it has none any more.
    Logo(OrganizationId, Option<(String, Vec<u8>)>),
    Connection(Connection),
    /// A new active version of a connection's settings.
    Version(Connection, ConnectionVersion),
    Credential(NewCredential),
    Domain(Domain),
    User(User),
    Flag {
        old: Option<FlagSetting>,
        new: Option<FlagSetting>,
    },
}

impl Action {
    /// In a word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Change => "change",
            Self::Remove => "remove",
        }
    }
}

impl Plan {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.removals.is_empty() && self.writes.is_empty()
    }

    /// How many things are made, changed and removed.
    pub fn counts(&self) -> (usize, usize, usize) {
        let count = |action| self.writes.iter().filter(|change| change.action == action).count();
        (count(Action::Create), count(Action::Change), self.removals.len())
    }
}

/// Makes a plan. `opened` has the stored credentials, opened, so that one that is the same stays.
pub fn plan(
    desired: &Desired,
    stored: &StoredConfiguration,
    opened: &OpenedCredentials,
    now: DateTime<Utc>,
    new_id: &mut dyn FnMut() -> Uuid,
    new_challenge: &mut dyn FnMut() -> Challenge,
) -> Plan {
    let plan = Plan { version: stored.version, ..Plan::default() };
    let applications = stored.applications.iter().map(|known| (known.client_id.clone(), known.id)).collect();
    let mut planner = Planner { plan, opened, now, new_id, new_challenge, applications };
    for application in &desired.applications {
        let known = stored.applications.iter().find(|known| known.client_id == application.client_id);
        planner.application(application, known);
    }
    for organization in &desired.organizations {
        let known =
            stored.organizations.iter().find(|known| known.configuration.organization.slug == organization.slug);
        planner.organization(organization, known);
    }
    if desired.partial {
        planner.plan.impossible.extend(taken(desired, stored));
        return planner.plan;
    }
    for known in &stored.organizations {
        let organization = &known.configuration.organization;
        if !desired.organizations.iter().any(|desired| desired.slug == organization.slug) {
            let subject =
                format!("organization {} with {} user(s) and all their sessions", organization.slug, known.users.len());
            let thing = Thing::Organization(organization.clone());
            planner.remove(Some((organization.id, organization.slug.clone())), subject, thing);
        }
    }
    for known in &stored.applications {
        if !desired.applications.iter().any(|desired| desired.client_id == known.client_id) {
            planner.remove(None, format!("application {}", known.client_id), Thing::Application(known.clone()));
        }
    }
    planner.plan
}

/// The domains that another organization has, which a file that does not name it cannot take away.
fn taken(desired: &Desired, stored: &StoredConfiguration) -> Vec<String> {
    let is_named = |slug: &str| desired.organizations.iter().any(|organization| organization.slug == slug);
    let others: Vec<_> =
        stored.organizations.iter().filter(|known| !is_named(&known.configuration.organization.slug)).collect();
    let mut taken = Vec::new();
    for organization in &desired.organizations {
        for domain in &organization.domains {
            if others.iter().any(|other| other.configuration.domains.iter().any(|theirs| theirs.name == domain.name)) {
                let (slug, name) = (&organization.slug, &domain.name);
                taken.push(format!("{slug}: another organization, which the file does not name, has {name}"));
            }
        }
    }
    taken
}

struct Planner<'a> {
    plan: Plan,
    opened: &'a OpenedCredentials,
    now: DateTime<Utc>,
    new_id: &'a mut dyn FnMut() -> Uuid,
    new_challenge: &'a mut dyn FnMut() -> Challenge,
    applications: HashMap<String, ApplicationId>,
}

type Owner = Option<(OrganizationId, String)>;

/// The fields in which two differ.
macro_rules! differences {
    ($old:expr, $new:expr, $($field:ident),+) => {{
        let mut fields: Fields = Vec::new();
        $(if $old.$field != $new.$field {
            fields.push((stringify!($field), shown(&$old.$field), shown(&$new.$field)));
        })+
        fields
    }};
}

/// A value for people: what `serde` would write, or nothing.
pub(super) fn shown<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(serde_json::Value::Null) | Err(_) => "none".to_owned(),
        Ok(other) => other.to_string(),
    }
}

/// The fields in which two states of an application differ. Of a secret it is said that there is another one.
pub(super) fn application_fields(old: &Application, new: &Application) -> Fields {
    let mut fields = differences!(
        old,
        new,
        name,
        status,
        sso,
        redirect_uris,
        id_token_algorithm,
        refresh_tokens,
        device_grant,
        require_mfa,
        home,
        protocol
    );
    if old.authentication != new.authentication {
        let (before, after) = (old.authentication.method(), new.authentication.method());
        if before != after {
            fields.push(("authentication", shown(&before), shown(&after)));
        }
        let secret = |method, shown: &'static str| if method == AuthenticationMethod::Secret { shown } else { "none" };
        let (before, after) = (secret(before, "a secret"), secret(after, "another one"));
        if (before, after) != ("none", "none") {
            fields.push(("secret", before.to_owned(), after.to_owned()));
        }
    }
    fields
}

/// The fields in which two states of an organization differ.
pub(super) fn organization_fields(old: &Organization, new: &Organization) -> Fields {
    let mut fields = differences!(
        old,
        new,
        name,
        status,
        help,
        locale,
        admins,
        sessions,
        sign_out_upstream,
        shared_devices,
        audit_retention_days,
        upstream_recheck_minutes
    );
    fields.extend(differences!(old.branding, new.branding, accent, logo));
    fields
}

/// The fields in which two states of a user differ.
pub(super) fn user_fields(old: &User, new: &User) -> Fields {
    let mut fields = differences!(old, new, email, name, kind, status, roles, locale, pilot);
    fields.extend(former_fields(old.former_email.as_ref(), new.former_email.as_ref()));
    fields
}

/// The fields in which two settings of a flag differ.
fn flag_fields(old: &FlagSetting, new: &FlagSetting) -> Fields {
    let mut fields = differences!(old, new, value);
    let ((old_audience, old_from), (new_audience, new_from)) = (old.audience.parts(), new.audience.parts());
    for (name, old, new) in [
        ("audience", shown(&old_audience), shown(&new_audience)),
        ("everyone_from", shown(&old_from), shown(&new_from)),
    ] {
        if old != new {
            fields.push((name, old, new));
        }
    }
    fields.extend(differences!(old, new, starts_at, ends_at, reason));
    fields
}

/// The fields in which two states of a user's former address differ.
pub(super) fn former_fields(old: Option<&FormerEmail>, new: Option<&FormerEmail>) -> Fields {
    let mut fields = Fields::new();
    let apart = |former: Option<&'_ FormerEmail>| former.map(|former| (former.address.clone(), former.until)).unzip();
    let ((old_address, old_until), (new_address, new_until)) = (apart(old), apart(new));
    if old_address != new_address {
        fields.push(("former_email", shown(&old_address), shown(&new_address)));
    }
    if old_until != new_until {
        fields.push(("former_email_until", shown(&old_until), shown(&new_until)));
    }
    fields
}

impl Planner<'_> {
    fn id<Id: From<Uuid>>(&mut self) -> Id {
        (self.new_id)().into()
    }

    fn remove(&mut self, organization: Owner, subject: String, thing: Thing) {
        let change = Change { action: Action::Remove, organization, subject, fields: Vec::new(), thing };
        self.plan.removals.push(change);
    }

    /// Makes a thing that is not known, changes one that differs, and leaves one that does not.
    fn write(&mut self, organization: Owner, subject: String, fields: Option<Fields>, thing: Thing) {
        let (action, fields) = match fields {
            None => (Action::Create, Vec::new()),
            Some(fields) if fields.is_empty() => {
                self.plan.unchanged += 1;
                return;
            }
            Some(fields) => (Action::Change, fields),
        };
        self.plan.writes.push(Change { action, organization, subject, fields, thing });
    }

    fn application(&mut self, desired: &DesiredApplication, known: Option<&Application>) {
        let authentication = match (&desired.secret, desired.authentication) {
            (Some(secret), _) => ClientAuthentication::Secret { sha256: hash::hash(secret.expose()) },
            (None, AuthenticationMethod::PrivateKeyJwt) => ClientAuthentication::PrivateKeyJwt,
            (None, _) => ClientAuthentication::None,
        };
        let application = Application {
            id: known.map_or_else(|| self.id(), |known| known.id),
            client_id: desired.client_id.clone(),
            name: desired.name.clone(),
            status: desired.status,
            sso: desired.sso,
            authentication,
            redirect_uris: desired.redirect_uris.clone(),
            id_token_algorithm: desired.id_token_algorithm,
            refresh_tokens: desired.refresh_tokens,
            device_grant: desired.device_grant,
            require_mfa: desired.require_mfa,
            home: desired.home.clone(),
            protocol: desired.protocol.clone(),
        };
        self.applications.insert(application.client_id.clone(), application.id);
        let fields = known.map(|known| application_fields(known, &application));
        self.write(None, format!("application {}", desired.client_id), fields, Thing::Application(application));
    }

    fn organization(&mut self, desired: &DesiredOrganization, known: Option<&StoredOrganization>) {
        let configuration = known.map(|known| &known.configuration);
        let old = configuration.map(|configuration| &configuration.organization);
        let organization = Organization {
            id: old.map_or_else(|| self.id(), |old| old.id),
            slug: desired.slug.clone(),
            name: desired.name.clone(),
            status: desired.status,
            help: desired.help.clone(),
            locale: desired.locale.clone(),
            admins: desired.admins.clone(),
            sessions: desired.sessions,
            sign_out_upstream: desired.sign_out_upstream,
            shared_devices: desired.shared_devices,
            audit_retention_days: desired.audit_retention_days,
            upstream_recheck_minutes: desired.upstream_recheck_minutes,
            branding: Branding {
                accent: desired.accent,
                logo: desired.logo.as_ref().map(|content| hash::hex(&hash::sha256(content))),
            },
        };
        let owner = (organization.id, organization.slug.clone());
        let fields = old.map(|old| organization_fields(old, &organization));
        let subject = format!("organization {}", desired.slug);
        let logo = (old.and_then(|old| old.branding.logo.clone()), organization.branding.logo.clone());
        self.write(Some(owner.clone()), subject, fields, Thing::Organization(organization));
        // The picture itself; its name stands in the organization.
        if logo.0 != logo.1 {
            let fields = logo.0.map(|_| vec![("content", "a picture".to_owned(), "another, or none".to_owned())]);
            let picture = logo.1.zip(desired.logo.clone());
            self.write(Some(owner.clone()), "logo".to_owned(), fields, Thing::Logo(owner.0, picture));
        }

        let connections = self.connections(desired, known, &owner);
        self.domains(desired, known, &owner, &connections);
        self.users(desired, known, &owner);
        self.flags(desired, known, &owner);
    }

    fn connections(
        &mut self,
        desired: &DesiredOrganization,
        known: Option<&StoredOrganization>,
        owner: &(OrganizationId, String),
    ) -> HashMap<String, ConnectionId> {
        let stored = known.map(|known| known.configuration.connections.as_slice()).unwrap_or_default();
        let mut ids = HashMap::new();
        for wanted in &desired.connections {
            let old = stored.iter().find(|old| old.name == wanted.name);
            let connection = Connection {
                id: old.map_or_else(|| self.id(), |old| old.id),
                organization_id: owner.0,
                name: wanted.name.clone(),
                kind: wanted.kind,
                status: wanted.status,
                active: old.and_then(|old| old.active.clone()),
                previous: old.and_then(|old| old.previous.clone()),
                draft: old.and_then(|old| old.draft.clone()),
            };
            ids.insert(wanted.name.clone(), connection.id);
            let fields = old.map(|old| differences!(old, connection, kind, status));
            let subject = format!("connection {}", wanted.name);
            self.write(Some(owner.clone()), subject, fields, Thing::Connection(connection.clone()));
            self.version(wanted, &connection, owner);
            let credentials = known.map(|known| known.configuration.credentials.as_slice()).unwrap_or_default();
            let own: Vec<_> = credentials.iter().filter(|stored| stored.connection_id == connection.id).collect();
            if let Some((credential, registered)) = wanted.credential.as_ref().zip(wanted.settings.registered_as()) {
                self.credential(credential, &connection, &own, registered, owner);
            }
        }
        // One that has no version in force is being set up; a file cannot say anything of it.
        let goes = |old: &&Connection| {
            old.active.is_some() && !desired.connections.iter().any(|wanted| wanted.name == old.name)
        };
        for old in stored.iter().filter(goes) {
            let subject = format!("connection {} with the bonds made through it", old.name);
            self.remove(Some(owner.clone()), subject, Thing::Connection(old.clone()));
        }
        ids
    }

    fn version(&mut self, wanted: &DesiredConnection, connection: &Connection, owner: &(OrganizationId, String)) {
        let active = connection.active.as_ref();
        let version = ConnectionVersion {
            id: self.id(),
            number: connection.next_number(),
            state: VersionState::Active,
            settings: wanted.settings.clone(),
        };
        let fields = active.map(|active| fields(Some(&active.settings), &version.settings));
        let subject = format!("settings of connection {}, version {}", wanted.name, version.number);
        self.write(Some(owner.clone()), subject, fields, Thing::Version(connection.clone(), version));
    }

    fn credential(
        &mut self,
        wanted: &DesiredCredential,
        connection: &Connection,
        stored: &[&StoredCredential],
        registered: RegisteredAs,
        owner: &(OrganizationId, String),
    ) {
        // What is in use for another registration stays, so that the version before can be brought back.
        let is_used = |stored: &&StoredCredential| stored.in_use && stored.registered_as.as_ref() == Some(&registered);
        let in_use = stored.iter().copied().find(is_used);
        if in_use.is_some_and(|old| is_same(old, self.opened.get(&old.id), wanted)) {
            self.plan.unchanged += 1;
            return;
        }
        // The file says all that is to be in force: a credential of a draft's that is in the way goes.
        let slot = slot_for(connection, stored, &registered).unwrap_or_else(|taken| taken.slot);
        let credential = NewCredential::new(wanted, connection, stored, (registered, slot, true), self.id());
        let subject = format!("credential of connection {} ({})", connection.name, shown(&wanted.kind));
        let fields = in_use.map(|old| {
            let mut fields = differences!(old, wanted, kind, expires_at);
            fields.push(("secret", "the one in use".to_owned(), "a new one".to_owned()));
            fields
        });
        self.write(Some(owner.clone()), subject, fields, Thing::Credential(credential));
    }

    fn domains(
        &mut self,
        desired: &DesiredOrganization,
        known: Option<&StoredOrganization>,
        owner: &(OrganizationId, String),
        connections: &HashMap<String, ConnectionId>,
    ) {
        let stored = known.map(|known| known.configuration.domains.as_slice()).unwrap_or_default();
        let connections_of = known.map(|known| known.configuration.connections.as_slice()).unwrap_or_default();
        let being_set_up: Vec<_> = connections_of
            .iter()
            .filter(|connection| connection.active.is_none())
            .map(|connection| connection.id)
            .collect();
        for wanted in &desired.domains {
            let old = stored.iter().find(|old| old.name == wanted.name);
            // As of the connection itself, a file cannot say that a domain will route there.
            let kept = old.and_then(|old| old.connection_id).filter(|id| being_set_up.contains(id));
            let before = old.and_then(|old| old.proven_by);
            // What the DNS has proven a file need not say, and cannot take away by saying nothing.
            let proven_by = match (before, wanted.proven) {
                (Some(ProvenBy::Dns), _) => before,
                (_, true) => Some(ProvenBy::Manual),
                (_, false) => None,
            };
            // What was published for a proof that is withdrawn must not bring it back.
            let challenge = match old {
                Some(old) if before.is_none() || proven_by.is_some() => old.challenge.clone(),
                _ => (self.new_challenge)(),
            };
            let domain = Domain {
                id: old.map_or_else(|| self.id(), |old| old.id),
                organization_id: owner.0,
                name: wanted.name.clone(),
                connection_id: match &wanted.connection {
                    Some(name) => connections.get(name).copied(),
                    None => kept,
                },
                proven_by,
                challenge,
            };
            let fields = old.map(|old| differences!(old, domain, connection_id, proven_by));
            self.write(Some(owner.clone()), format!("domain {}", wanted.name), fields, Thing::Domain(domain));
        }
        for old in stored.iter().filter(|old| !desired.domains.iter().any(|wanted| wanted.name == old.name)) {
            self.remove(Some(owner.clone()), format!("domain {}", old.name), Thing::Domain(old.clone()));
        }
    }

    fn users(
        &mut self,
        desired: &DesiredOrganization,
        known: Option<&StoredOrganization>,
        owner: &(OrganizationId, String),
    ) {
        let stored: HashMap<&str, &User> =
            known.into_iter().flat_map(|known| &known.users).map(|user| (user.email.as_str(), user)).collect();
        for wanted in &desired.users {
            let old = stored.get(wanted.email.as_str()).copied();
            let user = User {
                id: old.map_or_else(|| self.id(), |old| old.id),
                organization_id: owner.0,
                email: wanted.email.clone(),
                name: wanted.name.clone(),
                kind: wanted.kind,
                status: wanted.status,
                roles: wanted.roles.clone(),
                locale: wanted.locale.clone(),
                // The file does not speak of it: who stays keeps it.
                former_email: old.and_then(|old| old.former_email.clone()),
                // A file that does not say leaves the list to whoever keeps it.
                pilot: wanted.pilot.or_else(|| old.map(|old| old.pilot)).unwrap_or_default(),
            };
            let fields = old.map(|old| user_fields(old, &user));
            self.write(Some(owner.clone()), format!("user {}", wanted.email), fields, Thing::User(user));
        }
        let wanted: std::collections::HashSet<&str> = desired.users.iter().map(|user| user.email.as_str()).collect();
        for old in known.into_iter().flat_map(|known| &known.users).filter(|old| !wanted.contains(old.email.as_str())) {
            let subject = format!("user {} with their bond and sessions", old.email);
            self.remove(Some(owner.clone()), subject, Thing::User(old.clone()));
        }
    }

    fn flags(
        &mut self,
        desired: &DesiredOrganization,
        known: Option<&StoredOrganization>,
        owner: &(OrganizationId, String),
    ) {
        let stored = known.map(|known| known.configuration.flags.as_slice()).unwrap_or_default();
        let mut settings = Vec::new();
        for wanted in &desired.flags {
            let application_id = wanted.application.as_ref().and_then(|name| self.applications.get(name)).copied();
            if let (Some(name), None) = (&wanted.application, application_id) {
                let (slug, flag) = (&owner.1, wanted.name.as_str());
                self.plan.impossible.push(format!("{slug}: flag {flag}: there is no application {name}"));
                continue;
            }
            let old = stored.iter().find(|old| old.name == wanted.name && old.application_id == application_id);
            let new = FlagSetting {
                id: old.map_or_else(|| self.id(), |old| old.id),
                name: wanted.name,
                application_id,
                value: wanted.value,
                audience: wanted.audience,
                starts_at: wanted.starts_at,
                ends_at: wanted.ends_at,
                reason: wanted.reason.clone(),
            };
            let fields = old.map(|old| flag_fields(old, &new));
            let thing = Thing::Flag { old: old.cloned(), new: Some(new.clone()) };
            settings.push(new);
            self.write(Some(owner.clone()), flag_subject(wanted), fields, thing);
        }
        for old in stored.iter().filter(|old| !settings.iter().any(|setting| setting.id == old.id)) {
            let subject = format!("flag {}", old.name.as_str());
            self.remove(Some(owner.clone()), subject, Thing::Flag { old: Some(old.clone()), new: None });
        }
        if let Some(demand) = forcing::check(stored, &settings, self.now).transpose() {
            let wanted = desired.flags.iter().find(|wanted| wanted.name == FlagName::ForcedSso);
            let override_reason = wanted.and_then(|wanted| wanted.without_recent_sign_in.clone());
            let (organization_id, slug) = owner.clone();
            self.plan.forcing.push(Forcing { organization_id, slug, demand, override_reason });
        }
    }
}

fn flag_subject(flag: &DesiredFlag) -> String {
    let of = flag.application.as_ref().map(|application| format!(" for {application}")).unwrap_or_default();
    let from = flag.starts_at.map(|start| format!(" from {}", start.to_rfc3339())).unwrap_or_default();
    let whom = if flag.audience == Audience::Everyone { "" } else { " for the pilot list" };
    format!("flag {}{of} = {}{whom}{from}", flag.name.as_str(), flag.value)
}
