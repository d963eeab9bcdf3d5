//! One hospital's door never opens on another's things. Every method of `OrgStore` has its line here.

use std::collections::BTreeSet;

use chrono::Duration;

use super::on_both;
use super::world::{Hospital, World, hash, id, live_grant, start};
use crate::domain::audit::{AuditAction, AuditEvent, AuditOutcome};
use crate::domain::break_glass::{BreakGlass, USUALLY};
use crate::domain::connection::{ConnectionVersion, VersionState};
use crate::domain::connection_check::{Check, CheckResult, CheckRun, Found};
use crate::domain::device::{DeviceAuthorization, DeviceCodes, DeviceState, INTERVAL, LIFETIME, limit_of_asking};
use crate::domain::domain_check::{DomainCheck, Finding, Missing};
use crate::domain::id::OrganizationId;
use crate::domain::identity::People;
use crate::domain::invitation::{Invitation, LISTED_FOR};
use crate::domain::organization::SessionLifetimes;
use crate::domain::provider::{ProviderSettings, RegisteredAs};
use crate::domain::reason::Reason;
use crate::domain::secret::Secret;
use crate::domain::test_sign_in::{
    ClaimsSeen, LINK_LIFETIME, LinkUsed, RuleVerdict, TestLink, TestSignIn, TestedBy, TokenClaim, Worked,
};
use crate::store::StoreError;
use crate::store::entry::Bond;
use crate::store::expiries::ExpiryPage;
use crate::store::log::{LogFilter, LogPage};
use crate::store::people::UserFilter;
use crate::store::refresh::Use;

on_both!(
    people_stay_apart,
    visits_stay_apart,
    devices_stay_apart,
    logs_stay_apart,
    changes_stay_apart,
    the_traditional_way_stays_apart,
    break_glass_stays_apart,
    invitations_stay_apart,
    domain_checks_stay_apart,
    connection_checks_stay_apart,
    test_sign_ins_stay_apart,
    what_ends_and_what_was_done_stays_apart,
);

async fn two(world: &World) -> (Hospital, Hospital) {
    (world.hospital("a").await, world.hospital("b").await)
}

async fn people_stay_apart(world: World) {
    let (a, b) = two(&world).await;
    // A hospital group: the same directory, the same address, the same account, in both organizations.
    let mut twin = super::world::user(b.id, a.user.email.as_str());
    twin.name = "Twin".into();
    let inserted = twin.clone();
    world.change(async |tx| tx.insert_user(&inserted).await).await.unwrap();
    for (hospital, user) in [(&a, a.user.id), (&b, twin.id)] {
        let mut entry = hospital.entry();
        let mut bond = hospital.bond("oid");
        (bond.user_id, bond.account) = (user, a.account("oid"));
        entry.bond = Bond::New(bond);
        world.store.organization(hospital.id).record_entry(&entry).await.unwrap();
    }
    let (of_a, of_b) = (world.store.organization(a.id), world.store.organization(b.id));
    let seen = of_a.find_people(Some(&a.user.email), &a.account("oid")).await.unwrap();
    assert_eq!(seen.users, std::slice::from_ref(&a.user));
    assert!(seen.identities.iter().all(|bond| bond.organization_id == a.id) && seen.identities.len() == 1);
    let seen = of_b.find_people(Some(&a.user.email), &a.account("oid")).await.unwrap();
    assert_eq!(seen.users, [twin]);
    assert_eq!(of_b.find_people(None, &b.account("none")).await.unwrap(), People::default());
    assert_eq!(of_b.find_person(a.user.id).await.unwrap(), People::default());
    assert_eq!(of_a.find_person(a.user.id).await.unwrap().users.len(), 1);
    let bonds = of_a.find_person(a.user.id).await.unwrap().identities;
    assert_eq!(bonds.len(), 1);
    let whole = of_b.read_whole().await.unwrap().unwrap();
    assert!(whole.configuration.organization.id == b.id && whole.users.iter().all(|user| user.organization_id == b.id));
    let listed = of_b.list_users(&UserFilter::default(), None, 10).await.unwrap();
    assert!(!listed.is_empty() && listed.iter().all(|user| user.organization_id == b.id), "{listed:?}");
    let event = |hospital: &Hospital| hospital.event(AuditAction::IdentityUnbound);
    let crossed = of_b.unbind(a.user.id, &bonds, start(), &event(&b), false).await;
    assert!(matches!(crossed, Err(StoreError::Missing)), "{crossed:?}");
    let crossed = of_a.unbind(a.user.id, &bonds, start(), &event(&b), false).await;
    assert!(matches!(crossed, Err(StoreError::OtherOrganization)), "{crossed:?}");
    assert_eq!(of_a.find_person(a.user.id).await.unwrap().identities, bonds);
    of_a.unbind(a.user.id, &bonds, start(), &event(&a), false).await.unwrap();
    assert_eq!(of_a.find_person(a.user.id).await.unwrap().identities, []);
    assert_eq!(of_b.find_people(None, &a.account("oid")).await.unwrap().identities.len(), 1);
}

