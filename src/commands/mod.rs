//! The commands of the `anteroom` binary.
pub mod keys;
