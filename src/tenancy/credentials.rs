//! How the broker proves itself at a connection: which of the two slots a credential goes into, and what is put in and taken out by
//! hand. Secrets go in, and never come out.

use chrono::{DateTime, Datelike, SubsecRound, Utc};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::change::{Act, Expected, Fields, Fingerprint, TenancyError, Wrong, said};
use super::checks::prove::Prober;
use super::connections::{ConnectionError, Which, open};
use super::credential_use::{self, Unproven};
use super::desired::DesiredCredential;
use super::plan::shown;
use super::users::Manner;
use crate::domain::audit::{AuditAction, AuditEvent};
use crate::domain::connection::{Connection, ConnectionKind, ConnectionStatus};
use crate::domain::credential::{Credential, CredentialKind, CredentialSlot, StoredCredential};
use crate::domain::id::CredentialId;
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::secret::Secret;
use crate::keys::ring::KeyRing;
use crate::keys::{KeyError, hash, random};
use crate::store::Store;
use crate::store::StoreError;
use crate::store::configuration::ConfigurationChange;
use crate::upstream::certificate::{self, inspect};
use crate::upstream::credential;

/// Entra's own secrets have some forty characters.
const LONGEST_SECRET: usize = 500;

/// A credential that is not sealed yet.
#[derive(Debug)]
pub struct NewCredential {
    /// Its row, without the sealed value.
    pub stored: StoredCredential,
    /// What is to be sealed.
    pub secret: Option<Secret>,
    /// What its slot held before, which gives way.
    pub displaced: Option<StoredCredential>,
    /// Its connection.
    pub connection: Connection,
}

impl NewCredential {
    /// For the slot that is not in use, so that the old one can be taken back. `own` are the connection's.
    pub(super) fn new(
        wanted: &DesiredCredential,
        connection: &Connection,
        own: &[&StoredCredential],
        id: CredentialId,
    ) -> Self {
        Self::into_free_slot(wanted, connection, own, id, true)
    }

    /// The same, `in_use` from now on or not yet.
    fn into_free_slot(
        wanted: &DesiredCredential,
        connection: &Connection,
        own: &[&StoredCredential],
        id: CredentialId,
        in_use: bool,
    ) -> Self {
        let used = own.iter().find(|stored| stored.in_use);
        let slot = match used.map(|old| old.slot) {
            Some(CredentialSlot::A) => CredentialSlot::B,
            Some(CredentialSlot::B) | None => CredentialSlot::A,
        };
        Self {
            stored: StoredCredential {
                id,
                organization_id: connection.organization_id,
                connection_id: connection.id,
                slot,
                in_use,
                kind: wanted.kind,
                sealed: None,
                certificate: wanted.certificate.clone(),
                expires_at: wanted.expires_at,
            },
            secret: wanted.secret.clone(),
            displaced: own.iter().copied().find(|old| old.slot == slot).cloned(),
            connection: connection.clone(),
        }
    }

    /// Seals it and puts it in; where it is in use from now on, no other is. As it is stored.
    pub(super) async fn put(&self, change: &ConfigurationChange, ring: &KeyRing) -> Result<StoredCredential, PutError> {
        if self.stored.in_use {
            change.retire_credentials(&self.connection).await?;
        }
        if let Some(displaced) = &self.displaced {
            change.delete_credential(displaced).await?;
        }
        let mut stored = self.stored.clone();
        stored.sealed = match &self.secret {
            Some(secret) => Some(ring.seal(&credential::place(&stored), secret.expose().as_bytes())?),
            None => None,
        };
        change.insert_credential(&stored).await?;
        Ok(stored)
    }
}

/// Why a credential could not be put in.
#[derive(Debug, thiserror::Error)]
pub enum PutError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The keys.
    #[error(transparent)]
    Keys(#[from] KeyError),
}

impl From<PutError> for TenancyError {
    fn from(error: PutError) -> Self {
        match error {
            PutError::Store(error) => error.into(),
            PutError::Keys(error) => Self::Keys(error),
        }
    }
}

