//! Flags: typed feature switches with history, reason, and optional start and end.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::application::{Application, SsoPolicy};
use super::audience::Audience;
use super::id::{ApplicationId, FlagChangeId, FlagId};

/// A built-in flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FlagName {
    /// Professionals may sign in with the hospital's own account.
    Sso,
    /// The traditional way is closed to the organization's professionals.
    ForcedSso,
    /// The hospital's own account may be one of Google Workspace.
    Google,
    /// Whoever comes by the traditional way needs a password besides the one-time password.
    PasswordRequired,
    /// The login page remembers by which account a person came last.
    RememberMethod,
    /// As long as a session is open, Microsoft is asked now and then whether the account still stands.
    UpstreamRecheck,
}

impl FlagName {
    /// All of them, in the order in which people are shown them.
    pub const ALL: [Self; 6] =
        [Self::Sso, Self::ForcedSso, Self::Google, Self::PasswordRequired, Self::RememberMethod, Self::UpstreamRecheck];

    /// Its stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sso => "sso",
            Self::ForcedSso => "forced_sso",
            Self::Google => "google",
            Self::PasswordRequired => "password_required",
            Self::RememberMethod => "remember_method",
            Self::UpstreamRecheck => "upstream_recheck",
        }
    }

    /// Its value where nobody has set it.
    pub const fn default_value(self) -> bool {
        match self {
            Self::Sso | Self::ForcedSso | Self::Google | Self::PasswordRequired | Self::UpstreamRecheck => false,
            Self::RememberMethod => true,
        }
    }

    /// A sentence of help.
    pub const fn help(self) -> &'static str {
        match self {
            Self::Sso => "Professionals may sign in with the hospital's own account.",
            Self::ForcedSso => {
                "Professionals can sign in only with the hospital's own account; the traditional way is closed."
            }
            Self::Google => {
                "The hospital's own account may be one of Google Workspace, where a connection leads there."
            }
            Self::PasswordRequired => {
                "Whoever signs in with a one-time password by e-mail needs a password besides; who has none sets one."
            }
            Self::RememberMethod => "The login page remembers by which account a person came last.",
            Self::UpstreamRecheck => {
                "The provider is asked now and then whether the account of an open session still stands; if not, it ends."
            }
        }
    }

    /// Whether it may be set for one application within the organization, not only for the whole organization.
    pub const fn by_application(self) -> bool {
        matches!(self, Self::Sso)
    }

    /// Whether it may be on for the people of a pilot list alone.
    pub const fn by_audience(self) -> bool {
        matches!(self, Self::Sso)
    }
}

/// A flag that an organization has set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FlagSetting {
    /// Its id.
    pub id: FlagId,
    /// Which flag.
    pub name: FlagName,
    /// For this application only; for all where none is named.
    pub application_id: Option<ApplicationId>,
    /// What it is set to while it is in force.
    pub value: bool,
    /// For whom it is on. For everyone, unless the flag is one [by audience](FlagName::by_audience).
    #[serde(flatten)]
    pub audience: Audience,
    /// In force from this instant on; at once where none is named.
    pub starts_at: Option<DateTime<Utc>>,
    /// In force until before this instant; for good where none is named.
    pub ends_at: Option<DateTime<Utc>>,
    /// Why it was set.
    pub reason: String,
}

/// For what a flag was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// For one application within the organization.
    Application,
    /// For the whole organization.
    Organization,
}

/// What a flag is at an instant, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// A setting is in force.
    Set {
        /// What it says.
        value: bool,
        /// Which of them it is.
        scope: Scope,
        /// Whether it speaks of those on the pilot list alone.
        pilot: bool,
    },
    /// The application's policy `never` wins over every setting.
    Never,
    /// The application's policy `opt_in` asks for a setting of its own, and there is none in force.
    NotOptedIn,
    /// No setting is in force, so the default holds; one that says otherwise will begin then.
    NotYet(DateTime<Utc>),
    /// No setting is in force, so the default holds; one that said otherwise ended then.
    Ended(DateTime<Utc>),
    /// Nobody has set it to anything else, so the default holds.
    Default(bool),
}

impl Resolved {
    /// The value of a flag named `name` that was resolved so: `true`, where it is on for a pilot alone.
    pub const fn value(self, name: FlagName) -> bool {
        match self {
            Self::Set { value, .. } | Self::Default(value) => value,
            Self::Never | Self::NotOptedIn => false,
            Self::NotYet(_) | Self::Ended(_) => name.default_value(),
        }
    }

