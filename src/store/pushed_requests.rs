//! Authorization requests that applications have pushed: each is used once, or ends by itself.

use anteroom_entity::pushed_requests;
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, Statement};

use super::limits::{Taken, take};
use super::{Store, StoreError, rows};
use crate::domain::grant::TokenHash;
use crate::domain::id::ApplicationId;
use crate::domain::limit::Limited;
use crate::domain::pushed_request::PushedRequest;

/// Takes the row away: of any number that ask at once, on whatever replica, one gets it.
const CLAIM: &str = "\
    DELETE FROM pushed_requests WHERE hash = $1 AND application_id = $2 AND expires_at > $3 RETURNING parameters";

// Across organizations: whose the person is who brings it is not known yet, and the hash of 256 random bits names one row.
impl Store {
    /// Keeps a request, unless its limit is used up.
    pub async fn insert_pushed_request(
        &self,
        pushed: &PushedRequest,
        limit: &Limited,
        now: DateTime<Utc>,
    ) -> Result<Taken, StoreError> {
        let write = self.begin().await?;
        let taken = take(&write.tx, std::slice::from_ref(limit), now).await?;
        if taken != Taken::Yes {
            write.roll_back().await?;
            return Ok(taken);
        }
        let row = pushed_requests::Model {
            hash: pushed.hash.to_vec(),
            application_id: pushed.application_id.0,
            parameters: pushed.parameters.clone(),
            expires_at: pushed.expires_at,
        };
        rows::insert::<pushed_requests::Entity, _>(&write.tx, row).await?;
        write.commit().await?;
        Ok(Taken::Yes)
    }

    /// The parameters of a request, once. One of another application stays: whoever came by its `request_uri` must not be able to
    /// spoil it.
    pub async fn claim_pushed_request(
        &self,
        hash: &TokenHash,
        application_id: ApplicationId,
        now: DateTime<Utc>,
    ) -> Result<Option<String>, StoreError> {
        let _turn = self.turn().await;
        let values = [hash.to_vec().into(), application_id.0.into(), now.into()];
        let claim = Statement::from_sql_and_values(self.db.get_database_backend(), CLAIM, values);
        let row = self.db.query_one_raw(claim).await?;
        Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
    }
}
