//! `anteroomctl export`: what is configured, as a file for `apply`.

use std::path::PathBuf;

use clap::Args;

use super::download;
use crate::api::path::route;
use crate::api::request::Request;
use crate::context::Context;
use crate::error::CliError;

/// What is exported.
#[derive(Args)]
pub struct Export {
    /// Only this organization
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
    /// Into this file; else to standard output
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

/// Runs it.
pub async fn run(command: &Export, with: &Context) -> Result<(), CliError> {
    let request = Request::get(route!["export"]).maybe("organization", command.org.as_ref());
    download::run(with, &request, command.file.as_deref()).await
}
