//! The doors for applications: an OpenID Provider.

pub mod authorize;
pub mod client;
pub mod device;
pub mod discovery;
pub mod logout;
pub mod revoke;
pub mod token;
pub mod userinfo;
