//! `[dns]`, and the daily look at the domains that the DNS has proven.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use anyhow::ensure;
use serde::Deserialize;

use crate::domain::clock::Clock;
use crate::domain::domain_check::Finding;
use crate::leases::Leased;
use crate::store::domain_checks::Due;
use crate::store::{Store, StoreError};
use crate::tenancy::change::TenancyError;
use crate::tenancy::domain_checks;
use crate::upstream;
use crate::upstream::dns::Dns;

/// Domains looked at once: a hospital that nobody answers for keeps none of the others waiting for long.
const AT_ONCE: usize = 8;
/// How long a domain is one replica's to look at: longer than asking may take.
const LEASE: chrono::Duration = chrono::Duration::minutes(5);

/// `[dns]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DnsSettings {
    /// The name servers that are asked whether a domain is its organization's: ones that look for whoever asks them, and best ones that
    /// verify DNSSEC. Those of the operating system, where none is named.
    servers: Vec<Server>,
    /// The most seconds that one of them may take.
    timeout_seconds: u64,
}

impl Default for DnsSettings {
    fn default() -> Self {
        Self { servers: Vec::new(), timeout_seconds: upstream::dns::DnsSettings::default().timeout.as_secs() }
    }
}

/// `192.0.2.53`, or `192.0.2.53:5353`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Server {
    At(SocketAddr),
    Usual(IpAddr),
}

impl DnsSettings {
    /// The way to the DNS. It is waited for in a request, which ends after half a minute.
    pub fn read(&self) -> anyhow::Result<upstream::dns::DnsSettings> {
        ensure!((1..=4).contains(&self.timeout_seconds), "[dns] timeout_seconds: 1 to 4");
        let address = |server: &Server| match *server {
            Server::At(address) => address,
            Server::Usual(ip) => SocketAddr::new(ip, 53),
        };
        let servers = self.servers.iter().map(address).collect();
        Ok(upstream::dns::DnsSettings { servers, timeout: Duration::from_secs(self.timeout_seconds) })
    }
}

/// Looks at the domains that it is time to look at.
#[derive(Clone)]
pub struct DomainChecks {
    /// Where they stand.
    pub store: Store,
    /// Who is asked.
    pub dns: Dns,
    /// The time.
    pub clock: Clock,
}

impl Leased for DomainChecks {
    type Piece = Due;
    const NAME: &'static str = "domain_checks";

    async fn claim(&self, under_way: usize) -> Result<Vec<Due>, StoreError> {
        let (now, room) = (self.clock.now(), AT_ONCE.saturating_sub(under_way));
        self.store.claim_domain_checks(room as u64, now + LEASE, now).await
    }

    async fn finish(&self, due: &Due) -> Result<(), StoreError> {
        match domain_checks::check_again(&self.store, &self.dns, *due, self.clock.now()).await {
            Ok(()) => Ok(()),
            Err(TenancyError::Store(error)) => Err(error),
            Err(error) => {
                tracing::warn!(%error, domain = %due.1, "domains.not_checked");
                let again = self.clock.now() + Finding::Unreachable.again_after();
                self.store.organization(due.0).put_off_domain_check(due.1, Some(again)).await
            }
        }
    }

    async fn release(&self, due: &Due) -> Result<(), StoreError> {
        self.store.organization(due.0).put_off_domain_check(due.1, Some(self.clock.now())).await
    }

    async fn woken(&self) {
        // Nothing is due because of what somebody does.
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_servers_are_addresses() {
        let of = |toml: &str| toml::from_str::<DnsSettings>(toml);
        let read = of("servers = [\"192.0.2.53\", \"127.0.0.1:5353\", \"[2001:db8::1]:53\", \"::1\"]")
            .unwrap()
            .read()
            .unwrap();
        let expected = ["192.0.2.53:53", "127.0.0.1:5353", "[2001:db8::1]:53", "[::1]:53"];
        assert_eq!(read.servers.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
        assert_eq!(of("").unwrap().read().unwrap(), upstream::dns::DnsSettings::default());
        for wrong in
            ["servers = [\"dns.example\"]", "servers = [\"192.0.2.53:x\"]", "servers = \"192.0.2.53\"", "server = []"]
        {
            assert!(of(wrong).is_err(), "{wrong}");
        }
        for wrong in [0, 5] {
            assert!(of(&format!("timeout_seconds = {wrong}")).unwrap().read().is_err(), "{wrong}");
        }
    }
}