/// Whether a stored credential is the one that is wanted. One that does not open is another one.
pub(super) fn is_same(old: &StoredCredential, opened: Option<&Credential>, wanted: &DesiredCredential) -> bool {
    let same_secret = |a: &Secret, b: &Secret| hash::same(a.expose().as_bytes(), b.expose().as_bytes());
    let same = match (opened, &wanted.secret) {
        (Some(Credential::Federated { .. }), None) => wanted.kind == CredentialKind::Federated,
        (Some(Credential::ClientSecret(old)), Some(new)) => {
            wanted.kind == CredentialKind::ClientSecret && same_secret(old, new)
        }
        (Some(Credential::Certificate { private_key, .. }), Some(new)) => {
            wanted.kind == CredentialKind::Certificate && same_secret(private_key, new)
        }
        _ => false,
    };
    same && old.certificate == wanted.certificate && old.expires_at == wanted.expires_at
}

/// A credential as it was handed in; nothing of it is checked yet.
#[derive(Debug, Default)]
pub struct HandedIn {
    /// Entra trusts our own issuer.
    pub federated: Option<bool>,
    /// A client secret.
    pub client_secret: Option<Secret>,
    /// When the client secret ends.
    pub expires_at: Option<DateTime<Utc>>,
    /// A certificate (PEM).
    pub certificate: Option<String>,
    /// Its private key (PEM).
    pub private_key: Option<Secret>,
    /// Whether it waits in the free slot until somebody puts it in use.
    pub waits: bool,
    /// Why it is put in use although nobody has seen Entra accept it.
    pub without_proof: Unproven,
}

impl HandedIn {
    /// What it is, or all that is wrong with it; nothing of what it holds is repeated.
    pub(super) fn check(self, kind: ConnectionKind, now: DateTime<Utc>) -> Result<DesiredCredential, Vec<Wrong>> {
        let wanted = self.check_alone(kind, now)?;
        if !kind.takes(wanted.kind) {
            let detail = format!("a connection of the kind {} cannot be proved so", kind.as_str());
            return Err(vec![Wrong::new("credential", &detail)]);
        }
        Ok(wanted)
    }

    fn check_alone(self, kind: ConnectionKind, now: DateTime<Utc>) -> Result<DesiredCredential, Vec<Wrong>> {
        let Self { federated, client_secret, expires_at, certificate, private_key, .. } = self;
        match (federated, client_secret, certificate, private_key) {
            (Some(true), None, None, None) => {
                if expires_at.is_some() {
                    return Err(vec![Wrong::new("expires_at", &"a federated credential has no end")]);
                }
                Ok(DesiredCredential {
                    kind: CredentialKind::Federated,
                    secret: None,
                    certificate: None,
                    expires_at: None,
                })
            }
            (None, Some(secret), None, None) => {
                let wrong: Vec<_> =
                    [secret_wrong(&secret, kind), end_wrong(expires_at, kind, now)].into_iter().flatten().collect();
                if !wrong.is_empty() {
                    return Err(wrong);
                }
                Ok(DesiredCredential {
                    kind: CredentialKind::ClientSecret,
                    secret: Some(secret),
                    certificate: None,
                    // PostgreSQL keeps microseconds: what is answered now must be what is read later.
                    expires_at: expires_at.map(|end| end.trunc_subsecs(6)),
                })
            }
            (None, None, Some(certificate), Some(private_key)) => {
                if expires_at.is_some() {
                    return Err(vec![Wrong::new("expires_at", &"a certificate says itself when it ends")]);
                }
                let facts =
                    inspect(&certificate, &private_key).map_err(|error| vec![Wrong::new("certificate", &error)])?;
                if facts.expires_at <= now {
                    return Err(vec![Wrong::new("certificate", &"the certificate has ended")]);
                }
                if facts.not_before > now {
                    return Err(vec![Wrong::new("certificate", &"the certificate is not valid yet")]);
                }
                Ok(DesiredCredential {
                    kind: CredentialKind::Certificate,
                    secret: Some(private_key),
                    certificate: Some(certificate),
                    expires_at: Some(facts.expires_at),
                })
            }
            _ => {
                let detail =
                    "exactly one of: federated (true); client_secret with expires_at; certificate with private_key";
                Err(vec![Wrong::new("credential", &detail)])
            }
        }
    }
}

