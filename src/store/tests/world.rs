//! A fresh database, and made-up things to put into it.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Duration, TimeZone, Utc};
use sea_orm::{ConnectionTrait, Database};
use serde_json::json;
use uuid::Uuid;

use crate::domain::application::{Application, ApplicationStatus, ClientAuthentication, SigningAlgorithm, SsoPolicy};
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent, AuditOutcome};
use crate::domain::branding::Branding;
use crate::domain::connection::{
    Cloud, Connection, ConnectionKind, ConnectionStatus, ConnectionVersion, EntraSettings, Registration, VersionState,
};
use crate::domain::credential::{CredentialKind, CredentialSlot, StoredCredential};
use crate::domain::domain_check::ProvenBy;
use crate::domain::flag::{FlagName, FlagSetting};
use crate::domain::grant::{Grant, GrantContent, RefreshToken, TokenHash};
use crate::domain::id::OrganizationId;
use crate::domain::identity::{AccountKey, Identity};
use crate::domain::invitation::Invitation;
use crate::domain::organization::{
    Domain, Organization, OrganizationConfiguration, OrganizationStatus, SessionLifetimes,
};
use crate::domain::person_claim::{AskedClaims, PersonClaim};
use crate::domain::protocol::Protocol;
use crate::domain::provider::{ProviderSettings, RegisteredAs};
use crate::domain::secret::Secret;
use crate::domain::session::{Evidence, Proof, Session};
use crate::domain::user::{User, UserKind, UserStatus};
use crate::language::Language;
use crate::store::configuration::ConfigurationChange;
use crate::store::entry::{Bond, Entry};
use crate::store::{Store, StoreError, StoreSettings};

const HOW: &str = "ANTEROOM_TEST_POSTGRES_URL is not set: run the tests with `scripts/with-postgres cargo test`";

static NEXT: AtomicU64 = AtomicU64::new(1);

/// An id that no other thing of this process has, in the order of making.
pub fn id<Id: From<Uuid>>() -> Id {
    Id::from(Uuid::from_u128(u128::from(NEXT.fetch_add(1, Ordering::Relaxed))))
}

/// A hash that no other thing of this process has.
pub fn hash() -> TokenHash {
    let mut hash = [7; 32];
    hash[..8].copy_from_slice(&NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    hash
}

/// The instant at which tests begin.
pub fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).unwrap()
}

/// A fresh database with its schema.
pub struct World {
    /// The store.
    pub store: Store,
    settings: StoreSettings,
    _file: Option<tempfile::TempDir>,
}

impl World {
    pub async fn sqlite() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}?mode=rwc", directory.path().join("anteroom.db").display());
        Self::open(url, Some(directory)).await
    }

    pub async fn postgres() -> Self {
        let server = std::env::var("ANTEROOM_TEST_POSTGRES_URL").expect(HOW);
        let name = format!("anteroom_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let admin = Database::connect(&server).await.unwrap();
        admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
        admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        admin.close().await.unwrap();
        let mut url = url::Url::parse(&server).unwrap();
        url.set_path(&name);
        Self::open(url.into(), None).await
    }

    async fn open(url: String, file: Option<tempfile::TempDir>) -> Self {
        let settings = StoreSettings { url: Secret::new(url), max_connections: 8 };
        let store = Store::connect(&settings).await.unwrap();
        store.migrate().await.unwrap();
        Self { store, settings, _file: file }
    }

    /// Another process beside the same database.
    pub async fn another_store(&self) -> Store {
        Store::connect(&self.settings).await.unwrap()
    }

    /// On which database.
    pub fn is_postgres(&self) -> bool {
        self.store.is_postgres()
    }

    /// Runs a statement as somebody who has the database itself would.
    pub async fn execute(&self, sql: &str) -> Result<u64, StoreError> {
        Ok(self.store.db.execute_unprepared(sql).await?.rows_affected())
    }

    /// Changes the configuration, or not, where the change fails.
    pub async fn change(
        &self,
        write: impl AsyncFnOnce(&ConfigurationChange) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let change = self.store.change_configuration(start()).await?;
        write(&change).await?;
        change.commit().await
    }

    /// Puts a hospital with one of everything into the database.
    pub async fn hospital(&self, slug: &str) -> Hospital {
        let hospital = Hospital::new(slug);
        let it = hospital.clone();
        let insert: Result<(), StoreError> = self
            .change(async move |tx| {
                let configuration = &it.configuration;
                tx.insert_application(&it.application).await?;
                tx.insert_organization(&configuration.organization).await?;
                for connection in &configuration.connections {
                    tx.insert_connection(connection).await?;
                    if let Some(version) = &connection.active {
                        tx.activate_version(connection, version).await?;
                    }
                }
                for domain in &configuration.domains {
                    tx.insert_domain(domain).await?;
                }
                for credential in &configuration.credentials {
                    tx.insert_credential(credential).await?;
                }
                for flag in &configuration.flags {
                    tx.set_flag(it.id, id(), ("test", "test"), None, Some(flag)).await?;
                }
                tx.insert_user(&it.user).await
            })
            .await;
        insert.unwrap();
        hospital
    }
}

