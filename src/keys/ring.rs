//! The key ring: named keys, of which the first seals and all open.

use std::fmt;

use aes_gcm::{Aes256Gcm, KeyInit};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::{KeyError, hash, random};

/// One named AES-256 key, ready for use.
pub(super) struct RingKey {
    pub(super) id: String,
    pub(super) cipher: Aes256Gcm,
}

/// Named keys, of which the first seals and all open. Cheap to share behind an `Arc`.
///
/// As text: a line for each key, `<id> <base64 of 32 bytes>`; empty lines and those that begin with `#` are passed over.
pub struct KeyRing {
    keys: Vec<RingKey>,
}

impl KeyRing {
    /// Reads a ring. Errors name the line and what is wrong with it, never the key.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let mut keys: Vec<RingKey> = Vec::new();
        let mut fingerprints = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line_number = index + 1;
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let refuse = |problem: String| KeyError::Line { line: line_number, problem };
            let (id, key) = line
                .split_once(char::is_whitespace)
                .ok_or_else(|| refuse("expected `<key id> <key>`; make one with `anteroom keys generate`".into()))?;
            if id.len() > 32 || !id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
                return Err(refuse("a key id has 1 to 32 lower-case letters, digits and hyphens".into()));
            }
            let bytes =
                Zeroizing::new(STANDARD.decode(key.trim()).map_err(|_| refuse(format!("key `{id}` is not base64")))?);
            if bytes.len() != 32 {
                return Err(refuse(format!(
                    "key `{id}` has {} bytes, and must have 32; make one with `anteroom keys generate`",
                    bytes.len()
                )));
            }
            if bytes.iter().all(|byte| *byte == 0) {
                return Err(refuse(format!("key `{id}` is all zeros; make one with `anteroom keys generate`")));
            }
            if keys.iter().any(|key| key.id == id) {
                return Err(refuse(format!("there are two keys named `{id}`")));
            }
            let fingerprint = hash::sha256(&bytes);
            if fingerprints.contains(&fingerprint) {
                return Err(refuse(format!("key `{id}` is the same as an earlier one under another name")));
            }
            fingerprints.push(fingerprint);
            let cipher = Aes256Gcm::new_from_slice(&bytes).map_err(|_| refuse(format!("key `{id}` is no AES key")))?;
            keys.push(RingKey { id: id.to_owned(), cipher });
        }
        if keys.is_empty() { Err(KeyError::Empty) } else { Ok(Self { keys }) }
    }

    /// A new line for a ring, with a key of 256 random bits.
    pub fn generate_line(id: &str) -> Zeroizing<String> {
        let key = Zeroizing::new(random::bytes::<32>());
        Zeroizing::new(format!("{id} {}", STANDARD.encode(*key)))
    }

    /// The ids, the sealing one first.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|key| key.id.as_str())
    }

    /// The key that seals.
    pub(super) fn sealing(&self) -> Option<&RingKey> {
        self.keys.first()
    }

    /// The key of an id.
    pub(super) fn key(&self, id: &str) -> Option<&RingKey> {
        self.keys.iter().find(|key| key.id == id)
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.ids()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: &str, byte: u8, length: usize) -> String {
        format!("{id} {}", STANDARD.encode(vec![byte; length]))
    }

    #[test]
    fn the_first_key_leads() {
        let text = format!("# made by the operator\n\n{}\n{}\n", line("k2", 2, 32), line("k1", 1, 32));
        let ring = KeyRing::parse(&text).unwrap();
        assert_eq!(ring.ids().collect::<Vec<_>>(), ["k2", "k1"]);
    }

    #[test]
    fn a_generated_line_makes_a_ring() {
        KeyRing::parse(&KeyRing::generate_line("k1")).unwrap();
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line_and_without_the_key() {
        let short = line("k1", 1, 31);
        let twice = format!("{}\n{}", line("k1", 1, 32), line("k1", 2, 32));
        let same = format!("{}\n{}", line("k1", 1, 32), line("k2", 1, 32));
        let cases = [
            ("", "the key ring holds no key"),
            ("# only a comment", "the key ring holds no key"),
            ("k1", "line 1: expected `<key id> <key>`"),
            ("\nk1 not_base64!", "line 2: key `k1` is not base64"),
            (short.as_str(), "line 1: key `k1` has 31 bytes"),
            (twice.as_str(), "line 2: there are two keys named `k1`"),
            (same.as_str(), "line 2: key `k2` is the same"),
            (&line("K 1", 1, 32), "a key id has 1 to 32"),
            (&line("zero", 0, 32), "is all zeros"),
        ];
        for (text, expected) in cases {
            let error = KeyRing::parse(text).unwrap_err().to_string();
            assert!(error.contains(expected), "{text:?} gave {error:?}");
            assert!(!error.contains("AQEBAQEB"), "the key is in the error");
        }
    }

    #[test]
    fn debug_shows_ids_only() {
        let ring = KeyRing::parse(&line("k1", 1, 32)).unwrap();
        assert_eq!(format!("{ring:?}"), r#"["k1"]"#);
    }
}
