//! What a hospital's own people and support set up, and what is seen of whether it works.

use std::collections::BTreeSet;

use chrono::Duration;

use super::two;
use crate::domain::audit::AuditAction;
use crate::domain::connection::{ConnectionVersion, VersionState};
use crate::domain::connection_check::{Check, CheckResult, CheckRun, Found};
use crate::domain::domain_check::{DomainCheck, Finding, Missing};
use crate::domain::invitation::{Invitation, LISTED_FOR};
use crate::domain::provider::{ProviderSettings, RegisteredAs};
use crate::domain::reason::Reason;
use crate::domain::test_sign_in::{
    ClaimsSeen, LINK_LIFETIME, LinkUsed, RuleVerdict, TestLink, TestSignIn, TestedBy, TokenClaim, Worked,
};
use crate::store::StoreError;
use crate::store::tests::on_both;
use crate::store::tests::world::{Hospital, World, hash, id, start};

on_both!(
    changes_stay_apart,
    invitations_stay_apart,
    domain_checks_stay_apart,
    connection_checks_stay_apart,
    test_sign_ins_stay_apart,
);

async fn changes_stay_apart(world: World) {
    let (a, b) = two(&world).await;
    let name = a.configuration.flags[0].name;
    let lines = async |id| world.store.organization(id).list_flag_changes(name, None, None, 10).await.unwrap();
    let (of_a, of_b) = (lines(a.id).await, lines(b.id).await);
    assert_eq!((of_a.len(), of_b.len()), (1, 1));
    assert_ne!(of_a[0].id, of_b[0].id);
    let before = world.store.read_everything().await.unwrap();
    let mut connection = a.configuration.connections[0].clone();
    let mut domain = a.configuration.domains[0].clone();
    let mut credential = a.configuration.credentials[0].clone();
    let mut user = a.user.clone();
    let flag = a.configuration.flags[0].clone();
    for crossed in [
        &mut connection.organization_id,
        &mut domain.organization_id,
        &mut credential.organization_id,
        &mut user.organization_id,
    ] {
        *crossed = b.id;
    }
    let changed = world.change(async |tx| {
        tx.retire_credentials(&credential).await?;
        let outcomes = [
            tx.replace_connection(&connection).await,
            tx.delete_connection(&connection).await,
            tx.replace_domain(&domain).await,
            tx.delete_domain(&domain).await,
            tx.replace_credential(&credential).await,
            tx.delete_credential(&credential).await,
            tx.replace_user(&user).await,
            tx.delete_user(&user).await,
            tx.set_flag(b.id, id(), ("test", "test"), Some(&flag), None).await,
        ];
        for outcome in &outcomes {
            assert!(matches!(outcome, Err(StoreError::Missing)), "{outcomes:?}");
        }
        Ok(())
    });
    changed.await.unwrap();
    let version = connection.active.clone().unwrap();
    let crossed = world.change(async |tx| tx.activate_version(&connection, &version).await).await;
    assert!(matches!(crossed, Err(StoreError::Missing | StoreError::Conflict)), "{crossed:?}");
    let after = world.store.read_everything().await.unwrap();
    assert_eq!(before.organizations, after.organizations);
}

