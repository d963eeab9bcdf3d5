//! The `anteroom` command: serve, migrate, apply, keys, token, check.

use std::path::PathBuf;
use std::process::ExitCode;

use anteroom::app::settings::Settings;
use anteroom::app::{clock, telemetry};
use anteroom::commands;
use clap::{Parser, Subcommand};
use tokio::runtime::{Builder, Runtime};

/// A sign-in asks for memory some six hundred times, and threads free what others asked for: the C library's allocator takes a
/// tenth of a sign-in for that. Without huge pages, which would be resident as a whole.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A multi-tenant identity broker for healthcare software.
#[derive(Parser)]
#[command(name = "anteroom", version, about, max_term_width = 100)]
struct Cli {
    /// The settings of this process. `ANTEROOM_*` in the environment go over them.
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "ANTEROOM_CONFIG",
        help = "Settings file [default: anteroom.toml]"
    )]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

fn runtime(settings: &Settings) -> std::io::Result<Runtime> {
    Builder::new_multi_thread().worker_threads(settings.workers.get()).enable_all().build()
}

#[derive(Subcommand)]
enum Command {
    /// Serve sign-ins
    Serve,
    /// Bring the database's schema to this version
    Migrate(commands::migrate::MigrateCommand),
    /// Make, show and replace the keys that seal what is secret, and those that sign tokens
    #[command(subcommand)]
    Keys(commands::keys::KeysCommand),
    /// Make what is stored what a file says
    Apply(commands::apply::ApplyCommand),
    /// Make and end the tokens of support staff
    #[command(subcommand)]
    Token(commands::token::TokenCommand),
    /// Check settings, keys and database, and say what is wrong
    Check,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let settings = match Settings::read(cli.config.as_deref()) {
        Ok(settings) => settings,
        Err(error) => return commands::wrong_use(&error),
    };
    telemetry::init(&settings.log, settings.log_json);
    let runtime = match runtime(&settings) {
        Ok(runtime) => runtime,
        Err(error) => return commands::wrong_use(&error.into()),
    };
    let clock = clock::system();
    runtime.block_on(async {
        match cli.command {
            Command::Serve => commands::serve::run(&settings, clock).await,
            Command::Migrate(command) => commands::migrate::run(&settings, &command).await,
            Command::Keys(command) => commands::keys::run(&settings, command, clock).await,
            Command::Apply(command) => commands::apply::run(&settings, &command, clock).await,
            Command::Token(command) => commands::token::run(&settings, &command, clock).await,
            Command::Check => commands::check::run(&settings, clock).await,
        }
    })
}
