//! Proofs of possession (DPoP): each works once, at whichever replica it is shown (RFC 9449, 11.1).

use chrono::{DateTime, Utc};

use super::lanes::on_lane;
use super::{Store, StoreError};

const CLAIM: &str = "INSERT INTO dpop_proofs (hash, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";

// Of no organization: a proof is shown before it is known whose token it is for.
impl Store {
    /// Notes that a proof was shown; says whether it was for the first time. Of any number that show it at once, one does. It is kept
    /// until it would be refused for its age.
    pub async fn claim_dpop_proof(&self, hash: &[u8; 32], expires_at: DateTime<Utc>) -> Result<bool, StoreError> {
        self.count_statements(1);
        let _turn = self.turn().await;
        let claimed = on_lane!(&self.shared.lanes, connection => {
            sqlx::query(CLAIM).bind(&hash[..]).bind(expires_at).execute(&mut *connection).await?.rows_affected()
        });
        Ok(claimed == 1)
    }
}
