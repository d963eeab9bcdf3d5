//! Microsoft Graph, asked with a token of our own: who is in a hospital's directory.
//!
//! The token is shown to Graph's own origin and to nobody else: where the next page is, the answer says, and what an answer says is
//! not believed (SSRF, and the theft of the token).

use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::time::{sleep, timeout};
use url::Url;
use uuid::Uuid;

use super::outbound::Answer;
use super::{Upstream, UpstreamError};
use crate::domain::connection::Cloud;
use crate::domain::reason::Reason;
use crate::domain::secret::Secret;

/// The most that one page may hold, in bytes: 999 people with all their addresses take about 1 MiB.
const LARGEST_PAGE: usize = 8 * 1024 * 1024;
/// The most time that all pages may take together; whoever waits for the answer waits no longer than 30 s.
const LONGEST: Duration = Duration::from_secs(20);
/// The longest that is waited before a page is asked for again. Graph may ask for minutes, which nobody waits before a browser.
const LONGEST_WAIT: Duration = Duration::from_secs(8);
/// How long is waited where Graph does not say.
const USUAL_WAIT: Duration = Duration::from_secs(1);
/// How often one page is asked for.
const MOST_TRIES: u32 = 4;
/// So many on a page, as many as Graph gives.
const PAGE: usize = 999;

/// What is asked of each person: what a sign-in would show of them, and what explains it.
const FIELDS: &str = "id,displayName,mail,userPrincipalName,userType,accountEnabled,otherMails,proxyAddresses";

/// A person of a directory (Microsoft Graph, resource type `user`).
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DirectoryUser {
    /// `id`: the object id.
    pub id: Uuid,
    /// `displayName`
    pub display_name: Option<String>,
    /// `mail`
    pub mail: Option<String>,
    /// `userPrincipalName`
    pub user_principal_name: Option<String>,
    /// `userType`: `Member` or `Guest`; none for some old accounts.
    pub user_type: Option<String>,
    /// `accountEnabled`
    pub account_enabled: Option<bool>,
    /// `otherMails`
    #[serde(default)]
    pub other_mails: Vec<String>,
    /// `proxyAddresses`: each with its kind before it, `SMTP:` the first one.
    #[serde(default)]
    pub proxy_addresses: Vec<String>,
}

/// Why a directory was not read.
#[derive(Debug, thiserror::Error)]
pub enum GraphError {
    /// The directory has not granted the registration what is needed (HTTP 403).
    #[error("the directory has not granted it")]
    NotGranted,
    /// There is more than may be read.
    #[error("there are too many people")]
    TooMany,
    /// It takes too long, or Graph asks to come back later than anybody waits.
    #[error("Microsoft asks to come back later")]
    Busy,
    /// Microsoft gave nothing that can be used.
    #[error(transparent)]
    Upstream(#[from] UpstreamError),
}

#[derive(Deserialize)]
struct Page<T> {
    value: Vec<T>,
    #[serde(rename = "@odata.nextLink")]
    next: Option<Url>,
}

impl Upstream {
    /// Everybody in a directory, of at most `most` people. `token` is one of [`Upstream::app_token`].
    pub async fn list_directory(
        &self,
        cloud: Cloud,
        token: &Secret,
        most: usize,
    ) -> Result<Vec<DirectoryUser>, GraphError> {
        let mut url = self.graph(cloud).and_then(|graph| graph.join("/v1.0/users").ok()).ok_or_else(invalid)?;
        url.query_pairs_mut().append_pair("$select", FIELDS).append_pair("$top", &PAGE.to_string());
        let read = async {
            let (mut people, mut next) = (Vec::new(), Some(url));
            while let Some(url) = next {
                let page: Page<DirectoryUser> = self.ask_graph(cloud, &url, token).await?;
                // A page that is empty and names another could go on for ever.
                if people.len() + page.value.len() > most || (page.value.is_empty() && page.next.is_some()) {
                    return Err(GraphError::TooMany);
                }
                people.extend(page.value);
                next = page.next;
            }
            Ok(people)
        };
        timeout(LONGEST, read).await.unwrap_or(Err(GraphError::Busy))
    }

    /// One answer of Graph; asked again where Graph is busy and says to come back soon.
    pub(super) async fn ask_graph<T: DeserializeOwned>(
        &self,
        cloud: Cloud,
        url: &Url,
        token: &Secret,
    ) -> Result<T, GraphError> {
        let graph = self.graph(cloud).ok_or_else(invalid)?;
        if url.origin() != graph.origin() {
            return Err(invalid());
        }
        for _ in 0..MOST_TRIES {
            let answer = self.outbound.ask(url, token, LARGEST_PAGE).await.map_err(UpstreamError::from)?;
            let Answer { status, retry_after, body } = answer;
            match status.as_u16() {
                200 => return serde_json::from_slice(&body).map_err(|_| invalid()),
                403 => return Err(GraphError::NotGranted),
                429 | 503 | 504 => {
                    let wait = retry_after.unwrap_or(USUAL_WAIT);
                    if wait > LONGEST_WAIT {
                        return Err(GraphError::Busy);
                    }
                    sleep(wait).await;
                }
                400..500 => return Err(UpstreamError::from(Reason::UpstreamRequestRefused).into()),
                _ => return Err(UpstreamError::from(Reason::UpstreamUnavailable).into()),
            }
        }
        Err(GraphError::Busy)
    }

    pub(super) fn graph(&self, cloud: Cloud) -> Option<Url> {
        self.authority.clone().or_else(|| cloud.graph().parse().ok())
    }
}

fn invalid() -> GraphError {
    UpstreamError::from(Reason::UpstreamAnswerInvalid).into()
}
