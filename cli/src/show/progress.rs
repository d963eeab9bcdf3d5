//! Long work shows how far it is: on standard error, and only where a person looks on.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work of which it is known how much there is.
pub fn counted(what: &'static str, total: u64) -> ProgressBar {
    drawn(ProgressBar::new(total), "{msg} [{bar:30}] {pos}/{len} {eta}").with_message(what)
}

/// `indicatif` draws nothing where standard error is no terminal.
fn drawn(bar: ProgressBar, template: &str) -> ProgressBar {
    bar.set_draw_target(ProgressDrawTarget::stderr());
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
