//! The key ring: named keys, of which the first seals and all open.

use std::fmt;

use aes_gcm::{Aes256Gcm, KeyInit};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::{KeyError, hash, random};

/// The bytes of an AES-256 key.
const KEY_BYTES: usize = 32;
/// The most characters of a key id; its length is one byte of each sealed value.
pub(crate) const LONGEST_ID: usize = 32;

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
        // Editors on Windows put a byte order mark first.
        for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let refuse = |problem: String| KeyError::Line { line: index + 1, problem };
            let (id, bytes) = parse_line(line).map_err(&refuse)?;
            if keys.iter().any(|key| key.id == id) {
                return Err(refuse(format!("there are two keys named `{id}`; give one of them another name")));
            }
            let fingerprint = hash::sha256(&bytes);
            let mut earlier = keys.iter().zip(&fingerprints);
            if let Some((key, _)) = earlier.find(|(_, earlier)| **earlier == fingerprint) {
                return Err(refuse(format!("key `{id}` is key `{}` once more; take one of them out", key.id)));
            }
            fingerprints.push(fingerprint);
            let cipher = Aes256Gcm::new_from_slice(&bytes[..]).map_err(|_| refuse("this is no AES key".to_owned()))?;
            keys.push(RingKey { id: id.to_owned(), cipher });
        }
        if keys.is_empty() { Err(KeyError::Empty) } else { Ok(Self { keys }) }
    }

    /// A new line for a ring, with a key of 256 random bits.
    pub fn generate_line(id: &str) -> Zeroizing<String> {
        let key = Zeroizing::new(random::bytes::<KEY_BYTES>());
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

/// Whether a text may name a key: 1 to 32 lower-case letters, digits and hyphens.
pub fn is_key_id(id: &str) -> bool {
    (1..=LONGEST_ID).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// The name and the key of a line. What is wrong is said without quoting the line: any part of it may be a key that
/// stands in the wrong place.
fn parse_line(line: &str) -> Result<(&str, Zeroizing<Vec<u8>>), String> {
    const WAY_OUT: &str = "make one with `anteroom keys generate`";
    let (id, key) =
        line.split_once(char::is_whitespace).ok_or_else(|| format!("expected `<key id> <key>`; {WAY_OUT}"))?;
    if !is_key_id(id) {
        return Err("a line begins with a key id of 1 to 32 lower-case letters, digits and hyphens".to_owned());
    }
    let bytes = STANDARD.decode(key.trim()).map_err(|_| format!("the key is not base64; {WAY_OUT}"))?;
    let bytes = Zeroizing::new(bytes);
    if bytes.len() != KEY_BYTES {
        return Err(format!("the key has {} bytes, and must have {KEY_BYTES}; {WAY_OUT}", bytes.len()));
    }
    if bytes.iter().all(|byte| *byte == 0) {
        return Err(format!("the key is all zeros; {WAY_OUT}"));
    }
    Ok((id, bytes))
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
    fn what_is_wrong_is_said_with_its_line_and_the_way_out() {
        let one = line("k1", 1, 32);
        let texts = [
            String::new(),
            "# only a comment".to_owned(),
            "k1".to_owned(),
            "\nk1 not_base64!".to_owned(),
            line("k1", 1, 31),
            line("k1", 1, 33),
            line("k1", 0, 32),
            line("K1", 1, 32),
            line(&"k".repeat(33), 1, 32),
            format!("{one}\n\n{}", line("k1", 2, 32)),
            format!("{one}\n{}", line("k2", 1, 32)),
            format!("{one}\n{one}"),
        ];
        let said: Vec<String> = texts.iter().map(|text| KeyRing::parse(text).unwrap_err().to_string()).collect();
        insta::assert_snapshot!(said.join("\n"), @r"
        the key ring holds no key; make one with `anteroom keys generate`
        the key ring holds no key; make one with `anteroom keys generate`
        key ring, line 1: expected `<key id> <key>`; make one with `anteroom keys generate`
        key ring, line 2: the key is not base64; make one with `anteroom keys generate`
        key ring, line 1: the key has 31 bytes, and must have 32; make one with `anteroom keys generate`
        key ring, line 1: the key has 33 bytes, and must have 32; make one with `anteroom keys generate`
        key ring, line 1: the key is all zeros; make one with `anteroom keys generate`
        key ring, line 1: a line begins with a key id of 1 to 32 lower-case letters, digits and hyphens
        key ring, line 1: a line begins with a key id of 1 to 32 lower-case letters, digits and hyphens
        key ring, line 3: there are two keys named `k1`; give one of them another name
        key ring, line 2: key `k2` is key `k1` once more; take one of them out
        key ring, line 2: there are two keys named `k1`; give one of them another name
        ");
    }

    #[test]
    fn a_key_in_the_wrong_place_is_not_repeated() {
        let key = STANDARD.encode([7; 32]);
        // Hexadecimal of 16 bytes could pass for a key id.
        for text in [format!("{key} k1"), key.clone(), format!("{} k1", "07".repeat(16)), format!("k1 {key}{key}")] {
            let error = format!("{0} {0:?}", KeyRing::parse(&text).unwrap_err());
            assert!(!error.contains("BwcHBwcH") && !error.contains("070707"), "{error}");
        }
    }

    #[test]
    fn windows_line_ends_and_tabs_are_taken() {
        let text = format!("\u{feff}{}\r\n{}\r\n", line("k2", 2, 32), line("k1", 1, 32).replace(' ', " \t "));
        assert_eq!(KeyRing::parse(&text).unwrap().ids().collect::<Vec<_>>(), ["k2", "k1"]);
    }

    #[test]
    fn debug_shows_ids_only() {
        let ring = KeyRing::parse(&line("k1", 1, 32)).unwrap();
        assert_eq!(format!("{ring:?}"), r#"["k1"]"#);
    }
}
