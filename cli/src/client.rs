//! Asks a broker over HTTPS: bounded in time and size, and nowhere but where it was told to.

use std::time::Duration;

use anyhow::Context;
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use serde_json::Value;
use url::Url;

/// How long one answer may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// More bytes than this are no configuration.
const MOST: usize = 256 * 1024;

/// One answer.
#[derive(Debug)]
pub enum Answer {
    /// 200, with JSON.
    Json(Value),
    /// Anything else; what it was.
    Other(String),
}

/// What a broker answered.
#[derive(Debug)]
pub struct Answers {
    /// `/.well-known/openid-configuration`
    pub configuration: Answer,
    /// What its `jwks_uri` gives; none where it names no usable one.
    pub keys: Option<Answer>,
}

/// Reads the address of a broker: an origin, by https, or by http on this machine.
pub fn broker_address(text: &str) -> Result<Url, String> {
    let url: Url = text.parse().map_err(|_| "an address has the form https://login.example".to_owned())?;
    if !is_protected(&url) {
        return Err("an address begins with https://".to_owned());
    }
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if !bare || !url.username().is_empty() || url.password().is_some() {
        return Err("an address has no path, query or user: https://login.example".to_owned());
    }
    Ok(url)
}

/// Whether nobody on the way can read along or answer instead: https, or this machine itself.
pub fn is_protected(url: &Url) -> bool {
    let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    url.has_host() && (url.scheme() == "https" || (url.scheme() == "http" && local))
}

/// Asks for configuration and keys. An error means that nobody answered.
#[expect(clippy::disallowed_methods, reason = "a client on support's own machine, not the broker's way out")]
pub async fn ask(url: &Url) -> anyhow::Result<Answers> {
    let client = Client::builder()
        .timeout(TIMEOUT)
        // A broker does not redirect; one that does is not the one that was asked.
        .redirect(Policy::none())
        .user_agent(concat!("anteroomctl/", env!("CARGO_PKG_VERSION")))
        .build()?;
    let configuration = get(&client, url.join("/.well-known/openid-configuration")?).await?;
    let keys = match jwks_uri(url, &configuration) {
        Some(jwks_uri) => Some(get(&client, jwks_uri).await?),
        None => None,
    };
    Ok(Answers { configuration, keys })
}

/// Where the keys are: only at the broker itself, so that an answer cannot make us ask elsewhere.
fn jwks_uri(url: &Url, configuration: &Answer) -> Option<Url> {
    let Answer::Json(configuration) = configuration else { return None };
    let jwks_uri: Url = configuration.get("jwks_uri")?.as_str()?.parse().ok()?;
    (jwks_uri.origin() == url.origin()).then_some(jwks_uri)
}

async fn get(client: &Client, url: Url) -> anyhow::Result<Answer> {
    let path = url.path().to_owned();
    let response = client.get(url).send().await.map_err(reqwest::Error::without_url)?;
    if response.status() != 200 {
        return Ok(Answer::Other(format!("{path} answers {}", response.status())));
    }
    Ok(match body(response).await.with_context(|| format!("{path} breaks off"))? {
        None => Answer::Other(format!("{path} answers more than {MOST} bytes")),
        Some(body) => match serde_json::from_slice(&body) {
            Ok(json) => Answer::Json(json),
            Err(_) => Answer::Other(format!("{path} does not answer JSON")),
        },
    })
}

async fn body(mut response: Response) -> anyhow::Result<Option<Vec<u8>>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(reqwest::Error::without_url)? {
        body.extend_from_slice(&chunk);
        if body.len() > MOST {
            return Ok(None);
        }
    }
    Ok(Some(body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_an_origin_by_https() {
        for good in ["https://login.example", "https://login.example:8443/", "http://localhost:8080", "http://[::1]:1"]
        {
            assert!(broker_address(good).is_ok(), "{good}");
        }
        for bad in [
            "login.example",
            "http://login.example",
            "http://localhost.evil.example",
            "https://login.example/path",
            "https://login.example/?a=b",
            "https://user:secret@login.example",
            "ftp://login.example",
            "",
        ] {
            assert!(broker_address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn keys_are_asked_for_at_the_broker_alone() {
        let url = "https://login.example".parse().unwrap();
        let of = |to: &str| jwks_uri(&url, &Answer::Json(serde_json::json!({ "jwks_uri": to })));
        assert!(of("https://login.example/oauth2/jwks").is_some());
        assert!(of("https://elsewhere.example/oauth2/jwks").is_none());
        assert!(of("http://login.example/oauth2/jwks").is_none());
        assert!(of("http://169.254.169.254/").is_none());
    }
}
