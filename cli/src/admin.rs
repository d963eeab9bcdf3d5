//! The admin API, as one person of support: their token comes from the environment, never from the command line, which others
//! on the machine can read.

use std::process::ExitCode;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response};
use serde_json::Value;
use url::Url;

/// How long one answer may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Why nothing was done.
#[derive(Debug)]
pub enum AdminError {
    /// The command was used wrongly.
    Use(String),
    /// The broker has refused it.
    Refused(String),
    /// The broker cannot be reached.
    Unreachable(String),
    /// Anything else.
    Other(anyhow::Error),
}

impl AdminError {
    /// Says so, and gives the exit code.
    pub fn report(&self) -> ExitCode {
        let (text, code) = match self {
            Self::Use(text) => (text.clone(), 2),
            Self::Refused(text) => (text.clone(), 1),
            Self::Unreachable(text) => (format!("the broker cannot be reached: {text}"), 3),
            Self::Other(error) => (format!("{error:#}"), 1),
        };
        eprintln!("anteroomctl: {text}");
        ExitCode::from(code)
    }
}

/// The admin API of a broker.
pub struct Admin {
    client: Client,
    base: Url,
    token: String,
}

impl Admin {
    /// With the token of the environment.
    #[expect(clippy::disallowed_methods, reason = "a client on support's own machine, not the broker's way out")]
    pub fn new(base: &Url) -> Result<Self, AdminError> {
        let token = std::env::var("ANTEROOM_TOKEN").ok().filter(|token| !token.is_empty());
        let token = token.ok_or_else(|| {
            AdminError::Use(
                "ANTEROOM_TOKEN is not set; the operator makes one: anteroom token create NAME --role support"
                    .to_owned(),
            )
        })?;
        // A redirect would carry the token elsewhere.
        let client = Client::builder().timeout(TIMEOUT).redirect(Policy::none());
        let client = client.user_agent(concat!("anteroomctl/", env!("CARGO_PKG_VERSION"))).build();
        let client = client.map_err(|error| AdminError::Other(error.into()))?;
        Ok(Self { client, base: base.clone(), token })
    }

    /// Reads.
    pub async fn get(&self, path: &[String]) -> Result<Value, AdminError> {
        self.send(Method::GET, path, None).await
    }

    /// Does.
    pub async fn post(&self, path: &[String], body: Option<&Value>) -> Result<Value, AdminError> {
        self.send(Method::POST, path, body).await
    }

    async fn send(&self, method: Method, path: &[String], body: Option<&Value>) -> Result<Value, AdminError> {
        let mut url = self.base.clone();
        // Each piece is one piece, whatever somebody has typed.
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(["admin", "v1"]).extend(path);
        }
        let mut request = self.client.request(method, url).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await.map_err(|error| AdminError::Unreachable(last(error.without_url())))?;
        read(response).await
    }
}

async fn read(response: Response) -> Result<Value, AdminError> {
    let status = response.status();
    let body: Option<Value> = response.json().await.ok();
    if status.is_success() {
        let not_understood = || AdminError::Refused("the broker's answer is not understood".to_owned());
        return body.ok_or_else(not_understood);
    }
    let detail = body.as_ref().and_then(|body| body.get("detail")?.as_str()).map(str::to_owned);
    Err(AdminError::Refused(match (status.as_u16(), detail) {
        (401, _) => "the broker does not know this token (ANTEROOM_TOKEN), or it has ended".to_owned(),
        // Words from elsewhere: without what would drive the terminal.
        (_, Some(detail)) => detail.chars().filter(|character| !character.is_control()).collect(),
        (code, None) => format!("the broker answers {code}"),
    }))
}

/// The last cause says it best: a name that does not resolve, a connection refused.
fn last(error: reqwest::Error) -> String {
    let error = anyhow::Error::from(error);
    error.chain().last().map_or_else(String::new, ToString::to_string)
}
