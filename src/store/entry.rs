//! A person's entry: session, grant, bond and audit event, in one write.

use anteroom_entity::{audit_events, grants, identities, sessions};
use sea_orm::sea_query::{CommonTableExpression, InsertStatement, WithClause};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryTrait};

use super::{OrgStore, StoreError, rows};
use crate::domain::audit::AuditEvent;
use crate::domain::grant::{Grant, TokenHash};
use crate::domain::identity::Identity;
use crate::domain::session::Session;

/// What a person's entry leaves.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The session that begins, with the hash of the token that the browser gets; none where one is reused.
    pub session: Option<(Session, TokenHash)>,
    /// What the application gets.
    pub grant: Grant,
    /// The bond that is made, at the first sign-in.
    pub bond: Option<Identity>,
    /// The line in the audit log.
    pub event: AuditEvent,
}

impl OrgStore {
    /// Records an entry: all of it or nothing.
    ///
    /// A bond that another sign-in has made in the meantime is [`StoreError::Conflict`]: the decision must be asked again.
    pub async fn record_entry(&self, entry: &Entry) -> Result<(), StoreError> {
        self.require_own(entry.grant.organization_id)?;
        let mut inserts = Vec::with_capacity(4);
        if let Some((session, hash)) = &entry.session {
            self.require_own(session.organization_id)?;
            inserts.push(insert::<sessions::Entity>(rows::session_row(session, hash)?));
        }
        if let Some(bond) = &entry.bond {
            self.require_own(bond.organization_id)?;
            inserts.push(insert::<identities::Entity>(rows::identity_row(bond, entry.grant.created_at)));
        }
        inserts.push(insert::<grants::Entity>(rows::grant_row(&entry.grant)?));
        let event = insert::<audit_events::Entity>(self.own_event(&entry.event)?);
        if self.store.is_postgres() {
            self.record_at_once(inserts, event).await
        } else {
            inserts.push(event);
            self.record_in_turn(inserts).await
        }
    }

    /// One statement, which is a transaction by itself: a single round trip. Foreign keys are checked at its end.
    async fn record_at_once(&self, inserts: Vec<InsertStatement>, last: InsertStatement) -> Result<(), StoreError> {
        let mut with = WithClause::new();
        for (insert, name) in inserts.into_iter().zip(["first", "second", "third"]) {
            with.cte(CommonTableExpression::new().table_name(name).query(insert).to_owned());
        }
        let _turn = self.store.turn().await;
        self.store.db.execute(&with.query(last)).await?;
        Ok(())
    }

    /// SQLite knows no inserts within a `WITH`, and has no round trips to save.
    async fn record_in_turn(&self, inserts: Vec<InsertStatement>) -> Result<(), StoreError> {
        let write = self.store.begin().await?;
        for insert in &inserts {
            write.tx.execute(insert).await?;
        }
        write.commit().await
    }
}

fn insert<E>(row: E::Model) -> InsertStatement
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E>,
{
    E::insert(row.into_active_model()).into_query()
}
