//! Whether Entra takes what the broker proves itself with.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::super::aadsts::EntraError;
use super::super::credential::{Ourselves, ReadyCredential};
use super::super::provider::Provider;
use super::super::{Upstream, UpstreamError};
use crate::domain::connection::Cloud;
use crate::domain::secret::Secret;

/// What Entra says of a credential.
#[derive(Clone, Debug)]
pub enum Proof {
    /// It takes it. What it gives for it, where it gives something: good for an hour at Microsoft Graph, and never kept.
    Accepted(Option<Secret>),
    /// It refuses it.
    Refused(Box<EntraError>),
    /// It has said nothing of it: nobody answered, or what was answered is about something else.
    Unknown(UpstreamError),
}

impl Proof {
    /// What an error of the token endpoint says of the credential. By `error` alone: numbers and texts change (Microsoft,
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
}

impl Upstream {
    /// Shows a credential to the token endpoint, without a person.
    pub async fn prove(
        self: &Arc<Self>,
        provider: &Provider,
        cloud: Cloud,
        credential: &ReadyCredential,
        ourselves: Ourselves<'_>,
        now: DateTime<Utc>,
    ) -> Proof {
        match self.app_token(provider, cloud, credential, ourselves, now).await {
            Ok(token) => Proof::Accepted(Some(token)),
            Err(error) => Proof::of(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reason::Reason;

    #[test]
    fn the_error_says_whether_a_credential_was_taken_and_the_number_does_not() {
        let said = |error: &str, number| {
            let entra = EntraError { error: error.to_owned(), codes: vec![number], ..EntraError::default() };
            let error = UpstreamError { reason: entra.reason(), entra: Some(Box::new(entra)) };
            match Proof::of(error) {
                Proof::Accepted(_) => "accepted",
                Proof::Refused(_) => "refused",
                Proof::Unknown(_) => "unknown",
            }
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
