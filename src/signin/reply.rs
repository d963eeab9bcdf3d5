//! What an application is answered, and how the browser carries it there: in the address that it is sent to, or in a form that it
//! posts (OAuth 2.0 Form Post Response Mode 1.0), which neither a log of addresses nor a browser's history keeps.

use serde::{Deserialize, Serialize};
use url::Url;

/// How an application wants to be answered (OAuth 2.0 Multiple Response Type Encoding Practices, 2.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResponseMode {
    /// In the query of its address.
    #[default]
    Query,
    /// In a form that the browser posts to its address.
    FormPost,
}

impl ResponseMode {
    /// The names of all that there are. `fragment` is none: it is for tokens without a code, which nobody gets here.
    pub const NAMES: [&str; 2] = ["query", "form_post"];

    /// The one of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "query" => Some(Self::Query),
            "form_post" => Some(Self::FormPost),
            _ => None,
        }
    }

    /// Whether a browser can carry an answer to this address so. It posts no form to an app on the same device.
    pub fn reaches(self, uri: &str) -> bool {
        self == Self::Query || uri.starts_with("https://") || uri.starts_with("http://")
    }
}

/// An answer, as the browser carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// It is sent to this address, which holds the answer.
    Redirect(String),
    /// It posts a form.
    Post {
        /// Where.
        uri: String,
        /// With these fields, in this order.
        fields: Vec<(&'static str, String)>,
    },
}

impl Reply {
    /// These fields, to an address that is known to be the application's.
    pub(super) fn new(mode: ResponseMode, uri: &str, fields: Vec<(&'static str, String)>) -> Self {
        match mode {
            ResponseMode::FormPost => Self::Post { uri: uri.to_owned(), fields },
            ResponseMode::Query => {
                let mut query = url::form_urlencoded::Serializer::new(String::with_capacity(256));
                query.extend_pairs(fields);
                let separator = if uri.contains('?') { '&' } else { '?' };
                Self::Redirect(format!("{uri}{separator}{}", query.finish()))
            }
        }
    }

    /// Where a page with this answer may post a form to, for its `form-action`.
    pub fn form_target(&self) -> Option<String> {
        match self {
            Self::Redirect(_) => None,
            Self::Post { uri, .. } => Some(origin(uri)),
        }
    }
}

/// The origin of an application's address; of a private-use scheme, the scheme.
pub(super) fn origin(uri: &str) -> String {
    match Url::parse(uri) {
        Ok(url) if url.has_host() => url.origin().ascii_serialization(),
        Ok(url) => format!("{}:", url.scheme()),
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_in_the_address_or_in_a_form_and_never_in_both() {
        let fields = || vec![("code", "a&b".to_owned()), ("state", "\"s\"".to_owned())];
        let uri = "https://records.example/callback?x=1";
        let redirect = Reply::new(ResponseMode::Query, uri, fields());
        assert_eq!(redirect, Reply::Redirect(format!("{uri}&code=a%26b&state=%22s%22")));
        assert_eq!(redirect.form_target(), None);
        let post = Reply::new(ResponseMode::FormPost, uri, fields());
        assert_eq!(post, Reply::Post { uri: uri.to_owned(), fields: fields() });
        assert_eq!(post.form_target().as_deref(), Some("https://records.example"));
    }

    #[test]
    fn a_form_is_posted_to_the_web_alone() {
        for (uri, reaches) in [
            ("https://records.example/callback", true),
            ("http://127.0.0.1:5000/callback", true),
            ("example.records.pro:/callback", false),
        ] {
            assert_eq!(ResponseMode::FormPost.reaches(uri), reaches, "{uri}");
            assert!(ResponseMode::Query.reaches(uri));
        }
    }
}
