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

/// How often it is looked where a question goes on.
const PAUSE: Duration = Duration::from_secs(2);
/// How often it is looked where each look is a question of its own, which stands in the log too.
const LONG_PAUSE: Duration = Duration::from_secs(10);
/// At most so many come at a time.
const PAGE: usize = 200;

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
    let mut items = with.api.list(&newest_first, tail.lines.max(2)).await?.items;
    items.reverse();
    let mut seen = Seen::default();
    let items = seen.news(&items);
    show(with, items.get(items.len().saturating_sub(tail.lines)..).unwrap_or_default(), false)?;
    if !tail.follow {
        return Ok(());
    }
    let onward = tail.filter.request().with("order", "asc");
    let mut cursor = match items.first().and_then(|first| first.text("at")) {
        // Behind its first line a question goes on, for as long as somebody follows it.
        Some(at) => next(&with.read(onward.clone().with("since", at).with("limit", 1)).await?),
        None => None,
    };
    loop {
        let since = seen.last.as_ref().filter(|_| cursor.is_none());
        let request = onward.clone().maybe("cursor", cursor.as_ref()).maybe("since", since).with("limit", PAGE);
        let page = with.read(request).await?;
        show(with, &seen.news(page.items()), true)?;
        match next(&page) {
            Some(further) => cursor = Some(further),
            None => tokio::time::sleep(if cursor.is_some() { PAUSE } else { LONG_PAUSE }).await,
        }
    }
}

fn next(page: &Value) -> Option<String> {
    page.text("next").map(str::to_owned)
}

/// What was seen: as long as a page is not full, it comes again with what is new.
#[derive(Default)]
struct Seen {
    ids: HashSet<String>,
    last: Option<String>,
}

impl Seen {
    /// What was not seen yet, in its order.
    fn news(&mut self, items: &[Value]) -> Vec<Value> {
        let news: Vec<_> = items.iter().filter(|item| self.ids.insert(item.show("id"))).cloned().collect();
        self.last = news.last().and_then(|item| item.text("at")).map(str::to_owned).or(self.last.take());
        news
    }
}

fn show(with: &Context, news: &[Value], goes_on: bool) -> Result<(), CliError> {
    if with.screen.is_json() {
        return news.iter().try_for_each(print_json_line);
    }
    if news.is_empty() {
        return Ok(());
    }
    with.screen.only_eyes(|page| {
        let mut table = Table::new(&COLUMNS).going_on(goes_on);
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
        let mut seen = Seen::default();
        assert_eq!(ids(seen.news(&[event("a", "1"), event("b", "2"), event("c", "2")])), ["a", "b", "c"]);
        assert_eq!(seen.last.as_deref(), Some("2"));
        assert_eq!(ids(seen.news(&[event("b", "2"), event("d", "2"), event("c", "2"), event("e", "3")])), ["d", "e"]);
        assert!(seen.news(&[event("e", "3")]).is_empty());
        assert_eq!(seen.last.as_deref(), Some("3"));
    }
}
