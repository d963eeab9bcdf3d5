//! What is signed of the audit log: its head of a day, and the content that lines have lost.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::id::{AuditEventId, OrganizationId};

/// The `typ` of a signed [`Anchor`]: nothing else that the same key signs passes for one (RFC 8725, 3.11).
pub const ANCHOR_TYPE: &str = "audit-anchor+jwt";
/// The `typ` of a signed [`Removal`].
pub const REMOVAL_TYPE: &str = "audit-removal+jwt";

/// Five years, with as many leap days as five years can have: the least that NEN 7513 lets a hospital keep its log.
pub const FIVE_YEARS: u32 = 5 * 365 + 2;
/// The most days that can be said: a hundred years.
pub const LONGEST_RETENTION: u32 = 36_525;

/// The head of the audit log on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AuditAnchorClaims)]
pub struct Anchor {
    /// The day, UTC.
    pub date: NaiveDate,
    /// How many lines were in the chain.
    pub position: i64,
    /// The hash of the last, in hexadecimal.
    pub hash: String,
}

/// An anchor as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedAnchor {
    /// What it says.
    pub anchor: Anchor,
    /// That, signed by the broker: a JWS in compact form (RFC 7515, 7.1).
    pub jws: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// Lines of an organization that have lost their content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    /// The line that announces it.
    pub id: AuditEventId,
    /// Whose lines.
    pub organization: OrganizationId,
    /// Lines from before this instant.
    pub until: DateTime<Utc>,
    /// How many.
    pub lines: u64,
    /// SHA-256 over position (eight bytes, big-endian) and hash of each, in the order of their positions; in hexadecimal.
    pub digest: String,
}

/// What the operator has said about audit logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditPolicy {
    /// The shortest that an organization may keep its log, in days.
    pub shortest_retention_days: u32,
    /// The private enterprise number that marks our structured data in syslog (RFC 5424, 7.2.2).
    pub enterprise_number: u32,
}

impl Default for AuditPolicy {
    fn default() -> Self {
        // 32473 is set aside for examples (RFC 5612): where no number is registered, it is taken from nobody.
        Self { shortest_retention_days: FIVE_YEARS, enterprise_number: 32_473 }
    }
}
