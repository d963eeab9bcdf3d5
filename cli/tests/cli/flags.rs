//! Setting flags: whom it concerns is shown before anybody is asked.

use serde_json::{Value, json};

use super::person::Person;
use super::stand_in::{StandIn, ok, problem};

const SSO: &str = "/organizations/st-janshof/flags/sso";

fn flag(value: bool) -> Value {
    json!({ "name": "sso", "help": "…", "application": null, "value": value, "why": "set_for_organization", "at": null,
            "setting": { "value": value, "starts_at": null, "ends_at": null, "reason": "pilot" } })
}

async fn broker(preview: Value) -> StandIn {
    let broker = StandIn::start().await;
    broker
        .on(&format!("GET {SSO}"), ok(flag(true)))
        .on(&format!("GET {SSO}/preview"), ok(preview))
        .on(&format!("PUT {SSO}"), ok(flag(false)));
    broker
}

fn preview() -> Value {
    json!({
        "since": "2026-12-12T07:00:00Z", "people": 412, "sessions": 37, "applications": ["planner", "records"],
        "other_way": 410,
        "shut_out": [
            out("a.devries@st-janshof.example", "sso_off"),
            out("b.bakker@st-janshof.example", "sso_off"),
        ],
        "shut_out_people": 2, "shut_out_more": 0, "untried": 0,
    })
}

fn out(email: &str, reason: &str) -> Value {
    json!({ "user": "01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e21", "email": email, "application": "records", "way": "sso",
            "reason": reason, "from": "2026-01-11T07:00:00Z" })
}

fn nobody() -> Value {
    json!({ "since": "2026-12-12T07:00:00Z", "people": 1, "sessions": 0, "applications": ["records"], "other_way": 0,
            "shut_out": [], "shut_out_people": 0, "shut_out_more": 0, "untried": 12 })
}

const OFF: [&str; 7] = ["flag", "set", "st-janshof", "sso", "off", "--reason", "maintenance"];

#[tokio::test]
async fn whom_it_concerns_is_shown_before_the_question() {
    let broker = broker(preview()).await;
    let unasked = Person::at(&broker).run(&OFF).await;
    assert_eq!((unasked.code, broker.changes().len()), (2, 0));
    insta::assert_snapshot!("preview_unasked", unasked.seen());
    let done = Person::at(&broker).run(&[&OFF[..], &["--yes"]].concat()).await;
    insta::assert_snapshot!("preview_done", done.seen());
    let sent = &broker.changes()[0];
    assert_eq!(sent.json(), json!({ "value": false, "reason": "maintenance" }));
    assert_eq!(sent.header("if-match"), "\"1\"");
    assert_eq!(broker.asked(&format!("GET {SSO}/preview"))[0].query, "value=false");
}

#[tokio::test]
async fn it_may_be_on_for_the_pilot_list_at_first() {
    let broker = broker(nobody()).await;
    let command = ["flag", "set", "st-janshof", "sso", "on", "--reason", "two wards begin", "--pilot", "--yes"];
    let more = ["--everyone-from", "2027-02-01T07:00Z"];
    let ran = Person::at(&broker).run(&[&command[..], &more].concat()).await;
    insta::assert_snapshot!(ran.seen());
    let widens = "2027-02-01T07:00:00Z";
    let expected = json!({ "value": true, "audience": "pilot", "everyone_from": widens, "reason": "two wards begin" });
    assert_eq!(broker.changes()[0].json(), expected);
    let asked = &broker.asked(&format!("GET {SSO}/preview"))[0].query;
    assert!(asked.starts_with("value=true&audience=pilot&everyone_from=2027-02-01"), "{asked}");
    let alone = Person::at(&broker).run(&[&command[..7], &more].concat()).await;
    assert_eq!(alone.code, 2, "everyone follows a pilot");
}

