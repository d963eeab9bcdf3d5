//! Organizations, made, changed and removed by hand.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::change::{Act, Expected, Fields, TenancyError, Wrong, is_line, said, with_reason};
use super::plan::organization_fields;
use super::users::Manner;
use crate::domain::anchor::{AuditPolicy, LONGEST_RETENTION};
use crate::domain::audit::{AuditAction, AuditEvent};
use crate::domain::branding::{Accent, Branding, LARGEST_LOGO, LONGEST_SIDE, is_logo};
use crate::domain::email::EmailAddress;
use crate::domain::id::OrganizationId;
use crate::domain::kept_answer::KeptAnswer;
use crate::domain::organization::{Organization, OrganizationStatus, SessionLifetimes, is_slug};
use crate::domain::recheck;
use crate::keys::{hash, random};
use crate::store::Store;
use crate::store::uses::UsesOfOrganization;

const LONGEST_NAME: usize = 200;
const LONGEST_HELP: usize = 500;
const MOST_ADMINS: usize = 20;

/// An organization as somebody has written it, with its fields as in `tenants.toml`; nothing of it is checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in domain::organization::Organization")]
pub struct Draft {
    pub slug: String,
    pub name: String,
    pub status: OrganizationStatus,
    pub help: Option<String>,
    pub locale: Option<String>,
    pub admins: Vec<String>,
    pub session_minutes: u32,
    pub session_idle_minutes: u32,
    pub sign_out_upstream: bool,
    pub shared_devices: bool,
    pub audit_retention_days: Option<u32>,
    pub upstream_recheck_minutes: u32,
    pub accent: Option<String>,
}

impl From<&Organization> for Draft {
    fn from(organization: &Organization) -> Self {
        Self {
            slug: organization.slug.clone(),
            name: organization.name.clone(),
            status: organization.status,
            help: organization.help.clone(),
            locale: organization.locale.clone(),
            admins: organization.admins.iter().map(ToString::to_string).collect(),
            session_minutes: organization.sessions.minutes,
            session_idle_minutes: organization.sessions.idle_minutes,
            sign_out_upstream: organization.sign_out_upstream,
            shared_devices: organization.shared_devices,
            audit_retention_days: organization.audit_retention_days,
            upstream_recheck_minutes: organization.upstream_recheck_minutes,
            accent: organization.branding.accent.map(|accent| accent.to_string()),
        }
    }
}

impl Draft {
    /// The organization that it means, or all that is wrong with it. Its log is kept for as many days as `shortest` at least.
    pub fn check(self, id: OrganizationId, logo: Option<String>, shortest: u32) -> Result<Organization, Vec<Wrong>> {
        let mut wrong = Vec::new();
        let mut require = |holds: bool, field: &'static str, detail: &str| {
            if !holds {
                wrong.push(Wrong::new(field, &detail));
            }
        };
        let slug = "1 to 63 lower-case letters, digits and hyphens, and no hyphen at its ends, for example st-janshof";
        require(is_slug(&self.slug), "slug", slug);
        require(is_line(&self.name, LONGEST_NAME), "name", "one line of 1 to 200 characters");
        let help = self.help.as_deref();
        require(
            help.is_none_or(|help| is_line(help, LONGEST_HELP)),
            "help",
            "one line of 1 to 500 characters, or none",
        );
        let is_language = |tag: &str| tag.parse::<unic_langid::LanguageIdentifier>().is_ok();
        require(self.locale.as_deref().is_none_or(is_language), "locale", "a language tag, for example nl, or none");
        let sessions = SessionLifetimes { minutes: self.session_minutes, idle_minutes: self.session_idle_minutes };
        require(sessions.minutes_fit(), "session_minutes", "5 minutes to 30 days");
        let idle = "5 minutes at least, and no longer than session_minutes";
        require(sessions.idle_minutes_fit(), "session_idle_minutes", idle);
        let kept = format!("{shortest} to {LONGEST_RETENTION} days, or null to keep the log for good");
        let days = shortest..=LONGEST_RETENTION;
        require(self.audit_retention_days.is_none_or(|kept| days.contains(&kept)), "audit_retention_days", &kept);
        let again = format!("{} minutes", recheck::MINUTES);
        require(recheck::minutes_fit(self.upstream_recheck_minutes), "upstream_recheck_minutes", &again);
        require(self.admins.len() <= MOST_ADMINS, "admins", "twenty addresses at most");

