//! What a connection knows of its identity provider: one enum by kind, and what the rules of entry ask of it, whichever it is.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::connection::{ConnectionKind, EntraSettings, Registration};
use super::email::EmailDomain;

/// Google's one issuer, for every Workspace of the world (Google, "OpenID Connect", "Discovery document").
pub const GOOGLE_ISSUER: &str = "https://accounts.google.com";

/// What a version of a connection says of its identity provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProviderSettings {
    /// Microsoft Entra ID.
    Entra(EntraSettings),
    /// Google Workspace.
    Google(GoogleSettings),
    /// Any other provider that speaks OpenID Connect.
    Oidc(OidcSettings),
}

/// What a connection knows of its Google Workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoogleSettings {
    /// The OAuth client that the broker is at Google.
    pub client_id: String,
    /// The Workspace's domains, of which the claim `hd` names one. Each is a proven domain of the organization.
    pub domains: Vec<EmailDomain>,
}

/// What a connection knows of another OpenID Connect provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OidcSettings {
    /// Its issuer, to the letter: discovery and every token are compared with it.
    pub issuer: String,
    /// What the broker is called there.
    pub client_id: String,
    /// The claim that holds the address.
    pub email_claim: String,
    /// Whether the provider must say that it has verified the address (`email_verified`).
    pub require_email_verified: bool,
}

/// What the broker is registered as at a provider. A credential proves that it is this, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RegisteredAs {
    /// The provider, where the client id alone is not unique in the world: another one must not be shown what this one trusts.
    pub issuer: Option<String>,
    /// The client id.
    pub client_id: String,
}

impl RegisteredAs {
    /// Whether settings name this registration.
    pub fn is_named_by(&self, settings: &ProviderSettings) -> bool {
        settings.client_id() == Some(self.client_id.as_str()) && settings.issuer() == self.issuer.as_deref()
    }
}

/// Where an account is at home, as far as its provider says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home<'a> {
    /// Microsoft's directory (`tid`).
    Directory(Uuid),
    /// A Workspace, by its domain (`hd`).
    Workspace(&'a str),
    /// Nowhere in particular: there is nothing beyond the issuer.
    Unsaid,
}

impl fmt::Display for Home<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory(tid) => write!(f, "tid {tid}"),
            Self::Workspace(domain) => write!(f, "hd {domain}"),
            Self::Unsaid => f.write_str("no tenant"),
        }
    }
}

impl ProviderSettings {
    /// The kind of provider that they are about.
    pub const fn kind(&self) -> ConnectionKind {
        match self {
            Self::Entra(_) => ConnectionKind::Entra,
            Self::Google(_) => ConnectionKind::Google,
            Self::Oidc(_) => ConnectionKind::Oidc,
        }
    }

    /// Those of Entra, where that is the provider.
    pub const fn entra(&self) -> Option<&EntraSettings> {
        match self {
            Self::Entra(settings) => Some(settings),
            Self::Google(_) | Self::Oidc(_) => None,
        }
    }

    /// What the broker is called there; none for the shared registration, whose name is not the connection's.
    pub fn client_id(&self) -> Option<&str> {
        match self {
            Self::Entra(entra) => match &entra.registration {
                Registration::Own { client_id } => Some(client_id),
                Registration::Shared => None,
            },
            Self::Google(google) => Some(&google.client_id),
            Self::Oidc(oidc) => Some(&oidc.client_id),
        }
    }

    /// The issuer, where it is the connection's own to say. A client id of Entra or Google is no other's anywhere.
    fn issuer(&self) -> Option<&str> {
        match self {
            Self::Entra(_) | Self::Google(_) => None,
            Self::Oidc(oidc) => Some(&oidc.issuer),
        }
    }

    /// What the broker is registered as there; none for the shared registration.
    pub fn registered_as(&self) -> Option<RegisteredAs> {
        let client_id = self.client_id()?.to_owned();
        Some(RegisteredAs { issuer: self.issuer().map(str::to_owned), client_id })
    }

