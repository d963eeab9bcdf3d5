//! What the login page answers is the same, byte for byte, whoever has the address that was typed: a professional, a patient, somebody
//! suspended, nobody,
//! or had it before. Two brokers take turns.

use std::fmt::Write as _;

use anteroom::domain::admin_role::AdminRole;
use chrono::Duration;
use reqwest::Method;
use serde_json::json;

use crate::account::forced;
use crate::admin::Staff;
use crate::browser::{Answer, Browser};
use crate::likeness::likeness;
use crate::replicated_stories;
use crate::world::World;

/// Names of one length, each for an address of the domain; the first is nobody's.
const KINDS: [(&str, &str); 4] = [
    ("nobody01", ""),
    ("profes01", "kind = \"professional\"\nlocale = \"fr\"\n"),
    ("patien01", "kind = \"patient\"\n"),
    ("suspen01", "kind = \"professional\"\nstatus = \"suspended\"\n"),
];

/// Whose address of that name is a former one, and counts still.
const FORMERLY: &str = "former01";

/// Gives an organization people of every kind.
async fn populate(world: &mut World, organization: &str, domain: &str, first_user: &str) {
    let mut people = String::new();
    let renamed = [("renamed1", KINDS[1].1)];
    for (name, kind) in KINDS.iter().chain(&renamed).filter(|(_, kind)| !kind.is_empty()) {
        let _ = write!(people, "[[organization.user]]\nemail = \"{name}@{domain}\"\nname = \"{name}\"\n{kind}\n");
    }
    world.change(first_user, &format!("{people}{first_user}")).await;
    // There and back again: the file knows nobody else.
    let olga = Staff::new(world, &format!("olga.{organization}"), AdminRole::Operator, &[]).await;
    for (from, to) in [("renamed1", FORMERLY), (FORMERLY, "renamed1")] {
        let body = json!({ "email": format!("{to}@{domain}"), "keep_former_days": 30 });
        let at = format!("/organizations/{organization}/users/{from}@{domain}");
        assert_eq!(olga.call(Method::PATCH, &at, &[("if-match", "*")], Some(body)).await.status, 200);
    }
}

/// Somebody who types an address, and keeps what was answered.
struct Stranger {
    browser: Browser,
    page: Answer,
    address: String,
    answers: Vec<(&'static str, String)>,
}

impl Stranger {
    async fn new(world: &World, address: String) -> Self {
        let browser = world.browser();
        let page = browser.authorize(&[("prompt", "login")]).await;
        Self { browser, page, address, answers: Vec::new() }
    }

    async fn act(&mut self, what: &'static str, form: &[(&str, &str)]) -> Answer {
        let sign_in = self.page.sign_in().to_string();
        let form = [&[("sign_in", sign_in.as_str())], form].concat();
        let answer = self.browser.post("/login", &form).await;
        self.answers.push((what, likeness(answer.status, &answer.headers, &answer.body, &self.address, &sign_in)));
        answer
    }

    fn asks_code(&self) -> bool {
        self.answers.last().is_some_and(|(_, answer)| answer.contains("autocomplete=\"one-time-code\""))
    }
}

/// All that a stranger can do on the login page with an address.
async fn all_actions(world: &World, address: &str, leads_to_microsoft: bool) -> Vec<(&'static str, String)> {
    let mut stranger = Stranger::new(world, address.to_owned()).await;
    let continued = stranger.act("continue", &[("action", ""), ("address", address)]).await;
    assert_eq!((continued.status == 303, stranger.asks_code()), (leads_to_microsoft, !leads_to_microsoft));
    stranger.act("microsoft", &[("action", "microsoft"), ("address", address)]).await;
    world.letters(0).await;
    world.pass(Duration::seconds(61));
    stranger.act("code", &[("action", "code"), ("address", address)]).await;
    assert!(stranger.asks_code());
    stranger.act("another, too soon", &[("action", "resend")]).await;
    stranger.act("wrong", &[("action", "verify"), ("code", "000000")]).await;
    stranger.act("no code", &[("action", "verify"), ("code", "abc")]).await;
    world.letters(0).await;
    world.pass(Duration::seconds(61));
    stranger.act("another", &[("action", "resend")]).await;
    assert!(stranger.asks_code());
    for _ in 0..6 {
        stranger.act("wrong", &[("action", "verify"), ("code", "000000")]).await;
    }
    stranger.act("address, too soon", &[("action", "code"), ("address", address)]).await;
    stranger.act("no password here", &[("action", "password"), ("password", "x")]).await;
    stranger.act("no new password here", &[("action", "new_password"), ("new_password", "x"), ("again", "x")]).await;
    stranger.act("nothing forgotten here", &[("action", "forgotten")]).await;
    stranger.act("use another", &[("action", "another")]).await;
    stranger.answers
}

async fn all_are_answered_alike(world: &World, domain: &str, leads_to_microsoft: bool) {
    let mut expected = Vec::new();
    for name in KINDS.iter().map(|(name, _)| *name).chain([FORMERLY]) {
        let answers = all_actions(world, &format!("{name}@{domain}"), leads_to_microsoft).await;
        if expected.is_empty() {
            expected = answers;
            continue;
        }
        for ((what, nobody), (_, somebody)) in expected.iter().zip(&answers) {
            assert_eq!(nobody, somebody, "{what}: {name}@{domain} is told apart from nobody");
        }
        assert_eq!(expected.len(), answers.len());
    }
}

replicated_stories! {
    async fn who_has_an_address_changes_no_byte_of_an_answer(world) {
        let mut world = world;
        populate(&mut world, "st-janshof", "st-janshof.example", "[[organization.user]]\nemail = \"a.devries").await;
        populate(&mut world, "delta-zuid", "delta-zuid.example", "[[organization.user]]\nemail = \"z.zuid").await;
        // A domain whose people go to Microsoft, and one where SSO has not begun.
        all_are_answered_alike(&world, "st-janshof.example", true).await;
        all_are_answered_alike(&world, "delta-zuid.example", false).await;
        world.change("[[organization.user]]\nemail = \"a.devries", &forced("\nwithout_recent_sign_in = \"story\"")).await;
        world.pass(Duration::hours(12));
        all_are_answered_alike(&world, "st-janshof.example", true).await;
    }
}
