//! The two slots of a connection: for which registration a credential is put in, which slot it goes into, and what gives way to it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::change::{Fingerprint, TenancyError, Wrong};
use super::connections::ConnectionError;
use super::desired::DesiredCredential;
use crate::domain::connection::{Connection, ConnectionVersion, VersionState};
use crate::domain::credential::{Credential, CredentialKind, CredentialSlot, StoredCredential};
use crate::domain::id::CredentialId;
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::provider::RegisteredAs;
use crate::domain::secret::Secret;
use crate::keys::KeyError;
use crate::keys::hash;
use crate::keys::ring::KeyRing;
use crate::store::StoreError;
use crate::store::configuration::ConfigurationChange;
use crate::upstream::credential;

/// The version whose registration a credential is put in for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CredentialVersion)]
pub enum ForVersion {
    /// The one in force.
    Active,
    /// The draft.
    Draft,
}

/// For which registration a credential is put in: that of the version that was named, or the only one there is.
pub(super) fn registration_for(
    connection: &Connection,
    named: Option<ForVersion>,
) -> Result<RegisteredAs, TenancyError> {
    let of = |version: &Option<ConnectionVersion>| version.as_ref()?.settings.registered_as();
    let (active, draft) = (of(&connection.active), of(&connection.draft));
    let not_needed = || TenancyError::Connection(ConnectionError::CredentialNotNeeded);
    let wrong = |detail: &str| TenancyError::Wrong(vec![Wrong::new("version", &detail)]);
    match named {
        Some(ForVersion::Active) if connection.active.is_none() => Err(wrong("no version is in force yet")),
        Some(ForVersion::Draft) if connection.draft.is_none() => Err(wrong("the connection has no draft")),
        Some(ForVersion::Active) => active.ok_or_else(not_needed),
        Some(ForVersion::Draft) => draft.ok_or_else(not_needed),
        None => match (active, draft) {
            (Some(active), Some(draft)) if active != draft => {
                let (active, draft) = (active.client_id, draft.client_id);
                Err(wrong(&format!(
                    "the version in force is registered as {active}, and the draft as {draft}: say active or draft"
                )))
            }
            (Some(only), _) | (None, Some(only)) => Ok(only),
            (None, None) => of(&connection.previous).ok_or_else(not_needed),
        },
    }
}

/// A slot that somebody has to empty first, because what is in it may be missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotTaken {
    /// Which one.
    pub slot: CredentialSlot,
    /// Whether it holds what the draft is to be proved with; else something for the registration in force, which is not in use.
    pub for_draft: bool,
}

/// Which slot a credential for a registration goes into: an empty one, or the one whose content is missed least. Never where the one is
/// that the version in force uses.
pub(super) fn slot_for(
    connection: &Connection,
    own: &[&StoredCredential],
    registered: &RegisteredAs,
) -> Result<CredentialSlot, SlotTaken> {
    let missed = |slot: CredentialSlot| {
        let Some(held) = own.iter().find(|stored| stored.slot == slot) else { return 0 };
        let version = held.registered_as.as_ref().and_then(|held| connection.version_of(held));
        let same = held.registered_as.as_ref() == Some(registered);
        match version.map(|version| version.state) {
            Some(VersionState::Active) if held.in_use => 7,
            Some(VersionState::Active) if !same => 6,
            Some(VersionState::Draft | VersionState::Tested) if !same => 5,
            Some(VersionState::Previous) if !same => 4,
            // Nobody depends on it: what takes its place is for the same.
            _ if same => 2 + u8::from(held.in_use),
            // For a registration that no version names any more.
            _ => 1,
        }
    };
    let (a, b) = (missed(CredentialSlot::A), missed(CredentialSlot::B));
    let (slot, missed) = if a <= b { (CredentialSlot::A, a) } else { (CredentialSlot::B, b) };
    if missed < 5 { Ok(slot) } else { Err(SlotTaken { slot, for_draft: missed == 5 }) }
}

