//! The way to Microsoft and back by which an administrator of a hospital lets the shared registration into the hospital's directory.
//!
//! What travels as `state` is sealed, good for a quarter of an hour, for one visit in one browser, and for one answer. The answer itself
//! is worth no more than what somebody says: who sits at that browser can make up all of it.

use chrono::serde::ts_milliseconds;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::audit::{AuditAction, AuditEvent};
use crate::domain::connection::Connection;
use crate::domain::consent::{Answered, Consent, ConsentAnswer, judge};
use crate::domain::id::{ConnectionId, OrganizationId};
use crate::keys::ring::KeyRing;
use crate::keys::{hash, random};
use crate::store::{OrgStore, StoreError};
use crate::tenancy::change::{Act, Fields};

/// How long an administrator may take at Microsoft: a second factor and a look at what is asked for fit in.
const LIFETIME: Duration = Duration::minutes(15);
/// What it is sealed for. Another format needs another one.
const PURPOSE: &str = "setup consent 1";

/// What travels with the administrator.
#[derive(Serialize, Deserialize)]
struct Travelling {
    organization_id: OrganizationId,
    connection_id: ConnectionId,
    attempt: Uuid,
    tid: Uuid,
    /// The hash of the visit's cookie: an answer counts in the browser alone in which it was asked for (RFC 9700, 4.7).
    visit: [u8; 32],
    #[serde(with = "ts_milliseconds")]
    asked_at: DateTime<Utc>,
}

/// Begins: the `state` to send along. `visit` is the visit's cookie.
pub async fn ask(
    own: &OrgStore,
    ring: &KeyRing,
    (connection, tid): (&Connection, Uuid),
    visit: &str,
    act: &Act<'_>,
) -> Result<String, StoreError> {
    let consent = Consent {
        connection_id: connection.id,
        organization_id: connection.organization_id,
        attempt: random::id(act.now),
        tid,
        asked_at: act.now,
        answer: None,
    };
    own.ask_consent(&consent, &event("ask", &consent, &connection.name, None, act)).await?;
    let travelling = Travelling {
        organization_id: consent.organization_id,
        connection_id: consent.connection_id,
        attempt: consent.attempt,
        tid,
        visit: hash::sha256(visit.as_bytes()),
        asked_at: act.now,
    };
    // Ids, hashes and a number: nothing that the format cannot say.
    Ok(ring.seal_text(PURPOSE, &postcard::to_allocvec(&travelling).unwrap_or_default()))
}

/// Takes the answer to a question of this visit: once, and only to the last that was asked. What it comes to; nothing, where it is the
/// answer to no such question.
pub async fn answer(
    own: &OrgStore,
    ring: &KeyRing,
    (state, visit): (&str, &str),
    answered: &Answered<'_>,
    connections: &[Connection],
    act: &Act<'_>,
) -> Result<Option<ConsentAnswer>, StoreError> {
    let plain = ring.open_text(PURPOSE, state).ok();
    let Some(asked) = plain.and_then(|plain| postcard::from_bytes::<Travelling>(&plain).ok()) else { return Ok(None) };
    let fresh = (Duration::zero()..LIFETIME).contains(&(act.now - asked.asked_at));
    if !fresh || !hash::same(&asked.visit, &hash::sha256(visit.as_bytes())) {
        return Ok(None);
    }
    let connection = connections.iter().find(|connection| connection.id == asked.connection_id);
    let Some(connection) = connection.filter(|connection| connection.organization_id == asked.organization_id) else {
        return Ok(None);
    };
    let came = judge(asked.tid, answered);
    let consent = Consent {
        connection_id: asked.connection_id,
        organization_id: asked.organization_id,
        attempt: asked.attempt,
        tid: asked.tid,
        asked_at: asked.asked_at,
        answer: None,
    };
    let event = event("answer", &consent, &connection.name, Some(came), act);
    Ok(own.answer_consent(asked.attempt, came, &event, act.now).await?.then_some(came))
}

/// The line of the log: what was asked, and what somebody says was answered.
fn event(what: &str, consent: &Consent, name: &str, came: Option<ConsentAnswer>, act: &Act<'_>) -> AuditEvent {
    let none = || "none".to_owned();
    let mut fields: Fields = vec![("tid", none(), consent.tid.to_string())];
    if let Some(came) = came {
        fields.push(("claimed_answer", none(), crate::tenancy::plan::shown(&came)));
    }
    let subject = format!("admin consent of connection {name}");
    act.changed(AuditAction::ConnectionChanged, consent.organization_id, (what, subject, &fields), None)
}
