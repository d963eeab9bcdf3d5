//! Who guesses, floods or asks who is there, and what it costs everybody else. Two brokers take turns.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::task::Poll;

use anteroom::domain::audit::{AuditAction, AuditEvent, AuditOutcome};
use anteroom::domain::reason::Reason;
use anteroom::domain::secret::Secret;
use anteroom::keys::password::{PasswordHashError, PasswordHasher};
use anteroom::keys::random;
use chrono::Duration;
use futures_util::stream::{self, StreamExt};
use reqwest::Method;

use crate::account::{by_code, entered, post};
use crate::browser::{Answer, Browser};
use crate::replicated_stories;
use crate::world::World;

const ANNA: &str = "a.devries@st-janshof.example";
const PETRA: &str = "p.patient@st-janshof.example";
const NOBODY: &str = "x.nobody@st-janshof.example";
const STRONG: &str = "violet tractor under plum";

/// Somebody with an address of their own on the network.
struct Attacker {
    browser: Browser,
    ip: String,
    page: Answer,
}

impl Attacker {
    /// Comes from a network of their own.
    async fn new(world: &World, number: usize) -> Self {
        Self::through(&world.base, number).await
    }

    async fn through(base: &str, number: usize) -> Self {
        let browser = Browser::new(base);
        let page = browser.authorize(&[("prompt", "login")]).await;
        Self { browser, ip: format!("10.{}.{}.7", number / 250, number % 250), page }
    }

    /// Comes from a network of their own, and holds a page that asks for somebody else's code.
    async fn at(world: &World, number: usize, address: &str) -> Self {
        let attacker = Self::new(world, number).await;
        let asked = attacker.ask(address).await;
        assert!(asks_code(&asked), "no page to guess on: {}", asked.body);
        attacker
    }

    async fn send(&self, form: &[(&str, &str)]) -> Answer {
        let sign_in = self.page.sign_in().to_string();
        let form = [&[("sign_in", sign_in.as_str())], form].concat();
        self.browser.send(Method::POST, "/login", Some(&form), &[("x-forwarded-for", &self.ip)]).await
    }

    async fn ask(&self, address: &str) -> Answer {
        self.send(&[("action", "code"), ("address", address)]).await
    }

    async fn guess(&self, code: &str) -> Answer {
        self.send(&[("action", "verify"), ("code", code)]).await
    }

    /// Many guesses, some at once.
    async fn guess_all(&self, codes: impl IntoIterator<Item = String>) -> Vec<Answer> {
        stream::iter(codes).map(|code| async move { self.guess(&code).await }).buffer_unordered(25).collect().await
    }
}

fn asks_code(page: &Answer) -> bool {
    page.status == 200 && page.body.contains("autocomplete=\"one-time-code\"")
}

fn is_wrong(page: &Answer) -> bool {
    page.status == 200 && page.body.contains("This code is not right")
}

fn is_too_many(page: &Answer) -> bool {
    page.status == 200 && page.body.contains("too many attempts")
}

fn without_names(answer: &Answer, address: &str) -> String {
    answer.body.replace(&answer.sign_in().to_string(), "").replace(address, "")
}

/// Codes that are wrong, whatever the right one is.
fn wrong(right: &str, from: usize, count: usize) -> impl Iterator<Item = String> {
    let right = right.to_owned();
    let codes = (from..).map(|number| format!("{:06}", number * 97 % 1_000_000));
    codes.filter(move |code| *code != right).take(count)
}

fn says(event: &AuditEvent, reason: Reason, stopped: Option<&str>) -> bool {
    let detail: serde_json::Value = serde_json::from_str(event.detail.as_str()).unwrap();
    event.reason.as_deref() == Some(reason.code()) && detail["stopped"].as_str() == stopped
}

/// Work that is under way and does not end.
type Held = Pin<Box<dyn Future<Output = Result<(), PasswordHashError>> + Send>>;

