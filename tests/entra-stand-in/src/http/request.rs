//! An authorize request, checked.

use serde::Deserialize;
use url::Url;

use super::reply::ReplyTo;
use crate::aadsts::{self, Aadsts};
use crate::records::Params;
use crate::state::{Challenge, Inner, PathTenant};

/// A request whose parameters are in order.
pub(super) struct AuthorizeRequest {
    pub(super) path: PathTenant,
    /// The query, for the forms of the pages to carry on.
    pub(super) query: String,
    pub(super) client_id: String,
    pub(super) app_name: String,
    /// As it was sent: the token request has to repeat it.
    pub(super) redirect_uri: String,
    pub(super) reply_to: ReplyTo,
    pub(super) nonce: Option<String>,
    pub(super) challenge: Option<Challenge>,
    pub(super) scope: Vec<String>,
    pub(super) prompt: Option<Prompt>,
    pub(super) login_hint: Option<String>,
    pub(super) acrs: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prompt {
    None,
    Login,
    SelectAccount,
    Consent,
}

/// Why a request is refused, and whether the app hears of it.
pub(super) enum Refusal {
    /// The person is left on Microsoft's page.
    Page(Aadsts),
    /// The app is told.
    Redirect(Box<ReplyTo>, Aadsts),
}

/// Checks a request. Nothing is sent to a redirect URI that is not registered.
pub(super) fn check(inner: &Inner, path: PathTenant, params: &Params) -> Result<AuthorizeRequest, Refusal> {
    let need = |name: &str| params.get(name).ok_or_else(|| aadsts::missing(name));
    let client_id = need("client_id").map_err(Refusal::Page)?;
    let registration = inner.registration(&path, client_id).map_err(Refusal::Page)?;
    let redirect_uri = need("redirect_uri").map_err(Refusal::Page)?;
    let url = Url::parse(redirect_uri).ok();
    let registered = url.filter(|_| registration.knows_redirect_uri(redirect_uri));
    let reply_to = ReplyTo {
        redirect_uri: registered.ok_or(Refusal::Page(aadsts::WRONG_REDIRECT_URI))?,
        state: params.get("state").map(str::to_owned),
        form_post: params.get("response_mode") == Some("form_post"),
    };
    let asked = parameters(params).map_err(|error| Refusal::Redirect(Box::new(reply_to.clone()), error))?;
    Ok(AuthorizeRequest {
        path,
        query: params.to_query(),
        client_id: client_id.to_owned(),
        app_name: registration.name.clone(),
        redirect_uri: redirect_uri.to_owned(),
        reply_to,
        nonce: params.get("nonce").map(str::to_owned),
        challenge: asked.challenge,
        scope: asked.scope,
        prompt: asked.prompt,
        login_hint: params.get("login_hint").map(str::to_owned),
        acrs: asked.acrs,
    })
}

struct Asked {
    challenge: Option<Challenge>,
    scope: Vec<String>,
    prompt: Option<Prompt>,
    acrs: Vec<String>,
}

fn parameters(params: &Params) -> Result<Asked, Aadsts> {
    if params.has("resource") || params.has("amr_values") {
        return Err(aadsts::UNSUPPORTED_PARAMETER);
    }
    match params.get("response_type") {
        None => return Err(aadsts::missing("response_type")),
        Some("code") => {}
        Some(_) => return Err(aadsts::RESPONSE_TYPE),
    }
    match params.get("response_mode") {
        None | Some("query" | "form_post") => {}
        Some(_) => return Err(aadsts::invalid("response_mode")),
    }
    let scope = params.get("scope").ok_or_else(|| aadsts::missing("scope"))?;
    let prompt = match params.get("prompt") {
        None => None,
        Some("none") => Some(Prompt::None),
        Some("login") => Some(Prompt::Login),
        Some("select_account") => Some(Prompt::SelectAccount),
        Some("consent") => Some(Prompt::Consent),
        Some(_) => return Err(aadsts::invalid("prompt")),
    };
    Ok(Asked {
        challenge: challenge(params)?,
        scope: scope.split_whitespace().map(str::to_owned).collect(),
        prompt,
        acrs: acrs(params)?,
    })
}

fn challenge(params: &Params) -> Result<Option<Challenge>, Aadsts> {
    let Some(challenge) = params.get("code_challenge") else {
        return Ok(None);
    };
    // RFC 7636, 4.2: 43 to 128 characters.
    if !(43..=128).contains(&challenge.len()) {
        return Err(aadsts::CODE_CHALLENGE);
    }
    match params.get("code_challenge_method") {
        Some("S256") => Ok(Some(Challenge::S256(challenge.to_owned()))),
        None | Some("plain") => Ok(Some(Challenge::Plain(challenge.to_owned()))),
        Some(_) => Err(aadsts::CODE_CHALLENGE),
    }
}

/// The authentication contexts of `claims={"id_token":{"acrs":{"essential":true,"value":"c1"}}}`.
fn acrs(params: &Params) -> Result<Vec<String>, Aadsts> {
    #[derive(Default, Deserialize)]
    struct Claims {
        id_token: Option<IdToken>,
    }
    #[derive(Deserialize)]
    struct IdToken {
        acrs: Option<Wanted>,
    }
    #[derive(Deserialize)]
    struct Wanted {
        value: Option<String>,
        #[serde(default)]
        values: Vec<String>,
    }
    let Some(claims) = params.get("claims") else {
        return Ok(Vec::new());
    };
    let claims: Claims = serde_json::from_str(claims).map_err(|_| aadsts::invalid("claims"))?;
    let wanted = claims.id_token.and_then(|id_token| id_token.acrs);
    Ok(wanted.map(|wanted| wanted.value.into_iter().chain(wanted.values).collect()).unwrap_or_default())
}
