//! The broker by user story, through HTTP, on `SQLite` and on `PostgreSQL`.
//!
//! Each test starts a broker of its own on a free port, with a database of its own, a clock that the test holds, and a
//! stand-in for Entra ID. `scripts/with-postgres cargo test --test broker` starts the `PostgreSQL` server.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test says what is wrong by ending"
)]

mod apache;
mod browser;
mod client_program;
mod eventually;
mod likeness;
mod listener;
mod mail_server;
mod name_server;
mod parties;
mod receiver;
mod signer;
mod world;

mod abuse;
mod account;
mod admin;
mod admin_applications;
mod admin_refusals;
mod alike;
mod applications;
mod audit;
mod break_glass;
mod checks;
mod checks_elsewhere;
mod client_credentials;
mod clients;
mod clients_by_key;
mod clients_form_post;
mod clients_sign_out;
mod connections;
mod contract;
mod core;
mod credentials;
mod device;
mod dns;
mod domains;
mod dpop;
mod expiry;
mod explain;
mod export;
mod flags;
mod google;
mod grid;
mod initiate;
mod introspection;
mod invitations;
mod lies;
mod log;
mod logout;
mod looked_up;
mod mail;
mod offers;
mod oidc;
mod organizations;
mod people_over_time;
mod pilot;
mod portal;
mod portal_elsewhere;
mod preview;
mod protocol;
mod races;
mod recheck;
mod refresh;
mod registrations;
mod requests;
mod resources;
mod rollouts;
mod roster;
mod rules;
mod secrets;
mod sessions;
mod setup_switch_on;
mod sign_in;
mod signing;
mod staff;
mod test_sign_in;
mod tokens;
mod traditional;
mod tried;
mod users;
mod weather;
mod webhooks;

/// Runs a story on both databases, with two brokers that take turns on every request.
#[macro_export]
macro_rules! replicated_stories {
    ($($stories:tt)+) => { $crate::stories_in! { sqlite_replicas, postgres_replicas: $($stories)+ } };
}

/// Runs a story on both databases, as two tests.
#[macro_export]
macro_rules! stories {
    ($($stories:tt)+) => { $crate::stories_in! { sqlite, postgres: $($stories)+ } };
}

/// Runs a story in these worlds.
#[macro_export]
macro_rules! stories_in {
    ($sqlite:ident, $postgres:ident: $($(#[$meta:meta])* async fn $name:ident($world:ident) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports, reason = "some files of stories name nothing")]
            use super::*;

            $(#[$meta])*
            async fn story($world: $crate::world::World) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                story($crate::world::World::$sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                story($crate::world::World::$postgres().await).await;
            }
        }
    )+};
}
