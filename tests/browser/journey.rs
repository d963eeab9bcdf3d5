//! The whole way of a hospital: somebody with nothing but the link of an invitation names the domain, connects the directory by each of the
//! four ways, tries it, puts it in force and switches it on; then a caregiver signs in. What a person does is counted.

use std::fmt::Write;

use anteroom::domain::organization::OrganizationConfiguration;
use entra_stand_in::{Certificate, Person, Registration, Tenant};
use serde_json::json;
use uuid::Uuid;

use crate::chromium::Chromium;
use crate::demonstration::Ports;
use crate::name_server::NameServer;
use crate::setup::link;
use crate::steps::Demo;

/// What a hospital's IT may have to do, from the link to the switch: each click, each field and each key-in counts.
const MOST_INPUTS: usize = 40;
const SECRET: &str = "journey-client-secret-0123456789abcdef~";
const FIRST: &str = "slug = \"st-janshof\"";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Consent,
    Federated,
    Certificate,
    Secret,
}

impl Way {
    const ALL: [Self; 4] = [Self::Consent, Self::Federated, Self::Certificate, Self::Secret];

    fn slug(self) -> String {
        format!("way-{}", self as u8)
    }

    fn domain(self) -> String {
        format!("{}.example", self.slug())
    }

    fn caregiver(self) -> String {
        format!("c.giver@{}", self.domain())
    }

    fn tid(self) -> Uuid {
        Uuid::from_u128(0x0d1e_0000_0000_4000_8000_0000_0001_0000 + self as u128)
    }

    fn client_id(self) -> Uuid {
        Uuid::from_u128(0x0c11_0000_0000_4000_8000_0000_0001_0000 + self as u128)
    }
}

/// Somebody of a hospital's IT at a browser.
struct Journey<'a> {
    demo: &'a Demo,
    dns: &'a NameServer,
    chromium: &'a Chromium,
    way: Way,
    inputs: usize,
}