#[tokio::test]
async fn many_who_would_be_shut_out_are_counted() {
    let many: Vec<_> =
        (0..100).map(|number| out(&format!("nurse-{number}@st-janshof.example"), "sso_forced")).collect();
    let mut many =
        json!({ "people": 140, "sessions": 0, "applications": ["records"], "other_way": 0, "shut_out": many });
    many["shut_out_people"] = json!(120);
    many["shut_out_more"] = json!(40);
    let broker = broker(many).await;
    let ran = Person::at(&broker).run(&[&OFF[..], &["--dry-run"]].concat()).await;
    insta::assert_snapshot!(ran.seen());
}

#[tokio::test]
async fn it_may_begin_and_end_later_and_concern_one_app() {
    let broker = broker(nobody()).await;
    let command = ["flag", "set", "st-janshof", "sso", "on", "--reason", "after the dev cycle", "--app", "viewer"];
    let when = ["--at", "2027-01-11T08:00+01:00", "--until", "2027-02-01T00:00Z", "--yes"];
    let ran = Person::at(&broker).run(&[&command[..], &when].concat()).await;
    insta::assert_snapshot!(ran.seen());
    let sent = &broker.changes()[0];
    assert_eq!(sent.query, "application=viewer");
    let expected = json!({ "value": true, "starts_at": "2027-01-11T07:00:00Z", "ends_at": "2027-02-01T00:00:00Z",
                           "reason": "after the dev cycle" });
    assert_eq!(sent.json(), expected);
    let asked = &broker.asked(&format!("GET {SSO}/preview"))[0];
    assert_eq!(asked.query, "value=true&application=viewer&at=2027-01-11T07%3A00%3A00Z&until=2027-02-01T00%3A00%3A00Z");
    assert_eq!(broker.asked(&format!("GET {SSO}"))[0].query, "application=viewer", "the state of another setting");
}

#[tokio::test]
async fn programs_get_the_preview_with_a_dry_run_alone() {
    let broker = broker(preview()).await;
    let dry = Person::at(&broker).run(&[&OFF[..], &["--dry-run", "-o", "json"]].concat()).await.json();
    assert_eq!((&dry["dry_run"], &dry["preview"]["people"]), (&json!(true), &json!(412)));
    let done = Person::at(&broker).run(&[&OFF[..], &["--yes", "-o", "json"]].concat()).await.json();
    assert_eq!(done, flag(false));
}

