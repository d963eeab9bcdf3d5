//! Texts from elsewhere, made fit for a terminal: nothing in them drives it, and they end where the line does.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What is said on standard error fits the narrowest terminal that people use.
pub const STDERR_WIDTH: usize = 80;

/// Says something on standard error, where the answer does not stand.
pub fn note(text: &str) {
    for line in wrap(text, STDERR_WIDTH) {
        eprintln!("{line}");
    }
}

/// A text without what would drive the terminal, or turn the direction in which it is read.
pub fn plain(text: &str) -> String {
    text.chars().map(|character| if drives(character) { '\u{fffd}' } else { character }).collect()
}

fn drives(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

/// So many of something.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// How many columns a text takes.
pub fn columns(text: &str) -> usize {
    text.width()
}

/// A text in as many lines as it takes, each at most so wide; words stay whole where they can.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = vec![String::new()];
    for word in plain(text).split(' ') {
        let line = lines.last_mut().filter(|line| !line.is_empty());
        match line {
            Some(line) if columns(line) + 1 + columns(word) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) => lines.extend(pieces(word, width)),
            None => {
                lines.pop();
                lines.extend(pieces(word, width));
            }
        }
    }
    lines
}

/// A word, in pieces that fit.
fn pieces(word: &str, width: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut used = 0;
    for character in word.chars() {
        let wide = character.width().unwrap_or_default();
        if used + wide > width && used > 0 {
            pieces.push(String::new());
            used = 0;
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(character);
        }
        used += wide;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_drives_the_terminal() {
        assert_eq!(plain("\u{1b}[2Jx\n"), "\u{fffd}[2Jx\u{fffd}");
        assert_eq!(plain("a\u{202e}b"), "a\u{fffd}b");
    }

    #[test]
    fn words_stay_whole_where_they_can() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("", 7), [""]);
        assert_eq!(wrap("incomprehensible", 6), ["incomp", "rehens", "ible"]);
        assert_eq!(wrap("an incomprehensible one", 12), ["an", "incomprehens", "ible one"]);
        assert_eq!(wrap("病院の名前", 4), ["病院", "の名", "前"]);
        assert_eq!(wrap("x", 0), ["x"]);
    }
}
