//! The commands, a file each: what they take, and what they do.
#![expect(clippy::doc_markdown, reason = "help is shown as it stands, and no Markdown is read in a terminal")]

pub mod audit;
pub mod break_glass;
pub mod connection;
pub mod domain;
pub mod explain;
pub mod flag;
pub mod invite;
pub mod man;
pub mod me;
pub mod org;
pub mod session;
pub mod sign_in;
pub mod status;
pub mod user;
