//! The secret of a webhook, which is shown once.

use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use super::person::{Person, content};
use super::stand_in::{StandIn, ok};

const CREATE: [&str; 3] = ["webhook", "create", "https://siem.example/"];

async fn broker() -> StandIn {
    let broker = StandIn::start().await;
    let rotated = json!({ "secret": "whsec_nieuw", "former_until": "2027-01-12T07:00:00Z" });
    broker
        .on("POST /webhooks", ok(json!({ "id": "1", "secret": "whsec_geheim" })).status(201))
        .on("POST /webhooks/1/rotate-secret", ok(rotated));
    broker
}

#[tokio::test]
async fn it_stands_alone_on_standard_output_so_that_it_can_be_piped_on() {
    let broker = broker().await;
    let person = Person::at(&broker);
    let ran = person.run(&CREATE).await;
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("whsec_geheim\n", "What signs for 1, shown this once:\n"));
    // Of everything: no type is named.
    assert_eq!(broker.changes()[0].json(), json!({ "url": "https://siem.example/" }));
    assert_eq!(person.run(&["webhook", "secret", "1"]).await.out, "whsec_nieuw\n");
}

#[tokio::test]
async fn or_in_a_file_of_one_s_own() {
    let broker = broker().await;
    let person = Person::at(&broker);
    let ran = person.run(&["webhook", "secret", "1", "--to", "secret.txt"]).await;
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", "What signs for 1 is in secret.txt.\n"));
    let file = person.path("secret.txt");
    assert_eq!(content(&file), "whsec_nieuw\n");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    // What is there already is kept, and the secret is not lost.
    let ran = person.run(&[&CREATE[..], &["--to", "secret.txt"]].concat()).await;
    assert_eq!((ran.code, ran.out.as_str()), (0, "whsec_geheim\n"));
    assert!(ran.said().contains("it is shown here instead"), "{}", ran.err);
    assert_eq!(content(&file), "whsec_nieuw\n");
}

#[tokio::test]
async fn one_message_or_a_time_is_sent_again_and_not_both() {
    let broker = broker().await;
    for wrong in [&["webhook", "replay", "1"][..], &["webhook", "replay", "1", "--since", "2h", "--delivery", "2"]] {
        let ran = Person::at(&broker).run(wrong).await;
        assert_eq!(ran.code, 2, "{}", ran.err);
    }
    assert!(broker.changes().is_empty());
}
