//! A credential as somebody hands it in: what it is, or all that is wrong with it. Nothing of what it holds is repeated.

use chrono::{DateTime, Datelike, SubsecRound, Utc};
use uuid::Uuid;

use super::change::Wrong;
use super::credential_slots::ForVersion;
use super::credential_use::Unproven;
use super::desired::DesiredCredential;
use crate::domain::connection::ConnectionKind;
use crate::domain::credential::CredentialKind;
use crate::domain::secret::Secret;
use crate::upstream::certificate::inspect;

/// Entra's own secrets have some forty characters.
const LONGEST_SECRET: usize = 500;

/// A credential as it was handed in; nothing of it is checked yet.
#[derive(Debug, Default)]
pub struct HandedIn {
    /// Entra trusts our own issuer.
    pub federated: Option<bool>,
    /// A client secret.
    pub client_secret: Option<Secret>,
    /// When the client secret ends.
    pub expires_at: Option<DateTime<Utc>>,
    /// A certificate (PEM).
    pub certificate: Option<String>,
    /// Its private key (PEM).
    pub private_key: Option<Secret>,
    /// For which version's registration; none, where there is only one.
    pub version: Option<ForVersion>,
    /// Whether it waits in the free slot until somebody puts it in use.
    pub waits: bool,
    /// Why it is put in use although nobody has seen its provider accept it.
    pub without_proof: Unproven,
}

impl HandedIn {
    /// What it is, or all that is wrong with it; nothing of what it holds is repeated.
    pub(super) fn check(self, kind: ConnectionKind, now: DateTime<Utc>) -> Result<DesiredCredential, Vec<Wrong>> {
        let wanted = self.check_alone(kind, now)?;
        if !kind.takes(wanted.kind) {
            let detail = format!("a connection of the kind {} cannot be proved so", kind.as_str());
            return Err(vec![Wrong::new("credential", &detail)]);
        }
        Ok(wanted)
    }

    fn check_alone(self, kind: ConnectionKind, now: DateTime<Utc>) -> Result<DesiredCredential, Vec<Wrong>> {
        let Self { federated, client_secret, expires_at, certificate, private_key, .. } = self;
        match (federated, client_secret, certificate, private_key) {
            (Some(true), None, None, None) => {
                if expires_at.is_some() {
                    return Err(vec![Wrong::new("expires_at", &"a federated credential has no end")]);
                }
                Ok(DesiredCredential {
                    kind: CredentialKind::Federated,
                    secret: None,
                    certificate: None,
                    expires_at: None,
                })
            }
            (None, Some(secret), None, None) => {
                let wrong: Vec<_> =
                    [secret_wrong(&secret, kind), end_wrong(expires_at, kind, now)].into_iter().flatten().collect();
                if !wrong.is_empty() {
                    return Err(wrong);
                }
                Ok(DesiredCredential {
                    kind: CredentialKind::ClientSecret,
                    secret: Some(secret),
                    certificate: None,
                    // PostgreSQL keeps microseconds: what is answered now must be what is read later.
                    expires_at: expires_at.map(|end| end.trunc_subsecs(6)),
                })
            }
            (None, None, Some(certificate), Some(private_key)) => {
                if expires_at.is_some() {
                    return Err(vec![Wrong::new("expires_at", &"a certificate says itself when it ends")]);
                }
                let facts =
                    inspect(&certificate, &private_key).map_err(|error| vec![Wrong::new("certificate", &error)])?;
                if facts.expires_at <= now {
                    return Err(vec![Wrong::new("certificate", &"the certificate has ended")]);
                }
                if facts.not_before > now {
                    return Err(vec![Wrong::new("certificate", &"the certificate is not valid yet")]);
                }
                Ok(DesiredCredential {
                    kind: CredentialKind::Certificate,
                    secret: Some(private_key),
                    certificate: Some(certificate),
                    expires_at: Some(facts.expires_at),
                })
            }
            _ => {
                let detail =
                    "exactly one of: federated (true); client_secret with expires_at; certificate with private_key";
                Err(vec![Wrong::new("credential", &detail)])
            }
        }
    }
}

/// Whether somebody has taken the *Secret ID* for the secret: Entra shows both side by side.
pub fn is_secret_id(secret: &Secret) -> bool {
    secret.expose().parse::<Uuid>().is_ok()
}

fn secret_wrong(secret: &Secret, kind: ConnectionKind) -> Option<Wrong> {
    // Elsewhere a secret may well look like one.
    let is_id = kind == ConnectionKind::Entra && is_secret_id(secret);
    let secret = secret.expose();
    let detail = if is_id {
        "this is the Secret ID; take the Value, which Entra shows once, when the secret is made"
    } else if secret.is_empty()
        || secret.len() > LONGEST_SECRET
        || secret.chars().any(|c| c.is_whitespace() || c.is_control())
    {
        "a client secret has 1 to 500 characters, and no white space"
    } else {
        return None;
    };
    Some(Wrong::new("client_secret", &detail))
}

