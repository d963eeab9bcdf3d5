//! The settings of one process: `anteroom.toml`, and `ANTEROOM_*` in the environment over it.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use chrono::{DateTime, Utc};
use ipnet::IpNet;
use serde::Deserialize;
use url::Url;

use super::audit::AuditSettings;
use super::checks::CheckSettings;
use super::dns::DnsSettings;
use super::mail::MailSettings;
use super::signing::SigningSettings;
use crate::domain::credential::Credential;
use crate::domain::expiry::ExpiryKind;
use crate::domain::organization::is_slug;
use crate::domain::secret::Secret;
use crate::keys::ring::KeyRing;
use crate::signin::staff::SupportAccess;
use crate::store::StoreSettings;
use crate::tenancy::expiries::SharedCredential;
use crate::tenancy::file::instant;
use crate::tenancy::secret::SecretReference;
use crate::upstream::{UpstreamSettings, certificate};

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
    /// How many threads answer requests. By default half as many as there are processors, and one at least: a sign-in waits more
    /// than it computes, threads that have nothing to do wake each other for nothing, and database and proxy have to run too.
    /// What computes long, as the hashing of a password does, has threads of its own.
    pub workers: NonZeroUsize,
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
    /// Letters; without them there is no traditional way.
    pub mail: Option<MailSettings>,
    /// Who may sign in to the admin API with an account; without it nobody, and tokens alone open it.
    pub admin: Option<AdminSettings>,
    /// The audit log.
    pub audit: AuditSettings,
    /// The keys that sign tokens.
    pub signing: SigningSettings,
    /// The name servers that prove domains.
    pub dns: DnsSettings,
    /// The checks of connections.
    pub checks: CheckSettings,
    /// The most seconds that one request to an identity provider may take.
    pub upstream_timeout_seconds: u64,
    /// For development only: stands for every Microsoft cloud.
    pub development_authority: Option<Url>,
    /// For development only: stands for Google.
    pub development_google: Option<Url>,
    /// For development only: addresses that point inwards, and plain http, may be reached.
    pub development_allow_inward: bool,
}

/// The provider's multi-tenant registration at Entra.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedRegistrationSettings {
    client_id: String,
    client_secret: Option<SecretReference>,
    /// When the client secret ends: Entra says so where it is made, and nobody else does.
    #[serde(default, deserialize_with = "instant")]
    client_secret_expires_at: Option<DateTime<Utc>>,
    certificate: Option<SecretReference>,
    private_key: Option<SecretReference>,
}

/// Who may sign in to the admin API with an account.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdminSettings {
    /// The slug of the organization whose users may be people of support: those with a role `anteroom:…` there.
    organization: String,
    /// The `client_id` of the application that they sign in through.
    #[serde(default = "anteroomctl")]
    application: String,
}

fn anteroomctl() -> String {
    "anteroomctl".to_owned()
}

