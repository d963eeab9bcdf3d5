//! Whether a domain is its organization's, as far as the DNS says: what is asked, what is found, and what follows from it.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::email::EmailDomain;
use super::id::{DomainId, OrganizationId};

/// The label below which the record stands. A name of its own: no SPF record is near that could be broken by mistake, and nobody takes
/// one for the other (RFC 8552 keeps names with an underscore for such uses).
const LABEL: &str = "_anteroom";
/// What the record's value begins with.
const KEY: &str = "anteroom-verification=";
/// How long a record must be missing before its domain counts as proven no more: long enough for a mistake in a zone, or a move to
/// another provider, to be seen and mended. Whoever has bought the domain meanwhile gets nothing by it but what they prove themselves.
pub const MISSING_FOR: Duration = Duration::days(7);
/// How many of the daily looks must have missed it: that nobody looked for a week says nothing.
const MISSED: u32 = 5;
/// The most texts that are kept of what was found, and the most characters of each: whoever's zone it is, may write 64 kB there.
const TEXTS: usize = 8;
const CHARACTERS: usize = 200;

/// How it was seen that a domain is its organization's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProvenBy {
    /// Its DNS holds the organization's record; looked for again every day.
    Dns,
    /// Somebody of support, or a file, says so.
    Manual,
}

/// The random value that whoever owns the domain is to publish: 128 bits, made for one organization's domain. It is no secret; it is only
/// nobody else's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Challenge(String);

impl Challenge {
    /// That of 128 random bits.
    pub fn of(random: [u8; 16]) -> Self {
        Self(format!("{:032x}", u128::from_be_bytes(random)))
    }

    /// The value of the TXT record.
    pub fn value(&self) -> String {
        format!("{KEY}{}", self.0)
    }

    /// The digits alone.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Challenge {
    type Err = NoChallenge;

    /// Nothing but 32 digits: with an empty one, a record that anybody could have would prove every domain.
    fn from_str(text: &str) -> Result<Self, NoChallenge> {
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() == 32 && text.bytes().all(digit) { Ok(Self(text.to_owned())) } else { Err(NoChallenge) }
    }
}

/// It is no challenge.
#[derive(Debug, thiserror::Error)]
#[error("a challenge has 32 digits, 0 to 9 and a to f")]
pub struct NoChallenge;

/// The name of the record.
pub fn record_name(domain: &EmailDomain) -> String {
    format!("{LABEL}.{domain}")
}

/// Where the record is looked for besides, to say where it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Elsewhere {
    /// Below the domain's name twice: the panel of a DNS provider appends the domain to whatever is typed.
    Doubled,
    /// At the domain itself: the sub-name was left out.
    Apex,
}

impl Elsewhere {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Doubled, Self::Apex];

    /// The name there.
    pub fn name(self, domain: &EmailDomain) -> String {
        match self {
            Self::Doubled => format!("{LABEL}.{domain}.{domain}"),
            Self::Apex => domain.to_string(),
        }
    }
}

/// What the DNS says of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// These TXT records, each with its strings joined (RFC 7208, 3.3, is the usual way), behind whatever alias.
    Texts(Vec<String>),
    /// The name exists, and has no TXT record.
    NoRecord,
    /// The name does not exist.
    NoSuchName,
    /// Nobody said.
    Failed(Failure),
}

/// Why nobody said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// A name server answered that it could not tell.
    ServerFailed,
    /// None answered in time.
    TimedOut,
    /// None could be asked.
    Unreachable,
}

/// What came of looking for the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// It is there.
    Found,
    /// It is there, but for capitals, spaces or what stands before the `=`.
    Mistyped,
    /// There is one of ours, with the value of another organization or of an earlier time.
    OtherValue,
    /// There are TXT records, and none of them is ours.
    Unrelated,
    /// It stands below the domain's name twice.
    Doubled,
    /// It stands at the domain itself.
    Apex,
    /// The name exists, and has no TXT record.
    NoRecord,
    /// The name does not exist.
    NoSuchName,
    /// A name server could not tell.
    ServerFailed,
    /// No name server answered in time.
    TimedOut,
    /// No name server could be asked.
    Unreachable,
}

impl Finding {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Found,
        Self::Mistyped,
        Self::OtherValue,
        Self::Unrelated,
        Self::Doubled,
        Self::Apex,
        Self::NoRecord,
        Self::NoSuchName,
        Self::ServerFailed,
        Self::TimedOut,
        Self::Unreachable,
    ];

    /// Whether the DNS has said that the record is not there. That it could not be asked says nothing of that.
    pub const fn is_absence(self) -> bool {
        match self {
            Self::Found | Self::ServerFailed | Self::TimedOut | Self::Unreachable => false,
            Self::Mistyped
            | Self::OtherValue
            | Self::Unrelated
            | Self::Doubled
            | Self::Apex
            | Self::NoRecord
            | Self::NoSuchName => true,
        }
    }

    /// When a proven domain is looked at again.
    pub fn again_after(self) -> Duration {
        if self == Self::Found || self.is_absence() { Duration::hours(22) } else { Duration::hours(1) }
    }

    /// Its stable name.
    pub fn code(self) -> String {
        serde_json::to_value(self).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
    }
}

impl From<Failure> for Finding {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::ServerFailed => Self::ServerFailed,
            Failure::TimedOut => Self::TimedOut,
            Failure::Unreachable => Self::Unreachable,
        }
    }
}

