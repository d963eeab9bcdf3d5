//! The page of a hospital's own people: what is configured for their hospital, and what is missing.

use askama::Template;
use chrono::{DateTime, Utc};

use super::super::frame::Frame;
use super::super::{Pages, render};
use super::Step;
use crate::domain::credential::CredentialKind;
use crate::domain::domain_check::{DomainCheck, Finding, ProvenBy};
use crate::domain::invitation::Invitation;
use crate::domain::organization::Organization;
use crate::language::{Language, Text};
use crate::tenancy::setup::overview::{ConnectionSeen, DomainSeen, Mender, Missing, Overview, Switch, Use};

/// What is on it.
pub struct SetupPage<'a> {
    /// Its language.
    pub language: Language,
    /// The hospital.
    pub organization: &'a Organization,
    /// By which invitation it was opened.
    pub invitation: &'a Invitation,
    /// What is there, and what is missing.
    pub overview: Overview<'a>,
}

#[derive(Template)]
#[template(path = "setup/overview.html")]
struct SetupTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    step: Step,
    page: &'a SetupPage<'a>,
    /// Each sentence, and who can mend it.
    missing: Vec<(String, String)>,
    sso: String,
    forced_sso: String,
    ends: String,
}

impl Pages {
    /// What is configured, and what is missing.
    pub fn setup(&self, page: &SetupPage<'_>) -> String {
        let text = self.0.of(page.language);
        let overview = &page.overview;
        let missing = overview.missing.iter().map(|missing| (say(text, *missing), text.say(mender(missing.mender()))));
        render(&SetupTemplate {
            text,
            frame: Frame::at(Step::Overview.here()).of(Some(page.organization)),
            step: Step::Overview,
            page,
            missing: missing.collect(),
            sso: switch(text, overview.sso),
            forced_sso: switch(text, overview.forced_sso),
            ends: instant(page.invitation.expires_at),
        })
    }

    /// A link that opens nothing, or not any more.
    pub fn setup_gone(&self, language: Language) -> String {
        let frame = Frame::at("/setup?");
        self.message(language, frame, "setup-gone-title", "setup-gone-what", Some("setup-gone-do"))
    }

    /// A domain was asked for too often.
    pub fn setup_check_wait(&self, language: Language) -> String {
        let (title, what) = ("setup-wait-title", "setup-check-wait-what");
        self.message(language, Frame::default(), title, what, Some("setup-check-wait-do"))
    }

    /// Too many links were opened.
    pub fn setup_wait(&self, language: Language) -> String {
        self.message(language, Frame::default(), "setup-wait-title", "setup-wait-what", Some("setup-wait-do"))
    }
}

fn say(text: Text<'_>, missing: Missing<'_>) -> String {
    let named = |key, name| text.with(key, "name", name);
    let ends = |key, name, at| text.with_all(key, &[("name", name), ("date", &date(at))]);
    match missing {
        Missing::Suspended => text.say("setup-missing-suspended"),
        Missing::Connection => text.say("setup-missing-connection"),
        Missing::Activation(name) => named("setup-missing-activation", name),
        Missing::SwitchedOff(name) => named("setup-missing-switched-off", name),
        Missing::SharedRegistration(name) => named("setup-missing-shared", name),
        Missing::Credential(name) => named("setup-missing-credential", name),
        Missing::CredentialEnded(name, at) => ends("setup-missing-credential-ended", name, at),
        Missing::CredentialEnds(name, at) => ends("setup-missing-credential-ends", name, at),
        Missing::Domain => text.say("setup-missing-domain"),
        Missing::Proof(name) => named("setup-missing-proof", name),
        Missing::Record(name, at) => ends("setup-missing-record", name, at),
        Missing::Route(name) => named("setup-missing-route", name),
        Missing::Sso => text.say("setup-missing-sso"),
        Missing::Administrators => text.say("setup-missing-admins"),
        Missing::Help => text.say("setup-missing-help"),
    }
}

const fn mender(mender: Mender) -> &'static str {
    match mender {
        Mender::Entra => "setup-who-entra",
        Mender::Dns => "setup-who-dns",
        Mender::Support => "setup-who-support",
        Mender::Together => "setup-who-together",
    }
}

pub(super) fn switch(text: Text<'_>, switch: Switch) -> String {
    match switch {
        Switch::On(None) => text.say("setup-on"),
        Switch::On(Some(end)) => text.with("setup-on-until", "date", &instant(end)),
        Switch::From(start) => text.with("setup-from", "date", &instant(start)),
        Switch::Off => text.say("setup-off"),
        Switch::Ended(end) => text.with("setup-ended", "date", &instant(end)),
    }
}

impl SetupTemplate<'_> {
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

    fn use_of(&self, connection: &ConnectionSeen<'_>) -> String {
        self.text.say(match connection.use_of_it {
            Use::Active => "setup-in-use",
            Use::Disabled => "setup-switched-off",
            Use::NotYet => "setup-not-yet",
        })
    }

    fn credential(&self, connection: &ConnectionSeen<'_>) -> String {
        let Some((kind, end)) = connection.credential else { return self.text.say("setup-credential-none") };
        let kind = self.text.say(match kind {
            CredentialKind::Federated => "setup-credential-federated",
            CredentialKind::Certificate => "setup-credential-certificate",
            CredentialKind::ClientSecret => "setup-credential-secret",
        });
        match end {
            Some(end) => format!("{kind}, {}", self.text.with("setup-until", "date", &date(end))),
            None => kind,
        }
    }

    fn second_factor(&self, connection: &ConnectionSeen<'_>) -> String {
        match connection.entra {
            Some(entra) if entra.require_mfa => {
                let context = entra.mfa_context.as_deref().unwrap_or_default();
                self.text.with("setup-mfa-required", "context", context)
            }
            _ => self.text.say("setup-mfa-own"),
        }
    }
}

pub(super) fn date(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d").to_string()
}

pub(super) fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}