async fn visits_stay_apart(world: World) {
    let (a, b) = two(&world).await;
    let entry = a.enter(&world.store).await;
    let new = entry.session.clone().unwrap();
    let of_b = world.store.organization(b.id);
    assert_eq!(
        world.store.organization(a.id).last_sessions(a.user.id, 10).await.unwrap(),
        std::slice::from_ref(&new.0)
    );
    assert_eq!(of_b.last_sessions(a.user.id, 10).await.unwrap(), []);
    let event = |hospital: &Hospital| hospital.event(AuditAction::SessionEnded);
    let usual = SessionLifetimes::USUAL;
    assert_eq!(of_b.list_open_sessions((None, None), usual, start(), None, 10).await.unwrap(), []);
    assert_eq!(of_b.find_open_session(new.0.id, usual, start()).await.unwrap(), None);
    assert_eq!(of_b.count_open_sessions(a.user.id, usual, start()).await.unwrap(), 0);
    assert_eq!(world.store.organization(a.id).count_open_sessions(a.user.id, usual, start()).await.unwrap(), 1);
    assert!(!of_b.end_session(new.0.id, start(), &event(&b)).await.unwrap());
    assert_eq!(of_b.end_sessions_of_user(a.user.id, start(), &event(&b)).await.unwrap(), 0);
    of_b.revoke_grant(entry.grant.id, start(), &event(&b)).await.unwrap();
    assert_eq!(of_b.find_live_grant(entry.grant.id, start()).await.unwrap(), None);
    assert!(world.store.find_session(&new.1, start()).await.unwrap().is_some());
    assert!(live_grant(&world.store, &entry.grant).await.is_some());

    let token = a.refresh_token(&entry.grant);
    world.store.organization(a.id).insert_refresh_token(&token).await.unwrap();
    let mut next = a.refresh_token(&entry.grant);
    let (grant_id, session_id) = (entry.grant.id, entry.grant.session_id);
    let of = Use { spent: token.id, grant_id, session_id, idle_at: start() + Duration::hours(1) };
    let refused = of_b.rotate_refresh_token(of, &next, start()).await;
    assert!(matches!(refused, Err(StoreError::OtherOrganization)));
    next.organization_id = b.id;
    assert!(!of_b.rotate_refresh_token(of, &next, start()).await.unwrap());
    assert!(!of_b.use_refresh_token(of, start()).await.unwrap());
    let found = world.store.find_refresh_token(&token.hash, start()).await.unwrap().unwrap();
    assert_eq!((found.used_at, found.session.idle_at), (None, None));
    next.organization_id = a.id;
    next.predecessor = Some(token.id);
    assert!(world.store.organization(a.id).rotate_refresh_token(of, &next, start()).await.unwrap());
    assert_eq!(of_b.find_unused_successor(grant_id, token.id).await.unwrap(), None);

    let refused = of_b.insert_refresh_token(&a.refresh_token(&entry.grant)).await;
    assert!(matches!(refused, Err(StoreError::OtherOrganization)));
    let mut of_as_session = b.entry();
    of_as_session.session = Some(a.session());
    let mut of_as_grant = b.entry();
    of_as_grant.grant = entry.grant.clone();
    let mut of_as_bond = b.entry();
    of_as_bond.bond = Bond::New(a.bond("oid"));
    let mut of_as_log = b.entry();
    of_as_log.event = a.event(AuditAction::SignIn);
    for crossed in [of_as_session, of_as_grant, of_as_bond, of_as_log] {
        let refused = of_b.record_entry(&crossed).await;
        assert!(matches!(refused, Err(StoreError::OtherOrganization)), "{refused:?}");
    }
}

