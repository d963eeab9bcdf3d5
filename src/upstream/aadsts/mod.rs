//! What Entra says when it refuses. Its `error` decides; its AADSTS numbers change, and are kept for support only.

pub mod catalogue;

use std::fmt;

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::reason::Reason;

/// The most AADSTS numbers that are kept of one error.
const MOST_CODES: usize = 8;

/// An error of Entra, without its description: that names accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EntraError {
    /// The OAuth error code.
    pub error: String,
    /// Finer than that, at the token endpoint.
    pub suberror: Option<String>,
    /// The AADSTS numbers, in the order in which they came.
    pub codes: Vec<u32>,
    /// Finds the attempt in Microsoft's logs.
    pub trace_id: Option<String>,
    /// Finds it in the hospital's sign-in log.
    pub correlation_id: Option<String>,
    /// When, by Microsoft's clock.
    #[serde(default)]
    pub timestamp: Option<DateTime<Utc>>,
}

/// An error as the token endpoint sends it. All but `error` is read as it comes, so that an odd field costs only itself.
#[derive(Serialize, Deserialize)]
pub(super) struct ErrorBody {
    error: String,
    // The description names accounts: it is read for its numbers and never written.
    #[serde(default, skip_serializing)]
    error_description: Value,
    #[serde(default)]
    error_codes: Value,
    #[serde(default)]
    suberror: Value,
    #[serde(default)]
    trace_id: Value,
    #[serde(default)]
    correlation_id: Value,
    #[serde(default)]
    timestamp: Value,
}

impl openidconnect::ErrorResponse for ErrorBody {}

impl fmt::Debug for ErrorBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ErrorBody(…)")
    }
}

impl fmt::Display for ErrorBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the token endpoint refused")
    }
}

/// Codes and ids are short; what is longer, or holds other characters, is not one.
fn identifier(text: &str) -> Option<String> {
    let fits = !text.is_empty() && text.len() <= 64;
    let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
    (fits && plain).then(|| text.to_owned())
}

impl EntraError {
    /// Reads an error that came by redirect: `error`, and a description with numbers and ids in it.
    pub fn from_redirect(error: &str, description: Option<&str>) -> Self {
        let description = description.unwrap_or_default();
        Self {
            error: identifier(error).unwrap_or_else(|| "unreadable".to_owned()),
            suberror: None,
            codes: numbers(description),
            trace_id: after(description, "Trace ID:"),
            correlation_id: after(description, "Correlation ID:"),
            timestamp: description.split_once("Timestamp:").and_then(|(_, text)| time(text)),
        }
    }

    /// Reads an error that came as JSON from the token endpoint. None where it is not one.
    pub fn from_json(body: &[u8]) -> Option<Self> {
        Self::from_body(&serde_json::from_slice(body).ok()?)
    }

    pub(super) fn from_body(body: &ErrorBody) -> Option<Self> {
        let named = |value: &Value| value.as_str().and_then(identifier);
        let sent = body.error_codes.as_array().map(Vec::as_slice).unwrap_or_default();
        let mut codes: Vec<u32> = sent.iter().filter_map(|code| code.as_u64()?.try_into().ok()).collect();
        for number in numbers(body.error_description.as_str().unwrap_or_default()) {
            if !codes.contains(&number) {
                codes.push(number);
            }
        }
        codes.truncate(MOST_CODES);
        Some(Self {
            error: identifier(&body.error)?,
            suberror: named(&body.suberror),
            codes,
            trace_id: named(&body.trace_id),
            correlation_id: named(&body.correlation_id),
            timestamp: body.timestamp.as_str().and_then(time),
        })
    }

    /// The one number that says most: of several, the last that is known ("AADSTS70002 … AADSTS54005": the umbrella comes first);
    /// else the last.
    pub fn number(&self) -> Option<u32> {
        let known = self.codes.iter().rev().find(|number| catalogue::find(**number).is_some());
        known.or(self.codes.last()).copied()
    }

