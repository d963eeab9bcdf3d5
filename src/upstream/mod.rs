//! Identity providers: metadata and keys, departure, exchange, credentials.
