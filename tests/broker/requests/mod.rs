//! An application proves itself by its key, pushes what it asks, and signs it. Two brokers take turns.

mod assertion;
mod pushed;
mod request_object;

use futures_util::future::join_all;
use jsonwebtoken::Algorithm;
use serde_json::json;

use crate::browser::{Answer, Browser, VERIFIER};
use crate::replicated_stories;
use crate::signer::{CALLBACK, JWT_BEARER, Signer, asked, register};
use crate::world::World;

/// Posts what an application sends, with what it has signed.
async fn proven(browser: &Browser, path: &str, assertion: &str, form: &[(&str, &str)]) -> Answer {
    let mut form = form.to_vec();
    form.extend([("client_assertion_type", JWT_BEARER), ("client_assertion", assertion)]);
    browser.post(path, &form).await
}

/// Pushes a request of an application that has a key.
async fn push(world: &World, signer: &Signer, more: &[(&str, &str)]) -> Answer {
    let asked = asked(more);
    let form: Vec<(&str, &str)> = asked.iter().map(|(name, value)| (*name, value.as_str())).collect();
    proven(&world.browser(), "/oauth2/par", &signer.assertion(world), &form).await
}

/// The `request_uri` of a request that was taken.
fn uri(pushed: &Answer) -> String {
    assert_eq!(pushed.status, 201, "{}", pushed.body);
    pushed.json()["request_uri"].as_str().unwrap().to_owned()
}

/// Sends the browser with a `request_uri`, and more that counts for nothing.
async fn bring(browser: &Browser, client_id: &str, uri: &str, more: &[(&str, &str)]) -> Answer {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs([("client_id", client_id), ("request_uri", uri)]).extend_pairs(more);
    browser.get(&format!("/oauth2/authorize?{}", query.finish())).await
}

/// A page that says that this leads nowhere, and no way to anywhere.
fn is_a_page(answer: &Answer) -> bool {
    (answer.status, answer.location.as_deref()) == (400, None) && answer.body.contains("<h1>")
}

fn error(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json()["error"].as_str().unwrap_or_default().to_owned())
}

/// The status and the error, where it is one.
fn error_of(answer: &Answer) -> Option<(u16, String)> {
    (answer.status != 200).then(|| error(answer))
}

async fn redeem(browser: &Browser, assertion: &str, code: &str) -> Answer {
    let form =
        [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)];
    proven(browser, "/oauth2/token", assertion, &form).await
}