fn default_workers() -> NonZeroUsize {
    let processors = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    NonZeroUsize::new(processors / 2).unwrap_or(NonZeroUsize::MIN)
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            operations_listen: None,
            database_url: None,
            workers: default_workers(),
            database_connections: 10,
            migrate_at_start: false,
            keys: None,
            trusted_proxies: Vec::new(),
            log: "warn,anteroom=info".to_owned(),
            log_json: false,
            shared_registration: None,
            mail: None,
            admin: None,
            audit: AuditSettings::default(),
            signing: SigningSettings::default(),
            dns: DnsSettings::default(),
            checks: CheckSettings::default(),
            upstream_timeout_seconds: 10,
            development_authority: None,
            development_google: None,
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
        if let Some(mail) = &mut self.mail {
            mail.resolve(base);
        }
        self.audit.resolve(base);
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
            workers: "ANTEROOM_WORKERS",
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
        self.development_google = url("ANTEROOM_DEVELOPMENT_GOOGLE")?.or(self.development_google.take());
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
        let given = (read(&shared.client_secret)?, read(&shared.certificate)?, read(&shared.private_key)?);
        let credential = match given {
            (Some(secret), None, None) => Credential::ClientSecret(secret),
            (None, Some(certificate), Some(private_key)) => {
                Credential::Certificate { private_key, certificate: certificate.expose().to_owned() }
            }
            (None, None, None) => Credential::Federated { subject: "shared_registration".to_owned() },
            _ => bail!(
                "shared_registration proves itself by client_secret, by certificate with private_key, or by neither \
                 (federated); one of them is meant"
            ),
        };
        Ok(Some((shared.client_id.clone(), credential)))
    }

    /// When what the shared registration proves itself with ends, where that is known.
    pub fn shared_expiry(&self) -> anyhow::Result<Option<SharedCredential>> {
        let Some((_, credential)) = self.shared_registration()? else { return Ok(None) };
        let said = self.shared_registration.as_ref().and_then(|shared| shared.client_secret_expires_at);
        Ok(match credential {
            Credential::ClientSecret(_) => {
                said.map(|ends_at| SharedCredential { kind: ExpiryKind::ClientSecret, begins_at: None, ends_at })
            }
            Credential::Certificate { private_key, certificate } => {
                let facts = certificate::inspect(&certificate, &private_key).context("shared_registration")?;
                let (begins_at, ends_at) = (Some(facts.not_before), facts.expires_at);
                Some(SharedCredential { kind: ExpiryKind::Certificate, begins_at, ends_at })
            }
            Credential::Federated { .. } => None,
        })
    }

    /// Who may sign in to the admin API with an account.
    pub fn support(&self) -> anyhow::Result<Option<SupportAccess>> {
        let Some(AdminSettings { organization, application }) = self.admin.clone() else { return Ok(None) };
        for (name, value) in [("organization", &organization), ("application", &application)] {
            ensure!(is_slug(value), "[admin] {name}: `{value}` can be no {name}'s name");
        }
        Ok(Some(SupportAccess { organization, application }))
    }

    /// The way outside.
    pub fn upstream(&self) -> UpstreamSettings {
        UpstreamSettings {
            authority: self.development_authority.clone(),
            google: self.development_google.clone(),
            allow_inward: self.development_allow_inward,
            timeout: Duration::from_secs(self.upstream_timeout_seconds),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(toml: &str) -> Settings {
        toml::from_str(toml).unwrap()
    }

    fn overlaid(variables: &[(&str, &str)]) -> anyhow::Result<Settings> {
        let mut settings = from("log = \"info\"");
        let find =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        settings.overlay(find)?;
        Ok(settings)
    }

    #[test]
    fn the_example_is_understood_and_says_what_holds_by_default() {
        let example = from(include_str!("../../anteroom.example.toml"));
        assert_eq!(example.issuer().unwrap(), "https://login.records.example");
        let default = Settings::default();
        assert_eq!(
            (example.listen, example.database_connections, example.migrate_at_start, example.log.as_str()),
            (default.listen, default.database_connections, default.migrate_at_start, default.log.as_str())
        );
        assert_eq!(example.upstream_timeout_seconds, default.upstream_timeout_seconds);
        assert!(example.admin.is_none() && default.admin.is_none(), "an example opens the admin API to accounts");
        assert_eq!(example.audit.policy(), default.audit.policy());
        assert_eq!(example.signing.policy().unwrap(), default.signing.policy().unwrap());
        assert_eq!(example.dns, default.dns);
        assert_eq!(example.checks, default.checks);
        assert!(!default.development_allow_inward && default.development_authority.is_none());
        assert!(default.development_google.is_none());
    }

    #[test]
    fn a_name_that_does_not_exist_is_refused() {
        for wrong in
            ["publik_url = \"https://login.example\"", "[shared_registration]\nclient_id = \"c\"\nsecret = \"s\""]
        {
            assert!(toml::from_str::<Settings>(wrong).unwrap_err().to_string().contains("unknown field"), "{wrong}");
        }
    }

    #[test]
    fn a_secret_is_never_a_value() {
        for wrong in ["keys = \"k1 AAAA\"", "database_url = \"postgres://anteroom:hunter2@db/anteroom\""] {
            assert!(toml::from_str::<Settings>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_issuer_is_a_bare_origin_over_tls() {
        let issuer = |url: &str| from(&format!("public_url = \"{url}\"")).issuer();
        assert_eq!(issuer("https://login.example").unwrap(), "https://login.example");
        assert_eq!(issuer("https://login.example:8443/").unwrap(), "https://login.example:8443");
        assert_eq!(issuer("http://localhost:8080").unwrap(), "http://localhost:8080");
        for wrong in [
            "http://login.example",
            "http://localhost.evil.example",
            "ftp://localhost",
            "https://login.example/anteroom",
            "https://login.example/?a=b",
            "https://login.example/#a",
            "https://anna@login.example/",
        ] {
            assert!(issuer(wrong).is_err(), "{wrong}");
        }
        assert!(Settings::default().issuer().unwrap_err().to_string().contains("ANTEROOM_PUBLIC_URL"));
    }

    #[test]
    fn accounts_open_the_admin_api_only_where_it_is_said_whose() {
        assert_eq!(Settings::default().support().unwrap(), None);
        let support = from("[admin]\norganization = \"vendor\"").support().unwrap().unwrap();
        assert_eq!((support.organization.as_str(), support.application.as_str()), ("vendor", "anteroomctl"));
        for wrong in
            ["organization = \"\"", "organization = \"The Vendor\"", "organization = \"v\"\napplication = \"\""]
        {
            assert!(from(&format!("[admin]\n{wrong}")).support().is_err(), "{wrong}");
        }
        for wrong in ["[admin]", "[admin]\napplication = \"anteroomctl\"", "[admin]\norganisation = \"vendor\""] {
            assert!(toml::from_str::<Settings>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_environment_goes_over_the_file_and_says_what_is_wrong_with_it() {
        let settings = overlaid(&[
            ("ANTEROOM_LISTEN", "0.0.0.0:80"),
            ("ANTEROOM_LOG", "debug"),
            ("ANTEROOM_PUBLIC_URL", "https://login.example"),
            ("ANTEROOM_TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.1/32"),
            ("ANTEROOM_KEYS_FILE", "/run/keys"),
            ("ANTEROOM_DATABASE_URL", "postgres://db/anteroom"),
        ]);
        let settings = settings.unwrap();
        assert_eq!((settings.listen.port(), settings.log.as_str(), settings.trusted_proxies.len()), (80, "debug", 2));
        assert!(matches!(settings.keys, Some(SecretReference::File(path)) if path == Path::new("/run/keys")));
        assert!(matches!(settings.database_url, Some(SecretReference::Env(name)) if name == "ANTEROOM_DATABASE_URL"));
        for (name, value) in [
            ("ANTEROOM_LISTEN", "everywhere"),
            ("ANTEROOM_DATABASE_CONNECTIONS", "-1"),
            ("ANTEROOM_WORKERS", "0"),
            ("ANTEROOM_MIGRATE_AT_START", "maybe"),
            ("ANTEROOM_PUBLIC_URL", "login.example"),
            ("ANTEROOM_TRUSTED_PROXIES", "10.0.0.0/8,proxy"),
            ("ANTEROOM_OPERATIONS_LISTEN", "9090"),
        ] {
            let error = format!("{:#}", overlaid(&[(name, value)]).unwrap_err());
            assert!(error.contains(name), "{error}");
        }
    }

    #[test]
    fn a_secret_that_is_given_twice_is_refused_and_not_repeated() {
        let error = overlaid(&[("ANTEROOM_KEYS", "k1 hunter2"), ("ANTEROOM_KEYS_FILE", "/run/keys")]).unwrap_err();
        assert!(error.to_string().contains("both set") && !error.to_string().contains("hunter2"), "{error}");
    }

    #[test]
    fn the_shared_registration_proves_itself_in_one_way() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a"), "something").unwrap();
        let with = |what: &str| {
            let file = folder.path().join("a").display().to_string();
            let lines: Vec<_> =
                what.split_whitespace().map(|name| format!("{name} = {{ file = \"{file}\" }}\n")).collect();
            from(&format!("[shared_registration]\nclient_id = \"c\"\n{}", lines.concat())).shared_registration()
        };
        assert!(matches!(with("client_secret").unwrap().unwrap().1, Credential::ClientSecret(_)));
        assert!(matches!(with("certificate private_key").unwrap().unwrap().1, Credential::Certificate { .. }));
        assert!(matches!(with("").unwrap().unwrap().1, Credential::Federated { .. }));
        assert!(with("client_secret certificate private_key").is_err());
        assert!(with("certificate").is_err(), "half a pair is no federated credential");
    }
}
