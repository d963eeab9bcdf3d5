//! Which of a connection's credentials is in use: one is shown to its provider before sign-ins depend on it.

use super::change::{Act, Expected, Fingerprint, TenancyError, Wrong, is_line};
use super::checks::prove::{NotProven, Prober};
use super::connections::{ConnectionError, Which, open};
use super::credential_slots::{of_connection, seen};
use super::credentials::{event, fields, is_needed};
use super::users::Manner;
use crate::domain::connection::{Connection, ConnectionVersion, VersionState};
use crate::domain::credential::{Credential, CredentialSlot, StoredCredential};
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::provider::{ProviderSettings, RegisteredAs};
use crate::domain::reason::Reason;
use crate::store::Store;
use crate::upstream::credential::ReadyCredential;

const LONGEST_REASON: usize = 500;

/// Why a credential is put in use although nobody has seen its provider accept it; nothing, where it is to be seen first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unproven(pub Option<String>);

impl Unproven {
    pub(super) fn check(&self) -> Result<(), TenancyError> {
        if self.0.as_deref().is_none_or(|why| is_line(why, LONGEST_REASON)) {
            return Ok(());
        }
        let detail = "this says why the credential is put in use unproven, in a line of 1 to 500 characters";
        Err(TenancyError::Wrong(vec![Wrong::new("without_proof", &detail)]))
    }
}

/// The settings with which a credential has to work. None, where they need none.
pub(super) fn provable(settings: &ProviderSettings) -> Option<&ProviderSettings> {
    Some(settings).filter(|settings| !settings.is_shared())
}

/// The same of the version of a connection that names a registration.
fn settings_of<'a>(connection: &'a Connection, registered: &RegisteredAs) -> Option<&'a ProviderSettings> {
    provable(&connection.version_of(registered)?.settings)
}

/// Shows to its provider what is put in for a registration, with nothing locked meanwhile: for which settings it was accepted. Nothing, where
/// that does not matter, because nobody depends on it yet.
pub(super) async fn prove(
    store: &Store,
    prober: &Prober,
    which: Which,
    expected: &Expected,
    registered: &RegisteredAs,
    (matters, credential): (
        impl FnOnce(&Connection, &[&StoredCredential]) -> bool,
        impl FnOnce(&Connection) -> Option<Credential>,
    ),
    act: &Act<'_>,
) -> Result<Option<ProviderSettings>, TenancyError> {
    let (connection, own) = read(store, which, expected, act).await?;
    let own: Vec<_> = own.iter().collect();
    let matters = matters(&connection, &own);
    let Some(settings) = settings_of(&connection, registered).filter(|_| matters) else { return Ok(None) };
    let ready = credential(&connection).and_then(|credential| ReadyCredential::new(&credential).ok());
    let ready = ready.ok_or_else(|| NotProven::Unknown(Reason::CredentialMissing.into()))?;
    NotProven::unless_accepted(prober.show(settings, connection.id, &ready, act.now).await)?;
    Ok(Some(settings.clone()))
}

/// The same of the credential that takes the place of one that is taken out of a slot, where there is a good one, and sign-ins need one.
pub(super) async fn prove_other(
    store: &Store,
    prober: &Prober,
    which: Which,
    expected: &Expected,
    (slot, is_good): (CredentialSlot, impl Fn(&StoredCredential, &StoredCredential) -> bool),
    act: &Act<'_>,
) -> Result<Option<ProviderSettings>, TenancyError> {
    let (connection, own) = read(store, which, expected, act).await?;
    let removed = own.iter().find(|stored| stored.slot == slot && stored.in_use && is_needed(&connection, stored));
    let Some(removed) = removed else { return Ok(None) };
    let other = own.iter().find(|other| is_good(removed, other));
    let settings = removed.registered_as.as_ref().and_then(|registered| settings_of(&connection, registered));
    let (Some(other), Some(settings)) = (other, settings) else { return Ok(None) };
    NotProven::unless_accepted(prober.show_stored(settings, Some(other), act.now).await)?;
    Ok(Some(settings.clone()))
}

