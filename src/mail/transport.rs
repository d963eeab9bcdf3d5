//! How letters leave: by SMTP, or into a folder.

use std::path::PathBuf;
use std::time::Duration;

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::Rendered;
use crate::domain::secret::Secret;

/// The longest that a server may take for one step.
const PATIENCE: Duration = Duration::from_secs(20);

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
}

/// What became of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It was taken.
    Yes,
    /// Not now (SMTP 4xx, no connection).
    NotNow,
    /// Never (SMTP 5xx, or it is no letter).
    Never,
}

/// What sends letters.
pub struct Transport {
    from: Mailbox,
    way: Way,
}

enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(AsyncFileTransport<Tokio1Executor>),
}

fn tls(host: &str, authority: Option<&[u8]>) -> Result<TlsParameters, lettre::transport::smtp::Error> {
    let mut tls = TlsParameters::builder(host.to_owned());
    if let Some(pem) = authority {
        tls = tls.add_root_certificate(Certificate::from_pem(pem)?);
    }
    tls.build()
}

impl Transport {
    /// A transport. `from` is the sender, e.g. `Anteroom <login@hospital.example>`.
    pub fn new(from: &str, settings: &TransportSettings) -> Result<Self, TransportError> {
        let from = from.parse().map_err(|_| TransportError::From)?;
        let way = match settings {
            TransportSettings::Folder(folder) => Way::Folder(AsyncFileTransport::new(folder)),
            TransportSettings::Smtp { host, port, security, credentials, authority } => {
                let tls = || tls(host, authority.as_deref()).map_err(|error| TransportError::Server(error.to_string()));
                let tls = match security {
                    Security::Starttls => Tls::Required(tls()?),
                    Security::Tls => Tls::Wrapper(tls()?),
                    Security::None => Tls::None,
                };
                let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
                    .port(*port)
                    .tls(tls)
                    .timeout(Some(PATIENCE));
                if let Some((name, password)) = credentials {
                    builder = builder.credentials(Credentials::new(name.clone(), password.expose().to_owned()));
                }
                Way::Smtp(builder.build())
            }
        };
        Ok(Self { from, way })
    }

    /// Sends a letter. Says nothing of why not: the server's words may hold the address.
    pub(super) async fn send(&self, letter: &Rendered) -> Sent {
        let Some(message) = self.message(letter) else { return Sent::Never };
        match &self.way {
            Way::Folder(folder) => match folder.send(message).await {
                Ok(_) => Sent::Yes,
                Err(_) => Sent::NotNow,
            },
            Way::Smtp(server) => match server.send(message).await {
                Ok(_) => Sent::Yes,
                Err(error) if error.is_permanent() => Sent::Never,
                Err(_) => Sent::NotNow,
            },
        }
    }

    /// Whether the server answers, and takes our word for who we are.
    pub async fn test(&self) -> bool {
        match &self.way {
            Way::Folder(_) => true,
            Way::Smtp(server) => server.test_connection().await.unwrap_or(false),
        }
    }

    fn message(&self, letter: &Rendered) -> Option<Message> {
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
