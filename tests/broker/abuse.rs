//! Who guesses, floods or asks who is there, and what it costs everybody else. Two brokers take turns.

use anteroom::domain::audit::{AuditAction, AuditOutcome};
use anteroom::domain::reason::Reason;
use anteroom::domain::secret::Secret;
use anteroom::keys::password::PasswordHasher;
use chrono::Duration;
use futures_util::StreamExt;
use futures_util::stream;
use reqwest::Method;

use crate::account::{by_code, entered, post};
use crate::browser::{Answer, Browser};
use crate::replicated_stories;
use crate::world::{Letter, World};

const ANNA: &str = "a.devries@st-janshof.example";
const NOBODY: &str = "x.nobody@st-janshof.example";
const STRONG: &str = "violet tractor under plum";

/// Somebody with an address of their own on the network.
struct Attacker {
    browser: Browser,
    ip: String,
    page: Answer,
}

impl Attacker {
    /// Asks for a code to somebody else's address, from a network of their own.
    async fn at(world: &World, number: usize, address: &str) -> Self {
        let browser = world.browser();
        let page = browser.authorize(&[("prompt", "login")]).await;
        let ip = format!("10.{}.{}.7", number / 250, number % 250);
        let attacker = Self { browser, ip, page };
        attacker.send(&[("action", "code"), ("address", address)]).await;
        attacker
    }

    async fn send(&self, form: &[(&str, &str)]) -> Answer {
        let sign_in = self.page.sign_in().to_string();
        let form = [&[("sign_in", sign_in.as_str())], form].concat();
        self.browser.send(Method::POST, "/login", Some(&form), &[("x-forwarded-for", &self.ip)]).await
    }

    async fn guess(&self, code: &str) -> Answer {
        self.send(&[("action", "verify"), ("code", code)]).await
    }
}

fn without_names(answer: &Answer, address: &str) -> String {
    answer.body.replace(&answer.sign_in().to_string(), "").replace(address, "")
}

