//! Keys: sealing what is secret, signing what we issue.
