//! App registrations: what the admin of a directory has set up for the broker.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::certificate::Certificate;

/// A claim that has to be configured before Entra sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OptionalClaim {
    /// `email`, also sent for the scope `email`, and always for guests.
    Email,
    /// `xms_edov`, sent together with `email` only.
    XmsEdov,
    /// `upn`.
    Upn,
    /// `acct`: 0 for a member, 1 for a guest.
    Acct,
    /// `auth_time`.
    AuthTime,
    /// `sid`.
    Sid,
    /// `login_hint`, opaque.
    LoginHint,
    /// `acrs`; it is also sent when a request asks for it by the parameter `claims`.
    Acrs,
    /// `idp` for members too; guests have it anyway.
    Idp,
    /// `given_name`.
    GivenName,
    /// `family_name`.
    FamilyName,
}

/// A client secret.
#[derive(Clone, Debug)]
pub struct ClientSecret {
    /// Its value.
    pub value: String,
    /// When it ends; never, if none.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Trust in the assertions of another issuer: no secret exists.
#[derive(Clone, Debug)]
pub struct FederatedCredential {
    /// `iss`, from where its keys are fetched.
    pub issuer: String,
    /// `sub`.
    pub subject: String,
    /// `aud`.
    pub audience: String,
}

/// An app registration. Its setters change a value that is then handed to
/// [`Handle::add_registration`](crate::Handle::add_registration).
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "a registration is a page of independent switches")]
pub struct Registration {
    /// The application (client) id.
    pub client_id: String,
    /// Its name.
    pub name: String,
    /// Redirect URIs, compared exactly (the port of `http://localhost` aside).
    pub redirect_uris: Vec<String>,
    /// Client secrets.
    pub secrets: Vec<ClientSecret>,
    /// Certificates.
    pub certificates: Vec<Certificate>,
    /// Federated credentials.
    pub federated: Vec<FederatedCredential>,
    /// Optional claims of the ID token. None at first, as at Microsoft.
    pub claims: BTreeSet<OptionalClaim>,
    /// Whether people of other directories may use it.
    pub multi_tenant: bool,
    /// Where consent was given. The directory of the registration itself is added with it.
    pub consented_in: BTreeSet<Uuid>,
    /// Whether only assigned people may use it.
    pub assignment_required: bool,
    /// Who is assigned.
    pub assigned: BTreeSet<Uuid>,
    /// Whether unverified addresses are left out: on for multi-tenant registrations since June 2023.
    pub remove_unverified_email: bool,
    /// The front-channel logout URL.
    pub front_channel_logout: Option<String>,
    /// Whether Microsoft Graph tells the app of itself, as it does unless a directory forbids it.
    pub reads_itself: bool,
    /// The application permissions at Microsoft Graph that consent has granted, e.g. `User.Read.All`: wherever consent was given.
    pub app_permissions: BTreeSet<String>,
    /// Whether [`Handle::add_registration`](crate::Handle::add_registration) counts its own directory as consenting.
    pub(crate) consents_at_home: bool,
}

