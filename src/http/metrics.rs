//! What there is to count, in Prometheus' text format (<https://prometheus.io/docs/instrumenting/exposition_formats/>). A few numbers
//! that are read when somebody asks for them need no library that collects them all the time.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};

use crate::domain::expiry::THRESHOLDS;
use crate::domain::weather::Trouble;
use crate::leases::Tally;
use crate::signin::recheck::tally::{BUCKETS, Counted};
use crate::store::connection_checks::Standing;
use crate::store::expiries::Counted as Expiring;
use crate::store::upstream_tokens::Watched;
use crate::store::webhooks::Waiting;

/// The `Content-Type` of it.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What is sent to webhooks: by this process since it began, and what waits for any replica.
pub fn of_webhooks(tally: &Tally, waiting: Waiting, now: DateTime<Utc>) -> String {
    let attempts =
        ("anteroom_webhook_attempts_total", "Attempts to send a message: taken, to be tried again, given up.");
    let count = ("anteroom_webhook_deliveries_waiting", "Messages that are to be sent, by whichever replica.");
    let oldest = ("anteroom_webhook_oldest_waiting_seconds", "How long ago the oldest of what is to be sent happened.");
    of_deliveries([attempts, count, oldest], tally, waiting, now)
}

/// What applications are told of sessions that are over: by this process since it began, and what waits for any replica.
pub fn of_logouts(tally: &Tally, waiting: Waiting, now: DateTime<Utc>) -> String {
    let attempts = (
        "anteroom_backchannel_logout_attempts_total",
        "Attempts to send a logout token: taken, to be tried again, given up.",
    );
    let count = ("anteroom_backchannel_logouts_waiting", "Logout tokens that are to be sent, by whichever replica.");
    let oldest = (
        "anteroom_backchannel_logout_oldest_waiting_seconds",
        "How long ago the session ended that is longest to be told of.",
    );
    of_deliveries([attempts, count, oldest], tally, waiting, now)
}

/// What is sent to others, by the names and explanations of: the attempts, what waits, and for how long.
fn of_deliveries(
    [attempts, count, oldest]: [(&str, &str); 3],
    tally: &Tally,
    waiting: Waiting,
    now: DateTime<Utc>,
) -> String {
    let mut text = String::new();
    let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    let results = [
        ("{result=\"delivered\"}", read(&tally.delivered)),
        ("{result=\"put_off\"}", read(&tally.put_off)),
        ("{result=\"failed\"}", read(&tally.failed)),
    ];
    add(&mut text, attempts.0, "counter", attempts.1, &results);
    add(&mut text, count.0, "gauge", count.1, &[("", waiting.count)]);
    let age = waiting.oldest.map_or(0, |oldest| (now - oldest).num_seconds());
    add(&mut text, oldest.0, "gauge", oldest.1, &[("", u64::try_from(age).unwrap_or_default())]);
    text
}

/// What was asked of Microsoft about open sessions: by this process since it began, and what is asked about by any replica.
pub fn of_rechecks(counted: &Counted, watched: Watched, now: DateTime<Utc>) -> String {
    let mut text = String::new();
    let asked = [
        ("{outcome=\"stands\"}", counted.stands),
        ("{outcome=\"gone\"}", counted.gone),
        ("{outcome=\"unknown\"}", counted.unknown),
    ];
    let name = "anteroom_upstream_rechecks_total";
    let help = "Questions to providers about open sessions: the account stands, stands no longer, or it was not said.";
    add(&mut text, name, "counter", help, &asked);
    let name = "anteroom_upstream_recheck_sessions_ended_total";
    add(&mut text, name, "counter", "Sessions ended because of an answer.", &[("", counted.sessions)]);
    let name = "anteroom_upstream_recheck_not_watched_total";
    let help = "Sessions opened with nothing to ask with, although the flag is on.";
    add(&mut text, name, "counter", help, &[("", counted.not_watched)]);
    let name = "anteroom_upstream_recheck_exposure_minutes";
    let _ = writeln!(
        text,
        "# HELP {name} From when the provider last stood for an account until all its sessions had ended: the longest that \
         somebody who was disabled may have stayed in.\n# TYPE {name} histogram"
    );
    for (minutes, within) in BUCKETS.iter().zip(counted.within) {
        let _ = writeln!(text, "{name}_bucket{{le=\"{minutes}\"}} {within}");
    }
    let Counted { accounts, seconds, .. } = counted;
    let (whole, hundredths) = (seconds / 60, seconds % 60 * 100 / 60);
    let _ = writeln!(text, "{name}_bucket{{le=\"+Inf\"}} {accounts}");
    let _ = writeln!(text, "{name}_sum {whole}.{hundredths:02}\n{name}_count {accounts}");
    let name = "anteroom_upstream_recheck_sessions";
    add(&mut text, name, "gauge", "Open sessions that a provider is asked about.", &[("", watched.count)]);
    let age = watched.oldest.map_or(0, |oldest| (now - oldest).num_seconds());
    let age = [("", u64::try_from(age).unwrap_or_default())];
    let name = "anteroom_upstream_recheck_oldest_seconds";
    add(
        &mut text,
        name,
        "gauge",
        "How long ago the provider last stood for the one of them that it has not for longest.",
        &age,
    );
    text
}

