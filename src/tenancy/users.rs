//! Users, made, changed and removed by hand, one at a time. Whoever is suspended or removed is out at once.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::change::{Act, Expected, Fields, TenancyError, Wrong, is_line, said, with_reason};
use super::former_addresses;
use super::plan::user_fields;
use crate::domain::audit::{AuditAction, AuditEvent};
use crate::domain::email::{EmailAddress, EmailError};
use crate::domain::id::{OrganizationId, UserId};
use crate::domain::identity::Identity;
use crate::domain::kept_answer::KeptAnswer;
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::user::{FormerEmail, User, UserKind, UserStatus};
use crate::keys::random;
use crate::store::configuration::ConfigurationChange;
use crate::store::{OrgStore, Store};

const LONGEST_NAME: usize = 200;
const LONGEST_ROLE: usize = 100;
const MOST_ROLES: usize = 50;
const LONGEST_REASON: usize = 500;

/// A user as somebody has written them, with their fields as in `tenants.toml`; nothing of it is checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in domain::user::User")]
pub struct Draft {
    pub email: String,
    pub name: String,
    pub kind: UserKind,
    pub status: UserStatus,
    pub roles: Vec<String>,
    pub locale: Option<String>,
    pub former_email: Option<FormerEmail>,
    pub pilot: bool,
}

impl From<&User> for Draft {
    fn from(user: &User) -> Self {
        Self {
            email: user.email.to_string(),
            name: user.name.clone(),
            kind: user.kind,
            status: user.status,
            roles: user.roles.clone(),
            locale: user.locale.clone(),
            former_email: user.former_email.clone(),
            pilot: user.pilot,
        }
    }
}

impl Draft {
    /// The user that it means, or all that is wrong with it.
    pub fn check(self, id: UserId, organization_id: OrganizationId) -> Result<User, Vec<Wrong>> {
        let mut wrong = Vec::new();
        let email: Result<EmailAddress, EmailError> = self.email.parse();
        if let Err(error) = &email {
            wrong.push(Wrong::new("email", error));
        }
        let mut require = |holds: bool, field: &'static str, detail: &str| {
            if !holds {
                wrong.push(Wrong::new(field, &detail));
            }
        };
        require(is_line(&self.name, LONGEST_NAME), "name", "one line of 1 to 200 characters");
        let roles = &self.roles;
        require(roles.len() <= MOST_ROLES, "roles", "fifty at most");
        require(roles.iter().all(|role| is_line(role, LONGEST_ROLE)), "roles", "each one line of 1 to 100 characters");
        require(roles.iter().collect::<HashSet<_>>().len() == roles.len(), "roles", "each once");
        let is_language = |tag: &str| tag.parse::<unic_langid::LanguageIdentifier>().is_ok();
        require(self.locale.as_deref().is_none_or(is_language), "locale", "a language tag, for example nl, or none");
        match email {
            Ok(email) if wrong.is_empty() => {
                let Self { name, kind, status, roles, locale, former_email, pilot, .. } = self;
                Ok(User { id, organization_id, email, name, kind, status, roles, locale, former_email, pilot })
            }
            _ => Err(wrong),
        }
    }
}

/// Whether a text can be looked for among addresses and names.
pub fn is_sought(text: &str) -> bool {
    is_line(text, LONGEST_NAME)
}

/// How something is done to a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manner {
    /// Why, for the audit log.
    pub reason: Option<String>,
    /// Whether it is only to be said what would become of it.
    pub dry_run: bool,
}

impl Manner {
    pub(super) fn check(&self) -> Result<(), TenancyError> {
        if self.reason.as_deref().is_none_or(|reason| is_line(reason, LONGEST_REASON)) {
            return Ok(());
        }
        Err(TenancyError::Wrong(vec![Wrong::new("reason", &"a reason has 1 to 500 characters, on one line")]))
    }

