//! What an application has registered of OAuth and OpenID Connect beside its addresses: the metadata of RFC 7591, 2, and what has
//! no name there.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;
use utoipa::ToSchema;

use super::application::{AuthenticationMethod, SigningAlgorithm};

/// The most keys of an application.
const MOST_KEYS: usize = 20;
/// The most addresses of one sort.
const MOST_ADDRESSES: usize = 50;
/// The longest that a token of an application may be good, in minutes.
pub const LONGEST_TOKEN_MINUTES: u32 = 60;
/// The members of a JWK that are secret (RFC 7518, 6.2.2, 6.3.2 and 6.4.1).
const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// What an application uses of OAuth and OpenID Connect. Each is as if it were not there, until it is registered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is registered by itself (RFC 7591, 2)")]
pub struct Protocol {
    /// Which security profile it is held to.
    #[serde(skip_serializing_if = "is_default")]
    pub profile: SecurityProfile,
    /// Its public keys, as a JWK set (RFC 7517, 5): for `private_key_jwt` and signed request objects.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub jwks: Option<Value>,
    /// Where its public keys are instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub jwks_uri: Option<Url>,
    /// Whether it must push its authorization requests (RFC 9126, 6).
    #[serde(skip_serializing_if = "is_default")]
    pub require_pushed_authorization_requests: bool,
    /// Whether its authorization requests must be signed objects (RFC 9101, 10.5).
    #[serde(skip_serializing_if = "is_default")]
    pub require_signed_request_object: bool,
    /// Whether its tokens are always bound to a key (RFC 9449, 5.2).
    #[serde(skip_serializing_if = "is_default")]
    pub dpop_bound_access_tokens: bool,
    /// Whether it may do without PKCE: a library from before 2015, or a test of conformance. Never a public client.
    #[serde(skip_serializing_if = "is_default")]
    pub pkce_optional: bool,
    /// Whether it may have tokens for itself (client credentials grant, RFC 6749, 4.4).
    #[serde(skip_serializing_if = "is_default")]
    pub client_credentials: bool,
    /// Whether it may ask what a token is worth (RFC 7662), as a resource server does: of tokens for itself and for its `resources`.
    #[serde(skip_serializing_if = "is_default")]
    pub introspection: bool,
    /// The resource servers that it may ask tokens for (RFC 8707), and, with `introspection`, those that it is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// How long its access tokens are good, in minutes; 10 where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 60)]
    pub access_token_minutes: Option<u32>,
    /// How long its ID tokens are good, in minutes; 10 where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 60)]
    pub id_token_minutes: Option<u32>,
    /// Of the claims about a person, those that it gets, whatever it asks for; all of them where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claims: Option<Vec<String>>,
    /// Whether it knows people by names of its own (OpenID Connect Core, 8).
    #[serde(skip_serializing_if = "is_default")]
    pub subject_type: SubjectType,
    /// What it shares its names for people with, where its addresses have several hosts (OpenID Connect Core, 8.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub sector_identifier_uri: Option<Url>,
    /// Where people may be sent after they have signed out (RP-Initiated Logout, 3.1); compared exactly.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub post_logout_redirect_uris: Vec<String>,
    /// Where it is told that a session is over (Back-Channel Logout, 2.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub backchannel_logout_uri: Option<Url>,
    /// Where a sign-in that somebody else starts begins (OpenID Connect Core, 4).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub initiate_login_uri: Option<Url>,
}

/// Which security profile an application is held to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SecurityProfile {
    /// OAuth as RFC 9700 wants it.
    #[default]
    Standard,
    /// The FAPI 2.0 Security Profile: pushed requests, keys instead of secrets, tokens bound to a key.
    Fapi2,
}

/// By what name an application knows people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SubjectType {
    /// By the one that all applications know.
    #[default]
    Public,
    /// By one that no application of another sector knows.
    Pairwise,
}

/// What is wrong: in which field, and what.
pub type Wrong = (&'static str, &'static str);

impl Protocol {
    /// Whether it must push its authorization requests (RFC 9126, 6; FAPI 2.0, 5.3.2.2).
    pub const fn requires_pushed_requests(&self) -> bool {
        self.require_pushed_authorization_requests || matches!(self.profile, SecurityProfile::Fapi2)
    }

