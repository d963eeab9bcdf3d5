//! `id_token_hint` (OpenID Connect Core, 3.1.2.1): an ID token that the application was given before says whom it expects.
//!
//! Then nobody else is let in for it, even with an open session (3.1.2.2). With `prompt=none` the application is told so at once; else
//! the person is led where they came from last time.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::SignIn;
use super::parameters::Parameters;
use super::redeem::ID_TOKEN_TYPE;
use super::request::{self, AuthorizationRequest};
use super::request_error::{OAuthError, RequestError};
use crate::domain::application::Application;
use crate::keys::hash;

/// What is read of the token.
#[derive(Deserialize)]
struct Hinted {
    sub: String,
    email: Option<String>,
    organization: Option<String>,
}

impl SignIn {
    /// Step 1, whole: whether an application may make this request, and whom it expects.
    pub(super) async fn check(
        &self,
        application: Option<&Application>,
        parameters: &Parameters,
        now: DateTime<Utc>,
    ) -> Result<AuthorizationRequest, RequestError> {
        let mut request = request::check(application, parameters)?;
        if let (Some(token), Some(application)) = (parameters.get("id_token_hint"), application)
            && let Err(error) = self.hint(application, token, &mut request, now).await
        {
            return Err(RequestError::Redirect { to: request.redirect, error });
        }
        Ok(request)
    }

    async fn hint(
        &self,
        application: &Application,
        token: &str,
        request: &mut AuthorizationRequest,
        now: DateTime<Utc>,
    ) -> Result<(), OAuthError> {
        // A token that another application was given says nothing about a session with this one, and names people as that one does.
        let at = (self.issuer.as_str(), application.client_id.as_str());
        let hinted: Hinted = self
            .signing
            .usable()
            .await
            .verify_hint(token, ID_TOKEN_TYPE, at, now)
            .map_err(|_| OAuthError::IdTokenHint)?;
        let subject = hash::hash(&hinted.sub);
        if request.asked.subject.is_some_and(|other| other != subject) {
            // Nobody is both.
            return Err(OAuthError::LoginRequired);
        }
        request.asked.subject = Some(subject);
        if request.login_hint.is_none() && request.organization.is_none() {
            // Our own words, once: as good a hint as the application's own, and no longer than one.
            request.login_hint = hinted.email.filter(|email| email.len() <= request::LONGEST_HINT);
            request.organization = hinted.organization.filter(|slug| slug.len() <= request::LONGEST_SLUG);
        }
        Ok(())
    }
}
