//! `anteroomctl status`: a broker, looked at as an app does. Needs no rights.

mod ask;
mod judge;

use crate::context::Global;
use crate::error::CliError;
use crate::show::table::{Cell, Table, prose, whole};
use crate::show::text::columns;
use crate::show::{BAD, GOOD, HEAD, Page};
use judge::Status;

/// Runs it. What is wrong is exit code 1, nobody there is 3.
pub async fn run(global: &Global) -> Result<(), CliError> {
    let url = global.profile()?.url;
    let (status, unreachable) = match ask::ask(&url).await {
        Ok(answers) => (judge::judge(&url, &answers), None),
        Err(error) => {
            let status = Status::unreachable(&url, &error);
            (status, Some("the broker cannot be reached"))
        }
    };
    let answer = serde_json::to_value(&status).map_err(|error| CliError::Other(error.into()))?;
    global.screen().show(&answer, |page| draw(page, &status))?;
    match unreachable {
        Some(text) => Err(CliError::Unreachable(text.to_owned())),
        None if status.healthy => Ok(()),
        None => Err(CliError::Said),
    }
}

fn draw(page: &mut Page, status: &Status) {
    let (style, verdict) = match (status.reachable, status.healthy) {
        (false, _) => (BAD, "cannot be reached"),
        (true, false) => (BAD, "something is wrong"),
        (true, true) => (GOOD, "all is well"),
    };
    page.styled(HEAD, &status.url);
    page.styled(style, verdict);
    page.gap();
    let longest = status.checks.iter().map(|check| columns(check.name)).max().unwrap_or_default();
    for check in &status.checks {
        let (mark, style) = if check.ok { ("✓", GOOD) } else { ("✗", BAD) };
        page.marked(mark, style, &format!("{:longest$}  {}", check.name, check.detail));
    }
    if !status.keys.is_empty() {
        let mut table = Table::new(&[prose("ALG"), prose("KTY"), whole("KEY")]);
        for key in &status.keys {
            table.row([Cell::from(&key.alg), Cell::from(&key.kty), Cell::from(&key.kid)]);
        }
        page.gap();
        page.table(&table);
    }
}
