//! An answer that the browser posts to the application: by itself, and by its button where no script runs.

use fantoccini::Locator;
use url::Url;

use crate::chromium::Chromium;
use crate::steps::Demo;

/// A request that is answered at once: nobody is signed in, and nobody may be asked.
fn asked(demo: &Demo) -> String {
    let mut url: Url = format!("{}/oauth2/authorize", demo.broker).parse().unwrap();
    url.query_pairs_mut().extend_pairs([
        ("client_id", "records"),
        ("redirect_uri", &format!("{}/callback/records", demo.app)),
        ("response_type", "code"),
        ("response_mode", "form_post"),
        ("scope", "openid"),
        ("state", "s"),
        ("code_challenge", &"c".repeat(43)),
        ("code_challenge_method", "S256"),
        ("prompt", "none"),
    ]);
    url.to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_is_posted_by_itself_and_by_its_button_without_scripts() {
    let demo = Demo::start().await;
    let there: Url = format!("{}/callback/records", demo.app).parse().unwrap();
    let chromium = Chromium::start(1440, "en").await;
    chromium.open(&asked(&demo)).await;
    chromium.client.wait().for_url(&there).await.unwrap();
    chromium.end().await;
    for (width, name, language) in [(1440, "desktop", "en"), (360, "phone", "nl")] {
        let chromium = Chromium::start_with(width, language, &["--blink-settings=scriptEnabled=false"]).await;
        chromium.open(&asked(&demo)).await;
        chromium.wait_for("form button").await;
        chromium.picture(&format!("{name}-form-post")).await;
        chromium.client.find(Locator::Css("form button")).await.unwrap().click().await.unwrap();
        chromium.client.wait().for_url(&there).await.unwrap();
        chromium.end().await;
    }
}
