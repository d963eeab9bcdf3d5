//! An organization takes another name: everybody with an address in one of its domains gets the same name in another.

use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::change::{Act, TenancyError, Wrong, said, with_reason};
use super::former_addresses::{self, require_proven};
use super::plan::former_fields;
use super::users::{Manner, Who, event};
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent};
use crate::domain::email::{EmailAddress, EmailDomain};
use crate::domain::id::{OrganizationId, UserId};
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::user::FormerEmail;
use crate::keys::random;
use crate::store::Store;
use crate::store::configuration::Addresses;

/// How many are written at a time.
const AT_ONCE: usize = 1_000;

/// From where to where, as somebody has written it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The domain that people have.
    pub from: String,
    /// The one that they get.
    pub to: String,
    /// For how many days the addresses that they had count beside the new ones.
    pub keep_former_days: u32,
}

/// What became of a move.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DomainMove)]
pub struct Moves {
    moved: usize,
    unchanged: usize,
    refused: usize,
    /// Everybody with an address in the old domain, or who has been moved out of it before.
    items: Vec<Moved>,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// What became of a person.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = MovedUser)]
pub struct Moved {
    #[schema(value_type = Uuid)]
    user: UserId,
    /// The address in the old domain.
    #[schema(value_type = String)]
    old: EmailAddress,
    /// The one in the new domain.
    new: String,
    #[serde(skip)]
    former: Option<FormerEmail>,
    result: Outcome,
    /// Why they are refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    message: Option<String>,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MoveOutcome)]
pub enum Outcome {
    /// They have the new address.
    Moved,
    /// They have had it since an earlier move.
    Unchanged,
    /// They keep the old one.
    Refused,
}

impl Move {
    /// The two domains, and that they are the organization's.
    fn check(&self, configuration: &OrganizationConfiguration) -> Result<(EmailDomain, EmailDomain), Vec<Wrong>> {
        let mut wrong = Vec::new();
        let mut domain = |field: &'static str, text: &str| {
            let domain = text.parse::<EmailDomain>().map_err(|error| Wrong::new(field, &error));
            let proven = domain.and_then(|domain| require_proven(configuration, field, &domain).map(|()| domain));
            proven.map_err(|error| wrong.push(error)).ok()
        };
        let (from, to) = (domain("from", &self.from), domain("to", &self.to));
        let (Some(from), Some(to)) = (from, to) else { return Err(wrong) };
        if from == to {
            return Err(vec![Wrong::new("to", &"the same domain")]);
        }
        // Whoever types the new address would be sent a code from then on.
        if configuration.route(&from).is_some() && configuration.route(&to).is_none() {
            let detail = format!("{to} leads to no connection, and {from} does; let it lead there first");
            return Err(vec![Wrong::new("to", &detail)]);
        }
        Ok((from, to))
    }
}

/// Moves everybody with an address in one domain of an organization to another, in one change: whoever reads meanwhile sees none of it
/// or all of it. Their bonds stay, and so do their sessions, as long as the old address counts. Whoever cannot be moved keeps their
/// address, and the others do not wait for them. To ask again does no harm.
pub async fn move_domain(
    store: &Store,
    organization: OrganizationId,
    asked: &Move,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<Moves, TenancyError> {
    manner.check()?;
    let wrong = |wrong: Wrong| TenancyError::Wrong(vec![wrong]);
    let kept_until = former_addresses::until(asked.keep_former_days, act.now).map_err(wrong)?;
    let change = store.change_configuration(act.now).await?;
    let configuration = change.read_organization(organization).await?.ok_or(TenancyError::Gone)?;
    let (from, to) = asked.check(&configuration).map_err(TenancyError::Wrong)?;
    let all = change.list_addresses_in(organization, &from).await?;
    let wanted: Vec<_> = all.iter().filter_map(|one| renamed(&one.email, &to).parse().ok()).collect();
    let holders = change.find_holders(organization, &wanted).await?;
    // With so many lines, that a name is taken may be found out here alone: nothing is written that is refused.
    let item = |one: Addresses| judge(one, (&from, &to), |address| holders.get(address).copied());
    let items: Vec<_> = all.into_iter().filter_map(item).collect();
    let report = Moves {
        moved: count(&items, Outcome::Moved),
        unchanged: count(&items, Outcome::Unchanged),
        refused: count(&items, Outcome::Refused),
        items,
        dry_run: manner.dry_run,
    };
    if manner.dry_run || report.moved == 0 {
        change.roll_back().await?;
        return Ok(report);
    }
    let movers: Vec<_> = report.items.iter().filter(|item| item.result == Outcome::Moved).collect();
    for some in movers.chunks(AT_ONCE) {
        let users: Vec<_> = some.iter().map(|item| item.user).collect();
        let events: Vec<_> = some
            .iter()
            .map(|item| {
                let mut fields = vec![("email", item.old.to_string(), item.new.clone())];
                let kept = kept_until.map(|until| FormerEmail { address: item.old.clone(), until });
                fields.extend(former_fields(item.former.as_ref(), kept.as_ref()));
                let who = Who { organization_id: organization, id: item.user, address: &item.old };
                let detail = json!({ "changes": [said("change", &format!("user {}", item.old), &fields)] });
                event(AuditAction::UserChanged, who, detail, manner, act)
            })
            .collect();
        change.move_addresses(organization, &users, (&from, &to), kept_until, &events).await?;
    }
    let detail = json!({ "moved": {
        "from": from, "to": to, "keep_former_days": asked.keep_former_days,
        "moved": report.moved, "unchanged": report.unchanged, "refused": report.refused,
    }});
    let detail = with_reason(detail, manner.reason.as_deref());
    change
        .append_audit(&AuditEvent {
            detail: AuditDetail::of(&detail).by(act.role),
            ip: act.ip,
            organization_id: Some(organization),
            subject: Some(format!("users at {from}")),
            ..AuditEvent::new(random::id(act.now), act.now, AuditAction::UserChanged, act.by)
        })
        .await?;
    change.commit().await?;
    Ok(report)
}

/// The same name in another domain.
fn renamed(address: &EmailAddress, to: &EmailDomain) -> String {
    format!("{}@{to}", address.local_part())
}

/// What becomes of a user: nothing to be said of where they were not in the domain, or left it otherwise. `holder` says whose an address
/// is.
fn judge(
    Addresses { user, email, former }: Addresses,
    (from, to): (&EmailDomain, &EmailDomain),
    holder: impl Fn(&EmailAddress) -> Option<UserId>,
) -> Option<Moved> {
    if email.domain() != *from {
        let old = former.as_ref().map(|former| former.address.clone());
        let old = old.filter(|old| old.domain() == *from && renamed(old, to) == email.as_str())?;
        return Some(Moved { user, old, new: email.into(), former, result: Outcome::Unchanged, message: None });
    }
    let new = renamed(&email, to);
    let message = match new.parse() {
        Err(error) => Some(format!("{error}")),
        Ok(address) => match holder(&address) {
            Some(other) if other != user => Some("another user has this address, or had it before".to_owned()),
            _ => None,
        },
    };
    let result = if message.is_none() { Outcome::Moved } else { Outcome::Refused };
    Some(Moved { user, old: email, new, former, result, message })
}

fn count(items: &[Moved], result: Outcome) -> usize {
    items.iter().filter(|item| item.result == result).count()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn each_is_moved_or_told_why_not() {
        let (from, to): (EmailDomain, EmailDomain) = ("old.example".parse().unwrap(), "new.example".parse().unwrap());
        let (anna, bram) = (UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
        let judged = |email: &str, former: Option<&str>| {
            let until = "2026-12-23T09:00:00Z".parse().unwrap();
            let former = former.map(|former| FormerEmail { address: former.parse().unwrap(), until });
            let addresses = Addresses { user: anna, email: email.parse().unwrap(), former };
            let holder = |address: &EmailAddress| match address.as_str() {
                "taken@new.example" => Some(bram),
                "back@new.example" => Some(anna),
                _ => None,
            };
            judge(addresses, (&from, &to), holder).map(|moved| (moved.new, moved.result, moved.message.is_some()))
        };
        let moved = |new: &str| Some((new.to_owned(), Outcome::Moved, false));
        assert_eq!(judged("a.devries@old.example", None), moved("a.devries@new.example"));
        assert_eq!(judged("i\u{131}@old.example", None), moved("i\u{131}@new.example"));
        assert_eq!(judged("back@old.example", Some("back@new.example")), moved("back@new.example"));
        let refused = Some(("taken@new.example".to_owned(), Outcome::Refused, true));
        assert_eq!(judged("taken@old.example", None), refused);
        let unchanged = Some(("a@new.example".to_owned(), Outcome::Unchanged, false));
        assert_eq!(judged("a@new.example", Some("a@old.example")), unchanged);
        // Moved elsewhere, or under another name: it was not this move.
        assert_eq!(judged("a@other.example", Some("a@old.example")), None);
        assert_eq!(judged("b@new.example", Some("a@old.example")), None);
        // Below the old one: another domain.
        assert_eq!(judged("a@mail.old.example", None), None);
    }

    #[test]
    fn a_name_too_long_for_the_new_domain_stays_where_it_is() {
        let (from, to): (EmailDomain, String) = ("o.example".parse().unwrap(), format!("{}.example", "n".repeat(60)));
        let to: EmailDomain = format!("{}.{}.{}.{to}", "a".repeat(60), "b".repeat(60), "c".repeat(60)).parse().unwrap();
        let email = format!("{}@o.example", "x".repeat(60)).parse().unwrap();
        let addresses = Addresses { user: UserId(Uuid::nil()), email, former: None };
        let moved = judge(addresses, (&from, &to), |_| None).unwrap();
        assert_eq!(moved.result, Outcome::Refused);
        assert!(moved.message.unwrap().contains("254"));
    }
}
