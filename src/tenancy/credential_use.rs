//! Which of a connection's credentials is in use: one is shown to its provider before sign-ins depend on it.

use super::change::{Act, Expected, Fingerprint, TenancyError, Wrong, is_line};
use super::checks::prove::{NotProven, Prober};
use super::connections::{Which, open};
use super::credentials::{event, fields, of_connection, seen};
use super::users::Manner;
use crate::domain::connection::Connection;
use crate::domain::credential::{Credential, CredentialSlot, StoredCredential};
use crate::domain::provider::ProviderSettings;
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

/// The settings with whose registration a credential has to work: those in force, or, before there are any, the draft's. None, where
/// they need none.
pub(super) fn registration_of(connection: &Connection) -> Option<&ProviderSettings> {
    let version = connection.active.as_ref().or(connection.draft.as_ref())?;
    Some(&version.settings).filter(|settings| !settings.is_shared())
}

/// Shows to its provider what is to take another one's place, with nothing locked meanwhile: for which settings it was accepted. Nothing, where
/// it `replaces` none, so that nobody depends on it yet.
pub(super) async fn prove(
    store: &Store,
    prober: &Prober,
    which: Which,
    expected: &Expected,
    replaces: impl FnOnce(&[&StoredCredential]) -> bool,
    credential: impl FnOnce(&Connection) -> Option<Credential>,
    act: &Act<'_>,
) -> Result<Option<ProviderSettings>, TenancyError> {
    let (connection, own) = read(store, which, expected, act).await?;
    let own: Vec<_> = own.iter().collect();
    let Some(settings) = registration_of(&connection).filter(|_| replaces(&own)) else { return Ok(None) };
    let ready = credential(&connection).and_then(|credential| ReadyCredential::new(&credential).ok());
    let ready = ready.ok_or_else(|| NotProven::Unknown(Reason::CredentialMissing.into()))?;
    NotProven::unless_accepted(prober.show(settings, connection.id, &ready, act.now).await)?;
    Ok(Some(settings.clone()))
}

/// The same of the credential that takes the place of one that is taken out of a slot, where there is a good one, and the connection
/// needs one.
pub(super) async fn prove_other(
    store: &Store,
    prober: &Prober,
    which: Which,
    expected: &Expected,
    (slot, is_good, needs_one): (CredentialSlot, impl Fn(&StoredCredential) -> bool, impl FnOnce(&Connection) -> bool),
    act: &Act<'_>,
) -> Result<Option<ProviderSettings>, TenancyError> {
    let (connection, own) = read(store, which, expected, act).await?;
    let taken_out_of_use = own.iter().any(|stored| stored.slot == slot && stored.in_use);
    let other = own.iter().find(|stored| is_good(stored)).filter(|_| taken_out_of_use && needs_one(&connection));
    let (Some(other), Some(settings)) = (other, registration_of(&connection)) else { return Ok(None) };
    NotProven::unless_accepted(prober.show_stored(settings, Some(other), act.now).await)?;
    Ok(Some(settings.clone()))
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

/// Refuses what was accepted for other settings than those that the connection has by now.
pub(super) fn still_is(proven: Option<&ProviderSettings>, connection: &Connection) -> Result<(), TenancyError> {
    match proven {
        // What was read before is not what is there: whoever asks reads it again.
        Some(settings) if registration_of(connection) != Some(settings) => {
            Err(TenancyError::Stale(Fingerprint::of(connection)))
        }
        _ => Ok(()),
    }
}

/// Puts the credential in a slot in use, if the slots are in an expected state, once its provider has accepted it. The one in use until now
/// stays where it is. What is in the slots then. The one that is in use already leaves no trace.
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
    let settings = registration_of(&connection).filter(|_| unproven.0.is_none());
    if let Some(settings) = settings {
        NotProven::unless_accepted(prober.show_stored(settings, Some(wanted), act.now).await)?;
    }
    let proven = settings.cloned();
    let (change, configuration, connection) = open(store, which, &Expected::Any, act).await?;
    let own = of_connection(&configuration, &connection);
    expected.check(&seen(own.iter().copied()))?;
    still_is(proven.as_ref(), &connection)?;
    let before = own.iter().copied().find(|stored| stored.in_use);
    let found = own.iter().copied().find(|stored| stored.slot == slot && stored.id == wanted.id);
    let stored = StoredCredential { in_use: true, ..found.ok_or(TenancyError::Gone)?.clone() };
    change.retire_credentials(&connection).await?;
    change.replace_credential(&stored).await?;
    let said = ("use", &connection, &stored, &fields(before, &stored));
    change.append_audit(&event(said, unproven, manner, act)).await?;
    manner.finish(change).await?;
    let slots = own.iter().map(|old| StoredCredential { in_use: old.slot == slot, ..(*old).clone() });
    Ok(slots.collect())
}
