//! What the admin API refuses stands in the log, under the name of the caller: who tries what they may not is worth knowing. Never the
//! token, and never more of it than somebody can read: a loop of refusals does not fill the log.

use std::net::IpAddr;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent, AuditOutcome};
use crate::domain::grant::TokenHash;
use crate::domain::id::CallerId;
use crate::domain::limit::{Limit, Limited, network};
use crate::keys::random;
use crate::store::limits::Taken;
use crate::store::{Store, StoreError};

/// Of one token.
const OF_TOKEN: Limit = Limit { burst: 30, every: Duration::minutes(1) };
/// Of all that show something that never was a token, from one network; anybody can.
const OF_NETWORK: Limit = Limit { burst: 5, every: Duration::minutes(10) };
/// Of all of them, from everywhere.
const OF_STRANGERS: Limit = Limit { burst: 60, every: Duration::minutes(5) };

/// In whose name that is done which nobody's token was shown for.
const NOBODY: &str = "unknown token";
/// The longest address that is kept whole.
const LONGEST: usize = 300;

/// Who is refused.
#[derive(Clone, Copy, Debug)]
pub enum Who<'a> {
    /// Whose token or account opens something, and not this.
    Live {
        /// What tells them from others.
        id: CallerId,
        /// The name in the log.
        name: &'a str,
    },
    /// Who shows what looks like a token and opens nothing: it has ended, or never was one.
    Dead(&'a TokenHash),
}

/// What is refused, and why.
#[derive(Clone, Copy, Debug)]
pub struct Refusal<'a> {
    /// Why, as the answer says it.
    pub reason: &'static str,
    /// By which method it was asked for.
    pub method: &'a str,
    /// What was asked for: the address, without its query.
    pub path: &'a str,
    /// From where.
    pub ip: Option<IpAddr>,
    /// When.
    pub now: DateTime<Utc>,
}

/// Notes it, unless there is enough of the kind in the log.
pub async fn note(store: &Store, who: Who<'_>, refusal: Refusal<'_>) -> Result<(), StoreError> {
    let Refusal { reason, method, path, ip, now } = refusal;
    let known = match who {
        Who::Live { id, name } => Some((id, name.to_owned())),
        Who::Dead(hash) => store.find_any_admin_token(hash).await?.map(|token| (CallerId(token.id.0), token.name)),
    };
    let limited = if let Some((id, _)) = &known {
        vec![Limited { key: format!("admin refusals of token {id}"), limit: OF_TOKEN }]
    } else {
        let network = ip.map_or_else(|| "nowhere".to_owned(), |ip| network(ip).to_string());
        vec![
            Limited { key: format!("admin refusals from {network}"), limit: OF_NETWORK },
            Limited { key: "admin refusals from everywhere".to_owned(), limit: OF_STRANGERS },
        ]
    };
    if store.take(&limited, now).await? != Taken::Yes {
        return Ok(());
    }
    let path: String = path.chars().take(LONGEST).collect();
    let actor = known.map_or_else(|| NOBODY.to_owned(), |(_, name)| name);
    let event = AuditEvent {
        subject: Some(format!("{method} {path}")),
        outcome: AuditOutcome::Refused,
        reason: Some(reason.to_owned()),
        ip,
        detail: AuditDetail::of(&json!({ "method": method, "path": path })),
        ..AuditEvent::new(random::id(now), now, AuditAction::AdminRefused, actor)
    };
    store.append_audit(&event).await
}