replicated_stories! {
    async fn under_fapi_requests_are_pushed_by_keys_that_it_allows(world) {
        let mut world = world;
        let [ec, ps, rs] = [Algorithm::ES256, Algorithm::PS256, Algorithm::RS256]
            .map(|algorithm| Signer::new(&format!("rounds-{algorithm:?}").to_lowercase(), "one", algorithm));
        let profile = "profile = \"fapi2\"";
        // The key says nothing of how it is used: the profile does.
        let unnamed = rs.entry(profile).replace("alg = \"RS256\", ", "");
        register(&mut world, &[ec.entry(profile), ps.entry(profile), unnamed]).await;
        for signer in [&ec, &ps] {
            let request = uri(&push(&world, signer, &[]).await);
            let browser = world.browser();
            let departed = bring(&browser, &signer.client_id, &request, &[]).await;
            let back = browser.through_entra(&departed).await;
            assert!(back.parameter("code").is_some() && back.parameter("iss") == Some(world.base.clone()));
            assert_eq!(back.status, 303);
        }
        assert_eq!(error(&push(&world, &rs, &[]).await), (401, "invalid_client".to_owned()));
        let browser = world.browser();
        for (audience, status) in [
            (json!(world.base), 200),
            (json!([world.base]), 401),
            (json!(format!("{}/oauth2/token", world.base)), 401),
            (json!(format!("{}/oauth2/par", world.base)), 401),
        ] {
            let mut claims = ec.claims(&world);
            claims["aud"] = audience.clone();
            let answer = proven(&browser, "/oauth2/revoke", &ec.sign(None, &claims), &[("token", "x")]).await;
            assert_eq!(answer.status, status, "{audience}");
        }
        for (ahead, status) in [(10, 200), (61, 401)] {
            let mut claims = ec.claims(&world);
            claims["iat"] = json!(world.now().timestamp() + ahead);
            claims["exp"] = json!(world.now().timestamp() + 120);
            let answer = proven(&browser, "/oauth2/revoke", &ec.sign(None, &claims), &[("token", "x")]).await;
            assert_eq!(answer.status, status, "{ahead} seconds");
        }
        for (more, code) in [
            (("redirect_uri", ""), "invalid_request"),
            (("response_type", "code id_token"), "unsupported_response_type"),
            (("code_challenge", ""), "invalid_request"),
            (("code_challenge_method", "plain"), "invalid_request"),
        ] {
            assert_eq!(error(&push(&world, &ec, &[more]).await), (400, code.to_owned()), "{more:?}");
        }
        let plain = browser.authorize(&[("client_id", &ec.client_id), ("redirect_uri", CALLBACK)]).await;
        assert_eq!(plain.parameter("error").as_deref(), Some("invalid_request"));
        // What cannot be held to it is not registered.
        let callback = format!("redirect_uris = [\"{CALLBACK}\"]");
        let refused = world.try_change(&callback, "redirect_uris = [\"http://localhost:8100/callback\"]").await;
        assert!(refused.unwrap_err().contains("fapi2"), "an address without TLS");
        let alone = |entry: &str| entry.replacen("authentication = \"private_key_jwt\"\n", "", 1);
        let tenants = world.tenants.clone();
        world.tenants = alone(&tenants);
        assert!(world.try_change("", "").await.unwrap_err().contains("fapi2"), "a public client");
    }

    async fn the_discovery_document_says_so(world) {
        let document = world.browser().get("/.well-known/openid-configuration").await.json();
        let algorithms = json!(["ES256", "PS256", "EdDSA", "RS256"]);
        for (name, value) in [
            ("pushed_authorization_request_endpoint", json!(format!("{}/oauth2/par", world.base))),
            ("require_pushed_authorization_requests", json!(false)),
            ("require_signed_request_object", json!(false)),
            ("request_parameter_supported", json!(true)),
            ("request_uri_parameter_supported", json!(false)),
            ("request_object_signing_alg_values_supported", algorithms.clone()),
            ("token_endpoint_auth_signing_alg_values_supported", algorithms.clone()),
            ("revocation_endpoint_auth_signing_alg_values_supported", algorithms),
        ] {
            assert_eq!(document[name], value, "{name}");
        }
        assert!(document["token_endpoint_auth_methods_supported"].as_array().unwrap().contains(&json!("private_key_jwt")));
    }
}

/// How many rounds.
const ROUNDS: usize = 100;

/// 50 browsers on two broker processes, this one and a second, over one `PostgreSQL`, bring one request: one of them gets on, in every
/// round. And 50 who show one assertion: one of them is believed.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_bring_one_request_to_two_brokers_and_one_gets_on() {
    let mut world = World::postgres().await;
    let signer = Signer::new("rounds", "one", Algorithm::ES256);
    register(&mut world, &[signer.entry("")]).await;
    world.set_clock_to_system();
    let replica = world.replica().await;
    let mut wins = [[0, 0], [0, 0]];
    let of_both = || (0..50).map(|index| Browser::new(if index % 2 == 0 { &world.base } else { &replica.base }));
    for round in 0..ROUNDS {
        world.set_clock_to_system();
        let request = uri(&push(&world, &signer, &[]).await);
        let browsers: Vec<_> = of_both().collect();
        let brought = join_all(browsers.iter().map(|browser| bring(browser, "rounds", &request, &[]))).await;
        assert!(brought.iter().all(|answer| answer.status == 303 || is_a_page(answer)), "round {round}");

        let assertion = signer.assertion(&world);
        let form = [("token", "nonsense")];
        let shown = join_all(browsers.iter().map(|browser| proven(browser, "/oauth2/revoke", &assertion, &form))).await;
        assert!(shown.iter().all(|answer| answer.status == 200 || error(answer) == (401, "invalid_client".to_owned())));
        for (race, answers, won) in [(0, &brought, 303), (1, &shown, 200)] {
            let winners: Vec<_> = answers.iter().enumerate().filter(|(_, answer)| answer.status == won).collect();
            assert_eq!(winners.len(), 1, "round {round}: {:?}", answers.iter().map(|it| it.status).collect::<Vec<_>>());
            wins[race][winners[0].0 % 2] += 1;
        }
    }
    assert!(wins.iter().flatten().all(|wins| *wins > 0), "only one of the two ever won: {wins:?}");
}
