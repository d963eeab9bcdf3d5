//! The way of a sign-in, in its order.

pub mod decide;
pub mod request;
pub mod transit;
pub mod verify;
