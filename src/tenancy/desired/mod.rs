//! What a file means: every entry checked, every reference followed, every problem gathered with its place.

mod application;
mod connections;
mod organization;

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde_spanned::Spanned;
use url::Url;

use super::file::TenantsFile;
use super::problem::{FileError, Problem};
use super::secret::{SecretReference, Sources};
use crate::domain::application::{ApplicationStatus, AuthenticationMethod, SigningAlgorithm, SsoPolicy};
use crate::domain::audience::Audience;
use crate::domain::branding::Accent;
use crate::domain::connection::{Connection, ConnectionKind, ConnectionStatus};
use crate::domain::credential::{Credential, CredentialKind};
use crate::domain::email::{EmailAddress, EmailDomain};
use crate::domain::flag::FlagName;
use crate::domain::organization::{OrganizationStatus, SessionLifetimes, is_slug};
use crate::domain::protocol::Protocol;
use crate::domain::provider::ProviderSettings;
use crate::domain::secret::Secret;
use crate::domain::user::{UserKind, UserStatus};

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

struct Reader<'a> {
    sources: Sources<'a>,
    /// Whether there may be applications that the file does not name.
    partial: bool,
    problems: Vec<Problem>,
    /// Which organization has a domain already.
    domains: HashMap<EmailDomain, String>,
}

impl Reader<'_> {
    fn problem(&mut self, span: Range<usize>, label: &'static str, message: impl Into<String>, help: &str) {
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

    fn secret(&mut self, reference: Spanned<SecretReference>, label: &'static str) -> Option<Secret> {
        let span = reference.span();
        match self.sources.secret(reference.into_inner()) {
            Ok(secret) => Some(secret),
            Err(error) => {
                self.problem(span, label, error.to_string(), "set it, or correct the reference");
                None
            }
        }
    }

    fn slug(&mut self, name: &Spanned<String>, label: &'static str) {
        if !is_slug(name.get_ref()) {
            let message = "a name has 1 to 63 lower-case letters, digits and hyphens, and no hyphen at its ends";
            self.problem(name.span(), label, message, "for example st-janshof");
        }
    }
}