/// Whether an answer holds the record exactly. White space and quotation marks around it are the panel's, not whoever typed it.
pub fn holds(challenge: &Challenge, answer: &Answer) -> bool {
    let value = challenge.value();
    matches!(answer, Answer::Texts(texts) if texts.iter().any(|text| bare(text) == value))
}

/// What came of looking for the record: at its name, and at other names where it was not there.
pub fn find(challenge: &Challenge, at_name: &Answer, elsewhere: &[(Elsewhere, Answer)]) -> Finding {
    if holds(challenge, at_name) {
        return Finding::Found;
    }
    let texts = match at_name {
        Answer::Failed(failure) => return (*failure).into(),
        Answer::Texts(texts) => texts.as_slice(),
        Answer::NoRecord | Answer::NoSuchName => &[],
    };
    if texts.iter().any(|text| folded(text).ends_with(challenge.as_str())) {
        return Finding::Mistyped;
    }
    if let Some((place, _)) = elsewhere.iter().find(|(_, answer)| holds(challenge, answer)) {
        return match place {
            Elsewhere::Doubled => Finding::Doubled,
            Elsewhere::Apex => Finding::Apex,
        };
    }
    if texts.iter().any(|text| folded(text).starts_with(KEY)) {
        return Finding::OtherValue;
    }
    match at_name {
        Answer::Texts(_) => Finding::Unrelated,
        Answer::NoSuchName => Finding::NoSuchName,
        Answer::NoRecord | Answer::Failed(_) => Finding::NoRecord,
    }
}

fn bare(text: &str) -> &str {
    let text = text.trim_ascii();
    let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    quoted.unwrap_or(text).trim_ascii()
}

/// A text without what hands and panels add to it.
fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_graphic() && *c != '"' && *c != '\'').collect::<String>().to_ascii_lowercase()
}

/// What is kept and shown of the texts that were found: a few, cut, and without what drives a terminal or turns a line around.
pub fn shown(answer: &Answer) -> Vec<String> {
    let Answer::Texts(texts) = answer else { return Vec::new() };
    let one = |text: &String| {
        let mut cut: String = text.chars().take(CHARACTERS).map(harmless).collect();
        if text.chars().nth(CHARACTERS).is_some() {
            cut.push('…');
        }
        cut
    };
    texts.iter().take(TEXTS).map(one).collect()
}

const fn harmless(c: char) -> char {
    match c {
        // Control characters, and those that are not seen or turn around what is written after them (Unicode, UAX #9).
        '\0'..='\u{1f}'
        | '\u{7f}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' => char::REPLACEMENT_CHARACTER,
        other => other,
    }
}

/// Since when a record is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Since it was missed first.
    pub since: DateTime<Utc>,
    /// How many of the daily looks have missed it since then.
    pub looks: u32,
}

impl Missing {
    /// When the domain counts as proven no more, if the record stays away.
    pub fn ends_at(&self) -> DateTime<Utc> {
        self.since + MISSING_FOR
    }
}

/// The last look at a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainCheck {
    /// Which domain.
    pub domain_id: DomainId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// When.
    pub checked_at: DateTime<Utc>,
    /// What came of it.
    pub finding: Finding,
    /// What was found at the record's name, as [`shown`] says it.
    pub texts: Vec<String>,
    /// Since when the record of a domain that was proven by it is missing.
    pub missing: Option<Missing>,
    /// When the domain is looked at again by itself; never, where it is not proven by its record.
    pub next_at: Option<DateTime<Utc>>,
}

/// Who looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Somebody asks for it.
    ByHand,
    /// It is time for it.
    Daily,
}

/// What follows from a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing.
    Nothing,
    /// The domain is proven by its record from now on.
    Prove,
    /// The record is missing, and those who can mend that are told.
    Warn,
    /// The record was missing for too long: the domain is proven no more.
    Unprove,
}

/// What follows from a look at a domain, and since when its record is missing now.
///
/// A record that is gone does not un-prove at once: an outage, or a slip in the zone, would keep a whole hospital out. Nor does it prove
/// for ever: who has owned the domain once may own it no more. Only a daily look ever un-proves, so that nobody gets there by asking often.
pub fn judge(
    proven_by: Option<ProvenBy>,
    before: Option<Missing>,
    finding: Finding,
    look: Look,
    now: DateTime<Utc>,
) -> (Option<Missing>, Step) {
    if finding == Finding::Found {
        return (None, if proven_by == Some(ProvenBy::Dns) { Step::Nothing } else { Step::Prove });
    }
    // What was proven otherwise, or is not proven, loses nothing by a record that is not there.
    if proven_by != Some(ProvenBy::Dns) {
        return (None, Step::Nothing);
    }
    if !finding.is_absence() {
        return (before, Step::Nothing);
    }
    let mut missing = before.unwrap_or(Missing { since: now, looks: 0 });
    if look == Look::ByHand {
        return (Some(missing), if before.is_none() { Step::Warn } else { Step::Nothing });
    }
    missing.looks = missing.looks.saturating_add(1);
    if now >= missing.ends_at() && missing.looks >= MISSED {
        (None, Step::Unprove)
    } else {
        (Some(missing), Step::Warn)
    }
}

impl fmt::Display for ProvenBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dns => "dns",
            Self::Manual => "manual",
        })
    }
}

#[cfg(test)]
mod tests;
