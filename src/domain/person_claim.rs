//! The claims about a person that an application can have: by a scope, or by asking for one by its name.

use serde::{Deserialize, Serialize};

/// A claim about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonClaim {
    /// Their name.
    Name,
    /// Their language.
    Locale,
    /// Their address.
    Email,
    /// Whether the address is known to be theirs.
    EmailVerified,
    /// Their roles.
    Roles,
}

impl PersonClaim {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Name, Self::Locale, Self::Email, Self::EmailVerified, Self::Roles];

    /// Its name in a token (OpenID Connect Core, 5.1).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Locale => "locale",
            Self::Email => "email",
            Self::EmailVerified => "email_verified",
            Self::Roles => "roles",
        }
    }

    /// The claim of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|claim| claim.as_str() == name)
    }

    /// The scope that brings it (OpenID Connect Core, 5.4).
    pub const fn scope(self) -> &'static str {
        match self {
            Self::Name | Self::Locale => "profile",
            Self::Email | Self::EmailVerified => "email",
            Self::Roles => "roles",
        }
    }
}

/// The claims that an application has asked for by name, each where it wants it (OpenID Connect Core, 5.5).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedClaims {
    /// In the ID token.
    pub id_token: Vec<PersonClaim>,
    /// At userinfo.
    pub userinfo: Vec<PersonClaim>,
}

impl AskedClaims {
    /// Whether none is asked for.
    pub const fn is_empty(&self) -> bool {
        self.id_token.is_empty() && self.userinfo.is_empty()
    }
}
