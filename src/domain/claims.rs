//! What a verified ID token of Entra says of a person. Data only: what follows from it, the decision says.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::identity::AccountKey;

/// The claims of a *verified* Entra ID token that the decision looks at, as they came, unjudged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MicrosoftAccount {
    /// `iss`, exactly as signed.
    pub issuer: String,
    /// `tid`: the directory signed in to.
    pub tid: Uuid,
    /// `oid`: the account in that directory; never reused.
    pub oid: Uuid,
    /// `sub`: pairwise, changes with the app registration; kept to notice that.
    pub sub: String,
    /// `email`, raw; mutable, and not verified by everybody.
    pub email: Option<String>,
    /// `upn`, raw; guests have `#EXT#` in it.
    pub upn: Option<String>,
    /// `preferred_username`, raw; never an authorization input but for the guest mark.
    pub preferred_username: Option<String>,
    /// `xms_edov`: whether Microsoft says that the domain's owner verified the address.
    pub email_verified: EmailVerified,
    /// `acct`: whether the account is a member or a guest of the directory.
    pub account_type: AccountType,
    /// `idp`: who authenticated the person, where that is not the issuer.
    pub identity_provider: Option<String>,
    /// `acrs`: the authentication contexts satisfied.
    pub authentication_contexts: Vec<String>,
    /// `sid`: Entra's own session.
    pub session: Option<String>,
    /// `login_hint`: opaque, for the next departure and for sign-out.
    pub login_hint: Option<String>,
    /// `name`, for pages only.
    pub name: Option<String>,
}

impl MicrosoftAccount {
    /// What names the account for good: directory and object.
    pub fn key(&self) -> AccountKey {
        AccountKey { authority: self.tid.to_string(), subject: self.oid.to_string() }
    }

    /// Only what the rules of entry look at.
    #[must_use]
    pub fn judged(&self) -> Self {
        Self { sub: String::new(), session: None, login_hint: None, name: None, ..self.clone() }
    }
}

/// `xms_edov` as sent. Booleans, numbers and texts occur in the wild.
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

/// `acct` as sent: a number or a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountType {
    /// Not sent.
    Absent,
    /// `0`
    Member,
    /// `1`
    Guest,
    /// Anything else, which is no member.
    Unknown,
}
