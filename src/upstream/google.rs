//! Google Workspace as an identity provider. One issuer serves the world, so what tells one hospital's people from everybody else's is
//! the claim `hd` (Google, "OpenID Connect", "ID token's payload").

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use url::Url;

use super::Upstream;
use super::aadsts::EntraError;
use super::claims::{of_standard, text};
use super::entra::SCOPE;
use super::provider::{Departing, ProviderPrompt};
use crate::domain::claims::{GoogleClaims, OwnClaims, ProviderAccount};
use crate::domain::provider::{GOOGLE_ISSUER, GoogleSettings};
use crate::domain::reason::Reason;

/// A text, as the first field of a protocol buffer.
const FIRST_FIELD: u8 = 0x0a;
/// The issuer as older tokens of Google's name it.
const OLDER_ISSUER: &str = "accounts.google.com";

/// A client of Google's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoogleProvider {
    at: Url,
    client_id: String,
    /// The Workspace whose accounts are offered: a hint to the page, which anybody can change, and so no check.
    hd: String,
}

impl GoogleProvider {
    /// Where its document lies.
    pub(super) const fn at(&self) -> &Url {
        &self.at
    }

    pub(super) fn client_id(&self) -> &str {
        &self.client_id
    }

    #[expect(clippy::unused_self, reason = "the same for every client; asked like that of the others")]
    pub(super) const fn issuer(&self) -> &'static str {
        GOOGLE_ISSUER
    }

    /// Exactly these two.
    #[expect(clippy::unused_self, reason = "as above")]
    pub(super) fn is_issuer(&self, issuer: &str) -> bool {
        issuer == GOOGLE_ISSUER || issuer == OLDER_ISSUER
    }

    /// Where a person is sent. Google knows no `prompt=login`: that an account must be chosen is the most that it can be asked.
    pub(super) fn authorize(&self, endpoint: &Url, departing: &Departing<'_>) -> String {
        let mut url = endpoint.clone();
        let mut query = url.query_pairs_mut();
        departing.append_standard(&mut query, &self.client_id, SCOPE);
        query.append_pair("hd", &self.hd);
        if let Some(hint) = departing.login_hint {
            query.append_pair("login_hint", hint);
        }
        match departing.prompt {
            Some(ProviderPrompt::Login | ProviderPrompt::SelectAccount) => {
                query.append_pair("prompt", "select_account");
            }
            Some(ProviderPrompt::None) => {
                query.append_pair("prompt", "none");
            }
            None => {}
        }
        drop(query);
        url.into()
    }

    /// What Google says of a request on a page of its own: the page's address has it, first of all that it holds (as a protocol buffer, in
    /// Base64). Nobody has promised that; what is not in that form says nothing.
    #[expect(clippy::unused_self, reason = "as above")]
    pub(super) fn page_error(&self, page: &Url) -> Option<EntraError> {
        if !page.path().starts_with("/signin/oauth/error") {
            return None;
        }
        let (_, text) = page.query_pairs().find(|(name, _)| name == "authError")?;
        let text = text.replace(['+', ' '], "-").replace('/', "_");
        let text = text.trim_end_matches('=');
        // The name of an error is shorter than what these hold; what follows it is a text for people.
        let bytes = URL_SAFE_NO_PAD.decode(text.get(..56).unwrap_or(text)).ok()?;
        let (head, rest) = bytes.split_at_checked(2)?;
        let &[FIRST_FIELD, length] = head else { return None };
        let name = std::str::from_utf8(rest.get(..usize::from(length))?).ok()?;
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        is_name.then(|| EntraError { error: name.to_owned(), ..EntraError::default() })
    }

    /// `email_verified` counts only because `hd` is there: of a consumer's account it says nothing about the hospital (and the decision
    /// refuses those). The issuer is kept in one form, or one account would have two names.
    #[expect(clippy::unused_self, reason = "as above")]
    pub(super) fn read(&self, claims: &Map<String, Value>) -> Result<ProviderAccount, Reason> {
        let hd = claims.get("hd").and_then(text);
        of_standard(claims, "email", GOOGLE_ISSUER, OwnClaims::Google(GoogleClaims { hd }))
    }
}

impl Upstream {
    /// Google, as a connection's settings say.
    pub(super) fn google(&self, settings: &GoogleSettings) -> Option<GoogleProvider> {
        // More than one: whichever Workspace.
        let hd = match settings.domains.as_slice() {
            [only] => only.as_str(),
            _ => "*",
        };
        Some(GoogleProvider { at: self.google_base()?, client_id: settings.client_id.clone(), hd: hd.to_owned() })
    }

    fn google_base(&self) -> Option<Url> {
        self.google.clone().or_else(|| GOOGLE_ISSUER.parse().ok())
    }
}

