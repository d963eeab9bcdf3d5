//! Refresh tokens over time: an answer that is lost, a thief who has a copy, and what ends a family. Two brokers take turns.

use std::sync::Arc;

use anteroom::domain::audit::AuditAction;
use anteroom::domain::protocol::SecurityProfile;
use anteroom::signin::parameters::Parameters;
use anteroom::signin::redeem::TokenError;
use anteroom::signin::tokens::TokenRequest;
use chrono::Duration;
use futures_util::future::join_all;

use crate::browser::claims;
use crate::parties::{Prover, ROUNDS, nonce, racers, refusal, text, with_applications};
use crate::replicated_stories;
use crate::world::World;

/// How many rounds.
const ROUNDS_OF_RACE: usize = 100;

async fn with_first(world: &mut World) -> String {
    with_applications(world).await;
    text(&ROUNDS.tokens(world, &[]).await, "refresh_token")
}

/// Uses a refresh token; what is given for it.
async fn used(world: &World, token: &str) -> String {
    let answer = ROUNDS.refresh(world, token).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    text(&answer.json(), "refresh_token")
}

async fn is_refused(world: &World, token: &str) -> bool {
    refusal(&ROUNDS.refresh(world, token).await) == "invalid_grant"
}

async fn reuses(world: &World) -> usize {
    let events = world.events("st-janshof").await;
    events.iter().filter(|event| event.action == AuditAction::RefreshTokenReused).count()
}

replicated_stories! {
    async fn an_answer_that_was_lost_is_asked_for_again(world) {
        let mut world = world;
        let first = with_first(&mut world).await;
        // Twice the network loses it.
        let lost = used(&world, &first).await;
        world.pass(Duration::seconds(10));
        let lost_too = used(&world, &first).await;
        world.pass(Duration::seconds(20));
        let seen = used(&world, &first).await;
        assert!(lost != lost_too && lost_too != seen && lost != seen);
        // It goes on as if nothing had happened.
        let next = used(&world, &seen).await;
        let newest = used(&world, &next).await;
        assert_eq!(reuses(&world).await, 0);
        // Whoever has what was taken back has caught it on its way.
        assert!(is_refused(&world, &lost).await);
        assert!(is_refused(&world, &newest).await, "the family lives on");
        assert_eq!(reuses(&world).await, 1);
    }

    async fn after_half_a_minute_a_second_use_ends_the_family(world) {
        let mut world = world;
        let first = with_first(&mut world).await;
        let second = used(&world, &first).await;
        world.pass(Duration::seconds(31));
        assert!(is_refused(&world, &first).await);
        assert!(is_refused(&world, &second).await, "the family lives on");
        // Nor is the time counted from the last use: it would never end.
        let first = text(&ROUNDS.tokens(&world, &[]).await, "refresh_token");
        used(&world, &first).await;
        world.pass(Duration::seconds(25));
        let second = used(&world, &first).await;
        world.pass(Duration::seconds(25));
        assert!(is_refused(&world, &first).await);
        assert!(is_refused(&world, &second).await);
        assert_eq!(reuses(&world).await, 2);
    }

    // The thief comes second, and the owner has used what they got: the copy shows at once.
    async fn a_thief_who_comes_after_the_next_use_ends_the_family(world) {
        let mut world = world;
        let first = with_first(&mut world).await;
        let second = used(&world, &first).await;
        let third = used(&world, &second).await;
        assert!(is_refused(&world, &first).await, "a thief is let in within the grace");
        assert!(is_refused(&world, &third).await, "the family lives on");
        assert_eq!(reuses(&world).await, 1);
    }

    // The thief comes second and is served: the owner's next use shows it, and what the thief has is worth nothing.
    async fn a_thief_who_comes_within_the_grace_is_found_by_the_owners_next_use(world) {
        let mut world = world;
        let first = with_first(&mut world).await;
        let of_owner = used(&world, &first).await;
        let of_thief = used(&world, &first).await;
        assert!(is_refused(&world, &of_owner).await);
        assert!(is_refused(&world, &of_thief).await, "the thief goes on");
        assert_eq!(reuses(&world).await, 1);
        // As well if the thief has gone on meanwhile.
        let first = text(&ROUNDS.tokens(&world, &[]).await, "refresh_token");
        let of_owner = used(&world, &first).await;
        let of_thief = used(&world, &first).await;
        let of_thief = used(&world, &of_thief).await;
        assert!(is_refused(&world, &of_owner).await);
        assert!(is_refused(&world, &of_thief).await, "the thief goes on");
        assert_eq!(reuses(&world).await, 2);
    }

    // The thief comes first: the owner takes back what the thief got, and the thief's next use ends it for both.
    async fn a_thief_who_comes_first_is_found_by_their_own_next_use(world) {
        let mut world = world;
        let first = with_first(&mut world).await;
        let of_thief = used(&world, &first).await;
        let of_owner = used(&world, &first).await;
        assert!(is_refused(&world, &of_thief).await);
        assert!(is_refused(&world, &of_owner).await, "the family lives on");
        // Or, where the thief has gone on already, the owner's.
        let first = text(&ROUNDS.tokens(&world, &[]).await, "refresh_token");
        let of_thief = used(&world, &first).await;
        let of_thief = used(&world, &of_thief).await;
        assert!(is_refused(&world, &first).await, "the owner");
        assert!(is_refused(&world, &of_thief).await, "the thief goes on");
        assert_eq!(reuses(&world).await, 2);
    }

    async fn every_use_asks_the_decision_again(world) {
        let mut world = world;
        with_applications(&mut world).await;
        let active = "slug = \"st-janshof\"\nname";
        let suspended_user = "name = \"Anna de Vries\"\nstatus = \"suspended\"";
        for (from, to) in [
            ("value = true\nreason = \"in use\"", "value = false\nreason = \"in use\""),
            (active, "slug = \"st-janshof\"\nstatus = \"suspended\"\nname"),
            ("name = \"Anna de Vries\"", suspended_user),
            ("client_id = \"rounds\"\nname = \"Rounds\"\nsso = \"follow\"", "client_id = \"rounds\"\nname = \"Rounds\"\nsso = \"never\""),
        ] {
            let first = text(&ROUNDS.tokens(&world, &[]).await, "refresh_token");
            let second = used(&world, &first).await;
            world.change(from, to).await;
            // Also a lost answer is no way round it.
            assert!(is_refused(&world, &first).await, "{to}");
            assert!(is_refused(&world, &second).await, "{to}");
            world.change(to, from).await;
            assert!(is_refused(&world, &second).await, "{to}: what was refused came back to life");
        }
        assert_eq!(reuses(&world).await, 0);
    }

    // FAPI 2.0 Security Profile, 5.3.2.1: no rotation. The application's own key stands for it.
    async fn an_application_held_to_fapi_keeps_its_refresh_token(world) {
        let mut world = world;
        let first = with_first(&mut world).await;
        let (key, nonce, sign_in) = (Prover::new(), nonce(&world).await, world.sign_in().await);
        let mut application = (*world.store.find_application("rounds").await.unwrap().unwrap()).clone();
        application.protocol.profile = SecurityProfile::Fapi2;
        let application = Arc::new(application);
        let form = format!("grant_type=refresh_token&refresh_token={first}");
        let parameters = Parameters::parse(form.as_bytes());
        for _ in 0..3 {
            let proof = key.proof(&world, &nonce);
            let request = TokenRequest { parameters: &parameters, dpop: Some(&proof), ip: None };
            let tokens = sign_in.token(Arc::clone(&application), request, world.now()).await.unwrap();
            let tokens = serde_json::to_value(tokens.unwrap()).unwrap();
            assert_eq!((tokens.get("refresh_token"), &tokens["token_type"]), (None, &"DPoP".into()));
            assert_eq!(claims(&text(&tokens, "access_token"))["cnf"]["jkt"], key.jkt);
            world.pass(Duration::seconds(90));
        }
        let request = TokenRequest { parameters: &parameters, dpop: None, ip: None };
        let without = sign_in.token(Arc::clone(&application), request, world.now()).await.unwrap();
        assert_eq!(without.unwrap_err(), TokenError::InvalidDpopProof);
        // It ends with what it hangs on.
        let back = world.browser().post("/oauth2/revoke", &ROUNDS.form(&[("token", &first)])).await;
        assert_eq!(back.status, 200);
        let proof = key.proof(&world, &nonce);
        let request = TokenRequest { parameters: &parameters, dpop: Some(&proof), ip: None };
        let ended = sign_in.token(application, request, world.now()).await.unwrap();
        assert_eq!(ended.unwrap_err(), TokenError::InvalidGrant);
    }
}

