//! Step 2, *discover*: by which way may this person come?
//!
//! From the address typed, the application's `login_hint` or `organization`, or what this browser remembers. The answer is
//! per domain, never per account, and the same for a domain that nobody knows: [`leads`] says where a domain leads, [`offer`] what
//! the login page offers then, and in which order.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::decide::{Demand, Facts, Verdict, Way, decide};
use super::request::{AuthorizationRequest, Prompt};
use super::transit::{Asked, Departure, Proven, Stage, Target};
use crate::domain::application::{Application, SsoPolicy};
use crate::domain::connection::{Connection, ConnectionStatus};
use crate::domain::email::{EmailAddress, EmailDomain};
use crate::domain::flag::{FlagName, resolve};
use crate::domain::id::OrganizationId;
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::provider_name::ProviderName;

/// What a browser remembers of the last sign-in in it. Sealed: a name on a shared screen is enough.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// The organization.
    pub organization_id: OrganizationId,
    /// Its name, for the page.
    pub organization: String,
    /// The address.
    pub address: EmailAddress,
    /// The provider's own opaque hint, better than the address.
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
            RememberedMethod::Sso => *offered == Offered::Provider,
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

/// What the provider of an attempt is called: that of the connection by which somebody came, or where the domain of their address leads,
/// or else of the only one that there is; most come by Microsoft.
pub(super) fn provider_of_attempt(configuration: Option<&OrganizationConfiguration>, stage: &Stage) -> ProviderName {
    let Some(configuration) = configuration else { return ProviderName::Microsoft };
    let by = match stage {
        Stage::Departed(Departure { target: Target::Connection(_, id) | Target::Tenant(_, id), .. }) => {
            configuration.connection(*id)
        }
        Stage::Asked(Asked { address, .. }) | Stage::Proven(Proven { address, .. }) => {
            configuration.route(&address.domain()).or_else(|| only_connection(configuration))
        }
        Stage::Choosing | Stage::Departed(_) => only_connection(configuration),
    };
    by.map_or(ProviderName::Microsoft, |connection| ProviderName::of(connection.kind, &configuration.organization))
}

/// Where the domain of an address leads, for an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leads {
    /// To the hospital's own account.
    Sso {
        /// What is on the button.
        button: ProviderName,
        /// Whether nothing else is open to professionals.
        forced: bool,
    },
    /// To either: SSO is on for a pilot, and who is on its list is told to nobody. A code leads, as most of the domain's people come
    /// so.
    Both {
        /// What is on the button.
        button: ProviderName,
    },
    /// To a code: nobody knows the domain, or SSO is not open to it.
    Code,
}

impl Leads {
    /// What is on the button, where it leads to the hospital's own account.
    pub fn button(self) -> Option<ProviderName> {
        match self {
            Self::Sso { button, .. } | Self::Both { button } => Some(button),
            Self::Code => None,
        }
    }
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
    if is_pilot(application, configuration, now) {
        return Leads::Both { button: ProviderName::of(connection.kind, &configuration.organization) };
    }
    let name = FlagName::ForcedSso;
    let forced = resolve(name, &configuration.flags, application, now).value(name);
    Leads::Sso { button: ProviderName::of(connection.kind, &configuration.organization), forced }
}

/// Whether SSO is on for an organization's pilot alone, for an application.
pub fn is_pilot(application: &Application, configuration: &OrganizationConfiguration, now: DateTime<Utc>) -> bool {
    resolve(FlagName::Sso, &configuration.flags, application, now).is_pilot()
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
    /// *Sign in with Microsoft*, or with whoever else the [`ProviderName`] names.
    Provider,
    /// *Send me a code*
    Code,
    /// The same for patients alone, where their hospital's professionals come by Microsoft only.
    CodeForPatients,
}

