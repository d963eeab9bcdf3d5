//! The last runs of the checks of connections, and when each is looked at by itself.

use std::sync::atomic::Ordering;

use anteroom_entity::{audit_events, connection_check_turns, connection_checks, connection_versions, connections};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict, Query};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, Iterable, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

use super::audit::{CHAIN_LOCK, try_lock};
use super::outbox::{SealedLetter, insert_letter};
use super::{OrgStore, Store, StoreError, rows};
use crate::domain::audit::AuditEvent;
use crate::domain::connection::{ConnectionStatus, ConnectionVersion, VersionState};
use crate::domain::connection_check::{CheckRun, Verdict};
use crate::domain::id::{ConnectionId, OrganizationId};

/// Held by the replica that takes connections to look at.
const CHECK_LOCK: i64 = CHAIN_LOCK + 21;
/// How many connections are given their turn in one transaction.
const GIVEN_TURNS: u64 = 200;

/// A connection that is to be looked at.
pub type Due = (OrganizationId, ConnectionId);

/// How many connections that people come in by stand how, as far as was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Nothing is wrong.
    pub ok: u64,
    /// Something is to be looked at.
    pub warning: u64,
    /// Something fails.
    pub failed: u64,
}

impl Store {
    /// Takes connections that it is time to look at, those who have waited longest first: until `until` they are nobody else's. Those
    /// that never had a turn get theirs, at the time that `first` says.
    pub async fn claim_connection_checks(
        &self,
        most: u64,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
        first: impl Fn(ConnectionId) -> DateTime<Utc> + Send,
    ) -> Result<Vec<Due>, StoreError> {
        use connection_check_turns::Column::{ConnectionId as Id, NextAt, OrganizationId as Organization};
        let due = connection_check_turns::Entity::find()
            .select_only()
            .columns([Organization, Id])
            .filter(NextAt.lte(now))
            .order_by_asc(NextAt)
            .limit(most);
        let without = without_turn();
        let is_due = most > 0 && due.clone().into_tuple::<(Uuid, Uuid)>().one(&self.db).await?.is_some();
        // That goes through all connections there are, so only where one may have come since it found none.
        let generation = self.generation();
        let has_new = self.shared.turns_given_at.load(Ordering::Relaxed) != generation
            && without.clone().into_tuple::<(Uuid, Uuid)>().one(&self.db).await?.is_some();
        if !has_new {
            self.shared.turns_given_at.store(generation, Ordering::Relaxed);
        }
        if !is_due && !has_new {
            return Ok(Vec::new());
        }
        let write = self.begin().await?;
        if !try_lock(&write.tx, CHECK_LOCK).await? {
            write.roll_back().await?;
            return Ok(Vec::new());
        }
        let new: Vec<(Uuid, Uuid)> =
            if has_new { without.limit(GIVEN_TURNS).into_tuple().all(&write.tx).await? } else { Vec::new() };
        let turns = new.into_iter().map(|(organization, id)| connection_check_turns::ActiveModel {
            connection_id: Set(id),
            organization_id: Set(organization),
            next_at: Set(first(id.into())),
        });
        let turns: Vec<_> = turns.collect();
        if !turns.is_empty() {
            connection_check_turns::Entity::insert_many(turns).exec_without_returning(&write.tx).await?;
        }
        let found: Vec<(Uuid, Uuid)> = if most > 0 { due.into_tuple().all(&write.tx).await? } else { Vec::new() };
        if !found.is_empty() {
            connection_check_turns::Entity::update_many()
                .col_expr(NextAt, Expr::value(until))
                .filter(Id.is_in(found.iter().map(|(_, id)| *id)))
                .exec(&write.tx)
                .await?;
        }
        write.commit().await?;
        Ok(found.into_iter().map(|(organization, id)| (organization.into(), id.into())).collect())
    }

    /// How the connections stand that people come in by, by their last runs: for whoever watches all of them.
    pub async fn count_connection_checks(&self) -> Result<Standing, StoreError> {
        let found: Vec<String> = connection_checks::Entity::find()
            .select_only()
            .column(connection_checks::Column::Verdict)
            .filter(connection_checks::Column::OfDraft.eq(false))
            .filter(connection_checks::Column::ConnectionId.in_subquery(in_use()))
            .into_tuple()
            .all(&self.db)
            .await?;
        let count = |verdict: Verdict| {
            u64::try_from(found.iter().filter(|word| *word == verdict.code()).count()).unwrap_or(u64::MAX)
        };
        Ok(Standing { ok: count(Verdict::Ok), warning: count(Verdict::Warning), failed: count(Verdict::Failed) })
    }
}

/// The ids of the connections that people come in by.
fn in_use() -> sea_orm::sea_query::SelectStatement {
    Query::select()
        .column(connections::Column::Id)
        .from(connections::Entity)
        .and_where(connections::Column::Status.eq(rows::word(&ConnectionStatus::Active)))
        .and_where(
            connections::Column::Id.in_subquery(
                Query::select()
                    .column(connection_versions::Column::ConnectionId)
                    .from(connection_versions::Entity)
                    .and_where(connection_versions::Column::State.eq(rows::word(&VersionState::Active)))
                    .to_owned(),
            ),
        )
        .to_owned()
}

