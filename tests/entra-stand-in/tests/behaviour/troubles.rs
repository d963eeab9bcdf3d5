//! Faults of the service and of the sign-in.

use std::time::{Duration, Instant};

use entra_stand_in::{Endpoint, Fault, Times};
use serde_json::{Value, json};

use crate::world::{TID, World, answer, number};

#[tokio::test]
async fn faults_of_the_network_happen_at_their_endpoint() {
    let world = World::new().await;
    let keys = world.url(&format!("{TID}/discovery/v2.0/keys"));
    let get = async || world.http.get(&keys).send().await.unwrap();

    world.fault(Fault::Outage);
    assert_eq!(get().await.status(), 503);
    assert_eq!(get().await.status(), 200);

    world.entra.fault(TID, Fault::OutageAt(Endpoint::Keys), Times::N(2));
    assert_eq!(world.authorize(&[]).await.status(), 302);
    assert_eq!(get().await.status(), 503);
    assert_eq!(get().await.status(), 503);
    assert_eq!(get().await.status(), 200);

    world.fault(Fault::NotJson(Endpoint::Keys));
    assert!(get().await.json::<Value>().await.is_err());

    world.fault(Fault::RedirectAway(Endpoint::Keys));
    assert_eq!(get().await.headers()["location"], "http://169.254.169.254/latest/meta-data/");

    world.fault(Fault::HugeAnswer(Endpoint::Keys));
    let huge = get().await;
    assert_eq!(huge.content_length(), None);
    let body = huge.bytes().await.unwrap();
    assert!(body.len() > 16 * 1024 * 1024);
    assert!(serde_json::from_slice::<Value>(&body).is_ok());

    world.fault(Fault::Slow(Endpoint::Keys, Duration::from_millis(150)));
    let start = Instant::now();
    assert_eq!(get().await.status(), 200);
    assert!(start.elapsed() >= Duration::from_millis(150));

    world.entra.fault_everywhere(Fault::Outage, Times::UntilCleared);
    assert_eq!(get().await.status(), 503);
    world.entra.clear_all_faults();
    assert_eq!(get().await.status(), 200);
}

#[tokio::test]
async fn the_metadata_may_lie() {
    let world = World::new().await;
    let url = world.url(&format!("{TID}/v2.0/.well-known/openid-configuration"));
    let get = async || world.http.get(&url).send().await.unwrap().json::<Value>().await.unwrap();
    world.fault(Fault::MetadataWrongIssuer);
    assert_ne!(get().await["issuer"], world.entra.issuer(TID));
    world.fault(Fault::MetadataPointsInwards);
    let inwards = get().await;
    for name in ["token_endpoint", "jwks_uri"] {
        assert!(inwards[name].as_str().unwrap().starts_with("http://169.254.169.254/"));
    }
    assert_eq!(get().await["issuer"], world.entra.issuer(TID));
}

#[tokio::test]
async fn the_way_back_may_bring_an_error() {
    let world = World::new().await;
    for (fault, error, code) in [
        (Fault::UserNotAssignedRedirects, "access_denied", 50_105),
        (Fault::ConsentMissing, "consent_required", 65_001),
        (Fault::ConsentDeclined, "access_denied", 65_004),
        (Fault::ConditionalAccess, "access_denied", 53_003),
        (Fault::MfaRequired, "interaction_required", 50_076),
        (Fault::TemporarilyUnavailable(Endpoint::Authorize), "server_error", 90_033),
    ] {
        world.fault(fault);
        let back = answer(&world.authorize(&[]).await);
        assert_eq!(back["error"], error);
        assert_eq!(number(&back["error_description"]), code);
    }
    world.fault(Fault::UserNotAssigned);
    let page = world.authorize(&[]).await;
    assert!(page.text().await.unwrap().contains("AADSTS50105"));
    world.fault(Fault::ErrorInsteadOfCode { error: "odd".into(), description: "<b>?".into() });
    let back = answer(&world.authorize(&[]).await);
    assert_eq!((back["error"].as_str(), back["error_description"].as_str()), ("odd", "<b>?"));
}

#[tokio::test]
async fn the_state_may_be_lost_or_changed() {
    let world = World::new().await;
    world.fault(Fault::StateMissing);
    assert_eq!(answer(&world.authorize(&[]).await).get("state"), None);
    world.fault(Fault::StateChanged);
    let back = answer(&world.authorize(&[]).await);
    assert!(back["state"] != "st" && back.contains_key("code"));
}

#[tokio::test]
async fn the_exchange_may_fail() {
    let world = World::new().await;
    for (fault, status, error, code) in [
        (Fault::WrongSecret, 401, "invalid_client", 7_000_215),
        (Fault::ExpiredSecret, 401, "invalid_client", 7_000_222),
        (Fault::WrongCertificate, 401, "invalid_client", 700_027),
        (Fault::InvalidGrant, 400, "invalid_grant", 70_008),
        (Fault::TemporarilyUnavailable(Endpoint::Token), 503, "server_error", 90_033),
        (
            Fault::TokenError {
                status: 400,
                error: "temporarily_unavailable".into(),
                code: 50_196,
                text: "A loop.".into(),
            },
            400,
            "temporarily_unavailable",
            50_196,
        ),
    ] {
        world.fault(fault);
        let code_to_redeem = world.code(&[]).await;
        let (got, answer) = world.redeem(&code_to_redeem, &[]).await;
        assert_eq!((got, &answer["error"]), (status, &json!(error)));
        assert_eq!(answer["error_codes"], json!([code]));
    }
}
