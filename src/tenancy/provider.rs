//! What somebody writes of an identity provider, in a file or through the admin API, whichever it is.

use super::change::{Broken, Fields, Wrong};
use super::entra::{RegistrationWord, WrittenSettings, entra_fields};
use super::google::WrittenGoogle;
use super::oidc::WrittenOidc;
use super::plan::shown;
use crate::domain::connection::ConnectionKind;
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::provider::ProviderSettings;

/// What a connection knows of its provider, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// Of Microsoft Entra ID.
    Entra(WrittenSettings),
    /// Of Google Workspace.
    Google(WrittenGoogle),
    /// Of any other provider.
    Oidc(WrittenOidc),
}

impl From<WrittenSettings> for Written {
    fn from(written: WrittenSettings) -> Self {
        Self::Entra(written)
    }
}

impl From<&ProviderSettings> for Written {
    fn from(settings: &ProviderSettings) -> Self {
        match settings {
            ProviderSettings::Entra(settings) => Self::Entra(settings.into()),
            ProviderSettings::Google(settings) => Self::Google(settings.into()),
            ProviderSettings::Oidc(settings) => Self::Oidc(settings.into()),
        }
    }
}

/// The same as three fields, of which one is there: so the admin API has it.
pub type ByKind = (Option<WrittenSettings>, Option<WrittenGoogle>, Option<WrittenOidc>);

impl Written {
    /// The kind of provider that it is about.
    pub const fn kind(&self) -> ConnectionKind {
        match self {
            Self::Entra(_) => ConnectionKind::Entra,
            Self::Google(_) => ConnectionKind::Google,
            Self::Oidc(_) => ConnectionKind::Oidc,
        }
    }

    /// The one that fits the kind, and no other.
    pub fn one_of(kind: ConnectionKind, fields: ByKind) -> Result<Self, Wrong> {
        match (kind, fields) {
            (ConnectionKind::Entra, (Some(entra), None, None)) => Ok(Self::Entra(entra)),
            (ConnectionKind::Google, (None, Some(google), None)) => Ok(Self::Google(google)),
            (ConnectionKind::Oidc, (None, None, Some(oidc))) => Ok(Self::Oidc(oidc)),
            _ => Err(Wrong::new(kind.as_str(), &"exactly this, with what a connection of this kind knows")),
        }
    }

    /// As three fields.
    pub fn by_kind(self) -> ByKind {
        match self {
            Self::Entra(entra) => (Some(entra), None, None),
            Self::Google(google) => (None, Some(google), None),
            Self::Oidc(oidc) => (None, None, Some(oidc)),
        }
    }

    /// The settings that it means, or all that is wrong with it.
    pub fn check(self) -> Result<ProviderSettings, Vec<Broken>> {
        match self {
            Self::Entra(written) => written.check().map(ProviderSettings::Entra),
            Self::Google(written) => written.check().map(ProviderSettings::Google),
            Self::Oidc(written) => written.check().map(ProviderSettings::Oidc),
        }
    }

    /// The same at an organization; `has_shared` says whether this broker has a shared registration.
    pub(super) fn check_at(
        self,
        configuration: &OrganizationConfiguration,
        has_shared: bool,
    ) -> Result<ProviderSettings, Vec<Wrong>> {
        if let Self::Entra(WrittenSettings { registration: RegistrationWord::Shared, .. }) = self
            && !has_shared
        {
            let detail = "this broker has no shared registration: own, with the client_id of the hospital's";
            return Err(vec![Wrong::new("registration", &detail)]);
        }
        let settings = self.check().map_err(|broken| broken.into_iter().map(Wrong::from).collect::<Vec<_>>())?;
        if let ProviderSettings::Google(google) = &settings
            && let Some(foreign) = google.domains.iter().find(|domain| !configuration.has_proven(domain))
        {
            let detail = format!("{foreign} is not a proven domain of the organization; prove it first");
            return Err(vec![Wrong::new("domains", &detail)]);
        }
        Ok(settings)
    }
}

