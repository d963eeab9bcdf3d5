//! The portal of hospitals whose people sign in with another provider than Microsoft: they go the same eight steps, read nothing that is
//! about Microsoft, and renew what we prove ourselves with themselves. Two brokers take turns.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::AuditAction;
use chrono::Duration;
use reqwest::Method;
use serde_json::json;

use crate::admin::Staff;
use crate::browser::{Answer, Browser};
use crate::world::{ENTRA_SECRET, World};
use crate::{google, oidc, replicated_stories};

const STEPS: [&str; 9] = [
    "/setup",
    "/setup/domains",
    "/setup/connection",
    "/setup/connection/secret",
    "/setup/checks",
    "/setup/test-sign-in",
    "/setup/people",
    "/setup/switch-on",
    "/setup/status",
];
/// What is Entra's alone, and is done to nobody else's connection, whoever knows the address.
const OF_ENTRA: [&str; 3] = ["/setup/connection/own", "/setup/connection/shared", "/setup/connection/federated"];

/// A browser of the hospital's IT.
async fn invited(world: &World, staff: &Staff, slug: &str) -> Browser {
    let body = json!({ "to": format!("it@{slug}.example"), "language": "en", "mail": false });
    let made = staff.call(Method::POST, &format!("/organizations/{slug}/invitations"), &[], Some(body)).await.json();
    let browser = world.browser();
    browser.get(made["link"].as_str().unwrap()).await;
    browser
}

#[track_caller]
fn is_of_nobody_else(page: &Answer, what: &str) {
    assert_eq!(page.status, 200, "{what}: {}", page.body);
    for other in ["Microsoft", "Entra", "entra.microsoft.com", "app registration", "{$"] {
        assert!(!page.body.contains(other), "{what} speaks of {other}: {}", page.body);
    }
}

/// Goes all steps, in two languages, and finds nothing of Entra, nor a way to it.
async fn walk(browser: &Browser) {
    for language in ["de", "en"] {
        for step in STEPS {
            is_of_nobody_else(&browser.get(&format!("{step}?lang={language}")).await, step);
        }
    }
    for address in OF_ENTRA {
        assert_eq!(browser.get(address).await.status, 404, "{address}");
        let form = [("seen", ""), ("tid", "11111111-1111-4111-8111-111111111111"), ("client_id", "")];
        assert_eq!(browser.post(address, &form).await.status, 404, "{address}");
    }
}

/// The hidden field of a page's form.
fn seen(page: &Answer, action: &str) -> String {
    let form = page.body.split_once(&format!("action=\"{action}\"")).unwrap_or_else(|| panic!("{}", page.body)).1;
    let value = form.split_once("name=\"seen\" value=\"").unwrap().1;
    value.split('"').next().unwrap().to_owned()
}

/// Hands a secret in, and once the provider knows it, puts it in the other one's place.
async fn renew(browser: &Browser, secret: &str, end: &str, at_provider: impl FnOnce()) {
    let page = "/setup/connection/secret";
    let hand_in = async |end: &str| {
        let seen = seen(&browser.get(page).await, page);
        browser.post(page, &[("seen", &seen), ("secret", secret), ("end", end)]).await
    };
    let refused = hand_in("soon").await;
    assert!(refused.status == 422 && refused.body.contains("This is no date."), "{}", refused.body);
    assert!(!refused.body.contains(secret), "a secret was shown");
    let waiting = hand_in(end).await;
    assert_eq!((waiting.status, waiting.location.as_deref()), (303, Some("/setup/connection")), "{}", waiting.body);
    at_provider();
    let page = browser.get("/setup/connection").await;
    let put = page.body.split_once("action=\"/setup/connection/credential/prove\"").unwrap().1;
    let slot = put.split_once("name=\"slot\" value=\"").unwrap().1.split('"').next().unwrap();
    let form = [("seen", seen(&page, "/setup/connection/credential/prove")), ("slot", slot.to_owned())];
    let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
    let put = browser.post("/setup/connection/credential/prove", &form).await;
    assert_eq!(put.status, 303, "{}", put.body);
}

