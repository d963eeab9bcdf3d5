//! Entra ID as an identity provider: its addresses, and the request that a person leaves with. All of it is computed.

use url::Url;
use uuid::Uuid;

use super::Upstream;
use super::provider::{Departing, ProviderPrompt};
use crate::domain::connection::{Cloud, EntraSettings, Registration};

/// The scopes asked of a provider. At Entra `profile` brings `oid`, `email` brings the address; nothing is asked that outlives the sign-in.
pub(super) const SCOPE: &str = "openid profile email";
/// The same, and what brings a refresh token, which is asked for only where a session is to be asked about again.
pub(super) const SCOPE_TO_ASK_AGAIN: &str = "openid profile email offline_access";

/// One registration at Entra, seen from one directory or from any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntraProvider {
    authority: Url,
    directory: Directory,
    client_id: String,
    /// Skips the page on which a federated domain is looked up.
    domain_hint: Option<String>,
}

/// Which directory a person may sign in to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Directory {
    /// This one.
    Tenant(Uuid),
    /// Any organization's: the shared registration, where the returned `tid` tells.
    Organizations,
}

impl EntraProvider {
    /// The host of the cloud.
    pub fn authority(&self) -> &Url {
        &self.authority
    }

    /// The registration's application id.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The issuer of a directory's ID tokens, v2.
    pub fn issuer(&self, tid: Uuid) -> String {
        format!("{}/{tid}/v2.0", self.base())
    }

    /// The directory; nil, which is nobody's, where it is still open.
    pub fn tid(&self) -> Uuid {
        match self.directory {
            Directory::Tenant(tid) => tid,
            Directory::Organizations => Uuid::nil(),
        }
    }

    /// The same registration, seen from the directory that somebody came from.
    #[must_use]
    pub fn in_directory(self, tid: Uuid) -> Self {
        Self { directory: Directory::Tenant(tid), ..self }
    }

    /// Where codes are redeemed: by the same path that they were asked by, or Entra refuses them (AADSTS700005).
    pub fn token_endpoint(&self) -> String {
        format!("{}/{}/oauth2/v2.0/token", self.base(), self.directory.path())
    }

    /// Where a person is sent. Only these parameters: nothing that an application sent is passed on unseen.
    pub fn authorize(&self, departing: &Departing<'_>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::with_capacity(512));
        query
            .append_pair("client_id", &self.client_id)
            .append_pair("response_type", "code")
            .append_pair("response_mode", "query")
            .append_pair("redirect_uri", departing.redirect_uri)
            .append_pair("scope", if departing.to_ask_again { SCOPE_TO_ASK_AGAIN } else { SCOPE })
            .append_pair("state", departing.state)
            .append_pair("nonce", departing.nonce)
            .append_pair("code_challenge", departing.code_challenge)
            .append_pair("code_challenge_method", "S256");
        // Entra does not take both: a hint is an answer to the question that `select_account` asks.
        if departing.prompt != Some(ProviderPrompt::SelectAccount)
            && let Some(hint) = departing.login_hint
        {
            query.append_pair("login_hint", hint);
        }
        if let Some(hint) = &self.domain_hint {
            query.append_pair("domain_hint", hint);
        }
        match departing.prompt {
            Some(ProviderPrompt::Login) => query.append_pair("prompt", "login"),
            Some(ProviderPrompt::SelectAccount) => query.append_pair("prompt", "select_account"),
            Some(ProviderPrompt::None) => query.append_pair("prompt", "none"),
            None => &mut query,
        };
        if let Some(context) = departing.mfa_context {
            let claims = serde_json::json!({ "id_token": { "acrs": { "essential": true, "value": context } } });
            query.append_pair("claims", &claims.to_string());
        }
        format!("{}/{}/oauth2/v2.0/authorize?{}", self.base(), self.directory.path(), query.finish())
    }

    /// Where a person is sent to sign out there too. `hint` names their account, so that Entra does not ask which
    /// (`login_hint` of its ID token).
    pub fn sign_out(&self, back_to: &str, hint: Option<&str>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::with_capacity(256));
        query.append_pair("post_logout_redirect_uri", back_to);
        if let Some(hint) = hint {
            query.append_pair("logout_hint", hint);
        }
        format!("{}/{}/oauth2/v2.0/logout?{}", self.base(), self.directory.path(), query.finish())
    }

    /// Where an administrator of a directory is sent to let this registration into it. What comes back to `redirect_uri` can be made up
    /// by whoever sits at the browser (Microsoft, "Admin consent on the Microsoft identity platform").
    pub fn admin_consent(&self, tid: Uuid, redirect_uri: &str, state: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::with_capacity(512));
        query
            .append_pair("client_id", &self.client_id)
            .append_pair("scope", SCOPE)
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("state", state);
        format!("{}/{tid}/v2.0/adminconsent?{}", self.base(), query.finish())
    }

    fn base(&self) -> &str {
        self.authority.as_str().trim_end_matches('/')
    }
}

impl Directory {
    fn path(self) -> String {
        match self {
            Self::Tenant(tid) => tid.to_string(),
            Self::Organizations => "organizations".to_owned(),
        }
    }
}

impl Upstream {
    /// Entra, as a connection's settings say.
    pub(super) fn entra(&self, settings: &EntraSettings, shared: Option<&str>) -> Option<EntraProvider> {
        let client_id = match &settings.registration {
            Registration::Own { client_id } => client_id.clone(),
            Registration::Shared => shared?.to_owned(),
        };
        Some(EntraProvider {
            authority: self.authority_of(settings.cloud)?,
            directory: Directory::Tenant(settings.tid),
            client_id,
            domain_hint: settings.domain_hint.clone(),
        })
    }

