//! What a file means: every entry checked, every reference followed, every problem gathered with its place.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use serde_spanned::Spanned;
use url::Url;

use super::change::Broken;
use super::domains::domain_name;
use super::file::{ApplicationEntry, DomainEntry, FlagEntry, OrganizationEntry, TenantsFile, UserEntry};
use super::flags::broken_audience;
use super::problem::{FileError, Problem};
use super::secret::{SecretReference, Sources};
use crate::domain::anchor::LONGEST_RETENTION;
use crate::domain::application::{ApplicationStatus, AuthenticationMethod, SigningAlgorithm, SsoPolicy, check_home};
use crate::domain::audience::{Audience, AudienceName};
use crate::domain::branding::{Accent, AccentError, LARGEST_LOGO, LONGEST_SIDE, is_logo};
use crate::domain::connection::{Connection, ConnectionKind, ConnectionStatus};
use crate::domain::credential::{Credential, CredentialKind};
use crate::domain::email::{EmailAddress, EmailDomain};
use crate::domain::flag::FlagName;
use crate::domain::organization::{OrganizationStatus, SessionLifetimes, is_slug};
use crate::domain::protocol::Protocol;
use crate::domain::provider::ProviderSettings;
use crate::domain::recheck;
use crate::domain::secret::Secret;
use crate::domain::sector;
use crate::domain::user::{UserKind, UserStatus};

/// Fewer characters than this cannot hold the randomness that a secret stored under a plain hash must have.
const SHORTEST_SECRET: usize = 32;

/// What a picture begins with that stands in the file itself (RFC 2397).
pub(super) const PICTURE_WRITTEN_OUT: &str = "data:image/png;base64,";

/// What a file means.
#[derive(Debug, Default)]
pub struct Desired {
    /// Whether what is not named stays as it is: other organizations, and applications.
    pub partial: bool,
    /// The applications.
    pub applications: Vec<DesiredApplication>,
    /// The organizations.
    pub organizations: Vec<DesiredOrganization>,
}

/// An application.
#[derive(Debug)]
#[expect(missing_docs, reason = "as in domain::application::Application")]
pub struct DesiredApplication {
    pub client_id: String,
    pub name: String,
    pub status: ApplicationStatus,
    pub sso: SsoPolicy,
    pub authentication: AuthenticationMethod,
    pub secret: Option<Secret>,
    pub redirect_uris: Vec<String>,
    pub id_token_algorithm: SigningAlgorithm,
    pub refresh_tokens: bool,
    pub device_grant: bool,
    pub require_mfa: bool,
    pub home: Option<Url>,
    pub protocol: Protocol,
}

/// An organization with its things.
#[derive(Debug)]
#[expect(missing_docs, reason = "as in domain::organization::Organization")]
pub struct DesiredOrganization {
    pub slug: String,
    pub name: String,
    pub status: OrganizationStatus,
    pub help: Option<String>,
    pub locale: Option<String>,
    pub admins: Vec<EmailAddress>,
    pub sessions: SessionLifetimes,
    pub sign_out_upstream: bool,
    pub shared_devices: bool,
    pub audit_retention_days: Option<u32>,
    pub upstream_recheck_minutes: u32,
    pub accent: Option<Accent>,
    /// The content.
    pub logo: Option<Vec<u8>>,
    pub connections: Vec<DesiredConnection>,
    pub domains: Vec<DesiredDomain>,
    pub flags: Vec<DesiredFlag>,
    pub users: Vec<DesiredUser>,
}

/// A connection.
#[derive(Debug)]
#[expect(missing_docs, reason = "as in domain::connection::Connection")]
pub struct DesiredConnection {
    pub name: String,
    pub kind: ConnectionKind,
    pub status: ConnectionStatus,
    pub settings: ProviderSettings,
    pub credential: Option<DesiredCredential>,
}

/// A credential, with its secret.
#[derive(Debug)]
#[expect(missing_docs, reason = "as in domain::credential::StoredCredential")]
pub struct DesiredCredential {
    pub kind: CredentialKind,
    pub secret: Option<Secret>,
    pub certificate: Option<String>,
    pub expires_at: Option<DateTime<Utc>>,
}

impl DesiredCredential {
    /// What it is, opened, at a connection; nothing, where a part of it is missing.
    pub(super) fn credential(&self, connection: &Connection) -> Option<Credential> {
        match (self.kind, &self.secret, &self.certificate) {
            (CredentialKind::Federated, ..) => Some(Credential::Federated { subject: connection.id.to_string() }),
            (CredentialKind::ClientSecret, Some(secret), _) => Some(Credential::ClientSecret(secret.clone())),
            (CredentialKind::Certificate, Some(private_key), Some(certificate)) => {
                Some(Credential::Certificate { private_key: private_key.clone(), certificate: certificate.clone() })
            }
            _ => None,
        }
    }
}

