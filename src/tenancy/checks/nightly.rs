//! The checks of every connection that people come in by, once a night: each at its own minute, so that a provider is not asked about
//! all hospitals at once.

use chrono::{DateTime, Duration, NaiveTime, Utc};

use super::{CheckError, Checks};
use crate::domain::connection::{Connection, ConnectionStatus};
use crate::domain::connection_check::CheckRun;
use crate::domain::id::ConnectionId;
use crate::domain::provider::ProviderSettings;
use crate::store::StoreError;
use crate::store::connection_checks::Due;
use crate::tenancy::change::{Act, TenancyError};

/// When the night begins, UTC: late in the evening of Europe, whose hospitals they are.
const BEGINS: NaiveTime = NaiveTime::from_hms_opt(20, 0, 0).unwrap();
/// How long it is, in minutes.
const LASTS: u64 = 8 * 60;
/// After what kept a provider from being asked, it is asked again.
const AFTER_OUTAGE: Duration = Duration::hours(1);
/// Who looks when it is time.
const ITSELF: &str = "anteroom";

/// When a connection is looked at next by itself.
pub fn next_after(id: ConnectionId, now: DateTime<Utc>) -> DateTime<Utc> {
    // The last digits of an id are by chance: of a thousand connections, two or three are looked at in each minute of every night.
    let minute = i64::try_from(id.0.as_u128() % u128::from(LASTS)).unwrap_or_default();
    let tonight = now.date_naive().and_time(BEGINS).and_utc() + Duration::minutes(minute);
    // The night before may still go on.
    let nights = [tonight - Duration::days(1), tonight, tonight + Duration::days(1)];
    nights.into_iter().find(|at| *at > now).unwrap_or(tonight)
}

/// When it is looked at again after a run.
fn again_at(run: &CheckRun) -> DateTime<Utc> {
    let tomorrow = next_after(run.connection_id, run.checked_at);
    if run.is_outage() { tomorrow.min(run.checked_at + AFTER_OUTAGE) } else { tomorrow }
}

impl Checks {
    /// Looks at a connection because it is time to: at what people come in by, whatever is drafted. `redirect_uri` says where
    /// their provider sends them back to.
    pub async fn check_again(
        &self,
        (organization, id): Due,
        redirect_uri: impl FnOnce(&Connection, &ProviderSettings) -> String,
        now: DateTime<Utc>,
    ) -> Result<(), TenancyError> {
        let own = self.store.organization(organization);
        let found = self.store.find_configuration(organization).await?;
        let connection = found.as_deref().and_then(|configuration| configuration.connection(id));
        let in_use = connection.filter(|connection| connection.status == ConnectionStatus::Active);
        let (Some(configuration), Some(connection)) = (found.as_deref(), in_use) else {
            return Ok(own.put_off_connection_check(id, next_after(id, now)).await?);
        };
        let Some(version) = connection.active.as_ref() else {
            return Ok(own.put_off_connection_check(id, next_after(id, now)).await?);
        };
        let redirect_uri = redirect_uri(connection, &version.settings);
        let subject = super::Subject { configuration, connection, version, redirect_uri: &redirect_uri, now };
        let act = Act { by: ITSELF, role: None, ip: None, now };
        match self.note(&subject, &act, false).await {
            Ok(run) => Ok(own.put_off_connection_check(id, again_at(&run)).await?),
            // It is gone; and how often somebody looks by hand is nothing to the night.
            Err(CheckError::Tenancy(TenancyError::Gone) | CheckError::TooOften) => Ok(()),
            // Others are in force since: those nobody has looked at.
            Err(CheckError::ChangedMeanwhile) => Ok(own.put_off_connection_check(id, now).await?),
            Err(CheckError::Tenancy(error)) => Err(error),
        }
    }

    /// Has it looked at later: it could not be, for a reason of our own.
    pub async fn put_off(&self, (organization, id): Due, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.store.organization(organization).put_off_connection_check(id, now + AFTER_OUTAGE).await
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use uuid::Uuid;

    use super::*;
    use crate::domain::connection::VersionState;
    use crate::domain::connection_check::{Check, CheckResult, Found};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn every_connection_has_its_minute_of_the_night() {
        let id = |number: u128| ConnectionId(Uuid::from_u128(number));
        let noon = at("2026-11-23T12:00:00Z");
        assert_eq!(next_after(id(0), noon), at("2026-11-23T20:00:00Z"));
        assert_eq!(next_after(id(479), noon), at("2026-11-24T03:59:00Z"));
        assert_eq!(next_after(id(300), at("2026-11-23T00:30:00Z")), at("2026-11-23T01:00:00Z"), "the night goes on");
        assert_eq!(next_after(id(0), at("2026-11-23T20:00:00Z")), at("2026-11-24T20:00:00Z"), "once a night");
        let minutes: BTreeSet<_> = (0..480).map(|number| next_after(id(number), noon)).collect();
        assert_eq!(minutes.len(), 480);
    }

    #[test]
    fn after_an_outage_it_is_looked_again_soon() {
        let run = |found| CheckRun {
            connection_id: ConnectionId(Uuid::nil()),
            organization_id: Uuid::nil().into(),
            version: 1,
            state: VersionState::Active,
            checked_at: at("2026-11-23T20:00:00Z"),
            results: vec![CheckResult::new(Check::Metadata, found)],
            failing: BTreeSet::new(),
        };
        assert_eq!(again_at(&run(Found::MetadataUnavailable)), at("2026-11-23T21:00:00Z"));
        assert_eq!(again_at(&run(Found::TenantUnknown)), at("2026-11-24T20:00:00Z"));
    }
}
