//! Whether the log is what it was: every line, the head, the anchors, and whether what is gone was announced.

use std::collections::HashMap;

use anteroom_entity::audit_events;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::line::{Emptied, hash, is_emptied};
use super::{anchors, read_head};
use crate::domain::anchor::{ANCHOR_TYPE, Anchor, REMOVAL_TYPE, Removal, SignedAnchor};
use crate::domain::audit::AuditAction;
use crate::keys::audit::AuditKeys;
use crate::keys::hash::hex;
use crate::store::{Store, StoreError, rows};

/// Lines in memory at a time.
const BATCH: u64 = 1_000;

/// What the verification of the log found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditChain {
    /// Every chained line is as it was.
    Intact(Whole),
    /// The log is not what it was.
    Broken {
        /// The first position at which it is not.
        position: i64,
        /// What was done to it there.
        what: Break,
    },
}

/// A log that is what it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whole {
    /// The number of chained lines.
    pub length: i64,
    /// The hash of the last one; empty before the first. Noted elsewhere, it proves the log up to here.
    pub head: Vec<u8>,
    /// How many of them have lost their content, as was announced.
    pub emptied: u64,
    /// How many anchors hold it.
    pub anchors: u64,
    /// The last of them.
    pub last_anchor: Option<Anchor>,
}

/// What was done to the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Break {
    /// The line is not what it was; or it is one too many, or the head of the chain is not what it was.
    Changed,
    /// The line is gone, or what it said is, and nothing in the log says so that the broker has signed.
    Removed,
    /// The line and all after it are gone.
    Truncated,
    /// The chain fits together, and is another than the one that was anchored here; or the anchor is gone, or is none.
    Anchor,
}

impl Store {
    /// Verifies the whole log, from the first line to the head, as it is at one instant; what has to be signed is with one of
    /// these keys. A batch of lines at a time is in memory, and what grows with days, not with lines.
    pub async fn verify_audit_chain(&self, keys: &AuditKeys) -> Result<AuditChain, StoreError> {
        let tx = self.begin_reading().await?;
        let found = verify(&tx, keys).await?;
        tx.commit().await?;
        Ok(match found {
            Ok(whole) => AuditChain::Intact(whole),
            Err((position, what)) => AuditChain::Broken { position, what },
        })
    }
}

/// Where a log is broken first, and how.
type Broken = (i64, Break);

async fn verify<C: ConnectionTrait>(db: &C, keys: &AuditKeys) -> Result<Result<Whole, Broken>, StoreError> {
    let (length, head) = read_head(db).await?;
    let mut walk = Walk {
        keys,
        length,
        announcement: rows::word(&AuditAction::AuditRemoved),
        anchor: rows::word(&AuditAction::AuditAnchored),
        whole: Whole::default(),
        anchors: anchors::in_order(db).await?,
        open: HashMap::new(),
    };
    loop {
        let rows = audit_events::Entity::find()
            .filter(audit_events::Column::Position.gt(walk.whole.length))
            .order_by_asc(audit_events::Column::Position)
            .limit(BATCH)
            .all(db)
            .await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if let Err(broken) = walk.step(&row) {
                return Ok(Err(broken));
            }
        }
    }
    // Announced a moment ago, and not in the chain yet.
    let waiting: Vec<_> = audit_events::Entity::find()
        .filter(audit_events::Column::Position.is_null())
        .filter(audit_events::Column::Action.eq(walk.announcement.as_str()))
        .all(db)
        .await?;
    Ok(walk.end(&head, &waiting))
}

/// The way along the chain.
struct Walk<'a> {
    keys: &'a AuditKeys,
    /// How long the chain is, as its head has it.
    length: i64,
    /// The action of a line that announces what is gone.
    announcement: String,
    /// The action of a line that tells of an anchor.
    anchor: String,
    /// What is behind us.
    whole: Whole,
    anchors: Vec<SignedAnchor>,
    /// Lines without content, by the announcement that is still to come.
    open: HashMap<Uuid, Emptied>,
}