/// Whether somebody has taken the *Secret ID* for the secret: Entra shows both side by side.
pub fn is_secret_id(secret: &Secret) -> bool {
    secret.expose().parse::<Uuid>().is_ok()
}

fn secret_wrong(secret: &Secret, kind: ConnectionKind) -> Option<Wrong> {
    // Elsewhere a secret may well look like one.
    let is_id = kind == ConnectionKind::Entra && is_secret_id(secret);
    let secret = secret.expose();
    let detail = if is_id {
        "this is the Secret ID; take the Value, which Entra shows once, when the secret is made"
    } else if secret.is_empty()
        || secret.len() > LONGEST_SECRET
        || secret.chars().any(|c| c.is_whitespace() || c.is_control())
    {
        "a client secret has 1 to 500 characters, and no white space"
    } else {
        return None;
    };
    Some(Wrong::new("client_secret", &detail))
}

fn end_wrong(expires_at: Option<DateTime<Utc>>, kind: ConnectionKind, now: DateTime<Utc>) -> Option<Wrong> {
    let detail = match expires_at {
        // Entra's secrets all end; Google's never do.
        None if kind != ConnectionKind::Entra => return None,
        None => "say when the secret ends, as Entra shows it",
        Some(end) if end <= now => "the secret has ended",
        // A year that both databases keep, in an order that both see.
        Some(end) if end.year() > 9999 => "a year until 9999",
        Some(_) => return None,
    };
    Some(Wrong::new("expires_at", &detail))
}

/// What a change of a slot was made for: what is in both, as far as it may be seen. That a value is sealed with another key of the
/// ring is no other state.
#[derive(Serialize)]
pub(super) struct InSlot {
    id: CredentialId,
    slot: CredentialSlot,
    in_use: bool,
    kind: CredentialKind,
    expires_at: Option<DateTime<Utc>>,
}

/// The credentials of a connection, by slot.
pub fn of_connection<'a>(
    configuration: &'a OrganizationConfiguration,
    connection: &Connection,
) -> Vec<&'a StoredCredential> {
    let own = configuration.credentials.iter().filter(|stored| stored.connection_id == connection.id);
    own.collect()
}

/// The state of the slots.
pub fn state<'a>(own: impl IntoIterator<Item = &'a StoredCredential>) -> Fingerprint {
    Fingerprint::of(&seen(own))
}

pub(super) fn seen<'a>(own: impl IntoIterator<Item = &'a StoredCredential>) -> Vec<InSlot> {
    let seen = own.into_iter().map(|stored| InSlot {
        id: stored.id,
        slot: stored.slot,
        in_use: stored.in_use,
        kind: stored.kind,
        expires_at: stored.expires_at,
    });
    seen.collect()
}

