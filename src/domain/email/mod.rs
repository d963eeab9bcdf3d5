//! E-mail addresses and domains in the one form in which they are stored and compared.

#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Why a text is no e-mail address or domain. Says nothing of the text itself, which may be personal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// There is no `@` with something on both sides.
    #[error("an e-mail address has the form name@domain")]
    NoDomain,
    /// Longer than the 254 characters a path may have (RFC 5321, 4.5.3.1.3, less the angle brackets).
    #[error("an e-mail address has at most 254 characters, its name at most 64")]
    TooLong,
    /// White space, control characters, characters that nobody sees, or quoting: no directory sends them.
    #[error("an e-mail address holds no white space, quotes, control or invisible characters")]
    Characters,
    /// The domain is no host name with at least two labels (RFC 1123; IDNA by UTS 46).
    #[error("the domain is not a valid domain name")]
    Domain,
}

/// An e-mail domain: lower case, in its IDNA ASCII form, without a trailing dot.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailDomain(String);

/// An e-mail address after normalization: trimmed, domain by IDNA, ASCII letters in lower case; nothing cleverer.
///
/// Letters outside ASCII in the local part stay as they are: Unicode folding would make two accounts of one
/// (`ı` and `i`, `K` and the Kelvin sign), and dots or `+tags` mean what the mail server says, not what we guess. Two
/// addresses that look alike are still two, and one that holds what nobody can see is none: whoever reads it in a file, a
/// page or the log would take it for another.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress {
    text: String,
    at: usize,
}

impl EmailDomain {
    /// The domain as text, e.g. `st-janshof.example`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl EmailAddress {
    /// The whole address in its normal form.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part before the `@`.
    pub fn local_part(&self) -> &str {
        self.text.get(..self.at).unwrap_or_default()
    }

    /// The domain, which routes to an organization's connection.
    pub fn domain(&self) -> EmailDomain {
        EmailDomain(self.text.get(self.at + 1..).unwrap_or_default().to_owned())
    }
}

impl FromStr for EmailDomain {
    type Err = EmailError;

    fn from_str(text: &str) -> Result<Self, EmailError> {
        let text = text.trim();
        // The root's dot, which DNS allows to be written, once.
        let text = text.strip_suffix('.').unwrap_or(text);
        // IDNA would drop these without a word. The two joiners it judges itself, where a script needs them.
        if text.chars().any(|c| is_invisible(c) && !matches!(c, '\u{200c}' | '\u{200d}')) {
            return Err(EmailError::Domain);
        }
        let lower = text.to_ascii_lowercase();
        // A fast way for what nearly always comes: ASCII needs IDNA only to judge what is encoded already.
        let ascii = if lower.is_ascii() && !lower.contains("xn--") {
            lower
        } else {
            idna::domain_to_ascii_strict(text).map_err(|_| EmailError::Domain)?
        };
        let label_is_valid = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        // A last label of digits is the end of an IPv4 address (RFC 3696, 2).
        let is_name = ascii.rsplit_once('.').is_some_and(|(_, last)| !last.bytes().all(|b| b.is_ascii_digit()));
        let valid = ascii.len() <= 253 && is_name && ascii.split('.').all(label_is_valid);
        if valid { Ok(Self(ascii)) } else { Err(EmailError::Domain) }
    }
}

impl FromStr for EmailAddress {
    type Err = EmailError;

    fn from_str(text: &str) -> Result<Self, EmailError> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or(EmailError::NoDomain)?;
        if local.is_empty() || domain.is_empty() {
            return Err(EmailError::NoDomain);
        }
        if local.len() > 64 || text.len() > 254 {
            return Err(EmailError::TooLong);
        }
        let spaced = |c: char| c.is_whitespace() || c.is_control();
        let special = |c: char| {
            is_invisible(c) || matches!(c, '"' | '(' | ')' | '<' | '>' | ',' | ';' | ':' | '\\' | '@' | '[' | ']')
        };
        // The whole of it: a domain by itself may be written with white space around, one within an address may not.
        if text.chars().any(spaced) || local.chars().any(special) {
            return Err(EmailError::Characters);
        }
        let domain: EmailDomain = domain.parse()?;
        let local = local.to_ascii_lowercase();
        let at = local.len();
        let text = format!("{local}@{domain}");
        if text.len() > 254 {
            return Err(EmailError::TooLong);
        }
        Ok(Self { text, at })
    }
}

/// Whether nobody sees a character: Unicode's `Default_Ignorable_Code_Point` (zero width, direction, variation, tags).
const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}

impl fmt::Display for EmailDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for EmailDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text)
    }
}

macro_rules! text_form {
    ($name:ident, $field:tt) => {
        impl TryFrom<String> for $name {
            type Error = EmailError;

            fn try_from(text: String) -> Result<Self, EmailError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.$field
            }
        }
    };
}

text_form!(EmailDomain, 0);
text_form!(EmailAddress, text);
