//! The store: the only room that knows `SeaORM`, by what a query is about.
//!
//! SQLite (WAL) and PostgreSQL run the same code. Rows that belong to an organization are reached only through
//! [`OrgStore`], which carries its id into every query; the few look-ups that cross organizations go by an unguessable
//! hash ([`sessions`], [`grants`], [`refresh`], [`admin_tokens`], [`devices`], [`dpop_proofs`], [`invitations`], [`pushed_requests`],
//! [`client_assertions`], [`test_sign_ins`]) or, of Microsoft's sessions, by a GUID, read configuration that routes ([`routes`]), or are told
//! which organizations they may see ([`organizations`], [`rollouts`], [`expiries`]), or are for those who see all ([`audit`], [`log`]) or do
//! what is due for all ([`outbox`], [`logouts`], [`upstream_tokens`], [`troubles`]). What an organization
//! and the operator both have is reached through [`webhooks::WebhookStore`], which carries whose it is in the same way.

pub mod activity;
pub mod admin_tokens;
pub mod applications;
pub mod attempts;
pub mod audit;
pub mod authority;
pub mod break_glass;
pub mod census;
pub mod client_assertions;
pub mod configuration;
pub mod connection_checks;
pub mod consents;
pub mod credentials;
pub mod devices;
pub mod domain_checks;
pub mod dpop_proofs;
pub mod entry;
pub mod expiries;
pub mod flags;
pub mod former_addresses;
pub mod grants;
pub mod invitations;
pub mod kept_answers;
pub mod keys;
pub mod limits;
pub mod log;
pub mod logos;
pub mod logouts;
pub mod one_time_passwords;
pub mod organizations;
pub mod outbox;
pub mod passwords;
pub mod people;
pub mod pushed_requests;
pub mod refresh;
pub mod rollouts;
pub mod routes;
pub mod sessions;
pub mod staff;
pub mod sweep;
pub mod test_sign_ins;
pub mod troubles;
pub mod upstream_tokens;
pub mod uses;
pub mod watch;
pub mod webhooks;

mod cache;
mod change;
mod connect;
mod everything;
mod lanes;
mod rows;
mod sealed;
#[cfg(test)]
pub(crate) mod tests;

use std::fmt;
use std::sync::Arc;

use sea_orm::{DatabaseConnection, DbErr, SqlErr};
use uuid::Uuid;

pub use connect::{Counts, StoreSettings};

use crate::domain::id::OrganizationId;

/// What can go wrong with the store. Holds neither addresses nor contents.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address of the database is not understood.
    #[error("the database address must have the form `sqlite:path` or `postgres://user:password@host/name`")]
    Address,
    /// The database cannot be reached, or refuses to be used.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// Something with this name or bond exists already.
    #[error("this exists already")]
    Conflict,
    /// What is to be changed, or what it refers to, does not exist in this organization.
    #[error("what this refers to does not exist")]
    Missing,
    /// Another user of the organization had this address before, and it still counts for them.
    #[error("the address is the former one of another user of the organization, and counts still")]
    FormerAddress,
    /// What was decided on is not so any more: the decision must be asked again.
    #[error("what was decided on has changed since")]
    Outdated,
    /// A row of one organization was handed in for another: a fault of the caller.
    #[error("this belongs to another organization")]
    OtherOrganization,
    /// What was read from this table does not fit together.
    #[error("what `{0}` holds does not fit together")]
    Corrupt(&'static str),
    /// A row holds what this version does not understand.
    #[error("row {id} of `{table}` holds what this version of anteroom does not understand")]
    CorruptRow {
        /// The table.
        table: &'static str,
        /// The row.
        id: Uuid,
    },
    /// The schema is older than this version.
    #[error("the database lacks {missing} migration(s) of this version; run `anteroom migrate`")]
    NotMigrated {
        /// How many migrations are missing.
        missing: usize,
    },
    /// A statement failed.
    #[error("the database refused a statement: {0}")]
    Statement(String),
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Self::Conflict,
            Some(SqlErr::ForeignKeyConstraintViolation(_)) => Self::Missing,
            _ => match error {
                DbErr::Conn(_) | DbErr::ConnectionAcquire(_) => Self::Unreachable(error.to_string()),
                _ => Self::Statement(error.to_string()),
            },
        }
    }
}

/// The store. A cheap clone.
#[derive(Clone)]
pub struct Store {
    db: DatabaseConnection,
    shared: Arc<connect::Shared>,
    cache: Arc<cache::Cache>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store")
    }
}

/// The things of one organization, and of no other.
#[derive(Clone, Debug)]
pub struct OrgStore {
    store: Store,
    organization_id: OrganizationId,
}

impl Store {
    /// The things of one organization, and of no other.
    pub fn organization(&self, id: OrganizationId) -> OrgStore {
        OrgStore { store: self.clone(), organization_id: id }
    }
}

impl OrgStore {
    /// Refuses a row that names another organization than this one.
    fn require_own(&self, organization_id: OrganizationId) -> Result<(), StoreError> {
        if organization_id == self.organization_id { Ok(()) } else { Err(StoreError::OtherOrganization) }
    }
}
