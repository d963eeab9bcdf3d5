//! The application comes for what the person's entry gave it.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use serde::Serialize;
use serde_json::json;

use super::decide::{Demand, Verdict};
use super::issue::{self, Circumstances};
use super::redeem::{self, AccessTokenClaims, TokenError};
use super::request::Parameters;
use super::{SignIn, SignInError, device};
use crate::domain::application::{Application, SigningAlgorithm};
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent};
use crate::domain::grant::{Grant, RefreshToken};
use crate::domain::organization::SessionLifetimes;
use crate::domain::reason::Reason;
use crate::keys::{hash, random};
use crate::store::grants::ClaimedCode;

/// What the token endpoint gives (RFC 6749, 5.1; OpenID Connect Core, 3.1.3.3).
#[derive(Debug, Serialize)]
pub struct Tokens {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    id_token: String,
    scope: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
}

impl SignIn {
    /// Step 7: the token endpoint, for an application that has proved itself.
    pub async fn token(
        &self,
        application: Arc<Application>,
        parameters: &Parameters,
        ip: Option<std::net::IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<Result<Tokens, TokenError>, SignInError> {
        if parameters.repeated() {
            return Ok(Err(TokenError::InvalidRequest));
        }
        match parameters.get("grant_type") {
            Some("authorization_code") => self.redeem_code(&application, parameters, ip, now).await,
            Some("refresh_token") => Box::pin(self.refresh(&application, parameters, ip, now)).await,
            Some(device::GRANT_TYPE) => Box::pin(self.redeem_device(&application, parameters, ip, now)).await,
            Some(_) => Ok(Err(TokenError::UnsupportedGrantType)),
            None => Ok(Err(TokenError::InvalidRequest)),
        }
    }

    async fn redeem_code(
        &self,
        application: &Application,
        parameters: &Parameters,
        ip: Option<std::net::IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<Result<Tokens, TokenError>, SignInError> {
        let Some(code) = parameters.get("code") else {
            return Ok(Err(TokenError::InvalidRequest));
        };
        // Claimed before anything is checked: whoever shows a code has used it up, so that a verifier cannot be guessed.
        let grant = match self.store.claim_code(&hash::hash(code), application.id, now).await? {
            ClaimedCode::Granted(grant) => grant,
            ClaimedCode::Unknown => return Ok(Err(TokenError::InvalidGrant)),
            ClaimedCode::Reused(grant) => {
                // One of the two who showed it is a thief, and it is not known which (RFC 6749, 4.1.2).
                Box::pin(self.revoke(&grant, AuditAction::CodeReused, ip, now)).await?;
                return Ok(Err(TokenError::InvalidGrant));
            }
        };
        if let Err(error) = redeem::check(&grant, parameters.get("redirect_uri"), parameters.get("code_verifier")) {
            return Ok(Err(error));
        }
        let refresh = self.first_refresh_token(&grant, now).await?;
        self.sign(&grant, application, refresh, now).map(Ok)
    }

    async fn first_refresh_token(&self, grant: &Grant, now: DateTime<Utc>) -> Result<Option<String>, SignInError> {
        if !grant.content.scope.split(' ').any(|scope| scope == "offline_access") {
            return Ok(None);
        }
        let value = random::token();
        let Some(configuration) = self.store.find_configuration(grant.organization_id).await? else { return Ok(None) };
        let token = refresh_token(grant, configuration.organization.sessions, value.expose(), now);
        let store = self.store.organization(grant.organization_id);
        Box::pin(store.insert_refresh_token(&token)).await?;
        Ok(Some(value.expose().to_owned()))
    }

    /// A refresh asks the decision again: a suspended user, a flag off, an application at `never` end it here.
    async fn refresh(
        &self,
        application: &Application,
        parameters: &Parameters,
        ip: Option<std::net::IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<Result<Tokens, TokenError>, SignInError> {
        let Some(used) = parameters.get("refresh_token") else {
            return Ok(Err(TokenError::InvalidRequest));
        };
        let used = hash::hash(used);
        let Some(found) = self.store.find_refresh_token(&used, now).await? else {
            return Ok(Err(TokenError::InvalidGrant));
        };
        let store = self.store.organization(found.organization_id);
        let live = store.find_live_grant(found.grant_id, now).await?;
        let Some((mut grant, session)) = live.filter(|(grant, _)| grant.application_id == application.id) else {
            return Ok(Err(TokenError::InvalidGrant));
        };
        if found.claimed {
            self.revoke(&grant, AuditAction::RefreshTokenReused, ip, now).await?;
            return Ok(Err(TokenError::InvalidGrant));
        }
        let Some(configuration) = self.store.find_configuration(found.organization_id).await? else {
            return Ok(Err(TokenError::InvalidGrant));
        };
        if session.has_outlived(configuration.organization.sessions, now) {
            return Ok(Err(TokenError::InvalidGrant));
        }
        let demand = Demand::default();
        let (decision, people) = self.judge_session(application, &configuration, &session, demand, now).await?;
        let admission = match decision.verdict {
            Verdict::Allow(admission) => admission,
            Verdict::Deny(_) | Verdict::MayDepart => {
                let reason = match decision.verdict {
                    Verdict::Deny(reason) => reason,
                    _ => Reason::TransitMissing,
                };
                let event = event(&grant, AuditAction::TokenRefreshed, Err(reason), issue::trace(&decision), ip, now);
                // Where SSO is forced, a session of the traditional way ends; else other applications may still be open to it.
                if reason == Reason::SsoForced {
                    store.end_session(session.id, now, &event).await?;
                } else {
                    store.revoke_grant(grant.id, now, &event).await?;
                }
                tracing::info!(sign_in = %grant.sign_in_id, reason = reason.code(), "token.not_refreshed");
                return Ok(Err(TokenError::InvalidGrant));
            }
        };
        if !Box::pin(self.still_stands(&configuration, &session, now)).await? {
            return Ok(Err(TokenError::InvalidGrant));
        }
        let value = random::token();
        if !store
            .rotate_refresh_token(
                &used,
                &refresh_token(&grant, configuration.organization.sessions, value.expose(), now),
                now,
            )
            .await?
        {
            // Somebody else used it between the look-up and here.
            self.revoke(&grant, AuditAction::RefreshTokenReused, ip, now).await?;
            return Ok(Err(TokenError::InvalidGrant));
        }
        store.use_session(session.id, issue::idle_at(configuration.organization.sessions, now)).await?;
        if let Some(user) = people.users.iter().find(|user| user.id == admission.user_id) {
            let organization = &configuration.organization;
            let scope = grant.content.scope.clone();
            // The nonce belongs to the first ID token alone (OpenID Connect Core, 12.2).
            grant.content = issue::content(&scope, None, organization, user, &session.proof, admission);
        }
        self.sign(&grant, application, Some(value.expose().to_owned()), now).map(Ok)
    }

    pub(super) fn sign(
        &self,
        grant: &Grant,
        application: &Application,
        refresh_token: Option<String>,
        now: DateTime<Utc>,
    ) -> Result<Tokens, SignInError> {
        // What the support staff's own application gets opens the admin API, and nothing else.
        let for_support = self.support.as_ref().is_some_and(|support| support.application == application.client_id);
        let of_admin = redeem::admin_audience(&self.issuer);
        let audience = if for_support { &of_admin } else { redeem::userinfo_audience(&self.issuer) };
        let access = redeem::access_token(random::id(now), grant, application, (&self.issuer, audience), now);
        let id_token = redeem::id_token(grant, application, &self.issuer, now);
        Ok(Tokens {
            access_token: self.signing.sign(SigningAlgorithm::Es256, redeem::ACCESS_TOKEN_TYPE, &access)?,
            token_type: "Bearer",
            expires_in: redeem::ACCESS_TOKEN_LIFETIME.num_seconds(),
            id_token: self.signing.sign(application.id_token_algorithm, redeem::ID_TOKEN_TYPE, &id_token)?,
            scope: grant.content.scope.clone(),
            refresh_token,
        })
    }

    /// The claims that an access token opens (OpenID Connect Core, 5.3). None where it is not good, or no longer.
    pub async fn userinfo(
        &self,
        access_token: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<serde_json::Value>, SignInError> {
        let Some(claims) = self.access_token(access_token, redeem::userinfo_audience(&self.issuer), now) else {
            return Ok(None);
        };
        let Some((grant, session)) =
            self.store.organization(claims.organization_id).find_live_grant(claims.grant, now).await?
        else {
            return Ok(None);
        };
        let configuration = self.store.find_configuration(claims.organization_id).await?;
        if configuration.is_none_or(|it| session.has_outlived(it.organization.sessions, now)) {
            return Ok(None);
        }
        let mut said = json!(redeem::person(&grant.content));
        if let Some(said) = said.as_object_mut() {
            said.insert("sub".to_owned(), json!(grant.user_id));
            said.insert("organization".to_owned(), json!(grant.content.organization));
        }
        Ok(Some(said))
    }

    /// What an access token of ours says that is good at this audience and has not ended.
    pub(super) fn access_token(&self, token: &str, audience: &str, now: DateTime<Utc>) -> Option<AccessTokenClaims> {
        let at = (self.issuer.as_str(), audience);
        self.signing.verify(token, redeem::ACCESS_TOKEN_TYPE, at, now).ok()
    }

    /// An application gives back a token (RFC 7009): all that was got with its grant ends. What is no token, has ended already, or is
    /// another application's is answered alike: there is nothing of it left to the one who asks.
    pub async fn give_back(
        &self,
        application: &Application,
        token: &str,
        ip: Option<std::net::IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<(), SignInError> {
        let refresh = self.store.find_refresh_token(&hash::hash(token), now).await?;
        let found = refresh.map(|found| (found.organization_id, found.grant_id)).or_else(|| {
            let audiences = [self.issuer.clone(), redeem::admin_audience(&self.issuer)];
            let claims = audiences.iter().find_map(|audience| self.access_token(token, audience, now))?;
            Some((claims.organization_id, claims.grant))
        });
        let Some((organization, grant)) = found else { return Ok(()) };
        let store = self.store.organization(organization);
        let live = store.find_live_grant(grant, now).await?;
        if let Some((grant, _)) = live.filter(|(grant, _)| grant.application_id == application.id) {
            let event = event(&grant, AuditAction::TokenRevoked, Ok(()), AuditDetail::nothing(), ip, now);
            store.revoke_grant(grant.id, now, &event).await?;
        }
        Ok(())
    }

    pub(super) async fn revoke(
        &self,
        grant: &Grant,
        action: AuditAction,
        ip: Option<std::net::IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<(), SignInError> {
        tracing::warn!(sign_in = %grant.sign_in_id, ?action, "grant.revoked");
        let mut event = event(grant, action, Ok(()), AuditDetail::nothing(), ip, now);
        event.outcome = crate::domain::audit::AuditOutcome::Refused;
        Ok(self.store.organization(grant.organization_id).revoke_grant(grant.id, now, &event).await?)
    }
}

pub(super) fn refresh_token(
    grant: &Grant,
    lifetimes: SessionLifetimes,
    value: &str,
    now: DateTime<Utc>,
) -> RefreshToken {
    RefreshToken {
        id: random::id(now),
        hash: hash::hash(value),
        grant_id: grant.id,
        organization_id: grant.organization_id,
        created_at: now,
        // The session it hangs on ends before that or with it.
        expires_at: now + Duration::minutes(lifetimes.minutes.into()),
    }
}

pub(super) fn event(
    grant: &Grant,
    action: AuditAction,
    result: Result<(), Reason>,
    detail: AuditDetail,
    ip: Option<std::net::IpAddr>,
    now: DateTime<Utc>,
) -> AuditEvent {
    let at =
        Circumstances { now, sign_in_id: grant.sign_in_id, application_id: grant.application_id, ip, user_agent: None };
    issue::event(random::id(now), action, Some(grant.organization_id), Some(grant.user_id), result, detail, &at)
}
