//! Setting flags: asked about, and done for the state that was read.

use serde_json::{Value, json};

use super::person::Person;
use super::stand_in::{StandIn, ok, problem};

const SSO: &str = "/organizations/st-janshof/flags/sso";

fn flag(value: bool) -> Value {
    json!({ "name": "sso", "help": "…", "application": null, "value": value, "why": "set_for_organization", "at": null,
            "setting": { "value": value, "starts_at": null, "ends_at": null, "reason": "pilot" } })
}

async fn broker() -> StandIn {
    let broker = StandIn::start().await;
    broker.on(&format!("GET {SSO}"), ok(flag(true))).on(&format!("PUT {SSO}"), ok(flag(false)));
    broker
}

const OFF: [&str; 7] = ["flag", "set", "st-janshof", "sso", "off", "--reason", "maintenance"];

#[tokio::test]
async fn somebody_is_asked_and_the_state_that_was_read_is_changed() {
    let broker = broker().await;
    let unasked = Person::at(&broker).run(&OFF).await;
    assert_eq!((unasked.code, broker.changes().len()), (2, 0));
    insta::assert_snapshot!("set_unasked", unasked.seen());
    let done = Person::at(&broker).run(&[&OFF[..], &["--yes"]].concat()).await;
    insta::assert_snapshot!("set_done", done.seen());
    let sent = &broker.changes()[0];
    assert_eq!(sent.json(), json!({ "value": false, "reason": "maintenance" }));
    assert_eq!(sent.header("if-match"), "\"1\"");
}

#[tokio::test]
async fn it_may_begin_and_end_later_and_concern_one_app() {
    let broker = broker().await;
    let command = ["flag", "set", "st-janshof", "sso", "on", "--reason", "after the dev cycle", "--app", "viewer"];
    let when = ["--at", "2027-01-11T08:00+01:00", "--until", "2027-02-01T00:00Z", "--yes"];
    let ran = Person::at(&broker).run(&[&command[..], &when].concat()).await;
    insta::assert_snapshot!(ran.seen());
    let sent = &broker.changes()[0];
    assert_eq!(sent.query, "application=viewer");
    let expected = json!({ "value": true, "starts_at": "2027-01-11T07:00:00Z", "ends_at": "2027-02-01T00:00:00Z",
                           "reason": "after the dev cycle" });
    assert_eq!(sent.json(), expected);
    assert_eq!(broker.asked(&format!("GET {SSO}"))[0].query, "application=viewer", "the state of another setting");
}

#[tokio::test]
async fn a_refusal_of_the_broker_is_told() {
    let broker = broker().await;
    let nobody = "nobody of the hospital has come in by Microsoft in the 14 days before it begins";
    broker.instead(&format!("PUT {SSO}"), problem(409, "no_recent_sign_in", nobody));
    let ran = Person::at(&broker).run(&[&OFF[..], &["--yes"]].concat()).await;
    assert_eq!(ran.code, 1);
    assert!(ran.said().contains("nobody of the hospital has come in"), "{}", ran.err);
}

#[tokio::test]
async fn what_was_set_can_be_listed_and_its_history_read() {
    let broker = StandIn::start().await;
    let setting = |value: bool, from: Option<&str>, reason: &str| json!({ "value": value, "starts_at": from, "ends_at": null, "reason": reason });
    let begins = Some("2027-01-11T07:00:00Z");
    let shown = |name: &str, app: Option<&str>, value: bool, why: &str, at: Option<&str>, set: Value| json!({ "name": name, "application": app, "value": value, "why": why, "at": at, "setting": set });
    let agreed = "agreed with the hospital's ICT, who want the wards to get used to it first";
    broker.on(
        "GET /organizations/st-janshof/flags",
        ok(json!({ "items": [
            shown("sso", None, true, "set_for_organization", None, setting(true, None, agreed)),
            shown("sso", Some("records"), true, "set_for_organization", None, Value::Null),
            shown("sso", Some("viewer"), false, "application_never", None, Value::Null),
            shown("forced_sso", None, false, "not_yet", begins, setting(true, begins, "the board")),
            shown("password_required", None, false, "default", None, Value::Null),
        ]})),
    );
    broker.on(
        &format!("GET {SSO}/history"),
        ok(json!({ "items": [
            { "at": "2027-01-10T09:12:00Z", "by": "mia.dekker", "reason": "after the dev cycle",
              "old": setting(false, None, "x"), "new": setting(true, begins, "y") },
            { "at": "2027-01-09T09:12:00Z", "by": "apply by root", "reason": "from the file",
              "old": null, "new": setting(false, None, "x") },
        ]})),
    );
    let person = Person::at(&broker);
    insta::assert_snapshot!("flag_list", person.run(&["flag", "list", "st-janshof"]).await.seen());
    insta::assert_snapshot!("flag_history", person.run(&["flag", "history", "st-janshof", "sso"]).await.seen());
}
