//! As long as a session is open, Microsoft is asked whether the account that opened it still stands (flag `upstream_recheck`): when the
//! session is used, and by [`work`] when nobody uses it. Who is disabled there is out here within the organization's minutes.
//!
//! What Microsoft answers is a fact; what follows from it says [`Standing`]. Nobody is put out because Microsoft, or we, have trouble.

pub mod tally;
pub mod work;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use zeroize::Zeroizing;

use super::{SignIn, SignInError};
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent, AuditOutcome};
use crate::domain::claims::ProviderAccount;
use crate::domain::connection::{Connection, ConnectionStatus};
use crate::domain::id::{ConnectionId, OrganizationId, SessionId};
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::reason::Reason;
use crate::domain::recheck::{self, LEASE, Standing};
use crate::domain::secret::Secret;
use crate::domain::session::{Evidence, Session};
use crate::keys::random;
use crate::keys::seal::Place;
use crate::store::StoreError;
use crate::store::upstream_tokens::{Ended, TakenToken, UpstreamToken};
use crate::upstream::UpstreamError;
use crate::upstream::credential::Ourselves;
use crate::upstream::exchange::Refreshed;
use crate::upstream::provider::Provider;
use tally::Tally;

/// Who ends sessions that the provider stands for no longer.
const ITSELF: &str = "anteroom";
/// The longest token that is kept, in bytes. Entra's have one or two thousand.
const LONGEST: usize = 16 * 1024;

/// What this process knows of asking Microsoft about open sessions.
#[derive(Debug, Default)]
pub struct Rechecks {
    /// What came of it.
    pub tally: Tally,
    pauses: Mutex<HashMap<ConnectionId, Pause>>,
}

/// A connection through which nothing is asked for a while.
#[derive(Clone, Copy, Debug)]
struct Pause {
    failures: i32,
    until: DateTime<Utc>,
}

impl Rechecks {
    /// The connections through which nothing is asked now.
    fn paused(&self, now: DateTime<Utc>) -> Vec<ConnectionId> {
        self.with(|pauses| pauses.iter().filter(|(_, pause)| now < pause.until).map(|(id, _)| *id).collect())
    }

    fn is_paused(&self, connection: ConnectionId, now: DateTime<Utc>) -> bool {
        self.with(|pauses| pauses.get(&connection).is_some_and(|pause| now < pause.until))
    }

    /// Microsoft has answered there.
    fn answered(&self, connection: ConnectionId) {
        self.with(|pauses| pauses.remove(&connection));
    }

    /// It has not, or something is wrong that would be for everybody: each time that it is tried again in vain is waited longer.
    fn pause(&self, connection: ConnectionId, minutes: u32, now: DateTime<Utc>) {
        self.with(|pauses| {
            let pause = pauses.entry(connection).or_insert(Pause { failures: 0, until: now });
            // Several were under way at once: all of them are one failure.
            if pause.until <= now {
                pause.failures = pause.failures.saturating_add(1);
                pause.until = now + recheck::pause(pause.failures, minutes);
            }
        });
    }

