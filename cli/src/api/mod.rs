//! The admin API, as one person of support.

pub mod document;
pub mod list;
pub mod path;
pub mod problem;
pub mod request;

use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, ETAG, IF_MATCH, RETRY_AFTER};
use reqwest::{Client, Response};
use serde_json::Value;
use tokio::sync::OnceCell;
use url::Url;

use crate::error::CliError;
use crate::http;
use crate::secret::Secret;
use problem::Problem;
use request::{Body, Request};

/// More bytes than this are no answer that could be shown.
const MOST: usize = 16 * 1024 * 1024;
/// How often a question is asked whose answer does not come.
const ATTEMPTS: u32 = 3;
/// The longest that is waited before it is asked again.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// The admin API of a broker.
pub struct Api {
    client: Client,
    broker: Url,
    token: Secret,
    /// What the broker says of its own API, once it was asked.
    document: OnceCell<Value>,
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    /// The JSON; null, where there is none.
    pub body: Value,
    /// The state of the thing that it shows.
    pub etag: Option<String>,
}

impl Api {
    /// Of this broker, with this token.
    pub fn new(broker: &Url, token: Secret) -> Result<Self, CliError> {
        Ok(Self { client: http::client()?, broker: broker.clone(), token, document: OnceCell::new() })
    }

    /// Asks, and reads the answer.
    pub async fn send(&self, request: &Request) -> Result<Answer, CliError> {
        let response = self.open(request).await?;
        let etag = response.headers().get(ETAG).and_then(|etag| etag.to_str().ok()).map(str::to_owned);
        let body = http::body(response, MOST).await.map_err(|error| lost(request, error))?;
        let body = body.ok_or_else(|| CliError::not_understood("it is too long"))?;
        if body.is_empty() {
            return Ok(Answer { body: Value::Null, etag });
        }
        let body = serde_json::from_slice(&body).map_err(|_| CliError::not_understood("it is no JSON"))?;
        Ok(Answer { body, etag })
    }

    /// Reads.
    pub async fn get(&self, path: path::Path) -> Result<Answer, CliError> {
        self.send(&Request::get(path)).await
    }

    /// Asks, and again where that is safe, until there is an answer: a success, not read yet, which may be long.
    pub async fn open(&self, request: &Request) -> Result<Response, CliError> {
        let mut attempt = 1;
        loop {
            let pause = match self.try_once(request).await {
                Ok(response) if response.status().is_success() => return Ok(response),
                Ok(response) => {
                    let status = response.status();
                    let later = matches!(status.as_u16(), 429 | 502 | 503 | 504) && request.is_repeatable();
                    if !later || attempt == ATTEMPTS {
                        let body = http::body(response, MOST).await.ok().flatten().unwrap_or_default();
                        return Err(CliError::Problem(Box::new(Problem::read(status, &body))));
                    }
                    asked_to_wait(&response)
                }
                // Nobody was there, so nothing was done, and whoever waits wants to know it now.
                Err(Failed::Http(error)) if error.is_connect() => return Err(http::unreachable(error)),
                Err(Failed::Http(error)) if !request.is_repeatable() || attempt == ATTEMPTS => {
                    return Err(lost(request, error));
                }
                Err(Failed::Http(_)) => None,
                Err(Failed::Other(error)) => return Err(error),
            };
            tokio::time::sleep(pause.unwrap_or(Duration::from_millis(300) * attempt)).await;
            attempt += 1;
        }
    }

    async fn try_once(&self, request: &Request) -> Result<Response, Failed> {
        let mut url = request.path.at(&self.broker).map_err(Failed::Other)?;
        if !request.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&request.query);
        }
        let mut sent = self.client.request(request.method.clone(), url).bearer_auth(self.token.expose());
        if let Some(state) = &request.if_match {
            sent = sent.header(IF_MATCH, state);
        }
        if let Some(key) = &request.key {
            sent = sent.header("Idempotency-Key", key);
        }
        sent = match &request.body {
            Body::Empty => sent,
            Body::Json(body) => sent.json(body),
            Body::Csv(body) => sent.header(CONTENT_TYPE, "text/csv").body(body.clone()),
        };
        sent.send().await.map_err(Failed::Http)
    }
}

/// Why there is no response.
enum Failed {
    Http(reqwest::Error),
    Other(CliError),
}

/// The request went out and no answer came: nobody knows whether it was done.
fn lost(request: &Request, error: reqwest::Error) -> CliError {
    let cause = http::last_cause(error);
    let way_out = match &request.key {
        _ if request.method == reqwest::Method::GET => "nothing was changed".to_owned(),
        Some(key) => format!("it may have been done; to ask again safely, add --idempotency-key {key}"),
        None => "it may have been done or not: look before you try again".to_owned(),
    };
    CliError::Unreachable(format!("the broker's answer was lost ({cause}): {way_out}"))
}

fn asked_to_wait(response: &Response) -> Option<Duration> {
    let seconds = response.headers().get(RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_PAUSE))
}
