//! A session ends, and everybody hears of it: an application asks for that (OpenID Connect RP-Initiated Logout 1.0), applications are
//! told of it ([`back_channel`]), and Microsoft says that somebody has signed out there ([`front_channel`]).

pub mod back_channel;
pub mod front_channel;
pub mod token;

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::account::SignedOut;
use super::browser::Browser;
use super::parameters::Parameters;
use super::redeem::ID_TOKEN_TYPE;
use super::reply;
use super::request_error::PageError;
use super::transit::Target;
use super::{SignIn, SignInError};
use crate::domain::application::Application;
use crate::domain::id::SessionId;
use crate::keys::hash;

/// What seals where a browser goes when it is back from signing out at Microsoft.
const PURPOSE: &str = "signed out";
/// How long signing out at Microsoft may take.
const AWAY: Duration = Duration::minutes(10);
/// The most that a way back may have, its state included: it may have to lie in a cookie.
const LONGEST_BACK: usize = 2_000;

/// What an application asks that sends somebody here to sign out: only what could be proved of it.
#[derive(Debug, Default)]
pub struct Asked {
    /// The application.
    pub application: Option<Arc<Application>>,
    /// Where the person goes afterwards.
    pub back: Option<Back>,
    /// The session that the application has shown an ID token of.
    session: Option<SessionId>,
}

/// Where a person goes after they have signed out: an address that the application has registered. Only this file makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Back {
    uri: String,
    state: Option<String>,
}

/// What happens next.
pub enum LogoutStep {
    /// The request is none: a page says so.
    Fault(PageError),
    /// Nobody is signed in in this browser, now or for long.
    Out(Asked, SignedOut),
    /// The person is asked whether they want to: a link alone ends nothing.
    Ask(Asked),
}

/// Where a browser goes when it is back from Microsoft; sealed in a cookie.
#[derive(Serialize, Deserialize)]
struct Away {
    to: String,
    since: DateTime<Utc>,
}

/// The claims of an ID token of ours that are looked at in a hint.
#[derive(Deserialize)]
struct Hint {
    sid: SessionId,
}

/// For whom a token says that it was made: which application's it must be proved to be.
fn unverified_audience(token: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Claims {
        aud: String,
    }
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    Some(serde_json::from_slice::<Claims>(&claims).ok()?.aud)
}

impl Back {
    /// The whole address.
    pub fn to(&self) -> String {
        let Some(state) = &self.state else { return self.uri.clone() };
        let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("state", state).finish();
        let separator = if self.uri.contains('?') { '&' } else { '?' };
        format!("{}{separator}{query}", self.uri)
    }

    /// As it was registered.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// What comes back with the person.
    pub fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }

    /// Its origin, for `form-action`.
    pub fn origin(&self) -> String {
        reply::origin(&self.uri)
    }
}