/// Shows to its provider what the draft is to be proved by, where it names another registration than the version in force: once it is in force
/// itself, everybody depends on that. Whether it is accepted may stay open only where somebody has come in by it.
pub(super) async fn prove_draft(
    prober: &Prober,
    configuration: &OrganizationConfiguration,
    connection: &Connection,
    draft: &ConnectionVersion,
    act: &Act<'_>,
) -> Result<(), TenancyError> {
    let Some(settings) = provable(&draft.settings).filter(|_| connection.draft_moves()) else { return Ok(()) };
    let stored = configuration.credential(connection.id, &draft.settings);
    match NotProven::unless_accepted(prober.show_stored(settings, stored, act.now).await) {
        Err(NotProven::Unknown(_)) if draft.state == VersionState::Tested => Ok(()),
        shown => Ok(shown?),
    }
}

/// What is there at this instant. Nothing is held while the provider is waited for.
async fn read(
    store: &Store,
    which: Which,
    expected: &Expected,
    act: &Act<'_>,
) -> Result<(Connection, Vec<StoredCredential>), TenancyError> {
    let (change, configuration, connection) = open(store, which, &Expected::Any, act).await?;
    change.roll_back().await?;
    let own = of_connection(&configuration, &connection);
    expected.check(&seen(own.iter().copied()))?;
    let own = own.into_iter().cloned().collect();
    Ok((connection, own))
}

/// Refuses what was accepted for other settings than those that its registration has by now.
pub(super) fn still_is(
    proven: Option<&ProviderSettings>,
    registered: &RegisteredAs,
    connection: &Connection,
) -> Result<(), TenancyError> {
    match proven {
        // What was read before is not what is there: whoever asks reads it again.
        Some(settings) if settings_of(connection, registered) != Some(settings) => {
            Err(TenancyError::Stale(Fingerprint::of(connection)))
        }
        _ => Ok(()),
    }
}

/// Puts the credential in a slot in use for its registration, if the slots are in an expected state, once its provider has accepted it there. The
/// one in use until now stays where it is. What is in the slots then. The one that is in use already leaves no trace.
pub async fn put_in_use(
    store: &Store,
    prober: &Prober,
    which: Which,
    (slot, unproven): (CredentialSlot, &Unproven),
    expected: &Expected,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<Vec<StoredCredential>, TenancyError> {
    manner.check()?;
    unproven.check()?;
    let (connection, own) = read(store, which, expected, act).await?;
    let wanted = own.iter().find(|stored| stored.slot == slot).ok_or(TenancyError::Gone)?;
    if wanted.in_use {
        return Ok(own);
    }
    let registered = wanted.registered_as.as_ref().filter(|registered| connection.version_of(registered).is_some());
    let registered = registered.ok_or(ConnectionError::CredentialOfNone)?;
    let settings = settings_of(&connection, registered).filter(|_| unproven.0.is_none());
    if let Some(settings) = settings {
        NotProven::unless_accepted(prober.show_stored(settings, Some(wanted), act.now).await)?;
    }
    let proven = settings.cloned();
    let (change, configuration, connection) = open(store, which, &Expected::Any, act).await?;
    let own = of_connection(&configuration, &connection);
    expected.check(&seen(own.iter().copied()))?;
    still_is(proven.as_ref(), registered, &connection)?;
    let before = own.iter().copied().find(|stored| stored.in_use && stored.is_beside(wanted));
    let found = own.iter().copied().find(|stored| stored.slot == slot && stored.id == wanted.id);
    let stored = StoredCredential { in_use: true, ..found.ok_or(TenancyError::Gone)?.clone() };
    change.retire_credentials(&stored).await?;
    change.replace_credential(&stored).await?;
    let said = ("use", &connection, &stored, &fields(before, &stored));
    change.append_audit(&event(said, unproven, manner, act)).await?;
    manner.finish(change).await?;
    let is_used = |old: &StoredCredential| old.slot == slot || (old.in_use && !old.is_beside(&stored));
    let slots = own.iter().map(|old| StoredCredential { in_use: is_used(old), ..(*old).clone() });
    Ok(slots.collect())
}
