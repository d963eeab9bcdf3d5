//! *Who will get in, and who not, and why?* A hospital's directory held against the users here, before SSO is switched on.
//!
//! Each person of the list is judged by the decision of the live sign-in, with the draft of the connection in force and `sso` on. Two
//! statements read everybody of the organization, however long the list is; nothing is written, and nothing of the list is kept.

pub mod finding;
pub mod judge;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};

use super::suppose::suppose;
use super::{SignIn, SignInError};
use crate::domain::application::{Application, ApplicationStatus, ClientAuthentication, SigningAlgorithm, SsoPolicy};
use crate::domain::connection::{Connection, ConnectionKind};
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::protocol::Protocol;
use crate::domain::roster::{Column, Entry, MOST_PEOPLE};
use crate::keys::random;
use crate::signin::preview::impact::Everybody;
use crate::store::StoreError;
use crate::upstream::credential::Ourselves;
use crate::upstream::graph::{DirectoryUser, GraphError};
use judge::{Judging, Question, Roster};

/// After so many people others get their turn: what is computed here holds a thread that sign-ins need.
const AT_ONCE: usize = 100;

/// What a list of the directory itself says of each person.
pub const COLUMNS_OF_DIRECTORY: [Column; 8] = [
    Column::Mail,
    Column::UserPrincipalName,
    Column::DisplayName,
    Column::Id,
    Column::UserType,
    Column::AccountEnabled,
    Column::ProxyAddresses,
    Column::OtherMails,
];

/// Why a list is not judged.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// The connection says nothing yet of which directory it is, or its registration is not there.
    #[error("the connection has neither a draft nor a version in force, or no registration to use")]
    NotConnected,
    /// The connection leads to another provider than Entra, whose lists these are.
    #[error("the connection does not lead to Microsoft Entra")]
    NotEntra,
    /// Our own fault.
    #[error(transparent)]
    SignIn(#[from] SignInError),
}

impl From<StoreError> for RosterError {
    fn from(error: StoreError) -> Self {
        Self::SignIn(error.into())
    }
}

/// Whether lists of the people at a provider of this kind are judged.
pub const fn is_judged(kind: ConnectionKind) -> bool {
    matches!(kind, ConnectionKind::Entra)
}

impl SignIn {
    /// Judges everybody on a list. `columns` are those that the list has.
    pub async fn judge_roster(
        &self,
        configuration: &OrganizationConfiguration,
        connection: &Connection,
        (list, columns): (Vec<Entry>, &[Column]),
        now: DateTime<Utc>,
    ) -> Result<Roster, RosterError> {
        let version = connection.newest().ok_or(RosterError::NotConnected)?;
        let shared = self.shared.as_ref().map(|shared| shared.client_id.as_str());
        let entra = version.entra().ok_or(RosterError::NotEntra)?;
        let provider = self.upstream.provider(&version.settings, shared).ok_or(RosterError::NotConnected)?;
        let people = self.store.organization(configuration.organization.id).list_everybody().await?;
        let everybody = Everybody::of(people, &std::collections::BTreeSet::new(), &std::collections::BTreeMap::new());
        let application = follower(now);
        let configuration = suppose(configuration, connection.id, version, application.id);
        let connection = configuration.connection(connection.id).ok_or(RosterError::NotConnected)?;
        let question = Question {
            configuration: &configuration,
            connection,
            entra,
            application: &application,
            issuer: &provider.issuer(),
            everybody: &everybody,
            now,
        };
        let mut judging = Judging::new(question, &list);
        for (number, entry) in list.into_iter().enumerate() {
            judging.judge(entry);
            if number % AT_ONCE == 0 {
                tokio::task::yield_now().await;
            }
        }
        Ok(judging.end(columns))
    }

    /// The list that the directory itself gives, where it has granted our registration to read it.
    pub async fn read_directory(
        &self,
        configuration: &OrganizationConfiguration,
        connection: &Connection,
        now: DateTime<Utc>,
    ) -> Result<Result<Vec<Entry>, GraphError>, RosterError> {
        let version = connection.newest().ok_or(RosterError::NotConnected)?;
        let entra = version.entra().ok_or(RosterError::NotEntra)?;
        let shared = self.shared.as_ref().map(|shared| shared.client_id.as_str());
        let provider = self.upstream.provider(&version.settings, shared).ok_or(RosterError::NotConnected)?;
        let stored = configuration.credential(connection.id, &version.settings);
        let credential = match self.credential(&version.settings, stored) {
            Ok(credential) => credential,
            Err(error) => return Ok(Err(error.into())),
        };
        let keys = self.signing.usable().await;
        let longest_token = self.signing.policy().longest_token;
        let ourselves = Ourselves { issuer: &self.issuer, keys: &keys, longest_token };
        let token = match self.upstream.app_token(&provider, entra.cloud, &credential, ourselves, now).await {
            Ok(token) => token,
            Err(error) => return Ok(Err(error.into())),
        };
        let people = self.upstream.list_directory(entra.cloud, &token, MOST_PEOPLE).await;
        Ok(people.map(|people| people.into_iter().map(entry).collect()))
    }
}

/// An application that does as the organization's flag says, and asks for nothing of its own.
fn follower(now: DateTime<Utc>) -> Application {
    Application {
        id: random::id(now),
        client_id: String::new(),
        name: String::new(),
        status: ApplicationStatus::Active,
        sso: SsoPolicy::Follow,
        authentication: ClientAuthentication::None,
        redirect_uris: Vec::new(),
        id_token_algorithm: SigningAlgorithm::Rs256,
        refresh_tokens: false,
        device_grant: false,
        require_mfa: false,
        home: None,
        protocol: Protocol::default(),
    }
}

fn entry(person: DirectoryUser) -> Entry {
    let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let proxies = person.proxy_addresses.iter().filter_map(|proxy| {
        let (kind, address) = proxy.split_once(':')?;
        kind.eq_ignore_ascii_case("smtp").then(|| address.to_owned())
    });
    Entry {
        line: None,
        aliases: proxies.chain(person.other_mails).collect(),
        upn: filled(person.user_principal_name),
        mail: filled(person.mail),
        name: filled(person.display_name),
        object_id: Some(person.id),
        guest: person.user_type.map(|kind| kind.eq_ignore_ascii_case("guest")),
        // Graph says it of `identities` alone, which is not asked for.
        personal: false,
        enabled: person.account_enabled,
    }
}
