//! Asks the DNS what TXT records a domain has. What it answers is somebody else's word: bounded, and looked at by
//! [`crate::domain::domain_check`].

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::future::join_all;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError, NoRecords};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};

use crate::domain::domain_check::{Answer, Challenge, Elsewhere, Failure, Finding, find, holds, record_name, shown};
use crate::domain::email::EmailDomain;

/// The most TXT records of one name that are looked at; a message of DNS has 64 kB at most, whoever writes it.
const MOST_TEXTS: usize = 100;
/// The most aliases that are followed; the resolver itself stops at eight.
const MOST_ALIASES: usize = 8;
/// How long an answer may be kept. Whoever has just made the record asks again and again until it is seen.
const KEPT: Duration = Duration::from_secs(1);

/// Which name servers are asked, and for how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DnsSettings {
    /// These; the operating system's, where none is named.
    pub servers: Vec<SocketAddr>,
    /// How long one of them may take.
    pub timeout: Duration,
}

impl Default for DnsSettings {
    fn default() -> Self {
        Self { servers: Vec::new(), timeout: Duration::from_secs(3) }
    }
}

/// The way to the DNS. A cheap clone.
#[derive(Clone)]
pub struct Dns {
    /// None, where the operating system names no name server: then nothing can be asked, and everything else works.
    resolver: Option<TokioResolver>,
    /// For one name, however many servers and attempts that takes.
    timeout: Duration,
}

/// What was found of a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it comes to.
    pub finding: Finding,
    /// The texts at the record's name, fit to be kept and shown.
    pub texts: Vec<String>,
}

impl Dns {
    /// Prepares the way; asks nobody.
    pub fn new(settings: &DnsSettings) -> Result<Self, NetError> {
        let mut builder = if settings.servers.is_empty() {
            match TokioResolver::builder_tokio() {
                Ok(builder) => builder,
                Err(error) => {
                    tracing::warn!(%error, "dns.no_name_server");
                    return Ok(Self { resolver: None, timeout: settings.timeout });
                }
            }
        } else {
            let servers = settings.servers.iter().map(name_server).collect();
            let config = ResolverConfig::from_name_servers(servers);
            TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
        };
        let options = builder.options_mut();
        options.timeout = settings.timeout;
        options.attempts = 1;
        options.use_hosts_file = ResolveHosts::Never;
        options.cache_size = 0;
        options.positive_max_ttl = Some(KEPT);
        options.negative_max_ttl = Some(KEPT);
        // What an alias leads to is told from what is merely in the same answer by following the aliases.
        options.preserve_intermediates = true;
        // Once more at most for each server: two that are silent, and then one that answers, are waited for.
        let timeout = settings.timeout * 3;
        Ok(Self { resolver: Some(builder.build()?), timeout })
    }

    /// Looks for the record that proves a domain; where it is not, also at the names where it is put by mistake.
    pub async fn look(&self, domain: &EmailDomain, challenge: &Challenge) -> Found {
        let at_name = self.texts(&record_name(domain)).await;
        let elsewhere = if holds(challenge, &at_name) || matches!(at_name, Answer::Failed(_)) {
            Vec::new()
        } else {
            let ask = |place: Elsewhere| async move { (place, self.texts(&place.name(domain)).await) };
            join_all(Elsewhere::ALL.map(ask)).await
        };
        Found { finding: find(challenge, &at_name, &elsewhere), texts: shown(&at_name) }
    }

    /// The TXT records of a name.
    async fn texts(&self, name: &str) -> Answer {
        let Some(resolver) = &self.resolver else { return Answer::Failed(Failure::Unreachable) };
        // A name that is too long to be one is nobody's. With its dot it is asked for as it is, and not below a domain of our own.
        let Ok(mut name) = Name::from_ascii(name) else { return Answer::NoSuchName };
        name.set_fqdn(true);
        match tokio::time::timeout(self.timeout, resolver.lookup(name.clone(), RecordType::TXT)).await {
            Err(_) => Answer::Failed(Failure::TimedOut),
            Ok(Ok(found)) => texts_of(&name, found.answers()),
            Ok(Err(error)) => nothing(&error),
        }
    }
}

fn name_server(address: &SocketAddr) -> NameServerConfig {
    let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
        connection.port = address.port();
        connection
    });
    NameServerConfig::new(address.ip(), true, connections.to_vec())
}

