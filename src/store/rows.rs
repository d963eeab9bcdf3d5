//! Rows into domain types and back, one pair a table.

use anteroom_entity as entity;
use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel};
use serde::Serialize;
use serde::de::value::{Error as ValueError, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};

use super::StoreError;
use crate::domain::application::{Application, ClientAuthentication};
use crate::domain::audit::AuditEvent;
use crate::domain::connection::{Connection, ConnectionVersion, EntraSettings, Registration};
use crate::domain::credential::StoredCredential;
use crate::domain::flag::FlagSetting;
use crate::domain::grant::{Grant, RefreshToken, TokenHash};
use crate::domain::id::OrganizationId;
use crate::domain::identity::{AccountKey, Identity};
use crate::domain::organization::{Domain, Organization};
use crate::domain::session::Session;
use crate::domain::user::User;

/// Inserts a row, all of it.
pub(super) async fn insert<E, C>(db: &C, row: E::Model) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    C: ConnectionTrait,
{
    E::insert(row.into_active_model().reset_all()).exec_without_returning(db).await?;
    Ok(())
}

/// Writes a row, all of it, over the one with its id.
pub(super) async fn replace<E, C>(db: &C, row: E::Model) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send + sea_orm::ActiveModelBehavior,
    C: ConnectionTrait,
{
    E::update(row.into_active_model().reset_all()).validate()?.exec(db).await?;
    Ok(())
}

/// The text of a value that is a word, e.g. `active`.
pub(super) fn word<T: Serialize>(value: &T) -> String {
    let text = serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned));
    text.unwrap_or_default()
}

/// The value of a word.
fn read_word<T: DeserializeOwned>(table: &'static str, text: &str) -> Result<T, StoreError> {
    let deserializer: StrDeserializer<'_, ValueError> = text.into_deserializer();
    T::deserialize(deserializer).map_err(|_| StoreError::Corrupt(table))
}

fn read_json<T: DeserializeOwned>(table: &'static str, json: serde_json::Value) -> Result<T, StoreError> {
    serde_json::from_value(json).map_err(|_| StoreError::Corrupt(table))
}

fn json<T: Serialize>(table: &'static str, value: &T) -> Result<serde_json::Value, StoreError> {
    serde_json::to_value(value).map_err(|_| StoreError::Corrupt(table))
}

pub(super) fn organization(row: entity::organizations::Model) -> Result<Organization, StoreError> {
    Ok(Organization {
        id: row.id.into(),
        slug: row.slug,
        name: row.name,
        status: read_word("organizations", &row.status)?,
        help: row.help,
        locale: row.locale,
    })
}

pub(super) fn organization_row(organization: &Organization, now: DateTime<Utc>) -> entity::organizations::Model {
    entity::organizations::Model {
        id: organization.id.0,
        slug: organization.slug.clone(),
        name: organization.name.clone(),
        status: word(&organization.status),
        help: organization.help.clone(),
        locale: organization.locale.clone(),
        created_at: now,
        updated_at: now,
    }
}

pub(super) fn domain(row: &entity::domains::Model) -> Result<Domain, StoreError> {
    Ok(Domain {
        id: row.id.into(),
        organization_id: row.organization_id.into(),
        name: row.name.parse().map_err(|_| StoreError::Corrupt("domains"))?,
        connection_id: row.connection_id.map(Into::into),
        proven: row.proven_at.is_some(),
    })
}

pub(super) fn domain_row(domain: &Domain, now: DateTime<Utc>) -> entity::domains::Model {
    entity::domains::Model {
        id: domain.id.0,
        organization_id: domain.organization_id.0,
        name: domain.name.as_str().to_owned(),
        connection_id: domain.connection_id.map(|id| id.0),
        proven_at: domain.proven.then_some(now),
        created_at: now,
    }
}

