//! What pages are made to look like: the stylesheet, and an organization's own colour and logo. Each name says its content, so
//! that it can be kept for good.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use super::not_found;
use crate::domain::branding::Accent;
use crate::http::Context;
use crate::http::browser::Browser;
use crate::http::pages::stylesheet;

const FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// The stylesheet.
pub async fn stylesheet(State(context): State<Context>, browser: Browser, Path(file): Path<String>) -> Response {
    if file != stylesheet::name() {
        return not_found(State(context), browser).await;
    }
    kept("text/css; charset=utf-8", stylesheet::CONTENT)
}

/// An organization's colour, as a stylesheet. It is in its own name: any colour that can be one has this.
pub async fn accent(State(context): State<Context>, browser: Browser, Path(file): Path<String>) -> Response {
    let digits = file.strip_suffix(".css").filter(|digits| !digits.starts_with('#'));
    match digits.and_then(|digits| digits.parse::<Accent>().ok()) {
        Some(accent) => kept("text/css; charset=utf-8", stylesheet::of_accent(accent)),
        None => not_found(State(context), browser).await,
    }
}

/// An organization's logo.
pub async fn logo(State(context): State<Context>, browser: Browser, Path(file): Path<String>) -> Response {
    let is_name = |name: &&str| name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    let Some(name) = file.strip_suffix(".png").filter(is_name) else {
        return not_found(State(context), browser).await;
    };
    match context.sign_in.store.find_logo(name).await {
        Ok(Some(png)) => kept("image/png", png),
        Ok(None) => not_found(State(context), browser).await,
        Err(error) => {
            tracing::error!(%error, "logo.failed");
            http::StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn kept(kind: &'static str, content: impl IntoResponse) -> Response {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, FOR_GOOD)], content).into_response()
}
