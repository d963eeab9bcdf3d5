//! A browser as a test needs it: keeps cookies, follows nothing by itself, and walks the whole way on request.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::sync::Mutex;

use anteroom::domain::id::SignInId;
use anteroom::http::layers::LARGEST_BODY;
use anteroom::keys::hash::s256;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method};
use serde_json::Value;
use url::Url;

pub const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters-0123456789";
pub const REDIRECT_URI: &str = "https://records.example/callback";

/// Keeps cookies by host and port.
pub struct Browser {
    pub base: String,
    client: Client,
    cookies: Mutex<BTreeMap<(String, String), String>>,
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub location: Option<String>,
    pub headers: reqwest::header::HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }

    /// Where it redirects to.
    pub fn location(&self) -> Url {
        let location = self.location.as_ref();
        location.unwrap_or_else(|| panic!("{} does not redirect: {}", self.status, self.body)).parse().unwrap()
    }

    /// A parameter of where it redirects to.
    pub fn parameter(&self, name: &str) -> Option<String> {
        self.location().query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// The number on a refusal's page, or of a login page's form.
    pub fn sign_in(&self) -> SignInId {
        let after = |mark: &str| self.body.split_once(mark).map(|(_, rest)| &rest[..36]);
        let text = after("<code>").or_else(|| after("name=\"sign_in\" value=\""));
        text.unwrap_or_else(|| panic!("no sign-in number on: {}", self.body)).parse().unwrap()
    }
}

impl Browser {
    #[expect(clippy::disallowed_methods, reason = "this stands for a person's browser, not for the broker")]
    pub fn new(base: &str) -> Self {
        // A connection for each request, so that replicas take turns.
        let client = Client::builder().redirect(Policy::none()).pool_max_idle_per_host(0).no_proxy().build().unwrap();
        Self { base: base.to_owned(), client, cookies: Mutex::default() }
    }

    pub async fn get(&self, url: &str) -> Answer {
        self.send(Method::GET, url, None, &[]).await
    }

    pub async fn post(&self, url: &str, form: &[(&str, &str)]) -> Answer {
        self.send(Method::POST, url, Some(form), &[]).await
    }

    /// Calls an API: POST with a body (an empty one where it is null), else GET.
    pub async fn json(&self, path: &str, headers: &[(&str, &str)], body: Option<Value>) -> Answer {
        match body {
            None => self.call(Method::GET, path, headers, None).await,
            Some(Value::Null) => self.call(Method::POST, path, headers, None).await,
            Some(body) => self.call(Method::POST, path, headers, Some(body.to_string())).await,
        }
    }

    /// Calls an API by a method, with JSON or what the headers say that it is.
    pub async fn call(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<String>) -> Answer {
        self.call_with(method, path, headers, body.map(String::into_bytes)).await
    }

