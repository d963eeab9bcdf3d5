//! A broker with a hospital of many people, and a stranger who asks.

use std::fmt::{self, Write as _};
use std::time::Instant;

use anteroom::app::settings::Settings;
use anteroom::app::{Broker, clock};
use anteroom::domain::user::{FormerEmail, User};
use anteroom::keys::hash::s256;
use anteroom::keys::random;
use anteroom::keys::ring::KeyRing;
use anteroom::store::Store;
use anteroom::tenancy::{apply, desired};
use anyhow::{Context, ensure};
use chrono::{DateTime, Utc};
use clap::ValueEnum;
use reqwest::header::{COOKIE, SET_COOKIE};
use sqlx::Connection;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::likeness::likeness;
use crate::sample::Answered;

#[derive(Clone, Copy, Debug, ValueEnum)]
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

/// A broker that serves, and whoever asks it.
pub struct Scene {
    base: String,
    client: reqwest::Client,
    _folder: TempDir,
    _end: DropGuard,
}

/// An address with an account.
fn known(number: usize) -> String {
    format!("person{number:05}@st-janshof.example")
}

/// An address of the same length without one.
pub fn unknown(number: usize) -> String {
    format!("nobody{number:05}@st-janshof.example")
}

/// Whose account it is: each of four kinds in turn. The last has had the address before.
fn kind(number: usize) -> &'static str {
    match number % 4 {
        0 => "kind = \"professional\"",
        1 => "kind = \"patient\"",
        2 => "kind = \"professional\"\nstatus = \"suspended\"",
        _ => "kind = \"patient\"\nlocale = \"nl\"",
    }
}

/// Gives every fourth another address; the one that strangers type is the former one, and counts.
async fn rename(store: &Store, people: usize, now: DateTime<Utc>) -> anyhow::Result<()> {
    let organization = store.find_organization_by_slug("st-janshof").await?.context("no organization")?;
    let change = store.change_configuration(now).await?;
    for number in (3..people).step_by(4) {
        let found = change.find_users(organization, &[known(number).parse()?]).await?;
        let user = found.into_iter().next().context("no user")?;
        let former = FormerEmail { address: user.email.clone(), until: now + chrono::Duration::days(30) };
        let email = format!("renamed{number:05}@st-janshof.example").parse()?;
        change.replace_user(&User { email, former_email: Some(former), ..user }).await?;
    }
    Ok(change.commit().await?)
}

/// All addresses, in random order, each with whether it has an account.
pub fn shuffled(addresses: usize) -> Vec<(String, bool)> {
    let mut all: Vec<_> = (0..addresses).flat_map(|number| [(known(number), true), (unknown(number), false)]).collect();
    all.sort_by_cached_key(|_| random::bytes::<16>());
    all
}

