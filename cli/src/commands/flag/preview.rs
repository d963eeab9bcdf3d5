//! What a change of a flag would come to, before it is made.

use serde_json::Value;

use crate::api::request::Request;
use crate::context::Context;
use crate::error::CliError;
use crate::show::card::Field;
use crate::show::fields::{Fields, written};
use crate::show::text::count;
use crate::show::{BAD, Page};
use crate::when::When;

/// What is to be previewed.
pub struct Wanted<'a> {
    /// For whom.
    pub org: &'a str,
    /// Which flag.
    pub flag: &'a str,
    /// For this app alone.
    pub app: Option<&'a str>,
    /// On or off; nothing, where a setting is to be taken away.
    pub value: Option<bool>,
    /// From then on.
    pub at: Option<When>,
}

const FIELDS: [Field; 4] =
    [("people", "people concerned"), ("sessions", "open sessions"), ("applications", "apps"), ("shut_out", "")];
/// So many of those who could not come in any more are named.
const NAMED: usize = 10;

impl Wanted<'_> {
    /// Asks the broker, which knows the flag. Nothing, where it has no preview of such a change.
    pub async fn preview(&self, with: &Context) -> Result<Option<Value>, CliError> {
        let request = Request::get(super::at(self.org, self.flag).then("preview"))
            .maybe("value", self.value)
            .maybe("application", self.app)
            .maybe("at", self.at);
        match with.read(request).await {
            Ok(preview) => Ok(Some(preview)),
            Err(CliError::Problem(problem)) if problem.status == 404 => Ok(None),
            Err(CliError::Problem(problem)) if problem.status == 422 && self.value.is_none() => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Draws it.
pub fn draw(page: &mut Page, preview: &Value) {
    page.card(preview, &FIELDS);
    let shut_out = preview.list("shut_out");
    if shut_out.is_empty() {
        return page.say("Nobody who came in during the last 30 days would be shut out.");
    }
    let who = count(shut_out.len(), "person", "people");
    page.styled(BAD, &format!("{who} who came in during the last 30 days could not come in any more:"));
    for person in shut_out.iter().take(NAMED) {
        page.indented("  ", &named(person));
    }
    if shut_out.len() > NAMED {
        page.indented("  ", &format!("and {} more; --output json names all", shut_out.len() - NAMED));
    }
}

fn named(person: &Value) -> String {
    match person.text("email").or_else(|| person.text("user")) {
        Some(address) => match person.text("reason") {
            Some(reason) => format!("{address} ({reason})"),
            None => address.to_owned(),
        },
        None => written(person),
    }
}
