//! A test sign-in from its beginning to what it has shown, whoever makes it: somebody with an invitation, or with a private link.

use std::sync::Arc;

use axum::response::Response;
use chrono::{DateTime, Utc};
use http::StatusCode;

use super::super::Context;
use super::super::browser::{self as cookies, Browser};
use super::super::pages::setup::test_result::ShownResult;
use super::super::respond::{Door, onward, page, redirect, respond};
use super::too_many;
use super::visit::{failed, nothing};
use crate::domain::id::{ConnectionId, SignInId};
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::test_sign_in::{TestedBy, Tester};
use crate::signin::arrival::lost;
use crate::signin::callback;
use crate::signin::parameters::Parameters;
use crate::signin::test_sign_in::carried::{Departed, TestResult};
use crate::signin::test_sign_in::{Gone, Tested};
use crate::tenancy::setup::Visitor;
use crate::tenancy::test_sign_ins::{self, Made};

/// What somebody wants to try.
pub struct Wanted<'a> {
    /// Who it is.
    pub tester: Tester,
    /// Of which hospital.
    pub configuration: &'a OrganizationConfiguration,
    /// Through which connection.
    pub connection: ConnectionId,
    /// Into which application, where they have chosen one.
    pub client_id: Option<&'a str>,
}

/// Sends somebody off to their provider, or says at once what speaks against it.
pub async fn start(context: &Context, browser: &Browser, wanted: Wanted<'_>, now: DateTime<Utc>) -> Response {
    let Wanted { tester, configuration, connection, client_id } = wanted;
    let (sign_in, language) = (&context.sign_in, browser.language(None, configuration.organization.locale.as_deref()));
    let applications = match sign_in.list_testable_applications().await {
        Ok(applications) => applications,
        Err(error) => return failed(context, browser, &error),
    };
    let chosen = applications.iter().find(|one| client_id.is_none_or(|client_id| one.client_id == client_id));
    let Some(application) = chosen.map(Arc::clone) else { return redirect(place(tester.kind()), &[]) };
    match test_sign_ins::may_begin(&sign_in.store, connection, now).await {
        Ok(true) => {}
        Ok(false) => return too_many(context.pages.setup_test_wait(language)),
        Err(error) => return failed(context, browser, &error),
    }
    match sign_in.depart_for_test(tester, configuration, connection, application, browser.seen(), now).await {
        Some(Gone::To { departed, to }) => {
            onward(context, language, &to, &[cookies::test(departed.seal(&sign_in.ring))])
        }
        Some(Gone::Nowhere(tested)) => tell(context, browser, *tested, now).await,
        None => page(StatusCode::NOT_FOUND, context.pages.not_found(language), &[]),
    }
}

/// The test of this browser that a provider's answer belongs to, if it is one.
pub fn departed(context: &Context, browser: &Browser, attempt: SignInId, now: DateTime<Utc>) -> Option<Departed> {
    Departed::open(&context.sign_in.ring, attempt, browser.test()?, now)
}

/// The provider's answer to a test.
pub async fn returned(
    context: &Context,
    browser: &Browser,
    at: callback::Door,
    parameters: &Parameters,
    departed: &Departed,
) -> Response {
    let (sign_in, now) = (&context.sign_in, context.clock.now());
    match test_sign_ins::stands(&sign_in.store, &departed.tester, now).await {
        Ok(true) => {}
        Ok(false) => return nothing(context, browser),
        Err(error) => return failed(context, browser, &error),
    }
    match sign_in.finish_test(at, parameters, departed, now).await {
        Ok(Ok(tested)) => tell(context, browser, tested, now).await,
        Ok(Err(reason)) => {
            let attempt = Some(departed.transit.sign_in_id);
            respond(Door { context, browser, now }, Ok(lost(attempt, reason, now))).await
        }
        Err(error) => failed(context, browser, &error),
    }
}

/// Keeps what a test has shown, and leads to the page that says so. The cookie of the way there goes: it is used up.
async fn tell(context: &Context, browser: &Browser, tested: Tested, now: DateTime<Utc>) -> Response {
    let Tested { mut result, application_id, user_id, detail } = tested;
    let seen = browser.seen();
    let made = Made {
        test: result.kept(),
        tester: result.tester,
        draft: result.version.in_force().filter(|_| result.version.is_draft),
        application_id,
        user_id,
        detail,
        seen: Visitor { ip: seen.ip, user_agent: seen.user_agent, now },
    };
    match test_sign_ins::record(&context.sign_in.store, &made).await {
        Ok(counts) => result.counts = counts,
        Err(error) => return failed(context, browser, &error),
    }
    let shown = cookies::test_result(result.seal(&context.sign_in.ring));
    redirect(place(result.tester.kind()), &[cookies::forget_test(), shown])
}

/// What the last test of this browser has shown, for whoever made it and for nobody else.
pub fn shown<'a>(
    context: &Context,
    browser: &Browser,
    tester: &Tester,
    configuration: &'a OrganizationConfiguration,
    now: DateTime<Utc>,
) -> Option<ShownResult<'a>> {
    let result = TestResult::open(&context.sign_in.ring, tester, browser.test_result()?, now)?;
    let connection = configuration.connection(result.connection_id)?;
    Some(ShownResult { result, connection })
}

/// Where somebody comes back to.
const fn place(by: TestedBy) -> &'static str {
    match by {
        TestedBy::Invited => "/setup/test-sign-in",
        TestedBy::Link => "/setup/try",
    }
}
