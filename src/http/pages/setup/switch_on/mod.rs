//! The page on which a hospital switches SSO on: what must be right first, how it is now, what another setting would come to, and the
//! pilot list.

use askama::Template;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::super::frame::Frame;
use super::super::{Pages, render};
use super::Step;
use crate::domain::flag::{FlagName, setting};
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::user::User;
use crate::language::{Language, Text};
use crate::signin::preview::impact::Preview;
use crate::tenancy::change::Fingerprint;
use crate::tenancy::flags::Setting;
use crate::tenancy::setup::local_time::{TimeFault, shown, usual, zones};
use crate::tenancy::setup::switch_on::{Fault, Need, Whom};

/// What is on it.
pub struct SwitchOnPage<'a> {
    /// Its language.
    pub language: Language,
    /// The hospital.
    pub configuration: &'a OrganizationConfiguration,
    /// When it is looked at.
    pub now: DateTime<Utc>,
    /// In which state the flag is.
    pub state: Fingerprint,
    /// What must be right first, and whether it is.
    pub needs: [(Need, bool); 4],
    /// When the DNS of one of its domains was last asked.
    pub checked_at: Option<DateTime<Utc>>,
    /// Whether it is support's to switch on.
    pub held: bool,
    /// What was set before the last change, where that can be taken back.
    pub before: Option<Option<Setting>>,
    /// What was typed.
    pub typed: Typed,
    /// What is wrong with it.
    pub told: Vec<Told>,
    /// What it means, and what it would come to.
    pub looked: Option<(Setting, &'a Preview)>,
    /// How many are on the pilot list.
    pub listed: usize,
    /// The first of them.
    pub members: &'a [User],
    /// What was pasted for the list, and what came of it.
    pub list: &'a ListSeen,
}

/// What somebody has typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// For whom.
    pub whom: Option<Whom>,
    /// From when on: date and time.
    pub from: (String, String),
    /// Until when.
    pub until: (String, String),
    /// In which zone.
    pub zone: Tz,
}

impl Typed {
    /// Nothing yet.
    pub fn of(configuration: &OrganizationConfiguration, language: Language) -> Self {
        let nothing = || (String::new(), String::new());
        let zone = usual(configuration.organization.locale.as_deref(), language);
        Self { whom: None, from: nothing(), until: nothing(), zone }
    }
}

/// What must be told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Nobody said for whom.
    WhomMissing,
    /// The beginning is no instant.
    FromTime(TimeFault),
    /// The end is none.
    UntilTime(TimeFault),
    /// It cannot be.
    Wish(Fault),
    /// Something is missing, or it is support's.
    NotNow,
    /// Somebody has changed it meanwhile.
    Stale,
    /// Nothing but Microsoft is open, so that it must stay open to everyone.
    Forced,
}

impl Told {
    /// The id of the field that must be corrected.
    const fn field(self) -> Option<&'static str> {
        match self {
            Self::WhomMissing | Self::Wish(Fault::OffAlready | Fault::OnAlready | Fault::PilotLater) => Some("nobody"),
            Self::FromTime(TimeFault::Zone) => Some("zone"),
            Self::FromTime(_) | Self::Wish(Fault::FromPast | Fault::FromFar) => Some("from-date"),
            Self::UntilTime(_) | Self::Wish(Fault::UntilBefore | Fault::UntilFar | Fault::UntilOfNothing) => {
                Some("until-date")
            }
            Self::NotNow | Self::Stale | Self::Forced => None,
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::WhomMissing => "setup-switch-on-fault-whom",
            Self::FromTime(TimeFault::Zone) | Self::UntilTime(TimeFault::Zone) => "setup-switch-on-fault-zone",
            Self::FromTime(TimeFault::Date) | Self::UntilTime(TimeFault::Date) => "setup-switch-on-fault-date",
            Self::FromTime(TimeFault::Time) | Self::UntilTime(TimeFault::Time) => "setup-switch-on-fault-time",
            Self::FromTime(TimeFault::Skipped) | Self::UntilTime(TimeFault::Skipped) => "setup-switch-on-fault-skipped",
            Self::Wish(Fault::FromPast) => "setup-switch-on-fault-past",
            Self::Wish(Fault::FromFar | Fault::UntilFar) => "setup-switch-on-fault-far",
            Self::Wish(Fault::UntilBefore) => "setup-switch-on-fault-end",
            Self::Wish(Fault::UntilOfNothing) => "setup-switch-on-fault-off-end",
            Self::Wish(Fault::OffAlready) => "setup-switch-on-fault-off",
            Self::Wish(Fault::OnAlready) => "setup-switch-on-fault-on",
            Self::Wish(Fault::PilotLater) => "setup-switch-on-fault-pilot-later",
            Self::NotNow => "setup-switch-on-fault-not-now",
            Self::Stale => "setup-switch-on-fault-stale",
            Self::Forced => "setup-switch-on-fault-forced",
        }
    }
}

/// What was pasted for the pilot list, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListSeen {
    /// What stands in the field.
    pub typed: String,
    /// What must be told.
    pub told: Option<ListTold>,
}

/// What must be told of the pilot list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListTold {
    /// There was no address.
    Nothing,
    /// There were too many.
    TooMany,
    /// Some are nobody's.
    Unknown {
        /// So many of the others were put on the list.
        added: u64,
        /// These are nobody's.
        unknown: Vec<String>,
    },
}

