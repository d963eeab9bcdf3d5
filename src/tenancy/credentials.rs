//! How the broker proves itself at a connection: what is put in and taken out by hand. Secrets go in, and never come out.

use serde_json::json;

use super::change::{Act, Expected, Fields, Fingerprint, TenancyError, said};
use super::checks::prove::Prober;
use super::connections::{ConnectionError, Which, open};
use super::credential_input::HandedIn;
use super::credential_slots::{NewCredential, is_same, of_connection, registration_for, seen, slot_for};
use super::credential_use::{self, Unproven};
use super::plan::shown;
use super::users::Manner;
use crate::domain::audit::{AuditAction, AuditEvent};
use crate::domain::connection::{Connection, ConnectionStatus};
use crate::domain::credential::{CredentialKind, CredentialSlot, StoredCredential};
use crate::keys::random;
use crate::store::Store;
use crate::upstream::certificate;
use crate::upstream::credential;

/// Puts a credential into the free slot, if the slots are in an expected state: in use for its registration from now on, or to wait
/// there. The one in use until now stays in the other slot. One that takes another's place, or is for a draft that is to take the place
/// of what is in force, is shown to its provider first, unless somebody says why not. What is in the slots then, and which one is new. The one
/// that is in use already leaves no trace.
pub async fn put(
    store: &Store,
    prober: &Prober,
    which: Which,
    expected: &Expected,
    handed_in: HandedIn,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<(Vec<StoredCredential>, CredentialSlot), TenancyError> {
    manner.check()?;
    handed_in.without_proof.check()?;
    let (waits, unproven, version) = (handed_in.waits, handed_in.without_proof.clone(), handed_in.version);
    // What it may be depends on the kind of the connection, which never changes. Nothing is held while the provider is waited for.
    let (looked, _, connection) = open(store, which, &Expected::Any, act).await?;
    looked.roll_back().await?;
    let wanted = handed_in.check(connection.kind, act.now).map_err(TenancyError::Wrong)?;
    let registered = registration_for(&connection, version)?;
    let ring = &prober.ring;
    let uses_same = |old: &StoredCredential| is_same(old, credential::open(old, ring).ok().as_ref(), &wanted);
    let is_used = |stored: &&StoredCredential| stored.in_use && stored.registered_as.as_ref() == Some(&registered);
    // What Entra is to be told of a federated one is asked for by a dry run, before anybody can have told it.
    let only_told = manner.dry_run && wanted.kind == CredentialKind::Federated;
    let proven = match &unproven {
        Unproven(None) if !waits && !only_told => {
            let matters = |connection: &Connection, own: &[&StoredCredential]| match own.iter().copied().find(is_used) {
                Some(old) => !uses_same(old),
                // As soon as the draft is in force, everybody depends on it.
                None => connection.active.as_ref().is_some_and(|active| !registered.is_named_by(&active.settings)),
            };
            let ready = |connection: &Connection| wanted.credential(connection);
            credential_use::prove(store, prober, which, expected, &registered, (matters, ready), act).await?
        }
        _ => None,
    };
    // The state that counts is that of the slots.
    let (change, configuration, connection) = open(store, which, &Expected::Any, act).await?;
    let own = of_connection(&configuration, &connection);
    expected.check(&seen(own.iter().copied()))?;
    credential_use::still_is(proven.as_ref(), &registered, &connection)?;
    if registration_for(&connection, version)? != registered {
        return Err(TenancyError::Stale(Fingerprint::of(&seen(own.iter().copied()))));
    }
    let in_use = own.iter().copied().find(is_used);
    if let Some(old) = in_use
        && uses_same(old)
    {
        return Ok((own.into_iter().cloned().collect(), old.slot));
    }
    let slot = slot_for(&connection, &own, &registered).map_err(ConnectionError::SlotTaken)?;
    let place = (registered.clone(), slot, !waits);
    let new = NewCredential::new(&wanted, &connection, &own, place, random::id(act.now));
    let stored = new.put(&change, ring).await?;
    let before = in_use.filter(|_| !waits);
    let said = ("create", &connection, &stored, &fields(before, &stored));
    change.append_audit(&event(said, &unproven, manner, act)).await?;
    manner.finish(change).await?;
    let kept = own.into_iter().filter(|old| old.slot != stored.slot);
    let stays = |old: &StoredCredential| old.in_use && (waits || !old.is_beside(&stored));
    let mut slots: Vec<_> = kept.map(|old| StoredCredential { in_use: stays(old), ..old.clone() }).collect();
    slots.push(stored);
    slots.sort_by_key(|stored| stored.slot == CredentialSlot::B);
    Ok((slots, slot))
}

/// Which one is taken out, and why another one may take its place unproven.
#[derive(Clone, Debug)]
pub struct Removal {
    /// From which slot.
    pub slot: CredentialSlot,
    /// Why the other one is put in use although nobody has seen its provider accept it.
    pub without_proof: Unproven,
}

/// Takes a credential out, if the slots are in an expected state. If it was in use, one for the same registration in the other slot is
/// from now on, once its provider has accepted it; where there is none that can be, only where sign-ins need none. What is in the slots then.
pub async fn remove(
    store: &Store,
    prober: &Prober,
    which: Which,
    removal: &Removal,
    expected: &Expected,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<Vec<StoredCredential>, TenancyError> {
    manner.check()?;
    removal.without_proof.check()?;
    let slot = removal.slot;
    let good = |removed: &StoredCredential, other: &StoredCredential| {
        other.slot != slot && other.is_beside(removed) && other.expires_at.is_none_or(|end| end > act.now)
    };
    let proven = match &removal.without_proof {
        Unproven(Some(_)) => None,
        Unproven(None) => credential_use::prove_other(store, prober, which, expected, (slot, good), act).await?,
    };
    let (change, configuration, connection) = open(store, which, &Expected::Any, act).await?;
    let own = of_connection(&configuration, &connection);
    expected.check(&seen(own.iter().copied()))?;
    let removed = own.iter().copied().find(|stored| stored.slot == slot).ok_or(TenancyError::Gone)?;
    if let Some(registered) = &removed.registered_as {
        credential_use::still_is(proven.as_ref(), registered, &connection)?;
    }
    let mut left: Vec<_> = own.iter().copied().filter(|stored| stored.slot != slot).cloned().collect();
    change.delete_credential(removed).await?;
    let mut fields = Vec::new();
    if removed.in_use {
        let other = left.iter_mut().find(|other| good(removed, other));
        match other {
            Some(other) => {
                other.in_use = true;
                change.replace_credential(other).await?;
                fields.push(("in_use", shown(&removed.slot), shown(&other.slot)));
            }
            None if is_needed(&connection, removed) => return Err(ConnectionError::LastCredential.into()),
            None => fields.push(("in_use", shown(&removed.slot), shown(&None::<()>))),
        }
    }
    let said = ("remove", &connection, removed, &fields);
    change.append_audit(&event(said, &removal.without_proof, manner, act)).await?;
    manner.finish(change).await?;
    Ok(left)
}

/// Whether people come in by the registration that a credential is for. What is for a draft's, for that of the version before or for none
/// any more, nobody depends on.
pub(super) fn is_needed(connection: &Connection, stored: &StoredCredential) -> bool {
    let in_force = connection.active.as_ref().is_some_and(|active| stored.is_for(&active.settings));
    connection.status == ConnectionStatus::Active && in_force
}

/// A field's name, and what it says, for people.
type Named = (&'static str, fn(&StoredCredential) -> String);

const FIELDS: [Named; 5] = [
    ("in_use", |stored| shown(&stored.slot)),
    ("client_id", |stored| shown(&stored.registered_as.as_ref().map(|registered| &registered.client_id))),
    ("kind", |stored| shown(&stored.kind)),
    ("expires_at", |stored| shown(&stored.expires_at)),
    ("certificate_thumbprint", |stored| shown(&stored.certificate.as_deref().and_then(certificate::thumbprint))),
];

/// What becomes of what is in use.
pub(super) fn fields(old: Option<&StoredCredential>, new: &StoredCredential) -> Fields {
    let told = FIELDS.iter().map(|(name, say)| (*name, old.map_or_else(|| shown(&None::<()>), say), say(new)));
    told.filter(|(_, old, new)| old != new).collect()
}

/// The line of the log: what was done, at which connection, with which credential, and what has changed by it.
pub(super) fn event(
    (what, connection, stored, fields): (&str, &Connection, &StoredCredential, &Fields),
    unproven: &Unproven,
    manner: &Manner,
    act: &Act<'_>,
) -> AuditEvent {
    let subject =
        format!("credential {} of connection {} ({})", shown(&stored.slot), connection.name, shown(&stored.kind));
    let mut detail = json!({ "changes": [said(what, &subject, fields)] });
    for (name, value) in [("reason", &manner.reason), ("without_proof", &unproven.0)] {
        if let (Some(value), Some(detail)) = (value, detail.as_object_mut()) {
            detail.insert(name.to_owned(), json!(value));
        }
    }
    act.event(AuditAction::CredentialChanged, connection.organization_id, subject, &detail)
}
