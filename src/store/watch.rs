//! Watching for changes of configuration that another process makes: in force on every replica within a second.

use std::time::Duration;

use anteroom_entity::configuration_versions;
use sea_orm::EntityTrait;
use sqlx::postgres::PgListener;
use tokio_util::sync::CancellationToken;

use super::{Store, StoreError};

/// The channel on which `PostgreSQL` announces a change.
pub(super) const CHANNEL: &str = "anteroom_configuration";
/// How often `SQLite`, which announces nothing, is asked; and the pause before an announcement is awaited again.
const INTERVAL: Duration = Duration::from_millis(400);

impl Store {
    /// Forgets configuration whenever it has changed, until cancelled.
    pub async fn watch_configuration(&self, cancelled: CancellationToken) {
        while !cancelled.is_cancelled() {
            let watched = if self.is_postgres() { self.listen(&cancelled).await } else { self.poll(&cancelled).await };
            if let Err(error) = watched {
                tracing::warn!(%error, "store.watch_failed");
            }
            // Whatever was announced while nobody listened is lost: begin anew with nothing in memory.
            self.forget_configuration();
            tokio::select! {
                () = cancelled.cancelled() => {}
                () = tokio::time::sleep(INTERVAL) => {}
            }
        }
    }

    async fn listen(&self, cancelled: &CancellationToken) -> Result<(), StoreError> {
        let failed = |error: sqlx::Error| StoreError::Unreachable(error.to_string());
        let mut listener = PgListener::connect_with(self.db.get_postgres_connection_pool()).await.map_err(failed)?;
        listener.listen(CHANNEL).await.map_err(failed)?;
        self.forget_configuration();
        loop {
            tokio::select! {
                () = cancelled.cancelled() => return Ok(()),
                announced = listener.try_recv() => match announced.map_err(failed)? {
                    Some(_) => self.forget_configuration(),
                    None => return Ok(()),
                },
            }
        }
    }

    async fn poll(&self, cancelled: &CancellationToken) -> Result<(), StoreError> {
        let mut known = self.configuration_version().await?;
        loop {
            tokio::select! {
                () = cancelled.cancelled() => return Ok(()),
                () = tokio::time::sleep(INTERVAL) => {}
            }
            let version = self.configuration_version().await?;
            if version != known {
                known = version;
                self.forget_configuration();
            }
        }
    }

    /// Counts the changes of configuration.
    pub async fn configuration_version(&self) -> Result<i64, StoreError> {
        let row = configuration_versions::Entity::find_by_id(1).one(&self.db).await?;
        Ok(row.map_or(0, |row| row.version))
    }
}
