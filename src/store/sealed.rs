//! Every sealed value, for moving them to another key of the ring.

use anteroom_entity::{
    audit_keys, credentials, outbox, pairwise_salts, signing_keys, upstream_tokens, webhook_secrets,
};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::webhooks::owned;
use super::{Store, StoreError, change};
use crate::domain::id::OrganizationId;

/// A table with sealed values. The known values of [`super::keys`] are not among them: each stays with its own key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SealedTable {
    /// `credentials`
    Credentials,
    /// `signing_keys`
    SigningKeys,
    /// `outbox`
    Outbox,
    /// `webhook_secrets`
    WebhookSecrets,
    /// `audit_keys`
    AuditKeys,
    /// `pairwise_salts`
    PairwiseSalts,
    /// `upstream_tokens`
    UpstreamTokens,
}

impl SealedTable {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Credentials,
        Self::SigningKeys,
        Self::Outbox,
        Self::WebhookSecrets,
        Self::AuditKeys,
        Self::PairwiseSalts,
        Self::UpstreamTokens,
    ];

    /// The table's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Credentials => "credentials",
            Self::SigningKeys => "signing_keys",
            Self::Outbox => "outbox",
            Self::WebhookSecrets => "webhook_secrets",
            Self::AuditKeys => "audit_keys",
            Self::PairwiseSalts => "pairwise_salts",
            Self::UpstreamTokens => "upstream_tokens",
        }
    }
}

/// A sealed value, and what it was sealed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedValue {
    /// The table.
    pub table: SealedTable,
    /// The row's id.
    pub row: Uuid,
    /// Whose row it is; none for the operator's own.
    pub organization: Option<OrganizationId>,
    /// The sealed value.
    pub sealed: Vec<u8>,
}

impl Store {
    /// Every sealed value of every organization: for moving them to another key, which only the operator does.
    pub async fn list_sealed(&self) -> Result<Vec<SealedValue>, StoreError> {
        let credentials = credentials::Entity::find().order_by_asc(credentials::Column::Id).all(&self.db).await?;
        let signing_keys = signing_keys::Entity::find().order_by_asc(signing_keys::Column::Id).all(&self.db).await?;
        let credentials = credentials.into_iter().filter_map(|row| {
            Some(SealedValue {
                table: SealedTable::Credentials,
                row: row.id,
                organization: Some(row.organization_id.into()),
                sealed: row.sealed?,
            })
        });
        let signing_keys = signing_keys.into_iter().map(|row| SealedValue {
            table: SealedTable::SigningKeys,
            row: row.id,
            organization: None,
            sealed: row.sealed,
        });
        let letters = outbox::Entity::find().order_by_asc(outbox::Column::Id).all(&self.db).await?;
        let letters = letters.into_iter().map(|row| SealedValue {
            table: SealedTable::Outbox,
            row: row.id,
            organization: row.organization_id.map(Into::into),
            sealed: row.sealed,
        });
        let secrets = webhook_secrets::Entity::find().order_by_asc(webhook_secrets::Column::Id).all(&self.db).await?;
        let secrets = secrets.into_iter().map(|row| SealedValue {
            table: SealedTable::WebhookSecrets,
            row: row.id,
            organization: row.organization_id.map(Into::into),
            sealed: row.sealed,
        });
        let audit_keys = audit_keys::Entity::find().order_by_asc(audit_keys::Column::Id).all(&self.db).await?;
        let audit_keys = audit_keys.into_iter().map(|row| SealedValue {
            table: SealedTable::AuditKeys,
            row: row.id,
            organization: None,
            sealed: row.sealed,
        });
        let salts = pairwise_salts::Entity::find().order_by_asc(pairwise_salts::Column::Id).all(&self.db).await?;
        let salts = salts.into_iter().map(|row| SealedValue {
            table: SealedTable::PairwiseSalts,
            row: row.id,
            organization: None,
            sealed: row.sealed,
        });
        let tokens =
            upstream_tokens::Entity::find().order_by_asc(upstream_tokens::Column::SessionId).all(&self.db).await?;
        let tokens = tokens.into_iter().map(|row| SealedValue {
            table: SealedTable::UpstreamTokens,
            row: row.session_id,
            organization: Some(row.organization_id.into()),
            sealed: row.sealed,
        });
        Ok(credentials
            .chain(signing_keys)
            .chain(letters)
            .chain(secrets)
            .chain(audit_keys)
            .chain(salts)
            .chain(tokens)
            .collect())
    }

