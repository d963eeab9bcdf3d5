//! Pages of the traditional way: the code, the password, a new password, one of several organizations.

use askama::Template;

use super::frame::Frame;
use super::{Pages, render};
use crate::domain::email::EmailAddress;
use crate::domain::id::{OrganizationId, SignInId};
use crate::language::{Language, Text};
use crate::signin::Notice;
use crate::signin::password::{LONGEST, PasswordProblem, SHORTEST};

/// A page of the traditional way.
#[derive(Clone, Copy)]
pub struct Traditional<'a> {
    /// Its language.
    pub language: Language,
    /// What is around it.
    pub frame: Frame<'a>,
    /// The attempt.
    pub sign_in: SignInId,
    /// The application's name.
    pub application: &'a str,
    /// What must be told.
    pub notice: Option<Notice>,
}

#[derive(Template)]
#[template(path = "code.html")]
struct CodeTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    page: Traditional<'a>,
    address: &'a str,
    notice: Option<String>,
    told: Option<String>,
}

#[derive(Template)]
#[template(path = "password.html")]
struct PasswordTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    page: Traditional<'a>,
    address: &'a str,
    notice: Option<String>,
    told: Option<String>,
}

#[derive(Template)]
#[template(path = "new_password.html")]
struct NewPasswordTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    page: Traditional<'a>,
    address: &'a str,
    notice: Option<String>,
    told: Option<String>,
    shortest: String,
}

#[derive(Template)]
#[template(path = "organization.html")]
struct OrganizationTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    page: Traditional<'a>,
    choices: &'a [(OrganizationId, String)],
}

impl Pages {
    /// Asks for the code in the letter.
    pub fn code(&self, page: &Traditional<'_>, address: &EmailAddress) -> String {
        let text = self.0.of(page.language);
        let (notice, told) = told(text, page);
        let address = address.as_str();
        render(&CodeTemplate { text, frame: page.frame, page: *page, address, notice, told })
    }

    /// Asks for the password.
    pub fn password(&self, page: &Traditional<'_>, address: &EmailAddress) -> String {
        let text = self.0.of(page.language);
        let (notice, told) = told(text, page);
        let address = address.as_str();
        render(&PasswordTemplate { text, frame: page.frame, page: *page, address, notice, told })
    }

    /// Asks for a new password.
    pub fn new_password(&self, page: &Traditional<'_>, address: &EmailAddress) -> String {
        let text = self.0.of(page.language);
        let (notice, told) = told(text, page);
        let (address, shortest) = (address.as_str(), SHORTEST.to_string());
        render(&NewPasswordTemplate { text, frame: page.frame, page: *page, address, notice, told, shortest })
    }

    /// Asks for which of several organizations somebody comes.
    pub fn organization(&self, page: &Traditional<'_>, choices: &[(OrganizationId, String)]) -> String {
        let text = self.0.of(page.language);
        render(&OrganizationTemplate { text, frame: page.frame, page: *page, choices })
    }
}

/// What must be corrected, or what is only told.
fn told(text: Text<'_>, page: &Traditional<'_>) -> (Option<String>, Option<String>) {
    match page.notice {
        None => (None, None),
        Some(notice @ (Notice::CodeSentAgain | Notice::PasswordRemovalAsked)) => {
            (None, Some(say(text, notice, page.application)))
        }
        Some(notice) => (Some(say(text, notice, page.application)), None),
    }
}

/// The sentence of a notice.
pub(super) fn say(text: Text<'_>, notice: Notice, application: &str) -> String {
    match notice {
        Notice::AddressMissing => text.say("notice-address-missing"),
        Notice::AddressInvalid => text.say("notice-address-invalid"),
        Notice::NotThisWay => text.with("notice-not-this-way", "application", application),
        Notice::CodeWrong => text.say("notice-code-wrong"),
        Notice::CodeSentAgain => text.say("notice-code-sent-again"),
        Notice::CodeTooSoon => text.say("notice-code-too-soon"),
        Notice::TooMany => text.say("notice-too-many"),
        Notice::TooManyPasswords => text.say("notice-too-many-passwords"),
        Notice::PasswordWrong => text.say("notice-password-wrong"),
        Notice::Password(PasswordProblem::TooShort) => {
            text.with("notice-password-short", "shortest", &SHORTEST.to_string())
        }
        Notice::Password(PasswordProblem::TooLong) => {
            text.with("notice-password-long", "longest", &LONGEST.to_string())
        }
        Notice::Password(PasswordProblem::TooWeak) => text.say("notice-password-weak"),
        Notice::Password(PasswordProblem::Different) => text.say("notice-password-different"),
        Notice::PasswordRemovalAsked => text.say("notice-password-removal"),
        Notice::Busy => text.say("notice-busy"),
    }
}
