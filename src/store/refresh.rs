//! Refresh tokens: each works once and is replaced by the next (RFC 9700, 4.14.2).
//!
//! A family has one that is unused, never more: whoever adds one uses another up, in the same write, or neither happens.

use anteroom_entity::{grants, refresh_tokens, sessions};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use sqlx::pool::PoolConnection;
use sqlx::{Connection, Postgres, Row, Sqlite};
use uuid::Uuid;

use super::lanes::{Lanes, on_lane};
use super::{OrgStore, Store, StoreError, rows};
use crate::domain::grant::{Grant, RefreshToken, TokenHash};
use crate::domain::id::{GrantId, RefreshTokenId, SessionId};
use crate::domain::session::Session;

/// A refresh token that was found, with the grant of its family and the session of that, both live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundRefreshToken {
    /// Its id.
    pub id: RefreshTokenId,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
    /// When it was used before, if it was: then somebody may have a copy (RFC 9700, 4.14.2).
    pub used_at: Option<DateTime<Utc>>,
    /// The thumbprint of the key that it is bound to.
    pub jkt: Option<String>,
    /// The grant of its family.
    pub grant: Grant,
    /// The session that the grant belongs to.
    pub session: Session,
}

/// A use of a refresh token that is to be recorded.
#[derive(Clone, Copy, Debug)]
pub struct Use {
    /// The one that is used up.
    pub spent: RefreshTokenId,
    /// The grant of its family.
    pub grant_id: GrantId,
    /// The session of that.
    pub session_id: SessionId,
    /// When the session ends now, if nobody uses it again.
    pub idle_at: DateTime<Utc>,
}

const FIND: &str = "\
    SELECT t.id, t.created_at, t.expires_at, t.used_at, t.jkt, g.id, g.code_hash, g.organization_id, g.application_id, \
        g.user_id, g.session_id, g.sign_in_id, g.redirect_uri, g.code_challenge, g.content, g.created_at, \
        g.code_expires_at, s.sign_in_id, s.application_id, s.proof, s.created_at, s.expires_at, s.idle_at \
    FROM refresh_tokens t \
    JOIN grants g ON g.id = t.grant_id AND g.organization_id = t.organization_id \
    JOIN sessions s ON s.id = g.session_id AND s.organization_id = g.organization_id \
    WHERE t.hash = $1 AND t.expires_at > $2 AND t.revoked_at IS NULL AND g.revoked_at IS NULL AND s.ended_at IS NULL \
        AND s.expires_at > $2 AND (s.idle_at IS NULL OR s.idle_at > $2)";

// `$1` is the instant everywhere, `$2` the organization, `$3` the grant, `$4` the session, `$5` the token that is used up.

macro_rules! live_session {
    () => {
        "id = $4 AND organization_id = $2 AND ended_at IS NULL AND expires_at > $1 AND (idle_at IS NULL OR idle_at > $1) \
         AND EXISTS (SELECT 1 FROM grants g WHERE g.id = $3 AND g.organization_id = $2 AND g.session_id = $4 \
            AND g.revoked_at IS NULL)"
    };
}

macro_rules! unused_token {
    () => {
        "id = $5 AND organization_id = $2 AND grant_id = $3 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $1"
    };
}

macro_rules! next_token {
    ($($tail:tt)*) => {
        concat!(
            "INSERT INTO refresh_tokens (id, hash, grant_id, organization_id, created_at, expires_at, predecessor, jkt) \
             SELECT $7, $8, $3, $2, $9, $10, $11, $12 ",
            $($tail)*
        )
    };
}

/// One statement. The session's row is locked before the token's: whoever ends sessions, or revokes grants, takes theirs in the order
/// session, grant, token.
const ROTATE_AT_ONCE: &str = concat!(
    "WITH s AS (UPDATE sessions SET idle_at = $6 WHERE ",
    live_session!(),
    " RETURNING id), t AS (UPDATE refresh_tokens SET used_at = $1 WHERE ",
    unused_token!(),
    " AND EXISTS (SELECT 1 FROM s) RETURNING id) ",
    next_token!("FROM t")
);

