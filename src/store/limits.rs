//! Limits that all replicas count together.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};

use super::{Store, StoreError};
use crate::domain::limit::Limited;
use crate::keys::hash;

/// Takes once from a bucket, unless it is empty: `full_at` is when all of it may be used again, and may lie ahead by no more
/// than the whole of it takes to fill.
const TAKE: &str = "\
    INSERT INTO limits (key, full_at) VALUES ($1, $2) \
    ON CONFLICT (key) DO UPDATE SET \
        full_at = CASE WHEN limits.full_at > $3 THEN limits.full_at ELSE $3 END + $4 \
    WHERE limits.full_at <= $5";

/// What came of taking from several buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// All of them had some left.
    Yes,
    /// The one at this place had none left.
    Empty(usize),
}

impl Store {
    /// Takes once from each bucket; from none, where one of them is empty.
    pub async fn take(&self, limited: &[Limited], now: DateTime<Utc>) -> Result<Taken, StoreError> {
        let write = self.begin().await?;
        let taken = take(&write.tx, limited, now).await?;
        match taken {
            Taken::Yes => write.commit().await?,
            Taken::Empty(_) => write.roll_back().await?,
        }
        Ok(taken)
    }
}

/// Takes once from each bucket. Where one is empty, the transaction must be rolled back.
pub(super) async fn take(
    tx: &DatabaseTransaction,
    limited: &[Limited],
    now: DateTime<Utc>,
) -> Result<Taken, StoreError> {
    let now = now.timestamp_millis();
    // In one order everywhere, so that two who take from the same buckets do not wait for each other for ever.
    let mut ordered: Vec<_> =
        limited.iter().enumerate().map(|(place, limited)| (hash::hash(&limited.key), place, limited)).collect();
    ordered.sort_unstable_by_key(|(key, ..)| *key);
    for (key, place, Limited { limit, .. }) in ordered {
        let every = limit.every.num_milliseconds();
        let tolerance = every * i64::from(limit.burst - 1);
        let values = [key.to_vec().into(), (now + every).into(), now.into(), every.into(), (now + tolerance).into()];
        let done = tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), TAKE, values)).await?;
        if done.rows_affected() == 0 {
            return Ok(Taken::Empty(place));
        }
    }
    Ok(Taken::Yes)
}
