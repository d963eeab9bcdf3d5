//! The languages of pages and letters, which one a person gets, and their texts.

use std::collections::HashMap;
use std::sync::OnceLock;

use i18n_embed::fluent::FluentLanguageLoader;
use i18n_embed::{I18nEmbedError, LanguageLoader};
use rust_embed::RustEmbed;
use unic_langid::LanguageIdentifier;

use crate::domain::provider_name::{ProviderName, joined, kind_word};

#[derive(RustEmbed)]
#[folder = "locales/"]
struct Locales;

/// A language of pages and letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English
    #[default]
    En,
    /// Dutch
    Nl,
    /// German
    De,
    /// French
    Fr,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::En, Self::Nl, Self::De, Self::Fr];

    /// Its tag (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Nl => "nl",
            Self::De => "de",
            Self::Fr => "fr",
        }
    }

    /// Its name, as those call it who speak it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Nl => "Nederlands",
            Self::De => "Deutsch",
            Self::Fr => "Français",
        }
    }

    /// The language of a tag; `nl-BE` is `nl`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split('-').next()?;
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The application's wish, then the browser's, then the organization's, then English.
    pub fn choose(ui_locales: Option<&str>, accept_language: Option<&str>, organization: Option<&str>) -> Self {
        let by_app = || ui_locales?.split(' ').find_map(Self::from_tag);
        let by_browser = || Self::accepted(accept_language?);
        let by_organization = || Self::from_tag(organization?);
        by_app().or_else(by_browser).or_else(by_organization).unwrap_or_default()
    }

    /// The best of `Accept-Language` (RFC 9110, 12.5.4): the highest weight, and of equal ones the first.
    fn accepted(header: &str) -> Option<Self> {
        let mut best: Option<(Self, f32)> = None;
        for entry in header.split(',').take(20) {
            let (tag, weight) = entry.split_once(";q=").unwrap_or((entry, "1"));
            let weight: f32 = weight.trim().parse().unwrap_or(0.0);
            if let Some(language) = Self::from_tag(tag)
                && weight > best.map_or(0.0, |(_, weight)| weight)
            {
                best = Some((language, weight));
            }
        }
        best.map(|(language, _)| language)
    }
}

/// The texts of all languages. Each but English is read when somebody first asks for it: a megabyte that most processes never need.
pub struct Texts {
    english: FluentLanguageLoader,
    others: [OnceLock<Option<FluentLanguageLoader>>; Language::ALL.len()],
}

impl Texts {
    /// Reads the texts, which are built in.
    pub fn new() -> Result<Self, I18nEmbedError> {
        Ok(Self { english: load(Language::En)?, others: Default::default() })
    }

    /// The texts of one language.
    #[expect(clippy::indexing_slicing, reason = "there is one for each language, in the order of the enum")]
    pub fn of(&self, language: Language) -> Text<'_> {
        let read = || {
            let loader = load(language);
            loader.inspect_err(|error| tracing::error!(language = language.tag(), %error, "language.not_read")).ok()
        };
        let loader = match language {
            Language::En => None,
            _ => self.others[language as usize].get_or_init(read).as_ref(),
        };
        Text { language, loader: loader.unwrap_or(&self.english), named: &[] }
    }
}

fn load(language: Language) -> Result<FluentLanguageLoader, I18nEmbedError> {
    let id: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let loader = FluentLanguageLoader::new("anteroom", id.clone());
    loader.load_languages(&Locales, &[id])?;
    // The marks around inserted names serve right-to-left texts, and break copied addresses.
    loader.set_use_isolating(false);
    Ok(loader)
}

/// The texts of one language.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    language: Language,
    loader: &'a FluentLanguageLoader,
    /// The providers that they are about.
    named: &'a [ProviderName],
}

impl<'a> Text<'a> {
    /// The same texts, about these providers: `{ $provider }` in them is their names, and by `$kind` they choose what applies to them
    /// (`entra`, `google`, `oidc`, or `several`). Texts that are about none say neither.
    #[must_use]
    pub const fn naming(self, named: &'a [ProviderName]) -> Self {
        Self { named, ..self }
    }

    /// The text of this name.
    pub fn say(&self, key: &str) -> String {
        self.with_all(key, &[])
    }

    /// The text of this name, with one value in it.
    pub fn with(&self, key: &str, name: &str, value: &str) -> String {
        self.with_all(key, &[(name, value)])
    }

    /// The text of this name, with several values in it.
    pub fn with_all(&self, key: &str, values: &[(&str, &str)]) -> String {
        let provider = self.provider();
        let mut values: HashMap<_, _> = values.iter().copied().collect();
        if let Some(provider) = &provider {
            // Who says one of them knows better.
            values.entry("provider").or_insert(provider.as_str());
            values.entry("kind").or_insert(kind_word(self.named));
        }
        if values.is_empty() { self.loader.get(key) } else { self.loader.get_args(key, values) }
    }

    /// What the providers are called that these texts are about.
    fn provider(&self) -> Option<String> {
        match self.named {
            [] => None,
            [one] => Some(one.as_str().to_owned()),
            several => Some(joined(several, &self.loader.get("provider-or"))),
        }
    }

    /// The language's tag.
    pub fn tag(&self) -> &'static str {
        self.language.tag()
    }

    /// The other languages.
    pub fn others(&self) -> impl Iterator<Item = Language> + use<> {
        let this = self.language;
        Language::ALL.into_iter().filter(move |language| *language != this)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn app_browser_organization_in_this_order() {
        let choose = Language::choose;
        assert_eq!(choose(Some("xx nl-BE fr"), Some("en"), None), Language::Nl);
        assert_eq!(choose(None, Some("xx, en;q=0.5, nl;q=0.8"), Some("en")), Language::Nl);
        assert_eq!(choose(None, Some("nl;q=0"), Some("nl")), Language::Nl);
        assert_eq!(choose(None, Some("xx"), Some("de-CH")), Language::De);
        assert_eq!(choose(Some("xx"), Some(";;q=,"), None), Language::En);
    }

    #[test]
    fn a_text_names_the_providers_that_it_is_about_and_chooses_by_their_kind() {
        let texts = Texts::new().unwrap();
        let own = ProviderName::Organization("Zuiderkruis".to_owned());
        let both = [ProviderName::Microsoft, ProviderName::Google];
        let said = |language, named: &[ProviderName], key| texts.of(language).naming(named).say(key);
        assert_eq!(said(Language::En, &both[..1], "setup-sso"), "Sign-in with Microsoft");
        assert_eq!(said(Language::De, &[own], "setup-sso"), "Anmeldung mit Zuiderkruis");
        let either = ["Microsoft or Google", "Microsoft of Google", "Microsoft oder Google", "Microsoft ou Google"];
        for (language, either) in Language::ALL.into_iter().zip(either) {
            assert!(said(language, &both, "setup-sso").ends_with(either), "{either}");
        }
        for (named, expected) in [
            (&both[..1], "Connections to Microsoft Entra"),
            (&both[1..], "Connection to Google"),
            (&both, "Connections"),
        ] {
            assert_eq!(said(Language::En, named, "setup-connections"), expected);
        }
        // Within another text, and where somebody knows better.
        assert_eq!(said(Language::En, &both[1..], "setup-people-disabled"), "Disabled in Google");
        let text = texts.of(Language::En).naming(&both);
        assert_eq!(text.with("setup-sso", "provider", "id.example"), "Sign-in with id.example");
    }
}
