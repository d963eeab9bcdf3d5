//! A secret that the broker shows once: to a file that nobody else can read, or alone to standard output.

use std::fs::OpenOptions;
use std::io::{IsTerminal, Write, stdout};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use clap::Args;

use crate::context::{Changed, Context};
use crate::error::CliError;
use crate::show::fields::Fields;
use crate::show::print;
use crate::show::text::note;

/// Where it goes.
#[derive(Args)]
pub struct To {
    /// Write what is shown once into a new file, for you alone
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

/// Shows it. What is said about it goes to standard error, so that it can be piped on.
pub fn show(with: &Context, changed: &Changed, to: &To, field: &str, what: &str) -> Result<(), CliError> {
    if changed.dry_run {
        return with.done(changed, "", &[]);
    }
    let Some(secret) = changed.body.text(field) else {
        return Err(CliError::not_understood(format!("{field} is missing")));
    };
    if let Some(file) = &to.to {
        // A file that is there already may be another secret, or open to others.
        let opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
        let written = opened.and_then(|mut opened| writeln!(opened, "{secret}"));
        let Err(error) = written else {
            note(&format!("{what} is in {}.", file.display()));
            return Ok(());
        };
        note(&format!("anteroomctl: cannot write {}: {error}; it is shown here instead", file.display()));
    }
    if with.screen.is_json() {
        return with.screen.show(&changed.body, |_| ());
    }
    note(&format!("{what}, shown this once:"));
    print(&format!("{secret}\n"))?;
    if stdout().is_terminal() {
        note("Keep it where secrets are kept; nobody can show it again.");
    }
    Ok(())
}
