//! A hospital's directory, held against its users.

use serde_json::{Value, json};

use super::person::Person;
use super::stand_in::{StandIn, ok};

const ROSTER: &str = "/organizations/st-janshof/connections/entra/roster";

fn entry(line: u64, mail: Option<&str>, finding: &str, user: Option<&str>) -> Value {
    json!({ "line": line, "upn": format!("u{line}@st-janshof.example"), "mail": mail, "name": "=HYPERLINK(\"https://evil.example\")",
        "object_id": null, "allowed": false, "reason": "user_unknown", "finding": finding, "effect": "stays_out", "user": user })
}

fn roster() -> Value {
    json!({ "connection": "entra", "version": 3, "people": 4831, "come_in": 4817, "stay_out": 3,
        "counts": [
            { "finding": "upn_is_known", "effect": "stays_out", "people": 2 },
            { "finding": "mail_missing", "effect": "stays_out", "people": 1 },
            { "finding": "account_disabled", "effect": "look", "people": 11 },
            { "finding": "ok", "effect": "comes_in", "people": 4817 },
        ],
        "not_looked_at": ["userType"],
        "entries": [
            entry(17, Some("anna.devries@st-janshof.example"), "upn_is_known", Some("a.devries@st-janshof.example")),
            entry(2044, Some("bram@st-janshof.example"), "upn_is_known", Some("b.bakker@st-janshof.example")),
            entry(31, None, "mail_missing", None),
        ] })
}

#[tokio::test]
async fn who_will_not_come_in_is_said_with_what_to_do() {
    let broker = StandIn::start().await;
    broker.on(&format!("POST {ROSTER}"), ok(roster())).on(&format!("POST {ROSTER}/directory"), ok(roster()));
    let person = Person::at(&broker);
    // As it is, whatever the encoding: the broker reads it.
    person.write("users.csv", "\u{feff}mail;id\r\na@x.example;\r\n");
    let list = ["connection", "roster", "st-janshof", "entra", "users.csv"];
    let ran = person.run(&list).await;
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!("roster", ran.seen());
    let table = person.run(&["connection", "roster", "st-janshof", "entra", "--directory", "--csv"]).await;
    assert_eq!(table.code, 1);
    insta::assert_snapshot!("roster_csv", table.out);
    let json = person.run(&[&list[..], &["--output", "json"]].concat()).await;
    assert_eq!((json.code, serde_json::from_str::<Value>(&json.out).unwrap()), (1, roster()));
    let sent = broker.changes();
    let queries: Vec<_> =
        sent.iter().map(|sent| (sent.what.rsplit('/').next().unwrap(), sent.query.as_str())).collect();
    assert_eq!(queries, [("roster", "to_mend=true"), ("directory", "to_mend=true"), ("roster", "")]);
    assert_eq!(
        (sent[0].body.as_str(), sent[0].header("content-type")),
        ("\u{feff}mail;id\r\na@x.example;\r\n", "text/csv")
    );
}

#[tokio::test]
async fn a_list_without_faults_is_exit_code_0() {
    let broker = StandIn::start().await;
    let well = json!({ "connection": "entra", "version": 1, "people": 1, "come_in": 1, "stay_out": 0, "counts": [],
        "not_looked_at": [], "entries": [] });
    broker.on(&format!("POST {ROSTER}"), ok(well));
    let ran = Person::at(&broker).run_with_input(&["connection", "roster", "st-janshof", "entra", "-"], "mail\n").await;
    assert_eq!((ran.code, ran.seen().as_str()), (0, "1 of 1 person will come in.\n"));
    let ran = Person::at(&broker).run(&["connection", "roster", "st-janshof", "entra"]).await;
    assert_eq!(ran.code, 2, "{}", ran.seen());
}
