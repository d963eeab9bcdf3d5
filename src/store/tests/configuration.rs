//! Configuration: read once, in force everywhere soon after a change, all of a change or nothing.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::on_both;
use super::world::{World, application, id, live_grant, start, user, version};
use crate::domain::audit::AuditAction;
use crate::domain::connection::Registration;
use crate::domain::email::EmailDomain;
use crate::domain::organization::OrganizationStatus;
use crate::store::{Store, StoreError};

on_both!(
    configuration_reads_back,
    steady_state_reads_nothing,
    unproven_domains_route_nobody,
    tenants_lead_to_shared_registrations_only,
    another_process_sees_a_change,
    a_failed_change_leaves_nothing,
    everything_can_be_changed,
    changes_wait_for_each_other,
    many_users_at_once,
);

async fn configuration_reads_back(world: World) {
    let a = world.hospital("a").await;
    let read = world.store.find_configuration(a.id).await.unwrap().unwrap();
    assert_eq!(*read, a.configuration);
    assert_eq!(*world.store.find_application(&a.application.client_id).await.unwrap().unwrap(), a.application);
    assert_eq!(*world.store.find_application_by_id(a.application.id).await.unwrap().unwrap(), a.application);
    let everything = world.store.read_everything().await.unwrap();
    assert_eq!(everything.applications, [a.application]);
    assert_eq!(everything.organizations[0].configuration, a.configuration);
    assert_eq!(everything.organizations[0].users, [a.user]);
}

async fn look_at_all(store: &Store) {
    let unknown: EmailDomain = "nobody.example".parse().unwrap();
    let known: EmailDomain = "a.example".parse().unwrap();
    store.find_application("app-of-a").await.unwrap().unwrap();
    assert!(store.find_application("no-such-app").await.unwrap().is_none());
    assert!(store.find_application_by_id(id()).await.unwrap().is_none());
    assert!(store.find_organization_by_domain(&unknown).await.unwrap().is_none());
    let organization = store.find_organization_by_domain(&known).await.unwrap().unwrap();
    assert_eq!(store.find_organization_by_slug("a").await.unwrap(), Some(organization));
    assert_eq!(store.find_organization_by_slug("nobody").await.unwrap(), None);
    assert_eq!(store.find_organization_by_slug("A\0'").await.unwrap(), None);
    let configuration = store.find_configuration(organization).await.unwrap().unwrap();
    let tid = configuration.connections[0].active.as_ref().unwrap().entra().unwrap().tid;
    assert_eq!(*store.list_organizations_of_tenant(tid).await.unwrap(), [organization]);
}

async fn steady_state_reads_nothing(world: World) {
    world.hospital("a").await;
    look_at_all(&world.store).await;
    let before = world.store.counters();
    for _ in 0..100 {
        look_at_all(&world.store).await;
    }
    assert_eq!(world.store.counters(), before);
    world.store.forget_configuration();
    look_at_all(&world.store).await;
    assert!(world.store.counters().statements > before.statements);
}

async fn unproven_domains_route_nobody(world: World) {
    let a = world.hospital("a").await;
    let mut domain = a.configuration.domains[0].clone();
    let name = domain.name.clone();
    assert_eq!(world.store.find_organization_by_domain(&name).await.unwrap(), Some(a.id));
    domain.proven_by = None;
    world.change(async |tx| tx.replace_domain(&domain).await).await.unwrap();
    assert_eq!(world.store.find_organization_by_domain(&name).await.unwrap(), None);
    let read = world.store.find_configuration(a.id).await.unwrap().unwrap();
    assert_eq!(read.domains, [domain]);
}

async fn tenants_lead_to_shared_registrations_only(world: World) {
    let (a, b) = (world.hospital("a").await, world.hospital("b").await);
    let activate = async |organization: &super::world::Hospital, registration, tid| {
        let mut connection = organization.configuration.connections[0].clone();
        connection.active = Some(version(id::<Uuid>().as_u128().try_into().unwrap(), tid, registration));
        let change = async |tx: &crate::store::configuration::ConfigurationChange| {
            tx.activate_version(&connection, connection.active.as_ref().unwrap()).await
        };
        world.change(change).await.unwrap();
    };
    assert_eq!(*world.store.list_organizations_of_tenant(a.tid).await.unwrap(), [a.id]);
    activate(&b, Registration::Shared, a.tid).await;
    assert_eq!(*world.store.list_organizations_of_tenant(a.tid).await.unwrap(), [a.id, b.id]);
    assert_eq!(
        *world.store.list_organizations_of_tenant(b.tid).await.unwrap(),
        [],
        "b's previous version counts no more"
    );
    activate(&a, Registration::Own { client_id: "c".into() }, a.tid).await;
    assert_eq!(*world.store.list_organizations_of_tenant(a.tid).await.unwrap(), [b.id]);
}

