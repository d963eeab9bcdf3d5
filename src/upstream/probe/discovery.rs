//! What a provider that is not Entra says of itself (OpenID Connect Discovery 1.0), read anew, and whether a sign-in can do with it.

use chrono::{DateTime, Utc};
use http::header::DATE;
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value};
use url::Url;

use super::super::discovery::place;
use super::super::outbound::LARGEST_DOCUMENT;
use super::super::provider::Provider;
use super::super::{Upstream, UpstreamError};
use crate::domain::credential::CredentialKind;
use crate::domain::reason::Reason;
use crate::keys::public::PublicKeys;

/// What is where a provider describes itself.
#[derive(Debug)]
pub enum Stated {
    /// Nothing.
    Absent(Url),
    /// Something that is no such description.
    Strange(Url),
    /// What it says.
    Said(Box<Description>),
}

/// What a provider says of itself.
#[derive(Debug, PartialEq, Eq)]
pub struct Description {
    /// Who it says that it is.
    pub issuer: String,
    /// What time it is there (`Date`, RFC 9110, 6.6.1).
    pub date: Option<DateTime<Utc>>,
    /// The addresses that a sign-in needs, and that are not there, or lead where nobody may go.
    pub missing: Vec<&'static str>,
    /// What a sign-in needs, and its lists of what it can do do not have: the name of the list, and what should be on it.
    pub lacking: Vec<String>,
    /// Where its keys lie.
    pub jwks_uri: Option<Url>,
}

impl Description {
    /// Reads one. A list that is not there denies nothing.
    fn of(
        written: &Map<String, Value>,
        provider: &Provider,
        credential: Option<CredentialKind>,
        permits: impl Fn(&Url) -> bool,
    ) -> Option<Self> {
        let address = |name: &str| {
            let url: Url = written.get(name)?.as_str()?.parse().ok()?;
            permits(&url).then_some(url)
        };
        let needed = ["authorization_endpoint", "token_endpoint", "jwks_uri"];
        let lists = |name: &str, one_of: &[&str]| {
            let listed = written.get(name).and_then(Value::as_array);
            let has = |list: &Vec<Value>| list.iter().any(|it| it.as_str().is_some_and(|it| one_of.contains(&it)));
            listed.is_some_and(|list| !has(list)).then(|| format!("{name}: {}", one_of.join(", ")))
        };
        let methods: &[&str] = match credential {
            Some(CredentialKind::ClientSecret) => &["client_secret_basic", "client_secret_post"],
            Some(CredentialKind::Certificate) => &["private_key_jwt"],
            Some(CredentialKind::Federated) | None => &[],
        };
        let by_secret = credential == Some(CredentialKind::ClientSecret);
        let lacking = [
            lists("response_types_supported", &["code"]),
            lists("grant_types_supported", &["authorization_code"]),
            lists("code_challenge_methods_supported", &["S256"]),
            lists("id_token_signing_alg_values_supported", provider.algorithms()),
            if methods.is_empty() { None } else { lists("token_endpoint_auth_methods_supported", methods) },
            // Assertions are signed by this alone.
            if methods.is_empty() || by_secret {
                None
            } else {
                lists("token_endpoint_auth_signing_alg_values_supported", &["PS256"])
            },
        ];
        Some(Self {
            issuer: written.get("issuer")?.as_str()?.to_owned(),
            date: None,
            missing: needed.into_iter().filter(|name| address(name).is_none()).collect(),
            lacking: lacking.into_iter().flatten().collect(),
            jwks_uri: address("jwks_uri"),
        })
    }
}

/// What time it is where an answer comes from.
pub(super) fn date(headers: &HeaderMap) -> Option<DateTime<Utc>> {
    let date = headers.get(DATE).and_then(|value| value.to_str().ok())?;
    DateTime::parse_from_rfc2822(date).ok().map(|date| date.to_utc())
}