async fn devices_stay_apart(world: World) {
    let (a, b) = two(&world).await;
    let entry = a.enter(&world.store).await;
    let (of_a, of_b) = (world.store.organization(a.id), world.store.organization(b.id));
    let event = |hospital: &Hospital| hospital.event(AuditAction::DeviceAuthorized);
    let device = DeviceAuthorization {
        id: id(),
        application_id: a.application.id,
        scope: "openid".into(),
        state: DeviceState::Waiting,
        grant: None,
        interval: INTERVAL,
        ip: None,
        created_at: start(),
        expires_at: start() + LIFETIME,
    };
    let codes = DeviceCodes { device_code: hash(), user_code: hash() };
    world.store.insert_device(&device, &codes, &limit_of_asking(None)).await.unwrap();
    let crossed = of_b.answer_device(device.id, Some(entry.grant.id), start(), &event(&a)).await;
    assert!(matches!(crossed, Err(StoreError::OtherOrganization)), "{crossed:?}");
    assert_eq!(world.store.find_waiting_device(&codes.user_code, start()).await.unwrap(), Some(device.clone()));
    assert!(of_a.answer_device(device.id, Some(entry.grant.id), start(), &event(&a)).await.unwrap());
    assert!(!of_b.answer_device(device.id, None, start(), &event(&b)).await.unwrap());
    let found = world.store.find_device(&codes.device_code).await.unwrap().unwrap();
    assert_eq!((found.state, found.grant), (DeviceState::Allowed, Some((a.id, entry.grant.id))));

    let token = a.refresh_token(&entry.grant);
    let crossed = of_b.redeem_device(device.id, Some(&token), start(), &event(&b)).await;
    assert!(matches!(crossed, Err(StoreError::OtherOrganization)), "{crossed:?}");
    assert!(!of_b.redeem_device(device.id, None, start(), &event(&b)).await.unwrap());
    assert!(of_a.redeem_device(device.id, Some(&token), start(), &event(&a)).await.unwrap());
    assert!(!of_a.redeem_device(device.id, None, start(), &event(&a)).await.unwrap());

    let (grant, application, usual) = (entry.grant.id, a.application.id, SessionLifetimes::USUAL);
    assert_eq!(of_b.find_holder(grant, application, usual, start()).await.unwrap(), None);
    assert_eq!(of_a.find_holder(grant, id(), usual, start()).await.unwrap(), None, "another application's");
    let (user, session) = of_a.find_holder(grant, application, usual, start()).await.unwrap().unwrap();
    assert_eq!((user.id, session.id), (a.user.id, entry.grant.session_id));
}

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

