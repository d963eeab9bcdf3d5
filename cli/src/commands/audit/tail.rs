//! `anteroomctl audit tail`: what happens, as it happens.

use std::collections::HashSet;
use std::time::Duration;

use clap::Args;
use serde_json::Value;

use super::{COLUMNS, Filter, row};
use crate::context::Context;
use crate::error::CliError;
use crate::show::fields::Fields;
use crate::show::print_json_line;
use crate::show::table::Table;

/// How often it is looked.
const PAUSE: Duration = Duration::from_secs(2);
/// At most so many come at a time.
const BURST: usize = 1000;

/// Which lines.
#[derive(Args)]
pub struct Tail {
    #[command(flatten)]
    filter: Filter,
    /// Go on with what comes, until you end it
    #[arg(long, short)]
    follow: bool,
    /// So many of the last lines
    #[arg(long, short = 'n', value_name = "N", default_value_t = 20)]
    lines: usize,
}

/// Runs it.
pub async fn run(with: &Context, tail: &Tail) -> Result<(), CliError> {
    let newest_first = tail.filter.request().with("order", "desc");
    let mut items = with.api.list(&newest_first, tail.lines.max(1)).await?.items;
    items.reverse();
    let mut last = Last::default();
    let shown = items.len().saturating_sub(tail.lines);
    let news = last.news(items);
    show(with, news.get(shown..).unwrap_or_default())?;
    if !tail.follow {
        return Ok(());
    }
    loop {
        tokio::time::sleep(PAUSE).await;
        let request = tail.filter.request().with("order", "asc").maybe("since", last.at.as_ref());
        let items = with.api.list(&request, BURST).await?.items;
        show(with, &last.news(items))?;
    }
}

/// What was seen last: several things happen at one instant, and those of that instant come again.
#[derive(Default)]
struct Last {
    at: Option<String>,
    seen: HashSet<String>,
}

impl Last {
    /// What was not seen yet, in its order.
    fn news(&mut self, items: Vec<Value>) -> Vec<Value> {
        let mut news = Vec::new();
        for item in items {
            if self.seen.contains(&item.show("id")) {
                continue;
            }
            let at = item.text("at").map(str::to_owned);
            if at != self.at {
                self.at = at;
                self.seen.clear();
            }
            self.seen.insert(item.show("id"));
            news.push(item);
        }
        news
    }
}

fn show(with: &Context, news: &[Value]) -> Result<(), CliError> {
    if with.screen.is_json() {
        return news.iter().try_for_each(print_json_line);
    }
    if news.is_empty() {
        return Ok(());
    }
    with.screen.only_eyes(|page| {
        let mut table = Table::new(&COLUMNS);
        for item in news {
            row(&mut table, item);
        }
        page.table(&table);
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_seen_does_not_come_again() {
        let event = |id: &str, at: &str| json!({ "id": id, "at": at });
        let ids = |news: Vec<Value>| news.iter().map(|item| item.show("id")).collect::<Vec<_>>();
        let mut last = Last::default();
        assert_eq!(ids(last.news(vec![event("a", "1"), event("b", "2"), event("c", "2")])), ["a", "b", "c"]);
        assert_eq!(last.at.as_deref(), Some("2"));
        assert_eq!(
            ids(last.news(vec![event("b", "2"), event("c", "2"), event("d", "2"), event("e", "3")])),
            ["d", "e"]
        );
        assert!(last.news(vec![event("e", "3")]).is_empty());
    }
}
