//! Anteroom: a multi-tenant identity broker for healthcare software.
//!
//! The way of a sign-in is [`signin`]; its steps are pure functions, and `signin::mod` is the only place where a step
//! meets I/O. Doors on top, plain data at the bottom; arrows only run down:
//! `http → signin, tenancy → store, upstream, keys → entity`; everyone may use [`domain`] and [`language`], which use nobody; [`app`] wires.

pub mod app;
pub mod commands;
pub mod domain;
pub mod http;
pub mod keys;
pub mod language;
pub mod leases;
pub mod mail;
pub mod signin;
pub mod store;
pub mod tenancy;
pub mod upstream;
pub mod webhooks;
