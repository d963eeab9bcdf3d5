//! A real Chromium, driven through chromedriver; both end with the value.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// How long a page may take to show what it must.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Chromium {
    pub client: Client,
    driver: Child,
    _profile: tempfile::TempDir,
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// A driver, and its port; none, where it has ended without having one.
fn start_driver() -> Option<(Child, String)> {
    let mut driver = Command::new("chromedriver")
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("no chromedriver is installed; scripts/setup does that");
    let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    let port = lines.find_map(|line| {
        line.ok()?.split_once("successfully on port ").map(|(_, port)| port.trim_end_matches('.').to_owned())
    });
    let Some(port) = port else {
        let _ = driver.wait();
        return None;
    };
    // Whoever writes to a pipe that nobody reads stops when it is full.
    std::thread::spawn(move || lines.for_each(drop));
    Some((driver, port))
}

impl Chromium {
    /// Starts a browser of a size, in CSS pixels, that prefers a language.
    pub async fn start(width: u32, language: &str) -> Self {
        Self::start_with(width, language, &[]).await
    }

    /// The same, with more of the browser's own arguments.
    pub async fn start_with(width: u32, language: &str, more: &[&str]) -> Self {
        // It takes a free port, and the same one of the other protocol's, which somebody else may have: then it gives up.
        let (driver, port) = (0..5).find_map(|_| start_driver()).expect("chromedriver did not say its port");
        let profile = tempfile::tempdir().unwrap();
        let mut arguments = vec![
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-quic".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            format!("--user-data-dir={}", profile.path().display()),
            format!("--accept-lang={language}"),
        ];
        arguments.extend(more.iter().map(ToString::to_string));
        let mut capabilities = Capabilities::new();
        let metrics = json!({ "width": width, "height": 800, "pixelRatio": 1.0, "touch": false });
        let options = json!({
            "args": arguments,
            "mobileEmulation": { "deviceMetrics": metrics },
            "prefs": { "intl.accept_languages": language },
        });
        capabilities.insert("goog:chromeOptions".to_owned(), options);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("Chromium does not start");
        Self { client, driver, _profile: profile }
    }

    pub async fn open(&self, url: &str) {
        self.client.goto(url).await.unwrap();
    }

    /// Opens a page again until it has an element: what it shows is found out meanwhile.
    pub async fn open_until(&self, url: &str, css: &str) {
        let waited = tokio::time::timeout(PATIENCE, async {
            self.open(url).await;
            while !self.has(css).await {
                self.open(url).await;
            }
        });
        assert!(waited.await.is_ok(), "no {css} at {}", self.describe().await);
    }

    /// Waits for an element and clicks it.
    pub async fn click(&self, css: &str) {
        let element = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await;
        let Ok(element) = element else { panic!("no {css} at {}", self.describe().await) };
        element.click().await.unwrap();
    }

    /// Waits for an element.
    pub async fn wait_for(&self, css: &str) {
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await;
        assert!(found.is_ok(), "no {css} at {}", self.describe().await);
    }

    /// Types, wherever the focus is.
    pub async fn keys(&self, text: &str) {
        self.client.active_element().await.unwrap().send_keys(text).await.unwrap();
    }

    /// The id of what has the focus.
    pub async fn focused(&self) -> Value {
        self.client.execute("return document.activeElement.id", Vec::new()).await.unwrap()
    }

    /// Goes from the top of the page by Tab until what has this id has the focus; each stop, and whether it can be seen.
    pub async fn tab_to(&self, id: &str) -> Vec<Value> {
        self.client.execute("document.activeElement.blur()", Vec::new()).await.unwrap();
        let look = "const at = document.activeElement;\
            return { id: at.id, outlined: getComputedStyle(at).outlineStyle !== 'none' }";
        let mut stops = Vec::new();
        for _ in 0..20 {
            self.keys("\u{e004}").await;
            let stop = self.client.execute(look, Vec::new()).await.unwrap();
            let there = stop["id"] == json!(id);
            stops.push(stop);
            if there {
                return stops;
            }
        }
        panic!("Tab does not lead to {id}: {stops:?}");
    }

    pub async fn fill(&self, css: &str, text: &str) {
        let element = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await.unwrap();
        element.clear().await.unwrap();
        element.send_keys(text).await.unwrap();
    }

    /// Waits until the page says something.
    pub async fn sees(&self, text: &str) {
        let waited = tokio::time::timeout(PATIENCE, async {
            while !self.text().await.contains(text) {
                tokio::task::yield_now().await;
            }
        });
        let seen = waited.await.is_ok();
        assert!(seen, "{text:?} is not at {}", self.describe().await);
    }

    /// Waits until the page is another one.
    pub async fn left(&self, address: &url::Url) {
        let waited = tokio::time::timeout(PATIENCE, async {
            while self.client.current_url().await.unwrap() == *address {
                tokio::task::yield_now().await;
            }
        });
        assert!(waited.await.is_ok(), "still at {}", self.describe().await);
    }

    pub async fn text(&self) -> String {
        // Between two pages there is none.
        let Ok(body) = self.client.find(Locator::Css("body")).await else { return String::new() };
        body.text().await.unwrap_or_default()
    }

    pub async fn has(&self, css: &str) -> bool {
        self.client.find(Locator::Css(css)).await.is_ok()
    }

    async fn describe(&self) -> String {
        format!("{:?}:\n{}", self.client.current_url().await, self.text().await)
    }

    /// Keeps a picture of the page where `ANTEROOM_SCREENSHOTS` names a folder.
    pub async fn picture(&self, name: &str) {
        if let Ok(folder) = std::env::var("ANTEROOM_SCREENSHOTS") {
            let png = self.client.screenshot().await.unwrap();
            std::fs::write(std::path::Path::new(&folder).join(format!("{name}.png")), png).unwrap();
        }
    }

    pub async fn end(self) {
        let _ = self.client.clone().close().await;
    }
}
