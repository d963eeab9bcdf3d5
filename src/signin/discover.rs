//! Step 2, *discover*: by which way may this person come?
//!
//! From the address typed, the application's `login_hint` or `organization`, or what this browser remembers. The answer is
//! per domain, never per account, and the same for a domain that nobody knows: [`leads`] says where a domain leads, [`offer`] what
//! the login page offers then, and in which order.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::decide::{Demand, Facts, Verdict, Way, decide};
use super::request::{AuthorizationRequest, Prompt};
use crate::domain::application::{Application, SsoPolicy};
use crate::domain::connection::{Connection, ConnectionStatus};
use crate::domain::email::{EmailAddress, EmailDomain};
use crate::domain::flag::{FlagName, resolve};
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

    /// Whether the way by which they came is among those offered now; `traditional`, where one-time passwords can be sent.
    pub fn is_offered(&self, offer: &[Offered], traditional: bool) -> bool {
        offer.iter().any(|offered| match self.method {
            RememberedMethod::Entra => *offered == Offered::Microsoft,
            RememberedMethod::OneTimePassword => traditional && matches!(offered, Offered::Code | Offered::Continue),
        })
    }
}

/// Whether an organization lets browsers remember its people.
pub fn may_be_remembered(
    application: &Application,
    configuration: &OrganizationConfiguration,
    now: DateTime<Utc>,
) -> bool {
    let name = FlagName::RememberMethod;
    !configuration.organization.shared_devices && resolve(name, &configuration.flags, application, now).value(name)
}

/// Where the domain of an address leads, for an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leads {
    /// To Microsoft.
    Microsoft {
        /// Whether nothing else is open to professionals.
        forced: bool,
    },
    /// To a code: nobody knows the domain, or SSO is not open to it.
    Code,
}

/// Where a domain leads. `configuration` is that of the organization which has proved that it owns it. The same for every address.
pub fn leads(
    application: &Application,
    configuration: Option<&OrganizationConfiguration>,
    domain: &EmailDomain,
    now: DateTime<Utc>,
) -> Leads {
    let Some((configuration, connection)) = configuration.and_then(|it| Some((it, it.route(domain)?))) else {
        return Leads::Code;
    };
    if !opens(application, configuration, connection, now) {
        return Leads::Code;
    }
    let name = FlagName::ForcedSso;
    Leads::Microsoft { forced: resolve(name, &configuration.flags, application, now).value(name) }
}

/// Whether SSO through a connection opens an application, as far as can be said before anybody has come.
pub fn opens(
    application: &Application,
    configuration: &OrganizationConfiguration,
    connection: &Connection,
    now: DateTime<Utc>,
) -> bool {
    let way = Way::Sso { connection, shown: None };
    let facts = Facts { now, application, configuration, way, people: None, demand: Demand::default() };
    decide(&facts).verdict == Verdict::MayDepart
}

/// A way that the login page offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offered {
    /// *Continue*: the domain decides.
    Continue,
    /// *Sign in with Microsoft*
    Microsoft,
    /// *Send me a code*
    Code,
    /// The same for patients alone, where their hospital's professionals come by Microsoft only.
    CodeForPatients,
}

/// What the login page offers, the way that leads first; nothing, where no way opens the application. `leads` is none as long as no
/// address is known.
pub fn offer(application: &Application, traditional: bool, leads: Option<Leads>) -> &'static [Offered] {
    use Offered::{Code, CodeForPatients, Continue, Microsoft};
    let sso = application.sso != SsoPolicy::Never;
    match (leads, traditional) {
        (_, false) if !sso => &[],
        // The address may be mended; a button that leads nowhere is none.
        (Some(Leads::Code), _) => &[Continue],
        (None, _) if !sso => &[Continue],
        (None, true) => &[Continue, Microsoft, Code],
        (None, false) => &[Continue, Microsoft],
        (Some(Leads::Microsoft { forced: false }), true) => &[Microsoft, Code],
        (Some(Leads::Microsoft { forced: true }), true) => &[Microsoft, CodeForPatients],
        (Some(Leads::Microsoft { .. }), false) => &[Microsoft],
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

/// Whether the application wants nobody else than whom the browser remembers.
pub fn names_nobody_else(request: &AuthorizationRequest, remembered: &Remembered) -> bool {
    let hinted = request.login_hint.as_deref().map(|hint| hint.parse().ok());
    hinted.is_none_or(|hinted| hinted.as_ref() == Some(&remembered.address))
}

/// Whether the account that a browser remembers can be asked for silently: it came by Microsoft, the application names no other, and
/// asks for no age of the proof, which Microsoft cannot be asked for.
pub fn may_be_asked_silently(request: &AuthorizationRequest, remembered: &Remembered) -> bool {
    remembered.method == RememberedMethod::Entra && request.max_age.is_none() && names_nobody_else(request, remembered)
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

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::Offered::{Code, CodeForPatients, Continue, Microsoft};
    use super::RememberedMethod::{Entra, OneTimePassword};
    use super::*;
    use crate::domain::application::tests::application;

    const OPEN: Leads = Leads::Microsoft { forced: false };
    const FORCED: Leads = Leads::Microsoft { forced: true };

    #[test]
    fn what_is_offered_and_in_which_order() {
        for (sso, traditional, leads, expected) in [
            (SsoPolicy::Follow, true, None, &[Continue, Microsoft, Code][..]),
            (SsoPolicy::OptIn, true, Some(OPEN), &[Microsoft, Code]),
            (SsoPolicy::Follow, true, Some(FORCED), &[Microsoft, CodeForPatients]),
            (SsoPolicy::Follow, true, Some(Leads::Code), &[Continue]),
            (SsoPolicy::Never, true, None, &[Continue]),
            (SsoPolicy::Never, true, Some(Leads::Code), &[Continue]),
            // Letters cannot be sent.
            (SsoPolicy::Follow, false, None, &[Continue, Microsoft]),
            (SsoPolicy::Follow, false, Some(OPEN), &[Microsoft]),
            (SsoPolicy::Follow, false, Some(FORCED), &[Microsoft]),
            (SsoPolicy::Follow, false, Some(Leads::Code), &[Continue]),
            (SsoPolicy::Never, false, None, &[]),
            (SsoPolicy::Never, false, Some(Leads::Code), &[]),
        ] {
            let application = Application { sso, ..application() };
            assert_eq!(offer(&application, traditional, leads), expected, "{sso:?} {traditional} {leads:?}");
        }
    }

    #[test]
    fn whoever_came_last_leads_by_a_way_that_is_still_offered() {
        let remembered = |method| Remembered {
            organization_id: Uuid::from_u128(1).into(),
            organization: "St. Janshof".to_owned(),
            address: "a.devries@st-janshof.example".parse().unwrap(),
            login_hint: None,
            method,
        };
        let offered = |method, traditional, leads| {
            remembered(method).is_offered(offer(&application(), traditional, Some(leads)), traditional)
        };
        assert!(offered(Entra, true, OPEN) && offered(Entra, true, FORCED) && offered(Entra, false, OPEN));
        assert!(!offered(Entra, true, Leads::Code));
        assert!(offered(OneTimePassword, true, OPEN) && offered(OneTimePassword, true, Leads::Code));
        assert!(!offered(OneTimePassword, true, FORCED) && !offered(OneTimePassword, false, OPEN));
        assert!(!offered(OneTimePassword, false, Leads::Code), "nobody can send it");
    }
}
