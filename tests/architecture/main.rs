//! Arrows only run down: reads the sources, and fails on a `use` that runs up. Holds `docs/architecture.md` to the tree, and
//! `docs/conformance.md` to the tests.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what is wrong by ending")]

mod conformance;

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The sources of a room, or of one file of it; without tests.
fn sources(place: &str) -> Vec<(PathBuf, String)> {
    let path = root().join("src").join(place);
    if path.is_file() {
        return vec![(path.clone(), production(&fs::read_to_string(path).unwrap()))];
    }
    let mut found = Vec::new();
    let mut folders = vec![path];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|_| panic!("there is no {}", folder.display())) {
            let path = entry.unwrap().path();
            let is_test = ["tests", "tests.rs", "testing.rs", "stand_in.rs"].iter().any(|name| path.ends_with(name));
            if path.is_dir() && !is_test {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !is_test {
                found.push((path.clone(), production(&fs::read_to_string(&path).unwrap())));
            }
        }
    }
    assert!(!found.is_empty(), "{place} is empty");
    found
}

/// Without the tests at its end, and without comments.
fn production(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Nobody in these places names any of these.
fn forbid(places: &[&str], names: &[&str]) {
    for (path, text) in places.iter().flat_map(|place| sources(place)) {
        for name in names {
            assert!(!text.contains(name), "{} must not know {name}", path.display());
        }
    }
}

const LIBRARIES_OF_IO: [&str; 5] = ["axum::", "sea_orm", "reqwest::", "tokio::", "anteroom_entity"];

#[test]
fn domain_uses_nobody() {
    let rooms = ["store", "upstream", "keys", "signin", "tenancy", "http", "app", "commands"];
    forbid(&["domain", "language.rs"], &rooms.map(|room| format!("crate::{room}")).each_ref().map(String::as_str));
    forbid(&["domain", "language.rs"], &LIBRARIES_OF_IO);
}

#[test]
fn steps_meet_no_io() {
    let steps = [
        "browser.rs",
        "step.rs",
        "question.rs",
        "parameters.rs",
        "request",
        "request_error.rs",
        "request_object.rs",
        "assertion.rs",
        "discover.rs",
        "transit.rs",
        "callback.rs",
        "verify",
        "decide",
        "issue.rs",
        "redeem.rs",
        "audience.rs",
        "dpop/proof",
        "dpop/nonce.rs",
        "logout/token.rs",
        "explain/explanation.rs",
        "preview/impact.rs",
        "roster/finding.rs",
        "roster/judge.rs",
        "test_sign_in/carried.rs",
        "test_sign_in/seen.rs",
        "suppose.rs",
    ];
    let steps = steps.map(|step| format!("signin/{step}"));
    forbid(&steps.each_ref().map(String::as_str), &LIBRARIES_OF_IO);
    forbid(&steps.each_ref().map(String::as_str), &["crate::store", "Utc::now"]);
    forbid(
        &["tenancy/plan.rs", "tenancy/desired", "tenancy/provider.rs", "tenancy/forcing.rs", "tenancy/setup/overview"],
        &LIBRARIES_OF_IO,
    );
}

#[test]
fn only_the_store_knows_the_database() {
    forbid(
        &[
            "domain",
            "signin",
            "tenancy",
            "upstream",
            "keys",
            "mail",
            "webhooks",
            "leases.rs",
            "http",
            "app",
            "commands",
        ],
        &["sea_orm", "anteroom_entity", "sqlx"],
    );
}

#[test]
fn arrows_run_down() {
    forbid(&["store", "upstream", "keys"], &["crate::signin", "crate::tenancy", "crate::http", "crate::app"]);
    forbid(&["signin", "tenancy"], &["crate::http", "crate::app", "axum::"]);
    let below = ["crate::signin", "crate::tenancy", "crate::http", "crate::app", "axum::"];
    forbid(&["mail", "webhooks", "leases.rs"], &below);
    forbid(&["http"], &["crate::app", "crate::commands"]);
    // A sign-in changes nobody's configuration.
    forbid(&["http/oidc", "http/login", "signin"], &["crate::tenancy"]);
}

#[test]
fn identity_providers_are_known_by_their_interface() {
    let rooms = ["signin", "http", "store", "app"];
    forbid(&rooms, &["upstream::entra", "upstream::google", "upstream::oidc", "upstream::discovery"]);
    // But for the library's way of verifying Entra's tokens, nobody reads a provider's own claims or keys either.
    forbid(&["http", "store", "app"], &["upstream::claims", "upstream::jwk"]);
}

#[test]
fn the_page_on_architecture_names_what_is_there() {
    let page = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let tree = page.split("```").nth(1).unwrap();
    for line in tree.lines().filter(|line| line.starts_with("src/") || line.starts_with("tests/")) {
        let place = line.split_whitespace().next().unwrap();
        assert!(Path::new(&root().join(place)).exists(), "{place} is on the page, and nowhere else");
    }
    for folder in
        fs::read_dir(root().join("src")).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
    {
        let name = format!("src/{}/", folder.file_name().unwrap().to_string_lossy());
        assert!(tree.contains(&name), "{name} is not on the page");
    }
}
