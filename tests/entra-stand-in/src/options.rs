//! Settings of a stand-in.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use url::Url;

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// How a stand-in is to be.
#[derive(Clone)]
pub struct Options {
    /// What time it is. The default is the machine's.
    pub clock: Clock,
    /// The port on 127.0.0.1; 0, the default, is any free one.
    pub port: u16,
    /// How it is addressed, where that is not `http://127.0.0.1:{port}`. Issuers are made of it.
    pub base_url: Option<Url>,
    /// Whether a `login_hint` that names a person signs them in without a page, as if they had typed their password.
    pub auto_sign_in: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { clock: Arc::new(machine_time), port: 0, base_url: None, auto_sign_in: false }
    }
}

impl Options {
    /// Sets the clock.
    #[must_use]
    pub fn clock(mut self, clock: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Sets the port.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets how it is addressed.
    #[must_use]
    pub fn base_url(mut self, base_url: Url) -> Self {
        self.base_url = Some(base_url);
        self
    }

    /// Signs people in by `login_hint`, without a page.
    #[must_use]
    pub fn auto_sign_in(mut self) -> Self {
        self.auto_sign_in = true;
        self
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the clock for whoever does not bring one")]
fn machine_time() -> DateTime<Utc> {
    Utc::now()
}
