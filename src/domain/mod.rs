//! Plain data and rules without I/O. Everyone may use this room; it uses nobody.

pub mod admin_role;
pub mod admin_token;
pub mod application;
pub mod audit;
pub mod branding;
pub mod break_glass;
pub mod claims;
pub mod clock;
pub mod connection;
pub mod credential;
pub mod email;
pub mod flag;
pub mod grant;
pub mod id;
pub mod identity;
pub mod kept_answer;
pub mod limit;
pub mod menu;
pub mod organization;
pub mod reason;
pub mod remedy;
pub mod rollout;
pub mod secret;
pub mod session;
pub mod traditional;
pub mod user;
