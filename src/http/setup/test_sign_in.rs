//! The step of the test sign-in: with the draft to Microsoft and back, and a private link for a colleague who has no invitation.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::Response;
use http::StatusCode;
use serde::Deserialize;

use super::super::Context;
use super::super::pages::setup::test_sign_in::{TestPage, Testable};
use super::super::respond::{page, redirect};
use super::test_run::{self, Wanted};
use super::visit::Visit;
use crate::domain::connection::Connection;
use crate::domain::id::ConnectionId;
use crate::domain::secret::Secret;
use crate::domain::test_sign_in::Tester;
use crate::tenancy::test_sign_ins;
use crate::tenancy::users::Manner;

/// What is tried, and into which application.
#[derive(Deserialize)]
pub struct Start {
    connection: String,
    application: Option<String>,
}

/// Which connection a link is for.
#[derive(Deserialize)]
pub struct Which {
    connection: String,
}

/// What can be tried, and what the last test has shown.
pub async fn get(State(context): State<Context>, visit: Visit) -> Response {
    show(&context, &visit, None).await
}

/// Sends the person to Microsoft.
pub async fn start(State(context): State<Context>, visit: Visit, form: Result<Form<Start>, FormRejection>) -> Response {
    let Ok(Form(Start { connection, application })) = form else { return visit.not_found(&context) };
    let Some(connection) = named(&visit, &connection) else { return visit.not_found(&context) };
    let wanted = Wanted {
        tester: tester(&visit),
        configuration: &visit.configuration,
        connection: connection.id,
        client_id: application.as_deref(),
    };
    Box::pin(test_run::start(&context, &visit.browser, wanted, visit.now)).await
}

/// Makes a private link, and shows it this once: a reload of the page makes another, and ends this one.
pub async fn make_link(
    State(context): State<Context>,
    visit: Visit,
    form: Result<Form<Which>, FormRejection>,
) -> Response {
    let connection = form.ok().and_then(|Form(which)| named(&visit, &which.connection));
    let Some(connection) = connection else { return visit.not_found(&context) };
    let (own, manner) = (visit.store(&context), Manner::default());
    let made = test_sign_ins::make_link(&own, connection, Some(visit.invitation.id), &manner, &visit.act()).await;
    match made {
        Ok((_, Some(token))) => {
            let link = Secret::new(format!("{}/setup/try/{}", context.sign_in.issuer, token.expose()));
            show(&context, &visit, Some((connection.id, link))).await
        }
        Ok((_, None)) => visit.not_found(&context),
        Err(error) => visit.failed(&context, &error),
    }
}

/// Ends the private link.
pub async fn end_link(
    State(context): State<Context>,
    visit: Visit,
    form: Result<Form<Which>, FormRejection>,
) -> Response {
    let connection = form.ok().and_then(|Form(which)| named(&visit, &which.connection));
    let Some(connection) = connection else { return visit.not_found(&context) };
    let (own, manner) = (visit.store(&context), Manner::default());
    match test_sign_ins::end_link(&own, connection, &manner, &visit.act()).await {
        Ok(_) => redirect(&format!("/setup/test-sign-in#link-{}", connection.name), &[]),
        Err(error) => visit.failed(&context, &error),
    }
}

async fn show(context: &Context, visit: &Visit, made: Option<(ConnectionId, Secret)>) -> Response {
    let (own, now) = (visit.store(context), visit.now);
    let read = async {
        let mut tests = own.list_test_sign_ins().await?;
        let mut testable = Vec::new();
        for connection in &visit.configuration.connections {
            let link = own.find_test_link(connection.id).await?.filter(|link| link.is_good(now));
            testable.push(Testable {
                connection,
                version: connection.newest(),
                last: tests.remove(&connection.id),
                link,
                made: made.as_ref().filter(|(id, _)| *id == connection.id).map(|(_, link)| link.expose()),
            });
        }
        Ok::<_, crate::signin::SignInError>((testable, context.sign_in.list_testable_applications().await?))
    };
    let (connections, applications) = match read.await {
        Ok(read) => read,
        Err(error) => return visit.failed(context, &error),
    };
    let (tester, configuration) = (tester(visit), &visit.configuration);
    let body = visit.pages(context).setup_test_sign_in(&TestPage {
        language: visit.language(),
        organization: visit.organization(),
        connections,
        applications: &applications,
        result: test_run::shown(context, &visit.browser, &tester, configuration, now),
    });
    // The button leads to Microsoft in the end.
    page(StatusCode::OK, body, &context.sign_in.upstream.origins())
}

/// Whoever has the link of the invitation: what their tests show is for them alone.
fn tester(visit: &Visit) -> Tester {
    let invitation = &visit.invitation;
    Tester::Invited(invitation.organization_id, invitation.id, invitation.link_hash)
}

/// One of the hospital's connections.
fn named<'a>(visit: &'a Visit, name: &str) -> Option<&'a Connection> {
    visit.configuration.connections.iter().find(|connection| connection.name == name)
}
