//! The token endpoint: a code, or a refresh token, for tokens; and a registration's own.

use axum::Json;
use axum::extract::{Path, State as Given};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::sha2::{Digest, Sha256};
use serde_json::json;

use super::client::Presented;
use super::{Early, Shared, TenantPath, arrive, reply};
use crate::aadsts::{self, Aadsts};
use crate::faults::{Fault, Stage};
use crate::random;
use crate::records::{Endpoint, Params, TokenRecord};
use crate::state::{CODE_LIFETIME, Challenge, GRAPH, Grant, Inner, PathTenant, REFRESH_LIFETIME, State};
use crate::token::{self, Subject};

/// `POST /oauth2/v2.0/token`
pub(super) async fn post(
    Given(state): Shared,
    Path(segment): TenantPath,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Early> {
    let form = Params::parse(&body);
    state.lock().records.last_token =
        Some(TokenRecord { tenant: segment.clone(), form: form.clone(), authentication: None, error: None });
    let path = arrive(&state, &segment, Endpoint::Token).await?;
    let request =
        Request { state: &state, endpoint: format!("{}/{segment}/oauth2/v2.0/token", state.base), path, form: &form };
    let outcome = request.answer(&headers).await;
    if let (Err(error), Some(record)) = (&outcome, &mut state.lock().records.last_token) {
        record.error = Some(error.code);
    }
    Ok(outcome.unwrap_or_else(|error| reply::json_error(&error, state.now())))
}

struct Request<'a> {
    state: &'a State,
    path: PathTenant,
    endpoint: String,
    form: &'a Params,
}

impl Request<'_> {
    async fn answer(&self, headers: &HeaderMap) -> Result<Response, Aadsts> {
        let grant_type = self.need("grant_type")?;
        let presented = Presented::read(headers, self.form)?;
        let registration = {
            let inner = self.state.lock();
            inner.registration(&self.path, &presented.client_id)?.clone()
        };
        self.trouble()?;
        let way = presented.prove(self.state, &registration, &self.endpoint).await?;
        let mut inner = self.state.lock();
        if let Some(record) = &mut inner.records.last_token {
            record.authentication = Some(way);
        }
        if grant_type == "client_credentials" {
            return self.app_token(&mut inner, &presented.client_id);
        }
        let grant = match grant_type {
            "authorization_code" => self.redeem_code(&mut inner, &presented.client_id)?,
            "refresh_token" => self.redeem_refresh_token(&inner, &presented.client_id)?,
            _ => return Err(aadsts::GRANT_TYPE),
        };
        let subject = subject(&inner, &grant)?;
        if grant_type == "refresh_token" {
            may_go_on(&grant, &subject)?;
        }
        let refresh_token = grant.scope.iter().any(|scope| scope == "offline_access").then(|| {
            let refresh_token = format!("1.A{}", random::token());
            let grant = Grant {
                issued_at: self.state.now(),
                // A refreshed ID token carries no nonce.
                nonce: None,
                ..grant.clone()
            };
            inner.refresh_tokens.insert(refresh_token.clone(), grant);
            refresh_token
        });
        // Signing takes longer than all the rest.
        drop(inner);
        Ok(self.success(&grant, &subject, refresh_token))
    }

    fn need(&self, name: &str) -> Result<&str, Aadsts> {
        self.form.get(name).ok_or_else(|| aadsts::missing(name))
    }

    /// The faults of this endpoint. At a shared path the directory is the one that the code came from.
    fn trouble(&self) -> Result<(), Aadsts> {
        let mut inner = self.state.lock();
        let of_code = || Some(inner.codes.get(self.form.get("code")?)?.account.tid);
        let tid = self.path.tid().or_else(of_code);
        let faults = inner.faults.take(tid, Stage::Redeem);
        let error = faults.into_iter().find_map(|fault| match fault {
            Fault::WrongSecret => Some(aadsts::WRONG_SECRET),
            Fault::ExpiredSecret => Some(aadsts::EXPIRED_SECRET),
            Fault::WrongCertificate => Some(aadsts::BAD_CERTIFICATE),
            Fault::InvalidGrant => Some(aadsts::EXPIRED_GRANT),
            Fault::TemporarilyUnavailable(_) => Some(aadsts::TRANSIENT),
            Fault::TokenError { status, error, code, text } => Some(Aadsts {
                code,
                error: error.into(),
                text: text.into(),
                status: StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST),
            }),
            _ => None,
        });
        error.map_or(Ok(()), Err)
    }

    /// A token of the registration itself, which is asked for in one directory (RFC 6749, 4.4).
    fn app_token(&self, inner: &mut Inner, client_id: &str) -> Result<Response, Aadsts> {
        let tid = self.path.tid().ok_or(aadsts::GRANT_TYPE)?;
        let consented = inner.registration(&self.path, client_id)?.consented_in.contains(&tid);
        let at_home = inner.registrations.iter().any(|(home, app)| *home == tid && app.client_id == client_id);
        // Another directory's registration is in this one by consent only.
        if !consented && !at_home {
            return Err(aadsts::no_service_principal(client_id, tid));
        }
        let scope = self.need("scope")?;
        let resource = scope.strip_suffix("/.default").ok_or_else(|| aadsts::not_default(scope))?;
        if resource != GRAPH && resource != client_id {
            return Err(aadsts::unknown_resource(resource));
        }
        let token = random::token();
        inner.app_tokens.insert(token.clone(), (tid, client_id.to_owned()));
        let answer =
            json!({ "token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": token });
        let headers = [(header::CACHE_CONTROL, "no-store, no-cache"), (header::PRAGMA, "no-cache")];
        Ok((headers, Json(answer)).into_response())
    }

    fn redeem_code(&self, inner: &mut Inner, client_id: &str) -> Result<Grant, Aadsts> {
        let now = self.state.now();
        let code = self.need("code")?;
        let redirect_uri = self.need("redirect_uri")?;
        let grant = inner.codes.get_mut(code).ok_or(aadsts::BAD_GRANT)?;
        if grant.path != self.path {
            return Err(aadsts::OTHER_TENANT);
        }
        if grant.client_id != client_id {
            return Err(aadsts::BAD_GRANT);
        }
        if grant.used {
            return Err(aadsts::USED_CODE);
        }
        if now >= grant.issued_at + CODE_LIFETIME {
            return Err(aadsts::EXPIRED_GRANT);
        }
        if grant.redirect_uri != redirect_uri {
            return Err(aadsts::REPLY_ADDRESS);
        }
        if !verifier_fits(grant.challenge.as_ref(), self.form.get("code_verifier")) {
            return Err(aadsts::PKCE);
        }
        grant.used = true;
        Ok(grant.clone())
    }

    /// The old refresh token stays good, as at Microsoft.
    fn redeem_refresh_token(&self, inner: &Inner, client_id: &str) -> Result<Grant, Aadsts> {
        // What was never one is answered like one that was taken back.
        let grant = inner.refresh_tokens.get(self.need("refresh_token")?).ok_or(aadsts::REVOKED)?;
        if grant.path != self.path {
            return Err(aadsts::OTHER_TENANT);
        }
        if grant.client_id != client_id {
            return Err(aadsts::BAD_GRANT);
        }
        if self.state.now() >= grant.issued_at + REFRESH_LIFETIME {
            return Err(aadsts::EXPIRED_GRANT);
        }
        Ok(grant.clone())
    }

    fn success(&self, grant: &Grant, subject: &Subject, refresh_token: Option<String>) -> Response {
        let mut answer = json!({
            "token_type": "Bearer",
            "scope": grant.scope.join(" "),
            "expires_in": 3599,
            "ext_expires_in": 3599,
            "access_token": random::token(),
        });
        let mut add = |name: &str, value: Option<String>| {
            if let (Some(object), Some(value)) = (answer.as_object_mut(), value) {
                object.insert(name.to_owned(), json!(value));
            }
        };
        add("refresh_token", refresh_token);
        if grant.scope.iter().any(|scope| scope == "openid") {
            add("id_token", token::issue(self.state, grant, subject));
        }
        let headers = [(header::CACHE_CONTROL, "no-store, no-cache"), (header::PRAGMA, "no-cache")];
        (headers, Json(answer)).into_response()
    }
}

