//! The page that carries an answer to an application in a form (OAuth 2.0 Form Post Response Mode 1.0, 2).
//!
//! The one page of ours with a script: two words that press the button. Without scripts the person presses it.

use std::sync::LazyLock;

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::frame::Frame;
use super::{Pages, render};
use crate::keys::hash;
use crate::language::{Language, Text};

/// What presses the button.
const SCRIPT: &str = "document.forms[0].submit()";

#[derive(Template)]
#[template(path = "form_post.html")]
struct FormPostTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    uri: &'a str,
    fields: &'a [(&'static str, String)],
    script: &'static str,
}

impl Pages {
    /// A form with an answer, on its way to an application's address.
    pub fn form_post(&self, language: Language, uri: &str, fields: &[(&'static str, String)]) -> String {
        let (text, frame) = (self.text(language), Frame::default());
        render(&FormPostTemplate { text, frame, uri, fields, script: SCRIPT })
    }
}

/// The policy of that page: as that of any other, and this one script (CSP Level 3, 2.3.1: by its hash).
pub fn policy(form_targets: &[String]) -> String {
    static HASH: LazyLock<String> = LazyLock::new(|| STANDARD.encode(hash::sha256(SCRIPT.as_bytes())));
    format!("{}; script-src 'sha256-{}'", super::policy(form_targets), *HASH)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::language::Texts;

    #[test]
    fn no_field_becomes_markup_and_nothing_but_the_one_script_runs() {
        let pages = Pages::new(Arc::new(Texts::new().unwrap()));
        let state = "\"><script>alert(1)</script><input name=\"code\" value='x";
        let fields = [("code", "abc".to_owned()), ("state", state.to_owned())];
        for language in Language::ALL {
            let page = pages.form_post(language, "https://records.example/callback?a=\"&b", &fields);
            assert_eq!((page.matches("<script").count(), page.matches("<input").count()), (1, 2), "{page}");
            assert!(
                page.contains(&format!("<script>{SCRIPT}</script>")) && !page.contains("No localization"),
                "{page}"
            );
            assert!(page.contains("action=\"https://records.example/callback?a=&#34;&#38;b\""), "{page}");
            // Without scripts there is a button.
            assert!(page.contains("<button"), "{page}");
        }
        let policy = policy(&["https://records.example".to_owned()]);
        assert!(policy.contains("form-action 'self' https://records.example; script-src 'sha256-"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}
