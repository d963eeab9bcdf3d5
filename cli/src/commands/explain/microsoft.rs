//! What a number of Microsoft's means, in three voices.

use serde_json::Value;

use super::mender;
use crate::show::card::Field;
use crate::show::fields::Fields;
use crate::show::{HEAD, Page};

const FIELDS: [Field; 8] = [
    ("code", ""),
    ("meaning", "means"),
    ("caregiver", "tell the person"),
    ("support", "we do"),
    ("hospital_it", "tell their IT"),
    ("menus", ""),
    ("retry", ""),
    ("who", ""),
];

/// Draws it.
pub fn draw(page: &mut Page, code: &Value) {
    page.styled(HEAD, &code.show("code"));
    if code.at("meaning").is_none() {
        page.say("The catalogue does not have it. Microsoft's own page about it:");
        return page.command(code.text("look_up").unwrap_or_default());
    }
    page.card(code, &[&FIELDS[..], &[("look_up", "")]].concat());
    let line = |page: &mut Page, name: &str, text: &str| {
        page.labelled(name, "tell the person".len(), text, anstyle::Style::new());
    };
    for menu in code.list("menus") {
        line(page, "where", menu.as_str().unwrap_or_default());
    }
    let again = match code.text("retry").unwrap_or_default() {
        "again" => "yes, at once",
        "later" => "yes, after a while",
        "no" => "not before it is mended",
        other => other,
    };
    line(page, "try again", again);
    line(page, "who can", mender(code.text("who").unwrap_or_default()));
    if let Some(look_up) = code.text("look_up") {
        page.gap();
        page.command(look_up);
    }
}
