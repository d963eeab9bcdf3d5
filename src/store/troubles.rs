//! The weather at identity providers: what has failed lately, and the troubles that last.

use std::collections::BTreeMap;

use anteroom_entity::{audit_events, connection_troubles};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement, Value};
use uuid::Uuid;

use super::audit::{CHAIN_LOCK, try_lock};
use super::connect::WriteTransaction;
use super::outbox::{SealedLetter, insert_letters};
use super::rows::{self, word};
use super::{Store, StoreError};
use crate::domain::audit::{AuditDetail, AuditEvent};
use crate::domain::id::{ConnectionId, OrganizationId};
use crate::domain::weather::{Place, Trouble};

/// Held by the replica that writes down what changes.
const WEATHER_LOCK: i64 = CHAIN_LOCK + 23;
/// More failures say no more than these, the newest.
const MOST: i64 = 1_000;
/// Of so many entries, the newest, is counted at how many organizations they were.
const ENTRIES: i64 = 2_000;

/// The words of the partial index, so that the databases see that it serves: the reasons that `Cause::of` counts.
const FAILED: &str = "\
    SELECT organization_id, at, reason, ip, user_agent, detail FROM audit_events \
    WHERE at >= $1 AND action = 'sign_in' AND reason IN ('upstream_credential_refused', 'upstream_unavailable', \
    'upstream_unreachable', 'upstream_answer_invalid') AND organization_id IS NOT NULL \
    ORDER BY at DESC LIMIT $2";

/// The head of the detail holds the connection, after the method; no more of it is of interest.
const CAME_IN: &str = "\
    SELECT substr(detail, 1, 120) AS head, MAX(at) AS at FROM audit_events \
    WHERE organization_id IN (PLACES) AND at >= $1 AND action = 'sign_in' AND outcome = 'success' \
    AND detail LIKE '%\"connection\":\"%' GROUP BY substr(detail, 1, 120)";

const OTHERS: &str = "\
    SELECT DISTINCT organization_id FROM (SELECT organization_id FROM audit_events \
    WHERE at >= $1 AND removal IS NULL AND action = 'sign_in' AND outcome = 'success' \
    AND detail LIKE '%\"connection\":\"%' ORDER BY at DESC, id DESC LIMIT $2) AS lately";

/// A refusal that speaks of trouble, as the log has it.
#[derive(Clone, Debug)]
pub struct FailedLine {
    /// At which organization.
    pub organization_id: OrganizationId,
    /// When.
    pub at: DateTime<Utc>,
    /// The reason code.
    pub reason: String,
    /// From where, and with which browser.
    pub seen: String,
    /// The rest.
    pub detail: AuditDetail,
}

// Across organizations: whether others have the same is the question.
impl Store {
    /// Refusals since an instant that speak of trouble, the newest first; as many as tell something.
    pub async fn list_failed(&self, since: DateTime<Utc>) -> Result<Vec<FailedLine>, StoreError> {
        let values: [Value; 2] = [since.into(), MOST.into()];
        let mut found = Vec::new();
        for row in self.db.query_all_raw(self.ask(FAILED, values)).await? {
            let text = |name| row.try_get::<Option<String>>("", name).map(Option::unwrap_or_default);
            found.push(FailedLine {
                organization_id: row.try_get::<Uuid>("", "organization_id")?.into(),
                at: row.try_get("", "at")?,
                reason: text("reason")?,
                seen: format!("{} {}", text("ip")?, text("user_agent")?),
                detail: AuditDetail::from_stored(text("detail")?),
            });
        }
        Ok(found)
    }

    /// When somebody last came in through each connection of these organizations, since an instant.
    pub async fn list_came_in(
        &self,
        organizations: impl IntoIterator<Item = OrganizationId>,
        since: DateTime<Utc>,
    ) -> Result<BTreeMap<ConnectionId, DateTime<Utc>>, StoreError> {
        let mut values: Vec<Value> = vec![since.into()];
        values.extend(organizations.into_iter().map(|id| Value::from(id.0)));
        let places: Vec<_> = (2..=values.len()).map(|place| format!("${place}")).collect();
        if places.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut found = BTreeMap::new();
        for row in self.db.query_all_raw(self.ask(&CAME_IN.replace("PLACES", &places.join(", ")), values)).await? {
            let (head, at): (String, DateTime<Utc>) = (row.try_get("", "head")?, row.try_get("", "at")?);
            if let Some(connection) = connection_of(&head) {
                let last = found.entry(connection).or_insert(at);
                if at > *last {
                    *last = at;
                }
            }
        }
        Ok(found)
    }

    /// At which organizations somebody came in by SSO since an instant, as far as the newest entries tell.
    pub async fn list_entered(&self, since: DateTime<Utc>) -> Result<Vec<OrganizationId>, StoreError> {
        let values: [Value; 2] = [since.into(), ENTRIES.into()];
        let found = self.db.query_all_raw(self.ask(OTHERS, values)).await?;
        let read = |row: &sea_orm::QueryResult| row.try_get::<Option<Uuid>>("", "organization_id");
        let read: Result<Vec<_>, _> = found.iter().map(read).collect();
        Ok(read?.into_iter().flatten().map(OrganizationId).collect())
    }