    /// Whether its tokens must be bound to a key (RFC 9449, 5.2; FAPI 2.0, 5.3.2.1).
    pub const fn requires_dpop(&self) -> bool {
        self.dpop_bound_access_tokens || matches!(self.profile, SecurityProfile::Fapi2)
    }

    /// All that is wrong with it, for an application that proves itself so and has its ID tokens signed so.
    pub fn check(&self, method: AuthenticationMethod, id_token_algorithm: SigningAlgorithm) -> Vec<Wrong> {
        let mut wrong = Vec::new();
        let mut require = |holds: bool, field, detail| {
            if !holds {
                wrong.push((field, detail));
            }
        };
        let public = method == AuthenticationMethod::None;
        let fapi = self.profile == SecurityProfile::Fapi2;
        let by_key = method == AuthenticationMethod::PrivateKeyJwt;
        require(
            self.jwks.is_none() || self.jwks_uri.is_none(),
            "protocol.jwks",
            "jwks or jwks_uri, not both (RFC 7591, 2)",
        );
        if let Err(detail) = self.jwks.as_ref().map_or(Ok(()), check_keys) {
            require(false, "protocol.jwks", detail);
        }
        let has_keys = self.jwks.is_some() || self.jwks_uri.is_some();
        require(!by_key || has_keys, "protocol.jwks", "private_key_jwt needs jwks or jwks_uri");
        require(
            !self.require_signed_request_object || has_keys,
            "protocol.jwks",
            "signed request objects need jwks or jwks_uri",
        );
        require(!fapi || by_key, "authentication", "the profile fapi2 needs private_key_jwt");
        require(
            !fapi || id_token_algorithm != SigningAlgorithm::Rs256,
            "id_token_algorithm",
            "the profile fapi2 needs another algorithm than RS256",
        );
        require(
            !self.pkce_optional || !(public || fapi),
            "protocol.pkce_optional",
            "a public client and the profile fapi2 need PKCE",
        );
        require(
            !self.client_credentials || !public,
            "protocol.client_credentials",
            "a public client has no grant of its own",
        );
        require(!self.introspection || !public, "protocol.introspection", "a public client may not ask about tokens");
        for (field, addresses) in [
            ("protocol.resources", &self.resources),
            ("protocol.post_logout_redirect_uris", &self.post_logout_redirect_uris),
        ] {
            require(addresses.len() <= MOST_ADDRESSES, field, "fifty at most");
        }
        for resource in &self.resources {
            require(is_resource(resource), "protocol.resources", "an absolute URI without a fragment (RFC 8707, 2)");
        }
        for uri in &self.post_logout_redirect_uris {
            if let Err(detail) = super::application::check_redirect_uri(uri, public) {
                require(false, "protocol.post_logout_redirect_uris", detail);
            }
        }
        for (field, uri) in [
            ("protocol.jwks_uri", &self.jwks_uri),
            ("protocol.sector_identifier_uri", &self.sector_identifier_uri),
            ("protocol.backchannel_logout_uri", &self.backchannel_logout_uri),
            ("protocol.initiate_login_uri", &self.initiate_login_uri),
        ] {
            let reachable = uri.as_ref().is_none_or(is_web_address);
            require(reachable, field, "https://…, without a fragment; http:// only to this computer itself");
        }
        for (field, minutes) in [
            ("protocol.access_token_minutes", self.access_token_minutes),
            ("protocol.id_token_minutes", self.id_token_minutes),
        ] {
            let bounded = minutes.is_none_or(|minutes| (1..=LONGEST_TOKEN_MINUTES).contains(&minutes));
            require(bounded, field, "1 to 60 minutes");
        }
        wrong
    }
}

