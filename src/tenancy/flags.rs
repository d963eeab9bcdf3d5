//! Flags, set and unset by hand. What `apply` asks of a flag is asked here too.

use chrono::{DateTime, Datelike, SubsecRound, Utc};
use serde_json::json;

use super::change::{Act, Broken, Expected, TenancyError, Wrong, is_line};
use super::forcing::{self, ForcingError};
use crate::domain::audience::Audience;
use crate::domain::audit::AuditAction;
use crate::domain::flag::{FlagName, FlagSetting, FlagState, setting, with_setting};
use crate::domain::id::{ApplicationId, FlagId, OrganizationId, RolloutId};
use crate::domain::organization::OrganizationConfiguration;
use crate::keys::random;
use crate::store::Store;
use crate::store::configuration::ConfigurationChange;

const LONGEST_REASON: usize = 500;

/// Which flag: its name, and the application that it is set for; none for the whole organization.
pub type Place = (FlagName, Option<ApplicationId>);

/// What a flag is to be set to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The value.
    pub value: bool,
    /// For whom.
    pub audience: Audience,
    /// From when on; at once where nothing is said.
    pub starts_at: Option<DateTime<Utc>>,
    /// Until when; for good where nothing is said.
    pub ends_at: Option<DateTime<Utc>>,
}

impl From<&FlagState> for Setting {
    fn from(state: &FlagState) -> Self {
        let FlagState { value, audience, starts_at, ends_at, .. } = *state;
        Self { value, audience, starts_at, ends_at }
    }
}

/// What a flag is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Its setting; nothing where that goes.
    pub setting: Option<Setting>,
    /// Why.
    pub reason: String,
    /// Why `forced_sso` is to be on although nobody has signed in by SSO lately.
    pub without_recent_sign_in: Option<String>,
}

