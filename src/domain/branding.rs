//! What makes a page look like an organization's own: its logo, and a colour on which text can be read.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// What an organization has of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Branding {
    /// The colour of the main button and of the line above a page.
    pub accent: Option<Accent>,
    /// The SHA-256 of its logo, in hexadecimal: the logo's name.
    pub logo: Option<String>,
}

/// The least contrast of text (WCAG 2.2, 1.4.3).
pub const LEAST_CONTRAST: f64 = 4.5;

/// A colour on which white can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accent([u8; 3]);

/// Why a colour cannot be an accent.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum AccentError {
    /// Its form.
    #[error("a colour has the form #1a2b3c")]
    Form,
    /// White cannot be read on it.
    #[error(
        "white text on this colour has a contrast of {0:.1} to 1, and {LEAST_CONTRAST} is the least that can be read"
    )]
    Contrast(f64),
}

impl Accent {
    /// Its six digits, without the sign before them.
    pub fn digits(self) -> String {
        let [red, green, blue] = self.0;
        format!("{red:02x}{green:02x}{blue:02x}")
    }

    /// The contrast of white on it (WCAG 2.2, *contrast ratio*).
    fn contrast(self) -> f64 {
        let linear = |channel: u8| {
            let channel = f64::from(channel) / 255.0;
            if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    }
}

impl FromStr for Accent {
    type Err = AccentError;

    fn from_str(text: &str) -> Result<Self, AccentError> {
        let digits = text.strip_prefix('#').unwrap_or(text).to_ascii_lowercase();
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(AccentError::Form);
        }
        let number = u32::from_str_radix(&digits, 16).map_err(|_| AccentError::Form)?;
        let [_, red, green, blue] = number.to_be_bytes();
        let accent = Self([red, green, blue]);
        let contrast = accent.contrast();
        if contrast < LEAST_CONTRAST { Err(AccentError::Contrast(contrast)) } else { Ok(accent) }
    }
}

impl fmt::Display for Accent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.digits())
    }
}

impl Serialize for Accent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The most bytes of a logo.
pub const LARGEST_LOGO: usize = 64 * 1024;
/// The most pixels of its sides.
pub const LONGEST_SIDE: u32 = 2048;

/// Whether bytes can be a logo: a PNG, which holds no scripts and no references, and is neither large nor empty.
pub fn is_logo(content: &[u8]) -> bool {
    // Signature, then the length and name of the first chunk, then width and height (PNG, 5.2 and 11.2.2).
    let Some((head, rest)) = content.split_first_chunk::<16>() else { return false };
    let Some((width, rest)) = rest.split_first_chunk() else { return false };
    let Some((height, _)) = rest.split_first_chunk() else { return false };
    let sides = 1..=LONGEST_SIDE;
    head == b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"
        && content.len() <= LARGEST_LOGO
        && sides.contains(&u32::from_be_bytes(*width))
        && sides.contains(&u32::from_be_bytes(*height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_accent_is_a_colour_on_which_white_can_be_read() {
        assert_eq!("#005A9C".parse::<Accent>().unwrap().to_string(), "#005a9c");
        assert_eq!("005a9c".parse::<Accent>().unwrap().digits(), "005a9c");
        // The greys on both sides of the line: #767676 has 4.54, #777777 has 4.48.
        assert!("#767676".parse::<Accent>().is_ok());
        let refused = "#777777".parse::<Accent>().unwrap_err();
        assert!(refused.to_string().contains("4.5 to 1"), "{refused}");
        assert!(matches!("#ffcc00".parse::<Accent>(), Err(AccentError::Contrast(_))));
        for bad in ["", "#fff", "blue", "#12345g", "#1234567", "#+12345", "url(x)"] {
            assert_eq!(bad.parse::<Accent>(), Err(AccentError::Form), "{bad}");
        }
    }

    #[test]
    fn a_logo_is_a_small_png() {
        let png = |width: u32, height: u32, length: usize| {
            let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
            png.extend(width.to_be_bytes());
            png.extend(height.to_be_bytes());
            png.resize(length, 0);
            png
        };
        assert!(is_logo(&png(240, 60, 1000)));
        assert!(!is_logo(&png(0, 60, 1000)) && !is_logo(&png(240, LONGEST_SIDE + 1, 1000)));
        assert!(!is_logo(&png(240, 60, LARGEST_LOGO + 1)));
        assert!(!is_logo(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"));
        assert!(!is_logo(b"") && !is_logo(&png(1, 1, 20)));
    }
}
