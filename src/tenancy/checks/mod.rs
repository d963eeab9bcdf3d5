//! Whether a connection works, as far as that can be seen without a person.

pub mod prove;
