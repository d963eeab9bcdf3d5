//! A world of its own for each test: hospitals, a stand-in for Entra ID, a broker on a free port, a clock that is held.

mod brokers;
mod databases;

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anteroom::app::Broker;
use anteroom::domain::audit::AuditEvent;
use anteroom::domain::clock::Clock;
use anteroom::domain::id::{OrganizationId, SignInId};
use anteroom::domain::reason::Reason;
use anteroom::keys::password::PasswordHasher;
use anteroom::keys::ring::KeyRing;
use anteroom::store::Store;
use anteroom::tenancy::{apply, desired};
use chrono::{DateTime, Utc};
use entra_stand_in::{EntraStandIn, OpenIdStandIn, Options, Person, Registration, Tenant};
use sqlx::Connection;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use url::Url;
use uuid::Uuid;

use crate::browser::Browser;
pub use crate::mail_server::Letter;
use crate::mail_server::{MAIL_PASSWORD, MailServer};
use crate::name_server::NameServer;

use brokers::{settings, take_turns};
use databases::{postgres_database, sqlite_database};

/// The directory of the hospital that most stories are about.
pub const TID: Uuid = Uuid::from_u128(0x1111_1111_1111_4111_8111_1111_1111_1111);
/// The directory that a hospital group's two organizations share.
pub const GROUP_TID: Uuid = Uuid::from_u128(0x2222_2222_2222_4222_8222_2222_2222_2222);
/// A directory that no hospital has connected.
pub const FOREIGN_TID: Uuid = Uuid::from_u128(0x3333_3333_3333_4333_8333_3333_3333_3333);
/// The hospital's own registration.
pub const CLIENT_ID: Uuid = Uuid::from_u128(0xaaaa_aaaa_aaaa_4aaa_8aaa_aaaa_aaaa_aaaa);
/// The shared registration.
pub const SHARED_CLIENT_ID: Uuid = Uuid::from_u128(0xbbbb_bbbb_bbbb_4bbb_8bbb_bbbb_bbbb_bbbb);
/// Anna de Vries's account.
pub const ANNA: Uuid = Uuid::from_u128(0xa001);

/// Secrets that must be seen nowhere.
pub const ENTRA_SECRET: &str = "canary-entra-client-secret-0123456789abcdef";
/// The web app's.
pub const APP_SECRET: &str = "canary-application-secret-0123456789abcdef0123";
/// The shared registration's.
pub const SHARED_SECRET: &str = "canary-shared-registration-secret-0123456789";

/// All of it.
pub struct World {
    pub base: String,
    pub entra: EntraStandIn,
    pub google: OpenIdStandIn,
    pub store: Store,
    /// Those of all brokers.
    stores: Vec<Store>,
    /// Theirs too: what hashes passwords.
    pub hashers: Vec<PasswordHasher>,
    /// The addresses of the brokers that take turns, each its own.
    pub replicas: Vec<String>,
    pub ring: Arc<KeyRing>,
    pub key_line: String,
    pub database_url: String,
    pub tenants: String,
    pub folder: tempfile::TempDir,
    pub mail: MailServer,
    /// Whom the brokers ask for domains.
    pub dns: NameServer,
    time: Arc<AtomicI64>,
    stop: CancellationToken,
    running: TaskTracker,
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// A clock that shows what is in `time`, in milliseconds since 1970.
fn held(time: &Arc<AtomicI64>) -> impl Fn() -> DateTime<Utc> + Send + Sync + 'static {
    let time = Arc::clone(time);
    move || DateTime::from_timestamp_millis(time.load(Ordering::SeqCst)).unwrap()
}