    /// Who runs the provider, for those who are told of it: Microsoft, Google, or the host of another's issuer.
    pub fn run_by(&self) -> &str {
        match self {
            Self::Entra(_) => ConnectionKind::Entra.run_by().unwrap_or_default(),
            Self::Google(_) => ConnectionKind::Google.run_by().unwrap_or_default(),
            Self::Oidc(oidc) => {
                let host = oidc.issuer.split_once("://").map_or(oidc.issuer.as_str(), |(_, host)| host);
                host.split('/').next().unwrap_or(host)
            }
        }
    }

    /// Whether the broker is there by the provider's registration, which many hospitals share. Else it needs a credential of the
    /// connection's own.
    pub fn is_shared(&self) -> bool {
        self.entra().is_some_and(|entra| entra.registration == Registration::Shared)
    }

    /// Whether accounts of this home may come in, as far as the home tells. What has none where one is expected belongs to nobody,
    /// and [`super::claims::Standing`] says so.
    pub fn is_home(&self, home: Home<'_>) -> bool {
        match (self, home) {
            (Self::Entra(entra), Home::Directory(tid)) => entra.tid == tid,
            (Self::Google(google), Home::Workspace(domain)) => {
                google.domains.iter().any(|own| own.as_str().eq_ignore_ascii_case(domain))
            }
            (Self::Google(_) | Self::Oidc(_), Home::Unsaid) => true,
            _ => false,
        }
    }

    /// Whether guests of the hospital's tenant may come in.
    pub fn allows_guests(&self) -> bool {
        self.entra().is_some_and(|entra| entra.allow_guests)
    }

    /// Whether an address counts only where the provider vouches for it. Entra sends its mark to few, so there it only must not
    /// deny it.
    pub const fn requires_email_verified(&self) -> bool {
        match self {
            Self::Entra(_) => false,
            Self::Google(_) => true,
            Self::Oidc(oidc) => oidc.require_email_verified,
        }
    }

    /// The authentication context of which the hospital has attested that it demands a second factor. Only Entra has any.
    pub fn mfa_context(&self) -> Option<&String> {
        self.entra()?.mfa_context.as_ref()
    }

    /// Whether every sign-in must satisfy it.
    pub fn require_mfa(&self) -> bool {
        self.entra().is_some_and(|entra| entra.require_mfa)
    }

    /// Whether the provider can be asked to have a person prove anew who they are. Google knows no such request.
    pub const fn proves_anew(&self) -> bool {
        !matches!(self, Self::Google(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_named_by_its_host_where_it_has_no_other_name() {
        for (issuer, name) in [
            ("https://id.st-janshof.example", "id.st-janshof.example"),
            ("https://id.st-janshof.example/realms/staff", "id.st-janshof.example"),
            ("http://127.0.0.1:8443/", "127.0.0.1:8443"),
        ] {
            let settings = ProviderSettings::Oidc(OidcSettings {
                issuer: issuer.to_owned(),
                client_id: "client".to_owned(),
                email_claim: "email".to_owned(),
                require_email_verified: true,
            });
            assert_eq!(settings.run_by(), name);
        }
    }

    #[test]
    fn an_account_is_at_home_where_the_settings_say_and_nowhere_else() {
        let google = ProviderSettings::Google(GoogleSettings {
            client_id: "client".to_owned(),
            domains: vec!["st-janshof.example".parse().unwrap(), "clinic.example".parse().unwrap()],
        });
        let oidc = ProviderSettings::Oidc(OidcSettings {
            issuer: "https://id.st-janshof.example".to_owned(),
            client_id: "client".to_owned(),
            email_claim: "email".to_owned(),
            require_email_verified: true,
        });
        let directory = Home::Directory(Uuid::from_u128(1));
        for (home, at_google, at_oidc) in [
            (Home::Workspace("st-janshof.example"), true, false),
            (Home::Workspace("Clinic.Example"), true, false),
            (Home::Workspace("evil.example"), false, false),
            (Home::Workspace("sub.st-janshof.example"), false, false),
            (Home::Workspace(""), false, false),
            (directory, false, false),
            (Home::Unsaid, true, true),
        ] {
            assert_eq!((google.is_home(home), oidc.is_home(home)), (at_google, at_oidc), "{home}");
        }
    }
}
