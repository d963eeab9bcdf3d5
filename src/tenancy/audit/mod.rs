//! The audit log looks after itself: its head is anchored once a day, and what an organization keeps no longer loses its content.

pub mod anchors;
pub mod retention;
#[cfg(test)]
mod tests;

use crate::keys::KeyError;
use crate::keys::audit::AuditKeys;
use crate::keys::ring::KeyRing;
use crate::store::Store;
use crate::store::audit::verify::AuditChain;

/// Who does what the log does by itself.
const ITSELF: &str = "anteroom";

/// Verifies the whole log: lines, head, anchors, and what was removed.
pub async fn verify(store: &Store, ring: &KeyRing) -> Result<AuditChain, KeyError> {
    let keys = AuditKeys::load(store, ring).await?;
    Ok(store.verify_audit_chain(&keys).await?)
}
