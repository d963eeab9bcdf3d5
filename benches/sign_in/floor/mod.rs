//! The floor: the least that a sign-in can cost with these libraries.
//!
//! A bare axum server that answers as many requests as the broker does for a sign-in, with answers as large; makes the same
//! signatures (two with ES256) and verification (one of RSA-2048); sends the same SQL through plain sqlx and its pool
//! to a copy of the same database, with the same durability: that of the sign-ins, and that which gives the lines of the audit
//! log their places once a second, without their hashes. Nothing else: no request to Microsoft, no checks, no decision, no JSON, no log.

mod again;

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anteroom::app::clock;
use anteroom::keys::{hash, random};
use anyhow::Context;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_SHA256, RsaKeyPair,
};
use axum::extract::{Form, State};
use axum::http::header::{CONTENT_TYPE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, PgPool, Row, SqlitePool};
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::process::serve_until_let_go;
use crate::scene::Scene;

/// What the broker has by default.
const CONNECTIONS: u32 = 10;
/// How often the broker chains the audit log, and how many lines at a time.
const CHAIN_EVERY: Duration = Duration::from_secs(1);
const CHAIN_MOST: usize = 500;
/// How many of them get their places in one statement.
const PLACES: usize = 100;
/// As long as an ID token of Entra is, without its signature.
const SIGNED: &[u8] = &[b'x'; 1400];

enum Database {
    /// With the queue of writers that the broker has too.
    Sqlite(SqlitePool, Mutex<()>),
    Postgres(PgPool),
}

/// Does the same with either pool: the statements are the same text.
macro_rules! with_pool {
    ($database:expr, $pool:ident => $body:expr) => {
        match $database {
            Database::Sqlite($pool, _) => $body,
            Database::Postgres($pool) => $body,
        }
    };
}

struct Person {
    organization_id: Uuid,
    user_id: Uuid,
    email: String,
    identity_id: Uuid,
    authority: String,
    subject: String,
}

/// What the broker wrote at a sign-in, to be written again.
struct Rows {
    application_id: Uuid,
    proof: String,
    redirect_uri: String,
    code_challenge: String,
    content: String,
    action: String,
    outcome: String,
    detail: String,
    user_agent: Option<String>,
}

struct Floor {
    base: String,
    database: Database,
    people: Vec<Person>,
    next: AtomicUsize,
    rows: Rows,
    signing: EcdsaKeyPair,
    random: SystemRandom,
    verifying: ParsedPublicKey,
    signature: Vec<u8>,
    sizes: [usize; 3],
    set_places: String,
}

/// Serves the floor.
pub async fn run(folder: &Path) -> anyhow::Result<()> {
    let facts = Scene::read(folder)?;
    let database = connect(&facts.floor_database_url).await?;
    let (people, rows) = read(&database).await?;
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())?;
    let signing = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref())
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    let rsa = RsaKeyPair::generate(KeySize::Rsa2048)?;
    let mut signature = vec![0; rsa.public_modulus_len()];
    rsa.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), SIGNED, &mut signature)?;
    let verifying = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, rsa.public_key().as_ref())
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://localhost:{}", listener.local_addr()?.port());
    let floor = Floor {
        base: base.clone(),
        database,
        people,
        next: AtomicUsize::new(0),
        rows,
        signing,
        random: SystemRandom::new(),
        verifying,
        signature,
        sizes: serde_json::from_slice(&std::fs::read(folder.join("sizes.json"))?)?,
        set_places: set_places(),
    };
    let floor = Arc::new(floor);
    let chaining = Arc::clone(&floor);
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(CHAIN_EVERY).await;
            loop {
                match chaining.chain().await {
                    Ok(CHAIN_MOST) => {}
                    Ok(_) => break,
                    Err(Broken(error)) => {
                        eprintln!("the floor chains nothing: {error:#}");
                        return;
                    }
                }
            }
        }
    });
    let router = axum::Router::new()
        .route("/oauth2/authorize", get(authorize))
        .route("/login/callback", get(callback))
        .route("/oauth2/token", post(token))
        .with_state(floor);
    serve_until_let_go(&base, listener, router).await;
    Ok(())
}

