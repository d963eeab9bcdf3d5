//! The schema goes up, down and up again, and holds what it is meant to hold.

use std::collections::BTreeSet;

use anteroom_migration::Migrator;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use sea_orm_migration::MigratorTrait;

use super::on_both;
use super::world::{World, hash, id, start, user, version};
use crate::domain::admin_role::AdminRole;
use crate::domain::audit::AuditAction;
use crate::domain::connection::{ConnectionVersion, Registration, VersionState};
use crate::domain::credential::{CredentialSlot, StoredCredential};
use crate::domain::domain_check::ProvenBy;
use crate::domain::flag::{FlagName, FlagSetting};
use crate::domain::id::CallerId;
use crate::domain::kept_answer::{KEPT_FOR, KeptAnswer};
use crate::domain::provider::RegisteredAs;
use crate::domain::secret::Secret;
use crate::store::entry::Bond;
use crate::store::kept_answers::keep_answer;
use crate::store::{Store, StoreError, StoreSettings};
use crate::tenancy::admin_tokens::{self, NewToken};
use crate::tenancy::change::Act;

on_both!(
    up_down_up,
    a_token_is_never_more_than_it_was,
    a_domain_that_was_proven_stays_so_and_gets_a_value_of_its_own,
    what_is_kept_for_a_token_stays_kept,
    one_active_and_one_previous_version,
    one_draft_which_becomes_the_active_version,
    one_credential_in_use_and_two_slots,
    each_credential_is_for_the_registration_of_its_connection,
    one_setting_of_a_flag,
    names_are_unique,
    removing_an_organization_removes_its_things,
    a_bond_cannot_cross_organizations,
);

async fn up_down_up(world: World) {
    assert!(world.store.pending_migrations().await.unwrap().is_empty());
    world.store.roll_back(100).await.unwrap();
    assert_eq!(world.store.pending_migrations().await.unwrap().len(), Migrator::migrations().len());
    world.store.migrate().await.unwrap();
    assert!(world.store.pending_migrations().await.unwrap().is_empty());
    world.store.ping().await.unwrap();
    world.hospital("a").await;
}

/// A configuration is read where sign-ins wait for it: nothing of it may be looked for among everybody's.
#[tokio::test]
async fn an_organizations_things_are_found_by_an_index() {
    let world = World::sqlite().await;
    let a = world.hospital("a").await;
    for table in ["domains", "connections", "connection_versions", "credentials", "flags"] {
        let sql = format!("EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE organization_id = ? ORDER BY id");
        let plan = Statement::from_sql_and_values(DbBackend::Sqlite, sql, [a.id.0.into()]);
        let steps = world.store.db.query_all_raw(plan).await.unwrap();
        let steps: Vec<String> = steps.iter().map(|step| step.try_get("", "detail").unwrap()).collect();
        assert!(steps.iter().all(|step| !step.starts_with("SCAN")), "{table}: {steps:?}");
    }
}

async fn a_domain_that_was_proven_stays_so_and_gets_a_value_of_its_own(world: World) {
    let (a, b) = (world.hospital("a").await, world.hospital("b").await);
    let names = Migrator::migrations().into_iter().map(|migration| migration.name().to_owned());
    let steps = names.rev().position(|name| name.ends_with("domain_checks")).unwrap() + 1;
    let read = async || {
        let mut found = Vec::new();
        for hospital in [&a, &b] {
            let domains = world.store.find_configuration(hospital.id).await.unwrap().unwrap().domains.clone();
            found.extend(domains);
        }
        found
    };
    let before = read().await;
    world.store.roll_back(u32::try_from(steps).unwrap()).await.unwrap();
    world.store.migrate().await.unwrap();
    world.store.forget_configuration();
    let after = read().await;
    assert!(after.iter().all(|domain| domain.proven_by == Some(ProvenBy::Manual)), "{after:?}");
    let values: BTreeSet<_> = before.iter().chain(&after).map(|domain| domain.challenge.value()).collect();
    assert_eq!(values.len(), 4, "{values:?}");
}

