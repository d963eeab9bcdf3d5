//! Microsoft says that somebody has signed out there (front-channel logout): it loads an address of ours in a hidden frame.
//!
//! No cookie comes along: browsers keep them from frames of other sites. What counts is `sid`, the name of Microsoft's session, which its
//! ID token gave and which nobody guesses.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::super::browser::Browser;
use super::super::callback::Door;
use super::super::issue::{self, Circumstances};
use super::super::parameters::Parameters;
use super::super::{SignIn, SignInError};
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent};
use crate::domain::logout::limit_of_front_channel;
use crate::domain::session::{Evidence, LONGEST_UPSTREAM_SID, Session};
use crate::keys::random;
use crate::store::limits::Taken;

/// What Microsoft is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It was heard, whether or not it meant anybody.
    Yes,
    /// Too much was said from one network.
    TooOften,
}

impl SignIn {
    /// Ends the sessions that came out of Microsoft's session `sid`, through the connection whose address this is. Which sessions there are,
    /// the answer does not tell.
    pub async fn signed_out_upstream(
        &self,
        door: Door,
        parameters: &Parameters,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Heard, SignInError> {
        let sid = parameters.get("sid").filter(|sid| sid.len() <= LONGEST_UPSTREAM_SID && !parameters.repeated());
        let Some(sid) = sid else { return Ok(Heard::Yes) };
        // Before anything is looked up, and whatever it is.
        if self.store.take(&[limit_of_front_channel(browser.ip)], now).await? != Taken::Yes {
            return Ok(Heard::TooOften);
        }
        for session in self.store.list_sessions_of_upstream(sid, now).await? {
            if self.is_meant(&session, door, parameters.get("iss")).await? {
                let event = event(&session, browser, now);
                self.store.organization(session.organization_id).end_session(session.id, now, &event).await?;
                tracing::info!(sign_in = %session.sign_in_id, "logout.upstream");
            }
        }
        Ok(Heard::Yes)
    }

    /// Whether Microsoft may speak of a session at this address: that of the connection by which the person came, or, for the shared
    /// registration, the one that all of its connections have. Another hospital's registration says nothing of this one's people. The
    /// issuer is not always sent; where it is, it must be theirs.
    async fn is_meant(&self, session: &Session, door: Door, issuer: Option<&str>) -> Result<bool, SignInError> {
        let Evidence::Sso { connection_id, account, .. } = &session.proof.evidence else { return Ok(false) };
        if issuer.is_some_and(|issuer| issuer != account.issuer) {
            return Ok(false);
        }
        Ok(match door {
            Door::Connection(id) => id == *connection_id,
            Door::Shared => {
                let configuration = self.store.find_configuration(session.organization_id).await?;
                let connection = configuration.as_ref().and_then(|it| it.connection(*connection_id));
                let version = connection.and_then(|connection| connection.active.as_ref());
                version.is_some_and(|version| version.settings.is_shared())
            }
        })
    }
}

fn event(session: &Session, browser: Browser<'_>, now: DateTime<Utc>) -> AuditEvent {
    let at = Circumstances {
        now,
        sign_in_id: session.sign_in_id,
        application_id: session.application_id,
        ip: browser.ip,
        user_agent: browser.user_agent,
    };
    let (organization, user) = (Some(session.organization_id), Some(session.user_id));
    let detail = AuditDetail::of(&json!({ "what": "signed out at Microsoft" }));
    issue::event(random::id(now), AuditAction::SessionEnded, organization, user, Ok(()), detail, &at)
}
