//! `anteroomctl session`: who is in, and putting somebody out.

use clap::{Args, Subcommand};

use super::user::end_sessions;
use crate::api::path::route;
use crate::api::request::Request;
use crate::context::{Context, Manner};
use crate::error::CliError;
use crate::show::card::Field;
use crate::show::fields::Fields;
use crate::show::table::{prose, whole};
use crate::show::text::count;
use crate::show::time::second;

/// Whose own sessions end with it (`backchannel_logout_uri`).
const TOLD: &str = "Apps that listen for it sign them out too.";

/// What can be done about sessions.
#[derive(Subcommand)]
pub enum SessionCommand {
    /// List the open sessions of an organization, the newest first
    List {
        /// The organization's slug
        org: String,
        /// Only those of this person, by e-mail address or id
        #[arg(long, value_name = "EMAIL")]
        user: Option<String>,
        /// Only those that were opened for this app, by its client_id
        #[arg(long, value_name = "APP")]
        app: Option<String>,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
    },
    /// End one session, or all of one person; they are out at once
    End(End),
}

/// Which end.
#[derive(Args)]
#[command(group(clap::ArgGroup::new("which").required(true)))]
pub struct End {
    /// The organization's slug
    org: String,
    /// The session's id
    #[arg(group = "which")]
    session: Option<String>,
    /// All of this person, by e-mail address or id
    #[arg(long, value_name = "EMAIL", group = "which")]
    user: Option<String>,
    /// Why: for the audit log
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    manner: Manner,
}

/// Runs it.
pub async fn run(command: &SessionCommand, with: &Context) -> Result<(), CliError> {
    match command {
        SessionCommand::List { org, user, app, limit } => {
            let request = Request::get(route!["organizations", org, "sessions"]);
            let request = request.maybe("user", user.as_ref()).maybe("application", app.as_ref());
            let listed = with.api.list(&request, *limit).await?;
            let columns = [whole("SINCE (UTC)"), whole("APP"), prose("BY"), whole("WHO")];
            with.list(&listed, "Nobody is in.", &columns, |table, session| {
                let since = second(session.text("created_at").unwrap_or_default());
                let [app, by, who] = ["application", "method", "user"].map(|name| session.show(name).into());
                table.row([since.into(), app, by, who]);
                table.below(&session.show("id"));
            })
        }
        SessionCommand::End(end) => self::end(with, end).await,
    }
}

async fn end(with: &Context, end: &End) -> Result<(), CliError> {
    if let Some(user) = &end.user {
        let request = end_sessions(&end.org, user, end.reason.as_deref());
        let question = format!("End all sessions of {user}? They have to sign in again, in every app.");
        let changed = with.change(&end.manner, request, Some(&question)).await?;
        let sessions = usize::try_from(changed.body.number("ended")).unwrap_or_default();
        let ended = count(sessions, "session has", "sessions have");
        let fields: &[Field] = if changed.dry_run { &[("ended", "would end")] } else { &[] };
        return with.done(&changed, &format!("{user} is out: {ended} ended. {TOLD}"), fields);
    }
    let session = end.session.as_deref().unwrap_or_default();
    let request = Request::delete(route!["organizations", end.org, "sessions", session]);
    let request = request.maybe("reason", end.reason.as_ref()).for_state(Some("*".to_owned()));
    let changed = with.change(&end.manner, request, Some("End this session?")).await?;
    with.done(&changed, &format!("The session has ended. {TOLD}"), &[])
}
