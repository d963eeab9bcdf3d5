//! What a broker says of itself to everybody.

use anyhow::Context;
use reqwest::Client;
use serde_json::Value;
use url::Url;

use crate::http;

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

/// Asks for configuration and keys. An error means that nobody answered.
pub async fn ask(url: &Url) -> anyhow::Result<Answers> {
    let client = http::client().map_err(|_| anyhow::anyhow!("no client can be made"))?;
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
    Ok(match http::body(response, MOST).await.with_context(|| format!("{path} breaks off"))? {
        None => Answer::Other(format!("{path} answers more than {MOST} bytes")),
        Some(body) => match serde_json::from_slice(&body) {
            Ok(json) => Answer::Json(json),
            Err(_) => Answer::Other(format!("{path} does not answer JSON")),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
