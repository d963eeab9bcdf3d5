//! What ends by itself, one query a kind, by its end; and what was told of it.

use std::collections::BTreeSet;
use std::fmt::Write;

use anteroom_entity::expiry_warnings;
use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryResult, Statement, Value};
use uuid::Uuid;

use super::audit::{CHAIN_LOCK, try_lock};
use super::outbox::SealedLetter;
use super::{Store, StoreError, rows};
use crate::domain::audit::AuditEvent;
use crate::domain::domain_check::MISSING_FOR;
use crate::domain::expiry::{Expiry, ExpiryKind, ExpiryPlace, THRESHOLDS, Told};
use crate::domain::id::OrganizationId;

/// Held by the replica that tells.
const WARN_LOCK: i64 = CHAIN_LOCK + 22;

/// Where things that end stand, and what is asked of them.
struct Source {
    /// What kind they are, as SQL.
    kind: &'static str,
    /// Which table, by the name `t`, and what their names are read from.
    from: &'static str,
    /// The thing.
    id: &'static str,
    /// Whether they are organizations'.
    owned: bool,
    /// How people call it.
    name: &'static str,
    /// Since when.
    begins: &'static str,
    /// For how many days, where that says it better: what is renewed begins anew.
    days: &'static str,
    /// When it ends, less `shift`.
    ends: &'static str,
    shift: Duration,
    /// Whether something is lost by its end: 1 or 0.
    matters: &'static str,
    /// Which of them are meant.
    which: &'static str,
    /// Whether those are shown too whose end is past: something is wrong as long as they stand there.
    ended: bool,
}

const SOURCES: [Source; 7] = [
    Source {
        kind: "t.kind",
        from: "credentials t JOIN connections c ON c.id = t.connection_id",
        id: "t.id",
        owned: true,
        name: "c.name",
        begins: "t.created_at",
        days: "NULL",
        ends: "t.expires_at",
        shift: Duration::zero(),
        // What is used for another registration than the one in force, or for none any more, keeps nobody out by its end.
        matters: "CASE WHEN t.in_use AND NOT EXISTS (SELECT 1 FROM connection_versions v \
                  WHERE v.connection_id = t.connection_id AND v.state = 'active' \
                  AND (COALESCE(v.client_id, v.settings ->> 'client_id', '') <> COALESCE(t.client_id, '') \
                  OR COALESCE(v.settings ->> 'issuer', '') <> COALESCE(t.issuer, ''))) THEN 1 ELSE 0 END",
        which: "t.expires_at IS NOT NULL",
        ended: true,
    },
    Source {
        kind: "'domain_proof'",
        from: "domain_checks t JOIN domains d ON d.id = t.domain_id",
        id: "t.domain_id",
        owned: true,
        name: "d.name",
        begins: "t.missing_since",
        days: "NULL",
        ends: "t.missing_since",
        shift: MISSING_FOR,
        matters: "1",
        which: "t.missing_since IS NOT NULL AND d.proven_by = 'dns'",
        ended: true,
    },
    Source {
        kind: "'flag'",
        from: "flags t LEFT JOIN applications a ON a.id = t.application_id",
        id: "t.id",
        owned: true,
        name: "CASE WHEN a.client_id IS NULL THEN t.name ELSE t.name || ' ' || a.client_id END",
        begins: "COALESCE(t.starts_at, t.updated_at)",
        days: "NULL",
        ends: "t.ends_at",
        shift: Duration::zero(),
        matters: "1",
        which: "t.ends_at IS NOT NULL",
        ended: false,
    },
    Source {
        kind: "'invitation'",
        from: "invitations t",
        id: "t.id",
        owned: true,
        name: "t.address",
        begins: "t.created_at",
        days: "t.days",
        ends: "t.expires_at",
        shift: Duration::zero(),
        matters: "1",
        which: "t.revoked_at IS NULL",
        ended: false,
    },
    Source {
        kind: "'break_glass'",
        from: "break_glass t JOIN users u ON u.id = t.user_id",
        id: "t.id",
        owned: true,
        name: "u.email",
        begins: "t.requested_at",
        days: "NULL",
        ends: "t.expires_at",
        shift: Duration::zero(),
        matters: "1",
        which: "t.closed_at IS NULL",
        ended: false,
    },
    Source {
        kind: "'webhook_secret'",
        from: "webhook_secrets t",
        id: "t.id",
        owned: true,
        // Its webhook has no name but its address, which may be as good as a password.
        name: "'webhook'",
        begins: "t.created_at",
        days: "NULL",
        ends: "t.ends_at",
        shift: Duration::zero(),
        matters: "0",
        which: "t.ends_at IS NOT NULL",
        ended: false,
    },
    Source {
        kind: "'admin_token'",
        from: "admin_tokens t",
        id: "t.id",
        owned: false,
        name: "t.name",
        begins: "t.created_at",
        days: "NULL",
        ends: "t.expires_at",
        shift: Duration::zero(),
        matters: "1",
        which: "t.revoked_at IS NULL",
        ended: false,
    },
];