/// A field's name, and what it says, for people.
pub(super) type Named<T> = (&'static str, fn(&T) -> String);

/// The fields in which two writings differ; all that say something, where there is none before.
pub(super) fn differences<T>(named: &[Named<T>], old: Option<&T>, new: &T) -> Fields {
    let told = named.iter().map(|(name, say)| (*name, old.map_or_else(|| shown(&None::<()>), say), say(new)));
    told.filter(|(_, old, new)| old != new).collect()
}

/// The fields in which two states of the settings differ. A connection never changes its kind.
pub fn fields(old: Option<&ProviderSettings>, new: &ProviderSettings) -> Fields {
    match new {
        ProviderSettings::Entra(new) => entra_fields(old.and_then(ProviderSettings::entra), new),
        ProviderSettings::Google(new) => {
            let old = match old {
                Some(ProviderSettings::Google(old)) => Some(old.into()),
                _ => None,
            };
            differences(&WrittenGoogle::FIELDS, old.as_ref(), &new.into())
        }
        ProviderSettings::Oidc(new) => {
            let old = match old {
                Some(ProviderSettings::Oidc(old)) => Some(old.into()),
                _ => None,
            };
            differences(&WrittenOidc::FIELDS, old.as_ref(), &new.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::connection::Cloud;
    use crate::domain::domain_check::{Challenge, ProvenBy};
    use crate::domain::id::{DomainId, OrganizationId};
    use crate::domain::organization::{Domain, Organization};

    fn configuration() -> OrganizationConfiguration {
        let organization_id = OrganizationId(Uuid::from_u128(1));
        let domain = |number: u128, name: &str, proven_by| Domain {
            id: DomainId(Uuid::from_u128(number)),
            organization_id,
            name: name.parse().unwrap(),
            connection_id: None,
            proven_by,
            challenge: Challenge::of([0; 16]),
        };
        OrganizationConfiguration {
            organization: Organization::new(organization_id, "st-janshof".to_owned(), "St. Janshof".to_owned()),
            domains: vec![domain(2, "st-janshof.example", Some(ProvenBy::Dns)), domain(3, "clinic.example", None)],
            connections: Vec::new(),
            credentials: Vec::new(),
            flags: Vec::new(),
        }
    }

    fn wrong(written: Written, has_shared: bool) -> Vec<&'static str> {
        let wrong = written.check_at(&configuration(), has_shared).err().unwrap_or_default();
        wrong.iter().map(|wrong| wrong.field).collect()
    }

    #[test]
    fn a_registration_that_is_not_there_is_shared_with_nobody() {
        let shared = WrittenSettings {
            registration: RegistrationWord::Shared,
            client_id: None,
            tid: Uuid::from_u128(1),
            cloud: Cloud::Global,
            allow_guests: false,
            domain_hint: None,
            mfa_context: None,
            require_mfa: false,
        };
        assert_eq!(wrong(shared.clone().into(), true), [""; 0]);
        assert_eq!(wrong(shared.clone().into(), false), ["registration"]);
        let own =
            WrittenSettings { registration: RegistrationWord::Own, client_id: Some(Uuid::from_u128(2)), ..shared };
        assert_eq!(wrong(own.into(), false), [""; 0]);
    }

    #[test]
    fn a_workspace_that_the_organization_has_not_proved_to_be_its_own_is_somebody_elses() {
        let google = |domains: &[&str]| {
            let domains = domains.iter().map(|domain| (*domain).to_owned()).collect();
            Written::Google(WrittenGoogle { client_id: "client".to_owned(), domains })
        };
        assert_eq!(wrong(google(&["st-janshof.example"]), false), [""; 0]);
        for foreign in ["evil.example", "clinic.example", "sub.st-janshof.example"] {
            assert_eq!(wrong(google(&["st-janshof.example", foreign]), false), ["domains"], "{foreign}");
        }
    }

    #[test]
    fn exactly_what_fits_the_kind_is_written() {
        let oidc = || WrittenOidc {
            issuer: "https://id.example".to_owned(),
            client_id: "client".to_owned(),
            email_claim: "email".to_owned(),
            require_email_verified: true,
        };
        let google = || WrittenGoogle { client_id: "client".to_owned(), domains: vec!["a.example".to_owned()] };
        assert!(Written::one_of(ConnectionKind::Oidc, (None, None, Some(oidc()))).is_ok());
        for (kind, fields) in [
            (ConnectionKind::Entra, (None, None, Some(oidc()))),
            (ConnectionKind::Oidc, (None, Some(google()), Some(oidc()))),
            (ConnectionKind::Google, (None, None, None)),
        ] {
            assert_eq!(Written::one_of(kind, fields).unwrap_err().field, kind.as_str());
        }
    }
}
