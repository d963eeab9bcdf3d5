//! What is wrong with a request, and who hears of it: the application, in the codes of the standards, or nobody but the person.

use super::request::TrustedRedirect;

/// Why a request is not answered as it asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestError {
    /// The address is not known to be the application's: a page for the person, and no redirect.
    Page(PageError),
    /// The application is told.
    Redirect {
        /// Where.
        to: TrustedRedirect,
        /// What.
        error: OAuthError,
    },
}

/// What is wrong before the address can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageError {
    /// No `client_id`, or more than one of something.
    Malformed,
    /// No application has this `client_id`.
    UnknownApplication,
    /// The address is not one of the application's.
    RedirectUri,
    /// No request of the application was pushed under this `request_uri`, or it is used up, or its time is over.
    PushedRequest,
}

macro_rules! oauth_errors {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $description:literal;)+) => {
        /// An error that an application is told of (RFC 6749, 4.1.2.1 and 5.2; OpenID Connect Core, 3.1.2.6).
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum OAuthError {
            $($(#[$doc])* $name,)+
        }

        impl OAuthError {
            /// The error code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// A sentence for the application's developer.
            pub const fn description(self) -> &'static str {
                match self { $(Self::$name => $description,)+ }
            }
        }
    };
}

oauth_errors! {
    /// A parameter is sent twice.
    RepeatedParameter = "invalid_request", "a parameter is sent more than once";
    /// Too much to carry.
    TooLong = "invalid_request", "the nonce, or all that is to be carried together, is too long";
    /// RFC 8707, 2.
    Target = "invalid_target", "resource must be one that the application is registered for";
    /// RFC 9449, 10.
    DpopJkt = "invalid_request", "dpop_jkt must be the SHA-256 thumbprint of a key: 43 characters of base64url";
    /// No `response_type`.
    NoResponseType = "invalid_request", "response_type is missing";
    /// Another flow.
    ResponseType = "unsupported_response_type", "response_type must be code";
    /// Another way of answering.
    ResponseMode = "invalid_request", "response_mode must be query or form_post, and form_post needs an address of the web";
    /// Not OpenID Connect.
    Scope = "invalid_scope", "scope must contain openid";
    /// No PKCE.
    NoCodeChallenge = "invalid_request", "code_challenge is missing: PKCE is required";
    /// No PKCE, and nothing that would do in its place (RFC 9700, 2.1.1).
    NoNonce = "invalid_request", "nonce is missing: without code_challenge it is required";
    /// Not S256.
    CodeChallengeMethod = "invalid_request", "code_challenge_method must be S256";
    /// No SHA-256.
    CodeChallenge = "invalid_request", "code_challenge must be 43 characters of base64url";
    /// A value that does not exist, or `none` with another.
    Prompt = "invalid_request", "prompt must be one of none, login, consent, select_account; none stands alone";
    /// No number.
    MaxAge = "invalid_request", "max_age must be a number of seconds";
    /// OpenID Connect Core, 5.5.
    Claims = "invalid_request", "claims must be a JSON object of at most 4096 bytes, of the form of OpenID Connect Core, 5.5";
    /// OpenID Connect Core, 3.1.2.1.
    IdTokenHint = "invalid_request", "id_token_hint must be an ID token that this application was given here";
    /// What is insisted on, nobody can have (OpenID Connect Core Error Code `unmet_authentication_requirements`, 3).
    Unmet = "unmet_authentication_requirements", "the authentication that was asked for (acr) cannot be had";
    /// OpenID Connect Core, 6.1: nobody could say whose it is.
    RequestObject = "request_not_supported", "request objects need a registered key: jwks or jwks_uri";
    /// RFC 9101, 6.2.
    RequestObjectSignature = "invalid_request_object", "the request object is not signed with a registered key";
    /// RFC 9101, 4 and 10.8.
    RequestObjectIssuer = "invalid_request_object", "iss and client_id in the request object must be the client_id, and sub must not";
    /// RFC 9101, 4.
    RequestObjectAudience = "invalid_request_object", "aud in the request object must be the issuer";
    /// FAPI 2.0 Message Signing, 5.3.1.
    RequestObjectTime = "invalid_request_object", "the request object is over, is not good yet, or is good for more than an hour";
    /// RFC 9101, 4.
    RequestObjectNested = "invalid_request_object", "a request object holds neither request nor request_uri";
    /// RFC 9101, 10.5.
    NotSigned = "invalid_request", "the application must send its requests as signed request objects";
    /// RFC 9126, 5.
    NotPushed = "invalid_request", "the application must push its requests, and send their request_uri alone";
    /// RFC 9101, 5.
    TwoRequests = "invalid_request", "request and request_uri do not go together";
    /// OpenID Connect Core, 6.2: nothing is fetched that a browser names.
    RequestUri = "request_uri_not_supported", "request_uri must be one that was given for a pushed request";
    /// OpenID Connect Core, 7.2.1.
    Registration = "registration_not_supported", "the registration parameter is not supported";
    /// `prompt=none`, and the person must be asked.
    LoginRequired = "login_required", "the person must sign in";
    /// `prompt=none`, and the person must see something.
    InteractionRequired = "interaction_required", "the person must be shown something";
    /// The person was refused, or turned back.
    AccessDenied = "access_denied", "the person was not let in";
}