    /// The troubles that last.
    pub async fn list_troubles(&self) -> Result<Vec<Trouble>, StoreError> {
        connection_troubles::Entity::find().all(&self.db).await?.into_iter().map(read).collect()
    }

    /// Writes down that a trouble has begun. Says whether nobody has meanwhile.
    pub async fn begin_trouble(&self, trouble: &Trouble, event: &AuditEvent) -> Result<bool, StoreError> {
        let Some(write) = self.weather_lock().await? else { return Ok(false) };
        let row = connection_troubles::Model {
            connection_id: key(trouble.place),
            organization_id: trouble.place.map(|(organization, _)| organization.0),
            since: trouble.since,
            cause: word(&trouble.cause),
            told_at: None,
        };
        if connection_troubles::Entity::find_by_id(row.connection_id).one(&write.tx).await?.is_some() {
            write.roll_back().await?;
            return Ok(false);
        }
        rows::insert::<connection_troubles::Entity, _>(&write.tx, row).await?;
        rows::insert::<audit_events::Entity, _>(&write.tx, rows::audit_row(event)).await?;
        write.commit().await?;
        Ok(true)
    }

    /// Writes down that a trouble is over. Says whether nobody has meanwhile.
    pub async fn end_trouble(&self, trouble: &Trouble, event: &AuditEvent) -> Result<bool, StoreError> {
        let Some(write) = self.weather_lock().await? else { return Ok(false) };
        let gone = connection_troubles::Entity::delete_by_id(key(trouble.place)).exec(&write.tx).await?;
        write.commit_if_changed(gone.rows_affected, rows::audit_row(event)).await
    }

    /// Tells the administrators of a trouble. Says whether nobody has meanwhile.
    pub async fn tell_of_trouble(
        &self,
        trouble: &Trouble,
        letters: &[SealedLetter],
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let Some(write) = self.weather_lock().await? else { return Ok(false) };
        let told = connection_troubles::Entity::update_many()
            .col_expr(connection_troubles::Column::ToldAt, Expr::value(now))
            .filter(connection_troubles::Column::ConnectionId.eq(key(trouble.place)))
            .filter(connection_troubles::Column::ToldAt.is_null())
            .exec(&write.tx)
            .await?;
        if told.rows_affected == 0 {
            write.roll_back().await?;
            return Ok(false);
        }
        insert_letters(&write.tx, letters).await?;
        write.commit().await?;
        self.letter_put();
        Ok(true)
    }

    async fn weather_lock(&self) -> Result<Option<WriteTransaction>, StoreError> {
        let write = self.begin().await?;
        if try_lock(&write.tx, WEATHER_LOCK).await? {
            return Ok(Some(write));
        }
        write.roll_back().await?;
        Ok(None)
    }

    fn ask(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
        Statement::from_sql_and_values(self.db.get_database_backend(), sql, values)
    }
}

/// The connection that the head of a detail names.
fn connection_of(head: &str) -> Option<ConnectionId> {
    let (_, rest) = head.split_once("\"connection\":\"")?;
    rest.get(..36)?.parse().ok()
}

/// Zeros are no connection's: there is one row at most of what is everywhere.
fn key(place: Option<Place>) -> Uuid {
    place.map_or(Uuid::nil(), |(_, connection)| connection.0)
}

fn read(row: connection_troubles::Model) -> Result<Trouble, StoreError> {
    let cause = serde_json::from_value(row.cause.into());
    let cause = cause.map_err(|_| StoreError::CorruptRow { table: "connection_troubles", id: row.connection_id })?;
    let place = row.organization_id.map(|id| (OrganizationId(id), ConnectionId(row.connection_id)));
    Ok(Trouble { place, since: row.since, cause, told_at: row.told_at })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reason::Reason;
    use crate::domain::weather::Cause;

    #[test]
    fn the_index_counts_what_the_rules_count() {
        for reason in Reason::ALL {
            let counted = FAILED.contains(&format!("'{}'", reason.code()));
            assert_eq!(counted, Cause::of(*reason).is_some(), "{}", reason.code());
        }
    }

    #[test]
    fn a_connection_is_read_off_the_head_of_a_detail() {
        let id = "01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e22";
        let of = |detail: &str| connection_of(detail).map(|id| id.to_string());
        assert_eq!(of(&format!("{{\"method\":\"entra\",\"connection\":\"{id}\",\"trace\":[")).as_deref(), Some(id));
        assert_eq!(of("{\"method\":\"entra\",\"connection\":\"01966b3e"), None);
        assert_eq!(of("{\"method\":\"one_time_password\"}"), None);
    }
}
