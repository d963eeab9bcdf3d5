//! What a directory says of itself, read anew: what is kept in memory says nothing of now.

use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::Deserialize;
use url::Url;

use super::super::outbound::LARGEST_DOCUMENT;
use super::super::{Upstream, UpstreamError};
use super::discovery::date;
use crate::domain::reason::Reason;

/// A directory, as it says itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// The issuer of its tokens.
    pub issuer: String,
    /// What time it is there (`Date`, RFC 9110, 6.6.1).
    pub date: Option<DateTime<Utc>>,
}

impl Upstream {
    /// Asks a directory of a cloud's host, by its GUID or by one of its domains, what it is.
    pub async fn describe(&self, authority: &Url, directory: &str) -> Result<Described, UpstreamError> {
        #[derive(Deserialize)]
        struct Document {
            issuer: String,
        }
        let url = document(authority, directory).ok_or(Reason::UpstreamAnswerInvalid)?;
        let answer = self.outbound.within(authority, LARGEST_DOCUMENT).read(url.as_str()).await?;
        if answer.status() != StatusCode::OK {
            return Err(UpstreamError::refused(answer.status(), answer.body()));
        }
        let document: Document =
            serde_json::from_slice(answer.body()).map_err(|_| UpstreamError::from(Reason::UpstreamAnswerInvalid))?;
        Ok(Described { issuer: document.issuer, date: date(answer.headers()) })
    }
}

/// Where a directory says what it is. What is sought is one piece of the path, whatever stands in it.
fn document(authority: &Url, directory: &str) -> Option<Url> {
    let mut url = authority.clone();
    let path = [directory, "v2.0", ".well-known", "openid-configuration"];
    url.path_segments_mut().ok()?.pop_if_empty().extend(path);
    Some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sought_stays_one_piece_of_the_path() {
        let authority: Url = "https://login.microsoftonline.com".parse().unwrap();
        let path = document(&authority, "a/../../b?c#d").unwrap();
        assert_eq!(path.path(), "/a%2F..%2F..%2Fb%3Fc%23d/v2.0/.well-known/openid-configuration");
    }
}
