//! The step *Domains*: which there are, how each is proven, and what the DNS said last.

use askama::Template;

use super::super::frame::Frame;
use super::super::notice::Told;
use super::super::{Pages, render};
use super::Step;
use super::fault::{Fault, told};
use super::instant;
use crate::domain::domain_check::{DomainCheck, Finding, ProvenBy};
use crate::domain::organization::Organization;
use crate::language::{Language, Text};
use crate::tenancy::setup::overview::DomainSeen;

/// What is on it.
pub struct DomainsPage<'a> {
    /// Its language.
    pub language: Language,
    /// The hospital.
    pub organization: &'a Organization,
    /// Its domains, each with the state that was seen.
    pub domains: Vec<(DomainSeen<'a>, String)>,
    /// What was typed, where that is wrong.
    pub typed: &'a str,
    /// What is wrong.
    pub fault: Option<Fault>,
}

#[derive(Template)]
#[template(path = "setup/domains.html")]
struct DomainsTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    step: Step,
    page: &'a DomainsPage<'a>,
    told: Told,
}

impl Pages {
    /// The domains.
    pub fn setup_domains(&self, page: &DomainsPage<'_>) -> String {
        let text = self.text(page.language);
        let frame = Frame::at(Step::Domains.here()).of(Some(page.organization));
        render(&DomainsTemplate { text, frame, step: Step::Domains, page, told: told(text, page.fault) })
    }

    /// A domain was asked for too often.
    pub fn setup_check_wait(&self, language: Language) -> String {
        let (title, what) = ("setup-wait-title", "setup-check-wait-what");
        self.message(language, Frame::default(), title, what, Some("setup-check-wait-do"))
    }
}

impl DomainsTemplate<'_> {
    /// How a domain is proven, or what to do to prove it.
    fn proof(&self, domain: &DomainSeen<'_>) -> String {
        match domain.proven_by {
            None => self.text.with("setup-record-make", "name", domain.name),
            Some(ProvenBy::Dns) => self.text.say("setup-record-kept"),
            Some(ProvenBy::Manual) => self.text.say("setup-record-unneeded"),
        }
    }

    /// When the DNS was asked last, and what came of it.
    fn finding(&self, check: &DomainCheck) -> (String, String) {
        let said = self.text.say(match check.finding {
            Finding::Found => "setup-finding-found",
            Finding::Mistyped => "setup-finding-mistyped",
            Finding::OtherValue => "setup-finding-other-value",
            Finding::Unrelated => "setup-finding-unrelated",
            Finding::Doubled => "setup-finding-doubled",
            Finding::Apex => "setup-finding-apex",
            Finding::NoRecord | Finding::NoSuchName => "setup-finding-nothing",
            Finding::ServerFailed => "setup-finding-server-failed",
            Finding::TimedOut | Finding::Unreachable => "setup-finding-no-answer",
        });
        (self.text.with("setup-checked", "date", &instant(check.checked_at)), said)
    }

    /// Whether every domain is proven, so that there is nothing left to do here.
    fn all_proven(&self) -> bool {
        !self.page.domains.is_empty() && self.page.domains.iter().all(|(domain, _)| domain.proven_by.is_some())
    }
}
