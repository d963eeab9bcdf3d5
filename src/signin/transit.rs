//! *Transit*: what must survive the trip to the provider and back, sealed in a cookie and nowhere in the database.
//!
//! One cookie for each attempt, so that several tabs at once work. The `state` that the provider carries names the attempt and
//! adds 256 random bits, which must equal those in the cookie: an answer can only be used in the browser that asked.

use chrono::serde::ts_microseconds;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::decide::Demand;
use super::request::{AuthorizationRequest, Prompt};
use crate::domain::email::EmailAddress;
use crate::domain::grant::TokenHash;
use crate::domain::id::{ConnectionId, OneTimePasswordId, OrganizationId, SignInId};
use crate::domain::reason::Reason;
use crate::keys::hash;
use crate::keys::ring::KeyRing;

/// How long one attempt may take. A second factor, a password change and a phone call to the help desk fit in.
pub const LIFETIME: Duration = Duration::minutes(30);
/// How many attempts one browser may have open; the oldest gives way. A request header has a bounded size.
pub const MOST_ATTEMPTS: usize = 6;
/// What a sealed transit is bound to. The format names no fields, so a change of them needs another name here: what an older
/// version sealed must not be read as something else.
const PURPOSE: &str = "transit 7";

/// One attempt on its way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Transit {
    /// The attempt.
    pub sign_in_id: SignInId,
    /// When it began. A number: as text it would make a cookie longer or shorter, for no reason but the instant.
    #[serde(with = "ts_microseconds")]
    pub started_at: DateTime<Utc>,
    /// What the application asked for.
    pub request: AuthorizationRequest,
    /// How far the person has come.
    pub stage: Stage,
    /// Whether an account was refused in this attempt: then the provider is to ask which one, or it would send the same again.
    pub choose_account: bool,
}

/// How far a person has come in an attempt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Stage {
    /// They choose by which way they come.
    Choosing,
    /// They were sent to their provider.
    Departed(Departure),
    /// A one-time password was sent to them, or seems to have been.
    Asked(Asked),
    /// They have shown the one-time password.
    Proven(Proven),
}

/// A one-time password that was asked for, or seems to have been.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asked {
    /// Which.
    pub id: OneTimePasswordId,
    /// For which address: the one that was typed.
    pub address: EmailAddress,
    /// The hash of the address that the letter went to. It is another one where a former address was typed; as long either way.
    pub sent_to: TokenHash,
    /// What binds it to this browser: 256 random bits.
    pub secret: String,
}

/// A one-time password that was shown.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Proven {
    /// Which. It opens one session.
    pub id: OneTimePasswordId,
    /// The address that the person has typed.
    pub address: EmailAddress,
    /// The hash of the one whose mailbox is theirs: only whoever has that address may come in by it.
    pub sent_to: TokenHash,
    /// When it was shown.
    #[serde(with = "ts_microseconds")]
    pub verified_at: DateTime<Utc>,
    /// The organization that the person chose, where they have several.
    pub organization: Option<OrganizationId>,
}

/// Where the person was sent, and what must come back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Departure {
    /// Through which registration.
    pub target: Target,
    /// What that was: a connection may have moved to another one by the time that they are back.
    pub sent_as: SentAs,
    /// The random part of `state`.
    pub state: String,
    /// Must come back in the ID token.
    pub nonce: String,
    /// PKCE: proves that the one who redeems the code is the one who asked for it.
    pub verifier: String,
    /// What tells the person from others, should nobody prove who it is; nothing, where they have named no address.
    pub person: Option<Person>,
}

/// Through which registration a person was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// A connection's.
    Connection(OrganizationId, ConnectionId),
    /// The shared one, for the tenant of a connection.
    Tenant(OrganizationId, ConnectionId),
    /// The shared one, with the tenant still open: the returned `tid` finds the connection.
    AnyTenant,
}

impl Target {
    /// The connection, where it is known.
    pub const fn connection(self) -> Option<ConnectionId> {
        match self {
            Self::Connection(_, connection) | Self::Tenant(_, connection) => Some(connection),
            Self::AnyTenant => None,
        }
    }
}

/// A piece of the hash of the client id that a person was sent with: enough to see that it is another one by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentAs([u8; 4]);

impl SentAs {
    /// With this client id.
    pub fn of(client_id: &str) -> Self {
        let mut piece = [0; 4];
        piece.iter_mut().zip(hash::sha256(client_id.as_bytes())).for_each(|(to, from)| *to = from);
        Self(piece)
    }
}

/// A piece of the hash of an address: enough to count those who fail, and no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person([u8; 8]);

impl Person {
    /// Whoever says to have an address.
    pub fn of(address: &str) -> Self {
        let mut piece = [0; 8];
        piece.iter_mut().zip(hash::sha256(address.to_ascii_lowercase().as_bytes())).for_each(|(to, from)| *to = from);
        Self(piece)
    }

    /// As the log keeps it.
    pub fn as_text(self) -> String {
        hash::hex(&self.0)
    }
}

impl Transit {
    /// What the application asks of the proof of somebody who was sent away for one.
    pub fn demand(&self) -> Demand {
        let Self { request, started_at, .. } = self;
        Demand {
            max_age: request.max_age.map(Duration::seconds),
            asked_at: Some(*started_at),
            anew_since: (request.prompt == Prompt::Login).then_some(*started_at),
            strengths: request.asked.strengths,
        }
    }

