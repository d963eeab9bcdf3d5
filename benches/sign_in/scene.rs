//! A database with so many organizations, of which some are signed in to, and what the other processes must know of it.

use std::fmt::{self, Write};
use std::path::{Path, PathBuf};

use anteroom::app::clock;
use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::secret::Secret;
use anteroom::keys::random;
use anteroom::keys::ring::KeyRing;
use anteroom::store::{Store, StoreSettings};
use anteroom::tenancy::admin_tokens::{self, NewToken};
use anteroom::tenancy::change::Act;
use anteroom::tenancy::{apply, desired};
use anyhow::Context;
use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection};
use tempfile::TempDir;
use url::Url;
use uuid::Uuid;

use crate::process::parent_of;

/// At most so many organizations are signed in to: those of one busy hour.
const BUSY: u32 = 20;
/// Each by so many people.
const PEOPLE: u32 = 10;

/// A kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    Sqlite,
    Postgres,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        })
    }
}

/// A prepared database, and the folder with all that belongs to it.
pub struct Scene {
    pub kind: Kind,
    pub organizations: u32,
    pub folder: TempDir,
    pub facts: Facts,
    /// The process that all of PostgreSQL's descend from.
    pub postmaster: Option<u32>,
}

/// What the other processes must know.
#[derive(Serialize, Deserialize)]
pub struct Facts {
    pub broker: String,
    pub stand_in: String,
    pub database_url: String,
    pub floor_database_url: String,
    pub app_secret: String,
    pub entra_secret: String,
    pub directories: Vec<Directory>,
    pub people: Vec<String>,
}

/// A hospital's directory.
#[derive(Clone, Serialize, Deserialize)]
pub struct Directory {
    pub tid: Uuid,
    pub client_id: Uuid,
    pub connection: String,
    pub domain: String,
    pub people: Vec<String>,
}

