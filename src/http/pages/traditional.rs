//! Pages of the traditional way: the code, the password, a new password, one of several organizations.

use askama::Template;

use super::frame::Frame;
use super::notice::Told;
use super::{Pages, render};
use crate::domain::email::EmailAddress;
use crate::domain::id::{OrganizationId, SignInId};
use crate::domain::provider_name::ProviderName;
use crate::language::{Language, Text};
use crate::signin::password::SHORTEST;
use crate::signin::question::Notice;

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
    button: Option<&'a ProviderName>,
    told: Told,
}

#[derive(Template)]
#[template(path = "password.html")]
struct PasswordTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    page: Traditional<'a>,
    address: &'a str,
    told: Told,
}

#[derive(Template)]
#[template(path = "new_password.html")]
struct NewPasswordTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    page: Traditional<'a>,
    address: &'a str,
    told: Told,
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
    /// Asks for the code in the letter; beside it, where that is another way, offers the hospital's own account.
    pub fn code(&self, page: &Traditional<'_>, address: &EmailAddress, button: Option<&ProviderName>) -> String {
        let text = self.text(page.language);
        let told = page.told(text);
        let address = address.as_str();
        render(&CodeTemplate { text, frame: page.frame, page: *page, address, button, told })
    }

    /// Asks for the password.
    pub fn password(&self, page: &Traditional<'_>, address: &EmailAddress) -> String {
        let text = self.text(page.language);
        let told = page.told(text);
        let address = address.as_str();
        render(&PasswordTemplate { text, frame: page.frame, page: *page, address, told })
    }

    /// Asks for a new password.
    pub fn new_password(&self, page: &Traditional<'_>, address: &EmailAddress) -> String {
        let text = self.text(page.language);
        let told = page.told(text);
        let (address, shortest) = (address.as_str(), SHORTEST.to_string());
        render(&NewPasswordTemplate { text, frame: page.frame, page: *page, address, told, shortest })
    }

    /// Asks for which of several organizations somebody comes.
    pub fn organization(&self, page: &Traditional<'_>, choices: &[(OrganizationId, String)]) -> String {
        let text = self.text(page.language);
        render(&OrganizationTemplate { text, frame: page.frame, page: *page, choices })
    }
}

impl Traditional<'_> {
    fn told(&self, text: Text<'_>) -> Told {
        Told::new(text, self.notice, self.application, true)
    }
}