/// Whether these can be an application's keys: public ones, each for signatures.
fn check_keys(jwks: &Value) -> Result<(), &'static str> {
    let keys = jwks.get("keys").and_then(Value::as_array).ok_or("a JWK set: { \"keys\": [ … ] }")?;
    if keys.is_empty() || keys.len() > MOST_KEYS {
        return Err("1 to 20 keys");
    }
    for key in keys {
        let kty = key.get("kty").and_then(Value::as_str);
        if !matches!(kty, Some("EC" | "RSA" | "OKP")) {
            return Err("each key is of type EC, RSA or OKP");
        }
        // Whoever sends us a private key has one key less that is private.
        if PRIVATE_MEMBERS.iter().any(|member| key.get(member).is_some()) {
            return Err("public keys only: this set has a private one, which is to be replaced now");
        }
    }
    Ok(())
}

fn is_resource(text: &str) -> bool {
    text.len() <= 500 && text.parse::<Url>().is_ok_and(|url| url.fragment().is_none())
}

fn is_web_address(url: &Url) -> bool {
    let loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let scheme = url.scheme() == "https" || (url.scheme() == "http" && loopback);
    scheme && url.fragment().is_none() && url.as_str().len() <= 2_000 && url.username().is_empty()
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn wrong(method: AuthenticationMethod, edit: impl FnOnce(&mut Protocol)) -> Vec<&'static str> {
        let mut protocol = Protocol::default();
        edit(&mut protocol);
        protocol.check(method, SigningAlgorithm::Es256).into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn nothing_registered_is_written_as_nothing() {
        assert_eq!(json!(Protocol::default()), json!({}));
        assert_eq!(serde_json::from_value::<Protocol>(json!({})).unwrap(), Protocol::default());
        assert!(
            serde_json::from_value::<Protocol>(json!({ "require_dpop": true })).is_err(),
            "a slip is not passed over"
        );
    }

    #[test]
    fn what_needs_a_proof_of_the_application_is_not_for_public_clients() {
        use AuthenticationMethod::{None, PrivateKeyJwt, Secret};
        let ec = || Some(json!({ "keys": [{ "kty": "EC", "crv": "P-256", "x": "a", "y": "b" }] }));
        assert_eq!(wrong(None, |_| {}), [""; 0]);
        assert_eq!(wrong(None, |it| it.pkce_optional = true), ["protocol.pkce_optional"]);
        assert_eq!(wrong(Secret, |it| it.pkce_optional = true), [""; 0]);
        assert_eq!(wrong(None, |it| it.client_credentials = true), ["protocol.client_credentials"]);
        assert_eq!(wrong(None, |it| it.introspection = true), ["protocol.introspection"]);
        assert_eq!(wrong(PrivateKeyJwt, |_| {}), ["protocol.jwks"]);
        assert_eq!(wrong(PrivateKeyJwt, |it| it.jwks = ec()), [""; 0]);
        assert_eq!(wrong(Secret, |it| it.profile = SecurityProfile::Fapi2), ["authentication"]);
        let fapi = |it: &mut Protocol| (it.profile, it.jwks) = (SecurityProfile::Fapi2, ec());
        assert_eq!(wrong(PrivateKeyJwt, fapi), [""; 0]);
    }

    #[test]
    fn keys_are_public_ones() {
        let with = |jwks: Value| wrong(AuthenticationMethod::Secret, |it| it.jwks = Some(jwks));
        assert_eq!(with(json!({ "keys": [{ "kty": "RSA", "n": "a", "e": "AQAB" }] })), [""; 0]);
        for bad in [
            json!({}),
            json!([]),
            json!({ "keys": [] }),
            json!({ "keys": [{ "kty": "oct", "k": "a" }] }),
            json!({ "keys": [{ "kty": "RSA", "n": "a", "e": "AQAB", "d": "a" }] }),
        ] {
            assert_eq!(with(bad.clone()), ["protocol.jwks"], "{bad}");
        }
    }

    #[test]
    fn addresses_are_web_addresses() {
        let with = |uri: &str| {
            let uri = uri.parse().ok();
            wrong(AuthenticationMethod::Secret, |it| it.backchannel_logout_uri = uri)
        };
        assert_eq!(with("https://records.example/logout"), [""; 0]);
        assert_eq!(with("http://127.0.0.1:8100/logout"), [""; 0]);
        for bad in ["http://records.example/", "https://records.example/#a", "https://a@records.example/", "ftp://a/"] {
            assert_eq!(with(bad), ["protocol.backchannel_logout_uri"], "{bad}");
        }
    }
}