pub(super) fn connection(
    row: entity::connections::Model,
    active: Option<entity::connection_versions::Model>,
) -> Result<Connection, StoreError> {
    Ok(Connection {
        id: row.id.into(),
        organization_id: row.organization_id.into(),
        name: row.name,
        kind: read_word("connections", &row.kind)?,
        status: read_word("connections", &row.status)?,
        active: active.map(connection_version).transpose()?,
    })
}

pub(super) fn connection_row(connection: &Connection, now: DateTime<Utc>) -> entity::connections::Model {
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

fn connection_version(row: entity::connection_versions::Model) -> Result<ConnectionVersion, StoreError> {
    let registration = match (row.registration.as_str(), row.client_id) {
        ("own", Some(client_id)) => Registration::Own { client_id },
        ("shared", None) => Registration::Shared,
        _ => return Err(StoreError::Corrupt("connection_versions")),
    };
    Ok(ConnectionVersion {
        id: row.id.into(),
        number: row.number,
        state: read_word("connection_versions", &row.state)?,
        entra: EntraSettings {
            registration,
            tid: row.tid,
            cloud: read_word("connection_versions", &row.cloud)?,
            allow_guests: row.allow_guests,
            domain_hint: row.domain_hint,
            mfa_context: row.mfa_context,
            require_mfa: row.require_mfa,
        },
    })
}

pub(super) fn connection_version_row(
    connection: &Connection,
    version: &ConnectionVersion,
    now: DateTime<Utc>,
) -> entity::connection_versions::Model {
    let (registration, client_id) = match &version.entra.registration {
        Registration::Own { client_id } => ("own", Some(client_id.clone())),
        Registration::Shared => ("shared", None),
    };
    entity::connection_versions::Model {
        id: version.id.0,
        organization_id: connection.organization_id.0,
        connection_id: connection.id.0,
        number: version.number,
        state: word(&version.state),
        registration: registration.to_owned(),
        client_id,
        tid: version.entra.tid,
        cloud: word(&version.entra.cloud),
        allow_guests: version.entra.allow_guests,
        domain_hint: version.entra.domain_hint.clone(),
        mfa_context: version.entra.mfa_context.clone(),
        require_mfa: version.entra.require_mfa,
        created_at: now,
        activated_at: Some(now),
    }
}

pub(super) fn credential(row: entity::credentials::Model) -> Result<StoredCredential, StoreError> {
    Ok(StoredCredential {
        id: row.id.into(),
        organization_id: row.organization_id.into(),
        connection_id: row.connection_id.into(),
        slot: read_word("credentials", &row.slot)?,
        in_use: row.in_use,
        kind: read_word("credentials", &row.kind)?,
        sealed: row.sealed,
        certificate: row.certificate,
        expires_at: row.expires_at,
    })
}

pub(super) fn credential_row(credential: &StoredCredential, now: DateTime<Utc>) -> entity::credentials::Model {
    entity::credentials::Model {
        id: credential.id.0,
        organization_id: credential.organization_id.0,
        connection_id: credential.connection_id.0,
        slot: word(&credential.slot),
        in_use: credential.in_use,
        kind: word(&credential.kind),
        sealed: credential.sealed.clone(),
        certificate: credential.certificate.clone(),
        expires_at: credential.expires_at,
        created_at: now,
    }
}

pub(super) fn user(row: entity::users::Model) -> Result<User, StoreError> {
    Ok(User {
        id: row.id.into(),
        organization_id: row.organization_id.into(),
        email: row.email.parse().map_err(|_| StoreError::Corrupt("users"))?,
        name: row.name,
        kind: read_word("users", &row.kind)?,
        status: read_word("users", &row.status)?,
        roles: read_json("users", row.roles)?,
        locale: row.locale,
    })
}

pub(super) fn user_row(user: &User, now: DateTime<Utc>) -> Result<entity::users::Model, StoreError> {
    Ok(entity::users::Model {
        id: user.id.0,
        organization_id: user.organization_id.0,
        email: user.email.as_str().to_owned(),
        name: user.name.clone(),
        kind: word(&user.kind),
        status: word(&user.status),
        roles: json("users", &user.roles)?,
        locale: user.locale.clone(),
        created_at: now,
        updated_at: now,
    })
}

pub(super) fn identity(row: entity::identities::Model) -> Identity {
    Identity {
        id: row.id.into(),
        organization_id: row.organization_id.into(),
        user_id: row.user_id.into(),
        connection_id: row.connection_id.into(),
        account: AccountKey { authority: row.authority, subject: row.subject },
    }
}

pub(super) fn identity_row(identity: &Identity, now: DateTime<Utc>) -> entity::identities::Model {
    entity::identities::Model {
        id: identity.id.0,
        organization_id: identity.organization_id.0,
        user_id: identity.user_id.0,
        connection_id: identity.connection_id.0,
        authority: identity.account.authority.clone(),
        subject: identity.account.subject.clone(),
        created_at: now,
    }
}

pub(super) fn application(row: entity::applications::Model) -> Result<Application, StoreError> {
    let authentication = match row.secret_sha256 {
        None => ClientAuthentication::None,
        Some(hash) => ClientAuthentication::Secret { sha256: token_hash("applications", &hash)? },
    };
    Ok(Application {
        id: row.id.into(),
        client_id: row.client_id,
        name: row.name,
        status: read_word("applications", &row.status)?,
        sso: read_word("applications", &row.sso)?,
        authentication,
        redirect_uris: read_json("applications", row.redirect_uris)?,
        id_token_algorithm: read_word("applications", &row.id_token_algorithm)?,
        refresh_tokens: row.refresh_tokens,
        require_mfa: row.require_mfa,
        home: row.home.map(|home| home.parse()).transpose().map_err(|_| StoreError::Corrupt("applications"))?,
    })
}

pub(super) fn application_row(
    application: &Application,
    now: DateTime<Utc>,
) -> Result<entity::applications::Model, StoreError> {
    Ok(entity::applications::Model {
        id: application.id.0,
        client_id: application.client_id.clone(),
        name: application.name.clone(),
        status: word(&application.status),
        sso: word(&application.sso),
        secret_sha256: match &application.authentication {
            ClientAuthentication::None => None,
            ClientAuthentication::Secret { sha256 } => Some(sha256.to_vec()),
        },
        redirect_uris: json("applications", &application.redirect_uris)?,
        id_token_algorithm: word(&application.id_token_algorithm),
        refresh_tokens: application.refresh_tokens,
        require_mfa: application.require_mfa,
        home: application.home.as_ref().map(ToString::to_string),
        created_at: now,
        updated_at: now,
    })
}

pub(super) fn flag(row: entity::flags::Model) -> Result<FlagSetting, StoreError> {
    Ok(FlagSetting {
        id: row.id.into(),
        name: read_word("flags", &row.name)?,
        application_id: row.application_id.map(Into::into),
        value: row.value,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        reason: row.reason,
    })
}

pub(super) fn flag_row(
    organization_id: OrganizationId,
    flag: &FlagSetting,
    now: DateTime<Utc>,
) -> entity::flags::Model {
    entity::flags::Model {
        id: flag.id.0,
        organization_id: organization_id.0,
        application_id: flag.application_id.map(|id| id.0),
        name: word(&flag.name),
        value: flag.value,
        starts_at: flag.starts_at,
        ends_at: flag.ends_at,
        reason: flag.reason.clone(),
        updated_at: now,
    }
}

pub(super) fn session(row: entity::sessions::Model) -> Result<Session, StoreError> {
    Ok(Session {
        id: row.id.into(),
        organization_id: row.organization_id.into(),
        user_id: row.user_id.into(),
        sign_in_id: row.sign_in_id.into(),
        application_id: row.application_id.into(),
        proof: read_json("sessions", row.proof)?,
        created_at: row.created_at,
        expires_at: row.expires_at,
        ended_at: row.ended_at,
    })
}

pub(super) fn session_row(session: &Session, hash: &TokenHash) -> Result<entity::sessions::Model, StoreError> {
    Ok(entity::sessions::Model {
        id: session.id.0,
        token_hash: hash.to_vec(),
        organization_id: session.organization_id.0,
        user_id: session.user_id.0,
        sign_in_id: session.sign_in_id.0,
        application_id: session.application_id.0,
        proof: json("sessions", &session.proof)?,
        created_at: session.created_at,
        expires_at: session.expires_at,
        ended_at: session.ended_at,
    })
}

pub(super) fn grant(row: entity::grants::Model) -> Result<Grant, StoreError> {
    Ok(Grant {
        id: row.id.into(),
        code_hash: token_hash("grants", &row.code_hash)?,
        organization_id: row.organization_id.into(),
        application_id: row.application_id.into(),
        user_id: row.user_id.into(),
        session_id: row.session_id.into(),
        sign_in_id: row.sign_in_id.into(),
        redirect_uri: row.redirect_uri,
        code_challenge: row.code_challenge,
        content: read_json("grants", row.content)?,
        created_at: row.created_at,
        code_expires_at: row.code_expires_at,
    })
}

pub(super) fn grant_row(grant: &Grant) -> Result<entity::grants::Model, StoreError> {
    Ok(entity::grants::Model {
        id: grant.id.0,
        code_hash: grant.code_hash.to_vec(),
        organization_id: grant.organization_id.0,
        application_id: grant.application_id.0,
        user_id: grant.user_id.0,
        session_id: grant.session_id.0,
        sign_in_id: grant.sign_in_id.0,
        redirect_uri: grant.redirect_uri.clone(),
        code_challenge: grant.code_challenge.clone(),
        content: json("grants", &grant.content)?,
        created_at: grant.created_at,
        code_expires_at: grant.code_expires_at,
        code_claimed_at: None,
        revoked_at: None,
    })
}

pub(super) fn refresh_token_row(token: &RefreshToken) -> entity::refresh_tokens::Model {
    entity::refresh_tokens::Model {
        id: token.id.0,
        hash: token.hash.to_vec(),
        grant_id: token.grant_id.0,
        organization_id: token.organization_id.0,
        created_at: token.created_at,
        expires_at: token.expires_at,
        claimed_at: None,
    }
}

pub(super) fn audit_row(event: &AuditEvent) -> entity::audit_events::Model {
    entity::audit_events::Model {
        id: event.id.0,
        at: event.at,
        organization_id: event.organization_id.map(|id| id.0),
        action: word(&event.action),
        actor: event.actor.clone(),
        subject: event.subject.clone(),
        user_id: event.user_id.map(|id| id.0),
        application_id: event.application_id.map(|id| id.0),
        sign_in_id: event.sign_in_id.map(|id| id.0),
        outcome: word(&event.outcome),
        reason: event.reason.clone(),
        ip: event.ip.map(|ip| ip.to_string()),
        user_agent: event.user_agent.clone(),
        detail: event.detail.clone(),
        position: None,
        hash: None,
    }
}

pub(super) fn audit_event(row: entity::audit_events::Model) -> Result<AuditEvent, StoreError> {
    Ok(AuditEvent {
        id: row.id.into(),
        at: row.at,
        organization_id: row.organization_id.map(Into::into),
        action: read_word("audit_events", &row.action)?,
        actor: row.actor,
        subject: row.subject,
        user_id: row.user_id.map(Into::into),
        application_id: row.application_id.map(Into::into),
        sign_in_id: row.sign_in_id.map(Into::into),
        outcome: read_word("audit_events", &row.outcome)?,
        reason: row.reason,
        ip: row.ip.and_then(|ip| ip.parse().ok()),
        user_agent: row.user_agent,
        detail: row.detail,
    })
}

fn token_hash(table: &'static str, bytes: &[u8]) -> Result<TokenHash, StoreError> {
    bytes.try_into().map_err(|_| StoreError::Corrupt(table))
}