#[tokio::test]
async fn it_can_be_looked_at_without_being_done() {
    let broker = broker(preview()).await;
    let person = Person::at(&broker);
    let later = ["flag", "preview", "st-janshof", "sso", "off", "--app", "records", "--at", "2027-01-11T08:00+01:00"];
    insta::assert_snapshot!(person.run(&later).await.seen());
    broker.instead(&format!("GET {SSO}/preview"), ok(nobody()));
    insta::assert_snapshot!(
        "preview_nobody",
        person.run(&["flag", "preview", "st-janshof", "sso", "unset"]).await.seen()
    );
    let asked: Vec<_> = broker.asked(&format!("GET {SSO}/preview")).into_iter().map(|seen| seen.query).collect();
    assert_eq!(asked, ["value=false&application=records&at=2027-01-11T07%3A00%3A00Z", ""]);
    assert!(broker.changes().is_empty());
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn where_people_would_be_shut_out_they_type_whom_it_is_about() {
    let broker = broker(preview()).await;
    for (typed, code) in [("y\r", 1), ("\r", 1), ("delta-noord\r", 1), ("st-janshof\r", 0)] {
        let ran = Person::at(&broker).run_in_terminal(&OFF, "to go on", typed).await;
        assert_eq!(ran.code, code, "{typed:?}: {}", ran.out);
        assert!(ran.out.contains("2 people could not come in any more"), "{}", ran.out);
    }
    assert_eq!(broker.changes().len(), 1);
    // Nobody is shut out: it is asked as ever.
    broker.instead(&format!("GET {SSO}/preview"), ok(nobody()));
    assert_eq!(Person::at(&broker).run_in_terminal(&OFF, "Go on?", "y\r").await.code, 0);
}

#[tokio::test]
async fn what_cannot_be_previewed_is_asked_about_all_the_same() {
    let broker = broker(preview()).await;
    broker.instead(&format!("GET {SSO}/preview"), problem(404, "not_found", "the admin API has no such address"));
    let ran = Person::at(&broker).run(&OFF).await;
    assert_eq!((ran.code, broker.changes().len()), (2, 0));
    assert!(ran.seen().contains("The broker cannot preview this."), "{}", ran.seen());
}

#[tokio::test]
async fn a_refusal_of_the_broker_is_told() {
    let broker = broker(preview()).await;
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

#[tokio::test]
async fn many_hospitals_are_previewed_before_a_roll_out() {
    let broker = StandIn::start().await;
    for (org, shut_out) in
        [("st-janshof", json!([])), ("delta-noord", json!([out("a@delta-noord.example", "sso_forced")]))]
    {
        let people = shut_out.as_array().unwrap().len();
        let preview = json!({ "people": 40, "sessions": 4, "shut_out": shut_out, "shut_out_people": people });
        broker.on(&format!("GET /organizations/{org}/flags/sso/preview"), ok(preview));
    }
    broker.on("POST /rollouts", ok(rollout("running", ["waiting", "waiting"])).status(201));
    let person = Person::at(&broker);
    person.write("hospitals.txt", "# the spring\nst-janshof\n\ndelta-noord\n");
    let start = ["flag", "rollout", "start", "sso", "on", "--from", "hospitals.txt", "--reason", "the spring"];
    let unasked = person.run(&start).await;
    assert!(unasked.said().contains("1 person could not come in any more."), "{}", unasked.err);
    let ran = person.run(&[&start[..], &["--stop-at", "10", "--wait-minutes", "30", "--yes"]].concat()).await;
    insta::assert_snapshot!(ran.seen());
    let expected = json!({ "flag": "sso", "value": true, "organizations": ["st-janshof", "delta-noord"],
        "reason": "the spring", "stop_when_refusals_exceed": 10, "wait_minutes": 30 });
    assert_eq!(broker.changes()[0].json(), expected);
}

/// A roll-out over two hospitals.
pub fn rollout(state: &str, [first, second]: [&str; 2]) -> Value {
    let step = |slug: &str, state: &str| {
        let at = (state != "waiting").then_some("2027-01-11T07:00:00Z");
        let failed = state == "failed";
        json!({ "slug": slug, "state": state, "at": at, "attempts": if failed { 42 } else { 0 },
                "refused_percent": failed.then_some(31), "refused_percent_before": failed.then_some(2),
                "why": failed.then_some("13 of 42 attempts were refused (31 %), of those before 2 %"), "undone": false })
    };
    json!({ "id": "01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e30", "flag": "sso", "application": null, "value": true,
            "reason": "the spring", "state": state, "stopped": (state == "stopped").then_some("refusals"),
            "stop_when_refusals_exceed": 5, "wait_minutes": 60, "started_by": "mia.dekker", "acts_as": "mia.dekker",
            "created_at": "2027-01-11T07:00:00Z",
            "organizations": [step("st-janshof", first), step("delta-noord", second)] })
}

#[tokio::test]
async fn one_that_is_followed_says_what_becomes_of_each_and_how_it_ends() {
    let at = "GET /rollouts/01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e30";
    let follow = ["flag", "rollout", "show", "01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e30", "--wait"];
    let broker = StandIn::start().await;
    broker.on(at, ok(rollout("running", ["watching", "waiting"])));
    broker.on(at, ok(rollout("running", ["done", "watching"])));
    broker.on(at, ok(rollout("stopped", ["done", "failed"])));
    let ran = Person::at(&broker).run(&follow).await;
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.seen());
    // Programs get its end alone; one that has come to it is well.
    broker.instead(at, ok(rollout("done", ["done", "done"])));
    let done = Person::at(&broker).run(&[&follow[..], &["-o", "json"]].concat()).await.json();
    assert_eq!(done["state"], "done");
}