/// Those of them that were never given a turn; each is asked for by its key, so that no list of all is held.
fn without_turn() -> sea_orm::Select<connections::Entity> {
    use anteroom_entity::connection_check_turns as turns;
    use anteroom_entity::connection_versions as versions;
    let id = (connections::Entity, connections::Column::Id);
    let given = Query::select()
        .expr(Expr::val(1))
        .from(turns::Entity)
        .and_where(Expr::col((turns::Entity, turns::Column::ConnectionId)).equals(id))
        .to_owned();
    let in_force = Query::select()
        .expr(Expr::val(1))
        .from(versions::Entity)
        .and_where(Expr::col((versions::Entity, versions::Column::ConnectionId)).equals(id))
        .and_where(versions::Column::State.eq(rows::word(&VersionState::Active)))
        .to_owned();
    connections::Entity::find()
        .select_only()
        .columns([connections::Column::OrganizationId, connections::Column::Id])
        .filter(connections::Column::Status.eq(rows::word(&ConnectionStatus::Active)))
        .filter(Expr::exists(given).not())
        .filter(Expr::exists(in_force))
}

impl OrgStore {
    /// The last run of the checks of one of the organization's connections: on its draft, or on what is in force.
    pub async fn find_check_run(&self, id: ConnectionId, of_draft: bool) -> Result<Option<CheckRun>, StoreError> {
        let found = connection_checks::Entity::find_by_id((id.0, of_draft))
            .filter(connection_checks::Column::OrganizationId.eq(self.organization_id.0))
            .one(&self.store.db)
            .await?;
        found.as_ref().map(rows::check_run).transpose()
    }

    /// When one of the organization's connections is looked at by itself again.
    pub async fn put_off_connection_check(&self, id: ConnectionId, next_at: DateTime<Utc>) -> Result<(), StoreError> {
        connection_check_turns::Entity::update_many()
            .col_expr(connection_check_turns::Column::NextAt, Expr::value(next_at))
            .filter(connection_check_turns::Column::ConnectionId.eq(id.0))
            .filter(connection_check_turns::Column::OrganizationId.eq(self.organization_id.0))
            .exec(&self.store.db)
            .await?;
        Ok(())
    }

    /// Writes a run over the one before, with what is told of it: lines of the log, and letters. Not, if the connection has by now no
    /// such version, with these settings, as was looked at; says whether it was written.
    pub async fn put_check_run(
        &self,
        run: &CheckRun,
        looked_at: &ConnectionVersion,
        events: &[AuditEvent],
        letters: &[SealedLetter],
    ) -> Result<bool, StoreError> {
        use connection_checks::Column;
        self.require_own(run.organization_id)?;
        let events = events.iter().map(|event| self.own_event(event)).collect::<Result<Vec<_>, _>>()?;
        let write = self.store.begin().await?;
        // A run on a connection of another organization, or on one that is gone, is written nowhere.
        let own = connections::Entity::find_by_id(run.connection_id.0)
            .filter(connections::Column::OrganizationId.eq(run.organization_id.0))
            .one(&write.tx)
            .await?;
        if own.is_none() {
            write.roll_back().await?;
            return Err(StoreError::Missing);
        }
        // Held until this is written, so that whoever edits it now forgets what is written here.
        let now_there = connection_versions::Entity::find_by_id(looked_at.id.0)
            .filter(connection_versions::Column::ConnectionId.eq(run.connection_id.0))
            .filter(connection_versions::Column::OrganizationId.eq(run.organization_id.0))
            .lock_shared()
            .one(&write.tx)
            .await?;
        let now_there = now_there.map(|row| rows::connection_version(row, looked_at.settings.kind())).transpose()?;
        let is_draft = |state| matches!(state, VersionState::Draft | VersionState::Tested);
        let is_same = now_there.is_some_and(|version| {
            let same_place = version.state == run.state || (is_draft(version.state) && run.is_of_draft());
            same_place && version.settings == looked_at.settings
        });
        if !is_same {
            write.roll_back().await?;
            return Ok(false);
        }
        let is_key =
            |column: &Column| matches!(column, Column::ConnectionId | Column::OfDraft | Column::OrganizationId);
        let over = OnConflict::columns([Column::ConnectionId, Column::OfDraft])
            .update_columns(Column::iter().filter(|column| !is_key(column)))
            .to_owned();
        let row = rows::check_run_row(run)?.into_active_model();
        connection_checks::Entity::insert(row).on_conflict(over).exec_without_returning(&write.tx).await?;
        for event in events {
            rows::insert::<audit_events::Entity, _>(&write.tx, event).await?;
        }
        for letter in letters {
            insert_letter(&write.tx, letter).await?;
        }
        write.commit().await?;
        if !letters.is_empty() {
            self.store.letter_put();
        }
        Ok(true)
    }
}
