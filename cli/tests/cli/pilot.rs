//! The pilot list: by address, on the command line or from a file.

use serde_json::json;

use super::person::Person;
use super::stand_in::{StandIn, ok};

const PILOT: &str = "/organizations/st-janshof/pilot";

async fn broker() -> StandIn {
    let broker = StandIn::start().await;
    let listed = json!({ "items": [
        { "id": "01966b3e", "email": "a.devries@st-janshof.example", "name": "Anna de Vries" },
        { "id": "01966b3f", "email": "b.bakker@st-janshof.example", "name": "Bram Bakker" },
    ] });
    broker.on(&format!("GET {PILOT}"), ok(listed));
    broker
}

#[tokio::test]
async fn people_are_put_on_it_and_whoever_is_nobody_is_said_back() {
    let broker = broker().await;
    let report = json!({ "added": 2, "removed": 0, "unchanged": 1, "unknown": ["x@elsewhere.example", "\u{1b}[2J@x"], "listed": 3 });
    broker.on(&format!("PATCH {PILOT}"), ok(report));
    let person = Person::at(&broker);
    person.write("wards.csv", "email;name\r\nb.bakker@st-janshof.example;\"Bram\"\r\nx@elsewhere.example;\r\n");
    let command = ["pilot", "add", "st-janshof", "a.devries@st-janshof.example", "--file", "wards.csv"];
    let ran = person.run(&[&command[..], &["--reason", "two wards"]].concat()).await;
    insta::assert_snapshot!("pilot_add", ran.seen());
    assert_eq!(ran.code, 1);
    let sent = &broker.changes()[0];
    let addresses = ["a.devries@st-janshof.example", "b.bakker@st-janshof.example", "x@elsewhere.example"];
    assert_eq!(sent.json(), json!({ "add": addresses, "reason": "two wards" }));
    assert_eq!(sent.header("if-match"), "\"1\"");
}

#[tokio::test]
async fn it_is_listed_and_people_are_taken_off_it() {
    let broker = broker().await;
    let report = json!({ "added": 0, "removed": 1, "unchanged": 0, "unknown": [], "listed": 1 });
    broker.on(&format!("PATCH {PILOT}"), ok(report));
    let person = Person::at(&broker);
    insta::assert_snapshot!("pilot_list", person.run(&["pilot", "list", "st-janshof"]).await.seen());
    let ran = person.run(&["pilot", "remove", "st-janshof", "b.bakker@st-janshof.example"]).await;
    insta::assert_snapshot!("pilot_remove", ran.seen());
    assert_eq!((ran.code, broker.changes()[0].json()), (0, json!({ "remove": ["b.bakker@st-janshof.example"] })));
    // Nobody is named, or nothing in the file is an address: the broker is not asked.
    person.write("empty.csv", "email,name\n");
    for command in [&["pilot", "add", "st-janshof"][..], &["pilot", "add", "st-janshof", "--file", "empty.csv"]] {
        assert_eq!(person.run(command).await.code, 2, "{command:?}");
    }
    assert_eq!(broker.changes().len(), 1);
}
