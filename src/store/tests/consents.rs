//! A question for admin consent stays with whoever asked it, and is answered once.

use uuid::Uuid;

use super::on_both;
use super::world::{Hospital, World, start};
use crate::domain::audit::AuditAction;
use crate::domain::consent::{Consent, ConsentAnswer};
use crate::store::OrgStore;

on_both!(consents_stay_apart,);

async fn consents_stay_apart(world: World) {
    let (a, b) = (world.hospital("a").await, world.hospital("b").await);
    let (of_a, of_b) = (world.store.organization(a.id), world.store.organization(b.id));
    let connection = a.configuration.connections[0].id;
    let event = |hospital: &Hospital| hospital.event(AuditAction::ConnectionChanged);
    let asked = Consent {
        connection_id: connection,
        organization_id: a.id,
        attempt: Uuid::from_u128(1),
        tid: Uuid::from_u128(2),
        asked_at: start(),
        answer: None,
    };
    let twin = Consent { organization_id: b.id, attempt: Uuid::from_u128(3), ..asked.clone() };
    for (crossed, expected) in [
        (of_b.ask_consent(&asked, &event(&b)).await, "belongs to another"),
        (of_a.ask_consent(&asked, &event(&b)).await, "belongs to another"),
        (of_b.ask_consent(&twin, &event(&b)).await, "does not exist"),
    ] {
        let error = crossed.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    of_a.ask_consent(&asked, &event(&a)).await.unwrap();
    assert_eq!(of_b.find_consent(connection).await.unwrap(), None);
    assert_eq!(of_a.find_consent(connection).await.unwrap(), Some(asked.clone()));

    // An answer counts for whoever asked, for the last question, and once.
    let answer = async |of: &OrgStore, hospital, attempt| {
        of.answer_consent(attempt, ConsentAnswer::Granted, &event(hospital), start()).await.unwrap()
    };
    assert!(!answer(&of_b, &b, asked.attempt).await);
    let again = Consent { attempt: Uuid::from_u128(4), ..asked.clone() };
    of_a.ask_consent(&again, &event(&a)).await.unwrap();
    assert!(!answer(&of_a, &a, asked.attempt).await);
    assert!(answer(&of_a, &a, again.attempt).await);
    assert!(!answer(&of_a, &a, again.attempt).await);
    let kept = Consent { answer: Some((start(), ConsentAnswer::Granted)), ..again };
    assert_eq!(of_a.find_consent(connection).await.unwrap(), Some(kept));
    // It goes with the connection.
    world.change(async |tx| tx.delete_connection(&a.configuration.connections[0]).await).await.unwrap();
    assert_eq!(of_a.find_consent(connection).await.unwrap(), None);
}
