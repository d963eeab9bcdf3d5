//! Rows of configuration.

use anteroom_entity as entity;
use chrono::{DateTime, Utc};

use super::{Row, word};
use crate::domain::application::{Application, ClientAuthentication};
use crate::domain::audience::Audience;
use crate::domain::branding::Branding;
use crate::domain::connection::{
    Connection, ConnectionKind, ConnectionVersion, EntraSettings, Registration, VersionState,
};
use crate::domain::credential::StoredCredential;
use crate::domain::flag::{FlagChange, FlagSetting};
use crate::domain::id::OrganizationId;
use crate::domain::organization::{Domain, Organization, SessionLifetimes};
use crate::domain::provider::{ProviderSettings, RegisteredAs};
use crate::domain::recheck;
use crate::store::StoreError;

pub(in crate::store) fn organization(row: entity::organizations::Model) -> Result<Organization, StoreError> {
    Ok(Organization {
        id: row.id.into(),
        slug: row.slug,
        name: row.name,
        status: Row("organizations", row.id).word(&row.status)?,
        help: row.help,
        locale: row.locale,
        admins: Row("organizations", row.id).text(&row.admins)?,
        sessions: SessionLifetimes {
            minutes: u32::try_from(row.session_minutes).unwrap_or_default(),
            idle_minutes: u32::try_from(row.session_idle_minutes).unwrap_or_default(),
        },
        sign_out_upstream: row.sign_out_upstream,
        shared_devices: row.shared_devices,
        audit_retention_days: row.audit_retention_days.and_then(|days| u32::try_from(days).ok()),
        upstream_recheck_minutes: u32::try_from(row.upstream_recheck_minutes).unwrap_or(recheck::USUAL_MINUTES),
        branding: Branding {
            accent: row
                .accent
                .map(|accent| accent.parse())
                .transpose()
                .map_err(|_| Row("organizations", row.id).corrupt())?,
            logo: row.logo,
        },
    })
}

pub(in crate::store) fn organization_row(
    organization: &Organization,
    now: DateTime<Utc>,
) -> entity::organizations::Model {
    entity::organizations::Model {
        id: organization.id.0,
        slug: organization.slug.clone(),
        name: organization.name.clone(),
        status: word(&organization.status),
        help: organization.help.clone(),
        locale: organization.locale.clone(),
        admins: serde_json::to_string(&organization.admins).unwrap_or_else(|_| "[]".to_owned()),
        session_minutes: i32::try_from(organization.sessions.minutes).unwrap_or(i32::MAX),
        session_idle_minutes: i32::try_from(organization.sessions.idle_minutes).unwrap_or(i32::MAX),
        sign_out_upstream: organization.sign_out_upstream,
        shared_devices: organization.shared_devices,
        audit_retention_days: organization.audit_retention_days.map(|days| i32::try_from(days).unwrap_or(i32::MAX)),
        upstream_recheck_minutes: i32::try_from(organization.upstream_recheck_minutes).unwrap_or(i32::MAX),
        accent: organization.branding.accent.map(|accent| accent.to_string()),
        logo: organization.branding.logo.clone(),
        created_at: now,
        updated_at: now,
    }
}

pub(in crate::store) fn domain(row: &entity::domains::Model) -> Result<Domain, StoreError> {
    let at = Row("domains", row.id);
    // Routes go by when it was proven: a row that has the one without the other is none that was written here.
    let proven_by = match (row.proven_at, &row.proven_by) {
        (Some(_), Some(by)) => Some(at.word(by)?),
        (None, None) => None,
        _ => return Err(at.corrupt()),
    };
    Ok(Domain {
        id: row.id.into(),
        organization_id: row.organization_id.into(),
        name: row.name.parse().map_err(|_| at.corrupt())?,
        connection_id: row.connection_id.map(Into::into),
        proven_by,
        challenge: row.challenge.parse().map_err(|_| at.corrupt())?,
    })
}

pub(in crate::store) fn domain_row(domain: &Domain, now: DateTime<Utc>) -> entity::domains::Model {
    entity::domains::Model {
        id: domain.id.0,
        organization_id: domain.organization_id.0,
        name: domain.name.as_str().to_owned(),
        connection_id: domain.connection_id.map(|id| id.0),
        proven_at: domain.proven_by.map(|_| now),
        proven_by: domain.proven_by.map(|by| word(&by)),
        challenge: domain.challenge.as_str().to_owned(),
        created_at: now,
    }
}

