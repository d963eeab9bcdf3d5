//! What the ID tokens of any other provider say: nothing of its own. Every account of the issuer is the hospital's, which is why the
//! issuer is set by support alone.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// No claims.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OidcClaims {}