replicated_stories! {
    async fn ten_thousand_guesses_from_a_hundred_addresses(world) {
        // She has come in by this browser before.
        let own = world.browser();
        assert!(entered(&by_code(&world, &own, ANNA, 1).await));
        world.pass(Duration::minutes(2));
        let mut attackers = Vec::new();
        for number in 0..100 {
            attackers.push(Attacker::at(&world, number, ANNA).await);
        }
        let codes = world.letters(1).await.len();
        let sent = world.letters(1).await;
        let right: Vec<String> = sent.iter().filter_map(Letter::code).collect();
        let guesses: Vec<(usize, String)> = (0..10_000)
            .map(|number| (number % 100, format!("{:06}", number * 97 % 1_000_000)))
            // A lucky guess proves nothing about the lock.
            .filter(|(_, code)| !right.contains(code))
            .collect();
        let (attackers, count) = (&attackers, guesses.len());
        let got_in = stream::iter(guesses)
            .map(|(who, code)| async move { entered(&attackers[who].guess(&code).await) })
            .buffer_unordered(50)
            .filter(|entered| std::future::ready(*entered))
            .count()
            .await;
        assert_eq!(got_in, 0, "of {count}");
        // Now not even the right code opens anything for them.
        for attacker in attackers {
            for code in &right {
                assert!(!entered(&attacker.guess(code).await));
            }
        }
        let events = world.events("st-janshof").await;
        let reason = |reason: Reason| {
            events.iter().filter(|event| event.reason.as_deref() == Some(reason.code())).count()
        };
        assert!(reason(Reason::OneTimePasswordWrong) <= 50, "{} were compared", reason(Reason::OneTimePasswordWrong));
        assert!((1..=3).contains(&reason(Reason::TooManyAttempts)), "the log is filled, or says nothing");

        // She is told once, comes in by Microsoft, and by a code where she is known.
        let told = world.letters(codes + 1).await;
        let warnings = told.iter().filter(|letter| letter.code().is_none()).count();
        assert_eq!(warnings, 1, "told {warnings} times");
        assert!(entered(&world.browser().sign_in(ANNA, &[]).await));
        world.pass(Duration::minutes(2));
        assert!(entered(&by_code(&world, &own, ANNA, told.len() + 1).await), "a stranger locked her out");
        // A day later it goes on: told again.
        world.pass(Duration::hours(25));
        let before = world.mail.letters().len();
        for number in 0..20 {
            let attacker = Attacker::at(&world, number, ANNA).await;
            for code in 0..6 {
                attacker.guess(&format!("{code:06}")).await;
            }
            world.pass(Duration::minutes(2));
        }
        let after = world.letters(before + 1).await;
        assert_eq!(after[before..].iter().filter(|letter| letter.code().is_none()).count(), 1);
    }

    async fn a_lock_tells_nobody_who_is_there(world) {
        let mut answers = Vec::new();
        // Two of a domain where Microsoft is open; then one of a domain that nobody knows, and one of a domain where it is not open.
        for address in [ANNA, NOBODY, "somebody@nowhere.example", "z.zuid@delta-zuid.example"] {
            let attackers: Vec<Attacker> = {
                let mut attackers = Vec::new();
                for number in 0..12 {
                    world.pass(Duration::minutes(1));
                    attackers.push(Attacker::at(&world, number, address).await);
                }
                attackers
            };
            let mut said = Vec::new();
            for attacker in &attackers {
                for code in 0..6 {
                    said.push(without_names(&attacker.guess(&format!("{code:06}")).await, address));
                }
            }
            assert!(said.iter().any(|body| body.contains("too many")), "never locked");
            answers.push(said);
        }
        assert!(answers.chunks(2).all(|two| two[0] == two[1]), "a lock answers differently for some address");
    }

    async fn asking_and_trying_cost_as_many_statements_for_nobody_as_for_somebody(world) {
        let (base, store) = world.quiet_broker().await;
        let counts = || {
            let counts = store.counters();
            (counts.statements, counts.write_transactions)
        };
        let since = |before: (u64, u64)| (counts().0 - before.0, counts().1 - before.1);
        let mut costs = Vec::new();
        // The first of each domain fills the caches.
        let addresses = ["y@nowhere.example", ANNA, "b.bakker@st-janshof.example", NOBODY, "s.suspended@st-janshof.example", "x@nowhere.example"];
        for address in addresses {
            let browser = Browser::new(&base);
            let page = browser.authorize(&[("prompt", "login")]).await;
            let before = counts();
            let page = post(&browser, &page, &[("action", "code"), ("address", address)]).await;
            let asked = since(before);
            let before = counts();
            post(&browser, &page, &[("action", "verify"), ("code", "000000")]).await;
            costs.push((asked, since(before)));
        }
        assert!(costs[2..].windows(2).all(|two| two[0] == two[1]), "{costs:?}");
        assert!(costs[2].0.0 > 0 && costs[2].1.0 > 0, "nothing was counted");
    }

    async fn a_burst_of_passwords_keeps_nobody_from_microsoft(world) {
        const PEOPLE: usize = 60;
        let mut world = world;
        let first = "[[organization.user]]\nemail = \"a.devries";
        let person = |n| format!("[[organization.user]]\nemail = \"p{n}@st-janshof.example\"\nname = \"P\"\nkind = \"professional\"\n\n");
        let people = (0..PEOPLE).map(person).collect::<Vec<_>>().concat();
        world.change(first, &format!("{people}{first}")).await;
        let hash = PasswordHasher::default().hash(Secret::new(STRONG)).await.unwrap();
        let store = world.store.organization(world.organization("st-janshof").await);
        let event = world.events("st-janshof").await.pop().unwrap();
        let mut waiting = Vec::new();
        for number in 0..PEOPLE {
            let address = format!("p{number}@st-janshof.example");
            let user = store.find_user(&address.parse().unwrap()).await.unwrap().unwrap();
            let event = anteroom::domain::audit::AuditEvent { id: anteroom::keys::random::id(world.now()), ..event.clone() };
            store.set_password(user.id, &hash, None, &event).await.unwrap();
            let browser = world.browser();
            let page = browser.authorize(&[("prompt", "login")]).await;
            let page = post(&browser, &page, &[("action", "code"), ("address", &address)]).await;
            waiting.push((address, browser, page));
        }
        let letters = world.letters(PEOPLE).await;
        for (address, browser, page) in &waiting {
            let letter = letters.iter().find(|letter| letter.header("To") == address).unwrap();
            let shown = post(browser, page, &[("action", "verify"), ("code", &letter.code().unwrap())]).await;
            assert!(shown.body.contains("current-password"), "{}", shown.body);
        }
        // All of them at once, twice over, and in the middle of it somebody by Microsoft.
        let burst = stream::iter(waiting.iter().chain(&waiting))
            .map(|(_, browser, page)| async move {
                let form = [("action", "password"), ("password", STRONG)];
                let answer = post(browser, page, &form).await;
                let busy = answer.status == 200 && answer.body.contains("Many people are signing in");
                (entered(&answer), busy, answer.status)
            })
            .buffer_unordered(PEOPLE * 2)
            .collect::<Vec<_>>();
        let by_microsoft = async {
            let mut came_in = 0;
            for _ in 0..10 {
                came_in += usize::from(entered(&world.browser().sign_in(ANNA, &[]).await));
            }
            came_in
        };
        let (passwords, came_in) = tokio::join!(burst, by_microsoft);
        assert_eq!(came_in, 10);
        let in_by_password = passwords.iter().filter(|(entered, ..)| *entered).count();
        assert!(passwords.iter().all(|(.., status)| *status < 500), "{passwords:?}");
        assert!((1..=PEOPLE).contains(&in_by_password), "each code opens one session at most: {in_by_password}");
        // Whoever was turned away tries once more, and is in.
        for (address, browser, page) in &waiting {
            let again = post(browser, page, &[("action", "password"), ("password", STRONG)]).await;
            let was_in = store
                .find_user(&address.parse().unwrap())
                .await
                .unwrap()
                .map(|user| user.id);
            let sessions = store.list_sessions(was_in.unwrap(), world.now()).await.unwrap().len();
            assert_eq!(sessions, 1, "{address}: {}", again.status);
        }
    }

    async fn the_networks_of_a_proxy_nobody_trusts_are_one(world) {
        // Only the last address before a trusted proxy counts: what the client wrote itself is not believed.
        let mut limited = false;
        for number in 0..8 {
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
        assert!(asked.count() <= 6);
    }
}
