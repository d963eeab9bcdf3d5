//! What can go wrong at Microsoft, and what a liar in its place would say. Each has a name.
//!
//! A fault waits at its [`Stage`] for the next request there, and is used up by it unless it was set for longer.

use std::collections::VecDeque;
use std::time::Duration;

use serde_json::Value;
use uuid::Uuid;

use crate::records::Endpoint;

/// A trouble or a lie.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    // --- The network and the service.
    /// HTTP 503 without a JSON body, at every endpoint.
    Outage,
    /// HTTP 503 without a JSON body, at one endpoint.
    OutageAt(Endpoint),
    /// The endpoint waits before it answers as ever.
    Slow(Endpoint, Duration),
    /// The endpoint streams 16 MiB of JSON without announcing a length.
    HugeAnswer(Endpoint),
    /// The endpoint answers 200 with an HTML page.
    NotJson(Endpoint),
    /// The endpoint answers 302 to another address (`http://169.254.169.254/`, the form's method is not kept).
    RedirectAway(Endpoint),
    /// HTTP 429 with `Retry-After`, in seconds.
    Throttled(Endpoint, u32),
    /// AADSTS90033, `server_error`: JSON with HTTP 503 at the token endpoint, a redirect at the authorize endpoint.
    TemporarilyUnavailable(Endpoint),

    // --- Microsoft Graph.
    /// The next page lies at `http://169.254.169.254/`.
    NextPageElsewhere,

    // --- The metadata document.
    /// It names another issuer.
    MetadataWrongIssuer,
    /// Its `token_endpoint` and `jwks_uri` point at `http://169.254.169.254/`.
    MetadataPointsInwards,

    // --- Admin consent. Each comes with `admin_consent=True` all the same.
    /// AADSTS65004, `consent_required`: the administrator has pressed *Cancel*.
    AdminConsentDeclined,
    /// `permission_denied`, without a number: the administrator has given up, perhaps because they may not consent.
    AdminConsentNotPermitted,
    /// AADSTS90094, `access_denied`: an administrator is needed.
    AdminConsentNeedsAdministrator,

    // --- The authorize endpoint, once it is known who signs in.
    /// AADSTS50105 held on Microsoft's page; with `prompt=none` a redirect with `interaction_required`.
    UserNotAssigned,
    /// AADSTS50105 as a redirect with `access_denied`.
    UserNotAssignedRedirects,
    /// AADSTS65001: a redirect with `consent_required`.
    ConsentMissing,
    /// AADSTS65004: a redirect with `access_denied`.
    ConsentDeclined,
    /// AADSTS53003: a redirect with `access_denied`.
    ConditionalAccess,
    /// AADSTS50076: a redirect with `interaction_required`.
    MfaRequired,
    /// A redirect with any other error.
    ErrorInsteadOfCode {
        /// `error`
        error: String,
        /// `error_description`
        description: String,
    },
    /// The answer comes back without `state`.
    StateMissing,
    /// The answer comes back with another `state`.
    StateChanged,

    // --- The token endpoint.
    /// AADSTS7000215, `invalid_client`, HTTP 401.
    WrongSecret,
    /// AADSTS7000222, `invalid_client`, HTTP 401.
    ExpiredSecret,
    /// AADSTS700027, `invalid_client`, HTTP 401.
    WrongCertificate,
    /// AADSTS70008, `invalid_grant`, HTTP 400: the code is said to have expired.
    InvalidGrant,
    /// Any other error of the token endpoint.
    TokenError {
        /// HTTP status.
        status: u16,
        /// `error`
        error: String,
        /// The number after AADSTS.
        code: u32,
        /// The text after it.
        text: String,
    },
    /// A success without `id_token`.
    AbsentIdToken,

    // --- Who the ID token speaks of.
    /// `acct` 1, a foreign `idp`, and a `#EXT#` name where `upn` is sent.
    Guest,
    /// A personal Microsoft account: `tid` and issuer are those of the consumers' directory.
    PersonalAccount,
    /// No `email`, no `xms_edov`.
    MissingEmail,
    /// Another `email`; `xms_edov` stays as it was.
    EmailChanged(String),
    /// `xms_edov` false.
    EdovFalse,
    /// `xms_edov` in another form (`1`, `"1"`, `"true"`, …).
    Edov(Value),
    /// `acct` in another form.
    AcctValue(Value),

    // --- Claims of the ID token.
    /// The issuer of a directory that does not exist.
    WrongIssuer,
    /// The template with the literal `{tenantid}`.
    TemplateIssuer,
    /// `https://sts.windows.net/{tid}/`, with `ver` 1.0.
    V1Issuer,
    /// A `tid` other than the one in the issuer.
    WrongTid,
    /// No `tid`.
    MissingTid,
    /// No `oid`.
    MissingOid,
    /// An `aud` of another app.
    WrongAudience,
    /// An `aud` of two: the app's and another.
    SecondAudience,
    /// A `nonce` that nobody sent.
    WrongNonce,
    /// No `nonce`.
    AbsentNonce,
    /// Issued two hours ago, expired one hour ago.
    Expired,
    /// `iat` and `nbf` one hour ahead.
    FromTheFuture,
    /// A claim with any value.
    ClaimOverride(String, Value),
    /// A claim left out.
    ClaimRemoved(String),

    // --- The signature of the ID token.
    /// `alg` none, without signature.
    AlgNone,
    /// HS256 with the public key's PEM as the secret, and the `kid` of that key.
    Hs256WithPublicKey,
    /// Signed with an unpublished key under an unpublished `kid`.
    UnknownKid,
    /// Signed with an unpublished key under a published `kid`.
    WrongKeySameKid,
    /// Rightly signed, but the header names no key.
    NoKid,
    /// One bit of the signature flipped.
    BadSignature,
}

