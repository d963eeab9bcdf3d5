//! Who calls the admin API, and whose things they ask for. Authorization is what a handler is given: without these there is
//! neither a name to act under nor an organization to act on.

use std::collections::BTreeSet;
use std::net::IpAddr;

use axum::extract::{FromRequestParts, OriginalUri, RawPathParams};
use chrono::{DateTime, Utc};
use http::StatusCode;
use http::request::Parts;

use super::problem::Problem;
use crate::domain::admin_role::{AdminRole, Permission, may};
use crate::domain::admin_token::{AdminToken, PREFIX};
use crate::domain::connection::Connection;
use crate::domain::id::{CallerId, OrganizationId};
use crate::domain::organization::{Organization, OrganizationConfiguration};
use crate::domain::user::User;
use crate::http::client_ip::ClientIp;
use crate::http::{Context, bearer};
use crate::keys::hash;
use crate::signin::staff::{NotStaff, Staff};
use crate::store::OrgStore;
use crate::tenancy::admin_refusals::{self, Refusal, Who};
use crate::tenancy::change::Act;
use crate::tenancy::connections::Which;

/// A person of the support staff, who may do what the route is for.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The name under which everything is done and logged: their token's, or their account's address.
    pub name: String,
    /// What they may do.
    pub role: AdminRole,
    /// The organizations that they are limited to; none where they are not.
    pub organizations: Option<BTreeSet<OrganizationId>>,
    /// How they have proved who they are.
    pub proved: Proved,
    /// From where.
    pub ip: Option<IpAddr>,
    /// When.
    pub now: DateTime<Utc>,
}

/// How somebody has proved who they are.
#[derive(Clone, Debug)]
pub enum Proved {
    /// By a token of their own.
    Token(AdminToken),
    /// By signing in with their account.
    Account(Staff),
}

impl Proved {
    /// By what is presented, whatever it may be.
    async fn by(
        presented: &str,
        context: &Context,
        parts: &Parts,
        (ip, now): (Option<IpAddr>, DateTime<Utc>),
    ) -> Result<Self, Problem> {
        if presented.starts_with(PREFIX) {
            let hash = hash::hash(presented);
            let found = context.sign_in.store.find_admin_token(&hash, now).await;
            return match found.map_err(|error| Problem::internal(&error))? {
                Some(token) => Ok(Self::Token(token)),
                None => Err(refuse(context, parts, Who::Dead(&hash), Problem::unauthorized(), (ip, now)).await),
            };
        }
        let found = context.sign_in.staff(presented, now).await.map_err(|error| Problem::internal(&error))?;
        match found {
            Ok(staff) => Ok(Self::Account(staff)),
            Err(NotStaff::Nobody) => Err(Problem::unauthorized()),
            Err(NotStaff::NoRole) => Err(Problem::no_role()),
        }
    }

    /// What tells one caller from another.
    pub const fn id(&self) -> CallerId {
        match self {
            Self::Token(token) => CallerId(token.id.0),
            Self::Account(staff) => CallerId(staff.user_id.0),
        }
    }
}

impl FromRequestParts<Context> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        let now = context.clock.now();
        let Ok(ClientIp(ip)) = ClientIp::from_request_parts(parts, context).await;
        let presented = bearer::of(&parts.headers).ok_or_else(Problem::unauthorized)?;
        let proved = Proved::by(presented, context, parts, (ip, now)).await?;
        let (name, role, organizations) = match &proved {
            Proved::Token(token) => (token.name.clone(), token.role, token.organizations.clone()),
            // Their own organization is the provider's, and whom they help is everybody.
            Proved::Account(staff) => (staff.address.to_string(), staff.role, None),
        };
        // The table of routes has put it there. What is not in the table is open to nobody.
        let Some(permission) = parts.extensions.get::<Permission>().copied() else {
            return Err(Problem::internal(&"a route that the table does not name"));
        };
        if !may(role, permission) {
            let who = Who::Live { id: proved.id(), name: &name };
            return Err(refuse(context, parts, who, Problem::forbidden(role, permission), (ip, now)).await);
        }
        Ok(Self { name, role, organizations, proved, ip, now })
    }
}

