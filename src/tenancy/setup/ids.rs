//! What somebody pastes into the field of an id: told apart as far as it can be told. Pure.

use uuid::Uuid;

use crate::domain::connection::PERSONAL_ACCOUNTS_TENANT;

/// Entra's own secrets have some forty characters; nothing else that is copied there has as many and no space.
const AS_LONG_AS_A_SECRET: usize = 30;

/// Why it is no id of a directory or of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdFault {
    /// Nothing.
    Missing,
    /// A client secret, by its looks. It must not be shown again.
    Secret,
    /// An e-mail address.
    Address,
    /// A link.
    Link,
    /// A domain name.
    Domain,
    /// Something else, or half of an id.
    NoId,
    /// The directory of personal Microsoft accounts.
    Personal,
}

/// Reads an id, with the spaces that copying brings.
pub fn read_id(text: &str) -> Result<Uuid, IdFault> {
    let text = text.trim();
    if let Ok(id) = Uuid::try_parse(text) {
        return match id {
            PERSONAL_ACCOUNTS_TENANT => Err(IdFault::Personal),
            id if id.is_nil() || id.is_max() => Err(IdFault::NoId),
            id => Ok(id),
        };
    }
    let one_word = !text.contains(char::is_whitespace);
    Err(match text {
        "" => IdFault::Missing,
        _ if text.contains("://") => IdFault::Link,
        _ if text.contains('@') => IdFault::Address,
        _ if one_word && text.contains('~') => IdFault::Secret,
        _ if one_word && text.contains('.') && psl::domain_str(&text.to_lowercase()).is_some() => IdFault::Domain,
        // Half of two ids, or an id with something at its end, is made of these.
        _ if text.chars().all(|c| c.is_ascii_hexdigit() || c == '-') => IdFault::NoId,
        _ if one_word && text.len() >= AS_LONG_AS_A_SECRET => IdFault::Secret,
        _ => IdFault::NoId,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pasted_is_told_apart() {
        let id = Uuid::from_u128(0x1111_1111_1111_4111_8111_1111_1111_1111);
        for text in ["11111111-1111-4111-8111-111111111111", " {11111111-1111-4111-8111-111111111111}\n"] {
            assert_eq!(read_id(text), Ok(id));
        }
        for (text, fault) in [
            ("", IdFault::Missing),
            (" \t", IdFault::Missing),
            ("00000000-0000-0000-0000-000000000000", IdFault::NoId),
            ("9188040d-6c67-4c5b-b112-36a304b66dad", IdFault::Personal),
            ("11111111-1111-4111-8111-11111111111", IdFault::NoId),
            ("11111111-1111-4111-8111-11111111111111111111-1111", IdFault::NoId),
            ("https://entra.microsoft.com/x", IdFault::Link),
            ("it@st-janshof.example", IdFault::Address),
            ("St-Janshof.example", IdFault::Domain),
            ("abc8Q~1234567890abcdefghijklmnopqrstuvwx", IdFault::Secret),
            ("canary-entra-client-secret-0123456789abcdef", IdFault::Secret),
            ("Anteroom", IdFault::NoId),
            ("the client id that we have noted in the wiki", IdFault::NoId),
        ] {
            assert_eq!(read_id(text), Err(fault), "{text:?}");
        }
    }
}
