//! The traditional way meets I/O: a code is sent and shown, then the password where there is one; then the same decision and the
//! same entry as by Microsoft.
//!
//! Until the code was shown, nothing that is answered depends on whether there is an account: the same rows are written for an
//! address that nobody has, and a letter to nobody.

mod code;
mod password;

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use super::browser::Browser;
use super::decide::{self, Admission, Decision, Facts, PasswordFact, Verdict, Way};
use super::issue::{self, Circumstances};
use super::one_time_password::address_hash;
use super::question::Question;
use super::step::{Ask, Step};
use super::transit::{Proven, Stage, Transit};
use super::{SignIn, SignInError, circumstances};
use crate::domain::application::Application;
use crate::domain::audit::{AuditAction, AuditDetail};
use crate::domain::email::EmailAddress;
use crate::domain::id::{OrganizationId, UserId};
use crate::domain::identity::People;
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::reason::Reason;
use crate::domain::session::{Evidence, Proof};
use crate::domain::traditional::Candidate;
use crate::domain::user::User;
use crate::keys::random;
use crate::language::Language;
use crate::mail::{Content, Letter};
use crate::store::StoreError;
use crate::store::outbox::SealedLetter;
use password::{ask_new_password, ask_password, password_event};

/// How long a letter that tells of something is worth sending.
const NOTICE_LIFETIME: Duration = Duration::days(2);

/// A candidate with what was decided of them.
struct Judged {
    candidate: Candidate,
    configuration: Arc<OrganizationConfiguration>,
    decision: Decision,
}

impl SignIn {
    /// Who has several organizations has chosen one.
    pub(super) async fn choose_organization(
        &self,
        application: Arc<Application>,
        mut transit: Transit,
        id: OrganizationId,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let Stage::Proven(proven) = &mut transit.stage else {
            return self.ask(application, transit, browser, None, None, now).await;
        };
        // Only one of their own: anything else leaves the choice open.
        let own = self.store.find_candidates(&proven.address, now).await?;
        proven.organization = own.iter().map(|candidate| candidate.user.organization_id).find(|own| *own == id);
        self.proceed(application, transit, PasswordShown::No, browser, now).await
    }

    /// Goes on with somebody who has shown the code: asks what is missing, or lets them in.
    pub(super) async fn proceed(
        &self,
        application: Arc<Application>,
        transit: Transit,
        shown: PasswordShown,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let Stage::Proven(proven) = transit.stage.clone() else {
            return self.ask(application, transit, browser, None, None, now).await;
        };
        let mut judged = self.candidates(&application, &transit, &proven.address, Some((&proven, shown)), now).await?;
        let admissible = |judged: &Judged| {
            matches!(
                judged.decision.verdict,
                Verdict::Allow(_) | Verdict::Deny(Reason::PasswordMissing | Reason::PasswordNotSet)
            )
        };
        // What an organization refuses is told only where none of the others admits.
        if judged.iter().any(admissible) {
            judged.retain(admissible);
        }
        if judged.len() > 1 && judged.iter().all(admissible) {
            let name = |judged: &Judged| judged.configuration.organization.name.clone();
            let choices = judged.iter().map(|judged| (judged.configuration.organization.id, name(judged))).collect();
            let question = Question::Organization(choices);
            return Ok(Step::Ask(Box::new(Ask { transit, application, question, notice: None })));
        }
        let Some(judged) = judged.into_iter().next() else {
            let reason = Reason::UserUnknown;
            return self.refuse(application, None, transit, reason, AuditDetail::nothing(), browser, now).await;
        };
        match judged.decision.verdict {
            Verdict::Allow(admission) => {
                let entering = Entering { admission, password: shown != PasswordShown::No };
                self.let_in(application, transit, &proven, judged, entering, browser, now).await
            }
            Verdict::Deny(Reason::PasswordMissing) => {
                Ok(ask_password(application, transit, &judged.candidate.user, None))
            }
            Verdict::Deny(Reason::PasswordNotSet) => {
                Ok(ask_new_password(application, transit, &judged.candidate.user, None))
            }
            Verdict::Deny(reason) => {
                let detail = issue::trace(&judged.decision);
                self.refuse(application, Some(judged.configuration), transit, reason, detail, browser, now).await
            }
            // The code was shown, so nobody is still to depart.
            Verdict::MayDepart => self.ask(application, transit, browser, None, None, now).await,
        }
    }

