//! How sign-in goes at one organization: how many come in, why others do not, what has trouble, what ends. Counts, and no names.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::overview::{Switch, switch};
use crate::domain::activity::{self, Activity};
use crate::domain::expiry::Expiry;
use crate::domain::flag::FlagName;
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::weather::Trouble;
use crate::store::StoreError;
use crate::store::expiries::ExpiryPage;
use crate::tenancy::expiries::Ledger;

/// More things than these end at no organization at once; the first are shown.
const MOST: u64 = 50;

/// How it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// SSO.
    pub sso: Switch,
    /// Nothing but SSO.
    pub forced_sso: Switch,
    /// How people come in, and why others do not.
    pub activity: Activity,
    /// The trouble of each connection that has one, by its name.
    pub troubles: Vec<(String, Trouble)>,
    /// What ends, the nearest end first.
    pub ends: Vec<Expiry>,
}

/// How it goes at one organization. A fixed number of statements, each by an index: one that counts what people did, and one for each kind
/// of what ends. `trouble` says what is known of a connection.
pub async fn read(
    ledger: &Ledger,
    configuration: &OrganizationConfiguration,
    trouble: impl Fn(crate::domain::id::ConnectionId) -> Option<Trouble>,
    now: DateTime<Utc>,
) -> Result<Status, StoreError> {
    let id = configuration.organization.id;
    let counted = ledger.store.organization(id).count_activity(activity::since(now)).await?;
    let page = ExpiryPage { after: None, until: None, limit: MOST };
    let ends = ledger.list(Some(&BTreeSet::from([id])), page, now).await?;
    let troubles = configuration.connections.iter();
    Ok(Status {
        sso: switch(configuration, FlagName::Sso, now),
        forced_sso: switch(configuration, FlagName::ForcedSso, now),
        activity: Activity::of(&counted, now),
        troubles: troubles.filter_map(|it| Some((it.name.clone(), trouble(it.id)?))).collect(),
        ends: ends.into_iter().map(|(end, _)| end).collect(),
    })
}
