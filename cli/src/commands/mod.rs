//! The commands, a file each: what they take, and what they do.
#![expect(clippy::doc_markdown, reason = "help is shown as it stands, and no Markdown is read in a terminal")]

pub mod app;
pub mod apply;
pub mod audit;
pub mod break_glass;
pub mod connection;
pub mod domain;
pub mod download;
pub mod expiry;
pub mod explain;
pub mod export;
pub mod flag;
pub mod grid;
pub mod invite;
pub mod login;
pub mod logout;
pub mod man;
pub mod me;
pub mod once_shown;
pub mod org;
pub mod pilot;
pub mod session;
pub mod sign_in;
pub mod status;
pub mod token;
pub mod user;
pub mod webhook;
