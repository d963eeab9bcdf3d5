//! The application comes for what the person's entry gave it.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::dpop::proof::Proof;
use super::dpop::{self, Presented, Refusal};
use super::issue::{self, Circumstances};
use super::parameters::Parameters;
use super::redeem::{self, AccessTokenClaims, Bounds, TokenError};
use super::{SignIn, SignInError, audience, device};
use crate::domain::application::{Application, AuthenticationMethod, SigningAlgorithm};
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent};
use crate::domain::grant::{Grant, RefreshToken};
use crate::domain::organization::SessionLifetimes;
use crate::domain::reason::Reason;
use crate::keys::signing::KeySet;
use crate::keys::{hash, random};
use crate::store::grants::ClaimedCode;

/// What an application sends to the token endpoint.
#[derive(Clone, Copy, Debug)]
pub struct TokenRequest<'a> {
    /// The form.
    pub parameters: &'a Parameters,
    /// The proof of possession in the header, where there is one.
    pub dpop: Option<&'a str>,
    /// Its address.
    pub ip: Option<IpAddr>,
}

/// The same, its proof checked.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) parameters: &'a Parameters,
    pub(super) proof: Option<&'a Proof>,
    pub(super) ip: Option<IpAddr>,
}

/// What the token endpoint gives (RFC 6749, 5.1; OpenID Connect Core, 3.1.3.3).
#[derive(Debug, Serialize)]
pub struct Tokens {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
}

impl SignIn {
    /// Step 7: the token endpoint, for an application that has proved itself.
    pub async fn token(
        &self,
        application: Arc<Application>,
        request: TokenRequest<'_>,
        now: DateTime<Utc>,
    ) -> Result<Result<Tokens, TokenError>, SignInError> {
        let TokenRequest { parameters, dpop, ip } = request;
        if parameters.repeated() {
            return Ok(Err(TokenError::InvalidRequest));
        }
        // Before a code or refresh token is looked at: whoever lacks a nonce asks again with the same.
        let proof = match dpop {
            // Else whoever takes the proof out of a request gets tokens that are good without (RFC 9449, 5.2).
            None if application.protocol.requires_dpop() => return Ok(Err(TokenError::InvalidDpopProof)),
            None => None,
            Some(_) => match self.possession(&application, dpop, "/oauth2/token", now).await? {
                Ok(proof) => proof,
                Err(error) => return Ok(Err(error)),
            },
        };
        let asked = Asked { parameters, proof: proof.as_ref(), ip };
        match parameters.get("grant_type") {
            Some("authorization_code") => self.redeem_code(&application, asked, now).await,
            Some("refresh_token") => Box::pin(self.refresh(&application, asked, now)).await,
            Some("client_credentials") => self.for_itself(&application, asked, now).await,
            Some(device::GRANT_TYPE) => Box::pin(self.redeem_device(&application, asked, now)).await,
            Some(_) => Ok(Err(TokenError::UnsupportedGrantType)),
            None => Ok(Err(TokenError::InvalidRequest)),
        }
    }

    async fn redeem_code(
        &self,
        application: &Application,
        Asked { parameters, proof, ip }: Asked<'_>,
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
        if let Err(error) = dpop::require(grant.content.dpop_jkt.as_deref(), proof) {
            return Ok(Err(error));
        }
        let own = self.own_audience(application);
        let audience = match audience::of_person(parameters, application, &grant.content.resources, &own) {
            Ok(audience) => audience,
            Err(error) => return Ok(Err(error)),
        };
        let refresh = self.first_refresh_token(&grant, refresh_key(application, proof), now).await?;
        self.sign(&grant, application, bounds(audience, proof), refresh, now).await.map(Ok)
    }

    async fn first_refresh_token(
        &self,
        grant: &Grant,
        jkt: Option<String>,
        now: DateTime<Utc>,
    ) -> Result<Option<String>, SignInError> {
        if !grant.content.scope.split(' ').any(|scope| scope == "offline_access") {
            return Ok(None);
        }
        let value = random::token();
        let Some(configuration) = self.store.find_configuration(grant.organization_id).await? else { return Ok(None) };
        let token = refresh_token(grant, configuration.organization.sessions, value.expose(), jkt, now);
        let store = self.store.organization(grant.organization_id);
        Box::pin(store.insert_refresh_token(&token)).await?;
        Ok(Some(value.expose().to_owned()))
    }

