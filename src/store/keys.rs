//! Sealed things: signing keys, key checks, and every sealed value for the moving to another key.

use anteroom_entity::{credentials, key_checks, signing_keys};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{Store, StoreError, rows};
use crate::domain::application::SigningAlgorithm;
use crate::domain::id::OrganizationId;

/// A signing key as it is stored.
#[derive(Clone, Debug)]
pub struct StoredSigningKey {
    /// Its id.
    pub id: Uuid,
    /// Its name in tokens.
    pub kid: String,
    /// Its algorithm.
    pub algorithm: SigningAlgorithm,
    /// The private key, sealed.
    pub sealed: Vec<u8>,
    /// The public key, a JWK.
    pub public_jwk: serde_json::Value,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A table that holds sealed values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SealedTable {
    /// Secrets and private keys of connections.
    Credentials,
    /// Private keys that sign tokens.
    SigningKeys,
}

impl SealedTable {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Credentials, Self::SigningKeys];

    /// The table's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Credentials => "credentials",
            Self::SigningKeys => "signing_keys",
        }
    }
}

/// A sealed value and where it stands.
#[derive(Clone, Debug)]
pub struct SealedValue {
    /// The table; the column is `sealed` in each.
    pub table: SealedTable,
    /// The row.
    pub row: Uuid,
    /// Whose it is.
    pub organization: Option<OrganizationId>,
    /// The value.
    pub sealed: Vec<u8>,
}

impl Store {
    /// The signing keys, oldest first.
    pub async fn list_signing_keys(&self) -> Result<Vec<StoredSigningKey>, StoreError> {
        let found = signing_keys::Entity::find().order_by_asc(signing_keys::COLUMN.created_at).all(&self.db).await?;
        found
            .into_iter()
            .map(|row| {
                let algorithm = match row.algorithm.as_str() {
                    "ES256" => SigningAlgorithm::Es256,
                    "RS256" => SigningAlgorithm::Rs256,
                    _ => return Err(StoreError::Corrupt("signing_keys")),
                };
                Ok(StoredSigningKey {
                    id: row.id,
                    kid: row.kid,
                    algorithm,
                    sealed: row.sealed,
                    public_jwk: row.public_jwk,
                    created_at: row.created_at,
                })
            })
            .collect()
    }

    /// Keeps a signing key, unless another replica has just kept one for the same algorithm: then that one stands.
    pub async fn insert_signing_key(&self, key: &StoredSigningKey) -> Result<(), StoreError> {
        let row = signing_keys::Model {
            id: key.id,
            kid: key.kid.clone(),
            algorithm: rows::word(&key.algorithm),
            sealed: key.sealed.clone(),
            public_jwk: key.public_jwk.clone(),
            created_at: key.created_at,
        };
        match rows::insert::<signing_keys::Entity, _>(&self.db, row).await {
            Err(StoreError::Conflict) => Ok(()),
            other => other,
        }
    }

    /// The known values, by key id.
    pub async fn list_key_checks(&self) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let found = key_checks::Entity::find().all(&self.db).await?;
        Ok(found.into_iter().map(|row| (row.key_id, row.sealed)).collect())
    }

    /// Keeps a known value for a key id, unless there is one.
    pub async fn insert_key_check(
        &self,
        id: Uuid,
        key_id: &str,
        sealed: Vec<u8>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let row = key_checks::Model { id, key_id: key_id.to_owned(), sealed, created_at: now };
        match rows::insert::<key_checks::Entity, _>(&self.db, row).await {
            Err(StoreError::Conflict) => Ok(()),
            other => other,
        }
    }

    /// Forgets the known value of a key that seals nothing any more.
    pub async fn delete_key_check(&self, key_id: &str) -> Result<(), StoreError> {
        key_checks::Entity::delete_many().filter(key_checks::COLUMN.key_id.eq(key_id)).exec(&self.db).await?;
        Ok(())
    }

    /// Every sealed value of every organization: for moving them to another key, which only the operator does.
    pub async fn list_sealed(&self) -> Result<Vec<SealedValue>, StoreError> {
        let credentials = credentials::Entity::find().all(&self.db).await?;
        let signing_keys = signing_keys::Entity::find().all(&self.db).await?;
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
        Ok(credentials.chain(signing_keys).collect())
    }

    /// Puts a newly sealed value in the place of the old one, unless that has changed meanwhile. Whether it did.
    pub async fn replace_sealed(&self, old: &SealedValue, sealed: Vec<u8>) -> Result<bool, StoreError> {
        let replaced = match old.table {
            SealedTable::Credentials => {
                credentials::Entity::update_many()
                    .col_expr(credentials::Column::Sealed, Expr::value(sealed))
                    .filter(credentials::COLUMN.id.eq(old.row))
                    .filter(credentials::COLUMN.sealed.eq(old.sealed.clone()))
                    .exec(&self.db)
                    .await?
            }
            SealedTable::SigningKeys => {
                signing_keys::Entity::update_many()
                    .col_expr(signing_keys::Column::Sealed, Expr::value(sealed))
                    .filter(signing_keys::COLUMN.id.eq(old.row))
                    .filter(signing_keys::COLUMN.sealed.eq(old.sealed.clone()))
                    .exec(&self.db)
                    .await?
            }
        };
        Ok(replaced.rows_affected == 1)
    }
}
