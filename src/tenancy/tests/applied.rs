//! The example is planned and applied; what is changed in it is changed, and nothing else.

use super::{apply, example, now, ring, understood};
use crate::domain::credential::{CredentialKind, CredentialSlot};
use crate::domain::organization::OrganizationConfiguration;
use crate::store::tests::on_both;
use crate::store::tests::world::World;
use crate::tenancy::apply::{carry_out, prepare};

on_both!(
    the_example_is_applied_and_twice_changes_nothing,
    a_new_secret_takes_the_other_slot_and_new_settings_a_new_version,
    what_is_no_longer_there_is_removed_and_a_domain_may_move,
    a_plan_that_cannot_be_carried_out_leaves_nothing,
    a_part_leaves_the_rest_as_it_is,
    another_registration_has_its_own_credential_and_the_one_before_stays_to_undo,
);

async fn the_example_is_applied_and_twice_changes_nothing(world: World) {
    let folder = tempfile::tempdir().unwrap();
    let (store, ring) = (world.store, ring());
    let text = example(folder.path());
    let first = apply(&store, &ring, &text, folder.path()).await;
    assert!(first.contains("+ connection entra"), "{first}");
    assert!(first.lines().all(|line| line.chars().count() <= 100), "{first}");
    for secret in ["first~secret", "records-0123", "PRIVATE KEY"] {
        assert!(!first.contains(secret), "the plan shows a secret");
    }
    let version = store.configuration_version().await.unwrap();
    let second = apply(&store, &ring, &text, folder.path()).await;
    assert!(second.starts_with("0 to create, 0 to change, 0 to remove"), "{second}");
    assert_eq!(store.configuration_version().await.unwrap(), version, "nothing changed, and something was written");

    let stored = store.read_everything().await.unwrap();
    assert_eq!((stored.applications.len(), stored.organizations.len()), (4, 6));
    let kinds: Vec<_> = stored
        .organizations
        .iter()
        .flat_map(|organization| &organization.configuration.credentials)
        .map(|credential| credential.kind)
        .collect();
    for kind in [CredentialKind::ClientSecret, CredentialKind::Certificate, CredentialKind::Federated] {
        assert_eq!(kinds.iter().filter(|other| **other == kind).count(), 1, "{kind:?}");
    }
    let shared = stored.organizations.iter().flat_map(|organization| &organization.configuration.connections);
    let shared =
        shared.filter(|connection| connection.active.as_ref().is_some_and(|version| version.settings.is_shared()));
    assert_eq!(shared.count(), 3, "two organizations on one tenant, and our own");
}

