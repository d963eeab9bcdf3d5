//! The versions of a connection's settings: one draft, which nobody uses until it is put in force for everybody at once, and the one
//! before, which can be brought back.

use serde_json::json;

use super::change::{Act, Expected, Fields, TenancyError, Wrong, is_line, said};
use super::connections::{ConnectionError, Which, open};
use super::provider::{Written, fields};
use super::users::Manner;
use crate::domain::audit::{AuditAction, AuditEvent};
use crate::domain::connection::{Connection, ConnectionVersion, VersionState};
use crate::domain::organization::OrganizationConfiguration;
use crate::keys::random;
use crate::store::Store;

const LONGEST_REASON: usize = 500;

/// What a draft would change of the version in force; all that it says, where there is none.
pub fn differences(connection: &Connection, draft: &ConnectionVersion) -> Fields {
    fields(connection.active.as_ref().map(|active| &active.settings), &draft.settings)
}

/// Makes the one draft, or writes over it, if the connection is in an expected state. What was edited has to be tested again. A draft
/// that says the same leaves no trace.
pub async fn put_draft(
    store: &Store,
    which: Which,
    expected: &Expected,
    written: impl Into<Written>,
    has_shared: bool,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<(Connection, ConnectionVersion), TenancyError> {
    manner.check()?;
    let (change, configuration, mut connection) = open(store, which, expected, act).await?;
    let written: Written = written.into();
    if written.kind() != connection.kind {
        let detail = format!("the connection is of the kind {}, which it keeps", connection.kind.as_str());
        return Err(TenancyError::Wrong(vec![Wrong::new(written.kind().as_str(), &detail)]));
    }
    let settings = written.check_at(&configuration, has_shared).map_err(TenancyError::Wrong)?;
    let draft = match &connection.draft {
        Some(old) if old.settings == settings => return Ok((connection.clone(), old.clone())),
        Some(old) => ConnectionVersion { state: VersionState::Draft, settings, ..old.clone() },
        None => ConnectionVersion {
            id: random::id(act.now),
            number: connection.next_number(),
            state: VersionState::Draft,
            settings,
        },
    };
    let (what, before) = match &connection.draft {
        Some(old) => ("change", Some(&old.settings)),
        None => ("create", connection.active.as_ref().map(|active| &active.settings)),
    };
    let fields = fields(before, &draft.settings);
    change.put_draft(&connection, &draft).await?;
    let said = (what, subject("draft", &connection, &draft), &fields);
    let reason = manner.reason.as_deref();
    change.append_audit(&act.changed(AuditAction::ConnectionChanged, which.0, said, reason)).await?;
    manner.finish(change).await?;
    connection.draft = Some(draft.clone());
    Ok((connection, draft))
}

/// Throws the draft away, if the connection is in an expected state. What it was.
pub async fn discard_draft(
    store: &Store,
    which: Which,
    expected: &Expected,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<(Connection, ConnectionVersion), TenancyError> {
    manner.check()?;
    let (change, _, mut connection) = open(store, which, expected, act).await?;
    let draft = connection.draft.take().ok_or(ConnectionError::NoDraft)?;
    change.delete_draft(&connection).await?;
    let said = ("remove", subject("draft", &connection, &draft), &Vec::new());
    let reason = manner.reason.as_deref();
    change.append_audit(&act.changed(AuditAction::ConnectionChanged, which.0, said, reason)).await?;
    manner.finish(change).await?;
    Ok((connection, draft))
}

/// Puts the draft in force for everybody, if the connection is in an expected state. One that no test sign-in has worked with only
/// with a word on why.
pub async fn activate(
    store: &Store,
    which: Which,
    expected: &Expected,
    without_test_sign_in: Option<&str>,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<Connection, TenancyError> {
    manner.check()?;
    if without_test_sign_in.is_some_and(|why| !is_line(why, LONGEST_REASON)) {
        let detail = "this says why the draft is put in force untested, in a line of 1 to 500 characters";
        return Err(TenancyError::Wrong(vec![Wrong::new("without_test_sign_in", &detail)]));
    }
    let (change, configuration, connection) = open(store, which, expected, act).await?;
    let draft = connection.draft.clone().ok_or(ConnectionError::NoDraft)?;
    let untested = draft.state != VersionState::Tested;
    if untested && without_test_sign_in.is_none() {
        return Err(ConnectionError::NotTested.into());
    }
    require_credential(&configuration, &connection, &draft)?;
    // `anteroom apply` may have put another version in force since the draft was made.
    let newest = connection.versions().iter().all(|version| version.number <= draft.number);
    let number = if newest { draft.number } else { connection.next_number() };
    let active = ConnectionVersion { number, state: VersionState::Active, ..draft };
    let why = without_test_sign_in.filter(|_| untested);
    let after = Connection { draft: None, ..swapped(&connection, &active) };
    change.activate_version(&connection, &active).await?;
    change.append_audit(&in_force("activate", &connection, &active, why, manner, act)).await?;
    manner.finish(change).await?;
    Ok(after)
}

/// Brings the version back that was in force before, if the connection is in an expected state. To undo once more brings the other
/// one back.
pub async fn undo(
    store: &Store,
    which: Which,
    expected: &Expected,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<Connection, TenancyError> {
    manner.check()?;
    let (change, configuration, connection) = open(store, which, expected, act).await?;
    let previous = connection.previous.clone().ok_or(ConnectionError::NothingToUndo)?;
    require_credential(&configuration, &connection, &previous)?;
    let active = ConnectionVersion { state: VersionState::Active, ..previous };
    change.activate_version(&connection, &active).await?;
    change.append_audit(&in_force("undo", &connection, &active, None, manner, act)).await?;
    manner.finish(change).await?;
    Ok(swapped(&connection, &active))
}

/// A version with a registration of the hospital's own lets nobody in where there is nothing to prove the broker with.
fn require_credential(
    configuration: &OrganizationConfiguration,
    connection: &Connection,
    version: &ConnectionVersion,
) -> Result<(), ConnectionError> {
    if !version.settings.is_shared() && configuration.credential(connection.id).is_none() {
        return Err(ConnectionError::CredentialMissing);
    }
    Ok(())
}

/// The connection with another version in force.
fn swapped(connection: &Connection, active: &ConnectionVersion) -> Connection {
    let previous = connection.active.clone();
    Connection {
        previous: previous.map(|version| ConnectionVersion { state: VersionState::Previous, ..version }),
        active: Some(active.clone()),
        ..connection.clone()
    }
}

fn subject(what: &str, connection: &Connection, version: &ConnectionVersion) -> String {
    format!("{what} of connection {}, version {}", connection.name, version.number)
}

fn in_force(
    what: &str,
    connection: &Connection,
    active: &ConnectionVersion,
    without_test_sign_in: Option<&str>,
    manner: &Manner,
    act: &Act<'_>,
) -> AuditEvent {
    let subject = subject("settings", connection, active);
    let mut detail = json!({ "changes": [said(what, &subject, &differences(connection, active))] });
    for (name, value) in [("reason", manner.reason.as_deref()), ("without_test_sign_in", without_test_sign_in)] {
        if let (Some(value), Some(detail)) = (value, detail.as_object_mut()) {
            detail.insert(name.to_owned(), json!(value));
        }
    }
    act.event(AuditAction::ConnectionChanged, connection.organization_id, subject, &detail)
}
