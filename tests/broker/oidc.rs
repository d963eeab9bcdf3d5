//! Any other OpenID Connect provider, made through the admin API: its people come in as the hospital's others do, and what it says of itself
//! is believed as far as support has said who it is.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::reason::Reason;
use chrono::Duration;
use entra_stand_in::{Certificate, OpenIdStandIn};
use reqwest::Method;
use serde_json::{Value, json};

use crate::admin::{Staff, code};
use crate::browser::{Answer, Browser};
use crate::credentials::pair;
use crate::replicated_stories;
use crate::world::World;

pub const AT: &str = "/organizations/morgenster";
pub const SECRET: &str = "morgenster:secret/0123456789";
const MARTA: &str = "m.maas@morgenster.example";

/// Does something that can be done, a second after what was done before.
pub async fn done(world: &World, staff: &Staff, method: Method, path: &str, body: Value) -> Value {
    world.pass(Duration::seconds(1));
    let answer = staff.call(method.clone(), path, &[("if-match", "*")], Some(body)).await;
    assert!(answer.status < 300, "{method} {path}: {} {}", answer.status, answer.body);
    answer.json()
}

/// Hands in the secret for the draft's registration.
async fn put_for_draft(staff: &Staff, at: &str) -> Answer {
    let secret = json!({ "client_secret": SECRET, "version": "draft", "without_proof": "story" });
    staff.call(Method::PUT, &format!("{at}/credentials"), &[("if-match", "*")], Some(secret)).await
}

/// The same where both slots hold what is for the registration in force: one of them goes first.
async fn make_room_and_put_for_draft(staff: &Staff, at: &str) {
    assert_eq!(code(&put_for_draft(staff, at).await), "slot_taken");
    let removed = staff.call(Method::DELETE, &format!("{at}/credentials/b"), &[("if-match", "*")], None).await;
    assert_eq!(removed.status, 200, "{}", removed.body);
    assert_eq!(put_for_draft(staff, at).await.status, 200);
}

pub fn oidc(issuer: &str) -> Value {
    json!({ "issuer": issuer, "client_id": "anteroom" })
}

/// Leads somebody who typed their address to their provider, by the page that no policy names, and on to our answer.
pub async fn sign_in(browser: &Browser) -> Answer {
    let onward = browser.authorize(&[("login_hint", MARTA)]).await;
    if onward.headers.get("refresh").is_none() {
        return onward;
    }
    let to = onward.headers["refresh"].to_str().unwrap().strip_prefix("0; url=").unwrap().to_owned();
    assert!(onward.body.contains(&format!("href=\"{}\"", to.replace('&', "&#38;"))), "{}", onward.body);
    let at_provider = browser.get(&to).await;
    browser.get(at_provider.location().as_str()).await
}

pub fn is_in(back: &Answer) -> bool {
    back.location.as_ref().is_some_and(|to| to.starts_with("https://records.example/callback?code="))
}

async fn refused(world: &World, browser: &Browser, expected: Reason, what: &str) {
    let page = sign_in(browser).await;
    assert!((400..500).contains(&page.status), "{what}: {} {:?}", page.status, page.location);
    let event = world.last_event("morgenster", page.sign_in()).await;
    assert_eq!(event.reason.as_deref(), Some(expected.code()), "{what}: {}", event.detail.as_str());
    assert!(browser.cookie("__Host-anteroom-session").is_none(), "{what}");
}

/// A person whose `sub` is the same at every provider.
pub fn marta(provider: &OpenIdStandIn, redirect_uri: &str) {
    provider.add_client("anteroom", SECRET, redirect_uri);
    provider.add_account(&json!({ "sub": "1", "email": MARTA, "email_verified": true, "hd": "morgenster.example" }));
}

