//! An organization: a hospital or care provider, our customer and tenant.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::branding::Branding;
use super::connection::Connection;
use super::credential::StoredCredential;
use super::domain_check::{Challenge, ProvenBy};
use super::email::{EmailAddress, EmailDomain};
use super::flag::FlagSetting;
use super::id::{ConnectionId, DomainId, OrganizationId};
use super::provider::ProviderSettings;
use super::recheck;

/// A hospital or care provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Organization {
    /// Its id.
    pub id: OrganizationId,
    /// Its name in addresses, files and commands, e.g. `st-janshof`: lower-case letters, digits and hyphens.
    pub slug: String,
    /// Its name as people know it.
    pub name: String,
    /// Whether it may use the product at all.
    pub status: OrganizationStatus,
    /// Whom a refused person can turn to: a sentence or an address of the hospital's own help desk.
    pub help: Option<String>,
    /// The language of its pages where neither app nor browser asks for one (BCP 47, e.g. `nl`).
    pub locale: Option<String>,
    /// Its administrators, who are told of what was done in its name.
    pub admins: Vec<EmailAddress>,
    /// How long its people's sessions last.
    pub sessions: SessionLifetimes,
    /// Whether signing out here signs out at Microsoft too.
    pub sign_out_upstream: bool,
    /// Whether several people use the same devices, as on a ward: then nobody's name is remembered, and Microsoft asks which
    /// account.
    pub shared_devices: bool,
    /// After how many days the lines of its audit log lose their content; none where they are kept for good.
    pub audit_retention_days: Option<u32>,
    /// After how many minutes Microsoft is asked again whether the account of an open session still stands, where the flag
    /// `upstream_recheck` is on.
    pub upstream_recheck_minutes: u32,
    /// What makes its pages look like its own.
    pub branding: Branding,
}

/// Whether a text can be a name in addresses, files and commands: 1 to 63 lower-case letters, digits and hyphens, and no
/// hyphen at its ends.
pub fn is_slug(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=63).contains(&text.len()) && text.bytes().all(plain) && !text.starts_with('-') && !text.ends_with('-')
}

/// How long sessions last, in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SessionLifetimes {
    /// At most.
    pub minutes: u32,
    /// Where nobody uses them.
    pub idle_minutes: u32,
}

impl SessionLifetimes {
    /// Where nobody says otherwise: a long shift, and a third of it.
    pub const USUAL: Self = Self { minutes: 12 * 60, idle_minutes: 4 * 60 };
    /// The least that either may be.
    pub const SHORTEST: u32 = 5;
    /// The most: thirty days.
    pub const LONGEST: u32 = 30 * 24 * 60;

    /// Whether a session may last so long at most.
    pub fn minutes_fit(self) -> bool {
        (Self::SHORTEST..=Self::LONGEST).contains(&self.minutes)
    }

    /// Whether one that nobody uses may: no longer than one that is used.
    pub fn idle_minutes_fit(self) -> bool {
        (Self::SHORTEST..=self.minutes).contains(&self.idle_minutes)
    }
}

impl Organization {
    /// An organization with nothing but its name.
    pub fn new(id: OrganizationId, slug: String, name: String) -> Self {
        Self {
            id,
            slug,
            name,
            status: OrganizationStatus::Active,
            help: None,
            locale: None,
            admins: Vec::new(),
            sessions: SessionLifetimes::USUAL,
            sign_out_upstream: false,
            shared_devices: false,
            audit_retention_days: None,
            upstream_recheck_minutes: recheck::USUAL_MINUTES,
            branding: Branding::default(),
        }
    }
}

/// Whether an organization may use the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrganizationStatus {
    /// It may.
    Active,
    /// It is closed for everybody, by every way.
    Suspended,
}

/// An e-mail domain of an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Domain {
    /// Its id.
    pub id: DomainId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// The domain; unique over all organizations.
    pub name: EmailDomain,
    /// Where its addresses are sent to sign in.
    pub connection_id: Option<ConnectionId>,
    /// How it was seen that the organization owns it; none, where it was not. An unproven domain routes nobody and admits nobody.
    pub proven_by: Option<ProvenBy>,
    /// What the organization publishes in the domain's DNS to prove that it owns it.
    pub challenge: Challenge,
}

impl Domain {
    /// Whether it was seen that the organization owns it.
    pub const fn is_proven(&self) -> bool {
        self.proven_by.is_some()
    }
}

/// All that is configured for one organization, read as one piece and kept in memory until it changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationConfiguration {
    /// The organization itself.
    pub organization: Organization,
    /// Its domains.
    pub domains: Vec<Domain>,
    /// Its connections.
    pub connections: Vec<Connection>,
    /// The credentials of its connections, sealed.
    pub credentials: Vec<StoredCredential>,
    /// The flags it has set.
    pub flags: Vec<FlagSetting>,
}

impl OrganizationConfiguration {
    /// One of its connections.
    pub fn connection(&self, id: ConnectionId) -> Option<&Connection> {
        self.connections.iter().find(|connection| connection.id == id)
    }

    /// The credential of a version of a connection: the one in use among those for the registration that its settings name. That of
    /// another registration proves nothing there, and is shown to nobody in its name.
    pub fn credential(&self, connection: ConnectionId, settings: &ProviderSettings) -> Option<&StoredCredential> {
        let mut own = self.credentials.iter().filter(|credential| credential.connection_id == connection);
        own.find(|credential| credential.in_use && credential.is_for(settings))
    }

    /// Whether it has proved that it owns a domain.
    pub fn has_proven(&self, name: &EmailDomain) -> bool {
        self.domains.iter().any(|domain| domain.is_proven() && domain.name == *name)
    }

    /// The connection that a proven domain routes to.
    pub fn route(&self, name: &EmailDomain) -> Option<&Connection> {
        let domain = self.domains.iter().find(|domain| domain.is_proven() && domain.name == *name)?;
        self.connection(domain.connection_id?)
    }
}
