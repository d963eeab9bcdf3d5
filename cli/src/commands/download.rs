//! A long answer, as it comes, into a file or to standard output.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::api::request::Request;
use crate::context::Context;
use crate::error::CliError;
use crate::http;
use crate::show::progress;
use crate::show::text::note;

/// Runs it. A file is there as a whole or not at all.
pub async fn run(with: &Context, request: &Request, file: Option<&Path>) -> Result<(), CliError> {
    let mut response = with.api.open(request).await?;
    let unfinished = file.map(unfinished);
    let mut out: Box<dyn Write> = match &unfinished {
        Some(path) => Box::new(File::create(path).map_err(CliError::Output)?),
        None => Box::new(io::stdout().lock()),
    };
    let bar = progress::bytes("received");
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => {
                out.write_all(&chunk).map_err(CliError::Output)?;
                bar.inc(u64::try_from(chunk.len()).unwrap_or_default());
            }
            Ok(None) => break,
            Err(error) => {
                bar.abandon();
                let cause = http::last_cause(error);
                return Err(CliError::Unreachable(format!("the answer broke off, so it is not whole: {cause}")));
            }
        }
    }
    out.flush().map_err(CliError::Output)?;
    let received = bar.position();
    bar.finish_and_clear();
    if let (Some(unfinished), Some(file)) = (unfinished, file) {
        fs::rename(unfinished, file).map_err(CliError::Output)?;
        note(&format!("{received} bytes are in {}.", file.display()));
    }
    Ok(())
}

/// Where it stands until it is whole.
fn unfinished(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".part");
    name.into()
}
