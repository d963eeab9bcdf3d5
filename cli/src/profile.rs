//! Which broker: a profile of `config.toml`, or an address. The production one is known as such however it was named.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use url::Url;

use crate::address::{broker_address, origin};
use crate::error::CliError;
use crate::folders;
use crate::input;

/// A broker, as one person of support knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its name; none for a bare address.
    pub name: Option<String>,
    /// Its address.
    pub url: Url,
    /// Whether hospitals work on it.
    pub production: bool,
}

impl Profile {
    /// What the person types before something dangerous happens.
    pub fn typed(&self) -> String {
        self.name.clone().unwrap_or_else(|| origin(&self.url))
    }
}

/// What names the broker, in the order in which it counts.
#[derive(Debug, Default)]
pub struct Named {
    /// `--profile`
    pub profile: Option<String>,
    /// `--url`
    pub url: Option<Url>,
    /// `ANTEROOM_PROFILE`
    pub environment_profile: Option<String>,
    /// `ANTEROOM_URL`
    pub environment_url: Option<String>,
}

/// `config.toml`. Strict: a misspelt `production` would be a profile that does not warn.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Configuration {
    default: Option<String>,
    profile: BTreeMap<String, Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    url: String,
    #[serde(default)]
    production: bool,
}

impl Named {
    /// With what the environment says.
    pub fn with_environment(profile: Option<String>, url: Option<Url>) -> Self {
        let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        Self {
            profile,
            url,
            environment_profile: variable("ANTEROOM_PROFILE"),
            environment_url: variable("ANTEROOM_URL"),
        }
    }

    /// The broker that is meant.
    pub fn find(self) -> Result<Profile, CliError> {
        let file = folders::configuration()?.join("config.toml");
        let configuration = match std::fs::read_to_string(&file) {
            Ok(text) => read(&file, &text)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Configuration::default(),
            Err(error) => return Err(CliError::Use(format!("cannot read {}: {error}", file.display()))),
        };
        self.choose(&configuration, &file)
    }

    fn choose(self, configuration: &Configuration, file: &Path) -> Result<Profile, CliError> {
        if self.profile.is_none() && self.url.is_none() {
            if self.environment_profile.is_some() && self.environment_url.is_some() {
                let both = "ANTEROOM_PROFILE and ANTEROOM_URL are both set: unset one, or give --profile or --url";
                return Err(CliError::Use(both.to_owned()));
            }
            if let Some(url) = &self.environment_url {
                let url = broker_address(url).map_err(|error| CliError::Use(format!("ANTEROOM_URL: {error}")))?;
                return Ok(configuration.by_address(url));
            }
        }
        if let Some(url) = self.url {
            return Ok(configuration.by_address(url));
        }
        if let Some(name) = self.profile.or(self.environment_profile).or_else(|| configuration.default.clone()) {
            return configuration.by_name(&name, file);
        }
        // One alone needs no name.
        match configuration.profile.keys().next() {
            Some(name) if configuration.profile.len() == 1 => configuration.by_name(&name.clone(), file),
            _ => {
                let which = format!("which broker? Give --profile or --url, or name one in {}", file.display());
                Err(CliError::Use(which))
            }
        }
    }
}

impl Configuration {
    fn by_name(&self, name: &str, file: &Path) -> Result<Profile, CliError> {
        let Some(entry) = self.profile.get(name) else {
            let known: Vec<_> = self.profile.keys().map(String::as_str).collect();
            let known =
                if known.is_empty() { "there is none".to_owned() } else { format!("known: {}", known.join(", ")) };
            return Err(CliError::Use(format!("{} has no profile {name}; {known}", file.display())));
        };
        let url = broker_address(&entry.url);
        let url = url.map_err(|error| CliError::Use(format!("{}: profile {name}: {error}", file.display())))?;
        Ok(Profile { name: Some(name.to_owned()), url, production: entry.production })
    }

