//! How a client proves itself at the token endpoint.

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::federated;
use crate::aadsts::{self, Aadsts};
use crate::jwt::Received;
use crate::records::{ClientAuthentication, Params};
use crate::registration::Registration;
use crate::state::State;

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// The difference of clocks that Entra bears with.
const LEEWAY: i64 = 300;

/// Who a client says it is, and what it shows for it.
pub(super) struct Presented {
    pub(super) client_id: String,
    proof: Proof,
}

enum Proof {
    Nothing,
    Secret(String, ClientAuthentication),
    Assertion(String),
}

impl Presented {
    /// Reads form and header.
    pub(super) fn read(headers: &HeaderMap, form: &Params) -> Result<Self, Aadsts> {
        if let Some((client_id, secret)) = basic(headers) {
            return Ok(Self { client_id, proof: Proof::Secret(secret, ClientAuthentication::SecretBasic) });
        }
        let client_id = form.get("client_id").ok_or_else(|| aadsts::missing("client_id"))?;
        let proof = match (form.get("client_assertion"), form.get("client_secret")) {
            (Some(_), _) if form.get("client_assertion_type") != Some(ASSERTION_TYPE) => {
                return Err(aadsts::invalid("client_assertion_type"));
            }
            (Some(assertion), _) => Proof::Assertion(assertion.to_owned()),
            (None, Some(secret)) => Proof::Secret(secret.to_owned(), ClientAuthentication::SecretPost),
            (None, None) => Proof::Nothing,
        };
        Ok(Self { client_id: client_id.to_owned(), proof })
    }

    /// Checks the proof against what is registered. `endpoint` is the token endpoint as it was addressed.
    pub(super) async fn prove(
        &self,
        state: &State,
        registration: &Registration,
        endpoint: &str,
    ) -> Result<ClientAuthentication, Aadsts> {
        match &self.proof {
            Proof::Nothing => Err(aadsts::NO_CREDENTIAL),
            Proof::Secret(secret, way) => secret_fits(state, registration, secret).map(|()| *way),
            Proof::Assertion(assertion) => {
                let assertion = Received::parse(assertion).ok_or(aadsts::ASSERTION)?;
                if assertion.header("typ") != Some("JWT") {
                    return Err(aadsts::ASSERTION_TYP);
                }
                let way = if assertion.text("iss") == Some(registration.client_id.as_str()) {
                    by_certificate(state, registration, &assertion, endpoint)?
                } else {
                    federated::check(state, registration, &assertion).await?;
                    ClientAuthentication::Federated
                };
                once(state, &assertion)?;
                Ok(way)
            }
        }
    }
}

fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let decoded = STANDARD.decode(value.strip_prefix("Basic ")?).ok()?;
    let decoded = String::from_utf8(decoded).ok()?;
    let (client_id, secret) = decoded.split_once(':')?;
    // RFC 6749, 2.3.1: both are form-encoded before they are joined.
    Some((form_decoded(client_id)?, form_decoded(secret)?))
}

fn form_decoded(text: &str) -> Option<String> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(&format!("value={text}")).ok()?;
    pairs.into_iter().next().map(|(_, value)| value)
}

fn secret_fits(state: &State, registration: &Registration, secret: &str) -> Result<(), Aadsts> {
    let now = state.now();
    let mut fitting = registration.secrets.iter().filter(|known| known.value == secret).peekable();
    if fitting.peek().is_none() {
        return Err(aadsts::WRONG_SECRET);
    }
    let valid = fitting.any(|known| known.expires_at.is_none_or(|end| now < end));
    valid.then_some(()).ok_or(aadsts::EXPIRED_SECRET)
}

fn by_certificate(
    state: &State,
    registration: &Registration,
    assertion: &Received<'_>,
    endpoint: &str,
) -> Result<ClientAuthentication, Aadsts> {
    let certificates = || registration.certificates.iter();
    let (certificate, way) = match assertion.header("alg") {
        Some("PS256") => (
            certificates().find(|known| assertion.header("x5t#S256") == Some(known.x5t_s256.as_str())),
            ClientAuthentication::Certificate,
        ),
        Some("RS256") => (
            certificates().find(|known| assertion.header("x5t") == Some(known.x5t.as_str())),
            ClientAuthentication::LegacyCertificate,
        ),
        _ => return Err(aadsts::ASSERTION),
    };
    let certificate = certificate.ok_or(aadsts::BAD_CERTIFICATE)?;
    let signed = match way {
        ClientAuthentication::Certificate => assertion.is_signed_ps256(&certificate.key),
        _ => assertion.is_signed_rs256(&certificate.key),
    };
    if !signed {
        return Err(aadsts::BAD_CERTIFICATE);
    }
    if !certificate.is_valid_at(state.now()) {
        return Err(aadsts::BAD_CERTIFICATE.saying("The certificate used to sign the client assertion is expired."));
    }
    if assertion.text("sub") != assertion.text("iss") {
        return Err(aadsts::ASSERTION_SUBJECT);
    }
    if assertion.text("aud") != Some(endpoint) {
        return Err(
            aadsts::ASSERTION.saying("JWT token is invalid or malformed: the audience is not the token endpoint.")
        );
    }
    if assertion.text("jti").is_none() {
        return Err(aadsts::ASSERTION.saying("JWT token is invalid or malformed: there is no 'jti'."));
    }
    in_time(state, assertion)?;
    Ok(way)
}

/// `exp` is demanded; `nbf` counts where it is sent.
pub(super) fn in_time(state: &State, assertion: &Received<'_>) -> Result<(), Aadsts> {
    let now = state.now().timestamp();
    let exp = assertion.number("exp").ok_or(aadsts::ASSERTION)?;
    let nbf = assertion.number("nbf").unwrap_or(now);
    let valid = now < exp + LEEWAY && nbf <= now + LEEWAY;
    valid.then_some(()).ok_or(aadsts::ASSERTION_TIME)
}

/// An assertion is good once.
fn once(state: &State, assertion: &Received<'_>) -> Result<(), Aadsts> {
    let Some(jti) = assertion.text("jti") else {
        return Ok(());
    };
    let key = format!("{} {jti}", assertion.text("iss").unwrap_or_default());
    let new = state.lock().jtis.insert(key, ());
    new.then_some(())
        .ok_or_else(|| aadsts::ASSERTION.saying("JWT token is invalid or malformed: its 'jti' was seen before."))
}
