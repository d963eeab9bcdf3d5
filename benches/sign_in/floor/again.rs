//! What the floor does at the token endpoint once people are in.

use std::hint::black_box;
use std::sync::atomic::Ordering;

use anteroom::app::clock;
use anteroom::keys::{hash, random};
use anyhow::Context;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use sqlx::{Connection, Row};
use uuid::Uuid;

use super::{Broken, Database, Floor};

/// As long as the answers of the broker are, the refresh token aside: with an access token and an ID token, and with an access token.
const REFRESHED: usize = 1_250;
const FOR_ITSELF: usize = 520;

const FIND: &str = "\
    SELECT t.id, t.created_at, t.expires_at, t.used_at, t.jkt, g.id, g.code_hash, g.organization_id, g.application_id, \
        g.user_id, g.session_id, g.sign_in_id, g.redirect_uri, g.code_challenge, g.content, g.created_at, \
        g.code_expires_at, s.sign_in_id, s.application_id, s.proof, s.created_at, s.expires_at, s.idle_at \
    FROM refresh_tokens t \
    JOIN grants g ON g.id = t.grant_id AND g.organization_id = t.organization_id \
    JOIN sessions s ON s.id = g.session_id AND s.organization_id = g.organization_id \
    WHERE t.hash = $1 AND t.expires_at > $2 AND t.revoked_at IS NULL AND g.revoked_at IS NULL AND s.ended_at IS NULL \
        AND s.expires_at > $2 AND (s.idle_at IS NULL OR s.idle_at > $2)";

macro_rules! live {
    () => {
        "id = $4 AND organization_id = $2 AND ended_at IS NULL AND expires_at > $1 AND (idle_at IS NULL OR idle_at > $1) \
         AND EXISTS (SELECT 1 FROM grants g WHERE g.id = $3 AND g.organization_id = $2 AND g.session_id = $4 \
            AND g.revoked_at IS NULL)"
    };
}
macro_rules! unused {
    () => {
        "id = $5 AND organization_id = $2 AND grant_id = $3 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $1"
    };
}
macro_rules! next {
    ($($tail:expr),+) => {
        concat!(
            "INSERT INTO refresh_tokens (id, hash, grant_id, organization_id, created_at, expires_at, predecessor) \
             SELECT $7, $8, $3, $2, $1, $9, $5 ",
            $($tail),+
        )
    };
}

const AT_ONCE: &str = concat!(
    "WITH s AS (UPDATE sessions SET idle_at = $6 WHERE ",
    live!(),
    " RETURNING id), t AS (UPDATE refresh_tokens SET used_at = $1 WHERE ",
    unused!(),
    " AND EXISTS (SELECT 1 FROM s) RETURNING id) ",
    next!("FROM t")
);
const IN_TURN: &str = concat!(
    next!("FROM refresh_tokens WHERE ", unused!(), " AND EXISTS (SELECT 1 FROM sessions WHERE ", live!(), ")"),
    "; UPDATE refresh_tokens SET used_at = $1 WHERE id = $5 AND EXISTS (SELECT 1 FROM refresh_tokens WHERE id = $7); \
     UPDATE sessions SET idle_at = $6 WHERE id = $4 AND organization_id = $2 AND EXISTS (SELECT 1 FROM refresh_tokens \
     WHERE id = $7)"
);

/// A refresh, or (without a token) what an application has for itself.
pub(super) async fn token(floor: &Floor, refresh_token: Option<&str>) -> Result<Response, Broken> {
    let body = if let Some(used) = refresh_token {
        let (next, content) = floor.rotate(&hash::hash(used)).await?;
        for _ in 0..2 {
            black_box(floor.signing.sign(&floor.random, content.as_bytes())?);
        }
        format!("{{\"refresh_token\":\"{next}\",\"rest\":\"{}\"}}", "x".repeat(REFRESHED))
    } else {
        black_box(floor.signing.sign(&floor.random, floor.rows.content.as_bytes())?);
        format!("{{\"rest\":\"{}\"}}", "x".repeat(FOR_ITSELF))
    };
    Ok(([(CONTENT_TYPE, "application/json")], body).into_response())
}

impl Floor {
    /// The two reads and the write of a refresh; the next token.
    async fn rotate(&self, used: &[u8]) -> Result<(String, String), Broken> {
        let now = clock::system().now();
        let later = now + chrono::Duration::hours(12);
        let index = self.next.fetch_add(1, Ordering::Relaxed) % self.people.len().max(1);
        let person = self.people.get(index).context("nobody")?;
        let (token, next): (Uuid, _) = (random::id(now), random::token());
        let next_hash = hash::hash(next.expose());
        macro_rules! find {
            ($pool:expr) => {{
                let found = sqlx::query(FIND).bind(used).bind(now).fetch_one($pool).await?;
                let ids: [Uuid; 4] = [found.try_get(0)?, found.try_get(5)?, found.try_get(7)?, found.try_get(10)?];
                let content: String = found.try_get(14)?;
                (ids, content)
            }};
        }
        macro_rules! write {
            ($statement:expr, $ids:expr, $connection:expr) => {{
                let [shown, grant, organization, session] = $ids;
                sqlx::query($statement)
                    .bind(now)
                    .bind(organization)
                    .bind(grant)
                    .bind(session)
                    .bind(shown)
                    .bind(later)
                    .bind(token)
                    .bind(&next_hash[..])
                    .bind(later)
                    .execute($connection)
                    .await?
            }};
        }
        let content = match &self.database {
            Database::Postgres(pool) => {
                let (ids, content) = find!(pool);
                self.find(person).await?;
                write!(AT_ONCE, ids, pool);
                content
            }
            Database::Sqlite(pool, writers) => {
                let (ids, content) = find!(pool);
                self.find(person).await?;
                let _turn = writers.lock().await;
                let mut connection = pool.acquire().await?;
                let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
                write!(IN_TURN, ids, &mut *tx);
                tx.commit().await?;
                content
            }
        };
        Ok((next.expose().to_owned(), content))
    }
}
