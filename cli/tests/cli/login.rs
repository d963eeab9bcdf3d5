//! Signing in to the broker from a terminal (RFC 8628), staying signed in, and signing out.

use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use super::person::{Person, content};
use super::stand_in::{Answer, Seen, StandIn, ok, problem, text};

fn tokens(access: &str, refresh: Option<&str>, expires_in: u64) -> Answer {
    let tokens =
        json!({ "access_token": access, "token_type": "Bearer", "expires_in": expires_in, "refresh_token": refresh });
    ok(tokens)
}

fn error(code: &str) -> Answer {
    ok(json!({ "error": code, "error_description": "…" })).status(400)
}

fn discovery(url: &str) -> Value {
    json!({
        "issuer": url,
        "device_authorization_endpoint": format!("{url}/oauth2/device_authorization"),
        "token_endpoint": format!("{url}/oauth2/token"),
        "revocation_endpoint": format!("{url}/oauth2/revoke"),
    })
}

/// A broker at which one can sign in.
async fn broker() -> StandIn {
    let broker = StandIn::start().await;
    let url = broker.url.clone();
    broker.on("GET /.well-known/openid-configuration", ok(discovery(&url))).on(
        "POST /oauth2/device_authorization",
        ok(json!({
            "device_code": "geheim-device", "user_code": "WDJB-MJHT", "verification_uri": format!("{url}/device"),
            "verification_uri_complete": format!("{url}/device?user_code=WDJB-MJHT"), "expires_in": 600, "interval": 1,
        })),
    );
    broker.on("GET /me", ok(json!({ "name": "mia.dekker@records.example", "role": "support", "by": "account" })));
    broker
}

fn mia(broker: &StandIn) -> Person {
    Person::at(broker).without("ANTEROOM_TOKEN")
}

const TOKEN: &str = "POST /oauth2/token";

fn bearer(seen: &Seen) -> &str {
    seen.header("authorization")
}