/// 50 use one refresh token at once, at two broker processes over one `PostgreSQL`. Each is the application whose answer was lost, as
/// far as anybody can tell; so several may be served, one after the other. But in every round the family has one good token afterwards,
/// and that is the last one given: nobody multiplies what they have.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_refresh_at_two_brokers_and_one_token_is_good() {
    let mut world = World::postgres().await;
    with_applications(&mut world).await;
    world.set_clock_to_system();
    let replica = world.replica().await;
    let racers = racers([&world.base, &replica.base]);
    let mut token = text(&ROUNDS.tokens(&world, &[]).await, "refresh_token");
    let mut served_by = [0, 0];
    for round in 0..ROUNDS_OF_RACE {
        world.set_clock_to_system();
        let form = ROUNDS.refreshing(&token);
        let answers = join_all(racers.iter().map(|racer| racer.post("/oauth2/token", &form))).await;
        let mut good = Vec::new();
        let mut served = 0;
        for (racer, answer) in answers.iter().enumerate() {
            if answer.status != 200 {
                assert_eq!(refusal(answer), "invalid_grant", "round {round}");
                continue;
            }
            served += 1;
            served_by[racer % 2] += 1;
            let given = text(&answer.json(), "refresh_token");
            let said = racers[racer].post("/oauth2/introspect", &ROUNDS.form(&[("token", &given)])).await;
            if said.json()["active"] == true {
                good.push(given);
            }
        }
        assert!(served >= 1, "round {round}: nobody was served");
        assert_eq!(good.len(), 1, "round {round}: of {served} that were served");
        token = good.remove(0);
    }
    assert_eq!(reuses(&world).await, 0, "somebody was taken for a thief");
    assert!(served_by.iter().all(|served| *served > 0), "only one of the two ever served: {served_by:?}");
}
