//! What a file means, of connections: to which provider they lead, and with what the broker proves itself there.

use std::ops::Range;

use serde_spanned::Spanned;
use uuid::Uuid;

use super::{DesiredConnection, DesiredCredential, Reader};
use crate::domain::connection::{ConnectionKind, ConnectionStatus};
use crate::domain::credential::CredentialKind;
use crate::domain::email::EmailDomain;
use crate::domain::provider::ProviderSettings;
use crate::tenancy::change::Broken;
use crate::tenancy::entra::{RegistrationWord, WrittenSettings};
use crate::tenancy::file::{ConnectionEntry, CredentialEntry, DomainEntry};
use crate::tenancy::google::WrittenGoogle;
use crate::tenancy::oidc::{self, WrittenOidc};
use crate::tenancy::provider::Written;
use crate::upstream::credential::inspect;

impl Reader<'_> {
    pub(super) fn connection(&mut self, entry: ConnectionEntry) -> Option<DesiredConnection> {
        self.slug(&entry.name, "name");
        let span = entry.registration.as_ref().map_or_else(|| entry.name.span(), Spanned::span);
        self.foreign_fields(&entry);
        let settings = self.provider(&entry);
        let shared = entry.registration.as_ref().is_some_and(|it| *it.get_ref() == RegistrationWord::Shared);
        let (kind, disabled) = (entry.kind, entry.status == ConnectionStatus::Disabled);
        let credential = match (shared, entry.credential) {
            (false, Some(credential)) => {
                let place = credential.span();
                let credential = self.credential(credential);
                if credential.as_ref().is_some_and(|credential| !kind.takes(credential.kind)) {
                    let help = "give it a client_secret";
                    let message = format!("a connection of the kind {} cannot be proved so", kind.as_str());
                    self.problem(place, "credential", message, help);
                }
                credential
            }
            // Nobody comes in by it, so nothing has to prove us there.
            (false, None) if disabled => None,
            (false, None) => {
                let (message, help) = if kind == ConnectionKind::Entra {
                    let help =
                        "add credential: { federated = true }, a certificate with its private_key, or a client_secret";
                    ("a registration of the hospital's own needs a credential", help)
                } else {
                    ("the connection needs a credential", "add credential: { client_secret = … }")
                };
                let field = if kind == ConnectionKind::Entra { "registration" } else { "credential" };
                self.problem(span, field, message, help);
                None
            }
            (true, None) => None,
            (true, Some(credential)) => {
                let help = "remove it: the shared registration's credential is in anteroom.toml";
                self.problem(credential.span(), "credential", "the shared registration has its own credential", help);
                None
            }
        };
        Some(DesiredConnection {
            name: entry.name.into_inner(),
            kind,
            status: entry.status,
            settings: settings?,
            credential,
        })
    }

    /// The domains of a Workspace are the organization's own. That they are proven, each sign-in asks: the file need not say so of one
    /// that the DNS proves.
    pub(super) fn workspaces(
        &mut self,
        connections: &[DesiredConnection],
        places: &[Range<usize>],
        domains: &[DomainEntry],
    ) {
        let own: Vec<EmailDomain> = domains.iter().filter_map(|domain| domain.name.get_ref().parse().ok()).collect();
        for (connection, place) in connections.iter().zip(places) {
            let ProviderSettings::Google(google) = &connection.settings else { continue };
            if let Some(foreign) = google.domains.iter().find(|domain| !own.contains(domain)) {
                let message = format!("{foreign} is no domain of the organization");
                let help = "add it as [[organization.domain]], or leave it out";
                self.problem(place.clone(), "domains", message, help);
            }
        }
    }

    /// What only another kind of connection knows: whoever writes it expects it to count.
    fn foreign_fields(&mut self, entry: &ConnectionEntry) {
        fn place<T>(field: Option<&Spanned<T>>) -> Option<Range<usize>> {
            field.map(Spanned::span)
        }
        for (of, name, written) in [
            (ConnectionKind::Entra, "registration", place(entry.registration.as_ref())),
            (ConnectionKind::Entra, "tid", place(entry.tid.as_ref())),
            (ConnectionKind::Entra, "cloud", place(entry.cloud.as_ref())),
            (ConnectionKind::Entra, "allow_guests", place(entry.allow_guests.as_ref())),
            (ConnectionKind::Entra, "domain_hint", place(entry.domain_hint.as_ref())),
            (ConnectionKind::Entra, "mfa_context", place(entry.mfa_context.as_ref())),
            (ConnectionKind::Entra, "require_mfa", place(entry.require_mfa.as_ref())),
            (ConnectionKind::Google, "domains", place(entry.domains.as_ref())),
            (ConnectionKind::Oidc, "issuer", place(entry.issuer.as_ref())),
            (ConnectionKind::Oidc, "email_claim", place(entry.email_claim.as_ref())),
            (ConnectionKind::Oidc, "require_email_verified", place(entry.require_email_verified.as_ref())),
        ] {
            if let (true, Some(span)) = (of != entry.kind, written) {
                let message = format!("only a connection of the kind {} has this", of.as_str());
                self.problem(span, name, message, "remove it, or change kind");
            }
        }
    }

    /// A field that a connection of this kind must have.
    fn needed<T: Clone>(
        &mut self,
        entry: &ConnectionEntry,
        name: &'static str,
        field: Option<&Spanned<T>>,
    ) -> Option<T> {
        if field.is_none() {
            let message = format!("a connection of the kind {} needs this", entry.kind.as_str());
            self.problem(entry.name.span(), name, message, "add it");
        }
        field.map(|field| field.get_ref().clone())
    }

    fn provider(&mut self, entry: &ConnectionEntry) -> Option<ProviderSettings> {
        let written = match entry.kind {
            ConnectionKind::Entra => self.entra(entry).map(Written::Entra),
            ConnectionKind::Google => {
                let client_id = self.needed(entry, "client_id", entry.client_id.as_ref());
                let domains = self.needed(entry, "domains", entry.domains.as_ref());
                client_id.zip(domains).map(|(client_id, domains)| Written::Google(WrittenGoogle { client_id, domains }))
            }
            ConnectionKind::Oidc => {
                let client_id = self.needed(entry, "client_id", entry.client_id.as_ref());
                let issuer = self.needed(entry, "issuer", entry.issuer.as_ref());
                let claim = entry.email_claim.as_ref().map(|claim| claim.get_ref().clone());
                let require = entry.require_email_verified.as_ref().is_none_or(|required| *required.get_ref());
                client_id.zip(issuer).map(|(client_id, issuer)| {
                    let email_claim = claim.unwrap_or_else(oidc::email);
                    Written::Oidc(WrittenOidc { issuer, client_id, email_claim, require_email_verified: require })
                })
            }
        };
        let broken = match written?.check() {
            Ok(settings) => return Some(settings),
            Err(broken) => broken,
        };
        for Broken { field, what, way_out } in broken {
            let span = match field {
                "client_id" => entry.client_id.as_ref().map(Spanned::span),
                "tid" => entry.tid.as_ref().map(Spanned::span),
                "domain_hint" => entry.domain_hint.as_ref().map(Spanned::span),
                "mfa_context" => entry.mfa_context.as_ref().map(Spanned::span),
                "require_mfa" => entry.require_mfa.as_ref().map(Spanned::span),
                "domains" => entry.domains.as_ref().map(Spanned::span),
                "issuer" => entry.issuer.as_ref().map(Spanned::span),
                "email_claim" => entry.email_claim.as_ref().map(Spanned::span),
                _ => entry.registration.as_ref().map(Spanned::span),
            };
            let span = span.or_else(|| entry.registration.as_ref().map(Spanned::span));
            self.problem(span.unwrap_or_else(|| entry.name.span()), field, what, way_out);
        }
        None
    }

    fn entra(&mut self, entry: &ConnectionEntry) -> Option<WrittenSettings> {
        let registration = self.needed(entry, "registration", entry.registration.as_ref());
        let tid = self.needed(entry, "tid", entry.tid.as_ref());
        let client_id = match entry.client_id.as_ref().map(|id| (id.get_ref().parse::<Uuid>(), id.span())) {
            None => None,
            Some((Ok(id), _)) => Some(id),
            Some((Err(_), span)) => {
                let help = "take the Application (client) ID from the Overview page";
                self.problem(span, "client_id", "at Entra this is a GUID", help);
                return None;
            }
        };
        Some(WrittenSettings {
            registration: registration?,
            client_id,
            tid: tid?,
            cloud: entry.cloud.as_ref().map(|cloud| *cloud.get_ref()).unwrap_or_default(),
            allow_guests: entry.allow_guests.as_ref().is_some_and(|allowed| *allowed.get_ref()),
            domain_hint: entry.domain_hint.as_ref().map(|hint| hint.get_ref().clone()),
            mfa_context: entry.mfa_context.as_ref().map(|context| context.get_ref().clone()),
            require_mfa: entry.require_mfa.as_ref().is_some_and(|required| *required.get_ref()),
        })
    }

    fn credential(&mut self, entry: Spanned<CredentialEntry>) -> Option<DesiredCredential> {
        let span = entry.span();
        let entry = entry.into_inner();
        match (entry.federated, entry.certificate, entry.private_key, entry.client_secret) {
            (true, None, None, None) => Some(DesiredCredential {
                kind: CredentialKind::Federated,
                secret: None,
                certificate: None,
                expires_at: entry.expires_at,
            }),
            (false, None, None, Some(secret)) => Some(DesiredCredential {
                kind: CredentialKind::ClientSecret,
                secret: Some(self.secret(secret, "client_secret")?),
                certificate: None,
                expires_at: entry.expires_at,
            }),
            (false, Some(certificate), Some(private_key), None) => {
                let place = certificate.span();
                let certificate = self.secret(certificate, "certificate")?;
                let private_key = self.secret(private_key, "private_key")?;
                match inspect(certificate.expose(), &private_key) {
                    Ok(facts) => Some(DesiredCredential {
                        kind: CredentialKind::Certificate,
                        secret: Some(private_key),
                        certificate: Some(certificate.expose().to_owned()),
                        expires_at: Some(facts.expires_at),
                    }),
                    Err(error) => {
                        self.problem(place, "certificate", error.to_string(), "");
                        None
                    }
                }
            }
            _ => {
                let help = "{ federated = true }, { certificate = …, private_key = … } or { client_secret = … }";
                self.problem(span, "credential", "a credential is of exactly one kind", help);
                None
            }
        }
    }
}