    /// Calls an API with bytes that need be no text.
    pub async fn call_with(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> Answer {
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        if let Some(body) = body {
            request = request.body(body);
            if !headers.iter().any(|(name, _)| *name == "content-type") {
                request = request.header(reqwest::header::CONTENT_TYPE, "application/json");
            }
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        let headers = response.headers().clone();
        Answer { status: response.status().as_u16(), location: None, headers, body: response.text().await.unwrap() }
    }

    /// Sends a request with the cookies of its host, and keeps those that come back.
    pub async fn send(
        &self,
        method: Method,
        url: &str,
        form: Option<&[(&str, &str)]>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let url: Url =
            if url.starts_with('/') { format!("{}{url}", self.base) } else { url.to_owned() }.parse().unwrap();
        let host = format!("{}:{}", url.host_str().unwrap(), url.port_or_known_default().unwrap());
        let mut request = self.client.request(method, url);
        let cookies = self.cookies_of(&host);
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(form) = form {
            request = request.form(form);
        }
        let too_large =
            form.is_some_and(|form| form.iter().map(|(_, value)| value.len()).sum::<usize>() > LARGEST_BODY);
        let again = request.try_clone();
        let response = match (request.send().await, again) {
            // Whoever refuses a body unread closes the connection, and the answer may be lost in that (RFC 9112, 9.6).
            (Err(error), Some(again)) if too_large && error.is_request() => again.send().await.unwrap(),
            (sent, _) => sent.unwrap(),
        };
        for cookie in response.headers().get_all(SET_COOKIE) {
            self.keep(&host, cookie.to_str().unwrap());
        }
        let location = response.headers().get(LOCATION).map(|value| value.to_str().unwrap().to_owned());
        let headers = response.headers().clone();
        Answer { status: response.status().as_u16(), location, headers, body: response.text().await.unwrap() }
    }

    fn cookies_of(&self, host: &str) -> String {
        let cookies = self.cookies.lock().unwrap();
        let own = cookies.iter().filter(|((of, _), _)| of == host);
        own.map(|((_, name), value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn keep(&self, host: &str, cookie: &str) {
        let (name, rest) = cookie.split_once('=').unwrap();
        let (value, attributes) = rest.split_once(';').unwrap_or((rest, ""));
        let key = (host.to_owned(), name.to_owned());
        let mut cookies = self.cookies.lock().unwrap();
        if attributes.contains("Max-Age=0") || value.is_empty() {
            cookies.remove(&key);
        } else {
            cookies.insert(key, value.to_owned());
        }
    }

    /// All cookies, to be set again later.
    pub fn cookies(&self) -> BTreeMap<(String, String), String> {
        self.cookies.lock().unwrap().clone()
    }

    /// Goes back to the cookies that there were.
    pub fn set_cookies(&self, cookies: BTreeMap<(String, String), String>) {
        *self.cookies.lock().unwrap() = cookies;
    }

    /// The names of the cookies that the broker set.
    pub fn cookie_names(&self) -> Vec<String> {
        self.cookies
            .lock()
            .unwrap()
            .keys()
            .map(|(_, name)| name.clone())
            .filter(|name| name.contains("anteroom"))
            .collect()
    }

    /// Forgets the cookies of a host, e.g. that of Microsoft's own session.
    pub fn forget(&self, url: &str) {
        let url: Url = url.parse().unwrap();
        let host = format!("{}:{}", url.host_str().unwrap(), url.port_or_known_default().unwrap());
        self.cookies.lock().unwrap().retain(|(of, _), _| *of != host);
    }

    /// The value of a cookie of the broker.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().iter().find(|((_, key), _)| key == name).map(|(_, value)| value.clone())
    }

    /// The web app's authorization request, with more parameters, or other values for those it has.
    pub fn authorize_url(more: &[(&str, &str)]) -> String {
        let challenge = s256(VERIFIER);
        let mut parameters: HashMap<&str, &str> = HashMap::from([
            ("client_id", "records"),
            ("redirect_uri", REDIRECT_URI),
            ("response_type", "code"),
            ("scope", "openid profile email roles"),
            ("state", "the-app-state"),
            ("nonce", "the-app-nonce"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        parameters.extend(more.iter().copied());
        parameters.retain(|_, value| !value.is_empty());
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        format!("/oauth2/authorize?{query}")
    }

    pub async fn authorize(&self, more: &[(&str, &str)]) -> Answer {
        self.get(&Self::authorize_url(more)).await
    }

    /// Goes wherever redirects lead, to the first answer that is none.
    pub async fn follow(&self, url: &str) -> Answer {
        let mut at: Url = Url::parse(&self.base).unwrap().join(url).unwrap();
        for _ in 0..20 {
            let answer = self.get(at.as_str()).await;
            let Some(to) = answer.location.as_deref().filter(|_| (300..400).contains(&answer.status)) else {
                return answer;
            };
            at = at.join(to).unwrap();
        }
        panic!("redirects without an end, at last to {at}")
    }

    /// From an answer that leads to Entra, through Entra, to the broker's answer at the callback.
    pub async fn through_entra(&self, departed: &Answer) -> Answer {
        let at_entra = self.get(departed.location().as_str()).await;
        self.get(at_entra.location().as_str()).await
    }

    /// The whole way of somebody with an address, to the broker's last answer.
    pub async fn sign_in(&self, email: &str, more: &[(&str, &str)]) -> Answer {
        let mut parameters = vec![("login_hint", email)];
        parameters.extend_from_slice(more);
        let departed = self.authorize(&parameters).await;
        self.through_entra(&departed).await
    }

    /// Redeems a code as the web app does.
    pub async fn redeem(&self, code: &str) -> Answer {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", VERIFIER),
        ])
        .await
    }

    /// Asks the token endpoint as the web app does.
    pub async fn token(&self, form: &[(&str, &str)]) -> Answer {
        let mut form = form.to_vec();
        form.extend([("client_id", "records"), ("client_secret", crate::world::APP_SECRET)]);
        self.post("/oauth2/token", &form).await
    }
}

/// The claims of a JWT, unverified.
pub fn claims(token: &str) -> Value {
    use base64::Engine;
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}
