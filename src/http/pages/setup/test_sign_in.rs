//! The pages of the test sign-in: the step of whoever was invited, and the one page of a colleague with a private link.

use std::sync::Arc;

use askama::Template;
use chrono::{DateTime, Utc};

use super::super::frame::Frame;
use super::super::{Pages, render};
use super::Step;
use super::instant;
use super::test_result::ShownResult;
use crate::domain::application::Application;
use crate::domain::connection::{Connection, ConnectionVersion, VersionState};
use crate::domain::organization::Organization;
use crate::domain::test_sign_in::{TestLink, TestSignIn, TestedBy};
use crate::language::{Language, Text};

/// What is on the step's page.
pub struct TestPage<'a> {
    /// Its language.
    pub language: Language,
    /// The hospital.
    pub organization: &'a Organization,
    /// What can be tried.
    pub connections: Vec<Testable<'a>>,
    /// Into which applications.
    pub applications: &'a [Arc<Application>],
    /// What the last test of this browser has shown.
    pub result: Option<ShownResult<'a>>,
}

/// A connection that can be tried.
pub struct Testable<'a> {
    /// Which.
    pub connection: &'a Connection,
    /// What is tried of it; none, where nothing is configured.
    pub version: Option<&'a ConnectionVersion>,
    /// The last test, by whomever.
    pub last: Option<TestSignIn>,
    /// The private link that is good now.
    pub link: Option<TestLink>,
    /// The same, whole, just after it was made.
    pub made: Option<&'a str>,
}

/// What is on the page of a private link.
pub struct TryPage<'a> {
    /// Its language.
    pub language: Language,
    /// The hospital.
    pub organization: &'a Organization,
    /// How long the link is good.
    pub until: DateTime<Utc>,
    /// What the last test of this browser has shown.
    pub result: Option<ShownResult<'a>>,
}

#[derive(Template)]
#[template(path = "setup/test_sign_in.html")]
struct TestTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    step: Step,
    page: &'a TestPage<'a>,
    result: Option<String>,
}

#[derive(Template)]
#[template(path = "setup/try_it.html")]
struct TryTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    page: &'a TryPage<'a>,
    until: String,
    result: Option<String>,
}

impl Pages {
    /// What can be tried, and what the last test has shown.
    pub fn setup_test_sign_in(&self, page: &TestPage<'_>) -> String {
        let text = self.text(page.language);
        render(&TestTemplate {
            text,
            frame: Frame::at(Step::TestSignIn.here()).of(Some(page.organization)),
            step: Step::TestSignIn,
            page,
            result: page.result.as_ref().map(|result| result.render(text, page.organization)),
        })
    }

    /// One button, for a colleague; and what their last test has shown.
    pub fn setup_try(&self, page: &TryPage<'_>) -> String {
        let text = self.text(page.language);
        render(&TryTemplate {
            text,
            frame: Frame::at("/setup/try?").of(Some(page.organization)),
            page,
            until: instant(page.until),
            result: page.result.as_ref().map(|result| result.render(text, page.organization)),
        })
    }

    /// Tests were made too often.
    pub fn setup_test_wait(&self, language: Language) -> String {
        let (title, what) = ("setup-wait-title", "setup-test-sign-in-wait-what");
        self.message(language, Frame::default(), title, what, Some("setup-test-sign-in-wait-do"))
    }
}

impl TestTemplate<'_> {
    /// What is tried.
    fn version(&self, version: &ConnectionVersion) -> String {
        let key = match version.state {
            VersionState::Draft => "setup-test-sign-in-draft",
            VersionState::Tested => "setup-test-sign-in-tested",
            VersionState::Active | VersionState::Previous => "setup-test-sign-in-active",
        };
        self.text.with(key, "number", &version.number.to_string())
    }

    /// How the last test ended.
    fn last(&self, test: &TestSignIn) -> String {
        let key = match (test.by, test.works) {
            (TestedBy::Invited, true) => "setup-test-sign-in-last-worked",
            (TestedBy::Invited, false) => "setup-test-sign-in-last-failed",
            (TestedBy::Link, true) => "setup-test-sign-in-link-worked",
            (TestedBy::Link, false) => "setup-test-sign-in-link-failed",
        };
        let number = test.version.to_string();
        self.text.with_all(key, &[("date", instant(test.at).as_str()), ("number", number.as_str())])
    }

    /// How long the private link is good, and whether a test was made by it.
    fn link(&self, link: &TestLink) -> String {
        let until = self.text.with("setup-test-sign-in-link-until", "date", &instant(link.expires_at));
        let used = match link.used {
            None => self.text.say("setup-test-sign-in-link-unused"),
            Some(used) => {
                let key = if used.works { "setup-test-sign-in-used-worked" } else { "setup-test-sign-in-used-failed" };
                self.text.with(key, "date", &instant(used.at))
            }
        };
        format!("{until} {used}")
    }
}
