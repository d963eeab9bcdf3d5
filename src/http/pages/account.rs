//! The page of a person's own sessions and password, and those of signing out.

use askama::Template;
use chrono::{DateTime, SecondsFormat, Utc};

use super::frame::Frame;
use super::notice::Told;
use super::{Pages, render};
use crate::domain::application::Application;
use crate::domain::id::SessionId;
use crate::domain::provider_name::ProviderName;
use crate::domain::session::Evidence;
use crate::language::{Language, Text};
use crate::signin::account::Account;
use crate::signin::logout::Back;
use crate::signin::password::SHORTEST;
use crate::signin::question::Notice;

/// The page of a person's own things.
#[derive(Clone, Copy)]
pub struct AccountPage<'a> {
    /// Its language.
    pub language: Language,
    /// The person.
    pub account: &'a Account,
    /// What must be corrected.
    pub notice: Option<Notice>,
}

/// The page that asks whether to sign out.
#[derive(Clone, Copy)]
pub struct SignOutPage<'a> {
    /// Its language.
    pub language: Language,
    /// What is around it.
    pub frame: Frame<'a>,
    /// The application that asks, where one does.
    pub application: Option<&'a Application>,
    /// Where the person goes afterwards.
    pub back: Option<&'a Back>,
}

/// A session in the list.
struct Line<'a> {
    id: SessionId,
    application: &'a str,
    method: String,
    since: String,
    instant: String,
    here: bool,
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    page: AccountPage<'a>,
    name: &'a str,
    address: &'a str,
    organization: &'a str,
    sessions: Vec<Line<'a>>,
    told: Told,
    shortest: String,
}

#[derive(Template)]
#[template(path = "sign_out.html")]
struct SignOutTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    page: SignOutPage<'a>,
    /// Where whoever does not want to goes.
    stay: Option<String>,
}

impl Pages {
    /// A person's own things.
    pub fn account(&self, page: &AccountPage<'_>) -> String {
        let text = self.text(page.language);
        let account = page.account;
        let instant = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let lines = account.sessions.iter().map(|(session, application)| Line {
            id: session.id,
            application,
            method: match session.proof.evidence {
                Evidence::Sso { account: ref by, .. } => {
                    let provider = ProviderName::of(by.kind(), &account.configuration.organization);
                    text.naming(std::slice::from_ref(&provider)).say("account-by-provider")
                }
                Evidence::OneTimePassword { .. } => text.say("account-by-code"),
            },
            since: session.created_at.format("%Y-%m-%d %H:%M UTC").to_string(),
            instant: instant(session.created_at),
            here: session.id == account.session.id,
        });
        render(&AccountTemplate {
            text,
            frame: Frame::at("/login/account?").of(Some(&account.configuration.organization)),
            page: *page,
            name: &account.user.name,
            address: account.user.email.as_str(),
            organization: &account.configuration.organization.name,
            sessions: lines.collect(),
            told: Told::new(text, page.notice, "", true),
            shortest: SHORTEST.to_string(),
        })
    }

    /// Nobody is signed in in this browser.
    pub fn nobody(&self, language: Language) -> String {
        self.message(language, Frame::at("/login/account?"), "nobody-title", "nobody-what", None)
    }

    /// Asks whether to sign out.
    pub fn sign_out(&self, page: &SignOutPage<'_>) -> String {
        let home = page.application.and_then(|application| application.home.as_ref());
        let stay = page.back.map(Back::to).or_else(|| home.map(ToString::to_string));
        render(&SignOutTemplate { text: self.text(page.language), frame: page.frame, page: *page, stay })
    }

    /// The person has signed out.
    pub fn signed_out(&self, language: Language) -> String {
        let frame = Frame::at("/login/signed-out?");
        self.message(language, frame, "signed-out-title", "signed-out-what", Some("signed-out-do"))
    }
}
