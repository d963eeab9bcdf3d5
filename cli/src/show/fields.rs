//! What an answer says, by name. Answers are shown, not interpreted: a field that is missing is a dash, and what a newer broker
//! says besides does no harm.

use serde_json::Value;

use super::time::{instant, minute};

/// Stands for what is not there.
pub const NOTHING: &str = "–";

/// Reads fields by their path, such as `entra.tid`.
pub trait Fields {
    /// What is there, if anything is.
    fn at(&self, path: &str) -> Option<&Value>;

    /// The text there.
    fn text(&self, path: &str) -> Option<&str> {
        self.at(path)?.as_str()
    }

    /// Whether it says yes.
    fn is(&self, path: &str) -> bool {
        self.at(path).and_then(Value::as_bool).unwrap_or_default()
    }

    /// The number there; none is 0.
    fn number(&self, path: &str) -> u64 {
        self.at(path).and_then(Value::as_u64).unwrap_or_default()
    }

    /// The list there; none is an empty one.
    fn list(&self, path: &str) -> &[Value] {
        self.at(path).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// What a list holds, whether it comes as a page or bare.
    fn items(&self) -> &[Value];

    /// What is there, as people write it.
    fn show(&self, path: &str) -> String {
        self.at(path).map_or_else(|| NOTHING.to_owned(), written)
    }
}

impl Fields for Value {
    fn at(&self, path: &str) -> Option<&Value> {
        let found = path.split('.').try_fold(self, |value, name| value.get(name));
        found.filter(|value| !value.is_null())
    }

    fn items(&self) -> &[Value] {
        self.as_array().map_or_else(|| self.list("items"), Vec::as_slice)
    }
}

/// A value as people write it.
pub fn written(value: &Value) -> String {
    match value {
        Value::Null => NOTHING.to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) if text.is_empty() => NOTHING.to_owned(),
        Value::String(text) if instant(text).is_some() => minute(text),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => NOTHING.to_owned(),
        Value::Array(items) => items.iter().map(written).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let said = fields.iter().filter(|(_, value)| !value.is_null());
            said.map(|(name, value)| format!("{} {}", label(name), written(value))).collect::<Vec<_>>().join(", ")
        }
    }
}

/// A path in words.
pub fn label(path: &str) -> String {
    path.replace(['.', '_'], " ")
}

/// Every single thing that a value says, by its path.
pub fn leaves(value: &Value) -> Vec<(String, &Value)> {
    let Value::Object(fields) = value else { return Vec::new() };
    let mut found = Vec::new();
    for (name, value) in fields {
        match value {
            Value::Object(_) => {
                found.extend(leaves(value).into_iter().map(|(path, leaf)| (format!("{name}.{path}"), leaf)));
            }
            leaf => found.push((name.clone(), leaf)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_missing_is_a_dash() {
        let answer = json!({ "name": "St. Janshof", "help": null, "entra": { "tid": "3f1c" }, "admins": [], "n": 7 });
        assert_eq!(answer.show("name"), "St. Janshof");
        assert_eq!(answer.show("entra.tid"), "3f1c");
        for path in ["help", "admins", "entra.cloud", "name.first", "nothing"] {
            assert_eq!(answer.show(path), NOTHING, "{path}");
        }
        assert_eq!((answer.number("n"), answer.is("n"), answer.list("n").len()), (7, false, 0));
    }

    #[test]
    fn values_are_written_as_people_do() {
        let answer = json!({ "roles": ["nurse", "night"], "at": "2027-01-11T07:00:00Z", "on": true, "of": { "a": 1 } });
        assert_eq!(written(&answer), "at 2027-01-11 07:00 UTC, of a 1, on yes, roles nurse, night");
    }
}