/// Several in one text, within a transaction.
const ROTATE_IN_TURN: &str = concat!(
    next_token!("FROM refresh_tokens WHERE "),
    unused_token!(),
    " AND EXISTS (SELECT 1 FROM sessions WHERE ",
    live_session!(),
    "); UPDATE refresh_tokens SET used_at = $1 WHERE id = $5 AND EXISTS (SELECT 1 FROM refresh_tokens WHERE id = $7); \
     UPDATE sessions SET idle_at = $6 WHERE id = $4 AND organization_id = $2 AND EXISTS (SELECT 1 FROM refresh_tokens WHERE id = $7)"
);

const USE: &str = concat!(
    "UPDATE sessions SET idle_at = $6 WHERE ",
    live_session!(),
    " AND EXISTS (SELECT 1 FROM refresh_tokens t WHERE t.id = $5 AND t.organization_id = $2 AND t.grant_id = $3 \
        AND t.used_at IS NULL AND t.revoked_at IS NULL AND t.expires_at > $1)"
);

// Across organizations: the hash of 256 random bits names one row, whoever asks.
impl Store {
    /// The refresh token with this hash, if neither it nor what it hangs on has ended. It is not used up: the decision comes first,
    /// then [`OrgStore::rotate_refresh_token`], so that there is no instant at which a crash loses the family. One statement.
    pub async fn find_refresh_token(
        &self,
        hash: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<FoundRefreshToken>, StoreError> {
        self.count_statements(1);
        on_lane!(&self.shared.lanes, connection => {
            let row = sqlx::query(FIND).bind(&hash[..]).bind(now).fetch_optional(&mut *connection).await?;
            match row {
                None => Ok(None),
                Some(row) => {
                    let grant = grants::Model {
                        id: row.try_get(5)?,
                        code_hash: row.try_get(6)?,
                        organization_id: row.try_get(7)?,
                        application_id: row.try_get(8)?,
                        user_id: row.try_get(9)?,
                        session_id: row.try_get(10)?,
                        sign_in_id: row.try_get(11)?,
                        redirect_uri: row.try_get(12)?,
                        code_challenge: row.try_get(13)?,
                        content: row.try_get(14)?,
                        created_at: row.try_get(15)?,
                        code_expires_at: row.try_get(16)?,
                        code_claimed_at: None,
                        revoked_at: None,
                    };
                    let session = sessions::Model {
                        id: grant.session_id,
                        token_hash: Vec::new(),
                        organization_id: grant.organization_id,
                        user_id: grant.user_id,
                        sign_in_id: row.try_get(17)?,
                        application_id: row.try_get(18)?,
                        proof: row.try_get(19)?,
                        created_at: row.try_get(20)?,
                        expires_at: row.try_get(21)?,
                        idle_at: row.try_get(22)?,
                        ended_at: None,
                        upstream_sid: None,
                    };
                    let id: Uuid = row.try_get(0)?;
                    let found = FoundRefreshToken {
                        id: id.into(),
                        created_at: row.try_get(1)?,
                        expires_at: row.try_get(2)?,
                        used_at: row.try_get(3)?,
                        jkt: row.try_get(4)?,
                        session: rows::session(&session)?,
                        grant: rows::grant(grant)?,
                    };
                    Ok(Some(found))
                }
            }
        })
    }
}

impl OrgStore {
    /// Inserts the first refresh token of a grant.
    pub async fn insert_refresh_token(&self, token: &RefreshToken) -> Result<(), StoreError> {
        self.require_own(token.organization_id)?;
        let _turn = self.store.turn().await;
        rows::insert::<refresh_tokens::Entity, _>(&self.store.db, rows::refresh_token_row(token)).await
    }

