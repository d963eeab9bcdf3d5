//! Organizations as managed things: the file, what it means, the plan, the applying; what is changed by hand, and what support
//! does for one.

pub mod admin_tokens;
pub mod apply;
pub mod break_glass;
pub mod change;
pub mod connections;
pub mod credentials;
pub mod desired;
pub mod domains;
pub mod entra;
pub mod file;
pub mod flags;
pub mod forcing;
pub mod import;
pub mod invitations;
pub mod organizations;
pub mod plan;
pub mod problem;
pub mod reading;
pub mod rollouts;
pub mod secret;
pub mod sessions;
pub mod setup;
pub mod users;
pub mod versions;

mod mail_domains;
#[cfg(test)]
mod tests;
