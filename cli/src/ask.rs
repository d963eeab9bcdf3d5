//! Before something dangerous a person is asked; in production they type where they are.

use std::io::{IsTerminal, stderr, stdin};

use dialoguer::{Confirm, Input};

use crate::error::CliError;
use crate::profile::Profile;
use crate::show::text::note;

/// Whether somebody is there to be asked.
fn somebody() -> bool {
    stdin().is_terminal() && stderr().is_terminal()
}

/// Asks whether something is to be done. An error, where it is not.
pub fn confirm(question: &str, yes: bool, profile: &Profile) -> Result<(), CliError> {
    if yes {
        return Ok(());
    }
    if !somebody() {
        let unasked = format!("{question}\nNobody is here to be asked, so nothing was done; --yes does it unasked");
        return Err(CliError::Use(unasked));
    }
    note(question);
    let agreed = if profile.production {
        let name = profile.typed();
        let typed: String = Input::new()
            .with_prompt(format!("This is production. Type {name} to go on"))
            .allow_empty(true)
            .interact_text()
            .map_err(gone)?;
        typed.trim() == name
    } else {
        Confirm::new().with_prompt("Go on?").default(false).interact().map_err(gone)?
    };
    if agreed { Ok(()) } else { Err(CliError::Refused("nothing was done".to_owned())) }
}

fn gone(_: dialoguer::Error) -> CliError {
    CliError::Refused("nothing was done: nobody answered".to_owned())
}