impl Walk<'_> {
    fn step(&mut self, row: &audit_events::Model) -> Result<(), Broken> {
        let next = self.whole.length + 1;
        if row.position != Some(next) {
            return Err((next, Break::Removed));
        }
        let Some(stored) = row.hash.as_ref().filter(|_| next <= self.length) else {
            return Err((next, Break::Changed));
        };
        if is_emptied(row) {
            // What it hashed is gone; that the hash is the old one is shown by the line behind it, and by the announcement.
            let Some(removal) = row.removal else { return Err((next, Break::Removed)) };
            self.open.entry(removal).or_insert_with(|| Emptied::from(next)).add(next, stored);
            self.whole.emptied += 1;
        } else if *stored != hash(&self.whole.head, row) {
            return Err((next, Break::Changed));
        }
        self.whole.head.clone_from(stored);
        self.whole.length = next;
        if row.action == self.announcement {
            self.announced(row)?;
        } else if row.action == self.anchor && !self.is_kept(row) {
            return Err((next, Break::Anchor));
        }
        self.anchored()
    }

    /// Holds the lines that an announcement names against it.
    fn announced(&mut self, row: &audit_events::Model) -> Result<(), Broken> {
        // One that no line refers to explains nothing, and takes nothing away.
        let Some(emptied) = self.open.remove(&row.id) else { return Ok(()) };
        let first = emptied.first;
        // Signed, since whoever owns the database can append a line that says anything, and have it chained.
        let removal = self.keys.open::<Removal>(REMOVAL_TYPE, &signed(row));
        let fits = removal.is_some_and(|removal| {
            removal.id.0 == row.id
                && Some(removal.organization.0) == row.organization_id
                && removal.lines == emptied.lines
                && removal.digest == emptied.digest()
        });
        if fits { Ok(()) } else { Err((first, Break::Removed)) }
    }

    /// Whether the anchor that a line tells of is still there.
    fn is_kept(&self, row: &audit_events::Model) -> bool {
        let signed = signed(row);
        self.anchors.iter().any(|anchor| anchor.jws == signed)
    }

    /// Holds the chain against the anchors of the place that was reached.
    fn anchored(&mut self) -> Result<(), Broken> {
        let reached = self.whole.length;
        while let Some(next) = self.anchors.get(usize::try_from(self.whole.anchors).unwrap_or(usize::MAX)) {
            let anchor = &next.anchor;
            if anchor.position > reached {
                break;
            }
            let holds = anchor.position == reached && anchor.hash == hex(&self.whole.head) && self.is_signed(next);
            if !holds {
                return Err((anchor.position.clamp(1, reached), Break::Anchor));
            }
            self.whole.last_anchor = Some(anchor.clone());
            self.whole.anchors += 1;
        }
        Ok(())
    }

    fn is_signed(&self, anchor: &SignedAnchor) -> bool {
        self.keys.open::<Anchor>(ANCHOR_TYPE, &anchor.jws).is_some_and(|claims| claims == anchor.anchor)
    }

    /// What is left to see at the end: the head, anchors of what is not there any more, and what nobody has announced.
    fn end(mut self, head: &[u8], waiting: &[audit_events::Model]) -> Result<Whole, Broken> {
        let reached = self.whole.length;
        if reached < self.length {
            return Err((reached + 1, Break::Truncated));
        }
        if self.whole.head != head {
            return Err((reached, Break::Changed));
        }
        let beyond = self.anchors.get(usize::try_from(self.whole.anchors).unwrap_or(usize::MAX));
        if let Some(anchor) = beyond {
            // The head was made to fit a log that once was longer.
            let what = if self.is_signed(anchor) { Break::Truncated } else { Break::Anchor };
            return Err((reached + 1, what));
        }
        for row in waiting {
            self.announced(row)?;
        }
        match self.open.values().map(|emptied| emptied.first).min() {
            Some(first) => Err((first, Break::Removed)),
            None => Ok(self.whole),
        }
    }
}

/// What an event says that was signed.
fn signed(row: &audit_events::Model) -> String {
    #[derive(Default, Deserialize)]
    struct Detail {
        jws: String,
    }
    serde_json::from_str::<Detail>(&row.detail).unwrap_or_default().jws
}
