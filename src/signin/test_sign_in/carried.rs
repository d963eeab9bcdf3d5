//! What travels of a test sign-in, sealed in cookies and nowhere in the database: on the way to Microsoft and back what must come back,
//! and after that what the test has shown.
//!
//! Each is sealed for a purpose of its own, and a live attempt ([`Transit`]) for another: neither can be shown in the place of another, so
//! that no test becomes a sign-in, and no sign-in a test.

use chrono::serde::ts_milliseconds;
use chrono::{DateTime, Duration, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::seen::AccountSeen;
use crate::domain::connection::{ConnectionVersion, VersionState};
use crate::domain::id::{ConnectionId, ConnectionVersionId, OrganizationId, SignInId};
use crate::domain::provider::ProviderSettings;
use crate::domain::reason::Reason;
use crate::domain::test_sign_in::{ClaimsSeen, RuleVerdict, TestSignIn, Tester, Worked};
use crate::keys::ring::KeyRing;
use crate::signin::transit::{LIFETIME, Stage, Target, Transit};
use crate::upstream::aadsts::EntraError;

/// How long what a test has shown can be looked at: values of claims are nobody's business for longer.
pub const SHOWN_FOR: Duration = Duration::hours(1);

/// What a departure is sealed for. The formats name no fields: a change of one, or of [`Transit`], needs another name.
const DEPARTED: &str = "test sign-in 2";
/// What a result is sealed for.
const RESULT: &str = "result of a test sign-in 1";

/// Somebody on the way to Microsoft, who will come in nowhere.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Departed {
    /// Who it is.
    pub tester: Tester,
    /// What they try. It may be edited while they are away, and what comes of it is about this.
    pub version: TriedVersion,
    /// What must come back.
    pub transit: Transit,
}

/// A version of a connection's settings, as somebody tries it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriedVersion {
    /// Its id.
    pub id: ConnectionVersionId,
    /// Its number.
    pub number: i32,
    /// Whether it was the draft; otherwise it was in force.
    pub is_draft: bool,
    /// What it says, as JSON: the kinds of settings are told apart by names, which the format of the cookie has none of.
    settings: String,
}

impl TriedVersion {
    /// A version.
    pub fn of(version: &ConnectionVersion) -> Self {
        Self {
            id: version.id,
            number: version.number,
            is_draft: matches!(version.state, VersionState::Draft | VersionState::Tested),
            settings: serde_json::to_string(&version.settings).unwrap_or_default(),
        }
    }

    /// The same, as if it were in force; none where it cannot be read.
    pub fn in_force(&self) -> Option<ConnectionVersion> {
        let settings: ProviderSettings = serde_json::from_str(&self.settings).ok()?;
        Some(ConnectionVersion { id: self.id, number: self.number, state: VersionState::Active, settings })
    }
}

/// What a test sign-in has shown.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TestResult {
    /// Who has made it.
    pub tester: Tester,
    /// The attempt, as the log knows it.
    pub sign_in_id: SignInId,
    /// When.
    #[serde(with = "ts_milliseconds")]
    pub at: DateTime<Utc>,
    /// Whose connection it is.
    pub organization_id: OrganizationId,
    /// Through which connection.
    pub connection_id: ConnectionId,
    /// With which version of its settings.
    pub version: TriedVersion,
    /// Into which application nobody came: its name.
    pub application: String,
    /// Why the person would not have come in.
    pub reason: Option<Reason>,
    /// What Entra said, where it was Entra that refused.
    pub entra: Option<EntraError>,
    /// What every rule said, in order.
    pub verdicts: Vec<RuleVerdict>,
    /// What the token said, where one was verified.
    pub account: Option<Box<AccountSeen>>,
    /// Whether the connection works: the token was verified, and came from a member of the directory that is configured.
    pub works: bool,
    /// Whether the draft counts as tested by it: it was the draft, it works, and nobody has edited it meanwhile.
    pub counts: bool,
}

impl Departed {
    /// Seals it for the cookie.
    pub fn seal(&self, ring: &KeyRing) -> String {
        seal(ring, DEPARTED, self)
    }