async fn invitations_stay_apart(world: World) {
    let (a, b) = two(&world).await;
    let (of_a, of_b) = (world.store.organization(a.id), world.store.organization(b.id));
    let event = |hospital: &Hospital| hospital.event(AuditAction::InvitationChanged);
    let made = a.invitation();
    of_a.insert_invitation(&made, None, &[], &event(&a)).await.unwrap();
    let renewed = made.clone().renewed(hash(), start() + Duration::days(1));
    for crossed in [
        of_b.insert_invitation(&made, None, &[], &event(&b)).await,
        of_a.insert_invitation(&Invitation { id: id(), ..made.clone() }, None, &[], &event(&b)).await,
        of_b.renew_invitation(&renewed, &[], &event(&b)).await.map(drop),
        of_a.renew_invitation(&renewed, &[], &event(&b)).await.map(drop),
        of_a.revoke_invitation(made.id, start(), &event(&b)).await.map(drop),
        of_a.note_invitation_opened(&made, start(), &event(&b)).await.map(drop),
    ] {
        assert!(matches!(crossed, Err(StoreError::OtherOrganization)), "{crossed:?}");
    }
    let twin = Invitation { organization_id: b.id, ..renewed.clone() };
    assert!(!of_b.renew_invitation(&twin, &[], &event(&b)).await.unwrap());
    assert!(!of_b.revoke_invitation(made.id, start(), &event(&b)).await.unwrap());
    assert!(!of_b.note_invitation_opened(&made, start(), &event(&b)).await.unwrap());
    assert_eq!(of_b.find_invitation(made.id).await.unwrap(), None);
    assert_eq!(of_b.list_invitations(None, 10).await.unwrap(), []);
    assert_eq!(of_a.list_invitations(None, 10).await.unwrap(), std::slice::from_ref(&made));
    assert_eq!(of_a.list_invitations(Some(made.id), 10).await.unwrap(), []);

    // The first time is kept, the number counts, and a link that has been replaced counts no more.
    let (first, second) = (start() + Duration::hours(1), start() + Duration::hours(2));
    assert!(of_a.note_invitation_opened(&made, first, &event(&a)).await.unwrap());
    assert!(of_a.note_invitation_opened(&made, second, &event(&a)).await.unwrap());
    let found = of_a.find_invitation(made.id).await.unwrap().unwrap();
    assert_eq!(found, Invitation { opened_at: Some(first), opened_count: 2, ..made.clone() });
    assert!(of_a.renew_invitation(&renewed, &[], &event(&a)).await.unwrap());
    assert!(!of_a.note_invitation_opened(&made, second, &event(&a)).await.unwrap());
    assert!(!of_a.note_invitation_opened(&renewed, renewed.expires_at, &event(&a)).await.unwrap());
    assert_eq!(world.store.find_invitation_by_link(&made.link_hash).await.unwrap(), None);
    assert_eq!(world.store.find_invitation_by_link(&renewed.link_hash).await.unwrap(), Some(renewed.clone()));
    assert!(of_a.revoke_invitation(made.id, second, &event(&a)).await.unwrap());
    assert!(!of_a.revoke_invitation(made.id, second, &event(&a)).await.unwrap(), "ended twice");
    assert!(!of_a.note_invitation_opened(&renewed, second, &event(&a)).await.unwrap());
    assert!(!of_a.renew_invitation(&renewed, &[], &event(&a)).await.unwrap(), "what was revoked lives again");

    // What ended long ago is swept, and nothing sooner.
    let end = renewed.expires_at + LISTED_FOR;
    assert_eq!(world.store.sweep(end - Duration::milliseconds(1)).await.unwrap().invitations, 0);
    assert_eq!(world.store.sweep(end).await.unwrap().invitations, 1);
    assert_eq!(of_a.find_invitation(made.id).await.unwrap(), None);
}

