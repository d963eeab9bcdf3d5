//! Who is asked before something dangerous, and what happens where nobody is.

use serde_json::json;

use super::person::Person;
use super::stand_in::{StandIn, ok};

async fn broker() -> StandIn {
    let broker = StandIn::start().await;
    broker.on("GET /organizations/st-janshof", ok(json!({})));
    broker.on("PATCH /organizations/st-janshof", ok(json!({ "status": "suspended" })));
    broker
}

const SUSPEND: [&str; 3] = ["org", "suspend", "st-janshof"];

fn in_production(broker: &StandIn) -> Person {
    let configuration = format!("[profile.production]\nurl = \"{}\"\nproduction = true\n", broker.url);
    Person::at(broker).without("ANTEROOM_URL").with_configuration(&configuration)
}

#[tokio::test]
async fn where_nobody_can_be_asked_nothing_is_done() {
    let broker = broker().await;
    let ran = Person::at(&broker).run(&SUSPEND).await;
    assert_eq!(ran.code, 2);
    assert!(broker.changes().is_empty());
    insta::assert_snapshot!(ran.seen());
    // Nor is an answer taken that nobody gave.
    let ran = Person::at(&broker).run_with_input(&SUSPEND, "y\n").await;
    assert_eq!((ran.code, broker.changes().len()), (2, 0));
}

#[tokio::test]
async fn production_says_so_whatever_is_changed() {
    let broker = broker().await;
    let ran = in_production(&broker).run(&["org", "change", "st-janshof", "--name", "X"]).await;
    assert_eq!(ran.code, 0);
    let banner = " PRODUCTION  production  ";
    assert!(ran.err.starts_with(banner), "{}", ran.err);
    assert!(in_production(&broker).run(&[&SUSPEND[..], &["--dry-run"]].concat()).await.err.starts_with(banner));
    let ran = in_production(&broker).run(&SUSPEND).await;
    assert_eq!(ran.code, 2);
    assert_eq!(ran.err.matches("PRODUCTION").count(), 1);
    // Its address alone is enough to know it.
    let by_address = in_production(&broker).with("ANTEROOM_URL", &broker.url);
    assert!(by_address.run(&["org", "change", "st-janshof", "--name", "X"]).await.err.starts_with(banner));
    // Who only looks is not warned.
    assert_eq!(in_production(&broker).run(&["org", "show", "st-janshof"]).await.err, "");
}

#[cfg(target_os = "linux")]
mod in_a_terminal {
    use super::*;

    const PROMPT: &str = "Go on?";

    #[tokio::test]
    async fn a_person_agrees_or_does_not() {
        let broker = broker().await;
        for (typed, code) in [("n\r", 1), ("\r", 1), ("\u{4}", 1), ("Y\r", 0)] {
            let ran = Person::at(&broker).run_in_terminal(&SUSPEND, PROMPT, typed).await;
            assert_eq!(ran.code, code, "{typed:?}: {}", ran.out);
            assert!(ran.out.contains("Suspend st-janshof: nobody can come in"), "{}", ran.out);
            assert_eq!(ran.out.contains("nothing was done"), code == 1, "{}", ran.out);
        }
        assert_eq!(broker.changes().len(), 1);
    }

    #[tokio::test]
    async fn a_secret_is_asked_for_and_not_shown() {
        let broker = broker().await;
        let at = "/organizations/st-janshof/connections/entra/credentials";
        broker.on(&format!("GET {at}"), ok(json!({ "items": [] })));
        broker.on(&format!("PUT {at}"), ok(json!({ "slot": "b" })));
        let set = ["connection", "credential", "set", "st-janshof", "entra", "--client-secret", "--yes"];
        let ran = Person::at(&broker)
            .run_in_terminal(&[&set[..], &["--expires-at", "2027-10-01T00:00Z"]].concat(), "Client secret", "geheim\r")
            .await;
        assert_eq!(ran.code, 0, "{}", ran.out);
        assert!(!ran.out.contains("geheim"), "{}", ran.out);
        assert_eq!(broker.changes()[0].json()["client_secret"], "geheim");
    }

    #[tokio::test]
    async fn in_production_they_type_where_they_are() {
        let broker = broker().await;
        for (typed, code) in [("y\r", 1), ("\r", 1), ("prod\r", 1), ("production\r", 0)] {
            let ran = in_production(&broker).run_in_terminal(&SUSPEND, "to go on", typed).await;
            assert_eq!(ran.code, code, "{typed:?}: {}", ran.out);
            assert!(ran.out.contains("\u{1b}[1m\u{1b}[37m\u{1b}[41m PRODUCTION  production"), "{:?}", ran.out);
        }
        assert_eq!(broker.changes().len(), 1);
    }

    #[tokio::test]
    async fn colour_is_for_terminals_and_for_those_who_want_it() {
        let broker = broker().await;
        broker.on("GET /organizations", ok(json!({ "items": [{ "slug": "st-janshof", "status": "suspended" }] })));
        let list = ["org", "list"];
        assert!(
            Person::at(&broker).run_in_terminal(&list, "STATUS", "").await.out.contains("\u{1b}[1m\u{1b}[31msuspended")
        );
        let without = Person::at(&broker).with("NO_COLOR", "1").run_in_terminal(&list, "STATUS", "").await;
        assert!(!without.out.contains('\u{1b}'), "{:?}", without.out);
    }
}
