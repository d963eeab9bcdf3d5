//! A mail server that speaks SMTP (RFC 5321) as real ones do: STARTTLS, a password, greylisting, bad moments.

use std::collections::VecDeque;
use std::sync::{Arc, LazyLock, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mail_parser::MessageParser;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::AbortHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// What the broker proves itself with.
pub const MAIL_PASSWORD: &str = "canary-mail-password-0123456789";

/// A letter as it arrived.
#[derive(Clone, Debug)]
pub struct Letter(pub String);

impl Letter {
    /// A header, as it stands there.
    pub fn header(&self, name: &str) -> &str {
        let line = self.0.lines().find(|line| line.starts_with(&format!("{name}: ")));
        line.unwrap_or_else(|| panic!("no {name} in {}", self.0)).split_once(": ").unwrap().1
    }

    /// What a person reads: the text, and the HTML.
    pub fn read(&self) -> (String, String) {
        let message = MessageParser::default().parse(self.0.as_bytes()).unwrap();
        (message.body_text(0).unwrap().into_owned(), message.body_html(0).unwrap().into_owned())
    }

    /// The one-time password in it.
    pub fn code(&self) -> Option<String> {
        let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
        self.read().0.lines().map(str::trim).find(is_code).map(str::to_owned)
    }
}

/// A bad moment, met by the next conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It serves nobody at the moment, and says so at the greeting.
    Unwelcome,
    /// Name or password are wrong.
    WrongPassword,
    /// This sender may not send.
    SenderRefused,
    /// It does not pass on letters for us.
    RelayDenied,
    /// "Try again later", to a sender who is not known yet.
    Greylisted,
    /// "There is no such mailbox".
    NoSuchMailbox,
    /// It hangs up in the middle of the letter.
    HangsUp,
    /// It takes the letter, and hangs up before it says so.
    LosesItsAnswer,
    /// It refuses the letter for what is in it.
    ContentRefused,
    /// It says nothing more, and keeps the line.
    FallsSilent,
}

#[derive(Default)]
struct State {
    letters: Vec<Letter>,
    troubles: VecDeque<Trouble>,
    /// Whether TLS is not offered: somebody on the way has cut it out.
    stripped: bool,
    /// Commands that came in the clear.
    in_the_clear: Vec<String>,
}

/// The server.
pub struct MailServer {
    port: u16,
    state: Arc<Mutex<State>>,
    running: Mutex<Option<AbortHandle>>,
}

/// A certificate for `localhost` that nobody but its maker trusts.
static CERTIFICATE: LazyLock<CertifiedKey<rcgen::KeyPair>> =
    LazyLock::new(|| generate_simple_self_signed(["localhost".to_owned()]).unwrap());

impl Drop for MailServer {
    fn drop(&mut self) {
        self.stop();
    }
}

impl MailServer {
    /// A server on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = Self { port, state: Arc::default(), running: Mutex::default() };
        server.serve(listener);
        server
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// The certificate that has to be trusted, as PEM.
    pub fn authority() -> String {
        CERTIFICATE.cert.pem()
    }

    /// It goes down: nobody listens there any more.
    pub fn stop(&self) {
        if let Some(running) = self.running.lock().unwrap().take() {
            running.abort();
        }
    }

    /// It comes back, at the same address.
    pub fn come_back(&self) {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.bind(([127, 0, 0, 1], self.port).into()).unwrap();
        self.serve(socket.listen(64).unwrap());
    }

    /// Letters that come next meet these.
    pub fn trouble(&self, troubles: &[Trouble]) {
        self.state.lock().unwrap().troubles.extend(troubles);
    }

