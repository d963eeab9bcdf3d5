//! What somebody writes of a hospital's Google Workspace, and the rules for it. Pure. That its domains are the hospital's own is asked
//! where they are written ([`super::provider`]), and at every sign-in.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::change::Broken;
use super::plan::shown;
use super::provider::Named;
use crate::domain::email::EmailDomain;
use crate::domain::provider::GoogleSettings;

/// The most domains that one Workspace may have (Google allows 600).
const MOST_DOMAINS: usize = 600;
/// The longest `client_id`, in characters.
pub(super) const LONGEST_CLIENT_ID: usize = 255;

/// What a connection knows of its Google Workspace, as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GoogleSettings)]
pub struct WrittenGoogle {
    /// The OAuth client that the broker is at Google.
    #[schema(example = "1093.apps.googleusercontent.com")]
    pub client_id: String,
    /// The Workspace's domains; each is a proven domain of the organization. Nobody of another Workspace comes in, and no consumer.
    #[schema(example = json!(["st-janshof.example"]), min_items = 1)]
    pub domains: Vec<String>,
}

impl From<&GoogleSettings> for WrittenGoogle {
    fn from(settings: &GoogleSettings) -> Self {
        let domains = settings.domains.iter().map(|domain| domain.as_str().to_owned()).collect();
        Self { client_id: settings.client_id.clone(), domains }
    }
}

/// Whether a text may name a client: visible ASCII (RFC 6749, A.1).
pub(super) fn is_client_id(text: &str) -> bool {
    (1..=LONGEST_CLIENT_ID).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

impl WrittenGoogle {
    pub(super) const FIELDS: [Named<Self>; 2] =
        [("client_id", |google| shown(&google.client_id)), ("domains", |google| google.domains.join(", "))];

    /// The settings that it means, or all that is wrong with it.
    pub fn check(self) -> Result<GoogleSettings, Vec<Broken>> {
        let mut broken = Vec::new();
        if !is_client_id(&self.client_id) {
            let way_out = "take the Client ID of the OAuth client, from Google's console";
            broken.push(Broken::new("client_id", "this is no client id", way_out));
        }
        let mut domains = Vec::with_capacity(self.domains.len());
        for name in &self.domains {
            match name.parse::<EmailDomain>() {
                Ok(domain) if !domains.contains(&domain) => domains.push(domain),
                Ok(_) => {}
                Err(_) => broken.push(Broken::new("domains", "one of these is no domain name", "")),
            }
        }
        if self.domains.is_empty() || self.domains.len() > MOST_DOMAINS {
            let way_out = "name the domains of the hospital's Workspace";
            broken.push(Broken::new("domains", "without a domain this would be for every Google account", way_out));
        }
        if broken.is_empty() { Ok(GoogleSettings { client_id: self.client_id, domains }) } else { Err(broken) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_is_named_by_its_domains() {
        let written = |client_id: &str, domains: &[&str]| WrittenGoogle {
            client_id: client_id.to_owned(),
            domains: domains.iter().map(|domain| (*domain).to_owned()).collect(),
        };
        let meant = written("1093.apps.googleusercontent.com", &["St-Janshof.example", "st-janshof.example"]).check();
        let meant = meant.unwrap();
        assert_eq!(meant.domains, ["st-janshof.example".parse().unwrap()]);
        assert_eq!(WrittenGoogle::from(&meant).check(), Ok(meant));
        let broken = |written: WrittenGoogle| {
            let broken = written.check().unwrap_err();
            broken.iter().map(|broken| broken.field).collect::<Vec<_>>()
        };
        assert_eq!(broken(written("client", &[])), ["domains"]);
        assert_eq!(broken(written("client", &["*"])), ["domains"]);
        assert_eq!(broken(written("", &["a b"])), ["client_id", "domains"]);
        assert_eq!(broken(written("a b", &["st-janshof.example"])), ["client_id"]);
    }
}
