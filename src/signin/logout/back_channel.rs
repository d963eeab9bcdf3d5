//! Tells applications that a session is over (OpenID Connect Back-Channel Logout 1.0).
//!
//! Whoever ends a session writes down, with its end, who is to be told; here it is told, by any replica, and nobody waits for it.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};

use super::token::{LOGOUT_TOKEN_TYPE, logout_token};
use crate::domain::application::Application;
use crate::domain::clock::Clock;
use crate::domain::id::ApplicationId;
use crate::domain::logout::{BackChannelLogout, LEASE, next_attempt};
use crate::keys::random;
use crate::leases::{Leased, Slot, Tally, UnderWay};
use crate::signin::SignIn;
use crate::store::StoreError;
use crate::upstream::outbound::{OutboundError, Told};

/// Logout tokens sent at once to one application: one that answers slowly so takes nothing from the others.
const AT_ONCE_TO_ONE: usize = 8;
/// Logout tokens sent at once in all.
const AT_ONCE: usize = 64;
/// How long an application may take to answer. It ends a session of its own, and that is all.
const LONGEST: Duration = Duration::from_secs(5);

/// Tells applications.
#[derive(Clone)]
pub struct Delivery {
    /// What signs, and the way out.
    pub sign_in: Arc<SignIn>,
    /// The time.
    pub clock: Clock,
    /// What is under way.
    pub under_way: UnderWay<ApplicationId>,
    /// What came of it.
    pub tally: Arc<Tally>,
}

/// What is this replica's to tell.
pub struct Telling {
    logout: BackChannelLogout,
    _slot: Slot<ApplicationId>,
}

impl Leased for Delivery {
    type Piece = Telling;
    const NAME: &'static str = "logout";

    async fn claim(&self, under_way: usize) -> Result<Vec<Telling>, StoreError> {
        let mut claimed = Vec::new();
        let mut room = AT_ONCE.saturating_sub(under_way);
        if room == 0 {
            return Ok(claimed);
        }
        let (store, now) = (&self.sign_in.store, self.clock.now());
        for listener in store.list_due_listeners(&self.under_way.full(AT_ONCE_TO_ONE), now).await? {
            let most = self.under_way.room(listener, AT_ONCE_TO_ONE).min(room);
            if most == 0 {
                break;
            }
            match store.claim_logouts(listener, most, LEASE, now).await {
                Ok(taken) => {
                    room = room.saturating_sub(taken.len());
                    let telling = |logout| Telling { logout, _slot: self.under_way.take(listener) };
                    claimed.extend(taken.into_iter().map(telling));
                }
                // What has been taken is told all the same.
                Err(error) => tracing::warn!(%error, "logout.not_claimed"),
            }
        }
        Ok(claimed)
    }

    async fn finish(&self, telling: &Telling) -> Result<(), StoreError> {
        self.tell(&telling.logout).await
    }

    async fn release(&self, telling: &Telling) -> Result<(), StoreError> {
        self.sign_in.store.release_logout(&telling.logout, self.clock.now()).await
    }

    async fn woken(&self) {
        self.sign_in.store.logout_was_put().await;
    }
}

impl Delivery {
    async fn tell(&self, logout: &BackChannelLogout) -> Result<(), StoreError> {
        let store = &self.sign_in.store;
        let application = store.find_application_by_id(logout.application_id).await?;
        // Removed since, or it does not want to be told any more.
        let Some(application) = application.filter(|it| it.protocol.backchannel_logout_uri.is_some()) else {
            return store.remove_logout(logout).await;
        };
        let client = application.client_id.as_str();
        let answer = match self.send(logout, &application).await {
            Ok(told) if told.status.is_success() => {
                self.tally.delivered.fetch_add(1, Ordering::Relaxed);
                return store.remove_logout(logout).await;
            }
            // It has understood, and could not end its own session, or takes the token for none (2.8). It was told.
            Ok(told) if told.status == StatusCode::BAD_REQUEST => {
                self.tally.failed.fetch_add(1, Ordering::Relaxed);
                tracing::warn!(application = client, session = %logout.session_id, "logout.refused");
                return store.remove_logout(logout).await;
            }
            Ok(told) => told.status.as_u16().to_string(),
            Err(why) => why.to_owned(),
        };
        let (now, attempts) = (self.clock.now(), logout.attempts);
        if let Some(again_at) = next_attempt(attempts, now) {
            self.tally.put_off.fetch_add(1, Ordering::Relaxed);
            tracing::warn!(application = client, session = %logout.session_id, attempts, answer, "logout.put_off");
            store.put_off_logout(logout, again_at).await
        } else {
            self.tally.failed.fetch_add(1, Ordering::Relaxed);
            tracing::warn!(application = client, session = %logout.session_id, attempts, answer, "logout.given_up");
            store.remove_logout(logout).await
        }
    }

    /// Signs a token now, so that it is as fresh as its two minutes ask for, and posts it.
    async fn send(&self, logout: &BackChannelLogout, application: &Application) -> Result<Told, &'static str> {
        let SignIn { upstream, signing, issuer, .. } = &*self.sign_in;
        let url = application.protocol.backchannel_logout_uri.as_ref().ok_or("no_address")?;
        let now = self.clock.now();
        // As its ID tokens have it.
        let subject = self.sign_in.subject(application, logout.user_id);
        let claims = logout_token(random::id(now), logout, subject, application, issuer, now);
        let algorithm = application.id_token_algorithm;
        let keys = signing.with(algorithm, now).await;
        let token = keys.and_then(|keys| keys.sign(algorithm, LOGOUT_TOKEN_TYPE, &claims));
        let token = token.map_err(|error| {
            tracing::error!(%error, application = application.client_id, "logout.not_signed");
            "not_signed"
        })?;
        let body = url::form_urlencoded::Serializer::new(String::new()).append_pair("logout_token", &token).finish();
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, form)]);
        match tokio::time::timeout(LONGEST, upstream.tell(url, headers, body)).await {
            Ok(told) => told.map_err(OutboundError::word),
            Err(_) => Err("timeout"),
        }
    }
}