async fn a_token_is_never_more_than_it_was(world: World) {
    let hospital = world.hospital("a").await;
    let names = Migrator::migrations().into_iter().map(|migration| migration.name().to_owned());
    let steps = names.rev().position(|name| name.ends_with("admin_roles")).unwrap() + 1;
    for (name, role, organizations) in [
        ("operator", AdminRole::Operator, None),
        ("auditor", AdminRole::Auditor, None),
        ("limited", AdminRole::Operator, Some(BTreeSet::from([hospital.id]))),
    ] {
        let new = NewToken { name: name.to_owned(), role, organizations, lifetime: chrono::Duration::days(1) };
        admin_tokens::create(&world.store, new, &Act { by: "test", role: None, ip: None, now: start() }).await.unwrap();
    }
    world.store.roll_back(u32::try_from(steps).unwrap()).await.unwrap();
    world.store.migrate().await.unwrap();
    let tokens = world.store.list_admin_tokens().await.unwrap();
    assert!(tokens.iter().all(|token| token.role == AdminRole::Support && token.organizations.is_none()));
    let live: Vec<_> = tokens.iter().filter(|token| token.is_live(start())).map(|token| token.name.as_str()).collect();
    assert_eq!(live, ["operator"]);
}

async fn what_is_kept_for_a_token_stays_kept(world: World) {
    let names = Migrator::migrations().into_iter().map(|migration| migration.name().to_owned());
    let steps = names.rev().position(|name| name.ends_with("devices")).unwrap() + 1;
    let (name, lifetime) = ("mia".to_owned(), chrono::Duration::days(1));
    let new = NewToken { name, role: AdminRole::Support, organizations: None, lifetime };
    let act = Act { by: "test", role: None, ip: None, now: start() };
    let (token, _) = admin_tokens::create(&world.store, new, &act).await.unwrap();
    let answer = |caller_id, key_hash| KeptAnswer {
        caller_id,
        key_hash,
        request_hash: hash(),
        location: Some("/x".into()),
        etag: None,
        body: "{}".into(),
        expires_at: start() + KEPT_FOR,
    };
    let (of_token, of_person) = (answer(CallerId(token.id.0), hash()), answer(id(), hash()));
    for kept in [&of_token, &of_person] {
        keep_answer(&world.store.db, kept, start()).await.unwrap();
    }
    world.store.roll_back(u32::try_from(steps).unwrap()).await.unwrap();
    world.store.migrate().await.unwrap();
    let find =
        async |kept: &KeptAnswer| world.store.find_kept_answer(kept.caller_id, &kept.key_hash, start()).await.unwrap();
    assert_eq!(find(&of_token).await, Some(of_token));
    assert_eq!(find(&of_person).await, None, "before, there was nobody to keep it for");
}

async fn one_active_and_one_previous_version(world: World) {
    let hospital = world.hospital("a").await;
    let mut connection = hospital.configuration.connections[0].clone();
    for number in 2..5 {
        connection.previous =
            connection.active.take().map(|active| ConnectionVersion { state: VersionState::Previous, ..active });
        connection.active = Some(version(number, hospital.tid, Registration::Own { client_id: "c".into() }));
        let activated = connection.clone();
        let change = async move |tx: &crate::store::configuration::ConfigurationChange| {
            tx.activate_version(&activated, activated.active.as_ref().unwrap()).await
        };
        world.change(change).await.unwrap();
        let read = world.store.find_configuration(hospital.id).await.unwrap().unwrap();
        assert_eq!(read.connections, [connection.clone()]);
    }
    let count = world.execute("UPDATE connection_versions SET domain_hint = NULL").await.unwrap();
    assert_eq!(count, 2, "the active and the previous one");
    for state in ["active", "previous"] {
        let all_alike = world.execute(&format!("UPDATE connection_versions SET state = '{state}'")).await;
        assert!(matches!(all_alike, Err(StoreError::Conflict)), "{all_alike:?}");
    }
}

