//! Sealing: AES-256-GCM with associated data that says where the value belongs.
//!
//! A sealed value is `[1][length of key id][key id][12-byte nonce][ciphertext and tag]`. Its associated data names table,
//! column, row and organization, so that a row copied to another hospital does not open.

use aes_gcm::Nonce;
use aes_gcm::aead::{Aead, Payload};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::ring::KeyRing;
use super::{KeyError, random};
use crate::domain::id::OrganizationId;

const VERSION: u8 = 1;
const NONCE: usize = 12;

/// Where a sealed value belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// The table.
    pub table: &'a str,
    /// The column.
    pub column: &'a str,
    /// The row's id.
    pub row: Uuid,
    /// Whose row it is; none for the operator's own.
    pub organization: Option<OrganizationId>,
}

impl Place<'_> {
    /// Texts are preceded by their length: `ab`+`c` and `a`+`bc` are different places.
    fn associated_data(&self) -> Vec<u8> {
        let mut data = Vec::with_capacity(96);
        for text in ["anteroom", self.table, self.column] {
            data.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
            data.extend_from_slice(text.as_bytes());
        }
        data.extend_from_slice(self.row.as_bytes());
        data.extend_from_slice(self.organization.map_or(Uuid::nil(), |id| id.0).as_bytes());
        data
    }
}

impl KeyRing {
    /// Seals a value for a place with the first key.
    pub fn seal(&self, place: &Place<'_>, plain: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.seal_with(&place.associated_data(), plain)
    }

    /// Opens a value that was sealed for this very place.
    pub fn open(&self, place: &Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        self.open_with(&place.associated_data(), sealed)
    }

    /// Seals a text for a browser to keep, for a purpose; as base64url.
    pub fn seal_text(&self, purpose: &str, plain: &[u8]) -> String {
        // With a key of the right length, which the ring has checked, AES-GCM fails only above 64 GiB.
        self.seal_with(&browser(purpose), plain).map(|sealed| URL_SAFE_NO_PAD.encode(sealed)).unwrap_or_default()
    }

    /// Opens what a browser kept for a purpose.
    pub fn open_text(&self, purpose: &str, sealed: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let sealed = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| KeyError::DoesNotOpen)?;
        self.open_with(&browser(purpose), &sealed)
    }

    fn seal_with(&self, aad: &[u8], msg: &[u8]) -> Result<Vec<u8>, KeyError> {
        let key = self.sealing().ok_or(KeyError::Empty)?;
        // 96 random bits for each value: far from a repetition at the few million values a key ever seals (SP 800-38D, 8.3).
        let nonce = random::bytes::<NONCE>();
        let ciphertext =
            key.cipher.encrypt(&Nonce::from(nonce), Payload { msg, aad }).map_err(|_| KeyError::DoesNotOpen)?;
        let mut sealed = Vec::with_capacity(2 + key.id.len() + NONCE + ciphertext.len());
        sealed.push(VERSION);
        sealed.push(u8::try_from(key.id.len()).unwrap_or(u8::MAX));
        sealed.extend_from_slice(key.id.as_bytes());
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&ciphertext);
        Ok(sealed)
    }

    fn open_with(&self, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let (id, rest) = split(sealed).ok_or(KeyError::DoesNotOpen)?;
        let key = self.key(id).ok_or_else(|| KeyError::UnknownKey(id.to_owned()))?;
        let (nonce, msg) = rest.split_first_chunk::<NONCE>().ok_or(KeyError::DoesNotOpen)?;
        let plain = key.cipher.decrypt(&Nonce::from(*nonce), Payload { msg, aad });
        plain.map(Zeroizing::new).map_err(|_| KeyError::DoesNotOpen)
    }
}

/// The id of the key that a value is sealed with.
pub fn sealed_with(sealed: &[u8]) -> Option<&str> {
    split(sealed).map(|(id, _)| id)
}

fn split(sealed: &[u8]) -> Option<(&str, &[u8])> {
    let (&version, rest) = sealed.split_first()?;
    let (&length, rest) = rest.split_first()?;
    let (id, rest) = rest.split_at_checked(usize::from(length))?;
    let id = std::str::from_utf8(id).ok()?;
    (version == VERSION).then_some((id, rest))
}

fn browser(purpose: &str) -> Vec<u8> {
    [b"anteroom browser ", purpose.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ring() -> KeyRing {
        KeyRing::parse(&KeyRing::generate_line("k1")).unwrap()
    }

    const PLACE: Place<'static> = Place {
        table: "credentials",
        column: "sealed",
        row: Uuid::from_u128(1),
        organization: Some(OrganizationId(Uuid::from_u128(2))),
    };

    #[test]
    fn a_row_copied_elsewhere_does_not_open() {
        let ring = ring();
        let sealed = ring.seal(&PLACE, b"secret").unwrap();
        assert_eq!(*ring.open(&PLACE, &sealed).unwrap(), b"secret");
        let elsewhere = [
            Place { organization: Some(OrganizationId(Uuid::from_u128(3))), ..PLACE },
            Place { organization: None, ..PLACE },
            Place { row: Uuid::from_u128(9), ..PLACE },
            Place { table: "signing_keys", ..PLACE },
            Place { column: "certificate", ..PLACE },
            Place { table: "credentialss", column: "ealed", ..PLACE },
        ];
        for place in elsewhere {
            assert!(matches!(ring.open(&place, &sealed), Err(KeyError::DoesNotOpen)), "{place:?}");
        }
    }

    #[test]
    fn another_key_of_the_same_name_does_not_open() {
        let sealed = ring().seal(&PLACE, b"secret").unwrap();
        assert!(matches!(ring().open(&PLACE, &sealed), Err(KeyError::DoesNotOpen)));
        let other = KeyRing::parse(&KeyRing::generate_line("k2")).unwrap();
        assert!(matches!(other.open(&PLACE, &sealed), Err(KeyError::UnknownKey(id)) if id == "k1"));
    }

    #[test]
    fn a_text_for_one_purpose_does_not_serve_another() {
        let ring = ring();
        let sealed = ring.seal_text("transit", b"x");
        assert!(ring.open_text("transit", &sealed).is_ok());
        assert!(ring.open_text("remembered", &sealed).is_err());
    }

    proptest! {
        #[test]
        fn no_changed_bit_opens(plain: Vec<u8>, at: prop::sample::Index, bit in 0u8..8) {
            let ring = ring();
            let mut sealed = ring.seal(&PLACE, &plain).unwrap();
            let at = at.index(sealed.len());
            sealed[at] ^= 1 << bit;
            prop_assert!(ring.open(&PLACE, &sealed).is_err());
        }

        #[test]
        fn nothing_makes_it_panic(sealed: Vec<u8>) {
            prop_assert!(ring().open(&PLACE, &sealed).is_err());
        }
    }
}
