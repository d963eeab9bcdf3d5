//! `anteroomctl org status`: how sign-in goes at one hospital, as it sees it in its portal.

use serde_json::Value;

use crate::api::path::route;
use crate::api::request::Request;
use crate::commands::expiry;
use crate::context::Context;
use crate::error::CliError;
use crate::show::fields::{Fields, label};
use crate::show::table::{Table, prose, whole};
use crate::show::{BAD, GOOD, HEAD, Page};

/// Runs it.
pub async fn run(org: &str, with: &Context) -> Result<(), CliError> {
    let status = with.read(Request::get(route!["organizations", org, "status"])).await?;
    with.screen.show(&status, |page| {
        page.styled(HEAD, org);
        troubles(page, &status);
        switches(page, &status);
        page.say(&format!("Last sign-in by SSO: {}", status.show("last_sso_at")));
        sign_ins(page, &status);
        refusals(page, &status);
        if !status.list("expiries").is_empty() {
            page.gap();
            let mut table = Table::new(&expiry::COLUMNS);
            status.list("expiries").iter().for_each(|one| expiry::row(&mut table, one));
            page.table(&table);
        }
    })
}

fn troubles(page: &mut Page, status: &Value) {
    for trouble in status.list("troubles") {
        let everywhere = if trouble.is("everywhere") { ", not here alone" } else { "" };
        let said = format!(
            "Trouble at {} since {} ({}){everywhere}",
            trouble.show("connection"),
            trouble.show("since"),
            trouble.show("cause")
        );
        page.styled(BAD, &said);
    }
    if status.list("troubles").is_empty() {
        page.styled(GOOD, "No trouble is known.");
    }
}

fn switches(page: &mut Page, status: &Value) {
    for switch in status.list("switches") {
        let on = match (switch.is("on"), switch.is("pilot")) {
            (true, true) => "on for the pilot list",
            (true, false) => "on",
            (false, _) => "off",
        };
        let until = match (switch.at("changes_at"), switch.is("on")) {
            (None, _) => String::new(),
            (Some(_), true) => format!(", until {}", switch.show("changes_at")),
            (Some(_), false) => format!(", begins on {}", switch.show("changes_at")),
        };
        page.say(&format!("{}: {on}{until}", switch.show("flag")));
    }
}

/// The last days with anybody, the newest first.
fn sign_ins(page: &mut Page, status: &Value) {
    let of = |day: &Value| ["sso", "code", "refused"].map(|name| day.number(name));
    let days: Vec<&Value> = status.list("days").iter().rev().filter(|day| of(day) != [0; 3]).collect();
    if days.is_empty() {
        return page.say("Nobody has tried to sign in within 30 days.");
    }
    page.gap();
    let mut table = Table::new(&[whole("DAY"), whole("BY SSO"), whole("BY CODE"), whole("REFUSED")]);
    for day in days.iter().take(7) {
        let [sso, code, refused] = of(day).map(|count| count.to_string());
        table.row([day.show("date").into(), sso.into(), code.into(), refused.into()]);
    }
    page.table(&table);
    let all =
        status.list("days").iter().map(of).fold([0; 3], |all, day| [all[0] + day[0], all[1] + day[1], all[2] + day[2]]);
    let [sso, code, refused] = all;
    page.say(&format!("In 30 days: {sso} by SSO, {code} by code, {refused} refused."));
}

fn refusals(page: &mut Page, status: &Value) {
    if status.list("refusals").is_empty() {
        return;
    }
    page.gap();
    let mut table = Table::new(&[whole("REFUSED"), prose("WHY"), prose("WHO CAN MEND IT")]);
    for of in status.list("refusals") {
        table.row([of.number("count").to_string().into(), of.show("reason").into(), label(&of.show("who")).into()]);
        table.below(&of.show("mend"));
    }
    page.table(&table);
}
