//! Connections kept at hand for the statements of a sign-in, which are written out and sent without a query builder: that
//! and the pool's own check of every connection it gets back cost a third of all that a sign-in does here.

use std::mem;
use std::sync::{Mutex, PoisonError};

use sea_orm::{DatabaseConnection, DbBackend};
use sqlx::pool::PoolConnection;
use sqlx::{Pool, Postgres, Sqlite};

use super::StoreError;

/// The connections of either database.
pub(super) enum Lanes {
    Sqlite(Lane<Sqlite>),
    Postgres(Lane<Postgres>),
}

/// Some connections of a pool that are lent again without having gone back to it.
///
/// A connection whose use failed or was given up half-way is not kept: the pool tests it and, where it must, replaces it.
pub(super) struct Lane<DB: sqlx::Database> {
    pool: Pool<DB>,
    idle: Mutex<Vec<PoolConnection<DB>>>,
    most: usize,
}

impl Lanes {
    /// Keeps at most half of the pool's connections, so that there are always some for everything else.
    pub(super) fn new(db: &DatabaseConnection) -> Self {
        match db.get_database_backend() {
            DbBackend::Postgres => Self::Postgres(Lane::new(db.get_postgres_connection_pool())),
            _ => Self::Sqlite(Lane::new(db.get_sqlite_connection_pool())),
        }
    }

    /// Gives the pool back what lies idle. It looks after the age of its connections, and whether they live.
    pub(super) fn rest(&self) {
        match self {
            Self::Sqlite(lane) => lane.rest(),
            Self::Postgres(lane) => lane.rest(),
        }
    }
}

impl<DB: sqlx::Database> Lane<DB> {
    fn new(pool: &Pool<DB>) -> Self {
        let most = usize::try_from(pool.options().get_max_connections() / 2).unwrap_or_default();
        Self { pool: pool.clone(), idle: Mutex::default(), most }
    }

    /// A connection. Whoever is done with it, and well, gives it to [`Self::keep`].
    pub(super) async fn take(&self) -> Result<PoolConnection<DB>, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match idle {
            Some(connection) => Ok(connection),
            // Boxed: it holds all that opening a connection needs, 14 KiB, which every sign-in would carry about.
            None => Ok(Box::pin(self.pool.acquire()).await?),
        }
    }

    /// Keeps a connection for the next sign-in.
    pub(super) fn keep(&self, connection: PoolConnection<DB>) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < self.most {
            idle.push(connection);
        }
    }

    fn rest(&self) {
        drop(mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner)));
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::error::ErrorKind::{ForeignKeyViolation, UniqueViolation};
        match error.as_database_error().map(sqlx::error::DatabaseError::kind) {
            Some(UniqueViolation) => Self::Conflict,
            Some(ForeignKeyViolation) => Self::Missing,
            Some(_) => Self::Statement(error.to_string()),
            None => match error {
                sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => {
                    Self::Unreachable(error.to_string())
                }
                _ => Self::Statement(error.to_string()),
            },
        }
    }
}

/// Runs a body on a connection of either database; the statements are the same text.
macro_rules! on_lane {
    ($lanes:expr, $connection:ident => $body:expr) => {
        match $lanes {
            $crate::store::lanes::Lanes::Sqlite(lane) => {
                let mut $connection = lane.take().await?;
                let done = $body;
                lane.keep($connection);
                done
            }
            $crate::store::lanes::Lanes::Postgres(lane) => {
                let mut $connection = lane.take().await?;
                let done = $body;
                lane.keep($connection);
                done
            }
        }
    };
}
pub(super) use on_lane;