    #[expect(clippy::too_many_arguments, reason = "an entry is made of all that was found on the way")]
    async fn let_in(
        &self,
        application: Arc<Application>,
        transit: Transit,
        proven: &Proven,
        judged: Judged,
        entering: Entering,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let Entering { admission, password } = entering;
        let Judged { candidate, configuration, decision } = judged;
        if !self.is_expected(&transit.request, &application, candidate.user.id) {
            let (reason, detail) = (Reason::PersonNotExpected, issue::trace(&decision));
            return self.refuse(application, Some(configuration), transit, reason, detail, browser, now).await;
        }
        // A one-time password opens one session, whoever sends the form twice.
        if !self.store.use_one_time_password(proven.id).await? {
            let reason = Reason::TransitExpired;
            return self
                .refuse(application, Some(configuration), transit, reason, AuditDetail::nothing(), browser, now)
                .await;
        }
        // What is no longer demanded is no longer kept.
        if candidate.password.as_ref().is_some_and(|password| !password.stands(now)) {
            let at = circumstances(&transit, browser, now);
            let language = language(Some(&candidate.user), Some(&configuration), Some(&transit), browser);
            let letter = self.letter(&candidate.user, language, Content::PasswordChanged { removed: true }, now)?;
            let event = password_event(&candidate.user, "removed", &at);
            let store = self.store.organization(candidate.user.organization_id);
            store.remove_password(candidate.user.id, letter.as_ref(), &event).await?;
        }
        let evidence = Evidence::OneTimePassword { password };
        let proof = Proof { verified_at: proven.verified_at, evidence };
        let people = People { users: vec![candidate.user], identities: Vec::new() };
        let opened =
            self.open(&configuration, None, &people, &proof, &decision, admission, &transit, browser, now).await;
        let mut step = match opened {
            Err(SignInError::Store(StoreError::Outdated)) => {
                let reason = self.why_not_any_more(&application, &transit, proven, admission.user_id, now).await?;
                let detail = issue::trace(&decision);
                return self.refuse(application, Some(configuration), transit, reason, detail, browser, now).await;
            }
            opened => opened?,
        };
        step.remember =
            Some(super::admission::remember(&application, &configuration, &people, &proof, admission, browser, now));
        Ok(Step::Return(step))
    }

    /// Why somebody is not let in who was allowed to come in a moment ago.
    async fn why_not_any_more(
        &self,
        application: &Application,
        transit: &Transit,
        proven: &Proven,
        id: UserId,
        now: DateTime<Utc>,
    ) -> Result<Reason, SignInError> {
        let shown = Some((proven, PasswordShown::By(id)));
        let judged = self.candidates(application, transit, &proven.address, shown, now).await?;
        let denied = judged.iter().find_map(|judged| match judged.decision.verdict {
            Verdict::Deny(reason) if judged.candidate.user.id == id => Some(reason),
            _ => None,
        });
        Ok(denied.unwrap_or(Reason::UserUnknown))
    }