    /// Whether it is on, and for those on the pilot list alone.
    pub const fn is_pilot(self) -> bool {
        matches!(self, Self::Set { value: true, pilot: true, .. })
    }
}

/// What a setting says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlagState {
    /// What the flag is set to while the setting is in force.
    pub value: bool,
    /// For whom.
    #[serde(flatten)]
    pub audience: Audience,
    /// In force from this instant on.
    pub starts_at: Option<DateTime<Utc>>,
    /// In force until before this instant.
    pub ends_at: Option<DateTime<Utc>>,
    /// Why it was set.
    pub reason: String,
}

/// A line of a flag's history: who, when, why, old and new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagChange {
    /// Its id.
    pub id: FlagChangeId,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub actor: String,
    /// Why.
    pub reason: String,
    /// What was set before; nothing, where there was no setting.
    pub old: Option<FlagState>,
    /// What was set then; nothing, where the setting was taken away.
    pub new: Option<FlagState>,
}

impl FlagSetting {
    /// What it says.
    pub fn state(&self) -> FlagState {
        FlagState {
            value: self.value,
            audience: self.audience,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            reason: self.reason.clone(),
        }
    }

    /// Whether it is in force: from `starts_at` on, until before `ends_at`.
    pub fn in_force(&self, now: DateTime<Utc>) -> bool {
        self.starts_at.is_none_or(|start| start <= now) && self.ends_at.is_none_or(|end| now < end)
    }
}

/// What a flag is for an application of an organization, at an instant.
///
/// An application's `never` wins; then what the organization set for this application; then what it set for all; then the
/// default. `opt_in` takes nothing but what was set for this application. For whom it is on comes with the setting that is in force: an
/// application with a setting of its own has an audience of its own.
pub fn resolve(name: FlagName, settings: &[FlagSetting], application: &Application, now: DateTime<Utc>) -> Resolved {
    let by_policy = name == FlagName::Sso;
    if by_policy && application.sso == SsoPolicy::Never {
        return Resolved::Never;
    }
    let only_own = by_policy && application.sso == SsoPolicy::OptIn;
    let own = setting(name, settings, Some(application.id)).filter(|_| name.by_application());
    let general = setting(name, settings, None).filter(|_| !only_own);
    resolved(name, own, general, only_own, now)
}

/// What a flag is for an organization as a whole, at an instant: what holds for an application that has no setting of its own
/// and follows the organization.
pub fn resolve_for_all(name: FlagName, settings: &[FlagSetting], now: DateTime<Utc>) -> Resolved {
    resolved(name, None, setting(name, settings, None), false, now)
}

/// The setting of a flag for an application, or for all.
pub fn setting(
    name: FlagName,
    settings: &[FlagSetting],
    application_id: Option<ApplicationId>,
) -> Option<&FlagSetting> {
    settings.iter().find(|flag| flag.name == name && flag.application_id == application_id)
}

/// The settings as they are with this one in the place of whatever is set for the same flag and application; without any there,
/// where there is none.
pub fn with_setting(
    settings: &[FlagSetting],
    (name, application_id): (FlagName, Option<ApplicationId>),
    new: Option<FlagSetting>,
) -> Vec<FlagSetting> {
    let others = settings.iter().filter(|flag| (flag.name, flag.application_id) != (name, application_id));
    others.cloned().chain(new).collect()
}

fn resolved(
    name: FlagName,
    own: Option<&FlagSetting>,
    general: Option<&FlagSetting>,
    only_own: bool,
    now: DateTime<Utc>,
) -> Resolved {
    for (setting, scope) in [(own, Scope::Application), (general, Scope::Organization)] {
        if let Some(FlagSetting { value, audience, .. }) = setting.filter(|setting| setting.in_force(now)) {
            return Resolved::Set { value: *value, scope, pilot: audience.is_pilot(now) };
        }
    }
    // What says the same as the default explains nothing: a flag to be switched off tomorrow does not "begin" then. What
    // is to come helps more than what is over.
    let telling = || [own, general].into_iter().flatten().filter(|setting| setting.value != name.default_value());
    let next = telling().filter_map(|setting| setting.starts_at).filter(|start| now < *start).min();
    let last = telling().filter_map(|setting| setting.ends_at).filter(|end| *end <= now).max();
    match (next, last) {
        (Some(start), _) => Resolved::NotYet(start),
        (None, Some(end)) => Resolved::Ended(end),
        (None, None) if only_own => Resolved::NotOptedIn,
        (None, None) => Resolved::Default(name.default_value()),
    }
}

#[cfg(test)]
mod tests;
