//! The doors for applications: an OpenID Provider.

pub mod authorize;
pub mod client;
pub mod device;
pub mod discovery;
pub mod dpop;
pub mod introspect;
pub mod logout;
pub mod par;
pub mod revoke;
pub mod token;
pub mod userinfo;
