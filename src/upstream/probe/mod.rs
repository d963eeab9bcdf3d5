//! What can be asked of a provider without a person: whether what a sign-in needs is there.

pub mod credential;
pub mod discovery;
pub mod graph;
pub mod metadata;
pub mod redirect;
