//! What somebody writes of a hospital's Entra tenant, in a file or through the admin API, and the rules for it. Pure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::change::{Broken, Fields};
use super::plan::shown;
use crate::domain::connection::{Cloud, EntraSettings, PERSONAL_ACCOUNTS_TENANT, Registration};
use crate::domain::email::EmailDomain;

/// Whose app registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Registration)]
pub enum RegistrationWord {
    /// The hospital's own.
    Own,
    /// The provider's.
    Shared,
}

/// What a connection knows of its Entra tenant, as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EntraSettings)]
pub struct WrittenSettings {
    /// `own` is the hospital's app registration, `shared` the provider's, which many hospitals share.
    pub registration: RegistrationWord,
    /// The application (client) id of the hospital's own registration.
    pub client_id: Option<Uuid>,
    /// The directory (tenant) id.
    pub tid: Uuid,
    /// The Microsoft cloud that the tenant lives in; `global` where nothing is said.
    #[serde(default)]
    #[schema(required = false)]
    pub cloud: Cloud,
    /// Whether guests of the tenant may come in.
    #[serde(default)]
    #[schema(required = false)]
    pub allow_guests: bool,
    /// The domain that skips Microsoft's question where to sign in.
    #[schema(example = "st-janshof.example")]
    pub domain_hint: Option<String>,
    /// The authentication context of which the hospital has attested that it demands a second factor.
    #[schema(example = "c1")]
    pub mfa_context: Option<String>,
    /// Whether every sign-in must satisfy it.
    #[serde(default)]
    #[schema(required = false)]
    pub require_mfa: bool,
}

impl From<&EntraSettings> for WrittenSettings {
    fn from(settings: &EntraSettings) -> Self {
        let (registration, client_id) = match &settings.registration {
            Registration::Own { client_id } => (RegistrationWord::Own, client_id.parse().ok()),
            Registration::Shared => (RegistrationWord::Shared, None),
        };
        Self {
            registration,
            client_id,
            tid: settings.tid,
            cloud: settings.cloud,
            allow_guests: settings.allow_guests,
            domain_hint: settings.domain_hint.clone(),
            mfa_context: settings.mfa_context.clone(),
            require_mfa: settings.require_mfa,
        }
    }
}

impl WrittenSettings {
    /// The settings that they mean, or all that is wrong with them.
    pub fn check(self) -> Result<EntraSettings, Vec<Broken>> {
        let mut broken = Vec::new();
        if self.tid == PERSONAL_ACCOUNTS_TENANT {
            let way_out = "use the Directory (tenant) ID of the hospital, from the Overview page";
            broken.push(Broken::new("tid", "this is the tenant of personal Microsoft accounts", way_out));
        }
        let registration = match (self.registration, self.client_id) {
            (RegistrationWord::Own, Some(client_id)) => Some(Registration::Own { client_id: client_id.to_string() }),
            (RegistrationWord::Own, None) => {
                let way_out = "add client_id, the Application (client) ID from the Overview page";
                let what = "a registration of the hospital's own needs its client_id";
                broken.push(Broken::new("registration", what, way_out));
                None
            }
            (RegistrationWord::Shared, None) => Some(Registration::Shared),
            (RegistrationWord::Shared, Some(_)) => {
                let way_out = "remove it: the shared registration is named in anteroom.toml";
                broken.push(Broken::new("client_id", "the shared registration has its own client_id", way_out));
                None
            }
        };
        let domain_hint = self.domain_hint.map(|hint| hint.parse::<EmailDomain>());
        if let Some(Err(_)) = domain_hint {
            let way_out = "name the domain that the hospital signs in with at Microsoft, or none";
            broken.push(Broken::new("domain_hint", "this is no domain name", way_out));
        }
        if let Some(context) = &self.mfa_context {
            let number = context.strip_prefix('c').and_then(|number| number.parse::<u8>().ok());
            if !number.is_some_and(|number| (1..=99).contains(&number) && *context == format!("c{number}")) {
                broken.push(Broken::new("mfa_context", "an authentication context is c1 to c99", ""));
            }
        } else if self.require_mfa {
            let way_out = "add mfa_context, the authentication context that the hospital attests";
            broken.push(Broken::new("require_mfa", "nothing shows a second factor", way_out));
        }
        match registration {
            Some(registration) if broken.is_empty() => Ok(EntraSettings {
                registration,
                tid: self.tid,
                cloud: self.cloud,
                allow_guests: self.allow_guests,
                domain_hint: domain_hint.and_then(Result::ok).map(Into::into),
                mfa_context: self.mfa_context,
                require_mfa: self.require_mfa,
            }),
            _ => Err(broken),
        }
    }
}

