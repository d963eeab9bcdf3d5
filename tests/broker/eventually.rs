//! Waiting for what the brokers do by themselves.

use std::time::Duration;

/// Waits until it has come to that, for ten seconds at least.
pub async fn eventually(holds: impl AsyncFn() -> bool) {
    for _ in 0..1_000 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it has not come to that");
}
