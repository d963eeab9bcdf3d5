//! Refusals, each in Entra's form.

use entra_stand_in::Registration;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{ANNA, APP, BACK, TID, World, answer, number};

#[tokio::test]
async fn an_unknown_tenant_is_said_to_be_unknown() {
    let world = World::new().await;
    for tenant in [&Uuid::from_u128(9).to_string(), "nobody.example"] {
        let url = world.url(&format!("{tenant}/v2.0/.well-known/openid-configuration"));
        let response = world.http.get(url).send().await.unwrap();
        assert_eq!(response.status(), 400);
        let error: Value = response.json().await.unwrap();
        assert_eq!(error["error"], "invalid_tenant");
        assert_eq!(number(error["error_description"].as_str().unwrap()), 90_002);
    }
}

#[tokio::test]
async fn what_cannot_be_trusted_stays_on_microsofts_page() {
    let world = World::new().await;
    for (changes, code) in [
        (("redirect_uri", "http://broker.example/login/callback/2"), "AADSTS50011"),
        (("redirect_uri", ""), "AADSTS900144"),
        (("client_id", "unknown"), "AADSTS700016"),
        (("client_id", ""), "AADSTS900144"),
    ] {
        let response = world.authorize(&[changes]).await;
        assert_eq!(response.status(), 400);
        let page = response.text().await.unwrap();
        assert!(page.contains(code), "{code}: {page}");
    }
}

#[tokio::test]
async fn a_bad_parameter_is_sent_back() {
    let world = World::new().await;
    for (changes, error, code) in [
        (("response_type", ""), "invalid_request", 900_144),
        (("response_type", "id_token"), "unsupported_response_type", 700_054),
        (("scope", ""), "invalid_request", 900_144),
        (("resource", "https://graph.windows.net"), "invalid_request", 901_002),
        (("amr_values", "mfa"), "invalid_request", 901_002),
        (("prompt", "create"), "invalid_request", 90_023),
        (("code_challenge", "short"), "invalid_request", 501_491),
        (("claims", "{"), "invalid_request", 90_023),
    ] {
        let back = answer(&world.authorize(&[changes]).await);
        assert_eq!(back["error"], error, "{changes:?}");
        assert_eq!(number(&back["error_description"]), code);
        assert_eq!(back["state"], "st");
    }
}

#[tokio::test]
async fn a_person_who_may_not_is_held() {
    let world = World::new().await;
    let held = async |code: &str, silent: &str| {
        let page = world.authorize(&[]).await;
        assert_eq!(page.status(), 400);
        assert!(page.text().await.unwrap().contains(code));
        world.entra.next_person(TID, ANNA);
        let back = answer(&world.authorize(&[("prompt", "none")]).await);
        assert_eq!(back["error"], silent);
    };
    world.entra.update_registration(TID, APP, |app| app.assignment_required = true);
    held("AADSTS50105", "interaction_required").await;
    world.entra.update_person(TID, ANNA, |person| person.disabled = true);
    held("AADSTS50057", "login_required").await;
}

#[tokio::test]
async fn without_consent_there_is_no_code() {
    let world = World::new().await;
    let app = Registration::new(APP, "Anteroom").redirect_uri(BACK).without_consent();
    world.entra.add_registration(TID, app);
    let back = answer(&world.authorize(&[]).await);
    assert_eq!(back["error"], "consent_required");
    assert_eq!(number(&back["error_description"]), 65_001);
}

#[tokio::test]
async fn a_code_is_good_once_for_ten_minutes_and_for_whom_it_was_made() {
    let world = World::new().await;
    for (changes, status, code) in [
        (("grant_type", ""), 400, 900_144),
        (("grant_type", "password"), 400, 70_003),
        (("client_id", ""), 400, 900_144),
        (("client_id", "unknown"), 400, 700_016),
        (("client_secret", ""), 401, 7_000_218),
        (("client_secret", "wrong"), 401, 7_000_215),
        (("redirect_uri", "http://broker.example/other"), 401, 500_112),
        (("code_verifier", "another-verifier-of-forty-three-characters-0"), 400, 501_481),
        (("code_verifier", ""), 400, 501_481),
        (("code", "made-up"), 400, 70_000),
    ] {
        let made = world.code(&[]).await;
        let (got, error) = world.redeem(&made, &[changes]).await;
        assert_eq!((got, &error["error_codes"]), (status, &json!([code])), "{changes:?}: {error}");
        assert_eq!(world.entra.last_token().unwrap().error, Some(code));
    }
    let used = world.code(&[]).await;
    assert_eq!(world.redeem(&used, &[]).await.0, 200);
    let (status, error) = world.redeem(&used, &[]).await;
    assert_eq!((status, &error["error_codes"]), (400, &json!([54_005])));
    assert_eq!(error["error"], "invalid_grant");
    for field in ["timestamp", "trace_id", "correlation_id"] {
        assert!(error[field].is_string(), "{field}");
    }
    let old = world.code(&[]).await;
    world.wait(600);
    assert_eq!(world.redeem(&old, &[]).await.1["error_codes"], json!([70_008]));
    let (_, other) = world.redeem_at("organizations", &old, &[]).await;
    assert_eq!(other["error_codes"], json!([50_194]));
}