/// A field's name, and what it says, for people.
type Named = (&'static str, fn(&WrittenSettings) -> String);

const FIELDS: [Named; 8] = [
    ("registration", |settings| shown(&settings.registration)),
    ("client_id", |settings| shown(&settings.client_id)),
    ("tid", |settings| shown(&settings.tid)),
    ("cloud", |settings| shown(&settings.cloud)),
    ("allow_guests", |settings| shown(&settings.allow_guests)),
    ("domain_hint", |settings| shown(&settings.domain_hint)),
    ("mfa_context", |settings| shown(&settings.mfa_context)),
    ("require_mfa", |settings| shown(&settings.require_mfa)),
];

/// The fields in which two states of the settings differ; all that say something, where there are none before.
pub fn entra_fields(old: Option<&EntraSettings>, new: &EntraSettings) -> Fields {
    let (old, new) = (old.map(WrittenSettings::from), WrittenSettings::from(new));
    let told = FIELDS.iter().map(|(name, say)| {
        let before = old.as_ref().map_or_else(|| shown(&None::<()>), say);
        (*name, before, say(&new))
    });
    told.filter(|(_, old, new)| old != new).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> WrittenSettings {
        WrittenSettings {
            registration: RegistrationWord::Own,
            client_id: Some(Uuid::from_u128(1)),
            tid: Uuid::from_u128(2),
            cloud: Cloud::China,
            allow_guests: true,
            domain_hint: Some("St-Janshof.example".to_owned()),
            mfa_context: Some("c25".to_owned()),
            require_mfa: true,
        }
    }

    #[test]
    fn what_is_written_means_the_settings() {
        let meant = settings().check().unwrap();
        assert_eq!(meant.domain_hint.as_deref(), Some("st-janshof.example"));
        assert_eq!(WrittenSettings::from(&meant).check(), Ok(meant));
        let shared = WrittenSettings { registration: RegistrationWord::Shared, client_id: None, ..settings() };
        let meant = shared.clone().check().unwrap();
        let same = WrittenSettings { domain_hint: meant.domain_hint.clone(), ..shared };
        assert_eq!(WrittenSettings::from(&meant), same);
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once_each_with_its_field() {
        let broken = |edit: fn(&mut WrittenSettings)| {
            let mut settings = settings();
            edit(&mut settings);
            let broken = settings.check().err().unwrap_or_default();
            broken.iter().map(|broken| broken.field).collect::<Vec<_>>()
        };
        assert_eq!(broken(|_| {}), [""; 0]);
        assert_eq!(broken(|settings| settings.tid = PERSONAL_ACCOUNTS_TENANT), ["tid"]);
        assert_eq!(broken(|settings| settings.client_id = None), ["registration"]);
        assert_eq!(broken(|settings| settings.registration = RegistrationWord::Shared), ["client_id"]);
        assert_eq!(broken(|settings| settings.mfa_context = None), ["require_mfa"]);
        for context in ["", "c0", "c100", "C1", "c+1", "c01", "mfa"] {
            let wrong = WrittenSettings { mfa_context: Some(context.to_owned()), ..settings() }.check().unwrap_err();
            assert_eq!(wrong[0].field, "mfa_context", "{context:?}");
        }
        for hint in ["", "st-janshof", "a@st-janshof.example", "st-janshof.example&prompt=none"] {
            let wrong = WrittenSettings { domain_hint: Some(hint.to_owned()), ..settings() }.check().unwrap_err();
            assert_eq!(wrong[0].field, "domain_hint", "{hint:?}");
        }
        let several = |settings: &mut WrittenSettings| {
            (settings.tid, settings.client_id, settings.mfa_context) = (PERSONAL_ACCOUNTS_TENANT, None, None);
        };
        assert_eq!(broken(several), ["tid", "registration", "require_mfa"]);
    }

    #[test]
    fn a_difference_names_each_field_as_people_know_it() {
        let own = settings().check().unwrap();
        let shared = EntraSettings { registration: Registration::Shared, mfa_context: None, ..own.clone() };
        let fields = entra_fields(Some(&own), &shared);
        let told: Vec<_> = fields.iter().map(|(name, old, new)| (*name, old.as_str(), new.as_str())).collect();
        let client_id = Uuid::from_u128(1).to_string();
        assert_eq!(
            told,
            [("registration", "own", "shared"), ("client_id", &client_id, "none"), ("mfa_context", "c25", "none")]
        );
        assert!(entra_fields(Some(&own), &own).is_empty());
        assert_eq!(entra_fields(None, &own).len(), FIELDS.len());
        assert_eq!(entra_fields(None, &shared).len(), FIELDS.len() - 2);
    }
}