impl SignIn {
    /// An application sends somebody here to sign out. Where it shows an ID token of the very session that this browser holds, that ends
    /// at once; where there is none, there is nothing to ask. Else the person is asked, or any page could sign anybody out
    /// (RP-Initiated Logout, 2 and 6).
    pub async fn log_out(
        &self,
        parameters: &Parameters,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<LogoutStep, SignInError> {
        if parameters.repeated() {
            return Ok(LogoutStep::Fault(PageError::Malformed));
        }
        let asked = self.asked_to_sign_out(parameters, now).await?;
        let here = match browser.session {
            Some(cookie) => self.store.find_session(&hash::hash(cookie), now).await?,
            None => None,
        };
        Ok(match here {
            Some(session) if asked.session != Some(session.id) => LogoutStep::Ask(asked),
            Some(_) => {
                let signed_out = Box::pin(self.sign_out(asked.application.as_deref(), browser, now)).await?;
                LogoutStep::Out(asked, signed_out)
            }
            None => LogoutStep::Out(asked, SignedOut { to: None, forget: browser.shared }),
        })
    }

    /// What is proved of such a request: by an ID token of ours, however old, or by the application's name alone; and an address only
    /// where it is, to the letter, one that this application has registered. What is wrong is left out, so that whoever asks is not
    /// sent anywhere by somebody else's word.
    pub async fn asked_to_sign_out(&self, parameters: &Parameters, now: DateTime<Utc>) -> Result<Asked, SignInError> {
        let hint = parameters.get("id_token_hint");
        let audience = hint.and_then(unverified_audience);
        let client_id = match (parameters.get("client_id"), audience.as_deref()) {
            // An ID token of another application's: nobody knows whose word this is (RP-Initiated Logout, 2).
            (Some(named), Some(audience)) if named != audience => return Ok(Asked::default()),
            (named, audience) => named.or(audience),
        };
        let Some(client_id) = client_id else { return Ok(Asked::default()) };
        let shown = match hint {
            Some(token) => {
                let at = (self.issuer.as_str(), client_id);
                self.signing.usable().await.verify_hint::<Hint>(token, ID_TOKEN_TYPE, at, now).ok()
            }
            None => None,
        };
        if shown.is_none() && parameters.get("client_id").is_none() {
            return Ok(Asked::default());
        }
        let Some(application) = self.store.find_application(client_id).await? else { return Ok(Asked::default()) };
        let back = back(&application, parameters);
        Ok(Asked { back, session: shown.map(|hint| hint.sid), application: Some(application) })
    }

    /// Where Entra says that somebody has signed out there, in a hidden frame: an address of its own for each connection.
    pub fn front_channel_logout_uri(&self, target: Target) -> String {
        match target {
            Target::Connection(_, connection) => format!("{}/login/logout/{connection}", self.issuer),
            Target::Tenant(..) | Target::AnyTenant => format!("{}/login/logout/entra", self.issuer),
        }
    }

    /// Keeps where a browser goes that is on its way to sign out at Microsoft: that sends it back to an address of ours alone.
    pub fn seal_way_back(&self, back: &Back, now: DateTime<Utc>) -> String {
        let away = Away { to: back.to(), since: now };
        self.ring.seal_text(PURPOSE, &serde_json::to_vec(&away).unwrap_or_default())
    }

    /// Where it goes.
    pub fn open_way_back(&self, sealed: &str, now: DateTime<Utc>) -> Option<String> {
        let away: Away = serde_json::from_slice(&self.ring.open_text(PURPOSE, sealed).ok()?).ok()?;
        (now - away.since <= AWAY).then_some(away.to)
    }
}

fn back(application: &Application, parameters: &Parameters) -> Option<Back> {
    let uri = parameters.get("post_logout_redirect_uri")?;
    if !application.protocol.post_logout_redirect_uris.iter().any(|registered| registered == uri) {
        tracing::info!(application = application.client_id, "logout.address_not_registered");
        return None;
    }
    let back = Back { uri: uri.to_owned(), state: parameters.get("state").map(str::to_owned) };
    (back.to().len() <= LONGEST_BACK).then_some(back)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::application::tests::application;

    fn asked(query: &str) -> Option<String> {
        let mut application = application();
        application.protocol.post_logout_redirect_uris =
            vec!["https://records.example/bye".to_owned(), "https://records.example/bye?app=1".to_owned()];
        Some(back(&application, &Parameters::parse(query.as_bytes()))?.to())
    }

    #[test]
    fn a_way_back_is_a_registered_address_to_the_letter() {
        let with = |uri: &str| {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            asked(&query.append_pair("post_logout_redirect_uri", uri).append_pair("state", "a&b=c#").finish())
        };
        assert_eq!(
            with("https://records.example/bye").as_deref(),
            Some("https://records.example/bye?state=a%26b%3Dc%23")
        );
        assert_eq!(
            with("https://records.example/bye?app=1").as_deref(),
            Some("https://records.example/bye?app=1&state=a%26b%3Dc%23")
        );
        for other in [
            "https://records.example/bye/",
            "https://records.example/Bye",
            "https://records.example/bye?app=2",
            "https://records.example:443/bye",
            "https://records.example/bye#x",
            "https://records.example@evil.example/bye",
            "//evil.example",
            "javascript:alert(1)",
        ] {
            assert_eq!(with(other), None, "{other}");
        }
        assert_eq!(asked("state=a"), None);
    }

    #[test]
    fn a_state_that_no_cookie_could_carry_leads_nowhere() {
        let query = format!("post_logout_redirect_uri=https://records.example/bye&state={}", "%20".repeat(2_000));
        assert_eq!(asked(&query), None);
    }
}
