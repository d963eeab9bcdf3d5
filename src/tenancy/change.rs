//! What all changes made by hand have in common: who makes them, which state of the thing they were made for, and why they are
//! refused.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::checks::prove::NotProven;
use super::connections::ConnectionError;
use super::forcing::ForcingError;
use crate::domain::admin_role::AdminRole;
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent};
use crate::domain::id::OrganizationId;
use crate::keys::{KeyError, hash, random};
use crate::store::StoreError;

/// Somebody does something: who, from where, when.
#[derive(Clone, Copy, Debug)]
pub struct Act<'a> {
    /// Under whose name.
    pub by: &'a str,
    /// In which role, as of now: a token may have another tomorrow.
    pub role: Option<AdminRole>,
    /// From where.
    pub ip: Option<IpAddr>,
    /// When.
    pub now: DateTime<Utc>,
}

impl Act<'_> {
    /// Its line in an organization's log.
    pub(super) fn event(&self, action: AuditAction, id: OrganizationId, subject: String, detail: &Value) -> AuditEvent {
        AuditEvent { organization_id: Some(id), ..self.own_event(action, subject, detail) }
    }

    /// Its line in the operator's own log: it is about no organization.
    pub(super) fn own_event(&self, action: AuditAction, subject: String, detail: &Value) -> AuditEvent {
        AuditEvent {
            subject: Some(subject),
            ip: self.ip,
            detail: AuditDetail::of(detail).by(self.role),
            ..AuditEvent::new(random::id(self.now), self.now, action, self.by)
        }
    }

    /// The line of a change of one thing, with the reason where one was said.
    pub(super) fn changed(
        &self,
        action: AuditAction,
        id: OrganizationId,
        (what, subject, fields): (&str, String, &Fields),
        reason: Option<&str>,
    ) -> AuditEvent {
        let detail = with_reason(json!({ "changes": [said(what, &subject, fields)] }), reason);
        self.event(action, id, subject, &detail)
    }
}

/// What a line says besides who and whom, with the reason where one was said.
pub(super) fn with_reason(mut detail: Value, reason: Option<&str>) -> Value {
    if let (Some(reason), Some(detail)) = (reason, detail.as_object_mut()) {
        detail.insert("reason".to_owned(), json!(reason));
    }
    detail
}

/// A state of a thing, as a short text: equal states have equal ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// That of a state.
    pub fn of(state: &impl Serialize) -> Self {
        let json = serde_json::to_vec(state).unwrap_or_default();
        // Half of the hash is more than enough: nobody gains by two states that look alike.
        Self(hash::hex(&hash::sha256(&json)).chars().take(32).collect())
    }

    /// One that somebody has sent.
    pub fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// For which state of a thing a change was made. Whoever has seen another would undo what somebody else has done since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Whatever it is.
    Any,
    /// One of these.
    OneOf(Vec<Fingerprint>),
}

impl Expected {
    /// Refuses the change where the thing is in another state.
    pub fn check(&self, state: &impl Serialize) -> Result<(), TenancyError> {
        let found = Fingerprint::of(state);
        match self {
            Self::OneOf(seen) if !seen.contains(&found) => Err(TenancyError::Stale(found)),
            Self::Any | Self::OneOf(_) => Ok(()),
        }
    }
}

/// A field that cannot be what it is wanted to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FieldProblem)]
pub struct Wrong {
    /// The field.
    pub field: &'static str,
    /// What is wrong, and the way out.
    pub detail: String,
    /// The line of a file that it stands on, counted from 1, where it stands in a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub line: Option<usize>,
    /// The column, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub column: Option<usize>,
}

impl Wrong {
    /// A field, and what is wrong with it.
    pub fn new(field: &'static str, detail: &impl ToString) -> Self {
        Self { field, detail: detail.to_string(), line: None, column: None }
    }
}

/// A rule that a field breaks, for every door through which it can come: what is wrong, and the way out, if that has to be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The field.
    pub field: &'static str,
    /// What is wrong.
    pub what: &'static str,
    /// The way out; empty where there is nothing to say.
    pub way_out: &'static str,
}

impl Broken {
    /// A field, what is wrong with it, and the way out.
    pub const fn new(field: &'static str, what: &'static str, way_out: &'static str) -> Self {
        Self { field, what, way_out }
    }
}

