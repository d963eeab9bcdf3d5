//! Who calls the admin API, and whose things they ask for. Authorization is what a handler is given: without these there is
//! neither a name to act under nor an organization to act on.

use std::net::IpAddr;

use axum::extract::{FromRequestParts, RawPathParams};
use chrono::{DateTime, Utc};
use http::StatusCode;
use http::request::Parts;

use super::problem::Problem;
use crate::domain::admin_role::{Permission, may};
use crate::domain::admin_token::{AdminToken, PREFIX};
use crate::domain::connection::Connection;
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::user::User;
use crate::http::client_ip::ClientIp;
use crate::http::{Context, bearer};
use crate::keys::hash;
use crate::store::OrgStore;
use crate::tenancy::change::Act;
use crate::tenancy::connections::Which;

/// A person of the support staff, who may do what the route is for.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Their token: name, role and limits.
    pub token: AdminToken,
    /// From where.
    pub ip: Option<IpAddr>,
    /// When.
    pub now: DateTime<Utc>,
}

impl FromRequestParts<Context> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        let now = context.clock.now();
        let token = bearer::of(&parts.headers).filter(|token| token.starts_with(PREFIX));
        let token = token.ok_or_else(Problem::unauthorized)?;
        let found = context.sign_in.store.find_admin_token(&hash::hash(token), now).await;
        let token = found.map_err(|error| Problem::internal(&error))?.ok_or_else(Problem::unauthorized)?;
        // The table of routes has put it there. What is not in the table is open to nobody.
        let Some(permission) = parts.extensions.get::<Permission>().copied() else {
            return Err(Problem::internal(&"a route that the table does not name"));
        };
        if !may(token.role, permission) {
            return Err(Problem::forbidden(token.role, permission));
        }
        let Ok(ClientIp(ip)) = ClientIp::from_request_parts(parts, context).await;
        Ok(Self { token, ip, now })
    }
}

impl Caller {
    /// Under whose name, from where and when something is done.
    pub fn act(&self) -> Act<'_> {
        Act { by: &self.token.name, role: Some(self.token.role), ip: self.ip, now: self.now }
    }

    /// Refuses a token that is limited to some organizations: what is asked for concerns all, or one that there is not yet.
    pub fn everywhere(&self) -> Result<(), Problem> {
        if self.token.organizations.is_none() {
            return Ok(());
        }
        let detail = "your token is limited to some organizations, and this goes beyond them";
        Err(Problem::new(StatusCode::FORBIDDEN, "token_limited", &detail))
    }
}

/// The organization that the path names by its slug, where the caller's token reaches it.
#[derive(Debug)]
pub struct InOrganization {
    /// Who calls.
    pub caller: Caller,
    /// The organization, with all that is configured for it, as it is stored at this instant.
    pub configuration: OrganizationConfiguration,
    /// Its own things, and nobody else's.
    pub store: OrgStore,
}

impl FromRequestParts<Context> for InOrganization {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, context).await?;
        // One that lies outside the token's limits is looked for, and not found, as one that does not exist.
        let none = || Problem::not_found("organization");
        let parameters = RawPathParams::from_request_parts(parts, context).await.map_err(|_| none())?;
        let slug = parameters.iter().find_map(|(name, value)| (name == "organization").then_some(value));
        let (store, only) = (&context.sign_in.store, caller.token.organizations.as_ref());
        let found = store.read_organization(slug.unwrap_or_default(), only).await;
        let configuration = found.map_err(|error| Problem::internal(&error))?.ok_or_else(none)?;
        let store = store.organization(configuration.organization.id);
        Ok(Self { caller, configuration, store })
    }
}

/// The user that the path names, by their id or address, in the organization that it names.
#[derive(Debug)]
pub struct OfUser {
    /// Whose they are, and who calls.
    pub at: InOrganization,
    /// The user, as stored at this instant.
    pub user: User,
}

impl FromRequestParts<Context> for OfUser {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        let at = InOrganization::from_request_parts(parts, context).await?;
        let none = || Problem::not_found("user");
        let parameters = RawPathParams::from_request_parts(parts, context).await.map_err(|_| none())?;
        let named = parameters.iter().find_map(|(name, value)| (name == "user").then_some(value)).unwrap_or_default();
        let user = at.find_user(named).await?.ok_or_else(none)?;
        Ok(Self { at, user })
    }
}

/// The connection that the path names, in the organization that it names.
#[derive(Debug)]
pub struct OfConnection {
    /// Whose it is, and who calls.
    pub at: InOrganization,
    /// The connection, as stored at this instant.
    pub connection: Connection,
}

impl FromRequestParts<Context> for OfConnection {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        let at = InOrganization::from_request_parts(parts, context).await?;
        let none = || Problem::not_found("connection");
        let parameters = RawPathParams::from_request_parts(parts, context).await.map_err(|_| none())?;
        let named = parameters.iter().find_map(|(name, value)| (name == "connection").then_some(value));
        let found = at.configuration.connections.iter().find(|connection| Some(connection.name.as_str()) == named);
        let connection = found.cloned().ok_or_else(none)?;
        Ok(Self { at, connection })
    }
}

impl OfConnection {
    /// Which one it is.
    pub fn which(&self) -> Which {
        (self.connection.organization_id, self.connection.id)
    }
}

impl InOrganization {
    /// The organization's user with this id or address. What can be neither is nobody's.
    pub async fn find_user(&self, named: &str) -> Result<Option<User>, Problem> {
        let found = match (named.parse(), named.parse()) {
            (Ok(id), _) => self.store.find_person(id).await.map(|people| people.users.into_iter().next()),
            (_, Ok(email)) => self.store.find_user(&email).await,
            _ => Ok(None),
        };
        found.map_err(|error| Problem::internal(&error))
    }
}
