//! The settings of one process: `anteroom.toml`, and `ANTEROOM_*` in the environment over it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use ipnet::IpNet;
use serde::Deserialize;
use url::Url;

use crate::domain::credential::Credential;
use crate::domain::secret::Secret;
use crate::keys::ring::KeyRing;
use crate::store::StoreSettings;
use crate::tenancy::secret::SecretReference;
use crate::upstream::UpstreamSettings;

/// The settings of one process. Every name here is one in `anteroom.toml`; the scalar ones are also `ANTEROOM_<NAME>`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The address that the world knows us by, and our issuer. https, but for `localhost`.
    pub public_url: Option<Url>,
    /// Where requests are listened for.
    pub listen: SocketAddr,
    /// Where the operator's door is.
    pub operations_listen: Option<SocketAddr>,
    /// `sqlite:path` or `postgres://…`
    pub database_url: Option<SecretReference>,
    /// The most connections to the database.
    pub database_connections: u32,
    /// Whether the schema is brought to this version at start; else `anteroom migrate` does.
    pub migrate_at_start: bool,
    /// The key ring.
    pub keys: Option<SecretReference>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// What is logged, e.g. `warn,anteroom=debug`.
    pub log: String,
    /// Whether as JSON.
    pub log_json: bool,
    /// The provider's multi-tenant registration.
    pub shared_registration: Option<SharedRegistrationSettings>,
    /// The most seconds that one request to an identity provider may take.
    pub upstream_timeout_seconds: u64,
    /// For development only: stands for every Microsoft cloud.
    pub development_authority: Option<Url>,
    /// For development only: addresses that point inwards, and plain http, may be reached.
    pub development_allow_inward: bool,
}

/// The provider's multi-tenant registration at Entra.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedRegistrationSettings {
    client_id: String,
    client_secret: Option<SecretReference>,
    certificate: Option<SecretReference>,
    private_key: Option<SecretReference>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            operations_listen: None,
            database_url: None,
            database_connections: 10,
            migrate_at_start: false,
            keys: None,
            trusted_proxies: Vec::new(),
            log: "warn,anteroom=info".to_owned(),
            log_json: false,
            shared_registration: None,
            upstream_timeout_seconds: 10,
            development_authority: None,
            development_allow_inward: false,
        }
    }
}

