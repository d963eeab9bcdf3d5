//! The weather at identity providers: looked at by every replica, which all see the same, and written down by whichever is first.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;
use serde_json::json;

use super::admin_letters;
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent, AuditOutcome};
use crate::domain::id::ConnectionId;
use crate::domain::provider_name::ProviderName;
use crate::domain::reason::Reason;
use crate::domain::weather::{self, Cause, Change, Failed, Lately, QUIET, Trouble, WINDOW};
use crate::keys::random;
use crate::mail::{Content, Mail};
use crate::store::troubles::FailedLine;
use crate::store::{Store, StoreError};

/// Who writes it down.
const ITSELF: &str = "anteroom";
/// Later than that, a letter about it is no news.
const LETTER_LIFETIME: Duration = Duration::hours(4);

/// What the log says of a failure besides (`signin::issue::Logged`).
#[derive(Default, Deserialize)]
#[serde(default)]
struct Said {
    connection: Option<ConnectionId>,
    person: Option<String>,
}

/// Looks at what has failed lately, writes down what has begun and what is over, and says which troubles there are now. Two statements as
/// long as nothing fails, however many organizations there are.
pub async fn look(store: &Store, mail: Option<&Mail>, now: DateTime<Utc>) -> Result<Vec<Trouble>, StoreError> {
    let open = store.list_troubles().await?;
    let failed: Vec<_> = store.list_failed(now - QUIET).await?.iter().filter_map(failed).collect();
    if open.is_empty() && failed.is_empty() {
        return Ok(open);
    }
    let lately = lately(store, failed, now).await?;
    let changes = weather::changes(&open, &lately, now);
    if changes.is_empty() {
        return Ok(open);
    }
    for change in changes {
        match change {
            Change::Began(trouble) => {
                let event = event(store, AuditAction::ConnectionTroubleBegan, &trouble, now).await?;
                if store.begin_trouble(&trouble, &event).await? {
                    tracing::warn!(place = ?trouble.place, since = %trouble.since, cause = ?trouble.cause, "connection.trouble_began");
                }
            }
            Change::Ended(trouble) => {
                let event = event(store, AuditAction::ConnectionTroubleEnded, &trouble, now).await?;
                if store.end_trouble(&trouble, &event).await? {
                    tracing::info!(place = ?trouble.place, since = %trouble.since, "connection.trouble_ended");
                }
            }
            Change::Tell(trouble) => tell(store, mail, &trouble, now).await?,
        }
    }
    store.list_troubles().await
}

fn failed(line: &FailedLine) -> Option<Failed> {
    let cause = Cause::of(Reason::from_code(&line.reason)?)?;
    let Said { connection, person } = line.detail.read();
    // Without an address, which an application that names the organization need not give, browsers tell people apart as well as they can.
    let person = person.unwrap_or_else(|| line.seen.clone());
    Some(Failed { place: (line.organization_id, connection?), at: line.at, person, cause })
}

async fn lately(store: &Store, failed: Vec<Failed>, now: DateTime<Utc>) -> Result<Lately, StoreError> {
    let places = weather::places(&failed);
    let organizations: std::collections::BTreeSet<_> = places.iter().map(|(organization, _)| *organization).collect();
    let came_in = if organizations.is_empty() {
        BTreeMap::new()
    } else {
        store.list_came_in(organizations.iter().copied(), now - QUIET).await?
    };
    let others = if weather::may_be_everywhere(&places) {
        let entered = store.list_entered(now - WINDOW).await?;
        entered.iter().filter(|id| !organizations.contains(id)).count()
    } else {
        0
    };
    Ok(Lately { failed, came_in, others })
}

async fn tell(store: &Store, mail: Option<&Mail>, trouble: &Trouble, now: DateTime<Utc>) -> Result<(), StoreError> {
    let Some((organization, connection)) = trouble.place else { return Ok(()) };
    let Some(configuration) = store.find_configuration(organization).await? else { return Ok(()) };
    let Some(connection) = configuration.connection(connection) else { return Ok(()) };
    let organization = &configuration.organization;
    let (since, cause) = (trouble.since, trouble.cause);
    let content = || Content::Trouble {
        organization: organization.name.clone(),
        since,
        cause,
        provider: ProviderName::of(connection.kind, organization),
    };
    let letters = admin_letters::to_all(mail, organization, content, LETTER_LIFETIME, now);
    store.tell_of_trouble(trouble, &letters, now).await.map(drop)
}

/// The line in the hospital's log, or, where it is everywhere, in the operator's own.
async fn event(
    store: &Store,
    action: AuditAction,
    trouble: &Trouble,
    now: DateTime<Utc>,
) -> Result<AuditEvent, StoreError> {
    let subject = match trouble.place {
        Some((organization, connection)) => {
            let configuration = store.find_configuration(organization).await?;
            let name = configuration.and_then(|it| it.connection(connection).map(|found| found.name.clone()));
            format!("connection {}", name.unwrap_or_else(|| connection.to_string()))
        }
        None => "connections everywhere".to_owned(),
    };
    let began = action == AuditAction::ConnectionTroubleBegan;
    Ok(AuditEvent {
        organization_id: trouble.place.map(|(organization, _)| organization),
        subject: Some(subject),
        outcome: if began { AuditOutcome::Failed } else { AuditOutcome::Success },
        detail: AuditDetail::of(&json!({ "since": trouble.since, "cause": trouble.cause })),
        ..AuditEvent::new(random::id(now), now, action, ITSELF)
    })
}
