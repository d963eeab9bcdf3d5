//! The admin API's door: who may, where, and in which form they are refused. Two brokers take turns.

use anteroom::domain::admin_role::{AdminRole, Permission, may};
use anteroom::domain::audit::{AuditAction, AuditOutcome};
use anteroom::http::admin::ROOT;
use anteroom::http::admin::table::{Route, routes};
use anteroom::tenancy::admin_tokens::{self, NewToken};
use anteroom::tenancy::change::Act;
use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::browser::{Answer, Browser};
use crate::replicated_stories;
use crate::world::World;

/// Gives a person of support a token, as `anteroom token create` does.
pub async fn token(world: &World, name: &str, role: AdminRole, organizations: &[&str]) -> String {
    let mut within = std::collections::BTreeSet::new();
    for slug in organizations {
        within.insert(world.organization(slug).await);
    }
    let organizations = (!within.is_empty()).then_some(within);
    let new = NewToken { name: name.to_owned(), role, organizations, lifetime: Duration::days(90) };
    let act = Act { by: "story", role: None, ip: None, now: world.now() };
    let made = admin_tokens::create(&world.store, new, &act).await;
    made.unwrap().1.expose().to_owned()
}

/// A person of support, at the API.
pub struct Staff {
    browser: Browser,
    bearer: String,
}

impl Staff {
    /// With a token of their own.
    pub async fn new(world: &World, name: &str, role: AdminRole, organizations: &[&str]) -> Self {
        let bearer = format!("Bearer {}", token(world, name, role, organizations).await);
        Self { browser: world.browser(), bearer }
    }

    /// Calls it, by the path below its root.
    pub async fn call(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<Value>) -> Answer {
        let headers = [&[("authorization", self.bearer.as_str())], headers].concat();
        self.browser.call(method, &format!("{ROOT}{path}"), &headers, body.map(|body| body.to_string())).await
    }

    /// Sends a table.
    pub async fn send_csv(&self, path: &str, table: &str) -> Answer {
        let headers = [("authorization", self.bearer.as_str()), ("content-type", "text/csv; charset=utf-8")];
        self.browser.call(Method::POST, &format!("{ROOT}{path}"), &headers, Some(table.to_owned())).await
    }

    /// Sends bytes of a kind.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let headers = [&[("authorization", self.bearer.as_str())], headers].concat();
        self.browser.call_with(method, &format!("{ROOT}{path}"), &headers, Some(body.to_vec())).await
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, &[], None).await
    }

    /// Whoever has another token.
    pub fn with(&self, token: &str) -> Self {
        Self { browser: Browser::new(&self.browser.base), bearer: format!("Bearer {token}") }
    }

    /// Their token.
    pub fn token(&self) -> &str {
        self.bearer.trim_start_matches("Bearer ")
    }

    /// The same person, at one broker alone.
    pub fn at(&self, base: &str) -> Self {
        Self { browser: Browser::new(base), bearer: self.bearer.clone() }
    }
}

/// The state that an answer shows.
pub fn etag(answer: &Answer) -> String {
    answer.headers.get("etag").unwrap_or_else(|| panic!("no ETag: {answer:?}")).to_str().unwrap().to_owned()
}

/// The word of a problem; every problem has its form.
pub fn code(answer: &Answer) -> String {
    assert_eq!(answer.headers["content-type"], "application/problem+json", "{} {}", answer.status, answer.body);
    let problem = answer.json();
    assert_eq!(problem["status"], answer.status);
    assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()));
    assert!(problem["title"].as_str().is_some_and(|title| !title.is_empty()));
    problem["code"].as_str().unwrap().to_owned()
}

/// What a route is tried with: an organization, and the ids of something of St. Janshof's and of a sign-in there.
fn path(route: &Route, organization: &str, id: &str, sign_in: &str, webhook: &str) -> String {
    let path = route.path.replace("{organization}", organization).replace("{id}", id).replace("{flag}", "sso");
    let path = path.replace("{webhook}", webhook);
    let path = path.replace("{sign_in}", sign_in).replace("{code}", "50105");
    let path = path.replace("{user}", "a.devries@st-janshof.example").replace("{session}", id);
    let path = path.replace("{domain}", "st-janshof.example").replace("{connection}", "entra").replace("{slot}", "a");
    let path = path.replace("{application}", "records").replace("{token}", "here");
    let path = path.replace("{invitation}", id);
    assert!(!path.contains('{'), "the walk does not know how to fill {path}");
    path
}

