//! Connections, made, switched off and on, and removed by hand. What they know of their provider changes by versions ([`super::versions`]).

use super::change::{Act, Expected, Fields, TenancyError, Wrong};
use super::credential_slots::SlotTaken;
use super::plan::shown;
use super::provider::{Written, fields};
use super::users::Manner;
use crate::domain::audit::{AuditAction, AuditEvent};
use crate::domain::connection::{Connection, ConnectionStatus, ConnectionVersion, VersionState};
use crate::domain::email::EmailDomain;
use crate::domain::id::{ConnectionId, OrganizationId};
use crate::domain::kept_answer::KeptAnswer;
use crate::domain::organization::{OrganizationConfiguration, is_slug};
use crate::keys::random;
use crate::store::Store;
use crate::store::configuration::ConfigurationChange;

/// Why a connection cannot be so. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConnectionError {
    /// There is nothing to put in force.
    #[error("the connection has no draft")]
    NoDraft,
    /// There is nothing to go back to.
    #[error("no other version was in force before this one")]
    NothingToUndo,
    /// It would be in force for everybody without anybody having tried it.
    #[error(
        "no test sign-in has worked with the draft; to put it in force all the same, say why in without_test_sign_in"
    )]
    NotTested,
    /// Nobody could come in by it.
    #[error(
        "the hospital's own registration needs a credential, and there is none for this one; give the connection one first"
    )]
    CredentialMissing,
    /// Nobody could come in by it any more.
    #[error(
        "it is the only credential, and the connection needs it; put another one in first, or disable the connection"
    )]
    LastCredential,
    /// What the broker proves itself with at the shared registration is in its settings.
    #[error("the shared registration has a credential of its own; no version of this connection needs another")]
    CredentialNotNeeded,
    /// Nothing could be proved by it.
    #[error("no version of this connection names the registration that this credential is for")]
    CredentialOfNone,
    /// What is in the slot may be missed.
    #[error("{}", say_taken(*.0))]
    SlotTaken(SlotTaken),
}

fn say_taken(SlotTaken { slot, for_draft }: SlotTaken) -> String {
    let slot = shown(&slot);
    if for_draft {
        format!(
            "slot {slot} holds the credential of the draft's registration; take it out first, or throw the draft away"
        )
    } else {
        format!(
            "both slots hold credentials of the registration in force; take out the one in slot {slot} first, which is not in use"
        )
    }
}

/// A connection to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewConnection {
    /// Its name within the organization.
    pub name: String,
    /// Whether it may be used.
    pub status: ConnectionStatus,
    /// What its first version says; of which kind it is, stands in it.
    pub settings: Written,
}

/// Which connection.
pub type Which = (OrganizationId, ConnectionId);

/// What went with a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// The connection.
    pub connection: Connection,
    /// The domains that led to it, and lead nowhere now.
    pub domains: Vec<EmailDomain>,
    /// How many users were bound to an account by it.
    pub identities: u64,
}

/// Makes a connection. What it says is a draft until it is put in force; `has_shared` says whether this broker has a shared
/// registration. `keep` says which answer is kept with it, for whoever asks for the same thing again.
pub async fn create(
    store: &Store,
    organization_id: OrganizationId,
    new: NewConnection,
    has_shared: bool,
    manner: &Manner,
    act: &Act<'_>,
    keep: impl FnOnce(&Connection) -> Option<KeptAnswer>,
) -> Result<Connection, TenancyError> {
    create_as(store, (organization_id, random::id(act.now)), new, has_shared, manner, act, keep).await
}

