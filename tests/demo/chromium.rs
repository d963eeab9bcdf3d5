//! A browser of the test's own, and the driver it is driven by.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use url::Url;

/// Longer than any page takes on a busy machine; a wait ends as soon as what is waited for is there.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Chromium {
    pub client: Client,
    _driver: Driver,
}

struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        // One that has ended already needs no end.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Chromium {
    pub async fn start() -> Self {
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null());
        let mut driver = Driver(command.spawn().expect("chromedriver is not installed; run scripts/setup"));
        let mut lines = BufReader::new(driver.0.stdout.take().unwrap()).lines();
        let told = "ChromeDriver was started successfully on port ";
        let port = lines.find_map(|line| line.unwrap().strip_prefix(told)?.trim_end_matches('.').parse::<u16>().ok());
        let port = port.expect("chromedriver does not say where it listens");
        // The rest of what it says must go somewhere, or it would wait for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        // Chromium's own sandbox does not work for root, nor in most containers.
        let options = serde_json::json!({
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=en"],
        });
        let capabilities = serde_json::Map::from_iter([("goog:chromeOptions".to_owned(), options)]);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("Chromium does not start");
        Self { client, _driver: driver }
    }

    /// Waits for an element.
    pub async fn find(&self, css: &str) -> Element {
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("no {css} ({error}) on {}", self.client.source().await.unwrap()),
        }
    }

    pub async fn click(&self, css: &str) {
        self.find(css).await.click().await.unwrap();
    }

    pub async fn text(&self, css: &str) -> String {
        self.find(css).await.text().await.unwrap()
    }

    /// Waits until the browser is no longer at an address.
    pub async fn left(&self, address: &Url) {
        let begun = std::time::Instant::now();
        while self.client.current_url().await.unwrap() == *address {
            assert!(begun.elapsed() < PATIENCE, "still at {address}");
            tokio::task::yield_now().await;
        }
    }

    pub async fn end(self) {
        self.client.close().await.unwrap();
    }
}
