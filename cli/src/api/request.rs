//! What is asked of the API.

use std::fmt::Display;

use reqwest::Method;
use serde_json::Value;

use super::path::Path;

/// What is asked of the API.
#[derive(Clone, Debug)]
pub struct Request {
    pub(super) method: Method,
    pub(super) path: Path,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) body: Body,
    pub(super) if_match: Option<String>,
    pub(super) key: Option<String>,
}

/// What is sent along. It may hold a secret, so it is not shown.
#[derive(Clone)]
pub(super) enum Body {
    /// Nothing.
    Empty,
    /// JSON.
    Json(Value),
    /// A table of users.
    Csv(Vec<u8>),
    /// A picture.
    Png(Vec<u8>),
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Empty => "Empty",
            Self::Json(_) => "Json(…)",
            Self::Csv(_) => "Csv(…)",
            Self::Png(_) => "Png(…)",
        })
    }
}

impl Request {
    fn new(method: Method, path: Path) -> Self {
        Self { method, path, query: Vec::new(), body: Body::Empty, if_match: None, key: None }
    }

    /// Reads.
    pub fn get(path: Path) -> Self {
        Self::new(Method::GET, path)
    }

    /// Does something.
    pub fn post(path: Path) -> Self {
        Self::new(Method::POST, path)
    }

    /// Makes something, once: sent again under the same key, it is answered as before.
    pub fn create(path: Path, key: String) -> Self {
        Self { key: Some(key), ..Self::new(Method::POST, path) }
    }

    /// Sets something.
    pub fn put(path: Path) -> Self {
        Self::new(Method::PUT, path)
    }

    /// Changes some fields.
    pub fn patch(path: Path) -> Self {
        Self::new(Method::PATCH, path)
    }

    /// Removes something.
    pub fn delete(path: Path) -> Self {
        Self::new(Method::DELETE, path)
    }

    /// With a parameter.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Display) -> Self {
        self.query.push((name, value.to_string()));
        self
    }

    /// With a parameter, where there is one.
    #[must_use]
    pub fn maybe(self, name: &'static str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// With a body.
    #[must_use]
    pub fn json(self, body: Value) -> Self {
        Self { body: Body::Json(body), ..self }
    }

    /// With a table, in whichever encoding it is.
    #[must_use]
    pub fn csv(self, body: impl Into<Vec<u8>>) -> Self {
        Self { body: Body::Csv(body.into()), ..self }
    }

    /// With a picture.
    #[must_use]
    pub fn png(self, body: Vec<u8>) -> Self {
        Self { body: Body::Png(body), ..self }
    }

    /// For this state of the thing.
    #[must_use]
    pub fn for_state(self, etag: Option<String>) -> Self {
        Self { if_match: etag, ..self }
    }

    /// What reads the thing that this changes. Which app a setting is for is part of what it is; the rest is about the change.
    pub fn its_reading(&self) -> Self {
        let mut query = self.query.clone();
        query.retain(|(name, _)| *name == "application");
        Self { query, ..Self::get(self.path.clone()) }
    }

    /// Whose thing it is about.
    pub fn organization(&self) -> Option<&str> {
        match self.path.0.as_slice() {
            [room, organization, ..] if room == "organizations" => Some(organization),
            _ => None,
        }
    }

    /// Whether asking it twice does no more than asking it once.
    pub(super) fn is_repeatable(&self) -> bool {
        self.method == Method::GET || self.key.is_some()
    }
}
