//! What there is to count, in Prometheus' text format (<https://prometheus.io/docs/instrumenting/exposition_formats/>). A few numbers
//! that are read when somebody asks for them need no library that collects them all the time.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};

use crate::leases::Tally;
use crate::store::webhooks::Waiting;

/// The `Content-Type` of it.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What is sent to webhooks: by this process since it began, and what waits for any replica.
pub fn of_webhooks(tally: &Tally, waiting: Waiting, now: DateTime<Utc>) -> String {
    let mut text = String::new();
    let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    let attempts = [
        ("{result=\"delivered\"}", count(&tally.delivered)),
        ("{result=\"put_off\"}", count(&tally.put_off)),
        ("{result=\"failed\"}", count(&tally.failed)),
    ];
    let name = "anteroom_webhook_attempts_total";
    add(&mut text, name, "counter", "Attempts to send a message: taken, to be tried again, given up.", &attempts);
    let name = "anteroom_webhook_deliveries_waiting";
    add(&mut text, name, "gauge", "Messages that are to be sent, by whichever replica.", &[("", waiting.count)]);
    let age = waiting.oldest.map_or(0, |oldest| (now - oldest).num_seconds());
    let age = [("", u64::try_from(age).unwrap_or_default())];
    let name = "anteroom_webhook_oldest_waiting_seconds";
    add(&mut text, name, "gauge", "How long ago the oldest of what is to be sent happened.", &age);
    text
}

/// What applications are told of sessions that are over: by this process since it began, and what waits for any replica.
pub fn of_logouts(tally: &Tally, waiting: Waiting, now: DateTime<Utc>) -> String {
    let mut text = String::new();
    let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    let attempts = [
        ("{result=\"delivered\"}", count(&tally.delivered)),
        ("{result=\"put_off\"}", count(&tally.put_off)),
        ("{result=\"failed\"}", count(&tally.failed)),
    ];
    let name = "anteroom_backchannel_logout_attempts_total";
    add(&mut text, name, "counter", "Attempts to send a logout token: taken, to be tried again, given up.", &attempts);
    let name = "anteroom_backchannel_logouts_waiting";
    add(&mut text, name, "gauge", "Logout tokens that are to be sent, by whichever replica.", &[("", waiting.count)]);
    let age = waiting.oldest.map_or(0, |oldest| (now - oldest).num_seconds());
    let age = [("", u64::try_from(age).unwrap_or_default())];
    let name = "anteroom_backchannel_logout_oldest_waiting_seconds";
    add(&mut text, name, "gauge", "How long ago the session ended that is longest to be told of.", &age);
    text
}

fn add(text: &mut String, name: &str, kind: &str, help: &str, values: &[(&str, u64)]) {
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    for (labels, value) in values {
        let _ = writeln!(text, "{name}{labels} {value}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_prometheus_text() {
        let tally = Tally::default();
        tally.delivered.fetch_add(3, Ordering::Relaxed);
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let waiting = Waiting { count: 2, oldest: Some(now - chrono::Duration::seconds(90)) };
        insta::assert_snapshot!(of_webhooks(&tally, waiting, now), @r#"
        # HELP anteroom_webhook_attempts_total Attempts to send a message: taken, to be tried again, given up.
        # TYPE anteroom_webhook_attempts_total counter
        anteroom_webhook_attempts_total{result="delivered"} 3
        anteroom_webhook_attempts_total{result="put_off"} 0
        anteroom_webhook_attempts_total{result="failed"} 0
        # HELP anteroom_webhook_deliveries_waiting Messages that are to be sent, by whichever replica.
        # TYPE anteroom_webhook_deliveries_waiting gauge
        anteroom_webhook_deliveries_waiting 2
        # HELP anteroom_webhook_oldest_waiting_seconds How long ago the oldest of what is to be sent happened.
        # TYPE anteroom_webhook_oldest_waiting_seconds gauge
        anteroom_webhook_oldest_waiting_seconds 90
        "#);
        insta::assert_snapshot!(of_logouts(&tally, Waiting::default(), now), @r#"
        # HELP anteroom_backchannel_logout_attempts_total Attempts to send a logout token: taken, to be tried again, given up.
        # TYPE anteroom_backchannel_logout_attempts_total counter
        anteroom_backchannel_logout_attempts_total{result="delivered"} 3
        anteroom_backchannel_logout_attempts_total{result="put_off"} 0
        anteroom_backchannel_logout_attempts_total{result="failed"} 0
        # HELP anteroom_backchannel_logouts_waiting Logout tokens that are to be sent, by whichever replica.
        # TYPE anteroom_backchannel_logouts_waiting gauge
        anteroom_backchannel_logouts_waiting 0
        # HELP anteroom_backchannel_logout_oldest_waiting_seconds How long ago the session ended that is longest to be told of.
        # TYPE anteroom_backchannel_logout_oldest_waiting_seconds gauge
        anteroom_backchannel_logout_oldest_waiting_seconds 0
        "#);
    }
}
