//! `anteroomctl audit anchors`: the heads of the log that the broker has signed.

use crate::api::path::route;
use crate::api::request::Request;
use crate::context::Context;
use crate::error::CliError;
use crate::show::fields::Fields;
use crate::show::table::{prose, whole};

/// Runs it.
pub async fn run(with: &Context, limit: usize) -> Result<(), CliError> {
    let listed = with.api.list(&Request::get(route!["audit", "anchors"]), limit).await?;
    with.list(
        &listed,
        "There are none yet.",
        &[whole("DAY (UTC)"), whole("LINES"), prose("HASH OF THE LAST")],
        |table, item| {
            table.row([item.show("date").into(), item.show("position").into(), item.show("hash").into()]);
        },
    )
}