async fn one_draft_which_becomes_the_active_version(world: World) {
    let hospital = world.hospital("a").await;
    let connection = hospital.configuration.connections[0].clone();
    let draft = |number| {
        let version = version(number, hospital.tid, Registration::Shared);
        ConnectionVersion { state: VersionState::Draft, ..version }
    };
    let read = async || {
        let configuration = world.store.find_configuration(hospital.id).await.unwrap().unwrap();
        let [connection] = configuration.connections.as_slice() else { panic!("{configuration:?}") };
        connection.clone()
    };
    let (first, second) = (draft(2), draft(3));
    world.change(async |tx| tx.put_draft(&connection, &first).await).await.unwrap();
    assert_eq!(read().await.draft, Some(first));
    world.change(async |tx| tx.put_draft(&connection, &second).await).await.unwrap();
    assert_eq!((read().await.draft, read().await.active), (Some(second.clone()), connection.active.clone()));
    let third = draft(4);
    let row = crate::store::rows::connection_version_row(&connection, &third, start()).unwrap();
    let both =
        crate::store::rows::insert::<anteroom_entity::connection_versions::Entity, _>(&world.store.db, row).await;
    assert!(matches!(both, Err(StoreError::Conflict)), "{both:?}");
    let active = ConnectionVersion { state: VersionState::Active, ..second };
    world.change(async |tx| tx.activate_version(&connection, &active).await).await.unwrap();
    let now = read().await;
    assert_eq!((now.draft, now.active), (None, Some(active)));
    assert_eq!(now.previous.map(|previous| previous.number), Some(1));
    world.change(async |tx| tx.put_draft(&connection, &third).await).await.unwrap();
    world.change(async |tx| tx.delete_draft(&connection).await).await.unwrap();
    assert_eq!(read().await.draft, None);
    let nothing = world.change(async |tx| tx.delete_draft(&connection).await).await;
    assert!(matches!(nothing, Err(StoreError::Missing)), "{nothing:?}");
}

async fn one_credential_in_use_and_two_slots(world: World) {
    let hospital = world.hospital("a").await;
    let mut credential = hospital.configuration.credentials[0].clone();
    credential.id = id();
    let again = credential.clone();
    let same_slot = world.change(async |tx| tx.insert_credential(&again).await).await;
    assert!(matches!(same_slot, Err(StoreError::Conflict)));
    credential.slot = CredentialSlot::B;
    let second = credential.clone();
    let both_in_use = world.change(async |tx| tx.insert_credential(&second).await).await;
    assert!(matches!(both_in_use, Err(StoreError::Conflict)));
    // Another registration has its own beside it, and what is done to the one is not done to the other.
    let elsewhere = RegisteredAs { issuer: None, ..credential.registered_as.clone().unwrap() };
    let other = StoredCredential { registered_as: Some(elsewhere), ..credential.clone() };
    world.change(async |tx| tx.insert_credential(&other).await).await.unwrap();
    world.change(async |tx| tx.retire_credentials(&other).await).await.unwrap();
    let read = world.store.find_configuration(hospital.id).await.unwrap().unwrap().credentials.clone();
    let other = StoredCredential { in_use: false, ..other };
    assert_eq!(read, [hospital.configuration.credentials[0].clone(), other.clone()]);
    world.change(async |tx| tx.delete_credential(&other).await).await.unwrap();
    credential.in_use = false;
    world.change(async |tx| tx.insert_credential(&credential).await).await.unwrap();
}

async fn each_credential_is_for_the_registration_of_its_connection(world: World) {
    let hospital = world.hospital("a").await;
    let names = Migrator::migrations().into_iter().map(|migration| migration.name().to_owned());
    let steps = names.rev().position(|name| name.ends_with("_registrations")).unwrap() + 1;
    let connection = hospital.configuration.connections[0].clone();
    let own =
        |number, client_id: &str| version(number, hospital.tid, Registration::Own { client_id: client_id.into() });
    let again = async || {
        world.store.roll_back(u32::try_from(steps).unwrap()).await.unwrap();
        world.store.migrate().await.unwrap();
        world.store.forget_configuration();
        let read = world.store.find_configuration(hospital.id).await.unwrap().unwrap().credentials.clone();
        let seen = read.into_iter().map(|one| (one.registered_as.map(|registered| registered.client_id), one.in_use));
        seen.collect::<Vec<_>>()
    };
    // Of the shared registration it is for none; where a draft has one of its own, for that.
    assert_eq!(again().await, [(None, true)]);
    let draft = ConnectionVersion { state: VersionState::Tested, ..own(2, "x") };
    world.change(async |tx| tx.put_draft(&connection, &draft).await).await.unwrap();
    assert_eq!(again().await, [(Some("x".to_owned()), true)]);
    let active = own(2, "x");
    world
        .change(async |tx| {
            tx.activate_version(&connection, &ConnectionVersion { id: draft.id, ..active.clone() }).await
        })
        .await
        .unwrap();
    let draft = ConnectionVersion { state: VersionState::Draft, ..own(3, "y") };
    world.change(async |tx| tx.put_draft(&connection, &draft).await).await.unwrap();
    let of_draft = StoredCredential {
        id: id(),
        slot: CredentialSlot::B,
        registered_as: draft.settings.registered_as(),
        ..hospital.configuration.credentials[0].clone()
    };
    world.change(async |tx| tx.insert_credential(&of_draft).await).await.unwrap();
    // Going back, that one stays in use which sign-ins use.
    assert_eq!(again().await, [(Some("x".to_owned()), true), (Some("x".to_owned()), false)]);
}

