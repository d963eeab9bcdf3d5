//! `anteroomctl login`: signs in to the broker itself, with a code that is confirmed in a browser.

use crate::address::origin;
use crate::api::Api;
use crate::api::path::route;
use crate::context::Global;
use crate::error::CliError;
use crate::http;
use crate::oauth::bearer::{Bearer, given};
use crate::oauth::device;
use crate::oauth::discovery::discover;
use crate::oauth::kept::Kept;
use crate::show::fields::Fields;
use crate::show::text::{note, plain};
use crate::show::{HEAD, progress};

/// Runs it. All that is said goes to standard error: there is no answer.
pub async fn run(global: &Global) -> Result<(), CliError> {
    let profile = global.profile()?;
    let broker = &profile.url;
    let client = http::client()?;
    let endpoints = discover(&client, broker).await?;
    let waiting = device::begin(&client, broker, &endpoints).await?;
    let token = endpoints.token.ok_or_else(|| CliError::not_understood("it has no token endpoint"))?;
    let minutes = waiting.lifetime.as_secs().div_ceil(60);
    anstream::eprintln!("Sign in at {}:", origin(broker));
    eprintln!();
    anstream::eprintln!("  open  {HEAD}{}{HEAD:#}", waiting.address);
    anstream::eprintln!("  code  {HEAD}{}{HEAD:#}", plain(&waiting.user_code));
    eprintln!();
    if let Some(address) = &waiting.address_with_code {
        eprintln!("or in one step, and compare the code:");
        eprintln!("  {address}");
        eprintln!();
    }
    note(&format!("The code is good for {minutes} minutes. Give it to nobody who asks for it."));
    let spinner = progress::waiting("waiting until you have confirmed it");
    let tokens = device::wait(&client, &token, &waiting).await;
    spinner.finish_and_clear();
    let kept = Kept::at(broker)?;
    {
        let _turn = kept.turn()?;
        kept.write(&tokens?)?;
    }
    if given().is_some() {
        note("Signed in. ANTEROOM_TOKEN is set and goes before it: unset it to use this sign-in.");
        return Ok(());
    }
    // The broker says under which name; where it cannot now, the sign-in is good all the same.
    let api = Api::new(broker, Bearer::find(broker)?)?;
    match api.get(route!["me"]).await {
        Ok(me) => note(&format!("Signed in as {} ({}).", me.body.show("name"), me.body.show("role"))),
        Err(CliError::Problem(problem)) => note(&format!("Signed in, but the broker says: {}", problem.words())),
        Err(_) => note("Signed in."),
    }
    Ok(())
}
