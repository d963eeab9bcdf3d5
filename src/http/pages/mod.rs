//! Pages for people: templates, languages, one stylesheet; complete without any script.

pub mod account;
pub mod advice;
pub mod device;
pub mod form_post;
pub mod frame;
pub mod microsoft;
mod notice;
pub mod setup;
pub mod stylesheet;
pub mod traditional;
pub mod weather;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use askama::Template;
use chrono::{DateTime, SecondsFormat, Utc};

use crate::domain::id::SignInId;
use crate::domain::provider_name::ProviderName;
use crate::language::{Language, Text, Texts};
use crate::signin::discover::{Offered, Remembered};
use crate::signin::question::Notice;
use crate::signin::reply::Reply;
use crate::signin::request_error::PageError;
use advice::Advice;
use frame::Frame;
use microsoft::Microsoft;
use notice::Told;
use weather::Outlook;

/// What people are shown. A cheap clone.
#[derive(Clone)]
pub struct Pages {
    texts: Arc<Texts>,
    /// The providers that all of them are about; nothing, where each page knows for itself.
    named: Vec<ProviderName>,
}

/// The login page.
#[derive(Clone, Copy)]
pub struct Login<'a> {
    /// Its language.
    pub language: Language,
    /// What is around it.
    pub frame: Frame<'a>,
    /// The attempt.
    pub sign_in: SignInId,
    /// The application's name.
    pub application: &'a str,
    /// The ways that are offered, the one that leads first; none, where nothing opens the application here.
    pub offer: &'a [Offered],
    /// What is on the button that leads to the hospital's own account.
    pub button: &'a ProviderName,
    /// Whether one-time passwords can be sent.
    pub traditional: bool,
    /// Whether several people use this device.
    pub shared: bool,
    /// What is in the address field.
    pub address: Option<&'a str>,
    /// Who came last in this browser.
    pub remembered: Option<&'a Remembered>,
    /// What must be told.
    pub notice: Option<Notice>,
    /// The trouble that the person will meet at Microsoft.
    pub trouble: Option<Outlook>,
    /// The application's start page.
    pub home: Option<&'a str>,
}

/// A refusal.
#[derive(Clone, Copy)]
pub struct Refusal<'a> {
    /// Its language.
    pub language: Language,
    /// What is around it.
    pub frame: Frame<'a>,
    /// What to do.
    pub advice: Advice,
    /// The identity provider that the person came by, or would.
    pub provider: &'a ProviderName,
    /// What Microsoft said, where it was Microsoft who refused.
    pub microsoft: Option<Microsoft>,
    /// The trouble that the person has met, and whether a code is another way.
    pub trouble: Option<(Outlook, bool)>,
    /// The attempt, where it is known which.
    pub sign_in: Option<SignInId>,
    /// When.
    pub at: DateTime<Utc>,
    /// The application's name.
    pub application: Option<&'a str>,
    /// Who can help.
    pub help: Option<&'a str>,
    /// Where to try again.
    pub retry: Option<&'a str>,
    /// The way back to the application.
    pub back: Option<&'a Reply>,
}

#[derive(Template)]
#[template(path = "login.html")]
struct LoginTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    page: Login<'a>,
    button: &'a ProviderName,
    hint: &'static str,
    told: Told,
    trouble: Option<String>,
    by_code: bool,
}

#[derive(Template)]
#[template(path = "onward.html")]
struct OnwardTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    to: &'a str,
}

#[derive(Template)]
#[template(path = "refusal.html")]
struct RefusalTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    page: Refusal<'a>,
    application: &'a str,
    values: &'a [(&'a str, &'a str)],
    at: String,
    instant: String,
    title: &'a str,
    what: &'a str,
    do_this: &'a str,
    trouble: Option<String>,
    by_code: bool,
}

#[derive(Template)]
#[template(path = "message.html")]
struct MessageTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    title: &'a str,
    what: &'a str,
    do_this: Option<&'a str>,
}