fn set_places() -> String {
    let rows: Vec<_> =
        (0..PLACES).map(|row| format!("(${}, ${}, ${})", row * 3 + 1, row * 3 + 2, row * 3 + 3)).collect();
    format!(
        "WITH place (id, position, hash) AS (VALUES {}) UPDATE audit_events SET position = place.position, \
         hash = place.hash FROM place WHERE audit_events.id = place.id",
        rows.join(", ")
    )
}

async fn connect(url: &str) -> anyhow::Result<Database> {
    let patience = Duration::from_secs(5);
    if !url.starts_with("sqlite:") {
        let options = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(patience);
        return Ok(Database::Postgres(options.test_before_acquire(false).connect(url).await?));
    }
    let options = url
        .parse::<SqliteConnectOptions>()?
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(patience);
    let pool = SqlitePoolOptions::new().max_connections(CONNECTIONS).test_before_acquire(false).connect_with(options);
    Ok(Database::Sqlite(pool.await?, Mutex::new(())))
}

async fn read(database: &Database) -> anyhow::Result<(Vec<Person>, Rows)> {
    with_pool!(database, pool => {
        let people = sqlx::query(
            "SELECT u.organization_id, u.id, u.email, i.authority, i.subject, i.id FROM users u \
             JOIN identities i ON i.user_id = u.id",
        );
        let people = people.fetch_all(pool).await?.into_iter().map(|row| Ok(Person {
            organization_id: row.try_get(0)?,
            user_id: row.try_get(1)?,
            email: row.try_get(2)?,
            authority: row.try_get(3)?,
            subject: row.try_get(4)?,
            identity_id: row.try_get(5)?,
        })).collect::<Result<Vec<_>, sqlx::Error>>()?;
        let row = sqlx::query(
            "SELECT s.application_id, CAST(s.proof AS TEXT), g.redirect_uri, g.code_challenge, CAST(g.content AS TEXT), \
             a.action, a.outcome, CAST(a.detail AS TEXT), a.user_agent \
             FROM sessions s JOIN grants g ON g.session_id = s.id JOIN audit_events a ON a.sign_in_id = s.sign_in_id LIMIT 1",
        ).fetch_optional(pool).await?.context("the broker wrote nothing")?;
        let rows = Rows {
            application_id: row.try_get(0)?,
            proof: row.try_get(1)?,
            redirect_uri: row.try_get(2)?,
            code_challenge: row.try_get(3)?,
            content: row.try_get(4)?,
            action: row.try_get(5)?,
            outcome: row.try_get(6)?,
            detail: row.try_get(7)?,
            user_agent: row.try_get(8)?,
        };
        Ok((people, rows))
    })
}

/// What goes wrong is our own fault.
struct Broken(anyhow::Error);

