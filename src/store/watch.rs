//! Noticing that somebody else changed the configuration: another replica, or `anteroom apply` beside the server.

use std::time::Duration;

use anteroom_entity::configuration_version;
use sea_orm::EntityTrait;
use sqlx::postgres::PgListener;
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use super::{Store, StoreError};

/// The channel of PostgreSQL on which changes are announced.
pub(super) const CHANNEL: &str = "anteroom_configuration";

/// A change is in force everywhere within a second: this is asked twice as often.
const POLL: Duration = Duration::from_millis(500);

impl Store {
    /// Forgets the kept configuration whenever somebody changes it, until the token is cancelled.
    ///
    /// PostgreSQL says so at the commit. The counter of changes is asked as well: with SQLite there is nothing else, and
    /// with PostgreSQL a listening connection can be dead without anybody having noticed.
    pub async fn watch_configuration(&self, token: CancellationToken) {
        let polling = self.poll_changes();
        let listening = self.listen_for_changes();
        tokio::select! {
            () = token.cancelled() => {}
            () = polling => {}
            () = listening => {}
        }
    }

    /// Counts up whenever the kept configuration is forgotten.
    pub fn configuration_generation(&self) -> watch::Receiver<u64> {
        self.cache.watch_generation()
    }

    /// The same count, now.
    pub(crate) fn generation(&self) -> u64 {
        self.cache.generation()
    }

    async fn poll_changes(&self) {
        let mut ticks = tokio::time::interval(POLL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut known = None;
        loop {
            ticks.tick().await;
            match self.configuration_version().await {
                Ok(version) if known == Some(version) => {}
                Ok(version) => {
                    known = Some(version);
                    self.forget_configuration();
                }
                Err(error) => tracing::warn!(%error, "the configuration's version cannot be read"),
            }
        }
    }

    async fn listen_for_changes(&self) {
        if !self.is_postgres() {
            return std::future::pending().await;
        }
        loop {
            if let Err(error) = self.listen_once().await {
                tracing::warn!(%error, "not listening for changes of configuration; they are polled for");
            }
            // What was announced while nobody listened is lost.
            self.forget_configuration();
            tokio::time::sleep(POLL).await;
        }
    }

    /// Listens until the connection is lost. The connection is one of its own, not one of the pool's.
    async fn listen_once(&self) -> Result<(), StoreError> {
        let lost = |error: sqlx::Error| StoreError::Unreachable(error.to_string());
        let mut listener = PgListener::connect(self.shared.url.expose()).await.map_err(lost)?;
        listener.listen(CHANNEL).await.map_err(lost)?;
        self.forget_configuration();
        while listener.try_recv().await.map_err(lost)?.is_some() {
            self.forget_configuration();
        }
        Ok(())
    }

    /// Counts up with every change of configuration, by whomever.
    pub(crate) async fn configuration_version(&self) -> Result<i64, StoreError> {
        let row = configuration_version::Entity::find_by_id(1).one(&self.db).await?;
        row.map(|row| row.version).ok_or(StoreError::Missing)
    }
}
