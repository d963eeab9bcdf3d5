//! Where at the broker one signs in (OpenID Connect Discovery; RFC 8414).

use reqwest::Client;
use serde_json::Value;
use url::Url;

use crate::address::origin;
use crate::error::CliError;
use crate::http;
use crate::show::fields::Fields;

/// More bytes than this are no configuration.
const MOST: usize = 256 * 1024;

/// The endpoints that we need. One that the broker does not have is none.
#[derive(Debug)]
pub struct Endpoints {
    /// RFC 8628, 4
    pub device_authorization: Option<Url>,
    /// RFC 6749, 3.2
    pub token: Option<Url>,
    /// RFC 7009
    pub revocation: Option<Url>,
}

/// Asks the broker.
pub async fn discover(client: &Client, broker: &Url) -> Result<Endpoints, CliError> {
    let address = broker.join("/.well-known/openid-configuration").map_err(|error| CliError::Other(error.into()))?;
    let response = client.get(address).send().await.map_err(http::unreachable)?;
    if !response.status().is_success() {
        return Err(CliError::Refused(format!("{} is no broker: it answers {}", origin(broker), response.status())));
    }
    let body = http::body(response, MOST).await.map_err(http::unreachable)?;
    let document: Option<Value> = body.and_then(|body| serde_json::from_slice(&body).ok());
    let document = document.ok_or_else(|| CliError::Refused(format!("{} is no broker", origin(broker))))?;
    read(broker, &document)
}

fn read(broker: &Url, document: &Value) -> Result<Endpoints, CliError> {
    let issuer = document.text("issuer").unwrap_or_default();
    if issuer != origin(broker) {
        let refused = format!("{} calls itself {issuer}: nothing was sent", origin(broker));
        return Err(CliError::Refused(refused));
    }
    let endpoint = |name| at_broker(broker, document.text(name));
    Ok(Endpoints {
        device_authorization: endpoint("device_authorization_endpoint")?,
        token: endpoint("token_endpoint")?,
        revocation: endpoint("revocation_endpoint")?,
    })
}

/// An address that an answer names: only at the broker itself, so that it cannot make us, or a person, go elsewhere.
pub fn at_broker(broker: &Url, address: Option<&str>) -> Result<Option<Url>, CliError> {
    let Some(address) = address else { return Ok(None) };
    let url = address.parse::<Url>().ok().filter(|url| url.origin() == broker.origin());
    url.map(Some).ok_or_else(|| CliError::Refused(format!("the broker sends us elsewhere: {address}")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_broker_sends_nobody_elsewhere() {
        let broker: Url = "https://login.example".parse().unwrap();
        let good = json!({ "issuer": "https://login.example", "token_endpoint": "https://login.example/oauth2/token" });
        let found = read(&broker, &good).unwrap();
        assert!(found.token.is_some() && found.device_authorization.is_none() && found.revocation.is_none());
        for (name, value) in [
            ("issuer", "https://evil.example"),
            ("issuer", ""),
            ("token_endpoint", "https://evil.example/token"),
            ("token_endpoint", "http://login.example/token"),
            ("revocation_endpoint", "/revoke"),
            ("device_authorization_endpoint", "https://login.example.evil.example/"),
        ] {
            let mut bad = good.clone();
            bad[name] = json!(value);
            assert!(read(&broker, &bad).is_err(), "{name} {value}");
        }
    }
}
