//! Break-glass: asked for by one person of support, agreed to by a second, announced to the hospital's administrators.

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use crate::domain::admin_role::AdminRole;
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent, AuditOutcome};
use crate::domain::break_glass::{BreakGlass, BreakGlassState, CannotApprove, LONGEST};
use crate::domain::email::EmailAddress;
use crate::domain::flag::FlagName;
use crate::domain::id::{BreakGlassId, UserId};
use crate::domain::kept_answer::KeptAnswer;
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::provider_name::ProviderName;
use crate::domain::user::{User, UserKind, UserStatus};
use crate::keys::random;
use crate::language::Language;
use crate::mail::{Content, Letter, Mail, MailError};
use crate::store::{OrgStore, Store, StoreError};

/// The longest reason, in characters.
const LONGEST_REASON: usize = 500;
/// How long the announcement is worth sending.
const ANNOUNCEMENT_LIFETIME: Duration = Duration::days(2);

/// Why nothing was asked for, opened or closed.
#[derive(Debug, thiserror::Error)]
pub enum BreakGlassError {
    /// There is nothing to open.
    #[error("no letters are sent here, so there is no traditional way to open: [mail] of anteroom.toml")]
    NoMail,
    /// Nobody forces SSO.
    #[error("forced_sso is not on: the traditional way is open, without break-glass")]
    NotForced,
    /// It must be announced.
    #[error("the organization has no administrators to tell: admins of tenants.toml")]
    NoAdministrators,
    /// For whom.
    #[error("the organization has no active professional with this address")]
    NoSuchUser,
    /// Why.
    #[error("a reason has 1 to {LONGEST_REASON} characters")]
    Reason,
    /// For how long.
    #[error("it is opened for 1 to {} minutes", LONGEST.num_minutes())]
    Duration,
    /// Which.
    #[error("the organization has no such request")]
    NoSuchRequest,
    /// It is over already.
    #[error("it is closed already")]
    Closed,
    /// Not by this person, or not any more.
    #[error(transparent)]
    Cannot(#[from] CannotApprove),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The announcement.
    #[error(transparent)]
    Mail(#[from] MailError),
}

/// Where support asks for it, agrees, and closes it: for one organization, under one person's name.
pub struct Desk<'a> {
    /// The organization's things.
    pub store: OrgStore,
    /// The organization.
    pub configuration: &'a OrganizationConfiguration,
    /// What writes the announcement.
    pub mail: Option<&'a Mail>,
    /// Whose name it is done under.
    pub by: &'a str,
    /// In which role.
    pub role: AdminRole,
    /// From where.
    pub ip: Option<IpAddr>,
    /// When.
    pub now: DateTime<Utc>,
}

impl Desk<'_> {
    /// Asks for it. Opens nothing yet. `keep` says which answer is kept with it, for whoever asks for the same thing again.
    /// A dry run asks for nothing.
    pub async fn request(
        &self,
        address: &EmailAddress,
        reason: &str,
        duration: Duration,
        dry_run: bool,
        keep: impl FnOnce(&BreakGlass) -> Option<KeptAnswer>,
    ) -> Result<BreakGlass, BreakGlassError> {
        if self.mail.is_none() {
            return Err(BreakGlassError::NoMail);
        }
        let flags = &self.configuration.flags;
        if !flags.iter().any(|flag| flag.name == FlagName::ForcedSso && flag.value && flag.in_force(self.now)) {
            return Err(BreakGlassError::NotForced);
        }
        if self.configuration.organization.admins.is_empty() {
            return Err(BreakGlassError::NoAdministrators);
        }
        let reason = reason.trim();
        if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
            return Err(BreakGlassError::Reason);
        }
        if duration < Duration::minutes(1) || duration > LONGEST {
            return Err(BreakGlassError::Duration);
        }
        let found = self.store.find_user(address).await?;
        let user = found.filter(|user| user.kind == UserKind::Professional && user.status == UserStatus::Active);
        let user = user.ok_or(BreakGlassError::NoSuchUser)?;
        let request = BreakGlass {
            id: random::id(self.now),
            organization_id: user.organization_id,
            user_id: user.id,
            reason: reason.to_owned(),
            duration,
            requested_by: self.by.to_owned(),
            requested_at: self.now,
            approved_by: None,
            expires_at: None,
            closed_at: None,
        };
        if dry_run {
            return Ok(request);
        }
        let kept = keep(&request);
        self.store.request_break_glass(&request, kept.as_ref(), &self.event(&request, "requested", Ok(()))).await?;
        Ok(request)
    }

    /// Agrees to it: it is open from now on, and the administrators are told. Whoever asked for it is refused, and the log says so.
    /// A dry run opens nothing and tells nobody.
    pub async fn approve(&self, id: BreakGlassId, dry_run: bool) -> Result<BreakGlass, BreakGlassError> {
        let mail = self.mail.ok_or(BreakGlassError::NoMail)?;
        let request = self.store.find_break_glass(id).await?.ok_or(BreakGlassError::NoSuchRequest)?;
        let opened = match request.clone().approved(self.by, self.now) {
            Ok(opened) => opened,
            Err(cannot) if dry_run => return Err(cannot.into()),
            Err(cannot) => {
                self.store.append_audit(&self.event(&request, "approved", Err(&cannot.to_string()))).await?;
                return Err(cannot.into());
            }
        };
        let user = self.user(opened.user_id).await?.ok_or(BreakGlassError::NoSuchUser)?;
        if dry_run {
            return Ok(opened);
        }
        let organization = &self.configuration.organization;
        let language = organization.locale.as_deref().and_then(Language::from_tag).unwrap_or_default();
        let letters: Result<Vec<_>, MailError> = organization
            .admins
            .iter()
            .map(|admin| {
                let content = Content::BreakGlassOpened {
                    organization: organization.name.clone(),
                    account: user.email.to_string(),
                    by: [opened.requested_by.clone(), self.by.to_owned()],
                    until: opened.expires_at.unwrap_or(self.now),
                    reason: opened.reason.clone(),
                    providers: ProviderName::all_of(self.configuration),
                };
                let letter = Letter {
                    organization_id: Some(organization.id),
                    to: admin.clone(),
                    language,
                    content,
                    expires_at: self.now + ANNOUNCEMENT_LIFETIME,
                };
                mail.seal(&letter, self.now)
            })
            .collect();
        let event = self.event(&opened, "opened", Ok(()));
        if !self.store.open_break_glass(&opened, &letters?, &event).await? {
            return Err(CannotApprove::NotWaiting.into());
        }
        Ok(opened)
    }

    /// Closes it, or takes the request back. The sessions that it let in end with it. A dry run closes nothing.
    pub async fn close(&self, id: BreakGlassId, dry_run: bool) -> Result<BreakGlass, BreakGlassError> {
        let found = self.store.find_break_glass(id).await?.ok_or(BreakGlassError::NoSuchRequest)?;
        let still = matches!(found.state(self.now), BreakGlassState::Requested | BreakGlassState::Open);
        let closed = BreakGlass { closed_at: Some(self.now), ..found };
        if still && dry_run {
            return Ok(closed);
        }
        if !still || !self.store.close_break_glass(id, self.now, &self.event(&closed, "closed", Ok(()))).await? {
            return Err(BreakGlassError::Closed);
        }
        Ok(closed)
    }

    /// What was asked for, the newest first, from the one before `before` on; each with the address it is for.
    pub async fn list(
        &self,
        before: Option<BreakGlassId>,
        limit: u64,
    ) -> Result<Vec<(BreakGlass, Option<EmailAddress>)>, BreakGlassError> {
        let found = self.store.list_break_glass(before, limit).await?;
        let users: BTreeSet<_> = found.iter().map(|found| found.user_id).collect();
        let addresses: HashMap<_, _> = self.store.list_addresses(users).await?.into_iter().collect();
        let with_address = |found: BreakGlass| {
            let address = addresses.get(&found.user_id).cloned();
            (found, address)
        };
        Ok(found.into_iter().map(with_address).collect())
    }

    async fn user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        Ok(self.store.find_person(id).await?.users.into_iter().next())
    }

    fn event(&self, about: &BreakGlass, what: &str, result: Result<(), &str>) -> AuditEvent {
        let event = event(about, what, self.by, self.now);
        AuditEvent {
            outcome: if result.is_ok() { AuditOutcome::Success } else { AuditOutcome::Refused },
            reason: result.err().map(str::to_owned),
            ip: self.ip,
            detail: event.detail.clone().by(Some(self.role)),
            ..event
        }
    }
}

/// Writes into the log that those whose time is over have closed by themselves, each once, whichever replica is first. They open nothing
/// since then, whether that is written or not. Says how many it was that this has written of.
pub async fn note_ended(store: &Store, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let mut noted = 0;
    for ended in store.list_ended_break_glass(now).await? {
        let at = ended.expires_at.unwrap_or(now);
        let event = event(&ended, "closed by itself", ITSELF, now);
        noted += usize::from(store.organization(ended.organization_id).close_break_glass(ended.id, at, &event).await?);
    }
    Ok(noted)
}

/// Who closes what closes by itself.
const ITSELF: &str = "anteroom";

fn event(about: &BreakGlass, what: &str, by: &str, now: DateTime<Utc>) -> AuditEvent {
    AuditEvent {
        organization_id: Some(about.organization_id),
        subject: Some(about.id.to_string()),
        user_id: Some(about.user_id),
        detail: AuditDetail::of(&json!({
            "break_glass": what,
            "reason": about.reason,
            "minutes": about.duration.num_minutes(),
            "requested_by": about.requested_by,
            "expires_at": about.expires_at,
        })),
        ..AuditEvent::new(random::id(now), now, AuditAction::BreakGlass, by)
    }
}
