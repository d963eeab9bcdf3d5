//! The only room that knows SeaORM, by what a query is about.
