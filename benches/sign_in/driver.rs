//! The load: whole sign-ins, as a browser and an app make them, so many at once.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anteroom::keys::hash::s256;
use anyhow::{Context, ensure};
use reqwest::header::{COOKIE, HeaderName, LOCATION, SET_COOKIE};
use reqwest::{Client, Response};

use crate::scene::{Directory, Scene};

const REDIRECT_URI: &str = "https://records.example/callback";
const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters-0123456789";
/// More steps than a sign-in has.
const MOST_STEPS: usize = 4;

/// Makes sign-ins at one server.
#[derive(Clone)]
pub struct Driver(Arc<Inner>);

struct Inner {
    client: Client,
    /// The address that everybody knows.
    base: String,
    /// Where it is asked instead: one of several replicas behind that address.
    replica: Option<String>,
    app_secret: String,
    people: Vec<String>,
    /// Where the load goes to Microsoft by itself.
    microsoft: Option<Microsoft>,
    next: AtomicU32,
    sizes: Mutex<Option<[usize; 3]>>,
}

/// Microsoft's half of a sign-in.
struct Microsoft {
    stand_in: String,
    broker: String,
    secret: String,
    directories: Vec<Directory>,
}

/// What a load gave.
#[derive(Default)]
pub struct Load {
    pub elapsed: Duration,
    /// How long each sign-in took, shortest first.
    pub times: Vec<Duration>,
}

impl Load {
    /// Adds what another load of the same server gave.
    pub fn add(&mut self, other: Self) {
        self.elapsed += other.elapsed;
        self.times.extend(other.times);
        self.times.sort_unstable();
    }

    /// How many sign-ins were made.
    pub fn done(&self) -> u32 {
        u32::try_from(self.times.len()).unwrap_or(u32::MAX)
    }

    /// The time that this part of the sign-ins took at most.
    pub fn quantile(&self, hundredths: usize) -> Duration {
        let index = (self.times.len() * hundredths / 100).min(self.times.len().saturating_sub(1));
        self.times.get(index).copied().unwrap_or_default()
    }
}

impl Driver {
    /// Makes sign-ins of the scene's people at the broker.
    pub fn new(scene: &Scene) -> anyhow::Result<Self> {
        Self::at(scene, &scene.facts.broker, None, None)
    }

    /// The same at one of the broker's replicas, as a proxy before them would send everybody there.
    pub fn at_replica(scene: &Scene, address: &str) -> anyhow::Result<Self> {
        Self::at(scene, &scene.facts.broker, Some(address), None)
    }

    /// The same at the floor, which does not know Microsoft: the load itself goes there on the way, and redeems the code. So the
    /// machine is as busy, and the pace the same, as when the broker is measured; the CPU time of a process depends on both.
    pub fn at_floor(scene: &Scene, base: &str) -> anyhow::Result<Self> {
        let facts = &scene.facts;
        let microsoft = Microsoft {
            stand_in: facts.stand_in.clone(),
            broker: facts.broker.clone(),
            secret: facts.entra_secret.clone(),
            directories: facts.directories.clone(),
        };
        Self::at(scene, base, None, Some(microsoft))
    }

