//! A person's entry: session, grant, bond and audit event, in one write.

use anteroom_entity::{audit_events, grants, identities, sessions};
use chrono::{DateTime, Utc};
use sqlx::pool::PoolConnection;
use sqlx::{Connection, Postgres, Sqlite};

use super::lanes::Lanes;
use super::{OrgStore, StoreError, rows};
use crate::domain::audit::AuditEvent;
use crate::domain::grant::{Grant, TokenHash};
use crate::domain::id::AuditEventId;
use crate::domain::identity::Identity;
use crate::domain::session::Session;

/// What a person's entry leaves.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The session that begins, with the hash of the token that the browser gets; none where one is reused.
    pub session: Option<(Session, TokenHash)>,
    /// The session that the browser held before, and no longer does. It ends with this one's beginning if it is another person's.
    pub former: Option<Former>,
    /// When a reused session ends if nobody uses it again.
    pub idle_at: Option<DateTime<Utc>>,
    /// What the application gets.
    pub grant: Grant,
    /// The bond that is made, at the first sign-in.
    pub bond: Option<Identity>,
    /// The line in the audit log.
    pub event: AuditEvent,
}

/// A session that a browser held before.
#[derive(Clone, Debug)]
pub struct Former {
    /// The hash of its token.
    pub token_hash: TokenHash,
    /// The id of the line in the audit log that says that it ended.
    pub event_id: AuditEventId,
}

/// Its rows.
struct Written {
    grant: grants::Model,
    event: audit_events::Model,
    session: Option<sessions::Model>,
    former: Option<Former>,
    idle_at: Option<DateTime<Utc>>,
    bond: Option<identities::Model>,
}

// One numbering for all, so that any of them can stand together in one statement: `$3` is the organization everywhere.

