//! A person's entry: session, grant, bond and audit event, in one write.
//!
//! Between the decision and its record a person can be suspended, removed or unbound. Whoever does that ends what is open; an entry
//! recorded after it would be open again. So the write itself asks whether its person may still come in: what was decided on is read
//! and, with PostgreSQL, locked by the same statement. Whoever takes it away either waits for the entry, and then finds and ends it, or
//! is waited for, and then nothing is written.

use anteroom_entity::{audit_events, grants, identities, sessions};
use chrono::{DateTime, Utc};
use sqlx::pool::PoolConnection;
use sqlx::{Connection, Postgres, Sqlite};
use uuid::Uuid;

use super::lanes::Lanes;
use super::{OrgStore, StoreError, rows};
use crate::domain::audit::AuditEvent;
use crate::domain::grant::{Grant, TokenHash};
use crate::domain::id::{AuditEventId, IdentityId};
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
    /// The bond that it rests on.
    pub bond: Bond,
    /// The line in the audit log.
    pub event: AuditEvent,
}

/// The bond with an account that an entry rests on.
#[derive(Clone, Debug)]
pub enum Bond {
    /// None: the traditional way.
    None,
    /// This one, which must still be there.
    Held(IdentityId),
    /// It is made, at the first sign-in, with a session.
    New(Identity),
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
    bond: WrittenBond,
}

enum WrittenBond {
    None,
    Held(Uuid),
    New(identities::Model),
}

// One numbering for all, so that any of them can stand together in one statement: `$3` is the organization everywhere, `$5` the
// user. Each is written only where `$tail` finds that the person may still come in.

macro_rules! grant {
    ($($tail:tt)*) => {
        concat!(
            "INSERT INTO grants (id, code_hash, organization_id, application_id, user_id, session_id, sign_in_id, redirect_uri, \
             code_challenge, content, created_at, code_expires_at) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 ",
            $($tail)*
        )
    };
}

macro_rules! event {
    ($($tail:tt)*) => {
        concat!(
            "INSERT INTO audit_events (id, at, organization_id, action, actor, subject, user_id, application_id, sign_in_id, \
             outcome, reason, ip, user_agent, detail) \
             SELECT $13, $14, $3, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25 ",
            $($tail)*
        )
    };
}

macro_rules! session {
    ($($tail:tt)*) => {
        concat!(
            "INSERT INTO sessions (id, token_hash, organization_id, user_id, sign_in_id, application_id, proof, created_at, \
             expires_at, idle_at, upstream_sid) SELECT $26, $27, $3, $28, $29, $30, $31, $32, $33, $34, $35 ",
            $($tail)*
        )
    };
}

macro_rules! bond {
    ($($tail:tt)*) => {
        concat!(
            "INSERT INTO identities (id, organization_id, user_id, connection_id, authority, subject, created_at) \
             SELECT $36, $3, $37, $38, $39, $40, $11 ",
            $($tail)*
        )
    };
}

// A session that has ended since it was found is used no more.
macro_rules! use_session {
    ($($tail:tt)*) => {
        concat!(
            "UPDATE sessions SET idle_at = $26 WHERE id = $6 AND organization_id = $3 AND ended_at IS NULL AND ",
            $($tail)*
        )
    };
}

