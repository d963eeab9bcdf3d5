//! The stand-in, seen through HTTP as the broker sees it.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a helper of a test fails like the test")]

mod world;

mod credentials;
mod errors;
mod graph;
mod lies;
mod pages;
mod sign_in;
mod troubles;
