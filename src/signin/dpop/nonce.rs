//! Nonces for proofs of possession (RFC 9449, 8): the time, sealed. No table holds them, and every replica knows those of the others.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};

use crate::keys::ring::KeyRing;

/// How long one is good: long enough for an application that asks seldom, and for the clock of another replica.
pub const LIFETIME: Duration = Duration::minutes(5);
/// How long the same one is given. It says when and nothing else, so it need not be another for everybody; and a key of the ring is
/// not good for a seal at every answer (see there).
const SLOT: i64 = 30;
/// How far another replica's clock may be ahead.
const AHEAD: Duration = Duration::minutes(1);
/// What a nonce is sealed for.
const PURPOSE: &str = "dpop nonce";

/// The nonce of the moment.
#[derive(Debug, Default)]
pub struct Nonces(Mutex<Option<(i64, String)>>);

impl Nonces {
    /// The one that is given now.
    pub fn current(&self, ring: &KeyRing, now: DateTime<Utc>) -> String {
        let slot = now.timestamp().div_euclid(SLOT);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*kept {
            Some((of, nonce)) if *of == slot => nonce.clone(),
            _ => {
                let nonce = ring.seal_text(PURPOSE, &(slot * SLOT).to_be_bytes());
                *kept = Some((slot, nonce.clone()));
                nonce
            }
        }
    }
}

/// When a nonce ends; none where it is not ours, or has ended.
pub fn end_of(nonce: &str, ring: &KeyRing, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let made_at = ring.open_text(PURPOSE, nonce).ok()?;
    let made_at = DateTime::from_timestamp(i64::from_be_bytes(made_at.as_slice().try_into().ok()?), 0)?;
    let end = made_at + LIFETIME;
    (made_at <= now + AHEAD && now < end).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(name: &str) -> KeyRing {
        KeyRing::parse(&KeyRing::generate_line(name)).unwrap()
    }

    #[test]
    fn one_is_good_for_minutes_and_everywhere() {
        let (ring, now) = (ring("k"), "2026-11-26T12:00:10Z".parse::<DateTime<Utc>>().unwrap());
        let (here, there) = (Nonces::default(), Nonces::default());
        let nonce = here.current(&ring, now);
        assert_eq!(here.current(&ring, now + Duration::seconds(19)), nonce);
        let later = here.current(&ring, now + Duration::seconds(20));
        assert_ne!(later, nonce);
        assert_ne!(there.current(&ring, now), nonce, "each replica seals its own");
        let end = "2026-11-26T12:05:00Z".parse().unwrap();
        for nonce in [&nonce, &there.current(&ring, now)] {
            assert_eq!(end_of(nonce, &ring, now), Some(end));
            assert_eq!(end_of(nonce, &ring, end - Duration::seconds(1)), Some(end));
            assert_eq!(end_of(nonce, &ring, end), None);
            assert_eq!(end_of(nonce, &ring, now - Duration::minutes(1)), Some(end), "another's clock is behind");
            assert_eq!(end_of(nonce, &ring, now - Duration::minutes(2)), None);
        }
        // A request header has a bounded size, and so has a proof.
        assert!(nonce.len() < 120, "{}", nonce.len());
    }

    #[test]
    fn nobody_else_makes_one() {
        let (own, now) = (ring("k"), "2026-11-26T12:00:10Z".parse::<DateTime<Utc>>().unwrap());
        let forged = Nonces::default().current(&ring("k"), now);
        let other = own.seal_text("transit 4", &now.timestamp().to_be_bytes());
        let longer = own.seal_text(PURPOSE, b"123456789");
        for nonce in [forged.as_str(), &other, &longer, "", "eyJ2aWEiOiJub25jZSJ9", "\u{e9}"] {
            assert_eq!(end_of(nonce, &own, now), None, "{nonce}");
        }
    }
}
