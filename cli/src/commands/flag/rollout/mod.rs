//! `anteroomctl flag rollout`: a flag for many organizations, one after the other, until refusals rise.

mod follow;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::preview::{self, Wanted};
use super::{Switch, on};
use crate::api::path::route;
use crate::api::request::Request;
use crate::context::{Changed, Context, Manner, Once};
use crate::error::CliError;
use crate::given::Given;
use crate::input;
use crate::show::card::Field;
use crate::show::fields::Fields;
use crate::show::table::{Table, prose, whole};
use crate::show::text::count;
use crate::show::time::minute;
use crate::show::{HEAD, Page, progress, state};

/// What can be done about roll-outs.
#[derive(Subcommand)]
pub enum RolloutCommand {
    /// Begin a roll-out: it waits after each, and stops by itself
    #[command(override_usage = START_USAGE, after_help = START_HELP)]
    Start(Start),
    /// List the roll-outs, the newest first
    List {
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
    },
    /// Show how far a roll-out is
    Show {
        /// Its id
        id: String,
        /// Follow it until it ends, stops or is paused
        #[arg(long)]
        wait: bool,
    },
    /// Have a roll-out wait; what it has set stays
    Pause(Which),
    /// Have one that waits or stopped go on, under your name
    Resume(Resume),
    /// End a roll-out; what it has set stays, unless you undo it
    Cancel(Cancel),
}

const START_USAGE: &str = "\
anteroomctl flag rollout start [OPTIONS] --reason <TEXT>
                                      <FLAG> <on|off> [ORGS]...";

const START_HELP: &str = "\
It shows first who could not come in any more, and asks. The broker then goes
on by itself, under your name, as long as you may do it yourself.

  anteroomctl flag rollout start sso on --from spring.txt --wait \\
    --wait-minutes 1440 --reason \"the spring\"";

/// A new one.
#[derive(Args)]
pub struct Start {
    /// The flag, such as sso
    flag: String,
    /// on or off
    #[arg(hide_possible_values = true)]
    value: Switch,
    /// The organizations' slugs, in their order
    #[arg(required_unless_present = "from")]
    orgs: Vec<String>,
    /// A file with a slug on each line; - is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "orgs")]
    from: Option<PathBuf>,
    /// Why: for the history and the audit log
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// For this app alone, by its client_id
    #[arg(long, value_name = "APP")]
    app: Option<String>,
    /// Stop when the refused rise by more than this
    #[arg(long, value_name = "PERCENT", default_value_t = 5, value_parser = clap::value_parser!(u8).range(0..=100))]
    stop_at: u8,
    /// Wait so long after each organization
    #[arg(long, value_name = "MINUTES", default_value_t = 60)]
    wait_minutes: u32,
    /// Follow it until it ends, stops or is paused
    #[arg(long)]
    wait: bool,
    #[command(flatten)]
    once: Once,
    #[command(flatten)]
    manner: Manner,
}

/// Which one.
#[derive(Args)]
pub struct Which {
    /// Its id
    id: String,
    /// Why: for the audit log
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    manner: Manner,
}

/// Which one goes on.
#[derive(Args)]
pub struct Resume {
    #[command(flatten)]
    which: Which,
    /// Follow it until it ends, stops or is paused
    #[arg(long)]
    wait: bool,
}

/// Which one ends.
#[derive(Args)]
pub struct Cancel {
    #[command(flatten)]
    which: Which,
    /// Set back what it has set, where nobody changed it since
    #[arg(long)]
    undo: bool,
}

const FIELDS: [Field; 13] = [
    ("id", "id"),
    ("flag", "flag"),
    ("value", "on"),
    ("application", "app"),
    ("state", "state"),
    ("stopped", "stopped by"),
    ("reason", "reason"),
    ("started_by", "started by"),
    ("acts_as", "acts as"),
    ("created_at", "started"),
    ("stop_when_refusals_exceed", "stops at percent"),
    ("wait_minutes", "waits minutes"),
    ("organizations", ""),
];

