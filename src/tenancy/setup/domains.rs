//! The domains that a hospital's own people add, and take away again before they are proven.

use chrono::Duration;

use crate::domain::email::EmailDomain;
use crate::domain::limit::{Limit, Limited};
use crate::domain::organization::OrganizationConfiguration;
use crate::store::Store;
use crate::store::limits::Taken;
use crate::tenancy::change::{Act, Expected, Fingerprint, TenancyError};
use crate::tenancy::domains::{self, Draft};
use crate::tenancy::mail_domains::{self, Refused};
use crate::tenancy::users::Manner;

/// How often somebody of one hospital may try to add a domain: nobody goes through a list of them to learn which are registered here.
const TRIED: Limit = Limit { burst: 20, every: Duration::minutes(3) };
/// How many of its domains may be unproven. Whoever adds a domain keeps it from others until it is proven or removed.
const MOST_UNPROVEN: usize = 20;

/// Why no domain was added or removed.
#[derive(Debug, thiserror::Error)]
pub enum DomainFault {
    /// It is no domain name.
    #[error("this is no domain name")]
    NoName,
    /// No hospital can own it.
    #[error("no hospital owns it")]
    Refused(Refused),
    /// The hospital has it already.
    #[error("the organization has it already")]
    Known(EmailDomain),
    /// It cannot be added here. Whose it is, is said to nobody.
    #[error("it cannot be added")]
    Unavailable,
    /// Too many of the hospital's domains are unproven.
    #[error("too many domains are unproven")]
    TooMany,
    /// Too many were tried.
    #[error("too many were tried")]
    TooOften,
    /// It is proven: people sign in by it.
    #[error("it is proven")]
    Proven,
    /// It could not be done.
    #[error(transparent)]
    Tenancy(#[from] TenancyError),
}

/// Adds a domain, which leads to the hospital's only connection if it has one.
pub async fn add(
    store: &Store,
    configuration: &OrganizationConfiguration,
    text: &str,
    act: &Act<'_>,
) -> Result<EmailDomain, DomainFault> {
    // Somebody who writes an address means the domain in it.
    let text = text.rsplit('@').next().unwrap_or_default();
    let name: EmailDomain = text.parse().map_err(|_| DomainFault::NoName)?;
    if let Some(refused) = mail_domains::refused(&name) {
        return Err(DomainFault::Refused(refused));
    }
    if configuration.domains.iter().any(|domain| domain.name == name) {
        return Err(DomainFault::Known(name));
    }
    if configuration.domains.iter().filter(|domain| !domain.is_proven()).count() >= MOST_UNPROVEN {
        return Err(DomainFault::TooMany);
    }
    let id = configuration.organization.id;
    let limited = Limited { key: format!("domain tried {id}"), limit: TRIED };
    if store.take(&[limited], act.now).await.map_err(TenancyError::from)? != Taken::Yes {
        return Err(DomainFault::TooOften);
    }
    let connection = match configuration.connections.as_slice() {
        [only] => Some(only.name.clone()),
        _ => None,
    };
    let draft = Draft { connection, proven: false };
    match domains::create(store, id, (name.as_str(), &draft), &Manner::default(), act, |_| None).await {
        Ok(domain) => Ok(domain.name),
        Err(TenancyError::Taken) => Err(DomainFault::Unavailable),
        Err(error) => Err(error.into()),
    }
}

/// Removes a domain that is not proven, if it is in the state that was seen.
pub async fn remove(
    store: &Store,
    configuration: &OrganizationConfiguration,
    (name, seen): (&EmailDomain, &Fingerprint),
    act: &Act<'_>,
) -> Result<(), DomainFault> {
    let domain = domains::find(configuration, name)?;
    if domain.is_proven() {
        return Err(DomainFault::Proven);
    }
    // What was seen is this state, in which it is unproven: one that is proven meanwhile is another one, and stays.
    if Fingerprint::of(domain) != *seen {
        return Err(TenancyError::Stale(Fingerprint::of(domain)).into());
    }
    let (id, expected) = (configuration.organization.id, Expected::OneOf(vec![seen.clone()]));
    domains::remove(store, (id, name), &expected, &Manner::default(), act).await?;
    Ok(())
}

/// Leads the domains that lead nowhere to the hospital's connection, by name.
pub async fn lead(
    store: &Store,
    configuration: &OrganizationConfiguration,
    connection: &str,
    act: &Act<'_>,
) -> Result<(), TenancyError> {
    let id = configuration.organization.id;
    for domain in configuration.domains.iter().filter(|domain| domain.connection_id.is_none()) {
        let expected = Expected::OneOf(vec![Fingerprint::of(domain)]);
        let edit = |draft: &mut Draft| draft.connection = Some(connection.to_owned());
        match domains::change(store, (id, &domain.name), &expected, &Manner::default(), act, edit).await {
            // Somebody has said something else of it meanwhile, which stands.
            Ok(_) | Err(TenancyError::Gone | TenancyError::Stale(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
