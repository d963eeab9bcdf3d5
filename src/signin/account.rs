//! What a person sees and ends of their own: sessions, the password, and the sign-in itself.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use super::browser::Browser;
use super::decide::{Demand, Verdict};
use super::issue::Circumstances;
use super::question::Notice;
use super::traditional::language;
use super::{SignIn, SignInError, issue};
use crate::domain::application::Application;
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent};
use crate::domain::id::SessionId;
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::secret::Secret;
use crate::domain::session::{Evidence, Session};
use crate::domain::user::User;
use crate::keys::{hash, random};
use crate::mail::Content;

/// How long after a one-time password somebody may set, change or remove their password.
const FRESH: Duration = Duration::minutes(15);
/// What stands for an application that is no more.
const ANTEROOM: &str = "Anteroom";

/// A person who is signed in in this browser.
pub struct Account {
    /// The person.
    pub user: User,
    /// Their organization.
    pub configuration: Arc<OrganizationConfiguration>,
    /// Their session here.
    pub session: Session,
    /// All their sessions, the newest first, each with the application's name it was opened for.
    pub sessions: Vec<(Session, String)>,
    /// Whether they have a password.
    pub has_password: bool,
    /// Whether they have shown a one-time password a moment ago: only then the password can be changed.
    pub fresh: bool,
}

/// Somebody has signed out.
pub struct SignedOut {
    /// Where to sign out at Microsoft too, where the organization wants it.
    pub to: Option<String>,
    /// Whether this browser forgets the name.
    pub forget: bool,
}

impl SignIn {
    /// The person who is signed in in this browser, if somebody is whom the decision still lets in: what is closed to a session is
    /// closed here too, or a password could be set where none may be used.
    pub async fn account(&self, browser: Browser<'_>, now: DateTime<Utc>) -> Result<Option<Account>, SignInError> {
        let Some(account) = self.holder(browser, now).await? else { return Ok(None) };
        let Account { session, configuration, .. } = &account;
        if session.has_outlived(configuration.organization.sessions, now) {
            return Ok(None);
        }
        let Some(application) = self.store.find_application_by_id(session.application_id).await? else {
            return Ok(None);
        };
        let demand = Demand::default();
        let (decision, _) = Box::pin(self.judge_session(&application, configuration, session, demand, now)).await?;
        Ok(matches!(decision.verdict, Verdict::Allow(_)).then_some(account))
    }

    /// The person whose session this browser holds, whatever it may still be used for: signing out always works.
    async fn holder(&self, browser: Browser<'_>, now: DateTime<Utc>) -> Result<Option<Account>, SignInError> {
        let Some(cookie) = browser.session else { return Ok(None) };
        let Some(session) = self.store.find_session(&hash::hash(cookie), now).await? else { return Ok(None) };
        let Some(configuration) = self.store.find_configuration(session.organization_id).await? else {
            return Ok(None);
        };
        let store = self.store.organization(session.organization_id);
        let people = store.find_person(session.user_id).await?;
        let Some(user) = people.users.into_iter().next() else { return Ok(None) };
        let mut sessions = Vec::new();
        let lifetimes = configuration.organization.sessions;
        for session in store.list_sessions(user.id, now).await? {
            if session.has_outlived(lifetimes, now) {
                continue;
            }
            let application = self.store.find_application_by_id(session.application_id).await?;
            let name = application.map_or_else(|| ANTEROOM.to_owned(), |application| application.name.clone());
            sessions.push((session, name));
        }
        let password = store.find_password(user.id).await?;
        let by_code = matches!(session.proof.evidence, Evidence::OneTimePassword { .. });
        let fresh = by_code && now - session.proof.verified_at < FRESH;
        Ok(Some(Account { user, configuration, session, sessions, has_password: password.is_some(), fresh }))
    }

