//! The password: shown, chosen, forgotten.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::{PasswordShown, language};
use crate::domain::application::Application;
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent};
use crate::domain::id::SessionId;
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::reason::Reason;
use crate::domain::secret::Secret;
use crate::domain::traditional::StoredPassword;
use crate::domain::user::User;
use crate::keys::password::PasswordHashError;
use crate::keys::random;
use crate::language::Language;
use crate::mail::{Content, Guessed};
use crate::signin::browser::Browser;
use crate::signin::decide::Verdict;
use crate::signin::issue::Circumstances;
use crate::signin::question::{Notice, Question};
use crate::signin::step::{Ask, Step};
use crate::signin::transit::Transit;
use crate::signin::{SignIn, SignInError, circumstances, issue, password};
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
        let at = circumstances(&transit, browser, now);
        if let Err(notice) =
            self.compare_password(user, stored, typed, &application.name, &judged.configuration, &at).await?
        {
            return Ok(asked(notice));
        }
        // Whoever knows it has not forgotten it.
        if stored.removal_asked_at.is_some() {
            let event = password_event(user, "removal called off", &at);
            let store = self.store.organization(user.organization_id);
            store.ask_password_removal(user.id, None, None, &event).await?;
        }
        self.proceed(Arc::clone(&application), transit, PasswordShown::By(user.id), browser, now).await
    }

    /// Compares what was typed with a user's password, as often as may be tried. Where that is used up, the log says so once, and the
    /// person is told, once a day.
    pub(in crate::signin) async fn compare_password(
        &self,
        user: &User,
        stored: &StoredPassword,
        typed: &Secret,
        application: &str,
        configuration: &OrganizationConfiguration,
        at: &Circumstances<'_>,
    ) -> Result<Result<(), Notice>, SignInError> {
        let Some(typed) = password::read(typed.expose()) else { return Ok(Err(Notice::PasswordWrong)) };
        if self.store.take(&[password::limit_of_trying(user.id)], at.now).await? != Taken::Yes {
            if self.store.take(&[password::limit_of_telling(user.id)], at.now).await? == Taken::Yes {
                let content = Content::UnderAttack { application: application.to_owned(), guessed: Guessed::Password };
                // Not the language of the page: that is the attacker's.
                let language = language(Some(user), Some(configuration), None, Browser::default());
                if let Some(letter) = self.letter(user, language, content, at.now)? {
                    self.store.put_letter(&letter).await?;
                }
            }
            if self.store.take(&[password::limit_of_logging(user.id)], at.now).await? == Taken::Yes {
                self.audit_attempt(Some(user), Reason::TooManyAttempts, AuditDetail::nothing(), at).await?;
            }
            return Ok(Err(Notice::TooManyPasswords));
        }
        match self.passwords.verify(typed, stored.hash.clone()).await {
            Ok(true) => Ok(Ok(())),
            Ok(false) => {
                self.audit_attempt(Some(user), Reason::PasswordWrong, AuditDetail::nothing(), at).await?;
                Ok(Err(Notice::PasswordWrong))
            }
            Err(PasswordHashError::Busy) => Ok(Err(Notice::Busy)),
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
        match self.set_password(user, &judged.configuration, (typed, again), None, language, &at).await? {
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

    /// Sets a password, if it is good enough, ends the person's sessions but the one at hand, and tells them.
    pub(in crate::signin) async fn set_password(
        &self,
        user: &User,
        configuration: &OrganizationConfiguration,
        (typed, again): (&Secret, &Secret),
        kept: Option<SessionId>,
        language: Language,
        at: &Circumstances<'_>,
    ) -> Result<Result<(), Notice>, SignInError> {
        let new = match password::new(typed.expose(), again.expose()) {
            Ok(new) => new,
            Err(problem) => return Ok(Err(Notice::Password(problem))),
        };
        if self.store.take(&[password::limit_of_setting(user.id)], at.now).await? != Taken::Yes {
            return Ok(Err(Notice::TooManyPasswords));
        }
        let organization = configuration.organization.name.clone();
        let about = [user.email.to_string(), user.email.local_part().to_owned(), user.name.clone(), organization];
        // Judging takes long enough to keep others waiting, as hashing does.
        let hash = match self.passwords.hash_if(move || password::judge(new, &about)).await {
            Ok(Ok(hash)) => hash,
            Ok(Err(problem)) => return Ok(Err(Notice::Password(problem))),
            Err(PasswordHashError::Busy) => return Ok(Err(Notice::Busy)),
            Err(error) => return Err(error.into()),
        };
        let letter = self.letter(user, language, Content::PasswordChanged { removed: false }, at.now)?;
        let event = password_event(user, "set, other sessions ended", at);
        let store = self.store.organization(user.organization_id);
        store.set_password(user.id, &hash, kept, letter.as_ref(), &event).await?;
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
