//! Test sign-ins: what is kept of them, when a draft counts as tested, and the private link by which a colleague makes one.

use std::sync::Arc;

use chrono::serde::ts_milliseconds;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::change::{Act, TenancyError};
use super::plan::shown;
use super::setup::{INVITED, Opened, VISIT, Visitor, too_many_opened};
use super::users::Manner;
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent, AuditOutcome};
use crate::domain::connection::{Connection, ConnectionVersion, VersionState};
use crate::domain::grant::TokenHash;
use crate::domain::id::{ApplicationId, ConnectionId, InvitationId, OrganizationId, UserId};
use crate::domain::limit::{Limit, Limited};
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::secret::Secret;
use crate::domain::test_sign_in::{LINK_LIFETIME, TestLink, TestSignIn, TestedBy, Tester};
use crate::keys::ring::KeyRing;
use crate::keys::{hash, random};
use crate::store::limits::Taken;
use crate::store::{OrgStore, Store, StoreError};

/// Tests through one connection: whoever mends something tries often; each is a line in the log, and a request to Microsoft.
const BEGUN: Limit = Limit { burst: 20, every: Duration::seconds(30) };
/// Under which name the log has whoever has a private link.
const BY_LINK: &str = "test link";
/// What a visit by a private link is sealed for. Another format needs another one.
const PURPOSE: &str = "test link 1";

/// A test sign-in that was made.
pub struct Made<'a> {
    /// What is kept of it.
    pub test: TestSignIn,
    /// Who has made it.
    pub tester: Tester,
    /// The draft that was tried; none where it was what is in force.
    pub draft: Option<ConnectionVersion>,
    /// The application that nobody came into.
    pub application_id: ApplicationId,
    /// The user that it was about, where there is one.
    pub user_id: Option<UserId>,
    /// What the log says besides.
    pub detail: Value,
    /// From where.
    pub seen: Visitor<'a>,
}

/// Whether one more test may begin through a connection now.
pub async fn may_begin(store: &Store, connection: ConnectionId, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let limited = Limited { key: format!("test sign-in {connection}"), limit: BEGUN };
    Ok(store.take(&[limited], now).await? == Taken::Yes)
}

/// Whether what somebody has opened is still good: an invitation or a link that ended while they were away ends their test.
pub async fn stands(store: &Store, tester: &Tester, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let own = store.organization(tester.organization());
    match tester {
        Tester::Invited(_, id, link_hash) => {
            let found = own.find_invitation(*id).await?;
            Ok(found.is_some_and(|found| found.is_good(now) && hash::same(&found.link_hash, link_hash)))
        }
        Tester::Link(_, connection, link_hash) => Ok(good_link(&own, *connection, link_hash, now).await?.is_some()),
    }
}

/// Keeps a test sign-in, with its line of the log. Says whether the draft counts as tested by it: it works, and the draft is the one that
/// was tried. What somebody has edited meanwhile, nobody has tried.
pub async fn record(store: &Store, made: &Made<'_>) -> Result<bool, StoreError> {
    let Made { test, tester, draft, .. } = made;
    let link = match tester {
        Tester::Link(_, _, link_hash) => Some(link_hash),
        Tester::Invited(..) => None,
    };
    let Some(tried) = draft.as_ref().filter(|_| test.works) else {
        let own = store.organization(test.organization_id);
        own.put_test_sign_in(test, link, &event(made, false)).await?;
        return Ok(false);
    };
    let change = store.change_configuration(made.seen.now).await?;
    let configuration = change.read_organization(test.organization_id).await?.ok_or(StoreError::Missing)?;
    let connection = configuration.connection(test.connection_id).ok_or(StoreError::Missing)?;
    let unchanged = |draft: &&ConnectionVersion| draft.id == tried.id && draft.settings == tried.settings;
    let counts = match connection.draft.as_ref().filter(unchanged) {
        Some(draft) => {
            let tested = ConnectionVersion { state: VersionState::Tested, ..draft.clone() };
            change.put_draft(connection, &tested).await?;
            true
        }
        None => false,
    };
    change.put_test_sign_in(test, link).await?;
    change.append_audit(&event(made, counts)).await?;
    change.commit().await?;
    Ok(counts)
}

/// The line of the hospital's log about a test sign-in: no sign-in, and never counted as one.
fn event(made: &Made<'_>, counts: bool) -> AuditEvent {
    let Made { test, application_id, user_id, detail, seen, .. } = made;
    let actor = match test.by {
        TestedBy::Invited => INVITED,
        TestedBy::Link => BY_LINK,
    };
    let mut detail = detail.clone();
    if let Some(detail) = detail.as_object_mut() {
        detail.insert("tested".to_owned(), counts.into());
        if test.works {
            // The reason of a refusal, where the test did not fail: the connection works, and this person would not come in.
            detail.insert("person".to_owned(), json!(test.reason.map(crate::domain::reason::Reason::code)));
        }
    }
    let name = detail.get("connection_name").and_then(Value::as_str).unwrap_or_default();
    AuditEvent {
        organization_id: Some(test.organization_id),
        subject: Some(format!("connection {name}, version {}", test.version)),
        user_id: *user_id,
        application_id: Some(*application_id),
        sign_in_id: Some(test.sign_in_id),
        outcome: if test.works { AuditOutcome::Success } else { AuditOutcome::Refused },
        reason: test.reason.filter(|_| !test.works).map(|reason| reason.code().to_owned()),
        ip: seen.ip,
        user_agent: seen.user_agent.map(|text| text.chars().take(200).collect()),
        detail: AuditDetail::of(&detail),
        ..AuditEvent::new(random::id(seen.now), seen.now, AuditAction::TestSignIn, actor)
    }
}

