use proptest::prelude::*;

use super::SigningAlgorithm::{EdDsa, Es256, Rs256};
use super::*;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
}

fn key(generation: i32, created: i64, active_from: i64, retires: Option<i64>) -> KeyDates {
    let retires_at = retires.map(at);
    KeyDates { algorithm: Es256, generation, created_at: at(created), active_from: at(active_from), retires_at }
}

fn make(generation: i32, active_from: i64) -> Step {
    Step::Make { algorithm: Es256, generation, active_from: at(active_from) }
}

const DAY: i64 = 86_400;
/// The default's lead, and how long a key is kept after it signed last.
const LEAD: i64 = 360;
const AFTERLIFE: i64 = 3_720;

#[test]
fn each_step_is_due_at_its_time_and_not_before() {
    let policy = KeyPolicy::default();
    assert_eq!((policy.lead(), policy.afterlife()), (Duration::seconds(LEAD), Duration::seconds(AFTERLIFE)));
    let due = |keys: &[KeyDates], now: i64| due(keys, &[Es256], &policy, at(now));
    // The first key of all signs at once: there is nobody who could know another.
    assert_eq!(due(&[], 0), [make(1, 0)]);
    let first = key(1, 0, 0, None);
    assert_eq!(due(&[first], 89 * DAY - 1), []);
    assert_eq!(due(&[first], 89 * DAY), [make(2, 90 * DAY)]);
    // Nobody was there when it was time: the next one is published as long as any other.
    assert_eq!(due(&[first], 200 * DAY), [make(2, 200 * DAY + LEAD)]);
    let next = key(2, 89 * DAY, 90 * DAY, None);
    assert_eq!(due(&[first, next], 90 * DAY - 1), []);
    assert_eq!(due(&[first, next], 90 * DAY), [Step::Activate(next)]);
    let retiring = key(1, 0, 0, Some(90 * DAY + AFTERLIFE));
    assert_eq!(due(&[retiring, next], 90 * DAY + AFTERLIFE - 1), []);
    assert_eq!(due(&[retiring, next], 90 * DAY + AFTERLIFE), [Step::Remove(retiring)]);
    let lives = |keys: &[KeyDates], now: i64| keys.iter().map(|key| life(key, keys, at(now))).collect::<Vec<_>>();
    assert_eq!(lives(&[first, next], 89 * DAY), [Life::Active, Life::Next]);
    // Its time has come, and nobody has written so yet: one signs, at every replica the same.
    assert_eq!(lives(&[first, next], 91 * DAY), [Life::Active, Life::Next]);
    assert_eq!(lives(&[retiring, next], 90 * DAY), [Life::Retiring, Life::Active]);
    assert_eq!(lives(&[retiring, next], 90 * DAY + AFTERLIFE), [Life::Gone, Life::Active]);
}

#[test]
fn a_next_key_whose_time_was_set_too_early_waits_all_the_same() {
    let (active, next) = (key(1, 0, 0, None), key(2, 100, 100, None));
    let due = |now: i64| due(&[active, next], &[Es256], &KeyPolicy::default(), at(now));
    assert_eq!(due(100 + LEAD - 1), []);
    assert_eq!(due(100 + LEAD), [Step::Activate(next)]);
}

#[test]
fn what_nobody_uses_is_neither_made_nor_exchanged() {
    let keys = [key(1, 0, 0, None)];
    let due = |wanted: &[SigningAlgorithm]| due(&keys, wanted, &KeyPolicy::default(), at(1_000 * DAY));
    assert_eq!(due(&[]), []);
    let made: Vec<_> = due(&[Rs256, EdDsa]);
    assert!(matches!(
        made.as_slice(),
        [Step::Make { algorithm: Rs256, generation: 1, .. }, Step::Make { algorithm: EdDsa, generation: 1, .. }]
    ));
    let never = KeyPolicy { rotation: None, ..KeyPolicy::default() };
    assert_eq!(super::due(&keys, &[Es256], &never, at(1_000 * DAY)), []);
}

#[test]
fn a_command_goes_before_the_schedule() {
    let policy = KeyPolicy::default();
    let rotate = |keys: &[KeyDates], now: i64| rotate(keys, Es256, &policy, at(now));
    assert_eq!(rotate(&[], 0), None);
    let active = key(1, 0, 0, None);
    assert_eq!(rotate(&[active], 50), Some(vec![make(2, 50 + LEAD)]));
    let next = key(2, 100, 5_000, None);
    let sooner = KeyDates { active_from: at(100 + LEAD), ..next };
    assert_eq!(rotate(&[active, next], 110), Some(vec![Step::Plan(sooner)]));
    assert_eq!(rotate(&[active, sooner], 120), Some(vec![]));
    let published = KeyDates { active_from: at(1_000), ..next };
    assert_eq!(rotate(&[active, next], 1_000), Some(vec![Step::Plan(published)]), "all know it already");

    let retiring = key(1, 0, 0, Some(9_000));
    let keys = [retiring, key(2, 0, 0, None), key(3, 0, 9_000, None)];
    let withdrawn = keys.map(Step::Withdraw);
    assert_eq!(replace(&keys, Es256, at(10)), Some([&withdrawn[..], &[make(4, 10)]].concat()));
    assert_eq!(replace(&keys, Rs256, at(10)), None);
}

