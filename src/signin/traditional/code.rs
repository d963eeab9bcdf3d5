//! The code: sent, sent again, shown.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::{Judged, NOTICE_LIFETIME, PasswordShown, language};
use crate::domain::application::{Application, SsoPolicy};
use crate::domain::audit::{AuditAction, AuditDetail};
use crate::domain::email::EmailAddress;
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::provider_name::ProviderName;
use crate::domain::reason::Reason;
use crate::domain::traditional::OneTimePassword;
use crate::keys::{hash, random};
use crate::mail::{Content, Guessed, Letter};
use crate::signin::browser::Browser;
use crate::signin::decide::Verdict;
use crate::signin::discover::Remembered;
use crate::signin::one_time_password::{self as code, Stopped};
use crate::signin::question::Notice;
use crate::signin::step::Step;
use crate::signin::transit::{Asked, Proven, Stage, Transit};
use crate::signin::{SignIn, SignInError, circumstances, issue};
use crate::store::limits::Taken;
use crate::store::one_time_passwords::{self, Asking, Tried};

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
        let about = about(&judged);
        let sent = about.is_some_and(|judged| judged.decision.verdict == Verdict::MayDepart);
        let forced = about.is_some_and(|judged| judged.decision.verdict == Verdict::Deny(Reason::SsoForced));
        let known = self.knows(browser, &address);
        // To the address that the person has. A former one may be somebody else's mailbox by now, or soon.
        let to = about.map_or(&address, |judged| &judged.candidate.user.email);

        let (code, secret) = (code::code(random::bytes()), random::token());
        let one_time_password = OneTimePassword {
            id: random::id(now),
            address_hash: code::address_hash(&address),
            code_hash: if sent {
                code::code_hash(secret.expose(), code.expose())
            } else {
                // The letter to nobody holds a code too. It opens nothing, whoever guesses it.
                hash::hash(random::token().expose())
            },
            asked_at: now,
            expires_at: now + code::LIFETIME,
            known,
        };
        let seal = |content| {
            let letter = Letter {
                organization_id: about.map(|judged| judged.configuration.organization.id),
                to: to.clone(),
                language: language(
                    about.map(|judged| &judged.candidate.user),
                    about.map(|judged| &*judged.configuration),
                    Some(&transit),
                    browser,
                ),
                content,
                expires_at: one_time_password.expires_at,
            };
            // Whoever may not have a code is told nothing, but for one thing: that their organization wants them to use its own accounts.
            if sent || forced { mail.seal(&letter, now) } else { mail.seal_decoy(&letter, now) }
        };
        let name = || application.name.clone();
        let (letter, instead) = if forced {
            let only = || Content::OnlySso {
                application: name(),
                sso: application.sso != SsoPolicy::Never,
                // Those of the hospital that decided it; where the domain leads, that one alone.
                providers: about.map_or_else(Vec::new, |judged| providers_of(&judged.configuration, &address)),
            };
            (only(), only())
        } else {
            let minutes = code::LIFETIME.num_minutes();
            (
                Content::OneTimePassword { code, application: name(), minutes },
                Content::CodeStands { application: name() },
            )
        };
        let (letter, instead) = (seal(letter)?, seal(instead)?);
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
        let limits = code::limits_of_asking(&address, browser.ip, known);
        let asking = Asking {
            password: &one_time_password,
            letter: &letter,
            instead: &instead,
            event: &event,
            limits: &limits,
            cool_since: now - code::COOL_DOWN,
        };
        let again = matches!(&transit.stage, Stage::Asked(asked) if asked.address == address);
        match self.store.ask_one_time_password(&asking).await? {
            one_time_passwords::Asked::Yes => {
                let (id, sent_to) = (one_time_password.id, code::address_hash(to));
                transit.stage = Stage::Asked(Asked { id, address, sent_to, secret: secret.expose().to_owned() });
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
        let Stage::Asked(Asked { id, address, sent_to, secret }) = transit.stage.clone() else {
            return self.ask(application, transit, browser, None, None, now).await;
        };
        let Some(typed) = code::read(typed) else {
            return self.ask_for_code(application, transit, browser, Some(Notice::CodeWrong), now).await;
        };
        if self.store.take(&[code::limit_of_network(browser.ip)], now).await? != Taken::Yes {
            self.stop(&application, &transit, &address, Stopped::ByNetwork, browser, now).await?;
            return self.ask_for_code(application, transit, browser, Some(Notice::TooMany), now).await;
        }
        let limit = code::limit_of_trying(&address, self.knows(browser, &address));
        let expected = match self.store.try_one_time_password(id, &limit, now).await? {
            Tried::Judge(expected) => expected,
            Tried::Spent => {
                self.stop(&application, &transit, &address, Stopped::ByCode, browser, now).await?;
                return self.ask_for_code(application, transit, browser, Some(Notice::CodeWrong), now).await;
            }
            Tried::Limited => {
                self.stop(&application, &transit, &address, Stopped::ByAddress, browser, now).await?;
                return self.ask_for_code(application, transit, browser, Some(Notice::TooMany), now).await;
            }
        };
        let shown = code::code_hash(&secret, &typed);
        // Of two who show it at once, one has shown it.
        if !expected.is_some_and(|expected| hash::same(&expected, &shown))
            || !self.store.verify_one_time_password(id, now).await?
        {
            let judged = self.candidates(&application, &transit, &address, None, now).await?;
            let user = about(&judged).map(|judged| &judged.candidate.user);
            let at = circumstances(&transit, browser, now);
            self.audit_attempt(user, Reason::OneTimePasswordWrong, AuditDetail::nothing(), &at).await?;
            return self.ask_for_code(application, transit, browser, Some(Notice::CodeWrong), now).await;
        }
        let organization = None;
        transit.stage = Stage::Proven(Proven { id, address, sent_to, verified_at: now, organization });
        self.proceed(application, transit, PasswordShown::No, browser, now).await
    }

    /// Whether somebody with this address has come in by this browser before.
    fn knows(&self, browser: Browser<'_>, address: &EmailAddress) -> bool {
        self.held(browser).is_some_and(|Remembered { address: known, .. }| known == *address)
    }

    /// An attempt was stopped before it was judged. The log says so now and then: a line for each would let a stranger fill it. Where
    /// it is the address that is under attack, its owner is told, once a day. As many statements for nobody as for somebody.
    async fn stop(
        &self,
        application: &Application,
        transit: &Transit,
        address: &EmailAddress,
        stopped: Stopped,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<(), SignInError> {
        let judged = self.candidates(application, transit, address, None, now).await?;
        let about = about(&judged);
        let user = about.map(|judged| &judged.candidate.user);
        if stopped == Stopped::ByAddress
            && let Some(mail) = &self.mail
            && self.store.take(&[code::limit_of_telling(address)], now).await? == Taken::Yes
        {
            let letter = Letter {
                organization_id: user.map(|user| user.organization_id),
                to: user.map_or(address, |user| &user.email).clone(),
                // Not the language of the page: that is the attacker's.
                language: language(user, about.map(|judged| &*judged.configuration), None, Browser::default()),
                content: Content::UnderAttack { application: application.name.clone(), guessed: Guessed::Codes },
                expires_at: now + NOTICE_LIFETIME,
            };
            let letter = if user.is_some() { mail.seal(&letter, now)? } else { mail.seal_decoy(&letter, now)? };
            self.store.put_letter(&letter).await?;
        }
        if self.store.take(&[code::limit_of_logging(address, stopped)], now).await? == Taken::Yes {
            let reason = match stopped {
                Stopped::ByCode => Reason::OneTimePasswordWrong,
                Stopped::ByAddress | Stopped::ByNetwork => Reason::TooManyAttempts,
            };
            let detail = AuditDetail::of(&json!({ "stopped": stopped }));
            self.audit_attempt(user, reason, detail, &circumstances(transit, browser, now)).await?;
        }
        Ok(())
    }
}

/// What whoever has an address signs in with, as their hospital has it: what its domain leads to, or all that there is.
fn providers_of(configuration: &OrganizationConfiguration, address: &EmailAddress) -> Vec<ProviderName> {
    configuration.route(&address.domain()).map_or_else(
        || ProviderName::all_of(configuration),
        |connection| vec![ProviderName::of(connection.kind, &configuration.organization)],
    )
}

/// Whom a code for an address is about: who may have one, else the first there is. Letters, and the log, are theirs.
fn about(judged: &[Judged]) -> Option<&Judged> {
    let may = judged.iter().find(|judged| judged.decision.verdict == Verdict::MayDepart);
    may.or_else(|| judged.first())
}
