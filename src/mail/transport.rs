//! How letters leave: by SMTP, or into a folder.

use std::error::Error as _;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use lettre::address::Envelope;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, MailParameter};
use lettre::{AsyncFileTransport, AsyncTransport, Message, Tokio1Executor};
use tokio::time::timeout;

use super::Rendered;
use super::refusal::{Refusal, Step};
use crate::domain::id::LetterId;
use crate::domain::secret::Secret;

/// The longest that a server may take to be reached.
const REACHED_WITHIN: Duration = Duration::from_secs(20);
/// The longest that a whole conversation may take: shorter than a letter is one replica's to send.
pub(super) const LONGEST: Duration = Duration::from_secs(45);
/// The longest that is waited for a server's farewell, when all has been said.
const FAREWELL: Duration = Duration::from_secs(2);

/// Where letters go.
#[derive(Clone, Debug)]
pub enum TransportSettings {
    /// To a server.
    Smtp {
        /// Its name.
        host: String,
        /// Its port.
        port: u16,
        /// How the conversation is protected.
        security: Security,
        /// Name and password, where the server asks for them.
        credentials: Option<(String, Secret)>,
        /// A certificate (PEM) to trust besides those that the system trusts, where the server's is of a hospital's own making.
        authority: Option<Vec<u8>>,
    },
    /// Into a folder, a file each: for demos and development.
    Folder(PathBuf),
}

/// How the conversation with a mail server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// It begins in the clear, and goes on under TLS or not at all (RFC 3207).
    #[default]
    Starttls,
    /// Under TLS from the first byte (RFC 8314).
    Tls,
    /// Not at all: for a server on this very machine.
    None,
}

/// Why letters cannot be sent by these settings.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// The sender's address.
    #[error("`from` must be an e-mail address, or a name and an address: `Name <name@domain>`")]
    From,
    /// The server.
    #[error("the mail server's settings cannot be used: {0}")]
    Server(String),
    /// Letters hold codes.
    #[error("security = \"none\" is for a server on this very machine (localhost): letters hold codes")]
    InTheClear,
}

/// What became of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It was taken.
    Yes,
    /// Not now: no connection, a server that is busy, or that does not know us.
    NotNow(Refusal),
    /// Never: this recipient or this message was refused for good.
    Never(Refusal),
}

/// What sends letters.
pub struct Transport {
    from: Mailbox,
    way: Way,
}

enum Way {
    Smtp(Box<Server>),
    Folder(AsyncFileTransport<Tokio1Executor>),
}

/// A mail server, and how it is spoken to.
struct Server {
    host: String,
    port: u16,
    protection: Protection,
    credentials: Option<Credentials>,
}

enum Protection {
    Starttls(TlsParameters),
    Tls(TlsParameters),
    None,
}

fn tls(host: &str, authority: Option<&[u8]>) -> Result<TlsParameters, smtp::Error> {
    let mut tls = TlsParameters::builder(host.to_owned());
    if let Some(pem) = authority {
        tls = tls.add_root_certificate(Certificate::from_pem(pem)?);
    }
    tls.build()
}

/// Whether a host is this very machine.
fn is_here(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
}

impl Transport {
    /// A transport. `from` is the sender, e.g. `Anteroom <login@hospital.example>`.
    pub fn new(from: &str, settings: &TransportSettings) -> Result<Self, TransportError> {
        let from = from.parse().map_err(|_| TransportError::From)?;
        let way = match settings {
            TransportSettings::Folder(folder) => Way::Folder(AsyncFileTransport::new(folder)),
            TransportSettings::Smtp { host, port, security, credentials, authority } => {
                let tls = || tls(host, authority.as_deref()).map_err(|error| TransportError::Server(error.to_string()));
                let protection = match security {
                    Security::Starttls => Protection::Starttls(tls()?),
                    Security::Tls => Protection::Tls(tls()?),
                    Security::None if is_here(host) => Protection::None,
                    Security::None => return Err(TransportError::InTheClear),
                };
                let credentials = credentials
                    .as_ref()
                    .map(|(name, password)| Credentials::new(name.clone(), password.expose().to_owned()));
                Way::Smtp(Box::new(Server { host: host.clone(), port: *port, protection, credentials }))
            }
        };
        Ok(Self { from, way })
    }

    /// Sends a letter.
    pub(super) async fn send(&self, id: LetterId, letter: &Rendered) -> Sent {
        let Some(message) = self.message(id, letter) else { return Sent::Never(Refusal::silence(Step::Message)) };
        let sent = match &self.way {
            Way::Folder(folder) => folder.send(message).await.map(drop).map_err(|_| Refusal::silence(Step::Message)),
            Way::Smtp(server) => server.send(&message).await,
        };
        match sent {
            Ok(()) => Sent::Yes,
            Err(refusal) if refusal.is_final() => Sent::Never(refusal),
            Err(refusal) => Sent::NotNow(refusal),
        }
    }

