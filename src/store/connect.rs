//! Reaching the database, and bringing its schema to this version.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anteroom_entity::audit_events;
use anteroom_migration::Migrator;
use sea_orm::{
    AccessMode, ConnectOptions, Database, DatabaseTransaction, DbBackend, IsolationLevel, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use tokio::sync::{Mutex, Notify, OwnedMutexGuard};

use super::cache::Cache;
use super::lanes::Lanes;
use super::{Store, StoreError, rows};
use crate::domain::secret::Secret;

/// How long a statement waits for a connection, or for SQLite's write lock when another process has it.
const PATIENCE: Duration = Duration::from_secs(5);

/// The most connections to a file of SQLite.
const MOST_TO_SQLITE: u32 = 3;
/// How many prepared statements a connection to SQLite keeps: those of sign-ins by far, and what is asked now and then is prepared anew.
const STATEMENTS_KEPT: usize = 20;

/// Where the database is, and how hard it may be used.
#[derive(Clone, Debug)]
pub struct StoreSettings {
    /// `sqlite:path` or `postgres://…`. A secret: it may hold a password.
    pub url: Secret,
    /// The most connections at once.
    pub max_connections: u32,
}

/// How much work the database was given; for tests and benchmarks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Statements, those that begin and end transactions aside.
    pub statements: u64,
    /// Transactions that write; a single statement that writes is one.
    pub write_transactions: u64,
}

/// What all clones of a store share besides connections and cache.
pub(super) struct Shared {
    /// The address, for a listener's connection of its own.
    pub(super) url: Secret,
    pub(super) lanes: Lanes,
    statements: Arc<AtomicU64>,
    write_transactions: AtomicU64,
    /// SQLite has one writer at a time. Ours queue here, first come first served: SQLite itself would let them poll with
    /// growing pauses. None with PostgreSQL.
    writers: Option<Arc<Mutex<()>>>,
    /// The generation of the configuration in which every connection had its turn to be checked.
    pub(super) turns_given_at: AtomicU64,
    /// Rung when a letter is put into the outbox.
    pub(super) letters: Notify,
    /// Rung when there may be a message to a webhook.
    pub(super) deliveries: Notify,
    /// Rung when there may be an application to tell that a session is over.
    pub(super) logouts: Notify,
}

/// The right to write; held until the writing is done.
pub(super) type Turn = Option<OwnedMutexGuard<()>>;

/// A transaction that writes. Dropped without [`Self::commit`], it is rolled back.
pub(super) struct WriteTransaction {
    pub(super) tx: DatabaseTransaction,
    turn: Turn,
}

impl WriteTransaction {
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        let Self { tx, turn } = self;
        tx.commit().await?;
        drop(turn);
        Ok(())
    }

    /// Commits a change with its line of the audit log, if it has changed anything; says whether it has. What somebody else has done
    /// already is not done, and not written, twice.
    pub(super) async fn commit_if_changed(
        self,
        rows_affected: u64,
        event: audit_events::Model,
    ) -> Result<bool, StoreError> {
        if rows_affected == 0 {
            self.roll_back().await?;
            return Ok(false);
        }
        rows::insert::<audit_events::Entity, _>(&self.tx, event).await?;
        self.commit().await?;
        Ok(true)
    }

    pub(super) async fn roll_back(self) -> Result<(), StoreError> {
        let Self { tx, turn } = self;
        tx.rollback().await?;
        drop(turn);
        Ok(())
    }
}

