//! Everybody can use every page: in every language, by day and by night, small and large. `axe-core` finds nothing of WCAG 2.2 A or AA.

use std::collections::BTreeMap;
use std::sync::Arc;

use anteroom::domain::reason::Reason;
use anteroom::domain::weather::{Cause, Trouble};
use anteroom::http::pages::advice::{Advice, Came, advice};
use anteroom::http::pages::frame::Frame;
use anteroom::http::pages::microsoft::Microsoft;
use anteroom::http::pages::weather::Outlook;
use anteroom::http::pages::{Pages, Refusal, stylesheet};
use anteroom::language::{Language, Texts};
use anteroom::signin::reply::Reply;
use axum::Router;
use axum::extract::Path;
use axum::http::header::CONTENT_TYPE;
use axum::response::Html;
use axum::routing::get;
use fantoccini::Locator;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::chromium::Chromium;
use crate::steps::{ANNA, Demo, HANA, LENA, MO, PIET, STRONG};

const AXE: &str = include_str!("axe.min.js");

/// Runs axe on the page; what it finds of WCAG 2.2 A and AA, for people.
const FIND: &str = "
    const done = arguments[arguments.length - 1];
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
        .then(found => done(found.violations.map(one =>
            one.id + ': ' + one.nodes.map(node => node.target + ' ' + node.failureSummary).join('; '))))
        .catch(error => done(['axe failed: ' + error]));
";

/// What sticks out of the window: as it is, and with letters of twice the size (WCAG 1.4.4, 1.4.10).
const OVERFLOW: &str = "
    const root = document.documentElement;
    const fits = () => root.scrollWidth <= root.clientWidth;
    const before = fits();
    root.style.fontSize = '200%';
    const large = fits();
    root.style.fontSize = '';
    return [before, large];
";

/// Walks every page in one language, and looks at each.
struct Walk<'a> {
    demo: &'a Demo,
    chromium: &'a Chromium,
    /// Names its pictures.
    name: &'a str,
    /// How many letters each person has had before.
    round: usize,
    seen: Vec<String>,
    wrong: Vec<String>,
}

/// Takes a picture of a page, and finds its barriers.
pub async fn barriers(chromium: &Chromium, name: &str) -> Vec<String> {
    let client = &chromium.client;
    chromium.picture(name).await;
    client.execute(AXE, Vec::new()).await.unwrap();
    let found: Vec<String> = serde_json::from_value(client.execute_async(FIND, Vec::new()).await.unwrap()).unwrap();
    let mut wrong: Vec<String> = found.into_iter().map(|found| format!("{name}: {found}")).collect();
    if client.execute(OVERFLOW, Vec::new()).await.unwrap() != json!([true, true]) {
        wrong.push(format!("{name}: sticks out of the window"));
    }
    wrong
}

