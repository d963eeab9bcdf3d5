//! Organizations as managed things: the file, what it means, the plan, the applying; what is changed by hand, and what support
//! does for one.

pub mod admin_refusals;
pub mod admin_tokens;
pub mod applications;
pub mod apply;
pub mod audit;
pub mod break_glass;
pub mod change;
pub mod connections;
pub mod credentials;
pub mod desired;
pub mod domain_checks;
pub mod domains;
pub mod entra;
pub mod expiries;
pub mod export;
pub mod file;
pub mod flags;
pub mod forcing;
pub mod former_addresses;
pub mod import;
pub mod invitations;
pub mod move_domain;
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
pub mod weather;
pub mod webhooks;

mod admin_letters;
mod mail_domains;
#[cfg(test)]
mod tests;