impl Store {
    /// Reaches the database; a file of SQLite is made where there is none.
    ///
    /// SQLite runs in WAL mode with `synchronous = FULL`: a commit is on disk before anybody is told of it. `NORMAL` would
    /// survive a crash of the process too, but after a loss of power an ended session could come back to life, a code be
    /// redeemed twice, and an audit event be missing.
    pub async fn connect(settings: &StoreSettings) -> Result<Self, StoreError> {
        let url = settings.url.expose();
        let sqlite = url.starts_with("sqlite:");
        if !sqlite && !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(StoreError::Address);
        }
        let mut options = ConnectOptions::new(url);
        // Every connection to SQLite's memory has a database of its own, so there is one, and it stays.
        let in_memory = sqlite && (url.contains(":memory:") || url.contains("mode=memory"));
        if in_memory {
            options.idle_timeout(None).max_lifetime(None);
        }
        options
            .sqlx_logging(false)
            .max_connections(match (in_memory, sqlite) {
                (true, _) => 1,
                // One writes at a time, and each has a thread and a page cache of its own: more only cost memory.
                (false, true) => settings.max_connections.clamp(1, MOST_TO_SQLITE),
                (false, false) => settings.max_connections.max(1),
            })
            .min_connections(1)
            .acquire_timeout(PATIENCE)
            // Asking a connection before each use whether it lives would double the round trips.
            .test_before_acquire_if_idle_for(Duration::from_secs(10))
            .map_sqlx_sqlite_opts(|options| {
                options
                    .create_if_missing(true)
                    .foreign_keys(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .busy_timeout(PATIENCE)
                    // In KiB, for each connection; what it does not hold, the system's cache does.
                    .pragma("cache_size", "-128")
                    .statement_cache_capacity(STATEMENTS_KEPT)
                    // The log of a burst is cut back to this many bytes.
                    .pragma("journal_size_limit", "67108864")
                    // Lets `REPLACE` meet the triggers that refuse to remove an audit event.
                    .pragma("recursive_triggers", "ON")
            });
        let mut db = Database::connect(options).await.map_err(|error| {
            // The library's text may hold the address, and that a password.
            StoreError::Unreachable(error.to_string().replace(url, "…"))
        })?;
        let statements = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&statements);
        db.set_metric_callback(move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
        });
        let shared = Shared {
            url: settings.url.clone(),
            lanes: Lanes::new(&db),
            statements,
            write_transactions: AtomicU64::new(0),
            writers: sqlite.then(Arc::default),
            turns_given_at: AtomicU64::new(u64::MAX),
            letters: Notify::new(),
            deliveries: Notify::new(),
            logouts: Notify::new(),
        };
        Ok(Self { db, shared: Arc::new(shared), cache: Arc::new(Cache::new()) })
    }

    /// Brings the schema to this version.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        Migrator::up(&self.db, None).await?;
        self.forget_configuration();
        Ok(())
    }

    /// Takes back the last migrations. What their tables hold is lost.
    pub async fn roll_back(&self, steps: u32) -> Result<(), StoreError> {
        Migrator::down(&self.db, Some(steps)).await?;
        self.forget_configuration();
        Ok(())
    }

    /// The migrations that this version has and the database lacks.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, StoreError> {
        let pending = Migrator::get_pending_migrations(&self.db).await?;
        Ok(pending.iter().map(|migration| migration.name().to_owned()).collect())
    }

    /// Refuses a database whose schema is older than this version.
    pub async fn require_current_schema(&self) -> Result<(), StoreError> {
        match self.pending_migrations().await?.len() {
            0 => Ok(()),
            missing => Err(StoreError::NotMigrated { missing }),
        }
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        Ok(self.db.ping().await?)
    }

    /// How much work the database was given since this store was connected.
    pub fn counters(&self) -> Counts {
        Counts {
            statements: self.shared.statements.load(Ordering::Relaxed),
            write_transactions: self.shared.write_transactions.load(Ordering::Relaxed),
        }
    }

    /// Gives the pool back the connections that sign-ins have left idle.
    pub fn rest(&self) {
        self.shared.lanes.rest();
    }

    /// Counts statements that did not go through `SeaORM`.
    pub(super) fn count_statements(&self, statements: u64) {
        self.shared.statements.fetch_add(statements, Ordering::Relaxed);
    }

    pub(super) fn is_postgres(&self) -> bool {
        self.db.get_database_backend() == DbBackend::Postgres
    }

    /// Waits for the right to write, and counts a transaction, or a single statement, that writes.
    pub(super) async fn turn(&self) -> Turn {
        self.shared.write_transactions.fetch_add(1, Ordering::Relaxed);
        match &self.shared.writers {
            Some(writers) => Some(Arc::clone(writers).lock_owned().await),
            None => None,
        }
    }

    /// Begins a transaction that writes. SQLite takes the write lock at once: a transaction that began by reading could
    /// fail half-way with `SQLITE_BUSY`, which no time-out mends.
    pub(super) async fn begin(&self) -> Result<WriteTransaction, StoreError> {
        let turn = self.turn().await;
        let options = TransactionOptions {
            isolation_level: None,
            access_mode: None,
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        };
        Ok(WriteTransaction { tx: self.db.begin_with_options(options).await?, turn })
    }

    /// Begins a transaction that reads several tables as they were at one instant.
    pub(super) async fn begin_reading(&self) -> Result<DatabaseTransaction, StoreError> {
        let postgres = self.is_postgres();
        let options = TransactionOptions {
            isolation_level: postgres.then_some(IsolationLevel::RepeatableRead),
            access_mode: postgres.then_some(AccessMode::ReadOnly),
            sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
        };
        Ok(self.db.begin_with_options(options).await?)
    }
}
