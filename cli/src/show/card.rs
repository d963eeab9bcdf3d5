//! One thing: what is known of it, a line each, and below what a newer broker says besides.

use anstyle::Style;
use serde_json::Value;

use super::Page;
use super::fields::{Fields, label, leaves, written};
use super::text::columns;

/// A field: its path in the answer, and its name for people. Without a name it is not shown, or shown elsewhere.
pub type Field = (&'static str, &'static str);

/// Writes a thing.
pub(super) fn write(page: &mut Page, thing: &Value, fields: &[Field]) {
    let named = |path: &str| {
        fields
            .iter()
            .any(|(known, _)| path.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    };
    let mut lines: Vec<(String, String)> = Vec::new();
    for (path, name) in fields {
        // What this kind of thing does not have at all is left out; what could be there and is not is a dash.
        if !name.is_empty() && path.split('.').try_fold(thing, |value, name| value.get(name)).is_some() {
            lines.push(((*name).to_owned(), thing.show(path)));
        }
    }
    for (path, value) in leaves(thing) {
        if !named(&path) && !value.is_null() {
            lines.push((label(&path), written(value)));
        }
    }
    let longest = lines.iter().map(|(name, _)| columns(name)).max().unwrap_or_default();
    for (name, text) in &lines {
        page.labelled(name, longest, text, Style::new());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_known_is_shown_too() {
        let thing = json!({
            "slug": "st-janshof", "help": null, "secret_hash": "x", "entra": { "tid": "3f1c", "cloud": "global" }, "new": 1,
        });
        let mut page = Page::new(80);
        let fields =
            [("slug", "slug"), ("help", "help"), ("entra.tid", "directory"), ("gone", "gone"), ("secret_hash", "")];
        write(&mut page, &thing, &fields);
        let expected =
            "slug         st-janshof\nhelp         –\ndirectory    3f1c\nentra cloud  global\nnew          1\n";
        assert_eq!(anstream::adapter::strip_str(&page.text).to_string(), expected);
    }
}
