//! Domains whose addresses anybody can have. No hospital owns one of them.

use crate::domain::email::EmailDomain;

const PUBLIC: &[&str] = &[
    "163.com",
    "aol.com",
    "casema.nl",
    "chello.nl",
    "fastmail.com",
    "free.fr",
    "freenet.de",
    "gmail.com",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hetnet.nl",
    "home.nl",
    "hotmail.be",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.de",
    "hotmail.fr",
    "hotmail.nl",
    "icloud.com",
    "kpnmail.nl",
    "kpnplanet.nl",
    "laposte.net",
    "live.be",
    "live.com",
    "live.nl",
    "mac.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "msn.com",
    "onsneteindhoven.nl",
    "orange.fr",
    "outlook.be",
    "outlook.com",
    "outlook.de",
    "outlook.fr",
    "planet.nl",
    "pm.me",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "quicknet.nl",
    "sfr.fr",
    "skynet.be",
    "t-online.de",
    "telenet.be",
    "tele2.nl",
    "upcmail.nl",
    "wanadoo.fr",
    "web.de",
    "xs4all.nl",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.de",
    "yahoo.fr",
    "yandex.ru",
    "zeelandnet.nl",
    "ziggo.nl",
];

/// Why a domain cannot be an organization's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Anybody can have a mailbox in it.
    Public,
    /// It is many owners' (publicsuffix.org).
    Suffix,
    /// It is Microsoft's.
    OnMicrosoft,
}

impl Refused {
    /// The same in a sentence.
    pub const fn why(self) -> &'static str {
        match self {
            Self::Public => "anybody can have an address in this domain",
            Self::Suffix => "this is a public suffix, not a domain that somebody owns",
            Self::OnMicrosoft => "addresses under onmicrosoft.com are Microsoft's, and say nothing about a mailbox",
        }
    }
}

/// Why a domain cannot be an organization's, if it cannot.
pub(super) fn refused(domain: &EmailDomain) -> Option<Refused> {
    let name = domain.as_str();
    if PUBLIC.contains(&name) {
        return Some(Refused::Public);
    }
    match psl::domain_str(name) {
        // `nl`, `co.uk`.
        None => Some(Refused::Suffix),
        Some(_) if name.ends_with(".onmicrosoft.com") => Some(Refused::OnMicrosoft),
        Some(_) => None,
    }
}