    /// The shared registration, in whichever directory.
    pub(super) fn entra_of_anybody(&self, shared: &str) -> Option<EntraProvider> {
        Some(EntraProvider {
            authority: self.authority_of(Cloud::Global)?,
            directory: Directory::Organizations,
            client_id: shared.to_owned(),
            domain_hint: None,
        })
    }

    pub(super) fn authority_of(&self, cloud: Cloud) -> Option<Url> {
        self.authority.clone().or_else(|| cloud.authority().parse().ok())
    }
}

/// The origins of its clouds, or of what stands for them.
pub(super) fn origins(authority: Option<&Url>) -> Vec<String> {
    match authority {
        Some(authority) => vec![authority.origin().ascii_serialization()],
        None => [Cloud::Global, Cloud::UsGovernment, Cloud::China].map(|cloud| cloud.authority().to_owned()).into(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::upstream::UpstreamSettings;

    fn sent(departing: &Departing<'_>) -> HashMap<String, String> {
        let provider = Upstream::new(&UpstreamSettings::default()).unwrap().entra_of_anybody("client").unwrap();
        let url: Url = provider.authorize(departing).parse().unwrap();
        assert_eq!(url.host_str(), Some("login.microsoftonline.com"));
        url.query_pairs().into_owned().collect()
    }

    const DEPARTING: Departing<'static> = Departing {
        redirect_uri: "https://login.example/login/callback/entra",
        state: "s",
        nonce: "n",
        code_challenge: "c",
        login_hint: Some("a.devries@st-janshof.example"),
        prompt: None,
        mfa_context: Some("c1"),
        to_ask_again: false,
    };

    #[test]
    fn a_departure_says_what_entra_needs() {
        let query = sent(&DEPARTING);
        assert_eq!(query["response_type"], "code");
        assert_eq!(query["scope"], "openid profile email");
        assert_eq!(query["login_hint"], "a.devries@st-janshof.example");
        assert_eq!(query["claims"], r#"{"id_token":{"acrs":{"essential":true,"value":"c1"}}}"#);
        for never in ["resource", "amr_values", "acr_values", "max_age"] {
            assert!(!query.contains_key(never), "{never}");
        }
    }

    #[test]
    fn choosing_an_account_goes_without_a_hint() {
        let query = sent(&Departing { prompt: Some(ProviderPrompt::SelectAccount), ..DEPARTING });
        assert_eq!(query["prompt"], "select_account");
        assert!(!query.contains_key("login_hint"));
    }

    #[test]
    fn a_hospitals_own_registration_is_asked_in_its_directory() {
        let upstream = Upstream::new(&UpstreamSettings::default()).unwrap();
        let tid = Uuid::from_u128(7);
        let mut settings = EntraSettings {
            registration: Registration::Own { client_id: "own".to_owned() },
            tid,
            cloud: Cloud::UsGovernment,
            allow_guests: false,
            domain_hint: None,
            mfa_context: None,
            require_mfa: false,
        };
        settings.domain_hint = Some("st-janshof.example".to_owned());
        let provider = upstream.entra(&settings, Some("shared")).unwrap();
        let base = format!("https://login.microsoftonline.us/{tid}");
        assert!(provider.authorize(&DEPARTING).starts_with(&format!("{base}/oauth2/v2.0/authorize?client_id=own&")));
        assert!(provider.authorize(&DEPARTING).contains("&domain_hint=st-janshof.example"));
        assert_eq!(provider.token_endpoint(), format!("{base}/oauth2/v2.0/token"));
        assert_eq!(provider.issuer(tid), format!("{base}/v2.0"));
        settings.registration = Registration::Shared;
        assert_eq!(upstream.entra(&settings, Some("shared")).unwrap().client_id(), "shared");
        assert!(upstream.entra(&settings, None).is_none());
    }

    #[test]
    fn a_person_can_be_asked_anew_or_not_at_all() {
        for (prompt, text) in [(ProviderPrompt::Login, "login"), (ProviderPrompt::None, "none")] {
            let query = sent(&Departing { prompt: Some(prompt), ..DEPARTING });
            assert_eq!(query["prompt"], text);
            assert_eq!(query["login_hint"], "a.devries@st-janshof.example");
        }
        assert!(!sent(&DEPARTING).contains_key("prompt"));
    }

    #[test]
    fn what_outlives_the_sign_in_is_asked_for_only_where_it_is_needed() {
        assert_eq!(sent(&DEPARTING)["scope"], "openid profile email");
        assert_eq!(
            sent(&Departing { to_ask_again: true, ..DEPARTING })["scope"],
            "openid profile email offline_access"
        );
    }

    #[test]
    fn nothing_that_is_passed_on_becomes_a_parameter_of_its_own() {
        let query = sent(&Departing {
            login_hint: Some("a@b.example&prompt=none&client_id=other#"),
            mfa_context: Some("c1\"}},\"access_token\":{\"x"),
            ..DEPARTING
        });
        assert_eq!(query["client_id"], "client");
        assert_eq!(query["login_hint"], "a@b.example&prompt=none&client_id=other#");
        let claims: serde_json::Value = serde_json::from_str(&query["claims"]).unwrap();
        assert_eq!(claims.as_object().unwrap().len(), 1);
    }
}
