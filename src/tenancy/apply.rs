//! Carrying a plan out: all of it in one transaction, or nothing.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::change::{Act, Fingerprint, said};
use super::credential_slots::PutError;
use super::desired::Desired;
use super::forcing::ForcingError;
use super::plan::{Action, Change, Forcing, OpenedCredentials, Plan, Thing, plan};
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent};
use crate::domain::email::EmailAddress;
use crate::domain::expiry::ends_soon;
use crate::domain::flag::FlagName;
use crate::domain::id::OrganizationId;
use crate::domain::organization::OrganizationStatus;
use crate::domain::user::UserStatus;
use crate::keys::ring::KeyRing;
use crate::keys::{KeyError, hash, random};
use crate::store::configuration::{ConfigurationChange, StoredConfiguration, StoredOrganization};
use crate::store::{Store, StoreError};
use crate::upstream::credential;

/// Why a plan was not carried out. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// Somebody else changed the configuration since the plan was made.
    #[error("the configuration was changed since this plan was made; run the command again")]
    Stale,
    /// What the file refers to without naming it.
    #[error("{}", .0.join("; "))]
    Impossible(Vec<String>),
    /// The file makes somebody with an address that another user had before.
    #[error(
        "organization {organization}: {address} is the former address of {holder}, and counts until {until}; \
         name them by the address that they have now, or end that first: anteroomctl user change --keep-former-days 0"
    )]
    FormerAddress {
        /// Whose users, by slug.
        organization: String,
        /// The address.
        address: EmailAddress,
        /// Who had it before.
        holder: EmailAddress,
        /// Until when it counts for them.
        until: DateTime<Utc>,
    },
    /// The traditional way cannot be closed for that time.
    #[error(transparent)]
    Forcing(#[from] ForcingError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The keys.
    #[error(transparent)]
    Keys(#[from] KeyError),
}

impl From<PutError> for ApplyError {
    fn from(error: PutError) -> Self {
        match error {
            PutError::Store(error) => Self::Store(error),
            PutError::Keys(error) => Self::Keys(error),
        }
    }
}

/// Makes a plan from what is stored now.
pub async fn prepare(store: &Store, ring: &KeyRing, desired: &Desired, now: DateTime<Utc>) -> Result<Plan, ApplyError> {
    let stored = store.read_everything().await?;
    let credentials = stored.organizations.iter().flat_map(|organization| &organization.configuration.credentials);
    // One that does not open counts as another one, and is replaced.
    let opened: OpenedCredentials =
        credentials.filter_map(|stored| Some((stored.id, credential::open(stored, ring).ok()?))).collect();
    let plan = plan(desired, &stored, &opened, now, &mut || random::id(now), &mut random::challenge);
    if !plan.impossible.is_empty() {
        return Err(ApplyError::Impossible(plan.impossible));
    }
    for Forcing { organization_id, slug, demand, override_reason } in &plan.forcing {
        let proof = demand.map_err(|stranded| ForcingError::Stranded { slug: slug.clone(), stranded })?;
        let organization = store.organization(*organization_id);
        if override_reason.is_none() && !organization.has_signed_in_by_sso(proof.since).await? {
            return Err(ForcingError::NotTried { slug: slug.clone(), proof }.into());
        }
    }
    require_free(&plan, &stored, now)?;
    Ok(plan)
}

/// Carries a plan out on the broker's machine, under a name.
/// Refuses a plan that gives somebody an address which is another's former one: a file from before a move would do that.
fn require_free(plan: &Plan, stored: &StoredConfiguration, now: DateTime<Utc>) -> Result<(), ApplyError> {
    let made: HashSet<_> = plan.writes.iter().filter_map(|write| user(write, Action::Create)).collect();
    let gone: HashSet<_> = plan.removals.iter().filter_map(|removal| user(removal, Action::Remove)).collect();
    for StoredOrganization { configuration, users } in &stored.organizations {
        let organization = &configuration.organization;
        let stay = users.iter().filter(|user| !gone.contains(&(organization.id, &user.email)));
        for (user, former) in stay.filter_map(|user| Some((user, user.former_email.as_ref()?))) {
            if former.counts(now) && made.contains(&(organization.id, &former.address)) {
                return Err(ApplyError::FormerAddress {
                    organization: organization.slug.clone(),
                    address: former.address.clone(),
                    holder: user.email.clone(),
                    until: former.until,
                });
            }
        }
    }
    Ok(())
}

fn user(change: &Change, action: Action) -> Option<(OrganizationId, &EmailAddress)> {
    match &change.thing {
        Thing::User(user) if change.action == action => Some((user.organization_id, &user.email)),
        _ => None,
    }
}

/// Carries a plan out on the broker's machine, under a name.
pub async fn carry_out(
    store: &Store,
    ring: &KeyRing,
    plan: &Plan,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<(), ApplyError> {
    carry_out_for(store, ring, plan, &Act { by: actor, role: None, ip: None, now }).await
}

/// Carries a plan out for whoever asks.
pub async fn carry_out_for(store: &Store, ring: &KeyRing, plan: &Plan, act: &Act<'_>) -> Result<(), ApplyError> {
    if plan.is_empty() {
        return Ok(());
    }
    let (actor, now) = (act.by, act.now);
    let change = store.change_configuration(now).await?;
    // Two operators at once: the second must see what the first has done before anything is done on top of it.
    if change.version() != plan.version {
        return Err(ApplyError::Stale);
    }
    // What goes makes room first: a domain may move from one organization to another.
    for removal in &plan.removals {
        remove(&change, removal, actor, now).await?;
    }
    let mut users = Vec::new();
    for write in &plan.writes {
        match &write.thing {
            // A hospital's people are many, and nothing else is made of them.
            Thing::User(user) if write.action == Action::Create => users.push(user.clone()),
            _ => put(&change, ring, write, actor, now).await?,
        }
    }
    change.insert_users(&users).await?;
    for event in events(plan, act) {
        change.append_audit(&event).await?;
    }
    change.commit().await?;
    store.forget_configuration();
    Ok(())
}

async fn remove(
    change: &ConfigurationChange,
    removal: &Change,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<(), ApplyError> {
    match &removal.thing {
        Thing::Application(application) => change.delete_application(application).await?,
        Thing::Organization(organization) => change.delete_organization(organization).await?,
        Thing::Connection(connection) => change.delete_connection(connection).await?,
        Thing::Domain(domain) => change.delete_domain(domain).await?,
        Thing::User(user) => change.delete_user(user).await?,
        Thing::Flag { old, .. } => {
            if let Some((organization, _)) = &removal.organization {
                let by = (actor, "no longer in the file");
                change.set_flag(*organization, random::id(now), by, old.as_ref(), None).await?;
            }
        }
        // A version or credential goes with its connection, a logo with its organization.
        Thing::Version(..) | Thing::Credential(_) | Thing::Logo(..) => {}
    }
    Ok(())
}

async fn put(
    change: &ConfigurationChange,
    ring: &KeyRing,
    write: &Change,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<(), ApplyError> {
    let create = write.action == Action::Create;
    match &write.thing {
        Thing::Application(application) if create => change.insert_application(application).await?,
        Thing::Application(application) => change.replace_application(application).await?,
        Thing::Organization(organization) if create => change.insert_organization(organization).await?,
        Thing::Organization(organization) => {
            change.replace_organization(organization).await?;
            // As by hand: whoever is in is out.
            if organization.status == OrganizationStatus::Suspended {
                change.end_sessions_of_organization(organization.id).await?;
            }
        }
        Thing::Logo(id, logo) => {
            let logo = logo.as_ref().map(|(name, content)| (name.as_str(), content.as_slice()));
            change.put_logo(*id, logo).await?;
        }
        Thing::Connection(connection) if create => change.insert_connection(connection).await?,
        Thing::Connection(connection) => change.replace_connection(connection).await?,
        Thing::Version(connection, version) => change.activate_version(connection, version).await?,
        Thing::Credential(credential) => {
            credential.put(change, ring).await?;
        }
        Thing::Domain(domain) if create => change.insert_domain(domain).await?,
        Thing::Domain(domain) => change.replace_domain(domain).await?,
        Thing::User(user) => {
            change.replace_user(user).await?;
            // As by hand: whoever may not come in any more is out.
            if user.status == UserStatus::Suspended {
                change.end_sessions_of_user(user).await?;
            }
        }
        Thing::Flag { old, new } => {
            if let Some((organization, _)) = &write.organization {
                let by = (actor, new.as_ref().map_or("", |new| new.reason.as_str()));
                change.set_flag(*organization, random::id(now), by, old.as_ref(), new.as_ref()).await?;
            }
        }
    }
    Ok(())
}

/// One event for each organization that something changed for, and one for what belongs to none.
fn events(plan: &Plan, act: &Act<'_>) -> Vec<AuditEvent> {
    let mut by_organization: BTreeMap<Option<OrganizationId>, Vec<serde_json::Value>> = BTreeMap::new();
    for change in plan.removals.iter().chain(&plan.writes) {
        let mut said = said(change.action.as_str(), &change.subject, &change.fields);
        let forcing = plan.forcing.iter().find(|forcing| {
            matches!(&change.thing, Thing::Flag { new: Some(new), .. } if new.name == FlagName::ForcedSso)
                && change.organization.as_ref().is_some_and(|(id, _)| *id == forcing.organization_id)
        });
        if let (Some(Forcing { override_reason: Some(why), .. }), Some(said)) = (forcing, said.as_object_mut()) {
            said.insert("without_recent_sign_in".to_owned(), json!(why));
        }
        by_organization.entry(change.organization.as_ref().map(|(id, _)| *id)).or_default().push(said);
    }
    let event = |(organization_id, changes): (Option<OrganizationId>, Vec<serde_json::Value>)| AuditEvent {
        organization_id,
        ip: act.ip,
        detail: AuditDetail::of(&json!({ "changes": changes })).by(act.role),
        ..AuditEvent::new(random::id(act.now), act.now, AuditAction::ConfigurationApplied, act.by)
    };
    by_organization.into_iter().map(event).collect()
}

/// What stands for a plan: equal ones are for the same configuration, of the same file, and do the same to the same. The ids of what
/// is made are new in each.
pub fn state(plan: &Plan, file: &str) -> Fingerprint {
    let of = |change: &Change| {
        let slug = change.organization.as_ref().map(|(_, slug)| slug.clone());
        (change.action.as_str(), slug, change.subject.clone())
    };
    let changes: Vec<_> = plan.removals.iter().chain(&plan.writes).map(of).collect();
    Fingerprint::of(&(plan.version, hash::sha256(file.as_bytes()), changes))
}

/// What whoever carries a plan out should know besides.
pub fn warnings(plan: &Plan, now: DateTime<Utc>) -> Vec<String> {
    let of = |change: &Change| change.organization.as_ref().map_or_else(String::new, |(_, slug)| format!("{slug}: "));
    let mut warnings = Vec::new();
    for Forcing { slug, override_reason, .. } in &plan.forcing {
        if override_reason.is_some() {
            warnings.push(format!("{slug}: forced_sso is switched on although nobody has signed in by SSO lately"));
        }
    }
    for change in &plan.writes {
        if let Thing::Credential(credential) = &change.thing
            && let Some(ends) = credential.stored.expires_at
            && ends_soon(ends, now)
        {
            let name = &credential.connection.name;
            warnings.push(format!("{}the credential of connection {name} ends {}", of(change), ends.to_rfc3339()));
        }
    }
    warnings
}

/// A plan for people, in 80 columns: by organization, what is made (`+`), changed (`~`) and removed (`-`).
pub fn describe(plan: &Plan) -> String {
    let mut groups: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    for change in plan.removals.iter().chain(&plan.writes) {
        let owner = change.organization.as_ref().map_or("", |(_, slug)| slug.as_str());
        groups.entry(owner).or_default().push(change);
    }
    let mut text = String::new();
    for (owner, changes) in groups {
        let _ = writeln!(text, "{}", if owner.is_empty() { "applications" } else { owner });
        for change in changes {
            let sign = match change.action {
                Action::Create => '+',
                Action::Change => '~',
                Action::Remove => '-',
            };
            let _ = writeln!(text, "  {sign} {}", change.subject);
            for (name, old, new) in &change.fields {
                let _ = writeln!(text, "      {name}: {old} -> {new}");
            }
        }
    }
    let (create, changed, remove) = plan.counts();
    let _ = writeln!(text, "{create} to create, {changed} to change, {remove} to remove, {} unchanged", plan.unchanged);
    text
}
