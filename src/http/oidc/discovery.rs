//! The discovery document (OpenID Connect Discovery, 3) and our public keys.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use http::header::CACHE_CONTROL;
use serde_json::json;

use crate::domain::application::SigningAlgorithm;
use crate::http::Context;
use crate::language::Language;
use crate::signin::device::GRANT_TYPE;
use crate::signin::issue::{ACR_CODE_AND_PASSWORD, ACR_MFA, ACR_UNATTESTED};
use crate::signin::request::SCOPES;

/// How long a client may keep the document.
const KEEP: &str = "public, max-age=300";

/// How an application proves itself, at each of its endpoints.
const AUTHENTICATION: [&str; 3] = ["client_secret_basic", "client_secret_post", "none"];

/// `/.well-known/openid-configuration`
pub async fn get(State(context): State<Context>) -> impl IntoResponse {
    let issuer = &context.sign_in.issuer;
    let document = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/oauth2/authorize"),
        "token_endpoint": format!("{issuer}/oauth2/token"),
        "device_authorization_endpoint": format!("{issuer}/oauth2/device_authorization"),
        "revocation_endpoint": format!("{issuer}/oauth2/revoke"),
        "userinfo_endpoint": format!("{issuer}/oauth2/userinfo"),
        "jwks_uri": format!("{issuer}/oauth2/jwks"),
        "scopes_supported": SCOPES,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", GRANT_TYPE],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": SigningAlgorithm::ALL,
        "token_endpoint_auth_methods_supported": AUTHENTICATION,
        "revocation_endpoint_auth_methods_supported": AUTHENTICATION,
        "code_challenge_methods_supported": ["S256"],
        "acr_values_supported": [ACR_UNATTESTED, ACR_CODE_AND_PASSWORD, ACR_MFA],
        "claims_supported": [
            "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "sid", "name", "locale", "email",
            "email_verified", "roles", "organization", "sign_in_method",
        ],
        "prompt_values_supported": ["none", "login", "select_account"],
        "ui_locales_supported": Language::ALL.map(Language::tag),
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "authorization_response_iss_parameter_supported": true,
    });
    ([(CACHE_CONTROL, KEEP)], Json(document))
}

/// `/oauth2/jwks`
pub async fn jwks(State(context): State<Context>) -> impl IntoResponse {
    let signing = &context.sign_in.signing;
    let (keys, keep) = match signing.fresh().await {
        // Shorter than a key is published before it signs, by the same policy.
        Ok(keys) => (keys, format!("public, max-age={}", signing.policy().kept.num_seconds())),
        // Whoever has tokens can go on while our database does not answer. But a replica that cannot ask may lack a key by now, so
        // nobody keeps what it says.
        Err(error) => {
            tracing::warn!(%error, "signing.keys_not_read");
            (signing.known(), "no-cache".to_owned())
        }
    };
    ([(CACHE_CONTROL, keep)], Json(keys.jwks(context.clock.now())))
}
