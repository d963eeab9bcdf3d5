//! Rows into domain types and back, one pair a table.

mod configuration;
mod connection_checks;
mod consents;
mod devices;
mod domain_checks;
mod keys;
mod log;
mod people;
mod rollouts;
mod staff;
mod test_sign_ins;
mod visits;
mod webhooks;

pub(super) use configuration::*;
pub(super) use connection_checks::*;
pub(super) use consents::*;
pub(super) use devices::*;
pub(super) use domain_checks::*;
pub(super) use keys::*;
pub(super) use log::*;
pub(super) use people::*;
pub(super) use rollouts::*;
pub(super) use staff::*;
pub(super) use test_sign_ins::*;
pub(super) use visits::*;
pub(super) use webhooks::*;

use sea_orm::sea_query::{Expr, Func, LikeExpr, SimpleExpr};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel};
use serde::Serialize;
use serde::de::value::{Error as ValueError, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};
use uuid::Uuid;

use super::StoreError;
use crate::domain::grant::TokenHash;

/// A row, for errors.
#[derive(Clone, Copy)]
struct Row(&'static str, Uuid);

impl Row {
    fn corrupt(self) -> StoreError {
        StoreError::CorruptRow { table: self.0, id: self.1 }
    }

    /// The value of a word, e.g. of `active`.
    fn word<T: DeserializeOwned>(self, text: &str) -> Result<T, StoreError> {
        let deserializer: StrDeserializer<'_, ValueError> = text.into_deserializer();
        T::deserialize(deserializer).map_err(|_| self.corrupt())
    }

    fn json<T: DeserializeOwned>(self, json: serde_json::Value) -> Result<T, StoreError> {
        serde_json::from_value(json).map_err(|_| self.corrupt())
    }

    fn to_json<T: Serialize>(self, value: &T) -> Result<serde_json::Value, StoreError> {
        serde_json::to_value(value).map_err(|_| self.corrupt())
    }

    /// Reads JSON that is kept as text.
    fn text<T: DeserializeOwned>(self, json: &str) -> Result<T, StoreError> {
        serde_json::from_str(json).map_err(|_| self.corrupt())
    }

    fn to_text<T: Serialize>(self, value: &T) -> Result<String, StoreError> {
        serde_json::to_string(value).map_err(|_| self.corrupt())
    }

    fn hash(self, bytes: &[u8]) -> Result<TokenHash, StoreError> {
        bytes.try_into().map_err(|_| self.corrupt())
    }
}

/// The text of a value that is a word, e.g. `active`.
pub(super) fn word<T: Serialize>(value: &T) -> String {
    let text = serde_json::to_value(value).ok();
    text.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Whether a column has a text in it, in capitals or not.
pub(super) fn holds(column: impl ColumnTrait, text: &str) -> SimpleExpr {
    let escaped = text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    Expr::expr(Func::lower(Expr::col(column))).like(LikeExpr::new(format!("%{escaped}%")).escape('\\'))
}

/// Inserts a row, all of it.
pub(super) async fn insert<E, C>(db: &C, row: E::Model) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    C: ConnectionTrait,
{
    E::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Inserts rows, all of each, in as many statements as their number of parameters demands.
pub(super) async fn insert_many<E, C>(db: &C, rows: Vec<E::Model>) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel> + Send,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    C: ConnectionTrait,
{
    // SQLite takes 32,766 parameters, PostgreSQL 65,535; no table of ours has more than 20 columns.
    const AT_ONCE: usize = 1_000;
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let batch: Vec<_> = rows.by_ref().take(AT_ONCE).map(IntoActiveModel::into_active_model).collect();
        E::insert_many(batch).exec_without_returning(db).await?;
    }
    Ok(())
}