/// Which part of what ends.
#[derive(Clone, Copy, Debug)]
pub struct ExpiryPage {
    /// What the page before ended with.
    pub after: Option<ExpiryPlace>,
    /// Nothing that ends after this; where it is none, all.
    pub until: Option<DateTime<Utc>>,
    /// How many, at most.
    pub limit: u64,
}

/// How many things of a kind end soon, of those whose end matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The kind.
    pub kind: ExpiryKind,
    /// When the first of them ends.
    pub nearest: DateTime<Utc>,
    /// How many end within as many days as each threshold has.
    pub within: [u64; THRESHOLDS.len()],
}

// Across organizations: who asks says which of them they may see; whoever warns, warns all.
impl Store {
    /// What ends, the nearest end first, with what was told of it; only of these organizations, where any are named, and then nothing
    /// of the operator's.
    pub async fn list_expiries(
        &self,
        only: Option<&BTreeSet<OrganizationId>>,
        page: ExpiryPage,
        now: DateTime<Utc>,
    ) -> Result<Vec<(Expiry, Option<Told>)>, StoreError> {
        let mut found = Vec::new();
        for source in SOURCES.iter().filter(|source| source.owned || only.is_none()) {
            let (sql, values) = source.listed(only, page, now);
            let ask = Statement::from_sql_and_values(self.db.get_database_backend(), sql, values);
            for row in self.db.query_all_raw(ask).await? {
                found.push(source.read(&row)?);
            }
        }
        found.sort_by(|(one, _), (other, _)| one.order(other));
        found.truncate(usize::try_from(page.limit).unwrap_or(usize::MAX));
        Ok(found)
    }

    /// How many things end soon, by kind; only kinds of which any does.
    pub async fn count_expiries(&self, now: DateTime<Utc>) -> Result<Vec<Counted>, StoreError> {
        let mut counted = Vec::new();
        for source in &SOURCES {
            let (sql, values) = source.counted(now);
            let ask = Statement::from_sql_and_values(self.db.get_database_backend(), sql, values);
            for row in self.db.query_all_raw(ask).await? {
                let mut within = [0; THRESHOLDS.len()];
                for (place, days) in within.iter_mut().zip(THRESHOLDS) {
                    let count: i64 = row.try_get("", &format!("within_{days}"))?;
                    *place = u64::try_from(count).unwrap_or_default();
                }
                let nearest: DateTime<Utc> = row.try_get("", "nearest")?;
                counted.push(Counted { kind: kind(&row)?, nearest: nearest + source.shift, within });
            }
        }
        Ok(counted)
    }

    /// What was told of the end of a thing.
    pub async fn find_told(&self, kind: ExpiryKind, thing: Uuid) -> Result<Option<Told>, StoreError> {
        find_told(&self.db, kind, thing).await
    }

    /// Notes that a thing's end is told of so many days before, and tells: letters and a line of the log. Says whether nobody has told
    /// it meanwhile.
    pub async fn note_told(
        &self,
        thing: &Expiry,
        days: u16,
        letters: &[SealedLetter],
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        use expiry_warnings::Column::{Days, EndsAt, Kind, Thing, ToldAt};
        let write = self.begin().await?;
        if !try_lock(&write.tx, WARN_LOCK).await? {
            write.roll_back().await?;
            return Ok(false);
        }
        if thing.due(find_told(&write.tx, thing.kind, thing.thing).await?, event.at) != Some(days) {
            write.roll_back().await?;
            return Ok(false);
        }
        let row = expiry_warnings::Model {
            kind: thing.kind.as_str().to_owned(),
            thing: thing.thing,
            organization_id: thing.organization_id.map(|id| id.0),
            ends_at: thing.ends_at,
            days: i32::from(days),
            told_at: event.at,
        };
        let over = OnConflict::columns([Kind, Thing]).update_columns([EndsAt, Days, ToldAt]).to_owned();
        expiry_warnings::Entity::insert(row.into_active_model())
            .on_conflict(over)
            .exec_without_returning(&write.tx)
            .await?;
        self.commit_and_tell(write, letters, rows::audit_row(event)).await?;
        Ok(true)
    }

    /// Forgets what was told of ends that are long past.
    pub async fn forget_told(&self, before: DateTime<Utc>) -> Result<(), StoreError> {
        let _turn = self.turn().await;
        let past = expiry_warnings::Column::EndsAt.lt(before);
        expiry_warnings::Entity::delete_many().filter(past).exec(&self.db).await?;
        Ok(())
    }
}