// Across organizations, as `Store::find_session` is: the hash of 256 random bits names one row. A session of the same person stays:
// it keeps the tokens that other applications got with it.
macro_rules! former {
    ($hash:literal) => {
        concat!("token_hash = ", $hash, " AND user_id <> $5 AND ended_at IS NULL AND expires_at > $11 AND ")
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
    // What `logouts::tell_of` writes, in the one statement that a sign-in is.
    (listeners $ended:expr) => {
        concat!(
            "INSERT INTO backchannel_logouts (session_id, application_id, organization_id, user_id, ended_at, attempts, due_at) \
             SELECT ended.id, applications.id, ended.organization_id, ended.user_id, $11, 0, $11 FROM ",
            $ended,
            " ended JOIN applications ON applications.protocol ->> 'backchannel_logout_uri' IS NOT NULL WHERE EXISTS (SELECT 1 \
             FROM grants WHERE grants.session_id = ended.id AND grants.application_id = applications.id)"
        )
    };
}

/// Whether the person may still come in: the condition for SQLite, where nobody else writes meanwhile.
macro_rules! may_come_in {
    () => {
        "EXISTS (SELECT 1 FROM users WHERE id = $5 AND organization_id = $3 AND status = 'active')"
    };
    ($bond:literal) => {
        concat!(
            may_come_in!(),
            " AND EXISTS (SELECT 1 FROM identities WHERE id = ",
            $bond,
            " AND organization_id = $3 AND user_id = $5)"
        )
    };
}

/// The same for PostgreSQL: the row `p`, locked against whoever suspends, removes or unbinds. Everything that is written is written
/// from it, so that these locks come first, in the order in which those others take theirs.
macro_rules! locked {
    () => {
        "p AS (SELECT id FROM users WHERE id = $5 AND organization_id = $3 AND status = 'active' FOR SHARE), "
    };
    ($bond:literal) => {
        concat!(
            "p AS (SELECT u.id FROM users u JOIN identities i ON i.organization_id = u.organization_id AND i.user_id = u.id \
             WHERE u.id = $5 AND u.organization_id = $3 AND u.status = 'active' AND i.id = ",
            $bond,
            " FOR SHARE OF u FOR KEY SHARE OF i), "
        )
    };
}

/// A new session with PostgreSQL: one statement.
macro_rules! at_once {
    ($locked:expr $(, bond $name:literal)? $(, former $hash:literal $event:literal)?) => {
        concat!(
            "WITH ",
            $locked,
            $(
                "f AS (", former!(end $hash), "EXISTS (SELECT 1 FROM p) RETURNING id, organization_id, user_id, \
                 application_id, sign_in_id), t AS (", former!(tell $event), " FROM f), l AS (", former!(listeners "f"), "), ",
            )?
            "s AS (", session!("FROM p"), "), ",
            $($name, " AS (", bond!("FROM p"), "), ",)?
            "g AS (", grant!("FROM p"), ") ",
            event!("FROM p")
        )
    };
}

/// A new session with SQLite: several statements in one text.
macro_rules! in_turn {
    ($may:expr $(, bond $end:literal)? $(, former $hash:literal $event:literal)?) => {
        concat!(
            $(
                former!(tell $event), " FROM sessions WHERE ", former!($hash), $may, "; ",
                former!(listeners concat!("(SELECT id, organization_id, user_id FROM sessions WHERE ", former!($hash), $may, ")")), "; ",
                former!(end $hash), $may, "; ",
            )?
            session!("WHERE ", $may), "; ",
            $(bond!("WHERE ", $may), $end,)?
            grant!("WHERE ", $may), "; ",
            event!("WHERE ", $may)
        )
    };
}

/// A session that is used again, with PostgreSQL.
macro_rules! again_at_once {
    ($locked:expr) => {
        concat!(
            "WITH ",
            $locked,
            "u AS (",
            use_session!("EXISTS (SELECT 1 FROM p) RETURNING id"),
            "), ",
            "g AS (",
            grant!("FROM u"),
            ") ",
            event!("FROM u")
        )
    };
}

/// The same with SQLite.
macro_rules! again_in_turn {
    ($may:expr) => {
        concat!(
            use_session!($may),
            "; ",
            grant!("FROM sessions WHERE id = $6 AND ended_at IS NULL AND ", $may),
            "; ",
            event!("FROM sessions WHERE id = $6 AND ended_at IS NULL AND ", $may)
        )
    };
}

impl OrgStore {
    /// Records an entry: all of it or nothing.
    ///
    /// A bond that another sign-in has made in the meantime is [`StoreError::Conflict`]; a person who is active no more, a bond or a
    /// session that is not there any more is [`StoreError::Outdated`]. Either way the decision must be asked again.
    pub async fn record_entry(&self, entry: &Entry) -> Result<(), StoreError> {
        let Entry { session, former, idle_at, grant, bond, event } = entry;
        self.require_own(grant.organization_id)?;
        if let Some((session, _)) = session {
            self.require_own(session.organization_id)?;
        }
        if let Bond::New(bond) = bond {
            self.require_own(bond.organization_id)?;
            // The account that opened a session was bound: if it is not any more, the session is over.
            if session.is_none() {
                return Err(StoreError::Outdated);
            }
        }
        let written = Written {
            grant: rows::grant_row(grant)?,
            event: self.own_event(event)?,
            session: session.as_ref().map(|(session, hash)| rows::session_row(session, hash)).transpose()?,
            former: former.clone().filter(|_| session.is_some()),
            idle_at: *idle_at,
            bond: match bond {
                Bond::None => WrittenBond::None,
                Bond::Held(id) => WrittenBond::Held(id.0),
                Bond::New(bond) => WrittenBond::New(rows::identity_row(bond, grant.created_at)),
            },
        };
        let _turn = self.store.turn().await;
        let rows = match &self.store.shared.lanes {
            Lanes::Sqlite(lane) => {
                let more = 3 * u64::from(written.former.is_some());
                self.store.count_statements(3 + u64::from(matches!(bond, Bond::New(_))) + more);
                let mut connection = lane.take().await?;
                let rows = written.record_in_turn(&mut connection).await?;
                lane.keep(connection);
                rows
            }
            Lanes::Postgres(lane) => {
                self.store.count_statements(1);
                let mut connection = lane.take().await?;
                let rows = written.record_at_once(&mut connection).await?;
                lane.keep(connection);
                rows
            }
        };
        if written.former.is_some() {
            self.store.logout_put();
        }
        if rows == 0 { Err(StoreError::Outdated) } else { Ok(()) }
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
                .bind(session.idle_at)
                .bind(&session.upstream_sid);
        } else {
            query = query.bind(idle_at);
        }
        query = match bond {
            WrittenBond::None => query,
            WrittenBond::Held(id) => query.bind(id),
            WrittenBond::New(bond) => query
                .bind(bond.id)
                .bind(bond.user_id)
                .bind(bond.connection_id)
                .bind(&bond.authority)
                .bind(&bond.subject),
        };
        if let Some(former) = former {
            query = query.bind(&former.token_hash[..]).bind(former.event_id.0);
        }
        query
    }};
}

