//! A name server on loopback, by UDP and TCP, whose zone a story changes; it has bad moments, and can lie.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use hickory_resolver::proto::op::{Message, ResponseCode};
use hickory_resolver::proto::rr::rdata::{CNAME, NS, SOA, TXT};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};

/// The longest string in a TXT record (RFC 1035, 3.3).
const LONGEST: usize = 255;
/// Aliases that are answered together; no story has as many that do not go round.
const ALIASES: usize = 4;

/// What is wrong with it, until it is well again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// SERVFAIL.
    Fails,
    /// REFUSED.
    Refuses,
    /// It says nothing.
    IsSilent,
    /// It only names others who may know.
    Refers,
    /// It answers with a record of this name, whichever was asked for.
    AnswersFor(&'static str),
}

#[derive(Default)]
struct Zone {
    /// The TXT records of a name, each in its strings.
    texts: BTreeMap<String, Vec<Vec<String>>>,
    aliases: BTreeMap<String, String>,
    trouble: Option<Trouble>,
    asked: BTreeSet<String>,
}

/// It.
#[derive(Clone)]
pub struct NameServer {
    pub address: SocketAddr,
    zone: Arc<Mutex<Zone>>,
}

impl NameServer {
    /// One that knows nothing.
    pub async fn start() -> Self {
        // A port that both have free: whoever has one of TCP asks for the same of UDP, and begins anew where it is not to be had.
        let (tcp, udp) = loop {
            let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
            if let Ok(udp) = UdpSocket::bind(tcp.local_addr().unwrap()).await {
                break (tcp, udp);
            }
        };
        let own = Self { address: tcp.local_addr().unwrap(), zone: Arc::default() };
        tokio::spawn(own.clone().by_udp(udp));
        tokio::spawn(own.clone().by_tcp(tcp));
        own
    }

    /// These are the TXT records of a name from now on.
    pub fn texts(&self, name: &str, texts: &[&str]) {
        let split = |text: &&str| -> Vec<String> {
            let characters: Vec<_> = text.chars().collect();
            characters.chunks(LONGEST).map(|part| part.iter().collect()).collect()
        };
        self.zone.lock().unwrap().texts.insert(name.to_owned(), texts.iter().map(split).collect());
    }

    /// This is the one TXT record of a name, in these strings.
    pub fn strings(&self, name: &str, strings: &[&str]) {
        let strings = strings.iter().map(ToString::to_string).collect();
        self.zone.lock().unwrap().texts.insert(name.to_owned(), vec![strings]);
    }

    /// A name stands for another.
    pub fn alias(&self, name: &str, to: &str) {
        self.zone.lock().unwrap().aliases.insert(name.to_owned(), to.to_owned());
    }

    /// It knows nothing any more.
    pub fn forget(&self) {
        let mut zone = self.zone.lock().unwrap();
        zone.texts.clear();
        zone.aliases.clear();
    }

    /// Something is wrong with it; or nothing any more.
    pub fn trouble(&self, trouble: Option<Trouble>) {
        self.zone.lock().unwrap().trouble = trouble;
    }

    /// The names that it was asked for since this was asked last.
    pub fn asked(&self) -> BTreeSet<String> {
        std::mem::take(&mut self.zone.lock().unwrap().asked)
    }

    async fn by_udp(self, socket: UdpSocket) {
        let mut buffer = [0; 4096];
        while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
            let Ok(request) = Message::from_vec(&buffer[..length]) else { continue };
            let Some(response) = self.answer(&request) else { continue };
            let mut bytes = response.to_vec().unwrap();
            if bytes.len() > usize::from(request.max_payload()) {
                bytes = response.truncate().to_vec().unwrap();
            }
            socket.send_to(&bytes, from).await.unwrap();
        }
    }

    async fn by_tcp(self, listener: TcpListener) {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(self.clone().converse(stream));
        }
    }

    async fn converse(self, mut stream: TcpStream) {
        while let Ok(length) = stream.read_u16().await {
            let mut bytes = vec![0; usize::from(length)];
            stream.read_exact(&mut bytes).await.unwrap();
            let Some(response) = self.answer(&Message::from_vec(&bytes).unwrap()) else { continue };
            let bytes = response.to_vec().unwrap();
            stream.write_u16(u16::try_from(bytes.len()).unwrap()).await.unwrap();
            stream.write_all(&bytes).await.unwrap();
        }
    }

    fn answer(&self, request: &Message) -> Option<Message> {
        let mut zone = self.zone.lock().unwrap();
        let query = request.queries.first()?.clone();
        let mut response = Message::response(request.metadata.id, request.metadata.op_code);
        response.metadata.recursion_desired = true;
        response.metadata.recursion_available = true;
        let name = query.name().to_ascii().trim_end_matches('.').to_ascii_lowercase();
        response.add_query(query.clone());
        zone.asked.insert(name.clone());
        let record = |name: &str, data| Record::from_rdata(Name::from_ascii(format!("{name}.")).unwrap(), 60, data);
        let to = |name: &str| Name::from_ascii(format!("{name}.")).unwrap();
        match zone.trouble {
            None => {}
            Some(Trouble::IsSilent) => return None,
            Some(Trouble::Fails) => {
                response.metadata.response_code = ResponseCode::ServFail;
                return Some(response);
            }
            Some(Trouble::Refuses) => {
                response.metadata.response_code = ResponseCode::Refused;
                return Some(response);
            }
            Some(Trouble::Refers) => {
                response.authorities.push(record("example", RData::NS(NS(to("ns.example")))));
                return Some(response);
            }
            Some(Trouble::AnswersFor(other)) => {
                let texts = zone.texts.get(other).into_iter().flatten();
                let texts = texts.map(|strings| record(other, RData::TXT(TXT::new(strings.clone()))));
                response.add_answers(texts);
                return Some(response);
            }
        }
        // As a server does that looks for whoever asks it: an alias is answered with what it leads to.
        let mut at = name;
        for _ in 0..ALIASES {
            let Some(alias) = zone.aliases.get(&at) else { break };
            response.add_answer(record(&at, RData::CNAME(CNAME(to(alias)))));
            at.clone_from(alias);
        }
        let texts = zone.texts.get(&at).into_iter().flatten();
        let texts: Vec<_> = texts.map(|strings| record(&at, RData::TXT(TXT::new(strings.clone())))).collect();
        if query.query_type() == RecordType::TXT && !texts.is_empty() {
            response.add_answers(texts);
            return Some(response);
        }
        let below = format!(".{at}");
        let mut names = zone.texts.keys().chain(zone.aliases.keys());
        if !names.any(|known| *known == at || known.ends_with(&below)) {
            response.metadata.response_code = ResponseCode::NXDomain;
        }
        let soa = SOA::new(to("ns.example"), to("hostmaster.example"), 1, 3600, 600, 86_400, 60);
        response.authorities.push(record("example", RData::SOA(soa)));
        Some(response)
    }
}
