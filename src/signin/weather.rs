//! Whether sign-ins through a hospital's connection have trouble now: read from memory, so that no sign-in waits for it.

use std::sync::Arc;

use arc_swap::ArcSwap;
use chrono::{DateTime, Utc};

use super::discover::{self, Leads, Remembered};
use super::request::AuthorizationRequest;
use super::{SignIn, SignInError};
use crate::domain::application::Application;
use crate::domain::connection::Connection;
use crate::domain::email::EmailAddress;
use crate::domain::flag::{FlagName, resolve};
use crate::domain::id::ConnectionId;
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::weather::Trouble;

/// The troubles that are known in this process.
#[derive(Debug, Default)]
pub struct Weather(ArcSwap<Vec<Trouble>>);

impl Weather {
    /// Takes what was found.
    pub fn learn(&self, troubles: Vec<Trouble>) {
        self.0.store(Arc::new(troubles));
    }

    /// All of them.
    pub fn all(&self) -> Arc<Vec<Trouble>> {
        self.0.load_full()
    }

    /// The trouble of a connection: its own, or the one that is everywhere.
    pub fn of(&self, id: ConnectionId) -> Option<Trouble> {
        let known = self.0.load();
        let own = known.iter().find(|trouble| trouble.place.is_some_and(|(_, connection)| connection == id));
        own.or_else(|| known.iter().find(|trouble| trouble.place.is_none())).copied()
    }

    /// The trouble of an organization's connections, the longest.
    pub fn of_organization(&self, configuration: &OrganizationConfiguration) -> Option<Trouble> {
        let all = configuration.connections.iter().filter_map(|connection| self.of(connection.id));
        all.min_by_key(|trouble| trouble.since)
    }
}

impl SignIn {
    /// The trouble that a person will meet, where it is known which hospital they come from, and SSO opens the application there. It is
    /// the same for every address of a domain.
    pub(super) async fn trouble(
        &self,
        application: &Application,
        request: &AuthorizationRequest,
        address: Option<&EmailAddress>,
        now: DateTime<Utc>,
    ) -> Result<Option<Trouble>, SignInError> {
        // As good as always there is none: then nobody need look whose the address is.
        if self.weather.all().is_empty() {
            return Ok(None);
        }
        let organization = match (address, &request.organization) {
            (Some(address), _) => self.store.find_organization_by_domain(&address.domain()).await?,
            (None, Some(slug)) => self.store.find_organization_by_slug(slug).await?,
            (None, None) => None,
        };
        let Some(id) = organization else { return Ok(None) };
        let Some(configuration) = self.store.find_configuration(id).await? else { return Ok(None) };
        let connection = match address {
            Some(address) => configuration.route(&address.domain()),
            None => discover::only_connection(&configuration),
        };
        let open = |connection: &&Connection| discover::opens(application, &configuration, connection, now);
        Ok(connection.filter(open).and_then(|connection| self.weather.of(connection.id)))
    }

    /// Whether somebody who could be sent to Microsoft at once is asked first, because they will not come back from there: only where a
    /// code is another way.
    pub(super) async fn is_asked_first(
        &self,
        application: &Application,
        request: &AuthorizationRequest,
        address: Option<&EmailAddress>,
        now: DateTime<Utc>,
    ) -> Result<bool, SignInError> {
        if self.mail.is_none() || self.trouble(application, request, address, now).await?.is_none() {
            return Ok(false);
        }
        if let Some(address) = address {
            return Ok(matches!(
                self.leads(application, &address.domain(), now).await?,
                Leads::Sso { forced: false, .. }
            ));
        }
        let Some(slug) = &request.organization else { return Ok(false) };
        let id = self.store.find_organization_by_slug(slug).await?;
        let configuration = match id {
            Some(id) => self.store.find_configuration(id).await?,
            None => None,
        };
        let name = FlagName::ForcedSso;
        Ok(configuration.is_some_and(|it| !resolve(name, &it.flags, application, now).value(name)))
    }

    /// Whom the browser remembers as an address in the field, where Microsoft is in trouble and a code is another way: *Continue as* alone
    /// would lead nowhere.
    pub(super) async fn instead_of(
        &self,
        application: &Application,
        request: &AuthorizationRequest,
        remembered: &Remembered,
        now: DateTime<Utc>,
    ) -> Result<Option<String>, SignInError> {
        let address = &remembered.address;
        let is = !remembered.is_traditional() && self.is_asked_first(application, request, Some(address), now).await?;
        Ok(is.then(|| address.as_str().to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::weather::Cause;

    #[test]
    fn a_connections_own_trouble_goes_before_that_of_all() {
        let weather = Weather::default();
        let id = |number| ConnectionId(Uuid::from_u128(number));
        assert_eq!(weather.of(id(1)), None);
        let at = DateTime::<Utc>::UNIX_EPOCH;
        let everywhere = Trouble { place: None, since: at, cause: Cause::Provider, told_at: None };
        let own = Trouble { place: Some((Uuid::from_u128(9).into(), id(1))), ..everywhere };
        weather.learn(vec![everywhere, own]);
        assert_eq!((weather.of(id(1)), weather.of(id(2))), (Some(own), Some(everywhere)));
        weather.learn(vec![own]);
        assert_eq!(weather.of(id(2)), None);
    }
}
