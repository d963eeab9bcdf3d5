//! This room against a server that says what a test wants it to say.

mod client_keys;
mod exchange;
mod keys;
mod outbound;