async fn domain_checks_stay_apart(world: World) {
    let (a, b) = two(&world).await;
    let (of_a, of_b) = (world.store.organization(a.id), world.store.organization(b.id));
    let domain = a.configuration.domains[0].clone();
    let event = |hospital: &Hospital| hospital.event(AuditAction::DomainProofMissing);
    let check = DomainCheck {
        domain_id: domain.id,
        organization_id: a.id,
        checked_at: start(),
        finding: Finding::OtherValue,
        texts: vec!["v=spf1 -all".to_owned()],
        missing: Some(Missing { since: start(), looks: 3 }),
        next_at: Some(start() + Duration::days(1)),
    };
    let twin = DomainCheck { organization_id: b.id, finding: Finding::Found, ..check.clone() };
    for first in [true, false] {
        // Whether there is one to be written over or not.
        for (crossed, expected) in [
            (of_b.put_domain_check(&check, None).await, "belongs to another"),
            (of_a.put_domain_check(&check, Some(&event(&b))).await, "belongs to another"),
            (of_b.put_domain_check(&twin, None).await, "does not exist"),
            (world.change(async |tx| tx.put_domain_check(&twin).await).await, "does not exist"),
        ] {
            let error = crossed.unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
        assert_eq!(of_a.find_domain_check(domain.id).await.unwrap().is_none(), first);
        of_a.put_domain_check(&check, Some(&event(&a))).await.unwrap();
    }
    assert_eq!(of_b.find_domain_check(domain.id).await.unwrap(), None);
    assert!(of_b.list_domain_checks().await.unwrap().is_empty());
    assert_eq!(of_b.find_domain(domain.id).await.unwrap(), None);
    assert_eq!(of_a.find_domain(domain.id).await.unwrap(), Some(domain.clone()));
    of_b.put_off_domain_check(domain.id, None).await.unwrap();
    assert_eq!(of_a.find_domain_check(domain.id).await.unwrap(), Some(check.clone()));
    assert_eq!(of_a.list_domain_checks().await.unwrap().into_values().collect::<Vec<_>>(), [check]);

    // One replica takes what is due, and for as long as it may take nobody else does.
    let (due, until) = (start() + Duration::days(1), start() + Duration::days(1) + Duration::minutes(5));
    let claim = async |most, now| world.store.claim_domain_checks(most, until, now).await.unwrap();
    assert_eq!(claim(8, due - Duration::seconds(1)).await, []);
    assert_eq!(claim(0, due).await, []);
    assert_eq!(claim(8, due).await, [(a.id, domain.id)]);
    assert_eq!(claim(8, due).await, []);
    assert_eq!(claim(8, until).await, [(a.id, domain.id)]);
    of_a.put_off_domain_check(domain.id, None).await.unwrap();
    assert_eq!(claim(8, until + Duration::days(30)).await, []);
}

async fn connection_checks_stay_apart(world: World) {
    let (a, b) = two(&world).await;
    let (of_a, of_b) = (world.store.organization(a.id), world.store.organization(b.id));
    let connection = a.configuration.connections[0].clone();
    let event = |hospital: &Hospital| hospital.event(AuditAction::ConnectionCheckFailed);
    let run = CheckRun {
        connection_id: connection.id,
        organization_id: a.id,
        version: 1,
        state: VersionState::Active,
        checked_at: start(),
        results: vec![CheckResult::new(Check::Metadata, Found::TenantUnknown).with("tid", "x")],
        failing: BTreeSet::from(["metadata".to_owned()]),
    };
    let twin = CheckRun { organization_id: b.id, ..run.clone() };
    let looked_at = connection.active.clone().unwrap();
    for first in [true, false] {
        for (crossed, expected) in [
            (of_b.put_check_run(&run, &looked_at, &[], &[]).await.map(drop), "belongs to another"),
            (of_a.put_check_run(&run, &looked_at, &[event(&b)], &[]).await.map(drop), "belongs to another"),
            (of_b.put_check_run(&twin, &looked_at, &[], &[]).await.map(drop), "does not exist"),
        ] {
            let error = crossed.unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
        assert_eq!(of_a.find_check_run(connection.id, false).await.unwrap().is_none(), first);
        assert!(of_a.put_check_run(&run, &looked_at, &[event(&a)], &[]).await.unwrap());
    }
    // Of what is there no more nothing is written, and nobody is told.
    let mut edited = looked_at.clone();
    let ProviderSettings::Entra(entra) = &mut edited.settings else { panic!("another kind of connection") };
    entra.allow_guests = !entra.allow_guests;
    let another = ConnectionVersion { id: id(), ..looked_at.clone() };
    let of_draft = CheckRun { state: VersionState::Draft, ..run.clone() };
    let later = CheckRun { checked_at: start() + Duration::hours(1), ..run.clone() };
    for (run, looked_at) in [(&later, &edited), (&later, &another), (&of_draft, &looked_at)] {
        assert!(!of_a.put_check_run(run, looked_at, &[event(&a)], &[]).await.unwrap());
    }
    assert_eq!(of_b.find_check_run(connection.id, false).await.unwrap(), None);
    assert_eq!(of_a.find_check_run(connection.id, true).await.unwrap(), None, "nobody has looked at a draft");
    assert_eq!(of_a.find_check_run(connection.id, false).await.unwrap(), Some(run));
    assert_eq!(world.store.count_connection_checks().await.unwrap().failed, 1);

    let used = a.configuration.credentials[0].clone();
    let registered = used.registered_as.clone().unwrap();
    assert_eq!(of_b.read_credential(connection.id, &registered).await.unwrap(), None);
    assert_eq!(of_a.read_credential(connection.id, &registered).await.unwrap(), Some(used));
    for other in [
        RegisteredAs { issuer: None, ..registered.clone() },
        RegisteredAs { issuer: Some("https://other.example".to_owned()), ..registered.clone() },
        RegisteredAs { client_id: "another".to_owned(), ..registered },
    ] {
        assert_eq!(of_a.read_credential(connection.id, &other).await.unwrap(), None, "{other:?}");
    }

    // Each gets a turn once; one replica takes what is due, and for as long as it may take nobody else does.
    let until = start() + Duration::minutes(5);
    let claim = async |now| {
        let claimed = world.store.claim_connection_checks(8, until, now, |_| start()).await.unwrap();
        claimed.into_iter().collect::<BTreeSet<_>>()
    };
    let both = BTreeSet::from([(a.id, connection.id), (b.id, b.configuration.connections[0].id)]);
    assert_eq!(claim(start()).await, both);
    assert!(claim(start()).await.is_empty());
    of_b.put_off_connection_check(connection.id, start()).await.unwrap();
    assert!(claim(start()).await.is_empty(), "another organization has put it off");
    assert_eq!(claim(until).await, both);

    // To look in vain costs one statement, and does not go through all connections; one that comes is found all the same.
    let before = world.store.counters().statements;
    assert!(claim(start()).await.is_empty());
    assert_eq!(world.store.counters().statements - before, 1);
    let c = world.hospital("c").await;
    assert_eq!(claim(start()).await, BTreeSet::from([(c.id, c.configuration.connections[0].id)]));
}

async fn test_sign_ins_stay_apart(world: World) {
    let (a, b) = two(&world).await;
    let (of_a, of_b) = (world.store.organization(a.id), world.store.organization(b.id));
    let event = |hospital: &Hospital| hospital.event(AuditAction::TestSignIn);
    let connection = a.configuration.connections[0].id;
    let (version_id, at) = (id(), start());
    let worked = Worked { at, by: TestedBy::Invited, version_id, version: 2 };
    let test = TestSignIn {
        connection_id: connection,
        organization_id: a.id,
        version_id,
        version: 2,
        sign_in_id: id(),
        at,
        by: TestedBy::Invited,
        works: true,
        reason: Some(Reason::UserUnknown),
        verdicts: vec![RuleVerdict { rule: "user".into(), reason: Some(Reason::UserUnknown), skipped: false }],
        claims: Some(ClaimsSeen { at, present: vec![TokenClaim::Email, TokenClaim::XmsEdov] }),
        worked: Some(worked),
    };
    let link = TestLink {
        connection_id: connection,
        organization_id: a.id,
        link_hash: hash(),
        invitation_id: None,
        created_by: "mia".into(),
        created_at: at,
        expires_at: at + LINK_LIFETIME,
        used: None,
    };
    let twin = TestSignIn { organization_id: b.id, ..test.clone() };
    let of_twin = TestLink { organization_id: b.id, link_hash: hash(), ..link.clone() };
    for (crossed, expected) in [
        (of_b.put_test_sign_in(&test, None, &event(&b)).await, "belongs to another"),
        (of_a.put_test_sign_in(&test, None, &event(&b)).await, "belongs to another"),
        (of_b.put_test_sign_in(&twin, None, &event(&b)).await, "does not exist"),
        (world.change(async |tx| tx.put_test_sign_in(&twin, None).await).await, "does not exist"),
        (of_b.put_test_link(&link, &event(&b)).await, "belongs to another"),
        (of_a.put_test_link(&link, &event(&b)).await, "belongs to another"),
        (of_b.put_test_link(&of_twin, &event(&b)).await, "does not exist"),
        (of_a.delete_test_link(connection, &event(&b)).await.map(drop), "belongs to another"),
    ] {
        let error = crossed.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    of_a.put_test_link(&link, &event(&a)).await.unwrap();
    of_a.put_test_sign_in(&test, None, &event(&a)).await.unwrap();
    assert_eq!(of_b.find_test_sign_in(connection).await.unwrap(), None);
    assert!(of_b.list_test_sign_ins().await.unwrap().is_empty());
    assert_eq!(of_b.find_test_link(connection).await.unwrap(), None);
    assert!(!of_b.delete_test_link(connection, &event(&b)).await.unwrap());
    assert_eq!(of_a.find_test_link(connection).await.unwrap(), Some(link.clone()));
    assert_eq!(of_a.find_test_sign_in(connection).await.unwrap(), Some(test.clone()));

    // One that came to nothing leaves what an earlier one has shown, and is noted at the link that it came by and at no other.
    let later = at + Duration::hours(1);
    let failed = TestSignIn {
        at: later,
        by: TestedBy::Link,
        works: false,
        reason: Some(Reason::UpstreamConsentRequired),
        verdicts: Vec::new(),
        claims: None,
        worked: None,
        ..test.clone()
    };
    world.change(async |tx| tx.put_test_sign_in(&failed, Some(&link.link_hash)).await).await.unwrap();
    let kept = TestSignIn { claims: test.claims.clone(), worked: Some(worked), ..failed.clone() };
    assert_eq!(of_a.list_test_sign_ins().await.unwrap().into_values().collect::<Vec<_>>(), [kept]);
    let used = Some(LinkUsed { at: later, works: false });
    assert_eq!(of_a.find_test_link(connection).await.unwrap(), Some(TestLink { used, ..link.clone() }));
    let newer = TestLink { link_hash: hash(), ..link.clone() };
    of_a.put_test_link(&newer, &event(&a)).await.unwrap();
    of_a.put_test_sign_in(&failed, Some(&link.link_hash), &event(&a)).await.unwrap();
    assert_eq!(of_a.find_test_link(connection).await.unwrap(), Some(newer.clone()));
    // A new one ends the one before.
    assert_eq!(world.store.find_test_link_by_hash(&link.link_hash).await.unwrap(), None);
    assert_eq!(world.store.find_test_link_by_hash(&newer.link_hash).await.unwrap(), Some(newer));
    assert!(of_a.delete_test_link(connection, &event(&a)).await.unwrap());
    assert!(!of_a.delete_test_link(connection, &event(&a)).await.unwrap(), "ended twice");
}
