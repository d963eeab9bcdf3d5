//! The one stylesheet, named by its content.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::domain::branding::Accent;

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

/// The stylesheet of an organization's colour. In the dark it stays what it is: white can be read on it.
pub fn of_accent(accent: Accent) -> String {
    format!(
        ".card {{ border-top-color: {accent}; }}\n\
         .primary {{ background: {accent}; color: #ffffff; }}\n\
         .primary:hover {{ background: color-mix(in srgb, {accent} 85%, #000000); }}\n"
    )
}
