//! What a message says: `type`, `timestamp` and `data` (Standard Webhooks, "Payload structure").
//!
//! It leaves the house, so it holds ids and names, and of a person nothing but their id; an address only where somebody of support
//! or a file has changed that very user. It holds no secret, no text that somebody has typed, and no address of a network.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::domain::audit::{AuditAction, AuditEvent, AuditOutcome};
use crate::domain::event_type::EventType;
use crate::domain::id::{ApplicationId, AuditEventId, OrganizationId, SignInId, UserId, WebhookId};

/// Changes that are named in one message at most; `changes_total` says how many there were.
const MOST_CHANGES: usize = 50;

/// The names of what a line refers to.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The organization's slug.
    pub slug: Option<String>,
    /// The `client_id` of the application.
    pub application: Option<String>,
}

#[derive(Serialize)]
struct Message<'a> {
    r#type: EventType,
    timestamp: String,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    event: AuditEventId,
    organization: Option<Organization<'a>>,
    outcome: AuditOutcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<UserId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    application: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sign_in: Option<SignInId>,
    #[serde(flatten)]
    more: Map<String, Value>,
}

#[derive(Serialize)]
struct Organization<'a> {
    id: OrganizationId,
    slug: Option<&'a str>,
}

/// The message about a line of the log.
pub fn of(kind: EventType, event: &AuditEvent, names: &Names) -> String {
    let detail: Map<String, Value> = event.detail.read();
    let organization = event.organization_id.map(|id| Organization { id, slug: names.slug.as_deref() });
    let data = Data {
        event: event.id,
        organization,
        outcome: event.outcome,
        reason: code(event),
        by: by(event),
        subject: subject(event),
        user: event.user_id,
        application: names.application.as_deref(),
        sign_in: event.sign_in_id,
        more: more(event.action, &detail),
    };
    write(kind, event.at, data)
}

/// The message that says nothing but that messages arrive; `event` is the line of the log that says who wanted that.
pub fn test(webhook: WebhookId, event: &AuditEvent, slug: Option<&str>) -> String {
    let data = Data {
        event: event.id,
        organization: event.organization_id.map(|id| Organization { id, slug }),
        outcome: event.outcome,
        reason: None,
        by: Some(&event.actor),
        subject: None,
        user: None,
        application: None,
        sign_in: None,
        more: Map::from_iter([("webhook".to_owned(), json!(webhook))]),
    };
    write(EventType::WebhookTest, event.at, data)
}

/// The application that a line is about.
pub fn application(event: &AuditEvent) -> Option<ApplicationId> {
    let detail: Map<String, Value> = event.detail.read();
    let of_flag = || detail.get("application_id")?.as_str()?.parse().ok();
    event.application_id.or_else(of_flag)
}

