//! The commands of the `anteroom` binary. Exit codes: 0 done, 1 refused, 2 wrong use or settings.

pub mod apply;
pub mod check;
pub mod keys;
pub mod migrate;
pub mod serve;
pub mod token;

use std::process::ExitCode;

/// Says why a command cannot run, with every cause on a line of its own.
pub fn wrong_use(error: &anyhow::Error) -> ExitCode {
    eprintln!("anteroom: {error}");
    for cause in error.chain().skip(1) {
        eprintln!("  because: {cause}");
    }
    ExitCode::from(2)
}