impl Scene {
    /// Makes the database, with its schema and its organizations.
    pub async fn prepare(kind: Kind, organizations: u32) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let (database_url, postmaster) = match kind {
            Kind::Sqlite => (format!("sqlite:{}", folder.path().join("anteroom.db").display()), None),
            Kind::Postgres => postgres_database().await?,
        };
        let token = || random::token().expose().to_owned();
        let mut facts = Facts {
            broker: format!("http://localhost:{}", free_port()?),
            stand_in: format!("http://localhost:{}", free_port()?),
            floor_database_url: format!("{database_url}_floor"),
            database_url,
            app_secret: token(),
            entra_secret: token(),
            directories: (0..BUSY.min(organizations)).map(Directory::new).collect(),
            people: Vec::new(),
        };
        // One of each organization in turn, as they come in life.
        for place in 0..PEOPLE {
            let index = usize::try_from(place)?;
            facts.people.extend(facts.directories.iter().filter_map(|directory| directory.people.get(index).cloned()));
        }
        let mut scene = Self { kind, organizations, folder, facts, postmaster };
        for (name, text) in [
            ("database", scene.facts.database_url.as_str()),
            ("keys", &KeyRing::generate_line("bench")),
            ("app-secret", &scene.facts.app_secret),
            ("entra-secret", &scene.facts.entra_secret),
        ] {
            std::fs::write(scene.path(name), text)?;
        }
        scene.fill().await?;
        std::fs::write(scene.path("anteroom.toml"), scene.settings())?;
        std::fs::write(scene.path("scene.json"), serde_json::to_vec(&scene.facts)?)?;
        Ok(scene)
    }

    /// What another process was given.
    pub fn read(folder: &Path) -> anyhow::Result<Facts> {
        Ok(serde_json::from_slice(&std::fs::read(folder.join("scene.json"))?)?)
    }

    /// A file of the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Tells the floor how large the broker's answers are.
    pub fn write_sizes(&self, sizes: [usize; 3]) -> anyhow::Result<()> {
        Ok(std::fs::write(self.path("sizes.json"), serde_json::to_vec(&sizes)?)?)
    }

    /// The broker's `anteroom.toml`.
    pub fn settings(&self) -> String {
        self.settings_at(&self.facts.broker)
    }

    /// That of a replica which listens at another address.
    pub fn settings_at(&self, address: &str) -> String {
        let (broker, stand_in) = (&self.facts.broker, &self.facts.stand_in);
        let (listen, folder) = (address.replace("http://localhost", "127.0.0.1"), self.folder.path().display());
        format!(
            "public_url = \"{broker}\"\nlisten = \"{listen}\"\ndatabase_url = {{ file = \"{folder}/database\" }}\n\
             keys = {{ file = \"{folder}/keys\" }}\ndevelopment_authority = \"{stand_in}\"\n\
             development_allow_inward = true\n"
        )
    }

    /// The token of somebody who sets flags.
    pub async fn support(&self) -> anyhow::Result<Secret> {
        let settings = StoreSettings { url: Secret::new(self.facts.database_url.clone()), max_connections: 1 };
        let store = Store::connect(&settings).await?;
        let new = NewToken {
            name: "benchmark".to_owned(),
            role: AdminRole::Support,
            organizations: None,
            lifetime: chrono::Duration::hours(1),
        };
        let act = Act { by: "the benchmark", role: None, ip: None, now: clock::system().now() };
        Ok(admin_tokens::create(&store, new, &act).await?.1)
    }

    async fn fill(&mut self) -> anyhow::Result<()> {
        let settings = StoreSettings { url: Secret::new(self.facts.database_url.clone()), max_connections: 2 };
        let store = Store::connect(&settings).await?;
        store.migrate().await?;
        let now = clock::system().now();
        let ring = KeyRing::parse(&std::fs::read_to_string(self.path("keys"))?)?;
        let desired = desired::read("tenants.toml", &self.tenants(), self.folder.path())
            .map_err(|error| anyhow::anyhow!("{}", error.lines().join("\n")))?;
        let plan = apply::prepare(&store, &ring, &desired, now).await?;
        apply::carry_out(&store, &ring, &plan, "the benchmark", now).await?;
        for (index, directory) in self.facts.directories.iter_mut().enumerate() {
            let id = store.find_organization_by_slug(&slug(index)).await?.context("an organization is missing")?;
            let configuration = store.find_configuration(id).await?.context("an organization is missing")?;
            directory.connection = configuration.connections.first().context("no connection")?.id.to_string();
        }
        drop(store);
        let others = self.organizations.saturating_sub(BUSY);
        let url = &self.facts.database_url;
        match self.kind {
            Kind::Sqlite => {
                let mut database = url.parse::<SqliteConnectOptions>()?.connect().await?;
                for statement in fillers(others, "randomblob(16)") {
                    database.execute(AssertSqlSafe(statement)).await?;
                }
                database.execute("ANALYZE").await?;
                database.close().await?;
            }
            Kind::Postgres => {
                let mut database = PgConnection::connect(url).await?;
                for statement in fillers(others, "gen_random_uuid()") {
                    database.execute(AssertSqlSafe(statement)).await?;
                }
                database.execute("VACUUM ANALYZE").await?;
            }
        }
        Ok(())
    }

    /// Lets PostgreSQL know that the tables are no longer empty, as it would find out by itself within a minute. The plans that it
    /// made for empty tables would read the whole of the growing ones.
    pub async fn analyze(&self) -> anyhow::Result<()> {
        if self.kind == Kind::Postgres {
            for url in [&self.facts.database_url, &self.facts.floor_database_url] {
                PgConnection::connect(url).await?.execute("ANALYZE").await?;
            }
        }
        Ok(())
    }

    /// What everybody's sign-in gave: the grant, and its organization.
    pub async fn grants(&self) -> anyhow::Result<Vec<(Uuid, Uuid)>> {
        let statement = "SELECT id, organization_id FROM grants";
        let url = &self.facts.database_url;
        Ok(match self.kind {
            Kind::Sqlite => {
                let mut database = url.parse::<SqliteConnectOptions>()?.connect().await?;
                let found = sqlx::query_as(statement).fetch_all(&mut database).await?;
                database.close().await?;
                found
            }
            Kind::Postgres => sqlx::query_as(statement).fetch_all(&mut PgConnection::connect(url).await?).await?,
        })
    }

    /// Copies the database for the floor, after the broker has ended.
    pub async fn copy_for_floor(&self) -> anyhow::Result<()> {
        let Facts { database_url, floor_database_url, .. } = &self.facts;
        match self.kind {
            Kind::Sqlite => {
                let options = database_url.parse::<SqliteConnectOptions>()?;
                let mut database = options.clone().connect().await?;
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)").await?;
                database.close().await?;
                let copy = floor_database_url.parse::<SqliteConnectOptions>()?;
                std::fs::copy(options.get_filename(), copy.get_filename())?;
            }
            Kind::Postgres => {
                let name = |url: &str| Ok::<_, url::ParseError>(url.parse::<Url>()?.path().replace('/', ""));
                let (name, copy) = (name(database_url)?, name(floor_database_url)?);
                let mut server = PgConnection::connect(&server()?).await?;
                // The server may not have noticed yet that the broker has ended, and copies no database that is in use.
                sqlx::query("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1")
                    .bind(&name)
                    .execute(&mut server)
                    .await?;
                server.execute(AssertSqlSafe(format!("CREATE DATABASE {copy} TEMPLATE {name}"))).await?;
                let mut database = PgConnection::connect(floor_database_url).await?;
                database.execute("VACUUM ANALYZE").await?;
            }
        }
        Ok(())
    }

    /// The organizations that are signed in to.
    fn tenants(&self) -> String {
        let mut text = "[[application]]\nclient_id = \"records\"\nname = \"Records\"\nsso = \"follow\"\n\
             secret = { file = \"app-secret\" }\nredirect_uris = [\"https://records.example/callback\"]\n\n\
             [[application]]\nclient_id = \"reports\"\nname = \"Reports\"\nsso = \"never\"\n\
             secret = { file = \"app-secret\" }\nredirect_uris = [\"https://reports.example/callback\"]\n\
             protocol = { client_credentials = true, resources = [\"https://api.example/\"] }\n"
            .to_owned();
        for (index, directory) in self.facts.directories.iter().enumerate() {
            let Directory { tid, client_id, domain, people, .. } = directory;
            let slug = slug(index);
            let _ = write!(
                text,
                "\n[[organization]]\nslug = \"{slug}\"\nname = \"Hospital {index}\"\n\n[[organization.connection]]\n\
                 name = \"entra\"\nregistration = \"own\"\ntid = \"{tid}\"\nclient_id = \"{client_id}\"\n\
                 credential = {{ client_secret = {{ file = \"entra-secret\" }} }}\n\n[[organization.domain]]\n\
                 name = \"{domain}\"\nconnection = \"entra\"\nproven = true\n\n[[organization.flag]]\nname = \"sso\"\n\
                 value = true\nreason = \"in use\"\n"
            );
            for email in people {
                let _ = write!(
                    text,
                    "\n[[organization.user]]\nemail = \"{email}\"\nname = \"Anna de Vries\"\nkind = \"professional\"\n\
                     roles = [\"nurse\", \"planner\"]\nlocale = \"nl\"\n"
                );
            }
        }
        text
    }
}

