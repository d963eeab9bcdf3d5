//! The time on this machine.

use std::time::SystemTime;

use chrono::{DateTime, Utc};

/// Now.
pub fn now() -> DateTime<Utc> {
    SystemTime::now().into()
}
