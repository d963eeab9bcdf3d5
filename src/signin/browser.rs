//! The browser that asks, as the steps see it.

use std::net::IpAddr;

use crate::language::Language;

/// The browser that asks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Browser<'a> {
    /// The cookie of its session.
    pub session: Option<&'a str>,
    /// The cookie of what it remembers.
    pub remembered: Option<&'a str>,
    /// Whether somebody has said that several people use this device.
    pub shared: bool,
    /// Its address.
    pub ip: Option<IpAddr>,
    /// Its name.
    pub user_agent: Option<&'a str>,
    /// The language that the person has chosen on a page.
    pub chosen: Option<Language>,
    /// The languages that it prefers (`Accept-Language`).
    pub languages: Option<&'a str>,
}

impl Browser<'_> {
    /// The language of a page, and of a letter to somebody whose own is not known: what the person has chosen, then what the
    /// application asks for, then what the browser does, then the organization's.
    pub fn language(&self, ui_locales: Option<&str>, organization: Option<&str>) -> Language {
        self.chosen.unwrap_or_else(|| Language::choose(ui_locales, self.languages, organization))
    }
}
