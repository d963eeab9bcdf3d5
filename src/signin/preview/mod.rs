//! *What would it come to?* A change of a flag, before it is made: the decision over what is stored, with the flag as it would be.

pub mod impact;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use super::{SignIn, SignInError};
use crate::domain::application::Application;
use crate::domain::audience::Audience;
use crate::domain::connection::Connection;
use crate::domain::flag::{FlagName, FlagSetting, with_setting};
use crate::domain::id::{ApplicationId, ConnectionId};
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::session::Session;
use crate::keys::random;
use impact::{Everybody, Found, Preview, Question};

/// Who has come in within this time is looked at: a month has everybody's shifts in it.
pub const LOOKED_BACK: Duration = Duration::days(30);

/// After so many people others get their turn: what is computed here holds a thread that sign-ins need.
const AT_ONCE: usize = 100;

/// A change of a flag.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    /// Which flag.
    pub flag: FlagName,
    /// For this application alone; for the whole organization where none is named.
    pub application: Option<ApplicationId>,
    /// On or off; nothing, where the setting is to be taken away.
    pub value: Option<bool>,
    /// For whom it would be on.
    pub audience: Audience,
    /// From then on; at once where nothing is said.
    pub starts_at: Option<DateTime<Utc>>,
    /// Until then; for good where nothing is said.
    pub ends_at: Option<DateTime<Utc>>,
}

impl SignIn {
    /// What a change of a flag would come to for the people of an organization and their open sessions.
    ///
    /// Six statements, however many people there are. Nothing is written.
    pub async fn preview(
        &self,
        configuration: &OrganizationConfiguration,
        change: Change,
        now: DateTime<Utc>,
    ) -> Result<Preview, SignInError> {
        let since = now - LOOKED_BACK;
        let store = self.store.organization(configuration.organization.id);
        let entries = store.list_ways_used(since).await?;
        let (passwords, break_glass) = (store.list_passwords(now).await?, store.list_open_break_glass(now).await?);
        let everybody = Everybody::of(store.list_everybody().await?, &passwords, &break_glass);
        let applications = self.store.list_applications().await?;
        let by_id: HashMap<ApplicationId, &Arc<Application>> =
            applications.iter().map(|application| (application.id, application)).collect();

        let (after, instants) = (changed(configuration, change, now), instants(change, now));
        let issuers = self.issuers(configuration);
        let by_mail = self.mail.is_some();
        let question =
            Question { before: configuration, after: &after, instants: &instants, by_mail, issuers: &issuers };

        let mut found = Found::default();
        let mut known = BTreeSet::new();
        for (number, (user, application, came_by)) in entries.into_iter().enumerate() {
            if let (Some(person), Some(application)) = (everybody.person(user), by_id.get(&application)) {
                found.add_person(&question, person, application, came_by);
            }
            if came_by.sso {
                known.insert(user);
            }
            if number % AT_ONCE == 0 {
                tokio::task::yield_now().await;
            }
        }
        known.extend(found.shut_out());
        for some in everybody.all().chunks(AT_ONCE) {
            found.count_untried(&question, some, &applications, &known);
            tokio::task::yield_now().await;
        }
        let judge = |session: Session| {
            let Some(application) = by_id.get(&session.application_id) else { return };
            let people = everybody.meant(session.user_id, &session.proof);
            let until = break_glass.get(&session.user_id).copied();
            if question.refuses(&session, application, &people, until) {
                found.add_session(application);
            }
        };
        store.visit_open_sessions(configuration.organization.sessions, now, judge).await?;
        Ok(found.preview(since))
    }

    /// The issuer that each connection expects, of those that can be used.
    pub(super) fn issuers(&self, configuration: &OrganizationConfiguration) -> BTreeMap<ConnectionId, String> {
        let shared = self.shared.as_ref().map(|shared| shared.client_id.as_str());
        let issuer = |connection: &Connection| {
            let settings = &connection.active.as_ref()?.entra;
            Some((connection.id, self.upstream.provider(settings, shared)?.issuer(settings.tid)))
        };
        configuration.connections.iter().filter_map(issuer).collect()
    }
}

/// The configuration as it would be.
fn changed(configuration: &OrganizationConfiguration, change: Change, now: DateTime<Utc>) -> OrganizationConfiguration {
    let Change { flag, application, value, audience, starts_at, ends_at } = change;
    let setting = value.map(|value| FlagSetting {
        id: random::id(now),
        name: flag,
        application_id: application,
        value,
        audience,
        starts_at,
        ends_at,
        reason: String::new(),
    });
    let flags = with_setting(&configuration.flags, (flag, application), setting);
    OrganizationConfiguration { flags, ..configuration.clone() }
}

/// When it has to be asked: now, since what was set before goes at once, and whenever the new setting begins, widens or ends.
fn instants(change: Change, now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let (_, everyone_from) = change.audience.parts();
    let later =
        [change.starts_at, everyone_from, change.ends_at].into_iter().flatten().filter(|instant| *instant > now);
    let mut instants: Vec<_> = [now].into_iter().chain(later).collect();
    instants.sort_unstable();
    instants
}
