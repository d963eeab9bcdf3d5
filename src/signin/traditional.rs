//! The traditional way meets I/O: a code is sent and shown, then the password where there is one; then the same decision and the
//! same entry as by Microsoft.
//!
//! Until the code was shown, nothing that is answered depends on whether there is an account: the same rows are written for an
//! address that nobody has, and a letter to nobody.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use super::decide::{self, Admission, Decision, Demand, Facts, PasswordFact, Verdict, Way};
use super::discover::Remembered;
use super::issue::{self, Circumstances};
use super::one_time_password as code;
use super::transit::{Asked, Proven, Stage, Transit};
use super::{Ask, Browser, Notice, Prompt, Question, SignIn, SignInError, Step, circumstances, password};
use crate::domain::application::Application;
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent};
use crate::domain::email::EmailAddress;
use crate::domain::id::{OrganizationId, UserId};
use crate::domain::identity::People;
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::reason::Reason;
use crate::domain::secret::Secret;
use crate::domain::session::{Evidence, Proof};
use crate::domain::traditional::{Candidate, OneTimePassword};
use crate::domain::user::User;
use crate::keys::password::PasswordHashError;
use crate::keys::{hash, random};
use crate::language::Language;
use crate::mail::{Content, Letter};
use crate::store::limits::Taken;
use crate::store::one_time_passwords::{self, Asking};
use crate::store::outbox::SealedLetter;

/// How long a letter that tells of something is worth sending.
const NOTICE_LIFETIME: Duration = Duration::days(2);

/// A candidate with what was decided of them.
struct Judged {
    candidate: Candidate,
    configuration: Arc<OrganizationConfiguration>,
    decision: Decision,
}

impl SignIn {
    /// Sends a code to an address, or seems to.
    pub(super) async fn ask_code(
        &self,
        application: Arc<Application>,
        mut transit: Transit,
        address: EmailAddress,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let Some(mail) = &self.mail else {
            return Ok(self.ask(application, transit, browser, Some(address.into()), Some(Notice::NotThisWay)));
        };
        let judged = self.candidates(&application, &transit, &address, None, now).await?;
        let sent_to = judged.iter().find(|judged| judged.decision.verdict == Verdict::MayDepart);
        let about = sent_to.or_else(|| judged.first());
        let forced = about.is_some_and(|judged| judged.decision.verdict == Verdict::Deny(Reason::SsoForced));

        let (code, secret) = (code::code(random::bytes()), random::token());
        let one_time_password = OneTimePassword {
            id: random::id(now),
            address_hash: code::address_hash(&address),
            code_hash: match sent_to {
                Some(_) => code::code_hash(secret.expose(), code.expose()),
                // The letter to nobody holds a code too. It opens nothing, whoever guesses it.
                None => hash::hash(random::token().expose()),
            },
            asked_at: now,
            expires_at: now + code::LIFETIME,
        };
        let letter = Letter {
            organization_id: about.map(|judged| judged.configuration.organization.id),
            to: address.clone(),
            language: language(about.map(|judged| &judged.candidate.user), Some(&transit)),
            content: match (sent_to, forced) {
                (None, true) => Content::OnlyMicrosoft { application: application.name.clone() },
                _ => Content::OneTimePassword {
                    code,
                    application: application.name.clone(),
                    minutes: code::LIFETIME.num_minutes(),
                },
            },
            expires_at: one_time_password.expires_at,
        };
        // Whoever may not have a code is told nothing, but for one thing: that their organization wants them to use Microsoft.
        let letter =
            if sent_to.is_some() || forced { mail.seal(&letter, now)? } else { mail.seal_decoy(&letter, now)? };
        let at = circumstances(&transit, browser, now);
        let result = match about.map(|judged| judged.decision.verdict) {
            Some(Verdict::Deny(reason)) => Err(reason),
            Some(_) => Ok(()),
            None => Err(Reason::UserUnknown),
        };
        let detail = about.map_or_else(AuditDetail::nothing, |judged| issue::trace(&judged.decision));
        let user = about.map(|judged| &judged.candidate.user);
        let (organization_id, user_id) = (user.map(|user| user.organization_id), user.map(|user| user.id));
        let action = AuditAction::OneTimePasswordAsked;
        let event = issue::event(random::id(now), action, organization_id, user_id, result, detail, &at);
        let limits = code::limits_of_asking(&address, browser.ip, self.knows(browser, &address));
        let asking = Asking {
            password: &one_time_password,
            letter: &letter,
            event: &event,
            limits: &limits,
            cool_since: now - code::COOL_DOWN,
        };
        let again = matches!(&transit.stage, Stage::Asked(asked) if asked.address == address);
        match self.store.ask_one_time_password(&asking).await? {
            one_time_passwords::Asked::Yes => {
                let id = one_time_password.id;
                transit.stage = Stage::Asked(Asked { id, address, secret: secret.expose().to_owned() });
                Ok(ask(application, transit, again.then_some(Notice::CodeSentAgain)))
            }
            one_time_passwords::Asked::TooSoon if again => Ok(ask(application, transit, Some(Notice::CodeTooSoon))),
            one_time_passwords::Asked::TooSoon => {
                Ok(self.ask(application, transit, browser, Some(address.into()), Some(Notice::CodeTooSoon)))
            }
            one_time_passwords::Asked::Limited(_) if again => Ok(ask(application, transit, Some(Notice::TooMany))),
            one_time_passwords::Asked::Limited(_) => {
                Ok(self.ask(application, transit, browser, Some(address.into()), Some(Notice::TooMany)))
            }
        }
    }