/// A domain.
#[derive(Debug)]
#[expect(missing_docs, reason = "as in domain::organization::Domain")]
pub struct DesiredDomain {
    pub name: EmailDomain,
    pub connection: Option<String>,
    pub proven: bool,
}

/// A flag.
#[derive(Debug)]
#[expect(missing_docs, reason = "as in domain::flag::FlagSetting")]
pub struct DesiredFlag {
    pub name: FlagName,
    pub application: Option<String>,
    pub value: bool,
    pub audience: Audience,
    pub starts_at: Option<DateTime<Utc>>,
    pub ends_at: Option<DateTime<Utc>>,
    pub reason: String,
    pub without_recent_sign_in: Option<String>,
}

/// A user.
#[derive(Debug)]
#[expect(missing_docs, reason = "as in domain::user::User")]
pub struct DesiredUser {
    pub email: EmailAddress,
    pub name: String,
    pub kind: UserKind,
    pub status: UserStatus,
    pub roles: Vec<String>,
    pub locale: Option<String>,
    /// Whether they are on the pilot list; whatever they are, where the file does not say.
    pub pilot: Option<bool>,
}

/// Reads a file's text. `base` is the folder that its references to files are relative to.
pub fn read(name: &str, text: &str, base: &Path) -> Result<Desired, FileError> {
    read_with(name, text, Sources::Here(base))
}

/// Reads a file's text, whose references lead to these.
pub fn read_with(name: &str, text: &str, sources: Sources<'_>) -> Result<Desired, FileError> {
    let file: TenantsFile = toml::from_str(text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        let (message, help) = explain(error.message());
        FileError::new(name, text, vec![Problem { message, help, span, label: "here" }])
    })?;
    let mut reader = Reader { sources, partial: file.partial, problems: Vec::new(), domains: HashMap::new() };
    let desired = reader.file(file);
    if reader.problems.is_empty() { Ok(desired) } else { Err(FileError::new(name, text, reader.problems)) }
}

/// What the parser found, and the way out. Where it quotes what may be a secret, it is not quoted here.
fn explain(message: &str) -> (String, Option<String>) {
    let is_about_a_secret = [
        "expected `env` or `file`",
        "wanted string or table",
        "expected map with a single key",
        "enum SecretReference",
        "wanted exactly 1 element",
    ];
    if is_about_a_secret.iter().any(|mark| message.contains(mark)) {
        let help = "write { env = \"NAME\" } or { file = \"path\" }, exactly one";
        return ("a secret is a reference, never a value".to_owned(), Some(help.to_owned()));
    }
    let guid = "a GUID has the form 00000000-0000-0000-0000-000000000000; Entra shows it on the Overview page";
    (message.to_owned(), message.contains("UUID").then(|| guid.to_owned()))
}

pub(super) struct Reader<'a> {
    sources: Sources<'a>,
    /// Whether there may be applications that the file does not name.
    partial: bool,
    problems: Vec<Problem>,
    /// Which organization has a domain already.
    domains: HashMap<EmailDomain, String>,
}

