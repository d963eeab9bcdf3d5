//! Limits: how often something may be done. A bucket that leaks (GCRA, ITU-T I.371): no windows at whose edge twice as much
//! is allowed.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use chrono::Duration;

/// How often something may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// So often at once, after a time without.
    pub burst: i32,
    /// After this long, once more.
    pub every: Duration,
}

/// What is limited, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limited {
    /// What, e.g. an address; kept as a hash.
    pub key: String,
    /// How often.
    pub limit: Limit,
}

/// The network that an address is of: 256 neighbours of IPv4, a site's /48 of IPv6. Whoever has one of its addresses mostly has
/// them all.
pub fn network(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            Ipv4Addr::new(a, b, c, 0).into()
        }
        IpAddr::V6(ip) => {
            let [a, b, c, ..] = ip.segments();
            Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_of_one_network() {
        let of = |ip: &str| network(ip.parse().unwrap()).to_string();
        assert_eq!(of("192.0.2.77"), "192.0.2.0");
        assert_eq!(of("::ffff:192.0.2.77"), "192.0.2.0");
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1::");
    }
}
