//! Tokens bound to a key (DPoP, RFC 9449): whoever has stolen one has nothing without the key.
//!
//! A proof is checked by a pure function ([`proof`]); that it is shown for the first time, at whichever replica, the store says. Each
//! must hold a nonce of ours ([`nonce`]): then nobody makes proofs in advance (11.2), and it does not matter whose clock is wrong by how
//! much, as it does for an `iat`. An application learns the nonce from the first answer, and the next from each one after it (8.2).

pub mod nonce;
pub mod proof;

use chrono::{DateTime, Utc};

use super::redeem::{AccessTokenClaims, TokenError};
use super::{SignIn, SignInError};
use crate::domain::application::Application;
use crate::domain::protocol::SecurityProfile;
use proof::{Proof, ProofError, Shown};

/// How an access token is presented (RFC 6750, 2; RFC 9449, 7.1).
#[derive(Clone, Copy, Debug)]
pub enum Presented<'a> {
    /// As it is.
    Bearer,
    /// With a proof, if it is there.
    Dpop {
        /// The proof.
        proof: Option<&'a str>,
        /// The method of the request.
        method: &'a str,
    },
}

/// Why an access token opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is not good, or no longer; or it is bound to a key and comes without, or the other way round.
    Token,
    /// The proof is none.
    Proof,
    /// The proof has no nonce of ours, or an old one.
    Nonce,
}

impl SignIn {
    /// The nonce that the next proof is to hold.
    pub fn dpop_nonce(&self, now: DateTime<Utc>) -> String {
        self.dpop_nonces.current(&self.ring, now)
    }

    /// The key that an application proves to hold at one of its endpoints, e.g. `/oauth2/token`. None where it shows no proof.
    pub async fn possession(
        &self,
        application: &Application,
        proof: Option<&str>,
        path: &str,
        now: DateTime<Utc>,
    ) -> Result<Result<Option<Proof>, TokenError>, SignInError> {
        let Some(proof) = proof else { return Ok(Ok(None)) };
        let address = format!("{}{path}", self.issuer);
        let shown =
            Shown { method: "POST", address: &address, access_token: None, profile: application.protocol.profile };
        Ok(match self.check_proof(proof, &shown, now).await? {
            Ok(proof) => Ok(Some(proof)),
            Err(ProofError::Invalid) => Err(TokenError::InvalidDpopProof),
            Err(ProofError::Nonce) => Err(TokenError::UseDpopNonce),
        })
    }

    /// Whether an access token may be used as it is presented, at the address where its claims are given.
    pub(super) async fn may_present(
        &self,
        token: &str,
        claims: &AccessTokenClaims,
        presented: Presented<'_>,
        now: DateTime<Utc>,
    ) -> Result<Result<(), Refusal>, SignInError> {
        let (proof, method, bound) = match (presented, &claims.cnf) {
            (Presented::Bearer, None) => return Ok(Ok(())),
            // Without this a thief would leave the proof out, or pass off a proof of their own key for that of the token (7.2).
            (Presented::Bearer, Some(_)) | (Presented::Dpop { .. }, None) => return Ok(Err(Refusal::Token)),
            (Presented::Dpop { proof: None, .. }, Some(_)) => return Ok(Err(Refusal::Proof)),
            (Presented::Dpop { proof: Some(proof), method }, Some(bound)) => (proof, method, bound),
        };
        let address = format!("{}/oauth2/userinfo", self.issuer);
        let shown = Shown { method, address: &address, access_token: Some(token), profile: SecurityProfile::Standard };
        Ok(match self.check_proof(proof, &shown, now).await? {
            Ok(proof) if proof.jkt == bound.jkt => Ok(()),
            Ok(_) => Err(Refusal::Token),
            Err(ProofError::Invalid) => Err(Refusal::Proof),
            Err(ProofError::Nonce) => Err(Refusal::Nonce),
        })
    }

    async fn check_proof(
        &self,
        proof: &str,
        shown: &Shown<'_>,
        now: DateTime<Utc>,
    ) -> Result<Result<Proof, ProofError>, SignInError> {
        let proof = match proof::check(proof, shown, &self.ring, now) {
            Ok(proof) => proof,
            Err(error) => return Ok(Err(error)),
        };
        // Last: what is refused for anything else uses nothing up.
        let first = self.store.claim_dpop_proof(&proof.hash, proof.expires_at).await?;
        Ok(if first { Ok(proof) } else { Err(ProofError::Invalid) })
    }
}

/// Whether what is bound to a key comes with a proof of it: a code (10), or a refresh token (5). What is bound to none may come with
/// any.
pub fn require(jkt: Option<&str>, proof: Option<&Proof>) -> Result<(), TokenError> {
    match (jkt, proof) {
        (None, _) => Ok(()),
        (Some(_), None) => Err(TokenError::InvalidDpopProof),
        (Some(jkt), Some(proof)) if proof.jkt == jkt => Ok(()),
        (Some(_), Some(_)) => Err(TokenError::InvalidGrant),
    }
}

/// To which key a code is bound that is asked for by a pushed request: the one that `dpop_jkt` names, or the one of the proof that came
/// along; both must be the same (10.1).
pub fn of_pushed_request(dpop_jkt: Option<&str>, proof: Option<&Proof>) -> Result<Option<String>, TokenError> {
    match (dpop_jkt, proof) {
        (Some(named), Some(proof)) if named != proof.jkt => Err(TokenError::InvalidDpopProof),
        (named, proof) => Ok(named.or(proof.map(|proof| proof.jkt.as_str())).map(str::to_owned)),
    }
}

/// Whether this can be the thumbprint of a key: base64url of a SHA-256 (RFC 7638, 3.1).
pub fn is_thumbprint(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof(jkt: &str) -> Proof {
        Proof { jkt: jkt.to_owned(), hash: [0; 32], expires_at: DateTime::UNIX_EPOCH }
    }

    #[test]
    fn what_is_bound_needs_its_own_key() {
        assert_eq!(require(None, None), Ok(()));
        assert_eq!(require(None, Some(&proof("a"))), Ok(()));
        assert_eq!(require(Some("a"), Some(&proof("a"))), Ok(()));
        assert_eq!(require(Some("a"), Some(&proof("b"))), Err(TokenError::InvalidGrant));
        assert_eq!(require(Some("a"), None), Err(TokenError::InvalidDpopProof));
    }

    #[test]
    fn a_pushed_request_names_one_key() {
        let key = |key: &str| Ok(Some(key.to_owned()));
        assert_eq!(of_pushed_request(None, None), Ok(None));
        assert_eq!(of_pushed_request(Some("a"), None), key("a"));
        assert_eq!(of_pushed_request(None, Some(&proof("a"))), key("a"));
        assert_eq!(of_pushed_request(Some("a"), Some(&proof("a"))), key("a"));
        assert_eq!(of_pushed_request(Some("a"), Some(&proof("b"))), Err(TokenError::InvalidDpopProof));
    }
}
