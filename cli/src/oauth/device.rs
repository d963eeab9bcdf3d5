//! The device authorization grant (RFC 8628): a code on this terminal, confirmed by the person in a browser, wherever that is.

use std::time::Duration;

use reqwest::Client;
use serde::Deserialize;
use tokio::time::{Instant, sleep};
use url::Url;

use super::CLIENT_ID;
use super::discovery::{Endpoints, at_broker};
use super::token::{TokenError, Tokens, ask, error_code};
use crate::error::CliError;
use crate::http;
use crate::secret::Secret;

/// What is asked for: to be known, and to stay signed in.
const SCOPE: &str = "openid offline_access";
const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// More bytes than this are no answer.
const MOST: usize = 64 * 1024;
/// Between two questions, where the broker does not say (RFC 8628, 3.2).
const USUAL_INTERVAL: u64 = 5;
/// As much longer is waited when we are told to slow down (RFC 8628, 3.5).
const SLOWER: Duration = Duration::from_secs(5);
/// Nobody waits longer for one answer, however often none comes.
const LONGEST: Duration = Duration::from_mins(1);

/// What the person is shown, and what we wait for.
pub struct Waiting {
    /// The code to compare or type.
    pub user_code: String,
    /// Where it is typed.
    pub address: Url,
    /// The same with the code in it.
    pub address_with_code: Option<Url>,
    /// How long it is good.
    pub lifetime: Duration,
    device_code: Secret,
    interval: Duration,
}

/// As it comes. Without `Debug`: it holds a secret.
#[derive(Deserialize)]
struct Sent {
    device_code: String,
    user_code: String,
    verification_uri: String,
    verification_uri_complete: Option<String>,
    expires_in: u64,
    interval: Option<u64>,
}

/// Asks for a code.
pub async fn begin(client: &Client, broker: &Url, endpoints: &Endpoints) -> Result<Waiting, CliError> {
    let none = || {
        CliError::Refused("this broker has no sign-in for terminals: set ANTEROOM_TOKEN to a token instead".to_owned())
    };
    let endpoint = endpoints.device_authorization.clone().ok_or_else(none)?;
    let form = [("client_id", CLIENT_ID), ("scope", SCOPE)];
    let response = client.post(endpoint).form(&form).send().await.map_err(http::unreachable)?;
    let status = response.status();
    let body = http::body(response, MOST).await.map_err(http::unreachable)?.unwrap_or_default();
    if !status.is_success() {
        // It knows no such application, or one that may not.
        return Err(match error_code(&body).as_deref() {
            Some("invalid_client" | "unauthorized_client") => none(),
            _ => CliError::Refused(format!("the broker gives no code: it answers {status}")),
        });
    }
    let sent: Sent = serde_json::from_slice(&body).map_err(|_| CliError::not_understood("no code"))?;
    let address = at_broker(broker, Some(&sent.verification_uri))?;
    Ok(Waiting {
        user_code: sent.user_code,
        address: address.ok_or_else(|| CliError::not_understood("no address"))?,
        address_with_code: at_broker(broker, sent.verification_uri_complete.as_deref())?,
        lifetime: Duration::from_secs(sent.expires_in.min(3600)),
        device_code: Secret::new(sent.device_code),
        interval: Duration::from_secs(sent.interval.unwrap_or(USUAL_INTERVAL).clamp(1, 60)),
    })
}

/// Waits until the person has confirmed it, or has not.
pub async fn wait(client: &Client, endpoint: &Url, waiting: &Waiting) -> Result<Tokens, CliError> {
    let end = Instant::now() + waiting.lifetime;
    let too_late =
        || CliError::Refused("nobody confirmed the code in time: anteroomctl login gives another".to_owned());
    let grant = [("grant_type", GRANT), ("device_code", waiting.device_code.expose())];
    let mut interval = waiting.interval;
    loop {
        sleep(interval).await;
        if Instant::now() >= end {
            return Err(too_late());
        }
        let error = match ask(client, endpoint, &grant).await {
            Ok(tokens) => return Ok(tokens),
            Err(TokenError::Refused(error)) => error,
            Err(TokenError::NotUnderstood(what)) => return Err(CliError::not_understood(what)),
            // Rarer and rarer, until the code ends (RFC 8628, 3.5).
            Err(TokenError::Http(_)) => {
                interval = (interval * 2).min(LONGEST);
                continue;
            }
        };
        match error.as_str() {
            "authorization_pending" => {}
            "slow_down" => interval += SLOWER,
            "access_denied" => return Err(CliError::Refused("the sign-in was refused in the browser".to_owned())),
            "expired_token" => return Err(too_late()),
            other => return Err(CliError::Refused(format!("the broker refuses the sign-in: {other}"))),
        }
    }
}
