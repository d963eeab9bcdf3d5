//! What a change of a flag would come to, and what it then comes to. Two brokers take turns.

use std::collections::BTreeMap;

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::{AuditAction, AuditDetail, AuditEvent};
use anteroom::keys::random;
use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};

use crate::account::{by_code, entered, post};
use crate::admin::{Staff, code};
use crate::browser::Browser;
use crate::replicated_stories;
use crate::world::World;

const ANNA: &str = "a.devries@st-janshof.example";
const BRAM: &str = "b.bakker@st-janshof.example";
const PETRA: &str = "p.patient@st-janshof.example";
const UMA: &str = "u.unproven@unproven.example";
const FIRST_USER: &str = "[[organization.user]]\nemail = \"a.devries";
const FLAGS: &str = "/organizations/st-janshof/flags";

async fn mia(world: &World) -> Staff {
    Staff::new(world, "mia.dekker", AdminRole::Support, &["st-janshof"]).await
}

async fn preview(staff: &Staff, asked: &str) -> Value {
    let (flag, query) = asked.split_once('?').unwrap_or((asked, ""));
    let answer = staff.get(&format!("{FLAGS}/{flag}/preview?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

async fn set(staff: &Staff, flag: &str, value: bool) {
    let body = json!({ "value": value, "reason": "story" });
    let answer = staff.call(Method::PUT, &format!("{FLAGS}/{flag}"), &[("if-match", "*")], Some(body)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

async fn unset(staff: &Staff, flag: &str) {
    let and = if flag.contains('?') { '&' } else { '?' };
    let path = format!("{FLAGS}/{flag}{and}reason=story");
    let answer = staff.call(Method::DELETE, &path, &[("if-match", "*")], None).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

/// Who is named, with application and reason.
fn shut_out(preview: &Value) -> Vec<(&str, &str, &str)> {
    let entries = preview["shut_out"].as_array().unwrap();
    entries
        .iter()
        .map(|entry| {
            let of = |name: &str| entry[name].as_str().unwrap();
            (of("email"), of("application"), of("reason"))
        })
        .collect()
}

fn counts(preview: &Value) -> [u64; 4] {
    ["people", "sessions", "other_way", "untried"].map(|name| preview[name].as_u64().unwrap())
}

/// The people of a story, each with the way by which they come, and a browser in which they have come in.
struct Ward {
    letters: usize,
    browsers: BTreeMap<&'static str, Browser>,
}

const BY_CODE: [&str; 3] = [BRAM, PETRA, UMA];

impl Ward {
    /// Everybody comes in: Anna by Microsoft, the others by a code.
    async fn enters(world: &World) -> Self {
        let mut ward = Self { letters: world.letters(0).await.len(), browsers: BTreeMap::new() };
        let anna = world.browser();
        assert!(entered(&anna.sign_in(ANNA, &[]).await));
        ward.browsers.insert(ANNA, anna);
        for address in BY_CODE {
            let browser = world.browser();
            ward.letters += 1;
            assert!(entered(&by_code(world, &browser, address, ward.letters).await), "{address}");
            ward.browsers.insert(address, browser);
        }
        ward
    }

    /// What becomes of everybody's open session, and of a new attempt by the way that they use: the reasons of those who are
    /// refused.
    async fn comes_again(&mut self, world: &World) -> (BTreeMap<&'static str, String>, BTreeMap<&'static str, String>) {
        world.hear();
        // Else another code would come too soon.
        world.pass(Duration::minutes(3));
        let (mut sessions, mut attempts) = (BTreeMap::new(), BTreeMap::new());
        for (address, browser) in &self.browsers {
            let again = browser.authorize(&[]).await;
            if !entered(&again) {
                let event = world.last_event("st-janshof", attempt(&again)).await;
                assert_eq!(event.action, AuditAction::SessionReused);
                sessions.insert(*address, event.reason.unwrap());
            }
        }
        let anna = world.browser();
        let departed = anna.authorize(&[("login_hint", ANNA)]).await;
        if departed.location.is_some() {
            assert!(entered(&anna.through_entra(&departed).await));
        } else {
            attempts.insert(ANNA, world.last_event("st-janshof", departed.sign_in()).await.reason.unwrap());
        }
        for address in BY_CODE {
            let browser = world.browser();
            let page = browser.authorize(&[("prompt", "login")]).await;
            let sign_in = page.sign_in();
            let page = post(&browser, &page, &[("action", "code"), ("address", address)]).await;
            self.letters += 1;
            let asked = world.last_event("st-janshof", sign_in).await;
            if let Some(reason) = asked.reason {
                attempts.insert(address, reason);
                continue;
            }
            let code = world.code(self.letters, address).await;
            let page = post(&browser, &page, &[("action", "verify"), ("code", &code)]).await;
            // Either in, or asked for a new password.
            assert!(entered(&page) || page.body.contains("new_password"), "{}", page.body);
        }
        world.letters(self.letters).await;
        (sessions, attempts)
    }
}

/// The number of the attempt whose page, or whose way to Microsoft, this is.
fn attempt(answer: &crate::browser::Answer) -> anteroom::domain::id::SignInId {
    match &answer.location {
        Some(_) => anteroom::signin::transit::attempt_of(&answer.parameter("state").unwrap()).unwrap(),
        None => answer.sign_in(),
    }
}

/// The verdict is what really happens: the same people, for the same reasons.
async fn holds_true(world: &World, ward: &mut Ward, preview: &Value, by_other_way: &[&str]) {
    let (sessions, attempts) = ward.comes_again(world).await;
    assert_eq!(preview["sessions"], sessions.len(), "{sessions:?}");
    let mut refused: Vec<_> = attempts.iter().map(|(address, reason)| (*address, reason.as_str())).collect();
    refused.retain(|(address, _)| !by_other_way.contains(address));
    let named: Vec<_> = shut_out(preview).iter().map(|(address, _, reason)| (*address, *reason)).collect();
    assert_eq!(named, refused);
}

replicated_stories! {
    async fn what_is_previewed_is_what_happens(world) {
        let mut world = world;
        world.change(FIRST_USER, &format!("[[organization.user]]\nemail = \"c.claes@st-janshof.example\"\nname = \"Cas Claes\"\nkind = \"professional\"\n\n{FIRST_USER}")).await;
        let mia = mia(&world).await;
        let mut ward = Ward::enters(&world).await;

        // Who has come by a code alone could not come any more, as far as anybody knows; of who has never come nobody knows it either.
        let forced = preview(&mia, "forced_sso?value=true").await;
        assert_eq!(shut_out(&forced), [(BRAM, "records", "sso_forced"), (UMA, "records", "sso_forced")]);
        assert_eq!(counts(&forced), [2, 2, 0, 1], "{forced}");
        assert_eq!((&forced["applications"], &forced["shut_out_more"]), (&json!(["records"]), &json!(0)));
        assert_eq!(forced["shut_out"][0]["way"], "traditional");
        set(&mia, "forced_sso", true).await;
        holds_true(&world, &mut ward, &forced, &[]).await;

        // With the other way closed, an app that SSO does not open is closed.
        let closed = preview(&mia, "sso?value=false&application=records").await;
        assert_eq!(shut_out(&closed), [(ANNA, "records", "sso_off")]);
        assert_eq!(counts(&closed)[2..], [0, 0], "{closed}");
        set(&mia, "sso?application=records", false).await;
        let (sessions, attempts) = ward.comes_again(&world).await;
        assert_eq!((sessions.get(ANNA).unwrap(), attempts.get(ANNA).unwrap()), (&"sso_off".to_owned(), &"sso_off".to_owned()));
        unset(&mia, "sso?application=records").await;
        unset(&mia, "forced_sso").await;
        world.hear();

        // With it open, whoever comes by SSO comes by a code.
        world.pass(Duration::hours(13));
        let mut ward = Ward::enters(&world).await;
        let off = preview(&mia, "sso?value=false").await;
        assert_eq!((shut_out(&off), counts(&off)), (Vec::new(), [1, 1, 1, 0]), "{off}");
        assert_eq!(preview(&mia, "sso").await["other_way"], 1, "the same where the setting is taken away");
        set(&mia, "sso", false).await;
        holds_true(&world, &mut ward, &off, &[ANNA]).await;
        ward.letters += 1;
        assert!(entered(&by_code(&world, &world.browser(), ANNA, ward.letters).await));
        set(&mia, "sso", true).await;
        world.hear();

        // A password that is asked for from now on keeps nobody out: whoever has none sets one.
        world.pass(Duration::hours(13));
        let mut ward = Ward::enters(&world).await;
        let password = preview(&mia, "password_required?value=true").await;
        assert_eq!((shut_out(&password), counts(&password)), (Vec::new(), [4, 3, 0, 0]), "{password}");
        set(&mia, "password_required", true).await;
        holds_true(&world, &mut ward, &password, &[]).await;
        unset(&mia, "password_required").await;

        // What is no matter of the decision concerns nobody.
        let remember = preview(&mia, "remember_method?value=false").await;
        assert_eq!(counts(&remember), [0, 0, 0, 0]);
    }

    async fn a_change_that_begins_later_says_from_when_on(world) {
        let mia = mia(&world).await;
        assert!(entered(&world.browser().sign_in(ANNA, &[]).await));
        set(&mia, "forced_sso", true).await;
        let later = "2026-12-24T00:00:00Z";
        let planned = preview(&mia, &format!("sso?value=false&application=records&at={later}")).await;
        assert_eq!(planned["shut_out"][0]["from"], later);
        // What was set before goes at once, whenever the new setting begins.
        let replaced = preview(&mia, &format!("sso?value=false&at={later}")).await;
        assert_eq!(replaced["shut_out"][0]["from"], json!(world.now()), "{replaced}");
        // Nor does it come back.
        let ends = preview(&mia, &format!("sso?value=true&until={later}")).await;
        assert_eq!(ends["shut_out"][0]["from"], later);
        assert_eq!(ends["shut_out"][0]["reason"], "sso_ended");
        assert_eq!(shut_out(&preview(&mia, "sso?value=true").await), []);
        world.pass(Duration::days(31));
        let nobody = preview(&mia, "sso?value=false").await;
        assert_eq!(counts(&nobody), [0, 0, 0, 0], "she has not come for a month");
    }

    async fn many_are_counted_and_a_hundred_named_by_as_many_statements_as_for_few(world) {
        let mia = mia(&world).await;
        let (base, store) = world.quiet_broker().await;
        let there = mia.at(&base);
        let asked = async || {
            // What is kept in memory is read before.
            preview(&there, "forced_sso?value=true").await;
            let before = store.counters();
            let found = preview(&there, "forced_sso?value=true").await;
            let after = store.counters();
            (found, after.statements - before.statements)
        };
        let (few, few_statements) = asked().await;
        assert_eq!(few["people"], 0);
        let olga = Staff::new(&world, "olga.operator", AdminRole::Operator, &[]).await;
        let rows = (0..130).map(|number| format!("n{number:03}@st-janshof.example,Nurse {number},professional"));
        let table = format!("email,name,kind\n{}\n", rows.collect::<Vec<_>>().join("\n"));
        assert_eq!(olga.send_csv("/organizations/st-janshof/users/import", &table).await.status, 200);
        let id = world.organization("st-janshof").await;
        let own = world.store.organization(id);
        let records = world.store.find_application("records").await.unwrap().unwrap().id;
        for user in own.list_users(&anteroom::store::people::UserFilter { text: Some("nurse".into()), ..Default::default() }, None, 200).await.unwrap() {
            let event = AuditEvent {
                organization_id: Some(id),
                user_id: Some(user.id),
                application_id: Some(records),
                detail: AuditDetail::of(&json!({ "method": "one_time_password" })),
                ..AuditEvent::new(random::id(world.now()), world.now(), AuditAction::SignIn, "story")
            };
            own.append_audit(&event).await.unwrap();
        }
        let (many, many_statements) = asked().await;
        assert_eq!((&many["people"], &many["shut_out_people"], &many["shut_out_more"]), (&json!(130), &json!(130), &json!(30)));
        assert_eq!((many["shut_out"].as_array().unwrap().len(), &many["shut_out"][0]["email"]), (100, &json!("n000@st-janshof.example")));
        assert_eq!(many_statements, few_statements);
    }

    async fn who_asks_is_noted_and_what_cannot_be_is_said(world) {
        let mia = mia(&world).await;
        preview(&mia, "sso?value=false").await;
        let events = world.events("st-janshof").await;
        let noted = events.iter().find(|event| event.action == AuditAction::LogRead).unwrap();
        assert_eq!((noted.actor.as_str(), noted.subject.as_deref()), ("mia.dekker", Some("preview of flag sso")));
        assert!(noted.detail.as_str().contains("value=false"));
        let elsewhere = Staff::new(&world, "else.where", AdminRole::Operator, &["delta-noord"]).await;
        assert_eq!(elsewhere.get(&format!("{FLAGS}/sso/preview?value=false")).await.status, 404);
        for (asked, expected) in [
            ("forced_sso/preview?value=true&application=records", (422, "invalid_request")),
            ("sso/preview?value=true&application=nothing", (404, "not_found")),
            ("sso/preview?value=maybe", (422, "invalid_request")),
            ("sso/preview?at=tomorrow", (422, "invalid_request")),
            ("sso/preview?at=%2B12026-01-01T00:00:00Z", (422, "invalid_request")),
            ("sso/preview?at=2027-01-02T00:00:00Z&until=2027-01-01T00:00:00Z", (422, "invalid_request")),
            ("sso/preview?valeu=true", (422, "invalid_request")),
            ("soo/preview?value=true", (404, "not_found")),
        ] {
            let answer = mia.get(&format!("{FLAGS}/{asked}")).await;
            assert_eq!((answer.status, code(&answer).as_str()), expected, "{asked}");
        }
    }
}
