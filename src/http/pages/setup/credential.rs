//! How the broker proves itself at the hospital's own registration: by one of three ways, and by a new one before the old one ends.

use askama::Template;
use chrono::{DateTime, Utc};
use serde_json::json;

use super::super::frame::Frame;
use super::super::notice::Told;
use super::super::{Pages, render};
use super::fault::{Fault, told};
use super::{Step, date};
use crate::domain::connection::ConnectionKind;
use crate::domain::credential::{CredentialKind, CredentialSlot};
use crate::domain::id::ConnectionId;
use crate::domain::menu::Menu;
use crate::domain::organization::Organization;
use crate::language::{Language, Text};
use crate::tenancy::credential_slots::ForVersion;
use crate::upstream::credential::FEDERATED_AUDIENCE;

/// The version that a credential is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotOf {
    /// The one in force; or, before there is one, the draft.
    SignIns,
    /// The draft, which names another registration than the one in force.
    Draft,
    /// The one before, which can be brought back.
    Previous,
    /// None any more.
    Nothing,
}

/// What is in a slot, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotSeen {
    /// Which.
    pub slot: CredentialSlot,
    /// Of which kind.
    pub kind: CredentialKind,
    /// Whether sign-ins use it.
    pub in_use: bool,
    /// For which version.
    pub of: SlotOf,
    /// For which client id, where the connection has several.
    pub client_id: Option<String>,
    /// When it ends, if it does.
    pub ends_at: Option<DateTime<Utc>>,
    /// By what Entra lists a certificate.
    pub thumbprint: Option<String>,
}

impl SlotSeen {
    /// Its name in forms and addresses.
    pub const fn word(&self) -> &'static str {
        match self.slot {
            CredentialSlot::A => "a",
            CredentialSlot::B => "b",
        }
    }

    /// What stands beside it.
    pub(super) fn mark(&self, text: &Text<'_>) -> String {
        text.say(match (self.in_use, self.of) {
            (_, SlotOf::Nothing) => "setup-credential-of-none",
            (false, _) => "setup-credential-waits",
            (true, SlotOf::SignIns) => "setup-in-use",
            (true, SlotOf::Draft) => "setup-credential-of-draft",
            (true, SlotOf::Previous) => "setup-credential-of-previous",
        })
    }

    /// Whether it can be proven, and is used then.
    pub(super) fn can_be_used(&self) -> bool {
        !self.in_use && self.of != SlotOf::Nothing
    }

    /// Whether it can be taken out: sign-ins do not use it.
    pub(super) fn can_go(&self) -> bool {
        !self.in_use || self.of != SlotOf::SignIns
    }

    /// What it is called.
    pub(super) fn name(&self, text: &Text<'_>) -> String {
        let kind = text.say(match self.kind {
            CredentialKind::Federated => "setup-credential-federated",
            CredentialKind::Certificate => "setup-credential-certificate",
            CredentialKind::ClientSecret => "setup-credential-secret",
        });
        match self.ends_at {
            Some(end) => format!("{kind}, {}", text.with("setup-until", "date", &date(end))),
            None => kind,
        }
    }
}

/// Which page it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Which way is to be chosen.
    Choose,
    /// Entra trusts our issuer.
    Federated,
    /// A key pair of ours.
    Certificate,
    /// A secret of theirs.
    Secret,
}

impl Way {
    /// What is made or handed in by it.
    pub const fn kind(self) -> Option<CredentialKind> {
        match self {
            Self::Choose => None,
            Self::Federated => Some(CredentialKind::Federated),
            Self::Certificate => Some(CredentialKind::Certificate),
            Self::Secret => Some(CredentialKind::ClientSecret),
        }
    }
}

/// What is on it.
pub struct CredentialPage<'a> {
    /// Its language.
    pub language: Language,
    /// The hospital.
    pub organization: &'a Organization,
    /// Which page.
    pub way: Way,
    /// The kind of provider.
    pub kind: ConnectionKind,
    /// The state of the slots that the form is for.
    pub seen: &'a str,
    /// What is in them.
    pub slots: &'a [SlotSeen],
    /// The version that it is for, where two have registrations of their own.
    pub version: Option<ForVersion>,
    /// The application id of the registration.
    pub client_id: &'a str,
    /// Our issuer.
    pub issuer: &'a str,
    /// What we say of ourselves as subject.
    pub connection: ConnectionId,
    /// The end of a secret, as typed. A secret that was typed is shown by no page.
    pub end: &'a str,
    /// What is wrong.
    pub fault: Option<Fault>,
}

#[derive(Template)]
#[template(path = "setup/credential.html")]
struct CredentialTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    step: Step,
    page: &'a CredentialPage<'a>,
    told: Told,
    /// A command that adds the federated credential.
    command: String,
}

impl Pages {
    /// One of the ways to prove ourselves, or the choice of one.
    pub fn setup_credential(&self, page: &CredentialPage<'_>) -> String {
        let text = self.text(page.language);
        let here = match page.way {
            Way::Choose => "/setup/connection/credential?",
            Way::Federated => "/setup/connection/federated?",
            Way::Certificate => "/setup/connection/certificate?",
            Way::Secret => "/setup/connection/secret?",
        };
        let told = told(text, page.fault);
        let frame = Frame::at(here).of(Some(page.organization));
        render(&CredentialTemplate { text, frame, step: Step::Connection, page, told, command: command(page) })
    }
}

impl CredentialTemplate<'_> {
    /// For which registration, where there are two.
    fn for_which(&self) -> Option<String> {
        let key = match self.page.version? {
            ForVersion::Active => "setup-credential-for-active",
            ForVersion::Draft => "setup-credential-for-draft",
        };
        Some(self.text.with(key, "client", self.page.client_id))
    }

    /// The same, in addresses and forms.
    fn version(&self) -> &'static str {
        match self.page.version {
            Some(ForVersion::Active) => "active",
            Some(ForVersion::Draft) => "draft",
            None => "",
        }
    }

    fn is_entra(&self) -> bool {
        self.page.kind == ConnectionKind::Entra
    }

    fn has_certificate(&self) -> bool {
        self.page.slots.iter().any(|slot| slot.thumbprint.is_some())
    }
}

/// The command for Azure's own command line. Its values are ids and an address of ours: none holds a quote.
fn command(page: &CredentialPage<'_>) -> String {
    let parameters = json!({
        "name": "anteroom",
        "issuer": page.issuer,
        "subject": page.connection,
        "audiences": [FEDERATED_AUDIENCE],
    });
    format!("az ad app federated-credential create --id {} --parameters '{parameters}'", page.client_id)
}