/// A refusal, of which the log says: what was tried, and by whom.
async fn refuse(
    context: &Context,
    parts: &Parts,
    who: Who<'_>,
    problem: Problem,
    (ip, now): (Option<IpAddr>, DateTime<Utc>),
) -> Problem {
    // The address as it was asked for: below the root of the API, the router has taken that away.
    let path = parts.extensions.get::<OriginalUri>().map_or(parts.uri.path(), |OriginalUri(uri)| uri.path());
    let refusal = Refusal { reason: problem.code, method: parts.method.as_str(), path, ip, now };
    match admin_refusals::note(&context.sign_in.store, who, refusal).await {
        Ok(()) => problem,
        Err(error) => Problem::internal(&error),
    }
}

impl Caller {
    /// Under whose name, from where and when something is done.
    pub fn act(&self) -> Act<'_> {
        Act { by: &self.name, role: Some(self.role), ip: self.ip, now: self.now }
    }

    /// Who they are, where the log says that they were refused.
    fn who(&self) -> Who<'_> {
        Who::Live { id: self.proved.id(), name: &self.name }
    }

    /// Whether an organization lies within their limits.
    pub fn reaches(&self, id: OrganizationId) -> bool {
        self.organizations.as_ref().is_none_or(|organizations| organizations.contains(&id))
    }

    /// Refuses a token that is limited to some organizations: what is asked for concerns all, or one that there is not yet.
    pub fn everywhere(&self) -> Result<(), Problem> {
        if self.organizations.is_none() {
            return Ok(());
        }
        let detail = "your token is limited to some organizations, and this goes beyond them";
        Err(Problem::new(StatusCode::FORBIDDEN, "token_limited", &detail))
    }

    /// Refuses whoever may not do everything, everywhere.
    fn operates_everywhere(&self) -> Result<(), Problem> {
        if may(self.role, Permission::Configure) {
            return self.everywhere();
        }
        Err(Problem::forbidden(self.role, Permission::Configure))
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
        let (store, only) = (&context.sign_in.store, caller.organizations.as_ref());
        let found = store.read_organization(slug.unwrap_or_default(), only).await;
        let Some(configuration) = found.map_err(|error| Problem::internal(&error))? else {
            // Whether there is such an organization or not: the time that the answer takes must not tell.
            if only.is_some() && !parts.method.is_safe() {
                return Err(refuse(context, parts, caller.who(), none(), (caller.ip, caller.now)).await);
            }
            return Err(none());
        };
        // Whoever configures the organization of the people of support says who is one of them, and how they prove it: with less
        // than an operator's reach everywhere they would give it to themselves.
        let own = [Permission::Configure, Permission::Invite, Permission::ProveDomains];
        let configures = parts.extensions.get().is_some_and(|permission| own.contains(permission));
        if configures
            && context.sign_in.is_of_support(&configuration.organization.slug)
            && let Err(problem) = caller.operates_everywhere()
        {
            return Err(refuse(context, parts, caller.who(), problem, (caller.ip, caller.now)).await);
        }
        let store = store.organization(configuration.organization.id);
        Ok(Self { caller, configuration, store })
    }
}

/// Whose things the path names that an organization and the operator both have: an organization's, or the operator's own, for
/// which the token must not be limited to some organizations.
#[derive(Debug)]
pub struct Owner {
    /// Who calls.
    pub caller: Caller,
    /// The organization; none, where it is the operator's own.
    pub organization: Option<Organization>,
}

impl FromRequestParts<Context> for Owner {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        // A path that cannot be read names nobody's things, and not the operator's.
        let parameters = RawPathParams::from_request_parts(parts, context).await;
        let parameters = parameters.map_err(|_| Problem::not_found("organization"))?;
        if parameters.iter().any(|(name, _)| name == "organization") {
            let InOrganization { caller, configuration, .. } =
                InOrganization::from_request_parts(parts, context).await?;
            return Ok(Self { caller, organization: Some(configuration.organization) });
        }
        let caller = Caller::from_request_parts(parts, context).await?;
        caller.everywhere()?;
        Ok(Self { caller, organization: None })
    }
}

impl Owner {
    /// The organization's id and slug.
    pub fn named(&self) -> Option<(OrganizationId, &str)> {
        self.organization.as_ref().map(|organization| (organization.id, organization.slug.as_str()))
    }

    /// The organization's id.
    pub fn id(&self) -> Option<OrganizationId> {
        self.organization.as_ref().map(|organization| organization.id)
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
