//! The code: sent, sent again, shown.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{PasswordShown, language};
use crate::domain::application::{Application, SsoPolicy};
use crate::domain::audit::{AuditAction, AuditDetail};
use crate::domain::email::EmailAddress;
use crate::domain::reason::Reason;
use crate::domain::traditional::OneTimePassword;
use crate::keys::{hash, random};
use crate::mail::{Content, Letter};
use crate::signin::decide::Verdict;
use crate::signin::discover::Remembered;
use crate::signin::one_time_password as code;
use crate::signin::transit::{Asked, Proven, Stage, Transit};
use crate::signin::{Browser, Notice, SignIn, SignInError, Step, circumstances, issue};
use crate::store::limits::Taken;
use crate::store::one_time_passwords::{self, Asking};

impl SignIn {
    /// Sends a code to an address, or seems to.
    pub(in crate::signin) async fn ask_code(
        &self,
        application: Arc<Application>,
        mut transit: Transit,
        address: EmailAddress,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let Some(mail) = &self.mail else {
            return self.ask(application, transit, browser, Some(address.into()), Some(Notice::NotThisWay), now).await;
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
            language: language(
                about.map(|judged| &judged.candidate.user),
                about.map(|judged| &*judged.configuration),
                Some(&transit),
                browser,
            ),
            content: match (sent_to, forced) {
                (None, true) => Content::OnlyMicrosoft {
                    application: application.name.clone(),
                    sso: application.sso != SsoPolicy::Never,
                },
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
                self.ask_for_code(application, transit, browser, again.then_some(Notice::CodeSentAgain), now).await
            }
            one_time_passwords::Asked::TooSoon if again => {
                self.ask_for_code(application, transit, browser, Some(Notice::CodeTooSoon), now).await
            }
            one_time_passwords::Asked::TooSoon => {
                self.ask(application, transit, browser, Some(address.into()), Some(Notice::CodeTooSoon), now).await
            }
            one_time_passwords::Asked::Limited(_) if again => {
                self.ask_for_code(application, transit, browser, Some(Notice::TooMany), now).await
            }
            one_time_passwords::Asked::Limited(_) => {
                self.ask(application, transit, browser, Some(address.into()), Some(Notice::TooMany), now).await
            }
        }
    }

    /// Sends another code to the same address.
    pub(in crate::signin) async fn ask_another_code(
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
            _ => self.ask(application, transit, browser, None, None, now).await,
        }
    }

    /// The code was typed.
    pub(in crate::signin) async fn show_code(
        &self,
        application: Arc<Application>,
        mut transit: Transit,
        typed: &str,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let Stage::Asked(Asked { id, address, secret }) = transit.stage.clone() else {
            return self.ask(application, transit, browser, None, None, now).await;
        };
        let Some(typed) = code::read(typed) else {
            return self.ask_for_code(application, transit, browser, Some(Notice::CodeWrong), now).await;
        };
        let limits = code::limits_of_trying(&address, browser.ip, self.knows(browser, &address));
        if let Taken::Empty(place) = self.store.take(&limits, now).await? {
            if place == 0 {
                self.tell_of_attack(&application, &address, now).await?;
            }
            // A line for each would let a stranger fill the log.
            if self.store.take(&[code::limit_of_logging(&address)], now).await? == Taken::Yes {
                self.audit_refusal_of(&address, Reason::TooManyAttempts, &transit, browser, now).await?;
            }
            return self.ask_for_code(application, transit, browser, Some(Notice::TooMany), now).await;
        }
        let shown = code::code_hash(&secret, &typed);
        let expected = self.store.try_one_time_password(id, now).await?;
        // Of two who show it at once, one has shown it.
        if !expected.is_some_and(|expected| hash::same(&expected, &shown))
            || !self.store.verify_one_time_password(id, now).await?
        {
            self.audit_refusal_of(&address, Reason::OneTimePasswordWrong, &transit, browser, now).await?;
            return self.ask_for_code(application, transit, browser, Some(Notice::CodeWrong), now).await;
        }
        let organization = None;
        transit.stage = Stage::Proven(Proven { id, address, verified_at: now, organization });
        self.proceed(application, transit, PasswordShown::No, browser, now).await
    }

    /// Whether somebody with this address has come in by this browser before.
    fn knows(&self, browser: Browser<'_>, address: &EmailAddress) -> bool {
        self.held(browser).is_some_and(|Remembered { address: known, .. }| known == *address)
    }

    /// Tells somebody, once a day, that their account is under attack.
    async fn tell_of_attack(
        &self,
        application: &Application,
        address: &EmailAddress,
        now: DateTime<Utc>,
    ) -> Result<(), SignInError> {
        let candidates = self.store.find_candidates(address, now).await?;
        let Some(candidate) = candidates.first() else { return Ok(()) };
        if self.store.take(&[code::limit_of_telling(address)], now).await? != Taken::Yes {
            return Ok(());
        }
        let content = Content::UnderAttack { application: application.name.clone() };
        let configuration = self.store.find_configuration(candidate.user.organization_id).await?;
        // Not the language of the page: that is the attacker's.
        let language = language(Some(&candidate.user), configuration.as_deref(), None, Browser::default());
        if let Some(letter) = self.letter(&candidate.user, language, content, now)? {
            self.store.put_letter(&letter).await?;
        }
        Ok(())
    }
}
