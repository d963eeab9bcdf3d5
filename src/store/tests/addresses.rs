//! Former addresses, and many addresses at once.

use chrono::{DateTime, Duration, Utc};

use super::on_both;
use super::world::{Hospital, World, id, start, user};
use crate::domain::audit::AuditAction;
use crate::domain::email::EmailAddress;
use crate::domain::user::{FormerEmail, User, UserStatus};
use crate::store::StoreError;
use crate::store::people::UserFilter;

on_both!(
    a_former_address_finds_the_person,
    a_former_address_is_nobody_elses,
    what_is_over_is_taken_away_once,
    many_addresses_move_and_nobody_elses,
);

fn address(text: &str) -> EmailAddress {
    text.parse().unwrap()
}

/// Somebody who had another address before.
fn renamed(hospital: &Hospital, email: &str, former: &str, until: DateTime<Utc>) -> User {
    User { former_email: Some(FormerEmail { address: address(former), until }), ..user(hospital.id, email) }
}

fn later() -> DateTime<Utc> {
    start() + Duration::days(30)
}

async fn a_former_address_finds_the_person(world: World) {
    let (a, b) = (world.hospital("a").await, world.hospital("b").await);
    let anna = renamed(&a, "anna@new.example", "anna@old.example", later());
    world.change(async |tx| tx.insert_user(&anna).await).await.unwrap();
    let (of_a, of_b) = (world.store.organization(a.id), world.store.organization(b.id));
    for shown in ["anna@new.example", "anna@old.example"] {
        let shown = address(shown);
        let people = of_a.find_people(Some(&shown), &a.account("none")).await.unwrap();
        assert_eq!((people.users, people.identities), (vec![anna.clone()], Vec::new()));
        assert!(of_b.find_people(Some(&shown), &a.account("none")).await.unwrap().users.is_empty());
        assert_eq!(of_a.find_user(&shown).await.unwrap().as_ref(), Some(&anna));
        assert_eq!(of_b.find_user(&shown).await.unwrap(), None);
        let listed =
            async |of: &crate::store::OrgStore, which: UserFilter| of.list_users(&which, None, 10).await.unwrap();
        let by_email = UserFilter { email: Some(shown.clone()), ..UserFilter::default() };
        let by_text = UserFilter { text: Some(shown.to_string()), ..UserFilter::default() };
        for which in [by_email, by_text] {
            assert_eq!(listed(&of_a, which.clone()).await, std::slice::from_ref(&anna));
            assert!(listed(&of_b, which).await.is_empty());
        }
        assert_eq!(world.store.list_organizations_of_address(&shown).await.unwrap(), [a.id]);
        let found = world.store.find_candidates(&shown, start()).await.unwrap();
        assert_eq!(found.into_iter().map(|candidate| candidate.user).collect::<Vec<_>>(), std::slice::from_ref(&anna));
    }
    // Over, and kept still: support finds who it was, and a code goes to nobody.
    let old = address("anna@old.example");
    assert!(world.store.find_candidates(&old, later()).await.unwrap().is_empty());
    assert_eq!(world.store.find_candidates(&address("anna@new.example"), later()).await.unwrap().len(), 1);
    // Whoever has it goes before whoever had it.
    let change = world.store.change_configuration(later()).await.unwrap();
    let successor = user(a.id, "anna@old.example");
    change.insert_user(&successor).await.unwrap();
    change.commit().await.unwrap();
    assert_eq!(of_a.find_user(&old).await.unwrap(), Some(successor));
}

async fn a_former_address_is_nobody_elses(world: World) {
    let (a, b) = (world.hospital("a").await, world.hospital("b").await);
    let anna = renamed(&a, "anna@new.example", "anna@old.example", later());
    let bram = user(a.id, "bram@new.example");
    world
        .change(async |tx| {
            tx.insert_user(&anna).await?;
            tx.insert_user(&bram).await
        })
        .await
        .unwrap();
    let taken =
        |outcome: Result<(), StoreError>| assert!(matches!(outcome, Err(StoreError::FormerAddress)), "{outcome:?}");
    let heir = user(a.id, "anna@old.example");
    let suspended = User { status: UserStatus::Suspended, ..heir.clone() };
    for other in [&heir, &suspended] {
        taken(world.change(async |tx| tx.insert_user(other).await).await);
    }
    let to_hers = User { email: heir.email.clone(), ..bram.clone() };
    let formerly_hers = renamed(&a, "c@new.example", "anna@old.example", later());
    let formerly_her_present_one = renamed(&a, "c@new.example", "anna@new.example", later());
    taken(world.change(async |tx| tx.replace_user(&to_hers).await).await);
    taken(world.change(async |tx| tx.insert_user(&formerly_hers).await).await);
    taken(world.change(async |tx| tx.insert_user(&formerly_her_present_one).await).await);
    // What was refused has left the change whole.
    let change = world.store.change_configuration(start()).await.unwrap();
    taken(change.insert_user(&heir).await);
    change.insert_user(&user(a.id, "d@new.example")).await.unwrap();
    change.commit().await.unwrap();
    // She herself may have it back; another organization knows nothing of it; and when it is over, it is free.
    let back = User { email: address("anna@old.example"), former_email: None, ..anna.clone() };
    world.change(async |tx| tx.replace_user(&back).await).await.unwrap();
    world.change(async |tx| tx.replace_user(&anna).await).await.unwrap();
    world.change(async |tx| tx.insert_user(&user(b.id, "anna@old.example")).await).await.unwrap();
    let change = world.store.change_configuration(later()).await.unwrap();
    change.insert_user(&heir).await.unwrap();
    change.commit().await.unwrap();
}

