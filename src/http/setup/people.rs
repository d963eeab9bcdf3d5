//! Who will get in: the hospital hands in the list of its directory, or lets us read it, and sees what to mend.
//!
//! Nothing of the list is kept, not even for the table that is taken away: it travels in the page itself, which holds what its reader sees
//! anyway. A result kept here for an hour would be a copy of a hospital's staff that nobody needs, and asking for the file again a
//! second upload of the same. So the answer to the form is the page, and not a way to it.

use axum::extract::multipart::MultipartRejection;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, Multipart, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Form, Router};
use http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::Semaphore;

use super::super::Context;
use super::super::layers::keep_language;
use super::super::pages::setup::people::{PeoplePage, Trouble};
use super::super::respond::{page, redirect};
use super::too_many;
use super::visit::Visit;
use crate::domain::connection::{Connection, ConnectionKind, ConnectionVersion, Registration};
use crate::domain::roster::{Column, Entry};
use crate::signin::roster::judge::Roster;
use crate::signin::roster::{COLUMNS_OF_DIRECTORY, RosterError, is_judged};
use crate::tenancy::roster::table::{self, Fault};
use crate::tenancy::roster::{self as lists, From as ListFrom};

/// The largest form: the table, and what is around it.
const LARGEST_FORM: usize = table::LARGEST + 64 * 1024;
/// What is larger than a form may be is still answered with a page that says so, and not read on; beyond this it is not even begun.
pub const LARGEST_LIST: usize = 4 * LARGEST_FORM;
/// So many lists are in memory at once, of all hospitals; the others wait.
const AT_ONCE: usize = 2;

static ROOM: Semaphore = Semaphore::const_new(AT_ONCE);

/// The step, but for what is handed in.
pub fn steps() -> Router<Context> {
    Router::new()
        .route("/setup/people", get(show))
        // Whoever asks again for an answer that was not kept is led back to the form.
        .route("/setup/people/list", get(async || redirect("/setup/people", &[])))
        .route("/setup/people/directory", get(async || redirect("/setup/people", &[])).post(directory))
}

/// Where the list is handed in, which is larger than any other form.
pub fn lists() -> Router<Context> {
    Router::new()
        .route("/setup/people/list", post(list))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(axum::middleware::from_fn(keep_language))
}

/// Which connection is looked at.
#[derive(Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    connection: Option<String>,
}

async fn show(State(context): State<Context>, visit: Visit, asked: Result<Query<Asked>, QueryRejection>) -> Response {
    let Query(Asked { connection }) = asked.unwrap_or_default();
    answer(&context, &visit, connection.as_deref(), None, None)
}

/// The list, uploaded.
async fn list(State(context): State<Context>, visit: Visit, form: Result<Multipart, MultipartRejection>) -> Response {
    let Ok(form) = form else { return answer(&context, &visit, None, Some(Trouble::NoFile), None) };
    if let Err(response) = may(&context, &visit).await {
        return response;
    }
    // Nobody closes it.
    let Ok(_room) = ROOM.acquire().await else { return visit.not_found(&context) };
    let (named, table) = match read(form).await {
        Ok(read) => read,
        Err(trouble) => return answer(&context, &visit, None, Some(trouble), None),
    };
    let Some(connection) = chosen(&visit, named.as_deref()) else { return visit.not_found(&context) };
    let table = match table::read(&table) {
        Ok(table) => table,
        Err(error) => return answer(&context, &visit, Some(&connection.name), Some(Trouble::Table(error)), None),
    };
    judge(&context, &visit, connection, (table.entries, &table.columns), ListFrom::Table).await
}

/// The list, read from the directory.
async fn directory(
    State(context): State<Context>,
    visit: Visit,
    asked: Result<Form<Asked>, FormRejection>,
) -> Response {
    let Ok(Form(Asked { connection: named })) = asked else { return visit.not_found(&context) };
    let Some(connection) = chosen(&visit, named.as_deref()) else { return visit.not_found(&context) };
    if let Err(response) = may(&context, &visit).await {
        return response;
    }
    let Ok(_room) = ROOM.acquire().await else { return visit.not_found(&context) };
    let trouble = match context.sign_in.read_directory(&visit.configuration, connection, visit.now).await {
        Ok(Ok(people)) => {
            return judge(&context, &visit, connection, (people, &COLUMNS_OF_DIRECTORY), ListFrom::Directory).await;
        }
        Ok(Err(error)) => Trouble::Directory(error),
        Err(RosterError::NotConnected) => Trouble::NotConnected,
        Err(RosterError::NotEntra) => return visit.not_found(&context),
        Err(RosterError::SignIn(error)) => return visit.failed(&context, &error),
    };
    answer(&context, &visit, Some(&connection.name), Some(trouble), None)
}

