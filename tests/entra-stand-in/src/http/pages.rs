//! What a person sees at Microsoft. Plain forms: no script, no style but a few lines.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use chrono::{DateTime, Utc};

use super::request::AuthorizeRequest;
use crate::aadsts::Aadsts;
use crate::directory::Person;
use crate::state::{Inner, SignedIn};

const STYLE: &str = "body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f2f2f2;\
    font:16px/1.4 'Segoe UI',system-ui,sans-serif;color:#1b1b1b}\
    main{background:#fff;box-sizing:border-box;width:min(27rem,100vw);padding:2.5rem;box-shadow:0 2px 6px #0003}\
    h1{font-size:1.5rem;font-weight:600;margin:.5rem 0 1rem}small{color:#5f5f5f}\
    input[type=text]{box-sizing:border-box;width:100%;font:inherit;padding:.5rem 0;border:0;border-bottom:1px solid #666}\
    button{font:inherit;padding:.5rem 1.5rem;border:1px solid #8c8c8c;background:#fff;cursor:pointer}\
    button:hover,button:focus{background:#eee}button.go{background:#0067b8;border-color:#0067b8;color:#fff}\
    button.account{display:block;width:100%;text-align:left;border:0;border-bottom:1px solid #ddd;padding:.75rem .5rem}\
    button.hinted{background:#e5f1fb}.actions{display:flex;gap:.5rem;justify-content:flex-end;margin-top:1.5rem}\
    .wrong{color:#a4262c}code{overflow-wrap:anywhere}";

/// The text in a form that HTML does not take for markup.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

pub(super) fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
         <style>{STYLE}</style></head><body><main><small>Stand-in for Microsoft Entra ID: no real accounts</small>\
         {body}</main></body></html>"
    )
}

/// An error that never leaves Microsoft.
pub(super) fn error(error: &Aadsts, now: DateTime<Utc>) -> Response {
    let body = format!(
        "<h1>Sign in</h1><p>Sorry, but we’re having trouble signing you in.</p><p class=\"wrong\" id=\"error\">{}</p>",
        escape(&error.description(now))
    );
    let status = match error.status {
        StatusCode::SERVICE_UNAVAILABLE => error.status,
        _ => StatusCode::BAD_REQUEST,
    };
    (status, Html(page("Sign in to your account", &body))).into_response()
}

/// The account picker. `unknown` is a name that was typed and that nobody has.
pub(super) fn sign_in(inner: &Inner, request: &AuthorizeRequest, unknown: Option<&str>) -> Html<String> {
    let hint = request.login_hint.as_deref();
    let is_hinted = |person: &Person| hint.is_some_and(|hint| person.answers_to(hint));
    let shared = request.path.tid().is_none();
    let mut people: Vec<(&str, &Person)> = inner
        .directories_on(&request.path)
        .flat_map(|(_, directory)| directory.people.iter().map(|person| (directory.about.name.as_str(), person)))
        .filter(|(_, person)| !(shared && person.guest_of.is_some()))
        .collect();
    people.sort_by_key(|(_, person)| !is_hinted(person));
    let accounts: String =
        people.iter().map(|(directory, person)| account(directory, person, is_hinted(person))).collect();
    let wrong = unknown.map_or("", |_| {
        "<p class=\"wrong\" id=\"error\">This username may be incorrect. Make sure you typed it correctly. Otherwise, contact \
         your admin. (AADSTS50034)</p>"
    });
    let body = format!(
        "<h1>Pick an account</h1><p>to continue to {app}</p>{wrong}<form method=\"post\" action=\"{action}\">{accounts}\
         </form><form method=\"post\" action=\"{action}\"><p><label for=\"username\">Use another account</label>\
         <input type=\"text\" id=\"username\" name=\"username\" autocomplete=\"username\" value=\"{entered}\"></p>\
         <p class=\"actions\"><button id=\"cancel\" name=\"cancel\" value=\"1\">Cancel</button>\
         <button id=\"next\" class=\"go\">Next</button></p></form>",
        app = escape(&request.app_name),
        action = action(request, "login"),
        entered = escape(unknown.or(hint).unwrap_or_default()),
    );
    Html(page("Sign in to your account", &body))
}

fn account(directory: &str, person: &Person, hinted: bool) -> String {
    format!(
        "<button class=\"account{hinted}\" name=\"account\" value=\"{oid}\"><b>{name}</b><br>{upn}<br>\
         <small>{directory}{guest}</small></button>",
        hinted = if hinted { " hinted" } else { "" },
        oid = person.oid,
        name = escape(&person.name),
        upn = escape(&person.upn),
        directory = escape(directory),
        guest = if person.guest_of.is_some() { ", guest" } else { "" },
    )
}

/// Asks for consent.
pub(super) fn consent(request: &AuthorizeRequest, account: &SignedIn) -> Html<String> {
    let body = format!(
        "<h1>Permissions requested</h1><p><b>{app}</b> would like to sign you in and read your profile.</p>\
         <form method=\"post\" action=\"{action}\"><input type=\"hidden\" name=\"account\" value=\"{oid}\">\
         <p class=\"actions\"><button id=\"cancel\" name=\"cancel\" value=\"1\">Cancel</button>\
         <button id=\"accept\" class=\"go\">Accept</button></p></form>",
        app = escape(&request.app_name),
        action = action(request, "consent"),
        oid = account.oid,
    );
    Html(page("Permissions requested", &body))
}

fn action(request: &AuthorizeRequest, step: &str) -> String {
    escape(&format!("/{}/{step}?{}", request.path, request.query))
}

/// `response_mode=form_post`: a form that sends itself.
pub(super) fn form_post<'a>(to: &str, parameters: impl Iterator<Item = (&'a str, String)>) -> String {
    let fields: Vec<String> = parameters
        .map(|(name, value)| format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(&value)))
        .collect();
    let fields = fields.concat();
    format!(
        "<!doctype html><html lang=\"en\"><head><title>Working...</title></head><body><form method=\"post\" action=\"{}\">\
         {fields}<noscript><button>Submit</button></noscript></form><script>document.forms[0].submit();</script></body></html>",
        escape(to)
    )
}

/// What there is, for whoever opens the demo's stand-in.
pub(super) fn front(inner: &Inner) -> Html<String> {
    let directories: Vec<String> = inner
        .directories
        .values()
        .map(|directory| {
            let people: Vec<String> =
                directory.people.iter().map(|person| format!("<li>{}</li>", escape(&person.upn))).collect();
            let (name, tid) = (escape(&directory.about.name), directory.about.tid);
            format!("<h2>{name}</h2><p><code>{tid}</code></p><ul>{}</ul>", people.concat())
        })
        .collect();
    Html(page("Stand-in", &format!("<h1>Directories</h1>{}", directories.concat())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_text_stays_text() {
        assert_eq!(escape("<a b=\"c\">&'"), "&lt;a b=&quot;c&quot;&gt;&amp;&#39;");
    }
}
