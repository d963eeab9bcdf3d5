//! Lines of the log as syslog messages (RFC 5424), one a line (RFC 6587, 3.4.2).

use std::fmt::Write;

use chrono::SecondsFormat;

use super::Shown;
use super::csv::{COLUMNS, texts};
use crate::domain::audit::AuditOutcome;

/// "log audit" (RFC 5424, 6.2.1).
const FACILITY: u8 = 13;

/// From whom messages come.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    /// HOSTNAME: that of the broker's public address.
    pub(super) host: String,
    /// The private enterprise number behind the `@` of our SD-ID (7.2.2).
    pub(super) enterprise: u32,
}

/// A message each.
pub(super) fn messages(lines: &[Shown], origin: &Origin) -> Vec<u8> {
    lines.iter().fold(String::new(), |text, line| text + &message(line, origin) + "\n").into_bytes()
}

fn message(line: &Shown, Origin { host, enterprise }: &Origin) -> String {
    let severity = match line.outcome {
        AuditOutcome::Success => 6,
        AuditOutcome::Refused => 5,
        AuditOutcome::Failed => 3,
    };
    let texts = texts(line);
    let of = |name: &str| COLUMNS.iter().position(|column| *column == name).and_then(|place| texts.get(place));
    let (action, outcome) = (of("action").map_or("-", String::as_str), of("outcome").map_or("-", String::as_str));
    let priority = FACILITY * 8 + severity;
    let at = line.at.to_rfc3339_opts(SecondsFormat::Micros, true);
    let mut message = format!("<{priority}>1 {at} {host} anteroom - {action} [anteroom@{enterprise}");
    for (name, value) in COLUMNS.iter().zip(&texts).filter(|(_, value)| !value.is_empty()) {
        let _ = write!(message, " {name}=\"{}\"", escaped(value));
    }
    // Words of ours alone, so it is ASCII, and needs no mark of its encoding (6.4).
    let _ = write!(message, "] {action} {outcome}");
    if let Some(reason) =
        line.reason.as_deref().filter(|reason| reason.is_ascii() && !reason.contains(char::is_control))
    {
        let _ = write!(message, " {reason}");
    }
    message
}

/// A value between quotation marks (6.3.3). What would end the line, or move a terminal's cursor, is replaced.
fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            '"' | '\\' | ']' => text.extend(['\\', character]),
            control if control.is_control() => text.push(char::REPLACEMENT_CHARACTER),
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::admin::audit::tests::line;

    fn origin() -> Origin {
        Origin { host: "login.records.example".to_owned(), enterprise: 32_473 }
    }

    #[test]
    fn a_message_is_one_of_rfc_5424() {
        let expected = r#"<109>1 2027-01-11T08:00:00.123000Z login.records.example anteroom - sign_in [anteroom@32473 id="00000000-0000-0000-0000-000000000001" at="2027-01-11T08:00:00.123Z" position="7" organization="st-janshof" organization_id="00000000-0000-0000-0000-000000000002" kind="authentication" action="sign_in" operation="E" outcome="refused" reason="user_suspended" actor="caregiver" actor_roles="nurse manager" subject="a.devries@st-janshof.example" user="00000000-0000-0000-0000-000000000003" application="records" sign_in="00000000-0000-0000-0000-000000000004" ip="192.0.2.1" user_agent="Mozilla/5.0 (ward [3\])" detail="{\"actor_roles\":[\"nurse\",\"manager\"\],\"method\":\"entra\"}"] sign_in refused user_suspended"#;
        assert_eq!(message(&line(), &origin()), expected);
    }

    #[test]
    fn nobody_writes_a_message_of_their_own_into_it() {
        let mut forged = line();
        forged.user_agent = Some("x\"] \n<13>1 2027-01-01T00:00:00Z host forged - - - all is well\\".to_owned());
        forged.reason = Some("a\nb".to_owned());
        let text = String::from_utf8(messages(&[forged], &origin())).unwrap();
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(
            text.contains(r#"user_agent="x\"\] �<13>1 2027-01-01T00:00:00Z host forged - - - all is well\\""#),
            "{text}"
        );
    }
}
