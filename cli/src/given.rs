//! The fields of a change that were given on the command line; those that were not stay as they are.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::CliError;

/// Fields that were given.
#[derive(Default)]
pub struct Given(Map<String, Value>);

impl Given {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A field, where it was given.
    #[must_use]
    pub fn field(mut self, name: &str, value: Option<impl Serialize>) -> Self {
        if let Some(value) = value.and_then(|value| serde_json::to_value(value).ok()) {
            self.0.insert(name.to_owned(), value);
        }
        self
    }

    /// A list, where anything of it was given.
    #[must_use]
    pub fn list(self, name: &str, values: &[String]) -> Self {
        self.field(name, (!values.is_empty()).then_some(values))
    }

    /// A text that may be missing: an empty one takes it away.
    #[must_use]
    pub fn text(self, name: &str, value: Option<&str>) -> Self {
        self.field(name, value.map(|text| (!text.is_empty()).then_some(text)))
    }

    /// Other fields, below a name, where any of them was given.
    #[must_use]
    pub fn below(self, name: &str, fields: Self) -> Self {
        let fields = (!fields.0.is_empty()).then_some(fields.0);
        self.field(name, fields)
    }

    /// Over what there is of the thing, which goes as a whole: what was not given stays. An error, where nothing was given.
    pub fn over(self, now: &Value) -> Result<Value, CliError> {
        let mut whole = now.as_object().cloned().unwrap_or_default();
        let Value::Object(given) = self.change()? else { return Ok(Value::Object(whole)) };
        whole.extend(given);
        Ok(Value::Object(whole))
    }

    /// As a body to make something of.
    pub fn whole(self) -> Value {
        Value::Object(self.0)
    }

    /// As a body to change something by, with what is said of the change itself. An error, where nothing else was given.
    pub fn and(self, name: &str, value: Option<impl Serialize>) -> Result<Value, CliError> {
        let Value::Object(given) = self.change()? else { return Ok(Value::Null) };
        Ok(Self(given).field(name, value).whole())
    }

    /// As a body to change something by. An error, where nothing was given.
    pub fn change(self) -> Result<Value, CliError> {
        if self.0.is_empty() {
            return Err(CliError::Use("nothing to change was given; --help says what can be".to_owned()));
        }
        Ok(self.whole())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_not_given_is_not_sent() {
        let none: Option<&str> = None;
        let given = || {
            Given::new()
                .field("name", Some("St. Janshof"))
                .field("minutes", None::<u32>)
                .list("roles", &[])
                .list("admins", &["ict@st-janshof.example".to_owned()])
                .text("help", Some(""))
                .text("locale", none)
                .below("entra", Given::new().field("tid", Some("3f1c")))
                .below("oidc", Given::new())
        };
        let expected = json!({
            "name": "St. Janshof", "admins": ["ict@st-janshof.example"], "help": null, "entra": { "tid": "3f1c" },
        });
        assert_eq!(given().change().unwrap(), expected);
        assert!(Given::new().change().is_err());
        let now = json!({ "name": "Janshof", "minutes": 60 });
        let over = Given::new().field("name", Some("St. Janshof")).over(&now).unwrap();
        assert_eq!(over, json!({ "name": "St. Janshof", "minutes": 60 }));
        assert!(Given::new().over(&now).is_err());
        assert_eq!(Given::new().whole(), json!({}));
    }
}