replicated_stories! {
    // Every route, by everybody who must not. A new one cannot be forgotten: the router is made of the same table.
    async fn nobody_gets_further_than_their_token(world) {
        let mut world = world;
        let [jan, _] = crate::break_glass::forcing(&mut world).await;
        let asked = json!({ "user": "a.devries@st-janshof.example", "reason": "story" });
        let there = format!("{ROOT}/organizations/st-janshof/break-glass");
        let asked = world.browser().json(&there, &[("authorization", &format!("Bearer {jan}"))], Some(asked)).await;
        let id = asked.json()["id"].as_str().unwrap().to_owned();
        let sign_in = world.browser().sign_in("s.suspended@st-janshof.example", &[]).await.sign_in().to_string();

        let maker = Staff::new(&world, "maker", AdminRole::Operator, &[]).await;
        let made = json!({ "url": "https://siem.example/" });
        let made = maker.call(Method::POST, "/organizations/st-janshof/webhooks", &[], Some(made)).await;
        let webhook = made.json()["id"].as_str().unwrap().to_owned();

        let elsewhere = Staff::new(&world, "else.where", AdminRole::Operator, &["delta-noord"]).await;
        let here = Staff::new(&world, "here", AdminRole::Operator, &["st-janshof"]).await;
        let logo = [("content-type", "image/png"), ("if-match", "*")];
        let put = here.send(Method::PUT, "/organizations/st-janshof/logo", &logo, crate::account::PIXEL).await;
        assert_eq!(put.status, 200, "{}", put.body);
        let mut roles = Vec::new();
        for role in AdminRole::ALL {
            roles.push((role, Staff::new(&world, role.as_str(), role, &[]).await));
        }
        let before = world.store.read_everything().await.unwrap();
        let written = async || {
            // That somebody reads the log is what the walk itself leaves behind; the day's anchor, the brokers.
            let mut events = world.store.list_audit_events(5_000).await.unwrap();
            events.retain(|event| !matches!(event.action, AuditAction::LogRead | AuditAction::AuditAnchored));
            events
        };
        let events = written().await.len();
        // Whom the log must say that they were refused, and what.
        let mut refusals = Vec::new();
        for route in routes() {
            // Of what is refused in a loop, the log has not all.
            world.pass(Duration::minutes(3));
            let (method, own) = (route.method.clone(), path(&route, "st-janshof", &id, &sign_in, &webhook));
            let body = (method != Method::GET).then(|| json!({}));
            let at = format!("{method} {own}");
            let nobody = world.browser().call(method.clone(), &format!("{ROOT}{own}"), &[], None).await;
            assert_eq!((nobody.status, code(&nobody).as_str()), (401, "unauthorized"), "{at}");
            for (role, staff) in roles.iter().filter(|(role, _)| !may(*role, route.permission)) {
                let refused = staff.call(method.clone(), &own, &[], body.clone()).await;
                assert_eq!((refused.status, code(&refused).as_str()), (403, "role_too_low"), "{at} by {role:?}");
                refusals.push((role.as_str().to_owned(), format!("{method} {ROOT}{own}"), "role_too_low".to_owned()));
            }
            if route.path.starts_with("/webhooks") {
                // The operator's own: they hear of every organization.
                let limited = here.call(method.clone(), &own, &[], body.clone()).await;
                assert_eq!((limited.status, code(&limited).as_str()), (403, "token_limited"), "{at}");
            }
            if route.path.contains("{organization}") {
                let outside = elsewhere.call(method.clone(), &own, &[], body.clone()).await;
                let nowhere = elsewhere.call(method.clone(), &path(&route, "nowhere", &id, &sign_in, &webhook), &[], body.clone()).await;
                assert_eq!((outside.status, code(&outside).as_str()), (404, "not_found"), "{at}");
                assert_eq!((outside.status, &outside.body), (nowhere.status, &nowhere.body), "{at}");
                if method != Method::GET {
                    for own in [&own, &path(&route, "nowhere", &id, &sign_in, &webhook)] {
                        let refusal = ("else.where".to_owned(), format!("{method} {ROOT}{own}"), "not_found".to_owned());
                        refusals.push(refusal);
                    }
                }
                if route.permission == Permission::Read {
                    let answer = here.call(method, &own, &[], None).await;
                    assert_eq!(answer.status, 200, "{at}: {}", answer.body);
                }
            }
        }
        assert_eq!(world.store.read_everything().await.unwrap(), before);
        // Exactly these, and nothing else: whoever was refused did nothing.
        let mut found = written().await;
        assert_eq!(found.len(), events + refusals.len());
        found.retain(|event| event.action == AuditAction::AdminRefused);
        let told = |event: anteroom::domain::audit::AuditEvent| {
            assert_eq!((event.outcome, event.organization_id), (AuditOutcome::Refused, None));
            (event.actor, event.subject.unwrap(), event.reason.unwrap())
        };
        let mut found: Vec<_> = found.into_iter().map(told).collect();
        found.sort_unstable();
        refusals.sort_unstable();
        assert_eq!(found, refusals);
    }

    async fn every_refusal_has_one_form(world) {
        let mia = Staff::new(&world, "mia.dekker", AdminRole::Operator, &[]).await;
        let at = "/organizations/st-janshof/break-glass";
        let call = async |method: Method, path: &str, headers: &[(&str, &str)], body: &str| {
            let headers = [&[("authorization", mia.bearer.as_str())], headers].concat();
            let body = (!body.is_empty()).then(|| body.to_owned());
            mia.browser.call(method, &format!("{ROOT}{path}"), &headers, body).await
        };
        for (method, path, headers, body, expected) in [
            (Method::GET, "/nothing", &[][..], "", (404, "not_found")),
            (Method::GET, "", &[], "", (404, "not_found")),
            (Method::GET, "/organizations/%ff/break-glass", &[], "", (404, "not_found")),
            (Method::GET, "/organizations/%00/break-glass", &[], "", (404, "not_found")),
            (Method::DELETE, at, &[], "", (405, "method_not_allowed")),
            (Method::POST, at, &[], "{", (400, "malformed")),
            (Method::POST, at, &[], "{}", (422, "invalid_request")),
            (Method::POST, at, &[], "", (415, "unsupported_media_type")),
        ] {
            let answer = call(method.clone(), path, headers, body).await;
            assert_eq!((answer.status, code(&answer).as_str()), expected, "{method} {path} {}", &body[..body.len().min(9)]);
            assert_eq!(answer.headers["cache-control"], "no-store");
        }
        // Said before the body is sent, and answered before it is.
        let host = world.base.strip_prefix("http://").unwrap();
        let mut stream = tokio::net::TcpStream::connect(host).await.unwrap();
        let head = format!("POST {ROOT}{at} HTTP/1.1\r\nhost: {host}\r\ncontent-length: 65537\r\nconnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("application/problem+json"), "{answer}");
        assert!(answer.contains("\"code\":\"too_large\""), "{answer}");
        let not_allowed = call(Method::DELETE, at, &[], "").await;
        assert_eq!(not_allowed.headers["allow"], "GET,HEAD,POST");
    }

    async fn the_document_describes_every_route(world) {
        let document = world.browser().get(&format!("{ROOT}/openapi.json")).await;
        assert_eq!((document.status, document.headers["content-type"].to_str().unwrap()), (200, "application/json"));
        let document = document.json();
        assert_eq!(document["openapi"], "3.1.0");
        let described: usize = document["paths"].as_object().unwrap().values().map(|path| path.as_object().unwrap().len()).sum();
        assert_eq!(described, routes().count());
        let mut names = std::collections::BTreeSet::new();
        for route in routes() {
            let operation = &document["paths"][format!("{ROOT}{}", route.path)][route.method.as_str().to_ascii_lowercase()];
            assert!(names.insert(operation["operationId"].as_str().unwrap().to_owned()), "{} is described twice", route.path);
            assert!(operation["description"].as_str().unwrap().contains(route.permission.least_role().as_str()));
            for (status, response) in operation["responses"].as_object().unwrap() {
                let content = response["content"].as_object().cloned().unwrap_or_default();
                // A picture or a file says of itself what it is.
                let is_file = content.keys().any(|kind| kind == "image/png" || kind == "application/toml");
                if status == "204" || (status == "200" && is_file) {
                    continue;
                }
                if status == "200" && route.path.ends_with("/audit/export") {
                    let forms: Vec<_> = response["content"].as_object().unwrap().keys().collect();
                    assert_eq!(forms, ["application/x-ndjson", "text/csv", "text/plain"]);
                    continue;
                }
                let kind = if status.starts_with('2') { "application/json" } else { "application/problem+json" };
                assert!(content[kind]["schema"]["$ref"].is_string(), "{} {status}: {response}", route.path);
            }
            for status in ["401", "403", "500", "503"] {
                assert!(operation["responses"][status].is_object(), "{} {status}", route.path);
            }
        }
    }
}
