//! An answer as somebody reads it who compares it with that for another address: byte for byte, but for what is random in it, of which
//! the length counts. The benchmark of enumeration reads answers in the same way.

use reqwest::header::{DATE, HeaderMap, HeaderName, LOCATION, SET_COOKIE};

/// What is drawn at random for each departure to Microsoft.
const DRAWN: [&str; 3] = ["state", "nonce", "code_challenge"];

/// Status, headers with their values in their order, and body.
pub fn likeness(status: u16, headers: &HeaderMap, body: &str, address: &str, sign_in: &str) -> String {
    let headers = headers.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        format!("{name}: {}\n", without_chance(name, &value))
    });
    let whole = format!("{status}\n{}\n{body}", headers.collect::<String>());
    let (typed, in_a_link) = (masked(address), address.replace('@', "%40"));
    whole
        .replace(address, &typed)
        .replace(&in_a_link, &masked(&in_a_link))
        .replace(sign_in, &masked(sign_in))
        .replace(&sign_in.replace('-', ""), &masked(&sign_in.replace('-', "")))
}

fn without_chance(name: &HeaderName, value: &str) -> String {
    if *name == DATE {
        return masked(value);
    }
    if *name == SET_COOKIE {
        let (cookie, attributes) = value.split_once(';').unwrap_or((value, ""));
        let (name, sealed) = cookie.split_once('=').unwrap_or((cookie, ""));
        return format!("{name}={};{attributes}", masked(sealed));
    }
    if *name == LOCATION {
        let parts = value.split_inclusive(['?', '&']).map(|part| match part.split_once('=') {
            Some((key, drawn)) if DRAWN.contains(&key) => format!("{key}={}", masked(drawn)),
            _ => part.to_owned(),
        });
        return parts.collect();
    }
    value.to_owned()
}

/// As long, and nothing else.
fn masked(text: &str) -> String {
    "*".repeat(text.len())
}
