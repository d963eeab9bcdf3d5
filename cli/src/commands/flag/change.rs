//! Setting and unsetting a flag: previewed, then asked about, then done.

use clap::Args;
use serde_json::{Value, json};

use super::preview::{self, Wanted};
use super::{For, Switch, at, on};
use crate::api::request::Request;
use crate::context::{Changed, Context, Manner};
use crate::error::CliError;
use crate::given::Given;
use crate::show::HEAD;
use crate::show::fields::Fields;
use crate::show::time::minute;
use crate::when::{When, instant};

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
    #[command(flatten)]
    whom: For,
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
    let (app, at_instant, until) = (set.app.as_deref(), set.at, set.until);
    let (org, flag, audience) = (&set.org, &set.flag, Some(&set.whom));
    let wanted = Wanted { org, flag, app, value: Some(value), audience, at: at_instant, until };
    let body = Given::new()
        .field("value", Some(value))
        .field("audience", set.whom.word())
        .field("everyone_from", set.whom.everyone_from)
        .field("starts_at", set.at)
        .field("ends_at", set.until)
        .field("reason", Some(&set.reason))
        .field("without_recent_sign_in", set.without_recent_sign_in.as_ref())
        .whole();
    let request = Request::put(at(&set.org, &set.flag)).maybe("application", set.app.as_ref()).json(body);
    let from = set.at.map_or_else(|| " at once".to_owned(), |at| format!(" from {}", minute(&at.to_string())));
    let until = set.until.map_or_else(String::new, |at| format!(", until {}", minute(&at.to_string())));
    let list = if set.whom.pilot { "the pilot list of " } else { "" };
    let widens = set.whom.everyone_from;
    let widens = widens.map_or_else(String::new, |at| format!(", for everyone from {}", minute(&at.to_string())));
    let whom = whom(&set.org, set.app.as_deref());
    let what = format!("{} {} for {list}{whom}{from}{widens}{until}", set.flag, on(value));
    let (preview, changed) = carry_out(with, &wanted, request, &set.manner, &what).await?;
    tell(with, preview.as_ref(), &changed, &format!("Set: {what}."))
}

/// Unsets it.
pub async fn unset(with: &Context, unset: &Unset) -> Result<(), CliError> {
    let app = unset.app.as_deref();
    let (org, flag) = (&unset.org, &unset.flag);
    let wanted = Wanted { org, flag, app, value: None, audience: None, at: None, until: None };
    let request = Request::delete(at(&unset.org, &unset.flag))
        .maybe("application", unset.app.as_ref())
        .with("reason", &unset.reason);
    let what = format!("{} not set for {} any more", unset.flag, whom(&unset.org, unset.app.as_deref()));
    let (preview, changed) = carry_out(with, &wanted, request, &unset.manner, &what).await?;
    let now = on(changed.body.is("value"));
    tell(with, preview.as_ref(), &changed, &format!("Done: {what}. It is {now} now."))
}

fn whom(org: &str, app: Option<&str>) -> String {
    app.map_or_else(|| org.to_owned(), |app| format!("{org} in {app}"))
}

/// Reads the state, shows the preview, asks, and does it for exactly the state that was read.
async fn carry_out(
    with: &Context,
    wanted: &Wanted<'_>,
    request: Request,
    manner: &Manner,
    what: &str,
) -> Result<(Option<Value>, Changed), CliError> {
    with.banner();
    let request = with.as_read(request).await?;
    let preview = wanted.preview(with).await?;
    with.screen.only_eyes(|page| {
        page.styled(HEAD, what);
        match &preview {
            Some(preview) => preview::draw(page, preview),
            None => page.say("The broker cannot preview this."),
        }
        page.gap();
    })?;
    let shut_out = preview.as_ref().map_or(0, preview::shut_out);
    let changed = if shut_out > 0 {
        // Whoever agrees without reading has typed nothing.
        let who = preview::people(shut_out);
        let question = format!("{who} could not come in any more. Set this all the same: {what}?");
        with.change_typing(manner, request, &question, wanted.org).await?
    } else {
        with.change(manner, request, Some(&format!("Set this: {what}?"))).await?
    };
    Ok((preview, changed))
}

fn tell(with: &Context, preview: Option<&Value>, changed: &Changed, done: &str) -> Result<(), CliError> {
    if changed.dry_run && with.screen.is_json() {
        let both = json!({ "dry_run": true, "preview": preview, "flag": changed.body });
        return with.screen.show(&both, |_| ());
    }
    with.done(changed, done, &[])
}
