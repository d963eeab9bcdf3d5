//! A user: a person who exists here before anyone signs in.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::email::EmailAddress;
use super::id::{OrganizationId, UserId};

/// A person who exists here before anyone signs in. Nothing is created at sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct User {
    /// Their id; the `sub` that applications see.
    pub id: UserId,
    /// Whose they are.
    pub organization_id: OrganizationId,
    /// Their address, unique within the organization.
    pub email: EmailAddress,
    /// Their name as people know it.
    pub name: String,
    /// Professional or patient.
    pub kind: UserKind,
    /// Whether they may come in.
    pub status: UserStatus,
    /// Their roles, e.g. `nurse`.
    pub roles: Vec<String>,
    /// Their language, where known (BCP 47).
    pub locale: Option<String>,
    /// The address that they had before, where it is kept side by side for a time: a hospital's addresses change over days, here at
    /// once. No other user of the organization may have it meanwhile.
    pub former_email: Option<FormerEmail>,
    /// Whether they are on their organization's pilot list: by SSO they come even as long as it is on for the pilot alone.
    pub pilot: bool,
}

/// An address that somebody had before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FormerEmail {
    /// The address.
    pub address: EmailAddress,
    /// It counts before this instant.
    pub until: DateTime<Utc>,
}

impl FormerEmail {
    /// Whether it still counts.
    pub fn counts(&self, now: DateTime<Utc>) -> bool {
        now < self.until
    }
}

impl User {
    /// Until when an address counts as theirs beside the one that they have; none where it does not.
    pub fn formerly(&self, address: &EmailAddress, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let former = self.former_email.as_ref()?;
        (former.address == *address && former.counts(now)).then_some(former.until)
    }

    /// Whether an address is theirs: the one that they have, or the former one as long as it counts.
    pub fn answers_to(&self, address: &EmailAddress, now: DateTime<Utc>) -> bool {
        self.email == *address || self.formerly(address, now).is_some()
    }
}

/// What a person is to the organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UserKind {
    /// A healthcare professional: may use SSO.
    Professional,
    /// A patient: never by SSO.
    Patient,
}

/// Whether a person may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UserStatus {
    /// They may.
    Active,
    /// They may not, by any way.
    Suspended,
}
