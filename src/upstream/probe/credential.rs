//! Whether a provider takes what the broker proves itself with.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use http::StatusCode;

use super::super::aadsts::EntraError;
use super::super::credential::{Ourselves, ReadyCredential};
use super::super::provider::Provider;
use super::super::{Upstream, UpstreamError};
use crate::domain::provider::ProviderSettings;
use crate::domain::secret::Secret;

/// What a provider says of a credential.
#[derive(Clone, Debug)]
pub enum Proof {
    /// It takes it. What Entra gives for it, where it gives something: good for an hour at Microsoft Graph, and never kept.
    Accepted(Option<Secret>),
    /// It refuses it.
    Refused(Box<EntraError>),
    /// It has said nothing of it: nobody answered, or what was answered is about something else.
    Unknown(UpstreamError),
}

impl Proof {
    /// What an error of Entra's token endpoint says of the credential. By `error` alone: numbers and texts change (Microsoft,
    /// "Authentication and authorization error codes").
    fn of(error: UpstreamError) -> Self {
        let Some(entra) = &error.entra else { return Self::Unknown(error) };
        match entra.error.as_str() {
            // What is refused to a client that has proven itself: the application is not assigned, a policy for workloads denies it.
            "invalid_grant" | "access_denied" | "interaction_required" | "consent_required" => Self::Accepted(None),
            // Our request, not the credential, or Microsoft's own trouble.
            "invalid_scope"
            | "invalid_resource"
            | "unsupported_grant_type"
            | "temporarily_unavailable"
            | "server_error" => Self::Unknown(error),
            // `invalid_client`; `unauthorized_client` where the directory does not know the application; and `invalid_request` where
            // an assertion is not one that the registration trusts. What is new here counts for no proof.
            _ => Self::Refused(entra.clone()),
        }
    }

    /// What is said of a code that nobody was ever given, by a provider of which no more is known than the specification: a client that
    /// could not be authenticated is `invalid_client`, with 401 where it tried by that header; its code is looked at after that (RFC
    /// 6749, 5.2). What is about the request is said by some before they look who asks, and counts for no proof.
    fn of_nothing(error: UpstreamError, status: Option<StatusCode>) -> Self {
        let Some(status) = status else { return Self::Unknown(error) };
        if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            return Self::Unknown(error);
        }
        match (error.entra.as_ref().map(|said| said.error.as_str()), status) {
            (Some("invalid_grant"), _) => Self::Accepted(None),
            (Some("invalid_client" | "unauthorized_client"), _) | (_, StatusCode::UNAUTHORIZED) => {
                let bare = || Box::new(EntraError { error: "http_401".to_owned(), ..EntraError::default() });
                Self::Refused(error.entra.clone().unwrap_or_else(bare))
            }
            _ => Self::Unknown(error),
        }
    }
}

impl Upstream {
    /// Shows a credential to the token endpoint, without a person: at Entra for a token of our own, elsewhere, where there need be none,
    /// with a code that was never given.
    pub async fn prove(
        self: &Arc<Self>,
        (provider, settings): (&Provider, &ProviderSettings),
        redirect_uri: &str,
        credential: &ReadyCredential,
        ourselves: Ourselves<'_>,
        now: DateTime<Utc>,
    ) -> Proof {
        if let ProviderSettings::Entra(entra) = settings {
            return match self.app_token(provider, entra.cloud, credential, ourselves, now).await {
                Ok(token) => Proof::Accepted(Some(token)),
                Err(error) => Proof::of(error),
            };
        }
        match self.redeem_nothing(provider, credential, redirect_uri, ourselves, now).await {
            Ok((error, status)) => Proof::of_nothing(error, status),
            Err(error) => Proof::Unknown(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reason::Reason;

    fn word(proof: &Proof) -> &'static str {
        match proof {
            Proof::Accepted(_) => "accepted",
            Proof::Refused(_) => "refused",
            Proof::Unknown(_) => "unknown",
        }
    }

    #[test]
    fn elsewhere_only_what_is_said_after_a_client_was_authenticated_proves_it() {
        for (error, status, expected) in [
            (Some("invalid_grant"), 400, "accepted"),
            (Some("invalid_grant"), 403, "accepted"),
            (Some("invalid_client"), 401, "refused"),
            (Some("invalid_client"), 400, "refused"),
            (Some("unauthorized_client"), 400, "refused"),
            (Some("something_else"), 401, "refused"),
            (None, 401, "refused"),
            (Some("invalid_request"), 400, "unknown"),
            (Some("unsupported_grant_type"), 400, "unknown"),
            (Some("redirect_uri_mismatch"), 400, "unknown"),
            (Some("invalid_grant"), 503, "unknown"),
            (Some("invalid_client"), 429, "unknown"),
            (None, 404, "unknown"),
            (None, 200, "unknown"),
        ] {
            let entra = error.map(|error| Box::new(EntraError { error: error.to_owned(), ..EntraError::default() }));
            let told = UpstreamError { reason: Reason::UpstreamAnswerInvalid, entra };
            let proof = Proof::of_nothing(told, StatusCode::from_u16(status).ok());
            assert_eq!(word(&proof), expected, "{error:?} {status}");
            if let Proof::Refused(refused) = proof {
                assert_eq!(refused.error, error.unwrap_or("http_401"));
            }
        }
        assert_eq!(word(&Proof::of_nothing(Reason::UpstreamUnreachable.into(), None)), "unknown");
    }

    #[test]
    fn the_error_says_whether_a_credential_was_taken_and_the_number_does_not() {
        let said = |error: &str, number| {
            let entra = EntraError { error: error.to_owned(), codes: vec![number], ..EntraError::default() };
            let error = UpstreamError { reason: entra.reason(), entra: Some(Box::new(entra)) };
            word(&Proof::of(error))
        };
        for (error, number, expected) in [
            ("invalid_client", 7_000_215, "refused"),
            ("invalid_client", 7_000_222, "refused"),
            ("invalid_client", 501_051, "refused"),
            ("unauthorized_client", 700_016, "refused"),
            ("invalid_request", 700_213, "refused"),
            ("something_new", 7_000_215, "refused"),
            ("invalid_grant", 7_000_215, "accepted"),
            ("access_denied", 53_003, "accepted"),
            ("invalid_resource", 500_011, "unknown"),
            ("temporarily_unavailable", 90_033, "unknown"),
        ] {
            assert_eq!(said(error, number), expected, "{error} {number}");
        }
        assert!(matches!(Proof::of(Reason::UpstreamUnreachable.into()), Proof::Unknown(_)), "an outage says nothing");
    }
}
