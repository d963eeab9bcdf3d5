//! A user: a person who exists here before anyone signs in.

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
