//! Step 2, *discover*: by which way may this person come?
//!
//! From the address typed, the application's `login_hint` or `organization`, or what this browser remembers. The answer is
//! per domain, never per account, and the same for a domain that nobody knows.

use serde::{Deserialize, Serialize};

use super::request::{AuthorizationRequest, Prompt};
use crate::domain::connection::{Connection, ConnectionStatus};
use crate::domain::email::EmailAddress;
use crate::domain::id::OrganizationId;
use crate::domain::organization::OrganizationConfiguration;

/// What a browser remembers of the last sign-in in it. Sealed: a name on a shared screen is enough.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// The organization.
    pub organization_id: OrganizationId,
    /// Its name, for the page.
    pub organization: String,
    /// The address.
    pub address: EmailAddress,
    /// Entra's own opaque hint, better than the address.
    pub login_hint: Option<String>,
    /// By which way they came.
    #[serde(default)]
    pub method: RememberedMethod,
}

impl Remembered {
    /// Whether they came the traditional way.
    pub fn is_traditional(&self) -> bool {
        self.method == RememberedMethod::OneTimePassword
    }
}

/// The way by which somebody came last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RememberedMethod {
    /// With the hospital's Microsoft account.
    #[default]
    Entra,
    /// The traditional way.
    OneTimePassword,
}

/// What is known of where a person comes from, before anybody is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// The application named an address.
    Address(EmailAddress),
    /// The application named an organization, by its slug.
    Organization(String),
    /// Nothing: the person is asked.
    Nothing,
}

/// Reads the application's hints. The address is the surer one. `select_account` asks the person, whatever is hinted.
pub fn hint(request: &AuthorizationRequest) -> Hint {
    if request.prompt == Prompt::SelectAccount {
        return Hint::Nothing;
    }
    if let Some(address) = request.login_hint.as_deref().and_then(|hint| hint.parse().ok()) {
        return Hint::Address(address);
    }
    request.organization.clone().map_or(Hint::Nothing, Hint::Organization)
}

/// Whether the account that a browser remembers can be asked for silently: it came by Microsoft, the application names no other, and
/// asks for no age of the proof, which Microsoft cannot be asked for.
pub fn may_be_asked_silently(request: &AuthorizationRequest, remembered: &Remembered) -> bool {
    let hinted = request.login_hint.as_deref().map(|hint| hint.parse().ok());
    remembered.method == RememberedMethod::Entra
        && request.max_age.is_none()
        && hinted.is_none_or(|hinted| hinted.as_ref() == Some(&remembered.address))
}

/// The connection that serves a whole organization: its only usable one.
pub fn only_connection(configuration: &OrganizationConfiguration) -> Option<&Connection> {
    let mut usable = configuration
        .connections
        .iter()
        .filter(|connection| connection.status == ConnectionStatus::Active && connection.active.is_some());
    let first = usable.next();
    if usable.next().is_some() { None } else { first }
}

/// Of several organizations on one Entra tenant, the one whose proven domain the address has (a hospital group).
pub fn by_domain<'a, C>(candidates: &'a [C], address: Option<&EmailAddress>) -> Option<&'a C>
where
    C: AsRef<OrganizationConfiguration>,
{
    match candidates {
        [only] => Some(only),
        several => {
            let domain = address?.domain();
            several.iter().find(|candidate| candidate.as_ref().has_proven(&domain))
        }
    }
}