pub(in crate::store) fn connection(
    row: entity::connections::Model,
    versions: Vec<entity::connection_versions::Model>,
) -> Result<Connection, StoreError> {
    let kind = Row("connections", row.id).word(&row.kind)?;
    let (mut active, mut previous, mut draft) = (None, None, None);
    for version in versions {
        let version = connection_version(version, kind)?;
        match version.state {
            VersionState::Active => active = Some(version),
            VersionState::Previous => previous = Some(version),
            VersionState::Draft | VersionState::Tested => draft = Some(version),
        }
    }
    Ok(Connection {
        id: row.id.into(),
        organization_id: row.organization_id.into(),
        name: row.name,
        kind,
        status: Row("connections", row.id).word(&row.status)?,
        active,
        previous,
        draft,
    })
}

pub(in crate::store) fn connection_row(connection: &Connection, now: DateTime<Utc>) -> entity::connections::Model {
    entity::connections::Model {
        id: connection.id.0,
        organization_id: connection.organization_id.0,
        name: connection.name.clone(),
        kind: word(&connection.kind),
        status: word(&connection.status),
        created_at: now,
        updated_at: now,
    }
}

pub(in crate::store) fn connection_version(
    row: entity::connection_versions::Model,
    kind: ConnectionKind,
) -> Result<ConnectionVersion, StoreError> {
    let at = Row("connection_versions", row.id);
    let (id, number, state) = (row.id.into(), row.number, at.word(&row.state)?);
    let settings = match kind {
        ConnectionKind::Entra => ProviderSettings::Entra(entra(row)?),
        ConnectionKind::Google => ProviderSettings::Google(at.json(row.settings.ok_or_else(|| at.corrupt())?)?),
        ConnectionKind::Oidc => ProviderSettings::Oidc(at.json(row.settings.ok_or_else(|| at.corrupt())?)?),
    };
    Ok(ConnectionVersion { id, number, state, settings })
}

/// Entra's settings have columns of their own: by one of them the shared registration finds its organizations.
fn entra(row: entity::connection_versions::Model) -> Result<EntraSettings, StoreError> {
    let at = Row("connection_versions", row.id);
    let registration = match (row.registration.as_deref(), row.client_id) {
        (Some("own"), Some(client_id)) => Registration::Own { client_id },
        (Some("shared"), None) => Registration::Shared,
        _ => return Err(at.corrupt()),
    };
    Ok(EntraSettings {
        registration,
        tid: row.tid.ok_or_else(|| at.corrupt())?,
        cloud: at.word(&row.cloud.ok_or_else(|| at.corrupt())?)?,
        allow_guests: row.allow_guests,
        domain_hint: row.domain_hint,
        mfa_context: row.mfa_context,
        require_mfa: row.require_mfa,
    })
}

pub(in crate::store) fn connection_version_row(
    connection: &Connection,
    version: &ConnectionVersion,
    now: DateTime<Utc>,
) -> Result<entity::connection_versions::Model, StoreError> {
    let entra = version.entra();
    let (registration, client_id) = match entra.map(|entra| &entra.registration) {
        Some(Registration::Own { client_id }) => (Some("own"), Some(client_id.clone())),
        Some(Registration::Shared) => (Some("shared"), None),
        None => (None, None),
    };
    let at = Row("connection_versions", version.id.0);
    let settings = match &version.settings {
        ProviderSettings::Entra(_) => None,
        ProviderSettings::Google(google) => Some(at.to_json(google)?),
        ProviderSettings::Oidc(oidc) => Some(at.to_json(oidc)?),
    };
    Ok(entity::connection_versions::Model {
        id: version.id.0,
        organization_id: connection.organization_id.0,
        connection_id: connection.id.0,
        number: version.number,
        state: word(&version.state),
        registration: registration.map(str::to_owned),
        client_id,
        tid: entra.map(|entra| entra.tid),
        cloud: entra.map(|entra| word(&entra.cloud)),
        allow_guests: version.settings.allows_guests(),
        domain_hint: entra.and_then(|entra| entra.domain_hint.clone()),
        mfa_context: version.settings.mfa_context().cloned(),
        require_mfa: version.settings.require_mfa(),
        settings,
        created_at: now,
        activated_at: matches!(version.state, VersionState::Active | VersionState::Previous).then_some(now),
    })
}

pub(in crate::store) fn credential(row: entity::credentials::Model) -> Result<StoredCredential, StoreError> {
    Ok(StoredCredential {
        id: row.id.into(),
        organization_id: row.organization_id.into(),
        connection_id: row.connection_id.into(),
        slot: Row("credentials", row.id).word(&row.slot)?,
        registered_as: row.client_id.map(|client_id| RegisteredAs { issuer: row.issuer, client_id }),
        in_use: row.in_use,
        kind: Row("credentials", row.id).word(&row.kind)?,
        sealed: row.sealed,
        certificate: row.certificate,
        expires_at: row.expires_at,
    })
}

