//! `/oauth2/userinfo` (OpenID Connect Core, 5.3). The token comes in the header (RFC 6750, 2.1; RFC 9449, 7.1) or in a form (RFC 6750,
//! 2.2).

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::WWW_AUTHENTICATE;
use http::{HeaderMap, HeaderValue, StatusCode};

use super::dpop;
use crate::http::parameters::FormParameters;
use crate::http::{Context, bearer};
use crate::keys::public::ALGORITHMS;
use crate::signin::dpop::{Presented, Refusal};

/// By GET.
pub async fn get(State(context): State<Context>, headers: HeaderMap) -> Response {
    answer(&context, &headers, "GET", None).await
}

/// By POST.
pub async fn post(
    State(context): State<Context>,
    headers: HeaderMap,
    form: Result<FormParameters, Response>,
) -> Response {
    let posted = form.ok().map(|FormParameters(parameters)| parameters);
    let posted = posted.as_ref().and_then(|posted| posted.get("access_token"));
    answer(&context, &headers, "POST", posted).await
}

async fn answer(context: &Context, headers: &HeaderMap, method: &str, posted: Option<&str>) -> Response {
    let with_proof = bearer::of_dpop(headers);
    // Which of them counts, two readers could judge differently (RFC 6750, 2).
    if posted.is_some() && (with_proof.is_some() || bearer::of(headers).is_some()) {
        let challenge = bearer_challenge(Some(("invalid_request", "the access token was sent in more than one way")));
        return (StatusCode::BAD_REQUEST, [(WWW_AUTHENTICATE, challenge)]).into_response();
    }
    let Some(token) = with_proof.or_else(|| bearer::of(headers)).or(posted) else {
        // RFC 6750, 3.1: without any token no error code is given.
        return refuse(None, false);
    };
    let presented = match (with_proof, dpop::of(headers)) {
        (None, _) => Presented::Bearer,
        (Some(_), proof) => Presented::Dpop { proof: proof.ok().flatten(), method },
    };
    let now = context.clock.now();
    let mut response = match context.sign_in.userinfo(token, presented, now).await {
        Ok(Ok(claims)) => Json(claims).into_response(),
        Ok(Err(refusal)) => refuse(Some(refusal), with_proof.is_some()),
        Err(error) => {
            tracing::error!(%error, "userinfo.failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    };
    if with_proof.is_some() {
        dpop::supply(&mut response, &context.sign_in, now);
    }
    response
}

/// Both ways are named, with the error at the one that was taken (RFC 9449, 7.2).
fn refuse(refusal: Option<Refusal>, with_proof: bool) -> Response {
    let error = refusal.map(|refusal| match refusal {
        Refusal::Token => "invalid_token",
        Refusal::Proof => "invalid_dpop_proof",
        Refusal::Nonce => "use_dpop_nonce",
    });
    let said = |here: bool| error.filter(|_| here).map(|error| format!("error=\"{error}\""));
    let ended = "the access token has ended, was revoked, is bound to a key, or is none of ours";
    let bearer = bearer_challenge(error.filter(|_| !with_proof).map(|error| (error, ended)));
    let algorithms = format!("algs=\"{}\"", ALGORITHMS.join(" "));
    let dpop =
        said(with_proof).map_or_else(|| format!("DPoP {algorithms}"), |error| format!("DPoP {error}, {algorithms}"));
    let challenges = if with_proof { [dpop, bearer] } else { [bearer, dpop] };
    let mut response = StatusCode::UNAUTHORIZED.into_response();
    for challenge in challenges.into_iter().filter_map(|challenge| HeaderValue::try_from(challenge).ok()) {
        response.headers_mut().append(WWW_AUTHENTICATE, challenge);
    }
    response
}

/// RFC 6750, 3: never without a parameter.
fn bearer_challenge(error: Option<(&str, &str)>) -> String {
    let said = |(error, description)| format!(", error=\"{error}\", error_description=\"{description}\"");
    format!("Bearer realm=\"anteroom\"{}", error.map(said).unwrap_or_default())
}
