//! Flags: typed feature switches with history, reason, and optional start and end.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

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
