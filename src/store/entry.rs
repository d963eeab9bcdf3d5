//! An entry: all that a person's being let in writes, in one transaction.

use anteroom_entity::{audit_events, grants, identities, sessions};

use super::{OrgStore, StoreError, rows};
use crate::domain::audit::AuditEvent;
use crate::domain::grant::{Grant, TokenHash};
use crate::domain::identity::Identity;
use crate::domain::session::Session;

/// All that a person's being let in writes.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The session that is opened, and the hash of its cookie; none where an open one is used.
    pub session: Option<(Session, TokenHash)>,
    /// What the application gets.
    pub grant: Grant,
    /// The bond, at the first sign-in.
    pub bond: Option<Identity>,
    /// What the audit log says of it.
    pub event: AuditEvent,
}

impl OrgStore<'_> {
    /// Writes an entry, all of it or nothing. [`StoreError::Conflict`] where somebody else made the bond meanwhile.
    pub async fn record_entry(&self, entry: &Entry) -> Result<(), StoreError> {
        let organization = self.organization_id;
        let foreign = entry.grant.organization_id != organization
            || entry.session.as_ref().is_some_and(|(session, _)| session.organization_id != organization)
            || entry.bond.as_ref().is_some_and(|bond| bond.organization_id != organization);
        if foreign {
            return Err(StoreError::Conflict);
        }
        let transaction = self.store.begin().await?;
        if let Some(bond) = &entry.bond {
            let row = rows::identity_row(bond, entry.event.at);
            rows::insert::<identities::Entity, _>(&transaction, row).await?;
        }
        if let Some((session, hash)) = &entry.session {
            rows::insert::<sessions::Entity, _>(&transaction, rows::session_row(session, hash)?).await?;
        }
        rows::insert::<grants::Entity, _>(&transaction, rows::grant_row(&entry.grant)?).await?;
        rows::insert::<audit_events::Entity, _>(&transaction, rows::audit_row(&entry.event)).await?;
        Ok(transaction.commit().await?)
    }
}
