//! Long work shows how far it is: on standard error, and only where a person looks on.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work of which it is known how much there is.
pub fn counted(what: &'static str, total: u64) -> ProgressBar {
    drawn(ProgressBar::new(total), "{msg} [{bar:30}] {pos}/{len} {eta}").with_message(what)
}

/// Waiting for somebody.
pub fn waiting(what: &'static str) -> ProgressBar {
    let bar = drawn(ProgressBar::new_spinner(), "{spinner} {msg}").with_message(what);
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// `indicatif` draws nothing where standard error is no terminal.
fn drawn(bar: ProgressBar, template: &str) -> ProgressBar {
    bar.set_draw_target(ProgressDrawTarget::stderr());
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