impl Walk<'_> {
    async fn look(&mut self, page: &str) {
        self.wrong.extend(barriers(self.chromium, &format!("{}-{page}", self.name)).await);
        self.seen.push(page.to_owned());
    }

    /// The login page of an application that hints an address.
    async fn hinted(&mut self, address: &str, page: &str) {
        let address = address.replace('@', "%40");
        let url = format!("{}/sign-in?prompt=select_account&login_hint={address}", self.demo.app);
        self.chromium.open(&url).await;
        self.chromium.wait_for("#address").await;
        self.look(page).await;
    }

    /// Submits a form that is refused, and looks at what the page says.
    async fn refused(&mut self, button: &str, page: &str) {
        self.submit(button).await;
        self.chromium.wait_for("html:not([data-old]) [role=alert]").await;
        self.look(page).await;
    }

    /// Submits a form: what stands there before is not what comes.
    async fn submit(&self, button: &str) {
        self.chromium.client.execute("document.documentElement.dataset.old = true", Vec::new()).await.unwrap();
        self.chromium.click(button).await;
        self.chromium.wait_for("html:not([data-old])").await;
    }

    async fn open(&mut self, path: &str, page: &str) {
        self.chromium.open(&format!("{}{path}", self.demo.broker)).await;
        self.look(page).await;
    }

    async fn all(mut self) -> Vec<String> {
        let (demo, chromium) = (self.demo, self.chromium);
        self.open("/", "index").await;
        self.open("/nothing-here", "not-found").await;
        self.open("/oauth2/authorize?client_id=nobody", "fault").await;
        self.open("/login/account", "nobody").await;

        // The login page, and what it says of a wrong address.
        chromium.to_login(demo).await;
        self.look("login").await;
        self.refused("button[value=address]", "login-address-missing").await;
        chromium.fill("#address", "somebody@nowhere.example").await;
        self.refused("button[value=microsoft]", "login-not-by-microsoft").await;
        chromium.open(&format!("{}/sign-in?client=viewer", demo.app)).await;
        chromium.wait_for("main.card").await;
        self.look("viewer").await;
        self.hinted(ANNA, "login-microsoft-leads").await;
        self.hinted(HANA, "login-microsoft-forced").await;
        self.hinted(PIET, "login-code-alone").await;
        self.codes().await;

        // A code; a password; one of two hospitals.
        chromium.ask_code(demo, PIET).await;
        self.look("code").await;
        chromium.fill("#code", "000000").await;
        self.refused("button[value=verify]", "code-wrong").await;
        let code = chromium.code(demo, PIET, self.round + 1).await;
        chromium.show(&code).await;
        chromium.sees("Piet Jansen").await;
        self.open("/login/account", "account").await;
        chromium.fill("#new-password", STRONG).await;
        chromium.fill("#again", STRONG).await;
        demo.pass(16);
        self.refused("button[value=set_password]", "account-code-too-old").await;
        self.open("/oauth2/logout?client_id=records", "sign-out-asked").await;
        self.open("/login/sign-out", "sign-out").await;
        chromium.click("form[action='/login/sign-out'] button").await;
        chromium.wait_for("main.card").await;
        self.look("signed-out").await;
        chromium.to_login(demo).await;
        self.look("login-remembered-code").await;

        self.passwords().await;
        // Our own fault: the database has lost something.
        demo.sql("ALTER TABLE sessions RENAME TO lost").await;
        self.open("/login/account", "failure").await;
        demo.sql("ALTER TABLE lost RENAME TO sessions").await;

        chromium.ask_code(demo, MO).await;
        let code = chromium.code(demo, MO, self.round + 1).await;
        chromium.show(&code).await;
        chromium.wait_for("button[name=organization]").await;
        self.look("organization").await;

        // By Microsoft: a refusal, a hospital with a look of its own, the remembered account.
        chromium.by_microsoft(demo, "p.smit@st-janshof.example").await;
        chromium.wait_for("dl.details").await;
        self.look("refused").await;
        chromium.by_microsoft(demo, HANA).await;
        chromium.sees("Hana Koster").await;
        self.open("/login/account", "account-branded").await;
        chromium.to_login(demo).await;
        self.look("login-remembered-branded").await;
        chromium.by_microsoft(demo, ANNA).await;
        chromium.sees("Anna de Vries").await;
        chromium.to_login(demo).await;
        self.look("login-remembered").await;
        chromium.click("button[value=shared]").await;
        chromium.wait_for("button[value=not_shared]").await;
        self.look("login-shared").await;
        assert!(self.seen.len() >= 38, "{:?}", self.seen);
        self.wrong
    }

    /// A password: chosen, shown, forgotten, changed.
    async fn passwords(&mut self) {
        let (demo, chromium) = (self.demo, self.chromium);
        if self.round > 0 {
            demo.remove_password(LENA).await;
        }
        chromium.ask_code(demo, LENA).await;
        let code = chromium.code(demo, LENA, self.round * 4 + 1).await;
        chromium.show(&code).await;
        chromium.wait_for("input[name=new_password]").await;
        self.look("new-password").await;
        for password in ["short", STRONG] {
            chromium.fill("input[name=new_password]", password).await;
            chromium.fill("input[name=again]", password).await;
            chromium.click("button[value=new_password]").await;
            if password == "short" {
                chromium.wait_for("[role=alert]").await;
                self.look("new-password-short").await;
            }
        }
        chromium.sees("Lena Schut").await;
        demo.pass(2);
        chromium.ask_code(demo, LENA).await;
        let code = chromium.code(demo, LENA, self.round * 4 + 3).await;
        chromium.show(&code).await;
        chromium.wait_for("input[name=password]").await;
        self.look("password").await;
        chromium.fill("input[name=password]", "not this one").await;
        self.refused("button[value=password]", "password-wrong").await;
        self.submit("button[value=forgotten]").await;
        chromium.wait_for("[role=status]").await;
        self.look("password-removal").await;
        chromium.fill("input[name=password]", STRONG).await;
        chromium.click("button[value=password]").await;
        chromium.sees("Lena Schut").await;
        self.open("/login/account", "account-password").await;
        chromium.fill("#password", "not this one").await;
        chromium.fill("#new-password", STRONG).await;
        self.refused("button[value=set_password]", "account-password-wrong").await;
        chromium.fill("#password", STRONG).await;
        chromium.fill("#new-password", "short").await;
        chromium.fill("#again", "short").await;
        self.refused("button[value=set_password]", "account-password-short").await;
    }

    /// A code that is asked for again and again, for an address of a domain where Microsoft is the other way.
    async fn codes(&mut self) {
        let (demo, chromium) = (self.demo, self.chromium);
        let address = format!("x.{}@st-janshof.example", self.round);
        chromium.ask_code(demo, &address).await;
        self.look("code-or-microsoft").await;
        self.refused("button[value=resend]", "code-too-soon").await;
        demo.pass(2);
        self.submit("button[value=resend]").await;
        chromium.wait_for("[role=status]").await;
        self.look("code-sent-again").await;
        for _ in 0..60 {
            demo.pass(2);
            self.submit("button[value=resend]").await;
            chromium.wait_for("[role=status], [role=alert]").await;
            if chromium.has("[role=alert]").await {
                break;
            }
        }
        chromium.wait_for("[role=alert]").await;
        self.look("code-too-many").await;
        // The same, typed in another attempt.
        chromium.to_login(demo).await;
        chromium.fill("#address", &address).await;
        self.refused("button[value=code]", "login-too-many").await;
    }
}