    fn with<T>(&self, read: impl FnOnce(&mut HashMap<ConnectionId, Pause>) -> T) -> T {
        read(&mut self.pauses.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What is sealed: the token, and the registration that got it. The provider takes it from that one alone, and an answer to another would be
/// read as a word about the account.
#[derive(Serialize)]
struct Sealing<'a> {
    client_id: &'a str,
    /// Under the name that it had when it was a directory of Entra always: what is sealed outlives a new version.
    #[serde(rename = "tid")]
    authority: &'a str,
    refresh_token: &'a str,
}

/// The same, opened.
#[derive(Deserialize)]
struct Sealed {
    client_id: String,
    #[serde(rename = "tid")]
    authority: String,
    refresh_token: Secret,
}

/// Where the sealed token of a session belongs.
pub fn place(organization: OrganizationId, session: SessionId) -> Place<'static> {
    Place { table: "upstream_tokens", column: "sealed", row: session.0, organization: Some(organization) }
}

impl SignIn {
    /// Keeps what Microsoft can be asked with about a session that is about to open; before it does, so that no session is ever open and
    /// not watched. Where the organization does not want that, nothing is done, and nothing kept.
    pub(super) async fn watch(
        &self,
        configuration: &OrganizationConfiguration,
        connection: &Connection,
        refresh_token: Option<&Secret>,
        session: &Session,
        now: DateTime<Utc>,
    ) -> Result<(), SignInError> {
        if !recheck::is_on(configuration, now) {
            return Ok(());
        }
        let Evidence::Sso { account, .. } = &session.proof.evidence else { return Ok(()) };
        let provider = self.provider_of(connection);
        if provider.as_ref().is_some_and(|provider| !provider.answers_again()) {
            return Ok(());
        }
        let usable = refresh_token.filter(|token| token.expose().len() <= LONGEST);
        let (Some(token), Some(provider)) = (usable, provider) else {
            // Switched on while the person was at Microsoft, or Microsoft gives none: the session ends as it would without.
            self.rechecks.tally.not_watched();
            tracing::warn!(sign_in = %session.sign_in_id, connection = %connection.id, "recheck.no_token");
            return Ok(());
        };
        let minutes = configuration.organization.upstream_recheck_minutes;
        let kept = UpstreamToken {
            session_id: session.id,
            organization_id: session.organization_id,
            connection_id: connection.id,
            sealed: self.seal_upstream_token(session, &provider, account, token)?,
            failures: 0,
            stood_at: now,
        };
        let due_at = now + Duration::minutes(minutes.into());
        let kept = self.store.organization(session.organization_id).keep_upstream_token(&kept, due_at, now).await;
        Ok(kept.map_err(|error| match error {
            // The connection was removed in this very moment: the decision is asked again.
            StoreError::Missing => StoreError::Outdated,
            error => error,
        })?)
    }

    /// Whether the account behind an open session still stands, as far as is known: Microsoft is asked, where that is due and nobody
    /// else asks. Where it says no, the session has ended.
    pub(super) async fn still_stands(
        &self,
        configuration: &OrganizationConfiguration,
        session: &Session,
        now: DateTime<Utc>,
    ) -> Result<bool, SignInError> {
        let Some(connection) = session.proof.evidence.connection() else { return Ok(true) };
        if !recheck::is_on(configuration, now) || self.rechecks.is_paused(connection, now) {
            return Ok(true);
        }
        let store = self.store.organization(session.organization_id);
        let Some(taken) = store.take_upstream_token(session.id, LEASE, now).await? else { return Ok(true) };
        Ok(self.recheck(configuration, &taken, now).await? != Standing::Gone)
    }

    /// Asks Microsoft with a token that was taken, and does what follows.
    async fn recheck(
        &self,
        configuration: &OrganizationConfiguration,
        taken: &TakenToken,
        now: DateTime<Utc>,
    ) -> Result<Standing, StoreError> {
        let (standing, error) = self.ask_about(configuration, taken, now).await?;
        let Some(error) = error.filter(|_| standing == Standing::Gone) else { return Ok(standing) };
        // One proof is refused. Where the newest of the same account is too, it is the account, and all of it ends at once; else what
        // has ended is this proof, and what is older.
        let store = self.store.organization(taken.session.organization_id);
        let newest = store.take_newest_upstream_token(&taken.session, LEASE, now).await?;
        let (refused, error) = match &newest {
            None => (taken, error),
            Some(newest) => match self.ask_about(configuration, newest, now).await? {
                (Standing::Gone, Some(of_newest)) => (newest, of_newest),
                _ => (taken, error),
            },
        };
        let session = &refused.session;
        let event = |ended: Ended| AuditEvent {
            organization_id: Some(session.organization_id),
            user_id: Some(session.user_id),
            application_id: Some(session.application_id),
            sign_in_id: Some(session.sign_in_id),
            outcome: AuditOutcome::Refused,
            reason: Some(Reason::UpstreamAccountRefused.code().to_owned()),
            detail: AuditDetail::of(&json!({
                "sessions": ended.sessions,
                "last_stood_at": ended.last_stood_at,
                "entra": error.entra,
            })),
            ..AuditEvent::new(random::id(now), now, AuditAction::RecheckRefused, ITSELF)
        };
        if let Some(Ended { sessions, last_stood_at }) = store.end_refused(session, now, event).await? {
            self.rechecks.tally.ended(sessions, now - last_stood_at);
            tracing::info!(sign_in = %session.sign_in_id, sessions, "recheck.refused");
        }
        Ok(Standing::Gone)
    }

