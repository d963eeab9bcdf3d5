//! The demonstration: three servers on this machine, which end with it, and a database in a temporary folder.

mod hospitals;
mod loading;
mod sample_app;

use std::net::{Ipv4Addr, SocketAddr};

use anteroom::app::Broker;
use anteroom::app::settings::Settings;
use anteroom::domain::clock::Clock;
use anteroom::keys::ring::KeyRing;
use anteroom::store::Store;
use anyhow::Context;
use axum::Router;
use chrono::{DateTime, Utc};
use entra_stand_in::{Handle, Options};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

use hospitals::{By, HOSPITALS};
use loading::{Loading, Secrets};
use sample_app::{SampleApp, Suggestion};

/// Where each server listens on 127.0.0.1; 0 is any free port.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ports {
    pub broker: u16,
    pub entra: u16,
    pub app: u16,
    /// Whom the broker asks for domains; the machine's own name servers, where nobody is named.
    pub dns: Option<SocketAddr>,
}

/// A running demonstration. Dropping it ends all of it.
pub struct Demonstration {
    /// The address of the broker.
    pub broker: String,
    /// By which the world at Microsoft is arranged.
    pub stand_in: Handle,
    /// What the broker stores.
    pub store: Store,
    /// The address of the sample web app: what a person opens.
    pub app: String,
    /// Where all of it lies, `anteroom.toml` and `tenants.toml` too.
    pub folder: TempDir,
    _end: DropGuard,
}

impl Demonstration {
    /// Starts the three servers and loads the hospitals.
    pub async fn start(ports: Ports, clock: Clock) -> anyhow::Result<Self> {
        let (broker_listener, broker) = listen(ports.broker).await?;
        let (entra_listener, entra) = listen(ports.entra).await?;
        let (app_listener, app) = listen(ports.app).await?;
        let end = CancellationToken::new();
        let folder = tempfile::tempdir().context("cannot make a temporary folder")?;

        let stand_in = {
            let clock = clock.clone();
            Handle::new(Options::default().base_url(entra.parse()?).clock(move || clock.now()))
        };
        serve(entra_listener, stand_in.router(), &end);

        let key_line = KeyRing::generate_line("demo");
        std::fs::write(folder.path().join("keys"), key_line.as_str())?;
        let settings = settings(&folder, &broker, &entra, ports.dns)?;
        let secrets = Secrets::write(folder.path())?;
        let server = Broker::new(&settings, clock.clone()).await?;
        let ring = KeyRing::parse(&key_line)?;
        let store = server.store().clone();
        let this = Self { broker, stand_in, store, app, folder, _end: end.clone().drop_guard() };
        this.loading(clock.now()).load(&this.store, &ring, &secrets).await?;
        let token = end.clone();
        tokio::spawn(async move {
            if let Err(error) = server.serve(broker_listener, None, token).await {
                eprintln!("demo: the broker stopped: {error:#}");
            }
        });

        let suggestions = HOSPITALS.iter().flat_map(|hospital| {
            hospital.visitors.iter().map(move |visitor| Suggestion {
                organization: hospital.name,
                name: format!("{} {}", visitor.given, visitor.family),
                address: visitor.address,
                outcome: visitor.outcome,
                by_code: visitor.by == By::Code,
            })
        });
        let letters = this.folder.path().join("letters");
        let sample = SampleApp::new(&this.broker, &this.app, &secrets.app, letters, suggestions.collect())?;
        serve(app_listener, sample.router(), &end);
        Ok(this)
    }

    fn loading(&self, now: DateTime<Utc>) -> Loading<'_> {
        Loading { folder: self.folder.path(), broker: &self.broker, app: &self.app, entra: &self.stand_in, now }
    }

    /// What to open, and whom to sign in as; 80 columns wide.
    pub fn guide(&self) -> String {
        use std::fmt::Write;

        let mut text = String::new();
        let _ = write!(
            text,
            "\nAnteroom, all on this machine. Nothing leaves it; Ctrl-C ends it.\n\n  \
             Open   {app}           a sample web app\n         {app}/letters   the letters that were sent\n         {broker}           the broker\n         {entra}           the stand-in for Microsoft\n\n\
             anteroom.toml, tenants.toml and the database: {folder}\n\n\
             Support's command line, signed in as one of its people:\n  \
             cargo run -p anteroomctl -- --url {broker} login\n\n\
             At the stand-in nobody has a password. Sign in as:\n",
            folder = self.folder.path().display(),
            app = self.app,
            broker = self.broker,
            entra = self.stand_in.base_url(),
        );
        for hospital in HOSPITALS {
            let _ = writeln!(text, "\n{}: {}", hospital.name, hospital.trust.description());
            for visitor in hospital.visitors {
                let by = if visitor.by == By::Code { "code: " } else { "" };
                let _ = writeln!(text, "  {:<33}{by}{}", visitor.address, visitor.outcome);
            }
        }
        text
    }
}

/// Binds a port; what the world calls it.
async fn listen(port: u16) -> anyhow::Result<(TcpListener, String)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
    let listener = listener.with_context(|| format!("cannot listen on 127.0.0.1:{port}"))?;
    let address = format!("http://localhost:{}", listener.local_addr()?.port());
    Ok((listener, address))
}

fn serve(listener: TcpListener, router: Router, end: &CancellationToken) {
    let end = end.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = async { axum::serve(listener, router).await } => {}
            () = end.cancelled() => {}
        }
    });
}

/// The broker's settings. Read from text alone: the environment may hold those of a real broker.
fn settings(folder: &TempDir, broker: &str, entra: &str, dns: Option<SocketAddr>) -> anyhow::Result<Settings> {
    let path = folder.path().display();
    std::fs::write(folder.path().join("database"), format!("sqlite:{path}/anteroom.db"))?;
    let servers = dns.map(|server| format!("servers = [\"{server}\"]")).unwrap_or_default();
    let text = format!(
        r#"
        public_url = "{broker}"
        listen = "{listen}"
        database_url = {{ file = "{path}/database" }}
        migrate_at_start = true
        keys = {{ file = "{path}/keys" }}
        development_authority = "{entra}"
        development_allow_inward = true
        [mail]
        from = "Sign-in <login@anteroom.example>"
        folder = "{path}/letters"
        [admin]
        organization = "{provider}"
        [dns]
        {servers}
        [shared_registration]
        client_id = "{client_id}"
        client_secret = {{ file = "{path}/shared-secret" }}
        "#,
        client_id = hospitals::SHARED_CLIENT_ID,
        provider = hospitals::PROVIDER,
        listen = broker.replace("http://localhost", "127.0.0.1"),
    );
    std::fs::write(folder.path().join("anteroom.toml"), &text)?;
    Ok(toml::from_str(&text)?)
}
