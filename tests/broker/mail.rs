//! Letters leave by real SMTP, and none that was acknowledged is lost. Two brokers take turns, and both send.

use anteroom::mail::delivery::LEASE;
use anteroom::mail::transport::{Security, Transport, TransportSettings};
use chrono::{DateTime, Duration, Utc};

use crate::browser::{Answer, Browser};
use crate::eventually::eventually;
use crate::mail_server::{MAIL_PASSWORD, MailServer, Trouble};
use crate::replicated_stories;
use crate::world::World;

const ANNA: &str = "a.devries@st-janshof.example";
const EVERYBODY: [&str; 4] =
    [ANNA, "b.bakker@st-janshof.example", "p.patient@st-janshof.example", "n.noord@delta-noord.example"];

/// Asks for a code; the page that asks for it.
async fn ask(browser: &Browser, address: &str) -> Answer {
    let page = browser.authorize(&[("prompt", "login")]).await;
    let page = crate::account::post(browser, &page, &[("action", "code"), ("address", address)]).await;
    assert!(page.body.contains("autocomplete=\"one-time-code\""), "{}", page.body);
    page
}

async fn show(browser: &Browser, page: &Answer, code: &str) -> bool {
    crate::account::entered(&crate::account::post(browser, page, &[("action", "verify"), ("code", code)]).await)
}

/// Waits until every letter was tried in vain, and is nobody's until later.
async fn until_put_off(world: &World) {
    eventually(async || {
        let first: Option<DateTime<Utc>> = world.query("SELECT MIN(due_at) FROM outbox").await;
        let last: Option<DateTime<Utc>> = world.query("SELECT MAX(due_at) FROM outbox").await;
        // Whoever tries one has it for the whole of a lease.
        first.is_some_and(|at| at > world.now()) && last.is_some_and(|at| at < world.now() + LEASE)
    })
    .await;
}

