//! Webhooks: whoever wants to know what happens is told by HTTP, signed as Standard Webhooks says
//! (<https://www.standardwebhooks.com>).
//!
//! The audit log is what is told: [`feed`] makes messages of its lines behind everybody's back, and [`delivery`] sends them until they
//! are taken or not worth sending. Nothing waits for either.

pub mod delivery;
pub mod feed;
pub mod message;
pub mod secret;
