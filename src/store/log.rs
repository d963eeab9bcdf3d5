//! Reading the audit log: by what is looked for, a page at a time.

use anteroom_entity::audit_events::{self, Column};
use anteroom_entity::users;
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Order};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{OrgStore, Store, StoreError, rows};
use crate::domain::audit::{AuditAction, AuditEvent, AuditOutcome};
use crate::domain::email::EmailAddress;
use crate::domain::id::{ApplicationId, AuditEventId, SignInId, UserId};

/// Which lines are looked for: those to which all of it applies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// What was done.
    pub action: Option<AuditAction>,
    /// Who did it.
    pub actor: Option<String>,
    /// The user that it is about.
    pub user: Option<UserId>,
    /// What it is about, e.g. the address that a refused person had shown; of the user as well, where both are named.
    pub subject: Option<String>,
    /// Through which application.
    pub application: Option<ApplicationId>,
    /// In which sign-in.
    pub sign_in: Option<SignInId>,
    /// How it ended.
    pub outcome: Option<AuditOutcome>,
    /// The reason code of a refusal.
    pub reason: Option<String>,
    /// Not before this instant.
    pub since: Option<DateTime<Utc>>,
    /// Before this instant.
    pub until: Option<DateTime<Utc>>,
}

/// A line, as the log shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLine {
    /// What it says.
    pub event: AuditEvent,
    /// Its place in the chain; none until it is chained.
    pub position: Option<i64>,
}

/// Where a line lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogPlace(DateTime<Utc>, AuditEventId);

impl LogLine {
    /// Where it lies.
    pub const fn place(&self) -> LogPlace {
        LogPlace(self.event.at, self.event.id)
    }
}

/// Which part of what was found, in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogPage {
    /// Whether the oldest comes first.
    pub oldest_first: bool,
    /// The line that the page before ended with.
    pub after: Option<LogPlace>,
    /// How many, at most.
    pub limit: u64,
}

/// The line of an attempt that says how it ended: its last one about somebody's coming in.
const LAST_OF_SIGN_IN: &str = "\
    action IN ('sign_in', 'session_reused') AND NOT EXISTS (SELECT 1 FROM audit_events AS later \
    WHERE later.sign_in_id = audit_events.sign_in_id AND later.organization_id = audit_events.organization_id \
    AND later.action IN ('sign_in', 'session_reused') AND later.id > audit_events.id)";

impl Store {
    /// Lines of the whole log. For those who see all; an organization's own are read through [`OrgStore::read_log`].
    pub async fn read_log(&self, filter: &LogFilter, page: LogPage) -> Result<Vec<LogLine>, StoreError> {
        // Lines that have lost their content say nothing; the index by time is one of all others.
        self.find_lines(filtered(filter).add(Column::Removal.is_null()), page).await
    }

    /// Lines in the order of their time, and within an instant in that of their ids, which is that of their making.
    async fn find_lines(&self, which: Condition, page: LogPage) -> Result<Vec<LogLine>, StoreError> {
        use Column::{At, Id};
        let order = if page.oldest_first { Order::Asc } else { Order::Desc };
        let mut query = audit_events::Entity::find().filter(which);
        if let Some(LogPlace(at, id)) = page.after {
            let at = storable(at);
            // `reached` lets the index lead there.
            let (reached, beyond, same) = if page.oldest_first {
                (At.gte(at), At.gt(at), Id.gt(id.0))
            } else {
                (At.lte(at), At.lt(at), Id.lt(id.0))
            };
            query = query.filter(reached).filter(beyond.or(At.eq(at).and(same)));
        }
        let found = query.order_by(At, order.clone()).order_by(Id, order).limit(page.limit).all(&self.db).await?;
        let line = |row: audit_events::Model| Ok(LogLine { position: row.position, event: rows::audit_event(row)? });
        found.into_iter().map(line).collect()
    }
}

impl OrgStore {
    /// Lines of the organization's log.
    pub async fn read_log(&self, filter: &LogFilter, page: LogPage) -> Result<Vec<LogLine>, StoreError> {
        self.find_lines(filtered(filter), page).await
    }

    /// How attempts to sign in to the organization's own ended: one line each.
    pub async fn list_sign_ins(&self, filter: &LogFilter, page: LogPage) -> Result<Vec<LogLine>, StoreError> {
        let last = filtered(filter).add(Expr::cust(LAST_OF_SIGN_IN));
        self.find_lines(last.add(Column::SignInId.is_not_null()), page).await
    }

    /// The addresses of these users of the organization, of those that there are.
    pub async fn list_addresses(
        &self,
        ids: impl IntoIterator<Item = UserId>,
    ) -> Result<Vec<(UserId, EmailAddress)>, StoreError> {
        let found: Vec<(Uuid, String)> = users::Entity::find()
            .select_only()
            .columns([users::Column::Id, users::Column::Email])
            .filter(users::Column::OrganizationId.eq(self.organization_id.0))
            .filter(users::Column::Id.is_in(ids.into_iter().map(|id| id.0)))
            .into_tuple()
            .all(&self.store.db)
            .await?;
        let read = |(id, email): (Uuid, String)| {
            let email = email.parse().map_err(|_| StoreError::CorruptRow { table: "users", id })?;
            Ok((UserId(id), email))
        };
        found.into_iter().map(read).collect()
    }

    async fn find_lines(&self, which: Condition, page: LogPage) -> Result<Vec<LogLine>, StoreError> {
        self.store.find_lines(which.add(Column::OrganizationId.eq(self.organization_id.0)), page).await
    }
}

fn filtered(filter: &LogFilter) -> Condition {
    let about = Condition::any()
        .add_option(filter.user.map(|id| Column::UserId.eq(id.0)))
        .add_option(filter.subject.as_deref().map(|subject| Column::Subject.eq(rows::clean(subject))));
    Condition::all()
        .add_option(filter.action.map(|action| Column::Action.eq(rows::word(&action))))
        .add_option(filter.actor.as_deref().map(|actor| Column::Actor.eq(rows::clean(actor))))
        .add_option((!about.is_empty()).then_some(about))
        .add_option(filter.application.map(|id| Column::ApplicationId.eq(id.0)))
        .add_option(filter.sign_in.map(|id| Column::SignInId.eq(id.0)))
        .add_option(filter.outcome.map(|outcome| Column::Outcome.eq(rows::word(&outcome))))
        .add_option(filter.reason.as_deref().map(|reason| Column::Reason.eq(rows::clean(reason))))
        .add_option(filter.since.map(|since| Column::At.gte(storable(since))))
        .add_option(filter.until.map(|until| Column::At.lt(storable(until))))
}

/// Any instant, as one that both databases can hold: no line lies beyond these.
pub(super) fn storable(at: DateTime<Utc>) -> DateTime<Utc> {
    at.clamp(DateTime::UNIX_EPOCH, DateTime::from_timestamp_nanos(i64::MAX))
}
