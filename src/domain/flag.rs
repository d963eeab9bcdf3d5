//! Flags: typed feature switches with history, reason, and optional start and end.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::application::{Application, SsoPolicy};
use super::audience::Audience;
use super::id::{ApplicationId, FlagChangeId, FlagId};

/// A built-in flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FlagName {
    /// Professionals may sign in with the hospital's own account.
    Sso,
    /// The traditional way is closed to the organization's professionals.
    ForcedSso,
    /// The hospital's own account may be one of Google Workspace.
    Google,
    /// Whoever comes by the traditional way needs a password besides the one-time password.
    PasswordRequired,
    /// The login page remembers by which account a person came last.
    RememberMethod,
    /// As long as a session is open, Microsoft is asked now and then whether the account still stands.
    UpstreamRecheck,
}

impl FlagName {
    /// All of them, in the order in which people are shown them.
    pub const ALL: [Self; 6] =
        [Self::Sso, Self::ForcedSso, Self::Google, Self::PasswordRequired, Self::RememberMethod, Self::UpstreamRecheck];

    /// Its stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sso => "sso",
            Self::ForcedSso => "forced_sso",
            Self::Google => "google",
            Self::PasswordRequired => "password_required",
            Self::RememberMethod => "remember_method",
            Self::UpstreamRecheck => "upstream_recheck",
        }
    }

    /// Its value where nobody has set it.
    pub const fn default_value(self) -> bool {
        match self {
            Self::Sso | Self::ForcedSso | Self::Google | Self::PasswordRequired | Self::UpstreamRecheck => false,
            Self::RememberMethod => true,
        }
    }

    /// A sentence of help.
    pub const fn help(self) -> &'static str {
        match self {
            Self::Sso => "Professionals may sign in with the hospital's own account.",
            Self::ForcedSso => {
                "Professionals can sign in only with the hospital's own account; the traditional way is closed."
            }
            Self::Google => {
                "The hospital's own account may be one of Google Workspace, where a connection leads there."
            }
            Self::PasswordRequired => {
                "Whoever signs in with a one-time password by e-mail needs a password besides; who has none sets one."
            }
            Self::RememberMethod => "The login page remembers by which account a person came last.",
            Self::UpstreamRecheck => {
                "The provider is asked now and then whether the account of an open session still stands; if not, it ends."
            }
        }
    }

    /// Whether it may be set for one application within the organization, not only for the whole organization.
    pub const fn by_application(self) -> bool {
        matches!(self, Self::Sso)
    }

    /// Whether it may be on for the people of a pilot list alone.
    pub const fn by_audience(self) -> bool {
        matches!(self, Self::Sso)
    }
}

/// A flag that an organization has set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FlagSetting {
    /// Its id.
    pub id: FlagId,
    /// Which flag.
    pub name: FlagName,
    /// For this application only; for all where none is named.
    pub application_id: Option<ApplicationId>,
    /// What it is set to while it is in force.
    pub value: bool,
    /// For whom it is on. For everyone, unless the flag is one [by audience](FlagName::by_audience).
    #[serde(flatten)]
    pub audience: Audience,
    /// In force from this instant on; at once where none is named.
    pub starts_at: Option<DateTime<Utc>>,
    /// In force until before this instant; for good where none is named.
    pub ends_at: Option<DateTime<Utc>>,
    /// Why it was set.
    pub reason: String,
}

/// For what a flag was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// For one application within the organization.
    Application,
    /// For the whole organization.
    Organization,
}

/// What a flag is at an instant, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// A setting is in force.
    Set {
        /// What it says.
        value: bool,
        /// Which of them it is.
        scope: Scope,
        /// Whether it speaks of those on the pilot list alone.
        pilot: bool,
    },
    /// The application's policy `never` wins over every setting.
    Never,
    /// The application's policy `opt_in` asks for a setting of its own, and there is none in force.
    NotOptedIn,
    /// No setting is in force, so the default holds; one that says otherwise will begin then.
    NotYet(DateTime<Utc>),
    /// No setting is in force, so the default holds; one that said otherwise ended then.
    Ended(DateTime<Utc>),
    /// Nobody has set it to anything else, so the default holds.
    Default(bool),
}

