//! The rules of entry, each with what it saw.

use serde_json::Value;

use super::mender;
use crate::show::fields::Fields;
use crate::show::time::{instant, minute};
use crate::show::{BAD, DIM, GOOD, HEAD, Page};

/// Draws what is wrong, what to mend first, and who can. Nothing, where nothing is wrong.
pub fn draw_remedy(page: &mut Page, refused: &Value) {
    let Some(reason) = refused.text("reason") else { return };
    let line = |page: &mut Page, name: &str, text: &str| page.labelled(name, "mend first".len(), text, HEAD);
    line(page, "reason", reason);
    page.labelled("meaning", "mend first".len(), &refused.show("meaning"), anstyle::Style::new());
    line(page, "mend first", &refused.show("mend"));
    for menu in refused.list("menus") {
        page.labelled("where", "mend first".len(), menu.as_str().unwrap_or_default(), anstyle::Style::new());
    }
    line(page, "who can", mender(refused.text("who").unwrap_or_default()));
}

/// Draws the rules.
pub fn draw(page: &mut Page, rules: &[Value]) {
    let longest = rules.iter().map(|rule| rule.show("rule").len()).max().unwrap_or_default();
    for rule in rules {
        let (mark, style) = match rule.text("outcome") {
            Some("passed") => ("✓", GOOD),
            Some("failed") => ("✗", BAD),
            _ => ("–", DIM),
        };
        let saw = rule.show("saw");
        page.marked(mark, style, &format!("{:longest$}  {saw}", rule.show("rule")));
        let facts: Vec<String> = rule.list("facts").iter().map(fact).collect();
        if !facts.is_empty() {
            page.indented("    ", &facts.join("; "));
        }
    }
}

/// Something that a rule looked at, and who says so where it is not stored here.
fn fact(fact: &Value) -> String {
    let says = match fact.text("by") {
        Some("provider") => " (the provider says)",
        Some("person") => " (they say)",
        _ => "",
    };
    format!("{}: {}{says}", fact.show("name"), readable(&fact.show("value")))
}

/// A text, with the instants in it as people read them.
fn readable(text: &str) -> String {
    let word = |word: &str| {
        let (bare, after) = word.strip_suffix(',').map_or((word, ""), |bare| (bare, ","));
        if instant(bare).is_some() { minute(bare) + after } else { word.to_owned() }
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}
