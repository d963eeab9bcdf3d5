//! The ways an answer takes: JSON, or back to the app by redirect or form.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use chrono::{DateTime, Utc};
use url::Url;

use super::pages;
use crate::aadsts::Aadsts;

/// An error of the token endpoint.
pub(super) fn json_error(error: &Aadsts, now: DateTime<Utc>) -> Response {
    let headers = [(header::CACHE_CONTROL, "no-store, no-cache"), (header::PRAGMA, "no-cache")];
    (error.status, headers, Json(error.json(now))).into_response()
}

/// A redirect by GET.
pub(super) fn found(to: &str) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, to)]).into_response()
}

/// Where an app wants its answer. There is one only after the redirect URI was found to be registered.
#[derive(Clone, Debug)]
pub(super) struct ReplyTo {
    pub(super) redirect_uri: Url,
    pub(super) state: Option<String>,
    pub(super) form_post: bool,
}

impl ReplyTo {
    pub(super) fn send(&self, parameters: &[(&str, String)]) -> Response {
        let state = self.state.iter().map(|state| ("state", state.clone()));
        let parameters = parameters.iter().cloned().chain(state);
        if self.form_post {
            return Html(pages::form_post(self.redirect_uri.as_str(), parameters)).into_response();
        }
        let mut to = self.redirect_uri.clone();
        to.query_pairs_mut().extend_pairs(parameters);
        // Microsoft ends redirects with an empty fragment, so that one of the page before is not carried over.
        to.set_fragment(Some(""));
        found(to.as_str())
    }

    pub(super) fn refuse(&self, error: &Aadsts, now: DateTime<Utc>) -> Response {
        self.send(&[
            ("error", error.error.to_string()),
            ("error_description", error.description(now)),
            ("error_uri", format!("https://login.microsoftonline.com/error?code={}", error.code)),
        ])
    }
}
