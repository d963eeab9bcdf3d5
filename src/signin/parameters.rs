//! The parameters of a request: of an authorization request, of one to the token endpoint, of whatever comes as a query or a form.

use std::fmt;

/// More parameters than any request has. Each is compared with all before it.
const MOST_PARAMETERS: usize = 64;
/// The one parameter that may be sent more than once (RFC 8707, 2).
const RESOURCE: &str = "resource";

/// The parameters of a request, each at most once (RFC 6749, 3.1), `resource` aside. Unknown ones are ignored.
#[derive(Clone, Default)]
pub struct Parameters {
    pairs: Vec<(String, String)>,
    repeated: bool,
}

impl Parameters {
    /// Reads a query or form. An empty value counts as not sent (RFC 6749, 3.1).
    pub fn parse(encoded: &[u8]) -> Self {
        let pairs = url::form_urlencoded::parse(encoded);
        Self::of(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())))
    }

    /// These.
    pub fn of(pairs: impl Iterator<Item = (String, String)>) -> Self {
        let mut parameters = Self::default();
        for (name, value) in pairs.filter(|(_, value)| !value.is_empty()) {
            if parameters.pairs.len() == MOST_PARAMETERS {
                parameters.repeated = true;
                break;
            }
            parameters.repeated |= name != RESOURCE && parameters.get(&name).is_some();
            parameters.pairs.push((name, value));
        }
        parameters
    }

    /// As a form, without those of these names: what [`Self::parse`] reads again.
    pub fn without(&self, names: &[&str]) -> String {
        let kept = self.pairs.iter().filter(|(name, _)| !names.contains(&name.as_str()));
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish()
    }

    /// How often a parameter was sent.
    pub fn times(&self, name: &str) -> usize {
        self.pairs.iter().filter(|(key, _)| key == name).count()
    }

    /// Whether a parameter was sent more than once, or there were so many that not all were looked at.
    pub const fn repeated(&self) -> bool {
        self.repeated
    }

    /// The resource servers that are named (RFC 8707, 2).
    pub fn resources(&self) -> impl Iterator<Item = &str> {
        self.pairs.iter().filter(|(key, _)| key == RESOURCE).map(|(_, value)| value.as_str())
    }

    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for Parameters {
    /// The names alone: the values hold secrets, codes and tokens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.pairs.iter().map(|(name, _)| name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_twice_or_too_often_is_noticed_resources_aside() {
        let repeated = |query: &str| Parameters::parse(query.as_bytes()).repeated();
        assert!(!repeated("a=1&b=1&resource=x&resource=y&c=&c="));
        assert!(repeated("a=1&b=2&a=1"));
        let many = |count: usize| (0..count).map(|number| format!("p{number}=1")).collect::<Vec<_>>().join("&");
        assert!(!repeated(&many(MOST_PARAMETERS)) && repeated(&many(MOST_PARAMETERS + 1)));
        let both = Parameters::parse(b"resource=x&resource=y");
        assert_eq!(both.resources().collect::<Vec<_>>(), ["x", "y"]);
    }

    #[test]
    fn a_secret_in_them_is_shown_nowhere() {
        let shown = format!("{:?}", Parameters::parse(b"client_id=records&client_secret=hush&code=1234"));
        assert_eq!(shown, r#"["client_id", "client_secret", "code"]"#);
    }
}
