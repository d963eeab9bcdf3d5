//! Apps made with client libraries that others wrote, each a program of its own: tests/clients says what they answer.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use reqwest::Method;
use serde_json::Value;

use crate::browser::{Answer, Browser};
use crate::world::{APP_SECRET, World};

/// With which library an app is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Library {
    /// openid-client, from npm.
    OpenidClient,
    /// Authlib, from `PyPI`.
    Authlib,
}

/// An app that runs. Ends with the value.
pub struct Program {
    pub base: String,
    process: Child,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What `scripts/setup` has installed.
pub fn installed(path: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    assert!(path.exists(), "{} is not there: run scripts/setup", path.display());
    path
}

/// The start of an app, which asks for these scopes.
fn command(world: &World, library: Library) -> Command {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    match library {
        Library::OpenidClient => {
            // Node looks for packages beside the program, and nowhere else.
            let program = world.folder.path().join("openid_client.mjs");
            let packages = world.folder.path().join("node_modules");
            if !packages.exists() {
                std::fs::copy(project.join("tests/clients/openid_client.mjs"), &program).unwrap();
                std::os::unix::fs::symlink(installed("target/clients/openid-client/node_modules"), packages).unwrap();
            }
            let mut command = Command::new("node");
            command.arg(program);
            command
        }
        Library::Authlib => {
            let mut command = Command::new(installed("target/clients/authlib/bin/python"));
            command.arg(project.join("tests/clients/authlib_app.py"));
            // The stories' broker speaks http, on loopback.
            command.env("AUTHLIB_INSECURE_TRANSPORT", "1");
            command
        }
    }
}

impl Program {
    /// Starts one, as an application of this `client_id`.
    pub fn start(world: &World, library: Library, client_id: &str, more: &[(&str, &str)]) -> Self {
        let mut command = command(world, library);
        command
            .env("ISSUER", &world.base)
            .env("CLIENT_ID", client_id)
            .env("SCOPE", "openid profile email roles offline_access")
            .envs(more.iter().copied())
            .envs([("NO_PROXY", "localhost"), ("no_proxy", "localhost")])
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut base = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut base).unwrap();
        let base = base.trim().to_owned();
        assert!(base.starts_with("http://localhost:"), "{library:?} does not start");
        Self { base, process }
    }

    /// Starts one that has a secret, and registers it at the broker.
    pub async fn registered(world: &mut World, library: Library, more: &[(&str, &str)]) -> Self {
        let program = Self::start(world, library, "app", &[&[("CLIENT_SECRET", APP_SECRET)], more].concat());
        program.register(world, "secret = { file = \"app\" }").await;
        program
    }

    /// Registers it at the broker, with what else its registration says.
    pub async fn register(&self, world: &mut World, more: &str) {
        self.register_at(world, &self.base, more).await;
    }

    /// Registers it with another address, by which people reach it.
    pub async fn register_at(&self, world: &mut World, base: &str, more: &str) {
        // The libraries go by the system's clock.
        world.set_clock_to_system();
        let application = format!(
            "[[application]]\nclient_id = \"app\"\nname = \"App\"\nsso = \"follow\"\nrefresh_tokens = true\n\
            redirect_uris = [\"{base}/callback\"]\n{more}\n\n"
        );
        let first = "[[application]]\nclient_id = \"records\"";
        world.change(first, &format!("{application}{first}")).await;
    }

    /// Its address with a path.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// A person signs in: from the app, by the broker and by Microsoft, to what the app made of it.
    pub async fn sign_in(&self, browser: &Browser, more: &[(&str, &str)]) -> Answer {
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(more).finish();
        browser.follow(&self.at(&format!("/login?{query}"))).await
    }
}

/// What an app says that its library made of an answer, where all went well.
pub fn well(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

/// What went wrong, in the provider's word.
pub fn error(answer: &Answer) -> String {
    assert_eq!(answer.status, 400, "{}", answer.body);
    answer.json()["error"].as_str().unwrap_or_else(|| panic!("{}", answer.body)).to_owned()
}

/// Has an app do something.
pub async fn call(browser: &Browser, program: &Program, path: &str) -> Answer {
    browser.send(Method::POST, &program.at(path), None, &[]).await
}

/// Looks at something of an app's.
pub async fn get(browser: &Browser, program: &Program, path: &str) -> Answer {
    browser.get(&program.at(path)).await
}