impl Registration {
    /// A single-tenant registration with consent, without redirect URIs, credentials or optional claims.
    pub fn new(client_id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            client_id: client_id.into(),
            name: name.into(),
            redirect_uris: Vec::new(),
            secrets: Vec::new(),
            certificates: Vec::new(),
            federated: Vec::new(),
            claims: BTreeSet::new(),
            multi_tenant: false,
            consented_in: BTreeSet::new(),
            assignment_required: false,
            assigned: BTreeSet::new(),
            remove_unverified_email: false,
            front_channel_logout: None,
            reads_itself: true,
            app_permissions: BTreeSet::new(),
            consents_at_home: true,
        }
    }

    /// Adds a redirect URI.
    #[must_use]
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uris.push(uri.into());
        self
    }

    /// Adds a client secret that never ends.
    #[must_use]
    pub fn secret(mut self, value: impl Into<String>) -> Self {
        self.secrets.push(ClientSecret { value: value.into(), expires_at: None });
        self
    }

    /// Adds a client secret with an end.
    #[must_use]
    pub fn secret_until(mut self, value: impl Into<String>, expires_at: DateTime<Utc>) -> Self {
        self.secrets.push(ClientSecret { value: value.into(), expires_at: Some(expires_at) });
        self
    }

    /// Adds a certificate.
    #[must_use]
    pub fn certificate(mut self, certificate: Certificate) -> Self {
        self.certificates.push(certificate);
        self
    }

    /// Trusts an issuer's assertions about `subject`, with the audience `api://AzureADTokenExchange`.
    #[must_use]
    pub fn federated(mut self, issuer: impl Into<String>, subject: impl Into<String>) -> Self {
        self.federated.push(FederatedCredential {
            issuer: issuer.into(),
            subject: subject.into(),
            audience: "api://AzureADTokenExchange".to_owned(),
        });
        self
    }

    /// Configures optional claims.
    #[must_use]
    pub fn claims(mut self, claims: impl IntoIterator<Item = OptionalClaim>) -> Self {
        self.claims.extend(claims);
        self
    }

    /// Configures the optional claims that a hospital is asked for: `email`, `upn`, `acct`, `auth_time`, `sid`,
    /// `login_hint` and `xms_edov`.
    #[must_use]
    pub fn recommended_claims(self) -> Self {
        self.claims([
            OptionalClaim::Email,
            OptionalClaim::Upn,
            OptionalClaim::Acct,
            OptionalClaim::AuthTime,
            OptionalClaim::Sid,
            OptionalClaim::LoginHint,
            OptionalClaim::XmsEdov,
        ])
    }

    /// Lets people of other directories in, each after consent there.
    #[must_use]
    pub fn multi_tenant(mut self) -> Self {
        self.multi_tenant = true;
        self.remove_unverified_email = true;
        self
    }

    /// Gives consent for a directory.
    #[must_use]
    pub fn consented_in(mut self, tid: Uuid) -> Self {
        self.consented_in.insert(tid);
        self
    }

    /// Takes away the consent that its own directory would give.
    #[must_use]
    pub fn without_consent(mut self) -> Self {
        self.consents_at_home = false;
        self.consented_in.clear();
        self
    }

    /// Demands assignment.
    #[must_use]
    pub fn assignment_required(mut self) -> Self {
        self.assignment_required = true;
        self
    }

    /// Assigns a person.
    #[must_use]
    pub fn assign(mut self, oid: Uuid) -> Self {
        self.assigned.insert(oid);
        self
    }

    /// Sets the front-channel logout URL.
    #[must_use]
    pub fn front_channel_logout(mut self, url: impl Into<String>) -> Self {
        self.front_channel_logout = Some(url.into());
        self
    }

    /// Grants an application permission at Microsoft Graph.
    #[must_use]
    pub fn app_permission(mut self, name: impl Into<String>) -> Self {
        self.app_permissions.insert(name.into());
        self
    }

    /// Whether a redirect URI is registered. The port of `http://localhost` is not looked at, as at Microsoft.
    pub(crate) fn knows_redirect_uri(&self, uri: &str) -> bool {
        self.redirect_uris.iter().any(|known| {
            known == uri || without_localhost_port(known).is_some_and(|a| without_localhost_port(uri) == Some(a))
        })
    }

    pub(crate) fn is_assigned(&self, oid: Uuid) -> bool {
        !self.assignment_required || self.assigned.contains(&oid)
    }
}

fn without_localhost_port(uri: &str) -> Option<&str> {
    let rest = uri.strip_prefix("http://localhost")?;
    match rest.strip_prefix(':') {
        Some(rest) => Some(rest.trim_start_matches(|digit: char| digit.is_ascii_digit())),
        None => rest.starts_with('/').then_some(rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirect_uris_match_exactly_but_for_the_port_of_localhost() {
        let registration = Registration::new("app", "App")
            .redirect_uri("http://localhost:8080/back")
            .redirect_uri("https://login.example/back");
        for uri in ["http://localhost:8080/back", "http://localhost:1/back", "https://login.example/back"] {
            assert!(registration.knows_redirect_uri(uri), "{uri}");
        }
        for uri in [
            "http://localhost:8080/Back",
            "http://localhost.evil.example/back",
            "https://login.example:8443/back",
            "https://login.example/back/",
            "https://login.example/back?x=1",
        ] {
            assert!(!registration.knows_redirect_uri(uri), "{uri}");
        }
    }
}
