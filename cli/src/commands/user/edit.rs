//! Making and changing one user.

use clap::Args;

use super::{FIELDS, Kind, MOST_DAYS, Status, Which, all};
use crate::api::request::Request;
use crate::context::{Context, Manner, Once};
use crate::error::CliError;
use crate::given::Given;

/// A new one.
#[derive(Args)]
pub struct Create {
    /// The organization's slug
    org: String,
    /// Their e-mail address: exactly the one that their provider sends
    email: String,
    /// Their name as people know it
    #[arg(long)]
    name: String,
    /// professional, or patient: never by SSO
    #[arg(long, hide_possible_values = true)]
    kind: Kind,
    /// A role, such as nurse; once or more
    #[arg(long = "role", value_name = "ROLE")]
    roles: Vec<String>,
    /// Their language
    #[arg(long, value_name = "TAG")]
    locale: Option<String>,
    /// active, or suspended
    #[arg(long, hide_possible_values = true)]
    status: Option<Status>,
    #[command(flatten)]
    once: Once,
    #[command(flatten)]
    manner: Manner,
}

/// What is to change.
#[derive(Args)]
pub struct Change {
    #[command(flatten)]
    which: Which,
    /// Their new e-mail address
    #[arg(long)]
    email: Option<String>,
    /// Their name as people know it
    #[arg(long)]
    name: Option<String>,
    /// professional, or patient: never by SSO
    #[arg(long, hide_possible_values = true)]
    kind: Option<Kind>,
    /// A role, once or more; replaces all of them
    #[arg(long = "role", value_name = "ROLE")]
    roles: Vec<String>,
    /// Take all roles away
    #[arg(long, conflicts_with = "roles")]
    no_roles: bool,
    /// Their language; "" takes it away
    #[arg(long, value_name = "TAG")]
    locale: Option<String>,
    /// So long the address that they had counts too, in days; 0 ends it
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(..=MOST_DAYS))]
    keep_former_days: Option<u32>,
    #[command(flatten)]
    manner: Manner,
}

/// Another address.
#[derive(Args)]
pub struct Rename {
    #[command(flatten)]
    which: Which,
    /// Their new e-mail address
    email: String,
    /// So long the old one counts too, in days; without, not at all
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(..=MOST_DAYS))]
    keep_former_days: Option<u32>,
    /// Why: for the audit log
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    manner: Manner,
}

/// Makes one.
pub async fn create(with: &Context, new: &Create) -> Result<(), CliError> {
    let body = Given::new()
        .field("email", Some(&new.email))
        .field("name", Some(&new.name))
        .field("kind", Some(new.kind))
        .list("roles", &new.roles)
        .field("locale", new.locale.as_ref())
        .field("status", new.status)
        .whole();
    let request = Request::create(all(&new.org), new.once.key()).json(body);
    let changed = with.change(&new.manner, request, None).await?;
    with.done(&changed, &format!("{} is made.", new.email), &FIELDS)
}

/// Changes one.
pub async fn change(with: &Context, change: &Change) -> Result<(), CliError> {
    let none: [String; 0] = [];
    let given = Given::new()
        .field("email", change.email.as_ref())
        .field("name", change.name.as_ref())
        .field("kind", change.kind)
        .list("roles", &change.roles)
        .field("roles", change.no_roles.then_some(none))
        .text("locale", change.locale.as_deref())
        .field("keep_former_days", change.keep_former_days);
    let request = Request::patch(change.which.path()).json(given.change()?);
    // A patient never comes in by SSO; another address may be another person's.
    let dangerous = change.kind.is_some() || change.email.is_some();
    let question = format!("Change who may come in as {}?", change.which.user);
    let request = with.as_read(request).await?;
    let changed = with.change(&change.manner, request, dangerous.then_some(question.as_str())).await?;
    with.done(&changed, &format!("{} is changed.", change.which.user), &FIELDS)
}

/// Gives one another address.
pub async fn rename(with: &Context, rename: &Rename) -> Result<(), CliError> {
    let (user, email) = (&rename.which.user, &rename.email);
    let body = Given::new()
        .field("email", Some(email))
        .field("keep_former_days", rename.keep_former_days)
        .field("reason", rename.reason.as_ref())
        .whole();
    let request = with.as_read(Request::patch(rename.which.path()).json(body)).await?;
    let question = format!("Rename {user}: they come in as {email} from now on.");
    let changed = with.change(&rename.manner, request, Some(&question)).await?;
    with.done(&changed, &format!("{user} is {email} now."), &FIELDS)
}
