//! The doors, each thin: extract, call one function, respond.

pub mod pages;
