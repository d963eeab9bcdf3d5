//! The one way out: bounded in time and size, follows no redirect, and reaches no address that points inwards (SSRF).
//!
//! `openidconnect` asks through [`Within`], which is the way out narrowed to one origin: what a hostile document names
//! elsewhere is not reached.

use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use http::header::{CONTENT_TYPE, DATE, LOCATION, RETRY_AFTER};
use http::{HeaderMap, StatusCode};
use ipnet::{Ipv4Net, Ipv6Net};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, Request, Response};
use url::{Host, Origin, Url};

use super::UpstreamSettings;
use crate::domain::secret::Secret;

/// The most that metadata or a key set may hold, in bytes.
pub(super) const LARGEST_DOCUMENT: usize = 1024 * 1024;
/// The most that an answer of the token endpoint may hold, in bytes.
pub(super) const LARGEST_TOKENS: usize = 256 * 1024;
/// How much is read of what somebody says who was told something, in bytes: so much that the connection can be used again.
const LARGEST_REPLY: usize = 1024;
/// The most time that making a connection may take: long enough for one lost packet, short enough to try again.
const LONGEST_CONNECT: Duration = Duration::from_secs(3);
/// The most time that telling somebody something may take: they are not asked for anything, and others wait.
const LONGEST_TELLING: Duration = Duration::from_secs(30);
/// A connection that lies idle for longer is not used again: the other side may have given it up, and what is sent into it
/// is lost, which for a code means a sign-in.
const IDLE: Duration = Duration::from_mins(1);

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
    /// The other side has trouble, or asks to come back later, and says no more than that (HTTP 429, 5xx).
    #[error("the other side has trouble")]
    Unavailable,
    /// The address points inwards, is not https, or is not of the origin that it must be of.
    #[error("the address may not be reached")]
    Forbidden,
    /// The client, or a request, could not be made.
    #[error("the HTTP client cannot be made")]
    Client,
}

impl OutboundError {
    /// What is shown in the place of an answer.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Connect => "no_connection",
            Self::Timeout => "timeout",
            Self::Broken => "broken",
            Self::Forbidden => "forbidden",
            Self::TooLarge | Self::Unavailable | Self::Client => "not_sent",
        }
    }
}

pub(super) struct Outbound {
    client: Client,
    allow_inward: bool,
    timeout: Duration,
}

/// What somebody answered who was told something. What they said is read and forgotten: it is nothing that anybody here asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The status.
    pub status: StatusCode,
    /// `Retry-After`, as it came.
    pub retry_after: Option<String>,
}

/// What somebody answered who was asked with a token.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    /// How long to wait before asking again, where it says so in seconds (RFC 9110, 10.2.3).
    pub(super) retry_after: Option<Duration>,
    pub(super) body: Vec<u8>,
}

/// The way out, to one origin, for answers of one size.
pub(super) struct Within<'a> {
    outbound: &'a Outbound,
    origin: Origin,
    largest: usize,
    /// Of the last answer. The library keeps it from whoever asks through it.
    status: AtomicU16,
}

impl Outbound {
    #[expect(clippy::disallowed_methods, reason = "this is the one client, and it is guarded here")]
    pub(super) fn new(settings: &UpstreamSettings) -> Result<Self, OutboundError> {
        let client = Client::builder()
            .redirect(Policy::none())
            .timeout(settings.timeout)
            .connect_timeout(settings.timeout.min(LONGEST_CONNECT))
            .pool_max_idle_per_host(32)
            .pool_idle_timeout(IDLE)
            // HTTP/2 finds out by itself when a connection has died, before a code is sent into it.
            .http2_keep_alive_interval(Duration::from_secs(20))
            .http2_keep_alive_timeout(Duration::from_secs(5))
            .http2_keep_alive_while_idle(true)
            .https_only(!settings.allow_inward)
            // A proxy taken from the environment would resolve names for us, past the guard.
            .no_proxy()
            .user_agent(concat!("anteroom/", env!("CARGO_PKG_VERSION")))
            .dns_resolver(Arc::new(Guard { allow_inward: settings.allow_inward }))
            .build()
            .map_err(|_| OutboundError::Client)?;
        Ok(Self { client, allow_inward: settings.allow_inward, timeout: settings.timeout })
    }

