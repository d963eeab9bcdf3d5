//! SeaORM entities of Anteroom, one file a table. Plain rows: rules and conversions live in the `anteroom` package.

pub mod admin_tokens;
pub mod applications;
pub mod audit_chain;
pub mod audit_events;
pub mod break_glass;
pub mod configuration_version;
pub mod connection_versions;
pub mod connections;
pub mod credentials;
pub mod domains;
pub mod flag_changes;
pub mod flags;
pub mod grants;
pub mod identities;
pub mod kept_answers;
pub mod key_checks;
pub mod limits;
pub mod logos;
pub mod one_time_passwords;
pub mod organizations;
pub mod outbox;
pub mod passwords;
pub mod refresh_tokens;
pub mod sessions;
pub mod signing_keys;
pub mod users;
