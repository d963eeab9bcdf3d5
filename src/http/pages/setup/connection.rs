//! The step *Connection*: what is in force, what the draft would change, what we prove ourselves with, and what can be done with each.

use askama::Template;

use super::super::frame::Frame;
use super::super::notice::Told;
use super::super::{Pages, render};
use super::credential::{SlotOf, SlotSeen};
use super::fault::{Fault, told};
use super::{Step, instant};
use crate::domain::connection::{Connection, ConnectionKind, ConnectionVersion, VersionState};
use crate::domain::consent::{Consent, ConsentAnswer};
use crate::domain::organization::Organization;
use crate::language::{Language, Text};
use crate::tenancy::setup::overview::{ConnectionSeen, Use};
use crate::tenancy::versions;

/// What is on it.
pub struct ConnectionPage<'a> {
    /// Its language.
    pub language: Language,
    /// The hospital.
    pub organization: &'a Organization,
    /// Its connections, as they are in use.
    pub connections: Vec<ConnectionSeen<'a>>,
    /// The one that can be changed here.
    pub editable: Option<&'a Connection>,
    /// Whether one can be made here.
    pub can_make: bool,
    /// The state that its forms are for.
    pub seen: String,
    /// Whether this broker has a shared registration.
    pub has_shared: bool,
    /// The last question for consent.
    pub consent: Option<Consent>,
    /// What is in the slots.
    pub slots: Vec<SlotSeen>,
    /// The state of the slots that their forms are for.
    pub slots_seen: String,
    /// Why the draft is put in force untested, as typed.
    pub why: &'a str,
    /// What is wrong.
    pub fault: Option<Fault>,
    /// What the provider said of a credential that it does not accept.
    pub refused: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "setup/connection.html")]
struct ConnectionTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    step: Step,
    page: &'a ConnectionPage<'a>,
    told: Told,
    /// Whether a test sign-in has worked with the draft.
    is_tested: bool,
    needs_credential: bool,
    asks_consent: bool,
}

impl Pages {
    /// The connection.
    pub fn setup_connection(&self, page: &ConnectionPage<'_>) -> String {
        let text = self.text(page.language);
        let frame = Frame::at(Step::Connection.here()).of(Some(page.organization));
        let draft = page.editable.and_then(|connection| connection.draft.as_ref());
        render(&ConnectionTemplate {
            text,
            frame,
            step: Step::Connection,
            page,
            told: told(text, page.fault),
            is_tested: draft.is_some_and(|draft| draft.state == VersionState::Tested),
            needs_credential: page.editable.is_some_and(needs_credential),
            asks_consent: page.editable.is_some_and(asks_consent),
        })
    }
}

impl ConnectionTemplate<'_> {
    /// Whether the draft names another registration than the one in force, for which something is there.
    fn two_registrations(&self) -> bool {
        let moves = self.page.editable.is_some_and(Connection::draft_moves);
        moves && self.page.slots.iter().any(|slot| slot.of == SlotOf::SignIns)
    }

    /// Whether it names one of the hospital's own for which there is nothing yet.
    fn draft_lacks_credential(&self) -> bool {
        let Some(connection) = self.page.editable.filter(|connection| connection.draft_moves()) else { return false };
        let own = connection.draft.as_ref().is_some_and(|draft| !draft.settings.is_shared());
        own && !self.page.slots.iter().any(|slot| slot.of == SlotOf::Draft)
    }

    /// Whether what it says is changed here: of other providers it is support's.
    fn is_entra(&self) -> bool {
        self.page.editable.is_none_or(|connection| connection.kind == ConnectionKind::Entra)
    }

    /// The texts about one of several connections.
    fn about<'b>(&'b self, connection: &'b ConnectionSeen<'_>) -> Text<'b> {
        self.text.naming(std::slice::from_ref(&connection.provider))
    }

    fn use_of(&self, connection: &ConnectionSeen<'_>) -> String {
        self.text.say(match connection.use_of_it {
            Use::Active => "setup-in-use",
            Use::Disabled => "setup-switched-off",
            Use::NotYet => "setup-not-yet",
        })
    }

    fn second_factor(&self, connection: &ConnectionSeen<'_>) -> String {
        match connection.entra() {
            Some(entra) if entra.require_mfa => {
                let context = entra.mfa_context.as_deref().unwrap_or_default();
                self.text.with("setup-mfa-required", "context", context)
            }
            _ => self.text.say("setup-mfa-own"),
        }
    }

    /// What the draft would change of what is in force: name, old, new.
    fn differences(&self, connection: &Connection, draft: &ConnectionVersion) -> Vec<(String, String, String)> {
        let fields = versions::differences(connection, draft).into_iter();
        fields.map(|(field, old, new)| (self.field(field), self.value(&old), self.value(&new))).collect()
    }

    fn field(&self, field: &'static str) -> String {
        match field {
            "registration" => self.text.say("setup-registration"),
            "client_id" => self.text.say("setup-client"),
            "tid" => self.text.say("setup-tenant"),
            "cloud" => self.text.say("setup-cloud"),
            "allow_guests" => self.text.say("setup-guests"),
            "domains" => self.text.say("setup-workspace-domains"),
            "issuer" => self.text.say("setup-issuer"),
            "email_claim" => self.text.say("setup-email-claim"),
            "require_mfa" => self.text.say("setup-mfa"),
            other => other.to_owned(),
        }
    }

    fn value(&self, value: &str) -> String {
        match value {
            "own" => self.text.say("setup-registration-own"),
            "shared" => self.text.say("setup-registration-shared"),
            "none" => self.text.say("setup-none"),
            other => other.to_owned(),
        }
    }

    /// What somebody says of the question for consent.
    fn answer(&self, consent: &Consent) -> (String, String) {
        let key = match consent.answer {
            None => "setup-consent-open",
            Some((_, ConsentAnswer::Granted)) => "setup-consent-granted",
            Some((_, ConsentAnswer::Declined)) => "setup-consent-declined",
            Some((_, ConsentAnswer::NotAllowed)) => "setup-consent-not-allowed",
            Some((_, ConsentAnswer::Required)) => "setup-consent-required",
            Some((_, ConsentAnswer::OtherTenant)) => "setup-consent-other-tenant",
            Some((_, ConsentAnswer::Failed)) => "setup-consent-failed",
        };
        let at = consent.answer.map_or(consent.asked_at, |(at, _)| at);
        (self.text.with(key, "tenant", &consent.tid.to_string()), instant(at))
    }
}

/// Whether any version is of a registration of the hospital's own, which needs something that we prove ourselves with.
fn needs_credential(connection: &Connection) -> bool {
    connection.versions().iter().any(|version| !version.settings.is_shared())
}

/// Whether the draft, or what is in force where there is none, is of the shared registration.
fn asks_consent(connection: &Connection) -> bool {
    connection.newest().is_some_and(|version| version.settings.is_shared())
}
