//! The schema of Anteroom, one migration a subject; each can be taken back.

use sea_orm_migration::prelude::*;

mod m20261123_000001_organizations;
mod m20261123_000002_connections;
mod m20261123_000003_credentials;
mod m20261123_000004_users;
mod m20261123_000005_applications;
mod m20261123_000006_sessions;
mod m20261123_000007_refresh_tokens;
mod m20261123_000008_audit;
mod m20261123_000009_keys;
mod m20261124_000010_outbox;
mod m20261124_000011_traditional;
mod m20261124_000013_break_glass;
mod m20261124_000014_organization_settings;
mod m20261124_000015_admin_tokens;
mod m20261124_000016_branding;
mod m20261125_000017_known_browsers;
mod m20261125_000020_admin_roles;
mod m20261125_000021_kept_answers;
mod m20261126_000030_refusals;
mod m20261126_000041_one_draft;
mod m20261126_000042_reasons;
mod m20261126_000043_audit_anchors;
mod m20261126_000044_webhooks;
mod m20261126_000045_rollouts;
mod m20261126_000046_former_addresses;
mod m20261126_000047_devices;
mod m20261126_000048_invitations;
mod m20261126_000049_protocol;
mod m20261126_000050_signing_keys;
mod m20261126_000051_upstream_recheck;
mod m20261126_000052_requests;
mod m20261126_000053_pairwise;
mod m20261126_000054_tokens;
mod m20261126_000055_logout;
mod m20261126_000060_domain_checks;
mod m20261126_000061_consents;
mod m20261126_000064_connection_checks;
mod m20261126_000067_test_sign_ins;
mod m20261126_000071_expiries;
mod m20261126_000072_troubles;
mod m20261126_000075_pilot;
mod m20261126_000078_providers;
mod m20261126_000079_registrations;
mod m20261126_000080_flags_of_an_organization;

/// All migrations, in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_organizations::Migration),
            Box::new(m20261123_000002_connections::Migration),
            Box::new(m20261123_000003_credentials::Migration),
            Box::new(m20261123_000004_users::Migration),
            Box::new(m20261123_000005_applications::Migration),
            Box::new(m20261123_000006_sessions::Migration),
            Box::new(m20261123_000007_refresh_tokens::Migration),
            Box::new(m20261123_000008_audit::Migration),
            Box::new(m20261123_000009_keys::Migration),
            Box::new(m20261124_000010_outbox::Migration),
            Box::new(m20261124_000011_traditional::Migration),
            Box::new(m20261124_000013_break_glass::Migration),
            Box::new(m20261124_000014_organization_settings::Migration),
            Box::new(m20261124_000015_admin_tokens::Migration),
            Box::new(m20261124_000016_branding::Migration),
            Box::new(m20261125_000017_known_browsers::Migration),
            Box::new(m20261125_000020_admin_roles::Migration),
            Box::new(m20261125_000021_kept_answers::Migration),
            Box::new(m20261126_000030_refusals::Migration),
            Box::new(m20261126_000041_one_draft::Migration),
            Box::new(m20261126_000042_reasons::Migration),
            Box::new(m20261126_000043_audit_anchors::Migration),
            Box::new(m20261126_000044_webhooks::Migration),
            Box::new(m20261126_000045_rollouts::Migration),
            Box::new(m20261126_000046_former_addresses::Migration),
            Box::new(m20261126_000047_devices::Migration),
            Box::new(m20261126_000048_invitations::Migration),
            Box::new(m20261126_000049_protocol::Migration),
            Box::new(m20261126_000050_signing_keys::Migration),
            Box::new(m20261126_000051_upstream_recheck::Migration),
            Box::new(m20261126_000052_requests::Migration),
            Box::new(m20261126_000053_pairwise::Migration),
            Box::new(m20261126_000054_tokens::Migration),
            Box::new(m20261126_000055_logout::Migration),
            Box::new(m20261126_000060_domain_checks::Migration),
            Box::new(m20261126_000061_consents::Migration),
            Box::new(m20261126_000064_connection_checks::Migration),
            Box::new(m20261126_000067_test_sign_ins::Migration),
            Box::new(m20261126_000071_expiries::Migration),
            Box::new(m20261126_000072_troubles::Migration),
            Box::new(m20261126_000075_pilot::Migration),
            Box::new(m20261126_000078_providers::Migration),
            Box::new(m20261126_000079_registrations::Migration),
            Box::new(m20261126_000080_flags_of_an_organization::Migration),
        ]
    }
}
