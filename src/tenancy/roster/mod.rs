//! The list of a directory's people, as it is handed in; and that it was looked through.
//!
//! The list is personal data of people of whom many are no users here. Nothing of it is stored or logged: it is read, answered, and
//! forgotten. The log has only that it was looked through, by whom, and how many people were on it.

mod columns;
pub mod table;

use serde_json::{Value, json};

use super::change::Act;
use crate::domain::audit::AuditAction;
use crate::domain::id::OrganizationId;
use crate::domain::limit::{Limit, Limited};
use crate::store::limits::Taken;
use crate::store::{Store, StoreError};

/// How often lists of one organization are looked through: each takes a second of the machine, and may ask Microsoft for 50 pages.
const OF_ORGANIZATION: Limit = Limit { burst: 10, every: chrono::Duration::seconds(30) };

/// Whether another list of the organization may be looked through now.
pub async fn may_judge(store: &Store, organization: OrganizationId, act: &Act<'_>) -> Result<bool, StoreError> {
    let limited = Limited { key: format!("roster judged {organization}"), limit: OF_ORGANIZATION };
    Ok(store.take(&[limited], act.now).await? == Taken::Yes)
}

/// Notes that a list was held against the organization's users, with the counts and nobody's name, before anybody sees what came of
/// it.
pub async fn note(
    store: &Store,
    organization: OrganizationId,
    connection: &str,
    (from, counts): (From, &Value),
    act: &Act<'_>,
) -> Result<(), StoreError> {
    let detail = json!({ "from": from.as_str(), "counts": counts });
    let event = act.event(AuditAction::RosterJudged, organization, connection.to_owned(), &detail);
    store.append_audit(&event).await
}

/// Where a list comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// Somebody has handed it in.
    Table,
    /// The directory itself was asked.
    Directory,
}

impl From {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Directory => "directory",
        }
    }
}
