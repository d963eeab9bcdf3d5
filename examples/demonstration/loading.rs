//! Loads the hospitals into the broker, as `anteroom apply` does, and into the stand-in.

use std::fmt::Write;
use std::path::Path;

use anteroom::domain::id::ConnectionId;
use anteroom::keys::random;
use anteroom::keys::ring::KeyRing;
use anteroom::store::Store;
use anteroom::tenancy::{apply, desired};
use anyhow::Context;
use chrono::{DateTime, Duration, Utc};
use entra_stand_in::{Certificate, Handle, Person, Registration, Tenant, Times};
use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use uuid::Uuid;

use super::hospitals::{AtMicrosoft, HOSPITALS, Here, Hospital, SHARED_CLIENT_ID, Sso, Trouble, Trust};

/// Where things go.
pub struct Loading<'a> {
    pub folder: &'a Path,
    pub broker: &'a str,
    pub app: &'a str,
    pub entra: &'a Handle,
    pub now: DateTime<Utc>,
}

/// Made anew at each start.
pub struct Secrets {
    /// The sample app's.
    pub app: String,
    entra: String,
    shared: String,
    certificate: String,
}

impl Secrets {
    /// Makes them, and writes them where `tenants.toml` finds them.
    pub fn write(folder: &Path) -> anyhow::Result<Self> {
        let secret = || random::token().expose().to_owned();
        let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)?;
        let certificate = CertificateParams::default().self_signed(&key)?.pem();
        let secrets = Self { app: secret(), entra: secret(), shared: secret(), certificate };
        std::fs::write(folder.join("avondzon.png"), include_bytes!("avondzon.png"))?;
        for (name, value) in [
            ("app-secret", &secrets.app),
            ("entra-secret", &secrets.entra),
            ("shared-secret", &secrets.shared),
            ("certificate", &secrets.certificate),
            ("private-key", &key.serialize_pem()),
        ] {
            std::fs::write(folder.join(name), value)?;
        }
        Ok(secrets)
    }
}

impl Loading<'_> {
    /// Loads all hospitals.
    pub async fn load(&self, store: &Store, ring: &KeyRing, secrets: &Secrets) -> anyhow::Result<()> {
        let now = self.now;
        std::fs::write(self.folder.join("tenants.toml"), self.tenants())?;
        let desired = desired::read("tenants.toml", &self.tenants(), self.folder)
            .map_err(|error| anyhow::anyhow!("{}", error.lines().join("\n")))?;
        let plan = apply::prepare(store, ring, &desired, now).await?;
        apply::carry_out(store, ring, &plan, "the demonstration", now).await?;
        let shared = Registration::new(SHARED_CLIENT_ID.to_string(), "Anteroom")
            .redirect_uri(format!("{}/login/callback/entra", self.broker))
            .redirect_uri(format!("{}/setup/consent", self.broker))
            .secret(&secrets.shared)
            .recommended_claims()
            .front_channel_logout(format!("{}/login/logout/entra", self.broker))
            .multi_tenant();
        let home = HOSPITALS.iter().find(|hospital| hospital.trust == Trust::Shared).context("nobody shares")?;
        self.entra.add_registration(home.tid(), shared);
        for hospital in HOSPITALS {
            let connection = connection_of(store, hospital.slug).await?;
            self.directory(hospital, connection, secrets)?;
        }
        self.bond_predecessors().await
    }

    /// Somebody had the address before, and signed in: the user is bound to an account that is not the successor's.
    async fn bond_predecessors(&self) -> anyhow::Result<()> {
        let options = SqliteConnectOptions::new().filename(self.folder.join("anteroom.db"));
        let mut database = options.connect().await?;
        for hospital in HOSPITALS {
            let successors =
                hospital.visitors.iter().filter(|visitor| matches!(visitor.at_microsoft, AtMicrosoft::Successor));
            for visitor in successors {
                sqlx::query(
                    "INSERT INTO identities (id, organization_id, user_id, connection_id, authority, subject, created_at)
                     SELECT $1, u.organization_id, u.id, c.id, $2, $3, u.created_at
                     FROM users u JOIN connections c ON c.organization_id = u.organization_id WHERE u.email = $4",
                )
                .bind(random::id::<Uuid>(self.now))
                .bind(hospital.tid().to_string())
                .bind(Uuid::from_u128(0x01d0_1d01).to_string())
                .bind(visitor.address)
                .execute(&mut database)
                .await?;
            }
        }
        Ok(())
    }

    /// What `tenants.toml` would say.
    fn tenants(&self) -> String {
        let app = self.app;
        let mut text = format!(
            r#"
            [[application]]
            client_id = "records"
            name = "Records"
            sso = "follow"
            secret = {{ file = "app-secret" }}
            redirect_uris = ["{app}/callback/records"]
            home = "{app}/"

            [application.protocol]
            post_logout_redirect_uris = ["{app}/"]
            backchannel_logout_uri = "{app}/signed-out/records"
            initiate_login_uri = "{app}/sign-in"

            [[application]]
            client_id = "viewer"
            name = "Viewer"
            sso = "never"
            secret = {{ file = "app-secret" }}
            redirect_uris = ["{app}/callback/viewer"]
            home = "{app}/"

            [application.protocol]
            post_logout_redirect_uris = ["{app}/"]
            backchannel_logout_uri = "{app}/signed-out/viewer"

            [[application]]
            client_id = "anteroomctl"
            name = "anteroomctl"
            sso = "follow"
            device_grant = true
            refresh_tokens = true
            "#
        );
        for hospital in HOSPITALS {
            text.push_str(&organization(hospital, self.now));
        }
        text
    }

    /// The hospital's directory at the stand-in.
    fn directory(&self, hospital: &Hospital, connection: ConnectionId, secrets: &Secrets) -> anyhow::Result<()> {
        let tid = hospital.tid();
        let group = HOSPITALS.iter().filter(|other| other.directory == hospital.directory);
        let name = group.clone().map(|member| member.name).collect::<Vec<_>>().join(" and ");
        let tenant = group.fold(Tenant::new(tid, name), |tenant, member| tenant.domain(member.domain()));
        self.entra.add_tenant(tenant);
        let mut registration = Registration::new(hospital.client_id().to_string(), "Anteroom")
            .redirect_uri(format!("{}/login/callback/{connection}", self.broker))
            // Where Entra sends somebody back to who has signed out there.
            .redirect_uri(format!("{}/login/signed-out", self.broker))
            .front_channel_logout(format!("{}/login/logout/{connection}", self.broker))
            .recommended_claims()
            .app_permission("User.Read.All");
        registration = match hospital.trust {
            Trust::Secret => registration.secret(&secrets.entra),
            Trust::Certificate => registration.certificate(Certificate::from_pem(&secrets.certificate)?),
            Trust::Federated => registration.federated(self.broker, connection.to_string()),
            Trust::Shared => registration,
        };
        if matches!(hospital.trouble, Trouble::AssignmentRequired) {
            registration = registration.assignment_required();
        }
        for (number, visitor) in hospital.visitors.iter().enumerate() {
            let oid = hospital.oid(number);
            let person = Person::new(oid, visitor.address).name(visitor.given, visitor.family);
            let person = match visitor.at_microsoft {
                AtMicrosoft::Nobody => continue,
                AtMicrosoft::NoMail => person,
                AtMicrosoft::OtherMail(mail) => person.mail(mail),
                AtMicrosoft::Guest => person.mail(visitor.address).guest_of(Uuid::from_u128(0xf0e1)),
                AtMicrosoft::Member | AtMicrosoft::Assigned | AtMicrosoft::Successor => person.mail(visitor.address),
            };
            if matches!(visitor.at_microsoft, AtMicrosoft::Assigned) {
                registration = registration.assign(oid);
            }
            self.entra.add_person(tid, person);
        }
        if hospital.trust != Trust::Shared {
            self.entra.add_registration(tid, registration);
        }
        if let Some(fault) = hospital.trouble.fault() {
            self.entra.fault(tid, fault, Times::UntilCleared);
        }
        Ok(())
    }
}

