//! `anteroomctl explain`: why can't she get in?

mod happened;
mod microsoft;
mod rules;
mod ways;

use clap::{ArgGroup, Args};
use serde_json::Value;

use crate::api::path::route;
use crate::api::request::Request;
use crate::context::Context;
use crate::error::CliError;
use crate::show::fields::Fields;

/// What is to be explained.
#[derive(Args)]
#[command(group(ArgGroup::new("what").required(true)))]
pub struct Explain {
    /// The person's e-mail address
    #[arg(group = "what", requires = "app")]
    email: Option<String>,
    /// The app that they want to get into, by its client_id
    #[arg(long, value_name = "APP", requires = "email")]
    app: Option<String>,
    /// Their organization's slug; else it is found by the address
    #[arg(long, value_name = "ORG", requires = "email")]
    org: Option<String>,
    /// By what their provider said of them last
    #[arg(long, requires = "email")]
    last_claims: bool,
    /// One sign-in that happened, by the number on the person's page
    #[arg(long, value_name = "ID", group = "what")]
    sign_in: Option<String>,
    /// A number of Microsoft's, such as 50105
    #[arg(long, value_name = "NUMBER", group = "what", value_parser = number)]
    aadsts: Option<u32>,
}

/// `50105`, or as it stands on Microsoft's page: `AADSTS50105`.
fn number(text: &str) -> Result<u32, String> {
    let digits = text.strip_prefix("AADSTS").unwrap_or(text);
    digits.parse().map_err(|_| "a number such as 50105".to_owned())
}

/// Runs it.
pub async fn run(command: &Explain, with: &Context) -> Result<(), CliError> {
    if let Some(id) = &command.sign_in {
        let found = with.read(Request::get(route!["explain", "sign-ins", id])).await?;
        return with.screen.show(&found, |page| happened::draw(page, &found));
    }
    if let Some(number) = command.aadsts {
        let found = with.read(Request::get(route!["aadsts", number])).await?;
        return with.screen.show(&found, |page| microsoft::draw(page, &found));
    }
    let at = match &command.org {
        Some(org) => route!["organizations", org, "explain"],
        None => route!["explain"],
    };
    let request = Request::get(at)
        .maybe("email", command.email.as_ref())
        .maybe("application", command.app.as_ref())
        .maybe("last_claims", command.last_claims.then_some(true));
    let found = with.read(request).await?;
    // Without --org there may be several: an address may be known to more than one organization.
    let explanations: Vec<Value> =
        if found.get("ways").is_some() { vec![found.clone()] } else { found.items().to_vec() };
    with.screen.show(&found, |page| {
        if explanations.is_empty() {
            page.say("No organization that your token reaches knows this address, nor has proved its domain.");
        }
        for (number, explanation) in explanations.iter().enumerate() {
            if number > 0 {
                page.gap();
            }
            ways::draw(page, explanation, command.last_claims);
        }
    })
}

/// Who can mend it, in words.
fn mender(who: &str) -> &str {
    match who {
        "caregiver" => "the person themselves",
        "hospital_admin" => "the hospital's administrator of our product",
        "hospital_it" => "the hospital's IT",
        "support" => "we, support",
        "operator" => "the operator of this broker",
        "microsoft" => "Microsoft",
        other => other,
    }
}

/// What a person is, in a few words.
fn person(person: Option<&Value>) -> String {
    person.map_or_else(
        || "no user has this address".to_owned(),
        |person| {
            let mut said = ["name", "kind", "status"].map(|field| person.show(field)).join(", ");
            if person.is("pilot") {
                said.push_str(", on the pilot list");
            }
            match person.text("former_email") {
                None => said,
                Some(before) => {
                    let (now, until) = (person.show("email"), person.show("former_email_until"));
                    format!("{said}; {now} now, and {before} counts too until {until}")
                }
            }
        },
    )
}