impl Settings {
    /// Reads `anteroom.toml`, where there is one, and the environment over it. Paths in the file are relative to it.
    pub fn read(file: Option<&Path>) -> anyhow::Result<Self> {
        let named = file.is_some();
        let path = file.map_or_else(|| PathBuf::from("anteroom.toml"), Path::to_owned);
        let mut settings = match std::fs::read_to_string(&path) {
            Ok(text) => {
                let mut settings: Self =
                    toml::from_str(&text).with_context(|| format!("{} is not understood", path.display()))?;
                settings.resolve(path.parent().unwrap_or(Path::new(".")));
                settings
            }
            Err(error) if named || error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("cannot read {}", path.display()));
            }
            Err(_) => Self::default(),
        };
        settings.overlay(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))?;
        Ok(settings)
    }

    fn resolve(&mut self, base: &Path) {
        let shared = self.shared_registration.iter_mut();
        let of_shared =
            shared.flat_map(|shared| [&mut shared.client_secret, &mut shared.certificate, &mut shared.private_key]);
        for reference in [&mut self.database_url, &mut self.keys].into_iter().chain(of_shared).flatten() {
            reference.relative_to(base);
        }
    }

    /// Lays the environment over the file.
    fn overlay(&mut self, variable: impl Fn(&str) -> Option<String>) -> anyhow::Result<()> {
        fn put<T: std::str::FromStr>(place: &mut T, name: &str, value: Option<String>) -> anyhow::Result<()>
        where
            T::Err: std::fmt::Display,
        {
            if let Some(value) = value {
                *place = value.parse().map_err(|error| anyhow::anyhow!("{name}: {error}"))?;
            }
            Ok(())
        }
        macro_rules! overlay {
            ($($field:ident: $name:literal),+ $(,)?) => { $(put(&mut self.$field, $name, variable($name))?;)+ };
        }
        overlay! {
            listen: "ANTEROOM_LISTEN",
            database_connections: "ANTEROOM_DATABASE_CONNECTIONS",
            migrate_at_start: "ANTEROOM_MIGRATE_AT_START",
            log: "ANTEROOM_LOG",
            log_json: "ANTEROOM_LOG_JSON",
            upstream_timeout_seconds: "ANTEROOM_UPSTREAM_TIMEOUT_SECONDS",
            development_allow_inward: "ANTEROOM_DEVELOPMENT_ALLOW_INWARD",
        }
        let url = |name: &str| {
            let parse = |value: String| value.parse::<Url>().map_err(|error| anyhow::anyhow!("{name}: {error}"));
            variable(name).map(parse).transpose()
        };
        self.public_url = url("ANTEROOM_PUBLIC_URL")?.or(self.public_url.take());
        self.development_authority = url("ANTEROOM_DEVELOPMENT_AUTHORITY")?.or(self.development_authority.take());
        if let Some(value) = variable("ANTEROOM_OPERATIONS_LISTEN") {
            self.operations_listen = Some(value.parse().context("ANTEROOM_OPERATIONS_LISTEN")?);
        }
        if let Some(value) = variable("ANTEROOM_TRUSTED_PROXIES") {
            let networks = value.split(',').map(|network| network.trim().parse());
            self.trusted_proxies = networks.collect::<Result<_, _>>().context("ANTEROOM_TRUSTED_PROXIES")?;
        }
        for (place, name) in [(&mut self.database_url, "ANTEROOM_DATABASE_URL"), (&mut self.keys, "ANTEROOM_KEYS")] {
            let file = format!("{name}_FILE");
            match (variable(name), variable(&file)) {
                (Some(_), Some(_)) => bail!("{name} and {file} are both set; one of them is meant"),
                (Some(_), None) => *place = Some(SecretReference::Env(name.to_owned())),
                (None, Some(path)) => *place = Some(SecretReference::File(path.into())),
                (None, None) => {}
            }
        }
        Ok(())
    }

    /// Our issuer: the public address without a slash at its end.
    pub fn issuer(&self) -> anyhow::Result<String> {
        let url = self.public_url.as_ref().context("public_url (ANTEROOM_PUBLIC_URL) is not set")?;
        let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1"));
        ensure!(url.scheme() == "https" || (url.scheme() == "http" && local), "public_url must begin with https://");
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        ensure!(bare, "public_url is an origin: no path, query or user");
        Ok(url.as_str().trim_end_matches('/').to_owned())
    }

    /// The key ring.
    pub fn key_ring(&self) -> anyhow::Result<KeyRing> {
        let hint = "no key ring: set keys in anteroom.toml, ANTEROOM_KEYS_FILE or ANTEROOM_KEYS; \
                    `anteroom keys generate` makes a key";
        let text = self.keys.as_ref().context(hint)?.read().context("the key ring")?;
        Ok(KeyRing::parse(text.expose())?)
    }

    /// The database.
    pub fn store(&self) -> anyhow::Result<StoreSettings> {
        let url = match &self.database_url {
            Some(reference) => reference.read().context("the database address")?,
            None => Secret::new("sqlite:anteroom.db"),
        };
        Ok(StoreSettings { url, max_connections: self.database_connections })
    }

    /// The shared registration's application id and credential.
    pub fn shared_registration(&self) -> anyhow::Result<Option<(String, Credential)>> {
        let Some(shared) = &self.shared_registration else { return Ok(None) };
        let read = |reference: &Option<SecretReference>| {
            reference.as_ref().map(SecretReference::read).transpose().context("shared_registration")
        };
        let secret = read(&shared.client_secret)?;
        let pair = read(&shared.certificate)?.zip(read(&shared.private_key)?);
        let credential = match (secret, pair) {
            (Some(secret), None) => Credential::ClientSecret(secret),
            (None, Some((certificate, private_key))) => {
                Credential::Certificate { private_key, certificate: certificate.expose().to_owned() }
            }
            (None, None) => Credential::Federated { subject: "shared_registration".to_owned() },
            (Some(_), Some(_)) => bail!("shared_registration has a secret and a certificate; one of them is meant"),
        };
        Ok(Some((shared.client_id.clone(), credential)))
    }

    /// The way outside.
    pub fn upstream(&self) -> UpstreamSettings {
        UpstreamSettings {
            authority: self.development_authority.clone(),
            allow_inward: self.development_allow_inward,
            timeout: Duration::from_secs(self.upstream_timeout_seconds),
        }
    }
}
