//! Entra's errors: a number, a text, and the OAuth error they come with.
//!
//! Which of the three ways they take (JSON, redirect, or a page that never leaves Microsoft) is decided where they arise.

use std::borrow::Cow;

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::random;

/// An error.
#[derive(Clone, Debug)]
pub(crate) struct Aadsts {
    pub(crate) code: u32,
    pub(crate) error: Cow<'static, str>,
    pub(crate) text: Cow<'static, str>,
    pub(crate) status: StatusCode,
}

const fn of(status: StatusCode, code: u32, error: &'static str, text: &'static str) -> Aadsts {
    Aadsts { code, error: Cow::Borrowed(error), text: Cow::Borrowed(text), status }
}

const fn bad_request(code: u32, error: &'static str, text: &'static str) -> Aadsts {
    of(StatusCode::BAD_REQUEST, code, error, text)
}

const fn bad_client(code: u32, text: &'static str) -> Aadsts {
    of(StatusCode::UNAUTHORIZED, code, "invalid_client", text)
}

impl Aadsts {
    /// The same error with a text that names names.
    pub(crate) fn saying(mut self, text: impl Into<String>) -> Self {
        self.text = Cow::Owned(text.into());
        self
    }

    /// `AADSTSnnnnn: text`, with the lines that support asks for.
    pub(crate) fn description(&self, now: DateTime<Utc>) -> String {
        self.describe(now, random::guid(), random::guid())
    }

    /// The JSON of the token endpoint.
    pub(crate) fn json(&self, now: DateTime<Utc>) -> Value {
        let (trace, correlation) = (random::guid(), random::guid());
        json!({
            "error": self.error,
            "error_description": self.describe(now, trace, correlation),
            "error_codes": [self.code],
            "timestamp": stamp(now),
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": format!("https://login.microsoftonline.com/error?code={}", self.code),
        })
    }

    fn describe(&self, now: DateTime<Utc>, trace: Uuid, correlation: Uuid) -> String {
        let (code, text, stamp) = (self.code, &self.text, stamp(now));
        format!("AADSTS{code}: {text}\r\nTrace ID: {trace}\r\nCorrelation ID: {correlation}\r\nTimestamp: {stamp}")
    }
}

fn stamp(now: DateTime<Utc>) -> String {
    now.format("%Y-%m-%d %H:%M:%SZ").to_string()
}

/// A parameter that is required and absent.
pub(crate) fn missing(parameter: &str) -> Aadsts {
    bad_request(900_144, "invalid_request", "")
        .saying(format!("The request body must contain the following parameter: '{parameter}'."))
}

/// A parameter whose value does not do.
pub(crate) fn invalid(parameter: &str) -> Aadsts {
    bad_request(90_023, "invalid_request", "").saying(format!("The value of the parameter '{parameter}' is not valid."))
}

/// A directory that nobody knows.
pub(crate) fn unknown_tenant(tenant: &str) -> Aadsts {
    bad_request(90_002, "invalid_tenant", "").saying(format!(
        "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct \
         cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the \
         tenant."
    ))
}

/// An app that the directory does not know.
pub(crate) fn unknown_client(client_id: &str) -> Aadsts {
    bad_request(700_016, "unauthorized_client", "").saying(format!(
        "Application with identifier '{client_id}' was not found in the directory. This can happen if the application has \
         not been installed by the administrator of the tenant or consented to by any user in the tenant."
    ))
}

/// Another directory's app that this one has not consented to: it has no service principal here.
pub(crate) fn no_service_principal(client_id: &str, tid: Uuid) -> Aadsts {
    bad_client(7_000_229, "")
        .saying(format!("The client application {client_id} is missing service principal in the tenant {tid}."))
}

/// A scope of a client for itself that is not one.
pub(crate) fn not_default(scope: &str) -> Aadsts {
    bad_request(1_002_012, "invalid_scope", "").saying(format!(
        "The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default \
         suffixed to the resource identifier (application ID URI)."
    ))
}

/// What a token is asked for, and the directory does not know.
pub(crate) fn unknown_resource(resource: &str) -> Aadsts {
    bad_request(500_011, "invalid_resource", "")
        .saying(format!("The resource principal named {resource} was not found in the tenant."))
}

pub(crate) const WRONG_REDIRECT_URI: Aadsts = bad_request(
    50_011,
    "invalid_request",
    "The redirect URI specified in the request does not match the redirect URIs configured for the application.",
);
pub(crate) const SINGLE_TENANT: Aadsts = bad_request(
    50_194,
    "invalid_request",
    "Application is not configured as a multi-tenant application. Usage of the shared endpoint is not supported.",
);
pub(crate) const RESPONSE_TYPE: Aadsts =
    bad_request(700_054, "unsupported_response_type", "response_type 'id_token' is not enabled for the application.");
pub(crate) const UNSUPPORTED_PARAMETER: Aadsts =
    bad_request(901_002, "invalid_request", "The 'resource' and 'amr_values' request parameters are not supported.");
pub(crate) const CODE_CHALLENGE: Aadsts =
    bad_request(501_491, "invalid_request", "The code_challenge or its method is not valid.");