replicated_stories! {
    async fn a_hospital_at_google_goes_all_steps_and_renews_its_own_secret(world) {
        let mut world = world;
        google::connect(&mut world).await;
        let olga = Staff::new(&world, "olga.operator", AdminRole::Operator, &[]).await;
        let ends = world.now() + Duration::days(9);
        let ending = json!({ "client_secret": ENTRA_SECRET, "expires_at": ends, "without_proof": "as it is" });
        let all = "/organizations/zuiderkruis/connections/google/credentials";
        oidc::done(&world, &olga, Method::PUT, all, ending).await;
        world.hear();

        let browser = invited(&world, &olga, "zuiderkruis").await;
        walk(&browser).await;
        let overview = browser.get("/setup").await.body;
        assert!(overview.contains("Sign-in with Google") && overview.contains("Add a new one before that day."), "{overview}");
        assert!(overview.contains("the administrators of your accounts at Google"), "{overview}");
        let connection = browser.get("/setup/connection").await.body;
        for said in [google::CLIENT_ID, "zuiderkruis.example", "/login/callback/", "is changed by our support", "Google Cloud console"] {
            assert!(connection.contains(said), "{said} is not on {connection}");
        }
        assert!(!connection.contains("/setup/connection/own") && !connection.contains("front-channel"), "{connection}");
        assert_eq!(browser.get("/setup/connection/credential").await.location.as_deref(), Some("/setup/connection/secret"));
        assert_eq!(browser.get("/setup/connection/certificate").await.status, 404, "Google takes none");

        // A test goes to Google and back, as a real sign-in does.
        let form = [("connection", "google"), ("application", "records")];
        let departed = browser.post("/setup/test-sign-in", &form).await;
        assert_eq!(departed.status, 303, "{}", departed.body);
        let back = browser.through_entra(&departed).await;
        assert_eq!((back.status, back.location.as_deref()), (303, Some("/setup/test-sign-in")), "{}", back.body);
        let shown = browser.get("/setup/test-sign-in").await;
        is_of_nobody_else(&shown, "the result of a test");
        assert!(shown.body.contains("It works") && shown.body.contains("<code>hd</code>"), "{}", shown.body);

        let new = "canary-google-secret-0123456789abcdef";
        let configuration = world.store.find_configuration(world.organization("zuiderkruis").await).await.unwrap().unwrap();
        let redirect_uri = format!("{}/login/callback/{}", world.base, configuration.connections[0].id);
        renew(&browser, new, "", || world.google.add_client(google::CLIENT_ID, new, &redirect_uri)).await;
        world.hear();
        let person = world.browser();
        assert!(google::is_in(&person.through_entra(&google::depart(&person).await).await), "the new secret is in use");
        assert!(!browser.get("/setup").await.body.contains("Add a new one before"), "it has no end");
        let events = world.events("zuiderkruis").await;
        let changed = events.iter().filter(|event| event.action == AuditAction::CredentialChanged && event.actor == "invited");
        assert_eq!(changed.count(), 2, "{events:#?}");
    }

    async fn a_hospital_at_any_other_provider_does_so_too(world) {
        let olga = Staff::new(&world, "olga.operator", AdminRole::Operator, &[]).await;
        let provider = world.other_provider().await;
        let (at, all) = (oidc::AT, format!("{}/connections", oidc::AT));
        let done = async |method, path: &str, body| oidc::done(&world, &olga, method, path, body).await;
        done(Method::POST, "/organizations", json!({ "slug": "morgenster", "name": "Morgenster" })).await;
        let made = done(Method::POST, &all, json!({ "name": "id", "kind": "oidc", "oidc": oidc::oidc(provider.issuer()) })).await;
        let redirect_uri = made["redirect_uri"].as_str().unwrap();
        done(Method::PUT, &format!("{all}/id/credentials"), json!({ "client_secret": oidc::SECRET })).await;
        let domain = json!({ "name": "morgenster.example", "connection": "id", "proven": true, "reason": "TXT record seen" });
        done(Method::POST, &format!("{at}/domains"), domain).await;
        done(Method::PUT, &format!("{at}/flags/sso"), json!({ "value": true, "reason": "they begin" })).await;
        let user = json!({ "email": "m.maas@morgenster.example", "name": "Marta Maas", "kind": "professional" });
        done(Method::POST, &format!("{at}/users"), user).await;
        world.hear();
        oidc::marta(&provider, redirect_uri);

        let browser = invited(&world, &olga, "morgenster").await;
        walk(&browser).await;
        let connection = browser.get("/setup/connection").await.body;
        for said in [provider.issuer(), "<code>email</code>", redirect_uri, "is changed by our support", "front-channel logout"] {
            assert!(connection.contains(said), "{said} is not on {connection}");
        }
        let ways = browser.get("/setup/connection/credential").await;
        is_of_nobody_else(&ways, "the choice of a credential");
        assert!(ways.body.contains("/setup/connection/certificate") && !ways.body.contains("federated"), "{}", ways.body);
        is_of_nobody_else(&browser.get("/setup/connection/certificate").await, "a certificate");

        // The draft that an operator has made is tried by the page that no policy names, and put in force by the hospital.
        let onward = browser.post("/setup/test-sign-in", &[("connection", "id"), ("application", "records")]).await;
        is_of_nobody_else(&onward, "the way to the provider");
        let to = onward.headers["refresh"].to_str().unwrap().strip_prefix("0; url=").unwrap().to_owned();
        let back = browser.get(browser.get(&to).await.location().as_str()).await;
        assert_eq!((back.status, back.location.as_deref()), (303, Some("/setup/test-sign-in")), "{}", back.body);
        let shown = browser.get("/setup/test-sign-in").await;
        is_of_nobody_else(&shown, "the result of a test");
        assert!(shown.body.contains("It works") && shown.body.contains("Version 1 counts as tested now."), "{}", shown.body);
        let page = browser.get("/setup/connection").await;
        let form = [("seen", seen(&page, "/setup/connection/activate"))];
        let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
        assert_eq!(browser.post("/setup/connection/activate", &form).await.status, 303);
        world.hear();
        assert!(oidc::is_in(&oidc::sign_in(&world.browser()).await), "it is in force");

        // At others a secret may look like an id, and may end.
        let new = "5f0c2a5e-8d4b-4c43-9d0e-6b5f7f6f0001";
        let end = (world.now() + Duration::days(400)).format("%Y-%m-%d").to_string();
        renew(&browser, new, &end, || provider.add_client("anteroom", new, redirect_uri)).await;
        world.hear();
        assert!(oidc::is_in(&oidc::sign_in(&world.browser()).await), "the new secret is in use");
        walk(&browser).await;
    }
}
