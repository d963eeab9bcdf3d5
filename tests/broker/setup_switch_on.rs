//! A hospital switches SSO on by itself, for its pilot list or for everyone, and takes it back. Two brokers take turns.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::AuditAction;
use reqwest::Method;
use serde_json::{Value, json};

use crate::account::entered;
use crate::admin::Staff;
use crate::browser::{Answer, Browser};
use crate::replicated_stories;
use crate::world::World;

const PAGE: &str = "/setup/switch-on";
const LIST: &str = "/setup/switch-on/pilot";
const ANNA: &str = "a.devries@st-janshof.example";
const SSO: &str = "/organizations/st-janshof/flags/sso";

/// A browser of a hospital's IT, in English.
async fn it(world: &World, staff: &Staff, slug: &str) -> Browser {
    let body = json!({ "to": "it@st-janshof.example", "mail": false, "language": "en" });
    let made = staff.call(Method::POST, &format!("/organizations/{slug}/invitations"), &[], Some(body)).await;
    let link = made.json()["link"].as_str().unwrap().strip_prefix(&world.base).unwrap().to_owned();
    let browser = world.browser();
    assert_eq!(browser.get(&link).await.status, 303);
    browser
}

/// The state of the flag, as the page has it.
fn state(page: &Answer) -> String {
    page.body.split("name=\"state\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// Sends the form off as it stands on the page, with these choices.
async fn wish(browser: &Browser, go: &str, choices: &[(&str, &str)]) -> Answer {
    let state = state(&browser.get(PAGE).await);
    browser
        .post(PAGE, &[&[("state", state.as_str()), ("zone", "Europe/Amsterdam"), ("go", go)], choices].concat())
        .await
}

async fn now(browser: &Browser) -> String {
    let page = browser.get(PAGE).await;
    let told = page.body.split("id=\"now\">").nth(1).unwrap().split("</div>").next().unwrap().to_owned();
    told.replace("<p>", "").replace("</p>", "").split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn setting(staff: &Staff) -> Value {
    staff.get(SSO).await.json()["setting"].clone()
}

replicated_stories! {
    async fn a_hospital_begins_with_a_pilot_goes_on_to_everyone_and_takes_it_back(world) {
        let mut world = world;
        world.change("locale = \"nl\"\n", "locale = \"nl\"\nadmins = [\"it@st-janshof.example\"]\n").await;
        let mia = Staff::new(&world, "mia.dekker", AdminRole::Operator, &[]).await;
        assert!(entered(&world.browser().sign_in(ANNA, &[]).await));
        let unset = async |path: &str| mia.call(Method::DELETE, &format!("{path}?reason=anew"), &[("if-match", "*")], None).await;
        assert_eq!(unset(SSO).await.status, 200);
        world.hear();
        let browser = it(&world, &mia, "st-janshof").await;
        let letters = world.letters(1).await.len();
        assert_eq!(now(&browser).await, "Off: everybody signs in with a code.");

        // Another hospital's people, and what is no address, are said back as what is nobody's; markup is none.
        let pasted = format!("name,email\n\"Vries, Anna de\",{ANNA}\nn.noord@delta-noord.example\n<script>alert(1)</script>@x.example\n");
        let page = browser.post(LIST, &[("addresses", &pasted), ("go", "add")]).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(page.body.contains("1 added") && page.body.contains("<code>n.noord@delta-noord.example</code>"), "{}", page.body);
        assert!(!page.body.contains("<script") && page.body.contains("alert(1)&#60;/script"), "{}", page.body);
        assert!(!page.body.contains("Noor Noord") && page.body.contains("Anna de Vries"), "{}", page.body);
        assert!(world.store.organization(world.organization("delta-noord").await).list_pilot().await.unwrap().is_empty());

        // It is looked at first, and nothing has changed.
        let page = wish(&browser, "look", &[("whom", "pilot")]).await;
        assert!(page.body.contains("On for the pilot list.") && page.body.contains("<dd>1</dd>"), "{}", page.body);
        assert_eq!(setting(&mia).await, Value::Null);
        let done = wish(&browser, "do", &[("whom", "pilot")]).await;
        assert_eq!((done.status, done.location.as_deref()), (303, Some("/setup/switch-on#now")), "{}", done.body);
        assert_eq!(now(&browser).await, "On for the pilot list. Everybody else signs in with a code.");
        let set = setting(&mia).await;
        assert!(set["audience"] == "pilot" && set["reason"].as_str().unwrap().contains("it@st-janshof.example"), "{set}");
        let letter = world.letters(letters + 1).await.pop().unwrap();
        let (text, _) = letter.read();
        assert!(letter.header("To") == "it@st-janshof.example" && text.contains("proeflijst"), "{text}");
        let history = mia.get(&format!("{SSO}/history")).await.json();
        assert_eq!((&history["items"][0]["by"], &history["items"][0]["new"]["audience"]), (&json!("invited"), &json!("pilot")));

        // The pilot goes on until everyone follows, in the hospital's own time.
        let monday = [("whom", "everyone"), ("from_date", "2026-12-07"), ("from_time", "08:00")];
        assert_eq!(wish(&browser, "do", &monday).await.status, 303);
        let set = setting(&mia).await;
        assert_eq!((&set["audience"], &set["everyone_from"]), (&json!("pilot"), &json!("2026-12-07T07:00:00Z")));
        assert!(now(&browser).await.ends_with("From 2026-12-07 08:00 CET for everyone."));
        // One click brings back what was before; another that.
        let undo = async || browser.post("/setup/switch-on/undo", &[("state", &state(&browser.get(PAGE).await))]).await;
        assert_eq!(undo().await.status, 303);
        assert_eq!(setting(&mia).await["everyone_from"], Value::Null);
        assert_eq!(undo().await.status, 303);
        assert_eq!(setting(&mia).await["everyone_from"], "2026-12-07T07:00:00Z");

        // Tricks with dates change nothing.
        let before = setting(&mia).await;
        for (more, told) in [
            (&[("from_date", "2026-11-22"), ("from_time", "08:00")][..], "This time has passed"),
            (&[("from_date", "2226-11-24"), ("from_time", "08:00")], "more than two years ahead"),
            (&[("from_date", "2027-03-28"), ("from_time", "02:30")], "This time does not exist"),
            (&[("from_date", "2026-02-30"), ("from_time", "08:00")], "The date is not complete"),
            (&[("from_date", "<script>"), ("from_time", "08:00")], "The date is not complete"),
            (&[("from_date", "+262142-12-31"), ("from_time", "08:00")], "The date is not complete"),
            (&[("from_date", "2026-12-24")], "The time is not complete"),
            (&[("until_date", "2026-11-23"), ("until_time", "09:59")], "It would end before"),
            (&[("zone", "America/New_York")], "Choose a time zone"),
            (&[("whom", "root")], "Choose for whom"),
        ] {
            // What comes first counts; the last of two of a name is what a form means.
            let state = state(&browser.get(PAGE).await);
            let mut form = vec![("state", state.as_str()), ("go", "do")];
            let given = |name: &str| more.iter().any(|(own, _)| *own == name);
            form.extend([("whom", "everyone"), ("zone", "Europe/Amsterdam")].into_iter().filter(|(name, _)| !given(name)));
            form.extend(more);
            let page = browser.post(PAGE, &form).await;
            assert!(page.status == 200 && page.body.contains(told) && !page.body.contains("<script>"), "{more:?}: {}", page.body);
        }
        assert_eq!(setting(&mia).await, before);
        // Off, and of two who choose at once the later one looks again.
        let seen = state(&browser.get(PAGE).await);
        assert_eq!(wish(&browser, "do", &[("whom", "nobody")]).await.status, 303);
        let late = browser.post(PAGE, &[("state", &seen), ("zone", "UTC"), ("whom", "everyone"), ("go", "do")]).await;
        assert!(late.body.contains("Somebody has changed it meanwhile"), "{}", late.body);
        assert_eq!(setting(&mia).await["value"], false);
        // Taken off the list, by the button beside the name.
        assert_eq!(browser.post(LIST, &[("take_off", ANNA)]).await.status, 303);
        let own = world.store.organization(world.organization("st-janshof").await);
        assert!(own.list_pilot().await.unwrap().is_empty());
        let events = world.events("st-janshof").await;
        let lists = events.iter().filter(|event| event.action == AuditAction::UserChanged && event.actor == "invited");
        assert_eq!(lists.count(), 2);
    }

    async fn what_is_support_s_stays_support_s(world) {
        let mut world = world;
        let mia = Staff::new(&world, "mia.dekker", AdminRole::Operator, &[]).await;
        let set = async |flag: &str, body: Value| {
            let path = format!("/organizations/st-janshof/flags/{flag}");
            let answer = mia.call(Method::PUT, &path, &[("if-match", "*")], Some(body)).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            world.hear();
        };
        assert!(entered(&world.browser().sign_in(ANNA, &[]).await));
        let browser = it(&world, &mia, "st-janshof").await;
        // Nothing but Microsoft is open: it stays open to everyone.
        set("forced_sso", json!({ "value": true, "reason": "agreed" })).await;
        for whom in ["nobody", "pilot"] {
            let refused = wish(&browser, "do", &[("whom", whom)]).await;
            assert!(refused.status == 200 && refused.body.contains("Ask our support to change that first"), "{}", refused.body);
        }
        let forced = "/organizations/st-janshof/flags/forced_sso";
        assert_eq!(mia.call(Method::DELETE, &format!("{forced}?reason=over"), &[("if-match", "*")], None).await.status, 200);
        // What support has switched off, support switches on; to take it back is not the hospital's either.
        set("sso", json!({ "value": false, "reason": "their directory was broken into" })).await;
        let page = browser.get(PAGE).await;
        assert!(page.body.contains("Our support has switched") && !page.body.contains("/undo\""), "{}", page.body);
        let state = state(&page);
        for answer in [
            wish(&browser, "do", &[("whom", "everyone")]).await,
            wish(&browser, "do", &[("whom", "pilot"), ("from_date", "2026-12-07"), ("from_time", "08:00")]).await,
            browser.post("/setup/switch-on/undo", &[("state", &state)]).await,
        ] {
            assert_eq!(answer.status, 200, "{:?}", answer.location);
        }
        assert_eq!(setting(&mia).await["value"], false);
        // Where support has taken that away, it is the hospital's, as soon as all is there: what is not in force cannot be switched on.
        assert_eq!(mia.call(Method::DELETE, &format!("{SSO}?reason=mended"), &[("if-match", "*")], None).await.status, 200);
        world.tenants = world.tenants.replacen("name = \"sso\"\nvalue = true\nreason = \"in use\"", "name = \"password_required\"\nvalue = false\nreason = \"story\"", 1);
        for (from, to, missing) in [
            ("registration = \"own\"", "status = \"disabled\"\nregistration = \"own\"", "No connection is in use"),
            ("connection = \"entra\"\nproven = true", "connection = \"entra\"\nproven = false", "No proven e-mail domain leads"),
            ("help = \"Help desk", "status = \"suspended\"\nhelp = \"Help desk", "Your organisation is blocked"),
        ] {
            world.change(from, to).await;
            let refused = wish(&browser, "do", &[("whom", "everyone")]).await;
            assert!(refused.status == 200 && refused.body.contains(missing), "{missing}: {}", refused.body);
            assert!(refused.body.contains("It cannot be switched on yet"), "{}", refused.body);
            world.change(to, from).await;
        }
        assert_eq!(setting(&mia).await, Value::Null);
        assert_eq!(wish(&browser, "do", &[("whom", "everyone")]).await.status, 303);
        // A link to another hospital changes nothing here, whatever it is sent; without one there is no page.
        let other = it(&world, &mia, "delta-noord").await;
        let before = setting(&mia).await;
        let foreign = other.post(LIST, &[("addresses", ANNA), ("go", "add")]).await;
        assert!(foreign.body.contains(&format!("<code>{ANNA}</code>")), "{}", foreign.body);
        assert_eq!(wish(&other, "do", &[("whom", "nobody")]).await.status, 303);
        assert_eq!(setting(&mia).await, before);
        let own = world.store.organization(world.organization("st-janshof").await);
        assert!(own.list_pilot().await.unwrap().is_empty());
        for path in [PAGE, LIST, "/setup/switch-on/undo"] {
            let nobody = world.browser().post(path, &[("whom", "nobody"), ("state", ""), ("go", "do"), ("addresses", ANNA)]).await;
            assert_eq!(nobody.status, 404, "{path}");
        }
    }
}
