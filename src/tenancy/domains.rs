//! The e-mail domains of an organization, added, changed and removed by hand.

use super::change::{Act, Broken, Expected, Fields, TenancyError, Wrong};
use super::mail_domains;
use super::users::Manner;
use crate::domain::audit::{AuditAction, AuditEvent};
use crate::domain::domain_check::ProvenBy;
use crate::domain::email::EmailDomain;
use crate::domain::id::{ConnectionId, OrganizationId};
use crate::domain::kept_answer::KeptAnswer;
use crate::domain::organization::{Domain, OrganizationConfiguration};
use crate::keys::random;
use crate::store::Store;

/// The name of a domain that an organization can own.
pub fn domain_name(text: &str) -> Result<EmailDomain, Broken> {
    let Ok(name) = text.parse::<EmailDomain>() else {
        return Err(Broken::new("name", "this is no domain name", "for example st-janshof.example"));
    };
    match mail_domains::refused(&name) {
        Some(refused) => Err(Broken::new("name", refused.why(), "name a domain that the organization owns")),
        None => Ok(name),
    }
}

/// What is said of a domain; nothing of it is checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The name of the connection that its addresses lead to.
    pub connection: Option<String>,
    /// Whether it has been seen that the organization owns it.
    pub proven: bool,
}

/// Which domain: whose, and its name.
pub type Which<'a> = (OrganizationId, &'a EmailDomain);

impl Draft {
    fn of(domain: &Domain, configuration: &OrganizationConfiguration) -> Self {
        let connection = domain.connection_id.and_then(|id| configuration.connection(id));
        Self { connection: connection.map(|connection| connection.name.clone()), proven: domain.is_proven() }
    }

    /// The connection that it leads to, or all that is wrong. Whoever says that a domain is proven says how that was seen: with it,
    /// Microsoft's word on every address of the domain is taken.
    fn check(
        &self,
        was_proven: bool,
        configuration: &OrganizationConfiguration,
        manner: &Manner,
    ) -> Result<Option<ConnectionId>, TenancyError> {
        let mut wrong = Vec::new();
        let named = self.connection.as_ref();
        let found = named.map(|name| configuration.connections.iter().find(|connection| connection.name == *name));
        if found == Some(None) {
            wrong.push(Wrong::new("connection", &"the organization has no connection with this name"));
        }
        if self.proven && !was_proven && manner.reason.is_none() {
            wrong.push(Wrong::new("reason", &"say how it was seen that the organization owns the domain"));
        }
        if wrong.is_empty() {
            Ok(found.flatten().map(|connection| connection.id))
        } else {
            Err(TenancyError::Wrong(wrong))
        }
    }
}

/// Adds a domain. One that any organization has is [`TenancyError::Taken`]: whose it is, is not said. `keep` says which answer is
/// kept with it, for whoever asks for the same thing again.
pub async fn create(
    store: &Store,
    id: OrganizationId,
    (name, draft): (&str, &Draft),
    manner: &Manner,
    act: &Act<'_>,
    keep: impl FnOnce(&Domain) -> Option<KeptAnswer>,
) -> Result<Domain, TenancyError> {
    manner.check()?;
    let name = domain_name(name).map_err(|broken| vec![broken])?;
    let change = store.change_configuration(act.now).await?;
    let configuration = change.read_organization(id).await?.ok_or(TenancyError::Gone)?;
    let connection_id = draft.check(false, &configuration, manner)?;
    let domain = Domain {
        id: random::id(act.now),
        organization_id: id,
        name,
        connection_id,
        proven_by: draft.proven.then_some(ProvenBy::Manual),
        challenge: random::challenge(),
    };
    change.insert_domain(&domain).await?;
    if let Some(answer) = keep(&domain) {
        change.keep_answer(&answer).await?;
    }
    let nowhere = Draft { connection: None, proven: false };
    change.append_audit(&event("create", &domain, &fields(&nowhere, draft), manner, act)).await?;
    manner.finish(change).await?;
    Ok(domain)
}

/// Changes a domain, if it is in an expected state. A change that changes nothing leaves no trace.
pub async fn change(
    store: &Store,
    (id, name): Which<'_>,
    expected: &Expected,
    manner: &Manner,
    act: &Act<'_>,
    edit: impl FnOnce(&mut Draft),
) -> Result<Domain, TenancyError> {
    manner.check()?;
    let change = store.change_configuration(act.now).await?;
    let configuration = change.read_organization(id).await?.ok_or(TenancyError::Gone)?;
    let old = find(&configuration, name)?;
    expected.check(old)?;
    let before = Draft::of(old, &configuration);
    let mut draft = before.clone();
    edit(&mut draft);
    let connection_id = draft.check(old.is_proven(), &configuration, manner)?;
    let mut new = Domain { connection_id, ..old.clone() };
    match (old.is_proven(), draft.proven) {
        (false, true) => new.proven_by = Some(ProvenBy::Manual),
        // What was published for a proof that is withdrawn must not bring it back at the next look.
        (true, false) => (new.proven_by, new.challenge) = (None, random::challenge()),
        (true, true) | (false, false) => {}
    }
    if new == *old {
        return Ok(new);
    }
    change.replace_domain(&new).await?;
    change.append_audit(&event("change", &new, &fields(&before, &draft), manner, act)).await?;
    manner.finish(change).await?;
    Ok(new)
}

/// Removes a domain, if it is in an expected state: its addresses lead nowhere. What it was.
pub async fn remove(
    store: &Store,
    (id, name): Which<'_>,
    expected: &Expected,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<Domain, TenancyError> {
    manner.check()?;
    let change = store.change_configuration(act.now).await?;
    let configuration = change.read_organization(id).await?.ok_or(TenancyError::Gone)?;
    let old = find(&configuration, name)?;
    expected.check(old)?;
    change.delete_domain(old).await?;
    change.append_audit(&event("remove", old, &Vec::new(), manner, act)).await?;
    manner.finish(change).await?;
    Ok(old.clone())
}

pub(super) fn find<'a>(
    configuration: &'a OrganizationConfiguration,
    name: &EmailDomain,
) -> Result<&'a Domain, TenancyError> {
    configuration.domains.iter().find(|domain| domain.name == *name).ok_or(TenancyError::Gone)
}

fn fields(old: &Draft, new: &Draft) -> Fields {
    let mut fields = Vec::new();
    if old.connection != new.connection {
        let said = |draft: &Draft| draft.connection.clone().unwrap_or_else(|| "none".to_owned());
        fields.push(("connection", said(old), said(new)));
    }
    if old.proven != new.proven {
        fields.push(("proven", old.proven.to_string(), new.proven.to_string()));
    }
    fields
}

pub(super) fn event(what: &str, domain: &Domain, fields: &Fields, manner: &Manner, act: &Act<'_>) -> AuditEvent {
    let said = (what, format!("domain {}", domain.name), fields);
    act.changed(AuditAction::DomainChanged, domain.organization_id, said, manner.reason.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_gets_a_domain_that_many_own() {
        assert_eq!(domain_name(" Sint-Jan.EXAMPLE. ").unwrap().as_str(), "sint-jan.example");
        assert_eq!(domain_name("zürich-spital.example").unwrap().as_str(), "xn--zrich-spital-dlb.example");
        for bad in
            ["", "st janshof", "a@st-janshof.example", "gmail.com", "GMAIL.com.", "co.uk", "nl", "x.onmicrosoft.com"]
        {
            assert_eq!(domain_name(bad).unwrap_err().field, "name", "{bad:?}");
        }
    }
}