    /// Waits until fewer troubles than these are left to be met.
    pub async fn fewer_troubles_than(&self, these: usize) {
        for _ in 0..1_000 {
            if self.state.lock().unwrap().troubles.len() < these {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("nobody came");
    }

    /// From now on TLS is not offered.
    pub fn strip_tls(&self) {
        self.state.lock().unwrap().stripped = true;
    }

    /// The letters that were taken, in the order of their coming.
    pub fn letters(&self) -> Vec<Letter> {
        self.state.lock().unwrap().letters.clone()
    }

    /// What was said in the clear.
    pub fn in_the_clear(&self) -> Vec<String> {
        self.state.lock().unwrap().in_the_clear.clone()
    }

    fn serve(&self, listener: TcpListener) {
        let key = PrivateKeyDer::try_from(CERTIFICATE.signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![CERTIFICATE.cert.der().clone()], key)
            .unwrap();
        let (acceptor, state) = (TlsAcceptor::from(Arc::new(config)), Arc::clone(&self.state));
        let task = tokio::spawn(async move {
            // Conversations end with the server.
            let mut conversations = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                conversations.spawn(greet(stream, acceptor.clone(), Arc::clone(&state)));
            }
        });
        *self.running.lock().unwrap() = Some(task.abort_handle());
    }
}

/// The next trouble, if it is one of these.
fn meet(state: &Mutex<State>, these: &[Trouble]) -> Option<Trouble> {
    state.lock().unwrap().troubles.pop_front_if(|next| these.contains(next))
}

async fn greet(stream: TcpStream, acceptor: TlsAcceptor, state: Arc<Mutex<State>>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    if meet(&state, &[Trouble::Unwelcome]).is_some() {
        return say(&mut stream, "554 mail.example serves nobody").await;
    }
    say(&mut stream, "220 mail.example ESMTP").await?;
    loop {
        let line = hear(&mut stream).await?;
        state.lock().unwrap().in_the_clear.push(line.clone());
        let stripped = state.lock().unwrap().stripped;
        match line.split(' ').next()? {
            "EHLO" if stripped => say(&mut stream, "250 mail.example").await?,
            "EHLO" => say(&mut stream, "250-mail.example\r\n250 STARTTLS").await?,
            "STARTTLS" if !stripped => {
                say(&mut stream, "220 go on").await?;
                let stream = acceptor.accept(stream.into_inner()).await.ok()?;
                return converse(BufReader::new(stream), &state).await;
            }
            "QUIT" => return say(&mut stream, "221 bye").await,
            _ => say(&mut stream, "530 under TLS alone").await?,
        }
    }
}

async fn converse<S: AsyncRead + AsyncWrite + Unpin>(mut stream: BufReader<S>, state: &Mutex<State>) -> Option<()> {
    let mut proven = false;
    let mut trouble = None;
    loop {
        let line = hear(&mut stream).await?;
        let answer = match line.split([' ', ':']).next()? {
            "EHLO" => "250-mail.example\r\n250-8BITMIME\r\n250 AUTH PLAIN",
            "AUTH" => {
                let expected = STANDARD.encode(format!("\0anteroom\0{MAIL_PASSWORD}"));
                let refused = meet(state, &[Trouble::WrongPassword]).is_some();
                proven = line == format!("AUTH PLAIN {expected}") && !refused;
                if proven { "235 welcome" } else { "535 5.7.8 who are you" }
            }
            _ if !proven && line != "QUIT" => "530 who are you",
            "MAIL" => {
                trouble = state.lock().unwrap().troubles.pop_front();
                if trouble == Some(Trouble::FallsSilent) {
                    std::future::pending::<()>().await;
                }
                if trouble == Some(Trouble::SenderRefused) { "550 sender not allowed" } else { "250 ok" }
            }
            "RCPT" if trouble == Some(Trouble::RelayDenied) => "554 5.7.1 relay access denied",
            "RCPT" if trouble == Some(Trouble::Greylisted) => "451 try again later",
            "RCPT" if trouble == Some(Trouble::NoSuchMailbox) => "550 no such mailbox",
            "RCPT" | "RSET" | "NOOP" => "250 ok",
            "DATA" => {
                say(&mut stream, "354 go on").await?;
                let mut letter = String::new();
                loop {
                    let line = hear(&mut stream).await?;
                    if line == "." {
                        break;
                    }
                    if trouble == Some(Trouble::HangsUp) {
                        return None;
                    }
                    // RFC 5321, 4.5.2: a dot at the beginning was doubled.
                    letter.push_str(line.strip_prefix('.').unwrap_or(&line));
                    letter.push_str("\r\n");
                }
                if trouble == Some(Trouble::ContentRefused) {
                    "554 5.6.0 malformed"
                } else {
                    state.lock().unwrap().letters.push(Letter(letter));
                    if trouble == Some(Trouble::LosesItsAnswer) {
                        return None;
                    }
                    "250 taken"
                }
            }
            "QUIT" => return say(&mut stream, "221 bye").await,
            _ => "502 what",
        };
        say(&mut stream, answer).await?;
    }
}

async fn hear<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> Option<String> {
    let mut line = String::new();
    let length = stream.read_line(&mut line).await.ok()?;
    (length > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
}

async fn say<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>, text: &str) -> Option<()> {
    let stream = stream.get_mut();
    stream.write_all(format!("{text}\r\n").as_bytes()).await.ok()?;
    stream.flush().await.ok()
}
