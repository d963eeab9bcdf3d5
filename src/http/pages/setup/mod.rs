//! The pages of a hospital's own people, a file for each step, and the way from one to the next.

pub mod checks;
pub mod connection;
pub mod credential;
pub mod domains;
pub mod fault;
pub mod overview;
pub mod people;
pub mod registration;
pub mod status;
pub mod switch_on;
#[cfg(test)]
pub mod test_pages;
pub mod test_result;
pub mod test_sign_in;
#[cfg(test)]
pub(super) mod tests;

use chrono::{DateTime, Utc};

/// A step of the portal, in the order in which they are gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// What is there, and what is missing.
    Overview,
    /// The e-mail domains, each proven.
    Domains,
    /// The identity provider, and how we prove ourselves there.
    Connection,
    /// Whether all of it works.
    Checks,
    /// A sign-in with the draft, which lets nobody in.
    TestSignIn,
    /// Who will get in, and who not, and why.
    People,
    /// For whom it begins, and when.
    SwitchOn,
    /// How it goes.
    Status,
}

impl Step {
    /// All of them, in their order.
    pub const ALL: [Self; 8] = [
        Self::Overview,
        Self::Domains,
        Self::Connection,
        Self::Checks,
        Self::TestSignIn,
        Self::People,
        Self::SwitchOn,
        Self::Status,
    ];

    /// Where it is.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Overview => "/setup",
            Self::Domains => "/setup/domains",
            Self::Connection => "/setup/connection",
            Self::Checks => "/setup/checks",
            Self::TestSignIn => "/setup/test-sign-in",
            Self::People => "/setup/people",
            Self::SwitchOn => "/setup/switch-on",
            Self::Status => "/setup/status",
        }
    }

    /// The same, up to where `lang=…` is put.
    pub const fn here(self) -> &'static str {
        match self {
            Self::Overview => "/setup?",
            Self::Domains => "/setup/domains?",
            Self::Connection => "/setup/connection?",
            Self::Checks => "/setup/checks?",
            Self::TestSignIn => "/setup/test-sign-in?",
            Self::People => "/setup/people?",
            Self::SwitchOn => "/setup/switch-on?",
            Self::Status => "/setup/status?",
        }
    }

    /// Under which key its name is.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Overview => "setup-step-overview",
            Self::Domains => "setup-step-domains",
            Self::Connection => "setup-step-connection",
            Self::Checks => "setup-step-checks",
            Self::TestSignIn => "setup-step-test-sign-in",
            Self::People => "setup-step-people",
            Self::SwitchOn => "setup-step-switch-on",
            Self::Status => "setup-step-status",
        }
    }
}

fn date(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d").to_string()
}

fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}
