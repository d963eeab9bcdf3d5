//! `anteroomctl app grid`: which session opens which app.

use clap::Args;
use serde_json::Value;

use crate::api::path::route;
use crate::api::request::Request;
use crate::context::Context;
use crate::error::CliError;
use crate::show::fields::{Fields, NOTHING};
use crate::show::table::{Cell, Table, prose, whole};
use crate::show::{BAD, DIM, GOOD, HEAD, Page};

/// Where.
#[derive(Args)]
pub struct Grid {
    /// At this organization, with the flags that it has set
    #[arg(long, alias = "organization", value_name = "ORG")]
    org: Option<String>,
}

/// How a session was opened: the broker's word, and the title of its column.
const SESSIONS: [(&str, &str); 4] = [
    ("entra", "SSO"),
    ("entra_mfa", "+ MFA"),
    ("one_time_password", "CODE"),
    ("one_time_password_and_password", "+ PASSWORD"),
];

/// Shows it.
pub async fn run(with: &Context, asked: &Grid) -> Result<(), CliError> {
    let at = match &asked.org {
        Some(org) => route!["organizations", org, "application-grid"],
        None => route!["application-grid"],
    };
    let grid = with.read(Request::get(at)).await?;
    with.screen.show(&grid, |page| draw(page, &grid))
}

fn draw(page: &mut Page, grid: &Value) {
    let apps = grid.list("applications");
    let Some(first) = apps.first() else { return page.say("No app is registered.") };
    match grid.text("organization") {
        Some(organization) => {
            page.say(&format!("Which session of {organization} opens which app, {}:", grid.show("at")));
        }
        None => page.say("Which session opens which app, where a hospital has SSO on and no other flag:"),
    }
    let mut reasons = Vec::new();
    let connections = connections(first);
    // A session is opened through one connection: where a hospital has several, each has a table.
    for connection in &connections {
        page.gap();
        if connections.len() > 1 {
            page.styled(HEAD, &format!("Through {}", connection.unwrap_or(NOTHING)));
        }
        // A long name is broken, so that it stays a grid.
        let [sso, mfa, code, password] = SESSIONS.map(|(_, title)| whole(title));
        let mut table = Table::new(&[prose("CLIENT_ID"), sso, mfa, code, password]);
        for app in apps {
            let [sso, mfa, code, password] = SESSIONS.map(|(by, _)| cell(session(app, by, *connection), &mut reasons));
            table.row([app.show("client_id").into(), sso, mfa, code, password]);
        }
        page.table(&table);
    }
    legend(page, &reasons);
    if apps.iter().any(|app| app.list("sessions").iter().any(|session| session.is("pilot"))) {
        page.styled(DIM, "pilot: the same, for whoever is on the hospital's pilot list, and for nobody else.");
    }
}

/// The connections that sessions are opened through; nothing, where there is one that has no name, or none at all.
fn connections(app: &Value) -> Vec<Option<&str>> {
    let mut names: Vec<_> = app.list("sessions").iter().filter_map(|session| session.text("connection")).collect();
    names.dedup();
    if names.is_empty() { vec![None] } else { names.into_iter().map(Some).collect() }
}

fn session<'a>(app: &'a Value, by: &str, connection: Option<&str>) -> Option<&'a Value> {
    let is_it = |session: &&Value| {
        session.text("opened_by") == Some(by) && session.text("connection").is_none_or(|of| Some(of) == connection)
    };
    app.list("sessions").iter().find(is_it)
}

/// Whether it opens the app; where not, the number of the reason.
fn cell(session: Option<&Value>, reasons: &mut Vec<String>) -> Cell {
    let Some(session) = session else { return Cell::styled(NOTHING, DIM) };
    if session.is("pilot") {
        return Cell::styled("pilot", GOOD);
    }
    if session.is("opens") {
        return Cell::styled("opens", GOOD);
    }
    let reason = session.show("reason");
    let known = reasons.iter().position(|known| *known == reason);
    let number = known.unwrap_or_else(|| {
        reasons.push(reason);
        reasons.len() - 1
    });
    Cell::styled(format!("no ({})", number + 1), BAD)
}

fn legend(page: &mut Page, reasons: &[String]) {
    page.gap();
    for (number, reason) in reasons.iter().enumerate() {
        page.marked(&format!("({})", number + 1), BAD, reason);
    }
    page.styled(
        DIM,
        "opens: the app lets the person in unasked. no: they prove themselves anew, or cannot come in. –: there is no such session. \
        MFA is a second factor that the hospital attests. A professional is judged; patients come by code alone.",
    );
}
