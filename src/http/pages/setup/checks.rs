//! The page of checks: what was seen, who mends it, and what a colleague is sent.

use askama::Template;

use super::super::frame::Frame;
use super::super::{Pages, render};
use super::Step;
use crate::domain::connection_check::{About, CheckResult, CheckRun, Found, Verdict, Words};
use crate::domain::organization::Organization;
use crate::language::{Language, Text};

/// What is on it.
pub struct ChecksPage<'a> {
    /// Its language.
    pub language: Language,
    /// The hospital.
    pub organization: &'a Organization,
    /// Its connections.
    pub connections: Vec<Seen<'a>>,
}

/// A connection, as it was seen last.
pub struct Seen<'a> {
    /// Its name.
    pub name: &'a str,
    /// The last run of its checks; none, where nobody has looked yet.
    pub run: Option<CheckRun>,
}

#[derive(Template)]
#[template(path = "setup/checks.html")]
struct ChecksTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    step: Step,
    connections: Vec<Shown<'a>>,
}

struct Shown<'a> {
    name: &'a str,
    /// Whether somebody has looked, when and at what, and what it comes to.
    run: Option<(String, String)>,
    results: Vec<Line>,
}

/// One check.
struct Line {
    words: Words,
    verdict: Verdict,
    mark: String,
    /// Where, in a console of the provider's.
    menus: Vec<&'static str>,
    /// What the provider said, and how that is called.
    said: Option<(String, String)>,
    /// What is sent on.
    forward: Option<String>,
}

impl Line {
    /// Whether there is more to say than what was seen.
    fn opens(&self) -> bool {
        self.words.advice.is_some()
    }

    fn fails(&self) -> bool {
        self.verdict == Verdict::Failed
    }
}

impl Pages {
    /// What was seen of each connection, and a button to look now.
    pub fn setup_checks(&self, page: &ChecksPage<'_>) -> String {
        let text = self.text(page.language);
        let shown = |seen: &Seen<'_>| match &seen.run {
            None => (None, Vec::new()),
            Some(run) => {
                let date = run.checked_at.format("%Y-%m-%d %H:%M UTC").to_string();
                let about = About { organization: &page.organization.name, connection: seen.name, date: &date };
                let version = run.version.to_string();
                let key = if run.is_of_draft() { "setup-checks-draft" } else { "setup-checks-active" };
                let when = text.with_all(key, &[("date", &date), ("version", &version)]);
                let all = text.say(overall(run.judged().verdict));
                (Some((when, all)), run.results.iter().map(|result| line(result, about, text)).collect())
            }
        };
        let connections = page.connections.iter().map(|seen| {
            let (run, results) = shown(seen);
            Shown { name: seen.name, run, results }
        });
        render(&ChecksTemplate {
            text,
            frame: Frame::at(Step::Checks.here()).of(Some(page.organization)),
            step: Step::Checks,
            connections: connections.collect(),
        })
    }

    /// A connection was checked too often.
    pub fn setup_checks_wait(&self, language: Language) -> String {
        let (title, what) = ("setup-wait-title", "setup-checks-wait-what");
        self.message(language, Frame::default(), title, what, Some("setup-checks-wait-do"))
    }
}

fn line(result: &CheckResult, about: About<'_>, text: Text<'_>) -> Line {
    Line {
        words: result.words(text),
        verdict: result.verdict,
        mark: text.say(mark(result.verdict)),
        menus: result.found.menus(result.kind).iter().map(|menu| menu.path()).collect(),
        // That nobody was signed in is what is to be expected of one who asks without a person.
        said: result
            .quoted()
            .filter(|_| result.found != Found::RedirectRegistered)
            .map(|said| (text.with("setup-checks-said", "provider", result.provider()), said)),
        forward: result.forward(about, text),
    }
}

const fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ok => "check-verdict-ok",
        Verdict::Warning => "check-verdict-warning",
        Verdict::Failed => "check-verdict-failed",
        Verdict::Skipped => "check-verdict-skipped",
    }
}

pub(super) const fn overall(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ok | Verdict::Skipped => "setup-checks-all-ok",
        Verdict::Warning => "setup-checks-some-warning",
        Verdict::Failed => "setup-checks-some-failed",
    }
}
