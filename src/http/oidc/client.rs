//! How an application proves itself at an endpoint of its own: `client_secret_basic`, `client_secret_post`, `private_key_jwt`, or not
//! at all.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;

use crate::domain::application::Application;
use crate::http::Context;
use crate::signin::client::Shown;
use crate::signin::parameters::Parameters;
use crate::signin::redeem::TokenError;
use crate::signin::{SignInError, assertion};

/// The application that a request comes from. An unknown one, a wrong proof and a missing one are refused alike.
pub async fn authenticate(
    context: &Context,
    headers: &HeaderMap,
    parameters: &Parameters,
) -> Result<Result<Arc<Application>, TokenError>, SignInError> {
    let basic = match headers.get(AUTHORIZATION) {
        None => None,
        Some(value) => match value.to_str().ok().and_then(basic) {
            Some(credentials) => Some(credentials),
            None => return Ok(Err(TokenError::InvalidClient)),
        },
    };
    let (client_id, shown) = match shown(basic.as_ref(), parameters) {
        Ok(shown) => shown,
        Err(error) => return Ok(Err(error)),
    };
    context.sign_in.authenticate(client_id, shown, context.clock.now()).await
}

fn shown<'a>(
    basic: Option<&'a (String, String)>,
    parameters: &'a Parameters,
) -> Result<(Option<&'a str>, Shown<'a>), TokenError> {
    let posted = parameters.get("client_id");
    let signed = (parameters.get("client_assertion_type"), parameters.get("client_assertion"));
    let secret = parameters.get("client_secret");
    let by_assertion = signed != (None, None);
    // RFC 6749, 2.3: no more than one method in a request.
    if [basic.is_some(), secret.is_some(), by_assertion].into_iter().filter(|shown| *shown).count() > 1 {
        return Err(TokenError::InvalidRequest);
    }
    match (basic, secret, signed) {
        (Some((client_id, _)), ..) if posted.is_some_and(|posted| posted != client_id) => {
            Err(TokenError::InvalidClient)
        }
        (Some((client_id, secret)), ..) => Ok((Some(client_id), Shown::Secret(secret))),
        (None, Some(secret), _) => Ok((posted, Shown::Secret(secret))),
        (None, None, (Some(assertion::TYPE), Some(assertion))) => Ok((posted, Shown::Assertion(assertion))),
        (None, None, (None, None)) => Ok((posted, Shown::Nothing)),
        // Half of it, or of a kind that nobody here knows (RFC 7521, 4.2).
        _ => Err(TokenError::InvalidClient),
    }
}

/// Name and password of HTTP Basic, each form-encoded before (RFC 6749, 2.3.1).
fn basic(value: &str) -> Option<(String, String)> {
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (name, password) = decoded.split_once(':')?;
    let plain = |text: &str| {
        let pair = format!("v={text}");
        url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned())
    };
    Some((plain(name)?, plain(password)?))
}