/// The names of the connections to some kinds of providers.
fn names(visit: &Visit, of: impl Fn(ConnectionKind) -> bool) -> Vec<&str> {
    let connections = visit.configuration.connections.iter().filter(|connection| of(connection.kind));
    connections.map(|connection| connection.name.as_str()).collect()
}

/// The connection that is named, or the only one, or the first that says of which directory it is; of those whose lists are judged, if
/// there is one.
fn chosen<'a>(visit: &'a Visit, named: Option<&str>) -> Option<&'a Connection> {
    let connections = &visit.configuration.connections;
    if let Some(named) = named.filter(|named| !named.is_empty()) {
        return connections.iter().find(|connection| connection.name == named);
    }
    let judged = || connections.iter().filter(|one| is_judged(one.kind));
    judged().find(|one| one.newest().is_some()).or_else(|| judged().next()).or(connections.first())
}

async fn may(context: &Context, visit: &Visit) -> Result<(), Response> {
    match lists::may_judge(&context.sign_in.store, visit.organization().id, &visit.act()).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(too_many(context.pages.setup_people_wait(visit.language()))),
        Err(error) => Err(visit.failed(context, &error)),
    }
}

/// The connection that is named, and the file.
async fn read(mut form: Multipart) -> Result<(Option<String>, Vec<u8>), Trouble> {
    let (mut named, mut table) = (None, None);
    // A body that breaks off, and one that is too large, end in the same way: what came is no whole file.
    let broken = || Trouble::Table(Fault::TooLarge.into());
    while let Some(field) = form.next_field().await.map_err(|_| broken())? {
        match field.name() {
            Some("connection") => named = Some(field.text().await.map_err(|_| broken())?),
            Some("list") => table = Some(field.bytes().await.map_err(|_| broken())?),
            _ => {}
        }
    }
    let table = table.filter(|table| !table.is_empty()).ok_or(Trouble::NoFile)?;
    Ok((named, table.into()))
}

async fn judge(
    context: &Context,
    visit: &Visit,
    connection: &Connection,
    list: (Vec<Entry>, &[Column]),
    from: ListFrom,
) -> Response {
    let (sign_in, name) = (&context.sign_in, Some(connection.name.as_str()));
    let roster = match sign_in.judge_roster(&visit.configuration, connection, list, visit.now).await {
        Ok(roster) => roster,
        Err(RosterError::NotConnected) => return answer(context, visit, name, Some(Trouble::NotConnected), None),
        Err(RosterError::NotEntra) => return visit.not_found(context),
        Err(RosterError::SignIn(error)) => return visit.failed(context, &error),
    };
    let counted = (from, &json!(roster.counts));
    match lists::note(&sign_in.store, visit.organization().id, &connection.name, counted, &visit.act()).await {
        Ok(()) => answer(context, visit, name, None, Some(&roster)),
        Err(error) => visit.failed(context, &error),
    }
}

fn answer(
    context: &Context,
    visit: &Visit,
    named: Option<&str>,
    trouble: Option<Trouble>,
    roster: Option<&Roster>,
) -> Response {
    let status = match trouble {
        Some(Trouble::Table(_) | Trouble::NoFile) => StatusCode::UNPROCESSABLE_ENTITY,
        Some(Trouble::NotConnected | Trouble::Directory(_)) | None => StatusCode::OK,
    };
    let chosen = chosen(visit, named);
    let registration =
        chosen.and_then(Connection::newest).and_then(ConnectionVersion::entra).map(|entra| &entra.registration);
    let pages = chosen.map_or_else(|| visit.pages(context), |connection| visit.pages_of(context, connection));
    let body = pages.setup_people(&PeoplePage {
        language: visit.language(),
        organization: visit.organization(),
        connections: names(visit, is_judged),
        directories: names(visit, |kind| kind == ConnectionKind::Entra),
        is_judged: chosen.is_none_or(|connection| is_judged(connection.kind)),
        chosen: chosen.map(|connection| connection.name.as_str()),
        shared: registration == Some(&Registration::Shared),
        trouble,
        roster,
    });
    page(status, body, &[])
}
