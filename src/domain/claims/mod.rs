//! What a verified ID token says of a person. Data, and what the claims of each provider mean of an account; what follows from it, the
//! decision says.

mod entra;
mod google;
mod oidc;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use self::entra::{AccountType, EntraClaims};
pub use self::google::GoogleClaims;
pub use self::oidc::OidcClaims;
use super::connection::ConnectionKind;
use super::identity::AccountKey;
use super::provider::Home;

/// The claims of a *verified* ID token that the decision looks at, as they came, unjudged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProviderAccount {
    /// `iss`, as signed.
    pub issuer: String,
    /// `sub`. At Entra it is pairwise, and changes with the app registration; kept to notice that.
    pub sub: String,
    /// The address, raw; mutable, and not verified by everybody.
    pub email: Option<String>,
    /// `preferred_username`, raw; never an authorization input but for the mark of Entra's guests.
    pub preferred_username: Option<String>,
    /// Whether the provider vouches for the address: `xms_edov` at Entra, `email_verified` elsewhere.
    pub email_verified: EmailVerified,
    /// `acrs`: the authentication contexts satisfied.
    pub authentication_contexts: Vec<String>,
    /// `sid`: the provider's own session.
    pub session: Option<String>,
    /// `login_hint`: opaque, for the next departure and for sign-out.
    pub login_hint: Option<String>,
    /// `name`, for pages only.
    pub name: Option<String>,
    /// What only this provider sends.
    #[serde(flatten)]
    pub own: OwnClaims,
}

/// The claims that are a provider's own. Told apart by what each always has: `tid`, `hd`, and the name of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum OwnClaims {
    /// Microsoft Entra ID's.
    Entra(EntraClaims),
    /// Google's.
    Google(GoogleClaims),
    /// Those of any other provider.
    Oidc(OidcClaims),
}

/// What an account is where it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The hospital's own.
    Member,
    /// Somebody else's, who is a guest at the hospital's; by what it is known to be.
    Guest(&'static str),
    /// Nobody's but the person's. No hospital ever ends one.
    Personal(&'static str),
}

impl ProviderAccount {
    /// The kind of provider that it is kept at.
    pub const fn kind(&self) -> ConnectionKind {
        match self.own {
            OwnClaims::Entra(_) => ConnectionKind::Entra,
            OwnClaims::Google(_) => ConnectionKind::Google,
            OwnClaims::Oidc(_) => ConnectionKind::Oidc,
        }
    }

    /// What names the account for good: directory and object at Entra, issuer and `sub` elsewhere.
    pub fn key(&self) -> AccountKey {
        match &self.own {
            OwnClaims::Entra(entra) => entra.key(),
            OwnClaims::Google(_) | OwnClaims::Oidc(_) => {
                AccountKey { authority: self.issuer.clone(), subject: self.sub.clone() }
            }
        }
    }

    /// Where it is at home.
    pub fn home(&self) -> Home<'_> {
        match &self.own {
            OwnClaims::Entra(entra) => Home::Directory(entra.tid),
            OwnClaims::Google(google) => google.home(),
            OwnClaims::Oidc(_) => Home::Unsaid,
        }
    }

    /// What it is where it is kept.
    pub fn standing(&self) -> Standing {
        match &self.own {
            OwnClaims::Entra(entra) => entra.standing(&self.issuer, self.preferred_username.as_deref()),
            OwnClaims::Google(google) => google.standing(),
            OwnClaims::Oidc(_) => Standing::Member,
        }
    }

    /// What only Entra sends, where it is kept there.
    pub const fn entra(&self) -> Option<&EntraClaims> {
        match &self.own {
            OwnClaims::Entra(entra) => Some(entra),
            OwnClaims::Google(_) | OwnClaims::Oidc(_) => None,
        }
    }

    /// By which names the person may be known to support: the address, then the names they sign in with.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let upn = self.entra().and_then(|entra| entra.upn.as_deref());
        [self.email.as_deref(), upn, self.preferred_username.as_deref()].into_iter().flatten()
    }

    /// Only what the rules of entry look at. The `sub` is part of what names an account, but not at Entra.
    #[must_use]
    pub fn judged(&self) -> Self {
        let sub = if self.entra().is_some() { String::new() } else { self.sub.clone() };
        Self { sub, session: None, login_hint: None, name: None, ..self.clone() }
    }
}

/// Whether the provider vouches for the address, as sent. Booleans, numbers and texts occur in the wild.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EmailVerified {
    /// Not sent.
    Absent,
    /// `true`, `1`, `"1"` or `"true"`.
    True,
    /// Anything else: what is not clearly true counts as false.
    False,
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn account(issuer: &str, own: OwnClaims) -> ProviderAccount {
        ProviderAccount {
            issuer: issuer.to_owned(),
            sub: "1234".to_owned(),
            email: Some("a.devries@st-janshof.example".to_owned()),
            preferred_username: None,
            email_verified: EmailVerified::True,
            authentication_contexts: Vec::new(),
            session: None,
            login_hint: None,
            name: None,
            own,
        }
    }

    fn oidc() -> OwnClaims {
        OwnClaims::Oidc(OidcClaims { email_claim: "email".to_owned() })
    }

    #[test]
    fn what_was_kept_before_other_providers_were_known_still_opens() {
        let kept = json!({
            "issuer": "https://login.microsoftonline.com/x/v2.0",
            "tid": Uuid::from_u128(1), "oid": Uuid::from_u128(2), "sub": "pairwise", "email": "a@b.example",
            "upn": "a@b.example", "preferred_username": null, "email_verified": "absent", "account_type": "member",
            "identity_provider": null, "authentication_contexts": ["c1"], "session": "s", "login_hint": "O.x", "name": null,
        });
        let account: ProviderAccount = serde_json::from_value(kept.clone()).unwrap();
        assert_eq!(account.entra().map(|entra| (entra.tid, entra.oid)), Some((Uuid::from_u128(1), Uuid::from_u128(2))));
        assert_eq!(serde_json::to_value(&account).unwrap(), kept, "and it is written as it was");
    }

    #[test]
    fn each_account_is_read_as_it_was_written_and_never_as_that_of_another_provider() {
        for own in [
            OwnClaims::Google(GoogleClaims { hd: Some("st-janshof.example".to_owned()) }),
            OwnClaims::Google(GoogleClaims { hd: None }),
            oidc(),
        ] {
            let account = account("https://id.example", own);
            let written = serde_json::to_string(&account).unwrap();
            assert_eq!(serde_json::from_str::<ProviderAccount>(&written).unwrap(), account, "{written}");
        }
    }

    #[test]
    fn one_sub_at_two_issuers_names_two_accounts() {
        let (one, other) = (account("https://id.one.example", oidc()), account("https://id.other.example", oidc()));
        assert_ne!(one.key(), other.key());
        assert_eq!(one.judged().key(), one.key(), "what the log keeps names the same account");
    }
}
