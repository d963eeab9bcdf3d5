//! Answers that are kept for whoever asks for the same thing twice.

use sea_orm::entity::prelude::*;

/// A row of `kept_answers`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "kept_answers")]
pub struct Model {
    /// Who asked: a token, or a person who has signed in.
    #[sea_orm(primary_key, auto_increment = false)]
    pub caller_id: Uuid,
    /// SHA-256 of the key that it sent.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key_hash: Vec<u8>,
    /// SHA-256 of what it asked for.
    pub request_hash: Vec<u8>,
    /// Where what was made is.
    #[sea_orm(column_type = "Text", nullable)]
    pub location: Option<String>,
    /// The state in which it was made.
    #[sea_orm(column_type = "Text", nullable)]
    pub etag: Option<String>,
    /// The answer.
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// When the answer is forgotten.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