    /// The way out to an authority's origin, for answers of at most `largest` bytes.
    pub(super) fn within(&self, authority: &Url, largest: usize) -> Within<'_> {
        Within { outbound: self, origin: authority.origin(), largest, status: AtomicU16::new(0) }
    }

    /// Tells somebody something. Not sent again by itself, and no redirect is followed: 3xx is an answer like any other.
    pub(super) async fn tell(&self, url: &Url, headers: HeaderMap, body: String) -> Result<Told, OutboundError> {
        if !self.permits(url) {
            return Err(OutboundError::Forbidden);
        }
        let request =
            self.client.post(url.clone()).headers(headers).body(body).timeout(self.timeout.min(LONGEST_TELLING));
        let response = request.send().await.map_err(|error| kind(&error))?;
        let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let told = Told { status: response.status(), retry_after: retry_after.map(str::to_owned) };
        // The answer is the status. A body that is larger, slower or broken changes nothing of it.
        drop(read(response, LARGEST_REPLY).await);
        Ok(told)
    }

    /// Asks an API with a token. The caller makes sure of the origin: the token is shown to whoever is asked.
    pub(super) async fn ask(&self, url: &Url, token: &Secret, largest: usize) -> Result<Answer, OutboundError> {
        if !self.permits(url) {
            return Err(OutboundError::Forbidden);
        }
        let request = self.client.get(url.clone()).bearer_auth(token.expose());
        let response = request.send().await.map_err(|error| kind(&error))?;
        let status = response.status();
        let seconds = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
        let body = read(response, largest).await?;
        Ok(Answer { status, retry_after: seconds.map(Duration::from_secs), body })
    }

    /// Whether an address leads outside, as far as it can be told without resolving its name. A host that is an address never reaches
    /// the resolver, so it is looked at here.
    pub(super) fn permits(&self, url: &Url) -> bool {
        let inward = match url.host() {
            Some(Host::Ipv4(ip)) => points_inwards(IpAddr::V4(ip)),
            Some(Host::Ipv6(ip)) => points_inwards(IpAddr::V6(ip)),
            Some(Host::Domain(_)) => false,
            None => true,
        };
        self.allow_inward || (!inward && url.scheme() == "https")
    }

    async fn send(&self, request: Request, largest: usize) -> Result<HttpResponse, OutboundError> {
        let response = self.client.execute(request).await.map_err(|error| kind(&error))?;
        let (status, mut headers) = (response.status(), HeaderMap::new());
        for name in [CONTENT_TYPE, DATE, LOCATION] {
            if let Some(value) = response.headers().get(&name) {
                headers.insert(name, value.clone());
            }
        }
        let body = read(response, largest).await?;
        let json = headers.get(CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"application/json"));
        if (status.is_server_error() || status.as_u16() == 429) && !json {
            return Err(OutboundError::Unavailable);
        }
        let mut response = HttpResponse::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

impl Within<'_> {
    /// Reads what is at an address, whatever that answers: a redirect is an answer, and is not followed.
    pub(super) async fn read(&self, url: &str) -> Result<HttpResponse, OutboundError> {
        let mut request = HttpRequest::new(Vec::new());
        *request.uri_mut() = url.parse().map_err(|_| OutboundError::Client)?;
        self.exchange(request).await
    }

    /// Sends a request, and once more where that is safe: a reading that broke, or anything before there was a connection. A
    /// code that may have arrived is not sent again: it would be refused, and what was got with it revoked (RFC 6749, 4.1.2).
    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, OutboundError> {
        let request = Request::try_from(request).map_err(|_| OutboundError::Client)?;
        if !self.outbound.permits(request.url()) || request.url().origin() != self.origin {
            return Err(OutboundError::Forbidden);
        }
        let again = request.try_clone();
        let reads = request.method() == http::Method::GET;
        let answer = match (self.outbound.send(request, self.largest).await, again) {
            (Err(OutboundError::Connect), Some(again)) => self.outbound.send(again, self.largest).await,
            (Err(OutboundError::Broken), Some(again)) if reads => self.outbound.send(again, self.largest).await,
            (answer, _) => answer,
        };
        self.status.store(answer.as_ref().map_or(0, |answer| answer.status().as_u16()), Ordering::Relaxed);
        answer
    }

    /// The status of the last answer, where there was one.
    pub(super) fn status(&self) -> Option<StatusCode> {
        StatusCode::from_u16(self.status.load(Ordering::Relaxed)).ok()
    }
}

impl<'c> AsyncHttpClient<'c> for Within<'_> {
    type Error = OutboundError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, OutboundError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.exchange(request))
    }
}

/// Reads a body piece by piece, so that an endless one is left in time.
async fn read(mut response: Response, largest: usize) -> Result<Vec<u8>, OutboundError> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|error| kind(&error))? {
        if body.len() + piece.len() > largest {
            return Err(OutboundError::TooLarge);
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

fn kind(error: &reqwest::Error) -> OutboundError {
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(error) = cause {
        if let Some(ours) = error.downcast_ref::<OutboundError>() {
            return *ours;
        }
        cause = error.source();
    }
    if error.is_connect() {
        OutboundError::Connect
    } else if error.is_timeout() {
        OutboundError::Timeout
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
}