        let mut admins: Vec<EmailAddress> = Vec::new();
        for address in &self.admins {
            match address.parse() {
                Ok(address) => admins.push(address),
                Err(error) => {
                    let error: crate::domain::email::EmailError = error;
                    wrong.push(Wrong::new("admins", &error));
                }
            }
        }
        if admins.iter().collect::<HashSet<_>>().len() < admins.len() {
            wrong.push(Wrong::new("admins", &"each address once"));
        }
        let accent = match self.accent.as_deref().map(str::parse::<Accent>).transpose() {
            Ok(accent) => accent,
            Err(error) => {
                wrong.push(Wrong::new("accent", &error));
                None
            }
        };
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(Organization {
            id,
            slug: self.slug,
            name: self.name,
            status: self.status,
            help: self.help,
            locale: self.locale,
            admins,
            sessions,
            sign_out_upstream: self.sign_out_upstream,
            shared_devices: self.shared_devices,
            audit_retention_days: self.audit_retention_days,
            upstream_recheck_minutes: self.upstream_recheck_minutes,
            branding: Branding { accent, logo },
        })
    }
}

/// Makes an organization. `keep` says which answer is kept with it, for whoever asks for the same thing again.
pub async fn create(
    store: &Store,
    draft: Draft,
    manner: &Manner,
    policy: AuditPolicy,
    act: &Act<'_>,
    keep: impl FnOnce(&Organization) -> Option<KeptAnswer>,
) -> Result<Organization, TenancyError> {
    let organization =
        draft.check(random::id(act.now), None, policy.shortest_retention_days).map_err(TenancyError::Wrong)?;
    let change = store.change_configuration(act.now).await?;
    change.insert_organization(&organization).await?;
    if let Some(answer) = keep(&organization) {
        change.keep_answer(&answer).await?;
    }
    change.append_audit(&changed("create", &organization, &Vec::new(), json!({}), act)).await?;
    manner.finish(change).await?;
    Ok(organization)
}

/// Changes an organization, if it is in an expected state. A change that changes nothing leaves no trace.
pub async fn change(
    store: &Store,
    id: OrganizationId,
    expected: &Expected,
    manner: &Manner,
    policy: AuditPolicy,
    act: &Act<'_>,
    edit: impl FnOnce(&mut Draft),
) -> Result<Organization, TenancyError> {
    let change = store.change_configuration(act.now).await?;
    let old = change.read_organization(id).await?.ok_or(TenancyError::Gone)?.organization;
    expected.check(&old)?;
    let mut draft = Draft::from(&old);
    edit(&mut draft);
    // What was allowed when it was set stands in nobody's way to change something else.
    let is_as_before = draft.audit_retention_days == old.audit_retention_days;
    let shortest = if is_as_before { 0 } else { policy.shortest_retention_days };
    let new = draft.check(id, old.branding.logo.clone(), shortest).map_err(TenancyError::Wrong)?;
    if new == old {
        return Ok(old);
    }
    change.replace_organization(&new).await?;
    change.append_audit(&changed("change", &new, &organization_fields(&old, &new), json!({}), act)).await?;
    manner.finish(change).await?;
    Ok(new)
}