    /// Puts a newly sealed value in the place of an old one; says whether the old one was still there. What somebody else
    /// has changed in the meantime is not overwritten.
    pub async fn replace_sealed(&self, old: &SealedValue, sealed: Vec<u8>) -> Result<bool, StoreError> {
        let write = self.begin().await?;
        let replaced = match old.table {
            SealedTable::Credentials => {
                credentials::Entity::update_many()
                    .col_expr(credentials::Column::Sealed, Expr::value(sealed))
                    .filter(credentials::Column::Id.eq(old.row))
                    .filter(credentials::Column::OrganizationId.eq(old.organization.map(|id| id.0)))
                    .filter(credentials::Column::Sealed.eq(old.sealed.as_slice()))
                    .exec(&write.tx)
                    .await?
            }
            SealedTable::Outbox => {
                outbox::Entity::update_many()
                    .col_expr(outbox::Column::Sealed, Expr::value(sealed))
                    .filter(outbox::Column::Id.eq(old.row))
                    .filter(outbox::Column::Sealed.eq(old.sealed.as_slice()))
                    .exec(&write.tx)
                    .await?
            }
            SealedTable::WebhookSecrets => {
                webhook_secrets::Entity::update_many()
                    .col_expr(webhook_secrets::Column::Sealed, Expr::value(sealed))
                    .filter(webhook_secrets::Column::Id.eq(old.row))
                    .filter(owned(webhook_secrets::Column::OrganizationId, old.organization))
                    .filter(webhook_secrets::Column::Sealed.eq(old.sealed.as_slice()))
                    .exec(&write.tx)
                    .await?
            }
            SealedTable::AuditKeys => {
                audit_keys::Entity::update_many()
                    .col_expr(audit_keys::Column::Sealed, Expr::value(sealed))
                    .filter(audit_keys::Column::Id.eq(old.row))
                    .filter(audit_keys::Column::Sealed.eq(old.sealed.as_slice()))
                    .exec(&write.tx)
                    .await?
            }
            SealedTable::PairwiseSalts => {
                pairwise_salts::Entity::update_many()
                    .col_expr(pairwise_salts::Column::Sealed, Expr::value(sealed))
                    .filter(pairwise_salts::Column::Id.eq(old.row))
                    .filter(pairwise_salts::Column::Sealed.eq(old.sealed.as_slice()))
                    .exec(&write.tx)
                    .await?
            }
            SealedTable::UpstreamTokens => {
                upstream_tokens::Entity::update_many()
                    .col_expr(upstream_tokens::Column::Sealed, Expr::value(sealed))
                    .filter(upstream_tokens::Column::SessionId.eq(old.row))
                    .filter(upstream_tokens::Column::OrganizationId.eq(old.organization.map(|id| id.0)))
                    .filter(upstream_tokens::Column::Sealed.eq(old.sealed.as_slice()))
                    .exec(&write.tx)
                    .await?
            }
            SealedTable::SigningKeys => {
                signing_keys::Entity::update_many()
                    .col_expr(signing_keys::Column::Sealed, Expr::value(sealed))
                    .filter(signing_keys::Column::Id.eq(old.row))
                    .filter(signing_keys::Column::Sealed.eq(old.sealed.as_slice()))
                    .exec(&write.tx)
                    .await?
            }
        };
        let replaced = replaced.rows_affected > 0;
        if replaced && old.table == SealedTable::Credentials {
            // Replicas that keep the old bytes in memory could not open them once the old key is gone.
            change::announce(&write.tx).await?;
        }
        write.commit().await?;
        if replaced {
            self.forget_configuration();
        }
        Ok(replaced)
    }
}
