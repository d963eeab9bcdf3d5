//! Whether a connection works, as far as can be seen without a person: what is looked at, what may be found, how bad that is, and who
//! mends it. No text for people stands here: the names of what is found name theirs (`locales/`).

mod claims;
mod found;
mod run;
mod words;

pub use claims::claims;
pub use found::Found;
pub use run::{CheckRun, Judged, Turn, Turned, overall, turned};
#[cfg(test)]
pub use words::composed_keys;
pub use words::{About, Words};

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::connection::ConnectionKind;
use super::provider::ProviderSettings;

/// The difference of clocks from which it is a warning: a minute is more than any machine has that asks the time (NTP).
const CLOCK_WARNS: Duration = Duration::seconds(60);
/// The difference from which tokens are refused: what Microsoft bears with, and we do.
const CLOCK_FAILS: Duration = Duration::minutes(5);
/// How long before its end a credential is a warning.
const ENDING: Duration = Duration::days(30);
/// How long before its end it is a fault: whoever has to mend it may be away for days.
const ENDS_NOW: Duration = Duration::days(7);

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ConnectionCheckName)]
pub enum Check {
    /// What the directory, or the provider, says of itself, and whether it is the right one.
    Metadata,
    /// Whether another provider than Entra can do what a sign-in needs, as far as it says so.
    Protocol,
    /// Whether its keys can be read, and tokens verified with one of them.
    Keys,
    /// Whether our clock and the provider's agree.
    Clock,
    /// Whether a proven domain is one of the directory's; elsewhere, whether one by which people come is proven.
    Domain,
    /// Whether the provider accepts what the broker proves itself with.
    Credential,
    /// How long that is good for.
    CredentialEnd,
    /// Whether people may be sent back to us.
    RedirectUri,
    /// Whether the hospital has consented.
    Consent,
    /// Whether ID tokens hold what is needed.
    Claims,
    /// Whether only those may sign in who are assigned.
    Assignment,
}

impl Check {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 11] = [
        Self::Metadata,
        Self::Protocol,
        Self::Keys,
        Self::Clock,
        Self::Domain,
        Self::Credential,
        Self::CredentialEnd,
        Self::RedirectUri,
        Self::Consent,
        Self::Claims,
        Self::Assignment,
    ];

    /// Its stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Metadata => "metadata",
            Self::Protocol => "protocol",
            Self::Keys => "keys",
            Self::Clock => "clock",
            Self::Domain => "domain",
            Self::Credential => "credential",
            Self::CredentialEnd => "credential_end",
            Self::RedirectUri => "redirect_uri",
            Self::Consent => "consent",
            Self::Claims => "claims",
            Self::Assignment => "assignment",
        }
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ConnectionCheckVerdict)]
pub enum Verdict {
    /// It is as it should be.
    Ok,
    /// It was not looked at, because another check failed.
    Skipped,
    /// It works, and somebody should look at it; or it could not be seen.
    Warning,
    /// Somebody is kept out, or will be.
    Failed,
}

impl Verdict {
    /// Its stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Skipped => "skipped",
            Self::Warning => "warning",
            Self::Failed => "failed",
        }
    }
}

/// What the provider itself said. Never its description: that names accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ConnectionCheckError)]
pub struct Said {
    /// The OAuth error code; `http_401` and the like, where there is nothing but the status.
    pub error: String,
    /// Microsoft's number that says most, without `AADSTS`.
    pub number: Option<u32>,
    /// Finds the attempt in Microsoft's logs.
    pub trace_id: Option<String>,
    /// Finds it in the hospital's sign-in log.
    pub correlation_id: Option<String>,
}

const fn entra() -> ConnectionKind {
    ConnectionKind::Entra
}

/// What was found at one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckResult {
    /// What was looked at.
    pub check: Check,
    /// The kind of provider that it is about. Runs that were kept before there were others are Entra's.
    #[serde(default = "entra")]
    pub kind: ConnectionKind,
    /// Of which of several: the slot of a credential, a domain.
    pub of: Option<String>,
    /// What was found.
    pub found: Found,
    /// How bad that is here.
    pub verdict: Verdict,
    /// What its text names: `provider`, `days`, `domain`, `tid`, ….
    pub values: BTreeMap<String, String>,
    /// What the provider said, where it said something.
    pub said: Option<Said>,
    /// The check that would have to work first.
    pub because: Option<Check>,
}

