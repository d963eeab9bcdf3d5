//! Step 4, *callback*: is this answer the one that this attempt is waiting for?
//!
//! `?code=…&state=<attempt>.<random>` with the cookie of that attempt becomes a code that may be redeemed.

use super::parameters::Parameters;
use super::transit::{Departure, Stage, Target, Transit};
use crate::domain::id::ConnectionId;
use crate::domain::reason::Reason;
use crate::upstream::aadsts::EntraError;

/// What the provider answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A code.
    Code(String),
    /// An error.
    Error(EntraError),
}

/// Which redirect URI an answer came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// A connection's own.
    Connection(ConnectionId),
    /// That of the shared registration.
    Shared,
}

/// Compares an answer with what the attempt is waiting for.
pub fn check<'a>(transit: &'a Transit, door: Door, parameters: &Parameters) -> Result<(&'a Departure, Answer), Reason> {
    let Stage::Departed(departure) = &transit.stage else {
        return Err(Reason::TransitMissing);
    };
    let state = parameters.get("state").ok_or(Reason::AnswerMalformed)?;
    // Login CSRF: an answer that this browser did not ask for (RFC 9700, 4.7).
    if !departure.is_answered_by(transit.sign_in_id, state) {
        return Err(Reason::TransitMissing);
    }
    // Mix-up: an answer of one identity provider at the address of another (RFC 9700, 4.4.2.2: distinct redirect URIs).
    let expected = match departure.target {
        Target::Connection(_, connection) => Door::Connection(connection),
        Target::Tenant(..) | Target::AnyTenant => Door::Shared,
    };
    if door != expected {
        return Err(Reason::ConnectionMixedUp);
    }
    if parameters.repeated() {
        return Err(Reason::AnswerMalformed);
    }
    match (parameters.get("code"), parameters.get("error")) {
        (Some(code), None) if code.len() <= 8_192 => Ok((departure, Answer::Code(code.to_owned()))),
        (None, Some(error)) => {
            let error = EntraError::from_redirect(error, parameters.get("error_description"));
            Ok((departure, Answer::Error(error)))
        }
        _ => Err(Reason::AnswerMalformed),
    }
}
