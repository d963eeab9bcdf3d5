//! `[mail]`: whether and how letters are sent. Without it there is no traditional way.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::Deserialize;

use crate::mail::transport::{Security, Transport, TransportSettings};
use crate::tenancy::secret::SecretReference;

/// `[mail]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// The sender, e.g. `Sign-in <login@records.example>`.
    from: String,
    /// The mail server.
    host: Option<String>,
    /// Its port; by default 587, under `tls` 465, without protection 25.
    port: Option<u16>,
    #[serde(default)]
    security: Security,
    username: Option<String>,
    password: Option<SecretReference>,
    /// A file with a certificate (PEM) to trust besides those that the system trusts.
    authority: Option<PathBuf>,
    /// Instead of a server, a folder that letters are written to; for demos and development.
    folder: Option<PathBuf>,
}

impl MailSettings {
    /// Paths are relative to the file that names them.
    pub(super) fn resolve(&mut self, base: &Path) {
        if let Some(password) = &mut self.password {
            password.relative_to(base);
        }
        for path in [&mut self.folder, &mut self.authority].into_iter().flatten() {
            *path = base.join(&*path);
        }
    }

    /// What sends letters.
    pub fn transport(&self) -> anyhow::Result<Transport> {
        let settings = match (&self.host, &self.folder) {
            (Some(host), None) => TransportSettings::Smtp {
                host: host.clone(),
                port: self.port.unwrap_or(match self.security {
                    Security::Starttls => 587,
                    Security::Tls => 465,
                    Security::None => 25,
                }),
                security: self.security,
                credentials: match (&self.username, &self.password) {
                    (Some(name), Some(password)) => Some((name.clone(), password.read().context("mail.password")?)),
                    (None, None) => None,
                    _ => bail!("[mail] has one of username and password; both are needed, or neither"),
                },
                authority: match &self.authority {
                    Some(path) => {
                        Some(std::fs::read(path).with_context(|| format!("mail.authority {}", path.display()))?)
                    }
                    None => None,
                },
            },
            (None, Some(folder)) => {
                std::fs::create_dir_all(folder).with_context(|| format!("mail.folder {}", folder.display()))?;
                TransportSettings::Folder(folder.clone())
            }
            (Some(_), Some(_)) => bail!("[mail] has both host and folder; one of them is meant"),
            (None, None) => bail!("[mail] needs host (a mail server) or folder"),
        };
        Transport::new(&self.from, &settings).context("[mail]")
    }
}
