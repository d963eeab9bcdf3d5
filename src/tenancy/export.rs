//! What is configured, as the file that makes it: `apply` reads it back and finds nothing to do.
//!
//! A secret is a reference to a variable, by a rule (`APPLICATION_RECORDS_SECRET`): nobody takes secrets out of here.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use serde_json::json;

use super::change::Act;
use super::desired::PICTURE_WRITTEN_OUT;
use crate::domain::application::{Application, ClientAuthentication};
use crate::domain::audience::AudienceName;
use crate::domain::audit::AuditAction;
use crate::domain::branding::Branding;
use crate::domain::connection::{Connection, EntraSettings, Registration};
use crate::domain::credential::{CredentialKind, StoredCredential};
use crate::domain::flag::FlagSetting;
use crate::domain::id::{ApplicationId, ConnectionId, OrganizationId};
use crate::domain::organization::{Domain, Organization, OrganizationConfiguration};
use crate::domain::protocol::Protocol;
use crate::domain::provider::{GoogleSettings, OidcSettings, ProviderSettings};
use crate::domain::recheck;
use crate::domain::user::User;
use crate::store::configuration::StoredOrganization;
use crate::store::{Store, StoreError};

const WHOLE: &str = "\
# All that is configured, for `apply`. Secrets are not in it: before it is applied, each variable that it names holds
# the secret that is meant, or the reference is replaced.
";
const PARTIAL: &str = "\
# What is configured for one organization, for `apply`. Secrets are not in it: before it is applied, each variable that it
# names holds the secret that is meant, or the reference is replaced.

# Organizations and applications that are not named here stay as they are.
partial = true
";

/// All that is configured, or all of one organization, as a file; who took it out stands in the log.
pub async fn export(store: &Store, only: Option<OrganizationId>, act: &Act<'_>) -> Result<String, StoreError> {
    let (applications, organizations) = match only {
        None => {
            let stored = store.read_everything().await?;
            (stored.applications, stored.organizations)
        }
        Some(id) => {
            let applications = store.list_applications().await?;
            let applications = applications.iter().map(|application| (**application).clone()).collect();
            (applications, store.organization(id).read_whole().await?.into_iter().collect())
        }
    };
    let mut logos = BTreeMap::new();
    for organization in &organizations {
        if let Some(name) = &organization.configuration.organization.branding.logo
            && let Some(picture) = store.find_logo(name).await?
        {
            logos.insert(name.clone(), picture);
        }
    }
    let users: usize = organizations.iter().map(|organization| organization.users.len()).sum();
    let detail = json!({ "organizations": organizations.len(), "users": users });
    let event = match organizations.first().filter(|_| only.is_some()) {
        Some(one) => {
            let Organization { id, slug, .. } = &one.configuration.organization;
            act.event(AuditAction::ConfigurationExported, *id, format!("organization {slug}"), &detail)
        }
        None => act.own_event(AuditAction::ConfigurationExported, "everything".to_owned(), &detail),
    };
    store.append_audit(&event).await?;
    Ok(write(&applications, &organizations, &logos, only.is_some()))
}

/// The file. `logos` has the pictures by their names; a partial file names no applications.
pub fn write(
    applications: &[Application],
    organizations: &[StoredOrganization],
    logos: &BTreeMap<String, Vec<u8>>,
    partial: bool,
) -> String {
    let by_id = applications.iter().map(|application| (application.id, application.client_id.as_str())).collect();
    let mut file = File { text: String::new(), variables: HashSet::new(), logos, applications: by_id };
    file.text.push_str(if partial { PARTIAL } else { WHOLE });
    if !partial {
        for application in applications {
            file.application(application);
        }
    }
    for organization in organizations {
        file.organization(organization);
    }
    file.text
}

/// A file that is being written. Of each thing all fields are named, so that one that is new cannot be forgotten here.
struct File<'a> {
    text: String,
    /// The variables that are named already.
    variables: HashSet<String>,
    logos: &'a BTreeMap<String, Vec<u8>>,
    applications: BTreeMap<ApplicationId, &'a str>,
}

