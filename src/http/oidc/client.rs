//! How an application proves itself at the token endpoint: `client_secret_basic`, `client_secret_post`, or not at all.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;

use crate::domain::application::{Application, ApplicationStatus, ClientAuthentication};
use crate::keys::hash;
use crate::signin::redeem::TokenError;
use crate::signin::request::Parameters;
use crate::store::{Store, StoreError};

/// The application that a request comes from. An unknown one, a wrong secret and a missing one are refused alike.
pub async fn authenticate(
    store: &Store,
    headers: &HeaderMap,
    parameters: &Parameters,
) -> Result<Result<Arc<Application>, TokenError>, StoreError> {
    let basic = match headers.get(AUTHORIZATION) {
        None => None,
        Some(value) => match value.to_str().ok().and_then(basic) {
            Some(credentials) => Some(credentials),
            None => return Ok(Err(TokenError::InvalidClient)),
        },
    };
    let posted = parameters.get("client_secret");
    // RFC 6749, 2.3: no more than one method in a request.
    if basic.is_some() && posted.is_some() {
        return Ok(Err(TokenError::InvalidRequest));
    }
    let (client_id, secret) = match (&basic, parameters.get("client_id")) {
        (Some((client_id, _)), Some(posted)) if client_id != posted => return Ok(Err(TokenError::InvalidClient)),
        (Some((client_id, secret)), _) => (client_id.as_str(), Some(secret.as_str())),
        (None, Some(client_id)) => (client_id, posted),
        (None, None) => return Ok(Err(TokenError::InvalidClient)),
    };
    let application = store.find_application(client_id).await?;
    Ok(application.filter(|application| proves(application, secret)).ok_or(TokenError::InvalidClient))
}

fn proves(application: &Application, secret: Option<&str>) -> bool {
    let proven = match (&application.authentication, secret) {
        (ClientAuthentication::None, None) => true,
        (ClientAuthentication::Secret { sha256 }, Some(secret)) => hash::same(sha256, &hash::hash(secret)),
        _ => false,
    };
    proven && application.status == ApplicationStatus::Active
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