    /// Whether the server answers, and takes our word for who we are.
    pub async fn test(&self) -> bool {
        match &self.way {
            Way::Folder(_) => true,
            Way::Smtp(server) => {
                let tested = async { server.open().await?.command(smtp::commands::Noop).await };
                matches!(timeout(LONGEST, tested).await, Ok(Ok(_)))
            }
        }
    }

    fn message(&self, id: LetterId, letter: &Rendered) -> Option<Message> {
        let to = letter.to.as_ref()?.as_str().parse().ok()?;
        let part = |kind: ContentType, body: &str| SinglePart::builder().header(kind).body(body.to_owned());
        let raw =
            |name: &'static str, value: &str| HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned());
        // A name from outside must not become a header of its own; the library folds it, and we leave no line break in it.
        let subject: String = letter.subject.split_whitespace().collect::<Vec<_>>().join(" ");
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(subject)
            // The letter's own: a letter that is sent twice, since nobody heard that it was taken, can be shown once.
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .raw_header(raw("Content-Language", &letter.language))
            // So that nobody's absence is announced to us (RFC 3834, 5).
            .raw_header(raw("Auto-Submitted", "auto-generated"))
            .multipart(
                MultiPart::alternative()
                    .singlepart(part(ContentType::TEXT_PLAIN, &letter.text))
                    .singlepart(part(ContentType::TEXT_HTML, &letter.html)),
            )
            .ok()
    }
}

impl Server {
    /// A connection on which letters can be sent.
    async fn open(&self) -> Result<AsyncSmtpConnection, smtp::Error> {
        let hello = ClientId::default();
        let at_once = match &self.protection {
            Protection::Tls(tls) => Some(tls.clone()),
            Protection::Starttls(_) | Protection::None => None,
        };
        let address = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(address, Some(REACHED_WITHIN), &hello, at_once, None).await?;
        if let Protection::Starttls(tls) = &self.protection {
            connection.starttls(tls.clone(), &hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }

    /// Sends a letter, on a connection of its own: step by step, since what a refusal means depends on when it is said.
    async fn send(&self, message: &Message) -> Result<(), Refusal> {
        let talk = async {
            let mut connection = self.open().await.map_err(|error| refusal(Step::Opening, &error))?;
            let said = converse(&mut connection, message.envelope(), &message.formatted()).await;
            Ok((connection, said))
        };
        let (mut connection, said) = timeout(LONGEST, talk).await.unwrap_or(Err(Refusal::silence(Step::Opening)))?;
        // Whatever was said stands.
        let _ = timeout(FAREWELL, connection.quit()).await;
        said
    }
}

async fn converse(connection: &mut AsyncSmtpConnection, envelope: &Envelope, message: &[u8]) -> Result<(), Refusal> {
    let at = |step| move |error: smtp::Error| refusal(step, &error);
    let parameters = if envelope.to().iter().all(|to| AsRef::<str>::as_ref(to).is_ascii()) {
        Vec::new()
    } else {
        vec![MailParameter::SmtpUtfEight]
    };
    connection.command(Mail::new(envelope.from().cloned(), parameters)).await.map_err(at(Step::Sender))?;
    for to in envelope.to() {
        connection.command(Rcpt::new(to.clone(), Vec::new())).await.map_err(at(Step::Recipient))?;
    }
    connection.command(Data).await.map_err(at(Step::Message))?;
    connection.message(message).await.map_err(at(Step::Message))?;
    Ok(())
}

fn refusal(at: Step, error: &smtp::Error) -> Refusal {
    let text = error.source().map(ToString::to_string).unwrap_or_default();
    Refusal::new(at, error.status().map(u16::from), &text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_the_clear_stays_on_this_machine() {
        let to = |host: &str| TransportSettings::Smtp {
            host: host.to_owned(),
            port: 25,
            security: Security::None,
            credentials: None,
            authority: None,
        };
        for here in ["localhost", "127.0.0.1", "127.8.0.1", "::1", "[::1]", "::ffff:127.0.0.1"] {
            assert!(Transport::new("login@broker.example", &to(here)).is_ok(), "{here}");
        }
        for away in
            ["mail.hospital.example", "192.0.2.25", "localhost.hospital.example", "127.0.0.1.example", "0.0.0.0"]
        {
            let refused = Transport::new("login@broker.example", &to(away)).err().map(|error| error.to_string());
            assert!(refused.is_some_and(|error| error.contains("this very machine")), "{away}");
        }
    }
}
