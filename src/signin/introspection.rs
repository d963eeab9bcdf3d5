//! What a token is worth (RFC 7662): a resource server asks, and learns at once when somebody has signed out or an application was closed.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};

use super::redeem::{AccessTokenClaims, Confirmation, TokenError};
use super::{SignIn, SignInError};
use crate::domain::application::{Application, ApplicationStatus};
use crate::domain::session::Session;
use crate::keys::hash;

/// The answer for an access token.
#[derive(Serialize)]
struct OfAccessToken {
    active: bool,
    token_type: &'static str,
    #[serde(flatten)]
    claims: AccessTokenClaims,
}

/// The answer for a refresh token. It opens nothing, so it says nothing of the person.
#[derive(Serialize)]
struct OfRefreshToken<'a> {
    active: bool,
    iss: &'a str,
    client_id: &'a str,
    scope: &'a str,
    iat: i64,
    exp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    cnf: Option<Confirmation>,
}

impl SignIn {
    /// What an application may know of a token: of its own, and of access tokens for a resource server that it is. All else is answered
    /// alike (2.2): a token of somebody else's, one that has ended, and what is none.
    pub async fn introspect(
        &self,
        application: &Application,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Result<Value, TokenError>, SignInError> {
        if !application.protocol.introspection {
            return Ok(Err(TokenError::UnauthorizedClient));
        }
        // Of ours, one sort is a JWT, and the other has no dot.
        let known = if token.contains('.') {
            self.introspect_access_token(application, token, now).await?
        } else {
            self.introspect_refresh_token(application, token, now).await?
        };
        Ok(Ok(known.unwrap_or_else(|| json!({ "active": false }))))
    }

    async fn introspect_access_token(
        &self,
        asking: &Application,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Value>, SignInError> {
        let Some(claims) = self.any_access_token(token, now).await else { return Ok(None) };
        let is_its_own = claims.client_id == asking.client_id;
        if !is_its_own && !asking.protocol.resources.contains(&claims.aud) {
            return Ok(None);
        }
        let holder = self.store.find_application(&claims.client_id).await?;
        let Some(holder) = holder.filter(|holder| holder.status == ApplicationStatus::Active) else { return Ok(None) };
        let lives = match (claims.organization_id, claims.grant) {
            (Some(organization_id), Some(grant)) => {
                let found = self.store.organization(organization_id).find_live_grant(grant, now).await?;
                match found {
                    Some((_, session)) => self.is_within_lifetime(&session, now).await?,
                    None => false,
                }
            }
            // Its own: it may have such as long as it is registered so.
            _ => holder.protocol.client_credentials,
        };
        if !lives {
            return Ok(None);
        }
        let token_type = if claims.cnf.is_some() { "DPoP" } else { "Bearer" };
        // By what we know the grant is nobody else's business.
        let claims = AccessTokenClaims { grant: None, organization_id: None, ..claims };
        Ok(Some(json!(OfAccessToken { active: true, token_type, claims })))
    }

    async fn introspect_refresh_token(
        &self,
        asking: &Application,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Value>, SignInError> {
        // To ask about a token is not to use it: one that was used ends nothing here.
        let found = self.store.find_refresh_token(&hash::hash(token), now).await?;
        let own = found.filter(|found| found.grant.application_id == asking.id && found.used_at.is_none());
        let Some(found) = own else { return Ok(None) };
        if !self.is_within_lifetime(&found.session, now).await? {
            return Ok(None);
        }
        Ok(Some(json!(OfRefreshToken {
            active: true,
            iss: &self.issuer,
            client_id: &asking.client_id,
            scope: &found.grant.content.scope,
            iat: found.created_at.timestamp(),
            exp: found.expires_at.timestamp(),
            cnf: found.jkt.map(|jkt| Confirmation { jkt }),
        })))
    }

    /// Whether a session has not lasted longer than its organization lets sessions last by now.
    async fn is_within_lifetime(&self, session: &Session, now: DateTime<Utc>) -> Result<bool, SignInError> {
        let configuration = self.store.find_configuration(session.organization_id).await?;
        Ok(configuration.is_some_and(|it| !session.has_outlived(it.organization.sessions, now)))
    }
}
