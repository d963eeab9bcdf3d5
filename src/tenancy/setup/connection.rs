//! What a hospital's own people do to the connection of their hospital: to the only one, as support would, by the same functions. Whoever
//! has several changes them with support. The settings of one to another provider than Entra are support's too: an issuer that anybody
//! could name would let anybody in.

use uuid::{Builder, Uuid, Variant, Version};

use super::domains;
use crate::domain::connection::{Cloud, Connection, ConnectionKind, ConnectionStatus, ConnectionVersion};
use crate::domain::email::EmailDomain;
use crate::domain::id::{ConnectionId, OrganizationId};
use crate::domain::limit::{Limit, Limited};
use crate::domain::organization::OrganizationConfiguration;
use crate::keys::hash::sha256;
use crate::store::limits::Taken;
use crate::store::{Store, StoreError};
use crate::tenancy::change::{Act, Expected, Fingerprint, TenancyError};
use crate::tenancy::connections::{self, NewConnection};
use crate::tenancy::entra::{RegistrationWord, WrittenSettings};
use crate::tenancy::provider::Written;
use crate::tenancy::users::Manner;
use crate::tenancy::versions;
use crate::upstream::Upstream;
use crate::upstream::tenant::Sought;

/// How often directories may be looked for in the name of one hospital: each asks Microsoft, from our address.
const LOOKED_UP: Limit = Limit { burst: 30, every: chrono::Duration::seconds(10) };
/// What the connection is called.
const NAME: &str = "entra";
/// What the id of a connection that is not made yet is derived for. Addresses that hospitals have registered contain it.
const PURPOSE: &[u8] = b"anteroom connection of the setup portal 1";

/// The connection that can be changed here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Editable<'a> {
    /// There is none yet.
    New(ConnectionId),
    /// The only one.
    One(&'a Connection),
    /// There are several: support changes them.
    BySupport,
}

impl<'a> Editable<'a> {
    /// That of an organization.
    pub fn of(configuration: &'a OrganizationConfiguration) -> Self {
        match configuration.connections.as_slice() {
            [] => Self::New(reserved(configuration.organization.id)),
            [one] => Self::One(one),
            _ => Self::BySupport,
        }
    }

    /// Its id; where it is not made yet, the one that it will have.
    pub fn id(self) -> Option<ConnectionId> {
        match self {
            Self::New(id) => Some(id),
            Self::One(connection) => Some(connection.id),
            Self::BySupport => None,
        }
    }

    /// The connection, once it is made.
    pub const fn connection(self) -> Option<&'a Connection> {
        match self {
            Self::One(connection) => Some(connection),
            Self::New(_) | Self::BySupport => None,
        }
    }

    /// The state that a form is for: empty, where there is nothing yet.
    pub fn seen(self) -> String {
        self.connection().map(|connection| Fingerprint::of(connection).as_str().to_owned()).unwrap_or_default()
    }

    /// The kind of its provider. Here only a connection to Entra is made.
    pub fn kind(self) -> ConnectionKind {
        self.connection().map_or(ConnectionKind::Entra, |connection| connection.kind)
    }

    /// What it says of Entra: the draft, or what is in force.
    pub fn settings(self) -> Option<WrittenSettings> {
        self.connection()?.newest()?.entra().map(WrittenSettings::from)
    }
}

/// The id that an organization's connection will have if it is made here. The redirect URI and the subject of a federated credential hold
/// it, and the hospital enters those at Microsoft before the connection can be made. It is no secret, and lies in the order of ids where
/// the organization's does.
fn reserved(organization: OrganizationId) -> ConnectionId {
    let hash = sha256(&[PURPOSE, organization.0.as_bytes()].concat());
    let mut bytes = *organization.0.as_bytes();
    for (byte, random) in bytes.iter_mut().zip(hash).skip(6) {
        *byte = random;
    }
    Builder::from_bytes(bytes).with_variant(Variant::RFC4122).with_version(Version::SortRand).into_uuid().into()
}

/// Why the connection is not what it was to be.
#[derive(Debug, thiserror::Error)]
pub enum ConnectionFault {
    /// Entra knows no directory with this id.
    #[error("there is no such directory")]
    NoTenant,
    /// The ids stand in each other's place.
    #[error("the ids are swapped")]
    Swapped,
    /// It is one id twice.
    #[error("both ids are the same")]
    Same,
    /// Entra was not reached.
    #[error("Entra was not reached")]
    Unreachable,
    /// Too many directories were looked for.
    #[error("too many directories were looked for")]
    TooOften,
    /// It could not be done.
    #[error(transparent)]
    Tenancy(#[from] TenancyError),
}

impl From<StoreError> for ConnectionFault {
    fn from(error: StoreError) -> Self {
        Self::Tenancy(error.into())
    }
}

/// Which registration, in which directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The directory.
    pub tid: Uuid,
    /// The application id of the hospital's own registration; none for the shared one.
    pub client_id: Option<Uuid>,
}

/// What Entra said of a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The domain.
    pub domain: EmailDomain,
    /// The directory that it is in, if it is in one; or that Entra could not be asked.
    pub tid: Result<Option<Uuid>, ()>,
}

/// Somebody who connects a hospital, and what is needed for it.
pub struct Desk<'a> {
    /// The store.
    pub store: &'a Store,
    /// The way to Entra.
    pub upstream: &'a Upstream,
    /// What is configured for the hospital.
    pub configuration: &'a OrganizationConfiguration,
    /// Whether this broker has a shared registration.
    pub has_shared: bool,
    /// Who, and when.
    pub act: Act<'a>,
}

