//! Setting and unsetting a flag: asked about, then done.

use super::{Switch, at, on};
use crate::api::request::Request;
use crate::context::{Context, Manner};
use crate::error::CliError;
use crate::given::Given;
use crate::show::fields::Fields;
use crate::show::time::minute;
use crate::when::{When, instant};
use clap::Args;

/// What is set.
#[derive(Args)]
pub struct Set {
    /// The organization's slug
    org: String,
    /// The flag, such as sso
    flag: String,
    /// on or off
    #[arg(hide_possible_values = true)]
    value: Switch,
    /// Why: for the history and the audit log
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// For this app alone, by its client_id
    #[arg(long, value_name = "APP")]
    app: Option<String>,
    /// From then on, such as 2027-01-11T08:00+01:00; else at once
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    at: Option<When>,
    /// Until then; else for good
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    until: Option<When>,
    /// Why forced_sso is to be on although nobody came by SSO lately
    #[arg(long, value_name = "TEXT")]
    without_recent_sign_in: Option<String>,
    #[command(flatten)]
    manner: Manner,
}

/// What is unset.
#[derive(Args)]
pub struct Unset {
    /// The organization's slug
    org: String,
    /// The flag, such as sso
    flag: String,
    /// Why: for the history and the audit log
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// For this app alone, by its client_id
    #[arg(long, value_name = "APP")]
    app: Option<String>,
    #[command(flatten)]
    manner: Manner,
}

/// Sets it.
pub async fn set(with: &Context, set: &Set) -> Result<(), CliError> {
    let value = set.value.is_on();
    let body = Given::new()
        .field("value", Some(value))
        .field("starts_at", set.at)
        .field("ends_at", set.until)
        .field("reason", Some(&set.reason))
        .field("without_recent_sign_in", set.without_recent_sign_in.as_ref())
        .whole();
    let request = Request::put(at(&set.org, &set.flag)).maybe("application", set.app.as_ref()).json(body);
    let from = set.at.map_or_else(|| " at once".to_owned(), |at| format!(" from {}", minute(&at.to_string())));
    let until = set.until.map_or_else(String::new, |at| format!(", until {}", minute(&at.to_string())));
    let whom = whom(&set.org, set.app.as_deref());
    let what = format!("{} {} for {whom}{from}{until}", set.flag, on(value));
    let request = with.as_read(request).await?;
    let changed = with.change(&set.manner, request, Some(&format!("Set this: {what}?"))).await?;
    with.done(&changed, &format!("Set: {what}."), &[])
}

/// Unsets it.
pub async fn unset(with: &Context, unset: &Unset) -> Result<(), CliError> {
    let request = Request::delete(at(&unset.org, &unset.flag))
        .maybe("application", unset.app.as_ref())
        .with("reason", &unset.reason);
    let what = format!("{} not set for {} any more", unset.flag, whom(&unset.org, unset.app.as_deref()));
    let request = with.as_read(request).await?;
    let changed = with.change(&unset.manner, request, Some(&format!("Set this: {what}?"))).await?;
    let now = on(changed.body.is("value"));
    with.done(&changed, &format!("Done: {what}. It is {now} now."), &[])
}

fn whom(org: &str, app: Option<&str>) -> String {
    app.map_or_else(|| org.to_owned(), |app| format!("{org} in {app}"))
}