/// Runs it.
pub async fn run(command: &RolloutCommand, with: &Context) -> Result<(), CliError> {
    match command {
        RolloutCommand::Start(new) => start(with, new).await,
        RolloutCommand::List { limit } => {
            let listed = with.api.list(&Request::get(route!["rollouts"]), *limit).await?;
            let columns = [whole("FLAG"), whole("TO"), whole("STATE"), whole("DONE"), prose("REASON")];
            with.list(&listed, "There has been no roll-out.", &columns, |table, one| {
                let (to, done) = (on(one.is("value")), how_far(one));
                table.row([
                    one.show("flag").into(),
                    to.into(),
                    state(one.show("state")),
                    done.into(),
                    one.show("reason").into(),
                ]);
                table.below(&one.show("id"));
            })
        }
        RolloutCommand::Show { id, wait } => {
            let one = with.read(at(id)).await?;
            if *wait {
                return follow::until_it_rests(with, one).await;
            }
            with.screen.show(&one, |page| draw(page, &one))
        }
        RolloutCommand::Pause(which) => {
            let changed = change(with, which, "pause", &[], None).await?;
            with.done(&changed, "It waits. What it has set stays set.", &[])
        }
        RolloutCommand::Resume(resume) => {
            let question = "Have it go on with the next organization, under your name?";
            let changed = change(with, &resume.which, "resume", &[], Some(question)).await?;
            if resume.wait && !changed.dry_run {
                return follow::until_it_rests(with, changed.body).await;
            }
            with.done(&changed, "It goes on.", &[])
        }
        RolloutCommand::Cancel(cancel) => self::cancel(with, cancel).await,
    }
}

fn at(id: &str) -> Request {
    Request::get(route!["rollouts", id])
}

