//! What a browser brings: its cookies, its address, its name, its languages.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum_extra::extract::cookie::{Cookie, SameSite};
use chrono::{DateTime, Utc};
use http::header::{ACCEPT_LANGUAGE, COOKIE, USER_AGENT};
use http::request::Parts;
use http::{HeaderMap, Uri};

use super::Context;
use super::client_ip::ClientIp;
use crate::domain::id::SignInId;
use crate::domain::reason::Reason;
use crate::keys::ring::KeyRing;
use crate::language::Language;
use crate::signin;
use crate::signin::test_sign_in::carried;
use crate::signin::transit::{self, Transit};

const PREFIX: &str = "__Host-anteroom-";
const SESSION: &str = "__Host-anteroom-session";
const REMEMBERED: &str = "__Host-anteroom-remembered";
const LANGUAGE: &str = "__Host-anteroom-language";
const SHARED: &str = "__Host-anteroom-shared";
const DEVICE: &str = "__Host-anteroom-device";
const SETUP: &str = "__Host-anteroom-setup";
const TEST_LINK: &str = "__Host-anteroom-test-link";
const TEST: &str = "__Host-anteroom-test";
const TEST_RESULT: &str = "__Host-anteroom-test-result";
const SIGNED_OUT: &str = "__Host-anteroom-signed-out";
/// How long a device stays one of several people, and keeps the language that was chosen on it.
const KEPT_FOR: time::Duration = time::Duration::days(400);
/// How long a browser remembers by which account a person came.
const REMEMBERED_FOR: time::Duration = time::Duration::days(180);

/// What a browser brings.
pub struct Browser {
    cookies: Vec<Cookie<'static>>,
    ip: Option<IpAddr>,
    user_agent: Option<String>,
    /// `Accept-Language`
    languages: Option<String>,
    /// What the person has chosen on a page: now, or before in this browser.
    chosen: Option<Language>,
}

impl FromRequestParts<Context> for Browser {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Self::Rejection> {
        let ClientIp(ip) = ClientIp::from_request_parts(parts, context).await?;
        let header = |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let cookies = cookies(&parts.headers);
        let kept = || cookies.iter().find(|cookie| cookie.name() == LANGUAGE).map(Cookie::value);
        Ok(Self {
            chosen: asked_language(&parts.uri).or_else(|| Language::from_tag(kept()?)),
            cookies,
            ip,
            user_agent: header(USER_AGENT),
            languages: header(ACCEPT_LANGUAGE),
        })
    }
}

impl Browser {
    /// As the way of a sign-in sees it.
    pub fn seen(&self) -> signin::browser::Browser<'_> {
        signin::browser::Browser {
            session: self.cookie(SESSION),
            remembered: self.cookie(REMEMBERED),
            shared: self.cookie(SHARED).is_some(),
            ip: self.ip,
            user_agent: self.user_agent.as_deref(),
            chosen: self.chosen,
            languages: self.languages.as_deref(),
        }
    }

    /// The language of a page.
    pub fn language(&self, ui_locales: Option<&str>, organization: Option<&str>) -> Language {
        self.seen().language(ui_locales, organization)
    }

    /// The sealed cookie of a browser in which a device's code was typed.
    pub fn device(&self) -> Option<&str> {
        self.cookie(DEVICE)
    }

    fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find(|cookie| cookie.name() == name).map(Cookie::value)
    }

    /// The sealed cookie of a visit by an invitation.
    pub fn setup(&self) -> Option<&str> {
        self.cookie(SETUP)
    }

    /// The sealed cookie of a visit by a private link to test sign-ins.
    pub fn test_link(&self) -> Option<&str> {
        self.cookie(TEST_LINK)
    }

    /// The sealed cookie of a test sign-in on its way: one at a time.
    pub fn test(&self) -> Option<&str> {
        self.cookie(TEST)
    }

    /// The sealed cookie of what a test sign-in has shown.
    pub fn test_result(&self) -> Option<&str> {
        self.cookie(TEST_RESULT)
    }

    /// The sealed cookie of a browser that signs out at Microsoft.
    pub fn signed_out(&self) -> Option<&str> {
        self.cookie(SIGNED_OUT)
    }

    /// The sealed cookie of an attempt.
    pub fn sealed(&self, attempt: SignInId) -> Option<&str> {
        self.cookie(&Transit::cookie_name(attempt))
    }

    /// The attempt, opened.
    pub fn transit(&self, ring: &KeyRing, attempt: SignInId, now: DateTime<Utc>) -> Result<Transit, Reason> {
        let sealed = self.sealed(attempt).ok_or(Reason::TransitMissing)?;
        Transit::open(ring, attempt, sealed, now)
    }

    /// The cookies that keep an attempt, and make room for it.
    pub fn keep(&self, transit: &Transit, ring: &KeyRing) -> Vec<Cookie<'static>> {
        let sealed = transit.seal(ring);
        let own = Transit::cookie_name(transit.sign_in_id);
        let others = self.cookies.iter().map(Cookie::name).filter(|name| *name != own);
        let mut cookies: Vec<_> = transit::surplus(others).into_iter().map(removed).collect();
        let lifetime = time::Duration::minutes(transit::LIFETIME.num_minutes());
        cookies.push(cookie(own, sealed, Some(lifetime)));
        cookies
    }
}

