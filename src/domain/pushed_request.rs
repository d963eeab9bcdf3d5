//! An authorization request that an application has pushed, and that a browser has not brought yet (RFC 9126).

use std::net::IpAddr;

use chrono::{DateTime, Duration, Utc};

use super::application::{Application, ClientAuthentication};
use super::grant::TokenHash;
use super::id::ApplicationId;
use super::limit::{Limit, Limited, network};

/// How long it waits for its browser, which is on its way (RFC 9126, 2.2; FAPI 2.0, 5.3.2.2 allows ten minutes).
pub const LIFETIME: Duration = Duration::seconds(60);
/// The most bytes that are kept of one. What comes of it travels in a cookie, which holds less.
pub const LARGEST: usize = 16 * 1024;

/// Requests of an application that proves itself: so many that nobody waits, so few that a mistake in a loop fills no table.
const BY_APPLICATION: Limit = Limit { burst: 6_000, every: Duration::milliseconds(10) };
/// Requests in the name of a public client, which anybody can send, from one network: a hospital's staff sit behind one.
const BY_NETWORK: Limit = Limit { burst: 300, every: Duration::milliseconds(200) };

/// A request that waits.
#[derive(Clone)]
pub struct PushedRequest {
    /// The hash of the random part of its `request_uri`: 256 bits.
    pub hash: TokenHash,
    /// The application that has pushed it.
    pub application_id: ApplicationId,
    /// Its parameters, as a form; nothing in it proves the application.
    pub parameters: String,
    /// When it is too late.
    pub expires_at: DateTime<Utc>,
}

/// How often an application may push requests. Where anybody can do it in its name, those of one network cannot shut out the others.
pub fn limit(application: &Application, ip: Option<IpAddr>) -> Limited {
    let id = application.id;
    if application.authentication != ClientAuthentication::None {
        return Limited { key: format!("request pushed by {id}"), limit: BY_APPLICATION };
    }
    let network = ip.map_or_else(String::new, |ip| network(ip).to_string());
    Limited { key: format!("request pushed for {id} by network {network}"), limit: BY_NETWORK }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::application::tests::application;

    #[test]
    fn nobody_uses_up_what_an_application_that_proves_itself_may_push() {
        let public = application();
        let ip = |text: &str| text.parse().ok();
        assert_ne!(limit(&public, ip("192.0.2.1")), limit(&public, ip("198.51.100.1")));
        assert_eq!(limit(&public, ip("192.0.2.1")), limit(&public, ip("192.0.2.2")));
        let confidential = Application { authentication: ClientAuthentication::PrivateKeyJwt, ..application() };
        assert_ne!(limit(&confidential, ip("192.0.2.1")).key, limit(&public, ip("192.0.2.1")).key);
        assert_eq!(limit(&confidential, ip("192.0.2.1")), limit(&confidential, ip("198.51.100.1")));
    }
}
