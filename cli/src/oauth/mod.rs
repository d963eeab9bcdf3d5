//! Signing in to the broker itself, as any other client of it: the device authorization grant (RFC 8628), refreshing (RFC 6749,
//! 6) and revoking (RFC 7009).

pub mod bearer;
pub mod device;
pub mod discovery;
pub mod kept;
pub mod token;

/// Who we are to the broker: a public client.
pub const CLIENT_ID: &str = "anteroomctl";
