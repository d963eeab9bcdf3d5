//! Admin consent: how the shared registration gets into a directory.

use axum::extract::{Path, RawQuery, State as Given};
use axum::response::{Html, IntoResponse, Response};
use url::Url;

use super::reply::{ReplyTo, found};
use super::{Early, Shared, TenantPath, arrive, pages};
use crate::aadsts::{self, Aadsts};
use crate::faults::{Fault, Stage};
use crate::records::{Endpoint, Params};
use crate::state::{Inner, PathTenant, State};

struct Asked {
    path: PathTenant,
    client_id: String,
    app_name: String,
    scope: String,
    reply_to: ReplyTo,
}

/// `GET /v2.0/adminconsent`: a page, or consent at once where people are signed in without pages.
pub(super) async fn get(
    Given(state): Shared,
    Path(segment): TenantPath,
    RawQuery(query): RawQuery,
) -> Result<Response, Early> {
    let path = arrive(&state, &segment, Endpoint::AdminConsent).await?;
    let params = Params::parse(&query.unwrap_or_default());
    let asked = read(&state, path, &params)?;
    if let Some(refused) = refused(&state, &asked) {
        return Ok(refused);
    }
    if state.options.auto_sign_in {
        return Ok(accept(&state, &asked));
    }
    let inner = state.lock();
    let directories: Vec<String> = inner
        .directories_on(&asked.path)
        .map(|(tid, directory)| {
            let name = pages::escape(&directory.about.name);
            format!(
                "<button class=\"account\" name=\"tenant\" value=\"{tid}\">Accept as admin of <b>{name}</b></button>"
            )
        })
        .collect();
    let action = format!("/{}/v2.0/adminconsent?{}", asked.path, params.to_query());
    let body = format!(
        "<h1>Permissions requested</h1><p><b>{app}</b> would like to sign in the people of your organization.</p>\
         <form method=\"post\" action=\"{action}\">{directories}<p class=\"actions\">\
         <button id=\"cancel\" name=\"cancel\" value=\"1\">Cancel</button></p></form>",
        app = pages::escape(&asked.app_name),
        directories = directories.concat(),
        action = pages::escape(&action),
    );
    Ok(Html(pages::page("Permissions requested", &body)).into_response())
}

/// The form of that page.
pub(super) async fn post(
    Given(state): Shared,
    Path(segment): TenantPath,
    RawQuery(query): RawQuery,
    body: String,
) -> Result<Response, Early> {
    let path = arrive(&state, &segment, Endpoint::AdminConsent).await?;
    let mut asked = read(&state, path, &Params::parse(&query.unwrap_or_default()))?;
    let form = Params::parse(&body);
    if form.has("cancel") {
        return Ok(declined(&state, &asked, &aadsts::ADMIN_DECLINED));
    }
    let chosen = state.lock().path(form.get("tenant").unwrap_or_default());
    asked.path = chosen.map_err(|error| pages::error(&error, state.now()))?;
    Ok(accept(&state, &asked))
}

fn read(state: &State, path: PathTenant, params: &Params) -> Result<Asked, Early> {
    // `organizations` is let through here, `common` is not.
    if path == PathTenant::Shared("common".to_owned()) {
        return Err(pages::error(&aadsts::invalid("tenant"), state.now()).into());
    }
    let asked = check(&state.lock(), path, params);
    asked.map_err(|error| pages::error(&error, state.now()).into())
}

fn check(inner: &Inner, path: PathTenant, params: &Params) -> Result<Asked, Aadsts> {
    let need = |name: &str| params.get(name).ok_or_else(|| aadsts::missing(name));
    let client_id = need("client_id")?;
    let registration = inner.registration(&path, client_id)?;
    let redirect_uri = need("redirect_uri")?;
    let url = Url::parse(redirect_uri).ok();
    let url = url.filter(|_| registration.knows_redirect_uri(redirect_uri));
    Ok(Asked {
        client_id: client_id.to_owned(),
        app_name: registration.name.clone(),
        scope: need("scope")?.to_owned(),
        reply_to: ReplyTo {
            redirect_uri: url.ok_or(aadsts::WRONG_REDIRECT_URI)?,
            state: params.get("state").map(str::to_owned),
            form_post: false,
        },
        path,
    })
}

fn accept(state: &State, asked: &Asked) -> Response {
    let mut inner = state.lock();
    let tid = asked.path.tid().or_else(|| {
        // `organizations`, and nobody to choose: the first directory's admin it is.
        inner.directories.keys().next().copied()
    });
    let Some(tid) = tid else {
        return found(asked.reply_to.redirect_uri.as_str());
    };
    inner.consent(&asked.client_id, tid);
    asked.reply_to.send(&[
        ("admin_consent", "True".to_owned()),
        ("tenant", tid.to_string()),
        ("scope", asked.scope.clone()),
    ])
}

/// What a fault makes of it.
fn refused(state: &State, asked: &Asked) -> Option<Response> {
    let faults = state.lock().faults.take(asked.path.tid(), Stage::AdminConsent);
    faults.iter().find_map(|fault| match fault {
        Fault::AdminConsentDeclined => Some(declined(state, asked, &aadsts::ADMIN_DECLINED)),
        Fault::AdminConsentNeedsAdministrator => Some(declined(state, asked, &aadsts::ADMINISTRATOR_NEEDED)),
        // Without a number, as Microsoft documents it.
        Fault::AdminConsentNotPermitted => {
            Some(refuse(asked, "permission_denied", "The admin canceled the request".to_owned()))
        }
        _ => None,
    })
}

fn declined(state: &State, asked: &Asked, error: &Aadsts) -> Response {
    refuse(asked, &error.error, error.description(state.now()))
}

/// A refusal still says `admin_consent=True`, as Microsoft's does.
fn refuse(asked: &Asked, error: &str, description: String) -> Response {
    asked.reply_to.send(&[
        ("admin_consent", "True".to_owned()),
        ("error", error.to_owned()),
        ("error_description", description),
    ])
}