    #[expect(clippy::disallowed_methods, reason = "this is the load, not the broker's way out")]
    fn at(scene: &Scene, base: &str, replica: Option<&str>, microsoft: Option<Microsoft>) -> anyhow::Result<Self> {
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(Duration::from_secs(30))
            .user_agent("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
            .build()?;
        Ok(Self(Arc::new(Inner {
            client,
            base: base.to_owned(),
            replica: replica.map(str::to_owned),
            app_secret: scene.facts.app_secret.clone(),
            people: scene.facts.people.clone(),
            microsoft,
            next: AtomicU32::new(0),
            sizes: Mutex::new(None),
        })))
    }

    /// Waits until the server answers. Asks as often as it can: the time is measured.
    pub async fn wait_until_it_answers(&self) -> anyhow::Result<()> {
        let url = self.asked(&format!("{}/.well-known/openid-configuration", self.0.base));
        let begun = Instant::now();
        loop {
            if let Ok(response) = self.0.client.get(&url).send().await
                && response.status() == 200
            {
                return Ok(());
            }
            ensure!(begun.elapsed() < Duration::from_mins(1), "the server does not answer");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// How large the answers to authorize, callback and token were: all of their headers, or the body of the last.
    pub fn sizes(&self) -> anyhow::Result<[usize; 3]> {
        self.0.sizes.lock().unwrap_or_else(PoisonError::into_inner).context("no sign-in was made")
    }

    /// Makes sign-ins, so many at once, until there are `count` or the time is over.
    pub async fn load(&self, count: u32, at_once: u32, limit: Duration) -> anyhow::Result<Load> {
        let left = Arc::new(AtomicU32::new(count));
        let begun = Instant::now();
        let tasks: Vec<_> = (0..at_once)
            .map(|_| {
                let (driver, left) = (self.clone(), Arc::clone(&left));
                tokio::spawn(async move {
                    let mut times = Vec::new();
                    let take = |left: u32| left.checked_sub(1);
                    while begun.elapsed() < limit
                        && left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
                    {
                        let started = Instant::now();
                        driver.sign_in().await?;
                        times.push(started.elapsed());
                    }
                    Ok::<_, anyhow::Error>(times)
                })
            })
            .collect();
        let mut times = Vec::new();
        for task in tasks {
            times.extend(task.await??);
        }
        let elapsed = begun.elapsed();
        times.sort_unstable();
        Ok(Load { elapsed, times })
    }

    /// Whether somebody is sent to Microsoft at once.
    pub async fn is_sent_to_microsoft(&self, email: &str) -> anyhow::Result<bool> {
        let Inner { client, base, .. } = &*self.0;
        let response = client.get(self.asked(&format!("{base}/oauth2/authorize?{}", authorize(email)))).send().await?;
        let to = response.headers().get(LOCATION).map(|value| value.to_str()).transpose()?;
        Ok(to.is_some_and(|to| to.contains("/oauth2/v2.0/authorize")))
    }

    /// Sets something through the admin API.
    pub async fn set(&self, url: &str, headers: &[(HeaderName, &str)], body: &serde_json::Value) -> anyhow::Result<()> {
        let mut request = self.0.client.put(url).json(body);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        let response = request.send().await?;
        let (status, body) = (response.status(), response.text().await?);
        ensure!(status == 200, "{url} answers {status}: {}", head(&body));
        Ok(())
    }

    /// How many sign-ins were begun.
    pub fn made(&self) -> u32 {
        self.0.next.load(Ordering::Relaxed)
    }

    /// Where an address is really asked.
    fn asked(&self, location: &str) -> String {
        let Inner { base, replica, .. } = &*self.0;
        let below = replica.as_ref().and_then(|replica| Some(format!("{replica}{}", location.strip_prefix(base)?)));
        below.unwrap_or_else(|| location.to_owned())
    }

    /// One whole sign-in of the next person, in a browser without cookies. What the app gets at the end.
    pub async fn sign_in(&self) -> anyhow::Result<String> {
        let Inner { client, base, app_secret, people, microsoft, next, .. } = &*self.0;
        let index = usize::try_from(next.fetch_add(1, Ordering::Relaxed))? % people.len().max(1);
        let email = people.get(index).context("nobody signs in")?;
        let mut cookies = BTreeMap::new();
        let mut sizes = Vec::new();
        let mut location = format!("{base}/oauth2/authorize?{}", authorize(email));
        for _ in 0..MOST_STEPS {
            let own = location.starts_with(base.as_str());
            let mut request = client.get(self.asked(&location));
            if own && !cookies.is_empty() {
                let all = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>();
                request = request.header(COOKIE, all.join("; "));
            }
            let response = request.send().await?;
            if own {
                sizes.push(response.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum());
                keep(&mut cookies, &response);
            }
            let to = response.headers().get(LOCATION).map(|value| value.to_str().map(str::to_owned)).transpose()?;
            let status = response.status();
            let body = response.text().await?;
            location = to.with_context(|| format!("{location} answers {status}: {}", head(&body)))?;
            if location.starts_with(REDIRECT_URI) {
                break;
            }
            if let Some(microsoft) = microsoft
                && sizes.len() == 1
            {
                microsoft.visit(client, email).await?;
            }
        }
        let code = code_in(&location)?;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", VERIFIER),
            ("client_id", "records"),
            ("client_secret", app_secret),
        ];
        let response = client.post(self.asked(&format!("{base}/oauth2/token"))).form(&form).send().await?;
        let status = response.status();
        let body = response.text().await?;
        ensure!(status == 200, "the token endpoint answers {status}: {}", head(&body));
        sizes.push(body.len());
        let mut known = self.0.sizes.lock().unwrap_or_else(PoisonError::into_inner);
        if known.is_none() {
            *known = <[usize; 3]>::try_from(sizes).ok();
        }
        Ok(body)
    }
}

impl Microsoft {
    /// What the browser and the broker do there.
    async fn visit(&self, client: &Client, email: &str) -> anyhow::Result<()> {
        let directory = self.directories.iter().find(|directory| directory.people.iter().any(|person| person == email));
        let Directory { tid, client_id, connection, .. } = directory.context("nobody's directory")?;
        let (client_id, redirect_uri) = (client_id.to_string(), format!("{}/login/callback/{connection}", self.broker));
        let endpoint = |name: &str| format!("{}/{tid}/oauth2/v2.0/{name}", self.stand_in);
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([
                ("client_id", client_id.as_str()),
                ("redirect_uri", &redirect_uri),
                ("response_type", "code"),
                ("response_mode", "query"),
                ("scope", "openid profile email"),
                ("state", "b8Zt3tHkJx0bWlVhAqf1nQ"),
                ("nonce", "u5oYw2sRkKx7m1QdTgPzXg"),
                ("code_challenge", &s256(VERIFIER)),
                ("code_challenge_method", "S256"),
                ("login_hint", email),
            ])
            .finish();
        let response = client.get(format!("{}?{query}", endpoint("authorize"))).send().await?;
        let to = response.headers().get(LOCATION).context("Microsoft sends nobody back")?.to_str()?;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code_in(to)?),
            ("redirect_uri", &redirect_uri),
            ("code_verifier", VERIFIER),
            ("client_id", &client_id),
            ("client_secret", &self.secret),
        ];
        let response = client.post(endpoint("token")).form(&form).send().await?;
        let (status, body) = (response.status(), response.text().await?);
        ensure!(status == 200, "Microsoft answers {status}: {}", head(&body));
        Ok(())
    }
}

/// The app's request for somebody.
fn authorize(email: &str) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("client_id", "records"),
            ("redirect_uri", REDIRECT_URI),
            ("response_type", "code"),
            ("scope", "openid profile email roles"),
            ("state", "b8Zt3tHkJx0bWlVhAqf1nQ"),
            ("nonce", "u5oYw2sRkKx7m1QdTgPzXg"),
            ("code_challenge", &s256(VERIFIER)),
            ("code_challenge_method", "S256"),
            ("login_hint", email),
        ])
        .finish()
}

/// The code in the address of a way back.
fn code_in(location: &str) -> anyhow::Result<String> {
    let arrived = url::Url::parse(location)?;
    let code = arrived.query_pairs().find(|(name, _)| name == "code").map(|(_, code)| code.into_owned());
    code.with_context(|| format!("no code: {location}"))
}

fn keep(cookies: &mut BTreeMap<String, String>, response: &Response) {
    for cookie in response.headers().get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok()) {
        let pair = cookie.split(';').next().unwrap_or_default();
        if let Some((name, value)) = pair.split_once('=') {
            cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

fn head(text: &str) -> String {
    text.chars().take(300).collect()
}
