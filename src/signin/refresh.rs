//! An application comes with a refresh token (RFC 6749, 6).

use chrono::{DateTime, Duration, Utc};

use super::decide::{Demand, Verdict};
use super::redeem::TokenError;
use super::tokens::{Asked, Tokens, bounds, event, refresh_key, refresh_token};
use super::{SignIn, SignInError, audience, dpop, issue};
use crate::domain::application::Application;
use crate::domain::audit::AuditAction;
use crate::domain::grant::{GrantContent, RefreshToken, TokenHash};
use crate::domain::protocol::SecurityProfile;
use crate::domain::reason::Reason;
use crate::keys::{hash, random};
use crate::store::refresh::Use;

/// For so long a refresh token that was used may be used once more, as long as nobody has used what was given for it: the answer may
/// have been lost on its way, and the application has no other. Whoever gets something for it that way takes back what was given
/// before. So a family has one token that is good, whoever holds it; and if two hold what was given, one of them shows what was taken
/// back, sooner or later, and the family ends (RFC 9700, 4.14.2).
pub const REFRESH_GRACE: Duration = Duration::seconds(30);

/// How often a refresh is begun anew because somebody else has used the same token meanwhile.
const REFRESH_ATTEMPTS: usize = 3;

impl SignIn {
    /// A refresh asks the decision again: a suspended user, a flag off, an application at `never` end it here.
    pub(super) async fn refresh(
        &self,
        application: &Application,
        asked: Asked<'_>,
        now: DateTime<Utc>,
    ) -> Result<Result<Tokens, TokenError>, SignInError> {
        let Some(shown) = asked.parameters.get("refresh_token") else {
            return Ok(Err(TokenError::InvalidRequest));
        };
        let shown = hash::hash(shown);
        for _ in 0..REFRESH_ATTEMPTS {
            if let Some(answer) = self.refresh_once(application, &shown, asked, now).await? {
                return Ok(answer);
            }
        }
        // So many use it at once that this one finds no turn. That is no theft: nothing ends.
        Ok(Err(TokenError::InvalidGrant))
    }

    /// None where somebody else has used the token between the look-up and the write: then it is another case.
    async fn refresh_once(
        &self,
        application: &Application,
        shown: &TokenHash,
        Asked { parameters, proof, ip }: Asked<'_>,
        now: DateTime<Utc>,
    ) -> Result<Option<Result<Tokens, TokenError>>, SignInError> {
        let refuse = |error| Ok(Some(Err(error)));
        let found = self.store.find_refresh_token(shown, now).await?;
        let Some(found) = found.filter(|found| found.grant.application_id == application.id) else {
            return refuse(TokenError::InvalidGrant);
        };
        // Before anything ends: whoever has stolen the token without the key can do no harm with it.
        if let Err(error) = dpop::require(found.jkt.as_deref(), proof) {
            return refuse(error);
        }
        let (mut grant, session) = (found.grant, found.session);
        let store = self.store.organization(grant.organization_id);
        let spent = match found.used_at {
            None => Some(found.id),
            Some(used_at) if now - used_at <= REFRESH_GRACE => store.find_unused_successor(grant.id, found.id).await?,
            Some(_) => None,
        };
        let Some(spent) = spent else {
            self.revoke(&grant, AuditAction::RefreshTokenReused, ip, now).await?;
            return refuse(TokenError::InvalidGrant);
        };
        let Some(configuration) = self.store.find_configuration(grant.organization_id).await? else {
            return refuse(TokenError::InvalidGrant);
        };
        if session.has_outlived(configuration.organization.sessions, now) {
            return refuse(TokenError::InvalidGrant);
        }
        let own = self.own_audience(application);
        let audience = match audience::of_person(parameters, application, &grant.content.resources, &own) {
            Ok(audience) => audience.to_owned(),
            Err(error) => return refuse(error),
        };
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
                return refuse(TokenError::InvalidGrant);
            }
        };
        if !Box::pin(self.still_stands(&configuration, &session, now)).await? {
            return refuse(TokenError::InvalidGrant);
        }
        let lifetimes = configuration.organization.sessions;
        let idle_at = issue::idle_at(lifetimes, now);
        let of = Use { spent, grant_id: grant.id, session_id: session.id, idle_at };
        // Whoever is held to FAPI 2.0 keeps theirs: its use takes the application's own key anyway (5.3.2.1).
        let (used, refresh) = if application.protocol.profile == SecurityProfile::Fapi2 {
            (store.use_refresh_token(of, now).await?, None)
        } else {
            let value = random::token();
            let jkt = refresh_key(application, proof);
            let predecessor = Some(found.id);
            let next = RefreshToken { predecessor, ..refresh_token(&grant, lifetimes, value.expose(), jkt, now) };
            (store.rotate_refresh_token(of, &next, now).await?, Some(value.expose().to_owned()))
        };
        if !used {
            return Ok(None);
        }
        if found.used_at.is_some() {
            tracing::info!(sign_in = %grant.sign_in_id, "refresh_token.used_again");
        }
        if let Some(user) = people.users.iter().find(|user| user.id == admission.user_id) {
            let organization = &configuration.organization;
            let GrantContent { scope, claims, resources, .. } = grant.content;
            // The nonce belongs to the first ID token alone (OpenID Connect Core, 12.2).
            let content = issue::content(&scope, &claims, None, organization, user, &session.proof, admission);
            grant.content = GrantContent { resources, ..content };
        }
        self.sign(&grant, application, bounds(&audience, proof), refresh, now).await.map(|tokens| Some(Ok(tokens)))
    }
}
