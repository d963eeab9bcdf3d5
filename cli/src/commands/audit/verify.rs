//! `anteroomctl audit verify`: is the log whole?

use crate::api::path::route;
use crate::api::request::Request;
use crate::context::Context;
use crate::error::CliError;
use crate::show::card::Field;
use crate::show::fields::Fields;
use crate::show::{BAD, GOOD};

const FIELDS: [Field; 4] = [("length", "lines"), ("head", "head"), ("intact", ""), ("broken", "")];

/// Runs it. A log that is not whole is exit code 1.
pub async fn run(with: &Context) -> Result<(), CliError> {
    let found = with.read(Request::get(route!["audit", "verify"])).await?;
    let intact = found.is("intact");
    with.screen.show(&found, |page| {
        if intact {
            page.styled(GOOD, "The log is whole: nothing was changed, removed or cut off.");
        } else {
            let what = match found.text("broken.what").unwrap_or_default() {
                "changed" => "a line was changed",
                "removed" => "a line was removed",
                "truncated" => "its end was cut off",
                _ => "something is wrong with it",
            };
            page.styled(BAD, &format!("The log is NOT whole: {what} (line {}).", found.show("broken.position")));
            page.say("Tell whoever is responsible for the log; change nothing, and keep a copy of the database.");
        }
        page.gap();
        page.card(&found, &FIELDS);
    })?;
    if intact { Ok(()) } else { Err(CliError::Said) }
}