    /// Asks Microsoft, and writes down what it said, but for what is to end.
    async fn ask_about(
        &self,
        configuration: &OrganizationConfiguration,
        taken: &TakenToken,
        now: DateTime<Utc>,
    ) -> Result<(Standing, Option<UpstreamError>), StoreError> {
        let TakenToken { token, session, .. } = taken;
        let store = self.store.organization(session.organization_id);
        let minutes = configuration.organization.upstream_recheck_minutes;
        let answer = self.ask_provider(configuration, taken, now).await;
        let standing = Standing::of(answer.as_ref().map(drop).map_err(|error| error.reason));
        self.rechecks.tally.asked(standing);
        let error = match answer {
            Ok(next) => {
                self.rechecks.answered(token.connection_id);
                store.note_standing(taken, next, now + Duration::minutes(minutes.into()), now).await?;
                return Ok((standing, None));
            }
            Err(error) => error,
        };
        let reason = error.reason;
        if recheck::is_of_the_connection(reason) {
            self.rechecks.pause(token.connection_id, minutes, now);
        } else {
            self.rechecks.answered(token.connection_id);
        }
        if standing == Standing::Unknown {
            let entra = error.entra.as_deref().and_then(|entra| entra.correlation_id.as_deref());
            tracing::warn!(
                sign_in = %session.sign_in_id, connection = %token.connection_id, reason = reason.code(), entra,
                "recheck.not_answered"
            );
            let pause = recheck::pause(token.failures.saturating_add(1), minutes);
            store.note_unknown(taken, now + pause).await?;
        }
        Ok((standing, Some(error)))
    }

    /// What the provider says to a token: nothing, or the token to ask with next, sealed.
    async fn ask_provider(
        &self,
        configuration: &OrganizationConfiguration,
        taken: &TakenToken,
        now: DateTime<Utc>,
    ) -> Result<Option<Vec<u8>>, UpstreamError> {
        let TakenToken { token, session, .. } = taken;
        let connection = configuration.connection(token.connection_id).ok_or(Reason::ConnectionDisabled)?;
        let version = connection.active.as_ref().filter(|_| connection.status == ConnectionStatus::Active);
        let settings = &version.ok_or(Reason::ConnectionDisabled)?.settings;
        let provider = self.provider_of(connection).ok_or(Reason::CredentialMissing)?;
        let Evidence::Sso { account, .. } = &session.proof.evidence else {
            return Err(Reason::TenantMismatch.into());
        };
        let sealed = self.open_upstream_token(token)?;
        if sealed.client_id != provider.client_id() || sealed.authority != provider.account_authority() {
            // The connection has another registration since: the provider would refuse this token whatever the account.
            return Err(Reason::TenantMismatch.into());
        }
        let credential = self.credential(settings, configuration.credential(connection.id, settings))?;
        let keys = self.signing.usable().await;
        let longest_token = self.signing.policy().longest_token;
        let ourselves = Ourselves { issuer: &self.issuer, keys: &keys, longest_token };
        let Refreshed { id_token, refresh_token } =
            self.upstream.refresh(&provider, &credential, &sealed.refresh_token, ourselves, now).await?;
        if let Some(id_token) = id_token {
            let verified = self.verify(&provider, &id_token, None, now).await?;
            // An answer about another account is none about this one, and its token is not kept.
            if verified.account.key() != account.key() {
                return Err(Reason::IdentityMismatch.into());
            }
        }
        let next = refresh_token.filter(|token| token.expose().len() <= LONGEST);
        let next = next.map(|next| self.seal_upstream_token(session, &provider, account, &next));
        // One that cannot be sealed is not kept: the one before is good still.
        Ok(next.and_then(Result::ok))
    }

