//! An identity: the bond of a user with one account at a connection.

use serde::{Deserialize, Serialize};

use super::id::{ConnectionId, IdentityId, OrganizationId, UserId};
use super::user::User;

/// What names an account at an identity provider for good: (`tid`, `oid`) at Entra, (`iss`, `sub`) elsewhere.
/// Never an e-mail address, which is mutable (nOAuth, 2023).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AccountKey {
    /// `tid` at Entra, `iss` elsewhere.
    pub authority: String,
    /// `oid` at Entra, `sub` elsewhere.
    pub subject: String,
}

/// The bond of a user with one account. Made at the first sign-in; later ones must match it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Its id.
    pub id: IdentityId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// The user.
    pub user_id: UserId,
    /// The connection that the account was seen through.
    pub connection_id: ConnectionId,
    /// The account.
    pub account: AccountKey,
}

/// Who the person may be: what the store holds under the address and under the account that were shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    /// The organization's users with the address shown, or bound to the account shown.
    pub users: Vec<User>,
    /// The bonds of these users within the organization.
    pub identities: Vec<Identity>,
}
