//! What Entra says when it refuses. Its `error` decides; its AADSTS numbers change, and are kept for support only.

use serde::{Deserialize, Serialize};

use crate::domain::reason::Reason;

/// An error of Entra, without its description: that names accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
        }
    }

    /// Reads an error that came as JSON from the token endpoint.
    pub fn from_json(body: &[u8]) -> Option<Self> {
        #[derive(Deserialize)]
        struct Body {
            error: String,
            error_description: Option<String>,
            #[serde(default)]
            error_codes: Vec<u32>,
            suberror: Option<String>,
            trace_id: Option<String>,
            correlation_id: Option<String>,
        }
        let body: Body = serde_json::from_slice(body).ok()?;
        let mut codes = body.error_codes;
        codes.truncate(8);
        if codes.is_empty() {
            codes = numbers(body.error_description.as_deref().unwrap_or_default());
        }
        Some(Self {
            error: identifier(&body.error)?,
            suberror: body.suberror.as_deref().and_then(identifier),
            codes,
            trace_id: body.trace_id.as_deref().and_then(identifier),
            correlation_id: body.correlation_id.as_deref().and_then(identifier),
        })
    }

    /// The reason code for it, by `error` alone.
    pub fn reason(&self) -> Reason {
        match self.error.as_str() {
            "access_denied" => Reason::UpstreamAccessDenied,
            "interaction_required" | "login_required" | "account_selection_required" => {
                Reason::UpstreamInteractionRequired
            }
            "consent_required" => Reason::UpstreamConsentRequired,
            "invalid_client" | "unauthorized_client" => Reason::UpstreamCredentialRefused,
            "invalid_grant" => match self.suberror.as_deref() {
                Some("consent_required") => Reason::UpstreamConsentRequired,
                Some("basic_action" | "additional_action" | "message_only" | "user_password_expired") => {
                    Reason::UpstreamInteractionRequired
                }
                _ => Reason::UpstreamCodeRefused,
            },
            "temporarily_unavailable" | "server_error" => Reason::UpstreamUnavailable,
            _ => Reason::UpstreamRequestRefused,
        }
    }
}

/// The numbers of `AADSTS50105` and the like, at most eight.
fn numbers(text: &str) -> Vec<u32> {
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>();
    let found = text.split("AADSTS").skip(1).map(digits).filter(|digits| (5..=8).contains(&digits.len()));
    found.filter_map(|digits| digits.parse().ok()).take(8).collect()
}

fn after(text: &str, label: &str) -> Option<String> {
    let (_, rest) = text.split_once(label)?;
    rest.split_whitespace().next().and_then(identifier)
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
}
