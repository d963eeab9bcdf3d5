//! HTTP, bounded in time and size, and nowhere but where it was told to.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Response};

use crate::error::CliError;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// How long nothing may come: a long answer as a whole takes as long as it takes.
const SILENCE: Duration = Duration::from_secs(30);

/// A client.
#[expect(clippy::disallowed_methods, reason = "a client on support's own machine, not the broker's way out")]
pub fn client() -> Result<Client, CliError> {
    let client = Client::builder()
        .connect_timeout(CONNECT)
        .read_timeout(SILENCE)
        // A broker does not redirect; one that does is not the one that was asked, and would be given the token.
        .redirect(Policy::none())
        .user_agent(concat!("anteroomctl/", env!("CARGO_PKG_VERSION")))
        .build();
    client.map_err(|error| CliError::Other(error.into()))
}

/// What a response holds; nothing, where that is more than `most` bytes.
pub async fn body(mut response: Response, most: usize) -> reqwest::Result<Option<Vec<u8>>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(reqwest::Error::without_url)? {
        body.extend_from_slice(&chunk);
        if body.len() > most {
            return Ok(None);
        }
    }
    Ok(Some(body))
}

/// The last cause says it best: a name that does not resolve, a connection refused, a certificate not trusted.
pub fn last_cause(error: reqwest::Error) -> String {
    let error = anyhow::Error::from(error.without_url());
    error.chain().last().map_or_else(String::new, ToString::to_string)
}

/// Nobody is there.
pub fn unreachable(error: reqwest::Error) -> CliError {
    CliError::Unreachable(format!("the broker cannot be reached: {}", last_cause(error)))
}