impl World {
    /// On `SQLite`.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = sqlite_database(folder.path()).await;
        Self::new(folder, url).await
    }

    /// On `PostgreSQL`, in a database of its own.
    pub async fn postgres() -> Self {
        Self::new(tempfile::tempdir().unwrap(), postgres_database().await).await
    }

    /// On `SQLite`, with two brokers that take turns on every connection.
    pub async fn sqlite_replicas() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = sqlite_database(folder.path()).await;
        Self::with_brokers(folder, url, 2).await
    }

    /// On `PostgreSQL`, with two brokers that take turns on every connection.
    pub async fn postgres_replicas() -> Self {
        Self::with_brokers(tempfile::tempdir().unwrap(), postgres_database().await, 2).await
    }

    async fn new(folder: tempfile::TempDir, database_url: String) -> Self {
        Self::with_brokers(folder, database_url, 1).await
    }

    async fn with_brokers(folder: tempfile::TempDir, database_url: String, brokers: usize) -> Self {
        let start = "2026-11-23T09:00:00Z".parse::<DateTime<Utc>>().unwrap();
        let time = Arc::new(AtomicI64::new(start.timestamp_millis()));
        let entra = EntraStandIn::start(Options::default().clock(held(&time)).auto_sign_in()).await.unwrap();
        let google = OpenIdStandIn::google(held(&time)).await.unwrap();
        let key_line = KeyRing::generate_line("test").to_string();
        let ring = Arc::new(KeyRing::parse(&key_line).unwrap());
        for (name, secret) in [("entra", ENTRA_SECRET), ("app", APP_SECRET), ("shared", SHARED_SECRET)] {
            std::fs::write(folder.path().join(name), secret).unwrap();
        }
        std::fs::write(folder.path().join("keys"), &key_line).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let mail = MailServer::start().await;
        let dns = NameServer::start().await;
        std::fs::write(folder.path().join("mail-authority"), MailServer::authority()).unwrap();
        std::fs::write(folder.path().join("mail-password"), MAIL_PASSWORD).unwrap();
        let providers = (entra.base_url(), google.base_url());
        let settings = settings(folder.path(), &base, &database_url, providers, (mail.port(), dns.address));
        let store = Store::connect(&settings.store().unwrap()).await.unwrap();
        let mut world = Self {
            base,
            entra,
            google,
            store,
            stores: Vec::new(),
            hashers: Vec::new(),
            replicas: Vec::new(),
            ring,
            key_line,
            database_url,
            tenants: include_str!("../tenants.toml").to_owned(),
            folder,
            mail,
            dns,
            time,
            stop: CancellationToken::new(),
            running: TaskTracker::new(),
        };
        world.store.migrate().await.unwrap();
        world.apply().await;
        world.connect_entra().await;
        if brokers == 1 {
            let broker = Broker::new(&settings, world.clock()).await.unwrap();
            world.store = broker.store().clone();
            world.running.spawn(broker.serve(listener, None, world.stop.clone()));
            return world;
        }
        let mut addresses = Vec::new();
        for _ in 0..brokers {
            let broker = Broker::new(&settings, world.clock()).await.unwrap();
            world.store = broker.store().clone();
            world.stores.push(broker.store().clone());
            world.hashers.push(broker.passwords().clone());
            let own = TcpListener::bind("127.0.0.1:0").await.unwrap();
            addresses.push(own.local_addr().unwrap());
            world.replicas.push(format!("http://{}", own.local_addr().unwrap()));
            world.running.spawn(broker.serve(own, None, world.stop.clone()));
        }
        tokio::spawn(take_turns(listener, addresses));
        world
    }

    /// The letters that have been sent, once there are as many as these, as a mailbox shows them: one that came twice stands there once.
    /// It does where the clock is set ahead while a letter is on its way, and with it past the time that its sender had.
    pub async fn letters(&self, at_least: usize) -> Vec<Letter> {
        for _ in 0..1_000 {
            let mut seen = HashSet::new();
            let mut letters = self.mail.letters();
            letters.retain(|letter| seen.insert(letter.header("Message-ID").to_owned()));
            if letters.len() >= at_least && self.store.count_letters().await.unwrap() == 0 {
                return letters;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("there are no {at_least} letters");
    }

    /// The newest code that was sent to an address, once there are as many letters as these.
    pub async fn code(&self, at_least: usize, address: &str) -> String {
        let letters = self.letters(at_least).await;
        let mut own = letters.iter().rev().filter(|letter| letter.header("To") == address);
        own.find_map(Letter::code).unwrap_or_else(|| panic!("no code for {address}"))
    }

    /// Sets the clock that is held to what the system's shows: for a story with a second process in it.
    pub fn set_clock_to_system(&self) {
        self.time.store(anteroom::app::clock::system().now().timestamp_millis(), Ordering::SeqCst);
    }

    pub fn clock(&self) -> Clock {
        Clock::new(held(&self.time))
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock().now()
    }

    /// Lets time pass.
    pub fn pass(&self, duration: chrono::Duration) {
        self.time.fetch_add(duration.num_milliseconds(), Ordering::SeqCst);
    }

    /// Applies the world's `tenants.toml`, as `anteroom apply` does.
    pub async fn apply(&self) {
        let desired = desired::read("tenants.toml", &self.tenants, self.folder.path());
        let desired = desired.unwrap_or_else(|error| panic!("{:#?}", error.lines()));
        let plan = apply::prepare(&self.store, &self.ring, &desired, self.now()).await.unwrap();
        apply::carry_out(&self.store, &self.ring, &plan, "test", self.now()).await.unwrap();
    }

    /// Whether the world's `tenants.toml` can be applied; the error where not.
    pub async fn try_change(&mut self, from: &str, to: &str) -> Result<(), String> {
        let tenants = self.tenants.replacen(from, to, 1);
        let desired =
            desired::read("tenants.toml", &tenants, self.folder.path()).map_err(|error| error.lines().join("\n"))?;
        let plan = apply::prepare(&self.store, &self.ring, &desired, self.now()).await;
        plan.map(drop).map_err(|error| error.to_string())
    }

    /// Replaces a piece of `tenants.toml` and applies it.
    pub async fn change(&mut self, from: &str, to: &str) {
        assert!(self.tenants.contains(from), "tenants.toml has no {from:?}");
        self.tenants = self.tenants.replacen(from, to, 1);
        self.apply().await;
        self.hear();
    }

    /// Lets every broker hear of what has changed. Within a second they do by themselves; no story waits for that.
    pub fn hear(&self) {
        self.stores.iter().for_each(Store::forget_configuration);
    }

    /// Registers the broker at the stand-in, with the addresses that the connections have.
    async fn connect_entra(&self) {
        let callback = |id: String| format!("{}/login/callback/{id}", self.base);
        let st_janshof = self.organization("st-janshof").await;
        let own = self.store.find_configuration(st_janshof).await.unwrap().unwrap().connections[0].id;
        self.entra.add_tenant(Tenant::new(TID, "St. Janshof").domain("st-janshof.example"));
        self.entra.add_tenant(
            Tenant::new(GROUP_TID, "Delta Group").domain("delta-noord.example").domain("delta-zuid.example"),
        );
        self.entra.add_tenant(Tenant::new(FOREIGN_TID, "Elsewhere").domain("elsewhere.example"));
        let registration = Registration::new(CLIENT_ID.to_string(), "Anteroom")
            .redirect_uri(callback(own.to_string()))
            .secret(ENTRA_SECRET)
            .recommended_claims();
        self.entra.add_registration(TID, registration);
        let shared = Registration::new(SHARED_CLIENT_ID.to_string(), "Anteroom shared")
            .redirect_uri(callback("entra".to_owned()))
            .secret(SHARED_SECRET)
            .recommended_claims()
            .multi_tenant()
            .consented_in(GROUP_TID)
            .consented_in(FOREIGN_TID);
        self.entra.add_registration(GROUP_TID, shared);
        self.person(TID, ANNA, "a.devries@st-janshof.example");
        self.person(TID, Uuid::from_u128(0xa002), "p.patient@st-janshof.example");
        self.person(TID, Uuid::from_u128(0xa003), "s.suspended@st-janshof.example");
        self.person(TID, Uuid::from_u128(0xa004), "n.nobody@st-janshof.example");
        self.person(TID, Uuid::from_u128(0xa005), "b.bakker@st-janshof.example");
        self.person(GROUP_TID, Uuid::from_u128(0xb001), "n.noord@delta-noord.example");
        self.person(GROUP_TID, Uuid::from_u128(0xb002), "z.zuid@delta-zuid.example");
        self.person(FOREIGN_TID, Uuid::from_u128(0xc001), "x@elsewhere.example");
    }

    /// A person of a directory, whose login name is their address.
    pub fn person(&self, tid: Uuid, oid: Uuid, email: &str) {
        self.entra.add_person(tid, Person::new(oid, email).mail(email).name("Given", "Family"));
    }

    pub async fn organization(&self, slug: &str) -> OrganizationId {
        self.store.find_organization_by_slug(slug).await.unwrap().unwrap()
    }

    /// A browser with no cookies.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.base)
    }

    /// The last event of the audit log that belongs to an attempt.
    pub async fn last_event(&self, organization: &str, sign_in: SignInId) -> AuditEvent {
        let id = self.organization(organization).await;
        let events = self.store.organization(id).list_audit_of_sign_in(sign_in).await.unwrap();
        events.into_iter().next_back().expect("no audit event of this sign-in")
    }

    /// The audit log of an organization, oldest first.
    pub async fn events(&self, organization: &str) -> Vec<AuditEvent> {
        let id = self.organization(organization).await;
        let mut events = self.store.organization(id).list_audit_events(10_000).await.unwrap();
        events.sort_by_key(|event| event.id);
        events
    }

    /// The log of no organization's own has a refusal for a reason.
    pub async fn logged_without_organization(&self, expected: Reason) {
        let events = self.store.list_audit_events(10_000).await.unwrap();
        let mut reasons = events.iter().filter(|event| event.organization_id.is_none()).map(|event| &event.reason);
        assert!(reasons.any(|reason| reason.as_deref() == Some(expected.code())), "{events:#?}");
    }

    /// How many statements and write transactions the broker has run.
    pub fn counts(&self) -> (u64, u64) {
        let counts = self.store.counters();
        (counts.statements, counts.write_transactions)
    }

    /// What a query finds that no part of the broker asks.
    pub async fn query<T>(&self, sql: &'static str) -> T
    where
        T: Send + Unpin + sqlx::Type<sqlx::Sqlite> + sqlx::Type<sqlx::Postgres>,
        T: for<'r> sqlx::Decode<'r, sqlx::Sqlite> + for<'r> sqlx::Decode<'r, sqlx::Postgres>,
    {
        if self.database_url.starts_with("sqlite:") {
            let mut connection = sqlx::SqliteConnection::connect(&self.database_url).await.unwrap();
            return sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap();
        }
        let mut connection = sqlx::PgConnection::connect(&self.database_url).await.unwrap();
        sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap()
    }

    /// Another provider that keeps the world's time.
    pub async fn other_provider(&self) -> OpenIdStandIn {
        OpenIdStandIn::other(held(&self.time)).await.unwrap()
    }

    /// The address of the stand-in.
    pub fn entra_url(&self) -> Url {
        self.entra.base_url().parse().unwrap()
    }
}
