//! The keys that sign tokens are exchanged under way. Two brokers take turns.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::application::SigningAlgorithm;
use anteroom::domain::audit::AuditAction;
use anteroom::domain::signing_key::KeyPolicy;
use anteroom::keys::signing::{Haste, SigningKeys, rotate};
use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{DecodingKey, Validation, decode_header};
use reqwest::Method;
use serde_json::{Value, json};

use crate::admin::Staff;
use crate::browser::{Answer, Browser, claims};
use crate::replicated_stories;
use crate::world::World;

const ANNA: &str = "a.devries@st-janshof.example";

/// An app that keeps our public keys for as long as HTTP says that it may (RFC 9111, 4.2), and asks for them then, at whichever broker's
/// turn it is. It does not ask because a token names a key that it does not know.
struct App {
    browser: Browser,
    kept: Option<(JwkSet, DateTime<Utc>)>,
}

impl App {
    fn new(world: &World) -> Self {
        Self { browser: world.browser(), kept: None }
    }

    async fn keys(&mut self, now: DateTime<Utc>) -> &JwkSet {
        if self.kept.as_ref().is_none_or(|(_, until)| *until <= now) {
            let answer = self.browser.get("/oauth2/jwks").await;
            let keep = max_age(&answer).expect("an answer that may be kept");
            self.kept = Some((serde_json::from_str(&answer.body).unwrap(), now + Duration::seconds(keep)));
        }
        &self.kept.as_ref().unwrap().0
    }

    /// Verifies a token whose end has not come.
    async fn verify(&mut self, token: &str, now: DateTime<Utc>) -> Result<Value, String> {
        let header = decode_header(token).unwrap();
        let kid = header.kid.unwrap();
        let key = self.keys(now).await.find(&kid).ok_or_else(|| format!("key {kid} is unknown at {now}"))?;
        let mut validation = Validation::new(header.alg);
        validation.validate_exp = false;
        validation.validate_aud = false;
        let key = DecodingKey::from_jwk(key).unwrap();
        let said = jsonwebtoken::decode::<Value>(token, &key, &validation).map_err(|error| error.to_string())?.claims;
        assert!(said["exp"].as_i64().unwrap() > now.timestamp(), "only a token that lives is shown");
        Ok(said)
    }
}

fn max_age(answer: &Answer) -> Option<i64> {
    let control = answer.headers["cache-control"].to_str().unwrap();
    control.split(", ").find_map(|word| word.strip_prefix("max-age=")?.parse().ok())
}

/// What an app gets when somebody signs in to it.
struct Tokens {
    access: String,
    id: String,
    until: DateTime<Utc>,
}

async fn sign_in(world: &World) -> Tokens {
    let browser = world.browser();
    let back = browser.sign_in(ANNA, &[]).await;
    let answer = browser.redeem(&back.parameter("code").unwrap()).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let text = |name: &str| answer.json()[name].as_str().unwrap().to_owned();
    let (access, id) = (text("access_token"), text("id_token"));
    let exp = claims(&access)["exp"].as_i64().unwrap();
    assert_eq!(claims(&id)["exp"].as_i64(), Some(exp));
    Tokens { access, id, until: DateTime::from_timestamp(exp, 0).unwrap() }
}

async fn userinfo(world: &World, token: &str) -> u16 {
    let bearer = format!("Bearer {token}");
    world.browser().send(Method::GET, "/oauth2/userinfo", None, &[("authorization", &bearer)]).await.status
}

/// What each broker does once a second by itself.
async fn exchange(world: &World) {
    let keys = SigningKeys::load_or_create(&world.store, &world.ring, world.now()).await.unwrap();
    keys.round(&world.clock()).await.unwrap();
    world.hear();
}

async fn command(world: &World, haste: Haste) {
    let policy = KeyPolicy::default();
    rotate(&world.store, &world.ring, &policy, (None, haste), "keys by root", &world.clock()).await.unwrap();
    world.hear();
}

fn kid(token: &str) -> String {
    decode_header(token).unwrap().kid.unwrap()
}