/// Where a fault takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Before a request is looked at, at any endpoint.
    Everywhere,
    /// Before a request is looked at, at one endpoint.
    At(Endpoint),
    /// When a page of a directory is written.
    Graph,
    /// When the metadata document is written.
    Metadata,
    /// When an administrator is about to consent.
    AdminConsent,
    /// When it is known who signs in.
    SignIn,
    /// When a code is about to be redeemed.
    Redeem,
    /// When an ID token is issued.
    IdToken,
}

impl Fault {
    /// Where this takes effect.
    pub fn stage(&self) -> Stage {
        match self {
            Self::Outage => Stage::Everywhere,
            Self::TemporarilyUnavailable(Endpoint::Authorize)
            | Self::UserNotAssigned
            | Self::UserNotAssignedRedirects
            | Self::ConsentMissing
            | Self::ConsentDeclined
            | Self::ConditionalAccess
            | Self::MfaRequired
            | Self::ErrorInsteadOfCode { .. }
            | Self::StateMissing
            | Self::StateChanged => Stage::SignIn,
            Self::TemporarilyUnavailable(Endpoint::Token)
            | Self::WrongSecret
            | Self::ExpiredSecret
            | Self::WrongCertificate
            | Self::InvalidGrant
            | Self::TokenError { .. } => Stage::Redeem,
            Self::OutageAt(endpoint)
            | Self::Slow(endpoint, _)
            | Self::HugeAnswer(endpoint)
            | Self::NotJson(endpoint)
            | Self::RedirectAway(endpoint)
            | Self::Throttled(endpoint, _)
            | Self::TemporarilyUnavailable(endpoint) => Stage::At(*endpoint),
            Self::NextPageElsewhere => Stage::Graph,
            Self::MetadataWrongIssuer | Self::MetadataPointsInwards => Stage::Metadata,
            Self::AdminConsentDeclined | Self::AdminConsentNotPermitted | Self::AdminConsentNeedsAdministrator => {
                Stage::AdminConsent
            }
            _ => Stage::IdToken,
        }
    }
}

/// For how long a fault is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// For one request.
    Once,
    /// For so many requests.
    N(usize),
    /// Until it is cleared.
    UntilCleared,
}

/// The faults in force.
#[derive(Default)]
pub(crate) struct Faults(VecDeque<Pending>);

struct Pending {
    /// None: in every directory, and where no directory is known yet.
    tid: Option<Uuid>,
    fault: Fault,
    left: Option<usize>,
}

impl Faults {
    pub(crate) fn add(&mut self, tid: Option<Uuid>, fault: Fault, times: Times) {
        let left = match times {
            Times::Once => Some(1),
            Times::N(n) => Some(n),
            Times::UntilCleared => None,
        };
        self.0.push_back(Pending { tid, fault, left });
    }

    pub(crate) fn clear(&mut self, tid: Option<Uuid>) {
        self.0.retain(|pending| tid.is_some() && pending.tid != tid);
    }

    /// All faults of a stage, each used once by this.
    pub(crate) fn take(&mut self, tid: Option<Uuid>, stage: Stage) -> Vec<Fault> {
        let mut taken = Vec::new();
        for pending in &mut self.0 {
            let here = pending.tid.is_none() || pending.tid == tid;
            if here && pending.left != Some(0) && pending.fault.stage() == stage {
                pending.left = pending.left.map(|left| left - 1);
                taken.push(pending.fault.clone());
            }
        }
        self.0.retain(|pending| pending.left != Some(0));
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_used_up_in_its_directory_at_its_stage() {
        let (here, there) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let mut faults = Faults::default();
        faults.add(Some(here), Fault::WrongNonce, Times::Once);
        faults.add(Some(here), Fault::MissingOid, Times::N(2));
        faults.add(None, Fault::Outage, Times::UntilCleared);
        assert!(faults.take(Some(there), Stage::IdToken).is_empty());
        assert!(faults.take(Some(here), Stage::Redeem).is_empty());
        assert_eq!(faults.take(Some(here), Stage::IdToken), [Fault::WrongNonce, Fault::MissingOid]);
        assert_eq!(faults.take(Some(here), Stage::IdToken), [Fault::MissingOid]);
        assert!(faults.take(Some(here), Stage::IdToken).is_empty());
        assert_eq!(faults.take(None, Stage::Everywhere), [Fault::Outage]);
        faults.clear(Some(here));
        assert_eq!(faults.take(Some(there), Stage::Everywhere), [Fault::Outage]);
        faults.clear(None);
        assert!(faults.take(Some(there), Stage::Everywhere).is_empty());
    }
}
