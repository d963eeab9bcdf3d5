//! `anteroomctl org logo`: the picture on an organization's pages.

use std::fs;
use std::path::PathBuf;

use clap::Subcommand;

use super::at;
use crate::api::path::Path;
use crate::api::request::Request;
use crate::commands::download;
use crate::context::{Context, Manner};
use crate::error::CliError;

/// What can be done about it.
#[derive(Subcommand)]
pub enum LogoCommand {
    /// Write the logo into a file
    Get {
        /// The organization's slug
        org: String,
        /// Into this file
        file: PathBuf,
    },
    /// Give an organization a logo
    #[command(after_help = "A PNG of at most 64 KiB and 2048 pixels a side; about 400 by 100 looks well.")]
    Set {
        /// The organization's slug
        org: String,
        /// The picture
        file: PathBuf,
        #[command(flatten)]
        manner: Manner,
    },
    /// Take the logo away
    Remove {
        /// The organization's slug
        org: String,
        #[command(flatten)]
        manner: Manner,
    },
}

/// Runs it.
pub async fn run(command: &LogoCommand, with: &Context) -> Result<(), CliError> {
    match command {
        LogoCommand::Get { org, file } => download::run(with, &Request::get(logo(org)), Some(file)).await,
        LogoCommand::Set { org, file, manner } => {
            let picture = fs::read(file);
            let picture = picture.map_err(|error| CliError::Use(format!("cannot read {}: {error}", file.display())))?;
            let request = Request::put(logo(org)).png(picture).for_state(Some("*".to_owned()));
            let changed = with.change(manner, request, None).await?;
            with.done(&changed, &format!("{org} has this logo now."), &[])
        }
        LogoCommand::Remove { org, manner } => {
            let request = Request::delete(logo(org)).for_state(Some("*".to_owned()));
            let changed = with.change(manner, request, Some(&format!("Take the logo of {org} away?"))).await?;
            with.done(&changed, &format!("{org} has no logo any more."), &[])
        }
    }
}

fn logo(org: &str) -> Path {
    at(org).then("logo")
}
