//! What is right and wrong about a broker's public configuration. Pure: the answers come in.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;
use url::Url;

use super::ask::{Answer, Answers};
use crate::address::{is_protected, origin};

/// A broker, as an app sees it.
#[derive(Debug, Serialize)]
pub struct Status {
    /// The address that was asked.
    pub url: String,
    /// Whether anybody answered there.
    pub reachable: bool,
    /// Whether nothing is wrong.
    pub healthy: bool,
    /// What was looked at.
    pub checks: Vec<Check>,
    /// The public keys.
    pub keys: Vec<Key>,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
pub struct Check {
    /// The thing, by the name it has in the configuration.
    pub name: &'static str,
    /// Whether it is right.
    pub ok: bool,
    /// What it is, or what is wrong with it.
    pub detail: String,
}

/// One public key.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Key {
    /// `kid`
    pub kid: String,
    /// `alg`
    pub alg: String,
    /// `kty`
    pub kty: String,
}

/// What apps need, and where at the broker it must be.
const ENDPOINTS: [&str; 4] = ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"];
/// The members of a JWK that nobody may see (RFC 7518, 6.2.2, 6.3.2 and 6.4.1).
const PRIVATE: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "k"];

impl Status {
    /// Nobody answered.
    pub fn unreachable(url: &Url, error: &anyhow::Error) -> Self {
        // The last cause says it best: a name that does not resolve, a connection refused, a certificate not trusted.
        let detail = error.chain().last().map_or_else(String::new, ToString::to_string);
        let check = Check { name: "reachable", ok: false, detail };
        Self { url: origin(url), reachable: false, healthy: false, checks: vec![check], keys: Vec::new() }
    }
}

/// Judges what a broker answered.
pub fn judge(url: &Url, answers: &Answers) -> Status {
    let mut checks = Vec::new();
    let mut keys = Vec::new();
    match &answers.configuration {
        Answer::Other(problem) => checks.push(wrong("configuration", problem.clone())),
        Answer::Json(configuration) => {
            checks.push(issuer(url, configuration));
            checks.extend(ENDPOINTS.map(|name| endpoint(url, configuration, name)));
            checks.push(pkce(configuration));
            match &answers.keys {
                Some(Answer::Json(set)) => {
                    keys = read_keys(set);
                    checks.extend(judge_keys(configuration, set, &keys));
                }
                Some(Answer::Other(problem)) => checks.push(wrong("keys", problem.clone())),
                None => checks.push(wrong("keys", "not asked for: there is no good jwks_uri")),
            }
        }
    }
    let healthy = checks.iter().all(|check| check.ok);
    Status { url: origin(url), reachable: true, healthy, checks, keys }
}

fn right(name: &'static str, detail: impl Into<String>) -> Check {
    Check { name, ok: true, detail: detail.into() }
}

fn wrong(name: &'static str, detail: impl Into<String>) -> Check {
    Check { name, ok: false, detail: detail.into() }
}

/// Apps compare the issuer character by character (OpenID Connect Discovery, 4.3).
fn issuer(url: &Url, configuration: &Value) -> Check {
    match configuration.get("issuer").and_then(Value::as_str) {
        Some(issuer) if issuer == origin(url) => right("issuer", "is the address asked"),
        Some(issuer) => wrong("issuer", format!("is {issuer}, not the address asked")),
        None => wrong("issuer", "is missing"),
    }
}

fn endpoint(url: &Url, configuration: &Value, name: &'static str) -> Check {
    let Some(text) = configuration.get(name).and_then(Value::as_str) else { return wrong(name, "is missing") };
    match text.parse::<Url>() {
        Err(_) => wrong(name, format!("is no address: {text}")),
        Ok(endpoint) if !is_protected(&endpoint) => wrong(name, format!("is not https: {text}")),
        Ok(endpoint) if endpoint.origin() != url.origin() => wrong(name, format!("is elsewhere: {text}")),
        Ok(endpoint) => right(name, endpoint.path()),
    }
}

/// Without PKCE a stolen code can be used (RFC 9700, 2.1.1).
fn pkce(configuration: &Value) -> Check {
    let name = "code_challenge_methods";
    let methods = words(configuration, "code_challenge_methods_supported");
    match (methods.contains("S256"), methods.contains("plain")) {
        (true, false) => right(name, "S256"),
        (true, true) => wrong(name, "plain is offered beside S256"),
        (false, _) => wrong(name, "S256 is missing"),
    }
}

fn words<'a>(configuration: &'a Value, name: &str) -> BTreeSet<&'a str> {
    let list = configuration.get(name).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).collect()
}

fn read_keys(set: &Value) -> Vec<Key> {
    let text = |key: &Value, name: &str| key.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let keys = set.get("keys").and_then(Value::as_array);
    let read = |key| Key { kid: text(key, "kid"), alg: text(key, "alg"), kty: text(key, "kty") };
    keys.into_iter().flatten().map(read).collect()
}