impl Desk<'_> {
    /// The directory that the hospital's domains are in, by the first that is in one. Other domains are asked for by nobody here.
    pub async fn find_tenant(&self) -> Result<Option<Found>, StoreError> {
        // A hospital has its people in one directory; what is in another is found by none of the first few.
        const MOST: usize = 3;
        let mut last = None;
        for domain in self.configuration.domains.iter().take(MOST) {
            let tid = match self.look_up(Sought::Domain(&domain.name)).await {
                Ok(found) => Ok(found),
                Err(ConnectionFault::Tenancy(TenancyError::Store(error))) => return Err(error),
                Err(_) => Err(()),
            };
            let found = Found { domain: domain.name.clone(), tid };
            if matches!(found.tid, Ok(Some(_))) {
                return Ok(Some(found));
            }
            last = Some(found);
        }
        Ok(last)
    }

    async fn look_up(&self, sought: Sought<'_>) -> Result<Option<Uuid>, ConnectionFault> {
        let limited =
            Limited { key: format!("tenant looked up {}", self.configuration.organization.id), limit: LOOKED_UP };
        if self.store.take(&[limited], self.act.now).await? != Taken::Yes {
            return Err(ConnectionFault::TooOften);
        }
        let found = self.upstream.find_tenant(self.cloud(), sought).await;
        found.map_err(|error| {
            tracing::warn!(reason = error.reason.code(), "setup.tenant_not_looked_up");
            ConnectionFault::Unreachable
        })
    }

    /// The cloud of the connection that there is.
    fn cloud(&self) -> Cloud {
        Editable::of(self.configuration).settings().map_or(Cloud::Global, |settings| settings.cloud)
    }

    /// Makes the connection, or a draft of it, if it is in the state that was seen; and leads the domains to it that lead nowhere. What
    /// is not a directory at Entra is refused; where Entra cannot be asked, it shows in the test sign-in.
    pub async fn save(&self, seen: &str, wish: Wish) -> Result<Connection, ConnectionFault> {
        self.check(wish).await?;
        let registration = if wish.client_id.is_some() { RegistrationWord::Own } else { RegistrationWord::Shared };
        let (editable, manner) = (Editable::of(self.configuration), Manner::default());
        let organization = self.configuration.organization.id;
        let connection = match editable {
            Editable::BySupport => return Err(TenancyError::Gone.into()),
            Editable::New(_) if !seen.is_empty() => return Err(TenancyError::Gone.into()),
            Editable::New(id) => {
                let entra = WrittenSettings {
                    registration,
                    client_id: wish.client_id,
                    tid: wish.tid,
                    cloud: Cloud::Global,
                    allow_guests: false,
                    domain_hint: None,
                    mfa_context: None,
                    require_mfa: false,
                };
                let (status, settings) = (ConnectionStatus::Active, Written::Entra(entra));
                let new = NewConnection { name: NAME.to_owned(), status, settings };
                let which = (organization, id);
                connections::create_as(self.store, which, new, self.has_shared, &manner, &self.act, |_| None).await?
            }
            Editable::One(connection) => self.edit(connection, seen, registration, wish).await?,
        };
        domains::lead(self.store, self.configuration, &connection.name, &self.act).await?;
        Ok(connection)
    }

    async fn edit(
        &self,
        connection: &Connection,
        seen: &str,
        registration: RegistrationWord,
        wish: Wish,
    ) -> Result<Connection, TenancyError> {
        let expected = Expected::OneOf(vec![Fingerprint::from_text(seen)]);
        expected.check(connection)?;
        let before = connection.newest().and_then(ConnectionVersion::entra).map(WrittenSettings::from);
        let Some(before) = before else { return Err(TenancyError::Gone) };
        let written = WrittenSettings { registration, client_id: wish.client_id, tid: wish.tid, ..before.clone() };
        if written == before {
            return Ok(connection.clone());
        }
        let which = (connection.organization_id, connection.id);
        let manner = Manner::default();
        let written = Written::Entra(written);
        let put = versions::put_draft(self.store, which, &expected, written, self.has_shared, &manner, &self.act);
        Ok(put.await?.0)
    }

    /// Asks Entra whether there is such a directory; and if not, whether the application's id is one.
    async fn check(&self, Wish { tid, client_id }: Wish) -> Result<(), ConnectionFault> {
        if client_id == Some(tid) {
            return Err(ConnectionFault::Same);
        }
        // Of the one that it is connected to already nobody has to be asked.
        let known = Editable::of(self.configuration).settings().is_some_and(|settings| settings.tid == tid);
        let there = known
            || match self.look_up(Sought::Tid(tid)).await {
                Ok(found) => found.is_some(),
                Err(ConnectionFault::Unreachable) => true,
                Err(error) => return Err(error),
            };
        if there {
            return Ok(());
        }
        match client_id {
            Some(client_id) if matches!(self.look_up(Sought::Tid(client_id)).await, Ok(Some(_))) => {
                Err(ConnectionFault::Swapped)
            }
            _ => Err(ConnectionFault::NoTenant),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_that_is_not_made_yet_has_its_id() {
        let organization = OrganizationId("0196a1b2-c3d4-7000-8000-00000000000a".parse().unwrap());
        let id = reserved(organization);
        assert_eq!(id, reserved(organization));
        assert_eq!((id.0.get_version_num(), id.0.get_variant()), (7, Variant::RFC4122));
        assert!(id.to_string().starts_with("0196a1b2-c3d4-7"));
        assert_ne!(id, reserved(OrganizationId("0196a1b2-c3d4-7000-8000-00000000000b".parse().unwrap())));
        // Addresses at hospitals' registrations hold it: it never changes.
        assert_eq!(id.to_string(), "0196a1b2-c3d4-7d1b-88fe-e114955b9210");
    }
}