impl Resolved {
    /// The value of a flag named `name` that was resolved so: `true`, where it is on for a pilot alone.
    pub const fn value(self, name: FlagName) -> bool {
        match self {
            Self::Set { value, .. } | Self::Default(value) => value,
            Self::Never | Self::NotOptedIn => false,
            Self::NotYet(_) | Self::Ended(_) => name.default_value(),
        }
    }

    /// Whether it is on, and for those on the pilot list alone.
    pub const fn is_pilot(self) -> bool {
        matches!(self, Self::Set { value: true, pilot: true, .. })
    }
}

/// What a setting says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlagState {
    /// What the flag is set to while the setting is in force.
    pub value: bool,
    /// For whom.
    #[serde(flatten)]
    pub audience: Audience,
    /// In force from this instant on.
    pub starts_at: Option<DateTime<Utc>>,
    /// In force until before this instant.
    pub ends_at: Option<DateTime<Utc>>,
    /// Why it was set.
    pub reason: String,
}

/// A line of a flag's history: who, when, why, old and new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagChange {
    /// Its id.
    pub id: FlagChangeId,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub actor: String,
    /// Why.
    pub reason: String,
    /// What was set before; nothing, where there was no setting.
    pub old: Option<FlagState>,
    /// What was set then; nothing, where the setting was taken away.
    pub new: Option<FlagState>,
}

impl FlagSetting {
    /// What it says.
    pub fn state(&self) -> FlagState {
        FlagState {
            value: self.value,
            audience: self.audience,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            reason: self.reason.clone(),
        }
    }

    /// Whether it is in force: from `starts_at` on, until before `ends_at`.
    pub fn in_force(&self, now: DateTime<Utc>) -> bool {
        self.starts_at.is_none_or(|start| start <= now) && self.ends_at.is_none_or(|end| now < end)
    }
}

/// What a flag is for an application of an organization, at an instant.
///
/// An application's `never` wins; then what the organization set for this application; then what it set for all; then the
/// default. `opt_in` takes nothing but what was set for this application. For whom it is on comes with the setting that is in force: an
/// application with a setting of its own has an audience of its own.
pub fn resolve(name: FlagName, settings: &[FlagSetting], application: &Application, now: DateTime<Utc>) -> Resolved {
    let by_policy = name == FlagName::Sso;
    if by_policy && application.sso == SsoPolicy::Never {
        return Resolved::Never;
    }
    let only_own = by_policy && application.sso == SsoPolicy::OptIn;
    let own = setting(name, settings, Some(application.id)).filter(|_| name.by_application());
    let general = setting(name, settings, None).filter(|_| !only_own);
    resolved(name, own, general, only_own, now)
}

/// What a flag is for an organization as a whole, at an instant: what holds for an application that has no setting of its own
/// and follows the organization.
pub fn resolve_for_all(name: FlagName, settings: &[FlagSetting], now: DateTime<Utc>) -> Resolved {
    resolved(name, None, setting(name, settings, None), false, now)
}

/// The setting of a flag for an application, or for all.
pub fn setting(
    name: FlagName,
    settings: &[FlagSetting],
    application_id: Option<ApplicationId>,
) -> Option<&FlagSetting> {
    settings.iter().find(|flag| flag.name == name && flag.application_id == application_id)
}

/// The settings as they are with this one in the place of whatever is set for the same flag and application; without any there,
/// where there is none.
pub fn with_setting(
    settings: &[FlagSetting],
    (name, application_id): (FlagName, Option<ApplicationId>),
    new: Option<FlagSetting>,
) -> Vec<FlagSetting> {
    let others = settings.iter().filter(|flag| (flag.name, flag.application_id) != (name, application_id));
    others.cloned().chain(new).collect()
}