    fn provider_of(&self, connection: &Connection) -> Option<Provider> {
        let shared = self.shared.as_ref().map(|shared| shared.client_id.as_str());
        self.upstream.provider(&connection.active.as_ref()?.settings, shared)
    }

    fn seal_upstream_token(
        &self,
        session: &Session,
        provider: &Provider,
        account: &ProviderAccount,
        token: &Secret,
    ) -> Result<Vec<u8>, crate::keys::KeyError> {
        let authority = &account.key().authority;
        let sealing = Sealing { client_id: provider.client_id(), authority, refresh_token: token.expose() };
        // Texts: nothing that JSON cannot say.
        let plain = Zeroizing::new(serde_json::to_vec(&sealing).unwrap_or_default());
        self.ring.seal(&place(session.organization_id, session.id), &plain)
    }

    fn open_upstream_token(&self, token: &UpstreamToken) -> Result<Sealed, UpstreamError> {
        let place = place(token.organization_id, token.session_id);
        let opened = self.ring.open(&place, &token.sealed).ok();
        let sealed = opened.and_then(|plain| serde_json::from_slice(&plain).ok());
        sealed.ok_or_else(|| {
            tracing::error!(session = %token.session_id, "recheck.token_does_not_open");
            // A fault of ours, and nothing that Microsoft has said.
            Reason::UpstreamRequestRefused.into()
        })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_connection_in_trouble_is_left_in_peace_longer_each_time_and_forgotten_when_it_answers() {
        let rechecks = Rechecks::default();
        let (one, other) = (ConnectionId(Uuid::from_u128(1)), ConnectionId(Uuid::from_u128(2)));
        let at = |minute: i64| DateTime::from_timestamp(1_800_000_000 + 60 * minute, 0).unwrap();
        // Several at once are one failure.
        for _ in 0..4 {
            rechecks.pause(one, 15, at(0));
        }
        assert!(rechecks.is_paused(one, at(0)) && !rechecks.is_paused(one, at(1)));
        assert!(!rechecks.is_paused(other, at(0)));
        rechecks.pause(one, 15, at(1));
        assert!(rechecks.is_paused(one, at(2)) && !rechecks.is_paused(one, at(3)));
        assert_eq!(rechecks.paused(at(2)), [one]);
        rechecks.answered(one);
        assert_eq!(rechecks.paused(at(2)), []);
        rechecks.pause(one, 15, at(2));
        assert!(!rechecks.is_paused(one, at(3)), "it begins anew");
    }

    #[test]
    fn what_is_sealed_for_one_session_opens_for_no_other_and_in_no_other_organization() {
        let ring = crate::keys::ring::KeyRing::parse(&crate::keys::ring::KeyRing::generate_line("k")).unwrap();
        let (organization, session) = (OrganizationId(Uuid::from_u128(1)), SessionId(Uuid::from_u128(2)));
        let sealed = ring.seal(&place(organization, session), b"token").unwrap();
        assert!(ring.open(&place(organization, session), &sealed).is_ok());
        for elsewhere in
            [place(OrganizationId(Uuid::from_u128(3)), session), place(organization, SessionId(Uuid::from_u128(4)))]
        {
            assert!(ring.open(&elsewhere, &sealed).is_err());
        }
    }
}
