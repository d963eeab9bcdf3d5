//! The discovery document (OpenID Connect Discovery, 3; RFC 8414, 3) and our public keys.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use http::header::CACHE_CONTROL;
use serde_json::json;

use crate::domain::application::SigningAlgorithm;
use crate::http::Context;
use crate::keys::public::ALGORITHMS;
use crate::language::Language;
use crate::signin::device::GRANT_TYPE;
use crate::signin::issue::{ACR_CODE_AND_PASSWORD, ACR_MFA, ACR_UNATTESTED};
use crate::signin::reply::ResponseMode;
use crate::signin::request::SCOPES;

/// How long a client may keep the document.
const KEEP: &str = "public, max-age=300";

/// How an application proves itself, at each of its endpoints.
const AUTHENTICATION: [&str; 4] = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"];

/// `/.well-known/openid-configuration`, and `/.well-known/oauth-authorization-server` for clients that know OAuth alone.
pub async fn get(State(context): State<Context>) -> impl IntoResponse {
    let issuer = &context.sign_in.issuer;
    let document = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/oauth2/authorize"),
        "pushed_authorization_request_endpoint": format!("{issuer}/oauth2/par"),
        "token_endpoint": format!("{issuer}/oauth2/token"),
        "device_authorization_endpoint": format!("{issuer}/oauth2/device_authorization"),
        "revocation_endpoint": format!("{issuer}/oauth2/revoke"),
        "introspection_endpoint": format!("{issuer}/oauth2/introspect"),
        "end_session_endpoint": format!("{issuer}/oauth2/logout"),
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "userinfo_endpoint": format!("{issuer}/oauth2/userinfo"),
        "jwks_uri": format!("{issuer}/oauth2/jwks"),
        "scopes_supported": SCOPES,
        "response_types_supported": ["code"],
        "response_modes_supported": ResponseMode::NAMES,
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials", GRANT_TYPE],
        "subject_types_supported": ["public", "pairwise"],
        "id_token_signing_alg_values_supported": SigningAlgorithm::ALL,
        "token_endpoint_auth_methods_supported": AUTHENTICATION,
        "token_endpoint_auth_signing_alg_values_supported": ALGORITHMS,
        "revocation_endpoint_auth_methods_supported": AUTHENTICATION,
        "revocation_endpoint_auth_signing_alg_values_supported": ALGORITHMS,
        // Never a public client: anybody could ask in its name.
        "introspection_endpoint_auth_methods_supported": AUTHENTICATION.iter().filter(|method| **method != "none").collect::<Vec<_>>(),
        "introspection_endpoint_auth_signing_alg_values_supported": ALGORITHMS,
        "dpop_signing_alg_values_supported": ALGORITHMS,
        "code_challenge_methods_supported": ["S256"],
        "acr_values_supported": [ACR_UNATTESTED, ACR_CODE_AND_PASSWORD, ACR_MFA],
        "claim_types_supported": ["normal"],
        "claims_supported": [
            "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "sid", "name", "locale", "email",
            "email_verified", "roles", "organization", "sign_in_method",
        ],
        "prompt_values_supported": ["none", "login", "select_account"],
        // One page fits all three.
        "display_values_supported": ["page", "popup", "touch"],
        "ui_locales_supported": Language::ALL.map(Language::tag),
        "claims_parameter_supported": true,
        // Both are asked of the applications that have registered so.
        "require_pushed_authorization_requests": false,
        "require_signed_request_object": false,
        "request_parameter_supported": true,
        "request_object_signing_alg_values_supported": ALGORITHMS,
        // Those that were given for a pushed request are taken; none is fetched.
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