/// Puts a credential into the free slot, if the slots are in an expected state: in use from now on, or to wait there. The one in use
/// until now stays in the other slot. One that takes another's place is shown to Entra first, unless somebody says why not. What is in
/// the slots then, and which one is new. The one that is in use already leaves no trace.
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
    let (waits, unproven) = (handed_in.waits, handed_in.without_proof.clone());
    // What it may be depends on the kind of the connection, which never changes. Nothing is held while Entra is waited for.
    let (looked, _, connection) = open(store, which, &Expected::Any, act).await?;
    looked.roll_back().await?;
    let wanted = handed_in.check(connection.kind, act.now).map_err(TenancyError::Wrong)?;
    let ring = &prober.ring;
    let uses_same = |old: &StoredCredential| is_same(old, credential::open(old, ring).ok().as_ref(), &wanted);
    // What Entra is to be told of a federated one is asked for by a dry run, before anybody can have told it.
    let only_told = manner.dry_run && wanted.kind == CredentialKind::Federated;
    let proven = match &unproven {
        Unproven(None) if !waits && !only_told => {
            let replaces = |own: &[&StoredCredential]| own.iter().any(|old| old.in_use && !uses_same(old));
            let ready = |connection: &Connection| wanted.credential(connection);
            credential_use::prove(store, prober, which, expected, replaces, ready, act).await?
        }
        _ => None,
    };
    // The state that counts is that of the slots.
    let (change, configuration, connection) = open(store, which, &Expected::Any, act).await?;
    let own = of_connection(&configuration, &connection);
    expected.check(&seen(own.iter().copied()))?;
    credential_use::still_is(proven.as_ref(), &connection)?;
    if connection.versions().iter().all(|version| version.settings.is_shared()) {
        return Err(ConnectionError::CredentialNotNeeded.into());
    }
    let in_use = own.iter().copied().find(|stored| stored.in_use);
    if let Some(old) = in_use
        && uses_same(old)
    {
        return Ok((own.into_iter().cloned().collect(), old.slot));
    }
    let new = NewCredential::into_free_slot(&wanted, &connection, &own, random::id(act.now), !waits);
    let stored = new.put(&change, ring).await?;
    let before = in_use.filter(|_| !waits);
    let said = ("create", &connection, &stored, &fields(before, &stored));
    change.append_audit(&event(said, &unproven, manner, act)).await?;
    manner.finish(change).await?;
    let kept = own.into_iter().filter(|old| old.slot != stored.slot);
    let mut slots: Vec<_> = kept.map(|old| StoredCredential { in_use: old.in_use && waits, ..old.clone() }).collect();
    let slot = stored.slot;
    slots.push(stored);
    slots.sort_by_key(|stored| stored.slot == CredentialSlot::B);
    Ok((slots, slot))
}

/// Which one is taken out, and why another one may take its place unproven.
#[derive(Clone, Debug)]
pub struct Removal {
    /// From which slot.
    pub slot: CredentialSlot,
    /// Why the other one is put in use although nobody has seen Entra accept it.
    pub without_proof: Unproven,
}

/// Takes a credential out, if the slots are in an expected state. If it was in use, the one in the other slot is from now on, once Entra
/// has accepted it; where there is none that can be, only at a connection that needs none. What is in the slots then.
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
    let good = |other: &StoredCredential| other.slot != slot && other.expires_at.is_none_or(|end| end > act.now);
    let proven = match &removal.without_proof {
        Unproven(Some(_)) => None,
        Unproven(None) => {
            credential_use::prove_other(store, prober, which, expected, (slot, good, needs_one), act).await?
        }
    };
    let (change, configuration, connection) = open(store, which, &Expected::Any, act).await?;
    let own = of_connection(&configuration, &connection);
    expected.check(&seen(own.iter().copied()))?;
    credential_use::still_is(proven.as_ref(), &connection)?;
    let removed = own.iter().copied().find(|stored| stored.slot == slot).ok_or(TenancyError::Gone)?;
    let mut left: Vec<_> = own.iter().copied().filter(|stored| stored.slot != slot).cloned().collect();
    change.delete_credential(removed).await?;
    let mut fields = Vec::new();
    if removed.in_use {
        let other = left.iter_mut().find(|other| good(other));
        match other {
            Some(other) => {
                other.in_use = true;
                change.replace_credential(other).await?;
                fields.push(("in_use", shown(&removed.slot), shown(&other.slot)));
            }
            None if needs_one(&connection) => return Err(ConnectionError::LastCredential.into()),
            None => fields.push(("in_use", shown(&removed.slot), shown(&None::<()>))),
        }
    }
    let said = ("remove", &connection, removed, &fields);
    change.append_audit(&event(said, &removal.without_proof, manner, act)).await?;
    manner.finish(change).await?;
    Ok(left)
}

/// Whether people come in by it with a credential of its own.
pub(super) fn needs_one(connection: &Connection) -> bool {
    let own = connection.active.as_ref().is_some_and(|active| !active.settings.is_shared());
    connection.status == ConnectionStatus::Active && own
}

