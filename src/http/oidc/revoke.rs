//! `/oauth2/revoke` (RFC 7009): an application gives back what it has got.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};

use super::client::authenticate;
use super::token::{failed, refuse};
use crate::http::Context;
use crate::http::client_ip::ClientIp;
use crate::http::parameters::FormParameters;
use crate::signin::SignInError;
use crate::signin::parameters::Parameters;
use crate::signin::redeem::TokenError;

/// A form, by POST. What is no token of the application's is answered as one that was (2.2): the answer tells nobody whose it is.
pub async fn post(
    State(context): State<Context>,
    ClientIp(ip): ClientIp,
    headers: HeaderMap,
    form: Result<FormParameters, Response>,
) -> Response {
    let Ok(FormParameters(parameters)) = form else { return refuse(TokenError::InvalidRequest) };
    match answer(&context, &headers, &parameters, ip).await {
        Ok(Ok(())) => StatusCode::OK.into_response(),
        Ok(Err(error)) => refuse(error),
        Err(error) => failed(&error),
    }
}

async fn answer(
    context: &Context,
    headers: &HeaderMap,
    parameters: &Parameters,
    ip: Option<std::net::IpAddr>,
) -> Result<Result<(), TokenError>, SignInError> {
    let application = match authenticate(context, headers, parameters).await? {
        Ok(application) => application,
        Err(error) => return Ok(Err(error)),
    };
    let Some(token) = parameters.get("token").filter(|_| !parameters.repeated()) else {
        return Ok(Err(TokenError::InvalidRequest));
    };
    context.sign_in.give_back(&application, token, ip, context.clock.now()).await
}
