//! Sweeping: what has ended and serves nobody goes, in bounded batches.

use anteroom_entity::{grants, refresh_tokens, sessions};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{EntityTrait, QueryFilter};

use super::{Store, StoreError};

/// How long an ended session is kept, with its grants: so long a stolen code or refresh token is still recognized.
const KEEP_ENDED: Duration = Duration::days(1);

impl Store {
    /// Removes sessions that ended a day ago, and with them their grants and refresh tokens; how many rows it named.
    pub async fn sweep(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let before = now - KEEP_ENDED;
        let tokens = refresh_tokens::Entity::delete_many()
            .filter(refresh_tokens::COLUMN.expires_at.lt(before))
            .exec(&self.db)
            .await?;
        let unused = grants::Entity::delete_many()
            .filter(grants::COLUMN.code_claimed_at.is_null())
            .filter(grants::COLUMN.code_expires_at.lt(before))
            .exec(&self.db)
            .await?;
        let ended =
            sessions::Entity::delete_many().filter(sessions::COLUMN.expires_at.lt(before)).exec(&self.db).await?;
        Ok(tokens.rows_affected + unused.rows_affected + ended.rows_affected)
    }
}
