//! The commands of the `anteroom` binary.
