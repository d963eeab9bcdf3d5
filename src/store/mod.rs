//! The store: the only room that knows `SeaORM`, by what a query is about.
//!
//! `SQLite` (WAL) and `PostgreSQL` run the same code. Rows that belong to an organization are reached only through
//! [`OrgStore`], which carries its id into every query; the few look-ups that cross organizations go by an unguessable
//! hash ([`sessions`], [`grants`]) or read configuration that routes ([`routes`]).

pub mod applications;
pub mod audit;
pub mod configuration;
pub mod entry;
pub mod grants;
pub mod keys;
pub mod organizations;
pub mod people;
pub mod refresh;
pub mod routes;
pub mod sessions;
pub mod sweep;
pub mod watch;

mod cache;
mod connect;
mod rows;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use sea_orm::{DatabaseConnection, DbErr, SqlErr, TransactionError};

pub use connect::StoreSettings;

use crate::domain::id::OrganizationId;

/// What can go wrong with the store. Holds neither addresses nor contents.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address of the database is not understood.
    #[error("the database address must begin with `sqlite:` or `postgres://`")]
    Address,
    /// The database cannot be reached, or refuses to be used.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// Something with this name or bond exists already.
    #[error("this exists already")]
    Conflict,
    /// A row holds what this version does not understand.
    #[error("a row of `{0}` holds what this version of anteroom does not understand")]
    Corrupt(&'static str),
    /// The schema is not that of this version.
    #[error("the database lacks {0} migration(s) of this version; run `anteroom migrate`")]
    NotMigrated(usize),
    /// A statement failed.
    #[error("the database refused a statement: {0}")]
    Statement(String),
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Self::Conflict,
            _ => match error {
                DbErr::Conn(_) | DbErr::ConnectionAcquire(_) => Self::Unreachable(error.to_string()),
                _ => Self::Statement(error.to_string()),
            },
        }
    }
}

impl From<TransactionError<StoreError>> for StoreError {
    fn from(error: TransactionError<StoreError>) -> Self {
        match error {
            TransactionError::Connection(error) => error.into(),
            TransactionError::Transaction(error) => error,
        }
    }
}

/// The store. A cheap clone.
#[derive(Clone)]
pub struct Store {
    db: DatabaseConnection,
    cache: Arc<cache::Cache>,
    counters: Arc<connect::Counters>,
}

/// The things of one organization.
pub struct OrgStore<'a> {
    store: &'a Store,
    organization_id: OrganizationId,
}

impl Store {
    /// The things of one organization, and of no other.
    pub fn organization(&self, id: OrganizationId) -> OrgStore<'_> {
        OrgStore { store: self, organization_id: id }
    }
}
