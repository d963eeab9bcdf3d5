//! A hospital's IT opens the link of an invitation, reads what is configured and what is missing, and has its domain checked: large and
//! small, in every language.

use anteroom::domain::domain_check::{DomainCheck, Finding};
use anteroom::language::Language;
use anteroom::tenancy::change::Act;
use anteroom::tenancy::invitations::{Desk, Draft, Way};

use crate::access::barriers;
use crate::chromium::Chromium;
use crate::steps::Demo;

/// A link to what is configured for an organization.
pub async fn link(demo: &Demo, slug: &str) -> String {
    let (store, now) = (demo.store(), demo.now());
    let configuration = store.read_organization(slug, None).await.unwrap().unwrap();
    let act = Act { by: "mia.dekker", role: None, ip: None, now };
    let own = store.organization(configuration.organization.id);
    let desk = Desk { store: own, configuration: &configuration, mail: None, public_url: &demo.broker, act };
    let draft = Draft { to: "it@hospital.example".to_owned(), language: None, days: None };
    let made = desk.create(draft, Way::ByHand, false, |_| None).await.unwrap();
    made.link.unwrap().expose().to_owned()
}

/// The hospital's record was looked for, and another one was found.
async fn looked_for(demo: &Demo, slug: &str) {
    let (store, now) = (demo.store(), demo.now());
    let configuration = store.read_organization(slug, None).await.unwrap().unwrap();
    let domain = &configuration.domains[0];
    let check = DomainCheck {
        domain_id: domain.id,
        organization_id: domain.organization_id,
        checked_at: now,
        finding: Finding::OtherValue,
        texts: vec!["v=spf1 -all".to_owned(), format!("anteroom-verification={}", "0123456789abcdef".repeat(11))],
        missing: None,
        next_at: None,
    };
    store.organization(domain.organization_id).put_domain_check(&check, None).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_missing_can_be_read_by_everybody() {
    let demo = Demo::start().await;
    demo.change("proven = true", "proven = false").await;
    looked_for(&demo, "avondzon").await;
    let mut wrong = Vec::new();
    for (width, name, more) in
        [(1440, "desktop", &[][..]), (360, "phone", &[]), (360, "dark", &["--blink-settings=preferredColorScheme=0"])]
    {
        let chromium = Chromium::start_with(width, "en", more).await;
        for slug in ["st-janshof", "avondzon", "delta-noord"] {
            let link = link(&demo, slug).await;
            chromium.open(&link).await;
            chromium.wait_for("a.primary").await;
            // The link is in the address no more.
            let address = chromium.client.current_url().await.unwrap();
            assert_eq!(address.as_str(), format!("{}/setup", demo.broker));
            wrong.extend(barriers(&chromium, &format!("{name}-setup-{slug}")).await);
        }
        chromium.click("nav.steps li:nth-child(2) a").await;
        // Whatever the machine's own name servers say, or do not: something is said.
        chromium.click("form[action='/setup/domain-check'] button").await;
        chromium.wait_for(".proof .told").await;
        let address = chromium.client.current_url().await.unwrap();
        assert_eq!((address.path(), address.fragment()), ("/setup/domains", Some("delta-noord.example")));
        wrong.extend(barriers(&chromium, &format!("{name}-setup-checked")).await);
        let link = link(&demo, "avondzon").await;
        chromium.open(&link).await;
        chromium.open(&format!("{}/setup/domains#avondzon.example", demo.broker)).await;
        chromium.wait_for(".proof .told").await;
        wrong.extend(barriers(&chromium, &format!("{name}-setup-other-value")).await);
        for language in Language::ALL.map(Language::tag) {
            chromium.open(&format!("{}/setup?lang={language}", demo.broker)).await;
            chromium.wait_for(&format!("html[lang={language}] dl.facts")).await;
            wrong.extend(barriers(&chromium, &format!("{name}-setup-{language}")).await);
        }
        chromium.open(&format!("{}/setup/nothing", demo.broker)).await;
        chromium.wait_for("main.card").await;
        wrong.extend(barriers(&chromium, &format!("{name}-setup-gone")).await);
        chromium.end().await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