    /// The name of the cookie of an attempt. `__Host-`: only over TLS, only by this host, for the whole host.
    pub fn cookie_name(sign_in_id: SignInId) -> String {
        format!("{}{}", COOKIE_PREFIX, sign_in_id.0.simple())
    }

    /// Seals it for the cookie.
    pub fn seal(&self, ring: &KeyRing) -> String {
        // Texts, numbers and ids: nothing that the format cannot say.
        ring.seal_text(PURPOSE, &postcard::to_allocvec(self).unwrap_or_default())
    }

    /// Opens what a browser sent for an attempt. It must have been sealed here, for this attempt, not long ago.
    pub fn open(ring: &KeyRing, sign_in_id: SignInId, sealed: &str, now: DateTime<Utc>) -> Result<Self, Reason> {
        let plain = ring.open_text(PURPOSE, sealed).map_err(|_| Reason::TransitMissing)?;
        let transit: Self = postcard::from_bytes(&plain).map_err(|_| Reason::TransitMissing)?;
        if transit.sign_in_id != sign_in_id {
            return Err(Reason::TransitMissing);
        }
        if now - transit.started_at > LIFETIME {
            return Err(Reason::TransitExpired);
        }
        Ok(transit)
    }
}

impl Departure {
    /// The whole `state` for the provider: the attempt, and the random part.
    pub fn full_state(&self, sign_in_id: SignInId) -> String {
        format!("{}.{}", sign_in_id.0.simple(), self.state)
    }

    /// Whether a returned `state` is this departure's; in constant time.
    pub fn is_answered_by(&self, sign_in_id: SignInId, state: &str) -> bool {
        hash::same(self.full_state(sign_in_id).as_bytes(), state.as_bytes())
    }
}

/// What the cookies of attempts begin with.
pub const COOKIE_PREFIX: &str = "__Host-anteroom-transit-";

/// Which attempt a returned `state` speaks of; proves nothing yet.
pub fn attempt_of(state: &str) -> Option<SignInId> {
    state.split_once('.')?.0.parse().ok()
}

/// The cookies of attempts that must go, oldest first, so that one more fits.
pub fn surplus<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut attempts: Vec<&str> = names.filter(|name| name.starts_with(COOKIE_PREFIX)).collect();
    // UUIDv7 in its simple form sorts by time.
    attempts.sort_unstable();
    let too_many = (attempts.len() + 1).saturating_sub(MOST_ATTEMPTS);
    attempts.into_iter().take(too_many).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::signin::request::tests::largest;

    fn transit() -> Transit {
        let id = |number| Uuid::from_u128(number);
        Transit {
            sign_in_id: SignInId(id(1)),
            started_at: "2026-11-23T12:00:00.123456789Z".parse().unwrap(),
            request: largest(),
            stage: Stage::Departed(Departure {
                target: Target::Connection(OrganizationId(id(2)), ConnectionId(id(3))),
                sent_as: SentAs::of("c"),
                state: "s".repeat(43),
                nonce: "n".repeat(43),
                verifier: "v".repeat(43),
                person: Some(Person::of("a.devries@st-janshof.example")),
            }),
            choose_account: true,
        }
    }

    fn id_of_code() -> OneTimePasswordId {
        OneTimePasswordId(Uuid::from_u128(4))
    }

    #[test]
    fn the_largest_fits_into_a_cookie() {
        let id = "k".repeat(crate::keys::ring::LONGEST_ID);
        let ring = KeyRing::parse(&KeyRing::generate_line(&id)).unwrap();
        let now = "2026-11-23T12:01:00Z".parse().unwrap();
        let address: EmailAddress = format!("{}@{}.example", "a".repeat(64), "b".repeat(63)).parse().unwrap();
        let asked = Asked { id: id_of_code(), address: address.clone(), sent_to: [255; 32], secret: "s".repeat(43) };
        let organization = Some(OrganizationId(Uuid::from_u128(2)));
        let proven = Proven { id: id_of_code(), address, sent_to: [255; 32], verified_at: now, organization };
        let departed = transit().stage;
        for stage in [departed, Stage::Asked(asked), Stage::Proven(proven)] {
            let transit = Transit { stage, ..transit() };
            let sealed = transit.seal(&ring);
            // Browsers keep name and value of 4,096 bytes together (RFC 6265, 6.1).
            let length = Transit::cookie_name(transit.sign_in_id).len() + sealed.len();
            assert!(length <= 4_000, "{length}");
            assert_eq!(Transit::open(&ring, transit.sign_in_id, &sealed, now).unwrap().request, transit.request);
        }
    }

    #[test]
    fn a_cookie_is_as_long_whatever_the_instant() {
        let ring = KeyRing::parse(&KeyRing::generate_line("k")).unwrap();
        let at = |instant: &str| Transit { started_at: instant.parse().unwrap(), ..transit() }.seal(&ring).len();
        assert_eq!(at("2026-11-23T12:00:00Z"), at("2031-01-02T03:04:05.123456789Z"));
    }

    #[test]
    fn its_format_changes_together_with_its_purpose() {
        let format = hash::sha256(&postcard::to_allocvec(&transit()).unwrap());
        assert_eq!(
            (PURPOSE, &format[..4]),
            ("transit 7", [170, 190, 187, 190].as_slice()),
            "a new format needs a new purpose"
        );
    }
}