    pub(super) async fn finish(&self, change: ConfigurationChange) -> Result<(), TenancyError> {
        let finished = if self.dry_run { change.roll_back().await } else { change.commit().await };
        Ok(finished?)
    }
}

/// Makes a user. `keep` says which answer is kept with them, for whoever asks for the same thing again.
pub async fn create(
    store: &Store,
    organization: OrganizationId,
    draft: Draft,
    manner: &Manner,
    act: &Act<'_>,
    keep: impl FnOnce(&User) -> Option<KeptAnswer>,
) -> Result<User, TenancyError> {
    manner.check()?;
    let user = draft.check(random::id(act.now), organization).map_err(TenancyError::Wrong)?;
    let change = store.change_configuration(act.now).await?;
    change.insert_user(&user).await?;
    if let Some(answer) = keep(&user) {
        change.keep_answer(&answer).await?;
    }
    change.append_audit(&changed("create", &user, &Vec::new(), manner, act)).await?;
    manner.finish(change).await?;
    Ok(user)
}

/// Changes a user, if they are in an expected state. A change that changes nothing leaves no trace. `keep_former_days` says for how long
/// the address that they had counts beside the new one.
pub async fn change(
    store: &Store,
    (organization, id): (OrganizationId, UserId),
    expected: &Expected,
    keep_former_days: Option<u32>,
    manner: &Manner,
    act: &Act<'_>,
    edit: impl FnOnce(&mut Draft),
) -> Result<User, TenancyError> {
    manner.check()?;
    let change = store.change_configuration(act.now).await?;
    let old = change.find_user(organization, id).await?.ok_or(TenancyError::Gone)?;
    expected.check(&old)?;
    let mut draft = Draft::from(&old);
    edit(&mut draft);
    let mut new = draft.check(id, organization).map_err(TenancyError::Wrong)?;
    let configuration = change.read_organization(organization).await?.ok_or(TenancyError::Gone)?;
    new.former_email = former_addresses::after(&old, &new.email, keep_former_days, &configuration, act.now)
        .map_err(|wrong| TenancyError::Wrong(vec![wrong]))?;
    if new == old {
        return Ok(old);
    }
    replace(&change, &old, &new, manner, act).await?;
    manner.finish(change).await?;
    Ok(new)
}