impl Written {
    /// One statement, which is a transaction by itself: a single round trip. Foreign keys are checked at its end.
    async fn record_at_once(&self, connection: &mut PoolConnection<Postgres>) -> Result<u64, sqlx::Error> {
        let statement = match (&self.session, &self.bond, &self.former) {
            (Some(_), WrittenBond::None, None) => at_once!(locked!()),
            (Some(_), WrittenBond::None, Some(_)) => at_once!(locked!(), former "$36" "$37"),
            (Some(_), WrittenBond::Held(_), None) => at_once!(locked!("$36")),
            (Some(_), WrittenBond::Held(_), Some(_)) => at_once!(locked!("$36"), former "$37" "$38"),
            (Some(_), WrittenBond::New(_), None) => at_once!(locked!(), bond "b"),
            (Some(_), WrittenBond::New(_), Some(_)) => at_once!(locked!(), bond "b", former "$41" "$42"),
            (None, WrittenBond::Held(_), _) => again_at_once!(locked!("$27")),
            (None, WrittenBond::None | WrittenBond::New(_), _) => again_at_once!(locked!()),
        };
        Ok(bind!(sqlx::query(statement), self).execute(&mut **connection).await?.rows_affected())
    }

    /// SQLite knows no inserts within a `WITH`, but takes several statements in one text.
    async fn record_in_turn(&self, connection: &mut PoolConnection<Sqlite>) -> Result<u64, sqlx::Error> {
        let statements = match (&self.session, &self.bond, &self.former) {
            (Some(_), WrittenBond::None, None) => in_turn!(may_come_in!()),
            (Some(_), WrittenBond::None, Some(_)) => in_turn!(may_come_in!(), former "$36" "$37"),
            (Some(_), WrittenBond::Held(_), None) => in_turn!(may_come_in!("$36")),
            (Some(_), WrittenBond::Held(_), Some(_)) => in_turn!(may_come_in!("$36"), former "$37" "$38"),
            (Some(_), WrittenBond::New(_), None) => in_turn!(may_come_in!(), bond "; "),
            (Some(_), WrittenBond::New(_), Some(_)) => in_turn!(may_come_in!(), bond "; ", former "$41" "$42"),
            (None, WrittenBond::Held(_), _) => again_in_turn!(may_come_in!("$27")),
            (None, WrittenBond::None | WrittenBond::New(_), _) => again_in_turn!(may_come_in!()),
        };
        let mut write = connection.begin_with("BEGIN IMMEDIATE").await?;
        let rows = bind!(sqlx::query(statements), self).execute(&mut *write).await?.rows_affected();
        write.commit().await?;
        Ok(rows)
    }
}