impl Upstream {
    /// Asks a provider what it is. `credential` is by what the broker proves itself there.
    pub async fn describe_itself(
        &self,
        provider: &Provider,
        credential: Option<CredentialKind>,
    ) -> Result<Stated, UpstreamError> {
        let place = provider.described_at().and_then(place).ok_or(Reason::UpstreamRequestRefused)?;
        let answer = self.outbound.within(&place, LARGEST_DOCUMENT).read(place.as_str()).await?;
        match answer.status() {
            StatusCode::OK => {}
            status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
                return Err(Reason::UpstreamUnavailable.into());
            }
            _ => return Ok(Stated::Absent(place)),
        }
        let written: Option<Map<String, Value>> = serde_json::from_slice(answer.body()).ok();
        let said = written
            .and_then(|written| Description::of(&written, provider, credential, |url| self.outbound.permits(url)));
        Ok(match said {
            Some(said) => Stated::Said(Box::new(Description { date: date(answer.headers()), ..said })),
            None => Stated::Strange(place),
        })
    }

    /// Whether there is a key at an address by which tokens can be verified.
    pub async fn has_keys(&self, jwks_uri: &Url) -> Result<bool, UpstreamError> {
        match self.outbound.read_json(jwks_uri, LARGEST_DOCUMENT).await {
            Ok(set) => Ok(!PublicKeys::read(&set).is_empty()),
            Err(error) if error.reason == Reason::UpstreamAnswerInvalid => Ok(false),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::provider::{OidcSettings, ProviderSettings};
    use crate::upstream::UpstreamSettings;

    fn read(changes: &Value, credential: Option<CredentialKind>) -> Option<Description> {
        let upstream = Upstream::new(&UpstreamSettings::default()).unwrap();
        let settings = OidcSettings {
            issuer: "https://id.example".to_owned(),
            client_id: "client".to_owned(),
            email_claim: "email".to_owned(),
            require_email_verified: true,
        };
        let provider = upstream.provider(&ProviderSettings::Oidc(settings), None).unwrap();
        let mut written = json!({
            "issuer": "https://id.example",
            "authorization_endpoint": "https://id.example/authorize",
            "token_endpoint": "https://id.example/token",
            "jwks_uri": "https://id.example/keys",
        });
        for (name, value) in changes.as_object().unwrap() {
            written[name] = value.clone();
        }
        Description::of(written.as_object().unwrap(), &provider, credential, |url| upstream.permits(url))
    }

    #[test]
    fn an_address_that_is_not_there_or_leads_inwards_is_none() {
        let said = read(&json!({}), None).unwrap();
        assert_eq!((said.missing, said.lacking), (vec![], vec![]));
        for (name, value) in [
            ("authorization_endpoint", json!(null)),
            ("token_endpoint", json!("https://10.0.0.1/token")),
            ("jwks_uri", json!("http://id.example/keys")),
            ("jwks_uri", json!(["https://id.example/keys"])),
            ("token_endpoint", json!("/token")),
        ] {
            assert_eq!(read(&json!({ name: value }), None).unwrap().missing, [name], "{value}");
        }
        assert_eq!(read(&json!({ "issuer": null }), None), None);
    }

    #[test]
    fn what_a_sign_in_needs_must_be_on_each_list_that_there_is() {
        let (secret, key) = (Some(CredentialKind::ClientSecret), Some(CredentialKind::Certificate));
        for (name, list, credential, lacks) in [
            ("response_types_supported", json!(["code", "id_token"]), None, None),
            ("response_types_supported", json!(["id_token"]), None, Some("code")),
            ("grant_types_supported", json!(["implicit"]), None, Some("authorization_code")),
            ("code_challenge_methods_supported", json!(["plain", "S256"]), None, None),
            ("code_challenge_methods_supported", json!(["plain"]), None, Some("S256")),
            ("code_challenge_methods_supported", json!([]), None, Some("S256")),
            ("id_token_signing_alg_values_supported", json!(["none", "ES256"]), None, None),
            (
                "id_token_signing_alg_values_supported",
                json!(["HS256", "ES512"]),
                None,
                Some("ES256, PS256, EdDSA, RS256"),
            ),
            ("token_endpoint_auth_methods_supported", json!(["private_key_jwt"]), None, None),
            ("token_endpoint_auth_methods_supported", json!(["client_secret_basic"]), secret, None),
            (
                "token_endpoint_auth_methods_supported",
                json!(["private_key_jwt"]),
                secret,
                Some("client_secret_basic, client_secret_post"),
            ),
            ("token_endpoint_auth_methods_supported", json!(["client_secret_post"]), key, Some("private_key_jwt")),
            ("token_endpoint_auth_signing_alg_values_supported", json!(["RS256"]), key, Some("PS256")),
            ("token_endpoint_auth_signing_alg_values_supported", json!(["RS256"]), secret, None),
        ] {
            let said = read(&json!({ name: list }), credential).unwrap().lacking;
            let expected: Vec<_> = lacks.map(|lacks| format!("{name}: {lacks}")).into_iter().collect();
            assert_eq!(said, expected, "{name} {list}");
        }
    }
}
