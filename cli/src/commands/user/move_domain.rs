//! `anteroomctl user move-domain`: many people get another domain, as when a hospital takes another name.

use clap::Args;
use serde_json::{Value, json};

use super::all;
use crate::api::request::Request;
use crate::context::{Context, Manner};
use crate::error::CliError;
use crate::show::fields::Fields;
use crate::show::table::{Table, prose, whole};
use crate::show::text::count;
use crate::show::{HEAD, Page, state};

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
    #[command(flatten)]
    manner: Manner,
}

/// Runs it: tries it first, and asks with what came of that.
pub async fn run(with: &Context, moving: &MoveDomain) -> Result<(), CliError> {
    let body = json!({ "from": moving.from, "to": moving.to, "reason": moving.reason });
    let request = Request::post(all(&moving.org).then("move-domain")).json(body);
    let trial = Manner { dry_run: true, yes: false };
    let preview = with.change(&trial, request.clone(), None).await?.body;
    if moving.manner.dry_run {
        return with.screen.show(&preview, |page| draw(page, &preview, "would get another address"));
    }
    let can = preview.items().iter().filter(|one| !has_failed(one)).count();
    if preview.items().is_empty() {
        return with.screen.show(&preview, |page| page.say(&format!("Nobody has an address at {}.", moving.from)));
    }
    with.screen.only_eyes(|page| {
        draw(page, &preview, "would get another address");
        page.gap();
    })?;
    let question = format!("Move {} from {} to {}?", count(can, "person", "people"), moving.from, moving.to);
    let changed = with.change(&moving.manner, request, Some(&question)).await?;
    with.screen.show(&changed.body, |page| {
        draw(page, &changed.body, "have another address");
        page.gap();
        page.say("When nobody comes by the old domain any more, remove it:");
        page.command(&format!("anteroomctl domain remove {} {}", moving.org, moving.from));
    })
}

fn has_failed(one: &Value) -> bool {
    one.text("result") == Some("failed")
}

fn draw(page: &mut Page, answer: &Value, what: &str) {
    let items = answer.items();
    let mut table = Table::new(&[whole("OLD"), whole("NEW"), prose("RESULT")]);
    for one in items {
        table.row([one.show("old").into(), one.show("new").into(), state(one.show("result"))]);
        table.below(one.text("message").unwrap_or_default());
    }
    let failed = items.iter().filter(|one| has_failed(one)).count();
    page.table(&table);
    page.gap();
    page.styled(HEAD, &format!("{} {what}, {failed} cannot", items.len() - failed));
}
