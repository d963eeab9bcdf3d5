//! What happened in one sign-in, and why.

use serde_json::Value;

use super::{microsoft, person, rules};
use crate::show::card::Field;
use crate::show::fields::{Fields, label};
use crate::show::time::second;
use crate::show::{BAD, GOOD, HEAD, Page};

const FIELDS: [Field; 3] = [("organization", "organization"), ("application", "app"), ("method", "method")];

/// Draws it.
pub fn draw(page: &mut Page, found: &Value) {
    page.styled(HEAD, &format!("Sign-in {}", found.show("sign_in")));
    for event in found.list("events") {
        page.gap();
        draw_event(page, event);
    }
}

fn draw_event(page: &mut Page, event: &Value) {
    let at = second(event.text("at").unwrap_or_default());
    let (outcome, style) = match event.text("outcome").unwrap_or_default() {
        "success" => ("let in", GOOD),
        "refused" => ("REFUSED", BAD),
        other => (other, HEAD),
    };
    let outcome =
        if event.text("action") == Some("sign_in") { outcome } else { event.text("outcome").unwrap_or_default() };
    page.styled(style, &format!("{at} UTC  {}: {outcome}", label(&event.show("action"))));
    let mut known = serde_json::Map::new();
    for (name, _) in FIELDS {
        if let Some(value) = event.at(name) {
            known.insert(name.to_owned(), value.clone());
        }
    }
    let address = event.text("address").map(|address| format!("{address}: ")).unwrap_or_default();
    if event.at("person").is_some() || !address.is_empty() {
        page.say(&format!("{address}{}", person(event.at("person"))));
    }
    page.card(&Value::Object(known), &FIELDS);
    if event.text("reason").is_some() {
        page.gap();
        rules::draw_remedy(page, event);
    }
    if let Some(entra) = event.at("entra") {
        page.gap();
        draw_entra(page, entra);
    }
    if !event.list("rules").is_empty() {
        page.gap();
        rules::draw(page, event.list("rules"));
    }
    if let Some(claims) = event.at("claims") {
        page.gap();
        page.say("What the provider had said of them:");
        page.card(claims, &[]);
    }
}

fn draw_entra(page: &mut Page, entra: &Value) {
    page.styled(HEAD, "Microsoft refused it");
    let fields = [
        ("error", "error"),
        ("suberror", "finer"),
        ("correlation_id", "correlation id"),
        ("trace_id", "trace id"),
        ("timestamp", "at"),
        ("codes", ""),
    ];
    page.card(entra, &fields);
    for code in entra.list("codes") {
        page.gap();
        microsoft::draw(page, code);
    }
}
