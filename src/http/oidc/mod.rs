//! The doors for applications: an OpenID Provider.

pub mod authorize;
pub mod client;
pub mod discovery;
pub mod token;
pub mod userinfo;