    /// Everybody whose address it is, or was and counts still, each with what is decided of them; those of the organization that the
    /// application or the person named, where one was named. Once a code was shown, only whoever has the mailbox that it was sent to.
    async fn candidates(
        &self,
        application: &Application,
        transit: &Transit,
        address: &EmailAddress,
        proven: Option<(&Proven, PasswordShown)>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Judged>, SignInError> {
        let mut judged = Vec::new();
        let chosen = proven.and_then(|(proven, _)| proven.organization);
        for candidate in self.store.find_candidates(address, now).await? {
            let id = candidate.user.organization_id;
            let Some(configuration) = self.store.find_configuration(id).await? else { continue };
            // An address can be one person's here and another's former one elsewhere; the letter went to one of them.
            if proven.is_some_and(|(proven, _)| proven.sent_to != address_hash(&candidate.user.email)) {
                continue;
            }
            let named = transit.request.organization.as_ref();
            if named.is_some_and(|slug| *slug != configuration.organization.slug)
                || chosen.is_some_and(|chosen| chosen != id)
            {
                continue;
            }
            let shown = proven.is_some_and(|(_, shown)| shown == PasswordShown::By(candidate.user.id));
            let password = match &candidate.password {
                _ if shown => PasswordFact::Shown,
                Some(password) if password.stands(now) => PasswordFact::Unshown,
                _ => PasswordFact::None,
            };
            let way = Way::Traditional {
                typed: Some(address),
                verified_at: proven.map(|(proven, _)| proven.verified_at),
                password,
                break_glass: candidate.break_glass,
            };
            let people = People { users: vec![candidate.user.clone()], identities: Vec::new() };
            let demand = transit.demand();
            let facts = Facts { now, application, configuration: &configuration, way, people: Some(&people), demand };
            let decision = decide::decide(&facts);
            judged.push(Judged { candidate, configuration, decision });
        }
        // Whose it is goes before whose it was.
        judged.sort_by_key(|judged| judged.candidate.user.email != *address);
        Ok(judged)
    }

    /// The one candidate who has shown the code and whom only a password keeps out.
    async fn only_one(
        &self,
        application: &Application,
        transit: &Transit,
        now: DateTime<Utc>,
    ) -> Result<Option<Judged>, SignInError> {
        let Stage::Proven(proven) = &transit.stage else { return Ok(None) };
        let shown = Some((proven, PasswordShown::No));
        let mut judged = self.candidates(application, transit, &proven.address, shown, now).await?;
        judged.retain(|judged| {
            matches!(judged.decision.verdict, Verdict::Deny(Reason::PasswordMissing | Reason::PasswordNotSet))
        });
        Ok(if judged.len() == 1 { judged.pop() } else { None })
    }

    /// Writes an attempt that led nowhere into the log of the user that it was judged for.
    async fn audit_attempt(
        &self,
        user: Option<&User>,
        reason: Reason,
        detail: AuditDetail,
        at: &Circumstances<'_>,
    ) -> Result<(), SignInError> {
        tracing::info!(sign_in = %at.sign_in_id, reason = reason.code(), "sign_in.refused");
        let (organization_id, user_id) = (user.map(|user| user.organization_id), user.map(|user| user.id));
        let action = AuditAction::SignIn;
        let event = issue::event(random::id(at.now), action, organization_id, user_id, Err(reason), detail, at);
        Ok(self.store.append_audit(&event).await?)
    }
}

/// Whose password was shown, if anybody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PasswordShown {
    No,
    By(UserId),
}

/// On what terms somebody is let in.
#[derive(Clone, Copy, Debug)]
struct Entering {
    admission: Admission,
    /// Whether they have shown a password.
    password: bool,
}

impl SignIn {
    /// A letter to a user; none where letters cannot be sent.
    pub(super) fn letter(
        &self,
        user: &User,
        language: Language,
        content: Content,
        now: DateTime<Utc>,
    ) -> Result<Option<SealedLetter>, SignInError> {
        let Some(mail) = &self.mail else { return Ok(None) };
        let letter = Letter {
            organization_id: Some(user.organization_id),
            to: user.email.clone(),
            language,
            content,
            expires_at: now + NOTICE_LIFETIME,
        };
        Ok(Some(mail.seal(&letter, now)?))
    }
}

/// The language of a letter: the person's own; where that is not known, the one of the page that it goes with.
pub(super) fn language(
    user: Option<&User>,
    configuration: Option<&OrganizationConfiguration>,
    transit: Option<&Transit>,
    browser: Browser<'_>,
) -> Language {
    let own = user.and_then(|user| user.locale.as_deref()).and_then(Language::from_tag);
    let asked = transit.and_then(|transit| transit.request.ui_locales.as_deref());
    let locale = configuration.and_then(|configuration| configuration.organization.locale.as_deref());
    own.unwrap_or_else(|| browser.language(asked, locale))
}