    /// What was given for a token that was used, if nobody has used that.
    pub async fn find_unused_successor(
        &self,
        grant_id: GrantId,
        id: RefreshTokenId,
    ) -> Result<Option<RefreshTokenId>, StoreError> {
        let found: Option<Uuid> = refresh_tokens::Entity::find()
            .select_only()
            .column(refresh_tokens::Column::Id)
            .filter(refresh_tokens::Column::GrantId.eq(grant_id.0))
            .filter(refresh_tokens::Column::OrganizationId.eq(self.organization_id.0))
            .filter(refresh_tokens::Column::Predecessor.eq(id.0))
            .filter(refresh_tokens::Column::UsedAt.is_null())
            .into_tuple()
            .one(&self.store.db)
            .await?;
        Ok(found.map(Into::into))
    }

    /// Uses up a refresh token, inserts the next and notes that the session was used, all or nothing; says whether it was this caller
    /// who used it.
    ///
    /// Of any number that try at once, one does. False too where it was revoked, or its grant or session ended, since it
    /// was found. One write: with `PostgreSQL` one statement.
    pub async fn rotate_refresh_token(
        &self,
        of: Use,
        next: &RefreshToken,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.require_own(next.organization_id)?;
        let row = Rotation { of, next, now, organization: self.organization_id.0 };
        let _turn = self.store.turn().await;
        let inserted = match &self.store.shared.lanes {
            Lanes::Sqlite(lane) => {
                self.store.count_statements(3);
                let mut connection = lane.take().await?;
                let inserted = row.write_in_turn(&mut connection).await?;
                lane.keep(connection);
                inserted
            }
            Lanes::Postgres(lane) => {
                self.store.count_statements(1);
                let mut connection = lane.take().await?;
                let inserted = row.write_at_once(&mut connection).await?;
                lane.keep(connection);
                inserted
            }
        };
        Ok(inserted > 0)
    }

    /// Notes that a refresh token that stays was used, and its session with it; says whether both still live. One statement.
    pub async fn use_refresh_token(&self, of: Use, now: DateTime<Utc>) -> Result<bool, StoreError> {
        self.store.count_statements(1);
        let _turn = self.store.turn().await;
        let used = on_lane!(&self.store.shared.lanes, connection => {
            sqlx::query(USE)
                .bind(now)
                .bind(self.organization_id.0)
                .bind(of.grant_id.0)
                .bind(of.session_id.0)
                .bind(of.spent.0)
                .bind(of.idle_at)
                .execute(&mut *connection)
                .await?
                .rows_affected()
        });
        Ok(used > 0)
    }
}

struct Rotation<'a> {
    of: Use,
    next: &'a RefreshToken,
    now: DateTime<Utc>,
    organization: Uuid,
}

macro_rules! bind {
    ($query:expr, $rotation:expr) => {{
        let Rotation { of, next, now, organization } = $rotation;
        $query
            .bind(now)
            .bind(organization)
            .bind(of.grant_id.0)
            .bind(of.session_id.0)
            .bind(of.spent.0)
            .bind(of.idle_at)
            .bind(next.id.0)
            .bind(&next.hash[..])
            .bind(next.created_at)
            .bind(next.expires_at)
            .bind(next.predecessor.map(|id| id.0))
            .bind(&next.jkt)
    }};
}

impl Rotation<'_> {
    async fn write_at_once(&self, connection: &mut PoolConnection<Postgres>) -> Result<u64, sqlx::Error> {
        Ok(bind!(sqlx::query(ROTATE_AT_ONCE), self).execute(&mut **connection).await?.rows_affected())
    }

    async fn write_in_turn(&self, connection: &mut PoolConnection<Sqlite>) -> Result<u64, sqlx::Error> {
        let mut write = connection.begin_with("BEGIN IMMEDIATE").await?;
        let rows = bind!(sqlx::query(ROTATE_IN_TURN), self).execute(&mut *write).await?.rows_affected();
        write.commit().await?;
        Ok(rows)
    }
}
