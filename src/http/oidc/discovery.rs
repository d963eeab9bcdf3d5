//! The discovery document (OpenID Connect Discovery, 3; RFC 8414, 3) and our public keys.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use http::header::CACHE_CONTROL;
use serde_json::json;

use crate::http::Context;
use crate::language::Language;
use crate::signin::device::GRANT_TYPE;
use crate::signin::issue::{ACR_CODE_AND_PASSWORD, ACR_MFA, ACR_UNATTESTED};
use crate::signin::request::SCOPES;

/// How long a client may keep either: shorter than a key is published before it is used.
const KEEP: &str = "public, max-age=300";

/// How an application proves itself, at each of its endpoints.
const AUTHENTICATION: [&str; 3] = ["client_secret_basic", "client_secret_post", "none"];

/// `/.well-known/openid-configuration`, and `/.well-known/oauth-authorization-server` for clients that know OAuth alone.
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
        "id_token_signing_alg_values_supported": ["ES256", "RS256"],
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
    ([(CACHE_CONTROL, KEEP)], Json(context.sign_in.signing.jwks().clone()))
}
