//! The address of a broker.

use url::Url;

/// Reads the address of a broker: an origin, by https, or by http on this machine.
pub fn broker_address(text: &str) -> Result<Url, String> {
    let url: Url = text.parse().map_err(|_| "an address has the form https://login.example".to_owned())?;
    if !is_protected(&url) {
        return Err("an address begins with https://".to_owned());
    }
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if !bare || !url.username().is_empty() || url.password().is_some() {
        return Err("an address has no path, query or user: https://login.example".to_owned());
    }
    Ok(url)
}

/// Whether nobody on the way can read along or answer instead: https, or this machine itself.
pub fn is_protected(url: &Url) -> bool {
    let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    url.has_host() && (url.scheme() == "https" || (url.scheme() == "http" && local))
}

/// The address without the slash at its end: the form of an issuer, and of what people type.
pub fn origin(url: &Url) -> String {
    url.as_str().trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_an_origin_by_https() {
        for good in ["https://login.example", "https://login.example:8443/", "http://localhost:8080", "http://[::1]:1"]
        {
            assert!(broker_address(good).is_ok(), "{good}");
        }
        for bad in [
            "login.example",
            "http://login.example",
            "http://localhost.evil.example",
            "https://login.example/path",
            "https://login.example/?a=b",
            "https://user:secret@login.example",
            "ftp://login.example",
            "",
        ] {
            assert!(broker_address(bad).is_err(), "{bad}");
        }
    }
}
