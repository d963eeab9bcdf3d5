//! Before something dangerous a person is asked; in production they type where they are.

use std::io::{IsTerminal, stderr, stdin};

use dialoguer::Password;

use crate::error::CliError;
use crate::profile::Profile;
use crate::secret::Secret;
use crate::show::text::note;

/// Whether somebody is there to be asked.
fn somebody() -> bool {
    stdin().is_terminal() && stderr().is_terminal()
}

/// Asks whether something is to be done. An error, where it is not.
pub fn confirm(question: &str, yes: bool, profile: &Profile) -> Result<(), CliError> {
    asked(question, yes, || {
        if profile.production {
            let name = profile.typed();
            Ok(line(&format!("This is production. Type {name} to go on:"))? == name)
        } else {
            Ok(["y", "yes"].contains(&line("Go on? [y/N]")?.to_lowercase().as_str()))
        }
    })
}

/// Asks whether something is to be done that keeps people out: they type whom it is about, and in production where they are.
pub fn confirm_typing(question: &str, word: &str, yes: bool, profile: &Profile) -> Result<(), CliError> {
    asked(question, yes, || {
        let (expected, place) = if profile.production {
            (format!("{word} {}", profile.typed()), "This is production. ")
        } else {
            (word.to_owned(), "")
        };
        Ok(line(&format!("{place}Type {expected} to go on:"))? == expected)
    })
}

fn asked(question: &str, yes: bool, ask: impl FnOnce() -> Result<bool, CliError>) -> Result<(), CliError> {
    if yes {
        return Ok(());
    }
    if !somebody() {
        let unasked = format!("{question}\nNobody is here to be asked, so nothing was done; --yes does it unasked");
        return Err(CliError::Use(unasked));
    }
    note(question);
    if ask()? { Ok(()) } else { Err(CliError::Refused("nothing was done".to_owned())) }
}

/// What the person types, as a whole line: no single key does anything.
fn line(prompt: &str) -> Result<String, CliError> {
    eprint!("{prompt} ");
    let mut typed = String::new();
    if stdin().read_line(&mut typed)? == 0 {
        eprintln!();
    }
    Ok(typed.trim().to_owned())
}

/// Asks for a secret, which is not shown.
pub fn secret(what: &str) -> Result<Secret, CliError> {
    let typed = Password::new().with_prompt(what).interact();
    typed.map(Secret::new).map_err(|_| CliError::Refused("nothing was done: nobody answered".to_owned()))
}
