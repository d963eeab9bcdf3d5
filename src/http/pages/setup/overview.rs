//! The step *Overview*: what is missing and where it is mended, how far each step has come, and the one that comes next.

use askama::Template;

use super::super::frame::Frame;
use super::super::{Pages, render};
use super::{Step, date, instant};
use crate::domain::invitation::Invitation;
use crate::domain::organization::Organization;
use crate::language::{Language, Text};
use crate::tenancy::setup::overview::{Mender, Missing, Overview, Switch};
use crate::tenancy::setup::progress::{Next, Progress, Stand};

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
    /// How far it has come.
    pub progress: Progress,
}

/// Something that is missing, as the page says it.
struct Said {
    what: String,
    who: String,
    /// Where it is mended, if that is here, and what that is called.
    at: Option<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "setup/overview.html")]
struct SetupTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    step: Step,
    page: &'a SetupPage<'a>,
    missing: Vec<Said>,
    /// The steps after this one, each with how far it has come.
    steps: Vec<(Step, String)>,
    /// Where to go next, and what that is called.
    next: (Step, String),
    sso: String,
    forced_sso: String,
    ends: String,
}

impl Pages {
    /// What is configured, and what is missing.
    pub fn setup(&self, page: &SetupPage<'_>) -> String {
        let text = self.text(page.language);
        let overview = &page.overview;
        let missing = overview.missing.iter().map(|missing| Said {
            what: say(about(text, overview, *missing), *missing),
            who: about(text, overview, *missing).say(mender(missing.mender())),
            at: mended_at(*missing).map(|at| (at.path(), text.with("setup-mend", "step", &text.say(at.name())))),
        });
        let steps = Step::ALL.into_iter().filter(|step| *step != Step::Overview);
        let (to, what) = next(page.progress.next);
        render(&SetupTemplate {
            text,
            frame: Frame::at(Step::Overview.here()).of(Some(page.organization)),
            step: Step::Overview,
            page,
            missing: missing.collect(),
            steps: steps.map(|step| (step, text.say(stand(step, page.progress)))).collect(),
            next: (to, text.say(what)),
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

    /// Too many links were opened.
    pub fn setup_wait(&self, language: Language) -> String {
        self.message(language, Frame::default(), "setup-wait-title", "setup-wait-what", Some("setup-wait-do"))
    }
}

/// The texts about what is missing: about the provider of its connection, where it has one, or the one that a domain leads to.
fn about<'a>(text: Text<'a>, overview: &'a Overview<'_>, missing: Missing<'_>) -> Text<'a> {
    let leads_to = |domain| overview.domains.iter().find(|it| it.name == domain).and_then(|it| it.connection);
    let name = missing.connection().or_else(|| missing.domain().and_then(leads_to));
    let found = name.and_then(|name| overview.connections.iter().find(|it| it.name == name));
    found.map_or(text, |connection| text.naming(std::slice::from_ref(&connection.provider)))
}

fn say(text: Text<'_>, missing: Missing<'_>) -> String {
    let named = |key, name| text.with(key, "name", name);
    let ends = |key, name, at| text.with_all(key, &[("name", name), ("date", &date(at))]);
    match missing {
        Missing::Suspended => text.say("setup-missing-suspended"),
        Missing::Connection => text.say("setup-missing-connection"),
        Missing::Activation(name) => named("setup-missing-activation", name),
        Missing::SwitchedOff(name) => named("setup-missing-switched-off", name),
        Missing::Flag(name) => named("setup-missing-flag", name),
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
        Mender::Provider => "setup-who-provider",
        Mender::Dns => "setup-who-dns",
        Mender::Support => "setup-who-support",
        Mender::Together => "setup-who-together",
        Mender::You => "setup-who-you",
    }
}

/// The step in which it is mended; none, where it is not mended here.
const fn mended_at(missing: Missing<'_>) -> Option<Step> {
    match missing {
        Missing::Domain | Missing::Proof(_) | Missing::Record(..) => Some(Step::Domains),
        Missing::Connection
        | Missing::Activation(_)
        | Missing::Credential(_)
        | Missing::CredentialEnded(..)
        | Missing::CredentialEnds(..) => Some(Step::Connection),
        Missing::Sso => Some(Step::SwitchOn),
        Missing::Suspended
        | Missing::SwitchedOff(_)
        | Missing::Flag(_)
        | Missing::SharedRegistration(_)
        | Missing::Route(_)
        | Missing::Administrators
        | Missing::Help => None,
    }
}

const fn stand(step: Step, progress: Progress) -> &'static str {
    let stand = match step {
        Step::Domains => progress.domains,
        Step::Connection => progress.connection,
        Step::TestSignIn => progress.test_sign_in,
        Step::SwitchOn => progress.switch_on,
        Step::Overview | Step::Checks | Step::People | Step::Status => return "setup-stand-any-time",
    };
    match stand {
        Stand::NotBegun => "setup-stand-not-begun",
        Stand::Begun => "setup-stand-begun",
        Stand::Done => "setup-stand-done",
    }
}

const fn next(next: Next) -> (Step, &'static str) {
    match next {
        Next::Domains => (Step::Domains, "setup-next-domains"),
        Next::Connection => (Step::Connection, "setup-next-connection"),
        Next::Proof => (Step::Domains, "setup-next-proof"),
        Next::TestSignIn => (Step::TestSignIn, "setup-next-test-sign-in"),
        Next::PutInForce => (Step::Connection, "setup-next-put-in-force"),
        Next::SwitchOn => (Step::SwitchOn, "setup-next-switch-on"),
        Next::Status => (Step::Status, "setup-next-status"),
    }
}

pub(super) fn switch(text: Text<'_>, switch: Switch) -> String {
    match switch {
        Switch::On(None) => text.say("setup-on"),
        Switch::On(Some(end)) => text.with("setup-on-until", "date", &instant(end)),
        Switch::Pilot(None) => text.say("setup-pilot"),
        Switch::Pilot(Some(end)) => text.with("setup-pilot-until", "date", &instant(end)),
        Switch::From(start) => text.with("setup-from", "date", &instant(start)),
        Switch::Off => text.say("setup-off"),
        Switch::Ended(end) => text.with("setup-ended", "date", &instant(end)),
    }
}
