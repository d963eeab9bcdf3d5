//! Plain data and rules without I/O. Everyone may use this room; it uses nobody.

pub mod application;
pub mod audit;
pub mod claims;
pub mod clock;
pub mod connection;
pub mod credential;
pub mod email;
pub mod flag;
pub mod grant;
pub mod id;
pub mod identity;
pub mod organization;
pub mod reason;
pub mod secret;
pub mod session;
pub mod user;
