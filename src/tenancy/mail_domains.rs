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

/// Why a domain cannot be an organization's, if it cannot.
pub(super) fn refused(domain: &EmailDomain) -> Option<&'static str> {
    let name = domain.as_str();
    if PUBLIC.contains(&name) {
        return Some("anybody can have an address in this domain");
    }
    // A public suffix (`nl`, `co.uk`) is many owners' (publicsuffix.org).
    let registrable = psl::domain_str(name);
    let microsoft = name.ends_with(".onmicrosoft.com");
    match registrable {
        None => Some("this is a public suffix, not a domain that somebody owns"),
        Some(_) if microsoft => {
            Some("addresses under onmicrosoft.com are Microsoft's, and say nothing about a mailbox")
        }
        Some(_) => None,
    }
}