impl Pages {
    /// Pages with these texts.
    pub const fn new(texts: Arc<Texts>) -> Self {
        Self { texts, named: Vec::new() }
    }

    /// The same, for people of whom it is known what they sign in with.
    #[must_use]
    pub fn naming(&self, named: Vec<ProviderName>) -> Self {
        Self { texts: Arc::clone(&self.texts), named }
    }

    /// The texts of one language.
    pub fn text(&self, language: Language) -> Text<'_> {
        self.texts.of(language).naming(&self.named)
    }

    /// The login page.
    pub fn login(&self, page: &Login<'_>) -> String {
        let text = self.text(page.language);
        let told = Told::new(text, page.notice, page.application, page.traditional);
        // What happens to the address.
        let hint = match (page.offer, page.traditional) {
            (_, false) => "login-address-hint",
            ([Offered::Provider, ..], true) => "login-address-hint-sso",
            (offer, true) if offer.contains(&Offered::Provider) => "login-address-hint-traditional",
            (_, true) => "login-address-hint-code",
        };
        let trouble = page.trouble.map(|trouble| trouble.say(text));
        let by_code = page.traditional && page.offer.contains(&Offered::Code);
        render(&LoginTemplate {
            text,
            frame: page.frame,
            page: *page,
            button: page.button,
            hint,
            told,
            trouble,
            by_code,
        })
    }

    /// A refusal. Says what to do and who can help; nothing of why, but for Microsoft's number where it was Microsoft.
    pub fn refusal(&self, page: &Refusal<'_>) -> String {
        let keys = page.microsoft.map_or_else(|| page.advice.keys(), |microsoft| microsoft.keys(page.advice));
        let [title, what, do_this] = keys;
        let application = page.application.unwrap_or("Anteroom");
        let text = self.text(page.language).naming(std::slice::from_ref(page.provider));
        render(&RefusalTemplate {
            text,
            frame: page.frame,
            page: *page,
            application,
            values: &[("application", application)],
            at: page.at.format("%Y-%m-%d %H:%M:%S UTC").to_string(),
            instant: page.at.to_rfc3339_opts(SecondsFormat::Secs, true),
            title,
            what,
            do_this,
            trouble: page.trouble.map(|(trouble, _)| trouble.say(text)),
            by_code: page.trouble.is_some_and(|(_, by_code)| by_code),
        })
    }

    /// A request that cannot be answered to an application.
    pub fn fault(&self, language: Language, _: PageError) -> String {
        self.message(language, Frame::default(), "fault-title", "fault-what", Some("fault-do"))
    }

    /// Leads on to a provider whose address stands in no page's policy.
    pub fn onward(&self, language: Language, to: &str) -> String {
        render(&OnwardTemplate { text: self.text(language), frame: Frame::default(), to })
    }

    /// Our own fault.
    pub fn failure(&self, language: Language) -> String {
        self.message(language, Frame::default(), "failure-title", "failure-what", Some("failure-do"))
    }

    /// What does not exist.
    pub fn not_found(&self, language: Language) -> String {
        self.message(language, Frame::default(), "not-found-title", "not-found-what", None)
    }

    /// The start page.
    pub fn index(&self, language: Language) -> String {
        self.message(language, Frame::at("/?"), "index-title", "index-what", None)
    }

    fn message(&self, language: Language, frame: Frame<'_>, title: &str, what: &str, do_this: Option<&str>) -> String {
        let text = self.text(language);
        render(&MessageTemplate { text, frame, title, what, do_this })
    }
}

/// The policy of a page: its own stylesheet, forms that end at `form_targets`, and nothing else.
pub fn policy(form_targets: &[String]) -> String {
    format!(
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; \
         form-action 'self' {}",
        form_targets.join(" ")
    )
}

fn render(template: &impl Template) -> String {
    // A template writes into memory, and fails only where a value's `Display` does; none of ours can.
    template.render().unwrap_or_default()
}
