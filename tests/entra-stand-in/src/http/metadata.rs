//! The metadata document and the keys.

use axum::Json;
use axum::extract::{Path, State as Given};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::{Early, Shared, TenantPath, arrive};
use crate::faults::{Fault, Stage};
use crate::random;
use crate::records::Endpoint;
use crate::state::PathTenant;

/// Where cloud machines keep their credentials: an address that nobody may be sent to.
const INWARDS: &str = "http://169.254.169.254";

/// What Microsoft says of both, although keys do change within the day.
const CACHED: (HeaderName, &str) = (header::CACHE_CONTROL, "max-age=86400, private");

/// `/.well-known/openid-configuration`
pub(super) async fn configuration(Given(state): Shared, Path(segment): TenantPath) -> Result<Response, Early> {
    let path = arrive(&state, &segment, Endpoint::Metadata).await?;
    let base = &state.base;
    // Asked by a domain, it answers with the GUID; asked by a shared name, with the template.
    let (place, issuer) = match &path {
        PathTenant::Directory(tid) => (tid.to_string(), state.issuer(*tid)),
        PathTenant::Shared(name) => (name.clone(), format!("{base}/{{tenantid}}/v2.0")),
    };
    let mut document = json!({
        "token_endpoint": format!("{base}/{place}/oauth2/v2.0/token"),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": format!("{base}/{place}/discovery/v2.0/keys"),
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": issuer,
        "request_uri_parameter_supported": false,
        "userinfo_endpoint": "https://graph.microsoft.com/oidc/userinfo",
        "authorization_endpoint": format!("{base}/{place}/oauth2/v2.0/authorize"),
        "device_authorization_endpoint": format!("{base}/{place}/oauth2/v2.0/devicecode"),
        "http_logout_supported": true,
        "frontchannel_logout_supported": true,
        "end_session_endpoint": format!("{base}/{place}/oauth2/v2.0/logout"),
        "claims_supported": [
            "sub", "iss", "cloud_instance_name", "cloud_instance_host_name", "cloud_graph_host_name", "msgraph_host", "aud",
            "exp", "iat", "auth_time", "acr", "nonce", "preferred_username", "name", "tid", "ver", "at_hash", "c_hash",
            "email",
        ],
        "kerberos_endpoint": format!("{base}/{place}/kerberos"),
        "tenant_region_scope": "EU",
        "cloud_instance_name": "microsoftonline.com",
        "cloud_graph_host_name": "graph.windows.net",
        "msgraph_host": "graph.microsoft.com",
        "rbac_url": "https://pas.windows.net",
    });
    let mut set = |name: &str, value: String| {
        if let Some(entry) = document.get_mut(name) {
            *entry = Value::String(value);
        }
    };
    for fault in state.lock().faults.take(path.tid(), Stage::Metadata) {
        match fault {
            Fault::MetadataWrongIssuer => set("issuer", state.issuer(random::guid())),
            Fault::MetadataPointsInwards => {
                set("token_endpoint", format!("{INWARDS}/{place}/oauth2/v2.0/token"));
                set("jwks_uri", format!("{INWARDS}/{place}/discovery/v2.0/keys"));
            }
            _ => {}
        }
    }
    Ok(([CACHED], Json(document)).into_response())
}

/// `/discovery/v2.0/keys`
pub(super) async fn keys(Given(state): Shared, Path(segment): TenantPath) -> Result<Response, Early> {
    let path = arrive(&state, &segment, Endpoint::Keys).await?;
    let inner = state.lock();
    let keys: Vec<Value> = inner
        .directories_on(&path)
        .flat_map(|(tid, directory)| directory.keys.iter().map(move |key| (tid, key)))
        .map(|(tid, key)| key.jwk(&state.issuer(tid)))
        .collect();
    Ok(([CACHED], Json(json!({ "keys": keys }))).into_response())
}
