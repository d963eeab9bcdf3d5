//! Keys: sealing what is secret, signing what we issue, and chance.

pub mod audit;
pub mod check;
pub mod file;
pub mod hash;
pub mod pairwise;
pub mod password;
pub mod public;
pub mod random;
pub mod ring;
pub mod rotation;
pub mod seal;
pub mod signing;

use std::path::PathBuf;

use uuid::Uuid;

use crate::store::StoreError;

/// What can go wrong with keys. Names key ids and places, never key material.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The text of the key ring is not as it must be.
    #[error("key ring, line {line}: {problem}")]
    Line {
        /// Counted from 1.
        line: usize,
        /// What is wrong and the way out.
        problem: String,
    },
    /// The text of the key ring holds no key.
    #[error("the key ring holds no key; make one with `anteroom keys generate`")]
    Empty,
    /// Something is sealed with a key that the ring lacks.
    #[error("something stored is sealed with key `{0}`, which the key ring lacks; put that key back, behind the first")]
    UnknownKey(String),
    /// A key of the ring has other material than the key of that name that the database was used with.
    #[error("key `{0}` is not the key of that name that this database was made with; put the right key file in place")]
    WrongKey(String),
    /// A sealed value does not open: changed, or moved to another place.
    #[error("a sealed value does not open: it was changed, or belongs elsewhere")]
    DoesNotOpen,
    /// The operating system gave no random bytes, or a key could not be made of them.
    #[error("cannot make a key: {0}")]
    Generate(&'static str),
    /// A token or a JWK could not be put together.
    #[error("cannot sign: {0}")]
    Sign(#[from] jsonwebtoken::errors::Error),
    /// A signing key that was opened cannot be used.
    #[error("the {0} signing key in the database cannot be used")]
    UnusableSigningKey(&'static str),
    /// The private key of a row is not the one that the row names.
    #[error("signing key `{0}` in the database holds another key than its name says: it was changed; restore a backup")]
    ForeignSigningKey(String),
    /// There is no key for an algorithm.
    #[error("there is no signing key for {0}")]
    NoSigningKey(&'static str),
    /// A token of ours is not one.
    #[error("the token is not valid")]
    InvalidToken,
    /// Values were left that could not be moved to the first key.
    #[error("{count} sealed value(s) could not be moved, first {table} {row}: {problem}. No key may go yet.")]
    Left {
        /// How many.
        count: usize,
        /// The table of the first of them.
        table: &'static str,
        /// The row of the first of them.
        row: Uuid,
        /// What is wrong with it.
        problem: String,
    },
    /// A key file is there already.
    #[error("{} exists already, and a key file is never written over; choose another name, or `--prepend` to it", .0.display())]
    FileExists(PathBuf),
    /// A key file cannot be read or written.
    #[error("{}: {problem}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        problem: String,
    },
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}
