//! Whether Microsoft sends people back to us: asked as a browser asks in which nobody is signed in, and that may show nothing.

use http::header::LOCATION;
use url::Url;

use super::super::aadsts::EntraError;
use super::super::entra::EntraProvider;
use super::super::outbound::LARGEST_DOCUMENT;
use super::super::provider::{Departing, ProviderPrompt};
use super::super::{Upstream, UpstreamError};
use crate::domain::reason::Reason;
use crate::keys::random;

/// What became of whoever asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SentBack {
    /// They are sent back to us, most often with the error that nobody is signed in.
    ToUs(Option<EntraError>),
    /// They are kept on a page of Microsoft's, which says so.
    Kept(EntraError),
}

impl Upstream {
    /// Whether somebody who may be shown nothing (`prompt=none`) is sent back to a redirect URI. Microsoft sends nobody, with whatever
    /// error, to an address that the registration does not have (RFC 6749, 4.1.2.1). Nobody follows, so that nothing comes of it.
    pub async fn sends_back(&self, provider: &EntraProvider, redirect_uri: &str) -> Result<SentBack, UpstreamError> {
        let [state, nonce, challenge] = [random::token(), random::token(), random::token()];
        let to = provider.authorize(&Departing {
            redirect_uri,
            state: state.expose(),
            nonce: nonce.expose(),
            // What it is the hash of, nobody knows: a code would be good for nothing.
            code_challenge: challenge.expose(),
            login_hint: None,
            prompt: Some(ProviderPrompt::None),
            mfa_context: None,
            to_ask_again: false,
        });
        let within = self.outbound.within(provider.authority(), LARGEST_DOCUMENT);
        let answer = within.read(&to).await?;
        if answer.status().is_redirection() {
            let location = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
            return back(location, redirect_uri).ok_or_else(|| Reason::UpstreamAnswerInvalid.into());
        }
        if answer.status().is_server_error() || answer.status().as_u16() == 429 {
            return Err(Reason::UpstreamUnavailable.into());
        }
        let page = EntraError::from_redirect("error_page", Some(&String::from_utf8_lossy(answer.body())));
        if page.codes.is_empty() { Err(Reason::UpstreamAnswerInvalid.into()) } else { Ok(SentBack::Kept(page)) }
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