impl File<'_> {
    fn table(&mut self, name: &str) {
        let _ = writeln!(self.text, "\n[[{name}]]");
    }

    /// A field, as TOML.
    fn field(&mut self, name: &str, value: &impl Serialize) {
        // What these types hold can be written as TOML; a field of nothing is not written at all.
        if let Ok(value) = toml::Value::try_from(value) {
            let _ = writeln!(self.text, "{name} = {value}");
        }
    }

    fn maybe(&mut self, name: &str, value: Option<&impl Serialize>) {
        if let Some(value) = value {
            self.field(name, value);
        }
    }

    /// A field that is not written where it is as it would be without.
    fn unless(&mut self, name: &str, usual: bool, value: bool) {
        if value != usual {
            self.field(name, &value);
        }
    }

    fn instant(&mut self, name: &str, at: Option<DateTime<Utc>>) {
        if let Some(at) = at {
            let _ = writeln!(self.text, "{name} = {}", instant(at));
        }
    }

    /// A reference to a variable that has its name from what the secret is of. Two of one name get different ones.
    fn reference(&mut self, of: &[&str]) -> String {
        let plain = of.join("_").replace('-', "_").to_ascii_uppercase();
        let numbered = (2..).map(|number| format!("{plain}_{number}"));
        let names = std::iter::once(plain.clone()).chain(numbered);
        let name = names.into_iter().find(|name| !self.variables.contains(name)).unwrap_or(plain);
        self.variables.insert(name.clone());
        format!("{{ env = \"{name}\" }}")
    }

    fn application(&mut self, application: &Application) {
        let Application {
            id: _,
            client_id,
            name,
            status,
            sso,
            authentication,
            redirect_uris,
            id_token_algorithm,
            refresh_tokens,
            device_grant,
            require_mfa,
            home,
            protocol,
        } = application;
        self.table("application");
        self.field("client_id", client_id);
        self.field("name", name);
        self.field("status", status);
        self.field("sso", sso);
        match authentication {
            ClientAuthentication::None => {}
            ClientAuthentication::Secret { .. } => {
                let reference = self.reference(&["application", client_id, "secret"]);
                let _ = writeln!(self.text, "secret = {reference}");
            }
            ClientAuthentication::PrivateKeyJwt => self.field("authentication", &authentication.method()),
        }
        self.field("redirect_uris", redirect_uris);
        self.field("id_token_algorithm", id_token_algorithm);
        self.unless("refresh_tokens", false, *refresh_tokens);
        self.unless("device_grant", false, *device_grant);
        self.unless("require_mfa", false, *require_mfa);
        self.maybe("home", home.as_ref());
        self.maybe("protocol", Some(protocol).filter(|protocol| **protocol != Protocol::default()));
    }

    fn organization(&mut self, stored: &StoredOrganization) {
        let StoredOrganization { configuration, users } = stored;
        let OrganizationConfiguration { organization, domains, connections, credentials, flags } = configuration;
        let Organization {
            id: _,
            slug,
            name,
            status,
            help,
            locale,
            admins,
            sessions,
            sign_out_upstream,
            shared_devices,
            audit_retention_days,
            upstream_recheck_minutes,
            branding: Branding { accent, logo },
        } = organization;
        self.table("organization");
        self.field("slug", slug);
        self.field("name", name);
        self.field("status", status);
        self.maybe("help", help.as_ref());
        self.maybe("locale", locale.as_ref());
        if !admins.is_empty() {
            self.field("admins", admins);
        }
        self.field("session_minutes", &sessions.minutes);
        self.field("session_idle_minutes", &sessions.idle_minutes);
        self.unless("sign_out_upstream", false, *sign_out_upstream);
        self.unless("shared_devices", false, *shared_devices);
        self.maybe("audit_retention_days", audit_retention_days.as_ref());
        self.maybe(
            "upstream_recheck_minutes",
            Some(upstream_recheck_minutes).filter(|minutes| **minutes != recheck::USUAL_MINUTES),
        );
        self.maybe("accent", accent.as_ref());
        if let Some(picture) = logo.as_ref().and_then(|logo| self.logos.get(logo)) {
            let written = format!("{PICTURE_WRITTEN_OUT}{}", STANDARD.encode(picture));
            self.field("logo", &written);
        }
        let mut names = BTreeMap::new();
        for connection in connections {
            let in_force = connection.active.as_ref().map(|version| &version.settings);
            let is_used = |stored: &&StoredCredential| {
                let of_this = stored.connection_id == connection.id && stored.in_use;
                of_this && in_force.is_some_and(|settings| stored.is_for(settings))
            };
            let credential = credentials.iter().find(is_used);
            if self.connection(slug, connection, credential) {
                names.insert(connection.id, connection.name.as_str());
            }
        }
        for domain in domains {
            self.domain(domain, &names);
        }
        for flag in flags {
            self.flag(flag);
        }
        for user in users {
            self.user(user);
        }
    }

    /// Says whether there is anything of it to write: one without a version in force is being set up.
    fn connection(&mut self, slug: &str, connection: &Connection, credential: Option<&StoredCredential>) -> bool {
        // What was in force before, and what is being edited, is no part of what is configured.
        let Connection { id: _, organization_id: _, name, kind, status, active, previous: _, draft: _ } = connection;
        let Some(version) = active else {
            let _ = writeln!(self.text, "\n# The connection {name} is being set up: nothing of it is in force yet.");
            return false;
        };
        self.table("organization.connection");
        self.field("name", name);
        self.field("kind", kind);
        self.field("status", status);
        match &version.settings {
            ProviderSettings::Entra(settings) => self.entra(settings),
            ProviderSettings::Google(GoogleSettings { client_id, domains }) => {
                self.field("client_id", client_id);
                self.field("domains", domains);
            }
            ProviderSettings::Oidc(OidcSettings { issuer, client_id, email_claim, require_email_verified }) => {
                self.field("issuer", issuer);
                self.field("client_id", client_id);
                self.field("email_claim", email_claim);
                self.unless("require_email_verified", true, *require_email_verified);
            }
        }
        if let Some(credential) = credential {
            self.credential(&["connection", slug, name], credential);
        }
        true
    }

    fn entra(&mut self, settings: &EntraSettings) {
        let EntraSettings { registration, tid, cloud, allow_guests, domain_hint, mfa_context, require_mfa } = settings;
        match registration {
            Registration::Own { client_id } => {
                self.field("registration", &"own");
                self.field("tid", tid);
                self.field("client_id", client_id);
            }
            Registration::Shared => {
                self.field("registration", &"shared");
                self.field("tid", tid);
            }
        }
        self.field("cloud", cloud);
        self.unless("allow_guests", false, *allow_guests);
        self.maybe("domain_hint", domain_hint.as_ref());
        self.maybe("mfa_context", mfa_context.as_ref());
        self.unless("require_mfa", false, *require_mfa);
    }

    fn credential(&mut self, of: &[&str; 3], credential: &StoredCredential) {
        let [kind, slug, name] = *of;
        let mut reference = |what| self.reference(&[kind, slug, name, what]);
        let ends = credential.expires_at.map(|at| format!(", expires_at = {}", instant(at))).unwrap_or_default();
        let written = match credential.kind {
            CredentialKind::Federated => format!("{{ federated = true{ends} }}"),
            CredentialKind::ClientSecret => format!("{{ client_secret = {}{ends} }}", reference("client_secret")),
            // When it ends stands in the certificate.
            CredentialKind::Certificate => {
                let (certificate, private_key) = (reference("certificate"), reference("private_key"));
                format!("{{ certificate = {certificate}, private_key = {private_key} }}")
            }
        };
        let _ = writeln!(self.text, "credential = {written}");
    }

    fn domain(&mut self, domain: &Domain, names: &BTreeMap<ConnectionId, &str>) {
        // However it was proven: whoever applies the file elsewhere says so themselves, and keeps nobody out.
        let Domain { id: _, organization_id: _, name, connection_id, proven_by, challenge: _ } = domain;
        self.table("organization.domain");
        self.field("name", &name.as_str());
        self.maybe("connection", connection_id.and_then(|id| names.get(&id)));
        self.unless("proven", false, proven_by.is_some());
    }

    fn flag(&mut self, flag: &FlagSetting) {
        let FlagSetting { id: _, name, application_id, value, audience, starts_at, ends_at, reason } = flag;
        let (audience, everyone_from) = audience.parts();
        self.table("organization.flag");
        self.field("name", name);
        self.field("value", value);
        self.maybe("audience", Some(&audience).filter(|audience| **audience != AudienceName::Everyone));
        self.instant("everyone_from", everyone_from);
        let application = application_id.and_then(|id| self.applications.get(&id)).copied();
        self.maybe("application", application.as_ref());
        self.instant("starts_at", *starts_at);
        self.instant("ends_at", *ends_at);
        self.field("reason", reason);
    }

    fn user(&mut self, user: &User) {
        // A former address ends by itself, and a file that is applied leaves it alone.
        let User { id: _, organization_id: _, email, former_email: _, name, kind, status, roles, locale, pilot } = user;
        self.table("organization.user");
        self.field("email", email);
        self.field("name", name);
        self.field("kind", kind);
        self.field("status", status);
        if !roles.is_empty() {
            self.field("roles", roles);
        }
        self.maybe("locale", locale.as_ref());
        self.unless("pilot", false, *pilot);
    }
}

/// An instant as TOML has it, as exact as both databases keep it.
fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_secrets_never_share_a_variable() {
        let mut file = File {
            text: String::new(),
            variables: HashSet::new(),
            logos: &BTreeMap::new(),
            applications: BTreeMap::new(),
        };
        let one = file.reference(&["connection", "a-b", "c", "client_secret"]);
        let other = file.reference(&["connection", "a", "b-c", "client_secret"]);
        let third = file.reference(&["connection", "a-b-c", "client", "secret"]);
        assert_eq!(one, r#"{ env = "CONNECTION_A_B_C_CLIENT_SECRET" }"#);
        assert_eq!(other, r#"{ env = "CONNECTION_A_B_C_CLIENT_SECRET_2" }"#);
        assert_eq!(third, r#"{ env = "CONNECTION_A_B_C_CLIENT_SECRET_3" }"#);
    }
}
