//! Whether a connection works, as far as can be seen without a person: what is looked at, what may be found, how bad that is, and who
//! mends it. No text for people stands here: the names of what is found name theirs (`locales/`).

mod found;
mod run;
mod words;

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

/// The difference of clocks from which it is a warning: a minute is more than any machine has that asks the time (NTP).
const CLOCK_WARNS: Duration = Duration::seconds(60);
/// The difference from which tokens are refused: what Microsoft bears with, and we.
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
    /// What the directory says of itself, and whether it is the right one.
    Metadata,
    /// Whether our clock and Microsoft's agree.
    Clock,
    /// Whether a proven domain is one of the directory's.
    Domain,
    /// Whether Microsoft accepts what the broker proves itself with.
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
    pub const ALL: [Self; 9] = [
        Self::Metadata,
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

/// What Microsoft itself said. Never its description: that names accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ConnectionCheckError)]
pub struct Said {
    /// The OAuth error code.
    pub error: String,
    /// The number that says most, without `AADSTS`.
    pub number: Option<u32>,
    /// Finds the attempt in Microsoft's logs.
    pub trace_id: Option<String>,
    /// Finds it in the hospital's sign-in log.
    pub correlation_id: Option<String>,
}

/// What was found at one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckResult {
    /// What was looked at.
    pub check: Check,
    /// Of which of several: the slot of a credential, a domain.
    pub of: Option<String>,
    /// What was found.
    pub found: Found,
    /// How bad that is here.
    pub verdict: Verdict,
    /// What its text names: `days`, `domain`, `tid`, ….
    pub values: BTreeMap<String, String>,
    /// What Microsoft said, where it said something.
    pub said: Option<Said>,
    /// The check that would have to work first.
    pub because: Option<Check>,
}

impl CheckResult {
    /// Something was found, as bad as that usually is.
    pub fn new(check: Check, found: Found) -> Self {
        let (verdict, values) = (found.verdict(), BTreeMap::new());
        Self { check, of: None, found, verdict, values, said: None, because: None }
    }

    /// It was not looked at: `because` has to work first.
    pub fn skipped(check: Check, because: Check) -> Self {
        Self { because: Some(because), ..Self::new(check, Found::Skipped) }
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

    /// With what Microsoft said.
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

/// What the difference of Microsoft's clock from ours means.
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

/// The claims without which nobody comes in.
const NEEDED: [&str; 1] = ["email"];
/// The claims without which something works less well: guests are told apart, a sign-out at Microsoft is heard, an address is typed once,
/// an application learns how old the proof is.
const WANTED: [&str; 5] = ["acct", "auth_time", "login_hint", "sid", "xms_edov"];

/// What the claims of the last test sign-in mean; nobody has made one yet, where there are none.
pub fn claims<'a>(seen: Option<impl IntoIterator<Item = &'a str>>) -> CheckResult {
    let Some(seen) = seen else { return CheckResult::new(Check::Claims, Found::ClaimsNotSeen) };
    let seen: Vec<_> = seen.into_iter().collect();
    let absent = |names: &[&'static str]| names.iter().copied().filter(|name| !seen.contains(name)).collect::<Vec<_>>();
    let (needed, wanted) = (absent(&NEEDED), absent(&WANTED));
    let found = match (needed.is_empty(), wanted.is_empty()) {
        (false, _) => Found::ClaimsMissing,
        (true, false) => Found::ClaimsIncomplete,
        (true, true) => Found::ClaimsPresent,
    };
    CheckResult::new(Check::Claims, found).with("claims", [needed, wanted].concat().join(", "))
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

    #[test]
    fn without_an_address_nobody_comes_in_and_without_the_rest_somebody_does() {
        let all = || [&NEEDED[..], &WANTED].concat();
        let without = |name: &str| claims(Some(all().into_iter().filter(|claim| *claim != name).collect::<Vec<_>>()));
        assert_eq!(claims(Some(all())).verdict, Verdict::Ok);
        assert_eq!((without("email").verdict, without("email").values["claims"].as_str()), (Verdict::Failed, "email"));
        assert_eq!((without("sid").verdict, without("sid").values["claims"].as_str()), (Verdict::Warning, "sid"));
        assert_eq!(claims(None::<Vec<&str>>).found, Found::ClaimsNotSeen);
        assert_eq!(claims(Some(Vec::new())).values["claims"], "email, acct, auth_time, login_hint, sid, xms_edov");
    }
}
