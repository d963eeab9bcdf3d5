//! Which broker is meant.

use serde_json::json;

use super::person::Person;
use super::stand_in::{StandIn, ok};

async fn broker(name: &str) -> StandIn {
    let broker = StandIn::start().await;
    broker.on("GET /me", ok(json!({ "name": name, "role": "support" })));
    broker
}

#[tokio::test]
async fn a_profile_is_named_by_flag_environment_or_file() {
    let (one, two) = (broker("one").await, broker("two").await);
    let file =
        format!("default = \"one\"\n[profile.one]\nurl = \"{}\"\n[profile.two]\nurl = \"{}\"\n", one.url, two.url);
    let person = || Person::nobody().with("ANTEROOM_TOKEN", "x").with_configuration(&file);
    let me = async |person: Person, rest: &[&str]| person.run(&[&["me", "-o", "json"], rest].concat()).await.json();
    assert_eq!(me(person(), &[]).await["name"], "one");
    assert_eq!(me(person(), &["--profile", "two"]).await["name"], "two");
    assert_eq!(me(person(), &["--url", &two.url]).await["name"], "two");
    assert_eq!(me(person().with("ANTEROOM_PROFILE", "two"), &[]).await["name"], "two");
    assert_eq!(me(person().with("ANTEROOM_URL", &two.url), &[]).await["name"], "two");
    assert_eq!(me(person().with("ANTEROOM_PROFILE", "two"), &["--profile", "one"]).await["name"], "one");
    // Elsewhere than usual.
    let elsewhere = Person::nobody().with("ANTEROOM_TOKEN", "x");
    elsewhere.write("elsewhere/anteroomctl/config.toml", &file);
    let folder = elsewhere.path("elsewhere").display().to_string();
    assert_eq!(me(elsewhere.with("XDG_CONFIG_HOME", &folder), &[]).await["name"], "one");
}

#[tokio::test]
async fn mistakes_in_the_file_name_their_place() {
    let file = "[profile.test]\nurl = \"https://login.test.example\"\nproducton = true\n";
    let person = Person::nobody().with_configuration(file);
    let ran = person.run(&["me"]).await;
    assert_eq!(ran.code, 2);
    let seen = ran.err.replace("\n  ", " ");
    assert!(seen.contains("config.toml, line 3: unknown field `producton`"), "{seen}");
    let ran = person.with("ANTEROOM_PROFILE", "").run(&["me", "--profile", "prod"]).await;
    assert_eq!(ran.code, 2);
}
