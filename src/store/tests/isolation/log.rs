//! The log, what it counts, and what ends.

use std::collections::BTreeSet;

use chrono::Duration;

use super::two;
use crate::domain::audit::{AuditAction, AuditEvent, AuditOutcome};
use crate::domain::id::OrganizationId;
use crate::store::StoreError;
use crate::store::expiries::ExpiryPage;
use crate::store::log::{LogFilter, LogPage};
use crate::store::tests::on_both;
use crate::store::tests::world::{World, id, start};

on_both!(logs_stay_apart, what_ends_and_what_was_done_stays_apart);

async fn logs_stay_apart(world: World) {
    let (a, b) = two(&world).await;
    a.enter(&world.store).await;
    let of_b = world.store.organization(b.id);
    assert_eq!(of_b.list_audit_events(10).await.unwrap(), []);
    let seen = world.store.organization(a.id).list_audit_events(10).await.unwrap();
    let sign_in = seen[0].sign_in_id.unwrap();
    assert_eq!(of_b.list_audit_of_sign_in(sign_in).await.unwrap(), []);
    assert_eq!(world.store.organization(a.id).list_audit_of_sign_in(sign_in).await.unwrap(), seen);
    assert_eq!(world.store.list_audit_of_sign_in(sign_in).await.unwrap(), [], "it is somebody's");
    assert_eq!(world.store.list_organizations_of_sign_in(sign_in).await.unwrap(), [a.id]);
    let refused = AuditEvent {
        outcome: AuditOutcome::Refused,
        subject: Some(a.user.email.as_str().to_owned()),
        ..a.event(AuditAction::SignIn)
    };
    world.store.append_audit(&refused).await.unwrap();
    let (address, user) = (&a.user.email, Some(a.user.id));
    assert_eq!(of_b.list_refusals(address, user, 10).await.unwrap(), []);
    // By both, and once: who was let in is none.
    assert_eq!(
        world.store.organization(a.id).list_refusals(address, user, 10).await.unwrap(),
        std::slice::from_ref(&refused)
    );
    let nobody = "nobody@a.example".parse().unwrap();
    assert_eq!(world.store.organization(a.id).list_refusals(&nobody, user, 10).await.unwrap(), [refused]);
    assert_eq!(world.store.organization(a.id).list_refusals(&nobody, None, 10).await.unwrap(), []);
    let page = LogPage { oldest_first: false, after: None, limit: 10 };
    let all = LogFilter::default();
    assert_eq!(of_b.read_log(&all, page).await.unwrap(), []);
    assert_eq!(of_b.list_sign_ins(&all, page).await.unwrap(), []);
    assert_eq!(world.store.organization(a.id).read_log(&all, page).await.unwrap().len(), 2);
    assert_eq!(of_b.list_addresses([a.user.id]).await.unwrap(), []);
    let own = world.store.organization(a.id).list_addresses([a.user.id]).await.unwrap();
    assert_eq!(own, [(a.user.id, a.user.email.clone())]);
    let of_a = a.event(AuditAction::SessionEnded);
    let nobodys = AuditEvent { organization_id: None, ..of_a.clone() };
    for event in [of_a, nobodys] {
        let refused = of_b.end_session(id(), start(), &event).await;
        assert!(matches!(refused, Err(StoreError::OtherOrganization)));
        let refused = of_b.revoke_grant(id(), start(), &event).await;
        assert!(matches!(refused, Err(StoreError::OtherOrganization)));
    }
}

async fn what_ends_and_what_was_done_stays_apart(world: World) {
    let (a, b) = two(&world).await;
    let (of_a, of_b) = (world.store.organization(a.id), world.store.organization(b.id));
    of_a.append_audit(&a.event(AuditAction::SignIn)).await.unwrap();
    let counted = of_a.count_activity(start() - Duration::days(1)).await.unwrap();
    assert_eq!(counted.iter().map(|of| (of.day, of.count)).collect::<Vec<_>>(), [(start().date_naive(), 1)]);
    assert_eq!(of_b.count_activity(start() - Duration::days(1)).await.unwrap(), []);

    for hospital in [&a, &b] {
        let event = hospital.event(AuditAction::InvitationChanged);
        let own = world.store.organization(hospital.id);
        own.insert_invitation(&hospital.invitation(), None, &[], &event).await.unwrap();
    }
    let page = ExpiryPage { after: None, until: None, limit: 10 };
    let list = async |only: &[OrganizationId]| {
        let only: BTreeSet<_> = only.iter().copied().collect();
        let found = world.store.list_expiries(Some(&only), page, start()).await.unwrap();
        found.into_iter().map(|(end, _)| end.organization_id).collect::<BTreeSet<_>>()
    };
    assert_eq!(list(&[a.id]).await, BTreeSet::from([Some(a.id)]));
    assert_eq!(list(&[]).await, BTreeSet::new(), "whoever reaches nobody sees nothing, and not all");
    assert_eq!(list(&[a.id, b.id]).await.len(), 2);
}
