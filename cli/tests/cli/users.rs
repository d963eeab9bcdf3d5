//! People: one, many from a table, and under another domain.

use std::fmt::Write;

use serde_json::{Value, json};

use super::person::Person;
use super::stand_in::{StandIn, ok};

const USERS: &str = "/organizations/st-janshof/users";

#[tokio::test]
async fn a_user_is_shown_with_their_accounts() {
    let broker = StandIn::start().await;
    let anna = format!("{USERS}/a.devries@st-janshof.example");
    let identities = json!({ "items": [{ "connection": "entra", "authority": "3f1c9a52-7d0e-4c58-9b7a-52b8f6a0c001",
        "subject": "0b1e7c6a-2222-4c58-9b7a-52b8f6a0c001" }] });
    broker
        .on(
            &format!("GET {anna}"),
            ok(json!({ "id": "01966b3e", "email": "a.devries@st-janshof.example",
            "name": "Anna de Vries", "kind": "professional", "status": "active", "roles": ["nurse", "night"],
            "locale": "nl", "former_email": "a.devries@janshof.example", "former_email_until": "2027-02-10T07:00:00Z" })),
        )
        .on(&format!("GET {anna}/identities"), ok(identities));
    let person = Person::at(&broker);
    let show = ["user", "show", "st-janshof", "a.devries@st-janshof.example"];
    insta::assert_snapshot!("user_show", person.run(&show).await.seen());
    broker.instead(&format!("GET {anna}/identities"), ok(json!({ "items": [] })));
    insta::assert_snapshot!("user_show_unbound", person.run(&show).await.seen());
}

/// What a portion comes to, as the broker answers it.
fn report(created: u64, failed: &[(u64, &str)]) -> Value {
    let lines: Vec<_> = failed
        .iter()
        .map(|(line, email)| json!({ "line": line, "email": email, "result": "failed", "message": "kind: professional or patient" }))
        .collect();
    json!({ "created": created, "changed": 0, "unchanged": 0, "failed": failed.len(), "lines": lines })
}

#[tokio::test]
async fn a_long_table_is_sent_in_portions_and_reported_by_its_own_lines() {
    let broker = StandIn::start().await;
    broker
        .on(&format!("POST {USERS}/import"), ok(report(199, &[(3, "n1@st-janshof.example")])))
        .on(&format!("POST {USERS}/import"), ok(report(49, &[(51, "n249@st-janshof.example")])));
    let mut table =
        String::from("\u{feff}email,name,kind\r\n\"n0@st-janshof.example\",\"Nora\r\nNul\",professional\r\n");
    for number in 1..250 {
        let _ = write!(table, "n{number}@st-janshof.example,N,professional\r\n");
    }
    let person = Person::at(&broker);
    person.write("users.csv", &table);
    let ran = person.run(&["user", "import", "st-janshof", "users.csv", "--yes"]).await;
    insta::assert_snapshot!(ran.seen());
    let sent = broker.changes();
    assert_eq!(sent.len(), 2);
    assert!(
        sent.iter().all(|sent| sent.body.starts_with("email,name,kind\n") && sent.header("content-type") == "text/csv")
    );
    // The name with a newline in it is one record.
    assert!(sent[0].body.contains("\"Nora\r\nNul\",professional\n"));
    assert_eq!((sent[0].body.lines().count(), sent[1].body.lines().count()), (202, 51));
}

#[tokio::test]
async fn all_or_nothing_is_one_portion() {
    let broker = StandIn::start().await;
    broker.on(&format!("POST {USERS}/import"), ok(report(300, &[])));
    let table: String = (0..300).fold("email\n".to_owned(), |table, number| format!("{table}n{number}@x.example\n"));
    let import = ["user", "import", "st-janshof", "-", "--all-or-nothing", "--yes", "--dry-run"];
    let ran = Person::at(&broker).run_with_input(&import, &table).await;
    assert_eq!(ran.seen(), "Dry run: nothing has changed.\n300 created, 0 changed, 0 unchanged, 0 failed\n");
    let sent = broker.changes();
    assert_eq!((sent.len(), sent[0].query.as_str()), (1, "all_or_nothing=true&dry_run=true"));
}

