//! How attempts to sign in ended, counted.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, Statement};

use super::{OrgStore, StoreError};
use crate::domain::id::{ApplicationId, OrganizationId};
use crate::domain::rollout::{Attempts, NO_FLAGS_DOING};

/// Which attempts: those of a time, in one application or in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Within {
    /// Not before this instant.
    pub since: DateTime<Utc>,
    /// Before this instant, where one is named.
    pub until: Option<DateTime<Utc>>,
    /// Into which application; into any, where none is named.
    pub application: Option<ApplicationId>,
}

/// An attempt has one number in all its lines. It led in if any line says so, however often the person was refused before; it was
/// refused if a line says so for a reason that counts; one that was given up half-way is neither.
static COUNT: LazyLock<[String; 2]> = LazyLock::new(|| {
    let not_counted = NO_FLAGS_DOING.map(|reason| format!("'{}'", reason.code())).join(", ");
    ["", " AND application_id = $4"].map(|of_application| {
        format!(
            "SELECT COUNT(*) AS attempts, COALESCE(SUM(1 - let_in), 0) AS refused FROM ( \
                SELECT MAX(CASE WHEN outcome = 'success' AND action <> 'one_time_password_asked' THEN 1 ELSE 0 END) \
                    AS let_in, \
                    MAX(CASE WHEN outcome = 'refused' AND reason NOT IN ({not_counted}) THEN 1 ELSE 0 END) AS refused \
                FROM audit_events \
                WHERE organization_id = $1 AND at >= $2 AND at < $3{of_application} AND sign_in_id IS NOT NULL \
                    AND action IN ('sign_in', 'session_reused', 'one_time_password_asked') \
                GROUP BY sign_in_id) AS ended \
            WHERE let_in = 1 OR refused = 1"
        )
    })
});

impl OrgStore {
    /// How the attempts to sign in to the organization's own ended.
    pub async fn count_attempts(&self, within: Within) -> Result<Attempts, StoreError> {
        count_attempts(&self.store.db, self.organization_id, within).await
    }
}

pub(super) async fn count_attempts<C: ConnectionTrait>(
    db: &C,
    id: OrganizationId,
    Within { since, until, application }: Within,
) -> Result<Attempts, StoreError> {
    let [all, of_application] = &*COUNT;
    // No line lies beyond what both databases hold.
    let until = until.unwrap_or_else(|| DateTime::from_timestamp_nanos(i64::MAX));
    let mut values = vec![id.0.into(), since.into(), until.into()];
    values.extend(application.map(|id| id.0.into()));
    let sql = if application.is_some() { of_application } else { all };
    let ask = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let found = db.query_one_raw(ask).await?.ok_or(StoreError::Corrupt("audit_events"))?;
    let count = |name| found.try_get::<i64>("", name).map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    Ok(Attempts { all: count("attempts")?, refused: count("refused")? })
}
