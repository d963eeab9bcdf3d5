//! An answer that is kept for whoever asks for the same thing twice: what was made is made once.

use chrono::{DateTime, Duration, Utc};

use super::grant::TokenHash;
use super::id::CallerId;

/// How long an answer is kept.
pub const KEPT_FOR: Duration = Duration::hours(24);

/// The answer to a request that made something. It holds what the caller may see, and never a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// Who asked: one person's key is none of another's.
    pub caller_id: CallerId,
    /// The hash of the key that it sent.
    pub key_hash: TokenHash,
    /// The hash of what it asked for.
    pub request_hash: TokenHash,
    /// Where what was made is, if it has an address.
    pub location: Option<String>,
    /// The state in which it was made, if it can be changed.
    pub etag: Option<String>,
    /// The answer.
    pub body: String,
    /// When it is forgotten.
    pub expires_at: DateTime<Utc>,
}