impl Wanted {
    /// The setting that it means, or all that is wrong with it.
    fn check(&self, (name, application_id): Place, id: FlagId) -> Result<Option<FlagSetting>, Vec<Wrong>> {
        let mut wrong = Vec::new();
        if application_id.is_some() && !name.by_application() {
            wrong.push(Wrong::new("application", &format!("`{}` is set for a whole organization", name.as_str())));
        }
        if !is_line(&self.reason, LONGEST_REASON) {
            wrong.push(Wrong::new("reason", &"a reason has 1 to 500 characters, on one line"));
        }
        if let Some(why) = &self.without_recent_sign_in
            && (name != FlagName::ForcedSso || !is_line(why, LONGEST_REASON))
        {
            let detail = "this says why forced_sso is switched on although nobody has signed in lately, in a line";
            wrong.push(Wrong::new("without_recent_sign_in", &detail));
        }
        let Some(Setting { value, audience, starts_at, ends_at }) = self.setting else {
            return if wrong.is_empty() { Ok(None) } else { Err(wrong) };
        };
        let (_, everyone_from) = audience.parts();
        wrong.extend(broken_audience(name, value, audience, (starts_at, ends_at)).map(Wrong::from));
        for (field, instant) in [("starts_at", starts_at), ("everyone_from", everyone_from), ("ends_at", ends_at)] {
            // Years that both databases keep, in an order that both see.
            if instant.is_some_and(|instant| !(1970..=9999).contains(&instant.year())) {
                wrong.push(Wrong::new(field, &"a year from 1970 to 9999"));
            }
        }
        if starts_at.zip(ends_at).is_some_and(|(start, end)| start >= end) {
            wrong.push(Wrong::new("ends_at", &"the flag would end before it starts"));
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        // PostgreSQL keeps microseconds: what is answered now must be what is read later.
        let kept = |instant: Option<DateTime<Utc>>| instant.map(|instant| instant.trunc_subsecs(6));
        Ok(Some(FlagSetting {
            id,
            name,
            application_id,
            value,
            audience: match audience {
                Audience::Everyone => Audience::Everyone,
                Audience::Pilot { everyone_from } => Audience::Pilot { everyone_from: kept(everyone_from) },
            },
            starts_at: kept(starts_at),
            ends_at: kept(ends_at),
            reason: self.reason.clone(),
        }))
    }
}

/// What is wrong with an audience, for every door through which a flag is set.
pub(super) fn broken_audience(
    name: FlagName,
    value: bool,
    audience: Audience,
    (starts_at, ends_at): (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
) -> Option<Broken> {
    let Audience::Pilot { everyone_from } = audience else { return None };
    if !name.by_audience() {
        let what = "only sso can be on for a pilot";
        return Some(Broken::new("audience", what, "leave it out, or say everyone"));
    }
    if !value {
        return Some(Broken::new("audience", "what is off is off for everyone", "leave it out, or say everyone"));
    }
    let everyone_from = everyone_from?;
    let within = starts_at.is_none_or(|start| start < everyone_from) && ends_at.is_none_or(|end| everyone_from < end);
    let what = "everyone would follow before the pilot begins, or after it ends";
    (!within).then(|| Broken::new("everyone_from", what, "an instant between starts_at and ends_at"))
}

/// Sets a flag, or takes its setting away, if it is in an expected state: that of its setting. What is configured then.
/// A change that changes nothing leaves no trace; nor does a dry run.
pub async fn change(
    store: &Store,
    id: OrganizationId,
    place: Place,
    wanted: &Wanted,
    expected: &Expected,
    act: &Act<'_>,
    dry_run: bool,
) -> Result<OrganizationConfiguration, TenancyError> {
    let change = store.change_configuration(act.now).await?;
    let (configuration, changed) = within(&change, id, place, wanted, expected, None, act).await?;
    match (changed, dry_run) {
        (true, false) => change.commit().await?,
        (_, true) => change.roll_back().await?,
        (false, false) => {}
    }
    Ok(configuration)
}

/// The same within a change that does something besides, such as a roll-out. What is configured then, and whether anything was
/// changed. Nothing is written before all is checked.
pub(super) async fn within(
    change: &ConfigurationChange,
    id: OrganizationId,
    place: Place,
    wanted: &Wanted,
    expected: &Expected,
    rollout: Option<RolloutId>,
    act: &Act<'_>,
) -> Result<(OrganizationConfiguration, bool), TenancyError> {
    let mut configuration = change.read_organization(id).await?.ok_or(TenancyError::Gone)?;
    let old = setting(place.0, &configuration.flags, place.1).cloned();
    expected.check(&old)?;
    let flag_id = old.as_ref().map_or_else(|| random::id(act.now), |old| old.id);
    let new = wanted.check(place, flag_id).map_err(TenancyError::Wrong)?;
    if new == old {
        return Ok((configuration, false));
    }
    let flags = with_setting(&configuration.flags, place, new.clone());
    let slug = &configuration.organization.slug;
    let proof = forcing::check(&configuration.flags, &flags, act.now)
        .map_err(|stranded| ForcingError::Stranded { slug: slug.clone(), stranded })?;
    if let Some(proof) = proof
        && wanted.without_recent_sign_in.is_none()
        && !change.has_signed_in_by_sso(id, proof.since).await?
    {
        return Err(ForcingError::NotTried { slug: slug.clone(), proof }.into());
    }
    change.set_flag(id, random::id(act.now), (act.by, &wanted.reason), old.as_ref(), new.as_ref()).await?;
    let mut detail = json!({
        "application_id": place.1,
        "reason": wanted.reason,
        "old": old.as_ref().map(FlagSetting::state),
        "new": new.as_ref().map(FlagSetting::state),
    });
    if let (Some(why), Some(detail)) = (&wanted.without_recent_sign_in, detail.as_object_mut()) {
        detail.insert("without_recent_sign_in".to_owned(), json!(why));
    }
    if let (Some(rollout), Some(detail)) = (rollout, detail.as_object_mut()) {
        detail.insert("rollout".to_owned(), json!(rollout));
    }
    let subject = format!("flag {}", place.0.as_str());
    change.append_audit(&act.event(AuditAction::FlagChanged, id, subject, &detail)).await?;
    configuration.flags = flags;
    Ok((configuration, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted() -> Wanted {
        Wanted {
            setting: Some(Setting { value: true, audience: Audience::Everyone, starts_at: None, ends_at: None }),
            reason: "test".to_owned(),
            without_recent_sign_in: None,
        }
    }

    #[test]
    fn what_is_wrong_with_a_setting_is_said_with_its_field() {
        let application = Some(uuid::Uuid::from_u128(1).into());
        let fields = |wanted: Wanted, place: Place| {
            let wrong = wanted.check(place, uuid::Uuid::from_u128(2).into()).err().unwrap_or_default();
            wrong.iter().map(|wrong| wrong.field).collect::<Vec<_>>()
        };
        let at = |text: &str| Some(text.parse::<DateTime<Utc>>().unwrap());
        let sso = (FlagName::Sso, None);
        assert_eq!(fields(wanted(), sso), [""; 0]);
        assert_eq!(fields(wanted(), (FlagName::Sso, application)), [""; 0]);
        assert_eq!(fields(wanted(), (FlagName::ForcedSso, application)), ["application"]);
        assert_eq!(fields(Wanted { reason: "\n".to_owned(), ..wanted() }, sso), ["reason"]);
        assert_eq!(fields(Wanted { reason: String::new(), setting: None, ..wanted() }, sso), ["reason"]);
        let why = Some("story".to_owned());
        assert_eq!(fields(Wanted { without_recent_sign_in: why.clone(), ..wanted() }, sso), ["without_recent_sign_in"]);
        assert_eq!(fields(Wanted { without_recent_sign_in: why, ..wanted() }, (FlagName::ForcedSso, None)), [""; 0]);
        for (start, end, expected) in [
            ("2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z", &["ends_at"][..]),
            ("+12027-01-01T00:00:00Z", "+12028-01-01T00:00:00Z", &["starts_at", "ends_at"]),
            ("1969-12-31T23:59:59Z", "2027-01-01T00:00:00Z", &["starts_at"]),
        ] {
            assert_eq!(
                fields(
                    Wanted {
                        setting: Some(Setting { starts_at: at(start), ends_at: at(end), ..wanted().setting.unwrap() }),
                        ..wanted()
                    },
                    sso
                ),
                expected,
                "{start}"
            );
        }
    }

    #[test]
    fn a_pilot_is_one_of_sso_while_it_is_on_and_widens_within_its_time() {
        let at = |day: u32| format!("2027-01-{day:02}T00:00:00Z").parse::<DateTime<Utc>>().unwrap();
        let broken = |name, value, widens: Option<u32>, from: Option<u32>, until: Option<u32>| {
            let audience = Audience::Pilot { everyone_from: widens.map(at) };
            broken_audience(name, value, audience, (from.map(at), until.map(at))).map(|broken| broken.field)
        };
        assert_eq!(broken(FlagName::Sso, true, None, Some(1), Some(2)), None);
        assert_eq!(broken(FlagName::Sso, true, Some(2), Some(1), Some(3)), None);
        assert_eq!(broken(FlagName::Sso, true, Some(2), None, None), None);
        assert_eq!(broken(FlagName::Sso, false, None, None, None), Some("audience"));
        for name in FlagName::ALL.into_iter().filter(|name| *name != FlagName::Sso) {
            assert_eq!(broken(name, true, None, None, None), Some("audience"), "{}", name.as_str());
            assert_eq!(broken_audience(name, true, Audience::Everyone, (None, None)), None);
        }
        for (widens, from, until) in [(1, Some(1), None), (1, Some(2), None), (3, None, Some(3)), (4, None, Some(3))] {
            assert_eq!(broken(FlagName::Sso, true, Some(widens), from, until), Some("everyone_from"));
        }
    }

    #[test]
    fn an_instant_is_what_both_databases_keep_of_it() {
        let start: DateTime<Utc> = "2027-01-01T00:00:00.123456789Z".parse().unwrap();
        let wanted =
            Wanted { setting: Some(Setting { starts_at: Some(start), ..wanted().setting.unwrap() }), ..wanted() };
        let kept =
            wanted.check((FlagName::Sso, None), uuid::Uuid::from_u128(2).into()).unwrap().unwrap().starts_at.unwrap();
        assert_eq!(kept.to_rfc3339(), "2027-01-01T00:00:00.123456+00:00");
    }
}
