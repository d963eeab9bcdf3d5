//! Asks Microsoft about open sessions that nobody uses: what is due, by whichever replica takes it.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::clock::Clock;
use crate::domain::id::{ConnectionId, OrganizationId};
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::recheck::{self, LEASE};
use crate::leases::{Leased, Slot, UnderWay};
use crate::signin::SignIn;
use crate::store::StoreError;
use crate::store::upstream_tokens::TakenToken;

/// Questions asked at once through one connection: a hospital's thousand sessions are asked about in minutes, and its directory is not
/// flooded.
const AT_ONCE_THROUGH_ONE: usize = 4;
/// Questions asked at once in all.
const AT_ONCE: usize = 64;

/// Asks. A cheap clone.
#[derive(Clone)]
pub struct Work {
    sign_in: Arc<SignIn>,
    clock: Clock,
    under_way: UnderWay<ConnectionId>,
}

/// A question that is this replica's to ask.
pub struct Question {
    configuration: Arc<OrganizationConfiguration>,
    taken: TakenToken,
    _slot: Slot<ConnectionId>,
}

impl Work {
    /// What asks for a broker.
    pub fn new(sign_in: Arc<SignIn>, clock: Clock) -> Self {
        Self { sign_in, clock, under_way: UnderWay::default() }
    }

    async fn claim_through(
        &self,
        organization: OrganizationId,
        connection: ConnectionId,
        most: usize,
        now: DateTime<Utc>,
    ) -> Result<Vec<Question>, StoreError> {
        let Some(configuration) = self.sign_in.store.find_configuration(organization).await? else {
            return Ok(Vec::new());
        };
        let store = self.sign_in.store.organization(organization);
        if !recheck::is_on(&configuration, now) {
            // Its time is over: whoever switches it off by hand has had it forgotten with that.
            store.forget_upstream_tokens().await?;
            return Ok(Vec::new());
        }
        let taken = store.take_due_upstream_tokens(connection, most, LEASE, now).await?;
        let question = |taken| Question {
            configuration: Arc::clone(&configuration),
            taken,
            _slot: self.under_way.take(connection),
        };
        Ok(taken.into_iter().map(question).collect())
    }
}

impl Leased for Work {
    type Piece = Question;
    const NAME: &'static str = "rechecks";

    async fn claim(&self, under_way: usize) -> Result<Vec<Question>, StoreError> {
        let mut claimed = Vec::new();
        let mut room = AT_ONCE.saturating_sub(under_way);
        if room == 0 {
            return Ok(claimed);
        }
        let now = self.clock.now();
        let mut busy = self.under_way.full(AT_ONCE_THROUGH_ONE);
        busy.extend(self.sign_in.rechecks.paused(now));
        for (organization, connection) in self.sign_in.store.list_connections_to_ask(&busy, now).await? {
            let most = self.under_way.room(connection, AT_ONCE_THROUGH_ONE).min(room);
            if most == 0 {
                continue;
            }
            match self.claim_through(organization, connection, most, now).await {
                Ok(taken) => {
                    room = room.saturating_sub(taken.len());
                    claimed.extend(taken);
                }
                // What has been taken is asked all the same.
                Err(error) => tracing::warn!(%error, "rechecks.not_claimed"),
            }
        }
        Ok(claimed)
    }

    async fn finish(&self, question: &Question) -> Result<(), StoreError> {
        let Question { configuration, taken, .. } = question;
        self.sign_in.recheck(configuration, taken, self.clock.now()).await.map(drop)
    }

    async fn release(&self, question: &Question) -> Result<(), StoreError> {
        let taken = &question.taken;
        let store = self.sign_in.store.organization(taken.session.organization_id);
        store.release_upstream_token(taken, self.clock.now()).await.map(drop)
    }

    /// Nothing wakes it: what is due is due by its time alone.
    async fn woken(&self) {
        std::future::pending::<()>().await;
    }
}
