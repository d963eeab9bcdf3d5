//! Following a roll-out until it rests: a bar on a terminal, and a line for whatever becomes of an organization.

use std::time::Duration;

use serde_json::Value;

use super::draw;
use crate::context::Context;
use crate::error::CliError;
use crate::show::fields::Fields;
use crate::show::progress;

/// How often it is looked: the broker itself counts sign-ins no more often than every quarter of a minute.
const PAUSE: Duration = Duration::from_secs(2);

/// Follows it until it does not go on by itself. An error, where it did not come to its end.
pub async fn until_it_rests(with: &Context, mut one: Value) -> Result<(), CliError> {
    let id = one.show("id");
    let bar = progress::counted("organizations", u64::try_from(one.list("organizations").len()).unwrap_or_default());
    let mut seen = Value::Null;
    loop {
        for line in news(&seen, &one) {
            if !with.screen.is_json() {
                bar.suspend(|| with.screen.only_eyes(|page| page.say(&line)))?;
            }
        }
        bar.set_position(over(&one));
        if one.text("state") != Some("running") {
            break;
        }
        tokio::time::sleep(PAUSE).await;
        seen = std::mem::replace(&mut one, with.read(super::at(&id)).await?);
    }
    bar.finish_and_clear();
    with.screen.show(&one, |page| {
        page.gap();
        draw(page, &one);
    })?;
    if one.text("state") == Some("done") { Ok(()) } else { Err(CliError::Said) }
}

/// How many have had their turn.
fn over(one: &Value) -> u64 {
    let over = one.list("organizations").iter().filter(|step| step.text("state").is_some_and(is_over));
    u64::try_from(over.count()).unwrap_or(u64::MAX)
}

fn is_over(state: &str) -> bool {
    !["waiting", "watching"].contains(&state)
}

/// What has become of organizations since it was seen last.
fn news(seen: &Value, one: &Value) -> Vec<String> {
    let before = seen.list("organizations");
    let steps = one.list("organizations").iter().enumerate();
    steps
        .filter_map(|(place, step)| {
            let state = step.text("state").filter(|state| *state != "waiting")?;
            if before.get(place).and_then(|before| before.text("state")) == Some(state) {
                return None;
            }
            let why = step.text("why").map_or_else(String::new, |why| format!(": {why}"));
            Some(format!("{} {state}{why}", step.show("slug")))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_said_is_not_said_again() {
        let at = |first: &str, second: &str| {
            json!({ "organizations": [
                { "slug": "a", "state": first }, { "slug": "b", "state": second, "why": "it is set so already" },
            ]})
        };
        assert_eq!(news(&Value::Null, &at("watching", "waiting")), ["a watching"]);
        assert!(news(&at("watching", "waiting"), &at("watching", "waiting")).is_empty());
        let next = at("done", "skipped");
        assert_eq!(news(&at("watching", "waiting"), &next), ["a done", "b skipped: it is set so already"]);
        assert_eq!((over(&at("watching", "waiting")), over(&next)), (0, 2));
    }
}