replicated_stories! {
    async fn a_letter_is_text_and_html_in_their_language(world) {
        let browser = world.browser();
        let page = ask(&browser, ANNA).await;
        let letter = world.letters(1).await.remove(0);
        assert_eq!(letter.header("To"), ANNA);
        assert_eq!(letter.header("Content-Language"), "nl");
        assert_eq!(letter.header("Auto-Submitted"), "auto-generated");
        assert!(letter.header("From").contains("login@broker.example"));
        let (text, html) = letter.read();
        let code = letter.code().unwrap();
        assert!(text.contains("Met deze code") && html.contains("Met deze code") && html.contains(&code), "{text} {html}");
        assert!(!letter.header("Subject").contains(&code), "subjects are shown on locked screens");
        // The password went under TLS, and nothing else but the greeting went without.
        for said in world.mail.in_the_clear() {
            assert!(said.starts_with("EHLO ") || said == "STARTTLS", "{said}");
        }
        assert!(show(&browser, &page, &code).await);
    }

    async fn a_server_that_is_down_for_a_while_loses_nothing(world) {
        world.mail.stop();
        let mut asked = Vec::new();
        for address in EVERYBODY {
            let browser = world.browser();
            let page = ask(&browser, address).await;
            asked.push((address, browser, page));
        }
        for _ in 0..4 {
            until_put_off(&world).await;
            world.pass(Duration::seconds(20));
        }
        assert!(world.mail.letters().is_empty());
        assert_eq!(world.store.count_letters().await.unwrap(), 4);
        world.mail.come_back();
        world.pass(Duration::minutes(1));
        let letters = world.letters(4).await;
        assert_eq!(letters.len(), 4);
        for (address, browser, page) in asked {
            let mut own = letters.iter().filter(|letter| letter.header("To") == address);
            let (letter, more) = (own.next().unwrap(), own.next());
            assert!(more.is_none(), "two letters to {address}");
            assert!(show(&browser, &page, &letter.code().unwrap()).await, "{address}");
        }
    }

    async fn what_a_server_says_of_us_or_of_the_moment_loses_no_code(world) {
        // A wrong password in the settings, a server that knows nobody today: each refuses every letter there is.
        for trouble in [
            Trouble::Unwelcome,
            Trouble::WrongPassword,
            Trouble::SenderRefused,
            Trouble::RelayDenied,
            Trouble::Greylisted,
            Trouble::HangsUp,
        ] {
            let before = world.mail.letters().len();
            world.mail.trouble(&[trouble, trouble]);
            let browser = world.browser();
            let page = ask(&browser, ANNA).await;
            for left in [2, 1] {
                world.mail.fewer_troubles_than(left).await;
                world.pass(Duration::seconds(10));
            }
            let letters = world.letters(before + 1).await;
            assert_eq!(letters.len(), before + 1, "{trouble:?}");
            assert!(show(&browser, &page, &letters[before].code().unwrap()).await, "{trouble:?}");
            world.pass(Duration::hours(1));
        }
    }

    async fn what_a_server_says_of_a_recipient_or_a_letter_is_the_last_word(world) {
        for trouble in [Trouble::NoSuchMailbox, Trouble::ContentRefused] {
            let before = world.mail.letters().len();
            world.mail.trouble(&[trouble]);
            ask(&world.browser(), EVERYBODY[1]).await;
            world.mail.fewer_troubles_than(1).await;
            world.letters(before).await;
            // It is not in the outbox any more, and keeps no other waiting.
            let browser = world.browser();
            let page = ask(&browser, EVERYBODY[2]).await;
            let letters = world.letters(before + 1).await;
            assert_eq!(letters.len(), before + 1, "{trouble:?}");
            assert_eq!(letters[before].header("To"), EVERYBODY[2]);
            assert!(show(&browser, &page, &letters[before].code().unwrap()).await);
            world.pass(Duration::hours(1));
        }
    }

    async fn a_letter_that_is_sent_twice_can_be_shown_once(world) {
        world.mail.trouble(&[Trouble::LosesItsAnswer]);
        ask(&world.browser(), ANNA).await;
        world.mail.fewer_troubles_than(1).await;
        world.pass(Duration::seconds(10));
        assert_eq!(world.letters(1).await.len(), 1);
        let letters = world.mail.letters();
        let ids: Vec<&str> = letters.iter().map(|letter| letter.header("Message-ID")).collect();
        assert!(ids.len() == 2 && ids[0] == ids[1] && ids[0].ends_with("@broker.example>"), "{ids:?}");
        world.pass(Duration::hours(1));
        ask(&world.browser(), ANNA).await;
        assert_ne!(world.letters(2).await[1].header("Message-ID"), ids[0]);
    }

    async fn what_a_replica_held_that_died_is_sent_before_the_code_ends(world) {
        world.mail.stop();
        let browser = world.browser();
        let page = ask(&browser, ANNA).await;
        // Another replica takes the letter, as its clock is a little ahead, and is never heard of again.
        let claimed = loop {
            let claimed = world.store.claim_letters(1, LEASE, world.now() + Duration::seconds(2)).await.unwrap();
            if !claimed.is_empty() {
                break claimed;
            }
            tokio::task::yield_now().await;
        };
        assert_eq!(claimed.len(), 1);
        world.mail.come_back();
        world.pass(LEASE + Duration::seconds(3));
        let letters = world.letters(1).await;
        assert!(show(&browser, &page, &letters[0].code().unwrap()).await);
    }

    async fn what_a_broker_holds_that_stops_is_the_next_ones_at_once(world) {
        let mut world = world;
        world.mail.trouble(&[Trouble::FallsSilent]);
        ask(&world.browser(), ANNA).await;
        world.mail.fewer_troubles_than(1).await;
        assert_eq!(world.store.count_letters().await.unwrap(), 1);
        // No time passes: the lease is not over.
        world.restart().await;
        assert_eq!(world.letters(1).await[0].header("To"), ANNA);
    }

    async fn many_at_once_get_one_letter_each(world) {
        let mut world = world;
        for round in 1..=5 {
            let asking = EVERYBODY.map(|address| {
                let browser = world.browser();
                async move { drop(ask(&browser, address).await) }
            });
            let [one, two, three, four] = asking;
            tokio::join!(one, two, three, four);
            assert_eq!(world.letters(round * 4).await.len(), round * 4);
            world.pass(Duration::minutes(11));
        }
        // Neither broker has sent anything twice.
        world.end().await;
        assert_eq!(world.mail.letters().len(), 20);
    }

    async fn nothing_goes_without_tls(world) {
        world.mail.strip_tls();
        ask(&world.browser(), ANNA).await;
        until_put_off(&world).await;
        assert!(world.mail.letters().is_empty());
        for said in world.mail.in_the_clear() {
            assert!(said.starts_with("EHLO ") || said == "QUIT", "{said}");
        }
        assert_eq!(world.store.count_letters().await.unwrap(), 1, "it waits for a server that can be trusted");
    }

    async fn what_comes_too_late_is_not_sent(world) {
        world.mail.stop();
        ask(&world.browser(), ANNA).await;
        until_put_off(&world).await;
        world.pass(Duration::minutes(11));
        world.mail.come_back();
        world.letters(0).await;
        assert!(world.mail.letters().is_empty(), "a code that is worth nothing any more");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_nobody_trusts_gets_nothing() {
    let server = MailServer::start().await;
    let to = |host: &str, authority: Option<String>, security| {
        let settings = TransportSettings::Smtp {
            host: host.to_owned(),
            port: server.port(),
            security,
            credentials: Some(("anteroom".to_owned(), anteroom::domain::secret::Secret::new(MAIL_PASSWORD))),
            authority: authority.map(String::into_bytes),
        };
        Transport::new("Sign-in <login@broker.example>", &settings).unwrap()
    };
    assert!(to("localhost", Some(MailServer::authority()), Security::Starttls).test().await);
    // Of nobody's making; of another name; and TLS from the first byte, which this one does not speak.
    assert!(!to("localhost", None, Security::Starttls).test().await);
    assert!(!to("127.0.0.1", Some(MailServer::authority()), Security::Starttls).test().await);
    server.strip_tls();
    assert!(!to("localhost", Some(MailServer::authority()), Security::Starttls).test().await);
}
