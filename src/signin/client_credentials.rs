//! An application comes for itself (client credentials grant, RFC 6749, 4.4).

use chrono::{DateTime, Utc};

use super::redeem::{self, TokenError};
use super::tokens::{Asked, Tokens, bounds};
use super::{SignIn, SignInError, audience};
use crate::domain::application::Application;
use crate::keys::random;

impl SignIn {
    /// An application gets a token for itself (RFC 6749, 4.4). It is about nobody: no scope, no ID token; and nothing is asked again
    /// that a refresh token would be for (4.4.3).
    pub(super) async fn for_itself(
        &self,
        application: &Application,
        Asked { parameters, proof, .. }: Asked<'_>,
        now: DateTime<Utc>,
    ) -> Result<Result<Tokens, TokenError>, SignInError> {
        if !application.protocol.client_credentials {
            return Ok(Err(TokenError::UnauthorizedClient));
        }
        if parameters.get("scope").is_some() {
            return Ok(Err(TokenError::NoScope));
        }
        let audience = match audience::of_application(parameters, application) {
            Ok(audience) => audience,
            Err(error) => return Ok(Err(error)),
        };
        let bounds = bounds(audience, proof);
        let access = redeem::application_token(random::id(now), application, &self.issuer, bounds, now);
        let keys = self.signing.fresh().await?;
        self.access_only(&keys, access, now).map(Ok)
    }
}