/// The texts at a name, or at what its aliases lead to; an answer may hold records of any other name besides, which nobody has asked for.
fn texts_of(asked: &Name, records: &[Record]) -> Answer {
    let mut name = asked;
    for _ in 0..MOST_ALIASES {
        let alias = records.iter().find_map(|record| match &record.data {
            RData::CNAME(to) if record.name == *name => Some(&to.0),
            _ => None,
        });
        match alias {
            Some(to) => name = to,
            None => break,
        }
    }
    let texts = records.iter().filter(|record| record.name == *name).filter_map(|record| match &record.data {
        // One record's strings are parts of one text (RFC 7208, 3.3).
        RData::TXT(text) => {
            let bytes: Vec<u8> = text.txt_data.iter().flat_map(|part| part.iter().copied()).collect();
            Some(String::from_utf8_lossy(&bytes).into_owned())
        }
        _ => None,
    });
    let texts: Vec<_> = texts.take(MOST_TEXTS).collect();
    if texts.is_empty() { Answer::NoRecord } else { Answer::Texts(texts) }
}

fn nothing(error: &NetError) -> Answer {
    match error {
        // A server that only names others has not looked: it is none that looks for whoever asks it.
        NetError::Dns(DnsError::NoRecordsFound(NoRecords { soa: None, ns: Some(_), .. })) => {
            Answer::Failed(Failure::ServerFailed)
        }
        NetError::Dns(DnsError::NoRecordsFound(none)) if none.response_code == ResponseCode::NXDomain => {
            Answer::NoSuchName
        }
        NetError::Dns(DnsError::NoRecordsFound(_)) => Answer::NoRecord,
        NetError::Dns(_) | NetError::Proto(_) => Answer::Failed(Failure::ServerFailed),
        NetError::Timeout => Answer::Failed(Failure::TimedOut),
        _ => Answer::Failed(Failure::Unreachable),
    }
}

#[cfg(test)]
mod tests {
    use hickory_resolver::proto::rr::rdata::{CNAME, TXT};

    use super::*;

    fn name(name: &str) -> Name {
        Name::from_ascii(name).unwrap()
    }

    fn text(at: &str, strings: &[&str]) -> Record {
        let data = TXT::new(strings.iter().map(ToString::to_string).collect());
        Record::from_rdata(name(at), 60, RData::TXT(data))
    }

    fn alias(at: &str, to: &str) -> Record {
        Record::from_rdata(name(at), 60, RData::CNAME(CNAME(name(to))))
    }

    fn found(records: &[Record]) -> Answer {
        texts_of(&name("_anteroom.a.example."), records)
    }

    #[test]
    fn what_was_not_asked_for_is_not_heard() {
        let own = text("_anteroom.a.example.", &["one ", "two"]);
        assert_eq!(found(std::slice::from_ref(&own)), Answer::Texts(vec!["one two".to_owned()]));
        assert_eq!(found(&[text("_anteroom.b.example.", &["x"])]), Answer::NoRecord);
        assert_eq!(found(&[text("a.example.", &["x"]), own]), Answer::Texts(vec!["one two".to_owned()]));
    }

    #[test]
    fn aliases_are_followed_to_their_end_and_not_for_ever() {
        let chain = [
            alias("b.example.", "c.example."),
            alias("_ANTEROOM.a.example.", "b.example."),
            text("c.example.", &["at the end"]),
            text("b.example.", &["beside an alias"]),
        ];
        assert_eq!(found(&chain), Answer::Texts(vec!["at the end".to_owned()]));
        let lost = [alias("d.example.", "c.example."), text("c.example.", &["x"])];
        assert_eq!(found(&lost), Answer::NoRecord);
        let round = [alias("_anteroom.a.example.", "b.example."), alias("b.example.", "_anteroom.a.example.")];
        assert_eq!(found(&round), Answer::NoRecord);
    }

    #[test]
    fn not_there_is_told_from_not_known() {
        let none = |response_code| {
            let query = hickory_resolver::proto::op::Query::query(name("_anteroom.a.example."), RecordType::TXT);
            NoRecords::new(query, response_code)
        };
        let of = |none: NoRecords| nothing(&NetError::Dns(DnsError::NoRecordsFound(none)));
        assert_eq!(of(none(ResponseCode::NXDomain)), Answer::NoSuchName);
        assert_eq!(of(none(ResponseCode::NoError)), Answer::NoRecord);
        let mut referred = none(ResponseCode::NoError);
        referred.ns = Some([].into());
        assert_eq!(of(referred), Answer::Failed(Failure::ServerFailed));
        for (error, failure) in [
            (NetError::Dns(DnsError::ResponseCode(ResponseCode::ServFail)), Failure::ServerFailed),
            (NetError::Dns(DnsError::ResponseCode(ResponseCode::Refused)), Failure::ServerFailed),
            (NetError::Timeout, Failure::TimedOut),
            (NetError::NoConnections, Failure::Unreachable),
        ] {
            assert_eq!(nothing(&error), Answer::Failed(failure));
        }
    }
}
