//! `anteroomctl`: what support staff ask of an Anteroom, from a command line.
//!
//! Exit codes: 0 done, 1 refused or something is wrong, 2 wrong use, 3 the broker cannot be reached.

mod admin;
mod break_glass;
mod client;
mod print;
mod status;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;
use url::Url;

use admin::AdminError;
use break_glass::BreakGlassCommand;
use print::Output;

/// The support staff's command line for Anteroom.
#[derive(Parser)]
#[command(name = "anteroomctl", version, about, max_term_width = 80, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 done, 1 refused or wrong, 2 wrong use, 3 not reachable";

#[derive(Subcommand)]
enum Command {
    /// Look at a broker as an app does, and say what is wrong
    ///
    /// Reads the public configuration and the public keys; needs no rights.
    Status {
        /// Address of the broker
        #[arg(long, env = "ANTEROOM_URL", value_name = "URL", value_parser = client::broker_address)]
        url: Url,
        /// Form of the answer
        #[arg(long, short, value_enum, default_value_t)]
        output: Output,
    },
    /// Open the traditional way for one person of a hospital that forces SSO
    ///
    /// Two people do it: one asks, another approves. It closes by itself, and the hospital's administrators are told.
    /// Your own token is in `ANTEROOM_TOKEN`.
    BreakGlass {
        #[command(subcommand)]
        command: BreakGlassCommand,
        /// Address of the broker
        #[arg(long, global = true, env = "ANTEROOM_URL", value_name = "URL", value_parser = client::broker_address)]
        url: Option<Url>,
        /// Form of the answer
        #[arg(long, short, value_enum, default_value_t, global = true)]
        output: Output,
    },
    /// Write a shell's completion script to standard output
    Completions {
        /// The shell
        shell: Shell,
    },
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Status { url, output } => status(&url, output),
        Command::BreakGlass { command, url, output } => break_glass(url, &command, output),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "anteroomctl", &mut std::io::stdout());
            ExitCode::SUCCESS
        }
    }
}

fn break_glass(url: Option<Url>, command: &BreakGlassCommand, output: Output) -> ExitCode {
    let Some(url) = url else {
        let error = "which broker? Give --url https://login.example, or set ANTEROOM_URL";
        return AdminError::Use(error.to_owned()).report();
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    runtime.block_on(break_glass::run(&url, command, output)).unwrap_or_else(|error| error.report())
}

fn status(url: &Url, output: Output) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    let status = match runtime.block_on(client::ask(url)) {
        Ok(answers) => status::judge(url, &answers),
        Err(error) => status::Status::unreachable(url, &error),
    };
    let code = match (status.reachable, status.healthy) {
        (false, _) => ExitCode::from(3),
        (true, false) => ExitCode::from(1),
        (true, true) => ExitCode::SUCCESS,
    };
    match print::status(&status, output) {
        // Whoever reads through `head` has seen what they wanted.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => failed(&error.into()),
        _ => code,
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("anteroomctl: {error:#}");
    ExitCode::from(1)
}