/// Makes a private link to test sign-ins through a connection; the one before ends. The secret part of it, of which only the hash is
/// kept, unless it was only tried.
pub async fn make_link(
    own: &OrgStore,
    connection: &Connection,
    invitation_id: Option<InvitationId>,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<(TestLink, Option<Secret>), TenancyError> {
    manner.check()?;
    let token = random::token();
    let link = TestLink {
        connection_id: connection.id,
        organization_id: connection.organization_id,
        link_hash: hash::hash(token.expose()),
        invitation_id,
        created_by: act.by.to_owned(),
        created_at: act.now,
        expires_at: act.now + LINK_LIFETIME,
        used: None,
    };
    if manner.dry_run {
        return Ok((link, None));
    }
    let before = own.find_test_link(connection.id).await?.filter(|before| before.is_good(act.now));
    let what = if before.is_some() { "replace" } else { "create" };
    let ends = shown(&before.map(|before| before.expires_at));
    let event = link_event(what, connection, ends, shown(&link.expires_at), manner, act);
    own.put_test_link(&link, &event).await?;
    Ok((link, Some(token)))
}

/// Ends the private link of a connection, and what was opened with it; says whether there was one.
pub async fn end_link(
    own: &OrgStore,
    connection: &Connection,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<bool, TenancyError> {
    manner.check()?;
    let Some(found) = own.find_test_link(connection.id).await? else { return Ok(false) };
    if manner.dry_run {
        return Ok(true);
    }
    let event = link_event("remove", connection, shown(&found.expires_at), "none".to_owned(), manner, act);
    Ok(own.delete_test_link(connection.id, &event).await?)
}

fn link_event(
    what: &str,
    connection: &Connection,
    old: String,
    new: String,
    manner: &Manner,
    act: &Act<'_>,
) -> AuditEvent {
    let fields = vec![("expires_at", old, new)];
    let said = (what, format!("test link of connection {}", connection.name), &fields);
    act.changed(AuditAction::ConnectionChanged, connection.organization_id, said, manner.reason.as_deref())
}

/// What a browser keeps in the place of a private link.
#[derive(Serialize, Deserialize)]
struct Visit {
    organization_id: OrganizationId,
    connection_id: ConnectionId,
    link_hash: TokenHash,
    #[serde(with = "ts_milliseconds")]
    opened_at: DateTime<Utc>,
}

/// Opens a private link: gives the visit. It shows nothing of the hospital but its name, so nobody is told of it before a test is made.
pub async fn open_link(store: &Store, ring: &KeyRing, link: &str, visitor: Visitor<'_>) -> Result<Opened, StoreError> {
    let now = visitor.now;
    if too_many_opened(store, visitor).await? {
        return Ok(Opened::TooMany);
    }
    let Some(found) = store.find_test_link_by_hash(&hash::hash(link)).await? else { return Ok(Opened::Nothing) };
    let own = store.organization(found.organization_id);
    let Some(found) = good_link(&own, found.connection_id, &found.link_hash, now).await? else {
        return Ok(Opened::Nothing);
    };
    let TestLink { organization_id, connection_id, link_hash, .. } = found;
    let visit = Visit { organization_id, connection_id, link_hash, opened_at: now };
    Ok(Opened::Visit(ring.seal_text(PURPOSE, &postcard::to_allocvec(&visit).unwrap_or_default())))
}

/// The link of a visit, and the hospital whose it is, as long as the link is good.
pub async fn visit_link(
    store: &Store,
    ring: &KeyRing,
    sealed: &str,
    now: DateTime<Utc>,
) -> Result<Option<(TestLink, Arc<OrganizationConfiguration>)>, StoreError> {
    let plain = ring.open_text(PURPOSE, sealed).ok();
    let Some(visit) = plain.and_then(|plain| postcard::from_bytes::<Visit>(&plain).ok()) else { return Ok(None) };
    if now - visit.opened_at >= VISIT {
        return Ok(None);
    }
    let own = store.organization(visit.organization_id);
    let Some(link) = good_link(&own, visit.connection_id, &visit.link_hash, now).await? else { return Ok(None) };
    let configuration = store.find_configuration(link.organization_id).await?;
    Ok(configuration.map(|configuration| (link, configuration)))
}

/// A private link, if it is the one with this hash, and good: as long as the invitation is by which it was made.
async fn good_link(
    own: &OrgStore,
    connection: ConnectionId,
    link_hash: &TokenHash,
    now: DateTime<Utc>,
) -> Result<Option<TestLink>, StoreError> {
    let found = own.find_test_link(connection).await?;
    let Some(link) = found.filter(|link| link.is_good(now) && hash::same(&link.link_hash, link_hash)) else {
        return Ok(None);
    };
    if let Some(id) = link.invitation_id {
        let invitation = own.find_invitation(id).await?;
        return Ok(invitation.is_some_and(|invitation| invitation.is_good(now)).then_some(link));
    }
    Ok(Some(link))
}
