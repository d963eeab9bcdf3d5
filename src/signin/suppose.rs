//! What a test sign-in and a roster suppose: that what is tried of a connection were in force, and SSO switched on. Everything else is as it is.

use uuid::Uuid;

use crate::domain::application::{Application, ApplicationStatus, SsoPolicy};
use crate::domain::audience::Audience;
use crate::domain::connection::ConnectionVersion;
use crate::domain::flag::{FlagName, FlagSetting, with_setting};
use crate::domain::id::{ApplicationId, ConnectionId};
use crate::domain::organization::OrganizationConfiguration;

/// The configuration as it would be with a version in force, and `sso` on for an application: that setting is stronger than one for all
/// of the organization.
pub fn suppose(
    configuration: &OrganizationConfiguration,
    connection: ConnectionId,
    version: &ConnectionVersion,
    application: ApplicationId,
) -> OrganizationConfiguration {
    let sso = FlagSetting {
        id: Uuid::nil().into(),
        name: FlagName::Sso,
        application_id: Some(application),
        value: true,
        audience: Audience::Everyone,
        starts_at: None,
        ends_at: None,
        reason: String::new(),
    };
    let mut supposed = OrganizationConfiguration {
        flags: with_setting(&configuration.flags, (FlagName::Sso, Some(application)), Some(sso)),
        ..configuration.clone()
    };
    for found in supposed.connections.iter_mut().filter(|found| found.id == connection) {
        found.active = Some(version.clone());
    }
    supposed
}

/// Whether SSO can open an application at all: only then is there anything to be tested with it.
pub fn can_be_tested_with(application: &Application) -> bool {
    application.status == ApplicationStatus::Active && application.sso != SsoPolicy::Never
}