replicated_stories! {
    async fn an_app_that_keeps_our_keys_never_misses_one(world) {
        // Three that have fetched them at other times.
        let mut apps = [App::new(&world), App::new(&world), App::new(&world)];
        let mut living: Vec<Tokens> = Vec::new();
        let mut kids = std::collections::BTreeSet::new();
        let start = world.now();
        // Around each event of two lives, minute by minute: the first is the schedule's, the second somebody's command.
        let day = 24 * 60;
        let watched = [(89 * day - 4)..(89 * day + 8), (90 * day - 4)..(90 * day + 12), (91 * day)..(91 * day + 20)];
        for minute in watched.into_iter().flatten().step_by(2) {
            world.pass(start + Duration::minutes(minute) - world.now());
            if minute == 91 * day + 4 {
                command(&world, Haste::Orderly).await;
            }
            exchange(&world).await;
            let now = world.now();
            let tokens = sign_in(&world).await;
            kids.insert(kid(&tokens.id));
            assert_eq!(kid(&tokens.access), kid(&tokens.id));
            living.push(tokens);
            let (alive, ended): (Vec<_>, Vec<_>) = living.into_iter().partition(|tokens| tokens.until > now);
            for tokens in &ended {
                assert_eq!(userinfo(&world, &tokens.access).await, 401, "it has ended");
            }
            living = alive;
            let number = usize::try_from(minute / 2).unwrap();
            for (place, app) in apps.iter_mut().enumerate() {
                // Not all of them have something to verify every minute.
                if !(number + place).is_multiple_of(3) {
                    for tokens in &living {
                        app.verify(&tokens.id, now).await.unwrap();
                        app.verify(&tokens.access, now).await.unwrap();
                    }
                }
            }
            for tokens in &living {
                assert_eq!(userinfo(&world, &tokens.access).await, 200, "minute {minute}");
            }
        }
        assert_eq!(kids.len(), 3, "both exchanges took place: {kids:?}");
        let events = world.store.list_audit_events(10_000).await.unwrap();
        let said = |life: &str| {
            let of = |event: &&anteroom::domain::audit::AuditEvent| {
                event.action == AuditAction::SigningKeyChanged && event.detail.read::<Value>()["life"] == life
            };
            events.iter().filter(of).count()
        };
        // ES256 and RS256, each made at first, and exchanged twice, by whichever of three processes was first.
        assert_eq!([said("next"), said("active"), said("retiring")], [4, 6, 4], "{events:#?}");
        assert_eq!(said("gone"), 2, "the first of each is over");
    }

    // The key's thief is the one who is to be stopped: with a token of theirs, and with the key itself.
    async fn a_leaked_key_counts_no_more_anywhere(world) {
        let before = sign_in(&world).await;
        let leaked = SigningKeys::load_or_create(&world.store, &world.ring, world.now()).await.unwrap().known();
        let forge = || leaked.sign(SigningAlgorithm::Es256, "at+jwt", &claims(&before.access)).unwrap();
        for _ in 0..2 {
            assert_eq!((userinfo(&world, &before.access).await, userinfo(&world, &forge()).await), (200, 200));
        }
        command(&world, Haste::AtOnce).await;
        for _ in 0..2 {
            assert_eq!((userinfo(&world, &before.access).await, userinfo(&world, &forge()).await), (401, 401));
            let published = world.browser().get("/oauth2/jwks").await;
            assert!(!published.body.contains(&kid(&before.id)), "{}", published.body);
        }
        // People come in at once, and an app that asks for the keys anew verifies what it gets.
        for _ in 0..2 {
            let after = sign_in(&world).await;
            assert_ne!(kid(&after.id), kid(&before.id));
            App::new(&world).verify(&after.id, world.now()).await.unwrap();
            assert_eq!(userinfo(&world, &after.access).await, 200);
        }
        let events = world.store.list_audit_events(100).await.unwrap();
        let mut withdrawn = events.iter().filter(|event| event.detail.read::<Value>()["life"] == "withdrawn");
        assert!(withdrawn.all(|event| event.actor == "keys by root"));
    }

    async fn a_broker_that_was_not_told_reads_the_key_that_it_is_shown(world) {
        // Only one of them is told at once; a second later the other one is too.
        let policy = KeyPolicy::default();
        rotate(&world.store, &world.ring, &policy, (None, Haste::AtOnce), "keys by root", &world.clock()).await.unwrap();
        let token = sign_in(&world).await.access;
        for _ in 0..4 {
            assert_eq!(userinfo(&world, &token).await, 200);
        }
    }

    async fn each_app_is_answered_by_the_algorithm_that_it_is_registered_for(world) {
        let olga = Staff::new(&world, "olga.operator", AdminRole::Operator, &[]).await;
        let names = SigningAlgorithm::ALL.map(SigningAlgorithm::name);
        let document = world.browser().get("/.well-known/openid-configuration").await.json();
        assert_eq!(document["id_token_signing_alg_values_supported"], json!(names));
        let published = async || {
            let keys = world.browser().get("/oauth2/jwks").await.json();
            keys["keys"].as_array().unwrap().iter().map(|key| key["alg"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(published().await, ["ES256", "RS256"], "an old client may stumble over a key of a kind that nobody uses");
        let mut kids = std::collections::BTreeSet::new();
        for name in names.into_iter().rev() {
            let change = json!({ "id_token_algorithm": name });
            let changed = olga.call(Method::PATCH, "/applications/records", &[("if-match", "*")], Some(change)).await;
            assert_eq!((changed.status, &changed.json()["id_token_algorithm"]), (200, &json!(name)), "{}", changed.body);
            world.hear();
            // The first of them may be the first that asks for such a key.
            for _ in 0..2 {
                let tokens = sign_in(&world).await;
                world.hear();
                assert_eq!(serde_json::to_value(decode_header(&tokens.id).unwrap().alg).unwrap(), name);
                assert_eq!(decode_header(&tokens.access).unwrap().alg, jsonwebtoken::Algorithm::ES256);
                let said = App::new(&world).verify(&tokens.id, world.now()).await.unwrap();
                assert_eq!(said["email"], ANNA);
                kids.insert(kid(&tokens.id));
            }
        }
        assert_eq!(kids.len(), names.len(), "one key is for one algorithm");
        assert_eq!(published().await, names);
    }

    // Their copies of the keys would be good for a while, and lack what others have made since.
    async fn a_broker_that_cannot_ask_the_database_lets_nobody_keep_its_keys(world) {
        assert_eq!(max_age(&world.browser().get("/oauth2/jwks").await), Some(KeyPolicy::default().kept.num_seconds()));
        crate::log::tamper(&world, "ALTER TABLE signing_keys RENAME TO elsewhere", 0).await;
        world.hear();
        for _ in 0..2 {
            let answer = world.browser().get("/oauth2/jwks").await;
            assert_eq!((answer.status, answer.headers["cache-control"].to_str().unwrap()), (200, "no-cache"));
            assert_eq!(answer.json()["keys"].as_array().unwrap().len(), 2, "whoever has a token can go on");
        }
    }
}