impl Journey<'_> {
    async fn click(&mut self, css: &str) {
        self.inputs += 1;
        self.chromium.click(css).await;
    }

    async fn fill(&mut self, css: &str, text: &str) {
        self.inputs += 1;
        self.chromium.fill(css, text).await;
    }

    /// A link of the navigation.
    async fn step(&mut self, path: &str) {
        self.click(&format!("nav.steps a[href='{path}']")).await;
        self.chromium.wait_for(&format!("nav.steps a[href='{path}'][aria-current]")).await;
    }

    async fn configured(&self) -> OrganizationConfiguration {
        self.demo.store().read_organization(&self.way.slug(), None).await.unwrap().unwrap()
    }

    async fn walk(mut self) -> usize {
        self.inputs += 1;
        self.chromium.open(&link(self.demo, &self.way.slug()).await).await;
        self.domain().await;
        if self.way == Way::Consent {
            self.consent().await;
        } else {
            self.registration().await;
        }
        self.try_it().await;
        self.click("form[action='/setup/connection/activate'] button").await;
        self.chromium.wait_for("h2 .mark").await;
        self.switch_on().await;
        self.inputs
    }

    async fn domain(&mut self) {
        self.click("a.primary").await;
        self.fill("#domain", &self.way.domain()).await;
        self.click("form[action='/setup/domains'] button").await;
        self.chromium.wait_for("form[action='/setup/domain-check']").await;
        // Whoever manages the hospital's DNS adds what the page shows.
        let value = self.configured().await.domains[0].challenge.value();
        assert!(self.chromium.text().await.contains(&value));
        self.dns.texts(&format!("_anteroom.{}", self.way.domain()), &[&value]);
        self.click("form[action='/setup/domain-check'] button").await;
        self.click("a.primary[href='/setup/connection']").await;
    }

    async fn consent(&mut self) {
        self.click("a[href='/setup/connection/shared']").await;
        self.click("form[action='/setup/connection/shared'] button").await;
        self.click("button[name=tenant]").await;
        self.chromium.sees("Consent was answered").await;
    }

    async fn registration(&mut self) {
        self.click("a[href='/setup/connection/own']").await;
        self.chromium.wait_for("#client").await;
        // In the Entra admin center, with the values from the page.
        let text = self.chromium.text().await;
        let after = |mark: &str| text.split_once(mark).unwrap().1.lines().next().unwrap().trim().to_owned();
        let redirect_uri = format!("{}/login/callback/{}", self.demo.broker, after("/login/callback/"));
        let mut registration = Registration::new(self.way.client_id().to_string(), "Anteroom")
            .redirect_uri(&redirect_uri)
            .recommended_claims();
        self.fill("#client", &self.way.client_id().to_string()).await;
        self.click("form[action='/setup/connection/own'] button").await;
        self.click("a[href='/setup/connection/credential']").await;
        match self.way {
            Way::Federated => {
                self.click("a[href='/setup/connection/federated']").await;
                self.chromium.sees("api://AzureADTokenExchange").await;
                let subject = self.configured().await.connections[0].id.to_string();
                assert!(self.chromium.text().await.contains(&subject));
                registration = registration.federated(&self.demo.broker, subject);
                self.click("form[action='/setup/connection/federated'] button").await;
            }
            Way::Certificate => {
                self.click("a[href='/setup/connection/certificate']").await;
                self.click("form[action='/setup/connection/certificate'] button").await;
                // Downloaded here, uploaded there.
                self.click("a[href='/setup/connection/certificate/a.pem']").await;
                let pem = self.configured().await.credentials[0].certificate.clone().unwrap();
                registration = registration.certificate(Certificate::from_pem(&pem).unwrap());
                self.click("a[href='/setup/connection'].bare").await;
            }
            Way::Secret => {
                self.click("a[href='/setup/connection/secret']").await;
                registration = registration.secret(SECRET);
                self.fill("#secret", SECRET).await;
                self.inputs += 1;
                let end = "document.getElementById('end').value = arguments[0]";
                self.chromium.client.execute(end, vec![json!("2028-01-01")]).await.unwrap();
                self.click("form[action='/setup/connection/secret'] button").await;
            }
            Way::Consent => unreachable!("no registration of the hospital's own"),
        }
        self.demo.stand_in.add_registration(self.way.tid(), registration);
    }

    async fn try_it(&mut self) {
        self.click("a.primary[href='/setup/test-sign-in']").await;
        self.click("form[action='/setup/test-sign-in'] button[value=records]").await;
        self.inputs += 1;
        self.chromium.pick(&self.way.caregiver()).await;
        self.chromium.wait_for("#result").await;
        self.step("/setup/connection").await;
    }

    async fn switch_on(&mut self) {
        self.step("/setup/switch-on").await;
        self.click("label[for=everyone]").await;
        self.click("button[value=look]").await;
        self.click("button[value=do]").await;
        self.chromium.wait_for("form[action='/setup/switch-on/undo']").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hospital_connects_itself_by_each_of_four_ways_and_a_caregiver_is_in() {
    let dns = NameServer::start().await;
    let demo = Demo::start_at(Ports { dns: Some(dns.address), ..Ports::default() }).await;
    let mut hospitals = String::new();
    for way in Way::ALL {
        let (slug, address) = (way.slug(), way.caregiver());
        let _ = write!(
            hospitals,
            "slug = \"{slug}\"\nname = \"Hospital {slug}\"\n[[organization.user]]\nemail = \"{address}\"\nname = \"Cara Giver\"\n\
             kind = \"professional\"\n[[organization]]\n"
        );
        demo.stand_in.add_tenant(Tenant::new(way.tid(), slug).domain(way.domain()));
        let oid = Uuid::from_u128(0x0a11_0000_0000_4000_8000_0000_0001_0000 + way as u128);
        demo.stand_in.add_person(way.tid(), Person::new(oid, &address).mail(&address).name("Cara", "Giver"));
    }
    demo.change(FIRST, &format!("{hospitals}{FIRST}")).await;
    for way in Way::ALL {
        let chromium = Chromium::start(1440, "en").await;
        let journey = Journey { demo: &demo, dns: &dns, chromium: &chromium, way, inputs: 0 };
        let inputs = journey.walk().await;
        chromium.end().await;
        println!("{way:?}: {inputs} inputs");
        assert!(inputs < MOST_INPUTS, "{way:?} takes {inputs} inputs");

        // A caregiver, at a browser that knows nothing of it.
        let chromium = Chromium::start(360, "en").await;
        chromium.to_login(&demo).await;
        chromium.fill("#address", &way.caregiver()).await;
        chromium.click("button[value=address]").await;
        chromium.pick(&way.caregiver()).await;
        chromium.sees("Cara Giver").await;
        chromium.end().await;
    }
}