    /// Sends another code to the same address.
    pub(super) async fn ask_another_code(
        &self,
        application: Arc<Application>,
        transit: Transit,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        match &transit.stage {
            Stage::Asked(asked) => {
                let address = asked.address.clone();
                self.ask_code(application, transit, address, browser, now).await
            }
            _ => Ok(self.ask(application, transit, browser, None, None)),
        }
    }

    /// The code was typed.
    pub(super) async fn show_code(
        &self,
        application: Arc<Application>,
        mut transit: Transit,
        typed: &str,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let Stage::Asked(Asked { id, address, secret }) = transit.stage.clone() else {
            return Ok(self.ask(application, transit, browser, None, None));
        };
        let Some(typed) = code::read(typed) else {
            return Ok(ask(application, transit, Some(Notice::CodeWrong)));
        };
        let limits = code::limits_of_trying(&address, browser.ip, self.knows(browser, &address));
        if let Taken::Empty(place) = self.store.take(&limits, now).await? {
            if place == 0 {
                self.tell_of_attack(&application, &transit, &address, now).await?;
            }
            // A line for each would let a stranger fill the log.
            if self.store.take(&[code::limit_of_logging(&address)], now).await? == Taken::Yes {
                self.audit_refusal_of(&address, Reason::TooManyAttempts, &transit, browser, now).await?;
            }
            return Ok(ask(application, transit, Some(Notice::TooMany)));
        }
        let shown = code::code_hash(&secret, &typed);
        let expected = self.store.try_one_time_password(id, now).await?;
        // Of two who show it at once, one has shown it.
        if !expected.is_some_and(|expected| hash::same(&expected, &shown))
            || !self.store.verify_one_time_password(id, now).await?
        {
            self.audit_refusal_of(&address, Reason::OneTimePasswordWrong, &transit, browser, now).await?;
            return Ok(ask(application, transit, Some(Notice::CodeWrong)));
        }
        let organization = None;
        transit.stage = Stage::Proven(Proven { id, address, verified_at: now, organization });
        self.proceed(application, transit, PasswordShown::No, browser, now).await
    }

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
            return Ok(self.ask(application, transit, browser, None, None));
        };
        // Only one of their own: anything else leaves the choice open.
        let own = self.store.find_candidates(&proven.address, now).await?;
        proven.organization = own.iter().map(|candidate| candidate.user.organization_id).find(|own| *own == id);
        self.proceed(application, transit, PasswordShown::No, browser, now).await
    }

    /// The password was typed.
    pub(super) async fn show_password(
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
    pub(super) async fn choose_password(
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
        match self.set_password(user, &judged.configuration, typed, again, &at).await? {
            Ok(()) => self.proceed(Arc::clone(&application), transit, PasswordShown::By(user.id), browser, now).await,
            Err(notice) => Ok(asked(notice)),
        }
    }

    /// The person has forgotten their password: it is removed a day later, unless they show it before.
    pub(super) async fn forget_password(
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
            let letter = self.letter(
                user,
                Some(&transit),
                Content::PasswordRemovalAsked { application: application.name.clone() },
                now,
            )?;
            let event = password_event(&judged.candidate.user, "removal asked", &at);
            let store = self.store.organization(user.organization_id);
            store.ask_password_removal(user.id, Some(now), letter.as_ref(), &event).await?;
        }
        Ok(ask_password(application, transit, user, Notice::PasswordRemovalAsked))
    }

    /// Goes on with somebody who has shown the code: asks what is missing, or lets them in.
    async fn proceed(
        &self,
        application: Arc<Application>,
        transit: Transit,
        shown: PasswordShown,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let Stage::Proven(proven) = transit.stage.clone() else {
            return Ok(self.ask(application, transit, browser, None, None));
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
            Verdict::MayDepart => Ok(self.ask(application, transit, browser, None, None)),
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
            let letter =
                self.letter(&candidate.user, Some(&transit), Content::PasswordChanged { removed: true }, now)?;
            let event = password_event(&candidate.user, "removed", &at);
            let store = self.store.organization(candidate.user.organization_id);
            store.remove_password(candidate.user.id, letter.as_ref(), &event).await?;
        }
        let at = circumstances(&transit, browser, now);
        let evidence = Evidence::OneTimePassword { password };
        let proof = Proof { verified_at: proven.verified_at, evidence };
        let people = People { users: vec![candidate.user], identities: Vec::new() };
        let mut step = self.open(&configuration, None, &people, &proof, &decision, admission, &transit, &at).await?;
        step.remember =
            Some(super::admission::remember(&application, &configuration, &people, &proof, admission, browser, now));
        Ok(Step::Return(step))
    }

    /// Everybody with an address, each with what is decided of them; those of the organization that the application or the person
    /// named, where one was named.
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
                verified_at: proven.map(|(proven, _)| proven.verified_at),
                password,
                break_glass: candidate.break_glass,
            };
            let people = People { users: vec![candidate.user.clone()], identities: Vec::new() };
            let demand = Demand {
                max_age: transit.request.max_age.map(Duration::seconds),
                asked_at: Some(transit.started_at),
                anew_since: (transit.request.prompt == Prompt::Login).then_some(transit.started_at),
            };
            let facts = Facts { now, application, configuration: &configuration, way, people: Some(&people), demand };
            let decision = decide::decide(&facts);
            judged.push(Judged { candidate, configuration, decision });
        }
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

    /// Whether somebody with this address has come in by this browser before.
    fn knows(&self, browser: Browser<'_>, address: &EmailAddress) -> bool {
        self.remembered(browser).is_some_and(|Remembered { address: known, .. }| known == *address)
    }

    /// Tells somebody, once a day, that their account is under attack.
    async fn tell_of_attack(
        &self,
        application: &Application,
        transit: &Transit,
        address: &EmailAddress,
        now: DateTime<Utc>,
    ) -> Result<(), SignInError> {
        let candidates = self.store.find_candidates(address, now).await?;
        let Some(candidate) = candidates.first() else { return Ok(()) };
        if self.store.take(&[code::limit_of_telling(address)], now).await? != Taken::Yes {
            return Ok(());
        }
        let content = Content::UnderAttack { application: application.name.clone() };
        if let Some(letter) = self.letter(&candidate.user, Some(transit), content, now)? {
            self.store.put_letter(&letter).await?;
        }
        Ok(())
    }

    /// Writes a refusal on the traditional way into the log of the organization that the address is known in.
    async fn audit_refusal_of(
        &self,
        address: &EmailAddress,
        reason: Reason,
        transit: &Transit,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<(), SignInError> {
        let candidates = self.store.find_candidates(address, now).await?;
        let user = candidates.first().map(|candidate| &candidate.user);
        let at = circumstances(transit, browser, now);
        tracing::info!(sign_in = %at.sign_in_id, reason = reason.code(), "sign_in.refused");
        let (organization_id, user_id) = (user.map(|user| user.organization_id), user.map(|user| user.id));
        let (action, detail) = (AuditAction::SignIn, AuditDetail::nothing());
        let event = issue::event(random::id(now), action, organization_id, user_id, Err(reason), detail, &at);
        Ok(self.store.append_audit(&event).await?)
    }
}

