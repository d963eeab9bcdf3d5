//! The password: shown, chosen, forgotten.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::{PasswordShown, language};
use crate::domain::application::Application;
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent};
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::reason::Reason;
use crate::domain::secret::Secret;
use crate::domain::user::User;
use crate::keys::password::PasswordHashError;
use crate::keys::random;
use crate::language::Language;
use crate::mail::Content;
use crate::signin::decide::Verdict;
use crate::signin::issue::Circumstances;
use crate::signin::transit::Transit;
use crate::signin::{Ask, Browser, Notice, Question, SignIn, SignInError, Step, circumstances, issue, password};
use crate::store::limits::Taken;

impl SignIn {
    /// The password was typed.
    pub(in crate::signin) async fn show_password(
        &self,
        application: Arc<Application>,
        transit: Transit,
        typed: &Secret,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let Some(judged) = self.only_one(&application, &transit, now).await? else {
            return self.proceed(application, transit, PasswordShown::No, browser, now).await;
        };
        let user = &judged.candidate.user;
        let asked = |notice| ask_password(Arc::clone(&application), transit.clone(), user, notice);
        let Some(stored) = &judged.candidate.password else {
            return self.proceed(application, transit, PasswordShown::No, browser, now).await;
        };
        if typed.expose().chars().count() > password::LONGEST {
            return Ok(asked(Notice::PasswordWrong));
        }
        if self.store.take(&[password::limit(user.id)], now).await? != Taken::Yes {
            self.audit_refusal_of(&user.email, Reason::TooManyAttempts, &transit, browser, now).await?;
            return Ok(asked(Notice::TooMany));
        }
        match self.passwords.verify(password::normal(typed.expose()), stored.hash.clone()).await {
            Ok(true) => {
                // Whoever knows it has not forgotten it.
                if stored.removal_asked_at.is_some() {
                    let at = circumstances(&transit, browser, now);
                    let event = password_event(&judged.candidate.user, "removal called off", &at);
                    let store = self.store.organization(user.organization_id);
                    store.ask_password_removal(user.id, None, None, &event).await?;
                }
                self.proceed(Arc::clone(&application), transit, PasswordShown::By(user.id), browser, now).await
            }
            Ok(false) => {
                self.audit_refusal_of(&user.email, Reason::PasswordWrong, &transit, browser, now).await?;
                Ok(asked(Notice::PasswordWrong))
            }
            Err(PasswordHashError::Busy) => Ok(asked(Notice::Busy)),
            Err(error) => Err(error.into()),
        }
    }

    /// A password was chosen, since the organization demands one.
    pub(in crate::signin) async fn choose_password(
        &self,
        application: Arc<Application>,
        transit: Transit,
        typed: &Secret,
        again: &Secret,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let Some(judged) = self.only_one(&application, &transit, now).await? else {
            return self.proceed(application, transit, PasswordShown::No, browser, now).await;
        };
        // Only who has none sets one here: a one-time password alone must not replace the second factor.
        if judged.decision.verdict != Verdict::Deny(Reason::PasswordNotSet) {
            return self.proceed(application, transit, PasswordShown::No, browser, now).await;
        }
        let user = &judged.candidate.user;
        let at = circumstances(&transit, browser, now);
        let asked = |notice| ask_new_password(Arc::clone(&application), transit.clone(), user, notice);
        let language = language(Some(user), Some(&judged.configuration), Some(&transit), browser);
        match self.set_password(user, &judged.configuration, typed, again, language, &at).await? {
            Ok(()) => self.proceed(Arc::clone(&application), transit, PasswordShown::By(user.id), browser, now).await,
            Err(notice) => Ok(asked(notice)),
        }
    }

    /// The person has forgotten their password: it is removed a day later, unless they show it before.
    pub(in crate::signin) async fn forget_password(
        &self,
        application: Arc<Application>,
        transit: Transit,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let judged = self.only_one(&application, &transit, now).await?;
        let Some(judged) = judged.filter(|judged| judged.candidate.password.is_some()) else {
            return self.proceed(application, transit, PasswordShown::No, browser, now).await;
        };
        let user = &judged.candidate.user;
        if judged.candidate.password.as_ref().is_some_and(|stored| stored.removal_asked_at.is_none()) {
            let at = circumstances(&transit, browser, now);
            let language = language(Some(user), Some(&judged.configuration), Some(&transit), browser);
            let content = Content::PasswordRemovalAsked { application: application.name.clone() };
            let letter = self.letter(user, language, content, now)?;
            let event = password_event(&judged.candidate.user, "removal asked", &at);
            let store = self.store.organization(user.organization_id);
            store.ask_password_removal(user.id, Some(now), letter.as_ref(), &event).await?;
        }
        Ok(ask_password(application, transit, user, Notice::PasswordRemovalAsked))
    }

    /// Sets a password, if it is good enough, and tells its owner.
    pub(in crate::signin) async fn set_password(
        &self,
        user: &User,
        configuration: &OrganizationConfiguration,
        typed: &Secret,
        again: &Secret,
        language: Language,
        at: &Circumstances<'_>,
    ) -> Result<Result<(), Notice>, SignInError> {
        let about = [user.email.as_str(), user.email.local_part(), &user.name, &configuration.organization.name];
        let password = match password::judge(typed.expose(), again.expose(), &about) {
            Ok(password) => password,
            Err(problem) => return Ok(Err(Notice::Password(problem))),
        };
        let hash = match self.passwords.hash(password).await {
            Ok(hash) => hash,
            Err(PasswordHashError::Busy) => return Ok(Err(Notice::Busy)),
            Err(error) => return Err(error.into()),
        };
        let letter = self.letter(user, language, Content::PasswordChanged { removed: false }, at.now)?;
        let event = password_event(user, "set", at);
        let store = self.store.organization(user.organization_id);
        store.set_password(user.id, &hash, letter.as_ref(), &event).await?;
        Ok(Ok(()))
    }
}

pub(super) fn ask_password(
    application: Arc<Application>,
    transit: Transit,
    user: &User,
    notice: impl Into<Option<Notice>>,
) -> Step {
    let question = Question::Password { organization_id: user.organization_id, address: user.email.clone() };
    let notice = notice.into();
    Step::Ask(Box::new(Ask { transit, application, question, notice }))
}

pub(super) fn ask_new_password(
    application: Arc<Application>,
    transit: Transit,
    user: &User,
    notice: impl Into<Option<Notice>>,
) -> Step {
    let question = Question::NewPassword { organization_id: user.organization_id, address: user.email.clone() };
    let notice = notice.into();
    Step::Ask(Box::new(Ask { transit, application, question, notice }))
}

/// A line of the log about a user's password.
pub(super) fn password_event(user: &User, what: &str, at: &Circumstances<'_>) -> AuditEvent {
    let (organization, action) = (Some(user.organization_id), AuditAction::PasswordChanged);
    let detail = AuditDetail::of(&json!({ "password": what }));
    issue::event(random::id(at.now), action, organization, Some(user.id), Ok(()), detail, at)
}
