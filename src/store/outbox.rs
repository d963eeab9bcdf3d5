//! The outbox: letters are written in the transaction that they tell of, and sent afterwards by whichever replica is first.

use anteroom_entity::{audit_events, outbox};
use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::connect::WriteTransaction;
use super::{Store, StoreError, rows};
use crate::domain::id::{LetterId, OrganizationId};

/// A letter, sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedLetter {
    /// Its id.
    pub id: LetterId,
    /// Whose it is; none where nobody knows.
    pub organization_id: Option<OrganizationId>,
    /// What it says, and to whom.
    pub sealed: Vec<u8>,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it is no longer worth sending.
    pub expires_at: DateTime<Utc>,
}

/// A letter that is somebody's to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimedLetter {
    /// The letter.
    pub letter: SealedLetter,
    /// How often it was tried before.
    pub attempts: i32,
}

// Across organizations: whoever sends letters sends everybody's.
impl Store {
    /// Puts a letter into the outbox.
    pub async fn put_letter(&self, letter: &SealedLetter) -> Result<(), StoreError> {
        {
            let _turn = self.turn().await;
            insert_letter(&self.db, letter).await?;
        }
        self.letter_put();
        Ok(())
    }

    /// Commits a change with the letters that tell of it and its line of the audit log, all or nothing.
    pub(super) async fn commit_and_tell(
        &self,
        write: WriteTransaction,
        letters: &[SealedLetter],
        event: audit_events::Model,
    ) -> Result<(), StoreError> {
        insert_letters(&write.tx, letters).await?;
        rows::insert::<audit_events::Entity, _>(&write.tx, event).await?;
        write.commit().await?;
        self.letter_put();
        Ok(())
    }

    /// Wakes whoever sends letters in this process.
    pub(super) fn letter_put(&self) {
        self.shared.letters.notify_one();
    }

    /// Waits until a letter was put into the outbox in this process.
    pub async fn letter_was_put(&self) {
        self.shared.letters.notified().await;
    }

    /// Takes letters that are due, for `lease`: after that they are somebody else's to send, should this process have ended.
    pub async fn claim_letters(
        &self,
        most: usize,
        lease: Duration,
        now: DateTime<Utc>,
    ) -> Result<Vec<ClaimedLetter>, StoreError> {
        let mut claimed = Vec::new();
        while claimed.len() < most {
            let room = most - claimed.len();
            let due = outbox::Entity::find()
                .filter(outbox::Column::DueAt.lte(now))
                .order_by_asc(outbox::Column::DueAt)
                .limit(room as u64)
                .all(&self.db)
                .await?;
            let was_last = due.len() < room;
            for row in due {
                let _turn = self.turn().await;
                // Only where it is as it was seen: of two who saw it, the first has moved it ahead.
                let taken = outbox::Entity::update_many()
                    .col_expr(outbox::Column::DueAt, Expr::value(now + lease))
                    .col_expr(outbox::Column::Attempts, Expr::col(outbox::Column::Attempts).add(1))
                    .filter(outbox::Column::Id.eq(row.id))
                    .filter(outbox::Column::Attempts.eq(row.attempts))
                    .filter(outbox::Column::DueAt.lte(now))
                    .exec(&self.db)
                    .await?;
                if taken.rows_affected > 0 {
                    let attempts = row.attempts;
                    claimed.push(ClaimedLetter { letter: letter(row), attempts });
                }
            }
            // Where another replica was first, there may be more behind what it took.
            if was_last {
                break;
            }
        }
        Ok(claimed)
    }

    /// Removes a letter that was sent, or will never be.
    pub async fn remove_letter(&self, id: LetterId) -> Result<(), StoreError> {
        let _turn = self.turn().await;
        outbox::Entity::delete_by_id(id.0).exec(&self.db).await?;
        Ok(())
    }

    /// Puts a letter off that could not be sent now, unless its lease is over and it is somebody else's by now.
    pub async fn put_off_letter(&self, claimed: &ClaimedLetter, due_at: DateTime<Utc>) -> Result<(), StoreError> {
        let _turn = self.turn().await;
        outbox::Entity::update_many()
            .col_expr(outbox::Column::DueAt, Expr::value(due_at))
            .filter(outbox::Column::Id.eq(claimed.letter.id.0))
            .filter(outbox::Column::Attempts.eq(claimed.attempts + 1))
            .exec(&self.db)
            .await?;
        Ok(())
    }

    /// How many letters wait.
    pub async fn count_letters(&self) -> Result<u64, StoreError> {
        use sea_orm::PaginatorTrait;
        Ok(outbox::Entity::find().count(&self.db).await?)
    }
}

/// Puts letters into the outbox, within whatever transaction they tell of.
pub(super) async fn insert_letters(db: &impl ConnectionTrait, letters: &[SealedLetter]) -> Result<(), StoreError> {
    for letter in letters {
        insert_letter(db, letter).await?;
    }
    Ok(())
}

/// Puts a letter into the outbox, within whatever transaction it tells of.
pub(super) async fn insert_letter(db: &impl ConnectionTrait, letter: &SealedLetter) -> Result<(), StoreError> {
    let row = outbox::Model {
        id: letter.id.0,
        organization_id: letter.organization_id.map(|id| id.0),
        sealed: letter.sealed.clone(),
        created_at: letter.created_at,
        expires_at: letter.expires_at,
        attempts: 0,
        due_at: letter.created_at,
    };
    rows::insert::<outbox::Entity, _>(db, row).await
}

fn letter(row: outbox::Model) -> SealedLetter {
    SealedLetter {
        id: row.id.into(),
        organization_id: row.organization_id.map(|id: Uuid| id.into()),
        sealed: row.sealed,
        created_at: row.created_at,
        expires_at: row.expires_at,
    }
}
