//! The two ways to connect a directory: the hospital's own registration, and consent to the shared one.

use askama::Template;
use serde_json::json;

use super::super::frame::Frame;
use super::super::notice::Told;
use super::super::{Pages, render};
use super::Step;
use super::fault::{Fault, told};
use crate::domain::menu::Menu;
use crate::domain::organization::Organization;
use crate::language::{Language, Text};
use crate::tenancy::setup::connection::Found;
use crate::tenancy::setup::overview::Addresses;

/// What an app registration of ours is called at hospitals, unless they call it something else.
pub const NAME: &str = "Anteroom";
/// The claims that Entra's own page offers; all of them in its list *ID*.
const CLAIMS: [&str; 6] = ["email", "upn", "acct", "auth_time", "sid", "login_hint"];

/// What is on either.
pub struct RegistrationPage<'a> {
    /// Its language.
    pub language: Language,
    /// The hospital.
    pub organization: &'a Organization,
    /// The state of the connection that the form is for.
    pub seen: &'a str,
    /// What Microsoft is told of us.
    pub addresses: Addresses,
    /// What Microsoft said of the hospital's domains, where it was asked.
    pub found: Option<&'a Found>,
    /// The directory's id, as typed or found.
    pub tid: &'a str,
    /// The application's id, as typed.
    pub client_id: &'a str,
    /// What is wrong.
    pub fault: Option<Fault>,
}

#[derive(Template)]
#[template(path = "setup/own.html")]
struct OwnTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    step: Step,
    page: &'a RegistrationPage<'a>,
    told: Told,
    lookup: Option<String>,
    manifest: String,
}

#[derive(Template)]
#[template(path = "setup/shared.html")]
struct SharedTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    step: Step,
    page: &'a RegistrationPage<'a>,
    told: Told,
    lookup: Option<String>,
}

impl Pages {
    /// The hospital's own registration: what to enter at Microsoft, and what to bring from there.
    pub fn setup_own(&self, page: &RegistrationPage<'_>) -> String {
        let text = self.text(page.language);
        render(&OwnTemplate {
            text,
            frame: Frame::at("/setup/connection/own?").of(Some(page.organization)),
            step: Step::Connection,
            page,
            told: told(text, page.fault),
            lookup: page.found.map(|found| lookup(text, found)),
            manifest: manifest(),
        })
    }

    /// Consent to the shared registration.
    pub fn setup_shared(&self, page: &RegistrationPage<'_>) -> String {
        let text = self.text(page.language);
        render(&SharedTemplate {
            text,
            frame: Frame::at("/setup/connection/shared?").of(Some(page.organization)),
            step: Step::Connection,
            page,
            told: told(text, page.fault),
            lookup: page.found.map(|found| lookup(text, found)),
        })
    }

    /// An answer of Microsoft's that belongs to no question of this browser.
    pub fn setup_consent_unknown(&self, language: Language) -> String {
        let (title, what) = ("setup-consent-unknown-title", "setup-consent-unknown-what");
        self.message(language, Frame::at("/setup/connection?"), title, what, Some("setup-consent-unknown-do"))
    }
}

/// What Microsoft said of a domain.
fn lookup(text: Text<'_>, found: &Found) -> String {
    let key = match found.tid {
        Ok(Some(_)) => "setup-tenant-found",
        Ok(None) => "setup-tenant-not-found",
        Err(()) => "setup-tenant-not-asked",
    };
    text.with(key, "domain", found.domain.as_str())
}

/// The optional claims, as they stand in the manifest (Microsoft Graph format). `xms_edov` cannot be had by clicks.
fn manifest() -> String {
    let claims = json!({ "optionalClaims": { "idToken": [
        { "name": "email" },
        { "name": "xms_edov" },
        { "name": "acct" },
        { "name": "auth_time" },
        { "name": "sid" },
        { "name": "login_hint" },
        { "name": "upn", "additionalProperties": ["include_externally_authenticated_upn"] },
    ], "accessToken": [], "saml2Token": [] } });
    let text = serde_json::to_string_pretty(&claims).unwrap_or_default();
    // A property of the manifest, not a document of its own.
    let lines: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("  ")).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_is_a_property_with_the_claims() {
        let manifest = manifest();
        assert!(manifest.starts_with("\"optionalClaims\": {"), "{manifest}");
        let whole: serde_json::Value = serde_json::from_str(&format!("{{{manifest}}}")).unwrap();
        let claims = whole["optionalClaims"]["idToken"].as_array().unwrap();
        let names: Vec<_> = claims.iter().map(|claim| claim["name"].as_str().unwrap()).collect();
        assert!(CLAIMS.iter().chain(&["xms_edov"]).all(|claim| names.contains(claim)), "{names:?}");
    }
}