/// A field's name, and what it says, for people.
type Named = (&'static str, fn(&StoredCredential) -> String);

const FIELDS: [Named; 4] = [
    ("in_use", |stored| shown(&stored.slot)),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::upstream::testing::TestKey;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn wrong(handed_in: HandedIn, now: &str) -> Vec<&'static str> {
        let wrong = handed_in.check(ConnectionKind::Entra, at(now)).err().unwrap_or_default();
        let said = wrong.iter().map(|wrong| &wrong.detail).cloned().collect::<String>();
        assert!(!said.contains("canary"), "{said}");
        wrong.iter().map(|wrong| wrong.field).collect()
    }

    fn secret(value: &str, expires_at: Option<&str>) -> HandedIn {
        HandedIn { client_secret: Some(Secret::new(value)), expires_at: expires_at.map(at), ..HandedIn::default() }
    }

    fn pair(certificate: String, private_key: Secret) -> HandedIn {
        HandedIn { certificate: Some(certificate), private_key: Some(private_key), ..HandedIn::default() }
    }

    const NOW: &str = "2026-12-01T00:00:00Z";
    const LATER: Option<&str> = Some("2027-10-01T00:00:00.123456789Z");

    #[test]
    fn a_credential_is_of_exactly_one_kind() {
        let federated = || HandedIn { federated: Some(true), ..HandedIn::default() };
        assert_eq!(wrong(federated(), NOW), [""; 0]);
        assert_eq!(wrong(HandedIn { federated: Some(false), ..HandedIn::default() }, NOW), ["credential"]);
        assert_eq!(wrong(HandedIn::default(), NOW), ["credential"]);
        assert_eq!(wrong(HandedIn { expires_at: LATER.map(at), ..federated() }, NOW), ["expires_at"]);
        assert_eq!(wrong(HandedIn { federated: Some(true), ..secret("canary", LATER) }, NOW), ["credential"]);
        let key = || Some(Secret::new("canary"));
        assert_eq!(wrong(HandedIn { private_key: key(), ..secret("canary", LATER) }, NOW), ["credential"]);
        assert_eq!(wrong(HandedIn { private_key: key(), ..HandedIn::default() }, NOW), ["credential"]);
    }

    #[test]
    fn a_secret_says_when_it_ends_and_is_the_value() {
        let checked = secret("canary~Q8.x", LATER).check(ConnectionKind::Entra, at(NOW)).unwrap();
        assert_eq!(
            (checked.kind, checked.expires_at),
            (CredentialKind::ClientSecret, Some(at("2027-10-01T00:00:00.123456Z")))
        );
        assert!(!format!("{checked:?}").contains("canary"));
        assert_eq!(wrong(secret("canary", None), NOW), ["expires_at"]);
        assert_eq!(wrong(secret("canary", Some(NOW)), NOW), ["expires_at"]);
        assert_eq!(wrong(secret("canary", Some("+12027-10-01T00:00:00Z")), NOW), ["expires_at"]);
        for bad in ["", "canary canary", "canary\n", "8d5b4a76-0c1f-4f6e-8a43-1f6f1d7b1001", &"canary".repeat(100)] {
            assert_eq!(wrong(secret(bad, LATER), NOW), ["client_secret"], "{bad:?}");
        }
        assert_eq!(wrong(secret("", None), NOW), ["client_secret", "expires_at"]);
    }

    #[test]
    fn a_certificate_fits_its_key_and_is_valid_now() {
        let (first, second) = (TestKey::first(), TestKey::second());
        let own = || pair(first.certificate(), first.private_pem());
        let checked = own().check(ConnectionKind::Entra, at(NOW)).unwrap();
        assert_eq!((checked.kind, checked.expires_at), (CredentialKind::Certificate, Some(at("2027-11-23T00:00:00Z"))));
        assert_eq!(wrong(own(), "2027-11-23T00:00:00Z"), ["certificate"]);
        assert_eq!(wrong(own(), "2026-11-22T23:59:59Z"), ["certificate"]);
        assert_eq!(wrong(pair(first.certificate(), second.private_pem()), NOW), ["certificate"]);
        assert_eq!(wrong(pair("canary".to_owned(), first.private_pem()), NOW), ["certificate"]);
        assert_eq!(wrong(HandedIn { expires_at: LATER.map(at), ..own() }, NOW), ["expires_at"]);
    }
}