impl Scene {
    pub async fn prepare(kind: Kind, people: usize) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let path = folder.path();
        let database = match kind {
            Kind::Sqlite => format!("sqlite:{}/anteroom.db", path.display()),
            Kind::Postgres => postgres().await?,
        };
        let keys = KeyRing::generate_line("bench");
        std::fs::write(path.join("keys"), keys.as_str())?;
        std::fs::write(path.join("database"), database)?;
        std::fs::write(path.join("secret"), random::token().expose())?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let base = format!("http://localhost:{}", listener.local_addr()?.port());
        std::fs::write(
            path.join("anteroom.toml"),
            format!(
                "public_url = \"{base}\"\ndatabase_url = {{ file = \"database\" }}\nkeys = {{ file = \"keys\" }}\n\
                 migrate_at_start = true\ntrusted_proxies = [\"127.0.0.1/32\"]\n[mail]\n\
                 from = \"login@broker.example\"\nfolder = \"letters\"\n"
            ),
        )?;
        let broker = Broker::new(&Settings::read(Some(&path.join("anteroom.toml")))?, clock::system()).await?;
        let desired = desired::read("tenants.toml", &tenants(people), path)
            .map_err(|error| anyhow::anyhow!("{}", error.lines().join("\n")))?;
        let (ring, now) = (KeyRing::parse(&keys)?, clock::system().now());
        let plan = apply::prepare(broker.store(), &ring, &desired, now).await?;
        apply::carry_out(broker.store(), &ring, &plan, "bench", now).await?;
        rename(broker.store(), people, now).await?;
        let end = CancellationToken::new();
        tokio::spawn(broker.serve(listener, None, end.clone()));
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build()?;
        Ok(Self { base, client, _folder: folder, _end: end.drop_guard() })
    }

    /// A stranger asks for a code to an address and shows a wrong one; what was answered to each.
    pub async fn ask_and_try(&self, address: &str, number: usize) -> anyhow::Result<[Answered; 2]> {
        // From a network of their own, so that no limit answers.
        let from = format!("10.{}.{}.1", number / 250, number % 250);
        let challenge = s256(&"v".repeat(43));
        let url = format!(
            "{}/oauth2/authorize?client_id=records&redirect_uri=https%3A%2F%2Frecords.example%2Fcallback&response_type=code\
             &scope=openid&code_challenge={challenge}&code_challenge_method=S256",
            self.base
        );
        let page = self.client.get(url).header("x-forwarded-for", &from).send().await?;
        let mut cookies = cookies(&page);
        let body = page.text().await?;
        let sign_in = body.split_once("name=\"sign_in\" value=\"").and_then(|(_, rest)| rest.get(..36));
        let sign_in = sign_in.context("no login page")?.to_owned();
        let mut post = async |form: &[(&str, &str)]| {
            let form = [&[("sign_in", sign_in.as_str())], form].concat();
            let request = self.client.post(format!("{}/login", self.base)).header("x-forwarded-for", &from);
            let request = request.header(COOKIE, &cookies).form(&form).build()?;
            let started = Instant::now();
            let response = self.client.execute(request).await?;
            let (status, headers, kept) = (response.status(), response.headers().clone(), self::cookies(&response));
            let body = response.text().await?;
            let after = started.elapsed();
            ensure!(body.contains("one-time-code"), "no page that asks for a code: {body}");
            cookies = kept;
            let likeness = likeness(status.as_u16(), &headers, &body, address, &sign_in);
            Ok::<_, anyhow::Error>(Answered { after, likeness })
        };
        let asked = post(&[("action", "code"), ("address", address)]).await?;
        let tried = post(&[("action", "verify"), ("code", "000000")]).await?;
        Ok([asked, tried])
    }
}

fn cookies(response: &reqwest::Response) -> String {
    let set = response.headers().get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
    set.filter_map(|cookie| cookie.split(';').next()).collect::<Vec<_>>().join("; ")
}

fn tenants(people: usize) -> String {
    let mut text = "\
        [[application]]\nclient_id = \"records\"\nname = \"Records\"\nsso = \"never\"\nsecret = { file = \"secret\" }\n\
        redirect_uris = [\"https://records.example/callback\"]\n\n\
        [[organization]]\nslug = \"st-janshof\"\nname = \"St. Janshof\"\n\
        [[organization.domain]]\nname = \"st-janshof.example\"\nproven = true\n"
        .to_owned();
    for number in 0..people {
        let _ = write!(
            text,
            "\n[[organization.user]]\nemail = \"{}\"\nname = \"Person {number}\"\n{}\n",
            known(number),
            kind(number)
        );
    }
    text
}

/// A new database on the server that `scripts/with-postgres` started.
async fn postgres() -> anyhow::Result<String> {
    let server = std::env::var("ANTEROOM_TEST_POSTGRES_URL").context("run this by scripts/with-postgres")?;
    let name = format!("enumeration_{}", std::process::id());
    let mut connection = sqlx::PgConnection::connect(&server).await?;
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await?;
    let mut url: url::Url = server.parse()?;
    url.set_path(&name);
    Ok(url.into())
}
