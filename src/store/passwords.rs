//! Who may come by the traditional way, and their passwords.

use anteroom_entity::{audit_events, passwords, sessions, users};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::outbox::SealedLetter;
use super::people::has_address;
use super::{OrgStore, Store, StoreError, rows};
use crate::domain::audit::AuditEvent;
use crate::domain::email::EmailAddress;
use crate::domain::id::{SessionId, UserId};
use crate::domain::secret::Secret;
use crate::domain::traditional::{Candidate, StoredPassword};

// Across organizations: whose an address is must be found before anything of an organization can be asked. What comes of it is
// shown to nobody who has not proved that the mailbox is theirs.
impl Store {
    /// Everybody whose address this is, or counts as the former one, by organization. As many statements for nobody as for somebody.
    pub async fn find_candidates(
        &self,
        address: &EmailAddress,
        now: DateTime<Utc>,
    ) -> Result<Vec<Candidate>, StoreError> {
        let found = users::Entity::find()
            .filter(has_address(address, now))
            .order_by_asc(users::Column::OrganizationId)
            .all(&self.db)
            .await?;
        // An `IN ()` would be no statement at all.
        let ids: Vec<Uuid> = found.iter().map(|user| user.id).chain([Uuid::nil()]).collect();
        let mut theirs =
            passwords::Entity::find().filter(passwords::Column::UserId.is_in(ids.clone())).all(&self.db).await?;
        let open = self.open_break_glass(ids, now).await?;
        found
            .into_iter()
            .map(|user| {
                let place = theirs.iter().position(|password| password.user_id == user.id);
                let password = place.map(|place| stored(theirs.swap_remove(place)));
                let break_glass = open.contains(&user.id);
                Ok(Candidate { user: rows::user(user)?, password, break_glass })
            })
            .collect()
    }
}

impl OrgStore {
    /// A user's password, if they have one.
    pub async fn find_password(&self, user_id: UserId) -> Result<Option<StoredPassword>, StoreError> {
        let found = passwords::Entity::find_by_id(user_id.0)
            .filter(passwords::Column::OrganizationId.eq(self.organization_id.0))
            .one(&self.store.db)
            .await?;
        Ok(found.map(stored))
    }

    /// Sets a user's password, or another one, ends their sessions but the one at hand, with all that was got with them, and tells
    /// them: somebody may have come in with what they knew before.
    pub async fn set_password(
        &self,
        user_id: UserId,
        hash: &Secret,
        kept: Option<SessionId>,
        letter: Option<&SealedLetter>,
        event: &AuditEvent,
    ) -> Result<(), StoreError> {
        let event = self.own_event(event)?;
        let row = passwords::Model {
            user_id: user_id.0,
            organization_id: self.organization_id.0,
            hash: hash.expose().to_owned(),
            changed_at: event.at,
            removal_asked_at: None,
        };
        let write = self.store.begin().await?;
        // Never another organization's row: the user's id would meet it, the organization does not.
        let own = passwords::Column::OrganizationId.eq(self.organization_id.0);
        let replace = OnConflict::column(passwords::Column::UserId)
            .update_columns([passwords::Column::Hash, passwords::Column::ChangedAt, passwords::Column::RemovalAskedAt])
            .action_and_where(own)
            .to_owned();
        let set = passwords::Entity::insert(row.into_active_model())
            .on_conflict(replace)
            .exec_without_returning(&write.tx)
            .await?;
        if set == 0 {
            write.roll_back().await?;
            return Err(StoreError::Missing);
        }
        let theirs = sessions::Column::UserId.eq(user_id.0);
        let others = match kept {
            Some(kept) => theirs.and(sessions::Column::Id.ne(kept.0)),
            None => theirs,
        };
        self.end_within(&write.tx, others, event.at).await?;
        self.told(write, letter, event).await
    }

    /// Removes a user's password, and tells them.
    pub async fn remove_password(
        &self,
        user_id: UserId,
        letter: Option<&SealedLetter>,
        event: &AuditEvent,
    ) -> Result<(), StoreError> {
        let event = self.own_event(event)?;
        let write = self.store.begin().await?;
        passwords::Entity::delete_many()
            .filter(passwords::Column::UserId.eq(user_id.0))
            .filter(passwords::Column::OrganizationId.eq(self.organization_id.0))
            .exec(&write.tx)
            .await?;
        self.told(write, letter, event).await
    }

    /// Notes that somebody asks for the removal of a user's password, or (`None`) that they know it after all.
    pub async fn ask_password_removal(
        &self,
        user_id: UserId,
        asked_at: Option<DateTime<Utc>>,
        letter: Option<&SealedLetter>,
        event: &AuditEvent,
    ) -> Result<(), StoreError> {
        let event = self.own_event(event)?;
        let write = self.store.begin().await?;
        passwords::Entity::update_many()
            .col_expr(passwords::Column::RemovalAskedAt, sea_orm::sea_query::Expr::value(asked_at))
            .filter(passwords::Column::UserId.eq(user_id.0))
            .filter(passwords::Column::OrganizationId.eq(self.organization_id.0))
            .exec(&write.tx)
            .await?;
        self.told(write, letter, event).await
    }

    async fn told(
        &self,
        write: super::connect::WriteTransaction,
        letter: Option<&SealedLetter>,
        event: audit_events::Model,
    ) -> Result<(), StoreError> {
        let letters = letter.map_or(&[][..], std::slice::from_ref);
        self.store.commit_and_tell(write, letters, event).await?;
        // A new password ends other sessions.
        self.store.logout_put();
        Ok(())
    }
}

fn stored(row: passwords::Model) -> StoredPassword {
    StoredPassword { hash: Secret::new(row.hash), removal_asked_at: row.removal_asked_at }
}
