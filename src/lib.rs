//! Anteroom