async fn change(
    with: &Context,
    which: &Which,
    what: &str,
    query: &[&'static str],
    question: Option<&str>,
) -> Result<Changed, CliError> {
    let body = Given::new().field("reason", which.reason.as_ref()).whole();
    let mut request = Request::post(route!["rollouts", which.id, what]).json(body);
    for name in query {
        request = request.with(name, true);
    }
    with.change(&which.manner, request, question).await
}

async fn cancel(with: &Context, cancel: &Cancel) -> Result<(), CliError> {
    if !cancel.undo {
        let changed = change(with, &cancel.which, "cancel", &[], None).await?;
        return with.done(&changed, "It has ended. What it has set stays set.", &[]);
    }
    let question = "End it, and set back what it has set at each organization?";
    let changed = change(with, &cancel.which, "cancel", &["undo"], Some(question)).await?;
    let one = &changed.body;
    with.done(&changed, "It has ended. What it had set is set back, but where a line says why not.", &[])?;
    with.screen.only_eyes(|page| {
        page.gap();
        page.table(&organizations(one));
    })
}

/// How many organizations have had their turn, of all.
fn how_far(one: &Value) -> String {
    let all = one.list("organizations");
    let over = all.iter().filter(|step| !["waiting", "watching"].contains(&step.show("state").as_str())).count();
    format!("{over}/{}", all.len())
}

fn draw(page: &mut Page, one: &Value) {
    page.card(one, &FIELDS);
    page.gap();
    page.table(&organizations(one));
    if one.text("state") == Some("stopped") {
        page.gap();
        page.say("What it has set stays set. Look why, and then:");
        let id = one.show("id");
        page.command(&format!("anteroomctl flag rollout resume {id}"));
        page.command(&format!("anteroomctl flag rollout cancel {id} --undo"));
    }
}

fn organizations(one: &Value) -> Table {
    let columns = [whole("ORGANIZATION"), whole("STATE"), prose("SET (UTC)"), prose("REFUSED"), prose("BEFORE")];
    let mut table = Table::new(&columns);
    for step in one.list("organizations") {
        let word = if step.is("undone") { "undone".to_owned() } else { step.show("state") };
        let at = step.text("at").map_or_else(|| step.show("at"), minute);
        let percent = |name: &str| step.at(name).map_or_else(|| step.show(name), |found| format!("{found} %"));
        let refused = match step.at("refused_percent") {
            Some(_) => format!("{} of {}", percent("refused_percent"), step.number("attempts")),
            None => step.show("refused_percent"),
        };
        let before = percent("refused_percent_before");
        table.row([step.show("slug").into(), state(word), at.into(), refused.into(), before.into()]);
        table.below(step.text("why").unwrap_or_default());
    }
    table
}

async fn start(with: &Context, new: &Start) -> Result<(), CliError> {
    let orgs = match &new.from {
        Some(file) => {
            let text = input::text_or_standard(file)?;
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
            lines.map(str::to_owned).collect()
        }
        None => new.orgs.clone(),
    };
    if orgs.is_empty() {
        return Err(CliError::Use("the file names no organization".to_owned()));
    }
    with.banner();
    let value = new.value.is_on();
    let many = count(orgs.len(), "organization", "organizations");
    let what = match &new.app {
        Some(app) => format!("{} {} in {app} for {many}", new.flag, on(value)),
        None => format!("{} {} for {many}", new.flag, on(value)),
    };
    let (table, shut_out) = previews(with, new, &orgs).await?;
    with.screen.only_eyes(|page| {
        page.styled(HEAD, &what);
        page.table(&table);
        page.gap();
    })?;
    let body = Given::new()
        .field("flag", Some(&new.flag))
        .field("value", Some(value))
        .field("application", new.app.as_ref())
        .list("organizations", &orgs)
        .field("reason", Some(&new.reason))
        .field("stop_when_refusals_exceed", Some(new.stop_at))
        .field("wait_minutes", Some(new.wait_minutes))
        .whole();
    let request = Request::create(route!["rollouts"], new.once.key()).json(body);
    let changed = if shut_out > 0 {
        let who = preview::people(shut_out);
        let question = format!("{who} could not come in any more. Set {what} all the same, one after the other?");
        with.change_typing(&new.manner, request, &question, &new.flag).await?
    } else {
        let question = format!("Set {what}, one after the other?");
        with.change(&new.manner, request, Some(&question)).await?
    };
    if new.wait && !changed.dry_run {
        return follow::until_it_rests(with, changed.body).await;
    }
    if changed.dry_run && with.screen.is_json() {
        let both = json!({ "dry_run": true, "shut_out": shut_out, "rollout": changed.body });
        return with.screen.show(&both, |_| ());
    }
    let id = changed.body.show("id");
    with.done(&changed, &format!("It has begun: anteroomctl flag rollout show {id}"), &[])
}

/// What it would come to at each of them, and how many could not come in any more, of all.
async fn previews(with: &Context, new: &Start, orgs: &[String]) -> Result<(Table, usize), CliError> {
    let mut table = Table::new(&[whole("ORGANIZATION"), whole("PEOPLE"), whole("SESSIONS"), whole("SHUT OUT")]);
    let bar = progress::counted("previews", u64::try_from(orgs.len()).unwrap_or_default());
    let mut all = 0;
    for org in orgs {
        let (flag, app, value) = (&new.flag, new.app.as_deref(), Some(new.value.is_on()));
        let wanted = Wanted { org, flag, app, value, audience: None, at: None, until: None };
        let found = wanted.preview(with).await?.unwrap_or_default();
        let shut_out = preview::shut_out(&found);
        all += shut_out;
        let shut_out = if found.is_null() { found.show("shut_out") } else { shut_out.to_string() };
        table.row([org.into(), found.show("people").into(), found.show("sessions").into(), shut_out.into()]);
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok((table, all))
}