    /// Ends one of the person's sessions; all but this one, where none is named.
    pub async fn end_own_sessions(
        &self,
        account: &Account,
        which: Option<SessionId>,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<(), SignInError> {
        let at = circumstances(account, browser, now);
        let event = event(account, AuditAction::SessionEnded, "ended by the person", &at);
        let store = self.store.organization(account.user.organization_id);
        match which {
            Some(id) => drop(store.end_session_of_user(account.user.id, id, now, &event).await?),
            None => drop(store.end_other_sessions(account.user.id, account.session.id, now, &event).await?),
        }
        Ok(())
    }

    /// Ends the session of this browser, with all that was got with it. `through` is the application that the person asked it in, if
    /// that was in one.
    pub async fn sign_out(
        &self,
        through: Option<&Application>,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<SignedOut, SignInError> {
        let Some(account) = self.holder(browser, now).await? else {
            return Ok(SignedOut { to: None, forget: browser.shared });
        };
        let at = circumstances(&account, browser, now);
        let at = Circumstances { application_id: through.map_or(at.application_id, |through| through.id), ..at };
        let what = if through.is_some() { "signed out in the application" } else { "signed out" };
        let signed_out = event(&account, AuditAction::SessionEnded, what, &at);
        let store = self.store.organization(account.user.organization_id);
        store.end_session(account.session.id, now, &signed_out).await?;
        let organization = &account.configuration.organization;
        let to = if organization.sign_out_upstream { self.upstream_sign_out(&account) } else { None };
        Ok(SignedOut { to, forget: browser.shared || organization.shared_devices })
    }

    fn upstream_sign_out(&self, account: &Account) -> Option<String> {
        let Evidence::Sso { connection_id, account: upstream, .. } = &account.session.proof.evidence else {
            return None;
        };
        let connection = account.configuration.connection(*connection_id)?;
        let shared = self.shared.as_ref().map(|shared| shared.client_id.as_str());
        let provider = self.upstream.provider(&connection.active.as_ref()?.settings, shared)?;
        let back_to = format!("{}/login/signed-out", self.issuer);
        provider.sign_out(&back_to, upstream.login_hint.as_deref())
    }

    /// Sets, changes or (where no new one is given) removes the person's password. Whoever has one shows it first.
    pub async fn change_password(
        &self,
        account: &Account,
        current: &Secret,
        new: Option<(&Secret, &Secret)>,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Result<(), Notice>, SignInError> {
        if !account.fresh {
            return Ok(Err(Notice::CodeTooOld));
        }
        let user = &account.user;
        let at = circumstances(account, browser, now);
        let store = self.store.organization(user.organization_id);
        if let Some(stored) = store.find_password(user.id).await? {
            let here = account.sessions.iter().find(|(session, _)| session.id == account.session.id);
            let application = here.map_or(ANTEROOM, |(_, name)| name.as_str());
            if let Err(notice) =
                self.compare_password(user, &stored, current, application, &account.configuration, &at).await?
            {
                return Ok(Err(notice));
            }
        }
        let language = language(Some(user), Some(&account.configuration), None, browser);
        if let Some(chosen) = new {
            let kept = Some(account.session.id);
            return self.set_password(user, &account.configuration, chosen, kept, language, &at).await;
        }
        let letter = self.letter(user, language, Content::PasswordChanged { removed: true }, now)?;
        let removed = event(account, AuditAction::PasswordChanged, "removed", &at);
        store.remove_password(user.id, letter.as_ref(), &removed).await?;
        Ok(Ok(()))
    }
}

fn circumstances<'a>(account: &Account, browser: Browser<'a>, now: DateTime<Utc>) -> Circumstances<'a> {
    Circumstances {
        now,
        sign_in_id: account.session.sign_in_id,
        application_id: account.session.application_id,
        ip: browser.ip,
        user_agent: browser.user_agent,
    }
}

fn event(account: &Account, action: AuditAction, what: &str, at: &Circumstances<'_>) -> AuditEvent {
    let (organization, user) = (Some(account.user.organization_id), Some(account.user.id));
    issue::event(random::id(at.now), action, organization, user, Ok(()), AuditDetail::of(&json!({ "what": what })), at)
}
