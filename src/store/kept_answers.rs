//! Answers that are kept for whoever asks for the same thing twice: written with what was made, or not at all.

use anteroom_entity::kept_answers;
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{Store, StoreError, rows};
use crate::domain::grant::TokenHash;
use crate::domain::id::CallerId;
use crate::domain::kept_answer::KeptAnswer;

impl Store {
    /// The answer that somebody was given for a key.
    pub async fn find_kept_answer(
        &self,
        caller_id: CallerId,
        key_hash: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<KeptAnswer>, StoreError> {
        let found = kept_answers::Entity::find_by_id((caller_id.0, key_hash.to_vec()))
            .filter(kept_answers::Column::ExpiresAt.gt(now))
            .one(&self.db)
            .await?;
        found.map(rows::kept_answer).transpose()
    }
}

/// Keeps an answer, in the place of one that is forgotten. [`StoreError::Conflict`] where there is one that is not: then
/// whoever was faster has made the thing, and nothing of this holds.
pub(super) async fn keep_answer<C: ConnectionTrait>(
    db: &C,
    answer: &KeptAnswer,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    kept_answers::Entity::delete_many()
        .filter(kept_answers::Column::CallerId.eq(answer.caller_id.0))
        .filter(kept_answers::Column::KeyHash.eq(answer.key_hash.to_vec()))
        .filter(kept_answers::Column::ExpiresAt.lte(now))
        .exec(db)
        .await?;
    rows::insert::<kept_answers::Entity, _>(db, rows::kept_answer_row(answer)).await
}
