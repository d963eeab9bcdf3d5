//! The device comes for its tokens, again and again until a person has said whether it may (RFC 8628, 3.4 and 3.5).

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::event;
use crate::domain::application::Application;
use crate::domain::audit::AuditAction;
use crate::domain::device::DeviceState;
use crate::domain::id::{GrantId, OrganizationId};
use crate::domain::reason::Reason;
use crate::keys::{hash, random};
use crate::signin::browser::Browser;
use crate::signin::decide::{Demand, Verdict};
use crate::signin::redeem::TokenError;
use crate::signin::tokens::{self, Asked, Tokens, bounds, refresh_key, refresh_token};
use crate::signin::{SignIn, SignInError, audience, issue};
use crate::store::devices::Polled;

impl SignIn {
    /// A device shows its code. Between the person's word and this the decision may have become another: it is asked again.
    pub(in crate::signin) async fn redeem_device(
        &self,
        application: &Application,
        Asked { parameters, proof, ip }: Asked<'_>,
        now: DateTime<Utc>,
    ) -> Result<Result<Tokens, TokenError>, SignInError> {
        if !application.device_grant {
            return Ok(Err(TokenError::UnauthorizedClient));
        }
        let Some(code) = parameters.get("device_code") else { return Ok(Err(TokenError::InvalidRequest)) };
        let found = self.store.find_device(&hash::hash(code)).await?;
        let Some(device) = found.filter(|device| device.application_id == application.id) else {
            return Ok(Err(TokenError::InvalidGrant));
        };
        let (organization, grant) = match (device.state, device.grant) {
            (DeviceState::Refused, _) => return Ok(Err(TokenError::AccessDenied)),
            (DeviceState::Redeemed, Some(grant)) => {
                self.device_code_reused(grant, ip, now).await?;
                return Ok(Err(TokenError::InvalidGrant));
            }
            _ if device.expires_at <= now => return Ok(Err(TokenError::ExpiredToken)),
            (DeviceState::Allowed, Some(grant)) => grant,
            _ => {
                return Ok(Err(match self.store.poll_device(&device, now).await? {
                    Polled::InTime => TokenError::AuthorizationPending,
                    Polled::TooSoon => TokenError::SlowDown,
                }));
            }
        };
        let store = self.store.organization(organization);
        // Whoever has signed out since, or was signed out, has taken their word back.
        let Some((mut grant, session)) = store.find_live_grant(grant, now).await? else {
            return Ok(Err(TokenError::AccessDenied));
        };
        let Some(configuration) = self.store.find_configuration(organization).await? else {
            return Ok(Err(TokenError::AccessDenied));
        };
        if session.has_outlived(configuration.organization.sessions, now) {
            return Ok(Err(TokenError::AccessDenied));
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
                let (action, trace) = (AuditAction::DeviceAuthorized, issue::trace(&decision));
                let event = tokens::event(&grant, action, Err(reason), trace, ip, now);
                store.revoke_grant(grant.id, now, &event).await?;
                tracing::info!(sign_in = %grant.sign_in_id, reason = reason.code(), "device.refused");
                return Ok(Err(TokenError::AccessDenied));
            }
        };
        if !Box::pin(self.still_stands(&configuration, &session, now)).await? {
            return Ok(Err(TokenError::AccessDenied));
        }
        let own = self.own_audience(application);
        // A device asks for none of the resource servers: RFC 8707 knows no such parameter where its codes are made.
        let audience = match audience::of_person(parameters, application, &[], &own) {
            Ok(audience) => audience,
            Err(error) => return Ok(Err(error)),
        };
        let lifetimes = configuration.organization.sessions;
        let value = random::token();
        let may_refresh = grant.content.scope.split(' ').any(|scope| scope == "offline_access");
        let refresh =
            may_refresh.then(|| refresh_token(&grant, lifetimes, value.expose(), refresh_key(application, proof), now));
        let came = event(&grant, &json!({ "device": "signed in" }), Browser { ip, ..Browser::default() }, now);
        if !store.redeem_device(device.id, refresh.as_ref(), now, &came).await? {
            // Somebody else showed the code between the look-up and here.
            self.device_code_reused((organization, grant.id), ip, now).await?;
            return Ok(Err(TokenError::InvalidGrant));
        }
        if let Some(user) = people.users.iter().find(|user| user.id == admission.user_id) {
            let scope = grant.content.scope.clone();
            let (organization, proof) = (&configuration.organization, &session.proof);
            let claims = grant.content.claims.clone();
            grant.content = issue::content(&scope, &claims, None, organization, user, proof, admission);
        }
        let refresh = may_refresh.then(|| value.expose().to_owned());
        self.sign(&grant, application, bounds(audience, proof), refresh, now).await.map(Ok)
    }

    /// A code that was good is shown a second time. One of the two who showed it is a thief, or the first answer was lost: what it gave
    /// ends, as with any code (RFC 6749, 4.1.2).
    async fn device_code_reused(
        &self,
        (organization, grant): (OrganizationId, GrantId),
        ip: Option<IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<(), SignInError> {
        let live = self.store.organization(organization).find_live_grant(grant, now).await?;
        match live {
            Some((grant, _)) => self.revoke(&grant, AuditAction::CodeReused, ip, now).await,
            None => Ok(()),
        }
    }
}