async fn one_setting_of_a_flag(world: World) {
    let hospital = world.hospital("a").await;
    let flag = |application_id| FlagSetting { id: id(), application_id, ..hospital.configuration.flags[0].clone() };
    let insert = async |flag: FlagSetting| {
        world.change(async |tx| tx.set_flag(hospital.id, id(), ("test", "test"), None, Some(&flag)).await).await
    };
    let application = Some(hospital.application.id);
    assert!(matches!(insert(flag(None)).await, Err(StoreError::Conflict)));
    insert(flag(application)).await.unwrap();
    assert!(matches!(insert(flag(application)).await, Err(StoreError::Conflict)));
    insert(FlagSetting { name: FlagName::ForcedSso, ..flag(None) }).await.unwrap();
}

async fn names_are_unique(world: World) {
    let a = world.hospital("a").await;
    let b = world.hospital("b").await;
    let mut domain = b.configuration.domains[0].clone();
    (domain.id, domain.name) = (id(), a.configuration.domains[0].name.clone());
    let taken = world.change(async |tx| tx.insert_domain(&domain).await).await;
    assert!(matches!(taken, Err(StoreError::Conflict)));
    let same = user(a.id, a.user.email.as_str());
    let taken = world.change(async |tx| tx.insert_user(&same).await).await;
    assert!(matches!(taken, Err(StoreError::Conflict)));
    let elsewhere = user(b.id, a.user.email.as_str());
    world.change(async |tx| tx.insert_user(&elsewhere).await).await.unwrap();
}

async fn removing_an_organization_removes_its_things(world: World) {
    let (a, b) = (world.hospital("a").await, world.hospital("b").await);
    for hospital in [&a, &b] {
        let entry = hospital.enter(&world.store).await;
        let token = hospital.refresh_token(&entry.grant);
        world.store.organization(hospital.id).insert_refresh_token(&token).await.unwrap();
        super::webhooks::with_a_delivery(&world, Some(hospital.id)).await;
        let event = hospital.event(AuditAction::InvitationChanged);
        let own = world.store.organization(hospital.id);
        own.insert_invitation(&hospital.invitation(), None, &[], &event).await.unwrap();
    }
    world.change(async |tx| tx.delete_organization(&a.configuration.organization).await).await.unwrap();
    assert_eq!(world.store.find_configuration(a.id).await.unwrap(), None);
    for table in [
        "organizations",
        "domains",
        "connections",
        "connection_versions",
        "credentials",
        "users",
        "flags",
        "flag_changes",
        "sessions",
        "grants",
        "refresh_tokens",
        "webhooks",
        "webhook_secrets",
        "webhook_deliveries",
        "invitations",
    ] {
        let column = if table == "organizations" { "id" } else { "organization_id" };
        let left = world.execute(&format!("UPDATE {table} SET {column} = {column}")).await.unwrap();
        assert_eq!(left, 1, "{table}");
    }
    assert_eq!(world.store.list_audit_events(10).await.unwrap().len(), 4, "the log stays");
}

async fn a_bond_cannot_cross_organizations(world: World) {
    let (a, b) = (world.hospital("a").await, world.hospital("b").await);
    for crossed in [
        {
            let mut bond = a.bond("x");
            bond.user_id = b.user.id;
            bond
        },
        {
            let mut bond = a.bond("x");
            bond.connection_id = b.configuration.connections[0].id;
            bond
        },
    ] {
        let mut entry = a.entry();
        entry.bond = Bond::New(crossed);
        let recorded = world.store.organization(a.id).record_entry(&entry).await;
        assert!(matches!(recorded, Err(StoreError::Missing)), "{recorded:?}");
    }
}

#[tokio::test]
async fn an_address_is_never_repeated_in_an_error() {
    for url in [
        "postgres://anteroom:hunter2@127.0.0.1:1/anteroom",
        "postgres://anteroom:hunter2@[broken/anteroom",
        "mysql://anteroom:hunter2@localhost/x",
        "sqlite:/nowhere/hunter2/anteroom.db",
    ] {
        let settings = StoreSettings { url: Secret::new(url), max_connections: 1 };
        let error = Store::connect(&settings).await.unwrap_err();
        assert!(!format!("{error} {error:?} {settings:?}").contains("hunter2"), "{error}");
    }
}
