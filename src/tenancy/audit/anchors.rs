//! Anchoring: the head of the log is signed once a day.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::ITSELF;
use crate::domain::anchor::{ANCHOR_TYPE, Anchor, SignedAnchor};
use crate::domain::application::SigningAlgorithm;
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent};
use crate::keys::ring::KeyRing;
use crate::keys::signing::SigningKeys;
use crate::keys::{KeyError, audit, hash, random};
use crate::store::Store;

/// Makes the anchor of this day (UTC), unless the day has one, or there is nothing to anchor yet. The anchor, where it was this that
/// made it: of several replicas one does, and that one brings it outside.
pub async fn make(
    store: &Store,
    ring: &KeyRing,
    signing: &SigningKeys,
    now: DateTime<Utc>,
) -> Result<Option<SignedAnchor>, KeyError> {
    let date = now.date_naive();
    if store.has_anchor(date).await? {
        return Ok(None);
    }
    let (position, head) = store.read_audit_head().await?;
    if position == 0 {
        return Ok(None);
    }
    // One set for both: the key that signs may be exchanged in between.
    let keys = signing.fresh().await?;
    audit::keep(store, ring, &keys, now).await?;
    let anchor = Anchor { date, position, hash: hash::hex(&head) };
    let jws = keys.sign(SigningAlgorithm::Es256, ANCHOR_TYPE, &anchor)?;
    let event = AuditEvent {
        subject: Some("audit log".to_owned()),
        detail: AuditDetail::of(
            &json!({ "date": date, "position": position, "hash": anchor.hash.as_str(), "jws": jws.as_str() }),
        ),
        ..AuditEvent::new(random::id(now), now, AuditAction::AuditAnchored, ITSELF)
    };
    let signed = SignedAnchor { anchor, jws, created_at: now };
    Ok(store.insert_anchor(&signed, &event).await?.then_some(signed))
}