/// What becomes of the credentials of a connection whose draft names another registration from now on, old and new: those that were put
/// in for the draft's are for the draft's still, as far as no other version names that. Whoever corrects a mistyped client id makes
/// nothing anew. Never what one provider trusts for another provider.
pub(super) fn follow_draft<'a>(
    configuration: &'a OrganizationConfiguration,
    connection: &Connection,
    draft: &ConnectionVersion,
) -> Vec<(&'a StoredCredential, StoredCredential)> {
    let old = connection.draft.as_ref().and_then(|old| old.settings.registered_as());
    let (Some(old), Some(new)) = (old, draft.settings.registered_as()) else { return Vec::new() };
    let own = of_connection(configuration, connection);
    let others = Connection { draft: None, ..connection.clone() };
    let is_known = own.iter().any(|stored| stored.registered_as.as_ref() == Some(&new));
    if old.issuer != new.issuer || is_known || others.version_of(&old).is_some() {
        return Vec::new();
    }
    let moved = own.into_iter().filter(|stored| stored.registered_as.as_ref() == Some(&old));
    moved.map(|stored| (stored, StoredCredential { registered_as: Some(new.clone()), ..stored.clone() })).collect()
}

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
    /// For a slot of a connection whose credentials are `own`; for a registration, `in_use` there from now on or not yet.
    pub(super) fn new(
        wanted: &DesiredCredential,
        connection: &Connection,
        own: &[&StoredCredential],
        (registered, slot, in_use): (RegisteredAs, CredentialSlot, bool),
        id: CredentialId,
    ) -> Self {
        Self {
            stored: StoredCredential {
                id,
                organization_id: connection.organization_id,
                connection_id: connection.id,
                slot,
                registered_as: Some(registered),
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

    /// Seals it and puts it in; where it is in use from now on, no other for the same registration is. As it is stored.
    pub(super) async fn put(&self, change: &ConfigurationChange, ring: &KeyRing) -> Result<StoredCredential, PutError> {
        if self.stored.in_use {
            change.retire_credentials(&self.stored).await?;
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

/// What a change of a slot was made for: what is in both, as far as it may be seen. That a value is sealed with another key of the
/// ring is no other state.
#[derive(Serialize)]
pub(super) struct InSlot {
    id: CredentialId,
    slot: CredentialSlot,
    registered_as: Option<RegisteredAs>,
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
        registered_as: stored.registered_as.clone(),
        in_use: stored.in_use,
        kind: stored.kind,
        expires_at: stored.expires_at,
    });
    seen.collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::connection::{Cloud, ConnectionKind, ConnectionStatus, EntraSettings, Registration};
    use crate::domain::organization::Organization;
    use crate::domain::provider::{OidcSettings, ProviderSettings};

    use CredentialSlot::{A, B};

    fn settings(client_id: &str) -> ProviderSettings {
        let registration = match client_id {
            "shared" => Registration::Shared,
            own => Registration::Own { client_id: own.to_owned() },
        };
        ProviderSettings::Entra(EntraSettings {
            registration,
            tid: Uuid::from_u128(1),
            cloud: Cloud::Global,
            allow_guests: false,
            domain_hint: None,
            mfa_context: None,
            require_mfa: false,
        })
    }

    fn version(state: VersionState, settings: ProviderSettings) -> ConnectionVersion {
        ConnectionVersion { id: Uuid::from_u128(2).into(), number: 1, state, settings }
    }

    /// With these client ids in force, before, and in the draft.
    fn connection([active, previous, draft]: [Option<&str>; 3]) -> Connection {
        let of = |state, client_id: Option<&str>| client_id.map(|id| version(state, settings(id)));
        Connection {
            id: Uuid::from_u128(3).into(),
            organization_id: Uuid::from_u128(4).into(),
            name: "entra".to_owned(),
            kind: ConnectionKind::Entra,
            status: ConnectionStatus::Active,
            active: of(VersionState::Active, active),
            previous: of(VersionState::Previous, previous),
            draft: of(VersionState::Draft, draft),
        }
    }

    fn registered(client_id: &str) -> RegisteredAs {
        RegisteredAs { issuer: None, client_id: client_id.to_owned() }
    }

    fn stored(slot: CredentialSlot, client_id: &str, in_use: bool) -> StoredCredential {
        StoredCredential {
            id: Uuid::from_u128(if slot == A { 5 } else { 6 }).into(),
            organization_id: Uuid::from_u128(4).into(),
            connection_id: Uuid::from_u128(3).into(),
            slot,
            registered_as: Some(registered(client_id)),
            in_use,
            kind: CredentialKind::Federated,
            sealed: None,
            certificate: None,
            expires_at: None,
        }
    }

    fn configured(connection: &Connection, credentials: Vec<StoredCredential>) -> OrganizationConfiguration {
        OrganizationConfiguration {
            organization: Organization::new(connection.organization_id, "a".to_owned(), "A".to_owned()),
            domains: Vec::new(),
            connections: vec![connection.clone()],
            credentials,
            flags: Vec::new(),
        }
    }

    #[test]
    fn a_version_is_proved_by_what_is_in_use_for_its_registration_alone() {
        let moving = connection([Some("x"), Some("w"), Some("y")]);
        let with = |credentials: Vec<StoredCredential>, client_id: &str| {
            let whole = configured(&moving, credentials);
            whole.credential(moving.id, &settings(client_id)).map(|stored| stored.slot)
        };
        let both = || vec![stored(A, "x", true), stored(B, "y", true)];
        assert_eq!((with(both(), "x"), with(both(), "y"), with(both(), "w")), (Some(A), Some(B), None));
        assert_eq!(with(both(), "shared"), None, "the shared registration has a credential of its own");
        assert_eq!(with(vec![stored(A, "x", true), stored(B, "y", false)], "y"), None, "it only waits");
        let nowhere = StoredCredential { registered_as: None, ..stored(A, "x", true) };
        assert_eq!(with(vec![nowhere], "x"), None);
        let foreign = StoredCredential { connection_id: Uuid::from_u128(9).into(), ..stored(A, "x", true) };
        assert_eq!(with(vec![foreign], "x"), None, "another connection's");
        // One client id at two providers is two registrations: the one is not shown what the other trusts.
        let oidc = |issuer: &str| {
            ProviderSettings::Oidc(OidcSettings {
                issuer: issuer.to_owned(),
                client_id: "x".to_owned(),
                email_claim: "email".to_owned(),
                require_email_verified: true,
            })
        };
        let there = oidc("https://one.example").registered_as();
        let whole = configured(&moving, vec![StoredCredential { registered_as: there, ..stored(A, "x", true) }]);
        assert!(whole.credential(moving.id, &oidc("https://one.example")).is_some());
        assert_eq!(whole.credential(moving.id, &oidc("https://two.example")), None);
        assert_eq!(whole.credential(moving.id, &settings("x")), None);
    }

    #[test]
    fn the_slot_whose_content_is_missed_least_gives_way() {
        type Held = Option<(&'static str, bool)>;
        let into = |versions, [a, b]: [Held; 2], client_id: &str| {
            let held = [(A, a), (B, b)].into_iter().filter_map(|(slot, held)| Some((slot, held?)));
            let own: Vec<_> = held.map(|(slot, (client_id, in_use))| stored(slot, client_id, in_use)).collect();
            slot_for(&connection(versions), &own.iter().collect::<Vec<_>>(), &registered(client_id))
        };
        let taken = |slot, for_draft| Err(SlotTaken { slot, for_draft });
        let (first, steady) = ([None, None, Some("x")], [Some("x"), None, None]);
        let (moving, moved) = ([Some("x"), Some("w"), Some("y")], [Some("y"), Some("x"), None]);
        for (versions, held, client_id, expected) in [
            (first, [None, None], "x", Ok(A)),
            (first, [Some(("x", true)), None], "x", Ok(B)),
            // Renewed: the one before stays beside it, and gives way to the next.
            (steady, [Some(("x", true)), None], "x", Ok(B)),
            (steady, [Some(("x", false)), Some(("x", true))], "x", Ok(A)),
            (steady, [Some(("x", true)), Some(("z", true))], "x", Ok(B)),
            // For a draft's registration: never in the place of the one in use, and not unasked in that of one that waits.
            (moving, [Some(("x", true)), None], "y", Ok(B)),
            (moving, [Some(("x", true)), Some(("y", true))], "y", Ok(B)),
            (moving, [Some(("x", true)), Some(("w", true))], "y", Ok(B)),
            (moving, [Some(("x", true)), Some(("x", false))], "y", taken(B, false)),
            (moving, [Some(("x", false)), Some(("x", true))], "y", taken(A, false)),
            // Renewed while the draft has its own.
            (moving, [Some(("x", true)), Some(("y", true))], "x", taken(B, true)),
            // What is kept to undo gives way, and what is for none any more before it.
            (moved, [Some(("x", true)), Some(("y", true))], "y", Ok(A)),
            ([Some("shared"), Some("w"), Some("y")], [Some(("w", true)), Some(("z", true))], "y", Ok(B)),
        ] {
            assert_eq!(into(versions, held, client_id), expected, "{versions:?} {held:?} {client_id}");
        }
    }

    #[test]
    fn where_two_versions_have_their_own_somebody_says_for_which() {
        let wrong = |error: TenancyError| match error {
            TenancyError::Wrong(wrong) => wrong[0].field,
            TenancyError::Connection(ConnectionError::CredentialNotNeeded) => "not needed",
            other => panic!("{other}"),
        };
        let of = |versions, named| {
            registration_for(&connection(versions), named).map(|registered| registered.client_id).map_err(wrong)
        };
        let (active, draft) = (Some(ForVersion::Active), Some(ForVersion::Draft));
        for (versions, named, expected) in [
            ([Some("x"), None, Some("y")], None, Err("version")),
            ([Some("x"), None, Some("y")], active, Ok("x")),
            ([Some("x"), None, Some("y")], draft, Ok("y")),
            ([Some("x"), None, Some("x")], None, Ok("x")),
            ([Some("x"), None, None], draft, Err("version")),
            ([None, None, Some("y")], active, Err("version")),
            ([None, None, Some("y")], None, Ok("y")),
            ([Some("shared"), None, Some("y")], None, Ok("y")),
            ([Some("shared"), None, Some("y")], active, Err("not needed")),
            ([Some("shared"), Some("x"), None], None, Ok("x")),
            ([Some("shared"), None, None], None, Err("not needed")),
        ] {
            assert_eq!(of(versions, named), expected.map(str::to_owned), "{versions:?} {named:?}");
        }
    }

    #[test]
    fn a_corrected_draft_keeps_its_credential_and_takes_nobody_elses() {
        let follows = |versions, held: [(&str, bool); 2], to: &str| {
            let connection = connection(versions);
            let held = [A, B].into_iter().zip(held);
            let own = held.map(|(slot, (client_id, in_use))| stored(slot, client_id, in_use)).collect();
            let draft = version(VersionState::Draft, settings(to));
            let whole = configured(&connection, own);
            let moved = follow_draft(&whole, &connection, &draft).into_iter();
            moved.map(|(_, new)| (new.slot, new.registered_as.unwrap().client_id, new.in_use)).collect::<Vec<_>>()
        };
        let first = [None, None, Some("typo")];
        assert_eq!(
            follows(first, [("typo", true), ("typo", false)], "y"),
            [(A, "y".to_owned(), true), (B, "y".to_owned(), false)]
        );
        let moving = [Some("x"), Some("w"), Some("typo")];
        assert_eq!(follows(moving, [("x", true), ("typo", true)], "y"), [(B, "y".to_owned(), true)]);
        // What is in force, or was, keeps what is its own; and what has its own takes no other's.
        assert!(follows([Some("x"), None, Some("x")], [("x", true), ("x", false)], "y").is_empty());
        assert!(follows([Some("x"), Some("w"), Some("w")], [("x", true), ("w", true)], "y").is_empty());
        assert!(follows(moving, [("x", true), ("typo", true)], "x").is_empty());
        assert!(follows(moving, [("x", true), ("typo", true)], "typo").is_empty());
        assert!(follows(moving, [("x", true), ("typo", true)], "shared").is_empty());
    }
}
