//! Switching SSO on, by the hospital itself: for its pilot list or for everyone, now or from an instant on, and off again; and back to what
//! was before.
//!
//! What stays support's: a suspended organization, what closes the traditional way (`forced_sso`), the settings for single applications,
//! and an explicit *off* that somebody of support has set. Where nothing is set, SSO is the hospital's to begin.

use chrono::{DateTime, Duration, Utc};

use super::INVITED;
use super::overview::{ConnectionSeen, Overview, Use};
use crate::domain::audience::Audience;
use crate::domain::flag::{FlagChange, FlagName, FlagSetting, setting};
use crate::domain::invitation::Invitation;
use crate::domain::organization::{OrganizationConfiguration, OrganizationStatus};
use crate::domain::provider_name::ProviderName;
use crate::language::Language;
use crate::mail::{Content, Letter, Mail, MailError, SwitchedTo};
use crate::store::outbox::SealedLetter;
use crate::store::{Store, StoreError};
use crate::tenancy::change::{Act, Expected, TenancyError};
use crate::tenancy::flags::{self, Setting, Wanted};

/// How far ahead it may begin or end: whoever types another century has mistyped.
const FURTHEST: Duration = Duration::days(2 * 366);
/// How long it is worth telling the administrators.
const ANNOUNCEMENT_LIFETIME: Duration = Duration::days(2);

/// For whom SSO is to be on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// For nobody.
    Nobody,
    /// For the pilot list.
    Pilot,
    /// For everyone.
    Everyone,
}

/// What somebody wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// For whom.
    pub whom: Whom,
    /// From when on; now where nothing is said.
    pub from: Option<DateTime<Utc>>,
    /// Until when; until further notice where nothing is said.
    pub until: Option<DateTime<Utc>>,
}

/// Why a wish cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It would begin in the past.
    FromPast,
    /// It would begin too far ahead.
    FromFar,
    /// It would end in the past, or before it begins.
    UntilBefore,
    /// It would end too far ahead.
    UntilFar,
    /// What is off has no end.
    UntilOfNothing,
    /// It is off already.
    OffAlready,
    /// It is on for them already: a later beginning would close it until then.
    OnAlready,
    /// It is on for everyone: a pilot that begins later would close it until then.
    PilotLater,
}

/// The setting of the flag that a wish means, where this is set now. What is on stays on until something else begins.
pub fn wanted(current: Option<&FlagSetting>, wish: Wish, now: DateTime<Utc>) -> Result<Setting, Fault> {
    let Wish { whom, from, until } = wish;
    if let Some(from) = from {
        if from <= now {
            return Err(Fault::FromPast);
        }
        if from - now > FURTHEST {
            return Err(Fault::FromFar);
        }
    }
    if let Some(until) = until {
        if until <= from.unwrap_or(now) {
            return Err(Fault::UntilBefore);
        }
        if until - now > FURTHEST {
            return Err(Fault::UntilFar);
        }
    }
    let on = current.filter(|current| current.value && current.in_force(now));
    let set = |audience, starts_at| Setting { value: true, audience, starts_at, ends_at: until };
    match (whom, from) {
        (Whom::Nobody, _) if until.is_some() => Err(Fault::UntilOfNothing),
        (Whom::Nobody, None) => {
            // What is still to begin can be taken back too.
            let is_to_come = current.is_some_and(|it| it.value && it.starts_at.is_some_and(|start| now < start));
            if on.is_none() && !is_to_come {
                return Err(Fault::OffAlready);
            }
            Ok(Setting { value: false, audience: Audience::Everyone, starts_at: None, ends_at: None })
        }
        (Whom::Nobody, Some(from)) => {
            let on = on.ok_or(Fault::OffAlready)?;
            let audience = match on.audience {
                Audience::Pilot { everyone_from } => {
                    Audience::Pilot { everyone_from: everyone_from.filter(|widens| *widens < from) }
                }
                Audience::Everyone => Audience::Everyone,
            };
            Ok(Setting { value: true, audience, starts_at: on.starts_at, ends_at: Some(from) })
        }
        (Whom::Pilot, None) => Ok(set(Audience::PILOT, None)),
        (Whom::Pilot, Some(from)) => match on {
            Some(on) if on.audience.is_pilot(now) => Err(Fault::OnAlready),
            Some(_) => Err(Fault::PilotLater),
            None => Ok(set(Audience::PILOT, Some(from))),
        },
        (Whom::Everyone, None) => Ok(set(Audience::Everyone, None)),
        (Whom::Everyone, Some(from)) => match on {
            Some(on) if on.audience.is_pilot(now) => {
                Ok(set(Audience::Pilot { everyone_from: Some(from) }, on.starts_at))
            }
            Some(_) => Err(Fault::OnAlready),
            None => Ok(set(Audience::Everyone, Some(from))),
        },
    }
}

/// What must be right before it is switched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The organization is not suspended.
    Open,
    /// A version of a connection is in force: a draft alone lets nobody in.
    InForce,
    /// What we prove ourselves with at the provider.
    Credential,
    /// A domain that is proven, and leads there.
    Domain,
}

/// Each of them, and whether it is so.
pub fn needs(
    configuration: &OrganizationConfiguration,
    overview: &Overview<'_>,
    now: DateTime<Utc>,
) -> [(Need, bool); 4] {
    let in_force = || overview.connections.iter().filter(|connection| connection.use_of_it == Use::Active);
    let can_prove = |connection: &&ConnectionSeen<'_>| match connection.credential {
        _ if connection.is_shared() => connection.client_id.is_some(),
        Some((_, end)) => end.is_none_or(|end| now < end),
        None => false,
    };
    let leads = |connection: &ConnectionSeen<'_>| {
        overview.domains.iter().any(|it| it.proven_by.is_some() && it.connection == Some(connection.name))
    };
    // One connection that can be used, not one thing here and another there.
    let can_be_used = in_force().any(|connection| can_prove(&connection));
    [
        (Need::Open, configuration.organization.status == OrganizationStatus::Active),
        (Need::InForce, in_force().next().is_some()),
        (Need::Credential, can_be_used),
        (Need::Domain, in_force().any(|it| leads(it) && (can_prove(&it) || !can_be_used))),
    ]
}

