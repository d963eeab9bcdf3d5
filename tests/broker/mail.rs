//! Letters leave by real SMTP, and none that was acknowledged is lost. Two brokers take turns, and both send.

use std::time::Duration as Pause;

use anteroom::mail::transport::{Security, Transport, TransportSettings};
use chrono::Duration;

use crate::browser::{Answer, Browser};
use crate::mail_server::{MAIL_PASSWORD, MailServer, Trouble};
use crate::replicated_stories;

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

/// Time enough for somebody to try and fail: both are told of a letter at once.
async fn until_put_off() {
    tokio::time::sleep(Pause::from_millis(500)).await;
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
            until_put_off().await;
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

    async fn a_bad_moment_is_tried_again_and_a_refusal_is_not(world) {
        world.mail.trouble(&[Trouble::Greylisted, Trouble::HangsUp]);
        let browser = world.browser();
        let page = ask(&browser, ANNA).await;
        for _ in 0..30 {
            if !world.mail.letters().is_empty() {
                break;
            }
            until_put_off().await;
            world.pass(Duration::seconds(5));
        }
        let letters = world.letters(1).await;
        assert_eq!(letters.len(), 1);
        assert!(show(&browser, &page, &letters[0].code().unwrap()).await);

        world.mail.trouble(&[Trouble::NoSuchMailbox]);
        let other = world.browser();
        ask(&other, EVERYBODY[1]).await;
        let third = world.browser();
        let page = ask(&third, EVERYBODY[2]).await;
        let letters = world.letters(2).await;
        assert_eq!(letters.len(), 2, "one was refused for good, and keeps no other waiting");
        let (refused, taken) = (EVERYBODY[1], EVERYBODY[2]);
        let to = letters[1].header("To");
        assert!(to == taken || to == refused);
        if to == taken {
            assert!(show(&third, &page, &letters[1].code().unwrap()).await);
        }
    }

    async fn many_at_once_get_one_letter_each(world) {
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
        // Both brokers have had time to send anything twice.
        tokio::time::sleep(Pause::from_millis(1_500)).await;
        assert_eq!(world.mail.letters().len(), 20);
    }

    async fn nothing_goes_without_tls(world) {
        world.mail.strip_tls();
        ask(&world.browser(), ANNA).await;
        until_put_off().await;
        assert!(world.mail.letters().is_empty());
        for said in world.mail.in_the_clear() {
            assert!(said.starts_with("EHLO ") || said == "QUIT", "{said}");
        }
        assert_eq!(world.store.count_letters().await.unwrap(), 1, "it waits for a server that can be trusted");
    }

    async fn what_comes_too_late_is_not_sent(world) {
        world.mail.stop();
        ask(&world.browser(), ANNA).await;
        until_put_off().await;
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
