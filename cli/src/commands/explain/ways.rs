//! Why somebody can or cannot get in now, by either way.

use serde_json::Value;

use super::{person, rules};
use crate::show::fields::Fields;
use crate::show::{BAD, GOOD, HEAD, Page};

/// Draws it: the answer first, then the rules that it is made of.
pub fn draw(page: &mut Page, explanation: &Value, by_last_claims: bool) {
    page.styled(HEAD, &explanation.show("address"));
    page.say(&person(explanation.at("person")));
    let [organization, application, at] = ["organization", "application", "at"].map(|name| explanation.show(name));
    page.say(&format!("{organization}, into {application}, {at}"));
    for way in explanation.list("ways") {
        page.gap();
        draw_way(page, way, by_last_claims);
    }
}

fn draw_way(page: &mut Page, way: &Value, by_last_claims: bool) {
    let by = match way.text("way").unwrap_or_default() {
        "sso" => "With the hospital's account",
        "traditional" => "With a code by mail",
        other => other,
    };
    match way.text("verdict").unwrap_or_default() {
        "allow" => page.styled(GOOD, &format!("{by}: can come in")),
        "may_depart" => page.styled(GOOD, &format!("{by}: nothing that is known here speaks against it")),
        "deny" => page.styled(BAD, &format!("{by}: CANNOT come in")),
        other => page.styled(HEAD, &format!("{by}: {other}")),
    }
    if way.text("way") == Some("sso") {
        page.say(&evidence(way, by_last_claims));
    }
    page.gap();
    if way.text("reason").is_some() {
        rules::draw_remedy(page, way);
        page.gap();
    }
    rules::draw(page, way.list("rules"));
}

/// On what evidence.
fn evidence(way: &Value, by_last_claims: bool) -> String {
    let then = || format!("at {}, in {}", way.show("evidence.at"), way.show("evidence.sign_in"));
    match way.text("evidence.from").unwrap_or_default() {
        "session" => format!("By what the provider said when they last came in, {}.", then()),
        "refusal" => format!("By what the provider said when they were last refused, {}.", then()),
        _ if by_last_claims => {
            "They have never come back from the provider: assumed that it says what is expected.".to_owned()
        }
        _ => "Assumed that the provider says what is expected; --last-claims takes what it said last.".to_owned(),
    }
}
