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

use super::ring::{KeyRing, is_key_id};
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
        // Present or not is said by a byte of its own: "none" is no organization, also not one of zeros.
        match self.organization {
            None => data.push(0),
            Some(id) => {
                data.push(1);
                data.extend_from_slice(id.0.as_bytes());
            }
        }
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
        // 96 random bits for each value. A key may seal 2^32 values that way (SP 800-38D, 8.3): at ten cookies a second it
        // lasts 13 years.
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

/// The id of the key that a value is sealed with; none where the value is none of ours.
pub fn sealed_with(sealed: &[u8]) -> Option<&str> {
    split(sealed).map(|(id, _)| id)
}

fn split(sealed: &[u8]) -> Option<(&str, &[u8])> {
    let (&version, rest) = sealed.split_first()?;
    let (&length, rest) = rest.split_first()?;
    let (id, rest) = rest.split_at_checked(usize::from(length))?;
    // What a browser or a broken row brings in place of an id must not reach a log or a terminal.
    let id = std::str::from_utf8(id).ok().filter(|id| is_key_id(id))?;
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
            Place { organization: Some(OrganizationId(Uuid::nil())), ..PLACE },
            Place { row: Uuid::from_u128(9), ..PLACE },
            Place { table: "signing_keys", ..PLACE },
            Place { column: "certificate", ..PLACE },
            Place { table: "credentialss", column: "ealed", ..PLACE },
            Place { table: "", column: "credentialssealed", ..PLACE },
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

    #[test]
    fn nothing_is_not_an_organization_of_zeros() {
        let (ring, nobody) = (ring(), Place { organization: None, ..PLACE });
        let sealed = ring.seal(&nobody, b"secret").unwrap();
        assert!(ring.open(&nobody, &sealed).is_ok());
        assert!(ring.open(&Place { organization: Some(OrganizationId(Uuid::nil())), ..PLACE }, &sealed).is_err());
    }

    #[test]
    fn a_row_and_a_cookie_do_not_serve_for_each_other() {
        let ring = ring();
        let cookie = URL_SAFE_NO_PAD.decode(ring.seal_text("credentials", b"x")).unwrap();
        assert!(ring.open(&Place { organization: None, ..PLACE }, &cookie).is_err());
        let row = URL_SAFE_NO_PAD.encode(ring.seal(&PLACE, b"x").unwrap());
        assert!(ring.open_text("credentials", &row).is_err());
    }

    #[test]
    fn no_nonce_comes_twice() {
        let ring = ring();
        let nonce = |sealed: Vec<u8>| sealed[4..4 + NONCE].to_vec();
        let nonces = (0..2_000).map(|_| nonce(ring.seal(&PLACE, b"same").unwrap()));
        assert_eq!(nonces.collect::<std::collections::HashSet<_>>().len(), 2_000);
    }

    #[test]
    fn a_value_names_its_key_and_an_invented_name_goes_nowhere() {
        let sealed = ring().seal(&PLACE, b"x").unwrap();
        assert_eq!(sealed_with(&sealed), Some("k1"));
        // An escape sequence that would clear a terminal, and nothing at all.
        for id in [b"\x1b[2J".as_slice(), b""] {
            let mut forged = vec![VERSION, u8::try_from(id.len()).unwrap()];
            forged.extend_from_slice(id);
            forged.extend_from_slice(&sealed[4..]);
            assert_eq!(sealed_with(&forged), None);
            assert!(matches!(ring().open(&PLACE, &forged), Err(KeyError::DoesNotOpen)));
        }
        assert_eq!(sealed_with(&[]), None);
        assert_eq!(sealed_with(&[VERSION, 200, b'k']), None);
    }

    proptest! {
        #[test]
        fn texts_of_a_place_do_not_run_into_each_other(texts in prop::array::uniform4("[a-c]{0,4}")) {
            let [table, column, other, another] = &texts;
            prop_assume!((table, column) != (other, another));
            let one = Place { table, column, ..PLACE };
            let two = Place { table: other, column: another, ..PLACE };
            prop_assert_ne!(one.associated_data(), two.associated_data());
        }

        #[test]
        fn what_was_sealed_comes_back(plain: Vec<u8>) {
            let ring = ring();
            prop_assert_eq!(&*ring.open(&PLACE, &ring.seal(&PLACE, &plain).unwrap()).unwrap(), &plain);
            prop_assert_eq!(&*ring.open_text("p", &ring.seal_text("p", &plain)).unwrap(), &plain);
        }

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