/// All that are named as ours are. None of ours holds a character that would have to be encoded.
fn cookies(headers: &HeaderMap) -> Vec<Cookie<'static>> {
    let sent = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let parsed = sent.flat_map(Cookie::split_parse).filter_map(Result::ok);
    parsed.filter(|cookie| cookie.name().starts_with(PREFIX)).map(Cookie::into_owned).collect()
}

/// Drops the cookie of an attempt.
pub fn forget_attempt(attempt: SignInId) -> Cookie<'static> {
    removed(Transit::cookie_name(attempt))
}

/// The cookie of a session. It goes with the browser; the session in the store ends by itself.
pub fn session(value: &str) -> Cookie<'static> {
    cookie(SESSION.to_owned(), value.to_owned(), None)
}

/// Drops the cookie of a session.
pub fn forget_session() -> Cookie<'static> {
    removed(SESSION.to_owned())
}

/// The language that a person asks for by a link at the foot of a page: `lang`.
pub fn asked_language(uri: &Uri) -> Option<Language> {
    // Every request comes by here, and those of a sign-in have long queries: they are read once, elsewhere.
    let query = uri.query().filter(|query| query.contains("lang="))?;
    let mut parameters = url::form_urlencoded::parse(query.as_bytes());
    Language::from_tag(&parameters.find(|(name, _)| name == "lang")?.1)
}

/// The cookie that keeps a language that was chosen.
pub fn language(language: Language) -> Cookie<'static> {
    cookie(LANGUAGE.to_owned(), language.tag().to_owned(), Some(KEPT_FOR))
}

/// The cookie that says that several people use this device, or its removal.
pub fn shared(shared: bool) -> Cookie<'static> {
    if shared { cookie(SHARED.to_owned(), "1".to_owned(), Some(KEPT_FOR)) } else { removed(SHARED.to_owned()) }
}

/// The cookie of what a browser remembers, or its removal.
pub fn remembered(sealed: Option<String>) -> Cookie<'static> {
    match sealed {
        Some(sealed) => cookie(REMEMBERED.to_owned(), sealed, Some(REMEMBERED_FOR)),
        None => removed(REMEMBERED.to_owned()),
    }
}

/// The cookie of a browser in which a device's code was typed. It goes with the browser; the code ends by itself.
pub fn device(sealed: &str) -> Cookie<'static> {
    cookie(DEVICE.to_owned(), sealed.to_owned(), None)
}

/// Drops it.
pub fn forget_device() -> Cookie<'static> {
    removed(DEVICE.to_owned())
}

/// The cookie of a visit by an invitation. It goes with the browser, and is good for a working day at most.
pub fn setup(sealed: &str) -> Cookie<'static> {
    cookie(SETUP.to_owned(), sealed.to_owned(), None)
}

/// Drops the cookie of a visit by an invitation.
pub fn forget_setup() -> Cookie<'static> {
    removed(SETUP.to_owned())
}

/// The cookie of a visit by a private link to test sign-ins. It goes with the browser, and is good for as long as the link at most.
pub fn test_link(sealed: &str) -> Cookie<'static> {
    cookie(TEST_LINK.to_owned(), sealed.to_owned(), None)
}

/// Drops it.
pub fn forget_test_link() -> Cookie<'static> {
    removed(TEST_LINK.to_owned())
}

/// The cookie of a test sign-in on its way.
pub fn test(sealed: String) -> Cookie<'static> {
    let lifetime = time::Duration::minutes(transit::LIFETIME.num_minutes());
    cookie(TEST.to_owned(), sealed, Some(lifetime))
}

/// Drops it.
pub fn forget_test() -> Cookie<'static> {
    removed(TEST.to_owned())
}

/// The cookie of what a test sign-in has shown.
pub fn test_result(sealed: String) -> Cookie<'static> {
    let lifetime = time::Duration::minutes(carried::SHOWN_FOR.num_minutes());
    cookie(TEST_RESULT.to_owned(), sealed, Some(lifetime))
}

/// The cookie of a browser that signs out at Microsoft: where it goes when it is back. It is good for some minutes.
pub fn signed_out(sealed: &str) -> Cookie<'static> {
    cookie(SIGNED_OUT.to_owned(), sealed.to_owned(), None)
}

/// Drops it.
pub fn forget_signed_out() -> Cookie<'static> {
    removed(SIGNED_OUT.to_owned())
}

/// `SameSite=Lax`: the way back from Microsoft is a top-level GET, which brings it, as is a link in a mailbox; a foreign form's POST
/// does not.
fn cookie(name: String, value: String, lifetime: Option<time::Duration>) -> Cookie<'static> {
    let cookie = Cookie::build((name, value)).path("/").secure(true).http_only(true).same_site(SameSite::Lax);
    match lifetime {
        Some(lifetime) => cookie.max_age(lifetime).build(),
        None => cookie.build(),
    }
}

fn removed(name: String) -> Cookie<'static> {
    cookie(name, String::new(), Some(time::Duration::ZERO))
}
