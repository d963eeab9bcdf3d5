//! `anteroomctl logout`: ends the sign-in, here and at the broker.

use reqwest::Client;
use url::Url;

use crate::address::origin;
use crate::context::Global;
use crate::error::CliError;
use crate::http;
use crate::oauth::discovery::discover;
use crate::oauth::kept::Kept;
use crate::oauth::token::{Tokens, revoke};
use crate::show::text::note;

/// Runs it. It is forgotten here whether or not the broker can be told.
pub async fn run(global: &Global) -> Result<(), CliError> {
    let profile = global.profile()?;
    let kept = Kept::at(&profile.url)?;
    let tokens = {
        let _turn = kept.turn()?;
        let tokens = kept.read_to_end_it();
        kept.forget()?;
        tokens?
    };
    let Some(tokens) = tokens else {
        note(&format!("You were not signed in at {}.", origin(&profile.url)));
        return Ok(());
    };
    tell(&http::client()?, &profile.url, &tokens).await.map_err(|error| match error {
        CliError::Unreachable(cause) => {
            CliError::Unreachable(format!("{cause}\nthe sign-in is forgotten here, but has not ended at the broker"))
        }
        other => other,
    })?;
    note(&format!("Signed out at {}.", origin(&profile.url)));
    Ok(())
}

async fn tell(client: &Client, broker: &Url, tokens: &Tokens) -> Result<(), CliError> {
    let Some(endpoint) = discover(client, broker).await?.revocation else {
        return Ok(());
    };
    // The refresh token first: it is the one that lasts, and takes the other with it.
    for token in tokens.refresh.iter().chain([&tokens.access]) {
        if !revoke(client, &endpoint, token).await.map_err(http::unreachable)? {
            return Err(CliError::Refused("forgotten here, but the broker refuses to end it there".to_owned()));
        }
    }
    Ok(())
}
