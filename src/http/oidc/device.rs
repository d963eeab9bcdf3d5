//! `/oauth2/device_authorization` (RFC 8628, 3.1).

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;

use super::client::authenticate;
use super::token::{failed, refuse};
use crate::http::Context;
use crate::http::client_ip::ClientIp;
use crate::http::parameters::FormParameters;
use crate::signin::SignInError;
use crate::signin::device::Waiting;
use crate::signin::parameters::Parameters;
use crate::signin::redeem::TokenError;

/// A form, by POST.
pub async fn post(
    State(context): State<Context>,
    ClientIp(ip): ClientIp,
    headers: HeaderMap,
    form: Result<FormParameters, Response>,
) -> Response {
    let Ok(FormParameters(parameters)) = form else { return refuse(TokenError::InvalidRequest) };
    match answer(&context, &headers, &parameters, ip).await {
        Ok(Ok(waiting)) => Json(waiting).into_response(),
        Ok(Err(error)) => refuse(error),
        Err(error) => failed(&error),
    }
}

async fn answer(
    context: &Context,
    headers: &HeaderMap,
    parameters: &Parameters,
    ip: Option<std::net::IpAddr>,
) -> Result<Result<Waiting, TokenError>, SignInError> {
    match authenticate(context, headers, parameters).await? {
        Ok(application) => context.sign_in.ask_for_device(&application, parameters, ip, context.clock.now()).await,
        Err(error) => Ok(Err(error)),
    }
}