/// What ends before long, of what matters: the nearest end of each kind, and how many things of it end within how many days.
pub fn of_expiries(counted: &[Expiring], now: DateTime<Utc>) -> String {
    let mut text = String::new();
    let seconds = |of: &Expiring| u64::try_from((of.nearest - now).num_seconds()).unwrap_or_default();
    let nearest: Vec<_> =
        counted.iter().map(|of| (format!("{{kind=\"{}\"}}", of.kind.as_str()), seconds(of))).collect();
    let name = "anteroom_expires_seconds";
    let help = "In how long the next thing of a kind ends; of kinds of which anything ends within 60 days.";
    add(&mut text, name, "gauge", help, &borrowed(&nearest));
    let mut within = Vec::new();
    for of in counted {
        let one =
            |(days, count): (u16, u64)| (format!("{{kind=\"{}\",within_days=\"{days}\"}}", of.kind.as_str()), count);
        within.extend(THRESHOLDS.into_iter().zip(of.within).map(one));
    }
    add(&mut text, "anteroom_expiring", "gauge", "Things that end within so many days.", &borrowed(&within));
    text
}

/// The weather at identity providers, as this process knows it.
pub fn of_weather(troubles: &[Trouble]) -> String {
    let mut text = String::new();
    let of = |everywhere| troubles.iter().filter(|trouble| trouble.place.is_none() == everywhere).count() as u64;
    let name = "anteroom_connection_troubles";
    add(&mut text, name, "gauge", "Connections through which several people cannot sign in now.", &[("", of(false))]);
    let help =
        "Whether people cannot sign in at many organizations at once: our own trouble, or the provider's as a whole.";
    add(&mut text, "anteroom_trouble_everywhere", "gauge", help, &[("", of(true))]);
    text
}

fn borrowed(values: &[(String, u64)]) -> Vec<(&str, u64)> {
    values.iter().map(|(labels, value)| (labels.as_str(), *value)).collect()
}

