//! Who looks at the portal: a browser that has opened a link which is still good.

use std::convert::Infallible;
use std::fmt::Display;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http::StatusCode;
use http::request::Parts;

use super::super::Context;
use super::super::browser::{self as cookies, Browser};
use super::super::pages::Pages;
use super::super::respond::{page, set_cookies};
use crate::domain::connection::Connection;
use crate::domain::invitation::Invitation;
use crate::domain::organization::{Organization, OrganizationConfiguration};
use crate::domain::provider_name::ProviderName;
use crate::language::Language;
use crate::store::OrgStore;
use crate::tenancy::change::Act;
use crate::tenancy::setup;

/// A visit by a link that is good now. Whoever has none sees one page, which does not tell whether there ever was one.
pub struct Visit {
    /// By which invitation.
    pub invitation: Invitation,
    /// The hospital that it is about, and no other.
    pub configuration: Arc<OrganizationConfiguration>,
    /// The browser.
    pub browser: Browser,
    /// When.
    pub now: DateTime<Utc>,
}

impl Visit {
    /// The hospital.
    pub fn organization(&self) -> &Organization {
        &self.configuration.organization
    }

    /// What is stored of the hospital, and of no other.
    pub fn store(&self, context: &Context) -> OrgStore {
        context.sign_in.store.organization(self.invitation.organization_id)
    }

    /// The language of its pages.
    pub fn language(&self) -> Language {
        self.browser.language(None, Some(self.invitation.language.tag()))
    }

    /// Its pages, which name what its people sign in with.
    pub fn pages(&self, context: &Context) -> Pages {
        context.pages.naming(ProviderName::all_of(&self.configuration))
    }

    /// Those that are about one connection.
    pub fn pages_of(&self, context: &Context, connection: &Connection) -> Pages {
        context.pages.naming(vec![ProviderName::of(connection.kind, self.organization())])
    }

    /// What is changed is changed by whoever was invited.
    pub fn act(&self) -> Act<'static> {
        Act { by: setup::INVITED, role: None, ip: self.browser.seen().ip, now: self.now }
    }

    /// Something of ours has failed.
    pub fn failed(&self, context: &Context, error: &impl Display) -> Response {
        failed(context, &self.browser, error)
    }

    /// What is asked for is not the hospital's, whosever it is.
    pub fn not_found(&self, context: &Context) -> Response {
        page(StatusCode::NOT_FOUND, context.pages.not_found(self.language()), &[])
    }
}

impl FromRequestParts<Context> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Response> {
        let browser = Browser::from_request_parts(parts, context).await.map_err(Infallible::into_response)?;
        let (sign_in, now) = (&context.sign_in, context.clock.now());
        let found = match browser.setup() {
            Some(sealed) => setup::visit(&sign_in.store, &sign_in.ring, sealed, now).await,
            None => Ok(None),
        };
        match found {
            Ok(Some((invitation, configuration))) => Ok(Self { invitation, configuration, browser, now }),
            Ok(None) => {
                let mut response = nothing(context, &browser);
                set_cookies(&mut response, &[cookies::forget_setup()]);
                Err(response)
            }
            Err(error) => Err(failed(context, &browser, &error)),
        }
    }
}

/// One page for whatever opens nothing: whether a link was ever good is told to nobody who does not have a good one.
pub(super) fn nothing(context: &Context, browser: &Browser) -> Response {
    page(StatusCode::NOT_FOUND, context.pages.setup_gone(browser.language(None, None)), &[])
}

pub(super) fn failed(context: &Context, browser: &Browser, error: &impl Display) -> Response {
    tracing::error!(%error, "setup.failed");
    page(StatusCode::INTERNAL_SERVER_ERROR, context.pages.failure(browser.language(None, None)), &[])
}