/// Whether SSO is support's to switch on: somebody of support has set it to off.
pub fn is_held(configuration: &OrganizationConfiguration, last: Option<&FlagChange>) -> bool {
    let current = setting(FlagName::Sso, &configuration.flags, None);
    current.is_some_and(|current| !current.value) && last.is_none_or(|last| last.actor != INVITED)
}

/// What was set before the last change, where that was the hospital's own: the way back.
pub fn before(last: Option<&FlagChange>) -> Option<Option<Setting>> {
    last.filter(|last| last.actor == INVITED).map(|last| last.old.as_ref().map(Setting::from))
}

/// Why nothing was switched.
#[derive(Debug, thiserror::Error)]
pub enum SwitchError {
    /// Support has to do it, or something is missing.
    #[error("it is not the hospital's to switch on now")]
    NotNow,
    /// There is nothing to take back.
    #[error("the last change was not the hospital's own")]
    NothingBefore,
    /// As with all changes.
    #[error(transparent)]
    Tenancy(#[from] TenancyError),
    /// A letter.
    #[error(transparent)]
    Mail(#[from] MailError),
}

impl From<StoreError> for SwitchError {
    fn from(error: StoreError) -> Self {
        Self::Tenancy(error.into())
    }
}

/// Where a hospital switches, by one invitation.
pub struct Desk<'a> {
    /// What is stored.
    pub store: &'a Store,
    /// The hospital.
    pub configuration: &'a OrganizationConfiguration,
    /// By which invitation.
    pub invitation: &'a Invitation,
    /// What writes letters.
    pub mail: Option<&'a Mail>,
    /// Who, from where, when.
    pub act: Act<'a>,
}

impl Desk<'_> {
    /// The last change of the flag.
    pub async fn last(&self) -> Result<Option<FlagChange>, StoreError> {
        let own = self.store.organization(self.configuration.organization.id);
        Ok(own.list_flag_changes(FlagName::Sso, None, None, 1).await?.pop())
    }

    /// Switches, if the flag is in an expected state; the hospital's administrators are told. `ready` is whether all needs are met.
    pub async fn switch(&self, setting: Setting, ready: bool, expected: &Expected) -> Result<(), SwitchError> {
        let last = self.last().await?;
        // Support may be asked to close a hospital, and the hospital itself may always close it.
        if setting.value && (!ready || is_held(self.configuration, last.as_ref())) {
            return Err(SwitchError::NotNow);
        }
        self.set(Some(setting), "switched by the hospital", expected).await
    }

    /// Puts back what was set before, if the flag is in an expected state and the last change was the hospital's own.
    pub async fn undo(&self, ready: bool, expected: &Expected) -> Result<(), SwitchError> {
        let last = self.last().await?;
        let before = before(last.as_ref()).ok_or(SwitchError::NothingBefore)?;
        if before.is_some_and(|before| before.value) && !ready {
            return Err(SwitchError::NotNow);
        }
        self.set(before, "taken back by the hospital", expected).await
    }

    async fn set(&self, setting: Option<Setting>, what: &str, expected: &Expected) -> Result<(), SwitchError> {
        let id = self.configuration.organization.id;
        let reason = format!("{what}, by the invitation to {}", self.invitation.to);
        let wanted = Wanted { setting, reason, without_recent_sign_in: None };
        let place = (FlagName::Sso, None);
        let letters = self.letters(setting)?;
        let change = self.store.change_configuration(self.act.now).await?;
        let (_, changed) = flags::within(&change, id, place, &wanted, expected, None, &self.act).await?;
        if changed {
            change.put_letters(&letters).await?;
            change.commit().await?;
        } else {
            change.roll_back().await?;
        }
        Ok(())
    }

    /// The letters that tell of it: whoever has the link could switch it, so that others must hear of it.
    fn letters(&self, setting: Option<Setting>) -> Result<Vec<SealedLetter>, MailError> {
        let Some(mail) = self.mail else { return Ok(Vec::new()) };
        let organization = &self.configuration.organization;
        let language = organization.locale.as_deref().and_then(Language::from_tag).unwrap_or_default();
        let now = self.act.now;
        let to = switched_to(setting);
        let letter = |admin: &crate::domain::email::EmailAddress| Letter {
            organization_id: Some(organization.id),
            to: admin.clone(),
            language,
            content: Content::SsoSwitched {
                organization: organization.name.clone(),
                address: self.invitation.to.to_string(),
                to,
                from: setting.and_then(|setting| setting.starts_at).filter(|from| now < *from),
                until: setting.and_then(|setting| setting.ends_at),
                providers: ProviderName::all_of(self.configuration),
            },
            expires_at: now + ANNOUNCEMENT_LIFETIME,
        };
        organization.admins.iter().map(|admin| mail.seal(&letter(admin), now)).collect()
    }
}

/// For whom a setting is, as a letter says it.
fn switched_to(setting: Option<Setting>) -> SwitchedTo {
    match setting.filter(|setting| setting.value).map(|setting| setting.audience) {
        None => SwitchedTo::Off,
        Some(Audience::Everyone) => SwitchedTo::Everyone,
        Some(Audience::Pilot { everyone_from }) => SwitchedTo::Pilot { everyone_from },
    }
}

#[cfg(test)]
mod tests;
