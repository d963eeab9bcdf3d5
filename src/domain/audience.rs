//! For whom of an organization a flag is on: for all of its people, or, at first, for those on its pilot list.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// For whom a flag is on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub enum Audience {
    /// For all of the organization's people.
    #[default]
    Everyone,
    /// For those on its pilot list.
    Pilot {
        /// From this instant on for everyone; for the pilot alone as long as none is named.
        everyone_from: Option<DateTime<Utc>>,
    },
}

/// The two, in a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AudienceName {
    /// For all of the organization's people.
    #[default]
    Everyone,
    /// For those on its pilot list.
    Pilot,
}

/// How it is written: beside the other fields of a setting, and not at all where it is for everyone, so that what was written before
/// there were audiences says the same.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Written {
    #[serde(skip_serializing_if = "is_everyone")]
    audience: AudienceName,
    #[serde(skip_serializing_if = "Option::is_none")]
    everyone_from: Option<DateTime<Utc>>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "so serde asks")]
fn is_everyone(name: &AudienceName) -> bool {
    *name == AudienceName::Everyone
}

impl From<Written> for Audience {
    fn from(Written { audience, everyone_from }: Written) -> Self {
        Self::new(audience, everyone_from)
    }
}

impl From<Audience> for Written {
    fn from(audience: Audience) -> Self {
        let (audience, everyone_from) = audience.parts();
        Self { audience, everyone_from }
    }
}

impl Audience {
    /// Those on the pilot list, until further notice.
    pub const PILOT: Self = Self::Pilot { everyone_from: None };

    /// That of a word, and of an instant from which on it is everyone.
    pub const fn new(name: AudienceName, everyone_from: Option<DateTime<Utc>>) -> Self {
        match name {
            AudienceName::Everyone => Self::Everyone,
            AudienceName::Pilot => Self::Pilot { everyone_from },
        }
    }

    /// The word, and from when on it is everyone besides.
    pub const fn parts(self) -> (AudienceName, Option<DateTime<Utc>>) {
        match self {
            Self::Everyone => (AudienceName::Everyone, None),
            Self::Pilot { everyone_from } => (AudienceName::Pilot, everyone_from),
        }
    }

    /// Whether it is the pilot alone at an instant.
    pub fn is_pilot(self, now: DateTime<Utc>) -> bool {
        match self {
            Self::Everyone => false,
            Self::Pilot { everyone_from } => everyone_from.is_none_or(|from| now < from),
        }
    }
}