/// Each is refused, with the field that is wrong.
async fn what_is_no_connection_is_not_made(olga: &Staff, all: &str) {
    for (wrong, field) in [
        (json!({ "kind": "oidc", "oidc": oidc("http://10.0.0.1") }), "issuer"),
        (json!({ "kind": "oidc", "oidc": oidc("https://accounts.google.com") }), "issuer"),
        (json!({ "kind": "oidc", "google": { "client_id": "c", "domains": ["morgenster.example"] } }), "oidc"),
        (json!({ "kind": "google", "google": { "client_id": "c", "domains": ["st-janshof.example"] } }), "domains"),
        (json!({ "kind": "oidc" }), "oidc"),
    ] {
        let mut new = wrong.clone();
        new["name"] = json!("id");
        let refused = olga.call(Method::POST, all, &[], Some(new)).await;
        assert!((400..500).contains(&refused.status) && refused.body.contains(field), "{wrong}: {}", refused.body);
    }
}

replicated_stories! {
    async fn one_is_connected_and_believed_as_far_as_support_has_said(world) {
        let olga = Staff::new(&world, "olga.operator", AdminRole::Operator, &[]).await;
        let provider = world.other_provider().await;
        done(&world, &olga, Method::POST, "/organizations", json!({ "slug": "morgenster", "name": "Morgenster" })).await;
        let all = format!("{AT}/connections");
        what_is_no_connection_is_not_made(&olga, &all).await;
        let new = json!({ "name": "id", "kind": "oidc", "oidc": oidc(provider.issuer()) });
        let made = done(&world, &olga, Method::POST, &all, new).await;
        assert_eq!((&made["kind"], &made["entra"], &made["google"]), (&json!("oidc"), &Value::Null, &Value::Null));
        let all_said = json!({
            "issuer": provider.issuer(), "client_id": "anteroom", "email_claim": "email", "require_email_verified": true,
        });
        assert_eq!(made["oidc"], all_said);
        let at = format!("{all}/id");
        let federated = olga.call(Method::PUT, &format!("{at}/credentials"), &[("if-match", "*")], Some(json!({ "federated": true }))).await;
        assert!((400..500).contains(&federated.status) && federated.body.contains("credential"), "{}", federated.body);
        done(&world, &olga, Method::PUT, &format!("{at}/credentials"), json!({ "client_secret": SECRET })).await;
        let word = json!({ "without_test_sign_in": "their first" });
        done(&world, &olga, Method::POST, &format!("{at}/versions/draft/activate"), word.clone()).await;
        let domain = json!({ "name": "morgenster.example", "connection": "id", "proven": true, "reason": "TXT record seen" });
        done(&world, &olga, Method::POST, &format!("{AT}/domains"), domain).await;
        done(&world, &olga, Method::PUT, &format!("{AT}/flags/sso"), json!({ "value": true, "reason": "they begin" })).await;
        let user = json!({ "email": MARTA, "name": "Marta Maas", "kind": "professional" });
        done(&world, &olga, Method::POST, &format!("{AT}/users"), user).await;
        world.hear();
        marta(&provider, made["redirect_uri"].as_str().unwrap());

        // Which providers there are, no page's policy tells; the button has the organization's name.
        let page = world.browser().authorize(&[("login_hint", MARTA), ("prompt", "select_account")]).await;
        assert!(page.body.contains("Sign in with Morgenster"), "{}", page.body);
        assert!(!page.headers["content-security-policy"].to_str().unwrap().contains(provider.base_url()));
        let browser = world.browser();
        let back = sign_in(&browser).await;
        assert!(is_in(&back), "{} {}", back.status, back.body);
        assert_eq!(browser.redeem(&back.parameter("code").unwrap()).await.status, 200);
        assert_eq!(provider.last_asked()["scope"], "openid profile email");

        for (what, claims, expected) in [
            ("an address that nobody verified", json!({ "email_verified": false }), Reason::EmailUnverified),
            ("an address of which nothing is said", json!({ "email_verified": null }), Reason::EmailUnverified),
            ("another issuer", json!({ "iss": format!("{}/", provider.issuer()) }), Reason::TokenIssuer),
            ("Google's token", json!({ "iss": "https://accounts.google.com" }), Reason::TokenIssuer),
            ("another client", json!({ "aud": ["anteroom", "other"] }), Reason::TokenAudience),
            ("another's account", json!({ "sub": "2" }), Reason::IdentityMismatch),
        ] {
            provider.next_claims(claims);
            refused(&world, &world.browser(), expected, what).await;
        }
        provider.next_header(json!({ "alg": "none" }));
        refused(&world, &world.browser(), Reason::TokenAlgorithm, "no signature").await;
        provider.next_answer(json!({ "iss": Value::Null }));
        refused(&world, &world.browser(), Reason::ConnectionMixedUp, "it has announced that it says who it is").await;

        // It proves itself by a key as well, and no other key is taken for it (RFC 7523).
        let (own, others) = (pair(), pair());
        let certificate = |of: &(String, String)| Certificate::from_pem(&of.0).unwrap();
        let redirect_uri = made["redirect_uri"].as_str().unwrap();
        let key = json!({ "certificate": own.0, "private_key": own.1 });
        provider.add_client_with_certificate("anteroom", certificate(&own), redirect_uri);
        done(&world, &olga, Method::PUT, &format!("{at}/credentials"), key).await;
        world.hear();
        provider.add_client_with_certificate("anteroom", certificate(&others), redirect_uri);
        refused(&world, &world.browser(), Reason::UpstreamCredentialRefused, "another key is registered").await;
        provider.add_client_with_certificate("anteroom", certificate(&own), redirect_uri);
        for _ in 0..2 {
            let back = sign_in(&world.browser()).await;
            assert!(is_in(&back), "{} {}", back.status, back.body);
        }
        provider.add_client("anteroom", SECRET, redirect_uri);
        done(&world, &olga, Method::PUT, &format!("{at}/credentials"), json!({ "client_secret": SECRET })).await;
        world.hear();

        // Another provider of the hospital's: the same `sub` there is another account, and is not taken for the one that is bound.
        let other = world.other_provider().await;
        marta(&other, made["redirect_uri"].as_str().unwrap());
        let google = json!({ "google": { "client_id": "c", "domains": ["morgenster.example"] } });
        let kind = olga.call(Method::PUT, &format!("{at}/versions/draft"), &[("if-match", "*")], Some(google)).await;
        assert!((400..500).contains(&kind.status) && kind.body.contains("oidc"), "it keeps its kind: {}", kind.body);
        let draft = done(&world, &olga, Method::PUT, &format!("{at}/versions/draft"), json!({ "oidc": oidc(other.issuer()) })).await;
        assert_eq!(draft["changes"][0]["field"], "issuer");
        // It has the same client id, and is another registration all the same: what the one provider trusts, the other is not shown.
        let activate = format!("{at}/versions/draft/activate");
        assert_eq!(code(&olga.call(Method::POST, &activate, &[("if-match", "*")], Some(word.clone())).await), "credential_missing");
        make_room_and_put_for_draft(&olga, &at).await;
        done(&world, &olga, Method::POST, &activate, word.clone()).await;
        world.hear();
        refused(&world, &world.browser(), Reason::IdentityMismatch, "the same sub at another issuer").await;

        // A document that names another issuer, or leads inwards in another form, is not believed.
        let third = world.other_provider().await;
        third.document(json!({ "issuer": format!("{}/", third.issuer()) }));
        done(&world, &olga, Method::PUT, &format!("{at}/versions/draft"), json!({ "oidc": oidc(third.issuer()) })).await;
        assert_eq!(put_for_draft(&olga, &at).await.status, 200);
        assert_eq!(code(&olga.call(Method::POST, &activate, &[("if-match", "*")], Some(word)).await), "credential_not_proven");
        let words = json!({ "without_test_sign_in": "story", "without_proof": "story" });
        done(&world, &olga, Method::POST, &activate, words).await;
        world.hear();
        // Whoever was hinted at is shown what there is besides; the log has the reason.
        let page = world.browser().authorize(&[("login_hint", MARTA)]).await;
        assert_eq!(page.status, 200, "{:?}", page.location);
        let event = world.last_event("morgenster", page.sign_in()).await;
        assert_eq!(event.reason.as_deref(), Some(Reason::UpstreamAnswerInvalid.code()), "{}", event.detail.as_str());
        assert_eq!(code(&olga.get(&format!("{all}/nothing")).await), "not_found");
    }
}
