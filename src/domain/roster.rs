//! A roster: the people of a hospital's directory as a list says, before any of them has signed in.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// The most people that a list may hold.
pub const MOST_PEOPLE: usize = 50_000;

/// A person of the directory, as the list has them. What it does not say is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The line of a table that they begin on, counted from 1; none, where there is no table.
    pub line: Option<u64>,
    /// `userPrincipalName`
    pub upn: Option<String>,
    /// `mail`: what a sign-in shows as the address.
    pub mail: Option<String>,
    /// `displayName`
    pub name: Option<String>,
    /// `id`: the object id.
    pub object_id: Option<Uuid>,
    /// `userType`
    pub guest: Option<bool>,
    /// `identityIssuer`: whether it is a personal Microsoft account that is a guest.
    pub personal: bool,
    /// `accountEnabled`
    pub enabled: Option<bool>,
    /// Further addresses: `proxyAddresses` and `otherMails`.
    pub aliases: Vec<String>,
}

/// What a list says of each person. Named as Microsoft names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Column {
    /// The address.
    Mail,
    /// The name that people sign in with there.
    UserPrincipalName,
    /// The name as people know it.
    DisplayName,
    /// The object id.
    Id,
    /// Member or guest.
    UserType,
    /// Whether the account may sign in.
    AccountEnabled,
    /// The address, and aliases.
    ProxyAddresses,
    /// Further addresses.
    OtherMails,
    /// Who vouches for a guest.
    IdentityIssuer,
}

impl Column {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::UserPrincipalName => "userPrincipalName",
            Self::DisplayName => "displayName",
            Self::Id => "id",
            Self::UserType => "userType",
            Self::AccountEnabled => "accountEnabled",
            Self::ProxyAddresses => "proxyAddresses",
            Self::OtherMails => "otherMails",
            Self::IdentityIssuer => "identityIssuer",
        }
    }
}