    /// The reason code for it, by `error` and `suberror` alone (Microsoft, "Authentication and authorization error codes":
    /// the numbers and texts change).
    pub fn reason(&self) -> Reason {
        // What a grant or an interaction lacks stands in `suberror`.
        match (self.error.as_str(), self.suberror.as_deref()) {
            ("access_denied", _)
            // A policy that the person can do nothing about, such as a device that is not managed.
            | ("interaction_required" | "invalid_grant", Some("message_only")) => Reason::UpstreamAccessDenied,
            ("consent_required", _) | ("interaction_required" | "invalid_grant", Some("consent_required")) => {
                Reason::UpstreamConsentRequired
            }
            ("interaction_required" | "login_required" | "account_selection_required", _)
            | ("invalid_grant", Some("basic_action" | "additional_action" | "user_password_expired")) => {
                Reason::UpstreamInteractionRequired
            }
            ("invalid_client" | "unauthorized_client", _) => Reason::UpstreamCredentialRefused,
            ("invalid_grant", _) => Reason::UpstreamCodeRefused,
            ("temporarily_unavailable" | "server_error", _) => Reason::UpstreamUnavailable,
            _ => Reason::UpstreamRequestRefused,
        }
    }
}

/// The numbers of `AADSTS50105` and the like: five to eight digits.
fn numbers(text: &str) -> Vec<u32> {
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>();
    let found = text.split("AADSTS").skip(1).map(digits).filter(|digits| (5..=8).contains(&digits.len()));
    found.filter_map(|digits| digits.parse().ok()).take(MOST_CODES).collect()
}

fn after(text: &str, label: &str) -> Option<String> {
    let (_, rest) = text.split_once(label)?;
    rest.split_whitespace().next().and_then(identifier)
}

