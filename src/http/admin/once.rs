//! What is asked for twice is made once: `Idempotency-Key`, for whoever does not know whether the first answer was lost.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http::header::{CONTENT_TYPE, ETAG, LOCATION};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::caller::Caller;
use super::etag;
use super::extract::Json;
use super::problem::Problem;
use crate::domain::grant::TokenHash;
use crate::domain::id::CallerId;
use crate::domain::kept_answer::{KEPT_FOR, KeptAnswer};
use crate::http::Context;
use crate::keys::hash;
use crate::store::Store;
use crate::tenancy::change::Fingerprint;

const IDEMPOTENCY_KEY: &str = "idempotency-key";
const LONGEST_KEY: usize = 255;

/// 201: what was made; where it is, and in which state, where it has an address of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created {
    location: Option<String>,
    etag: Option<String>,
    body: String,
}

impl Created {
    /// Of what was made, as the API shows it.
    pub fn new(shown: &impl Serialize) -> Self {
        Self { location: None, etag: None, body: serde_json::to_string(shown).unwrap_or_default() }
    }

    /// 200 in its place: nothing was made, it was only tried.
    pub fn only_tried(self) -> impl IntoResponse {
        ([(CONTENT_TYPE, "application/json")], self.body)
    }

    /// Where it is, and in which state.
    #[must_use]
    pub fn at(self, location: String, state: &Fingerprint) -> Self {
        Self { location: Some(location), etag: Some(etag::value(state)), ..self }
    }
}

impl IntoResponse for Created {
    fn into_response(self) -> Response {
        let mut response = (StatusCode::CREATED, [(CONTENT_TYPE, "application/json")], self.body).into_response();
        for (name, value) in [(LOCATION, self.location), (ETAG, self.etag)] {
            if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

/// A body of JSON that something is made of, with the key under which it is made once, where one was sent.
pub struct Once<T> {
    body: T,
    key: Option<Key>,
}

/// The key and the request that it was sent with; of both the hash, since neither is needed again.
#[derive(Clone, Copy)]
struct Key {
    key: TokenHash,
    request: TokenHash,
}

/// Under which key an answer is kept, if it is.
#[derive(Clone, Copy)]
pub struct Keep {
    caller_id: CallerId,
    key: Option<Key>,
    now: DateTime<Utc>,
}

impl Keep {
    /// The answer, to be kept in the transaction that makes what it tells of.
    pub fn of(&self, answer: &Created) -> Option<KeptAnswer> {
        let Key { key, request } = self.key?;
        Some(KeptAnswer {
            caller_id: self.caller_id,
            key_hash: key,
            request_hash: request,
            location: answer.location.clone(),
            etag: answer.etag.clone(),
            body: answer.body.clone(),
            expires_at: self.now + KEPT_FOR,
        })
    }

    /// What was answered to the same request before. Another request under the same key is refused: one of the two is a mistake.
    async fn find(&self, store: &Store) -> Result<Option<Created>, Problem> {
        let Some(Key { key, request }) = self.key else { return Ok(None) };
        let found = store.find_kept_answer(self.caller_id, &key, self.now).await;
        let Some(kept) = found.map_err(|error| Problem::internal(&error))? else { return Ok(None) };
        if kept.request_hash != request {
            let detail = "Idempotency-Key: it was sent with another request before; take a new one for each thing";
            return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused", &detail));
        }
        Ok(Some(Created { location: kept.location, etag: kept.etag, body: kept.body }))
    }
}

impl<T> Once<T> {
    /// Answers as before, or else makes it. `make` keeps its answer in the transaction that makes the thing; of any number that
    /// try at once one succeeds, and the others are answered as that one.
    pub async fn answer(
        self,
        store: &Store,
        caller: &Caller,
        make: impl AsyncFnOnce(T, Keep) -> Result<Created, Problem>,
    ) -> Result<Created, Problem> {
        let keep = Keep { caller_id: caller.proved.id(), key: self.key, now: caller.now };
        if let Some(before) = keep.find(store).await? {
            return Ok(before);
        }
        match make(self.body, keep).await {
            Err(problem) if problem.status == StatusCode::CONFLICT => keep.find(store).await?.ok_or(problem),
            answered => answered,
        }
    }
}

impl<T: DeserializeOwned> FromRequest<Context> for Once<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, context: &Context) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let whole = Request::from_parts(parts.clone(), body);
        let bytes = Bytes::from_request(whole, context).await?;
        let key = read(&parts.headers)?.map(|key| Key {
            key: hash::hash(key),
            request: hash::sha256(
                &[parts.method.as_str().as_bytes(), b" ", parts.uri.path().as_bytes(), b"\n", &bytes].concat(),
            ),
        });
        let Json(body) = Json::from_request(Request::from_parts(parts, Body::from(bytes)), context).await?;
        Ok(Self { body, key })
    }
}

fn read(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(value) = headers.get(IDEMPOTENCY_KEY) else { return Ok(None) };
    let fits = |key: &&str| (1..=LONGEST_KEY).contains(&key.len());
    let key = value.to_str().ok().filter(fits);
    key.map(Some)
        .ok_or_else(|| Problem::invalid(&"Idempotency-Key: 1 to 255 characters of ASCII, a new one for each thing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_short_text() {
        let of = |value: &[u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(IDEMPOTENCY_KEY, HeaderValue::from_bytes(value).unwrap());
            read(&headers).map(|key| key.map(str::to_owned)).map_err(|problem| problem.status.as_u16())
        };
        assert_eq!(of(b"01JD"), Ok(Some("01JD".to_owned())));
        assert_eq!(read(&HeaderMap::new()), Ok(None));
        for bad in [&b""[..], &[b'x'; 256], "\u{e9}".as_bytes()] {
            assert_eq!(of(bad), Err(422), "{bad:?}");
        }
    }
}
