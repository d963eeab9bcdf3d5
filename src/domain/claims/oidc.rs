//! What is kept of the ID tokens of any other provider. Every account of the issuer is the hospital's, which is why the issuer is set by
//! support alone.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// No claims of its own; but in which the address was, since the settings say so and may change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OidcClaims {
    /// The claim that held the address.
    pub email_claim: String,
}