pub(crate) const NO_SESSION: Aadsts = bad_request(
    50_058,
    "login_required",
    "Session information is not sufficient for single-sign-on. A silent sign-in request was sent but no user is signed in.",
);
pub(crate) const OTHER_ACCOUNT: Aadsts = bad_request(
    16_000,
    "interaction_required",
    "Either multiple user identities are available for the current request or the selected account is not supported for \
     the scenario.",
);
pub(crate) const DISABLED: Aadsts = bad_request(50_057, "login_required", "The user account is disabled.");
pub(crate) const NOT_ASSIGNED: Aadsts = bad_request(
    50_105,
    "interaction_required",
    "Your administrator has configured the application to block users unless they are specifically granted ('assigned') \
     access to the application.",
);
pub(crate) const NO_CONSENT: Aadsts = bad_request(
    65_001,
    "consent_required",
    "The user or administrator has not consented to use the application. Send an interactive authorization request for \
     this user and resource.",
);
pub(crate) const DECLINED: Aadsts = bad_request(65_004, "access_denied", "User declined to consent to access the app.");
pub(crate) const ADMIN_DECLINED: Aadsts =
    bad_request(65_004, "consent_required", "User declined to consent to access the app.");
pub(crate) const ADMINISTRATOR_NEEDED: Aadsts = bad_request(
    90_094,
    "access_denied",
    "Admin consent is required for the permissions requested by this application.",
);
pub(crate) const CONDITIONAL_ACCESS: Aadsts = bad_request(
    53_003,
    "access_denied",
    "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
);
pub(crate) const MFA: Aadsts = bad_request(
    50_076,
    "interaction_required",
    "Due to a configuration change made by your administrator, or because you moved to a new location, you must use \
     multi-factor authentication.",
);
pub(crate) const TRANSIENT: Aadsts =
    of(StatusCode::SERVICE_UNAVAILABLE, 90_033, "server_error", "A transient error has occurred. Please try again.");
pub(crate) const GRANT_TYPE: Aadsts =
    bad_request(70_003, "unsupported_grant_type", "The app requested an unsupported grant type.");
pub(crate) const BAD_GRANT: Aadsts = bad_request(
    70_000,
    "invalid_grant",
    "The provided value for the input parameter 'code' or 'refresh_token' is not valid.",
);
pub(crate) const EXPIRED_GRANT: Aadsts = bad_request(
    70_008,
    "invalid_grant",
    "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization \
     request for this user and resource.",
);
pub(crate) const USED_CODE: Aadsts = bad_request(
    54_005,
    "invalid_grant",
    "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
);
pub(crate) const OTHER_TENANT: Aadsts = bad_request(
    700_005,
    "invalid_grant",
    "Provided Authorization Code is intended to use against other tenant, thus rejected. OAuth2 Authorization Code must \
     be redeemed against same tenant it was acquired for (/common or /{tenant-ID} as appropriate).",
);
pub(crate) const PKCE: Aadsts = bad_request(
    501_481,
    "invalid_grant",
    "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
);
pub(crate) const REVOKED: Aadsts = bad_request(
    50_173,
    "invalid_grant",
    "The provided grant has expired due to it being revoked, a fresh auth token is needed.",
);
pub(crate) const REPLY_ADDRESS: Aadsts = bad_client(
    500_112,
    "The reply address does not match the reply address provided when requesting Authorization code.",
);
pub(crate) const NO_CREDENTIAL: Aadsts = bad_client(
    7_000_218,
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
);
pub(crate) const WRONG_SECRET: Aadsts = bad_client(
    7_000_215,
    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the \
     client secret ID, for a secret added to the app.",
);
pub(crate) const EXPIRED_SECRET: Aadsts = bad_client(
    7_000_222,
    "The provided client secret keys for the app are expired. Visit the Azure portal to create new keys for your app, or \
     consider using certificate credentials for added security.",
);
pub(crate) const BAD_CERTIFICATE: Aadsts = bad_client(
    700_027,
    "The certificate with identifier used to sign the client assertion is not registered on application, or the signature \
     is not valid.",
);
pub(crate) const ASSERTION_TIME: Aadsts = bad_client(700_024, "Client assertion is not within its valid time range.");
pub(crate) const ASSERTION_TYP: Aadsts =
    bad_request(5_002_727, "invalid_request", "Invalid JWT header: the 'typ' of a client assertion must be 'JWT'.");
pub(crate) const ASSERTION_SUBJECT: Aadsts =
    bad_request(50_048, "invalid_request", "Subject mismatches Issuer claim in the client assertion.");
pub(crate) const ASSERTION: Aadsts = bad_request(50_027, "invalid_request", "JWT token is invalid or malformed.");

/// No federated credential fits: 700211 for the issuer, 700212 for the audience, 700213 for the subject.
pub(crate) fn no_federated_credential(code: u32, detail: &str) -> Aadsts {
    bad_request(code, "invalid_request", "")
        .saying(format!("No matching federated identity record found for presented assertion {detail}."))
}
