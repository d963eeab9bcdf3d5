//! What a change of a flag would come to, before it is made.

use clap::{Args, ValueEnum};
use serde_json::Value;

use super::For;
use crate::api::request::Request;
use crate::clock::now;
use crate::context::Context;
use crate::error::CliError;
use crate::show::card::Field;
use crate::show::fields::Fields;
use crate::show::text::count;
use crate::show::time::{self, minute};
use crate::show::{BAD, HEAD, Page};
use crate::when::{When, instant};

/// What is to be previewed.
#[derive(Args)]
pub struct Preview {
    /// The organization's slug
    org: String,
    /// The flag, such as sso
    flag: String,
    /// on, off, or unset
    #[arg(hide_possible_values = true)]
    to: To,
    /// For this app alone, by its client_id
    #[arg(long, value_name = "APP")]
    app: Option<String>,
    /// From then on, such as 2027-01-11T08:00+01:00; else at once
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    at: Option<When>,
    /// Until then; else for good
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    until: Option<When>,
    #[command(flatten)]
    whom: For,
}

/// What it would be set to.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    /// On
    On,
    /// Off
    Off,
    /// Its setting is taken away
    Unset,
}

/// A change that is not made yet.
pub(super) struct Wanted<'a> {
    /// For whom.
    pub org: &'a str,
    /// Which flag.
    pub flag: &'a str,
    /// For this app alone.
    pub app: Option<&'a str>,
    /// On or off; nothing, where a setting is to be taken away.
    pub value: Option<bool>,
    /// For whom; nothing, where a setting is to be taken away.
    pub audience: Option<&'a For>,
    /// From then on.
    pub at: Option<When>,
    /// Until then.
    pub until: Option<When>,
}

const FIELDS: [Field; 11] = [
    ("came_in", "people who came in"),
    ("by_sso", "of these, by SSO if they like"),
    ("people", "people concerned"),
    ("sessions", "sessions refused"),
    ("applications", "apps"),
    ("other_way", "people who come by the other way"),
    ("untried", "professionals who never came by SSO"),
    ("since", ""),
    ("shut_out", ""),
    ("shut_out_people", ""),
    ("shut_out_more", ""),
];
/// So many of those who could not come in any more are named.
const NAMED: usize = 10;

/// Shows it.
pub async fn run(with: &Context, asked: &Preview) -> Result<(), CliError> {
    let value = match asked.to {
        To::On => Some(true),
        To::Off => Some(false),
        To::Unset => None,
    };
    let (app, at, until) = (asked.app.as_deref(), asked.at, asked.until);
    let (org, flag, audience) = (&asked.org, &asked.flag, Some(&asked.whom));
    let wanted = Wanted { org, flag, app, value, audience, at, until };
    let preview = with.read(wanted.request()).await?;
    with.screen.show(&preview, |page| draw(page, &preview))
}

impl Wanted<'_> {
    fn request(&self) -> Request {
        Request::get(super::at(self.org, self.flag).then("preview"))
            .maybe("value", self.value)
            .maybe("audience", self.audience.and_then(For::word))
            .maybe("everyone_from", self.audience.and_then(|audience| audience.everyone_from))
            .maybe("application", self.app)
            .maybe("at", self.at)
            .maybe("until", self.until)
    }

    /// Asks the broker, which knows the flag. Nothing, where it is an older one, which has no preview.
    pub async fn preview(&self, with: &Context) -> Result<Option<Value>, CliError> {
        match with.read(self.request()).await {
            Ok(preview) => Ok(Some(preview)),
            Err(CliError::Problem(problem)) if problem.status == 404 => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// How many people could not come in any more: of somebody who uses several apps, each is a line.
pub fn shut_out(preview: &Value) -> usize {
    usize::try_from(preview.number("shut_out_people")).unwrap_or(usize::MAX)
}

/// So many people, in words.
pub fn people(number: usize) -> String {
    count(number, "person", "people")
}

/// Draws it.
pub fn draw(page: &mut Page, preview: &Value) {
    page.card(preview, &FIELDS);
    let named = preview.list("shut_out");
    if named.is_empty() {
        return page.styled(HEAD, "Nobody who came in during the last 30 days would be shut out.");
    }
    let who = people(shut_out(preview));
    page.styled(BAD, &format!("{who} who came in during the last 30 days could not come in any more:"));
    for person in named.iter().take(NAMED) {
        page.indented("  ", &line(person));
    }
    let more = usize::try_from(preview.number("shut_out_more")).unwrap_or(usize::MAX);
    let left = named.len().saturating_sub(NAMED).saturating_add(more);
    if left > 0 {
        page.indented("  ", &format!("and {left} more; --output json names a hundred"));
    }
}

/// Who, into which app, why not, and from when on where that is not now.
fn line(person: &Value) -> String {
    let who = person.text("email").or_else(|| person.text("user")).unwrap_or("somebody");
    let app = person.text("application").map_or_else(String::new, |app| format!(" into {app}"));
    let reason = person.text("reason").map_or_else(String::new, |reason| format!(": {reason}"));
    let later = person.text("from").filter(|from| time::instant(from).is_some_and(|from| from > now()));
    let from = later.map_or_else(String::new, |from| format!(", from {}", minute(from)));
    format!("{who}{app}{reason}{from}")
}