/// An organization with one of everything.
#[derive(Clone, Debug)]
pub struct Hospital {
    pub id: OrganizationId,
    pub tid: Uuid,
    pub configuration: OrganizationConfiguration,
    pub application: Application,
    pub user: User,
}

impl Hospital {
    fn new(slug: &str) -> Self {
        let organization_id: OrganizationId = id();
        let tid = id();
        let application = application(&format!("app-of-{slug}"));
        let connection = Connection {
            id: id(),
            organization_id,
            name: "entra".into(),
            kind: ConnectionKind::Entra,
            status: ConnectionStatus::Active,
            active: Some(version(1, tid, Registration::Shared)),
            previous: None,
            draft: None,
        };
        let domain = Domain {
            id: id(),
            organization_id,
            name: format!("{slug}.example").parse().unwrap(),
            connection_id: Some(connection.id),
            proven_by: Some(ProvenBy::Manual),
            challenge: crate::keys::random::challenge(),
        };
        let credential = StoredCredential {
            id: id(),
            organization_id,
            connection_id: connection.id,
            slot: CredentialSlot::A,
            registered_as: Some(RegisteredAs {
                issuer: Some("https://id.example".to_owned()),
                client_id: "c".to_owned(),
            }),
            in_use: true,
            kind: CredentialKind::ClientSecret,
            sealed: Some(vec![1, 2, 3]),
            certificate: None,
            expires_at: Some(start() + Duration::days(90)),
        };
        let flag = FlagSetting {
            id: id(),
            name: FlagName::Sso,
            application_id: None,
            value: true,
            audience: crate::domain::audience::Audience::Everyone,
            starts_at: Some(start()),
            ends_at: None,
            reason: "agreed with the hospital".into(),
        };
        let configuration = OrganizationConfiguration {
            organization: Organization {
                id: organization_id,
                slug: slug.into(),
                name: slug.to_uppercase(),
                status: OrganizationStatus::Active,
                help: Some("Call 1234".into()),
                locale: Some("nl".into()),
                admins: vec!["it@hospital.example".parse().unwrap()],
                sessions: SessionLifetimes { minutes: 600, idle_minutes: 60 },
                sign_out_upstream: true,
                shared_devices: true,
                audit_retention_days: Some(3_650),
                upstream_recheck_minutes: 30,
                branding: Branding { accent: "#005a9c".parse().ok(), logo: Some("0f".repeat(32)) },
            },
            domains: vec![domain],
            connections: vec![connection],
            credentials: vec![credential],
            flags: vec![flag],
        };
        let user = user(organization_id, &format!("nurse@{slug}.example"));
        Self { id: organization_id, tid, configuration, application, user }
    }

    pub fn account(&self, name: &str) -> AccountKey {
        AccountKey { authority: self.tid.to_string(), subject: name.into() }
    }

    pub fn bond(&self, name: &str) -> Identity {
        Identity {
            id: id(),
            organization_id: self.id,
            user_id: self.user.id,
            connection_id: self.configuration.connections[0].id,
            account: self.account(name),
        }
    }

    pub fn session(&self) -> (Session, TokenHash) {
        let session = Session {
            id: id(),
            organization_id: self.id,
            user_id: self.user.id,
            sign_in_id: id(),
            application_id: self.application.id,
            proof: Proof { verified_at: start(), evidence: Evidence::OneTimePassword { password: true } },
            created_at: start(),
            expires_at: start() + Duration::hours(10),
            idle_at: None,
            ended_at: None,
        };
        (session, hash())
    }

