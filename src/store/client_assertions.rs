//! Assertions that applications have proved themselves by: each is used once.

use anteroom_entity::client_assertions;
use chrono::{DateTime, Utc};

use super::{Store, StoreError, rows};
use crate::domain::grant::TokenHash;

// Across organizations: an application is nobody's.
impl Store {
    /// Whether an assertion is used for the first time. Of any number that show it at once, on whatever replica, one does.
    pub async fn claim_assertion(&self, hash: &TokenHash, expires_at: DateTime<Utc>) -> Result<bool, StoreError> {
        let _turn = self.turn().await;
        let row = client_assertions::Model { hash: hash.to_vec(), expires_at };
        match rows::insert::<client_assertions::Entity, _>(&self.db, row).await {
            Ok(()) => Ok(true),
            Err(StoreError::Conflict) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