fn write(kind: EventType, at: DateTime<Utc>, data: Data<'_>) -> String {
    let message = Message { r#type: kind, timestamp: at.to_rfc3339_opts(SecondsFormat::Millis, true), data };
    serde_json::to_string(&message).unwrap_or_default()
}

/// The reason code of a refusal. Whoever tried to approve their own break-glass is told why in words, which are none.
fn code(event: &AuditEvent) -> Option<&str> {
    let is_code = |reason: &&str| reason.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    event.reason.as_deref().filter(is_code)
}

/// Who did it: the name of a token, or of what did it by itself. Not said where a person did it to themselves: that is `user`.
fn by(event: &AuditEvent) -> Option<&str> {
    let own = event.user_id.is_some_and(|user| user.to_string() == event.actor);
    (!own && event.actor != "caregiver").then_some(event.actor.as_str())
}

/// What was changed. Of somebody who was refused, explained or looked for it would be their address.
fn subject(event: &AuditEvent) -> Option<&str> {
    match event.action {
        AuditAction::BreakGlass
        | AuditAction::FlagChanged
        | AuditAction::RolloutChanged
        | AuditAction::ApplicationChanged
        | AuditAction::UserChanged
        | AuditAction::IdentityUnbound
        | AuditAction::DomainChanged
        | AuditAction::DomainProofMissing
        | AuditAction::ConnectionChanged
        | AuditAction::CredentialChanged
        | AuditAction::OrganizationChanged
        | AuditAction::AdminTokenChanged
        | AuditAction::KeysRewrapped
        | AuditAction::SigningKeyChanged
        | AuditAction::WebhookChanged
        | AuditAction::WebhookDisabled => event.subject.as_deref(),
        _ => None,
    }
}

/// What there is to say besides: chosen by name, so that nothing is told by mistake that a later version writes into the log.
fn more(action: AuditAction, detail: &Map<String, Value>) -> Map<String, Value> {
    let take = |names: &[&str]| {
        let taken = names.iter().filter_map(|name| Some(((*name).to_owned(), detail.get(*name)?.clone())));
        taken.collect::<Map<_, _>>()
    };
    match action {
        AuditAction::SignIn | AuditAction::SessionReused => take(&["method", "break_glass"]),
        AuditAction::SessionEnded => take(&["session_id", "sessions"]),
        AuditAction::RecheckRefused => take(&["sessions", "last_stood_at"]),
        AuditAction::BreakGlass => take(&["expires_at"]),
        AuditAction::FlagChanged => {
            Map::from_iter(["old", "new"].map(|name| (name.to_owned(), setting(detail.get(name)))))
        }
        AuditAction::AdminTokenChanged => take(&["token", "role"]),
        AuditAction::KeysRewrapped => take(&["moved", "left"]),
        AuditAction::SigningKeyChanged => take(&["algorithm", "life", "active_from", "retires_at"]),
        AuditAction::WebhookDisabled => take(&["because"]),
        AuditAction::DomainProofMissing => take(&["finding", "missing_since", "unproven_at"]),
        AuditAction::AuditAnchored => take(&["date", "position", "hash", "jws"]),
        AuditAction::AuditRemoved => take(&["until", "lines"]),
        _ => changes(detail),
    }
}

/// A setting of a flag, without why.
fn setting(state: Option<&Value>) -> Value {
    let Some(state) = state.filter(|state| state.is_object()) else { return Value::Null };
    let mut told = json!({ "value": state["value"], "starts_at": state["starts_at"], "ends_at": state["ends_at"] });
    // Said only of a pilot: whoever reads `value` alone must not take it for everyone.
    for name in ["audience", "everyone_from"] {
        if let (Some(value), Some(told)) = (state.get(name), told.as_object_mut()) {
            told.insert(name.to_owned(), value.clone());
        }
    }
    told
}

/// What was done to what, and which fields changed; not from what to what, which may be anything.
fn changes(detail: &Map<String, Value>) -> Map<String, Value> {
    let Some(changes) = detail.get("changes").and_then(Value::as_array) else { return Map::new() };
    let one = |change: &Value| {
        let fields = change["fields"].as_array().map(Vec::as_slice).unwrap_or_default();
        let fields: Vec<_> = fields.iter().map(|field| field["field"].clone()).collect();
        json!({ "action": change["action"], "subject": change["subject"], "fields": fields })
    };
    Map::from_iter([
        ("changes".to_owned(), changes.iter().take(MOST_CHANGES).map(one).collect()),
        ("changes_total".to_owned(), json!(changes.len())),
    ])
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::audit::AuditDetail;

    const CANARY: &str = "canary";

    fn event(action: AuditAction, detail: &Value) -> AuditEvent {
        let at = DateTime::from_timestamp_millis(1_800_000_000_123).unwrap();
        AuditEvent {
            organization_id: Some(Uuid::from_u128(2).into()),
            subject: Some("user anna@st-janshof.example".to_owned()),
            user_id: Some(Uuid::from_u128(3).into()),
            ip: Some([192, 0, 2, 7].into()),
            user_agent: Some(CANARY.to_owned()),
            detail: AuditDetail::of(detail),
            ..AuditEvent::new(Uuid::from_u128(1).into(), at, action, "mia.dekker")
        }
    }

    fn told(event: &AuditEvent) -> Value {
        let names = Names { slug: Some("st-janshof".to_owned()), application: Some("records".to_owned()) };
        serde_json::from_str(&of(EventType::of(event).unwrap(), event, &names)).unwrap()
    }

    #[test]
    fn a_flag_is_told_with_what_it_was_and_is_and_without_why() {
        let state = json!({ "value": true, "starts_at": null, "ends_at": null, "reason": CANARY });
        let event = event(
            AuditAction::FlagChanged,
            &json!({ "application_id": Uuid::from_u128(9), "reason": CANARY, "old": null, "new": state }),
        );
        let event = AuditEvent { subject: Some("flag sso".to_owned()), user_id: None, ..event };
        assert_eq!(application(&event), Some(Uuid::from_u128(9).into()));
        assert_eq!(
            told(&event),
            json!({
                "type": "flag.changed",
                "timestamp": "2027-01-15T08:00:00.123Z",
                "data": {
                    "event": Uuid::from_u128(1),
                    "organization": { "id": Uuid::from_u128(2), "slug": "st-janshof" },
                    "outcome": "success",
                    "by": "mia.dekker",
                    "subject": "flag sso",
                    "application": "records",
                    "old": null,
                    "new": { "value": true, "starts_at": null, "ends_at": null },
                },
            })
        );
    }

    #[test]
    fn a_pilot_is_told_as_one() {
        let state =
            json!({ "value": true, "audience": "pilot", "everyone_from": "2027-02-01T07:00:00Z", "reason": CANARY });
        let told = setting(Some(&state));
        assert_eq!((&told["audience"], &told["everyone_from"]), (&json!("pilot"), &json!("2027-02-01T07:00:00Z")));
        assert!(told.get("reason").is_none());
    }

    #[test]
    fn of_a_person_there_is_an_id_and_no_address() {
        let refused = event(AuditAction::SignIn, &json!({ "proof": { "email": CANARY }, "trace": [CANARY] }));
        let reason = Some("user_suspended".to_owned());
        let refused = AuditEvent { outcome: AuditOutcome::Refused, reason, actor: "caregiver".to_owned(), ..refused };
        let message = told(&refused);
        assert_eq!(
            (&message["type"], &message["data"]["reason"]),
            (&json!("sign_in.refused"), &json!("user_suspended"))
        );
        assert_eq!(message["data"]["user"], json!(Uuid::from_u128(3)));
        let own = AuditEvent { actor: Uuid::from_u128(3).to_string(), ..event(AuditAction::SessionEnded, &json!({})) };
        for quiet in [
            refused,
            own,
            event(AuditAction::Explained, &json!({})),
            event(AuditAction::LogRead, &json!({ "asked": CANARY })),
        ] {
            let message = told(&quiet).to_string();
            for hidden in [CANARY, "anna@", "192.0.2.7", "caregiver", "\"by\":\"00000000"] {
                assert!(!message.contains(hidden), "{hidden} in {message}");
            }
        }
    }

    #[test]
    fn a_record_that_is_missing_is_told_with_until_when() {
        let detail = json!({ "finding": "no_record", "missing_since": "a", "unproven_at": "b", "texts": [CANARY] });
        let missing = event(AuditAction::DomainProofMissing, &detail);
        let message = told(&AuditEvent { subject: Some("domain st-janshof.example".to_owned()), ..missing });
        assert_eq!(message["type"], "domain.proof_missing");
        let data = &message["data"];
        assert_eq!(data["subject"], "domain st-janshof.example");
        assert_eq!([&data["finding"], &data["missing_since"], &data["unproven_at"]], ["no_record", "a", "b"]);
        assert!(!message.to_string().contains(CANARY), "{message}");
    }

    #[test]
    fn a_change_names_its_fields_and_no_values() {
        let field = json!({ "field": "email", "old": CANARY, "new": CANARY });
        let change = json!({ "action": "change", "subject": "user anna@st-janshof.example", "fields": [field] });
        let message = told(&event(AuditAction::UserChanged, &json!({ "changes": [change], "reason": CANARY })));
        let expected = json!([{ "action": "change", "subject": "user anna@st-janshof.example", "fields": ["email"] }]);
        assert_eq!((&message["data"]["changes"], &message["data"]["changes_total"]), (&expected, &json!(1)));
        assert!(!message.to_string().contains(CANARY), "{message}");
        let many = vec![change; 1_000];
        let message = told(&event(AuditAction::ConfigurationApplied, &json!({ "changes": many })));
        assert_eq!(message["data"]["changes"].as_array().unwrap().len(), MOST_CHANGES);
        assert_eq!(message["data"]["changes_total"], 1_000);
    }
}