    /// Opens what a browser sent. It must have been sealed here, for this attempt, not long ago.
    pub fn open(ring: &KeyRing, attempt: SignInId, sealed: &str, now: DateTime<Utc>) -> Option<Self> {
        let departed: Self = open(ring, DEPARTED, sealed)?;
        let Transit { sign_in_id, started_at, .. } = departed.transit;
        (sign_in_id == attempt && now - started_at <= LIFETIME).then_some(departed)
    }

    /// Whose connection it goes through, and which it is; none, where it goes through none in particular, as no test does.
    pub fn connection(&self) -> Option<(OrganizationId, ConnectionId)> {
        let Stage::Departed(departure) = &self.transit.stage else { return None };
        match departure.target {
            Target::Connection(organization, connection) | Target::Tenant(organization, connection) => {
                Some((organization, connection))
            }
            Target::AnyTenant => None,
        }
    }
}

impl TestResult {
    /// What is kept of it: no value of a claim.
    pub fn kept(&self) -> TestSignIn {
        let (by, at) = (self.tester.kind(), self.at);
        let TriedVersion { id: version_id, number: version, .. } = self.version;
        TestSignIn {
            connection_id: self.connection_id,
            organization_id: self.organization_id,
            version_id,
            version,
            sign_in_id: self.sign_in_id,
            at,
            by,
            works: self.works,
            reason: self.reason,
            verdicts: self.verdicts.clone(),
            claims: self.account.as_ref().map(|account| ClaimsSeen { at, present: account.present() }),
            worked: self.works.then_some(Worked { at, by, version_id, version }),
        }
    }

    /// Seals it for the cookie.
    pub fn seal(&self, ring: &KeyRing) -> String {
        seal(ring, RESULT, self)
    }

    /// Opens what a browser sent: for whoever has made the test, and not for long.
    pub fn open(ring: &KeyRing, tester: &Tester, sealed: &str, now: DateTime<Utc>) -> Option<Self> {
        let result: Self = open(ring, RESULT, sealed)?;
        (result.tester == *tester && now - result.at < SHOWN_FOR).then_some(result)
    }
}

fn seal(ring: &KeyRing, purpose: &str, value: &impl Serialize) -> String {
    // Texts, numbers and ids: nothing that the format cannot say.
    ring.seal_text(purpose, &postcard::to_allocvec(value).unwrap_or_default())
}

