//! `anteroomctl` as support staff run it, against a stand-in of the admin API.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod person;
mod pilot;
mod stand_in;

mod apps;
mod audit;
mod changes;
mod checks;
mod domains;
mod errors;
mod explain;
mod files;
mod flags;
mod help;
mod lists;
mod login;
mod profiles;
mod questions;
mod roster;
mod status;
mod users;
mod webhooks;