/// `2026-11-01 10:00:00Z`, which is nearly RFC 3339.
fn time(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim().get(..20)?;
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%SZ").ok().map(|time| time.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_gives_its_numbers_and_ids_and_nothing_of_the_account() {
        let error = EntraError::from_redirect(
            "access_denied",
            Some(
                "AADSTS50105: The signed in user 'a.devries@st-janshof.example' is not assigned. AADSTS5: no.\r\n\
                 Trace ID: 6f2c-1\r\nCorrelation ID: 9a-2\r\nTimestamp: 2026-11-01 10:00:00Z",
            ),
        );
        assert_eq!(error.codes, [50105]);
        assert_eq!(error.trace_id.as_deref(), Some("6f2c-1"));
        assert_eq!(error.correlation_id.as_deref(), Some("9a-2"));
        assert!(!serde_json::to_string(&error).unwrap().contains("devries"));
    }

    #[test]
    fn markup_is_no_error_code() {
        assert_eq!(EntraError::from_redirect("<script>", None).error, "unreadable");
        assert!(EntraError::from_json(br#"{"error":"<b>"}"#).is_none());
    }

    #[test]
    fn the_error_decides_and_the_number_does_not() {
        let of = |json: &str| EntraError::from_json(json.as_bytes()).unwrap().reason();
        assert_eq!(of(r#"{"error":"invalid_client","error_codes":[54005]}"#), Reason::UpstreamCredentialRefused);
        assert_eq!(of(r#"{"error":"invalid_grant","error_codes":[7000215]}"#), Reason::UpstreamCodeRefused);
        assert_eq!(of(r#"{"error":"invalid_grant","suberror":"consent_required"}"#), Reason::UpstreamConsentRequired);
        assert_eq!(of(r#"{"error":"something_new"}"#), Reason::UpstreamRequestRefused);
    }

    #[test]
    fn the_whole_way_of_an_error_is_kept_but_for_its_words() {
        let error = EntraError::from_json(
            br#"{"error":"invalid_grant","error_description":"AADSTS70002: Error for 'a.devries@st-janshof.example'. AADSTS54005: used.\r\nTrace ID: x",
                "error_codes":[70002],"timestamp":"2026-11-01 10:00:00Z","trace_id":"6f2c-1","correlation_id":"9a-2",
                "suberror":"bad_token","error_uri":"https://login.example/error?code=70002"}"#,
        )
        .unwrap();
        assert_eq!(error.codes, [70002, 54005]);
        assert_eq!(error.timestamp.unwrap().to_rfc3339(), "2026-11-01T10:00:00+00:00");
        assert_eq!(error.suberror.as_deref(), Some("bad_token"));
        assert!(!format!("{error:?}").contains("devries"));
    }

    #[test]
    fn of_several_numbers_the_last_that_is_known_says_most() {
        let number = |codes: &[u32]| EntraError { codes: codes.to_vec(), ..EntraError::default() }.number();
        assert_eq!(number(&[70_002, 54_005]), Some(54_005));
        assert_eq!(number(&[50_105, 12_345]), Some(50_105));
        assert_eq!(number(&[12_345, 12_346]), Some(12_346));
        assert_eq!(number(&[]), None);
    }

    #[test]
    fn an_odd_field_costs_only_itself() {
        let error = EntraError::from_json(
            br#"{"error":"invalid_client","error_codes":["7000222",-1,4294967296,7000215],"trace_id":{},"suberror":7,
                "correlation_id":"<b>","timestamp":"yesterday","error_description":["x"]}"#,
        )
        .unwrap();
        let only = EntraError { error: "invalid_client".into(), codes: vec![7_000_215], ..EntraError::default() };
        assert_eq!(error, only);
        for nothing in [&b"<html>"[..], b"[]", b"{}", b"\"invalid_grant\"", br#"{"error":7}"#, b""] {
            assert!(EntraError::from_json(nothing).is_none());
        }
    }

    #[test]
    fn every_error_of_entra_has_its_reason() {
        for (error, suberror, reason) in [
            ("access_denied", None, Reason::UpstreamAccessDenied),
            ("login_required", None, Reason::UpstreamInteractionRequired),
            ("interaction_required", None, Reason::UpstreamInteractionRequired),
            ("interaction_required", Some("basic_action"), Reason::UpstreamInteractionRequired),
            ("interaction_required", Some("message_only"), Reason::UpstreamAccessDenied),
            ("interaction_required", Some("consent_required"), Reason::UpstreamConsentRequired),
            ("consent_required", None, Reason::UpstreamConsentRequired),
            ("invalid_client", None, Reason::UpstreamCredentialRefused),
            ("unauthorized_client", None, Reason::UpstreamCredentialRefused),
            ("invalid_grant", None, Reason::UpstreamCodeRefused),
            ("invalid_grant", Some("bad_token"), Reason::UpstreamCodeRefused),
            ("invalid_grant", Some("user_password_expired"), Reason::UpstreamInteractionRequired),
            ("invalid_grant", Some("message_only"), Reason::UpstreamAccessDenied),
            ("temporarily_unavailable", None, Reason::UpstreamUnavailable),
            ("server_error", None, Reason::UpstreamUnavailable),
            ("invalid_request", None, Reason::UpstreamRequestRefused),
            ("invalid_tenant", None, Reason::UpstreamRequestRefused),
        ] {
            let sent = EntraError { error: error.into(), suberror: suberror.map(Into::into), ..EntraError::default() };
            assert_eq!(sent.reason(), reason, "{error} {suberror:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_the_reader(error in ".{0,80}", description in ".{0,200}", tail in "(AADSTS[0-9]{0,12}|Trace ID:|Timestamp:|é| ){0,9}") {
            let text = format!("{description}{tail}");
            let read = EntraError::from_redirect(&error, Some(&text));
            proptest::prop_assert!(read.error.len() <= 64 && read.codes.len() <= MOST_CODES);
            let json = serde_json::json!({ "error": error, "error_description": text, "timestamp": text });
            EntraError::from_json(json.to_string().as_bytes());
        }
    }
}
