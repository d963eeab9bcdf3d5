//! The token endpoint: what it gives, and why it does not.

use chrono::{DateTime, Duration, Utc};
use reqwest::Client;
use serde::Deserialize;
use url::Url;

use super::CLIENT_ID;
use crate::clock::now;
use crate::http;
use crate::secret::Secret;

/// More bytes than this are no answer of a token endpoint.
const MOST: usize = 64 * 1024;
/// How long an access token lasts that does not say so.
const SHORTLY: i64 = 60;

/// What a person's sign-in gave.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// Opens the admin API.
    pub access: Secret,
    /// Gives the next.
    pub refresh: Option<Secret>,
    /// When the access token ends.
    pub expires_at: DateTime<Utc>,
}

/// Why there are none.
#[derive(Debug)]
pub enum TokenError {
    /// The endpoint says so, by a code (RFC 6749, 5.2; RFC 8628, 3.5).
    Refused(String),
    /// It answers what no token endpoint does.
    NotUnderstood(String),
    /// No answer came.
    Http(reqwest::Error),
}

/// As it comes. Without `Debug`: it holds secrets.
#[derive(Deserialize)]
struct Sent {
    access_token: String,
    token_type: String,
    expires_in: Option<i64>,
    refresh_token: Option<String>,
}

#[derive(Deserialize)]
struct Error {
    error: String,
}

/// Asks for tokens.
pub async fn ask(client: &Client, endpoint: &Url, grant: &[(&str, &str)]) -> Result<Tokens, TokenError> {
    let form: Vec<_> = grant.iter().copied().chain([("client_id", CLIENT_ID)]).collect();
    let response = client.post(endpoint.clone()).form(&form).send().await.map_err(TokenError::Http)?;
    let status = response.status();
    let body = http::body(response, MOST).await.map_err(TokenError::Http)?.unwrap_or_default();
    if !status.is_success() {
        let unknown = || TokenError::NotUnderstood(format!("it answers {status}"));
        return Err(error_code(&body).map_or_else(unknown, TokenError::Refused));
    }
    let sent: Sent = serde_json::from_slice(&body).map_err(|_| TokenError::NotUnderstood("no tokens".to_owned()))?;
    if !sent.token_type.eq_ignore_ascii_case("Bearer") {
        return Err(TokenError::NotUnderstood("another kind of token than Bearer".to_owned()));
    }
    let lifetime = Duration::seconds(sent.expires_in.unwrap_or(SHORTLY).clamp(0, 86_400));
    Ok(Tokens {
        access: Secret::new(sent.access_token),
        refresh: sent.refresh_token.map(Secret::new),
        expires_at: now() + lifetime,
    })
}

/// The code of an answer that is an error (RFC 6749, 5.2).
pub fn error_code(body: &[u8]) -> Option<String> {
    serde_json::from_slice::<Error>(body).ok().map(|said| said.error)
}

/// Asks for the next tokens. Each refresh token works once; where no new one comes, the old one still does.
pub async fn refresh(client: &Client, endpoint: &Url, old: &Secret) -> Result<Tokens, TokenError> {
    let grant = [("grant_type", "refresh_token"), ("refresh_token", old.expose())];
    let mut tokens = ask(client, endpoint, &grant).await?;
    tokens.refresh.get_or_insert_with(|| old.clone());
    Ok(tokens)
}

/// Ends a token.
pub async fn revoke(client: &Client, endpoint: &Url, token: &Secret) -> Result<bool, reqwest::Error> {
    let form = [("token", token.expose()), ("client_id", CLIENT_ID)];
    Ok(client.post(endpoint.clone()).form(&form).send().await?.status().is_success())
}