fn end_wrong(expires_at: Option<DateTime<Utc>>, kind: ConnectionKind, now: DateTime<Utc>) -> Option<Wrong> {
    let detail = match expires_at {
        // Entra's secrets all end; Google's never do.
        None if kind != ConnectionKind::Entra => return None,
        None => "say when the secret ends, as Entra shows it",
        Some(end) if end <= now => "the secret has ended",
        // A year that both databases keep, in an order that both see.
        Some(end) if end.year() > 9999 => "a year until 9999",
        Some(_) => return None,
    };
    Some(Wrong::new("expires_at", &detail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::upstream::testing::TestKey;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn wrong(handed_in: HandedIn, now: &str) -> Vec<&'static str> {
        let wrong = handed_in.check(ConnectionKind::Entra, at(now)).err().unwrap_or_default();
        let said = wrong.iter().map(|wrong| &wrong.detail).cloned().collect::<String>();
        assert!(!said.contains("canary"), "{said}");
        wrong.iter().map(|wrong| wrong.field).collect()
    }

    fn secret(value: &str, expires_at: Option<&str>) -> HandedIn {
        HandedIn { client_secret: Some(Secret::new(value)), expires_at: expires_at.map(at), ..HandedIn::default() }
    }

    fn pair(certificate: String, private_key: Secret) -> HandedIn {
        HandedIn { certificate: Some(certificate), private_key: Some(private_key), ..HandedIn::default() }
    }

    const NOW: &str = "2026-12-01T00:00:00Z";
    const LATER: Option<&str> = Some("2027-10-01T00:00:00.123456789Z");

    #[test]
    fn a_credential_is_of_exactly_one_kind() {
        let federated = || HandedIn { federated: Some(true), ..HandedIn::default() };
        assert_eq!(wrong(federated(), NOW), [""; 0]);
        assert_eq!(wrong(HandedIn { federated: Some(false), ..HandedIn::default() }, NOW), ["credential"]);
        assert_eq!(wrong(HandedIn::default(), NOW), ["credential"]);
        assert_eq!(wrong(HandedIn { expires_at: LATER.map(at), ..federated() }, NOW), ["expires_at"]);
        assert_eq!(wrong(HandedIn { federated: Some(true), ..secret("canary", LATER) }, NOW), ["credential"]);
        let key = || Some(Secret::new("canary"));
        assert_eq!(wrong(HandedIn { private_key: key(), ..secret("canary", LATER) }, NOW), ["credential"]);
        assert_eq!(wrong(HandedIn { private_key: key(), ..HandedIn::default() }, NOW), ["credential"]);
    }

    #[test]
    fn a_secret_says_when_it_ends_and_is_the_value() {
        let checked = secret("canary~Q8.x", LATER).check(ConnectionKind::Entra, at(NOW)).unwrap();
        assert_eq!(
            (checked.kind, checked.expires_at),
            (CredentialKind::ClientSecret, Some(at("2027-10-01T00:00:00.123456Z")))
        );
        assert!(!format!("{checked:?}").contains("canary"));
        assert_eq!(wrong(secret("canary", None), NOW), ["expires_at"]);
        assert_eq!(wrong(secret("canary", Some(NOW)), NOW), ["expires_at"]);
        assert_eq!(wrong(secret("canary", Some("+12027-10-01T00:00:00Z")), NOW), ["expires_at"]);
        for bad in ["", "canary canary", "canary\n", "8d5b4a76-0c1f-4f6e-8a43-1f6f1d7b1001", &"canary".repeat(100)] {
            assert_eq!(wrong(secret(bad, LATER), NOW), ["client_secret"], "{bad:?}");
        }
        assert_eq!(wrong(secret("", None), NOW), ["client_secret", "expires_at"]);
    }

    #[test]
    fn a_certificate_fits_its_key_and_is_valid_now() {
        let (first, second) = (TestKey::first(), TestKey::second());
        let own = || pair(first.certificate(), first.private_pem());
        let checked = own().check(ConnectionKind::Entra, at(NOW)).unwrap();
        assert_eq!((checked.kind, checked.expires_at), (CredentialKind::Certificate, Some(at("2027-11-23T00:00:00Z"))));
        assert_eq!(wrong(own(), "2027-11-23T00:00:00Z"), ["certificate"]);
        assert_eq!(wrong(own(), "2026-11-22T23:59:59Z"), ["certificate"]);
        assert_eq!(wrong(pair(first.certificate(), second.private_pem()), NOW), ["certificate"]);
        assert_eq!(wrong(pair("canary".to_owned(), first.private_pem()), NOW), ["certificate"]);
        assert_eq!(wrong(HandedIn { expires_at: LATER.map(at), ..own() }, NOW), ["expires_at"]);
    }
}
