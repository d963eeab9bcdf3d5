//! A hospital's own people connect their directory by the portal: domains, consent, a registration of their own, what we prove ourselves
//! with, and what is in force. Two brokers take turns.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::AuditAction;
use anteroom::domain::connection::VersionState;
use anteroom::domain::credential::CredentialKind;
use anteroom::domain::organization::OrganizationConfiguration;
use chrono::Duration;
use entra_stand_in::{Certificate, Fault, Registration, Times};
use serde_json::json;
use url::Url;

use crate::admin::Staff;
use crate::browser::{Answer, Browser};
use crate::replicated_stories;
use crate::world::{CLIENT_ID, FOREIGN_TID, GROUP_TID, SHARED_CLIENT_ID, TID, World};

/// A hospital of which nothing is known yet but its name.
const NEW: &str = "\n[[organization]]\nslug = \"elsewhere\"\nname = \"Elsewhere\"\n";
const SECRET: &str = "canary~portal-client-secret-0123456789abcdef";

/// The world with that hospital in it, and a link for its people.
async fn begin(world: &mut World) -> String {
    world.tenants.push_str(NEW);
    world.apply().await;
    world.hear();
    let shared = SHARED_CLIENT_ID.to_string();
    let back = format!("{}/setup/consent", world.base);
    assert!(world.entra.update_registration(GROUP_TID, &shared, |it| it.redirect_uris.push(back)));
    link(world, "elsewhere").await
}

async fn link(world: &World, organization: &str) -> String {
    let mia = Staff::new(world, &format!("mia.{organization}"), AdminRole::Support, &[]).await;
    let body = json!({ "to": "it@elsewhere.example", "language": "en", "mail": false });
    let path = format!("/organizations/{organization}/invitations");
    let made = mia.call(reqwest::Method::POST, &path, &[], Some(body)).await;
    made.json()["link"].as_str().unwrap().to_owned()
}

async fn visit(world: &World, link: &str) -> Browser {
    let browser = world.browser();
    assert_eq!(browser.get(link).await.status, 303);
    browser
}

async fn configured(world: &World, slug: &str) -> OrganizationConfiguration {
    world.store.read_organization(slug, None).await.unwrap().unwrap()
}

/// The hidden field of a page's form to an address.
fn seen(page: &Answer, action: &str) -> String {
    let form = page.body.split_once(&format!("action=\"{action}\"")).unwrap_or_else(|| panic!("{}", page.body)).1;
    let value = form.split_once("name=\"seen\" value=\"").unwrap().1;
    value.split('"').next().unwrap().to_owned()
}

/// Posts what a person has typed into the form of a page, with what the page holds besides.
async fn send(browser: &Browser, page: &str, action: &str, typed: &[(&str, &str)]) -> Answer {
    let seen = seen(&browser.get(page).await, action);
    let mut form = vec![("seen", seen.as_str())];
    form.extend(typed);
    browser.post(action, &form).await
}

#[track_caller]
fn says(answer: &Answer, status: u16, text: &str) {
    assert!(answer.status == status && answer.body.contains(text), "{} {}", answer.status, answer.body);
}

/// Gives the draft's registration what proves us there; what is in use proves nothing at it, and stays in use.
async fn another_registration(world: &World, browser: &Browser, used: &str, drafted: &str) {
    let (here, secret, prove) = ("/setup/connection", "/setup/connection/secret", "/setup/connection/credential/prove");
    says(&browser.get(here).await, 200, "The draft names another registration of yours.");
    says(&browser.get(secret).await, 200, &format!("For the registration {drafted} of the draft."));
    let of_used = browser.get(&format!("{secret}?version=active")).await;
    says(&of_used, 200, &format!("For the registration {used}, which is in use."));
    // A form from before the draft does not say for which registration it is.
    let unsaid = send(browser, secret, secret, &[("secret", "another~secret"), ("end", "2027-11-23")]).await;
    says(&unsaid, 422, "A colleague has changed something here");
    let typed = [("secret", "another~secret"), ("end", "2027-11-23"), ("version", "draft")];
    let handed = send(browser, secret, secret, &typed).await;
    assert_eq!(handed.status, 303, "{}", handed.body);
    says(&send(browser, here, prove, &[("slot", "b")]).await, 422, "AADSTS700016");
    world.entra.add_registration(FOREIGN_TID, Registration::new(drafted, "Second").secret("another~secret"));
    assert_eq!(send(browser, here, prove, &[("slot", "b")]).await.status, 303);
    says(&browser.get(here).await, 200, "for the draft");
}