    pub(super) async fn sign(
        &self,
        grant: &Grant,
        application: &Application,
        bounds: Bounds<'_>,
        refresh_token: Option<String>,
        now: DateTime<Utc>,
    ) -> Result<Tokens, SignInError> {
        let subject = self.subject(application, grant.user_id);
        let named = (self.issuer.as_str(), subject.as_str());
        let access = redeem::access_token(random::id(now), grant, application, named, bounds, now);
        let mut id_token = redeem::id_token(grant, application, named, now);
        let keys = self.signing.with(application.id_token_algorithm, now).await?;
        id_token.exp = id_token.exp.min(self.latest_end(now));
        Ok(Tokens {
            id_token: Some(keys.sign(application.id_token_algorithm, redeem::ID_TOKEN_TYPE, &id_token)?),
            scope: Some(grant.content.scope.clone()),
            refresh_token,
            ..self.access_only(&keys, access, now)?
        })
    }

    pub(super) fn access_only(
        &self,
        keys: &KeySet,
        mut access: AccessTokenClaims,
        now: DateTime<Utc>,
    ) -> Result<Tokens, SignInError> {
        access.exp = access.exp.min(self.latest_end(now));
        Ok(Tokens {
            // Always with this one, whatever the application's ID tokens are signed with: it is the resource servers that read it.
            access_token: keys.sign(SigningAlgorithm::Es256, redeem::ACCESS_TOKEN_TYPE, &access)?,
            token_type: if access.cnf.is_some() { "DPoP" } else { "Bearer" },
            expires_in: access.exp - access.iat,
            id_token: None,
            scope: None,
            refresh_token: None,
        })
    }