/// What the login page offers, the way that leads first; nothing, where no way opens the application. `leads` is none as long as no
/// address is known.
pub fn offer(application: &Application, traditional: bool, leads: Option<&Leads>) -> &'static [Offered] {
    use Offered::{Code, CodeForPatients, Continue, Provider};
    let sso = application.sso != SsoPolicy::Never;
    match (leads, traditional) {
        (_, false) if !sso => &[],
        // The address may be mended; a button that leads nowhere is none.
        (Some(Leads::Code), _) => &[Continue],
        (None, _) if !sso => &[Continue],
        (None, true) => &[Continue, Provider, Code],
        (None, false) | (Some(Leads::Both { .. }), true) => &[Continue, Provider],
        (Some(Leads::Sso { forced: false, .. }), true) => &[Provider, Code],
        (Some(Leads::Sso { forced: true, .. }), true) => &[Provider, CodeForPatients],
        (Some(Leads::Sso { .. } | Leads::Both { .. }), false) => &[Provider],
    }
}

/// The way by which somebody came last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RememberedMethod {
    /// With the hospital's own account. Written under the name that it had when that was always one of Microsoft.
    #[default]
    #[serde(rename = "entra")]
    Sso,
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
    remembered.method == RememberedMethod::Sso && request.max_age.is_none() && names_nobody_else(request, remembered)
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

    use super::Offered::{Code, CodeForPatients, Continue, Provider};
    use super::RememberedMethod::{OneTimePassword, Sso};
    use super::*;
    use crate::domain::application::tests::application;

    const OPEN: Leads = Leads::Sso { button: ProviderName::Microsoft, forced: false };
    const BOTH: Leads = Leads::Both { button: ProviderName::Microsoft };
    const FORCED: Leads = Leads::Sso { button: ProviderName::Google, forced: true };

    #[test]
    fn what_is_offered_and_in_which_order() {
        for (sso, traditional, leads, expected) in [
            (SsoPolicy::Follow, true, None, &[Continue, Provider, Code][..]),
            (SsoPolicy::OptIn, true, Some(OPEN), &[Provider, Code]),
            (SsoPolicy::Follow, true, Some(FORCED), &[Provider, CodeForPatients]),
            (SsoPolicy::Follow, true, Some(Leads::Code), &[Continue]),
            // A pilot: a code leads, Microsoft is beside it.
            (SsoPolicy::Follow, true, Some(BOTH), &[Continue, Provider]),
            (SsoPolicy::Follow, false, Some(BOTH), &[Provider]),
            (SsoPolicy::Never, true, None, &[Continue]),
            (SsoPolicy::Never, true, Some(Leads::Code), &[Continue]),
            // Letters cannot be sent.
            (SsoPolicy::Follow, false, None, &[Continue, Provider]),
            (SsoPolicy::Follow, false, Some(OPEN), &[Provider]),
            (SsoPolicy::Follow, false, Some(FORCED), &[Provider]),
            (SsoPolicy::Follow, false, Some(Leads::Code), &[Continue]),
            (SsoPolicy::Never, false, None, &[]),
            (SsoPolicy::Never, false, Some(Leads::Code), &[]),
        ] {
            let application = Application { sso, ..application() };
            assert_eq!(offer(&application, traditional, leads.as_ref()), expected, "{sso:?} {traditional} {leads:?}");
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
            remembered(method).is_offered(offer(&application(), traditional, Some(&leads)), traditional)
        };
        assert!(offered(Sso, true, OPEN) && offered(Sso, true, FORCED) && offered(Sso, false, OPEN));
        assert!(offered(Sso, true, BOTH) && offered(OneTimePassword, true, BOTH));
        assert!(!offered(Sso, true, Leads::Code));
        assert!(offered(OneTimePassword, true, OPEN) && offered(OneTimePassword, true, Leads::Code));
        assert!(!offered(OneTimePassword, true, FORCED) && !offered(OneTimePassword, false, OPEN));
        assert!(!offered(OneTimePassword, false, Leads::Code), "nobody can send it");
    }
}
