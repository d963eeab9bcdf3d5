//! What people do in these stories.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anteroom::app::clock;
use anteroom::domain::audit::{AuditAction, AuditEvent};
use anteroom::domain::clock::Clock;
use anteroom::keys::random;
use anteroom::keys::ring::KeyRing;
use anteroom::store::Store;
use anteroom::tenancy::{apply, desired};
use fantoccini::Locator;
use sqlx::Connection;

use crate::chromium::Chromium;
use crate::demonstration::{Demonstration, Ports};

pub const ANNA: &str = "a.devries@st-janshof.example";
pub const PIET: &str = "p.jansen@post.example";
pub const HANA: &str = "h.koster@avondzon.example";
pub const HUGO: &str = "h.brink@avondzon.example";
pub const LENA: &str = "l.schut@zonnehoek.example";
pub const MIA: &str = "m.dekker@support.example";
pub const NOOR: &str = "n.blom@delta-noord.example";
pub const MO: &str = "m.haddad@post.example";
pub const STRONG: &str = "violet tractor under plum";

/// A demonstration whose time can be moved on.
pub struct Demo {
    pub inner: Demonstration,
    ahead: Arc<AtomicI64>,
}

impl std::ops::Deref for Demo {
    type Target = Demonstration;

    fn deref(&self) -> &Demonstration {
        &self.inner
    }
}

impl Demo {
    pub async fn start() -> Self {
        Self::start_at(Ports::default()).await
    }

    /// The same, with a name server of the story's own.
    pub async fn start_at(ports: Ports) -> Self {
        let ahead = Arc::new(AtomicI64::new(0));
        let by = Arc::clone(&ahead);
        let system = clock::system();
        let clock = Clock::new(move || system.now() + chrono::Duration::seconds(by.load(Ordering::SeqCst)));
        Self { inner: Demonstration::start(ports, clock).await.unwrap(), ahead }
    }

    /// Lets time pass.
    pub fn pass(&self, minutes: i64) {
        self.ahead.fetch_add(minutes * 60, Ordering::SeqCst);
    }

    pub fn now(&self) -> chrono::DateTime<chrono::Utc> {
        clock::system().now() + chrono::Duration::seconds(self.ahead.load(Ordering::SeqCst))
    }

    /// The broker's own store: what is changed by it is known there at once.
    pub fn store(&self) -> Store {
        self.inner.store.clone()
    }

    /// Does something to the database that the broker does not expect.
    pub async fn sql(&self, statement: &'static str) {
        let url = format!("sqlite:{}", self.folder.path().join("anteroom.db").display());
        let mut connection = sqlx::SqliteConnection::connect(&url).await.unwrap();
        sqlx::query(statement).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    /// Somebody of Zonnehoek has no password any more.
    pub async fn remove_password(&self, address: &str) {
        let (store, now) = (self.store(), self.now());
        let id = store.find_organization_by_slug("zonnehoek").await.unwrap().unwrap();
        let user = store.organization(id).find_user(&address.parse().unwrap()).await.unwrap().unwrap();
        let event = AuditEvent {
            organization_id: Some(id),
            ..AuditEvent::new(random::id(now), now, AuditAction::PasswordChanged, "story")
        };
        store.organization(id).remove_password(user.id, None, &event).await.unwrap();
    }

    /// Changes `tenants.toml` and applies it, as `anteroom apply` does.
    pub async fn change(&self, from: &str, to: &str) {
        let path = self.folder.path().join("tenants.toml");
        let before = std::fs::read_to_string(&path).unwrap();
        assert!(before.contains(from), "tenants.toml has no {from:?}");
        let text = before.replacen(from, to, 1);
        std::fs::write(&path, &text).unwrap();
        let (store, now) = (self.store(), self.now());
        let ring = KeyRing::parse(&std::fs::read_to_string(self.folder.path().join("keys")).unwrap()).unwrap();
        let desired = desired::read("tenants.toml", &text, self.folder.path()).unwrap();
        let plan = apply::prepare(&store, &ring, &desired, now).await.unwrap();
        apply::carry_out(&store, &ring, &plan, "story", now).await.unwrap();
    }
}

impl Chromium {
    /// Opens the app and asks to sign in, whoever is signed in.
    pub async fn to_login(&self, demo: &Demonstration) {
        self.open(&format!("{}/sign-in?prompt=login", demo.app)).await;
        self.wait_for("form[action='/login']").await;
    }

    /// Types an address on the login page and asks for a code.
    pub async fn ask_code(&self, demo: &Demonstration, address: &str) {
        self.to_login(demo).await;
        if !self.has("#address").await {
            self.click("button[value=another]").await;
        }
        self.fill("#address", address).await;
        // Where no button offers it, *Continue* sends it.
        let offered = self.has("button[value=code]").await;
        self.click(if offered { "button[value=code]" } else { "button[value=address]" }).await;
        self.wait_for("input[autocomplete=one-time-code]").await;
    }

    /// Opens the mailbox in another tab, as a person does, waits for that many letters to an address, and reads the newest.
    pub async fn letter(&self, demo: &Demonstration, address: &str, at_least: usize) -> String {
        let here = self.client.window().await.unwrap();
        let tab = self.client.new_window(true).await.unwrap();
        self.client.switch_to_window(tab.handle).await.unwrap();
        let mut letters = Vec::new();
        for _ in 0..200 {
            letters = self.letters(demo, address).await;
            if letters.len() >= at_least {
                break;
            }
        }
        assert!(letters.len() >= at_least, "{} of {at_least} letters to {address}", letters.len());
        self.client.close_window().await.unwrap();
        self.client.switch_to_window(here).await.unwrap();
        letters.swap_remove(0)
    }

    /// Opens the mailbox; the letters to an address, the newest first.
    pub async fn letters(&self, demo: &Demonstration, address: &str) -> Vec<String> {
        self.open(&format!("{}/letters", demo.app)).await;
        let xpath = format!("//section[@class='letter'][.//span[@class='to']='{address}']//pre");
        let mut letters = Vec::new();
        for letter in self.client.find_all(Locator::XPath(&xpath)).await.unwrap() {
            letters.push(letter.text().await.unwrap());
        }
        letters
    }

    /// The code in the newest letter.
    pub async fn code(&self, demo: &Demonstration, address: &str, at_least: usize) -> String {
        let letter = self.letter(demo, address, at_least).await;
        read_code(&letter).unwrap_or_else(|| panic!("no code in {letter}"))
    }

    /// Types the code.
    pub async fn show(&self, code: &str) {
        self.fill("input[autocomplete=one-time-code]", code).await;
        self.click("button[value=verify]").await;
    }

    /// Picks an account on the stand-in's page.
    pub async fn pick(&self, address: &str) {
        self.sees(address).await;
        let xpath = format!("//button[@name='account'][contains(., '{address}')]");
        let button = self.client.find(Locator::XPath(&xpath)).await.unwrap();
        button.click().await.unwrap();
    }

    /// Signs in by Microsoft with a typed address.
    pub async fn by_microsoft(&self, demo: &Demonstration, address: &str) {
        self.to_login(demo).await;
        if !self.has("#address").await {
            self.click("button[value=another]").await;
        }
        self.fill("#address", address).await;
        self.click("button[value=address]").await;
        self.pick(address).await;
    }
}

/// The six digits on a line of their own.
pub fn read_code(letter: &str) -> Option<String> {
    let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
    letter.lines().map(str::trim).find(is_code).map(str::to_owned)
}