fn verifier_fits(challenge: Option<&Challenge>, verifier: Option<&str>) -> bool {
    match (challenge, verifier) {
        (None, None) => true,
        (Some(Challenge::S256(challenge)), Some(verifier)) => {
            *challenge == URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
        }
        (Some(Challenge::Plain(challenge)), Some(verifier)) => challenge == verifier,
        (None, Some(_)) | (Some(_), None) => false,
    }
}

/// Whom the tokens are about. What was changed since the sign-in counts.
fn subject(inner: &Inner, grant: &Grant) -> Result<Subject, Aadsts> {
    let tid = grant.account.tid;
    let directory = inner.directories.get(&tid).ok_or(aadsts::REVOKED)?;
    let person = directory.person(grant.account.oid).ok_or(aadsts::REVOKED)?;
    if person.disabled {
        return Err(Aadsts { error: "invalid_grant".into(), ..aadsts::DISABLED });
    }
    Ok(Subject {
        tid,
        domains: directory.about.domains.clone(),
        person: person.clone(),
        registration: inner.registration(&PathTenant::Directory(tid), &grant.client_id)?.clone(),
    })
}

/// Whether somebody who was let in once is still to be, as Entra asks at each refresh: by assignment and by policy.
fn may_go_on(grant: &Grant, subject: &Subject) -> Result<(), Aadsts> {
    if !subject.registration.is_assigned(grant.account.oid) {
        return Err(Aadsts { error: "invalid_grant".into(), ..aadsts::NOT_ASSIGNED });
    }
    if subject.person.must_interact { Err(aadsts::MFA) } else { Ok(()) }
}