#[tokio::test]
async fn the_code_is_shown_and_waited_for() {
    let broker = broker().await;
    broker.on(TOKEN, error("authorization_pending")).on(TOKEN, tokens("access-1", Some("refresh-1"), 600));
    let mia = mia(&broker);
    let ran = mia.run(&["login"]).await;
    assert_eq!(ran.code, 0, "{}", ran.seen());
    insta::assert_snapshot!(ran.seen());
    let asked = &broker.asked("POST /oauth2/device_authorization")[0];
    assert_eq!(asked.body, "client_id=anteroomctl&scope=openid+offline_access");
    let polls = broker.asked(TOKEN);
    assert_eq!(polls.len(), 2);
    let grant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code";
    assert_eq!(polls[0].body, format!("{grant}&device_code=geheim-device&client_id=anteroomctl"));
    // What is kept is kept for nobody else.
    let folder = mia.path(".local/state/anteroomctl");
    assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    for file in std::fs::read_dir(&folder).unwrap() {
        assert_eq!(file.unwrap().metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    // From now on it is used.
    assert_eq!(mia.run(&["me"]).await.code, 0);
    assert_eq!(bearer(broker.asked("GET /me").last().unwrap()), "Bearer access-1");
}

#[tokio::test]
async fn the_broker_may_ask_us_to_slow_down() {
    let broker = broker().await;
    broker.on(TOKEN, error("slow_down")).on(TOKEN, tokens("access-1", None, 600));
    let began = std::time::Instant::now();
    assert_eq!(mia(&broker).run(&["login"]).await.code, 0);
    // One second, and then five more.
    assert!(began.elapsed().as_secs() >= 7, "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_sign_in_that_comes_to_nothing_is_refused() {
    for (answer, said) in [
        (error("access_denied"), "the sign-in was refused in the browser"),
        (error("expired_token"), "nobody confirmed the code in time: anteroomctl login gives another"),
        (error("invalid_client"), "the broker refuses the sign-in: invalid_client"),
        (text("<html>").status(500), "the broker's answer is not understood: it answers 500 Internal Server Error"),
        (ok(json!({ "access_token": "x", "token_type": "mac" })), "another kind of token than Bearer"),
    ] {
        let broker = broker().await;
        broker.on(TOKEN, answer);
        let mia = mia(&broker);
        let ran = mia.run(&["login"]).await;
        assert_eq!(ran.code, 1, "{said}");
        assert!(ran.said().contains(said), "{}", ran.seen());
        assert_eq!(mia.run(&["me"]).await.code, 2, "signed in all the same");
    }
}

#[tokio::test]
async fn a_code_that_nobody_confirms_ends() {
    let broker = broker().await;
    let url = &broker.url;
    let shortly = json!({ "device_code": "d", "user_code": "u", "verification_uri": format!("{url}/device"),
                          "expires_in": 2, "interval": 1 });
    broker.instead("POST /oauth2/device_authorization", ok(shortly)).on(TOKEN, error("authorization_pending"));
    let ran = mia(&broker).run(&["login"]).await;
    assert_eq!(ran.code, 1);
    assert!(ran.said().contains("nobody confirmed the code in time"), "{}", ran.err);
}

#[tokio::test]
async fn nobody_is_sent_elsewhere_to_sign_in() {
    let elsewhere = json!({ "device_code": "d", "user_code": "u", "verification_uri": "https://evil.example/device",
                            "expires_in": 900 });
    let broker = broker().await;
    broker.instead("POST /oauth2/device_authorization", ok(elsewhere));
    let ran = mia(&broker).run(&["login"]).await;
    assert_eq!((ran.code, ran.said().contains("sends us elsewhere")), (1, true));
    let mut other = discovery(&broker.url);
    other["issuer"] = json!("https://evil.example");
    broker.instead("GET /.well-known/openid-configuration", ok(other));
    let ran = mia(&broker).run(&["login"]).await;
    assert_eq!((ran.code, ran.said().contains("nothing was sent")), (1, true));
    for code in ["unauthorized_client", "invalid_client"] {
        let broker = self::broker().await;
        broker.instead("POST /oauth2/device_authorization", error(code));
        let ran = mia(&broker).run(&["login"]).await;
        assert_eq!((ran.code, ran.said().contains("set ANTEROOM_TOKEN")), (1, true), "{code}");
    }
    let mut without = discovery(&broker.url);
    without.as_object_mut().unwrap().remove("device_authorization_endpoint");
    broker.instead("GET /.well-known/openid-configuration", ok(without));
    let ran = mia(&broker).run(&["login"]).await;
    assert_eq!((ran.code, ran.said().contains("set ANTEROOM_TOKEN")), (1, true));
}

/// Mia, signed in with an access token that lasts so long.
async fn signed_in(broker: &StandIn, expires_in: u64) -> Person {
    broker.on(TOKEN, tokens("access-1", Some("refresh-1"), expires_in));
    let mia = mia(broker);
    assert_eq!(mia.run(&["login"]).await.code, 0);
    mia
}

#[tokio::test]
async fn tokens_are_renewed_before_they_end() {
    let broker = broker().await;
    // The sign-in itself renews it once, to ask for the name.
    broker.on(TOKEN, tokens("access-1", Some("refresh-1"), 1)).on(TOKEN, tokens("access-2", Some("refresh-2"), 1));
    let mia = mia(&broker);
    assert_eq!(mia.run(&["login"]).await.code, 0);
    broker.instead(TOKEN, tokens("access-3", None, 600));
    assert_eq!(mia.run(&["me"]).await.code, 0);
    let last = broker.asked(TOKEN).last().unwrap().body.clone();
    assert_eq!(last, "grant_type=refresh_token&refresh_token=refresh-2&client_id=anteroomctl");
    assert_eq!(bearer(broker.asked("GET /me").last().unwrap()), "Bearer access-3");
    // A refresh token that no new one replaces is kept.
    let kept = std::fs::read_dir(mia.path(".local/state/anteroomctl")).unwrap();
    let kept = kept.map(|file| file.unwrap().path()).find(|path| path.extension().is_some_and(|end| end == "json"));
    assert!(content(&kept.unwrap()).contains("refresh-2"));
}

#[tokio::test]
async fn a_token_that_the_broker_ended_is_renewed_once() {
    let broker = broker().await;
    let mia = signed_in(&broker, 600).await;
    broker.instead(TOKEN, tokens("access-2", Some("refresh-2"), 600));
    broker
        .on("GET /organizations", problem(401, "unauthorized", "…"))
        .on("GET /organizations", ok(json!({ "items": [] })));
    assert_eq!(mia.run(&["org", "list"]).await.code, 0);
    let seen = broker.asked("GET /organizations");
    assert_eq!(seen.iter().map(bearer).collect::<Vec<_>>(), ["Bearer access-1", "Bearer access-2"]);
    broker.instead("GET /organizations", problem(401, "unauthorized", "…"));
    let ran = mia.run(&["org", "list"]).await;
    assert_eq!((ran.code, broker.asked("GET /organizations").len()), (1, 4));
}

#[tokio::test]
async fn a_sign_in_that_has_ended_is_forgotten() {
    let broker = broker().await;
    broker.on(TOKEN, tokens("access-1", Some("refresh-1"), 600));
    let mia = mia(&broker);
    mia.run(&["login"]).await;
    broker.instead(TOKEN, error("invalid_grant")).instead("GET /me", problem(401, "unauthorized", "…"));
    let ran = mia.run(&["me"]).await;
    assert_eq!(ran.code, 1);
    assert_eq!(ran.said(), "anteroomctl: your sign-in at http://broker has ended: anteroomctl login");
    assert_eq!(mia.run(&["me"]).await.code, 2);
}

#[tokio::test]
async fn two_commands_at_once_use_no_refresh_token_twice() {
    let broker = broker().await;
    let mia = signed_in(&broker, 600).await;
    // Ten minutes later, as far as it knows.
    for file in std::fs::read_dir(mia.path(".local/state/anteroomctl")).unwrap().map(|entry| entry.unwrap().path()) {
        let Ok(mut kept) = serde_json::from_slice::<Value>(&std::fs::read(&file).unwrap()) else { continue };
        kept["expires_at"] = json!("2026-01-11T07:00:00Z");
        std::fs::write(&file, kept.to_string()).unwrap();
    }
    broker.instead(TOKEN, tokens("access-2", Some("refresh-2"), 600));
    let (a, b, c) = tokio::join!(mia.run(&["me"]), mia.run(&["me"]), mia.run(&["me"]));
    assert_eq!((a.code, b.code, c.code), (0, 0, 0));
    let refreshed = broker.asked(TOKEN).iter().filter(|seen| seen.body.contains("refresh-1")).count();
    assert_eq!(refreshed, 1);
}

#[tokio::test]
async fn signing_out_ends_it_here_and_there() {
    let broker = broker().await;
    let mia = signed_in(&broker, 600).await;
    broker.on("POST /oauth2/revoke", text(""));
    assert_eq!(mia.run(&["logout"]).await.seen(), "! Signed out at http://broker.\n");
    let revoked: Vec<_> = broker.asked("POST /oauth2/revoke").into_iter().map(|seen| seen.body).collect();
    assert_eq!(revoked, ["token=refresh-1&client_id=anteroomctl", "token=access-1&client_id=anteroomctl"]);
    assert_eq!(mia.run(&["me"]).await.code, 2);
    assert_eq!(mia.run(&["logout"]).await.seen(), "! You were not signed in at http://broker.\n");
}

#[tokio::test]
async fn signing_out_forgets_it_even_where_the_broker_cannot_be_told() {
    let broker = broker().await;
    let mia = signed_in(&broker, 600).await;
    broker.instead("GET /.well-known/openid-configuration", text("").status(500));
    assert_eq!(mia.run(&["logout"]).await.code, 1);
    assert_eq!(mia.run(&["me"]).await.code, 2);
}

#[tokio::test]
async fn the_environment_s_token_goes_before_it_and_that_is_said() {
    let broker = broker().await;
    broker.on(TOKEN, tokens("access-1", Some("refresh-1"), 600));
    let mia = mia(&broker).with("ANTEROOM_TOKEN", "anteroom_admin_secret");
    let ran = mia.run(&["login"]).await;
    assert!(ran.seen().contains("ANTEROOM_TOKEN is set"), "{}", ran.seen());
    mia.run(&["me"]).await;
    assert_eq!(bearer(broker.asked("GET /me").last().unwrap()), "Bearer anteroom_admin_secret");
}

#[tokio::test]
async fn a_file_that_others_can_read_is_not_used() {
    let broker = broker().await;
    let mia = signed_in(&broker, 600).await;
    for file in std::fs::read_dir(mia.path(".local/state/anteroomctl")).unwrap() {
        std::fs::set_permissions(file.unwrap().path(), std::fs::Permissions::from_mode(0o644)).unwrap();
    }
    let ran = mia.run(&["me"]).await;
    assert_eq!((ran.code, ran.said().contains("others can read")), (2, true));
    broker.on("POST /oauth2/revoke", text(""));
    assert_eq!(mia.run(&["logout"]).await.code, 0);
    assert_eq!(broker.asked("POST /oauth2/revoke").len(), 2, "it was not ended at the broker");
}