    /// What the support staff's own application gets opens the admin API, and nothing else; what others get, userinfo.
    pub(super) fn own_audience(&self, application: &Application) -> Cow<'_, str> {
        match &self.support {
            Some(support) if support.application == application.client_id => {
                Cow::Owned(redeem::admin_audience(&self.issuer))
            }
            _ => Cow::Borrowed(redeem::userinfo_audience(&self.issuer)),
        }
    }

    /// The claims that an access token opens (OpenID Connect Core, 5.3), if it is good still, and presented as it must be.
    pub async fn userinfo(
        &self,
        access_token: &str,
        presented: Presented<'_>,
        now: DateTime<Utc>,
    ) -> Result<Result<serde_json::Value, Refusal>, SignInError> {
        let refused = Ok(Err(Refusal::Token));
        let claims = self.access_token(access_token, redeem::userinfo_audience(&self.issuer), now).await;
        let Some(claims) = claims else { return refused };
        // One that an application has for itself is about nobody.
        let (Some(organization_id), Some(grant)) = (claims.organization_id, claims.grant) else { return refused };
        if let Err(refusal) = self.may_present(access_token, &claims, presented, now).await? {
            return Ok(Err(refusal));
        }
        let Some((grant, session)) = self.store.organization(organization_id).find_live_grant(grant, now).await? else {
            return refused;
        };
        let configuration = self.store.find_configuration(organization_id).await?;
        if configuration.is_none_or(|it| session.has_outlived(it.organization.sessions, now)) {
            return refused;
        }
        let Some(application) = self.store.find_application_by_id(grant.application_id).await? else { return refused };
        let mut said = json!(redeem::person(&grant.content, &application, &grant.content.claims.userinfo));
        if let Some(said) = said.as_object_mut() {
            said.insert("sub".to_owned(), json!(self.subject(&application, grant.user_id)));
            said.insert("organization".to_owned(), json!(grant.content.organization));
        }
        Ok(Ok(said))
    }

    /// When a token ends at the latest: the key that signs it goes when the longest-lived one that it can have signed has ended.
    fn latest_end(&self, now: DateTime<Utc>) -> i64 {
        (now + self.signing.policy().longest_token).timestamp()
    }

    /// What an access token of ours says that is good at this audience and has not ended.
    pub(super) async fn access_token(
        &self,
        token: &str,
        audience: &str,
        now: DateTime<Utc>,
    ) -> Option<AccessTokenClaims> {
        let at = (self.issuer.as_str(), audience);
        self.signing.verify(token, redeem::ACCESS_TOKEN_TYPE, at, now).await.ok()
    }

    /// What an access token of ours says that has not ended, wherever it is good.
    pub(super) async fn any_access_token(&self, token: &str, now: DateTime<Utc>) -> Option<AccessTokenClaims> {
        #[derive(Deserialize)]
        struct Said {
            aud: String,
        }
        let said = token.split('.').nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part).ok())?;
        let Said { aud } = serde_json::from_slice(&said).ok()?;
        // It is verified for the audience that it says it is for.
        self.access_token(token, &aud, now).await
    }

    /// An application gives back a token (RFC 7009): all that was got with its grant ends. What is no token, has ended already, or is
    /// another application's is answered alike: there is nothing of it left to the one who asks. What it has for itself cannot be given
    /// back: nothing is kept of it.
    pub async fn give_back(
        &self,
        application: &Application,
        token: &str,
        ip: Option<IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<Result<(), TokenError>, SignInError> {
        let found = match self.store.find_refresh_token(&hash::hash(token), now).await? {
            Some(found) => Some(found.grant),
            None => match self.any_access_token(token, now).await {
                Some(AccessTokenClaims { organization_id: Some(organization), grant: Some(grant), .. }) => {
                    let found = self.store.organization(organization).find_live_grant(grant, now).await?;
                    found.map(|(grant, _)| grant)
                }
                Some(claims) if claims.client_id == application.client_id => {
                    return Ok(Err(TokenError::UnsupportedTokenType));
                }
                Some(_) | None => None,
            },
        };
        if let Some(grant) = found.filter(|grant| grant.application_id == application.id) {
            let event = event(&grant, AuditAction::TokenRevoked, Ok(()), AuditDetail::nothing(), ip, now);
            self.store.organization(grant.organization_id).revoke_grant(grant.id, now, &event).await?;
        }
        Ok(Ok(()))
    }

    pub(super) async fn revoke(
        &self,
        grant: &Grant,
        action: AuditAction,
        ip: Option<IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<(), SignInError> {
        tracing::warn!(sign_in = %grant.sign_in_id, ?action, "grant.revoked");
        let mut event = event(grant, action, Ok(()), AuditDetail::nothing(), ip, now);
        event.outcome = crate::domain::audit::AuditOutcome::Refused;
        Ok(self.store.organization(grant.organization_id).revoke_grant(grant.id, now, &event).await?)
    }
}

/// Where an access token is good, and with the key of which proof.
pub(super) fn bounds<'a>(audience: &'a str, proof: Option<&'a Proof>) -> Bounds<'a> {
    Bounds { audience, jkt: proof.map(|proof| proof.jkt.as_str()) }
}

/// The key that a refresh token is bound to: that of a public client, which has nothing else to prove itself by (RFC 9449, 5). Any other
/// application proves itself, and may change its key.
pub(super) fn refresh_key(application: &Application, proof: Option<&Proof>) -> Option<String> {
    let public = application.authentication.method() == AuthenticationMethod::None;
    proof.filter(|_| public).map(|proof| proof.jkt.clone())
}

pub(super) fn refresh_token(
    grant: &Grant,
    lifetimes: SessionLifetimes,
    value: &str,
    jkt: Option<String>,
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
        predecessor: None,
        jkt,
    }
}

pub(super) fn event(
    grant: &Grant,
    action: AuditAction,
    result: Result<(), Reason>,
    detail: AuditDetail,
    ip: Option<IpAddr>,
    now: DateTime<Utc>,
) -> AuditEvent {
    let at =
        Circumstances { now, sign_in_id: grant.sign_in_id, application_id: grant.application_id, ip, user_agent: None };
    issue::event(random::id(now), action, Some(grant.organization_id), Some(grant.user_id), result, detail, &at)
}