/// The same, with an id that is known already: what is registered at the identity provider for it has that in its addresses.
pub async fn create_as(
    store: &Store,
    (organization_id, id): Which,
    new: NewConnection,
    has_shared: bool,
    manner: &Manner,
    act: &Act<'_>,
    keep: impl FnOnce(&Connection) -> Option<KeptAnswer>,
) -> Result<Connection, TenancyError> {
    manner.check()?;
    let mut wrong = Vec::new();
    if !is_slug(&new.name) {
        let detail = "1 to 63 lower-case letters, digits and hyphens, and no hyphen at its ends, for example entra";
        wrong.push(Wrong::new("name", &detail));
    }
    let change = store.change_configuration(act.now).await?;
    let configuration = change.read_organization(organization_id).await?.ok_or(TenancyError::Gone)?;
    let settings = match new.settings.check_at(&configuration, has_shared) {
        Ok(settings) if wrong.is_empty() => settings,
        Ok(_) => return Err(TenancyError::Wrong(wrong)),
        Err(more) => return Err(TenancyError::Wrong([wrong, more].concat())),
    };
    let draft = ConnectionVersion { id: random::id(act.now), number: 1, state: VersionState::Draft, settings };
    let connection = Connection {
        id,
        organization_id,
        name: new.name,
        kind: draft.settings.kind(),
        status: new.status,
        active: None,
        previous: None,
        draft: Some(draft.clone()),
    };
    change.insert_connection(&connection).await?;
    change.put_draft(&connection, &draft).await?;
    if let Some(answer) = keep(&connection) {
        change.keep_answer(&answer).await?;
    }
    let mut said = vec![("status", shown(&None::<()>), shown(&connection.status))];
    said.extend(fields(None, &draft.settings));
    change.append_audit(&event("create", &connection, &said, manner, act)).await?;
    manner.finish(change).await?;
    Ok(connection)
}

/// Switches a connection off or on, if it is in an expected state; at once. A change that changes nothing leaves no trace.
pub async fn change(
    store: &Store,
    which: Which,
    expected: &Expected,
    manner: &Manner,
    act: &Act<'_>,
    edit: impl FnOnce(&mut ConnectionStatus),
) -> Result<Connection, TenancyError> {
    manner.check()?;
    let (change, _, old) = open(store, which, expected, act).await?;
    let mut new = old.clone();
    edit(&mut new.status);
    if new == old {
        return Ok(old);
    }
    change.replace_connection(&new).await?;
    let fields = vec![("status", shown(&old.status), shown(&new.status))];
    change.append_audit(&event("change", &new, &fields, manner, act)).await?;
    manner.finish(change).await?;
    Ok(new)
}

/// Removes a connection with its versions, credentials and bonds, if it is in an expected state; the audit log stays.
pub async fn remove(
    store: &Store,
    which: Which,
    expected: &Expected,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<Removed, TenancyError> {
    manner.check()?;
    let (change, configuration, connection) = open(store, which, expected, act).await?;
    let leading = configuration.domains.iter().filter(|domain| domain.connection_id == Some(connection.id));
    let domains = leading.map(|domain| domain.name.clone()).collect();
    let identities = change.count_identities(&connection).await?;
    change.delete_connection(&connection).await?;
    let fields = vec![("identities", identities.to_string(), "0".to_owned())];
    change.append_audit(&event("remove", &connection, &fields, manner, act)).await?;
    manner.finish(change).await?;
    Ok(Removed { connection, domains, identities })
}

/// Begins a change of a connection that is in an expected state.
pub(super) async fn open(
    store: &Store,
    (organization, id): Which,
    expected: &Expected,
    act: &Act<'_>,
) -> Result<(ConfigurationChange, OrganizationConfiguration, Connection), TenancyError> {
    let change = store.change_configuration(act.now).await?;
    let configuration = change.read_organization(organization).await?.ok_or(TenancyError::Gone)?;
    let connection = configuration.connection(id).cloned().ok_or(TenancyError::Gone)?;
    expected.check(&connection)?;
    Ok((change, configuration, connection))
}

fn event(what: &str, connection: &Connection, fields: &Fields, manner: &Manner, act: &Act<'_>) -> AuditEvent {
    let said = (what, format!("connection {}", connection.name), fields);
    act.changed(AuditAction::ConnectionChanged, connection.organization_id, said, manner.reason.as_deref())
}