impl From<Broken> for Wrong {
    fn from(Broken { field, what, way_out }: Broken) -> Self {
        match way_out {
            "" => Self::new(field, &what),
            way_out => Self::new(field, &format!("{what}: {way_out}")),
        }
    }
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum TenancyError {
    /// It is not there any more.
    #[error("it does not exist any more")]
    Gone,
    /// Somebody else has changed it since; the state that it is in.
    #[error("somebody has changed it since it was read; read it again")]
    Stale(Fingerprint),
    /// Something with this name exists already.
    #[error("something with this name exists already")]
    Taken,
    /// It may more than whoever asks for it.
    #[error("nobody makes a token that may more than their own: no higher role, and nowhere else")]
    BeyondOwn,
    /// It has no secret, and is to have none.
    #[error("the application is a public client; change its authentication to `secret` first")]
    PublicClient,
    /// Another user had this address before, and it still counts for them.
    #[error(
        "another user had this address before, and it counts for them until former_email_until; end that first, by keep_former_days: 0"
    )]
    FormerAddress,
    /// There is nothing to part the user from.
    #[error("the user is bound to no such account; the next sign-in binds the one that is shown then")]
    NotBound,
    /// Nothing is sent to it.
    #[error("the webhook is disabled, so nothing is sent to it; activate it first")]
    WebhookDisabled,
    /// It is not what can be done.
    #[error("{}", .0.iter().map(|wrong| format!("{}: {}", wrong.field, wrong.detail)).collect::<Vec<_>>().join("; "))]
    Wrong(Vec<Wrong>),
    /// The traditional way cannot be closed for that time.
    #[error(transparent)]
    Forcing(#[from] ForcingError),
    /// A connection cannot be so.
    #[error(transparent)]
    Connection(#[from] ConnectionError),
    /// A credential is not put in use that nobody has seen Entra accept.
    #[error(transparent)]
    NotProven(#[from] NotProven),
    /// The store.
    #[error(transparent)]
    Store(StoreError),
    /// The keys.
    #[error(transparent)]
    Keys(#[from] KeyError),
}

impl From<Vec<Broken>> for TenancyError {
    fn from(broken: Vec<Broken>) -> Self {
        Self::Wrong(broken.into_iter().map(Into::into).collect())
    }
}

impl From<StoreError> for TenancyError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Taken,
            StoreError::FormerAddress => Self::FormerAddress,
            StoreError::Missing => Self::Gone,
            other => Self::Store(other),
        }
    }
}

/// The fields in which two states of a thing differ: name, old and new, for people.
pub type Fields = Vec<(&'static str, String, String)>;

/// A change, as the log has it.
pub(super) fn said(action: &str, subject: &str, fields: &Fields) -> Value {
    let fields: Vec<_> =
        fields.iter().map(|(name, old, new)| json!({ "field": name, "old": old, "new": new })).collect();
    json!({ "action": action, "subject": subject, "fields": fields })
}

/// Whether a text is one line that a database, a page and a terminal can show: not empty, of at most so many characters.
pub(super) fn is_line(text: &str, longest: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= longest && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_for_the_state_that_was_seen() {
        let (one, other) = (json!({ "name": "a" }), json!({ "name": "b" }));
        let seen = Expected::OneOf(vec![Fingerprint::of(&other), Fingerprint::of(&one)]);
        assert!(seen.check(&one).is_ok());
        assert!(Expected::Any.check(&one).is_ok());
        for stale in [Expected::OneOf(vec![Fingerprint::of(&other)]), Expected::OneOf(Vec::new())] {
            let error = stale.check(&one).unwrap_err();
            assert!(matches!(error, TenancyError::Stale(found) if found == Fingerprint::of(&one)));
        }
        assert_eq!(Fingerprint::of(&one).as_str().len(), 32);
    }

    #[test]
    fn a_line_drives_no_terminal() {
        assert!(is_line("agreed with the board", 500));
        for bad in ["", " \u{a0}", "a\nb", "a\0", "\u{1b}[2J", "123456"] {
            assert!(!is_line(bad, 5), "{bad:?}");
        }
    }
}