#[tokio::test]
async fn an_import_is_asked_about_and_broken_off_without_harm() {
    let broker = StandIn::start().await;
    let person = Person::at(&broker);
    person.write("users.csv", "email,name\na@x.example,A\n");
    let ran = person.run(&["user", "import", "st-janshof", "users.csv"]).await;
    assert_eq!((ran.code, broker.changes().len()), (2, 0));
    // The broker knows no such organization.
    let ran = person.run(&["user", "import", "st-janshof", "users.csv", "--yes"]).await;
    assert_eq!(ran.code, 1);
    assert!(ran.seen().contains("0 lines were done before this; importing them again does no harm"), "{}", ran.seen());
}

/// As the broker answers: one who cannot be moved, and so many who can, or could.
fn moved(people: usize, dry_run: bool) -> Value {
    let one = |number: usize| {
        json!({ "user": format!("{number}"), "old": format!("n{number:02}@janshof.example"),
            "new": format!("n{number:02}@st-janshof.example"), "result": "moved" })
    };
    let mut items: Vec<_> = (0..people).map(one).collect();
    items.push(json!({ "user": "b", "old": "b.bakker@janshof.example", "new": "b.bakker@st-janshof.example",
        "result": "refused", "message": "another user has this address, or had it before" }));
    if dry_run {
        return json!({ "dry_run": true, "moved": people, "unchanged": 0, "refused": 1, "items": items });
    }
    json!({ "moved": people, "unchanged": 0, "refused": 1, "items": items })
}

const MOVE: [&str; 7] =
    ["user", "move-domain", "st-janshof", "janshof.example", "st-janshof.example", "--reason", "the merger"];

#[tokio::test]
async fn a_domain_move_is_tried_before_anybody_is_asked() {
    let broker = StandIn::start().await;
    broker.on(&format!("POST {USERS}/move-domain"), ok(moved(2, true)));
    let ran = Person::at(&broker).run(&MOVE).await;
    assert_eq!(ran.code, 2);
    assert!(broker.changes().iter().all(|change| change.query == "dry_run=true"));
    insta::assert_snapshot!("move_domain_unasked", ran.seen());
    broker.on(&format!("POST {USERS}/move-domain"), ok(moved(2, false)));
    let ran = Person::at(&broker).run(&[&MOVE[..], &["--yes"]].concat()).await;
    insta::assert_snapshot!("move_domain_done", ran.seen());
    assert_eq!(broker.changes().last().unwrap().query, "");
    let expected = json!({ "from": "janshof.example", "to": "st-janshof.example", "reason": "the merger" });
    assert_eq!(broker.changes().last().unwrap().json(), expected);
}

#[tokio::test]
async fn a_domain_move_of_many_shows_whom_it_does_not_move_and_some_of_the_others() {
    let broker = StandIn::start().await;
    broker.on(&format!("POST {USERS}/move-domain"), ok(moved(45, true)));
    let tried = [&MOVE[..], &["--keep-former-days", "60", "--dry-run"]].concat();
    let ran = Person::at(&broker).run(&tried).await;
    assert_eq!(ran.code, 0);
    insta::assert_snapshot!("move_domain_of_many", ran.seen());
    let sent = broker.changes();
    assert_eq!((sent.len(), sent[0].json()["keep_former_days"].clone()), (1, json!(60)));
    let whole = Person::at(&broker).run(&[&tried[..], &["--output", "json"]].concat()).await;
    let whole: Value = serde_json::from_str(&whole.out).unwrap();
    assert_eq!(whole, moved(45, true));
    let ran = Person::at(&broker).run(&[&MOVE[..], &["--keep-former-days", "181"]].concat()).await;
    assert_eq!(ran.code, 2);
}

#[tokio::test]
async fn where_nobody_can_be_moved_nobody_is_asked() {
    let broker = StandIn::start().await;
    let nobody = json!({ "moved": 0, "unchanged": 0, "refused": 0, "items": [], "dry_run": true });
    broker.on(&format!("POST {USERS}/move-domain"), ok(nobody));
    broker.on(&format!("POST {USERS}/move-domain"), ok(moved(0, true)));
    let ran = Person::at(&broker).run(&MOVE).await;
    assert_eq!(ran.seen(), "Nobody has an address at janshof.example.\n");
    let ran = Person::at(&broker).run(&MOVE).await;
    assert!(ran.code == 0 && ran.seen().contains("0 moved, 0 unchanged, 1 refused"), "{}", ran.seen());
    assert!(broker.changes().iter().all(|change| change.query == "dry_run=true"));
}
