//! `anteroomctl me`: who you are to the broker.

use crate::api::path::route;
use crate::api::request::Request;
use crate::context::Context;
use crate::error::CliError;
use crate::show::card::Field;
use crate::show::fields::Fields;

const FIELDS: [Field; 7] = [
    ("name", "name"),
    ("role", "role"),
    ("by", "by"),
    ("organizations", "only at"),
    ("created_at", "since"),
    ("expires_at", "until"),
    ("issuer", "broker"),
];

/// Runs it.
pub async fn run(with: &Context) -> Result<(), CliError> {
    let me = with.read(Request::get(route!["me"])).await?;
    with.screen.show(&me, |page| {
        let production = if with.profile.production { " (production)" } else { "" };
        page.say(&format!("At {}{production}:", with.profile.typed()));
        page.gap();
        page.card(&me, &FIELDS);
        if me.at("organizations").is_none() {
            page.gap();
            page.say("You reach all organizations.");
        }
    })
}
