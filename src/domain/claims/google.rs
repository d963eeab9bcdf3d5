//! What only Google's ID tokens say.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Standing;
use crate::domain::provider::Home;

/// The claims that are Google's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GoogleClaims {
    /// `hd`: the domain of the Workspace whose account it is. Consumer accounts have none, whatever their address: one of those may
    /// have been made with an address of the hospital's. Always written, so that it is told apart from what has no such claim.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required = true)]
    pub hd: Option<String>,
}

impl GoogleClaims {
    pub(super) fn home(&self) -> Home<'_> {
        self.hd.as_deref().map_or(Home::Unsaid, Home::Workspace)
    }

    pub(super) const fn standing(&self) -> Standing {
        match self.hd {
            Some(_) => Standing::Member,
            None => Standing::Personal("no hd: a consumer's Google account"),
        }
    }
}
