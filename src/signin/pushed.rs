//! What an application asks, where that is not in the address that the browser brings: pushed before (RFC 9126), or signed (RFC 9101).

use std::borrow::Cow;
use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::dpop::{self, proof::Proof};
use super::parameters::Parameters;
use super::request;
use super::request_error::{OAuthError, PageError, RequestError};
use super::{SignIn, SignInError, request_object};
use crate::domain::application::Application;
use crate::domain::pushed_request::{self, LARGEST, LIFETIME, PushedRequest};
use crate::keys::{hash, random};
use crate::store::limits::Taken;

/// What stands before the random part of a `request_uri` that was given here (RFC 9126, 2.2).
const URN: &str = "urn:ietf:params:oauth:request_uri:";

/// What an application sends to prove itself. None of it is kept.
const PROOFS: [&str; 3] = ["client_secret", "client_assertion", "client_assertion_type"];

/// What an application gets for a request that it has pushed (RFC 9126, 2.2).
#[derive(Serialize)]
pub struct Pushed {
    request_uri: String,
    expires_in: i64,
}

/// Why a request is not taken (RFC 9126, 2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PushError {
    /// It is one that would not be answered at the authorization endpoint either.
    Refused(OAuthError),
    /// The address is none of the application's, or a parameter that matters came twice.
    Unanswerable(PageError),
    /// A `request_uri` in place of a request.
    Uri,
    /// It names another key than the one that is proved (RFC 9449, 10.1).
    OtherKey,
    /// It is too large.
    TooLarge,
    /// Requests are pushed too often.
    TooMany,
}

impl From<RequestError> for PushError {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::Page(error) => Self::Unanswerable(error),
            RequestError::Redirect { error, .. } => Self::Refused(error),
        }
    }
}

impl SignIn {
    /// An application that has proved itself pushes a request. It is checked now as it will be when a browser brings it, and then again.
    pub async fn push(
        &self,
        application: &Application,
        parameters: &Parameters,
        proof: Option<&Proof>,
        ip: Option<std::net::IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<Result<Pushed, PushError>, SignInError> {
        if parameters.get("request_uri").is_some() {
            return Ok(Err(PushError::Uri));
        }
        if parameters.repeated() {
            return Ok(Err(PushError::Refused(OAuthError::RepeatedParameter)));
        }
        let unfolded = match parameters.get("request") {
            Some(object) => match self.unfolded(application, object, now).await {
                Ok(unfolded) => Cow::Owned(unfolded),
                Err(error) => return Ok(Err(PushError::Refused(error))),
            },
            None if application.protocol.require_signed_request_object => {
                return Ok(Err(PushError::Refused(OAuthError::NotSigned)));
            }
            None => Cow::Borrowed(parameters),
        };
        if let Err(error) = self.check(Some(application), &unfolded, now).await {
            return Ok(Err(error.into()));
        }
        let Ok(jkt) = dpop::of_pushed_request(unfolded.get("dpop_jkt"), proof) else {
            return Ok(Err(PushError::OtherKey));
        };
        let mut parameters = unfolded.without(&PROOFS);
        if let Some(jkt) = jkt.filter(|_| unfolded.get("dpop_jkt").is_none()) {
            // Base64url, which a form leaves as it is.
            let _ = write!(parameters, "&dpop_jkt={jkt}");
        }
        if parameters.len() > LARGEST {
            return Ok(Err(PushError::TooLarge));
        }
        let token = random::token();
        let pushed = PushedRequest {
            hash: hash::hash(token.expose()),
            application_id: application.id,
            parameters,
            expires_at: now + LIFETIME,
        };
        match self.store.insert_pushed_request(&pushed, &pushed_request::limit(application, ip), now).await? {
            Taken::Yes => {}
            Taken::Empty(_) => return Ok(Err(PushError::TooMany)),
        }
        Ok(Ok(Pushed { request_uri: format!("{URN}{}", token.expose()), expires_in: LIFETIME.num_seconds() }))
    }

    /// The parameters that count of a request that a browser brings. Those of one that was pushed are used up by that, whatever comes
    /// of it: from there on the request travels with the attempt.
    pub(super) async fn brought<'a>(
        &self,
        application: Option<&Application>,
        parameters: &'a Parameters,
        now: DateTime<Utc>,
    ) -> Result<Result<Cow<'a, Parameters>, RequestError>, SignInError> {
        let Some(application) = application else { return Ok(Ok(Cow::Borrowed(parameters))) };
        let protocol = &application.protocol;
        let token = parameters.get("request_uri").and_then(|uri| uri.strip_prefix(URN));
        let object = parameters.get("request");
        if let (Some(token), None) = (token, object) {
            // Nothing else that stands beside it is looked at (RFC 9126, 4).
            if parameters.times("client_id") > 1 || parameters.times("request_uri") > 1 {
                return Ok(Err(RequestError::Page(PageError::Malformed)));
            }
            let claimed = self.store.claim_pushed_request(&hash::hash(token), application.id, now).await?;
            return Ok(match claimed {
                Some(kept) => Ok(Cow::Owned(Parameters::parse(kept.as_bytes()))),
                None => Err(RequestError::Page(PageError::PushedRequest)),
            });
        }
        let error = match object {
            _ if protocol.requires_pushed_requests() => OAuthError::NotPushed,
            Some(_) if parameters.get("request_uri").is_some() => OAuthError::TwoRequests,
            // Before it is opened nobody knows which of the two is meant.
            Some(_) if parameters.times("request") > 1 => OAuthError::RepeatedParameter,
            Some(object) => match self.unfolded(application, object, now).await {
                Ok(unfolded) => return Ok(Ok(Cow::Owned(unfolded))),
                Err(error) => error,
            },
            None if protocol.require_signed_request_object => OAuthError::NotSigned,
            None => return Ok(Ok(Cow::Borrowed(parameters))),
        };
        // What stands outside is good for one thing: to tell the application, at an address that it has registered.
        Ok(Err(match request::trust(application, parameters) {
            Ok(to) => RequestError::Redirect { to, error },
            Err(error) => RequestError::Page(error),
        }))
    }

    async fn unfolded(
        &self,
        application: &Application,
        object: &str,
        now: DateTime<Utc>,
    ) -> Result<Parameters, OAuthError> {
        if application.protocol.jwks.is_none() && application.protocol.jwks_uri.is_none() {
            return Err(OAuthError::RequestObject);
        }
        let keys = Box::pin(self.keys_of(application, object, now)).await;
        let signed = keys.and_then(|keys| keys.verify(object, application.protocol.profile).ok());
        let signed = signed.ok_or(OAuthError::RequestObjectSignature)?;
        request_object::unfold(application, &signed, &self.issuer, now)
    }
}
