//! The versions of a connection's settings: one draft, which nobody uses until it is put in force for everybody at once, and the one
//! before, which can be brought back.

use serde_json::json;

use super::change::{Act, Expected, Fields, Fingerprint, TenancyError, Wrong, is_line, said};
use super::checks::prove::Prober;
use super::connections::{ConnectionError, Which, open};
use super::credential_slots::follow_draft;
use super::credential_use::{self, Unproven};
use super::credentials;
use super::provider::{Written, fields};
use super::users::Manner;
use crate::domain::audit::{AuditAction, AuditEvent};
use crate::domain::connection::{Connection, ConnectionVersion, VersionState};
use crate::domain::id::CredentialId;
use crate::domain::organization::OrganizationConfiguration;
use crate::keys::random;
use crate::store::Store;

const LONGEST_REASON: usize = 500;

/// What a draft would change of the version in force; all that it says, where there is none.
pub fn differences(connection: &Connection, draft: &ConnectionVersion) -> Fields {
    fields(connection.active.as_ref().map(|active| &active.settings), &draft.settings)
}

/// Makes the one draft, or writes over it, if the connection is in an expected state. What was edited has to be tested again. A draft
/// that says the same leaves no trace. What was put in for the draft's registration stays the draft's, where that is corrected.
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
    for (old, new) in follow_draft(&configuration, &connection, &draft) {
        change.replace_credential(&new).await?;
        let said = ("change", &connection, &new, &credentials::fields(Some(old), &new));
        change.append_audit(&credentials::event(said, &Unproven::default(), manner, act)).await?;
    }
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

/// On what else than what was seen of it a draft is put in force.
#[derive(Clone, Debug, Default)]
pub struct Activation {
    /// Why, although no test sign-in has worked with it.
    pub without_test_sign_in: Option<String>,
    /// Why, although nobody has seen its provider accept what it is proved by.
    pub without_proof: Unproven,
}

/// Puts the draft in force for everybody, if the connection is in an expected state: its settings, and with them the credential of the
/// registration that they name. One that no test sign-in has worked with only with a word on why. Where it names another registration
/// than the one in force, its credential is shown to the provider before.
pub async fn activate(
    store: &Store,
    prober: &Prober,
    which: Which,
    expected: &Expected,
    activation: &Activation,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<Connection, TenancyError> {
    manner.check()?;
    activation.check()?;
    // Nothing is held while the provider is waited for.
    let (looked, configuration, connection) = open(store, which, expected, act).await?;
    looked.roll_back().await?;
    let seen = activation.ready(&configuration, &connection)?;
    if activation.without_proof.0.is_none() {
        credential_use::prove_draft(prober, &configuration, &connection, &seen.0, act).await?;
    }
    let (change, configuration, connection) = open(store, which, expected, act).await?;
    if activation.ready(&configuration, &connection)? != seen {
        return Err(TenancyError::Stale(Fingerprint::of(&connection)));
    }
    let draft = seen.0;
    let without_test_sign_in = activation.without_test_sign_in.as_deref();
    let untested = draft.state != VersionState::Tested;
    // `anteroom apply` may have put another version in force since the draft was made.
    let newest = connection.versions().iter().all(|version| version.number <= draft.number);
    let number = if newest { draft.number } else { connection.next_number() };
    let active = ConnectionVersion { number, state: VersionState::Active, ..draft };
    let why = without_test_sign_in.filter(|_| untested);
    let after = Connection { draft: None, ..swapped(&connection, &active) };
    change.activate_version(&connection, &active).await?;
    let whys = [("without_test_sign_in", why), ("without_proof", activation.without_proof.0.as_deref())];
    change.append_audit(&in_force("activate", &connection, &active, whys, manner, act)).await?;
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
    change.append_audit(&in_force("undo", &connection, &active, [], manner, act)).await?;
    manner.finish(change).await?;
    Ok(swapped(&connection, &active))
}

impl Activation {
    fn check(&self) -> Result<(), TenancyError> {
        if self.without_test_sign_in.as_deref().is_some_and(|why| !is_line(why, LONGEST_REASON)) {
            let detail = "this says why the draft is put in force untested, in a line of 1 to 500 characters";
            return Err(TenancyError::Wrong(vec![Wrong::new("without_test_sign_in", &detail)]));
        }
        self.without_proof.check()
    }

    /// The draft, and what it is proved by, if it can be put in force.
    fn ready(
        &self,
        configuration: &OrganizationConfiguration,
        connection: &Connection,
    ) -> Result<(ConnectionVersion, Option<CredentialId>), ConnectionError> {
        let draft = connection.draft.clone().ok_or(ConnectionError::NoDraft)?;
        if draft.state != VersionState::Tested && self.without_test_sign_in.is_none() {
            return Err(ConnectionError::NotTested);
        }
        let credential = require_credential(configuration, connection, &draft)?;
        Ok((draft, credential))
    }
}

/// What a version is proved by; none, where it is of the shared registration. A version with a registration of the hospital's own lets
/// nobody in where there is nothing to prove the broker with, and what is for another registration proves nothing.
fn require_credential(
    configuration: &OrganizationConfiguration,
    connection: &Connection,
    version: &ConnectionVersion,
) -> Result<Option<CredentialId>, ConnectionError> {
    if version.settings.is_shared() {
        return Ok(None);
    }
    let credential = configuration.credential(connection.id, &version.settings);
    Ok(Some(credential.ok_or(ConnectionError::CredentialMissing)?.id))
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

fn in_force<'a>(
    what: &str,
    connection: &Connection,
    active: &ConnectionVersion,
    whys: impl IntoIterator<Item = (&'static str, Option<&'a str>)>,
    manner: &'a Manner,
    act: &Act<'_>,
) -> AuditEvent {
    let subject = subject("settings", connection, active);
    let mut detail = json!({ "changes": [said(what, &subject, &differences(connection, active))] });
    for (name, value) in [("reason", manner.reason.as_deref())].into_iter().chain(whys) {
        if let (Some(value), Some(detail)) = (value, detail.as_object_mut()) {
            detail.insert(name.to_owned(), json!(value));
        }
    }
    act.event(AuditAction::ConnectionChanged, connection.organization_id, subject, &detail)
}
