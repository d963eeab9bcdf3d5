//! A code works once, whoever races for it, and its second use takes back what the first one got.

use anteroom::domain::audit::AuditAction;
use futures_util::future::join_all;

use crate::browser::{REDIRECT_URI, VERIFIER};
use crate::stories;
use crate::world::{APP_SECRET, World};

const ANNA_ADDRESS: &str = "a.devries@st-janshof.example";

/// What somebody else changes in the database, and has not committed yet.
enum Held {
    Sqlite(sqlx::Transaction<'static, sqlx::Sqlite>),
    Postgres(sqlx::Transaction<'static, sqlx::Postgres>),
}

impl Held {
    async fn begin(world: &World, statement: &'static str) -> Self {
        if world.database_url.starts_with("sqlite:") {
            let pool = sqlx::SqlitePool::connect(&world.database_url).await.unwrap();
            let mut tx = pool.begin_with("BEGIN IMMEDIATE").await.unwrap();
            sqlx::query(statement).execute(&mut *tx).await.unwrap();
            return Self::Sqlite(tx);
        }
        let mut tx = sqlx::PgPool::connect(&world.database_url).await.unwrap().begin().await.unwrap();
        sqlx::query(statement).execute(&mut *tx).await.unwrap();
        Self::Postgres(tx)
    }

    async fn commit(self) {
        match self {
            Self::Sqlite(tx) => tx.commit().await.unwrap(),
            Self::Postgres(tx) => tx.commit().await.unwrap(),
        }
    }
}

/// How many rounds.
const ROUNDS: usize = 100;

stories! {
    async fn the_second_use_of_a_code_revokes_what_the_first_got(world) {
        let browser = world.browser();
        let back = browser.sign_in(ANNA_ADDRESS, &[("scope", "openid offline_access")]).await;
        let code = back.parameter("code").unwrap();
        let tokens = browser.redeem(&code).await.json();
        let again = browser.redeem(&code).await;
        assert_eq!((again.status, again.json()["error"].as_str()), (400, Some("invalid_grant")));
        let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
        let userinfo = browser.send(reqwest::Method::GET, "/oauth2/userinfo", None, &[("authorization", &bearer)]).await;
        assert_eq!(userinfo.status, 401, "the access token still opens userinfo");
        let refreshed = browser
            .token(&[("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"].as_str().unwrap())])
            .await;
        assert_eq!(refreshed.status, 400, "the refresh token still works");
        let logged = world.events("st-janshof").await;
        assert!(logged.iter().any(|event| event.action == AuditAction::CodeReused));
    }

    async fn another_applications_code_is_neither_given_nor_spoilt(world) {
        let browser = world.browser();
        let back = browser.sign_in(ANNA_ADDRESS, &[]).await;
        let code = back.parameter("code").unwrap();
        let form = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", REDIRECT_URI),
            ("code_verifier", VERIFIER), ("client_id", "planner"), ("client_secret", APP_SECRET)];
        let stolen = browser.post("/oauth2/token", &form).await;
        assert_eq!(stolen.json()["error"], "invalid_grant");
        assert_eq!(browser.redeem(&code).await.status, 200);
    }

    async fn a_wrong_verifier_uses_the_code_up(world) {
        let browser = world.browser();
        let back = browser.sign_in(ANNA_ADDRESS, &[]).await;
        let code = back.parameter("code").unwrap();
        let wrong = browser.token(&[("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", REDIRECT_URI),
            ("code_verifier", "another-verifier-of-at-least-forty-three-characters")]).await;
        assert_eq!(wrong.json()["error"], "invalid_grant");
        assert_eq!(browser.redeem(&code).await.json()["error"], "invalid_grant", "a verifier can be guessed");
    }

    async fn a_code_lives_a_minute(world) {
        let browser = world.browser();
        let back = browser.sign_in(ANNA_ADDRESS, &[]).await;
        world.pass(chrono::Duration::seconds(61));
        assert_eq!(browser.redeem(&back.parameter("code").unwrap()).await.json()["error"], "invalid_grant");
    }