async fn the_traditional_way_stays_apart(world: World) {
    let (a, b) = two(&world).await;
    let (of_a, of_b) = (world.store.organization(a.id), world.store.organization(b.id));
    let event = |hospital: &Hospital| hospital.event(AuditAction::PasswordChanged);
    let hash = Secret::new("$argon2id$hash");
    of_a.set_password(a.user.id, &hash, None, None, &event(&a)).await.unwrap();
    assert_eq!(of_b.find_password(a.user.id).await.unwrap().map(|stored| stored.hash.expose().to_owned()), None);
    let crossed = of_b.set_password(a.user.id, &Secret::new("theirs"), None, None, &event(&b)).await;
    assert!(matches!(crossed, Err(StoreError::Missing | StoreError::Conflict)), "{crossed:?}");
    of_b.remove_password(a.user.id, None, &event(&b)).await.unwrap();
    of_b.ask_password_removal(a.user.id, Some(start()), None, &event(&b)).await.unwrap();
    let kept = of_a.find_password(a.user.id).await.unwrap().unwrap();
    assert_eq!((kept.hash.expose(), kept.removal_asked_at), (hash.expose(), None));
    for crossed in [
        of_b.set_password(b.user.id, &hash, None, None, &event(&a)).await,
        of_b.remove_password(b.user.id, None, &event(&a)).await,
        of_b.append_audit(&event(&a)).await,
    ] {
        assert!(matches!(crossed, Err(StoreError::OtherOrganization)), "{crossed:?}");
    }
    assert_eq!(of_b.find_user(&a.user.email).await.unwrap(), None);
    assert_eq!(of_a.find_user(&a.user.email).await.unwrap(), Some(a.user.clone()));

    let session = a.enter(&world.store).await.session.unwrap().0;
    assert_eq!(of_b.list_sessions(a.user.id, start()).await.unwrap(), []);
    assert!(!of_b.end_session_of_user(a.user.id, session.id, start(), &event(&b)).await.unwrap());
    assert_eq!(of_b.end_other_sessions(a.user.id, id(), start(), &event(&b)).await.unwrap(), 0);
    assert_eq!(of_a.list_sessions(a.user.id, start()).await.unwrap(), [session]);
}

async fn break_glass_stays_apart(world: World) {
    let (a, b) = two(&world).await;
    let (of_a, of_b) = (world.store.organization(a.id), world.store.organization(b.id));
    let event = |hospital: &Hospital| hospital.event(AuditAction::BreakGlass);
    let request = BreakGlass {
        id: id(),
        organization_id: a.id,
        user_id: a.user.id,
        reason: "Entra is down".to_owned(),
        duration: USUALLY,
        requested_by: "jan".to_owned(),
        requested_at: start(),
        approved_by: None,
        expires_at: None,
        closed_at: None,
    };
    of_a.request_break_glass(&request, None, &event(&a)).await.unwrap();
    let opened = request.clone().approved("mia", start()).unwrap();
    let of_b_for_a = BreakGlass { id: id(), organization_id: b.id, ..request.clone() };
    for (crossed, expected) in [
        (of_b.request_break_glass(&of_b_for_a, None, &event(&b)).await, StoreError::Missing),
        (of_b.request_break_glass(&request, None, &event(&b)).await, StoreError::OtherOrganization),
        (of_b.open_break_glass(&opened, &[], &event(&b)).await.map(drop), StoreError::OtherOrganization),
        (of_a.open_break_glass(&opened, &[], &event(&b)).await.map(drop), StoreError::OtherOrganization),
    ] {
        assert_eq!(crossed.unwrap_err().to_string(), expected.to_string());
    }
    assert_eq!(of_b.find_break_glass(request.id).await.unwrap(), None);
    assert_eq!(of_b.list_break_glass(None, 10).await.unwrap(), []);
    assert!(of_a.open_break_glass(&opened, &[], &event(&a)).await.unwrap());
    assert!(!of_a.open_break_glass(&opened, &[], &event(&a)).await.unwrap(), "opened twice");
    assert!(!of_b.is_break_glass_open(a.user.id, start()).await.unwrap());
    assert!(!of_b.close_break_glass(request.id, start(), &event(&b)).await.unwrap());
    assert!(of_a.is_break_glass_open(a.user.id, start()).await.unwrap());
    assert_eq!(of_a.list_break_glass(None, 10).await.unwrap(), [opened]);
    assert!(of_a.close_break_glass(request.id, start(), &event(&a)).await.unwrap());
    assert!(!of_a.is_break_glass_open(a.user.id, start()).await.unwrap());
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