impl<E: Into<anyhow::Error>> From<E> for Broken {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Broken {
    fn into_response(self) -> Response {
        (StatusCode::INTERNAL_SERVER_ERROR, format!("{:#}", self.0)).into_response()
    }
}

/// A redirect whose headers have `size` bytes.
fn redirect(to: &str, size: usize) -> Result<Response, Broken> {
    let mut headers = HeaderMap::new();
    headers.insert(LOCATION, to.parse()?);
    let filled = size.saturating_sub(to.len() + 100);
    headers.insert(SET_COOKIE, format!("floor={}; Path=/; HttpOnly", "x".repeat(filled)).parse()?);
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

async fn authorize(State(floor): State<Arc<Floor>>) -> Result<Response, Broken> {
    let [size, ..] = floor.sizes;
    redirect(&format!("{}/login/callback?code=a&state=b", floor.base), size)
}

async fn callback(State(floor): State<Arc<Floor>>) -> Result<Response, Broken> {
    floor.verifying.verify_sig(SIGNED, &floor.signature)?;
    let index = floor.next.fetch_add(1, Ordering::Relaxed) % floor.people.len().max(1);
    let person = floor.people.get(index).context("nobody")?;
    floor.find(person).await?;
    let code = random::token();
    floor.enter(person, &hash::hash(code.expose())).await?;
    let [_, size, _] = floor.sizes;
    redirect(&format!("{}?code={}&state=b", floor.rows.redirect_uri, code.expose()), size)
}

#[derive(Deserialize)]
struct TokenForm {
    code: Option<String>,
    refresh_token: Option<String>,
}

async fn token(State(floor): State<Arc<Floor>>, Form(form): Form<TokenForm>) -> Result<Response, Broken> {
    let (Some(code), None) = (&form.code, &form.refresh_token) else {
        return again::token(&floor, form.refresh_token.as_deref()).await;
    };
    let content = floor.claim(&hash::hash(code)).await?;
    for _ in 0..2 {
        black_box(floor.signing.sign(&floor.random, content.as_bytes())?);
    }
    let [.., size] = floor.sizes;
    let body = "x".repeat(size);
    Ok(([(CONTENT_TYPE, "application/json")], body).into_response())
}

// What is written at a sign-in.

macro_rules! session {
    ($tail:expr) => {
        concat!(
            "INSERT INTO sessions (id, token_hash, organization_id, user_id, sign_in_id, application_id, proof, created_at, \
             expires_at, idle_at) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $9 ",
            $tail
        )
    };
}
macro_rules! grant {
    ($tail:expr) => {
        concat!(
            "INSERT INTO grants (id, code_hash, organization_id, application_id, user_id, session_id, sign_in_id, \
             redirect_uri, code_challenge, content, created_at, code_expires_at) \
             SELECT $10, $11, $3, $6, $4, $1, $5, $12, $13, $14, $8, $9 ",
            $tail
        )
    };
}
macro_rules! event {
    ($tail:expr) => {
        concat!(
            "INSERT INTO audit_events (id, at, organization_id, action, actor, user_id, application_id, sign_in_id, \
             outcome, ip, user_agent, detail) SELECT $15, $8, $3, $16, $17, $4, $6, $5, $18, $19, $20, $21 ",
            $tail
        )
    };
}
macro_rules! may_come_in {
    () => {
        "WHERE EXISTS (SELECT 1 FROM users WHERE id = $4 AND organization_id = $3 AND status = 'active') AND EXISTS \
         (SELECT 1 FROM identities WHERE id = $22 AND organization_id = $3 AND user_id = $4)"
    };
}
macro_rules! locked {
    () => {
        "WITH p AS (SELECT u.id FROM users u JOIN identities i ON i.organization_id = u.organization_id AND \
         i.user_id = u.id WHERE u.id = $4 AND u.organization_id = $3 AND u.status = 'active' AND i.id = $22 FOR SHARE OF u \
         FOR KEY SHARE OF i), "
    };
}

impl Floor {
    /// The one read of a sign-in.
    async fn find(&self, person: &Person) -> Result<(), Broken> {
        with_pool!(&self.database, pool => {
            let found = sqlx::query(
                "SELECT u.id, u.email, u.name, u.kind, u.status, u.roles, u.locale, u.former_email, u.former_email_until, \
                 u.created_at, u.updated_at, i.id, i.connection_id, i.authority, i.subject, i.created_at \
                 FROM users u LEFT JOIN identities i ON i.organization_id = u.organization_id AND i.user_id = u.id \
                 WHERE u.organization_id = $1 AND u.id IN ( \
                 SELECT user_id FROM identities WHERE organization_id = $1 AND authority = $2 AND subject = $3 \
                 UNION ALL SELECT id FROM users WHERE organization_id = $1 AND email = $4 \
                 UNION ALL SELECT id FROM users WHERE organization_id = $1 AND former_email = $4) ORDER BY u.id",
            )
            .bind(person.organization_id)
            .bind(&person.authority)
            .bind(&person.subject)
            .bind(&person.email)
            .fetch_all(pool)
            .await?;
            let row = found.first().context("nobody")?;
            let _: (Uuid, String, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(14)?);
            Ok(())
        })
    }

    /// The first write: session, grant and audit event, of somebody who is active and bound.
    async fn enter(&self, person: &Person, code_hash: &[u8]) -> Result<(), Broken> {
        let now = clock::system().now();
        let until = now + chrono::Duration::hours(12);
        let id = || random::id::<Uuid>(now);
        let (session, grant, event, sign_in) = (id(), id(), id(), id());
        let token = random::token();
        let token_hash = hash::hash(token.expose());
        let rows = &self.rows;
        let actor = person.user_id.to_string();
        macro_rules! bind {
            ($statement:expr) => {
                sqlx::query($statement)
                    .bind(session)
                    .bind(&token_hash[..])
                    .bind(person.organization_id)
                    .bind(person.user_id)
                    .bind(sign_in)
                    .bind(rows.application_id)
                    .bind(&rows.proof)
                    .bind(now)
                    .bind(until)
                    .bind(grant)
                    .bind(code_hash)
                    .bind(&rows.redirect_uri)
                    .bind(&rows.code_challenge)
                    .bind(&rows.content)
                    .bind(event)
                    .bind(&rows.action)
                    .bind(&actor)
                    .bind(&rows.outcome)
                    .bind("127.0.0.1")
                    .bind(&rows.user_agent)
                    .bind(&rows.detail)
                    .bind(person.identity_id)
            };
        }
        match &self.database {
            Database::Sqlite(pool, writers) => {
                let _turn = writers.lock().await;
                let mut write = pool.begin_with("BEGIN IMMEDIATE").await?;
                bind!(concat!(session!(may_come_in!()), "; ", grant!(may_come_in!()), "; ", event!(may_come_in!())))
                    .execute(&mut *write)
                    .await?;
                write.commit().await?;
            }
            Database::Postgres(pool) => {
                bind!(concat!(
                    locked!(),
                    "s AS (",
                    session!("FROM p"),
                    "), g AS (",
                    grant!("FROM p"),
                    ") ",
                    event!("FROM p")
                ))
                .execute(pool)
                .await?;
            }
        }
        Ok(())
    }

    /// Gives the lines of the audit log their places.
    async fn chain(&self) -> Result<usize, Broken> {
        const WAITING: &str = "SELECT id, at, organization_id, action, actor, subject, user_id, application_id, sign_in_id, \
             outcome, reason, ip, user_agent, detail, position, hash FROM audit_events WHERE position IS NULL ORDER BY id \
             LIMIT $1";
        let _turn = match &self.database {
            Database::Sqlite(_, writers) => Some(writers.lock().await),
            Database::Postgres(_) => None,
        };
        with_pool!(&self.database, pool => {
            if sqlx::query(WAITING).bind(1_i64).fetch_optional(pool).await?.is_none() {
                return Ok(0);
            }
            let mut write = pool.begin().await?;
            let head = sqlx::query("SELECT position, hash FROM audit_chain WHERE id = 1").fetch_one(&mut *write).await?;
            let mut position: i64 = head.try_get(0)?;
            let rows = sqlx::query(WAITING).bind(i64::try_from(CHAIN_MOST)?).fetch_all(&mut *write).await?;
            let hash = [0_u8; 32];
            for rows in rows.chunks(PLACES) {
                let mut update = sqlx::query(AssertSqlSafe(self.set_places.as_str()));
                for row in 0..PLACES {
                    let (id, place) = match rows.get(row) {
                        Some(row) => {
                            position += 1;
                            let (id, _detail): (Uuid, String) = (row.try_get(0)?, row.try_get(13)?);
                            (Some(id), Some((position, hash.to_vec())))
                        }
                        None => (None, None),
                    };
                    let (place, hash) = place.unzip();
                    update = update.bind(id).bind(place).bind(hash);
                }
                update.execute(&mut *write).await?;
            }
            let place = sqlx::query("UPDATE audit_chain SET position = $1, hash = $2").bind(position).bind(hash.to_vec());
            place.execute(&mut *write).await?;
            write.commit().await?;
            Ok(rows.len())
        })
    }

    /// The second write: the code is claimed.
    async fn claim(&self, code_hash: &[u8]) -> Result<String, Broken> {
        let _turn = match &self.database {
            Database::Sqlite(_, writers) => Some(writers.lock().await),
            Database::Postgres(_) => None,
        };
        with_pool!(&self.database, pool => {
            let claimed = sqlx::query(
                "UPDATE grants SET code_claimed_at = $1 WHERE code_hash = $2 AND application_id = $3 AND \
                 code_claimed_at IS NULL AND revoked_at IS NULL AND code_expires_at > $1 AND EXISTS (SELECT 1 FROM sessions s \
                 WHERE s.id = grants.session_id AND s.ended_at IS NULL AND s.expires_at > $1) RETURNING id, \
                 organization_id, user_id, session_id, sign_in_id, redirect_uri, code_challenge, content, created_at, \
                 code_expires_at",
            )
            .bind(clock::system().now())
            .bind(code_hash)
            .bind(self.rows.application_id)
            .fetch_one(pool)
            .await?;
            Ok(claimed.try_get(7)?)
        })
    }
}
