//! The processes that are measured, and what Linux says of them.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;

use crate::scene::{Kind, Scene};

/// A child process that serves. Dropping it ends it.
pub struct Server {
    pub name: &'static str,
    pub address: String,
    pub started: Instant,
    child: Child,
}

/// Used CPU time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cpu(Duration);

/// `USER_HZ`: the unit of times in `/proc`, the same on every Linux that Rust runs on.
const TICK: Duration = Duration::from_millis(10);

impl Server {
    /// The real broker.
    pub fn spawn_broker(scene: &Scene) -> anyhow::Result<Self> {
        Self::spawn_replica(scene, "anteroom.toml", &scene.facts.broker)
    }

    /// One of its replicas, with settings of its own, at an address of its own.
    pub fn spawn_replica(scene: &Scene, settings: &str, address: &str) -> anyhow::Result<Self> {
        let mut command = anteroom(scene, settings, &["serve"]);
        let log = std::fs::File::create(scene.path(&format!("{settings}.log")))?;
        let started = Instant::now();
        let child = command.stdout(Stdio::null()).stderr(log).spawn().context("anteroom serve")?;
        Ok(Self { name: "broker", address: address.to_owned(), started, child })
    }

    /// This program in another role. It tells its address when it listens, and ends when its input does.
    pub fn spawn_role(role: &'static str, scene: &Scene) -> anyhow::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["--role", role, "--scene"]).arg(scene.folder.path());
        let started = Instant::now();
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let output = child.stdout.take().context("no output")?;
        let mut address = String::new();
        BufReader::new(output).read_line(&mut address)?;
        anyhow::ensure!(!address.is_empty(), "the {role} did not start");
        Ok(Self { name: role, address: address.trim_end().to_owned(), started, child })
    }

    /// The CPU time that all its threads have used.
    pub fn cpu(&self) -> anyhow::Result<Cpu> {
        Cpu::of(self.child.id(), false).context("the process has ended")
    }

    /// How much of its memory is resident, in KiB.
    pub fn resident(&self) -> anyhow::Result<u32> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A process that has ended already needs no end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The real program, with nothing of what this process was told by the environment.
pub fn anteroom(scene: &Scene, settings: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anteroom"));
    command.arg("--config").arg(scene.path(settings)).args(arguments).stdin(Stdio::null());
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("ANTEROOM_")) {
        command.env_remove(name);
    }
    // As docs/deploy/anteroom.service has it.
    command.env("MALLOC_ARENA_MAX", "1");
    if scene.kind == Kind::Sqlite {
        command.env("MALLOC_TOP_PAD_", "0").env("MIMALLOC_PURGE_DELAY", "0");
    }
    command
}

/// Tells the parent where this process listens, and waits until the parent ends or lets go.
pub async fn serve_until_let_go(address: &str, listener: tokio::net::TcpListener, router: axum::Router) {
    println!("{address}");
    let let_go = tokio::task::spawn_blocking(|| {
        let mut nothing = String::new();
        // An error is an end as well.
        let _ = std::io::stdin().read_line(&mut nothing);
    });
    tokio::select! {
        _ = async { axum::serve(listener, router).await } => {}
        _ = let_go => {}
    }
}

impl Cpu {
    fn of(pid: u32, with_ended_children: bool) -> Option<Self> {
        let fields = stat(pid)?;
        // utime, stime, cutime and cstime are fields 14 to 17 of proc(5), and the first one here is field 3.
        let counted = if with_ended_children { 4 } else { 2 };
        let ticks = fields.iter().skip(11).take(counted).filter_map(|field| field.parse::<u32>().ok()).sum::<u32>();
        Some(Self(TICK * ticks))
    }

    /// That of this process.
    pub fn of_this() -> anyhow::Result<Self> {
        Self::of(std::process::id(), false).context("this process has ended")
    }

    /// The CPU time of a process, its living children and those that have ended; nothing where there is no process.
    pub fn of_family(parent: Option<u32>) -> anyhow::Result<Self> {
        let Some(parent) = parent else { return Ok(Self::default()) };
        let mut sum = Self::of(parent, true).unwrap_or_default();
        for entry in std::fs::read_dir("/proc")? {
            let Ok(pid) = entry?.file_name().to_string_lossy().parse::<u32>() else { continue };
            if parent_of(pid) == Some(parent) {
                sum.0 += Self::of(pid, false).unwrap_or_default().0;
            }
        }
        Ok(sum)
    }

    /// What was used since.
    pub fn since(self, before: Self) -> Duration {
        self.0.saturating_sub(before.0)
    }
}

/// The parent of a process.
pub fn parent_of(pid: u32) -> Option<u32> {
    stat(pid)?.get(1)?.parse().ok()
}

/// The fields of `/proc/PID/stat` from the third on: the name before them may hold anything.
fn stat(pid: u32) -> Option<Vec<String>> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = text.rsplit_once(')')?;
    Some(rest.split_whitespace().map(str::to_owned).collect())
}