impl Reader<'_> {
    pub(super) fn problem(&mut self, span: Range<usize>, label: &'static str, message: impl Into<String>, help: &str) {
        let help = (!help.is_empty()).then(|| help.to_owned());
        self.problems.push(Problem { message: message.into(), help, span, label });
    }

    fn file(&mut self, file: TenantsFile) -> Desired {
        let mut applications: Vec<DesiredApplication> = Vec::new();
        for entry in file.application {
            let span = entry.client_id.span();
            let application = self.application(entry);
            if applications.iter().any(|other| other.client_id == application.client_id) {
                self.problem(span, "client_id", "two applications have this client_id", "remove one of them");
            }
            applications.push(application);
        }
        let client_ids: Vec<String> = applications.iter().map(|application| application.client_id.clone()).collect();
        let mut organizations: Vec<DesiredOrganization> = Vec::new();
        for entry in file.organization {
            let span = entry.slug.span();
            let organization = self.organization(entry, &client_ids);
            if organizations.iter().any(|other| other.slug == organization.slug) {
                self.problem(span, "slug", "two organizations have this slug", "remove one of them");
            }
            organizations.push(organization);
        }
        Desired { partial: self.partial, applications, organizations }
    }

    fn application(&mut self, entry: ApplicationEntry) -> DesiredApplication {
        self.slug(&entry.client_id, "client_id");
        let said = entry.authentication.as_ref().map(|said| *said.get_ref());
        let by_secret = entry.secret.is_some();
        let usual = if by_secret { AuthenticationMethod::Secret } else { AuthenticationMethod::None };
        let authentication = said.unwrap_or(usual);
        if let Some(said) = &entry.authentication
            && by_secret != (authentication == AuthenticationMethod::Secret)
        {
            let help = "with a secret it is secret; without, none or private_key_jwt";
            self.problem(said.span(), "authentication", "this does not go with secret", help);
        }
        let public = authentication == AuthenticationMethod::None;
        let secret = entry.secret.and_then(|reference| {
            let span = reference.span();
            let secret = self.secret(reference, "secret")?;
            if secret.expose().len() < SHORTEST_SECRET {
                let help = "make one with `openssl rand -base64 32`";
                self.problem(span, "secret", format!("a secret has at least {SHORTEST_SECRET} characters"), help);
            }
            Some(secret)
        });
        let span = entry.redirect_uris.as_ref().map_or_else(|| entry.client_id.span(), Spanned::span);
        let uris = entry.redirect_uris.map(Spanned::into_inner).unwrap_or_default();
        if uris.is_empty() && !entry.device_grant {
            let message = "an application needs at least one redirect URI, or the device grant";
            self.problem(span, "redirect_uris", message, "");
        }
        let place = entry.protocol.as_ref().map_or_else(|| entry.client_id.span(), Spanned::span);
        let protocol = entry.protocol.map(Spanned::into_inner).unwrap_or_default();
        for uri in &uris {
            if let Err(message) = protocol.check_redirect_uri(uri.get_ref(), public) {
                self.problem(uri.span(), "redirect_uris", message, "");
            }
        }
        let uris: Vec<_> = uris.into_iter().map(Spanned::into_inner).collect();
        let wrong = protocol.check(authentication, entry.id_token_algorithm);
        for (field, message) in wrong.into_iter().chain(sector::check(&protocol, &uris)) {
            self.problem(place.clone(), field, message, "");
        }
        DesiredApplication {
            client_id: entry.client_id.into_inner(),
            name: entry.name,
            status: entry.status,
            sso: entry.sso,
            authentication,
            secret,
            redirect_uris: uris,
            id_token_algorithm: entry.id_token_algorithm,
            refresh_tokens: entry.refresh_tokens,
            device_grant: entry.device_grant,
            require_mfa: entry.require_mfa,
            home: entry.home.map(|home| {
                if let Err(message) = check_home(home.get_ref()) {
                    self.problem(home.span(), "home", message, "");
                }
                home.into_inner()
            }),
            protocol,
        }
    }

    fn organization(&mut self, entry: OrganizationEntry, client_ids: &[String]) -> DesiredOrganization {
        self.slug(&entry.slug, "slug");
        // Also of those that are wrong: a domain may name them.
        let names: Vec<String> = entry.connection.iter().map(|entry| entry.name.get_ref().clone()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut connections: Vec<DesiredConnection> = Vec::new();
        let mut places = Vec::new();
        for connection in entry.connection {
            let span = connection.name.span();
            let place = connection.domains.as_ref().map_or_else(|| span.clone(), Spanned::span);
            let Some(connection) = self.connection(connection) else { continue };
            if connections.iter().any(|other| other.name == connection.name) {
                self.problem(span, "name", "two connections of the organization have this name", "rename one of them");
            }
            connections.push(connection);
            places.push(place);
        }
        self.workspaces(&connections, &places, &entry.domain);
        let slug = entry.slug.get_ref();
        let domains = entry.domain.into_iter().filter_map(|domain| self.domain(domain, slug, &names)).collect();
        let flags = self.flags(entry.flag, client_ids);
        let mut users: Vec<DesiredUser> = Vec::new();
        // A hospital's people are many: each is looked up, and not compared with all before.
        let mut addresses = HashSet::new();
        for user in entry.user {
            let span = user.email.span();
            let Some(user) = self.user(user) else { continue };
            if !addresses.insert(user.email.clone()) {
                self.problem(span, "email", "two users of the organization have this address", "remove one of them");
            }
            users.push(user);
        }
        if let Some(locale) = &entry.locale
            && locale.get_ref().parse::<unic_langid::LanguageIdentifier>().is_err()
        {
            self.problem(locale.span(), "locale", "this is no language tag", "for example nl or en");
        }
        let admins = entry.admins.iter().filter_map(|admin| self.admin(admin)).collect();
        let sessions = self.sessions(entry.session_minutes.as_ref(), entry.session_idle_minutes.as_ref());
        let retention = entry.audit_retention_days.as_ref();
        if let Some(days) = retention.filter(|days| !(1..=LONGEST_RETENTION).contains(days.get_ref())) {
            let message = format!("a log is kept for 1 to {LONGEST_RETENTION} days");
            self.problem(days.span(), "audit_retention_days", message, "leave it out to keep the log for good");
        }
        let recheck = entry.upstream_recheck_minutes.as_ref();
        if let Some(minutes) = recheck.filter(|minutes| !recheck::minutes_fit(*minutes.get_ref())) {
            let message = format!("The provider is asked again after {} minutes", recheck::MINUTES);
            self.problem(minutes.span(), "upstream_recheck_minutes", message, "leave it out for 15");
        }
        let accent = entry.accent.as_ref().and_then(|accent| self.accent(accent));
        let logo = entry.logo.as_ref().and_then(|logo| self.logo(logo));
        DesiredOrganization {
            slug: entry.slug.into_inner(),
            name: entry.name,
            status: entry.status,
            help: entry.help,
            locale: entry.locale.map(Spanned::into_inner),
            admins,
            sessions,
            sign_out_upstream: entry.sign_out_upstream,
            shared_devices: entry.shared_devices,
            audit_retention_days: entry.audit_retention_days.map(Spanned::into_inner),
            upstream_recheck_minutes: entry
                .upstream_recheck_minutes
                .map_or(recheck::USUAL_MINUTES, Spanned::into_inner),
            accent,
            logo,
            connections,
            domains,
            flags,
            users,
        }
    }

    fn accent(&mut self, accent: &Spanned<String>) -> Option<Accent> {
        let parsed = accent.get_ref().parse();
        if let Err(error) = &parsed {
            let error: &AccentError = error;
            self.problem(accent.span(), "accent", error.to_string(), "take a darker one, for example #005a9c");
        }
        parsed.ok()
    }

    fn logo(&mut self, logo: &Spanned<PathBuf>) -> Option<Vec<u8>> {
        let written = logo.get_ref().to_str().and_then(|logo| logo.strip_prefix(PICTURE_WRITTEN_OUT));
        let read = match written {
            Some(base64) => Ok(STANDARD.decode(base64).unwrap_or_default()),
            None => self.sources.picture(logo.get_ref()),
        };
        match read {
            Ok(content) if is_logo(&content) => Some(content),
            Ok(_) => {
                let what = if written.is_some() { "this".to_owned() } else { logo.get_ref().display().to_string() };
                let message =
                    format!("{what} is no PNG of at most {} KiB and {LONGEST_SIDE} pixels a side", LARGEST_LOGO / 1024);
                self.problem(logo.span(), "logo", message, "take one with a clear ground, about 400 by 100 pixels");
                None
            }
            Err(error) => {
                self.problem(logo.span(), "logo", error.to_string(), "");
                None
            }
        }
    }

    fn admin(&mut self, admin: &Spanned<String>) -> Option<EmailAddress> {
        let address = admin.get_ref().parse();
        if let Err(error) = &address {
            let error: &crate::domain::email::EmailError = error;
            self.problem(
                admin.span(),
                "admins",
                error.to_string(),
                "name the mailbox of the hospital's administrators",
            );
        }
        address.ok()
    }

    fn sessions(&mut self, minutes: Option<&Spanned<u32>>, idle: Option<&Spanned<u32>>) -> SessionLifetimes {
        let usual = SessionLifetimes::USUAL;
        let of = |given: Option<&Spanned<u32>>, usual: u32| given.map_or(usual, |given| *given.get_ref());
        let lifetimes = SessionLifetimes {
            minutes: of(minutes, usual.minutes),
            idle_minutes: of(idle, usual.idle_minutes.min(of(minutes, usual.minutes))),
        };
        if let Some(given) = minutes.filter(|_| !lifetimes.minutes_fit()) {
            self.problem(given.span(), "session_minutes", "a session lasts 5 minutes to 30 days", "for example 720");
        }
        if let Some(given) = idle.filter(|_| !lifetimes.idle_minutes_fit()) {
            let message = "an unused session lasts 5 minutes at least, and no longer than a used one";
            self.problem(given.span(), "session_idle_minutes", message, "for example 60");
        }
        lifetimes
    }

    fn domain(&mut self, entry: DomainEntry, slug: &str, connections: &[&str]) -> Option<DesiredDomain> {
        let span = entry.name.span();
        let name = match domain_name(entry.name.get_ref()) {
            Ok(name) => name,
            Err(Broken { field, what, way_out }) => {
                self.problem(span, field, what, way_out);
                return None;
            }
        };
        if let Some(other) = self.domains.insert(name.clone(), slug.to_owned()) {
            self.problem(span, "name", format!("`{other}` has this domain already"), "a domain routes to one place");
        }
        if let Some(connection) = &entry.connection
            && !connections.contains(&connection.get_ref().as_str())
        {
            let help = format!("the organization has: {}", connections.join(", "));
            self.problem(connection.span(), "connection", "the organization has no such connection", &help);
        }
        Some(DesiredDomain { name, connection: entry.connection.map(Spanned::into_inner), proven: entry.proven })
    }

    fn flags(&mut self, entries: Vec<FlagEntry>, client_ids: &[String]) -> Vec<DesiredFlag> {
        let mut flags: Vec<DesiredFlag> = Vec::new();
        for entry in entries {
            let span = entry.name.span();
            let name = entry.name.into_inner();
            if let Some(application) = &entry.application {
                if !self.partial && !client_ids.contains(application.get_ref()) {
                    let help = format!("the file has: {}", client_ids.join(", "));
                    self.problem(application.span(), "application", "there is no such application", &help);
                }
                if !name.by_application() {
                    let message = format!("`{}` is set for a whole organization", name.as_str());
                    self.problem(application.span(), "application", message, "remove application");
                }
            }
            if entry.starts_at.zip(entry.ends_at).is_some_and(|(start, end)| start >= end) {
                self.problem(
                    span.clone(),
                    "name",
                    "the flag would end before it starts",
                    "correct starts_at or ends_at",
                );
            }
            let audience = Audience::new(entry.audience, entry.everyone_from);
            if entry.audience == AudienceName::Everyone && entry.everyone_from.is_some() {
                let what = "everyone_from says until when a pilot is one";
                self.problem(span.clone(), "everyone_from", what, "add audience = \"pilot\", or remove it");
            }
            let times = (entry.starts_at, entry.ends_at);
            if let Some(Broken { field, what, way_out }) = broken_audience(name, entry.value, audience, times) {
                self.problem(span.clone(), field, what, way_out);
            }
            if entry.reason.trim().is_empty() {
                self.problem(span.clone(), "reason", "a flag says why it is set", "");
            }
            let application = entry.application.map(Spanned::into_inner);
            if flags.iter().any(|other| other.name == name && other.application == application) {
                self.problem(span, "name", "the flag is set twice", "remove one of the entries");
            }
            if let Some(why) = &entry.without_recent_sign_in
                && (name != FlagName::ForcedSso || why.get_ref().trim().is_empty())
            {
                let message = "this says why forced_sso is switched on although nobody has signed in lately";
                self.problem(why.span(), "without_recent_sign_in", message, "give a reason, or remove it");
            }
            let FlagEntry { value, starts_at, ends_at, reason, .. } = entry;
            let without_recent_sign_in = entry.without_recent_sign_in.map(Spanned::into_inner);
            flags.push(DesiredFlag {
                name,
                application,
                value,
                audience,
                starts_at,
                ends_at,
                reason,
                without_recent_sign_in,
            });
        }
        flags
    }

    fn user(&mut self, entry: UserEntry) -> Option<DesiredUser> {
        let email = match entry.email.get_ref().parse() {
            Ok(email) => email,
            Err(error) => {
                let error: crate::domain::email::EmailError = error;
                self.problem(entry.email.span(), "email", error.to_string(), "");
                return None;
            }
        };
        let UserEntry { name, kind, status, roles, locale, pilot, .. } = entry;
        Some(DesiredUser { email, name, kind, status, roles, locale, pilot })
    }

    pub(super) fn secret(&mut self, reference: Spanned<SecretReference>, label: &'static str) -> Option<Secret> {
        let span = reference.span();
        match self.sources.secret(reference.into_inner()) {
            Ok(secret) => Some(secret),
            Err(error) => {
                self.problem(span, label, error.to_string(), "set it, or correct the reference");
                None
            }
        }
    }

    pub(super) fn slug(&mut self, name: &Spanned<String>, label: &'static str) {
        if !is_slug(name.get_ref()) {
            let message = "a name has 1 to 63 lower-case letters, digits and hyphens, and no hyphen at its ends";
            self.problem(name.span(), label, message, "for example st-janshof");
        }
    }
}
