//! Whether a provider sends people back to us: asked as a browser asks in which nobody is signed in, and that may show nothing.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use http::StatusCode;
use http::header::LOCATION;
use url::Url;

use super::super::aadsts::EntraError;
use super::super::outbound::LARGEST_DOCUMENT;
use super::super::provider::{Departing, Provider, ProviderPrompt};
use super::super::{Upstream, UpstreamError};
use crate::domain::reason::Reason;
use crate::keys::random;

/// What became of whoever asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SentBack {
    /// They are sent back to us, most often with the error that nobody is signed in.
    ToUs(Option<EntraError>),
    /// They are kept on a page of the provider's, which says so.
    Kept(EntraError),
}

impl Upstream {
    /// Whether somebody who may be shown nothing (`prompt=none`) is sent back to a redirect URI. No provider sends anybody, with whatever
    /// error, to an address that the registration does not have (RFC 6749, 4.1.2.1). Nobody follows, so that nothing comes of it.
    pub async fn sends_back(
        self: &Arc<Self>,
        provider: &Provider,
        redirect_uri: &str,
        now: DateTime<Utc>,
    ) -> Result<SentBack, UpstreamError> {
        let [state, nonce, challenge] = [random::token(), random::token(), random::token()];
        let departing = Departing {
            redirect_uri,
            state: state.expose(),
            nonce: nonce.expose(),
            // What it is the hash of, nobody knows: a code would be good for nothing.
            code_challenge: challenge.expose(),
            login_hint: None,
            prompt: Some(ProviderPrompt::None),
            mfa_context: None,
            to_ask_again: false,
        };
        let to = self.authorize(provider, &departing, now).await?;
        let invalid = || UpstreamError::from(Reason::UpstreamAnswerInvalid);
        let to: Url = to.parse().map_err(|_| invalid())?;
        let within = self.outbound.within(&to, LARGEST_DOCUMENT);
        let answer = within.read(to.as_str()).await?;
        let status = answer.status();
        if status.is_redirection() {
            let location = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
            let kept = || provider.page_error(&to.join(location).ok()?).map(SentBack::Kept);
            return back(location, redirect_uri).or_else(kept).ok_or_else(invalid);
        }
        if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            return Err(Reason::UpstreamUnavailable.into());
        }
        if !matches!(provider, Provider::Entra(_)) {
            // What such a page says, each says in words of its own.
            let page = EntraError { error: format!("http_{}", status.as_u16()), ..EntraError::default() };
            return if status.is_client_error() { Ok(SentBack::Kept(page)) } else { Err(invalid()) };
        }
        let page = EntraError::from_redirect("error_page", Some(&String::from_utf8_lossy(answer.body())));
        if page.codes.is_empty() { Err(invalid()) } else { Ok(SentBack::Kept(page)) }
    }
}

/// Who is sent to the redirect URI, with the error that they bring along; nobody, where it is another address.
fn back(location: &str, redirect_uri: &str) -> Option<SentBack> {
    let (to, ours) = (location.parse::<Url>().ok()?, redirect_uri.parse::<Url>().ok()?);
    let same = to.origin() == ours.origin() && to.path() == ours.path();
    let said = |name: &str| to.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let error = || said("error").map(|error| EntraError::from_redirect(&error, said("error_description").as_deref()));
    same.then(|| SentBack::ToUs(error()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_address_is_ours() {
        let ours = "https://login.example/login/callback/0199";
        let told = "https://login.example/login/callback/0199?error=login_required&error_description=AADSTS50058%3a+x#";
        let Some(SentBack::ToUs(Some(error))) = back(told, ours) else { panic!("{told}") };
        assert_eq!((error.error.as_str(), error.number()), ("login_required", Some(50_058)));
        assert_eq!(back("https://login.example/login/callback/0199?code=x", ours), Some(SentBack::ToUs(None)));
        for elsewhere in [
            "https://login.example/login/callback/0200?error=login_required",
            "https://login.example.evil.example/login/callback/0199?error=x",
            "http://login.example/login/callback/0199?error=x",
            "/login/callback/0199?error=x",
            "",
        ] {
            assert_eq!(back(elsewhere, ours), None, "{elsewhere}");
        }
    }
}