/// Gives an organization this picture as its logo, or takes away the one it has, if that is in an expected state: its name.
pub async fn put_logo(
    store: &Store,
    id: OrganizationId,
    picture: Option<&[u8]>,
    expected: &Expected,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<Organization, TenancyError> {
    if picture.is_some_and(|picture| !is_logo(picture)) {
        let detail = format!("a PNG of at most {} KiB and {LONGEST_SIDE} pixels a side", LARGEST_LOGO / 1024);
        return Err(TenancyError::Wrong(vec![Wrong::new("logo", &detail)]));
    }
    let change = store.change_configuration(act.now).await?;
    let old = change.read_organization(id).await?.ok_or(TenancyError::Gone)?.organization;
    expected.check(&old.branding.logo)?;
    let mut new = old.clone();
    new.branding.logo = picture.map(|picture| hash::hex(&hash::sha256(picture)));
    if new == old {
        return Ok(old);
    }
    change.replace_organization(&new).await?;
    // Nobody may come in any more; whoever is in is out, and their applications are told.
    if new.status == OrganizationStatus::Suspended {
        change.end_sessions_of_organization(id).await?;
    }
    change.put_logo(id, new.branding.logo.as_deref().zip(picture)).await?;
    change.append_audit(&changed("change", &new, &organization_fields(&old, &new), json!({}), act)).await?;
    manner.finish(change).await?;
    Ok(new)
}

/// Removes an organization with all that is its own, if it is in an expected state; the audit log stays. Which it was, and what
/// goes with it.
pub async fn remove(
    store: &Store,
    id: OrganizationId,
    expected: &Expected,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<(Organization, UsesOfOrganization), TenancyError> {
    manner.check()?;
    let change = store.change_configuration(act.now).await?;
    let old = change.read_organization(id).await?.ok_or(TenancyError::Gone)?.organization;
    expected.check(&old)?;
    let uses = change.uses_of_organization(id).await?;
    change.delete_organization(&old).await?;
    let besides = with_reason(json!({ "with": uses }), manner.reason.as_deref());
    change.append_audit(&changed("remove", &old, &Vec::new(), besides, act)).await?;
    manner.finish(change).await?;
    Ok((old, uses))
}

/// The line of it in the log.
fn changed(what: &str, organization: &Organization, fields: &Fields, mut detail: Value, act: &Act<'_>) -> AuditEvent {
    let subject = format!("organization {}", organization.slug);
    if let Some(detail) = detail.as_object_mut() {
        detail.insert("changes".to_owned(), json!([said(what, &subject, fields)]));
    }
    act.event(AuditAction::OrganizationChanged, organization.id, subject, &detail)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn draft() -> Draft {
        let id = OrganizationId(Uuid::from_u128(1));
        Draft::from(&Organization::new(id, "st-janshof".to_owned(), "St. Janshof".to_owned()))
    }

    #[test]
    fn a_draft_of_an_organization_means_the_organization() {
        let id = OrganizationId(Uuid::from_u128(1));
        let organization = Organization {
            help: Some("extension 5555".to_owned()),
            locale: Some("nl-BE".to_owned()),
            admins: vec!["it@st-janshof.example".parse().unwrap()],
            sessions: SessionLifetimes { minutes: 60, idle_minutes: 5 },
            audit_retention_days: Some(1_827),
            upstream_recheck_minutes: 60,
            branding: Branding { accent: Some("#005a9c".parse().unwrap()), logo: Some("ab".to_owned()) },
            ..Organization::new(id, "st-janshof".to_owned(), "St. Janshof".to_owned())
        };
        assert_eq!(Draft::from(&organization).check(id, Some("ab".to_owned()), 1_827), Ok(organization));
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once_each_with_its_field() {
        let wrong = |edit: fn(&mut Draft)| {
            let mut draft = draft();
            edit(&mut draft);
            let wrong = draft.check(OrganizationId(Uuid::from_u128(1)), None, 1_827).err().unwrap_or_default();
            wrong.iter().map(|wrong| wrong.field).collect::<Vec<_>>()
        };
        assert_eq!(wrong(|_| {}), [""; 0]);
        assert_eq!(wrong(|draft| draft.slug = "St. Janshof".to_owned()), ["slug"]);
        assert_eq!(wrong(|draft| draft.slug = "a-".to_owned()), ["slug"]);
        assert_eq!(wrong(|draft| draft.name = " ".to_owned()), ["name"]);
        assert_eq!(wrong(|draft| draft.name = "St.\0Janshof".to_owned()), ["name"]);
        assert_eq!(wrong(|draft| draft.name = "x".repeat(201)), ["name"]);
        assert_eq!(wrong(|draft| draft.help = Some("a\u{1b}[2J".to_owned())), ["help"]);
        assert_eq!(wrong(|draft| draft.locale = Some("not a tag!".to_owned())), ["locale"]);
        assert_eq!(wrong(|draft| draft.admins = vec!["it".to_owned()]), ["admins"]);
        assert_eq!(
            wrong(|draft| draft.admins = vec!["it@a.example".to_owned(), "IT@A.example".to_owned()]),
            ["admins"]
        );
        assert_eq!(wrong(|draft| draft.admins = (0..21).map(|n| format!("{n}@a.example")).collect()), ["admins"]);
        assert_eq!(wrong(|draft| draft.session_minutes = 43_201), ["session_minutes"]);
        assert_eq!(wrong(|draft| draft.session_minutes = 60), ["session_idle_minutes"]);
        assert_eq!(wrong(|draft| draft.session_idle_minutes = 4), ["session_idle_minutes"]);
        assert_eq!(wrong(|draft| draft.upstream_recheck_minutes = 4), ["upstream_recheck_minutes"]);
        assert_eq!(wrong(|draft| draft.upstream_recheck_minutes = 1_441), ["upstream_recheck_minutes"]);
        for days in [0, 1_826, 36_526] {
            let mut draft = draft();
            draft.audit_retention_days = Some(days);
            let wrong = draft.check(OrganizationId(Uuid::from_u128(1)), None, 1_827).unwrap_err();
            assert_eq!(wrong[0].field, "audit_retention_days", "{days}");
        }
        assert_eq!(wrong(|draft| draft.accent = Some("#ffcc00".to_owned())), ["accent"]);
        let several = |draft: &mut Draft| {
            draft.slug = String::new();
            draft.accent = Some("blue".to_owned());
        };
        assert_eq!(wrong(several), ["slug", "accent"]);
    }
}