    // She is on her way back from Microsoft, and has been decided on; what keeps her out is under way meanwhile, and comes first.
    async fn whoever_is_kept_out_at_that_moment_does_not_come_in(world) {
        let (base, store) = world.quiet_broker().await;
        let first = world.browser();
        assert_eq!(first.sign_in(ANNA_ADDRESS, &[]).await.status, 303);
        for (statement, back, expected) in [
            // By her bond, not her address: whatever this process logs, the database's driver too, is looked at by another story.
            ("UPDATE users SET status = 'suspended' WHERE id IN (SELECT user_id FROM identities)",
                "UPDATE users SET status = 'active' WHERE id IN (SELECT user_id FROM identities)", "user_suspended"),
            ("DELETE FROM identities", "", ""),
            ("DELETE FROM users WHERE id IN (SELECT user_id FROM identities)", "", "user_unknown"),
        ] {
            let browser = world.browser();
            let departed = browser.authorize(&[("login_hint", ANNA_ADDRESS)]).await;
            let at_entra = browser.get(departed.location().as_str()).await;
            let callback = at_entra.location();
            let callback = format!("{base}{}?{}", callback.path(), callback.query().unwrap());
            let cookies: Vec<_> = browser.cookies().into_iter().filter(|((_, name), _)| name.contains("transit")).collect();
            let cookies = cookies.iter().map(|((_, name), value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");

            let held = Held::begin(&world, statement).await;
            let begun = store.counters().write_transactions;
            let coming = tokio::spawn({
                let (base, callback) = (base.clone(), callback.clone());
                async move {
                    let browser = crate::browser::Browser::new(&base);
                    browser.send(reqwest::Method::GET, &callback, None, &[("cookie", &cookies)]).await
                }
            });
            // The write of the entry has begun: the decision has been made, on what was so until now.
            while store.counters().write_transactions == begun {
                assert!(!coming.is_finished(), "nothing was written");
                tokio::task::yield_now().await;
            }
            held.commit().await;
            let answer = coming.await.unwrap();
            let sign_in = anteroom::signin::transit::attempt_of(&departed.parameter("state").unwrap()).unwrap();
            let event = world.last_event("st-janshof", sign_in).await;
            if expected.is_empty() {
                // Unbound: asked again, the decision binds her anew.
                assert_eq!((answer.status, event.reason), (303, None), "{}", answer.body);
                let id = world.organization("st-janshof").await;
                let bonds = world.store.organization(id).find_person(event.user_id.unwrap()).await.unwrap().identities;
                assert_eq!(bonds.len(), 1, "she came in on a bond that was gone");
            } else {
                assert_eq!((answer.status, event.reason.as_deref()), (403, Some(expected)), "{}", answer.body);
            }
            if !back.is_empty() {
                Held::begin(&world, back).await.commit().await;
            }
        }
    }

    async fn two_first_sign_ins_race_for_one_bond(world) {
        let browsers: Vec<_> = (0..4).map(|_| world.browser()).collect();
        let ways = join_all(browsers.iter().map(|browser| browser.sign_in(ANNA_ADDRESS, &[]))).await;
        assert!(ways.iter().all(|way| way.status == 303), "{:?}", ways.iter().map(|way| way.status).collect::<Vec<_>>());
    }
}

/// 50 redeemers on two broker processes, this one and a second, over one `PostgreSQL`: exactly one is served, in every round.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_redeemers_on_two_brokers_and_one_wins() {
    let world = World::postgres().await;
    world.set_clock_to_system();
    let replica = world.replica().await;
    let mut wins = [0, 0];
    for round in 0..ROUNDS {
        world.set_clock_to_system();
        let browser = world.browser();
        let back = browser.sign_in(ANNA_ADDRESS, &[]).await;
        let code = back.parameter("code").unwrap();
        let redeemers: Vec<_> = (0..50)
            .map(|index| crate::browser::Browser::new(if index % 2 == 0 { &world.base } else { &replica.base }))
            .collect();
        let answers = join_all(redeemers.iter().map(|redeemer| redeemer.redeem(&code))).await;
        let won = |base: &str| {
            let ours = redeemers.iter().zip(&answers).filter(|(redeemer, _)| redeemer.base == base);
            ours.filter(|(_, answer)| answer.status == 200).count()
        };
        let served = won(&world.base) + won(&replica.base);
        wins = [wins[0] + won(&world.base), wins[1] + won(&replica.base)];
        assert_eq!(served, 1, "round {round}: {:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
        assert!(answers.iter().all(|answer| answer.status == 200 || answer.json()["error"] == "invalid_grant"));
    }
    assert!(wins.iter().all(|wins| *wins > 0), "only one of the two ever won: {wins:?}");
}
