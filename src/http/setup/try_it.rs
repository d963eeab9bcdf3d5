//! The door of a private link: a colleague who has no invitation makes a test sign-in, sees what it shows of them, and nothing else.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http::StatusCode;
use http::request::Parts;

use super::super::Context;
use super::super::browser::{self as cookies, Browser};
use super::super::pages::setup::test_sign_in::TryPage;
use super::super::respond::{page, redirect, set_cookies};
use super::test_run::{self, Wanted};
use super::too_many;
use super::visit::{failed, nothing};
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::provider_name::ProviderName;
use crate::domain::secret::Secret;
use crate::domain::test_sign_in::{TestLink, Tester};
use crate::language::Language;
use crate::tenancy::setup::{Opened, Visitor};
use crate::tenancy::test_sign_ins;

/// A visit by a private link that is good now.
pub struct ByLink {
    link: TestLink,
    configuration: Arc<OrganizationConfiguration>,
    browser: Browser,
    now: DateTime<Utc>,
}

impl ByLink {
    fn tester(&self) -> Tester {
        Tester::Link(self.link.organization_id, self.link.connection_id, self.link.link_hash)
    }

    fn language(&self) -> Language {
        self.browser.language(None, self.configuration.organization.locale.as_deref())
    }
}

impl FromRequestParts<Context> for ByLink {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Response> {
        let browser = Browser::from_request_parts(parts, context).await.map_err(Infallible::into_response)?;
        let (sign_in, now) = (&context.sign_in, context.clock.now());
        let found = match browser.test_link() {
            Some(sealed) => test_sign_ins::visit_link(&sign_in.store, &sign_in.ring, sealed, now).await,
            None => Ok(None),
        };
        match found {
            Ok(Some((link, configuration))) => Ok(Self { link, configuration, browser, now }),
            Ok(None) => {
                let mut response = nothing(context, &browser);
                set_cookies(&mut response, &[cookies::forget_test_link()]);
                Err(response)
            }
            Err(error) => Err(failed(context, &browser, &error)),
        }
    }
}

/// Takes a link out of the address at once, and a cookie in its place, as with an invitation.
pub async fn open(
    State(context): State<Context>,
    browser: Browser,
    link: Result<Path<Secret>, PathRejection>,
) -> Response {
    let Ok(Path(link)) = link else { return nothing(&context, &browser) };
    let seen = browser.seen();
    let visitor = Visitor { ip: seen.ip, user_agent: seen.user_agent, now: context.clock.now() };
    let sign_in = &context.sign_in;
    match test_sign_ins::open_link(&sign_in.store, &sign_in.ring, link.expose(), visitor).await {
        Ok(Opened::Visit(sealed)) => redirect("/setup/try", &[cookies::test_link(&sealed)]),
        Ok(Opened::Nothing) => nothing(&context, &browser),
        Ok(Opened::TooMany) => too_many(context.pages.setup_wait(browser.language(None, None))),
        Err(error) => failed(&context, &browser, &error),
    }
}

/// One button; and what the last test has shown.
pub async fn get(State(context): State<Context>, visit: ByLink) -> Response {
    let (tester, configuration) = (visit.tester(), &visit.configuration);
    let connection = configuration.connection(visit.link.connection_id);
    let named = connection.map(|connection| ProviderName::of(connection.kind, &configuration.organization));
    let named = named.map_or_else(|| ProviderName::all_of(configuration), |name| vec![name]);
    let body = context.pages.naming(named).setup_try(&TryPage {
        language: visit.language(),
        organization: &configuration.organization,
        until: visit.link.expires_at,
        result: test_run::shown(&context, &visit.browser, &tester, configuration, visit.now),
    });
    page(StatusCode::OK, body, &context.sign_in.upstream.origins())
}

/// Sends the person to Microsoft.
pub async fn start(State(context): State<Context>, visit: ByLink) -> Response {
    let wanted = Wanted {
        tester: visit.tester(),
        configuration: &visit.configuration,
        connection: visit.link.connection_id,
        client_id: None,
    };
    Box::pin(test_run::start(&context, &visit.browser, wanted, visit.now)).await
}
