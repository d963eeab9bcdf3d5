//! `anteroomctl`: what support staff ask of an Anteroom, from a command line.
//!
//! [`command_line`] says what can be typed, [`commands`] does it, [`context`] is what each command is given: the [`api`], with
//! the token that [`oauth`] keeps or the environment has, and the screen ([`show`]).
//!
//! Exit codes: 0 done, 1 refused or something is wrong, 2 wrong use, 3 the broker cannot be reached.

mod address;
mod api;
mod ask;
mod clock;
mod command_line;
mod commands;
mod context;
mod error;
mod folders;
mod given;
mod http;
mod input;
mod oauth;
mod profile;
mod secret;
mod show;
mod when;

use std::process::ExitCode;

use clap::Parser;

use command_line::CommandLine;
use show::text::{STDERR_WIDTH, columns, note};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let command_line = match CommandLine::try_parse() {
        Ok(command_line) => command_line,
        Err(error) => return wrong_use(&error),
    };
    match command_line.run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => error.report(),
    }
}

/// Says what is wrong with what was typed, or gives the help that was asked for.
fn wrong_use(error: &clap::Error) -> ExitCode {
    let text = error.render().to_string();
    if text.lines().all(|line| columns(line) <= STDERR_WIDTH) {
        error.exit();
    }
    // clap wraps help, but not what is wrong.
    text.lines().for_each(note);
    ExitCode::from(2)
}