/// Removes a user with their bonds and sessions, if they are in an expected state; the audit log stays. Who it was.
pub async fn remove(
    store: &Store,
    (organization, id): (OrganizationId, UserId),
    expected: &Expected,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<User, TenancyError> {
    manner.check()?;
    let change = store.change_configuration(act.now).await?;
    let old = change.find_user(organization, id).await?.ok_or(TenancyError::Gone)?;
    expected.check(&old)?;
    change.delete_user(&old).await?;
    change.append_audit(&changed("remove", &old, &Vec::new(), manner, act)).await?;
    manner.finish(change).await?;
    Ok(old)
}

/// Parts a user from the accounts that they are bound to, or from the one at the connection with this name, and ends the sessions
/// that were opened through it: the next sign-in binds anew. The bonds, and how many sessions.
pub async fn unbind(
    configuration: &OrganizationConfiguration,
    own: &OrgStore,
    user: &User,
    connection: Option<&str>,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<(Vec<Identity>, u64), TenancyError> {
    manner.check()?;
    let mut bonds = own.find_person(user.id).await?.identities;
    if let Some(name) = connection {
        let found = configuration.connections.iter().find(|connection| connection.name == name);
        let detail = "the organization has no connection with this name";
        let named = found.ok_or_else(|| TenancyError::Wrong(vec![Wrong::new("connection", &detail)]))?;
        bonds.retain(|bond| bond.connection_id == named.id);
    }
    if bonds.is_empty() {
        return Err(TenancyError::NotBound);
    }
    let accounts: Vec<_> =
        bonds.iter().map(|bond| json!({ "connection_id": bond.connection_id, "account": bond.account })).collect();
    let event = event(AuditAction::IdentityUnbound, user.into(), json!({ "unbound": accounts }), manner, act);
    let ended = own.unbind(user.id, &bonds, act.now, &event, manner.dry_run).await?;
    Ok((bonds, ended))
}

/// Writes a user over their former state, within a change. Whoever may not come in any more is out.
pub(super) async fn replace(
    change: &ConfigurationChange,
    old: &User,
    new: &User,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<(), TenancyError> {
    change.replace_user(new).await?;
    if new.status == UserStatus::Suspended {
        change.end_sessions_of_user(new).await?;
    }
    change.append_audit(&changed("change", new, &user_fields(old, new), manner, act)).await?;
    Ok(())
}

/// The line of it in the log.
pub(super) fn changed(what: &str, user: &User, fields: &Fields, manner: &Manner, act: &Act<'_>) -> AuditEvent {
    let subject = format!("user {}", user.email);
    let detail = json!({ "changes": [said(what, &subject, fields)] });
    event(AuditAction::UserChanged, user.into(), detail, manner, act)
}

/// Whom a line of the log is about.
#[derive(Clone, Copy)]
pub(super) struct Who<'a> {
    pub(super) organization_id: OrganizationId,
    pub(super) id: UserId,
    pub(super) address: &'a EmailAddress,
}

impl<'a> From<&'a User> for Who<'a> {
    fn from(user: &'a User) -> Self {
        Self { organization_id: user.organization_id, id: user.id, address: &user.email }
    }
}

/// A line about a user, with the reason where one was said.
pub(super) fn event(action: AuditAction, who: Who<'_>, detail: Value, manner: &Manner, act: &Act<'_>) -> AuditEvent {
    let detail = with_reason(detail, manner.reason.as_deref());
    let subject = format!("user {}", who.address);
    AuditEvent { user_id: Some(who.id), ..act.event(action, who.organization_id, subject, &detail) }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn draft() -> Draft {
        Draft {
            email: "A.deVries@st-janshof.example".to_owned(),
            name: "Anna de Vries".to_owned(),
            kind: UserKind::Professional,
            status: UserStatus::Active,
            roles: vec!["nurse".to_owned()],
            locale: Some("nl".to_owned()),
            former_email: None,
            pilot: true,
        }
    }

    #[test]
    fn a_draft_of_a_user_means_the_user() {
        let (id, organization) = (UserId(Uuid::from_u128(1)), OrganizationId(Uuid::from_u128(2)));
        let user = draft().check(id, organization).unwrap();
        assert_eq!(user.email.as_str(), "a.devries@st-janshof.example");
        assert_eq!(Draft::from(&user).check(id, organization), Ok(user));
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once_each_with_its_field() {
        let wrong = |edit: fn(&mut Draft)| {
            let mut draft = draft();
            edit(&mut draft);
            let checked = draft.check(UserId(Uuid::from_u128(1)), OrganizationId(Uuid::from_u128(2)));
            checked.err().unwrap_or_default().iter().map(|wrong| wrong.field).collect::<Vec<_>>()
        };
        assert_eq!(wrong(|_| {}), [""; 0]);
        assert_eq!(wrong(|draft| draft.email = "anna".to_owned()), ["email"]);
        assert_eq!(wrong(|draft| draft.name = "a\0".to_owned()), ["name"]);
        assert_eq!(wrong(|draft| draft.roles = vec![String::new()]), ["roles"]);
        assert_eq!(wrong(|draft| draft.roles = vec!["nurse".to_owned(); 2]), ["roles"]);
        assert_eq!(wrong(|draft| draft.roles = (0..51).map(|n| n.to_string()).collect()), ["roles"]);
        assert_eq!(wrong(|draft| draft.locale = Some("not a tag!".to_owned())), ["locale"]);
        let several = |draft: &mut Draft| (draft.email, draft.name) = (String::new(), String::new());
        assert_eq!(wrong(several), ["email", "name"]);
    }
}
