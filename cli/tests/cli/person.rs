//! A person of support, at their own machine: a home of their own, and nothing of the tester's environment.

use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use super::stand_in::StandIn;

const COMMAND: &str = env!("CARGO_BIN_EXE_anteroomctl");
const WIDTH: usize = 80;

/// A person.
pub struct Person {
    home: TempDir,
    broker: String,
    environment: Vec<(String, String)>,
}

/// What came of a command.
pub struct Ran {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Person {
    /// Who has a token for this broker.
    pub fn at(broker: &StandIn) -> Self {
        let person = Self::nobody().with("ANTEROOM_TOKEN", "anteroom_admin_secret");
        Self { broker: broker.url.clone(), ..person.with("ANTEROOM_URL", &broker.url) }
    }

    /// Who has nothing.
    pub fn nobody() -> Self {
        Self { home: tempfile::tempdir().unwrap(), broker: "no broker".to_owned(), environment: Vec::new() }
    }

    /// With something in their environment.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Without it.
    pub fn without(mut self, name: &str) -> Self {
        self.environment.retain(|(known, _)| known != name);
        self
    }

    /// With this broker in their `config.toml`.
    pub fn with_configuration(self, text: &str) -> Self {
        self.write(".config/anteroomctl/config.toml", text);
        self
    }

    /// Writes a file of theirs.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    /// A place in their home.
    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("HOME", self.home.path()).env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.current_dir(self.home.path()).envs(self.environment.iter().cloned());
        command
    }

    /// Runs the command, without a terminal.
    pub async fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with_input(arguments, "").await
    }

    /// Runs the command with something to read.
    pub async fn run_with_input(&self, arguments: &[&str], input: &str) -> Ran {
        let mut command = self.command(COMMAND);
        command.args(arguments);
        self.finish(command, input).await
    }

    /// Runs a line of a shell.
    pub async fn run_shell(&self, line: &str) -> Ran {
        let mut command = self.command("bash");
        command.args(["-c", line]);
        self.finish(command, "").await
    }

    /// Runs the command in a terminal of 80 columns, where somebody types when they see a prompt.
    #[cfg(target_os = "linux")]
    pub async fn run_in_terminal(&self, arguments: &[&str], prompt: &'static str, typed: &'static str) -> Ran {
        use std::io::Read;
        use std::time::Duration;

        let quoted: Vec<_> = arguments.iter().map(|argument| format!("'{argument}'")).collect();
        let line = format!("stty cols 80 rows 24; exec {COMMAND} {}", quoted.join(" "));
        let mut command = self.command("script");
        command.args(["--quiet", "--return", "--echo", "never", "--command", &line, "/dev/null"]).env("TERM", "xterm");
        let run = move || -> Ran {
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut child = command.spawn().unwrap();
            let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
            let (mut seen, mut buffer) = (String::new(), [0; 1024]);
            while !seen.contains(prompt) {
                let read = stdout.read(&mut buffer).unwrap();
                assert!(read > 0, "it ended without the prompt: {seen}");
                seen.push_str(&String::from_utf8_lossy(buffer.get(..read).unwrap()));
            }
            // What is typed before the terminal is set for the answer is lost, as it is to whoever types too fast.
            for _ in 0..40 {
                std::thread::sleep(Duration::from_millis(250));
                if child.try_wait().unwrap().is_some() || stdin.write_all(typed.as_bytes()).is_err() {
                    break;
                }
            }
            drop(stdin);
            stdout.read_to_string(&mut seen).unwrap();
            Ran { code: child.wait().unwrap().code().unwrap(), out: seen, err: String::new() }
        };
        tokio::task::spawn_blocking(run).await.unwrap()
    }

    async fn finish(&self, mut command: Command, input: &str) -> Ran {
        let input = input.to_owned();
        let run = move || -> Output {
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut child = command.spawn().unwrap();
            let mut stdin = child.stdin.take().unwrap();
            // Whoever reads nothing may have ended already.
            let _ = stdin.write_all(input.as_bytes());
            drop(stdin);
            child.wait_with_output().unwrap()
        };
        let output = tokio::task::spawn_blocking(run).await.unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap().replace(&self.broker, "http://broker");
        Ran { code: output.status.code().unwrap(), out: text(&output.stdout), err: text(&output.stderr) }
    }
}

impl Ran {
    /// All that the person sees, for a snapshot; every line fits, and nothing drives the terminal.
    pub fn seen(&self) -> String {
        for line in self.out.lines().chain(self.err.lines()) {
            assert!(line.chars().count() <= WIDTH, "longer than {WIDTH}: {line}");
            assert!(!line.contains('\u{1b}'), "colour where there is no terminal: {line:?}");
        }
        let mut seen = self.out.clone();
        for line in self.err.lines() {
            let _ = writeln!(seen, "! {}", line.trim_end());
        }
        if self.code != 0 {
            let _ = writeln!(seen, "exit code {}", self.code);
        }
        seen
    }

    /// What is said on standard error, as sentences.
    pub fn said(&self) -> String {
        self.seen();
        self.err.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The answer, as JSON.
    pub fn json(&self) -> serde_json::Value {
        assert_eq!(self.code, 0, "{}", self.err);
        serde_json::from_str(&self.out).unwrap()
    }
}

/// What a file holds.
pub fn content(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}