/// Its origin, or that of what stands for it.
pub(super) fn origin(google: Option<&Url>) -> String {
    google.map_or_else(|| GOOGLE_ISSUER.to_owned(), |google| google.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use serde_json::json;

    use super::*;
    use crate::upstream::UpstreamSettings;

    fn provider(domains: &[&str]) -> GoogleProvider {
        let upstream = Upstream::new(&UpstreamSettings::default()).unwrap();
        let domains = domains.iter().map(|domain| domain.parse().unwrap()).collect();
        upstream.google(&GoogleSettings { client_id: "client".to_owned(), domains }).unwrap()
    }

    fn sent(provider: &GoogleProvider, prompt: Option<ProviderPrompt>) -> HashMap<String, String> {
        let endpoint = "https://accounts.google.com/o/oauth2/v2/auth".parse().unwrap();
        let departing = Departing {
            redirect_uri: "https://login.example/login/callback/1",
            state: "s",
            nonce: "n",
            code_challenge: "c",
            login_hint: Some("a.devries@st-janshof.example&prompt=none"),
            prompt,
            mfa_context: Some("c1"),
            to_ask_again: true,
        };
        let url: Url = provider.authorize(&endpoint, &departing).parse().unwrap();
        assert_eq!(url.path(), "/o/oauth2/v2/auth");
        url.query_pairs().into_owned().collect()
    }

    #[test]
    fn a_departure_says_what_google_takes_and_nothing_else() {
        let query = sent(&provider(&["st-janshof.example"]), None);
        assert_eq!((query["client_id"].as_str(), query["hd"].as_str()), ("client", "st-janshof.example"));
        assert_eq!(
            (query["scope"].as_str(), query["code_challenge_method"].as_str()),
            ("openid profile email", "S256")
        );
        assert_eq!(query["login_hint"], "a.devries@st-janshof.example&prompt=none");
        for never in ["prompt", "claims", "access_type", "domain_hint"] {
            assert!(!query.contains_key(never), "{never}");
        }
        let several = provider(&["st-janshof.example", "clinic.example"]);
        assert_eq!(sent(&several, None)["hd"], "*");
        for (prompt, expected) in [
            (ProviderPrompt::Login, "select_account"),
            (ProviderPrompt::SelectAccount, "select_account"),
            (ProviderPrompt::None, "none"),
        ] {
            assert_eq!(sent(&several, Some(prompt))["prompt"], expected);
        }
    }

    #[test]
    fn the_page_on_which_google_keeps_somebody_says_why() {
        let provider = provider(&["st-janshof.example"]);
        let said = |page: &str| provider.page_error(&page.parse().unwrap()).map(|said| said.error);
        let at = "https://accounts.google.com/signin/oauth/error";
        let long = "ChVyZWRpcmVjdF91cmlfbWlzbWF0Y2gSsAEKWW91IGNhbid0IHNpZ24gaW4gdG8gdGhpcyBhcHA";
        for page in [format!("{at}?authError={long}&flowName=GeneralOAuthFlow"), format!("{at}/v2?authError={long}%3D")]
        {
            assert_eq!(said(&page).as_deref(), Some("redirect_uri_mismatch"), "{page}");
        }
        assert_eq!(said(&format!("{at}?authError=Cg5pbnZhbGlkX2NsaWVudA%3D%3D")).as_deref(), Some("invalid_client"));
        for page in [
            format!("{at}?authError="),
            format!("{at}?authError=AAAA"),
            format!("{at}?authError=CgAA"),
            format!("{at}?authError=Cv9pbnZhbGlkX2NsaWVudA"),
            format!("{at}?authError=CgQ8Yj54"),
            at.to_owned(),
            format!("https://accounts.google.com/v3/signin/identifier?authError={long}"),
        ] {
            assert_eq!(said(&page), None, "{page}");
        }
    }

    #[test]
    fn both_forms_of_the_issuer_are_one_and_no_other_is_any() {
        let provider = provider(&["st-janshof.example"]);
        for issuer in [GOOGLE_ISSUER, "accounts.google.com"] {
            assert!(provider.is_issuer(issuer));
        }
        for issuer in [
            "https://accounts.google.com/",
            "http://accounts.google.com",
            "https://ACCOUNTS.google.com",
            "accounts.google.com/",
            "https://accounts.google.com.evil.example",
            "",
        ] {
            assert!(!provider.is_issuer(issuer), "{issuer}");
        }
        let claims = json!({ "iss": "accounts.google.com", "sub": "1", "hd": "st-janshof.example" });
        let account = provider.read(claims.as_object().unwrap()).unwrap();
        assert_eq!(account.key().authority, GOOGLE_ISSUER);
    }
}
