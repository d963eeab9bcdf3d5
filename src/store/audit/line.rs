//! A line as the chain has it.

use anteroom_entity::audit_events;
use aws_lc_rs::digest;
use uuid::Uuid;

use crate::keys::hash::hex;

/// The hash that a line has behind another: over that one's hash, and the line.
pub(super) fn hash(before: &[u8], row: &audit_events::Model) -> Vec<u8> {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(before);
    context.update(&canonical(row));
    context.finish().as_ref().to_vec()
}

/// A line as bytes that are the same on both databases and can be read in one way only: each field is preceded by whether
/// it is there and by its length.
fn canonical(row: &audit_events::Model) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(512);
    let mut field = |value: Option<&[u8]>| {
        let Some(value) = value else { return bytes.push(0) };
        bytes.push(1);
        bytes.extend_from_slice(&u64::try_from(value.len()).unwrap_or(u64::MAX).to_be_bytes());
        bytes.extend_from_slice(value);
    };
    let uuid = |id: &Option<Uuid>| id.map(Uuid::into_bytes);
    field(Some(row.id.as_bytes()));
    // PostgreSQL keeps microseconds.
    field(Some(&row.at.timestamp_micros().to_be_bytes()));
    field(uuid(&row.organization_id).as_ref().map(<[u8; 16]>::as_slice));
    field(Some(row.action.as_bytes()));
    field(Some(row.actor.as_bytes()));
    field(row.subject.as_deref().map(str::as_bytes));
    field(uuid(&row.user_id).as_ref().map(<[u8; 16]>::as_slice));
    field(uuid(&row.application_id).as_ref().map(<[u8; 16]>::as_slice));
    field(uuid(&row.sign_in_id).as_ref().map(<[u8; 16]>::as_slice));
    field(Some(row.outcome.as_bytes()));
    field(row.reason.as_deref().map(str::as_bytes));
    field(row.ip.as_deref().map(str::as_bytes));
    field(row.user_agent.as_deref().map(str::as_bytes));
    field(Some(row.detail.as_bytes()));
    bytes
}

/// Whether a line has lost its content. No line that says something has no action.
pub(super) fn is_emptied(row: &audit_events::Model) -> bool {
    row.action.is_empty()
}

/// Takes lines without content together: how many, and a digest of their places and hashes.
pub(super) struct Emptied {
    /// The first of them.
    pub(super) first: i64,
    /// How many.
    pub(super) lines: u64,
    places: digest::Context,
}

impl Emptied {
    /// None yet; the first is going to be at this position.
    pub(super) fn from(first: i64) -> Self {
        Self { first, lines: 0, places: digest::Context::new(&digest::SHA256) }
    }

    /// Takes the next one, in the order of their positions.
    pub(super) fn add(&mut self, position: i64, hash: &[u8]) {
        self.lines += 1;
        self.places.update(&position.to_be_bytes());
        self.places.update(hash);
    }

    /// The digest of all of them, in hexadecimal.
    pub(super) fn digest(self) -> String {
        hex(self.places.finish().as_ref())
    }
}
