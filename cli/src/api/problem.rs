//! Why the broker refuses: a problem document (RFC 9457), or what stands in its place.

use reqwest::StatusCode;
use serde::Deserialize;

/// Why the broker refuses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Problem {
    /// The status.
    pub status: u16,
    /// A stable word, e.g. `not_found`.
    pub code: String,
    /// A sentence for people.
    pub detail: String,
    /// The fields that it is about.
    pub errors: Vec<Wrong>,
}

/// A field, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Wrong {
    /// The field.
    pub field: String,
    /// What is wrong with it.
    pub detail: String,
    /// The line of a file that it stands on.
    pub line: Option<u64>,
    /// The column.
    pub column: Option<u64>,
}

impl Problem {
    /// Reads what came with a status that is no success.
    pub fn read(status: StatusCode, body: &[u8]) -> Self {
        let mut problem: Self = serde_json::from_slice(body).unwrap_or_default();
        problem.status = status.as_u16();
        if problem.detail.is_empty() {
            problem.detail = format!("the broker answers {status}");
        }
        if status == StatusCode::UNAUTHORIZED {
            "the broker does not know your token, or it has ended: sign in anew, or look at ANTEROOM_TOKEN"
                .clone_into(&mut problem.detail);
        }
        problem
    }

    /// In words: what is wrong and, where it is about fields, with which.
    pub fn words(&self) -> String {
        if self.errors.is_empty() {
            return self.detail.clone();
        }
        let place = |wrong: &Wrong| match (wrong.line, wrong.column) {
            (Some(line), Some(column)) => format!("line {line}, column {column}: "),
            _ => String::new(),
        };
        let fields = self.errors.iter().map(|wrong| format!("{}{}: {}", place(wrong), wrong.field, wrong.detail));
        let mut lines = vec!["the broker refuses it".to_owned()];
        lines.extend(fields);
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_told_in_its_own_words() {
        let of = |status, body: &str| Problem::read(StatusCode::from_u16(status).unwrap(), body.as_bytes()).words();
        assert_eq!(of(409, r#"{"code":"exists","detail":"it exists"}"#), "it exists");
        assert_eq!(of(502, "<html>"), "the broker answers 502 Bad Gateway");
        assert_eq!(
            of(401, r#"{"detail":"send a token"}"#),
            "the broker does not know your token, or it has ended: sign in anew, or look at ANTEROOM_TOKEN"
        );
        let fields = r#"{"detail":"x","errors":[{"field":"name","detail":"is empty"},{"field":"slug","detail":"no"}]}"#;
        assert_eq!(of(422, fields), "the broker refuses it\nname: is empty\nslug: no");
        let placed = r#"{"detail":"x","errors":[{"field":"slug","detail":"no","line":3,"column":8}]}"#;
        assert_eq!(of(422, placed), "the broker refuses it\nline 3, column 8: slug: no");
    }
}