impl Directory {
    fn new(index: u32) -> Self {
        let id = |block: u128| Uuid::from_u128((block << 112) + 0x4000_8000_0000_0000_0000 + u128::from(index));
        let domain = format!("hospital-{index}.example");
        let people = (0..PEOPLE).map(|place| format!("caregiver.{place}@{domain}")).collect();
        Self { tid: id(0x0d1e), client_id: id(0x0c11), connection: String::new(), domain, people }
    }
}

fn slug(index: usize) -> String {
    format!("hospital-{index}")
}

/// The organizations that nobody signs in to, each with all that an organization has.
fn fillers(count: u32, new_id: &str) -> Vec<String> {
    let now = "'2026-01-01 00:00:00+00:00'";
    let each = |into: &str, values: &str| {
        format!("INSERT INTO {into} SELECT {new_id}, {values} FROM organizations o WHERE o.slug LIKE 'filler-%'")
    };
    let of_connection = |into: &str, values: &str| {
        format!(
            "INSERT INTO {into} SELECT {new_id}, {values} FROM connections c JOIN organizations o \
             ON o.id = c.organization_id WHERE o.slug LIKE 'filler-%'"
        )
    };
    vec![
        format!(
            "INSERT INTO organizations (id, slug, name, status, created_at, updated_at) \
             WITH RECURSIVE n(i) AS (SELECT 1 WHERE {count} > 0 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
             SELECT {new_id}, 'filler-' || i, 'Filler ' || i, 'active', {now}, {now} FROM n"
        ),
        each(
            "connections (id, organization_id, name, kind, status, created_at, updated_at)",
            &format!("o.id, 'entra', 'entra', 'active', {now}, {now}"),
        ),
        of_connection(
            "connection_versions (id, organization_id, connection_id, number, state, registration, client_id, tid, cloud, \
             allow_guests, require_mfa, created_at, activated_at)",
            &format!(
                "o.id, c.id, 1, 'active', 'own', '00000000-0000-4000-8000-000000000000', {new_id}, 'global', FALSE, \
                 FALSE, {now}, {now}"
            ),
        ),
        of_connection(
            "credentials (id, organization_id, connection_id, slot, in_use, kind, created_at)",
            &format!("o.id, c.id, 'a', TRUE, 'federated', {now}"),
        ),
        of_connection(
            "domains (id, organization_id, name, connection_id, proven_at, proven_by, challenge, created_at)",
            &format!("o.id, o.slug || '.example', c.id, {now}, 'manual', '{:032x}', {now}", 0),
        ),
        each(
            "flags (id, organization_id, name, value, reason, updated_at)",
            &format!("o.id, 'sso', TRUE, 'in use', {now}"),
        ),
        each(
            "users (id, organization_id, email, name, kind, status, roles, created_at, updated_at)",
            &format!(
                "o.id, 'caregiver@' || o.slug || '.example', 'Anna', 'professional', 'active', '[]', {now}, {now}"
            ),
        ),
    ]
}

/// A new database on the server that `scripts/with-postgres` started.
async fn postgres_database() -> anyhow::Result<(String, Option<u32>)> {
    let server = server()?;
    let mut connection = PgConnection::connect(&server).await?;
    let id: Uuid = random::id(clock::system().now());
    let name = format!("anteroom_bench_{}", id.simple());
    connection.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await?;
    let backend: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut connection).await?;
    let mut url: Url = server.parse()?;
    url.set_path(&name);
    Ok((url.to_string(), parent_of(u32::try_from(backend)?)))
}

/// The address of that server.
fn server() -> anyhow::Result<String> {
    std::env::var("ANTEROOM_TEST_POSTGRES_URL").context(
        "no PostgreSQL server: run `scripts/with-postgres cargo bench --bench sign_in`, or add `-- --database sqlite`",
    )
}

pub fn free_port() -> anyhow::Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
