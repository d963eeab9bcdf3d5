//! An application proves itself: by nothing where it is a public one, by its secret, or by what it signs with its own key.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::assertion::{self, AssertionError};
use super::redeem::TokenError;
use super::{SignIn, SignInError};
use crate::domain::application::{Application, ApplicationStatus, ClientAuthentication};
use crate::keys::hash;
use crate::keys::public::{self, PublicKeys};

/// What an application shows of itself: one thing, in a request (RFC 6749, 2.3).
#[derive(Clone, Copy)]
pub enum Shown<'a> {
    /// Its name.
    Nothing,
    /// Its secret.
    Secret(&'a str),
    /// What it has signed (RFC 7523, 2.2).
    Assertion(&'a str),
}

impl SignIn {
    /// The application that a request comes from. An unknown one, one that shows something wrong, and one that shows nothing where it
    /// should are refused alike. `client_id` may be missing beside an assertion, which names it (RFC 7521, 4.2).
    pub async fn authenticate(
        &self,
        client_id: Option<&str>,
        shown: Shown<'_>,
        now: DateTime<Utc>,
    ) -> Result<Result<Arc<Application>, TokenError>, SignInError> {
        let named = match shown {
            Shown::Assertion(assertion) if client_id.is_none() => public::named_subject(assertion),
            _ => client_id.map(str::to_owned),
        };
        let Some(client_id) = named else { return Ok(Err(TokenError::InvalidClient)) };
        let application = self.store.find_application(&client_id).await?;
        let Some(application) = application.filter(|it| it.status == ApplicationStatus::Active) else {
            return Ok(Err(TokenError::InvalidClient));
        };
        // As it is registered, and in no other way: whoever has its name alone is else a public client of that name.
        let proven = match (&application.authentication, shown) {
            (ClientAuthentication::None, Shown::Nothing) => true,
            (ClientAuthentication::Secret { sha256 }, Shown::Secret(secret)) => hash::same(sha256, &hash::hash(secret)),
            (ClientAuthentication::PrivateKeyJwt, Shown::Assertion(assertion)) => {
                // Boxed: it may have to ask for keys, which most applications have not.
                match Box::pin(self.prove(&application, assertion, now)).await? {
                    Ok(()) => true,
                    Err(why) => {
                        tracing::info!(application = %application.client_id, %why, "client.refused");
                        false
                    }
                }
            }
            _ => false,
        };
        Ok(if proven { Ok(application) } else { Err(TokenError::InvalidClient) })
    }

    /// Whether what an application has signed proves it; that is used up by it.
    async fn prove(
        &self,
        application: &Application,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Result<(), AssertionError>, SignInError> {
        let keys = self.keys_of(application, token, now).await;
        let profile = application.protocol.profile;
        let Some(signed) = keys.and_then(|keys| keys.verify(token, profile).ok()) else {
            return Ok(Err(AssertionError::Signature));
        };
        let assertion = match assertion::check(application, &signed, &self.issuer, now) {
            Ok(assertion) => assertion,
            Err(error) => return Ok(Err(error)),
        };
        // Last: nobody else can use up a name that the application has signed.
        let first = self.store.claim_assertion(&assertion.hash, assertion.kept_until).await?;
        Ok(if first { Ok(()) } else { Err(AssertionError::Used) })
    }

    /// The keys of an application, in which the one that is said to have signed something is, if that can be had. None where it has
    /// registered none, or there are none where it says that they are.
    pub(super) async fn keys_of(
        &self,
        application: &Application,
        token: &str,
        now: DateTime<Utc>,
    ) -> Option<PublicKeys> {
        let protocol = &application.protocol;
        if let Some(jwks) = &protocol.jwks {
            return Some(PublicKeys::read(jwks));
        }
        let uri = protocol.jwks_uri.as_ref()?;
        let kid = public::named_key(token).ok()?;
        match self.upstream.client_keys(uri, kid.as_deref(), now).await {
            Ok(keys) => Some(keys),
            Err(error) => {
                tracing::warn!(application = %application.client_id, reason = error.reason.code(), "client.keys_not_read");
                None
            }
        }
    }
}