async fn connection_of(store: &Store, slug: &str) -> anyhow::Result<ConnectionId> {
    let id = store.find_organization_by_slug(slug).await?.context("the organization was not applied")?;
    let configuration = store.find_configuration(id).await?.context("the organization was not applied")?;
    Ok(configuration.connections.first().context("the organization has no connection")?.id)
}

fn organization(hospital: &Hospital, now: DateTime<Utc>) -> String {
    let Hospital { slug, name, .. } = hospital;
    let registration = match hospital.trust {
        Trust::Shared => r#"registration = "shared""#.to_owned(),
        own => {
            let credential = match own {
                Trust::Secret => r#"client_secret = { file = "entra-secret" }"#,
                Trust::Certificate => {
                    r#"certificate = { file = "certificate" }, private_key = { file = "private-key" }"#
                }
                Trust::Federated | Trust::Shared => "federated = true",
            };
            let client_id = hospital.client_id();
            format!("registration = \"own\"\nclient_id = \"{client_id}\"\ncredential = {{ {credential} }}")
        }
    };
    let starts_at = match hospital.sso {
        Sso::On => String::new(),
        Sso::NextWeek => {
            let start = now + Duration::days(7);
            format!("starts_at = {}", start.format("%Y-%m-%dT06:00:00Z"))
        }
    };
    let mut text = format!(
        r#"
        [[organization]]
        slug = "{slug}"
        name = "{name}"
        help = "IT help desk of {name}, extension 5555"
        {settings}

        [[organization.connection]]
        name = "entra"
        tid = "{tid}"
        {registration}

        [[organization.domain]]
        name = "{domain}"
        connection = "entra"
        proven = true

        [[organization.flag]]
        name = "sso"
        value = true
        {starts_at}
        reason = "the demonstration"
        "#,
        tid = hospital.tid(),
        domain = hospital.domain(),
        settings = hospital.settings,
    );
    for flag in hospital.flags {
        let why = if *flag == "forced_sso" {
            "\nwithout_recent_sign_in = \"nobody has tried a demonstration before\""
        } else {
            ""
        };
        let _ = write!(
            text,
            "\n[[organization.flag]]\nname = \"{flag}\"\nvalue = true\nreason = \"the demonstration\"{why}\n"
        );
    }
    for visitor in hospital.visitors {
        let (kind, status, roles): (_, _, &[&str]) = match visitor.here {
            Here::Professional(roles) => ("professional", "active", roles),
            Here::Patient => ("patient", "active", &[]),
            Here::Suspended => ("professional", "suspended", &[]),
            Here::Nobody => continue,
        };
        let (address, given, family) = (visitor.address, visitor.given, visitor.family);
        let _ = write!(
            text,
            "\n[[organization.user]]\nemail = \"{address}\"\nname = \"{given} {family}\"\nkind = \"{kind}\"\n\
             status = \"{status}\"\nroles = {roles:?}\n"
        );
    }
    text
}
