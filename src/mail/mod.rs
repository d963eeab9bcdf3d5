//! Letters: rendered and sealed where something happens, sent afterwards out of the outbox.
//!
//! A letter that was acknowledged is lost by nothing but its own end: it is written in the transaction that it tells of, and
//! tried until it is taken or no longer worth sending.

pub mod delivery;
pub mod letters;
pub mod refusal;
pub mod transport;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::connection_check::CheckResult;
use crate::domain::email::EmailAddress;
use crate::domain::expiry::ExpiryKind;
use crate::domain::id::{LetterId, OrganizationId};
use crate::domain::provider_name::ProviderName;
use crate::domain::secret::Secret;
use crate::domain::weather::Cause;
use crate::keys::ring::KeyRing;
use crate::keys::seal::Place;
use crate::keys::{KeyError, random};
use crate::language::{Language, Texts};
use crate::store::outbox::SealedLetter;

/// A letter to be written.
#[derive(Debug)]
pub struct Letter {
    /// Whose organization's it is; none where nobody knows.
    pub organization_id: Option<OrganizationId>,
    /// To whom.
    pub to: EmailAddress,
    /// In which language.
    pub language: Language,
    /// What it says.
    pub content: Content,
    /// When it is no longer worth sending.
    pub expires_at: DateTime<Utc>,
}

/// What a letter says.
#[derive(Clone, Debug)]
pub enum Content {
    /// A one-time password.
    OneTimePassword {
        /// The code.
        code: Secret,
        /// Into which application.
        application: String,
        /// For how many minutes it is good.
        minutes: i64,
    },
    /// A code was asked for, and the organization lets its professionals in by their own accounts alone.
    OnlySso {
        /// Into which application.
        application: String,
        /// Whether these open that at all.
        sso: bool,
        /// What they sign in with.
        providers: Vec<ProviderName>,
    },
    /// A code was asked for in a strange browser, and one that was asked for in a browser that is known is still good.
    CodeStands {
        /// Into which application.
        application: String,
    },
    /// Somebody is guessing.
    UnderAttack {
        /// At which application.
        application: String,
        /// What.
        guessed: Guessed,
    },
    /// The password was set, changed or removed.
    PasswordChanged {
        /// Whether it was removed.
        removed: bool,
    },
    /// Somebody who has forgotten the password asked for its removal.
    PasswordRemovalAsked {
        /// In which application.
        application: String,
    },
    /// Break-glass was opened; to the organization's administrators.
    BreakGlassOpened {
        /// The organization's name.
        organization: String,
        /// For whom.
        account: String,
        /// By whom.
        by: [String; 2],
        /// Until when.
        until: DateTime<Utc>,
        /// Why.
        reason: String,
        /// What the organization signs in with otherwise.
        providers: Vec<ProviderName>,
    },
    /// A webhook was disabled; to the organization's administrators.
    WebhookDisabled {
        /// The organization's name.
        organization: String,
        /// The host that was told.
        host: String,
        /// Since when nobody answered; none, where it said that it is gone.
        since: Option<DateTime<Utc>>,
    },
    /// Something of the organization's ends before long; to its administrators.
    Expiring {
        /// The organization's name.
        organization: String,
        /// What it is.
        kind: ExpiryKind,
        /// Which one, as people call it. Never a link.
        name: String,
        /// When it ends.
        until: DateTime<Utc>,
        /// What the organization signs in with.
        providers: Vec<ProviderName>,
    },
    /// Several people cannot come in through one of the organization's connections; to its administrators.
    Trouble {
        /// The organization's name.
        organization: String,
        /// Since when.
        since: DateTime<Utc>,
        /// Why.
        cause: Cause,
        /// What the connection's provider is called.
        provider: ProviderName,
    },
    /// Checks of a connection have turned; to the organization's administrators.
    ChecksTurned {
        /// The organization's name.
        organization: String,
        /// The connection's.
        connection: String,
        /// Who runs the provider that it leads to.
        provider: String,
        /// What fails now, and did not before; nothing, where something was mended and nothing has come.
        failed: Vec<CheckResult>,
        /// What was mended.
        recovered: Vec<CheckResult>,
    },
    /// Somebody is invited to see what is configured for their hospital.
    Invitation {
        /// The organization's name.
        organization: String,
        /// Who invites.
        by: String,
        /// The link.
        link: Secret,
        /// Until when it is good.
        until: DateTime<Utc>,
    },
    /// The hospital's own people have switched SSO; to the organization's administrators.
    SsoSwitched {
        /// The organization's name.
        organization: String,
        /// Whose invitation it was done by.
        address: String,
        /// For whom it is on.
        to: SwitchedTo,
        /// From when on; none, where that is at once.
        from: Option<DateTime<Utc>>,
        /// Until when; none, where that is not set.
        until: Option<DateTime<Utc>>,
        /// What the organization signs in with.
        providers: Vec<ProviderName>,
    },
    /// Somebody was invited to that; to the organization's administrators.
    Invited {
        /// The organization's name.
        organization: String,
        /// Who.
        address: String,
        /// By whom.
        by: String,
        /// Until when the link is good.
        until: DateTime<Utc>,
    },
}