fn resolved(
    name: FlagName,
    own: Option<&FlagSetting>,
    general: Option<&FlagSetting>,
    only_own: bool,
    now: DateTime<Utc>,
) -> Resolved {
    for (setting, scope) in [(own, Scope::Application), (general, Scope::Organization)] {
        if let Some(FlagSetting { value, audience, .. }) = setting.filter(|setting| setting.in_force(now)) {
            return Resolved::Set { value: *value, scope, pilot: audience.is_pilot(now) };
        }
    }
    // What says the same as the default explains nothing: a flag to be switched off tomorrow does not "begin" then. What
    // is to come helps more than what is over.
    let telling = || [own, general].into_iter().flatten().filter(|setting| setting.value != name.default_value());
    let next = telling().filter_map(|setting| setting.starts_at).filter(|start| now < *start).min();
    let last = telling().filter_map(|setting| setting.ends_at).filter(|end| *end <= now).max();
    match (next, last) {
        (Some(start), _) => Resolved::NotYet(start),
        (None, Some(end)) => Resolved::Ended(end),
        (None, None) if only_own => Resolved::NotOptedIn,
        (None, None) => Resolved::Default(name.default_value()),
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;
    use uuid::Uuid;

    use super::*;

    const OWN: u128 = 10;

    fn now() -> DateTime<Utc> {
        "2026-11-23T09:00:00Z".parse().unwrap()
    }

    fn application(sso: SsoPolicy) -> Application {
        Application { sso, ..crate::domain::application::tests::application() }
    }

    /// A setting from and until so many seconds from now.
    fn set(name: FlagName, own: Option<u128>, value: bool, from: Option<i64>, until: Option<i64>) -> FlagSetting {
        let at = |seconds: i64| now() + Duration::seconds(seconds);
        FlagSetting {
            id: Uuid::from_u128(1).into(),
            name,
            application_id: own.map(|own| Uuid::from_u128(own).into()),
            value,
            audience: Audience::Everyone,
            starts_at: from.map(at),
            ends_at: until.map(at),
            reason: "test".to_owned(),
        }
    }

    fn sso(own: Option<u128>, value: bool, from: Option<i64>, until: Option<i64>) -> FlagSetting {
        set(FlagName::Sso, own, value, from, until)
    }

    /// The order in which settings are stored means nothing.
    fn resolved(policy: SsoPolicy, name: FlagName, mut settings: Vec<FlagSetting>) -> Resolved {
        let application = application(policy);
        let forth = resolve(name, &settings, &application, now());
        settings.reverse();
        assert_eq!(resolve(name, &settings, &application, now()), forth);
        forth
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        now() + Duration::seconds(seconds)
    }

    const fn by(scope: Scope, value: bool) -> Resolved {
        Resolved::Set { value, scope, pilot: false }
    }

    const fn pilot(scope: Scope) -> Resolved {
        Resolved::Set { value: true, scope, pilot: true }
    }

    fn for_pilot(setting: FlagSetting) -> FlagSetting {
        FlagSetting { audience: Audience::PILOT, ..setting }
    }

    #[test]
    fn never_wins_over_everything_but_concerns_sso_alone() {
        let settings = vec![sso(None, true, None, None), sso(Some(OWN), true, None, None)];
        assert_eq!(resolved(SsoPolicy::Never, FlagName::Sso, settings), Resolved::Never);
        assert_eq!(resolved(SsoPolicy::Never, FlagName::Sso, Vec::new()), Resolved::Never);
        let forced = vec![set(FlagName::ForcedSso, None, true, None, None)];
        assert_eq!(resolved(SsoPolicy::Never, FlagName::ForcedSso, forced), by(Scope::Organization, true));
    }

    #[test]
    fn the_application_s_own_setting_goes_before_the_organization_s() {
        for value in [true, false] {
            let settings = vec![sso(None, !value, None, None), sso(Some(OWN), value, None, None)];
            assert_eq!(resolved(SsoPolicy::Follow, FlagName::Sso, settings), by(Scope::Application, value));
        }
        let elsewhere = vec![sso(None, false, None, None), sso(Some(11), true, None, None)];
        assert_eq!(resolved(SsoPolicy::Follow, FlagName::Sso, elsewhere), by(Scope::Organization, false));
    }

    #[test]
    fn a_setting_out_of_its_time_leaves_the_other_in_force() {
        for (from, until) in [(Some(1), None), (None, Some(0)), (Some(-9), Some(-1)), (Some(5), Some(9))] {
            let settings = vec![sso(None, true, None, None), sso(Some(OWN), false, from, until)];
            assert_eq!(resolved(SsoPolicy::Follow, FlagName::Sso, settings), by(Scope::Organization, true));
        }
    }

    #[test]
    fn opt_in_takes_the_application_s_own_setting_alone() {
        let general = || sso(None, true, None, None);
        let of = |own: FlagSetting| resolved(SsoPolicy::OptIn, FlagName::Sso, vec![general(), own]);
        assert_eq!(resolved(SsoPolicy::OptIn, FlagName::Sso, vec![general()]), Resolved::NotOptedIn);
        assert_eq!(of(sso(Some(11), true, None, None)), Resolved::NotOptedIn);
        assert_eq!(of(sso(Some(OWN), true, None, None)), by(Scope::Application, true));
        assert_eq!(of(sso(Some(OWN), false, None, None)), by(Scope::Application, false));
        assert_eq!(of(sso(Some(OWN), true, Some(60), None)), Resolved::NotYet(at(60)));
        assert_eq!(of(sso(Some(OWN), true, None, Some(-60))), Resolved::Ended(at(-60)));
        assert_eq!(of(sso(Some(OWN), false, None, Some(-60))), Resolved::NotOptedIn);
        let forced = vec![set(FlagName::ForcedSso, None, true, None, None)];
        assert_eq!(resolved(SsoPolicy::OptIn, FlagName::ForcedSso, forced), by(Scope::Organization, true));
    }

    #[test]
    fn a_setting_holds_from_its_start_until_before_its_end() {
        for (from, until, expected) in [
            (Some(0), None, by(Scope::Organization, true)),
            (Some(-1), None, by(Scope::Organization, true)),
            (Some(1), None, Resolved::NotYet(at(1))),
            (None, Some(1), by(Scope::Organization, true)),
            (None, Some(0), Resolved::Ended(at(0))),
            (None, Some(-1), Resolved::Ended(at(-1))),
            (Some(0), Some(1), by(Scope::Organization, true)),
            (Some(1), Some(2), Resolved::NotYet(at(1))),
            (Some(-2), Some(-1), Resolved::Ended(at(-1))),
            // Never in force, however it came to be written.
            (Some(1), Some(-1), Resolved::NotYet(at(1))),
        ] {
            let settings = vec![sso(None, true, from, until)];
            assert_eq!(resolved(SsoPolicy::Follow, FlagName::Sso, settings), expected, "{from:?} {until:?}");
        }
    }

    #[test]
    fn what_is_to_come_is_told_before_what_is_over() {
        let of = |general, own| resolved(SsoPolicy::Follow, FlagName::Sso, vec![general, own]);
        let tomorrow = |own| sso(own, true, Some(86_400), None);
        let over = |own| sso(own, true, None, Some(-60));
        assert_eq!(of(tomorrow(None), over(Some(OWN))), Resolved::NotYet(at(86_400)));
        assert_eq!(of(over(None), tomorrow(Some(OWN))), Resolved::NotYet(at(86_400)));
        assert_eq!(of(tomorrow(None), sso(Some(OWN), true, Some(60), None)), Resolved::NotYet(at(60)));
        assert_eq!(of(over(None), sso(Some(OWN), true, None, Some(-30))), Resolved::Ended(at(-30)));
    }

    #[test]
    fn what_says_the_same_as_the_default_neither_begins_nor_ends_anything() {
        for (from, until) in [(Some(60), None), (None, Some(-60))] {
            let off = vec![sso(None, false, from, until)];
            assert_eq!(resolved(SsoPolicy::Follow, FlagName::Sso, off), Resolved::Default(false));
            let remember = vec![set(FlagName::RememberMethod, None, true, from, until)];
            assert_eq!(resolved(SsoPolicy::Follow, FlagName::RememberMethod, remember), Resolved::Default(true));
        }
    }

    #[test]
    fn the_audience_is_that_of_the_setting_in_force() {
        let (general, own) = (Scope::Organization, Scope::Application);
        let on = |of| sso(of, true, None, None);
        let later = |of| sso(of, true, Some(60), None);
        let over = |of| sso(of, true, None, Some(-60));
        let off = |of| sso(of, false, None, None);
        for (policy, settings, expected) in [
            (SsoPolicy::Follow, vec![for_pilot(on(None))], pilot(general)),
            (SsoPolicy::Follow, vec![on(None)], by(general, true)),
            // What is set for this application has an audience of its own, either way round.
            (SsoPolicy::Follow, vec![for_pilot(on(None)), on(Some(OWN))], by(own, true)),
            (SsoPolicy::Follow, vec![on(None), for_pilot(on(Some(OWN)))], pilot(own)),
            (SsoPolicy::Follow, vec![for_pilot(on(None)), off(Some(OWN))], by(own, false)),
            // Out of its time it says nothing of whom either.
            (SsoPolicy::Follow, vec![for_pilot(on(None)), later(Some(OWN))], pilot(general)),
            (SsoPolicy::Follow, vec![on(None), for_pilot(later(Some(OWN)))], by(general, true)),
            (SsoPolicy::Follow, vec![for_pilot(later(None))], Resolved::NotYet(at(60))),
            (SsoPolicy::Follow, vec![for_pilot(over(None))], Resolved::Ended(at(-60))),
            (SsoPolicy::Follow, vec![on(None), for_pilot(on(Some(11)))], by(general, true)),
            (SsoPolicy::OptIn, vec![for_pilot(on(None))], Resolved::NotOptedIn),
            (SsoPolicy::OptIn, vec![for_pilot(on(Some(OWN)))], pilot(own)),
            (SsoPolicy::Never, vec![for_pilot(on(None)), for_pilot(on(Some(OWN)))], Resolved::Never),
        ] {
            let found = resolved(policy, FlagName::Sso, settings.clone());
            assert_eq!(found, expected, "{policy:?} {settings:?}");
            assert_eq!(found.is_pilot(), matches!(expected, Resolved::Set { pilot: true, .. }));
        }
        assert!(!Resolved::Set { value: false, scope: general, pilot: true }.is_pilot());
    }

    #[test]
    fn a_pilot_becomes_everyone_at_its_instant() {
        let widens = |at| {
            let audience = Audience::Pilot { everyone_from: Some(now() + Duration::seconds(at)) };
            resolved(SsoPolicy::Follow, FlagName::Sso, vec![FlagSetting { audience, ..sso(None, true, None, None) }])
        };
        assert_eq!(widens(1), pilot(Scope::Organization));
        assert_eq!(widens(0), by(Scope::Organization, true));
        assert_eq!(widens(-1), by(Scope::Organization, true));
    }

    #[test]
    fn the_state_of_a_setting_for_everyone_is_what_it_was_before_there_were_audiences() {
        let setting = sso(None, true, None, None);
        let written = |setting: &FlagSetting| serde_json::to_value(setting.state()).unwrap();
        assert!(written(&setting).get("audience").is_none());
        assert!(serde_json::to_value(&setting).unwrap().get("audience").is_none());
        let setting = for_pilot(setting);
        assert_eq!(written(&setting)["audience"], "pilot");
        let read = |setting: &FlagSetting| serde_json::from_value::<FlagState>(written(setting)).unwrap();
        assert_eq!(read(&setting), setting.state());
        let widens = FlagSetting { audience: Audience::Pilot { everyone_from: Some(at(5)) }, ..setting };
        assert_eq!(read(&widens), widens.state());
        let stored = serde_json::json!({ "value": true, "starts_at": null, "ends_at": null, "reason": "before" });
        assert_eq!(serde_json::from_value::<FlagState>(stored).unwrap().audience, Audience::Everyone);
    }

    #[test]
    fn a_flag_of_the_whole_organization_is_not_set_for_one_application() {
        for name in [FlagName::ForcedSso, FlagName::RememberMethod] {
            let own = vec![set(name, Some(OWN), !name.default_value(), None, None)];
            assert_eq!(resolved(SsoPolicy::Follow, name, own), Resolved::Default(name.default_value()));
        }
    }

    #[test]
    fn the_value_is_the_default_s_unless_a_setting_is_in_force() {
        for name in FlagName::ALL {
            let default = name.default_value();
            for resolved in [Resolved::NotYet(now()), Resolved::Ended(now()), Resolved::Default(default)] {
                assert_eq!(resolved.value(name), default, "{}", name.as_str());
            }
            for value in [true, false] {
                assert_eq!(by(Scope::Organization, value).value(name), value);
            }
        }
        assert!(!Resolved::Never.value(FlagName::Sso));
        assert!(!Resolved::NotOptedIn.value(FlagName::Sso));
    }
}