async fn walk(width: u32, more: &[&str], languages: &[&str], name: &str) {
    let demo = Demo::start().await;
    let mut wrong = Vec::new();
    for (round, language) in languages.iter().enumerate() {
        let chromium = Chromium::start_with(width, "en", more).await;
        // A person chooses the language at the foot of a page, and it stays.
        chromium.open(&format!("{}/", demo.broker)).await;
        if *language != "en" {
            chromium.click(&format!("footer a[hreflang={language}]")).await;
        }
        chromium.wait_for(&format!("html[lang={language}]")).await;
        let name = format!("{name}-{language}");
        let walk = Walk { demo: &demo, chromium: &chromium, name: &name, round, seen: Vec::new(), wrong: Vec::new() };
        wrong.extend(Box::pin(walk.all()).await);
        let html = chromium.client.find(Locator::Css("html")).await.unwrap();
        assert_eq!(html.attr("lang").await.unwrap().as_deref(), Some(*language));
        chromium.end().await;
        // Codes can be asked for again.
        demo.pass(15);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every page that refuses somebody, as it is rendered, in every language: few of them can be had by walking.
async fn refusals(width: u32, name: &str) {
    let came = [(false, true), (true, true), (true, false)].map(|(by_code, sso)| Came { by_code, sso });
    let all = Reason::ALL.iter().flat_map(|reason| came.map(|came| advice(*reason, came)));
    let advice: BTreeMap<String, Advice> = all.map(|advice| (format!("{advice:?}"), advice)).collect();
    assert!(advice.len() >= 13, "{advice:?}");
    let pages = Pages::new(Arc::new(Texts::new().unwrap()));
    let at = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    let trouble = Trouble { place: None, since: at, cause: Cause::Provider, told_at: None };
    let shown = advice.clone();
    let page = move |Path((language, advice)): Path<(String, String)>| async move {
        Html(pages.refusal(&Refusal {
            language: Language::from_tag(&language).unwrap(),
            frame: Frame::default(),
            advice: shown[&advice],
            provider: &anteroom::domain::provider_name::ProviderName::Microsoft,
            microsoft: (shown[&advice] == Advice::AskHospitalIt).then(|| Microsoft::said(50105)),
            trouble: (shown[&advice] == Advice::MicrosoftTrouble).then(|| (Outlook::of(trouble, at), true)),
            sign_in: Some("01935c1e-7a00-7000-8000-000000000001".parse().unwrap()),
            at,
            application: Some("Records"),
            help: Some("ICT help desk St. Janshof, extension 5555"),
            retry: Some("/login"),
            back: Some(&Reply::Redirect("/back".to_owned())),
        }))
    };
    let stylesheet = || async { ([(CONTENT_TYPE, "text/css")], stylesheet::CONTENT) };
    let router =
        Router::new().route("/refused/{language}/{advice}", get(page)).route("/assets/{file}", get(stylesheet));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let chromium = Chromium::start(width, "en").await;
    let mut wrong = Vec::new();
    for language in Language::ALL.map(Language::tag) {
        for advice in advice.keys() {
            chromium.open(&format!("{base}/refused/{language}/{advice}")).await;
            chromium.wait_for(&format!("html[lang={language}] dl.details")).await;
            wrong.extend(barriers(&chromium, &format!("{name}-{language}-refused-{advice}")).await);
        }
    }
    chromium.end().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_refusal_on_a_phone_has_a_barrier_in_any_language() {
    refusals(360, "phone").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_refusal_on_a_desk_has_a_barrier_in_any_language() {
    refusals(1440, "desktop").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_page_on_a_phone_has_a_barrier_in_any_language() {
    walk(360, &[], &["en", "nl", "de", "fr"], "phone").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_page_on_a_desk_has_a_barrier_in_any_language() {
    walk(1440, &[], &["en", "nl", "de", "fr"], "desktop").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_page_has_a_barrier_in_the_dark() {
    walk(360, &["--blink-settings=preferredColorScheme=0"], &["en"], "dark").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_moves_for_those_who_want_no_motion() {
    let demo = Demo::start().await;
    let moves = "return getComputedStyle(document.querySelector('button')).transitionDuration";
    for (more, expected) in [(&["--force-prefers-reduced-motion"][..], "0s"), (&[], "0.12s, 0.12s")] {
        let chromium = Chromium::start_with(360, "en", more).await;
        chromium.to_login(&demo).await;
        let found = chromium.client.execute(moves, Vec::new()).await.unwrap();
        let same = found == json!(expected) || (expected != "0s" && found == json!("0.12s"));
        assert!(same, "{found}");
        chromium.end().await;
    }
}

/// The library itself is at work: a page with faults has some.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_with_barriers_is_found() {
    let demo = Demo::start().await;
    let chromium = Chromium::start(360, "en").await;
    chromium.to_login(&demo).await;
    let worsen = "document.querySelector('label').remove();\
        document.querySelector('h1').style.color = '#ddd'; document.documentElement.removeAttribute('lang');";
    chromium.client.execute(worsen, Vec::new()).await.unwrap();
    chromium.client.execute(AXE, Vec::new()).await.unwrap();
    let found: Value = chromium.client.execute_async(FIND, Vec::new()).await.unwrap();
    let found = found.to_string();
    for barrier in ["label", "color-contrast", "html-has-lang"] {
        assert!(found.contains(barrier), "{barrier} is not in {found}");
    }
    chromium.end().await;
}
