//! Users, their sessions and what they hold, by whichever way they came.

use chrono::Duration;

use super::two;
use crate::domain::audit::AuditAction;
use crate::domain::break_glass::{BreakGlass, USUALLY};
use crate::domain::device::{DeviceAuthorization, DeviceCodes, DeviceState, INTERVAL, LIFETIME, limit_of_asking};
use crate::domain::identity::People;
use crate::domain::organization::SessionLifetimes;
use crate::domain::secret::Secret;
use crate::store::StoreError;
use crate::store::entry::Bond;
use crate::store::people::UserFilter;
use crate::store::refresh::Use;
use crate::store::tests::on_both;
use crate::store::tests::world::{Hospital, World, hash, id, live_grant, start, user};

on_both!(
    people_stay_apart,
    visits_stay_apart,
    devices_stay_apart,
    the_traditional_way_stays_apart,
    break_glass_stays_apart,
);

async fn people_stay_apart(world: World) {
    let (a, b) = two(&world).await;
    // A hospital group: the same directory, the same address, the same account, in both organizations.
    let mut twin = user(b.id, a.user.email.as_str());
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
