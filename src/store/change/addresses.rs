//! Many addresses of an organization move from one domain to another.

use std::collections::HashMap;

use anteroom_entity::{audit_events, users};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{BinOper, Expr, Func};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::ConfigurationChange;
use super::people::AT_ONCE;
use crate::domain::audit::AuditEvent;
use crate::domain::email::{EmailAddress, EmailDomain};
use crate::domain::id::{OrganizationId, UserId};
use crate::domain::user::FormerEmail;
use crate::store::{StoreError, rows};

/// A user's addresses, without the rest of them: there may be many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addresses {
    /// Whose.
    pub user: UserId,
    /// The one that they have.
    pub email: EmailAddress,
    /// The former one, where it counts still.
    pub former: Option<FormerEmail>,
}

type Row = (Uuid, String, Option<String>, Option<DateTime<Utc>>);

/// Those of an organization.
fn rows_of(organization: OrganizationId) -> Select<users::Entity> {
    users::Entity::find()
        .select_only()
        .columns([users::Column::Id, users::Column::Email, users::Column::FormerEmail, users::Column::FormerEmailUntil])
        .filter(users::Column::OrganizationId.eq(organization.0))
}

impl ConfigurationChange {
    /// The addresses of an organization's users of whom one lies in a domain, in their order.
    pub async fn list_addresses_in(
        &self,
        organization: OrganizationId,
        domain: &EmailDomain,
    ) -> Result<Vec<Addresses>, StoreError> {
        // A domain holds neither `%` nor `_`.
        let within = format!("%@{domain}");
        let found: Vec<Row> = rows_of(organization)
            .filter(users::Column::Email.like(&within).or(users::Column::FormerEmail.like(&within)))
            .order_by_asc(users::Column::Email)
            .into_tuple()
            .all(&self.write.tx)
            .await?;
        found.into_iter().map(|row| self.addresses(row)).collect()
    }

    /// Whose each of these addresses is in an organization, of those that are somebody's: the one that they have, or the former one as
    /// long as it counts.
    pub async fn find_holders(
        &self,
        organization: OrganizationId,
        addresses: &[EmailAddress],
    ) -> Result<HashMap<EmailAddress, UserId>, StoreError> {
        let mut holders = HashMap::new();
        for some in addresses.chunks(AT_ONCE) {
            let these = || some.iter().map(EmailAddress::as_str);
            let found: Vec<Row> = rows_of(organization)
                .filter(users::Column::Email.is_in(these()).or(users::Column::FormerEmail.is_in(these())))
                .into_tuple()
                .all(&self.write.tx)
                .await?;
            for row in found {
                let Addresses { user, email, former } = self.addresses(row)?;
                holders.insert(email, user);
                holders.extend(former.map(|former| (former.address, user)));
            }
        }
        Ok(holders)
    }

    /// Gives these users of an organization the same name in another domain, keeps the address that they had until an instant, or not at
    /// all, and writes the events. Whoever calls has seen to it that nobody else has one of the new addresses.
    pub async fn move_addresses(
        &self,
        organization: OrganizationId,
        of: &[UserId],
        (from, to): (&EmailDomain, &EmailDomain),
        kept_until: Option<DateTime<Utc>>,
        events: &[AuditEvent],
    ) -> Result<(), StoreError> {
        let tail = i32::try_from(from.as_str().len()).unwrap_or(i32::MAX);
        let email = || Expr::col(users::Column::Email);
        for some in of.chunks(AT_ONCE) {
            let name = Func::cust("substr").args([
                email(),
                Expr::value(1),
                Expr::expr(Func::cust("length").arg(email())).sub(tail),
            ]);
            let moved = Expr::expr(name).binary(BinOper::Custom("||"), Expr::value(to.as_str()));
            let former = if kept_until.is_some() { email() } else { Expr::value(None::<String>) };
            // Every expression sees the row as it was.
            let updated = users::Entity::update_many()
                .col_expr(users::Column::Email, moved)
                .col_expr(users::Column::FormerEmail, former)
                .col_expr(users::Column::FormerEmailUntil, Expr::value(kept_until))
                .col_expr(users::Column::UpdatedAt, Expr::value(self.now))
                .filter(users::Column::OrganizationId.eq(organization.0))
                .filter(users::Column::Id.is_in(some.iter().map(|id| id.0)))
                .filter(users::Column::Email.like(format!("%@{from}")))
                .exec(&self.write.tx)
                .await?;
            if usize::try_from(updated.rows_affected).ok() != Some(some.len()) {
                return Err(StoreError::Missing);
            }
        }
        let rows = events.iter().map(rows::audit_row).collect();
        rows::insert_many::<audit_events::Entity, _>(&self.write.tx, rows).await
    }

    fn addresses(&self, (id, email, former, until): Row) -> Result<Addresses, StoreError> {
        let parse = |text: String| text.parse().map_err(|_| StoreError::CorruptRow { table: "users", id });
        let former = match (former, until) {
            (Some(former), Some(until)) => Some(FormerEmail { address: parse(former)?, until }),
            _ => None,
        };
        let former = former.filter(|former| former.counts(self.now));
        Ok(Addresses { user: id.into(), email: parse(email)?, former })
    }
}