async fn find_told(db: &impl ConnectionTrait, kind: ExpiryKind, thing: Uuid) -> Result<Option<Told>, StoreError> {
    let found = expiry_warnings::Entity::find_by_id((kind.as_str().to_owned(), thing)).one(db).await?;
    Ok(found.map(|row| Told { ends_at: row.ends_at, days: u16::try_from(row.days).unwrap_or_default() }))
}

fn kind(row: &QueryResult) -> Result<ExpiryKind, StoreError> {
    let text: String = row.try_get("", "kind")?;
    ExpiryKind::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(StoreError::Corrupt("credentials"))
}

/// A condition that grows, with its values.
#[derive(Default)]
struct Where {
    sql: String,
    values: Vec<Value>,
}

impl Where {
    /// The place of one more value.
    fn value(&mut self, value: impl Into<Value>) -> usize {
        self.values.push(value.into());
        self.values.len()
    }
}

impl Source {
    fn listed(
        &self,
        only: Option<&BTreeSet<OrganizationId>>,
        page: ExpiryPage,
        now: DateTime<Utc>,
    ) -> (String, Vec<Value>) {
        let Self { kind, from, id, name, begins, days, ends, shift, matters, which, .. } = self;
        let mut narrow = Where::default();
        if !self.ended {
            let at = narrow.value(now - *shift);
            let _ = write!(narrow.sql, " AND {ends} > ${at}");
        }
        if let Some(until) = page.until {
            let at = narrow.value(until - *shift);
            let _ = write!(narrow.sql, " AND {ends} <= ${at}");
        }
        if let Some(ExpiryPlace(after, thing)) = page.after {
            let at = narrow.value(after - *shift);
            let same = narrow.value(thing);
            // The first lets the index lead there.
            let _ = write!(narrow.sql, " AND {ends} >= ${at} AND ({ends} > ${at} OR {id} > ${same})");
        }
        if let Some(only) = only {
            let places: Vec<_> = only.iter().map(|id| format!("${}", narrow.value(id.0))).collect();
            let none = if places.is_empty() { "NULL".to_owned() } else { places.join(", ") };
            let _ = write!(narrow.sql, " AND t.organization_id IN ({none})");
        }
        let limit = narrow.value(i64::try_from(page.limit).unwrap_or(i64::MAX));
        let organization = if self.owned { "t.organization_id" } else { "w.organization_id" };
        let sql = format!(
            "SELECT {kind} AS kind, {id} AS thing, {organization} AS organization_id, {name} AS name, \
             {begins} AS begins_at, CAST({days} AS INTEGER) AS days, {ends} AS ends_at, {matters} AS matters, \
             w.ends_at AS told_of, w.days AS told_days \
             FROM {from} LEFT JOIN expiry_warnings w ON w.kind = {kind} AND w.thing = {id} \
             WHERE {which}{} ORDER BY {ends}, {id} LIMIT ${limit}",
            narrow.sql
        );
        (sql, narrow.values)
    }

    fn counted(&self, now: DateTime<Utc>) -> (String, Vec<Value>) {
        let Self { kind, from, ends, shift, matters, which, .. } = self;
        let mut values: Vec<Value> = vec![(now - *shift).into()];
        let mut sums = String::new();
        for days in THRESHOLDS {
            values.push((now - *shift + Duration::days(days.into())).into());
            let _ = write!(sums, ", SUM(CASE WHEN {ends} <= ${} THEN 1 ELSE 0 END) AS within_{days}", values.len());
        }
        // The first threshold is the furthest.
        let sql = format!(
            "SELECT {kind} AS kind, MIN({ends}) AS nearest{sums} FROM {from} \
             WHERE {which} AND {ends} > $1 AND {ends} <= $2 AND {matters} = 1 GROUP BY 1"
        );
        (sql, values)
    }

    fn read(&self, row: &QueryResult) -> Result<(Expiry, Option<Told>), StoreError> {
        let ends_at: DateTime<Utc> = row.try_get("", "ends_at")?;
        let ends_at = ends_at + self.shift;
        let organization: Option<Uuid> = row.try_get("", "organization_id")?;
        let days: Option<i32> = row.try_get("", "days")?;
        let begins_at = match days {
            Some(days) => ends_at - Duration::days(days.into()),
            None => row.try_get("", "begins_at")?,
        };
        let expiry = Expiry {
            kind: kind(row)?,
            thing: row.try_get("", "thing")?,
            organization_id: organization.map(OrganizationId),
            name: row.try_get("", "name")?,
            begins_at,
            ends_at,
            matters: row.try_get::<i32>("", "matters")? == 1,
        };
        let told_of: Option<DateTime<Utc>> = row.try_get("", "told_of")?;
        let told_days: Option<i32> = row.try_get("", "told_days")?;
        let told = told_of
            .zip(told_days)
            .map(|(ends_at, days)| Told { ends_at, days: u16::try_from(days).unwrap_or_default() });
        Ok((expiry, told))
    }
}
