//! The brokers of a world: they start, take turns, stop, and others start in their place.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anteroom::app::Broker;
use anteroom::app::settings::Settings;
use anteroom::signin::SignIn;
use anteroom::store::Store;
use tokio::net::TcpListener;

use super::{SHARED_CLIENT_ID, World};

/// A second broker. Ends with the value.
pub struct Replica {
    pub base: String,
    process: std::process::Child,
}

impl Drop for Replica {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl World {
    /// A second broker on the same database: the real `anteroom serve`, in a process of its own, with the system's clock.
    pub async fn replica(&self) -> Replica {
        // A port that is free now; nobody else on this machine asks for it in the next instant.
        let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
        let process = std::process::Command::new(env!("CARGO_BIN_EXE_anteroom"))
            .arg("--config")
            .arg(self.folder.path().join("anteroom.toml"))
            .arg("serve")
            .env("ANTEROOM_LISTEN", format!("127.0.0.1:{port}"))
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let replica = Replica { base: format!("http://localhost:{port}"), process };
        let answers = async {
            while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(30), answers).await.expect("the replica does not answer");
        replica
    }

    /// All brokers stop, as they do for a new version; another one starts, at an address of its own.
    pub async fn restart(&mut self) {
        self.stop();
        self.start(|_| ()).await;
    }

    /// All brokers stop.
    pub fn stop(&mut self) {
        std::mem::take(&mut self.stop).cancel();
    }

    /// All brokers stop, and have come to the end of what they were at: nothing more comes from them.
    pub async fn end(&mut self) {
        self.stop();
        self.running.close();
        self.running.wait().await;
    }

    /// One more broker starts, with other settings than the rest; its address, and that of its operator's door.
    pub async fn start(&self, change: impl FnOnce(&mut Settings)) -> (String, String) {
        let mut settings = Settings::read(Some(&self.folder.path().join("anteroom.toml"))).unwrap();
        change(&mut settings);
        let broker = Broker::new(&settings, self.clock()).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let operations = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = |listener: &TcpListener| format!("http://{}", listener.local_addr().unwrap());
        let addresses = (address(&listener), address(&operations));
        self.running.spawn(broker.serve(listener, Some(operations), self.stop.clone()));
        addresses
    }

    /// One more broker, that answers and does nothing besides: sends no letters, chains nothing. Its address and its store.
    pub async fn quiet_broker(&self) -> (String, Store) {
        let settings = Settings::read(Some(&self.folder.path().join("anteroom.toml"))).unwrap();
        let broker = Broker::new(&settings, self.clock()).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let (router, store) = (broker.public(), broker.store().clone());
        let stopped = self.stop.clone();
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(
            async move { axum::serve(listener, service).with_graceful_shutdown(stopped.cancelled_owned()).await },
        );
        (base, store)
    }

    /// Ends the broker, and has one in its place that answers and does nothing besides.
    pub async fn only_answers(&mut self) {
        self.stop();
        (self.base, self.store) = self.quiet_broker().await;
    }

    /// The way of a sign-in, as a broker with these settings goes it.
    pub async fn sign_in(&self) -> Arc<SignIn> {
        let settings = Settings::read(Some(&self.folder.path().join("anteroom.toml"))).unwrap();
        Arc::clone(Broker::new(&settings, self.clock()).await.unwrap().sign_in())
    }
}

/// Leads each connection to the next of several brokers.
pub(super) async fn take_turns(listener: TcpListener, brokers: Vec<SocketAddr>) {
    for turn in 0.. {
        let Ok((mut from, _)) = listener.accept().await else { return };
        let broker = brokers[turn % brokers.len()];
        tokio::spawn(async move {
            let mut to = tokio::net::TcpStream::connect(broker).await?;
            tokio::io::copy_bidirectional(&mut from, &mut to).await
        });
    }
}

pub(super) fn settings(
    folder: &Path,
    base: &str,
    database_url: &str,
    (entra, google): (&str, &str),
    (mail, dns): (u16, SocketAddr),
) -> Settings {
    std::fs::write(folder.join("database"), database_url).unwrap();
    let text = format!(
        r#"
        public_url = "{base}"
        database_url = {{ file = "database" }}
        keys = {{ file = "keys" }}
        trusted_proxies = ["127.0.0.1/32"]
        upstream_timeout_seconds = 2
        development_authority = "{entra}"
        development_google = "{google}"
        development_allow_inward = true
        [mail]
        from = "Sign-in <login@broker.example>"
        host = "localhost"
        port = {mail}
        username = "anteroom"
        password = {{ file = "mail-password" }}
        authority = "mail-authority"
        [admin]
        organization = "vendor"
        [dns]
        servers = ["{dns}"]
        timeout_seconds = 1
        [checks]
        nightly = false
        [shared_registration]
        client_id = "{SHARED_CLIENT_ID}"
        client_secret = {{ file = "shared" }}
        "#
    );
    let path = folder.join("anteroom.toml");
    std::fs::write(&path, text).unwrap();
    Settings::read(Some(&path)).unwrap()
}
