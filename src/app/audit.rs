//! `[audit]`, and what is done for the audit log once a day: its head is anchored and brought outside, and what organizations keep no
//! longer loses its content.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use serde_json::json;
use tokio::io::AsyncWriteExt;

use crate::domain::anchor::{AuditPolicy, SignedAnchor};
use crate::keys::KeyError;
use crate::keys::ring::KeyRing;
use crate::keys::signing::SigningKeys;
use crate::store::Store;
use crate::tenancy::audit::{anchors, retention};

/// `[audit]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AuditSettings {
    /// A file that each day's anchor is appended to: a line of JSON each. For a place that can be written to once.
    anchor_file: Option<PathBuf>,
    /// The least days that an organization may keep its log: five years, which is what NEN 7513 asks for.
    shortest_retention_days: u32,
    /// The private enterprise number that marks our structured data in syslog (RFC 5424, 7.2.2).
    enterprise_number: u32,
}

impl Default for AuditSettings {
    fn default() -> Self {
        let AuditPolicy { shortest_retention_days, enterprise_number } = AuditPolicy::default();
        Self { anchor_file: None, shortest_retention_days, enterprise_number }
    }
}

impl AuditSettings {
    /// Paths are relative to the file that names them.
    pub(super) fn resolve(&mut self, base: &Path) {
        if let Some(path) = &mut self.anchor_file {
            *path = base.join(&*path);
        }
    }

    /// What it says about audit logs. A log is kept for a day at least.
    pub fn policy(&self) -> AuditPolicy {
        AuditPolicy {
            shortest_retention_days: self.shortest_retention_days.max(1),
            enterprise_number: self.enterprise_number,
        }
    }
}

/// What is done for the log once a day. Each replica tries; what one has done, another leaves.
#[derive(Clone)]
pub struct Daily {
    ring: Arc<KeyRing>,
    signing: Arc<SigningKeys>,
    policy: AuditPolicy,
    anchor_file: Option<PathBuf>,
    /// The last day whose anchor is known to be made, by whomever.
    anchored: Option<NaiveDate>,
    /// The last day on which nothing was left to remove.
    removed: Option<NaiveDate>,
}

impl Daily {
    /// Nothing done yet.
    pub fn new(settings: &AuditSettings, ring: Arc<KeyRing>, signing: Arc<SigningKeys>) -> Self {
        let (policy, anchor_file) = (settings.policy(), settings.anchor_file.clone());
        Self { ring, signing, policy, anchor_file, anchored: None, removed: None }
    }

    /// Does what this day lacks, as far as it gets; another round goes on.
    pub async fn round(&mut self, store: &Store, now: DateTime<Utc>) {
        let today = Some(now.date_naive());
        if self.anchored != today {
            match self.anchor(store, now).await {
                Ok(true) => self.anchored = today,
                Ok(false) => {}
                Err(error) => tracing::warn!(%error, "audit.not_anchored"),
            }
        }
        if self.removed != today {
            let (shortest, signing) = (self.policy.shortest_retention_days, &self.signing);
            match retention::round(store, &self.ring, signing, shortest, now).await {
                Ok(true) => self.removed = today,
                Ok(false) => {}
                Err(error) => {
                    tracing::warn!(%error, "audit.not_removed");
                    // What is wrong today is not tried again each second.
                    self.removed = today;
                }
            }
        }
    }

    /// Makes the day's anchor, where there is none, and brings it outside. Whether the day has one now.
    async fn anchor(&self, store: &Store, now: DateTime<Utc>) -> Result<bool, KeyError> {
        let Some(made) = anchors::make(store, &self.ring, &self.signing, now).await? else {
            return Ok(store.has_anchor(now.date_naive()).await?);
        };
        let (anchor, jws) = (&made.anchor, made.jws.as_str());
        tracing::info!(
            target: "audit.anchor", date = %anchor.date, position = anchor.position, hash = %anchor.hash, jws, "audit.anchored"
        );
        if let Some(path) = &self.anchor_file
            && let Err(error) = append(path, &made).await
        {
            tracing::error!(%error, path = %path.display(), date = %anchor.date, "audit.anchor_not_written");
        }
        Ok(true)
    }
}

/// Appends a line to the file, and waits until it is on disk.
async fn append(path: &Path, SignedAnchor { anchor, jws, .. }: &SignedAnchor) -> std::io::Result<()> {
    let line = json!({ "date": anchor.date, "position": anchor.position, "hash": anchor.hash, "jws": jws });
    let mut file = tokio::fs::OpenOptions::new().create(true).append(true).open(path).await?;
    file.write_all(format!("{line}\n").as_bytes()).await?;
    file.sync_all().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::audit::AuditAction;
    use crate::store::tests::world::{World, start};

    #[tokio::test(flavor = "multi_thread")]
    async fn a_day_has_one_line_in_the_file_whoever_makes_its_anchor() {
        let world = World::sqlite().await;
        let ring = Arc::new(KeyRing::parse(&KeyRing::generate_line("k1")).unwrap());
        let signing = Arc::new(SigningKeys::load_or_create(&world.store, &ring, start()).await.unwrap());
        let folder = tempfile::tempdir().unwrap();
        let mut settings: AuditSettings = toml::from_str("anchor_file = \"anchors.jsonl\"").unwrap();
        settings.resolve(folder.path());
        let new = || Daily::new(&settings, Arc::clone(&ring), Arc::clone(&signing));
        let (mut one, mut other) = (new(), new());
        let file = folder.path().join("anchors.jsonl");
        one.round(&world.store, start()).await;
        assert!(!file.exists(), "there is nothing to anchor yet");
        let hospital = world.hospital("a").await;
        world.store.append_audit(&hospital.event(AuditAction::SignIn)).await.unwrap();
        world.store.chain_audit(10).await.unwrap();
        for day in 0..2 {
            for _ in 0..2 {
                one.round(&world.store, start() + chrono::Duration::days(day)).await;
                other.round(&world.store, start() + chrono::Duration::days(day)).await;
            }
        }
        let kept = world.store.list_anchors(None, 10).await.unwrap();
        let lines: Vec<serde_json::Value> = std::fs::read_to_string(&file)
            .unwrap()
            .lines()
            .rev()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let expected: Vec<_> = kept
            .iter()
            .map(|SignedAnchor { anchor, jws, .. }| {
                json!({ "date": anchor.date, "position": anchor.position, "hash": anchor.hash, "jws": jws })
            })
            .collect();
        assert_eq!((lines.len(), lines), (2, expected));
    }

    #[test]
    fn no_log_is_kept_for_less_than_a_day() {
        let of = |toml: &str| toml::from_str::<AuditSettings>(toml).unwrap().policy().shortest_retention_days;
        assert_eq!((of(""), of("shortest_retention_days = 30"), of("shortest_retention_days = 0")), (1_827, 30, 1));
        assert!(toml::from_str::<AuditSettings>("retention = 1").is_err());
    }
}