replicated_stories! {
    async fn a_hospital_names_its_domains_and_learns_nothing_of_others(world) {
        let mut world = world;
        let link = begin(&mut world).await;
        let (browser, colleague) = (visit(&world, &link).await, visit(&world, &link).await);
        let add = async |name: &str| browser.post("/setup/domains", &[("domain", name)]).await;
        says(&browser.get("/setup").await, 200, "href=\"/setup/domains\">Next: add your e-mail domain");
        for (name, said) in [
            ("", "This is no domain name."), ("st janshof", "This is no domain name."),
            ("gmail.com", "Anybody can have an address in this domain."), ("co.uk", "Many owners share this ending."),
            ("x.onmicrosoft.com", "This name is Microsoft"),
            // Another hospital's, proven or not: one answer, and a way out.
            ("st-janshof.example", "This domain cannot be added here."), ("unproven.example", "tell our support"),
        ] {
            let refused = add(name).await;
            says(&refused, 422, said);
            assert!(refused.body.contains("aria-invalid") && !refused.body.contains("Janshof"), "{}", refused.body);
        }
        let added = add(" IT@Elsewhere.example ").await;
        assert_eq!((added.status, added.location.as_deref()), (303, Some("/setup/domains#elsewhere.example")), "{}", added.body);
        says(&add("elsewhere.example").await, 422, "in your list already");
        let page = browser.get("/setup/domains").await;
        says(&page, 200, "_anteroom.elsewhere.example");
        let seen_before = seen(&page, "/setup/domains/remove");

        // A colleague proves it. What was seen before removes nothing, and what is proven goes by nobody here.
        let domain = configured(&world, "elsewhere").await.domains.remove(0);
        world.dns.texts("_anteroom.elsewhere.example", &[&domain.challenge.value()]);
        let form = [("domain", "elsewhere.example")];
        assert_eq!(colleague.post("/setup/domain-check", &form).await.status, 303);
        let remove = async |name: &str, seen: &str| {
            browser.post("/setup/domains/remove", &[("domain", name), ("seen", seen)]).await
        };
        says(&remove("elsewhere.example", &seen_before).await, 422, "This domain is proven");
        add("second.example").await;
        says(&remove("second.example", &seen_before).await, 422, "A colleague has changed something here");
        says(&remove("st-janshof.example", &seen_before).await, 422, "A colleague has changed something here");
        let page = browser.get("/setup/domains").await;
        assert_eq!(remove("second.example", &seen(&page, "/setup/domains/remove")).await.status, 303);
        let names: Vec<_> = configured(&world, "elsewhere").await.domains.into_iter().map(|domain| domain.name.to_string()).collect();
        assert_eq!(names, ["elsewhere.example"]);

        // Nobody goes through a list of names.
        let mut last = add("0.example").await;
        for number in 1..60 {
            last = add(&format!("st-janshof.example{}", ".".repeat(number % 2))).await;
            if last.body.contains("tried many times") { break; }
        }
        says(&last, 422, "tried many times");
        let events = world.events("elsewhere").await;
        let changed: Vec<_> = events.iter().filter(|event| event.action == AuditAction::DomainChanged).collect();
        assert!(changed.len() == 5 && changed.iter().all(|event| event.actor == "invited" && event.ip.is_some()), "{changed:#?}");
    }

    async fn consent_is_only_what_somebody_says_and_no_answer_counts_twice(world) {
        let mut world = world;
        let link = begin(&mut world).await;
        let (browser, other) = (visit(&world, &link).await, visit(&world, &link).await);
        browser.post("/setup/domains", &[("domain", "elsewhere.example")]).await;
        // The directory is found by the domain, and is to be confirmed.
        let page = browser.get("/setup/connection/shared").await;
        says(&page, 200, &format!("value=\"{FOREIGN_TID}\""));
        assert!(page.body.contains("says that elsewhere.example is in this directory"), "{}", page.body);
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains(world.entra_url().origin().ascii_serialization().as_str()), "{policy}");
        let tid = FOREIGN_TID.to_string();
        let ask = async || {
            let sent = send(&browser, "/setup/connection/shared", "/setup/connection/shared", &[("tid", &tid)]).await;
            assert_eq!(sent.status, 303, "{}", sent.body);
            let to = sent.location();
            let query = |name: &str| to.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
            assert_eq!(to.path(), format!("/{tid}/v2.0/adminconsent"));
            assert_eq!((query("client_id"), query("redirect_uri")), (SHARED_CLIENT_ID.to_string(), format!("{}/setup/consent", world.base)));
            (to.clone(), query("state"))
        };
        let answer = async |by: &Browser, state: &str, more: &[(&str, &str)]| {
            let mut url = Url::parse(&format!("{}/setup/consent?admin_consent=True", world.base)).unwrap();
            url.query_pairs_mut().append_pair("state", state).extend_pairs(more);
            by.get(url.as_str()).await
        };
        let shown = async || browser.get("/setup/connection").await.body;
        let (_, first) = ask().await;
        assert!(shown().await.contains("has not come back yet"));

        // Forged, of another browser with the same link, of a browser without one, and for another hospital.
        let granted = [("tenant", tid.as_str())];
        for forged in ["", "AAAA", &first[..first.len() - 2]] {
            says(&answer(&browser, forged, &granted).await, 400, "This answer cannot be used");
        }
        says(&answer(&other, &first, &granted).await, 400, "This answer cannot be used");
        assert_eq!(answer(&world.browser(), &first, &granted).await.status, 404);
        let janshof = visit(&world, &self::link(&world, "st-janshof").await).await;
        says(&answer(&janshof, &first, &granted).await, 400, "This answer cannot be used");
        assert!(shown().await.contains("has not come back yet"));

        // An error is an error whatever else is said, and an answer counts once.
        let declined = [("error", "consent_required"), ("error_description", "AADSTS65004: User declined"), ("tenant", &tid)];
        assert_eq!(answer(&browser, &first, &declined).await.status, 303);
        assert!(shown().await.contains("somebody pressed Cancel"));
        says(&answer(&browser, &first, &granted).await, 400, "This answer cannot be used");
        assert!(shown().await.contains("somebody pressed Cancel"));
        // Another directory, an earlier question, and one that has grown old.
        let (_, second) = ask().await;
        let foreign = TID.to_string();
        assert_eq!(answer(&browser, &second, &[("tenant", &foreign)]).await.status, 303);
        assert!(shown().await.contains("for another directory than"));
        let (_, earlier) = ask().await;
        let (_, old) = ask().await;
        says(&answer(&browser, &earlier, &granted).await, 400, "This answer cannot be used");
        world.pass(Duration::minutes(15));
        says(&answer(&browser, &old, &granted).await, 400, "This answer cannot be used");

        // Through Microsoft: refused in each way, and then given.
        for (fault, said) in [
            (Some(Fault::AdminConsentDeclined), "somebody pressed Cancel"),
            (Some(Fault::AdminConsentNotPermitted), "gave up, or may not consent"),
            (Some(Fault::AdminConsentNeedsAdministrator), "gave up, or may not consent"),
            (None, "Consent was answered for the directory"),
        ] {
            if let Some(fault) = fault {
                world.entra.fault(FOREIGN_TID, fault, Times::Once);
            }
            let (to, _) = ask().await;
            let at_entra = browser.get(to.as_str()).await;
            let back = browser.get(at_entra.location().as_str()).await;
            assert_eq!((back.status, back.location.as_deref()), (303, Some("/setup/connection")), "{}", back.body);
            assert!(shown().await.contains(said), "{}", shown().await);
        }
        // Nobody has signed in: it is a draft, and nothing more; the domain leads to it.
        let it = configured(&world, "elsewhere").await;
        let connection = &it.connections[0];
        assert_eq!((connection.draft.as_ref().unwrap().state, &connection.active), (VersionState::Draft, &None));
        assert_eq!(it.domains[0].connection_id, Some(connection.id));
        let events = world.events("elsewhere").await;
        let said: Vec<_> = events.iter().filter(|event| event.action == AuditAction::ConnectionChanged).collect();
        assert!(said.iter().all(|event| event.actor == "invited"), "{said:#?}");
        let claims = said.iter().filter(|event| event.detail.as_str().contains("claimed_answer")).count();
        assert_eq!(claims, 6, "{said:#?}");
    }

    async fn a_registration_of_their_own_from_the_first_id_to_the_second_credential(world) {
        let mut world = world;
        let link = begin(&mut world).await;
        let (browser, colleague) = (visit(&world, &link).await, visit(&world, &link).await);
        browser.post("/setup/domains", &[("domain", "elsewhere.example")]).await;
        let (own, client) = ("/setup/connection/own", CLIENT_ID.to_string());
        let tid = FOREIGN_TID.to_string();
        let page = browser.get(own).await;
        says(&page, 200, &format!("{}/login/callback/", world.base));
        let redirect = page.body.split_once("/login/callback/").unwrap().1[..36].to_owned();
        let nobody = "12345678-1234-4234-8234-123456789012";
        for (typed_tid, typed_client, said) in [
            ("", client.as_str(), "Enter the directory (tenant) ID."),
            (&tid, "", "Enter the application (client) ID."),
            (&tid, SECRET, "This looks like a secret"),
            (SECRET, &client, "This looks like a secret"),
            ("elsewhere.example", &client, "This is a name, not an ID."),
            ("9188040d-6c67-4c5b-b112-36a304b66dad", &client, "personal Microsoft accounts"),
            (&client, &tid, "The two IDs are swapped"),
            (&tid, &tid, "Both fields hold the same ID."),
            (nobody, &client, "Microsoft knows no directory with this ID."),
        ] {
            let refused = send(&browser, own, own, &[("tid", typed_tid), ("client_id", typed_client)]).await;
            says(&refused, 422, said);
            assert!(!refused.body.contains(SECRET) && refused.body.contains("aria-invalid"), "{}", refused.body);
        }
        assert!(configured(&world, "elsewhere").await.connections.is_empty());
        let saved = send(&browser, own, own, &[("tid", &tid), ("client_id", &client)]).await;
        assert_eq!((saved.status, saved.location.as_deref()), (303, Some("/setup/connection")), "{}", saved.body);
        // What the hospital has registered before it was made is what it has.
        let connection = configured(&world, "elsewhere").await.connections.remove(0);
        assert_eq!(connection.id.to_string(), redirect);
        // A colleague who has not seen it makes no second one.
        let late = colleague.post(own, &[("seen", ""), ("tid", &tid), ("client_id", &client)]).await;
        says(&late, 422, "A colleague has changed something here");

        // Nothing to prove ourselves with, no word on why it is untested.
        let act = async |what: &str, typed: &[(&str, &str)]| {
            send(&browser, "/setup/connection", &format!("/setup/connection/{what}"), typed).await
        };
        says(&act("activate", &[("why", "we are in a hurry")]).await, 422, "we need something to prove ourselves with");
        let secret = "/setup/connection/secret";
        for (value, end, said) in [
            (nobody, "2027-11-23", "This is the Secret ID."), ("", "2027-11-23", "Enter the value of the secret"),
            (SECRET, "", "on which day the secret ends"), (SECRET, "soon", "on which day"), (SECRET, "2026-11-23", "This secret has ended."),
        ] {
            let refused = send(&browser, secret, secret, &[("secret", value), ("end", end)]).await;
            says(&refused, 422, said);
            assert!(!refused.body.contains("canary"), "a page holds the secret: {}", refused.body);
        }
        let handed = send(&browser, secret, secret, &[("secret", SECRET), ("end", "2027-11-23")]).await;
        assert_eq!(handed.status, 303, "{}", handed.body);
        let page = browser.get("/setup/connection").await;
        says(&page, 200, "Client secret, until 2027-11-23");
        assert!(!page.body.contains("canary"));
        says(&act("activate", &[("why", "")]).await, 422, "No test sign-in has worked with it yet.");
        assert_eq!(act("activate", &[("why", "we are in a hurry")]).await.status, 303);
        assert!(configured(&world, "elsewhere").await.connections[0].active.is_some());

        // A change is a draft that says what it changes; a colleague's form is for what they have seen.
        let seen_before = seen(&colleague.get(own).await, own);
        assert_eq!(send(&browser, own, own, &[("tid", &tid), ("client_id", nobody)]).await.status, 303);
        let page = browser.get("/setup/connection").await;
        assert!(page.body.contains(&format!("<del>{client}</del>")) && page.body.contains(&format!("<ins>{nobody}</ins>")), "{}", page.body);
        let stale = colleague.post(own, &[("seen", &seen_before), ("tid", &tid), ("client_id", &client)]).await;
        says(&stale, 422, "A colleague has changed something here");
        says(&act("activate", &[("why", "agreed")]).await, 422, "we need something to prove ourselves with");
        another_registration(&world, &browser, &client, nobody).await;
        assert_eq!(act("activate", &[("why", "agreed")]).await.status, 303);
        says(&browser.get("/setup/connection").await, 200, "kept to undo");
        assert_eq!(act("undo", &[]).await.status, 303);
        says(&browser.get("/setup/connection").await, 200, &client);
        says(&colleague.post("/setup/connection/discard", &[("seen", &seen_before)]).await, 422, "A colleague has changed");

        // A second credential waits until Microsoft has accepted it. The certificate leaves, and its key does not.
        let certificate = "/setup/connection/certificate";
        let made = send(&browser, certificate, certificate, &[]).await;
        assert_eq!((made.status, made.location.as_deref()), (303, Some(certificate)), "{}", made.body);
        let pem = browser.get(&format!("{certificate}/b.pem")).await;
        assert!(pem.body.starts_with("-----BEGIN CERTIFICATE-----") && !pem.body.contains("PRIVATE"), "{}", pem.body);
        assert_eq!(pem.headers["content-disposition"], "attachment; filename=\"anteroom-elsewhere.pem\"");
        assert_eq!(browser.get(&format!("{certificate}/b.cer")).await.headers["content-type"], "application/pkix-cert");
        for none in ["a.pem", "b.key", "b", "c.pem"] {
            assert_eq!(browser.get(&format!("{certificate}/{none}")).await.status, 404, "{none}");
        }
        let in_use = async || {
            let all = configured(&world, "elsewhere").await.credentials;
            all.into_iter().map(|stored| (stored.kind, stored.in_use)).collect::<Vec<_>>()
        };
        let (secret, waiting) = (CredentialKind::ClientSecret, CredentialKind::Certificate);
        assert_eq!(in_use().await, [(secret, true), (waiting, false)]);
        says(&act("credential/prove", &[("slot", "b")]).await, 422, "AADSTS700016");
        assert_eq!(in_use().await, [(secret, true), (waiting, false)]);
        let registration = Registration::new(client.clone(), "Anteroom").certificate(Certificate::from_pem(&pem.body).unwrap());
        world.entra.add_registration(FOREIGN_TID, registration);
        let proven = act("credential/prove", &[("slot", "b")]).await;
        assert_eq!(proven.status, 303, "{}", proven.body);
        assert_eq!(in_use().await, [(secret, false), (waiting, true)]);
        assert_eq!(act("credential/remove", &[("slot", "a")]).await.status, 303);
        assert_eq!(in_use().await, [(waiting, true)]);
    }
}