    /// Whoever gives an address may mean a profile without saying so.
    fn by_address(&self, url: Url) -> Profile {
        let same = |entry: &Entry| broker_address(&entry.url).is_ok_and(|known| known == url);
        // Two names for one broker: it is in production if either says so.
        let found = self.profile.iter().filter(|(_, entry)| same(entry)).max_by_key(|(_, entry)| entry.production);
        let production = found.is_some_and(|(_, entry)| entry.production);
        Profile { name: found.map(|(name, _)| name.clone()), url, production }
    }
}

fn read(file: &Path, text: &str) -> Result<Configuration, CliError> {
    toml::from_str(text).map_err(|error| input::wrong_toml(file, text, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
        default = "test"
        [profile.production]
        url = "https://login.example"
        production = true
        [profile.test]
        url = "https://login.test.example"
    "#;

    type Found = (Option<String>, String, bool);

    fn chosen(file: &str, named: Named) -> Result<Found, String> {
        let path = Path::new("config.toml");
        let found = read(path, file).and_then(|configuration| named.choose(&configuration, path));
        match found {
            Ok(profile) => Ok((profile.name.clone(), origin(&profile.url), profile.production)),
            Err(CliError::Use(error)) => Err(error),
            Err(other) => panic!("{other:?}"),
        }
    }

    fn production() -> Found {
        (Some("production".to_owned()), "https://login.example".to_owned(), true)
    }

    fn test() -> Found {
        (Some("test".to_owned()), "https://login.test.example".to_owned(), false)
    }

    #[test]
    fn what_is_said_goes_before_the_environment_and_that_before_the_file() {
        let of = |named| chosen(FILE, named).unwrap();
        let (name, url) = (|name: &str| Some(name.to_owned()), || broker_address("https://login.example").ok());
        assert_eq!(of(Named::default()), test());
        assert_eq!(of(Named { profile: name("production"), ..Named::default() }), production());
        assert_eq!(of(Named { environment_profile: name("production"), ..Named::default() }), production());
        let both = Named { environment_profile: name("production"), ..Named::default() };
        assert_eq!(of(Named { profile: name("test"), ..both }), test());
        let both = Named { environment_url: name("https://login.example"), ..Named::default() };
        assert_eq!(of(Named { profile: name("test"), ..both }), test());
        assert_eq!(of(Named { url: url(), environment_profile: name("test"), ..Named::default() }), production());
    }

    #[test]
    fn production_is_known_by_its_address_too() {
        let at = |url: &str| Named { environment_url: Some(url.to_owned()), ..Named::default() };
        assert_eq!(chosen(FILE, at("https://login.example/")), Ok(production()));
        let elsewhere = (None, "http://localhost:8080".to_owned(), false);
        assert_eq!(chosen(FILE, at("http://localhost:8080")), Ok(elsewhere));
    }

    #[test]
    fn one_alone_needs_no_name() {
        let one = "[profile.test]\nurl = \"https://login.test.example\"";
        assert_eq!(chosen(one, Named::default()), Ok(test()));
        let two = FILE.replace("default = \"test\"", "");
        assert!(chosen(&two, Named::default()).is_err_and(|error| error.starts_with("which broker?")));
    }

    #[test]
    fn mistakes_are_named() {
        let named = |profile: &str| Named { profile: Some(profile.to_owned()), ..Named::default() };
        let of = |file, profile| chosen(file, named(profile)).unwrap_err();
        assert_eq!(of(FILE, "prod"), "config.toml has no profile prod; known: production, test");
        assert_eq!(of("", "prod"), "config.toml has no profile prod; there is none");
        let both = Named { environment_profile: Some("a".to_owned()), ..Named::default() };
        let both = Named { environment_url: Some("b".to_owned()), ..both };
        assert!(chosen(FILE, both).unwrap_err().contains("both set"));
        let misspelt = of("[profile.a]\nurl = \"https://a.example\"\nproducton = true", "a");
        assert!(misspelt.starts_with("config.toml, line 3: unknown field `producton`"), "{misspelt}");
        let plain = of("[profile.prod]\nurl = \"http://a.example\"", "prod");
        assert_eq!(plain, "config.toml: profile prod: an address begins with https://");
    }
}
