//! Organizations as managed things: the file, the plan, the applying.

pub mod secret;
