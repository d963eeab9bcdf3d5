//! Tokens bound to a key (DPoP, RFC 9449): what is stolen without the key is worth nothing. Two brokers take turns.

use anteroom::keys::hash::s256;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use crate::browser::{VERIFIER, claims as said};
use crate::parties::{
    ANNA, MOBILE, NIGHT_JOB, Prover, ROUNDS, STRICT, ask, claims, nonce, nonce_of, racers, refusal, text, userinfo,
    userinfo_with, with_applications,
};
use crate::world::World;
use crate::{replicated_stories, stories};

/// How many rounds.
const ROUNDS_OF_RACE: usize = 100;

fn challenge(answer: &crate::browser::Answer) -> &str {
    answer.headers["www-authenticate"].to_str().unwrap()
}

replicated_stories! {
    async fn a_key_binds_what_an_application_gets(world) {
        let mut world = world;
        with_applications(&mut world).await;
        let key = Prover::new();
        let code = ROUNDS.code(&world, &[]).await;
        let form = ROUNDS.redeeming(&code);
        // The application learns the nonce first, and its code is good still.
        let first = ask(&world, &[&key.sign(&claims(&world, "POST", "/oauth2/token", None))], &form).await;
        assert_eq!(refusal(&first), "use_dpop_nonce");
        let proof = key.proof(&world, &nonce_of(&first));
        let answer = ask(&world, &[&proof], &form).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let nonce = nonce_of(&answer);
        let tokens = answer.json();
        assert_eq!(tokens["token_type"], "DPoP");
        let access = text(&tokens, "access_token");
        assert_eq!(said(&access)["cnf"], json!({ "jkt": key.jkt }));
        assert!(said(&text(&tokens, "id_token")).get("cnf").is_none());
        // A proof is good once, for whatever.
        let again = ask(&world, &[&proof], &ROUNDS.refreshing(&text(&tokens, "refresh_token"))).await;
        assert_eq!(refusal(&again), "invalid_dpop_proof");

        let opened = userinfo_with(&world, &access, Some(&key.proof_with(&world, &nonce, &access))).await;
        assert_eq!((opened.status, opened.json()["email"].as_str()), (200, Some(ANNA)), "{}", opened.body);
        assert!(!nonce_of(&opened).is_empty());
        // By POST it is another proof.
        let mut by_post = claims(&world, "POST", "/oauth2/userinfo", Some(&nonce));
        by_post["ath"] = json!(s256(&access));
        let header = format!("DPoP {access}");
        let headers = [("authorization", header.as_str()), ("dpop", &key.sign(&by_post))];
        assert_eq!(world.browser().send(Method::POST, "/oauth2/userinfo", Some(&[]), &headers).await.status, 200);
    }

    // Whoever reads a token somewhere does not have the key.
    async fn a_bound_token_opens_nothing_without_its_key(world) {
        let mut world = world;
        with_applications(&mut world).await;
        let (key, thief, nonce) = (Prover::new(), Prover::new(), nonce(&world).await);
        let code = ROUNDS.code(&world, &[]).await;
        let access = text(&key.ask(&world, &nonce, &ROUNDS.redeeming(&code)).await.json(), "access_token");
        let plain = text(&ROUNDS.tokens(&world, &[]).await, "access_token");
        assert_eq!(userinfo(&world, &plain).await.status, 200);

        let as_it_is = userinfo(&world, &access).await;
        assert_eq!(as_it_is.status, 401);
        assert!(challenge(&as_it_is).starts_with("Bearer realm=\"anteroom\", error=\"invalid_token\""), "{}", challenge(&as_it_is));
        let both = as_it_is.headers.get_all("www-authenticate").iter().collect::<Vec<_>>();
        assert_eq!(both[1], "DPoP algs=\"ES256 PS256 EdDSA RS256\"");
        assert_eq!(world.browser().post("/oauth2/userinfo", &[("access_token", &access)]).await.status, 401, "in a form");
        let proof = key.proof_with(&world, &nonce, &access);
        let replayed = userinfo_with(&world, &access, Some(&proof)).await;
        assert_eq!(replayed.status, 200);
        let mut no_nonce = claims(&world, "GET", "/oauth2/userinfo", None);
        no_nonce["ath"] = json!(s256(&access));
        let for_another = key.proof_with(&world, &nonce, &plain);
        let without = key.sign(&claims(&world, "GET", "/oauth2/userinfo", Some(&nonce)));
        let at_token = key.proof(&world, &nonce);
        for (proof, error, why) in [
            (None, "invalid_dpop_proof", "none"),
            (Some(thief.proof_with(&world, &nonce, &access)), "invalid_token", "the thief's own key"),
            (Some(proof), "invalid_dpop_proof", "shown before"),
            (Some(key.sign(&no_nonce)), "use_dpop_nonce", "no nonce"),
            (Some(for_another), "invalid_dpop_proof", "another token's"),
            (Some(without), "invalid_dpop_proof", "no token's"),
            (Some(at_token), "invalid_dpop_proof", "the token endpoint's"),
        ] {
            let answer = userinfo_with(&world, &access, proof.as_deref()).await;
            assert_eq!(answer.status, 401, "{why}");
            assert!(challenge(&answer).starts_with(&format!("DPoP error=\"{error}\", algs=\"")), "{why}: {}", challenge(&answer));
            assert!(!nonce_of(&answer).is_empty());
        }
        // Nor does a proof make more of a token that is bound to none.
        let proof = thief.proof_with(&world, &nonce, &plain);
        let answer = userinfo_with(&world, &plain, Some(&proof)).await;
        assert!(challenge(&answer).starts_with("DPoP error=\"invalid_token\""), "{answer:?}");
        assert_eq!(userinfo(&world, &plain).await.status, 200);
    }

    async fn a_public_clients_refresh_token_is_bound_too(world) {
        let mut world = world;
        with_applications(&mut world).await;
        let (key, thief, nonce) = (Prover::new(), Prover::new(), nonce(&world).await);
        let code = MOBILE.code(&world, &[]).await;
        let tokens = key.ask(&world, &nonce, &MOBILE.redeeming(&code)).await.json();
        let refresh = text(&tokens, "refresh_token");
        // Neither without a key nor with another; and no try of a thief's ends what its owner has.
        assert_eq!(refusal(&MOBILE.refresh(&world, &refresh).await), "invalid_dpop_proof");
        assert_eq!(refusal(&thief.ask(&world, &nonce, &MOBILE.refreshing(&refresh)).await), "invalid_grant");
        let renewed = key.ask(&world, &nonce, &MOBILE.refreshing(&refresh)).await.json();
        assert_eq!(renewed["token_type"], "DPoP", "{renewed}");
        let next = text(&renewed, "refresh_token");
        assert_eq!(refusal(&thief.ask(&world, &nonce, &MOBILE.refreshing(&next)).await), "invalid_grant");
        // A thief who shows the one that was used, long after, does not end it either.
        world.pass(chrono::Duration::minutes(2));
        assert_eq!(refusal(&thief.ask(&world, &nonce, &MOBILE.refreshing(&refresh)).await), "invalid_grant");
        let last = key.ask(&world, &nonce, &MOBILE.refreshing(&next)).await.json();
        assert_eq!(said(&text(&last, "access_token"))["cnf"]["jkt"], key.jkt);

        // One that was bound to none becomes bound with the first proof.
        let refresh = text(&MOBILE.tokens(&world, &[]).await, "refresh_token");
        let bound = text(&key.ask(&world, &nonce, &MOBILE.refreshing(&refresh)).await.json(), "refresh_token");
        assert_eq!(refusal(&MOBILE.refresh(&world, &bound).await), "invalid_dpop_proof");

        // An application that proves itself may change its key (RFC 9449, 5).
        let code = ROUNDS.code(&world, &[]).await;
        let tokens = key.ask(&world, &nonce, &ROUNDS.redeeming(&code)).await.json();
        let other = Prover::new();
        let renewed = other.ask(&world, &nonce, &ROUNDS.refreshing(&text(&tokens, "refresh_token"))).await.json();
        assert_eq!(said(&text(&renewed, "access_token"))["cnf"]["jkt"], other.jkt);
    }

    async fn an_application_that_must_prove_a_key_gets_nothing_without(world) {
        let mut world = world;
        with_applications(&mut world).await;
        let code = STRICT.code(&world, &[]).await;
        let without = world.browser().post("/oauth2/token", &STRICT.redeeming(&code)).await;
        assert_eq!(refusal(&without), "invalid_dpop_proof");
        let (key, nonce) = (Prover::new(), nonce_of(&without));
        // Of several it is not known which one somebody before us has looked at.
        let (one, other) = (key.proof(&world, &nonce), key.proof(&world, &nonce));
        assert_eq!(refusal(&ask(&world, &[&one, &other], &STRICT.redeeming(&code)).await), "invalid_dpop_proof");
        assert_eq!(refusal(&ask(&world, &["nonsense"], &STRICT.redeeming(&code)).await), "invalid_dpop_proof");
        let tokens = ask(&world, &[&one], &STRICT.redeeming(&code)).await.json();
        assert_eq!(tokens["token_type"], "DPoP", "the code was not used up: {tokens}");
        let refresh = text(&tokens, "refresh_token");
        assert_eq!(refusal(&STRICT.refresh(&world, &refresh).await), "invalid_dpop_proof");
        assert_eq!(key.ask(&world, &nonce, &STRICT.refreshing(&refresh)).await.status, 200);
    }

    async fn a_code_can_be_bound_to_a_key_before_it_is_given(world) {
        let mut world = world;
        with_applications(&mut world).await;
        let (key, thief, nonce) = (Prover::new(), Prover::new(), nonce(&world).await);
        let named = [("dpop_jkt", key.jkt.as_str())];
        let code = MOBILE.code(&world, &named).await;
        assert_eq!(key.ask(&world, &nonce, &MOBILE.redeeming(&code)).await.status, 200);
        let code = MOBILE.code(&world, &named).await;
        assert_eq!(refusal(&thief.ask(&world, &nonce, &MOBILE.redeeming(&code)).await), "invalid_grant");
        assert_eq!(refusal(&key.ask(&world, &nonce, &MOBILE.redeeming(&code)).await), "invalid_grant", "it was used up");
        let code = MOBILE.code(&world, &named).await;
        let without = world.browser().post("/oauth2/token", &MOBILE.redeeming(&code)).await;
        assert_eq!(refusal(&without), "invalid_dpop_proof");
        for bad in ["short", &key.jkt.replace(&key.jkt[..1], "!"), &format!("{}a", key.jkt)] {
            let back = world.browser().authorize(&[("dpop_jkt", bad)]).await;
            assert_eq!(back.parameter("error").as_deref(), Some("invalid_request"), "{bad}");
        }
    }

    // The address is ours to say: what stands before us, or whoever asks, may send another host.
    // RFC 9449, 10.1: who pushes a request shows the key there, and nobody else's redeems what comes of it.
    async fn a_pushed_request_is_bound_to_the_key_that_comes_with_it(world) {
        let mut world = world;
        with_applications(&mut world).await;
        let (key, thief, nonce) = (Prover::new(), Prover::new(), nonce(&world).await);
        let challenge = s256(VERIFIER);
        let push = async |prover: &Prover, nonce: Option<&str>, more: &[(&'static str, String)]| {
            let mut form = ROUNDS.form(&[
                ("redirect_uri", "https://rounds.example/callback"),
                ("response_type", "code"),
                ("scope", "openid"),
                ("login_hint", ANNA),
                ("code_challenge", &challenge),
                ("code_challenge_method", "S256"),
            ]);
            form.extend(more.iter().map(|(name, value)| (*name, value.as_str())));
            let proof = prover.sign(&claims(&world, "POST", "/oauth2/par", nonce));
            world.browser().send(Method::POST, "/oauth2/par", Some(&form), &[("dpop", &proof)]).await
        };
        let first = push(&key, None, &[]).await;
        assert_eq!(refusal(&first), "use_dpop_nonce");
        assert!(!nonce_of(&first).is_empty());
        let other = push(&key, Some(&nonce), &[("dpop_jkt", thief.jkt.clone())]).await;
        assert_eq!((other.status, other.json()["error"].as_str()), (400, Some("invalid_dpop_proof")));
        for more in [vec![], vec![("dpop_jkt", key.jkt.clone())]] {
            let pushed = push(&key, Some(&nonce), &more).await;
            assert_eq!(pushed.status, 201, "{}", pushed.body);
            let browser = world.browser();
            let uri = text(&pushed.json(), "request_uri");
            let departed = browser.get(&format!("/oauth2/authorize?client_id=rounds&request_uri={uri}")).await;
            let code = browser.through_entra(&departed).await.parameter("code").unwrap();
            let redeemed = thief.ask(&world, &nonce, &ROUNDS.redeeming(&code)).await;
            assert_eq!(refusal(&redeemed), "invalid_grant", "another key");

            let pushed = push(&key, Some(&nonce), &more).await;
            let uri = text(&pushed.json(), "request_uri");
            let back = browser.get(&format!("/oauth2/authorize?client_id=rounds&request_uri={uri}")).await;
            let code = back.parameter("code").unwrap_or_else(|| panic!("an open session: {back:?}"));
            let redeemed = key.ask(&world, &nonce, &ROUNDS.redeeming(&code)).await;
            assert_eq!((redeemed.status, redeemed.json()["token_type"].as_str()), (200, Some("DPoP")), "{}", redeemed.body);
        }
    }

    async fn a_proof_is_for_the_address_that_everybody_knows(world) {
        let mut world = world;
        with_applications(&mut world).await;
        let (key, nonce) = (Prover::new(), nonce(&world).await);
        let form = NIGHT_JOB.form(&[("grant_type", "client_credentials")]);
        let send = async |claims: &serde_json::Value, host: Option<&str>| {
            let proof = key.sign(claims);
            let mut headers = vec![("dpop", proof.as_str())];
            headers.extend(host.map(|host| ("host", host)));
            let browser = crate::browser::Browser::new(&world.replicas[0]);
            browser.send(Method::POST, "/oauth2/token", Some(&form), &headers).await
        };
        let good = claims(&world, "POST", "/oauth2/token", Some(&nonce));
        assert_eq!(send(&good, Some("evil.example")).await.status, 200);
        for address in ["http://evil.example/oauth2/token", &format!("{}/oauth2/token", world.replicas[0])] {
            let mut bad = claims(&world, "POST", "/oauth2/token", Some(&nonce));
            bad["htu"] = json!(address);
            assert_eq!(refusal(&send(&bad, Some("evil.example")).await), "invalid_dpop_proof", "{address}");
        }
        // Nobody makes proofs in advance: an old nonce is none.
        world.pass(chrono::Duration::minutes(6));
        let late = key.ask(&world, &nonce, &form).await;
        assert_eq!(refusal(&late), "use_dpop_nonce");
        assert_eq!(key.ask(&world, &nonce_of(&late), &form).await.status, 200);
    }
}

stories! {
    async fn whoever_uses_no_key_pays_nothing_for_it(world) {
        let mut world = world;
        with_applications(&mut world).await;
        let key = Prover::new();
        let nonce = nonce(&world).await;
        let mut tokens = ROUNDS.tokens(&world, &[]).await;
        let proof = key.proof(&world, &nonce);
        world.only_answers().await;
        let (base, store) = (world.base.clone(), world.store.clone());
        // What is asked for the first time is looked up and kept.
        let browser = crate::browser::Browser::new(&base);
        tokens = browser.post("/oauth2/token", &ROUNDS.refreshing(&text(&tokens, "refresh_token"))).await.json();
        let at_most = if world.database_url.starts_with("sqlite:") { 5 } else { 3 };
        for (headers, expected) in [(vec![], (at_most, 1)), (vec![("dpop", proof.as_str())], (at_most + 1, 2))] {
            let before = store.counters();
            let form = ROUNDS.refreshing(tokens["refresh_token"].as_str().unwrap());
            let answer = browser.send(Method::POST, "/oauth2/token", Some(&form), &headers).await;
            let after = store.counters();
            assert_eq!(answer.status, 200, "{}", answer.body);
            let spent = (after.statements - before.statements, after.write_transactions - before.write_transactions);
            assert_eq!(spent, expected, "{headers:?}");
            tokens = answer.json();
        }
        // Nor does an application that comes for itself: all that is asked about it is at hand.
        let before = store.counters();
        let form = NIGHT_JOB.form(&[("grant_type", "client_credentials")]);
        assert_eq!(browser.post("/oauth2/token", &form).await.status, 200);
        assert_eq!(store.counters(), before);
    }
}

/// One proof, shown 50 times at once to two broker processes, this one and a second, over one `PostgreSQL`: it is good once, in every
/// round.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_show_one_proof_to_two_brokers_and_one_wins() {
    let mut world = World::postgres().await;
    with_applications(&mut world).await;
    world.set_clock_to_system();
    let replica = world.replica().await;
    let racers = racers([&world.base, &replica.base]);
    let (key, form) = (Prover::new(), NIGHT_JOB.form(&[("grant_type", "client_credentials")]));
    let mut wins = [0, 0];
    for round in 0..ROUNDS_OF_RACE {
        world.set_clock_to_system();
        let proof = key.proof(&world, &nonce(&world).await);
        let headers = [("dpop", proof.as_str())];
        let answers =
            join_all(racers.iter().map(|racer| racer.send(Method::POST, "/oauth2/token", Some(&form), &headers))).await;
        let served: Vec<_> = (0..racers.len()).filter(|racer| answers[*racer].status == 200).collect();
        assert_eq!(
            served.len(),
            1,
            "round {round}: {:?}",
            answers.iter().map(|answer| answer.status).collect::<Vec<_>>()
        );
        assert!(answers.iter().all(|answer| answer.status == 200 || refusal(answer) == "invalid_dpop_proof"));
        wins[served[0] % 2] += 1;
    }
    assert!(wins.iter().all(|wins| *wins > 0), "only one of the two ever won: {wins:?}");
}
