//! What was asked of the stand-in, for tests to look at.

use std::collections::HashMap;

use uuid::Uuid;

/// An endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// `/.well-known/openid-configuration`
    Metadata,
    /// `/discovery/v2.0/keys`
    Keys,
    /// `/oauth2/v2.0/authorize`
    Authorize,
    /// `/oauth2/v2.0/token`
    Token,
    /// `/oauth2/v2.0/logout`
    Logout,
    /// `/v2.0/adminconsent`
    AdminConsent,
    /// Microsoft Graph, `/v1.0/…`
    Graph,
}

/// Parameters in the order they came, repeated ones too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(Vec<(String, String)>);

impl Params {
    pub(crate) fn parse(text: &str) -> Self {
        Self(serde_urlencoded::from_str(text).unwrap_or_default())
    }

    pub(crate) fn to_query(&self) -> String {
        serde_urlencoded::to_string(&self.0).unwrap_or_default()
    }

    /// The first value of a parameter. An empty one counts as absent.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(key, value)| key == name && !value.is_empty());
        found.next().map(|(_, value)| value.as_str())
    }

    /// Whether a parameter was sent at all, be it empty.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// The names, in the order they came.
    pub fn names(&self) -> Vec<&str> {
        self.0.iter().map(|(key, _)| key.as_str()).collect()
    }
}

/// How a client proved itself at the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAuthentication {
    /// `client_secret_post`
    SecretPost,
    /// `client_secret_basic`
    SecretBasic,
    /// `private_key_jwt`, PS256 with `x5t#S256`
    Certificate,
    /// `private_key_jwt`, RS256 with `x5t`
    LegacyCertificate,
    /// Another issuer's assertion.
    Federated,
}

/// A request to the authorize endpoint.
#[derive(Clone, Debug)]
pub struct AuthorizeRecord {
    /// The first path segment: a GUID, a domain, `organizations` or `common`.
    pub tenant: String,
    /// The query.
    pub query: Params,
}

/// A request to the token endpoint.
#[derive(Clone, Debug)]
pub struct TokenRecord {
    /// The first path segment.
    pub tenant: String,
    /// The form, secrets included.
    pub form: Params,
    /// How the client proved itself; none if it failed to.
    pub authentication: Option<ClientAuthentication>,
    /// The AADSTS number of the answer; none for a success.
    pub error: Option<u32>,
}

#[derive(Default)]
pub(crate) struct Records {
    counts: HashMap<(Option<Uuid>, Endpoint), usize>,
    pub(crate) last_authorize: Option<AuthorizeRecord>,
    pub(crate) last_token: Option<TokenRecord>,
    pub(crate) last_id_token: Option<String>,
}

impl Records {
    pub(crate) fn count(&mut self, tid: Option<Uuid>, endpoint: Endpoint) {
        *self.counts.entry((tid, endpoint)).or_default() += 1;
    }

    pub(crate) fn total(&self, endpoint: Endpoint) -> usize {
        let counts = self.counts.iter().filter(|((_, at), _)| *at == endpoint);
        counts.map(|(_, count)| count).sum()
    }

    pub(crate) fn of(&self, tid: Uuid, endpoint: Endpoint) -> usize {
        self.counts.get(&(Some(tid), endpoint)).copied().unwrap_or_default()
    }
}
