//! What a hospital's own people do by an invitation: open the link, look at what is configured, prove their domains, and connect their
//! directory.

pub mod connection;
pub mod consent;
pub mod domains;
pub mod ids;
pub mod local_time;
pub mod overview;
pub mod progress;
pub mod status;
pub mod switch_on;

use std::net::IpAddr;
use std::sync::Arc;

use chrono::serde::ts_milliseconds;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent, AuditOutcome};
use crate::domain::grant::TokenHash;
use crate::domain::id::{InvitationId, OrganizationId};
use crate::domain::invitation::{Invitation, InvitationState};
use crate::domain::limit::{Limit, Limited, network};
use crate::domain::organization::OrganizationConfiguration;
use crate::keys::ring::KeyRing;
use crate::keys::{hash, random};
use crate::store::limits::Taken;
use crate::store::{Store, StoreError};

/// Links opened from one network: a whole hospital is behind one address. Nobody guesses 256 bits; whoever tries costs us little.
const OPENED_BY_NETWORK: Limit = Limit { burst: 60, every: Duration::seconds(10) };
/// How long a browser that has opened a link may look without opening it again: a working day.
pub const VISIT: Duration = Duration::hours(12);
/// What a visit is sealed for. Another format needs another one.
const PURPOSE: &str = "setup 1";
/// Under which name the log has whoever has a link: the person invited, or a colleague.
pub const INVITED: &str = "invited";

/// Who opens a link, as far as can be seen.
#[derive(Clone, Copy, Debug)]
pub struct Visitor<'a> {
    /// From where.
    pub ip: Option<IpAddr>,
    /// With which browser.
    pub user_agent: Option<&'a str>,
    /// When.
    pub now: DateTime<Utc>,
}

/// What came of opening a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// The visit, sealed for the browser to keep.
    Visit(String),
    /// It is no link, or one that has ended. Which, nobody is told.
    Nothing,
    /// Too many links were opened from there.
    TooMany,
}

/// What a browser keeps in the place of the link: good for that link only, and not for longer than a working day.
#[derive(Serialize, Deserialize)]
struct Visit {
    organization_id: OrganizationId,
    invitation_id: InvitationId,
    /// The hash of the link. The link itself cannot be had from a cookie.
    link_hash: TokenHash,
    #[serde(with = "ts_milliseconds")]
    opened_at: DateTime<Utc>,
}

/// Opens a link: counts it, writes who did into the hospital's log, and gives the visit.
pub async fn open(store: &Store, ring: &KeyRing, link: &str, visitor: Visitor<'_>) -> Result<Opened, StoreError> {
    let now = visitor.now;
    if too_many_opened(store, visitor).await? {
        return Ok(Opened::TooMany);
    }
    let Some(found) = store.find_invitation_by_link(&hash::hash(link)).await? else { return Ok(Opened::Nothing) };
    let own = store.organization(found.organization_id);
    if !found.is_good(now) {
        // Whoever has a link that has ended had it when it was good, or reads somebody's old mail.
        own.append_audit(&event(&found, visitor, AuditOutcome::Refused)).await?;
        return Ok(Opened::Nothing);
    }
    if !own.note_invitation_opened(&found, now, &event(&found, visitor, AuditOutcome::Success)).await? {
        return Ok(Opened::Nothing);
    }
    let visit = Visit {
        organization_id: found.organization_id,
        invitation_id: found.id,
        link_hash: found.link_hash,
        opened_at: now,
    };
    // Ids, a number and a hash: nothing that the format cannot say.
    Ok(Opened::Visit(ring.seal_text(PURPOSE, &postcard::to_allocvec(&visit).unwrap_or_default())))
}

/// Whether too many links were opened from there. Counted before anything is looked for, so that many at once are not more than are
/// allowed.
pub(super) async fn too_many_opened(store: &Store, visitor: Visitor<'_>) -> Result<bool, StoreError> {
    let from = visitor.ip.map_or_else(|| "nowhere".to_owned(), |ip| network(ip).to_string());
    let limited = Limited { key: format!("setup opened {from}"), limit: OPENED_BY_NETWORK };
    Ok(store.take(&[limited], visitor.now).await? != Taken::Yes)
}

/// The invitation of a visit and what it shows, as long as the link that began it is good: a link that is revoked, or made anew,
/// ends every visit at once.
pub async fn visit(
    store: &Store,
    ring: &KeyRing,
    sealed: &str,
    now: DateTime<Utc>,
) -> Result<Option<(Invitation, Arc<OrganizationConfiguration>)>, StoreError> {
    let plain = ring.open_text(PURPOSE, sealed).ok();
    let Some(visit) = plain.and_then(|plain| postcard::from_bytes::<Visit>(&plain).ok()) else { return Ok(None) };
    if now - visit.opened_at >= VISIT {
        return Ok(None);
    }
    let found = store.organization(visit.organization_id).find_invitation(visit.invitation_id).await?;
    let good = found.filter(|found| found.is_good(now) && hash::same(&found.link_hash, &visit.link_hash));
    let Some(invitation) = good else { return Ok(None) };
    // As it is now: a form is for the state that was seen, and a replica hears of a change a moment later.
    let configuration = store.organization(invitation.organization_id).read_configuration().await?;
    Ok(configuration.map(|configuration| (invitation, Arc::new(configuration))))
}

/// The line of the hospital's log that says who opened a link, or tried to.
fn event(about: &Invitation, visitor: Visitor<'_>, outcome: AuditOutcome) -> AuditEvent {
    let Visitor { ip, user_agent, now } = visitor;
    let reason = match about.state(now) {
        InvitationState::Revoked => Some("invitation_revoked"),
        InvitationState::Expired => Some("invitation_expired"),
        InvitationState::Open | InvitationState::Used => None,
    };
    AuditEvent {
        organization_id: Some(about.organization_id),
        subject: Some(about.id.to_string()),
        outcome,
        reason: reason.map(str::to_owned),
        ip,
        user_agent: user_agent.map(str::to_owned),
        detail: AuditDetail::of(&json!({ "to": about.to })),
        ..AuditEvent::new(random::id(now), now, AuditAction::InvitationUsed, INVITED)
    }
}
