//! What can be typed.

use std::io;

use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use crate::commands::{
    app, apply, audit, break_glass, connection, domain, expiry, explain, export, flag, invite, login, logout, man, me,
    org, pilot, session, sign_in, status, token, user, webhook,
};
use crate::context::Global;
use crate::error::CliError;

/// The support staff's command line for Anteroom.
#[derive(Parser)]
#[command(name = "anteroomctl", version, about, max_term_width = 80, after_help = AFTER_HELP)]
#[command(disable_help_subcommand = true)]
pub struct CommandLine {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: Global,
}

const AFTER_HELP: &str = "\
Sign in with anteroomctl login, or have a token in ANTEROOM_TOKEN.

Exit codes: 0 done, 1 refused or wrong, 2 wrong use, 3 not reachable";

#[derive(Subcommand)]
enum Command {
    /// Say why somebody can or cannot get in, and who can mend it
    #[command(after_help = "\
Looking somebody up stands in the audit log, under your name.

  anteroomctl explain a.devries@st-janshof.example --app viewer
  anteroomctl explain --sign-in 01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e21
  anteroomctl explain --aadsts 50105")]
    Explain(explain::Explain),
    /// Flags: what is switched on for a hospital
    #[command(subcommand)]
    Flag(flag::FlagCommand),
    /// The pilot list: who may come by SSO while it is on for a pilot
    #[command(
        subcommand,
        after_help = "\
As long as sso is on with --pilot, these people alone come by it.

  anteroomctl pilot add st-janshof a.devries@st-janshof.example
  anteroomctl pilot add st-janshof --file wards.csv
  anteroomctl flag set st-janshof sso on --pilot --reason \"two wards begin\""
    )]
    Pilot(pilot::PilotCommand),
    /// Users: the people of a hospital
    #[command(subcommand)]
    User(user::UserCommand),
    /// Sign-ins: who tried to come in, and how it went
    #[command(subcommand)]
    SignIn(sign_in::SignInCommand),
    /// Sessions: who is in, and putting somebody out
    #[command(subcommand)]
    Session(session::SessionCommand),
    /// Let one person in by code, although their hospital forces SSO
    #[command(
        subcommand,
        after_help = "\
Two people do it: one asks, another approves. It closes by itself, and the
hospital's administrators are told by mail."
    )]
    BreakGlass(break_glass::BreakGlassCommand),
    /// Invitations: show a hospital's IT what is still missing
    #[command(after_help = "\
A letter brings the link. Colleagues may use it too, until it ends. The
hospital's administrators are told.

  anteroomctl invite st-janshof --to it@st-janshof.example
  anteroomctl invite list st-janshof")]
    Invite(invite::Invite),
    /// Organizations: the hospitals and care providers
    #[command(subcommand)]
    Org(org::OrgCommand),
    /// Connections: a hospital's links to its identity providers
    #[command(subcommand, after_help = connection::HELP)]
    Connection(connection::ConnectionCommand),
    /// Domains: the e-mail domains of a hospital
    #[command(subcommand, after_help = domain::HELP)]
    Domain(domain::DomainCommand),
    /// What ends by itself: secrets, certificates, links, flags
    #[command(subcommand)]
    Expiry(expiry::ExpiryCommand),
    /// Apps: the OpenID Connect clients
    #[command(subcommand)]
    App(app::AppCommand),
    /// The audit log: who did what to whom, when and why
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Tokens of support staff, one a person
    #[command(subcommand)]
    Token(token::TokenCommand),
    /// Write what is configured as a file, without secrets
    #[command(after_help = "\
A secret is a reference by a rule, such as APPLICATION_RECORDS_SECRET. A file
of one organization says so of itself, and leaves the others as they are.")]
    Export(export::Export),
    /// Make what is stored what a file says; shows the plan and asks
    #[command(after_help = "\
A secret stands in the file as a reference, { env = \"NAME\" } or
{ file = \"path\" }, which is read on this machine and sent. What the file does
not name is removed, unless it says partial = true.")]
    Apply(apply::Apply),
    /// Webhooks: who is told of what happens, by HTTP
    #[command(subcommand)]
    Webhook(webhook::WebhookCommand),
    /// Show who you are to the broker, and what you may do
    Me,
    /// Sign in to the broker, with a code that you confirm in a browser
    Login,
    /// End your sign-in, here and at the broker
    Logout,
    /// Look at a broker as an app does, and say what is wrong
    #[command(after_help = "Reads the public configuration and the public keys; needs no rights.")]
    Status,
    /// Write a shell's completion script to standard output
    Completions {
        /// bash, elvish, fish, powershell or zsh
        #[arg(hide_possible_values = true)]
        shell: Shell,
    },
    /// Write the manual, a page for each command
    Man(man::Man),
}

impl CommandLine {
    /// Does what was typed.
    pub async fn run(&self) -> Result<(), CliError> {
        let with = || self.global.context();
        match &self.command {
            Command::Explain(command) => explain::run(command, &with()?).await,
            Command::Flag(command) => flag::run(command, &with()?).await,
            Command::Pilot(command) => pilot::run(command, &with()?).await,
            Command::User(command) => user::run(command, &with()?).await,
            Command::SignIn(command) => sign_in::run(command, &with()?).await,
            Command::Session(command) => session::run(command, &with()?).await,
            Command::BreakGlass(command) => break_glass::run(command, &with()?).await,
            Command::Invite(command) => invite::run(command, &with()?).await,
            Command::Org(command) => org::run(command, &with()?).await,
            Command::Connection(command) => connection::run(command, &with()?).await,
            Command::Domain(command) => domain::run(command, &with()?).await,
            Command::Expiry(command) => expiry::run(command, &with()?).await,
            Command::App(command) => app::run(command, &with()?).await,
            Command::Audit(command) => audit::run(command, &with()?).await,
            Command::Token(command) => token::run(command, &with()?).await,
            Command::Export(command) => export::run(command, &with()?).await,
            Command::Apply(command) => apply::run(command, &with()?).await,
            Command::Webhook(command) => webhook::run(command, &with()?).await,
            Command::Me => me::run(&with()?).await,
            Command::Login => login::run(&self.global).await,
            Command::Logout => logout::run(&self.global).await,
            Command::Status => status::run(&self.global).await,
            Command::Completions { shell } => {
                clap_complete::generate(*shell, &mut Self::command(), "anteroomctl", &mut io::stdout());
                Ok(())
            }
            Command::Man(command) => man::run(command, Self::command()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_together() {
        CommandLine::command().debug_assert();
    }
}