async fn a_new_secret_takes_the_other_slot_and_new_settings_a_new_version(world: World) {
    let folder = tempfile::tempdir().unwrap();
    let (store, ring) = (world.store, ring());
    let text = example(folder.path());
    apply(&store, &ring, &text, folder.path()).await;
    std::fs::write(folder.path().join("ST_JANSHOF_CLIENT_SECRET"), "second~secret").unwrap();
    let text = text.replacen("registration = \"own\"", "registration = \"own\"\ncloud = \"us_government\"", 1);
    let plan = apply(&store, &ring, &text, folder.path()).await;
    insta::allow_duplicates! { insta::assert_snapshot!(plan, @r"
    st-janshof
      ~ settings of connection entra, version 2
          cloud: global -> us_government
      ~ credential of connection entra (client_secret)
          secret: the one in use -> a new one
    0 to create, 2 to change, 0 to remove, 43 unchanged
    ") };
    let id = store.find_organization_by_slug("st-janshof").await.unwrap().unwrap();
    let configuration = store.find_configuration(id).await.unwrap().unwrap();
    let mut slots: Vec<_> = configuration.credentials.iter().map(|stored| (stored.slot, stored.in_use)).collect();
    slots.sort_by_key(|(_, in_use)| *in_use);
    assert_eq!(slots, [(CredentialSlot::A, false), (CredentialSlot::B, true)]);
    assert_eq!(configuration.connections[0].active.as_ref().unwrap().number, 2);
}

async fn another_registration_has_its_own_credential_and_the_one_before_stays_to_undo(world: World) {
    let folder = tempfile::tempdir().unwrap();
    let (store, ring) = (world.store, ring());
    let text = example(folder.path());
    apply(&store, &ring, &text, folder.path()).await;
    let id = store.find_organization_by_slug("st-janshof").await.unwrap().unwrap();
    let read = async || store.find_configuration(id).await.unwrap().unwrap().as_ref().clone();
    let client_id = read().await.connections[0].active.as_ref().unwrap().settings.client_id().unwrap().to_owned();
    let other = "8d5b4a76-0c1f-4f6e-8a43-1f6f1d7b10ff";
    let moved = text.replacen(&client_id, other, 1);
    // The same secret, as in a mistake: it is said that it is for another registration now.
    let plan = apply(&store, &ring, &moved, folder.path()).await;
    assert!(plan.contains(&format!("client_id: {client_id} -> {other}")), "{plan}");
    assert!(plan.contains("  + credential of connection entra (client_secret)\n"), "{plan}");
    assert!(plan.contains("1 to create, 1 to change, 0 to remove"), "{plan}");
    let slots = |configuration: &OrganizationConfiguration| {
        let slots = configuration
            .credentials
            .iter()
            .map(|stored| (stored.slot, stored.registered_as.clone().unwrap().client_id == other, stored.in_use));
        slots.collect::<Vec<_>>()
    };
    let after = read().await;
    assert_eq!(slots(&after), [(CredentialSlot::A, false, true), (CredentialSlot::B, true, true)]);
    let connection = &after.connections[0];
    for version in [&connection.active, &connection.previous] {
        assert!(after.credential(connection.id, &version.as_ref().unwrap().settings).is_some());
    }
    let again = apply(&store, &ring, &moved, folder.path()).await;
    assert!(again.starts_with("0 to create, 0 to change, 0 to remove"), "{again}");
    // Back again: what is there is used.
    let back = apply(&store, &ring, &text, folder.path()).await;
    assert!(back.contains("0 to create, 1 to change, 0 to remove"), "{back}");
    assert_eq!(slots(&read().await), slots(&after));
}

async fn what_is_no_longer_there_is_removed_and_a_domain_may_move(world: World) {
    let folder = tempfile::tempdir().unwrap();
    let (store, ring) = (world.store, ring());
    let text = example(folder.path());
    apply(&store, &ring, &text, folder.path()).await;
    let (without, _) = text.split_once("[[organization]]\nslug = \"delta-zuid\"").unwrap();
    let moved = without.replace("name = \"delta-noord.example\"", "name = \"delta-zuid.example\"");
    let plan = apply(&store, &ring, &moved, folder.path()).await;
    insta::allow_duplicates! { insta::assert_snapshot!(plan, @r"
    delta-noord
      - domain delta-noord.example
      + domain delta-zuid.example
    delta-zuid
      - organization delta-zuid with 1 user(s) and all their sessions
    1 to create, 0 to change, 2 to remove, 38 unchanged
    ") };
    assert!(store.find_organization_by_slug("delta-zuid").await.unwrap().is_none());
    let domain = "delta-zuid.example".parse().unwrap();
    let noord = store.find_organization_by_slug("delta-noord").await.unwrap();
    assert_eq!(store.find_organization_by_domain(&domain).await.unwrap(), noord);
}

async fn a_part_leaves_the_rest_as_it_is(world: World) {
    let folder = tempfile::tempdir().unwrap();
    let (store, ring) = (world.store, ring());
    apply(&store, &ring, &example(folder.path()), folder.path()).await;
    let before = store.read_everything().await.unwrap();
    let part = "\
        partial = true\n[[organization]]\nslug = \"delta-zuid\"\nname = \"Delta Zuid\"\n\
        [[organization.flag]]\nname = \"sso\"\napplication = \"viewer\"\nvalue = false\nreason = \"not yet\"\n";
    let plan = apply(&store, &ring, part, folder.path()).await;
    insta::allow_duplicates! { insta::assert_snapshot!(plan, @r"
    delta-zuid
      - connection entra with the bonds made through it
      - domain delta-zuid.example
      - user z.kuiper@delta-zuid.example with their bond and sessions
      - flag sso
      ~ organization delta-zuid
          name: Delta Zorggroep Zuid -> Delta Zuid
          help: Delta servicedesk, 088-5550100 -> none
      + flag sso for viewer = false
    1 to create, 1 to change, 4 to remove, 0 unchanged
    ") };
    let after = store.read_everything().await.unwrap();
    assert_eq!(after.applications, before.applications);
    for (old, new) in before.organizations.iter().zip(&after.organizations) {
        let slug = &old.configuration.organization.slug;
        assert_eq!(old == new, slug != "delta-zuid", "{slug}");
    }
    // What it refers to and does not name must be there, and be nobody else's.
    let domain = "[[organization.domain]]\nname = \"st-janshof.example\"\n";
    for (bad, said) in [
        (part.replace("viewer", "nothing"), "there is no application nothing"),
        (format!("{part}{domain}"), "another organization, which the file does not name, has st-janshof.example"),
    ] {
        let refused = prepare(&store, &ring, &understood(&bad, folder.path()), now()).await.unwrap_err();
        assert!(refused.to_string().contains(said), "{refused}");
    }
}

async fn a_plan_that_cannot_be_carried_out_leaves_nothing(world: World) {
    let folder = tempfile::tempdir().unwrap();
    let (store, ring) = (world.store, ring());
    let text = example(folder.path());
    let plan = prepare(&store, &ring, &understood(&text, folder.path()), now()).await.unwrap();
    // Somebody else is faster: the same things are there when the plan is carried out.
    carry_out(&store, &ring, &plan, "test", now()).await.unwrap();
    let before = store.configuration_version().await.unwrap();
    assert!(carry_out(&store, &ring, &plan, "test", now()).await.is_err());
    assert_eq!(store.configuration_version().await.unwrap(), before);
    assert_eq!(store.read_everything().await.unwrap().organizations.len(), 6);
}