/// How the connections stand that people come in by, as far as their last checks have seen.
pub fn of_checks(standing: Standing) -> String {
    let mut text = String::new();
    let Standing { ok, warning, failed } = standing;
    let values = [("{verdict=\"ok\"}", ok), ("{verdict=\"warning\"}", warning), ("{verdict=\"failed\"}", failed)];
    let name = "anteroom_connections_checked";
    add(&mut text, name, "gauge", "Connections that people come in by, by what their last checks came to.", &values);
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

    #[test]
    fn what_ends_is_counted_by_kind_and_never_by_organization() {
        use crate::domain::expiry::ExpiryKind;
        use crate::domain::weather::Cause;
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let nearest = now + chrono::Duration::hours(30);
        let counted = Expiring { kind: ExpiryKind::ClientSecret, nearest, within: [9, 7, 3, 1, 0] };
        let everywhere = Trouble { place: None, since: now, cause: Cause::Provider, told_at: None };
        let place = |number| Some((uuid::Uuid::from_u128(1).into(), uuid::Uuid::from_u128(number).into()));
        let troubles =
            [everywhere, Trouble { place: place(2), ..everywhere }, Trouble { place: place(3), ..everywhere }];
        insta::assert_snapshot!(of_expiries(&[counted], now) + &of_weather(&troubles), @r#"
        # HELP anteroom_expires_seconds In how long the next thing of a kind ends; of kinds of which anything ends within 60 days.
        # TYPE anteroom_expires_seconds gauge
        anteroom_expires_seconds{kind="client_secret"} 108000
        # HELP anteroom_expiring Things that end within so many days.
        # TYPE anteroom_expiring gauge
        anteroom_expiring{kind="client_secret",within_days="60"} 9
        anteroom_expiring{kind="client_secret",within_days="30"} 7
        anteroom_expiring{kind="client_secret",within_days="14"} 3
        anteroom_expiring{kind="client_secret",within_days="7"} 1
        anteroom_expiring{kind="client_secret",within_days="1"} 0
        # HELP anteroom_connection_troubles Connections through which several people cannot sign in now.
        # TYPE anteroom_connection_troubles gauge
        anteroom_connection_troubles 2
        # HELP anteroom_trouble_everywhere Whether people cannot sign in at many organizations at once: our own trouble, or the provider's as a whole.
        # TYPE anteroom_trouble_everywhere gauge
        anteroom_trouble_everywhere 1
        "#);
    }

    #[test]
    fn how_long_somebody_may_have_stayed_in_is_a_histogram() {
        let counted = Counted {
            stands: 40,
            gone: 2,
            unknown: 1,
            not_watched: 3,
            sessions: 5,
            within: [0, 0, 1, 1, 2, 2, 2, 2],
            accounts: 2,
            seconds: 17 * 60 + 30,
        };
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let watched = Watched { count: 7, oldest: Some(now - chrono::Duration::minutes(14)) };
        insta::assert_snapshot!(of_rechecks(&counted, watched, now), @r#"
        # HELP anteroom_upstream_rechecks_total Questions to providers about open sessions: the account stands, stands no longer, or it was not said.
        # TYPE anteroom_upstream_rechecks_total counter
        anteroom_upstream_rechecks_total{outcome="stands"} 40
        anteroom_upstream_rechecks_total{outcome="gone"} 2
        anteroom_upstream_rechecks_total{outcome="unknown"} 1
        # HELP anteroom_upstream_recheck_sessions_ended_total Sessions ended because of an answer.
        # TYPE anteroom_upstream_recheck_sessions_ended_total counter
        anteroom_upstream_recheck_sessions_ended_total 5
        # HELP anteroom_upstream_recheck_not_watched_total Sessions opened with nothing to ask with, although the flag is on.
        # TYPE anteroom_upstream_recheck_not_watched_total counter
        anteroom_upstream_recheck_not_watched_total 3
        # HELP anteroom_upstream_recheck_exposure_minutes From when the provider last stood for an account until all its sessions had ended: the longest that somebody who was disabled may have stayed in.
        # TYPE anteroom_upstream_recheck_exposure_minutes histogram
        anteroom_upstream_recheck_exposure_minutes_bucket{le="1"} 0
        anteroom_upstream_recheck_exposure_minutes_bucket{le="2"} 0
        anteroom_upstream_recheck_exposure_minutes_bucket{le="5"} 1
        anteroom_upstream_recheck_exposure_minutes_bucket{le="10"} 1
        anteroom_upstream_recheck_exposure_minutes_bucket{le="15"} 2
        anteroom_upstream_recheck_exposure_minutes_bucket{le="30"} 2
        anteroom_upstream_recheck_exposure_minutes_bucket{le="60"} 2
        anteroom_upstream_recheck_exposure_minutes_bucket{le="1440"} 2
        anteroom_upstream_recheck_exposure_minutes_bucket{le="+Inf"} 2
        anteroom_upstream_recheck_exposure_minutes_sum 17.50
        anteroom_upstream_recheck_exposure_minutes_count 2
        # HELP anteroom_upstream_recheck_sessions Open sessions that a provider is asked about.
        # TYPE anteroom_upstream_recheck_sessions gauge
        anteroom_upstream_recheck_sessions 7
        # HELP anteroom_upstream_recheck_oldest_seconds How long ago the provider last stood for the one of them that it has not for longest.
        # TYPE anteroom_upstream_recheck_oldest_seconds gauge
        anteroom_upstream_recheck_oldest_seconds 840
        "#);
    }
}