impl CheckResult {
    /// Something was found, as bad as that usually is.
    pub fn new(check: Check, found: Found) -> Self {
        let (verdict, values, kind) = (found.verdict(), BTreeMap::new(), entra());
        Self { check, kind, of: None, found, verdict, values, said: None, because: None }
    }

    /// It was not looked at: `because` has to work first.
    pub fn skipped(check: Check, because: Check) -> Self {
        Self { because: Some(because), ..Self::new(check, Found::Skipped) }
    }

    /// About this provider.
    #[must_use]
    pub fn about(self, settings: &ProviderSettings) -> Self {
        Self { kind: settings.kind(), ..self }.with("provider", settings.run_by())
    }

    /// Who runs the provider that it is about.
    pub fn provider(&self) -> &str {
        self.values.get("provider").map(String::as_str).or(self.kind.run_by()).unwrap_or_default()
    }

    /// Of which of several.
    #[must_use]
    pub fn of(self, of: impl Into<String>) -> Self {
        Self { of: Some(of.into()), ..self }
    }

    /// With a value that its text names.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.values.insert(name.to_owned(), value.to_string());
        self
    }

    /// With what the provider said.
    #[must_use]
    pub fn saying(self, said: Option<Said>) -> Self {
        Self { said, ..self }
    }

    /// As bad as this.
    #[must_use]
    pub fn judged(self, verdict: Verdict) -> Self {
        Self { verdict, ..self }
    }

    /// Which check it is, by a name that no other of its run has: `credential a`.
    pub fn key(&self) -> String {
        match &self.of {
            Some(of) => format!("{} {of}", self.check.code()),
            None => self.check.code().to_owned(),
        }
    }
}

/// What the difference of the provider's clock from ours means.
pub fn clock(theirs: DateTime<Utc>, ours: DateTime<Utc>) -> CheckResult {
    let difference = (theirs - ours).abs();
    let found = if difference > CLOCK_FAILS {
        Found::ClockWrong
    } else if difference > CLOCK_WARNS {
        Found::ClockOff
    } else {
        Found::ClockRight
    };
    CheckResult::new(Check::Clock, found).with("seconds", difference.num_seconds())
}

/// What the end of a credential in use means.
pub fn credential_end(ends_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> CheckResult {
    let Some(end) = ends_at else { return CheckResult::new(Check::CredentialEnd, Found::CredentialEndless) };
    let left = end - now;
    let found = if left <= Duration::zero() {
        Found::CredentialEnded
    } else if left <= ENDS_NOW {
        Found::CredentialEndsNow
    } else if left <= ENDING {
        Found::CredentialEndsSoon
    } else {
        Found::CredentialLasts
    };
    let result = CheckResult::new(Check::CredentialEnd, found).with("date", end.format("%Y-%m-%d"));
    result.with("days", left.num_days().max(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-23T09:00:00Z".parse().unwrap()
    }

    #[test]
    fn clocks_may_differ_a_little() {
        for (seconds, expected) in [
            (0, Verdict::Ok),
            (60, Verdict::Ok),
            (-60, Verdict::Ok),
            (61, Verdict::Warning),
            (-61, Verdict::Warning),
            (300, Verdict::Warning),
            (301, Verdict::Failed),
            (-301, Verdict::Failed),
        ] {
            let found = clock(now() + Duration::seconds(seconds), now());
            assert_eq!(found.verdict, expected, "{seconds}");
            assert_eq!(found.values["seconds"], i64::abs(seconds).to_string());
        }
    }

    #[test]
    fn a_credential_warns_a_month_before_its_end_and_fails_a_week_before() {
        for (days, expected) in [
            (31, Verdict::Ok),
            (30, Verdict::Warning),
            (8, Verdict::Warning),
            (7, Verdict::Failed),
            (0, Verdict::Failed),
            (-1, Verdict::Failed),
        ] {
            let found = credential_end(Some(now() + Duration::days(days)), now());
            assert_eq!(found.verdict, expected, "{days}");
            assert_eq!(found.values["days"], days.max(0).to_string());
        }
        assert_eq!(credential_end(None, now()).verdict, Verdict::Ok);
        assert_eq!(credential_end(Some(now()), now()).found, Found::CredentialEnded);
    }
}
