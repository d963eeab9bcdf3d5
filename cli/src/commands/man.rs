//! `anteroomctl man`: a manual page for each command.

use std::fs;
use std::path::PathBuf;

use clap::{Args, Command};

use crate::error::CliError;
use crate::show::text::note;

/// Where they go.
#[derive(Args)]
pub struct Man {
    /// The folder that they are written into, such as share/man/man1
    folder: PathBuf,
}

/// Runs it.
pub fn run(command: &Man, command_line: Command) -> Result<(), CliError> {
    fs::create_dir_all(&command.folder)?;
    clap_mangen::generate_to(command_line.disable_help_subcommand(true), &command.folder)?;
    note(&format!("The manual is in {}: man {0}/anteroomctl.1", command.folder.display()));
    Ok(())
}
