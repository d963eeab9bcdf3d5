//! `[checks]`, and the nightly look at the connections that people come in by.

use std::sync::Arc;

use serde::Deserialize;

use crate::domain::clock::Clock;
use crate::domain::connection::Connection;
use crate::domain::provider::ProviderSettings;
use crate::leases::Leased;
use crate::signin::SignIn;
use crate::signin::transit::Target;
use crate::store::StoreError;
use crate::store::connection_checks::Due;
use crate::tenancy::change::TenancyError;
use crate::tenancy::checks::{Checks, nightly};

/// Connections looked at once: Microsoft is asked a dozen things about each.
const AT_ONCE: usize = 4;
/// How long a connection is one replica's to look at: longer than all its checks may take.
const LEASE: chrono::Duration = chrono::Duration::minutes(5);

/// `[checks]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CheckSettings {
    /// Whether every connection that people come in by is checked once a night.
    pub nightly: bool,
}

impl Default for CheckSettings {
    fn default() -> Self {
        Self { nightly: true }
    }
}

/// Looks at the connections that it is time to look at.
#[derive(Clone)]
pub struct NightlyChecks {
    /// What looks.
    pub checks: Checks,
    /// Where Entra sends people back to.
    pub sign_in: Arc<SignIn>,
    /// The time.
    pub clock: Clock,
}

impl NightlyChecks {
    fn redirect_uri(&self, connection: &Connection, settings: &ProviderSettings) -> String {
        let (organization, id) = (connection.organization_id, connection.id);
        self.sign_in.redirect_uri(if settings.is_shared() {
            Target::Tenant(organization, id)
        } else {
            Target::Connection(organization, id)
        })
    }
}

impl Leased for NightlyChecks {
    type Piece = Due;
    const NAME: &'static str = "connection_checks";

    async fn claim(&self, under_way: usize) -> Result<Vec<Due>, StoreError> {
        let (now, room) = (self.clock.now(), AT_ONCE.saturating_sub(under_way));
        let first = |id| nightly::next_after(id, now);
        self.checks.store.claim_connection_checks(room as u64, now + LEASE, now, first).await
    }

    async fn finish(&self, due: &Due) -> Result<(), StoreError> {
        let redirect_uri = |connection: &Connection, settings: &_| self.redirect_uri(connection, settings);
        match self.checks.check_again(*due, redirect_uri, self.clock.now()).await {
            Ok(()) => Ok(()),
            Err(TenancyError::Store(error)) => Err(error),
            Err(error) => {
                tracing::warn!(%error, connection = %due.1, "checks.not_made");
                self.checks.put_off(*due, self.clock.now()).await
            }
        }
    }

    async fn release(&self, due: &Due) -> Result<(), StoreError> {
        self.checks.store.organization(due.0).put_off_connection_check(due.1, self.clock.now()).await
    }

    async fn woken(&self) {
        // Nothing is due because of what somebody does.
        std::future::pending::<()>().await;
    }
}
