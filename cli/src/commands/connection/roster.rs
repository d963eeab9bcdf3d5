//! `anteroomctl connection roster`: a hospital's directory held against its users, before SSO is switched on.

use std::path::PathBuf;

use clap::Args;
use serde_json::Value;

use super::Which;
use crate::api::request::Request;
use crate::context::Context;
use crate::error::CliError;
use crate::input;
use crate::show::fields::Fields;
use crate::show::table::{Table, prose, whole};
use crate::show::text::count;
use crate::show::{BAD, GOOD, HEAD, Page, print};

pub const USAGE: &str = "\
anteroomctl connection roster [--csv] <ORG> <CONNECTION> <FILE>
       anteroomctl connection roster [--csv] <ORG> <CONNECTION> --directory";

pub const HELP: &str = "\
The file is the list that the hospital downloads from the Entra admin center
(Users > Download users), from the Microsoft 365 admin center or by PowerShell.
Everybody on it is judged as a sign-in would, with the draft of the connection
in force and sso on. Nothing of it is kept.

The exit code is 1 where somebody will not come in.";

/// So many people of one finding are shown to eyes.
const MOST_SHOWN: usize = 50;

/// Whose list.
#[derive(Args)]
pub struct Roster {
    #[command(flatten)]
    which: Which,
    /// The list (CSV); - is standard input
    #[arg(required_unless_present = "directory", conflicts_with = "directory")]
    file: Option<PathBuf>,
    /// Ask Microsoft for the list: the hospital has granted User.Read.All
    #[arg(long)]
    directory: bool,
    /// Write those to be mended as a table for a spreadsheet (CSV)
    #[arg(long)]
    csv: bool,
}

/// Runs it.
pub async fn run(with: &Context, roster: &Roster) -> Result<(), CliError> {
    let path = roster.which.path().then("roster");
    let request = match &roster.file {
        Some(file) => Request::post(path).csv(input::bytes_or_standard(file)?),
        None => Request::post(path.then("directory")),
    };
    // Programs get everybody; who comes in is nothing that eyes look for.
    let all = with.screen.is_json() && !roster.csv;
    let answer = with.read(if all { request } else { request.with("to_mend", true) }).await?;
    if roster.csv {
        print(&table(&answer)?)?;
    } else {
        with.screen.show(&answer, |page| draw(page, &answer))?;
    }
    if answer.number("stay_out") > 0 { Err(CliError::Said) } else { Ok(()) }
}

/// What to do about a finding.
fn to_do(finding: &str) -> &'static str {
    match finding {
        "closed" => "nobody can come in by the connection now: look at the reason first",
        "upn_is_known" => "the user here has the sign-in name: set mail in Entra, or the user's address here",
        "alias_is_known" => {
            "the user here has an alias: make it the primary address in Entra, or change the user's address"
        }
        "mail_missing" => "mail is empty in Entra: fill it in, unless the account is no person's",
        "mail_invalid" => "mail is no address: correct it in Entra",
        "duplicate_mail" => "several accounts have this mail, and one alone can come in: give each its own",
        "other_address" => "the account is bound to a user with another address: change the user's address here",
        "domain_not_proven" => "prove the domain, or give them an address of a proven one",
        "bound_to_another_account" => "the user is bound to another account: check who it is, then unbind that one",
        "account_of_another_user" => "the account is bound to another user: check who it is, then unbind it there",
        "ambiguous" => "several users have or had the address: take the former address away",
        "suspended" => "the user is suspended here: make them active, if they are to come in",
        "patient" => "the user is a patient here, who never comes in by SSO",
        "guest" => "a guest of the directory: allow guests in a draft, if they are to come in",
        "personal_account" => "a personal Microsoft account, which never comes in",
        "missing_in_entra" => "nobody on the list is this user: have they left, or another address?",
        "not_here" => "no user here has any of their addresses: make them users, if they need the apps",
        "account_disabled" => "disabled in Entra: they sign in nowhere",
        _ => "",
    }
}

fn draw(page: &mut Page, answer: &Value) {
    let [people, come_in, stay_out] = ["people", "come_in", "stay_out"].map(|name| answer.number(name));
    let people = usize::try_from(people).unwrap_or(usize::MAX);
    let style = if stay_out > 0 { BAD } else { GOOD };
    page.styled(style, &format!("{come_in} of {} will come in.", count(people, "person", "people")));
    let mut counts = Table::new(&[whole("FINDING"), whole("PEOPLE"), prose("WHAT TO DO")]);
    let to_mend = answer.list("counts").iter().filter(|one| one.text("effect") != Some("comes_in"));
    let mut rows = 0;
    for one in to_mend {
        let finding = one.show("finding");
        let to_do = to_do(&finding);
        counts.row([finding.into(), one.show("people").into(), to_do.into()]);
        rows += 1;
    }
    if rows > 0 {
        page.gap();
        page.table(&counts);
    }
    let unseen: Vec<_> = answer.list("not_looked_at").iter().filter_map(Value::as_str).collect();
    if !unseen.is_empty() {
        page.gap();
        page.say(&format!("The list has no {}, so that was not looked at.", unseen.join(", ")));
    }
    for group in answer.list("entries").chunk_by(|a, b| a.text("finding") == b.text("finding")) {
        let Some(first) = group.first() else { continue };
        page.gap();
        page.styled(HEAD, &first.show("finding"));
        let mut table = Table::new(&[whole("LINE"), whole("WHO")]);
        for one in group.iter().take(MOST_SHOWN) {
            let who = ["mail", "upn", "user"].into_iter().find_map(|name| one.text(name)).unwrap_or("-");
            table.row([one.show("line").into(), who.into()]);
            for (name, words) in [("upn", "signs in as"), ("user", "the user here is")] {
                if let Some(text) = one.text(name).filter(|text| *text != who) {
                    table.below(&format!("{words} {text}"));
                }
            }
        }
        page.table(&table);
        if group.len() > MOST_SHOWN {
            page.say(&format!("And {} more: --csv and --output json have them all.", group.len() - MOST_SHOWN));
        }
    }
}

/// Those to be mended, for a spreadsheet, which must take no name of somebody for a formula (CWE-1236).
fn table(answer: &Value) -> Result<String, CliError> {
    let harmless = |cell: String| {
        if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{cell}") } else { cell }
    };
    let mut table = csv::Writer::from_writer(Vec::new());
    let names = ["finding", "mail", "upn", "name", "object_id", "user", "line", "reason"];
    table.write_record(names.iter().chain(&["to_do"])).map_err(CliError::not_understood)?;
    for one in answer.list("entries") {
        let cells = names.map(|name| match name {
            "line" => one.show(name).replace('-', ""),
            name => harmless(one.text(name).unwrap_or_default().to_owned()),
        });
        let to_do = to_do(one.text("finding").unwrap_or_default());
        let row = cells.iter().map(String::as_str).chain([to_do]);
        table.write_record(row).map_err(CliError::not_understood)?;
    }
    let bytes = table.into_inner().map_err(CliError::not_understood)?;
    String::from_utf8(bytes).map_err(CliError::not_understood)
}
