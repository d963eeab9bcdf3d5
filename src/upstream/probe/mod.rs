//! What can be asked of Entra without a person: whether what a sign-in needs is there.

pub mod credential;
pub mod graph;
pub mod metadata;
pub mod redirect;
