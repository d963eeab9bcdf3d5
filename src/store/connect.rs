//! Reaching the database, and bringing its schema to this version.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anteroom_migration::Migrator;
use sea_orm::{ConnectOptions, Database, DatabaseTransaction, DbBackend, SqliteTransactionMode};
use sea_orm::{TransactionOptions, TransactionTrait};
use sea_orm_migration::MigratorTrait;
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};

use super::cache::Cache;
use super::{Store, StoreError};
use crate::domain::secret::Secret;

/// Where the database is, and how hard it may be used.
#[derive(Clone, Debug)]
pub struct StoreSettings {
    /// `sqlite:path` or `postgres://…`. A secret: it may hold a password.
    pub url: Secret,
    /// The most connections at once.
    pub max_connections: u32,
}

/// How many statements and write transactions have run; for tests and benchmarks.
#[derive(Debug, Default)]
pub struct Counters {
    statements: AtomicU64,
    write_transactions: AtomicU64,
}

impl Store {
    /// Reaches the database; a file of `SQLite` is made where there is none.
    pub async fn connect(settings: &StoreSettings) -> Result<Self, StoreError> {
        let url = settings.url.expose();
        let sqlite = url.starts_with("sqlite:");
        if !sqlite && !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(StoreError::Address);
        }
        let mut options = ConnectOptions::new(url);
        options
            .sqlx_logging(false)
            .max_connections(settings.max_connections)
            .min_connections(1)
            .acquire_timeout(Duration::from_secs(5))
            // A connection is not asked whether it still lives before each use: that would double the round trips.
            .test_before_acquire(false)
            .map_sqlx_sqlite_opts(|options| {
                options
                    .create_if_missing(true)
                    .foreign_keys(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    // An ended session must not come back to life, nor an audit event vanish, when the power fails.
                    .synchronous(SqliteSynchronous::Full)
                    .busy_timeout(Duration::from_secs(5))
            });
        let mut db = Database::connect(options).await.map_err(|error| {
            // The library's text may hold the address, and that a password.
            StoreError::Unreachable(error.to_string().replace(url, "…"))
        })?;
        let counters = Arc::new(Counters::default());
        let counted = Arc::clone(&counters);
        db.set_metric_callback(move |_| {
            counted.statements.fetch_add(1, Ordering::Relaxed);
        });
        Ok(Self { db, cache: Arc::new(Cache::new()), counters })
    }

    /// Brings the schema to this version.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        Ok(Migrator::up(&self.db, None).await?)
    }

    /// Takes back the last migrations. What their tables hold is lost.
    pub async fn roll_back(&self, steps: u32) -> Result<(), StoreError> {
        Ok(Migrator::down(&self.db, Some(steps)).await?)
    }

    /// The migrations that this version has and the database lacks.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, StoreError> {
        let pending = Migrator::get_pending_migrations(&self.db).await?;
        Ok(pending.iter().map(|migration| migration.name().to_owned()).collect())
    }

    /// Refuses a database whose schema is not that of this version.
    pub async fn require_current_schema(&self) -> Result<(), StoreError> {
        match self.pending_migrations().await?.len() {
            0 => Ok(()),
            lacking => Err(StoreError::NotMigrated(lacking)),
        }
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        Ok(self.db.ping().await?)
    }

    /// How many statements and write transactions have run.
    pub fn counts(&self) -> (u64, u64) {
        let load = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        (load(&self.counters.statements), load(&self.counters.write_transactions))
    }

    pub(super) fn is_postgres(&self) -> bool {
        self.db.get_database_backend() == DbBackend::Postgres
    }

    /// Begins a transaction that writes. `SQLite` takes the write lock at once: a transaction that began by reading could
    /// fail half-way with `SQLITE_BUSY`, which no time-out mends.
    pub(super) async fn begin(&self) -> Result<DatabaseTransaction, StoreError> {
        self.count_write();
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        Ok(self.db.begin_with_options(options).await?)
    }

    /// Counts a transaction, or a single statement, that writes.
    pub(super) fn count_write(&self) {
        self.counters.write_transactions.fetch_add(1, Ordering::Relaxed);
    }
}
