//! Microsoft Graph, as far as the broker asks it: who is in a directory.

use axum::Json;
use axum::extract::{Path, RawQuery, State as Given};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Early, Shared, trouble};
use crate::directory::Person;
use crate::faults::{Fault, Stage};
use crate::records::{Endpoint, Params};
use crate::state::{PathTenant, State};
use crate::token::external;

/// As many on a page where nothing is said, and at most.
const USUAL_PAGE: usize = 100;
const LARGEST_PAGE: usize = 999;
/// What it takes to list people with all that is asked for.
const PERMISSIONS: [&str; 2] = ["User.Read.All", "Directory.Read.All"];

/// `GET /v1.0/users`
pub(super) async fn users(
    Given(state): Shared,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Early> {
    let (tid, client_id) = whose(&state, &headers).await?;
    let mut inner = state.lock();
    let registration = inner.registration(&PathTenant::Directory(tid), &client_id);
    if !registration.is_ok_and(|app| PERMISSIONS.iter().any(|name| app.app_permissions.contains(*name))) {
        return Ok(refuse(StatusCode::FORBIDDEN, "Authorization_RequestDenied"));
    }
    let elsewhere = inner.faults.take(Some(tid), Stage::Graph).contains(&Fault::NextPageElsewhere);
    let asked = Params::parse(&query.unwrap_or_default());
    let number = |name: &str| asked.get(name).and_then(|text| text.parse::<usize>().ok());
    let size = number("$top").unwrap_or(USUAL_PAGE).clamp(1, LARGEST_PAGE);
    let from = number("$skiptoken").unwrap_or_default();
    let Some(directory) = inner.directories.get(&tid) else {
        return Ok(refuse(StatusCode::NOT_FOUND, "Request_ResourceNotFound"));
    };
    let domain = directory.about.domains.first().map(String::as_str);
    let people = directory.people.iter().skip(from).take(size).map(|person| written(person, domain));
    let mut answer = json!({ "value": people.collect::<Vec<_>>() });
    if from + size < directory.people.len() {
        let base = if elsewhere { "http://169.254.169.254" } else { state.base.as_str() };
        let select = asked.get("$select").unwrap_or_default();
        let next = serde_urlencoded::to_string([
            ("$select", select),
            ("$top", &size.to_string()),
            ("$skiptoken", &(from + size).to_string()),
        ]);
        if let (Some(answer), Ok(next)) = (answer.as_object_mut(), next) {
            answer.insert("@odata.nextLink".to_owned(), json!(format!("{base}/v1.0/users?{next}")));
        }
    }
    Ok(Json(answer).into_response())
}

/// `GET /v1.0/servicePrincipals(appId='…')`: an app is told of itself without any permission (Microsoft Graph, "Get servicePrincipal").
pub(super) async fn service_principal(
    Given(state): Shared,
    Path(object): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Early> {
    let (tid, client_id) = whose(&state, &headers).await?;
    let named = object.strip_prefix("servicePrincipals(appId='").and_then(|rest| rest.strip_suffix("')"));
    let inner = state.lock();
    let found = named.and_then(|app| inner.registration(&PathTenant::Directory(tid), app).ok());
    Ok(match found {
        None => refuse(StatusCode::NOT_FOUND, "Request_ResourceNotFound"),
        Some(app) if app.client_id != client_id || !app.reads_itself => {
            refuse(StatusCode::FORBIDDEN, "Authorization_RequestDenied")
        }
        Some(app) => Json(json!({ "appRoleAssignmentRequired": app.assignment_required })).into_response(),
    })
}

/// Whose token it is: of which directory and which application.
async fn whose(state: &State, headers: &HeaderMap) -> Result<(Uuid, String), Early> {
    let held = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let (account, faults) = {
        let mut inner = state.lock();
        let account = held.and_then(|token| inner.app_tokens.get(token).cloned());
        let tid = account.as_ref().map(|(tid, _)| *tid);
        inner.records.count(tid, Endpoint::Graph);
        let mut faults = inner.faults.take(tid, Stage::Everywhere);
        faults.extend(inner.faults.take(tid, Stage::At(Endpoint::Graph)));
        (account, faults)
    };
    trouble::happen(state.now(), &faults).await?;
    account.ok_or_else(|| refuse(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken").into())
}

fn refuse(status: StatusCode, code: &str) -> Response {
    (status, Json(json!({ "error": { "code": code, "message": code } }))).into_response()
}

fn written(person: &Person, domain: Option<&str>) -> Value {
    let upn = match (person.guest_of, domain) {
        (Some(_), Some(domain)) => external(&person.upn, domain),
        _ => person.upn.clone(),
    };
    let aliases = person.aliases.iter().map(|alias| format!("smtp:{alias}"));
    let proxies: Vec<_> = person.mail.iter().map(|mail| format!("SMTP:{mail}")).chain(aliases).collect();
    json!({
        "id": person.oid,
        "displayName": person.name,
        "mail": person.mail,
        "userPrincipalName": upn,
        "userType": if person.guest_of.is_some() { "Guest" } else { "Member" },
        "accountEnabled": !person.disabled,
        "otherMails": [],
        "proxyAddresses": proxies,
    })
}
