//! What only Entra's ID tokens say.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Standing;
use crate::domain::connection::PERSONAL_ACCOUNTS_TENANT;
use crate::domain::identity::AccountKey;

/// The claims that are Entra's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EntraClaims {
    /// `tid`: the directory signed in to.
    pub tid: Uuid,
    /// `oid`: the account in that directory; never reused.
    pub oid: Uuid,
    /// `upn`, raw; guests have `#EXT#` in it.
    pub upn: Option<String>,
    /// `acct`: whether the account is a member or a guest of the directory.
    pub account_type: AccountType,
    /// `idp`: who authenticated the person, where that is not the issuer.
    pub identity_provider: Option<String>,
}

/// `acct` as sent: a number or a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountType {
    /// Not sent.
    Absent,
    /// `0`
    Member,
    /// `1`
    Guest,
    /// Anything else, which is no member.
    Unknown,
}

impl EntraClaims {
    pub(super) fn key(&self) -> AccountKey {
        AccountKey { authority: self.tid.to_string(), subject: self.oid.to_string() }
    }

    pub(super) fn standing(&self, issuer: &str, preferred_username: Option<&str>) -> Standing {
        if self.is_personal() {
            return Standing::Personal("a personal Microsoft account");
        }
        self.guest_mark(issuer, preferred_username).map_or(Standing::Member, Standing::Guest)
    }

    /// Whether it is a personal account, in its own directory or as somebody's guest.
    fn is_personal(&self) -> bool {
        let by_provider = self.identity_provider.as_deref().is_some_and(|provider| {
            let provider = provider.to_ascii_lowercase();
            let host = provider.strip_prefix("https://").unwrap_or(&provider).split('/').next().unwrap_or_default();
            host == "live.com"
                || host.ends_with(".live.com")
                || provider.contains(&PERSONAL_ACCOUNTS_TENANT.to_string())
        });
        by_provider || self.tid == PERSONAL_ACCOUNTS_TENANT
    }

    /// By what an account is known to be a guest.
    fn guest_mark(&self, issuer: &str, preferred_username: Option<&str>) -> Option<&'static str> {
        match self.account_type {
            AccountType::Guest => return Some("acct says guest"),
            AccountType::Unknown => return Some("acct is neither member nor guest"),
            AccountType::Member | AccountType::Absent => {}
        }
        if let Some(provider) = &self.identity_provider {
            // The directory itself is sometimes named by its older issuer; China's cloud has a host of its own for that.
            let itself = *provider == issuer
                || ["https://sts.windows.net", "https://sts.chinacloudapi.cn"]
                    .iter()
                    .any(|host| *provider == format!("{host}/{}/", self.tid));
            if !itself {
                return Some("idp is another directory");
            }
        }
        let marked = |name: Option<&str>| {
            name.is_some_and(|name| {
                let name = name.to_ascii_uppercase();
                name.contains("#EXT#") || name.contains("_EXT_@")
            })
        };
        (marked(self.upn.as_deref()) || marked(preferred_username)).then_some("the login name is marked #EXT#")
    }
}