pub(in crate::store) fn credential_row(
    credential: &StoredCredential,
    now: DateTime<Utc>,
) -> entity::credentials::Model {
    entity::credentials::Model {
        id: credential.id.0,
        organization_id: credential.organization_id.0,
        connection_id: credential.connection_id.0,
        slot: word(&credential.slot),
        client_id: credential.registered_as.as_ref().map(|registered| registered.client_id.clone()),
        issuer: credential.registered_as.as_ref().and_then(|registered| registered.issuer.clone()),
        in_use: credential.in_use,
        kind: word(&credential.kind),
        sealed: credential.sealed.clone(),
        certificate: credential.certificate.clone(),
        expires_at: credential.expires_at,
        created_at: now,
    }
}

pub(in crate::store) fn application(row: entity::applications::Model) -> Result<Application, StoreError> {
    let at = Row("applications", row.id);
    let authentication = match (row.authentication.as_str(), row.secret_sha256) {
        ("none", None) => ClientAuthentication::None,
        ("secret", Some(hash)) => ClientAuthentication::Secret { sha256: at.hash(&hash)? },
        ("private_key_jwt", None) => ClientAuthentication::PrivateKeyJwt,
        _ => return Err(at.corrupt()),
    };
    Ok(Application {
        id: row.id.into(),
        client_id: row.client_id,
        name: row.name,
        status: at.word(&row.status)?,
        sso: at.word(&row.sso)?,
        authentication,
        redirect_uris: at.json(row.redirect_uris)?,
        id_token_algorithm: at.word(&row.id_token_algorithm)?,
        refresh_tokens: row.refresh_tokens,
        device_grant: row.device_grant,
        require_mfa: row.require_mfa,
        home: row.home.map(|home| home.parse()).transpose().map_err(|_| at.corrupt())?,
        protocol: at.json(row.protocol)?,
    })
}

pub(in crate::store) fn application_row(
    application: &Application,
    now: DateTime<Utc>,
) -> Result<entity::applications::Model, StoreError> {
    let (authentication, secret_sha256) = match &application.authentication {
        ClientAuthentication::None => ("none", None),
        ClientAuthentication::Secret { sha256 } => ("secret", Some(sha256.to_vec())),
        ClientAuthentication::PrivateKeyJwt => ("private_key_jwt", None),
    };
    Ok(entity::applications::Model {
        id: application.id.0,
        client_id: application.client_id.clone(),
        name: application.name.clone(),
        status: word(&application.status),
        sso: word(&application.sso),
        authentication: authentication.to_owned(),
        secret_sha256,
        redirect_uris: Row("applications", application.id.0).to_json(&application.redirect_uris)?,
        id_token_algorithm: word(&application.id_token_algorithm),
        refresh_tokens: application.refresh_tokens,
        device_grant: application.device_grant,
        require_mfa: application.require_mfa,
        home: application.home.as_ref().map(ToString::to_string),
        protocol: Row("applications", application.id.0).to_json(&application.protocol)?,
        created_at: now,
        updated_at: now,
    })
}

pub(in crate::store) fn flag(row: entity::flags::Model) -> Result<FlagSetting, StoreError> {
    Ok(FlagSetting {
        id: row.id.into(),
        name: Row("flags", row.id).word(&row.name)?,
        application_id: row.application_id.map(Into::into),
        value: row.value,
        audience: Audience::new(Row("flags", row.id).word(&row.audience)?, row.everyone_from),
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        reason: row.reason,
    })
}

pub(in crate::store) fn flag_row(
    organization_id: OrganizationId,
    flag: &FlagSetting,
    now: DateTime<Utc>,
) -> entity::flags::Model {
    let (audience, everyone_from) = flag.audience.parts();
    entity::flags::Model {
        id: flag.id.0,
        organization_id: organization_id.0,
        application_id: flag.application_id.map(|id| id.0),
        name: word(&flag.name),
        value: flag.value,
        audience: word(&audience),
        everyone_from,
        starts_at: flag.starts_at,
        ends_at: flag.ends_at,
        reason: flag.reason.clone(),
        updated_at: now,
    }
}

pub(in crate::store) fn flag_change(row: entity::flag_changes::Model) -> Result<FlagChange, StoreError> {
    let at = Row("flag_changes", row.id);
    Ok(FlagChange {
        id: row.id.into(),
        at: row.at,
        actor: row.actor,
        reason: row.reason,
        old: row.old.map(|old| at.json(old)).transpose()?,
        new: row.new.map(|new| at.json(new)).transpose()?,
    })
}