    pub fn grant(&self, session: &Session) -> Grant {
        Grant {
            id: id(),
            code_hash: hash(),
            organization_id: self.id,
            application_id: self.application.id,
            user_id: self.user.id,
            session_id: session.id,
            sign_in_id: session.sign_in_id,
            redirect_uri: "https://app.example/callback".into(),
            code_challenge: Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".to_owned()),
            content: GrantContent {
                scope: "openid".into(),
                // Whatever comes from outside may hold this, and PostgreSQL's own types refuse it.
                nonce: Some("n\0n".into()),
                auth_time: start().timestamp(),
                acr: "1".into(),
                method: "entra".into(),
                organization: self.configuration.organization.slug.clone(),
                email: self.user.email.to_string(),
                name: self.user.name.clone(),
                roles: vec!["nurse".into()],
                locale: None,
                claims: AskedClaims { id_token: vec![PersonClaim::Roles], userinfo: vec![PersonClaim::Email] },
                resources: vec!["https://api.example/".into()],
                dpop_jkt: Some("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I".into()),
            },
            created_at: start(),
            code_expires_at: start() + Duration::seconds(60),
        }
    }

    /// An invitation for the hospital.
    pub fn invitation(&self) -> Invitation {
        Invitation {
            id: id(),
            organization_id: self.id,
            to: "it@hospital.example".parse().unwrap(),
            language: Language::Nl,
            days: 14,
            link_hash: hash(),
            created_by: "mia".to_owned(),
            created_at: start(),
            expires_at: start() + Duration::days(14),
            revoked_at: None,
            opened_at: None,
            opened_count: 0,
        }
    }

    pub fn event(&self, action: AuditAction) -> AuditEvent {
        AuditEvent {
            id: id(),
            at: start(),
            organization_id: Some(self.id),
            action,
            actor: "caregiver".into(),
            subject: None,
            user_id: Some(self.user.id),
            application_id: Some(self.application.id),
            sign_in_id: Some(id()),
            outcome: AuditOutcome::Success,
            reason: None,
            ip: Some("192.0.2.1".parse().unwrap()),
            user_agent: Some("Browser".into()),
            detail: AuditDetail::of(&json!({ "z": 1, "a": { "error": "x\0y" }, "number": 1.50 })),
        }
    }

    pub fn entry(&self) -> Entry {
        let session = self.session();
        let grant = self.grant(&session.0);
        Entry {
            session: Some(session),
            former: None,
            idle_at: None,
            grant,
            bond: Bond::None,
            event: self.event(AuditAction::SignIn),
        }
    }

    /// Records an entry and yields it.
    pub async fn enter(&self, store: &Store) -> Entry {
        let entry = self.entry();
        store.organization(self.id).record_entry(&entry).await.unwrap();
        entry
    }

    pub fn refresh_token(&self, grant: &Grant) -> RefreshToken {
        RefreshToken {
            id: id(),
            hash: hash(),
            grant_id: grant.id,
            organization_id: self.id,
            created_at: start(),
            expires_at: start() + Duration::hours(5),
            predecessor: None,
            jkt: Some("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I".into()),
        }
    }
}

pub fn application(client_id: &str) -> Application {
    Application {
        id: id(),
        client_id: client_id.into(),
        name: "An app".into(),
        status: ApplicationStatus::Active,
        sso: SsoPolicy::Follow,
        authentication: ClientAuthentication::Secret { sha256: hash() },
        redirect_uris: vec!["https://app.example/callback".into()],
        id_token_algorithm: SigningAlgorithm::Rs256,
        refresh_tokens: true,
        device_grant: true,
        require_mfa: false,
        home: Some("https://app.example/".parse().unwrap()),
        protocol: Protocol {
            require_pushed_authorization_requests: true,
            resources: vec!["https://api.example/".into()],
            access_token_minutes: Some(5),
            ..Protocol::default()
        },
    }
}

pub fn version(number: i32, tid: Uuid, registration: Registration) -> ConnectionVersion {
    ConnectionVersion {
        id: id(),
        number,
        state: VersionState::Active,
        settings: ProviderSettings::Entra(EntraSettings {
            registration,
            tid,
            cloud: Cloud::Global,
            allow_guests: false,
            domain_hint: Some("hospital.example".into()),
            mfa_context: Some("c1".into()),
            require_mfa: true,
        }),
    }
}

pub fn user(organization_id: OrganizationId, email: &str) -> User {
    User {
        id: id(),
        organization_id,
        email: email.parse().unwrap(),
        name: "Name".into(),
        kind: UserKind::Professional,
        status: UserStatus::Active,
        roles: vec!["nurse".into()],
        locale: Some("nl".into()),
        former_email: None,
        pilot: false,
    }
}

/// A grant that lives, through its own organization.
pub async fn live_grant(store: &Store, grant: &Grant) -> Option<Grant> {
    let found = store.organization(grant.organization_id).find_live_grant(grant.id, start()).await.unwrap();
    found.map(|(grant, _)| grant)
}
