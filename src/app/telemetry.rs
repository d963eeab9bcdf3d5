//! Logs: one line an event, with a name and fields. Never tokens, codes, addresses, cookies or queries.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// The audit log's anchors leave the machine with the log stream, whatever else is logged.
const ANCHORS: &str = "audit.anchor=info";

/// Logs to standard error: as JSON, or for a person's eyes.
pub fn init(filter: &str, json: bool) {
    let mut filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    if let Ok(anchors) = ANCHORS.parse() {
        filter = filter.add_directive(anchors);
    }
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // A second call, as tests make it, changes nothing.
    let _ = if json { subscriber.json().try_init() } else { subscriber.try_init() };
}