/// A replica: how far its clock is off, in seconds, and the keys as it knows them.
struct Replica {
    off: i64,
    known: Vec<KeyDates>,
    /// What it hears of at its next turn.
    news: Vec<KeyDates>,
}

/// A client's copy of the published keys.
#[derive(Clone)]
struct Copy {
    generations: Vec<i32>,
    /// Until when it is kept.
    until: i64,
}

/// What is carried out in one transaction, as the store does it.
fn carry_out(keys: &mut Vec<KeyDates>, steps: &[Step], policy: &KeyPolicy, now: DateTime<Utc>) {
    for step in steps {
        match *step {
            Step::Make { algorithm, generation, active_from } => {
                assert!(keys.iter().all(|key| key.generation != generation));
                keys.push(KeyDates { algorithm, generation, created_at: now, active_from, retires_at: None });
            }
            Step::Plan(dates) => {
                keys.iter_mut().find(|key| key.generation == dates.generation).unwrap().active_from = dates.active_from;
            }
            Step::Activate(next) => {
                for key in keys.iter_mut().filter(|key| key.retires_at.is_none() && key.generation < next.generation) {
                    key.retires_at = Some(now + policy.afterlife());
                }
                keys.iter_mut().find(|key| key.generation == next.generation).unwrap().active_from = now;
            }
            Step::Remove(gone) | Step::Withdraw(gone) => keys.retain(|key| key.generation != gone.generation),
        }
    }
}

proptest! {
    // Seconds go by. Replicas whose clocks differ hear of a change one second later; whichever has its turn does what is due, by its own
    // clock; somebody rotates by command at any time; clients keep what one replica published as long as they may, and fetch it from
    // any other. No token that has not ended is ever signed with a key that its verifier does not know.
    #[test]
    fn no_client_that_keeps_keys_as_long_as_it_may_ever_misses_one(
        kept in 1_i64..20,
        token in 1_i64..20,
        offs in proptest::collection::vec(0_i64..=4, 2..4),
        commands in proptest::collection::btree_set(0_i64..400, 0..12),
        clients in proptest::collection::vec((0_i64..20, 0_usize..3), 1..5),
    ) {
        // Clocks differ by up to four seconds, and news takes one.
        let policy = KeyPolicy {
            rotation: Some(Duration::seconds(60)),
            kept: Duration::seconds(kept),
            longest_token: Duration::seconds(token),
            margin: Duration::seconds(5),
        };
        let mut stored = Vec::new();
        let first = due(&stored, &[Es256], &policy, at(0));
        carry_out(&mut stored, &first, &policy, at(0));
        let replica = |off: &i64| Replica { off: *off, known: stored.clone(), news: stored.clone() };
        let mut replicas: Vec<_> = offs.iter().map(replica).collect();
        let mut copies: Vec<Option<Copy>> = vec![None; clients.len()];
        // Tokens that have not ended: the generation of their key, and until when they live.
        let mut tokens: Vec<(i32, i64)> = Vec::new();
        for now in 0..400_i64 {
            for replica in &mut replicas {
                replica.known = std::mem::replace(&mut replica.news, stored.clone());
            }
            // Whoever carries something out sees what is stored; the one whose turn it is judges by its own clock.
            let turn = usize::try_from(now).unwrap() % replicas.len();
            let clock = at(now + replicas[turn].off);
            let mut steps = due(&stored, &[Es256], &policy, clock);
            if commands.contains(&now) && steps.is_empty() {
                steps = rotate(&stored, Es256, &policy, clock).unwrap();
            }
            carry_out(&mut stored, &steps, &policy, clock);
            // It knows at once what it has done; the rest is told.
            replicas[turn].known = stored.clone();
            for replica in &mut replicas {
                replica.news = stored.clone();
            }
            for replica in &replicas {
                let own = at(now + replica.off);
                let signs = replica.known.iter().filter(|key| life(key, &replica.known, own) == Life::Active);
                let signs: Vec<_> = signs.collect();
                prop_assert_eq!(signs.len(), 1, "at {} one key signs", now);
                tokens.push((signs[0].generation, now + replica.off + token));
            }
            tokens.retain(|(_, end)| now < *end);
            for ((phase, asks), copy) in clients.iter().zip(&mut copies) {
                if copy.as_ref().is_none_or(|copy| copy.until <= now) && now >= *phase {
                    let replica = &replicas[asks % replicas.len()];
                    let own = at(now + replica.off);
                    let published = replica.known.iter().filter(|key| life(key, &replica.known, own) != Life::Gone);
                    let generations = published.map(|key| key.generation).collect();
                    *copy = Some(Copy { generations, until: now + kept });
                }
                let Some(copy) = copy else { continue };
                for (generation, end) in &tokens {
                    prop_assert!(
                        copy.generations.contains(generation),
                        "at {} a client does not know key {}, whose token lives until {}: {:?}", now, generation, end, copy.generations
                    );
                }
            }
        }
        prop_assert!(stored.iter().map(|key| key.generation).max().unwrap() > 3, "keys were exchanged, or this shows nothing");
    }
}