/// Whose password was shown, if anybody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PasswordShown {
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
    /// Sets a password, if it is good enough, and tells its owner.
    pub(super) async fn set_password(
        &self,
        user: &User,
        configuration: &OrganizationConfiguration,
        typed: &Secret,
        again: &Secret,
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
        let letter = self.letter(user, None, Content::PasswordChanged { removed: false }, at.now)?;
        let event = password_event(user, "set", at);
        let store = self.store.organization(user.organization_id);
        store.set_password(user.id, &hash, letter.as_ref(), &event).await?;
        Ok(Ok(()))
    }

    /// A letter to a user, in their language; none where letters cannot be sent.
    pub(super) fn letter(
        &self,
        user: &User,
        transit: Option<&Transit>,
        content: Content,
        now: DateTime<Utc>,
    ) -> Result<Option<SealedLetter>, SignInError> {
        let Some(mail) = &self.mail else { return Ok(None) };
        let letter = Letter {
            organization_id: Some(user.organization_id),
            to: user.email.clone(),
            language: language(Some(user), transit),
            content,
            expires_at: now + NOTICE_LIFETIME,
        };
        Ok(Some(mail.seal(&letter, now)?))
    }
}

/// The person's own language; where it is not known, the one that the application asked for.
fn language(user: Option<&User>, transit: Option<&Transit>) -> Language {
    let own = user.and_then(|user| user.locale.as_deref()).and_then(Language::from_tag);
    let asked = transit.and_then(|transit| transit.request.ui_locales.as_deref());
    own.unwrap_or_else(|| Language::choose(asked, None, None))
}

fn ask(application: Arc<Application>, transit: Transit, notice: Option<Notice>) -> Step {
    let question = match &transit.stage {
        Stage::Asked(asked) => Question::Code { address: asked.address.clone() },
        _ => Question::Way { address: None, remembered: None, traditional: true, shared: false },
    };
    Step::Ask(Box::new(Ask { transit, application, question, notice }))
}

fn ask_password(
    application: Arc<Application>,
    transit: Transit,
    user: &User,
    notice: impl Into<Option<Notice>>,
) -> Step {
    let question = Question::Password { organization_id: user.organization_id, address: user.email.clone() };
    let notice = notice.into();
    Step::Ask(Box::new(Ask { transit, application, question, notice }))
}

fn ask_new_password(
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
fn password_event(user: &User, what: &str, at: &Circumstances<'_>) -> AuditEvent {
    let (organization, action) = (Some(user.organization_id), AuditAction::PasswordChanged);
    let detail = AuditDetail::of(&json!({ "password": what }));
    issue::event(random::id(at.now), action, organization, Some(user.id), Ok(()), detail, at)
}
