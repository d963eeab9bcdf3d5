//! The one way out: bounded in time and size, follows no redirect, and reaches no address that points inwards (SSRF).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use ipnet::{Ipv4Net, Ipv6Net};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use url::{Host, Url};

use super::UpstreamSettings;

/// The most that an answer may hold, in bytes.
const LARGEST_ANSWER: usize = 512 * 1024;

/// Why there is no answer. Never holds what was sent or received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    /// No connection was made, so nothing was sent.
    #[error("no connection could be made")]
    Connect,
    /// It took too long.
    #[error("no answer in time")]
    Timeout,
    /// The connection broke.
    #[error("the connection broke")]
    Broken,
    /// The answer is larger than it may be.
    #[error("the answer is too large")]
    TooLarge,
    /// The address points inwards, or is not https.
    #[error("the address may not be reached")]
    Forbidden,
    /// The client could not be made.
    #[error("the HTTP client cannot be made")]
    Client,
}

/// An answer, all of it.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) body: Vec<u8>,
}

pub(super) struct Outbound {
    client: Client,
    allow_inward: bool,
}

impl Outbound {
    #[expect(clippy::disallowed_methods, reason = "this is the one client, and it is guarded here")]
    pub(super) fn new(settings: &UpstreamSettings) -> Result<Self, OutboundError> {
        let client = Client::builder()
            .redirect(Policy::none())
            .timeout(settings.timeout)
            .connect_timeout(settings.timeout.min(Duration::from_secs(3)))
            .pool_max_idle_per_host(32)
            .https_only(!settings.allow_inward)
            // A proxy taken from the environment would resolve names for us, past the guard.
            .no_proxy()
            .user_agent(concat!("anteroom/", env!("CARGO_PKG_VERSION")))
            .dns_resolver(Arc::new(Guard { allow_inward: settings.allow_inward }))
            .build()
            .map_err(|_| OutboundError::Client)?;
        Ok(Self { client, allow_inward: settings.allow_inward })
    }

    /// Reads an address. Tried once more where the first try broke: reading is safe to repeat.
    pub(super) async fn get(&self, url: &Url) -> Result<Answer, OutboundError> {
        self.permit(url)?;
        match self.send(self.client.get(url.clone())).await {
            Err(OutboundError::Connect | OutboundError::Broken) => self.send(self.client.get(url.clone())).await,
            other => other,
        }
    }

    /// Posts a form. Tried once more only where no connection was made: a code must not be redeemed twice.
    pub(super) async fn post(&self, url: &Url, form: &[(&str, &str)]) -> Result<Answer, OutboundError> {
        self.permit(url)?;
        let request = || self.client.post(url.clone()).header("accept", "application/json").form(form);
        match self.send(request()).await {
            Err(OutboundError::Connect) => self.send(request()).await,
            other => other,
        }
    }

    /// A host that is an address never reaches the resolver, so it is looked at here.
    fn permit(&self, url: &Url) -> Result<(), OutboundError> {
        let inward = match url.host() {
            Some(Host::Ipv4(ip)) => points_inwards(IpAddr::V4(ip)),
            Some(Host::Ipv6(ip)) => points_inwards(IpAddr::V6(ip)),
            Some(Host::Domain(_)) => false,
            None => true,
        };
        let permitted = self.allow_inward || (!inward && url.scheme() == "https");
        if permitted { Ok(()) } else { Err(OutboundError::Forbidden) }
    }

    async fn send(&self, request: RequestBuilder) -> Result<Answer, OutboundError> {
        let response = request.send().await.map_err(|error| kind(&error))?;
        let status = response.status();
        Ok(Answer { status, body: read(response).await? })
    }
}

/// Reads a body piece by piece, so that an endless one is left in time.
async fn read(mut response: Response) -> Result<Vec<u8>, OutboundError> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|error| kind(&error))? {
        if body.len() + piece.len() > LARGEST_ANSWER {
            return Err(OutboundError::TooLarge);
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

fn kind(error: &reqwest::Error) -> OutboundError {
    if error.is_timeout() {
        OutboundError::Timeout
    } else if error.is_connect() {
        OutboundError::Connect
    } else {
        OutboundError::Broken
    }
}

/// Resolves names, and leaves out what points inwards: a name of the outside may resolve to the inside (DNS rebinding).
struct Guard {
    allow_inward: bool,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_inward = self.allow_inward;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> =
                found.filter(|address| allow_inward || !points_inwards(address.ip())).collect();
            if allowed.is_empty() {
                return Err(Box::from(OutboundError::Forbidden));
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

/// Networks that are not the public internet (IANA special-purpose registries, RFC 6890).
const INWARD_V4: &[(Ipv4Addr, u8)] = &[
    (Ipv4Addr::UNSPECIFIED, 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 3),
];

/// Only global unicast addresses lead outside, and of these not the ones that wrap or document others.
const OUTWARD_V6: (Ipv6Addr, u8) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);
const INWARD_V6: &[(Ipv6Addr, u8)] = &[
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// Whether an address is not of the public internet.
fn points_inwards(ip: IpAddr) -> bool {
    let v4 = |(network, bits): &(Ipv4Addr, u8), ip: &Ipv4Addr| {
        Ipv4Net::new(*network, *bits).is_ok_and(|network| network.contains(ip))
    };
    let v6 = |(network, bits): &(Ipv6Addr, u8), ip: &Ipv6Addr| {
        Ipv6Net::new(*network, *bits).is_ok_and(|network| network.contains(ip))
    };
    match ip {
        IpAddr::V4(ip) => INWARD_V4.iter().any(|network| v4(network, &ip)),
        IpAddr::V6(ip) => !v6(&OUTWARD_V6, &ip) || INWARD_V6.iter().any(|network| v6(network, &ip)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_points_inwards_is_known() {
        let inward = [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.8.8.8",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "fc00::1",
            "fd00::1",
            "fe80::1",
            "ff02::1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
        ];
        for ip in inward {
            assert!(points_inwards(ip.parse().unwrap()), "{ip}");
        }
        for ip in ["20.190.160.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2603:1006:2000::1", "2a01:111::1"] {
            assert!(!points_inwards(ip.parse().unwrap()), "{ip}");
        }
    }

    #[tokio::test]
    async fn neither_an_inward_address_nor_an_inward_name_is_reached() {
        let outbound = Outbound::new(&UpstreamSettings::default()).unwrap();
        for url in ["https://169.254.169.254/latest", "https://[::1]/", "https://127.0.0.1:1/", "http://20.190.160.1/"]
        {
            let answer = outbound.get(&url.parse().unwrap()).await;
            assert_eq!(answer.err(), Some(OutboundError::Forbidden), "{url}");
        }
        // The name resolves, and everything that it resolves to is left out.
        let answer = outbound.get(&"https://localhost:1/".parse().unwrap()).await;
        assert_eq!(answer.err(), Some(OutboundError::Connect));
    }
}