fn judge_keys(configuration: &Value, set: &Value, keys: &[Key]) -> Vec<Check> {
    if keys.is_empty() {
        return vec![wrong("keys", "there are none")];
    }
    let mut checks = Vec::new();
    let kids: BTreeSet<&str> = keys.iter().map(|key| key.kid.as_str()).collect();
    checks.push(if kids.contains("") {
        wrong("keys", "one has no kid")
    } else if kids.len() < keys.len() {
        wrong("keys", "two have the same kid")
    } else {
        right("keys", if keys.len() == 1 { "1 key".to_owned() } else { format!("{} keys", keys.len()) })
    });
    let members = set.get("keys").and_then(Value::as_array).into_iter().flatten();
    if members.filter_map(Value::as_object).any(|key| PRIVATE.iter().any(|name| key.contains_key(*name))) {
        checks.push(wrong("keys", "A PRIVATE KEY IS PUBLISHED: replace it at once"));
    }
    let algs: BTreeSet<&str> = keys.iter().map(|key| key.alg.as_str()).collect();
    let promised = words(configuration, "id_token_signing_alg_values_supported");
    let lacking: Vec<&str> = promised.difference(&algs).copied().collect();
    checks.push(if promised.contains("none") {
        wrong("id_token_signing_alg", "unsigned tokens are offered")
    } else if promised.is_empty() {
        wrong("id_token_signing_alg", "no algorithm is named")
    } else if lacking.len() == promised.len() {
        wrong("id_token_signing_alg", format!("no key for {}", lacking.join(", ")))
    } else {
        // A key is made when the first app is registered for its algorithm.
        let unused = if lacking.is_empty() { String::new() } else { format!("; no app uses {}", lacking.join(", ")) };
        let used: Vec<&str> = promised.intersection(&algs).copied().collect();
        right("id_token_signing_alg", format!("{}{unused}", used.join(", ")))
    });
    checks
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn configuration() -> Value {
        json!({
            "issuer": "https://login.example",
            "authorization_endpoint": "https://login.example/oauth2/authorize",
            "token_endpoint": "https://login.example/oauth2/token",
            "userinfo_endpoint": "https://login.example/oauth2/userinfo",
            "jwks_uri": "https://login.example/oauth2/jwks",
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["ES256", "RS256"],
        })
    }

    fn keys() -> Value {
        json!({ "keys": [
            { "kid": "one", "alg": "ES256", "kty": "EC" },
            { "kid": "two", "alg": "RS256", "kty": "RSA" },
        ]})
    }

    /// What is wrong, as `name detail`.
    fn wrong_about(configuration: Value, keys: Value) -> Vec<String> {
        let answers = Answers { configuration: Answer::Json(configuration), keys: Some(Answer::Json(keys)) };
        let status = judge(&"https://login.example".parse().unwrap(), &answers);
        assert_eq!(status.healthy, status.checks.iter().all(|check| check.ok));
        let wrong = status.checks.into_iter().filter(|check| !check.ok);
        wrong.map(|check| format!("{} {}", check.name, check.detail)).collect()
    }

    #[test]
    fn nothing_is_wrong_with_a_good_one() {
        assert!(wrong_about(configuration(), keys()).is_empty());
        // One that no app uses yet has no key.
        let mut more = configuration();
        more["id_token_signing_alg_values_supported"] = json!(["ES256", "RS256", "PS256", "EdDSA"]);
        assert!(wrong_about(more, keys()).is_empty());
    }

    #[test]
    fn each_fault_is_named() {
        let cases = [
            ("issuer", json!("https://login.example/"), "issuer is https://login.example/, not the address asked"),
            ("issuer", json!(7), "issuer is missing"),
            ("token_endpoint", Value::Null, "token_endpoint is missing"),
            ("token_endpoint", json!("/oauth2/token"), "token_endpoint is no address: /oauth2/token"),
            ("token_endpoint", json!("http://login.example/t"), "token_endpoint is not https: http://login.example/t"),
            ("userinfo_endpoint", json!("https://b.example/u"), "userinfo_endpoint is elsewhere: https://b.example/u"),
            ("code_challenge_methods_supported", json!([]), "code_challenge_methods S256 is missing"),
            (
                "code_challenge_methods_supported",
                json!(["plain", "S256"]),
                "code_challenge_methods plain is offered beside S256",
            ),
            (
                "id_token_signing_alg_values_supported",
                json!(["EdDSA", "PS256"]),
                "id_token_signing_alg no key for EdDSA, PS256",
            ),
            (
                "id_token_signing_alg_values_supported",
                json!(["ES256", "none"]),
                "id_token_signing_alg unsigned tokens are offered",
            ),
        ];
        for (name, value, expected) in cases {
            let mut configuration = configuration();
            configuration[name] = value;
            assert_eq!(wrong_about(configuration, keys()), [expected], "{name}");
        }
    }

    #[test]
    fn keys_have_names_and_keep_their_secrets() {
        let with = |change: &dyn Fn(&mut Value)| {
            let mut keys = keys();
            change(&mut keys);
            wrong_about(configuration(), keys)
        };
        assert_eq!(with(&|set| set["keys"][0]["kid"] = json!("two")), ["keys two have the same kid"]);
        assert_eq!(with(&|set| set["keys"][0]["kid"] = Value::Null), ["keys one has no kid"]);
        assert_eq!(with(&|set| set["keys"] = json!([])), ["keys there are none"]);
        let leaked = "keys A PRIVATE KEY IS PUBLISHED: replace it at once";
        assert_eq!(with(&|set| set["keys"][0]["d"] = json!("AAAA")), [leaked]);
        assert_eq!(with(&|set| set["keys"][1]["qi"] = json!("AAAA")), [leaked]);
    }
}