/// Of what is nobody's, so much is said; all of it stays in the field.
const SAID: usize = 20;

#[derive(Template)]
#[template(path = "setup/switch-on.html")]
struct SwitchOnTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    step: Step,
    page: &'a SwitchOnPage<'a>,
    now: Vec<String>,
    /// What was set before.
    before: Option<String>,
    /// What must be right, the step in which it is put right, and whether it is.
    needs: Vec<(String, Option<Step>, bool)>,
    checked: Option<String>,
    /// The time, where the person is.
    clock: String,
    /// What was looked at, in words; with how many of those who came in would not come in by Microsoft.
    looked: Option<(String, &'a Preview, u64)>,
    /// How many are on the list beyond those that are shown.
    more: Option<String>,
    apart: bool,
    forced: bool,
    problems: Vec<(String, Option<&'static str>)>,
    zones: Vec<&'static str>,
}

impl Pages {
    /// For whom SSO is on, and from when.
    pub fn setup_switch_on(&self, page: &SwitchOnPage<'_>) -> String {
        let text = self.text(page.language);
        let flags = &page.configuration.flags;
        let current = setting(FlagName::Sso, flags, None).map(|current| Setting::from(&current.state()));
        let forced = flags.iter().any(|flag| {
            flag.name == FlagName::ForcedSso && flag.value && flag.ends_at.is_none_or(|end| page.now < end)
        });
        let zone = page.typed.zone;
        // What is not in force yet, or any more, on one line.
        let say = |setting| sentences(text, setting, page.now, zone).join(" ");
        let more = page.listed.saturating_sub(page.members.len());
        let problems = page.told.iter().map(|told| (text.say(told.key()), told.field()));
        render(&SwitchOnTemplate {
            text,
            frame: Frame::at(Step::SwitchOn.here()).of(Some(&page.configuration.organization)),
            step: Step::SwitchOn,
            page,
            now: sentences(text, current, page.now, zone),
            before: page.before.map(say),
            needs: page.needs.iter().map(|(need, met)| say_need(text, *need, *met)).collect(),
            checked: page.checked_at.map(|at| text.with("setup-switch-on-checked", "date", &shown(at, zone))),
            clock: text.with("setup-switch-on-zone-hint", "date", &shown(page.now, zone)),
            looked: page.looked.map(|(setting, preview)| {
                (say(Some(setting)), preview, preview.came_in.saturating_sub(preview.by_sso))
            }),
            more: (more > 0).then(|| text.with("setup-switch-on-list-more", "count", &more.to_string())),
            apart: flags.iter().any(|flag| flag.name == FlagName::Sso && flag.application_id.is_some()),
            forced,
            problems: problems.collect(),
            zones: zones().map(Tz::name).collect(),
        })
    }

    /// It was looked at, or changed, too often.
    pub fn setup_switch_on_wait(&self, language: Language) -> String {
        let (what, do_this) = ("setup-switch-on-wait-what", "setup-switch-on-wait-do");
        self.message(language, Frame::default(), "setup-wait-title", what, Some(do_this))
    }
}

/// A setting in sentences: for whom, from when on, until when.
fn sentences(text: Text<'_>, setting: Option<Setting>, now: DateTime<Utc>, zone: Tz) -> Vec<String> {
    let said = |key, at: DateTime<Utc>| text.with(key, "date", &shown(at, zone));
    let off = || text.with("setup-switch-on-is", "whom", "off");
    let Some(Setting { value: true, audience, starts_at, ends_at }) = setting else { return vec![off()] };
    if let Some(end) = ends_at.filter(|end| *end <= now) {
        return vec![off(), said("setup-switch-on-ended", end)];
    }
    let begins = starts_at.filter(|start| now < *start);
    let whom = if audience.is_pilot(begins.unwrap_or(now)) { "pilot" } else { "everyone" };
    let (_, widens) = audience.parts();
    let mut all = vec![text.with("setup-switch-on-is", "whom", whom)];
    all.extend(begins.map(|at| said("setup-switch-on-begins", at)));
    all.extend(widens.filter(|at| now < *at).map(|at| said("setup-switch-on-widens", at)));
    all.extend(ends_at.map(|at| said("setup-switch-on-ends", at)));
    all
}

/// What must be right, what to do where it is not, in which step, and whether it is.
fn say_need(text: Text<'_>, need: Need, met: bool) -> (String, Option<Step>, bool) {
    let (key, step) = match need {
        Need::Open => ("setup-switch-on-need-open", None),
        Need::InForce => ("setup-switch-on-need-in-force", Some(Step::Connection)),
        Need::Credential => ("setup-switch-on-need-credential", Some(Step::Connection)),
        Need::Domain => ("setup-switch-on-need-domain", Some(Step::Domains)),
    };
    (text.with(key, "met", if met { "yes" } else { "no" }), step.filter(|_| !met), met)
}

impl SwitchOnTemplate<'_> {
    fn is_chosen(&self, whom: Whom) -> bool {
        self.page.typed.whom == Some(whom)
    }

    fn is_wrong(&self, field: &str) -> bool {
        self.problems.iter().any(|(_, about)| *about == Some(field))
    }

    /// How many were put on the list, and what of the rest.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "so templates call")]
    fn unknown(&self, added: &u64) -> String {
        self.text.with("setup-switch-on-list-unknown", "added", &added.to_string())
    }
}

#[cfg(test)]
mod tests;
