//! `anteroomctl user move-domain`: many people get another domain, as when a hospital takes another name.

use clap::Args;
use serde_json::Value;

use super::{MOST_DAYS, all};
use crate::api::request::Request;
use crate::context::{Context, Manner};
use crate::error::CliError;
use crate::given::Given;
use crate::show::fields::Fields;
use crate::show::table::{Table, prose, whole};
use crate::show::text::count;
use crate::show::{HEAD, Page, progress, state};

/// So many of those with whom all is well are shown; JSON has all of them.
const SHOWN: usize = 20;

/// From where to where.
#[derive(Args)]
pub struct MoveDomain {
    /// The organization's slug
    org: String,
    /// The domain that they have
    from: String,
    /// The domain that they get
    to: String,
    /// Why: for the audit log
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// So long the old addresses count too, in days [default: 30]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(..=MOST_DAYS))]
    keep_former_days: Option<u32>,
    #[command(flatten)]
    manner: Manner,
}

/// Runs it: tries it first, and asks with what came of that.
pub async fn run(with: &Context, moving: &MoveDomain) -> Result<(), CliError> {
    let body = Given::new()
        .field("from", Some(&moving.from))
        .field("to", Some(&moving.to))
        .field("reason", Some(&moving.reason))
        .field("keep_former_days", moving.keep_former_days);
    let request = Request::post(all(&moving.org).then("move-domain")).json(body.whole());
    let trial = Manner { dry_run: true, yes: false };
    let preview = waited(with, "trying", &trial, request.clone()).await?;
    if moving.manner.dry_run {
        return with.screen.show(&preview, |page| draw(page, &preview));
    }
    let can = preview.number("moved");
    if can == 0 {
        return with.screen.show(&preview, |page| {
            if preview.items().is_empty() {
                return page.say(&format!("Nobody has an address at {}.", moving.from));
            }
            draw(page, &preview);
        });
    }
    with.screen.only_eyes(|page| {
        draw(page, &preview);
        page.gap();
    })?;
    let people = count(usize::try_from(can).unwrap_or(usize::MAX), "person", "people");
    let question = format!("Move {people} from {} to {}?", moving.from, moving.to);
    with.confirm(&moving.manner, &question)?;
    let unasked = Manner { dry_run: false, yes: true };
    let changed = waited(with, "moving", &unasked, request).await?;
    with.screen.show(&changed, |page| {
        draw(page, &changed);
        page.gap();
        page.say("Until the old addresses end, the provider may send either. Whom it does not help:");
        page.command(&format!("anteroomctl sign-in list {} --outcome refused --since 1d", moving.org));
    })
}

async fn waited(with: &Context, what: &'static str, manner: &Manner, request: Request) -> Result<Value, CliError> {
    let bar = progress::waiting(what);
    let changed = with.change(manner, request, None).await;
    bar.finish_and_clear();
    Ok(changed?.body)
}

/// Everybody with whom something is wrong, and some of the others.
fn draw(page: &mut Page, answer: &Value) {
    let is_refused = |one: &&Value| one.text("result") == Some("refused");
    let (refused, well): (Vec<_>, Vec<_>) = answer.items().iter().partition(is_refused);
    let mut table = Table::new(&[whole("OLD"), whole("NEW"), prose("RESULT")]);
    for one in refused.iter().chain(well.iter().take(SHOWN)) {
        table.row([one.show("old").into(), one.show("new").into(), state(one.show("result"))]);
        table.below(one.text("message").unwrap_or_default());
    }
    page.table(&table);
    if well.len() > SHOWN {
        page.say(&format!("and {} more; --output json shows all", well.len() - SHOWN));
    }
    page.gap();
    if answer.is("dry_run") {
        page.styled(HEAD, "Dry run: nothing has changed.");
    }
    let counts = ["moved", "unchanged", "refused"].map(|name| format!("{} {name}", answer.number(name)));
    page.styled(HEAD, &counts.join(", "));
}
