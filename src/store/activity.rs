//! How an organization's people have come in lately: counts by day, and of refusals by reason. No names.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ConnectionTrait, Statement, Value};

use super::{OrgStore, StoreError};
use crate::domain::activity::Counted;
use crate::domain::audit::AuditOutcome;

/// By the index of an organization's lines by time. The day is UTC's: PostgreSQL's connections have that time zone, and SQLite keeps the
/// instants so. Only what a person tried counts: a session that was used again is no sign-in, and a trial is another action.
const ACTIVITY: &str = "\
    SELECT substr(CAST(at AS TEXT), 1, 10) AS day, outcome, reason, \
        CASE WHEN detail LIKE '{\"method\":\"one_time_password\"%' THEN 1 ELSE 0 END AS by_code, \
        COUNT(*) AS count, MAX(at) AS last_at \
    FROM audit_events \
    WHERE organization_id = $1 AND at >= $2 AND action = 'sign_in' AND outcome IN ('success', 'refused') \
    GROUP BY substr(CAST(at AS TEXT), 1, 10), outcome, reason, \
        CASE WHEN detail LIKE '{\"method\":\"one_time_password\"%' THEN 1 ELSE 0 END";

impl OrgStore {
    /// How people have come in since an instant, and why not: one statement, however many they are.
    pub async fn count_activity(&self, since: DateTime<Utc>) -> Result<Vec<Counted>, StoreError> {
        let db = &self.store.db;
        let values: [Value; 2] = [self.organization_id.0.into(), since.into()];
        let ask = Statement::from_sql_and_values(db.get_database_backend(), ACTIVITY, values);
        let mut found = Vec::new();
        for row in db.query_all_raw(ask).await? {
            let day: String = row.try_get("", "day")?;
            let outcome: String = row.try_get("", "outcome")?;
            found.push(Counted {
                day: day.parse::<NaiveDate>().map_err(|_| StoreError::Corrupt("audit_events"))?,
                outcome: if outcome == "success" { AuditOutcome::Success } else { AuditOutcome::Refused },
                reason: row.try_get("", "reason")?,
                by_code: row.try_get::<i32>("", "by_code")? == 1,
                count: u64::try_from(row.try_get::<i64>("", "count")?).unwrap_or_default(),
                last_at: row.try_get("", "last_at")?,
            });
        }
        Ok(found)
    }
}
