//! `/oauth2/introspect` (RFC 7662): what a token is worth at this instant.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use serde_json::Value;

use super::client::authenticate;
use super::token::{failed, refuse};
use crate::http::Context;
use crate::http::parameters::FormParameters;
use crate::signin::SignInError;
use crate::signin::parameters::Parameters;
use crate::signin::redeem::TokenError;

/// A form, by POST. `token_type_hint` is not needed: tokens of ours show what they are.
pub async fn post(
    State(context): State<Context>,
    headers: HeaderMap,
    form: Result<FormParameters, Response>,
) -> Response {
    let Ok(FormParameters(parameters)) = form else { return refuse(TokenError::InvalidRequest) };
    match answer(&context, &headers, &parameters).await {
        Ok(Ok(said)) => Json(said).into_response(),
        Ok(Err(error)) => refuse(error),
        Err(error) => failed(&error),
    }
}

async fn answer(
    context: &Context,
    headers: &HeaderMap,
    parameters: &Parameters,
) -> Result<Result<Value, TokenError>, SignInError> {
    let application = match authenticate(context, headers, parameters).await? {
        Ok(application) => application,
        Err(error) => return Ok(Err(error)),
    };
    let Some(token) = parameters.get("token").filter(|_| !parameters.repeated()) else {
        return Ok(Err(TokenError::InvalidRequest));
    };
    context.sign_in.introspect(&application, token, context.clock.now()).await
}