/// Takes every place that there is for passwords. They are given back when `until` is.
async fn fill(hasher: &PasswordHasher, until: &Arc<Mutex<std::sync::mpsc::Receiver<()>>>) -> Vec<Held> {
    let mut held: Vec<Held> = Vec::new();
    loop {
        let (hasher, until) = (hasher.clone(), Arc::clone(until));
        let mut work: Held = Box::pin(async move {
            let wait = move || {
                let _ = until.lock().unwrap().recv();
                Ok(())
            };
            hasher.work(wait).await
        });
        match poll_fn(|context| Poll::Ready(work.as_mut().poll(context))).await {
            Poll::Pending => held.push(work),
            Poll::Ready(done) => {
                assert_eq!(done, Err(PasswordHashError::Busy));
                return held;
            }
        }
    }
}

replicated_stories! {
    async fn ten_thousand_guesses_from_a_hundred_addresses(world) {
        const ATTACKERS: usize = 100;
        const ROUNDS: usize = 2;
        const GUESSES: usize = 50;
        // She has come in by this browser before.
        let own = world.browser();
        assert!(entered(&by_code(&world, &own, ANNA, 1).await));
        let st_janshof = world.store.organization(world.organization("st-janshof").await);
        let (mut judged, mut stopped_by_code, mut stopped_by_address) = (0, 0, 0);
        for number in 0..ROUNDS * ATTACKERS {
            // The first come as fast as they are let, the others as fast as codes come back.
            world.pass(if number < 19 { Duration::seconds(61) } else { Duration::hours(1) });
            let before = world.letters(0).await.len();
            let attacker = Attacker::at(&world, number % ATTACKERS, ANNA).await;
            let right = world.code(before + 1, ANNA).await;
            let answers = attacker.guess_all(wrong(&right, number * GUESSES, GUESSES)).await;
            let not_right = answers.iter().filter(|answer| is_wrong(answer)).count();
            let too_many = answers.iter().filter(|answer| is_too_many(answer)).count();
            assert_eq!(not_right + too_many, GUESSES, "a guess was neither judged nor stopped");
            // What was judged, the log says; what else was not right met a code that was tried five times.
            let events = st_janshof.list_audit_of_sign_in(attacker.page.sign_in()).await.unwrap();
            let compared = events.iter().filter(|event| says(event, Reason::OneTimePasswordWrong, None)).count();
            assert!(compared <= 5 && (not_right == compared || compared == 5), "{number}: {not_right}, {compared}");
            assert!(compared == 5 || too_many > 0, "{number}: nothing stopped the guessing");
            judged += compared;
            stopped_by_code += not_right - compared;
            stopped_by_address += too_many;
            // Now not even the right code opens anything.
            assert!(!entered(&attacker.guess(&right).await), "{number}");
            if number == 19 || number == ATTACKERS {
                // In the middle of it she comes in by Microsoft, and by a code where she is known.
                assert!(entered(&world.browser().sign_in(ANNA, &[]).await));
                let letters = world.letters(0).await.len();
                assert!(entered(&by_code(&world, &own, ANNA, letters + 1).await), "a stranger locked her out");
            }
        }
        assert_eq!(judged + stopped_by_code + stopped_by_address, 10_000);
        // 50 at once, then as many as 180 hours of codes allow.
        assert!((900..=960).contains(&judged), "{judged} were judged");
        assert!(stopped_by_code > 8_000 && stopped_by_address > 400, "{stopped_by_code} {stopped_by_address}");
        let events = world.events("st-janshof").await;
        let logged = |reason, stopped| events.iter().filter(|event| says(event, reason, Some(stopped))).count();
        assert!((1..=3).contains(&logged(Reason::TooManyAttempts, "by_address")), "the log is filled, or says nothing");
        assert!((150..=200).contains(&logged(Reason::OneTimePasswordWrong, "by_code")), "once an attacker");
        let told = world.letters(0).await.iter().filter(|letter| letter.code().is_none()).count();
        assert_eq!(told, 1, "told {told} times");
        assert!(entered(&world.browser().sign_in(ANNA, &[]).await));
    }

    async fn the_person_under_attack_is_told_once_a_day(world) {
        for day in 1..=2 {
            for number in 0..12 {
                world.pass(Duration::seconds(61));
                Attacker::at(&world, number, PETRA).await.guess_all(wrong("", number * 6, 6)).await;
            }
            let letters = world.letters(12 * day + day).await;
            let warnings: Vec<_> = letters.iter().filter(|letter| letter.code().is_none()).collect();
            assert_eq!(warnings.len(), day);
            assert!(warnings.iter().all(|letter| letter.header("To") == PETRA));
            world.pass(Duration::hours(25));
        }
    }

    async fn a_stranger_takes_no_code_from_a_browser_that_is_known(world) {
        // A patient: no Microsoft stands beside the code.
        let own = world.browser();
        assert!(entered(&by_code(&world, &own, PETRA, 1).await));
        world.pass(Duration::hours(1));
        // A stranger has just asked: that keeps her from nothing.
        Attacker::at(&world, 0, PETRA).await;
        world.letters(2).await;
        world.pass(Duration::seconds(10));
        let page = own.authorize(&[("prompt", "login")]).await;
        let page = post(&own, &page, &[("action", "code"), ("address", PETRA)]).await;
        assert!(asks_code(&page), "{}", page.body);
        let code = world.code(3, PETRA).await;
        // From now on as often as may be, and guessing.
        for number in 1..9 {
            world.pass(Duration::seconds(61));
            let attacker = Attacker::at(&world, number, PETRA).await;
            assert!(is_wrong(&attacker.guess("000000").await));
        }
        let letters = world.letters(11).await;
        assert!(letters[3..].iter().all(|letter| letter.code().is_none()), "two codes in one mailbox: which is hers?");
        assert!(entered(&post(&own, &page, &[("action", "verify"), ("code", &code)]).await), "a stranger took it");
        // On a device of hers that is not known she gets one now.
        world.pass(Duration::seconds(61));
        assert!(entered(&by_code(&world, &world.browser(), PETRA, 12).await));
    }

    async fn one_code_of_a_person_is_good_at_a_time(world) {
        let (own, phone) = (world.browser(), world.browser());
        assert!(entered(&by_code(&world, &own, PETRA, 1).await));
        let ask = async |browser: &Browser, letters: usize| {
            let page = browser.authorize(&[("prompt", "login")]).await;
            let page = post(browser, &page, &[("action", "code"), ("address", PETRA)]).await;
            (page, world.code(letters, PETRA).await)
        };
        let show = async |browser: &Browser, (page, code): &(Answer, String)| {
            post(browser, page, &[("action", "verify"), ("code", code)]).await
        };
        let on_phone = ask(&phone, 2).await;
        let here = ask(&own, 3).await;
        assert!(is_wrong(&show(&phone, &on_phone).await), "two are good at once");
        assert!(entered(&show(&own, &here).await));
        assert!(entered(&show(&phone, &on_phone).await), "it was the only one left");
        // A code that was tried too often, or is over, stands in nobody's way.
        world.pass(Duration::minutes(2));
        let here = ask(&own, 4).await;
        for code in wrong(&here.1, 0, 5) {
            assert!(is_wrong(&post(&own, &here.0, &[("action", "verify"), ("code", &code)]).await));
        }
        let tablet = world.browser();
        let on_tablet = ask(&tablet, 5).await;
        assert!(entered(&show(&tablet, &on_tablet).await));
    }

    async fn guesses_keep_no_stranger_from_a_code(world) {
        // With one page, as often as they like; then two an hour, for two days. Whoever is new here comes in all the same.
        let attacker = Attacker::at(&world, 0, PETRA).await;
        attacker.guess_all(wrong("", 0, 200)).await;
        world.pass(Duration::seconds(61));
        assert!(entered(&by_code(&world, &world.browser(), PETRA, 2).await), "one page used up what she needs");
        for number in 0..10 {
            world.pass(Duration::seconds(61));
            Attacker::at(&world, number, PETRA).await.guess_all(wrong("", number * 6, 6)).await;
        }
        for hour in 0..48 {
            world.pass(Duration::hours(1));
            if hour % 2 == 0 {
                // The codes of a network come back more slowly than those of the address.
                Attacker::at(&world, 200, PETRA).await.guess_all(wrong("", hour * 6, 4)).await;
            }
        }
        world.pass(Duration::seconds(61));
        let before = world.letters(1).await.len();
        assert!(entered(&by_code(&world, &world.browser(), PETRA, before + 1).await), "two guesses an hour lock her out");
    }

    async fn no_mailbox_is_filled(world) {
        let own = world.browser();
        assert!(entered(&by_code(&world, &own, ANNA, 1).await));
        world.pass(Duration::minutes(2));
        let mut refused = 0;
        for number in 0..55 {
            // A letter that has not left in an hour is not sent.
            world.letters(0).await;
            world.pass(if number < 32 { Duration::seconds(61) } else { Duration::hours(1) });
            refused += usize::from(is_too_many(&Attacker::new(&world, number).await.ask(ANNA).await));
        }
        let letters = world.letters(1).await.len();
        assert!(letters <= 44 && letters + refused == 56, "{letters} letters in a day");
        // Neither Microsoft nor a browser that is known is kept waiting.
        assert!(entered(&world.browser().sign_in(ANNA, &[]).await));
        assert!(entered(&by_code(&world, &own, ANNA, letters + 1).await));
    }

    async fn a_lock_tells_nobody_who_is_there(world) {
        let mut answers = Vec::new();
        // Two of a domain where Microsoft is open; then one of a domain that nobody knows, and one of a domain where it is not open.
        for address in [ANNA, NOBODY, "somebody@nowhere.example", "z.zuid@delta-zuid.example"] {
            let mut said = Vec::new();
            for number in 0..12 {
                world.pass(Duration::minutes(1));
                let attacker = Attacker::at(&world, number, address).await;
                for code in 0..6 {
                    said.push(without_names(&attacker.guess(&format!("{code:06}")).await, address));
                }
            }
            assert!(said.iter().any(|body| body.contains("too many")), "never locked");
            answers.push(said);
        }
        assert!(answers.chunks(2).all(|two| two[0] == two[1]), "a lock answers differently for some address");
    }

    async fn asking_trying_and_a_lock_cost_as_many_statements_for_nobody_as_for_somebody(world) {
        let (base, store) = world.quiet_broker().await;
        let counts = || {
            let counts = store.counters();
            (counts.statements, counts.write_transactions)
        };
        let mut costs = Vec::new();
        // The first of each domain fills the caches.
        let addresses = [
            "y@nowhere.example",
            "b.bakker@st-janshof.example",
            ANNA,
            NOBODY,
            PETRA,
            "s.suspended@st-janshof.example",
            "x@nowhere.example",
        ];
        for address in addresses {
            let mut own = Vec::new();
            let mut locked = false;
            for number in 0..11 {
                world.pass(Duration::seconds(61));
                let attacker = Attacker::through(&base, number).await;
                for form in [&[("action", "code"), ("address", address)][..], &[("action", "resend")]] {
                    let before = counts();
                    attacker.send(form).await;
                    own.push((counts().0 - before.0, counts().1 - before.1));
                }
                for code in 0..6 {
                    let before = counts();
                    locked |= is_too_many(&attacker.guess(&format!("{code:06}")).await);
                    own.push((counts().0 - before.0, counts().1 - before.1));
                }
            }
            assert!(locked, "never locked");
            costs.push(own);
        }
        assert!(costs[2..].windows(2).all(|two| two[0] == two[1]), "{costs:?}");
        assert!(costs[2].iter().all(|cost| cost.0 > 0 && cost.1 > 0), "nothing was counted");
    }

    async fn one_network_does_not_use_up_the_broker(world) {
        // A whole hospital is behind one address at the change of shifts, and no more than that.
        let ask = async |number: usize, ip: &str| {
            let browser = world.browser();
            let attacker = Attacker { page: browser.authorize(&[]).await, browser, ip: ip.to_owned() };
            let asked = attacker.ask(&format!("n{number}@nowhere.example")).await;
            (attacker, asked)
        };
        let from_here = |number: usize| format!("203.0.113.{}", number % 256);
        let asked = stream::iter(0..600).map(|number| async move { ask(number, &from_here(number)).await.1 });
        let asked: Vec<Answer> = asked.buffer_unordered(40).collect().await;
        assert!(asked.iter().all(asks_code));
        assert!(is_too_many(&ask(600, &from_here(3)).await.1), "no limit");
        let (elsewhere, asked) = ask(601, "198.51.100.1").await;
        assert!(asks_code(&asked), "others are kept out");
        // Microsoft is open from there too.
        let hinted = Browser::authorize_url(&[("login_hint", ANNA)]);
        let colleague = world.browser();
        let departed = colleague.send(Method::GET, &hinted, None, &[("x-forwarded-for", &from_here(9))]).await;
        assert!(entered(&colleague.through_entra(&departed).await));
        world.pass(Duration::seconds(1));
        let (here, asked) = ask(602, &from_here(4)).await;
        assert!(asks_code(&asked), "one comes back each second");
        assert!(is_too_many(&ask(603, &from_here(5)).await.1));

        // The same of codes that are tried, whosever they are.
        let tried = here.guess_all(wrong("", 0, 600)).await;
        assert!(tried.iter().all(is_wrong));
        assert!(is_too_many(&here.guess("000000").await), "no limit");
        assert!(is_wrong(&elsewhere.guess("000000").await));
        world.pass(Duration::seconds(1));
        assert!(is_wrong(&here.guess("000000").await));
        assert!(is_too_many(&here.guess("000000").await));
    }

    async fn a_burst_of_passwords_keeps_nobody_from_microsoft(world) {
        let hash = PasswordHasher::default().hash(Secret::new(STRONG)).await.unwrap();
        let store = world.store.organization(world.organization("st-janshof").await);
        let anna = store.find_user(&ANNA.parse().unwrap()).await.unwrap().unwrap();
        let browser = world.browser();
        assert!(entered(&by_code(&world, &browser, ANNA, 1).await));
        let event = world.events("st-janshof").await.pop().unwrap();
        let event = AuditEvent { id: random::id(world.now()), ..event };
        store.set_password(anna.id, &hash, None, None, &event).await.unwrap();
        world.pass(Duration::minutes(2));
        let asks = by_code(&world, &browser, ANNA, 2).await;
        assert!(asks.body.contains("current-password"), "{}", asks.body);

        // More passwords than there is room for are being compared on both brokers, and none of it ends.
        let (end, until) = channel::<()>();
        let until = Arc::new(Mutex::new(until));
        let mut held = Vec::new();
        for hasher in &world.hashers {
            held.extend(fill(hasher, &until).await);
        }
        assert!(held.len() > 60, "{} at once or waiting", held.len());
        for _ in 0..4 {
            assert!(entered(&world.browser().sign_in("b.bakker@st-janshof.example", &[]).await));
        }
        assert!(entered(&by_code(&world, &world.browser(), PETRA, 3).await), "a code needs no password");
        // One more is turned away, on either broker, and told to try again.
        for _ in 0..2 {
            let busy = post(&browser, &asks, &[("action", "password"), ("password", STRONG)]).await;
            assert!(busy.status == 200 && busy.body.contains("Er loggen op dit moment veel mensen in"), "{}", busy.body);
        }
        drop(end);
        for work in held {
            assert_eq!(work.await, Ok(()));
        }
        assert!(entered(&post(&browser, &asks, &[("action", "password"), ("password", STRONG)]).await));
    }

    async fn the_networks_of_a_proxy_nobody_trusts_are_one(world) {
        // Only the last address before a trusted proxy counts: what the client wrote itself is not believed.
        let mut limited = false;
        for number in 0..13 {
            let browser = world.browser();
            let page = browser.authorize(&[("prompt", "login")]).await;
            let sign_in = page.sign_in().to_string();
            let form = [("sign_in", sign_in.as_str()), ("action", "code"), ("address", ANNA)];
            let forged = format!("192.0.2.{number}, 203.0.113.9");
            let answer = browser.send(Method::POST, "/login", Some(&form), &[("x-forwarded-for", &forged)]).await;
            limited |= answer.body.contains("too many attempts");
            world.pass(Duration::seconds(61));
        }
        assert!(limited, "a header of the client's own makes it somebody else");
        let asked = world.events("st-janshof").await;
        let asked = asked.iter().filter(|event| event.action == AuditAction::OneTimePasswordAsked);
        assert!(asked.clone().all(|event| event.outcome == AuditOutcome::Success));
        assert!(asked.count() <= 10);
    }
}