macro_rules! grant {
    () => {
        "INSERT INTO grants (id, code_hash, organization_id, application_id, user_id, session_id, sign_in_id, redirect_uri, \
         code_challenge, content, created_at, code_expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    };
}

macro_rules! event {
    () => {
        "INSERT INTO audit_events (id, at, organization_id, action, actor, subject, user_id, application_id, sign_in_id, \
         outcome, reason, ip, user_agent, detail) \
         VALUES ($13, $14, $3, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)"
    };
}

macro_rules! session {
    () => {
        "INSERT INTO sessions (id, token_hash, organization_id, user_id, sign_in_id, application_id, proof, created_at, \
         expires_at, idle_at) VALUES ($26, $27, $3, $28, $29, $30, $31, $32, $33, $34)"
    };
}

macro_rules! use_session {
    () => {
        "UPDATE sessions SET idle_at = $26 WHERE id = $6 AND organization_id = $3"
    };
}

macro_rules! bond {
    ($id:literal, $user:literal, $connection:literal, $authority:literal, $subject:literal) => {
        concat!(
            "INSERT INTO identities (id, organization_id, user_id, connection_id, authority, subject, created_at) VALUES (",
            concat!($id, ", $3, ", $user, ", ", $connection, ", ", $authority, ", ", $subject, ", $11)")
        )
    };
    (after session) => {
        bond!("$35", "$36", "$37", "$38", "$39")
    };
    (alone) => {
        bond!("$27", "$28", "$29", "$30", "$31")
    };
}

// Across organizations, as `Store::find_session` is: the hash of 256 random bits names one row. A session of the same person stays:
// it keeps the tokens that other applications got with it.
macro_rules! former {
    ($hash:literal) => {
        concat!("token_hash = ", $hash, " AND user_id <> $5 AND ended_at IS NULL AND expires_at > $11")
    };
    (end $hash:literal) => {
        concat!("UPDATE sessions SET ended_at = $11 WHERE ", former!($hash))
    };
    (tell $event:literal) => {
        concat!(
            "INSERT INTO audit_events (id, at, organization_id, action, actor, user_id, application_id, sign_in_id, outcome, ip, \
             user_agent, detail) SELECT ",
            $event,
            ", $14, organization_id, 'session_ended', 'caregiver', user_id, application_id, sign_in_id, 'success', $23, $24, \
             '{\"what\":\"somebody else signed in in this browser\"}'"
        )
    };
    (at once $hash:literal, $event:literal) => {
        concat!(
            "f AS (",
            former!(end $hash),
            " RETURNING organization_id, user_id, application_id, sign_in_id), t AS (",
            former!(tell $event),
            " FROM f), "
        )
    };
    (in turn $hash:literal, $event:literal) => {
        concat!(former!(tell $event), " FROM sessions WHERE ", former!($hash), "; ", former!(end $hash), "; ")
    };
}

impl OrgStore {
    /// Records an entry: all of it or nothing.
    ///
    /// A bond that another sign-in has made in the meantime is [`StoreError::Conflict`]: the decision must be asked again.
    pub async fn record_entry(&self, entry: &Entry) -> Result<(), StoreError> {
        let Entry { session, former, idle_at, grant, bond, event } = entry;
        self.require_own(grant.organization_id)?;
        if let Some((session, _)) = session {
            self.require_own(session.organization_id)?;
        }
        if let Some(bond) = bond {
            self.require_own(bond.organization_id)?;
        }
        let written = Written {
            grant: rows::grant_row(grant)?,
            event: self.own_event(event)?,
            session: session.as_ref().map(|(session, hash)| rows::session_row(session, hash)).transpose()?,
            former: former.clone().filter(|_| session.is_some()),
            idle_at: *idle_at,
            bond: bond.as_ref().map(|bond| rows::identity_row(bond, grant.created_at)),
        };
        let _turn = self.store.turn().await;
        match &self.store.shared.lanes {
            Lanes::Sqlite(lane) => {
                let more = 2 * u64::from(written.former.is_some());
                self.store.count_statements(3 + u64::from(bond.is_some()) + more);
                let mut connection = lane.take().await?;
                written.record_in_turn(&mut connection).await?;
                lane.keep(connection);
            }
            Lanes::Postgres(lane) => {
                self.store.count_statements(1);
                let mut connection = lane.take().await?;
                written.record_at_once(&mut connection).await?;
                lane.keep(connection);
            }
        }
        Ok(())
    }
}

/// Binds all rows, in the order of their numbers.
macro_rules! bind {
    ($query:expr, $written:expr) => {{
        let Written { grant, event, session, former, idle_at, bond } = $written;
        let mut query = $query
            .bind(grant.id)
            .bind(&grant.code_hash)
            .bind(grant.organization_id)
            .bind(grant.application_id)
            .bind(grant.user_id)
            .bind(grant.session_id)
            .bind(grant.sign_in_id)
            .bind(&grant.redirect_uri)
            .bind(&grant.code_challenge)
            .bind(&grant.content)
            .bind(grant.created_at)
            .bind(grant.code_expires_at)
            .bind(event.id)
            .bind(event.at)
            .bind(&event.action)
            .bind(&event.actor)
            .bind(&event.subject)
            .bind(event.user_id)
            .bind(event.application_id)
            .bind(event.sign_in_id)
            .bind(&event.outcome)
            .bind(&event.reason)
            .bind(&event.ip)
            .bind(&event.user_agent)
            .bind(&event.detail);
        if let Some(session) = session {
            query = query
                .bind(session.id)
                .bind(&session.token_hash)
                .bind(session.user_id)
                .bind(session.sign_in_id)
                .bind(session.application_id)
                .bind(&session.proof)
                .bind(session.created_at)
                .bind(session.expires_at)
                .bind(session.idle_at);
        } else {
            query = query.bind(idle_at);
        }
        if let Some(bond) = bond {
            query = query
                .bind(bond.id)
                .bind(bond.user_id)
                .bind(bond.connection_id)
                .bind(&bond.authority)
                .bind(&bond.subject);
        }
        if let Some(former) = former {
            query = query.bind(&former.token_hash[..]).bind(former.event_id.0);
        }
        query
    }};
}

impl Written {
    /// One statement, which is a transaction by itself: a single round trip. Foreign keys are checked at its end.
    async fn record_at_once(&self, connection: &mut PoolConnection<Postgres>) -> Result<(), sqlx::Error> {
        let statement = match (&self.session, &self.bond, &self.former) {
            (None, None, _) => concat!("WITH u AS (", use_session!(), "), g AS (", grant!(), ") ", event!()),
            (None, Some(_), _) => {
                concat!("WITH u AS (", use_session!(), "), b AS (", bond!(alone), "), g AS (", grant!(), ") ", event!())
            }
            (Some(_), None, None) => concat!("WITH s AS (", session!(), "), g AS (", grant!(), ") ", event!()),
            (Some(_), None, Some(_)) => concat!(
                "WITH ",
                former!(at once "$35", "$36"),
                "s AS (",
                session!(),
                "), g AS (",
                grant!(),
                ") ",
                event!()
            ),
            (Some(_), Some(_), None) => concat!(
                "WITH s AS (",
                session!(),
                "), b AS (",
                bond!(after session),
                "), g AS (",
                grant!(),
                ") ",
                event!()
            ),
            (Some(_), Some(_), Some(_)) => concat!(
                "WITH ",
                former!(at once "$40", "$41"),
                "s AS (",
                session!(),
                "), b AS (",
                bond!(after session),
                "), g AS (",
                grant!(),
                ") ",
                event!()
            ),
        };
        bind!(sqlx::query(statement), self).execute(&mut **connection).await?;
        Ok(())
    }

    /// SQLite knows no inserts within a `WITH`, but takes several statements in one text.
    async fn record_in_turn(&self, connection: &mut PoolConnection<Sqlite>) -> Result<(), sqlx::Error> {
        let statements = match (&self.session, &self.bond, &self.former) {
            (None, None, _) => concat!(use_session!(), "; ", grant!(), "; ", event!()),
            (None, Some(_), _) => concat!(use_session!(), "; ", bond!(alone), "; ", grant!(), "; ", event!()),
            (Some(_), None, None) => concat!(session!(), "; ", grant!(), "; ", event!()),
            (Some(_), None, Some(_)) => {
                concat!(former!(in turn "$35", "$36"), session!(), "; ", grant!(), "; ", event!())
            }
            (Some(_), Some(_), None) => {
                concat!(session!(), "; ", bond!(after session), "; ", grant!(), "; ", event!())
            }
            (Some(_), Some(_), Some(_)) => concat!(
                former!(in turn "$40", "$41"),
                session!(),
                "; ",
                bond!(after session),
                "; ",
                grant!(),
                "; ",
                event!()
            ),
        };
        let mut write = connection.begin_with("BEGIN IMMEDIATE").await?;
        bind!(sqlx::query(statements), self).execute(&mut *write).await?;
        write.commit().await
    }
}
