//! Flags: typed feature switches with history, reason, and optional start and end.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::application::{Application, SsoPolicy};
use super::id::{ApplicationId, FlagId};

/// A built-in flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlagName {
    /// Professionals may sign in with the hospital's own account.
    Sso,
    /// The traditional way is closed to the organization's professionals.
    ForcedSso,
    /// The login page remembers by which account a person came last.
    RememberMethod,
}

impl FlagName {
    /// All of them, in the order in which people are shown them.
    pub const ALL: [Self; 3] = [Self::Sso, Self::ForcedSso, Self::RememberMethod];

    /// Its stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sso => "sso",
            Self::ForcedSso => "forced_sso",
            Self::RememberMethod => "remember_method",
        }
    }

    /// Its value where nobody has set it.
    pub const fn default_value(self) -> bool {
        match self {
            Self::Sso | Self::ForcedSso => false,
            Self::RememberMethod => true,
        }
    }

    /// A sentence of help.
    pub const fn help(self) -> &'static str {
        match self {
            Self::Sso => "Professionals may sign in with the hospital's own Microsoft account.",
            Self::ForcedSso => {
                "Professionals can sign in only with the hospital's own account; the traditional way is closed."
            }
            Self::RememberMethod => "The login page remembers by which account a person came last.",
        }
    }

    /// Whether it may be set for one application within the organization, not only for the whole organization.
    pub const fn by_application(self) -> bool {
        matches!(self, Self::Sso)
    }
}

/// A flag that an organization has set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagSetting {
    /// Its id.
    pub id: FlagId,
    /// Which flag.
    pub name: FlagName,
    /// For this application only; for all where none is named.
    pub application_id: Option<ApplicationId>,
    /// What it is set to while it is in force.
    pub value: bool,
    /// In force from this instant on; at once where none is named.
    pub starts_at: Option<DateTime<Utc>>,
    /// In force until before this instant; for good where none is named.
    pub ends_at: Option<DateTime<Utc>>,
    /// Why it was set.
    pub reason: String,
}

/// What a flag is at an instant, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// A setting is in force.
    Set(bool),
    /// The application's policy `never` wins over every setting.
    Never,
    /// The application's policy `opt_in` asks for a setting of its own, and there is none in force.
    NotOptedIn,
    /// No setting is in force, so the default holds; one will begin then.
    NotYet(DateTime<Utc>),
    /// No setting is in force, so the default holds; one ended then.
    Ended(DateTime<Utc>),
    /// Nobody has set it, so the default holds.
    Default(bool),
}

impl Resolved {
    /// The value of a flag named `name` that was resolved so.
    pub const fn value(self, name: FlagName) -> bool {
        match self {
            Self::Set(value) | Self::Default(value) => value,
            Self::Never | Self::NotOptedIn => false,
            Self::NotYet(_) | Self::Ended(_) => name.default_value(),
        }
    }
}

impl FlagSetting {
    /// Whether it is in force: from `starts_at` on, until before `ends_at`.
    pub fn in_force(&self, now: DateTime<Utc>) -> bool {
        self.starts_at.is_none_or(|start| start <= now) && self.ends_at.is_none_or(|end| now < end)
    }
}

/// What a flag is for an application of an organization, at an instant.
///
/// An application's `never` wins; then what the organization set for this application; then what it set for all; then the
/// default. `opt_in` takes nothing but what was set for this application.
pub fn resolve(name: FlagName, settings: &[FlagSetting], application: &Application, now: DateTime<Utc>) -> Resolved {
    let by_policy = name == FlagName::Sso;
    if by_policy && application.sso == SsoPolicy::Never {
        return Resolved::Never;
    }
    let of =
        |id: Option<ApplicationId>| settings.iter().find(move |flag| flag.name == name && flag.application_id == id);
    let own = of(Some(application.id)).filter(|_| name.by_application());
    let general = of(None).filter(|_| !(by_policy && application.sso == SsoPolicy::OptIn));
    let mut candidates = own.into_iter().chain(general);
    if let Some(setting) = candidates.clone().find(|setting| setting.in_force(now)) {
        return Resolved::Set(setting.value);
    }
    match candidates.next() {
        Some(FlagSetting { starts_at: Some(start), .. }) if *start > now => Resolved::NotYet(*start),
        Some(FlagSetting { ends_at: Some(end), .. }) => Resolved::Ended(*end),
        _ if by_policy && application.sso == SsoPolicy::OptIn => Resolved::NotOptedIn,
        _ => Resolved::Default(name.default_value()),
    }
}