async fn what_is_over_is_taken_away_once(world: World) {
    let (a, b) = (world.hospital("a").await, world.hospital("b").await);
    let over = start() + Duration::hours(1);
    let of_a = [
        renamed(&a, "a1@new.example", "a1@old.example", over),
        renamed(&a, "a2@new.example", "a2@old.example", over),
        renamed(&a, "a3@new.example", "a3@old.example", later()),
    ];
    let of_b = renamed(&b, "b@new.example", "b@old.example", over);
    world
        .change(async |tx| {
            for user in of_a.iter().chain([&of_b]) {
                tx.insert_user(user).await?;
            }
            Ok(())
        })
        .await
        .unwrap();
    let before = over - Duration::microseconds(1);
    assert!(world.store.list_ended_former_addresses(before, 10).await.unwrap().is_empty());
    let ended = world.store.list_ended_former_addresses(over, 10).await.unwrap();
    assert!(ended.iter().all(|user| user.organization_id == ended[0].organization_id), "{ended:?}");
    assert_eq!(world.store.list_ended_former_addresses(over, 1).await.unwrap().len(), 1);

    let (own, event) = (world.store.organization(a.id), |_: &User| a.event(AuditAction::UserChanged));
    let crossed = own.end_former_addresses(std::slice::from_ref(&of_b), over, event).await.unwrap();
    assert_eq!(crossed, 0);
    let crossed = world.store.organization(b.id).end_former_addresses(std::slice::from_ref(&of_b), over, event).await;
    assert!(matches!(crossed, Err(StoreError::OtherOrganization)), "{crossed:?}");
    // Two replicas at once: one of them has done it.
    let other = world.another_store().await.organization(a.id);
    let event = |user: &User| crate::domain::audit::AuditEvent {
        subject: Some(user.email.to_string()),
        ..a.event(AuditAction::UserChanged)
    };
    let (one, two) =
        tokio::join!(own.end_former_addresses(&of_a, over, event), other.end_former_addresses(&of_a, over, event));
    assert_eq!(one.unwrap() + two.unwrap(), 2);
    let mut told: Vec<_> =
        own.list_audit_events(10).await.unwrap().into_iter().filter_map(|event| event.subject).collect();
    told.sort();
    assert_eq!(told, ["a1@new.example", "a2@new.example"]);
    let kept = own.find_user(&address("a3@old.example")).await.unwrap().unwrap();
    assert_eq!(kept, of_a[2]);
    assert_eq!(own.find_user(&address("a1@old.example")).await.unwrap(), None);
    assert_eq!(world.store.list_ended_former_addresses(over, 10).await.unwrap(), [of_b]);
}

async fn many_addresses_move_and_nobody_elses(world: World) {
    let (a, b) = (world.hospital("a").await, world.hospital("b").await);
    let (from, to) = ("old.example".parse().unwrap(), "a-much-longer.example".parse().unwrap());
    let mut movers: Vec<_> = (0..2_100).map(|number| user(a.id, &format!("n{number:04}@old.example"))).collect();
    movers.push(user(a.id, "i\u{131}\u{e9}@old.example"));
    movers.push(renamed(&a, "was@old.example", "before@other.example", later()));
    let stay = [user(a.id, "x@mail.old.example"), user(a.id, "y@bold.example"), user(b.id, "n0001@old.example")];
    world
        .change(async |tx| {
            for user in movers.iter().chain(&stay) {
                tx.insert_user(user).await?;
            }
            Ok(())
        })
        .await
        .unwrap();
    let change = world.store.change_configuration(start()).await.unwrap();
    let listed = change.list_addresses_in(a.id, &from).await.unwrap();
    assert_eq!(listed.len(), movers.len());
    let addresses: Vec<_> = listed.iter().map(|one| one.email.clone()).collect();
    let holders = change.find_holders(a.id, &addresses).await.unwrap();
    assert!(listed.iter().all(|one| holders.get(&one.email) == Some(&one.user)));
    assert_eq!(holders.len(), movers.len() + 1, "and the one that one had before");
    let ids: Vec<_> = listed.iter().map(|one| one.user).collect();
    let events = [a.event(AuditAction::UserChanged)];
    // Whoever is not in the domain, or not of the organization, is not moved along.
    for wrong in [stay[0].id, stay[2].id, id()] {
        let change = change.move_addresses(a.id, &[ids[0], wrong], (&from, &to), Some(later()), &events).await;
        assert!(matches!(change, Err(StoreError::Missing)), "{change:?}");
    }
    change.roll_back().await.unwrap();
    let change = world.store.change_configuration(start()).await.unwrap();
    change.move_addresses(a.id, &ids, (&from, &to), Some(later()), &events).await.unwrap();
    change.commit().await.unwrap();
    let own = world.store.organization(a.id);
    for mover in &movers {
        let now = own.find_person(mover.id).await.unwrap().users.remove(0);
        let email = address(&format!("{}@{to}", mover.email.local_part()));
        let former_email = Some(FormerEmail { address: mover.email.clone(), until: later() });
        assert_eq!(now, User { email, former_email, ..mover.clone() });
    }
    for user in &stay {
        let found = world.store.organization(user.organization_id).find_person(user.id).await.unwrap().users;
        assert_eq!(found, std::slice::from_ref(user));
    }
    // Back again, and nothing is kept.
    let change = world.store.change_configuration(start()).await.unwrap();
    change.move_addresses(a.id, &ids[..1], (&to, &from), None, &[]).await.unwrap();
    change.commit().await.unwrap();
    let now = own.find_person(ids[0]).await.unwrap().users.remove(0);
    assert_eq!((now.email, now.former_email), (listed[0].email.clone(), None));
    assert_eq!(own.list_audit_events(10).await.unwrap().len(), 1);
}