/// For whom SSO was switched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SwitchedTo {
    /// For nobody.
    Off,
    /// For the pilot list.
    Pilot {
        /// From when on for everyone, where that is set.
        everyone_from: Option<DateTime<Utc>>,
    },
    /// For everyone.
    Everyone,
}

/// What somebody guesses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guessed {
    /// Codes.
    Codes,
    /// The password. Whoever does has shown a code, so they read the person's letters.
    Password,
}

/// Why a letter cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// A template.
    #[error("a letter cannot be rendered")]
    Render,
    /// The keys.
    #[error(transparent)]
    Keys(#[from] KeyError),
}

/// A letter as it is sent. Sealed as a whole: the address is personal, and the code a secret.
#[derive(Debug, Serialize, Deserialize)]
pub struct Rendered {
    /// To whom; nobody, where it only has to look like a letter.
    to: Option<EmailAddress>,
    subject: String,
    text: String,
    html: String,
    language: String,
    /// Makes all letters of a kind equally long, whoever they are to.
    padding: String,
}

/// What writes letters. A cheap clone.
#[derive(Clone)]
pub struct Mail {
    ring: Arc<KeyRing>,
    texts: Arc<Texts>,
}

impl Mail {
    /// Letters, sealed with a ring.
    pub const fn new(ring: Arc<KeyRing>, texts: Arc<Texts>) -> Self {
        Self { ring, texts }
    }

    /// Writes and seals a letter.
    pub fn seal(&self, letter: &Letter, now: DateTime<Utc>) -> Result<SealedLetter, MailError> {
        self.seal_to(Some(letter.to.clone()), letter, now)
    }

    /// The same letter to nobody. It is written and thrown away, so that asking for an address without an account costs what
    /// asking for one with an account costs.
    pub fn seal_decoy(&self, letter: &Letter, now: DateTime<Utc>) -> Result<SealedLetter, MailError> {
        self.seal_to(None, letter, now)
    }

    fn seal_to(
        &self,
        to: Option<EmailAddress>,
        letter: &Letter,
        now: DateTime<Utc>,
    ) -> Result<SealedLetter, MailError> {
        let mut rendered = letters::render(&self.texts, letter)?;
        rendered.to = to;
        let plain = |rendered: &Rendered| serde_json::to_vec(rendered).map_err(|_| MailError::Render);
        let length = plain(&rendered)?.len();
        rendered.padding = " ".repeat(length.next_multiple_of(PADDED_TO) - length);
        let id: LetterId = random::id(now);
        let sealed = self.ring.seal(&place(id, letter.organization_id), &plain(&rendered)?)?;
        Ok(SealedLetter {
            id,
            organization_id: letter.organization_id,
            sealed,
            created_at: now,
            expires_at: letter.expires_at,
        })
    }

    /// Opens a letter of the outbox.
    fn open(&self, letter: &SealedLetter) -> Result<Rendered, MailError> {
        let plain = self.ring.open(&place(letter.id, letter.organization_id), &letter.sealed)?;
        serde_json::from_slice(&plain).map_err(|_| MailError::Render)
    }
}

/// Letters are made as long as the next multiple of this, in bytes: more than an address makes a difference.
const PADDED_TO: usize = 8 * 1024;

fn place(id: LetterId, organization: Option<OrganizationId>) -> Place<'static> {
    Place { table: "outbox", column: "sealed", row: id.0, organization }
}
