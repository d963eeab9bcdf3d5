//! The address a request came from, past the proxies that are trusted.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use http::HeaderMap;
use http::request::Parts;
use ipnet::IpNet;

use super::Context;

/// The address a request came from; none where it did not come over the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientIp(pub Option<IpAddr>);

impl FromRequestParts<Context> for ClientIp {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        Ok(Self(peer.map(|peer| behind(peer, &parts.headers, &context.trusted_proxies))))
    }
}

/// Walks `X-Forwarded-For` from its end, over every proxy that is trusted, to the first address that is not: what stands
/// before that, the client may have written itself.
fn behind(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |ip: &IpAddr| trusted.iter().any(|network| network.contains(ip));
    let mut client = peer.to_canonical();
    let said = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let said: Vec<&str> = said.flat_map(|value| value.split(',')).map(str::trim).collect();
    for ip in said.into_iter().rev() {
        if !is_trusted(&client) {
            break;
        }
        match ip.parse::<IpAddr>() {
            Ok(ip) => client = ip.to_canonical(),
            Err(_) => break,
        }
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let trusted: Vec<IpNet> = vec!["10.0.0.0/8".parse().unwrap()];
        let from = |peer: &str, said: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", said.parse().unwrap());
            behind(peer.parse().unwrap(), &headers, &trusted).to_string()
        };
        assert_eq!(from("10.0.0.1", "192.0.2.7"), "192.0.2.7");
        assert_eq!(from("10.0.0.1", "1.1.1.1, 192.0.2.7, 10.0.0.2"), "192.0.2.7");
        // The client wrote a header of its own.
        assert_eq!(from("192.0.2.9", "1.1.1.1"), "192.0.2.9");
        assert_eq!(from("10.0.0.1", "nonsense"), "10.0.0.1");
    }
}