async fn another_process_sees_a_change(world: World) {
    let a = world.hospital("a").await;
    let other = world.another_store().await;
    let token = CancellationToken::new();
    let mut generation = other.configuration_generation();
    let watching = tokio::spawn({
        let (other, token) = (other.clone(), token.clone());
        async move { other.watch_configuration(token).await }
    });
    // The watch has begun, and what it begins with is behind it.
    let soon = Duration::from_secs(20);
    tokio::time::timeout(soon, generation.changed()).await.unwrap().unwrap();
    let mut organization = a.configuration.organization.clone();
    organization.status = OrganizationStatus::Suspended;
    world.change(async |tx| tx.replace_organization(&organization).await).await.unwrap();
    let seen = async {
        loop {
            let read = other.find_configuration(a.id).await.unwrap().unwrap();
            if read.organization == organization {
                return;
            }
            generation.changed().await.unwrap();
        }
    };
    tokio::time::timeout(soon, seen).await.unwrap();
    token.cancel();
    tokio::time::timeout(soon, watching).await.unwrap().unwrap();
}

async fn a_failed_change_leaves_nothing(world: World) {
    let a = world.hospital("a").await;
    let before = world.store.read_everything().await.unwrap();
    let failed: Result<(), StoreError> = world
        .change(async |tx| {
            tx.insert_application(&application("new")).await?;
            tx.delete_user(&a.user).await?;
            tx.append_audit(&a.event(AuditAction::ConfigurationApplied)).await?;
            Err(StoreError::Missing)
        })
        .await;
    assert!(failed.is_err());
    assert_eq!(world.store.read_everything().await.unwrap(), before);
    assert_eq!(world.store.list_audit_events(10).await.unwrap(), []);
}

async fn everything_can_be_changed(world: World) {
    let a = world.hospital("a").await;
    let mut expected = a.configuration.clone();
    expected.organization.name = "New name".into();
    expected.connections[0].name = "microsoft".into();
    expected.flags[0].value = false;
    expected.credentials[0].sealed = Some(vec![9]);
    let (mut changed_user, mut changed_application) = (a.user.clone(), a.application.clone());
    changed_user.email = "other@a.example".parse().unwrap();
    changed_application.authentication = crate::domain::application::ClientAuthentication::None;
    let wanted = expected.clone();
    let changed: Result<(), StoreError> = world
        .change(async |tx| {
            tx.replace_organization(&wanted.organization).await?;
            tx.replace_connection(&wanted.connections[0]).await?;
            tx.set_flag(a.id, id(), ("test", "test"), Some(&a.configuration.flags[0]), Some(&wanted.flags[0])).await?;
            tx.replace_credential(&wanted.credentials[0]).await?;
            tx.replace_user(&changed_user).await?;
            tx.replace_application(&changed_application).await
        })
        .await;
    changed.unwrap();
    let everything = world.store.read_everything().await.unwrap();
    assert_eq!(everything.organizations[0].configuration, expected);
    assert_eq!(everything.organizations[0].users, [changed_user]);
    assert_eq!(everything.applications, [changed_application]);
    assert_eq!(world.execute("UPDATE flag_changes SET actor = actor WHERE new IS NOT NULL").await.unwrap(), 2);
    assert_eq!(world.execute("UPDATE flag_changes SET actor = actor WHERE old IS NULL").await.unwrap(), 1);

    let entry = a.enter(&world.store).await;
    let removed: Result<(), StoreError> = world
        .change(async |tx| {
            tx.delete_credential(&a.configuration.credentials[0]).await?;
            tx.delete_connection(&a.configuration.connections[0]).await?;
            tx.set_flag(a.id, id(), ("test", "test"), Some(&expected.flags[0]), None).await?;
            tx.delete_application(&a.application).await
        })
        .await;
    removed.unwrap();
    let left = world.store.find_configuration(a.id).await.unwrap().unwrap();
    assert_eq!((left.connections.len(), left.credentials.len(), left.flags.len()), (0, 0, 0));
    assert_eq!(left.domains[0].connection_id, None);
    assert_eq!(live_grant(&world.store, &entry.grant).await, None);
    let removed: Result<(), StoreError> = world
        .change(async |tx| {
            tx.delete_domain(&a.configuration.domains[0]).await?;
            tx.delete_user(&a.user).await
        })
        .await;
    removed.unwrap();
    assert!(world.store.read_everything().await.unwrap().organizations[0].users.is_empty());
}

async fn changes_wait_for_each_other(world: World) {
    let other = world.another_store().await;
    let before = world.store.read_everything().await.unwrap().version;
    let mut changes = tokio::task::JoinSet::new();
    for number in 0..10 {
        let store = if number % 2 == 0 { world.store.clone() } else { other.clone() };
        changes.spawn(async move {
            let change = store.change_configuration(start()).await.unwrap();
            let version = change.version();
            change.commit().await.unwrap();
            version
        });
    }
    let mut versions = changes.join_all().await;
    versions.sort_unstable();
    assert_eq!(versions, (before..before + 10).collect::<Vec<_>>());
}

async fn many_users_at_once(world: World) {
    let a = world.hospital("a").await;
    let users: Vec<_> = (0..2_500).map(|number| user(a.id, &format!("u{number}@a.example"))).collect();
    world
        .change(async |tx| {
            for user in &users {
                tx.insert_user(user).await?;
            }
            Ok(())
        })
        .await
        .unwrap();
    let people = world.store.organization(a.id).find_people(Some(&users[2_400].email), &a.account("x")).await.unwrap();
    assert_eq!(people.users, users[2_400..2_401]);
}
