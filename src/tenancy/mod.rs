//! Organizations as managed things: the file, what it means, the plan, the applying; what is changed by hand, and what support
//! does for one.

pub mod admin_refusals;
pub mod admin_tokens;
pub mod applications;
pub mod apply;
pub mod audit;
pub mod break_glass;
pub mod change;
pub mod checks;
pub mod connections;
pub mod credential_input;
pub mod credential_slots;
pub mod credential_use;
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
pub mod google;
pub mod import;
pub mod invitations;
pub mod mail_domains;
pub mod move_domain;
pub mod oidc;
pub mod organizations;
pub mod pilot;
pub mod plan;
pub mod problem;
pub mod provider;
pub mod reading;
pub mod rollouts;
pub mod roster;
pub mod secret;
pub mod sessions;
pub mod setup;
pub mod test_sign_ins;
pub mod users;
pub mod versions;
pub mod weather;
pub mod webhooks;

mod admin_letters;
#[cfg(test)]
mod tests;