fn open<T: DeserializeOwned>(ring: &KeyRing, purpose: &str, sealed: &str) -> Option<T> {
    postcard::from_bytes(&ring.open_text(purpose, sealed).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::connection::{Cloud, ConnectionKind, EntraSettings, Registration};
    use crate::domain::test_sign_in::TokenClaim;
    use crate::signin::request::tests::largest;
    use crate::signin::test_sign_in::seen::LONGEST_VALUE;
    use crate::signin::transit::{Departure, SentAs};

    fn id<Id: From<Uuid>>(number: u128) -> Id {
        Uuid::from_u128(number).into()
    }

    fn tester(number: u8) -> Tester {
        Tester::Invited(id(1), id(u128::from(number)), [number; 32])
    }

    fn version() -> TriedVersion {
        TriedVersion::of(&ConnectionVersion {
            id: id(4),
            number: i32::MAX,
            state: VersionState::Draft,
            settings: ProviderSettings::Entra(EntraSettings {
                registration: Registration::Own { client_id: "c".repeat(36) },
                tid: Uuid::from_u128(5),
                cloud: Cloud::UsGovernment,
                allow_guests: false,
                domain_hint: Some("d".repeat(120)),
                mfa_context: Some("c25".to_owned()),
                require_mfa: false,
            }),
        })
    }

    fn departed(at: DateTime<Utc>) -> Departed {
        let departure = Departure {
            target: Target::Connection(id(1), id(3)),
            sent_as: SentAs::of("c"),
            state: "s".repeat(43),
            nonce: "n".repeat(43),
            verifier: "v".repeat(43),
            person: None,
        };
        let transit = Transit {
            sign_in_id: id(9),
            started_at: at,
            request: crate::signin::request::AuthorizationRequest {
                redirect: crate::signin::request::for_test(id(7), "https://login.example").redirect,
                ..largest()
            },
            stage: Stage::Departed(departure),
            choose_account: true,
        };
        Departed { tester: tester(2), version: version(), transit }
    }

    fn result(at: DateTime<Utc>) -> TestResult {
        let verdict = |number: usize| RuleVerdict {
            rule: format!("organization{number}"),
            reason: Some(Reason::UpstreamInteractionRequired),
            skipped: false,
        };
        let text = "x".repeat(LONGEST_VALUE + 3);
        TestResult {
            tester: tester(2),
            sign_in_id: id(9),
            at,
            organization_id: id(1),
            connection_id: id(3),
            version: version(),
            application: "a".repeat(100),
            reason: Some(Reason::UpstreamAccessDenied),
            entra: Some(EntraError {
                error: "e".repeat(64),
                suberror: Some("s".repeat(64)),
                codes: vec![90_000_000; 8],
                trace_id: Some("t".repeat(64)),
                correlation_id: Some("c".repeat(64)),
                timestamp: Some(at),
            }),
            verdicts: (0..10).map(verdict).collect(),
            account: Some(Box::new(AccountSeen {
                name: Some(text.clone()),
                address: Some(text.clone()),
                claims: TokenClaim::of(ConnectionKind::Entra)
                    .iter()
                    .map(|claim| (*claim, Some(text.clone())))
                    .collect(),
            })),
            works: true,
            counts: true,
        }
    }

    #[test]
    fn neither_stands_in_for_another_and_both_fit_into_a_cookie() {
        let ring = KeyRing::parse(&KeyRing::generate_line(&"k".repeat(32))).unwrap();
        let at: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
        let (departed, result) = (departed(at), result(at));
        let attempt = departed.transit.sign_in_id;
        let (sealed, shown, live) = (departed.seal(&ring), result.seal(&ring), departed.transit.seal(&ring));
        // Of a test the request is ours and small; the result is as long as it can be.
        for sealed in [&sealed, &shown] {
            assert!(sealed.len() <= 4_000, "{}", sealed.len());
        }
        assert!(Departed::open(&ring, attempt, &sealed, at).is_some());
        assert!(TestResult::open(&ring, &tester(2), &shown, at).is_some());
        assert!(Transit::open(&ring, attempt, &live, at).is_ok());
        // A live attempt is no test, a test is no live attempt, and a result is neither.
        for other in [&live, &shown] {
            assert!(Departed::open(&ring, attempt, other, at).is_none());
        }
        for other in [&sealed, &shown] {
            assert_eq!(Transit::open(&ring, attempt, other, at).unwrap_err(), Reason::TransitMissing);
        }
        for other in [&live, &sealed] {
            assert!(TestResult::open(&ring, &tester(2), other, at).is_none());
        }
        // Nor is it another attempt's, or another visit's, or good for longer.
        assert!(Departed::open(&ring, id(8), &sealed, at).is_none());
        assert!(Departed::open(&ring, attempt, &sealed, at + LIFETIME + Duration::seconds(1)).is_none());
        let by_link = Tester::Link(id(1), id(3), [2; 32]);
        for other in [tester(3), by_link] {
            assert!(TestResult::open(&ring, &other, &shown, at).is_none());
        }
        assert!(TestResult::open(&ring, &tester(2), &shown, at + SHOWN_FOR).is_none());
    }

    #[test]
    fn what_is_tried_is_what_was_seen() {
        let tried = version();
        let back = tried.in_force().unwrap();
        assert_eq!((back.id, back.number, back.state), (tried.id, tried.number, VersionState::Active));
        let draft = ConnectionVersion { state: VersionState::Tested, ..back };
        assert_eq!(TriedVersion::of(&draft), tried);
        let guests = EntraSettings { allow_guests: true, ..draft.entra().unwrap().clone() };
        let edited = ConnectionVersion { settings: ProviderSettings::Entra(guests), ..draft };
        assert_ne!(TriedVersion::of(&edited), tried);
    }
}
