//! The one stylesheet, named by its content.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// What is in it.
pub const CONTENT: &str = include_str!("../../../assets/anteroom.css");

/// Its name, which changes with its content.
pub fn name() -> &'static str {
    static NAME: LazyLock<String> = LazyLock::new(|| {
        let hash = crate::keys::hash::sha256(CONTENT.as_bytes());
        format!("anteroom-{}.css", URL_SAFE_NO_PAD.encode(hash.first_chunk::<9>().unwrap_or(&[0; 9])))
    });
    &NAME
}
