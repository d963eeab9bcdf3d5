//! What the people of support may do, each by the role of their token or account.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::id::OrganizationId;

/// The role of somebody of the support staff; from the least to the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AdminRole {
    /// Reads, and changes nothing.
    Auditor,
    /// Helps hospitals from day to day.
    Support,
    /// Does all there is to do.
    Operator,
}

/// What may be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// To see what is configured and what has happened. Secrets are seen by nobody.
    Read,
    /// To set and unset flags.
    SetFlags,
    /// To ask for break-glass, agree to it, and close it.
    BreakGlass,
    /// To look somebody up, and see why they cannot come in.
    Explain,
    /// To part a user from the account that they are bound to.
    Unbind,
    /// To end somebody's sessions.
    EndSessions,
    /// To invite a hospital's administrator to set it up.
    Invite,
    /// To have the DNS asked whether a domain is its organization's, which proves it where it is.
    ProveDomains,
    /// To have it looked whether a connection works.
    CheckConnections,
    /// To make, change and remove organizations and their things, applications, and tokens.
    Configure,
}

impl AdminRole {
    /// All of them, from the least to the most.
    pub const ALL: [Self; 3] = [Self::Auditor, Self::Support, Self::Operator];

    /// Its stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auditor => "auditor",
            Self::Support => "support",
            Self::Operator => "operator",
        }
    }

    /// The role of somebody who has these roles at the organization of the support staff: the highest of `anteroom:auditor`,
    /// `anteroom:support` and `anteroom:operator`. None where they have none of them.
    pub fn of_account(roles: &[String]) -> Option<Self> {
        let named = |role: &Self| roles.iter().any(|had| had.strip_prefix("anteroom:") == Some(role.as_str()));
        Self::ALL.into_iter().rev().find(named)
    }
}

impl Permission {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Read,
        Self::SetFlags,
        Self::BreakGlass,
        Self::Explain,
        Self::Unbind,
        Self::EndSessions,
        Self::Invite,
        Self::ProveDomains,
        Self::CheckConnections,
        Self::Configure,
    ];

    /// The least role that has it.
    pub const fn least_role(self) -> AdminRole {
        match self {
            Self::Read => AdminRole::Auditor,
            Self::SetFlags
            | Self::BreakGlass
            | Self::Explain
            | Self::Unbind
            | Self::EndSessions
            | Self::Invite
            | Self::ProveDomains
            | Self::CheckConnections => AdminRole::Support,
            Self::Configure => AdminRole::Operator,
        }
    }
}

/// What somebody of the support staff may do, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// Their role.
    pub role: AdminRole,
    /// The organizations that they are limited to; none where they are not.
    pub organizations: Option<BTreeSet<OrganizationId>>,
}

impl Authority {
    /// Whether an organization lies within their limits.
    pub fn reaches(&self, id: OrganizationId) -> bool {
        self.organizations.as_ref().is_none_or(|organizations| organizations.contains(&id))
    }
}

/// Whether whoever has a role may do something.
pub const fn may(role: AdminRole, permission: Permission) -> bool {
    // Each role may do what those before it may.
    role as u8 >= permission.least_role() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_do_what_it_is_for() {
        use AdminRole::{Auditor, Operator, Support};
        for permission in Permission::ALL {
            let who: Vec<_> = AdminRole::ALL.into_iter().filter(|role| may(*role, permission)).collect();
            let expected = match permission {
                Permission::Read => vec![Auditor, Support, Operator],
                Permission::Configure => vec![Operator],
                _ => vec![Support, Operator],
            };
            assert_eq!(who, expected, "{permission:?}");
        }
    }

    #[test]
    fn the_highest_role_of_an_account_counts() {
        let of = |roles: &[&str]| AdminRole::of_account(&roles.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(of(&["nurse", "anteroom:auditor", "anteroom:support"]), Some(AdminRole::Support));
        assert_eq!(of(&["anteroom:operator", "anteroom:auditor"]), Some(AdminRole::Operator));
        for none in [&[][..], &["operator"], &["anteroom:Operator"], &["anteroom:operators"], &[" anteroom:operator"]] {
            assert_eq!(of(none), None, "{none:?}");
        }
    }

    #[test]
    fn a_role_is_stored_under_its_name() {
        for role in AdminRole::ALL {
            assert_eq!(serde_json::to_value(role).unwrap(), role.as_str());
        }
    }
}
