//! What the app shows.

use std::fmt::Write;

use axum::response::Html;
use chrono::DateTime;
use serde_json::Value;

use super::Suggestion;
use super::letters::Letter;

const STYLE: &str = "
:root{color-scheme:light dark;--ground:#f6f3ee;--card:#fff;--ink:#26211a;--soft:#675d50;--line:#ddd4c6;--accent:#7a3b12;--on:#fff}
@media(prefers-color-scheme:dark){:root{--ground:#191613;--card:#25201b;--ink:#f3ede4;--soft:#bdb1a2;--line:#463d33;--accent:#f0b088;--on:#2b1505}}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
header{display:flex;justify-content:space-between;align-items:center;gap:1rem;max-width:52rem;margin:auto;padding:1.25rem 1rem}
header b{font-size:1.15rem}header b::before{content:'';display:inline-block;width:.7em;height:.7em;margin-right:.5em;border-radius:50%;background:var(--accent)}
header small,.soft{color:var(--soft)}main{max-width:52rem;margin:auto;padding:0 1rem 3rem}
section{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1.5rem;margin-bottom:1.25rem}
h1{margin:0 0 .5rem;font-size:1.75rem;line-height:1.2}h2{margin:0 0 .25rem;font-size:1.1rem}h3{margin:1.25rem 0 .25rem;font-size:.95rem}
p{margin:0 0 1rem}.actions{display:flex;flex-wrap:wrap;gap:.75rem;margin:1.25rem 0 0}
.button{display:inline-block;font:inherit;font-weight:600;padding:.65rem 1.25rem;border-radius:.5rem;border:1px solid var(--accent);background:none;color:var(--accent);text-decoration:none;cursor:pointer}
.main{background:var(--accent);color:var(--on)}form{margin:0}
dl{display:grid;grid-template-columns:minmax(7rem,auto) 1fr;gap:.4rem 1.5rem;margin:1rem 0 0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
ul{list-style:none;margin:0;padding:0}li{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem;padding:.35rem 0;border-top:1px solid var(--line)}
li a{color:var(--accent);overflow-wrap:anywhere}pre{overflow:auto;margin:1rem 0 0;padding:1rem;background:var(--ground);border-radius:.5rem;font-size:.85rem}
summary{cursor:pointer;color:var(--soft)}";

fn page(title: &str, body: &str) -> Html<String> {
    Html(format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title} · Records</title>\
         <style>{STYLE}</style></head><body><header><b>Records</b><small>A sample app</small></header>\
         <main>{body}</main></body></html>"
    ))
}

fn escape(text: &str) -> String {
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

/// Nobody is signed in.
pub fn signed_out(suggestions: &[Suggestion]) -> Html<String> {
    let mut body = "<section><h1>Good to see you</h1>\
         <p>This app knows nobody by itself. It asks Anteroom, by plain OpenID Connect, who you are.</p>\
         <p class=\"actions\"><a class=\"button main\" id=\"sign-in\" href=\"/sign-in\">Sign in</a></p></section>\
         <section><h2>Whom to try</h2><p class=\"soft\">At the stand-in for Microsoft nobody has a password: pick the \
         account, and you are that person. Codes come in letters, which are all in <a href=\"/letters\" target=\"_blank\">one \
         mailbox</a>.</p>"
        .to_owned();
    let mut last = "";
    for suggestion in suggestions {
        let Suggestion { organization, name, address, outcome, by_code } = suggestion;
        if *organization != last {
            let _ = write!(body, "{}<h3>{}</h3><ul>", if last.is_empty() { "" } else { "</ul>" }, escape(organization));
            last = organization;
        }
        // An account that is open in this browser must not answer for another.
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("prompt", "login");
        // With their address, Microsoft's people are sent on at once; who comes with a code types it.
        let by = if *by_code {
            "by code: "
        } else {
            query.append_pair("login_hint", address);
            ""
        };
        let query = query.finish();
        let _ = write!(
            body,
            "<li><a href=\"/sign-in?{query}\" title=\"{name}\">{address}</a><span class=\"soft\">{by}{outcome}</span></li>",
            query = escape(&query),
            name = escape(name),
            address = escape(address),
            outcome = escape(outcome),
        );
    }
    body.push_str("</ul></section>");
    page("Sign in", &body)
}

/// Somebody is.
pub fn signed_in(claims: &Value, broker: &str) -> Html<String> {
    let text = |name: &str| escape(claims.get(name).and_then(Value::as_str).unwrap_or("not said"));
    let roles = claims.get("roles").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let roles = roles.map(escape).collect::<Vec<_>>().join(", ");
    let proved = claims.get("auth_time").and_then(Value::as_i64).and_then(|time| DateTime::from_timestamp(time, 0));
    let proved = proved.map_or_else(|| "not said".to_owned(), |time| time.format("%-d %B %Y, %H:%M UTC").to_string());
    let raw = escape(&serde_json::to_string_pretty(claims).unwrap_or_default());
    let body = format!(
        "<section><h1 id=\"greeting\">Good day, {name}</h1><p class=\"soft\">What Anteroom says of you:</p><dl>\
         <dt>Organization</dt><dd id=\"organization\">{organization}</dd><dt>E-mail</dt><dd>{email}</dd>\
         <dt>Roles</dt><dd>{roles}</dd><dt>Came by</dt><dd>{method}</dd><dt>Proved at</dt><dd>{proved}</dd>\
         <dt>Strength</dt><dd>{acr}</dd></dl>\
         <div class=\"actions\"><form method=\"post\" action=\"/sign-out\"><button class=\"button main\" id=\"sign-out\">\
         Sign out</button></form>\
         <a class=\"button\" id=\"another\" href=\"/sign-in?prompt=select_account\">Sign in as somebody else</a>\
         <a class=\"button\" id=\"account\" href=\"{broker}/login/account\">Where you are signed in</a>\
         <a class=\"button\" id=\"sign-out-everywhere\" href=\"{broker}/login/sign-out\">Sign out at Anteroom</a></div></section>\
         <section><h2>Another app</h2><p>SSO may open Records, and may never open the viewer. Not even for you, now.</p>\
         <p class=\"actions\"><a class=\"button\" id=\"viewer\" href=\"/sign-in?client=viewer\">Open the viewer</a></p></section>\
         <section><details><summary>The ID token’s claims</summary><pre>{raw}</pre></details></section>",
        name = text("name"),
        organization = text("organization"),
        email = text("email"),
        roles = if roles.is_empty() { "none" } else { &roles },
        method = text("sign_in_method"),
        acr = text("acr"),
    );
    page("You are in", &body)
}

/// What was sent.
pub fn letters(letters: &[Letter]) -> Html<String> {
    let mut body = "<section><h1>Letters</h1><p class=\"soft\">To everybody, the newest first. In the world outside they go by SMTP.</p>\
         <p class=\"actions\"><a class=\"button\" href=\"/letters\">Look again</a></p></section>"
        .to_owned();
    for letter in letters {
        let _ = write!(
            body,
            "<section class=\"letter\"><h2>{subject}</h2><p class=\"soft\">to <span class=\"to\">{to}</span></p><pre>{text}</pre></section>",
            subject = escape(&letter.subject),
            to = escape(&letter.to),
            text = escape(&letter.text),
        );
    }
    page("Letters", &body)
}

/// The broker sent the person back without letting them in.
pub fn refused(error: &str) -> Html<String> {
    let body = format!(
        "<section><h1>You are not signed in</h1><p>Anteroom sent you back without letting you in: <code>{}</code>. What to \
         do stood on its page.</p><p class=\"actions\"><a class=\"button main\" href=\"/\">Back to Records</a></p></section>",
        escape(error)
    );
    page("Not signed in", &body)
}

/// Something does not work.
pub fn problem(text: &str) -> Html<String> {
    let body = format!(
        "<section><h1>That did not work</h1><p>{}</p>\
         <p class=\"actions\"><a class=\"button main\" href=\"/\">Back to Records</a></p></section>",
        escape(text)
    );
    page("A problem", &body)
}
