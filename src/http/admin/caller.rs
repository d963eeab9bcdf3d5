//! Who calls the admin API.

use axum::extract::FromRequestParts;
use http::request::Parts;

use super::problem::Problem;
use crate::domain::admin_token::PREFIX;
use crate::http::{Context, bearer};
use crate::keys::hash;

/// A person of the support staff, by the name of their token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller(pub String);

impl FromRequestParts<Context> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Problem> {
        let token = bearer::of(&parts.headers).filter(|token| token.starts_with(PREFIX));
        let token = token.ok_or_else(Problem::unauthorized)?;
        let found = context.sign_in.store.find_admin_token(&hash::hash(token), context.clock.now()).await;
        match found {
            Ok(Some(token)) => Ok(Self(token.name)),
            Ok(None) => Err(Problem::unauthorized()),
            Err(error) => Err(Problem::internal(&error)),
        }
    }
}
