//! What somebody writes of any other OpenID Connect provider, and the rules for it. Pure.
//!
//! Every account of the issuer is one of the hospital's as soon as its address is: so operators write it, and never the hospital's portal.
//! What the document at that address says is read by the guarded way out alone.

use serde::{Deserialize, Serialize};
use url::{Host, Url};
use utoipa::ToSchema;

use super::change::Broken;
use super::google::is_client_id;
use super::plan::shown;
use super::provider::Named;
use crate::domain::provider::{GOOGLE_ISSUER, OidcSettings};

/// The longest issuer, in characters.
const LONGEST_ISSUER: usize = 500;
/// The longest name of a claim.
const LONGEST_CLAIM: usize = 100;
/// Providers whose one issuer, or whose host, serves everybody: connections to them are of a kind of their own, which looks at the tenant.
const OF_EVERYBODY: [&str; 6] = [
    "accounts.google.com",
    "login.microsoftonline.com",
    "login.microsoftonline.us",
    "login.partner.microsoftonline.cn",
    "sts.windows.net",
    "login.live.com",
];

/// What a connection knows of another OpenID Connect provider, as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OidcSettings)]
pub struct WrittenOidc {
    /// The provider's issuer, to the letter, as its document names it.
    #[schema(example = "https://id.st-janshof.example", max_length = 500)]
    pub issuer: String,
    /// What the broker is called there.
    #[schema(example = "anteroom")]
    pub client_id: String,
    /// The claim that holds the address.
    #[serde(default = "email")]
    #[schema(required = false, example = "email")]
    pub email_claim: String,
    /// Whether the provider must say that it has verified the address (`email_verified`).
    #[serde(default = "yes")]
    #[schema(required = false)]
    pub require_email_verified: bool,
}

/// The claim of the standard (OpenID Connect Core, 5.1).
pub(super) fn email() -> String {
    "email".to_owned()
}

const fn yes() -> bool {
    true
}

impl From<&OidcSettings> for WrittenOidc {
    fn from(settings: &OidcSettings) -> Self {
        Self {
            issuer: settings.issuer.clone(),
            client_id: settings.client_id.clone(),
            email_claim: settings.email_claim.clone(),
            require_email_verified: settings.require_email_verified,
        }
    }
}

impl WrittenOidc {
    pub(super) const FIELDS: [Named<Self>; 4] = [
        ("issuer", |oidc| shown(&oidc.issuer)),
        ("client_id", |oidc| shown(&oidc.client_id)),
        ("email_claim", |oidc| shown(&oidc.email_claim)),
        ("require_email_verified", |oidc| shown(&oidc.require_email_verified)),
    ];

    /// The settings that it means, or all that is wrong with it.
    pub fn check(self) -> Result<OidcSettings, Vec<Broken>> {
        let mut broken = Vec::new();
        broken.extend(issuer_broken(&self.issuer));
        if !is_client_id(&self.client_id) {
            broken.push(Broken::new(
                "client_id",
                "this is no client id",
                "take the one that the provider has given us",
            ));
        }
        let claim = &self.email_claim;
        if claim.is_empty() || claim.len() > LONGEST_CLAIM || !claim.bytes().all(|byte| byte.is_ascii_graphic()) {
            broken.push(Broken::new("email_claim", "this is no name of a claim", "for example email, or upn"));
        }
        if !broken.is_empty() {
            return Err(broken);
        }
        Ok(OidcSettings {
            issuer: self.issuer,
            client_id: self.client_id,
            email_claim: self.email_claim,
            require_email_verified: self.require_email_verified,
        })
    }
}

/// OpenID Connect Core, 2 (`iss`): https, and neither query nor fragment. A test's may be on this machine, where the way out permits that.
fn issuer_broken(text: &str) -> Option<Broken> {
    let way_out = "write it exactly as the provider's document names it, for example https://id.st-janshof.example";
    let Ok(url) = text.parse::<Url>() else {
        return Some(Broken::new("issuer", "this is no address", way_out));
    };
    let here = match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        _ => false,
    };
    let secure = url.scheme() == "https" || (url.scheme() == "http" && here);
    let plain = url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none()
        && text.len() <= LONGEST_ISSUER
        && text.bytes().all(|byte| byte.is_ascii_graphic());
    if !secure || !plain {
        return Some(Broken::new("issuer", "an issuer is an https address without query or fragment", way_out));
    }
    if url.host_str().is_some_and(|host| OF_EVERYBODY.contains(&host)) || text == GOOGLE_ISSUER {
        let way_out = "make a connection of the kind entra or google";
        return Some(Broken::new(
            "issuer",
            "everybody has an account there, so the issuer alone tells nothing",
            way_out,
        ));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_a_providers_own_and_reached_safely() {
        let written = |issuer: &str| WrittenOidc {
            issuer: issuer.to_owned(),
            client_id: "anteroom".to_owned(),
            email_claim: email(),
            require_email_verified: true,
        };
        for good in [
            "https://id.st-janshof.example",
            "https://id.st-janshof.example/",
            "https://id.example/realms/st-janshof",
            "https://id.example:8443/a",
            "http://127.0.0.1:8090",
        ] {
            let meant = written(good).check().unwrap();
            assert_eq!(meant.issuer, good, "to the letter");
            assert_eq!(WrittenOidc::from(&meant).check(), Ok(meant));
        }
        for bad in [
            "",
            "id.st-janshof.example",
            "http://id.st-janshof.example",
            "http://10.0.0.1",
            "file:///etc/passwd",
            "https://id.example/?tenant=1",
            "https://id.example/#x",
            "https://anna@id.example",
            "https://id.example/ü",
            "https://accounts.google.com",
            "https://login.microsoftonline.com/common/v2.0",
        ] {
            let broken = written(bad).check().unwrap_err();
            assert_eq!(broken[0].field, "issuer", "{bad}");
        }
        let broken = WrittenOidc { client_id: String::new(), email_claim: "e mail".to_owned(), ..written("x") }.check();
        let broken: Vec<_> = broken.unwrap_err().iter().map(|broken| broken.field).collect();
        assert_eq!(broken, ["issuer", "client_id", "email_claim"]);
    }
}
