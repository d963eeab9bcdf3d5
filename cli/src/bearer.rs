//! Who asks: a token from the environment, never from the command line, which others on the machine can read.

use crate::error::CliError;
use crate::secret::Secret;

/// The token that opens the admin API.
pub fn find() -> Result<Secret, CliError> {
    let token = std::env::var("ANTEROOM_TOKEN").ok().filter(|token| !token.is_empty());
    token.map(Secret::new).ok_or_else(|| {
        CliError::Use(
            "ANTEROOM_TOKEN is not set; the operator makes one: anteroom token create NAME --role support".to_owned(),
        )
    })
}
