//! Canary secrets, planted in every secret place, are found in no log, page, error or table; and a credential that was
//! copied to another organization's row does not open.

use std::fmt::Write as _;
use std::io::Write;
use std::sync::{Arc, LazyLock, Mutex};

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::reason::Reason;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use entra_stand_in::{Fault, Times};
use reqwest::Method;
use serde_json::json;
use sqlx::{Column, Row};
use tracing_subscriber::fmt::MakeWriter;

use crate::admin::Staff;
use crate::receiver::Receiver;
use crate::stories;
use crate::world::{APP_SECRET, ENTRA_SECRET, SHARED_SECRET, World};

const ANNA_ADDRESS: &str = "a.devries@st-janshof.example";

/// Keeps all that is logged.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// All that this process logs, from the first story on that asks for it; what others log is looked at too.
pub static LOG: LazyLock<Log> = LazyLock::new(|| {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone());
    tracing::subscriber::set_global_default(subscriber.finish()).unwrap();
    log
});

impl Log {
    /// What was logged.
    pub fn read(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// Everything in every table, as text; bytes as they are and as hexadecimal.
pub async fn dump(world: &World) -> String {
    let mut dump = String::new();
    let url = &world.database_url;
    if url.starts_with("sqlite:") {
        let pool = sqlx::SqlitePool::connect(url).await.unwrap();
        let tables: Vec<(String,)> =
            sqlx::query_as("SELECT name FROM sqlite_master WHERE type = 'table'").fetch_all(&pool).await.unwrap();
        for (table,) in tables {
            let rows =
                sqlx::query(sqlx::AssertSqlSafe(format!("SELECT * FROM \"{table}\""))).fetch_all(&pool).await.unwrap();
            for row in rows {
                for column in row.columns() {
                    let bytes: Option<Vec<u8>> = row.try_get_unchecked(column.ordinal()).unwrap_or_default();
                    dump.push_str(&String::from_utf8_lossy(&bytes.unwrap_or_default()));
                    dump.push('\n');
                }
            }
        }
    } else {
        let pool = sqlx::PgPool::connect(url).await.unwrap();
        let tables: Vec<(String,)> =
            sqlx::query_as("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
                .fetch_all(&pool)
                .await
                .unwrap();
        for (table,) in tables {
            // `bytea` comes as hexadecimal, so what is in it is looked for in that form too.
            let query = format!("SELECT t::text FROM \"{table}\" AS t");
            let rows: Vec<(String,)> = sqlx::query_as(sqlx::AssertSqlSafe(query)).fetch_all(&pool).await.unwrap();
            for (row,) in rows {
                dump.push_str(&row);
            }
        }
    }
    dump
}

pub fn hexadecimal(text: &str) -> String {
    text.bytes().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

stories! {
    async fn canaries_are_seen_nowhere(world) {
        LazyLock::force(&LOG);
        let mut seen = Vec::new();
        let browser = world.browser();
        let departed = browser.authorize(&[("login_hint", ANNA_ADDRESS), ("scope", "openid email offline_access")]).await;
        let at_entra = browser.get(departed.location().as_str()).await;
        let upstream_code = at_entra.location().query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
        let back = browser.get(at_entra.location().as_str()).await;
        let code = back.parameter("code").unwrap();
        let session = browser.cookie("__Host-anteroom-session").unwrap();
        let tokens = browser.redeem(&code).await.json();
        for fault in [Fault::WrongSecret, Fault::BadSignature, Fault::MissingEmail] {
            world.entra.fault(crate::world::TID, fault, Times::Once);
            seen.push(world.browser().sign_in(ANNA_ADDRESS, &[]).await.body);
        }
        seen.push(browser.authorize(&[("client_id", "viewer"), ("redirect_uri", "https://viewer.example/callback")]).await.body);
        seen.push(browser.token(&[("grant_type", "authorization_code"), ("code", &code)]).await.body);
        let olga = Staff::new(&world, "olga", AdminRole::Operator, &[]).await;
        let receiver = Receiver::start().await;
        let hooks = "/organizations/st-janshof/webhooks";
        let made = olga.call(Method::POST, hooks, &[], Some(json!({ "url": receiver.url }))).await.json();
        let webhook = format!("{hooks}/{}", made["id"].as_str().unwrap());
        let rotated = olga.call(Method::POST, &format!("{webhook}/rotate-secret"), &[], None).await.json();
        olga.call(Method::POST, &format!("{webhook}/test"), &[], None).await;
        let webhook_secrets = [&made, &rotated].map(|shown| shown["secret"].as_str().unwrap().to_owned());
        let sent = receiver.of("webhook.test", 1).await.remove(0);
        assert!(webhook_secrets.iter().all(|secret| sent.is_signed_by(secret)), "nothing was signed with them");
        for path in [webhook.as_str(), &format!("{webhook}/deliveries"), hooks, "/organizations/st-janshof/audit", "/audit"] {
            seen.push(olga.get(path).await.body);
        }
        let tables = dump(&world).await;
        assert!(tables.contains("Anna de Vries"), "the tables were not read");
        let log = LOG.read();

        let key = world.key_line.split(' ').nth(1).unwrap().to_owned();
        let secrets = [
            ENTRA_SECRET, APP_SECRET, SHARED_SECRET, &key, &upstream_code, &code, &session,
            tokens["access_token"].as_str().unwrap(), tokens["refresh_token"].as_str().unwrap(), tokens["id_token"].as_str().unwrap(),
            &webhook_secrets[0]["whsec_".len()..], &webhook_secrets[1]["whsec_".len()..],
        ];
        for secret in &webhook_secrets {
            let key = STANDARD.decode(&secret["whsec_".len()..]).unwrap();
            assert!(!tables.contains(&anteroom::keys::hash::hex(&key)), "a table holds a webhook's key");
        }
        for secret in secrets {
            assert!(!tables.contains(secret) && !tables.contains(&hexadecimal(secret)), "a table holds {secret}");
            assert!(!log.contains(secret), "the log holds {secret}");
            assert!(!seen.iter().any(|page| page.contains(secret)), "a page holds {secret}");
        }
        let named = log.lines().find(|line| line.contains(ANNA_ADDRESS));
        assert_eq!(named, None, "the log names a person");
    }

    async fn what_is_handed_in_at_the_admin_api_is_seen_nowhere(world) {
        LazyLock::force(&LOG);
        let olga = Staff::new(&world, "olga.operator", AdminRole::Operator, &[]).await;
        let [secret, misplaced] = ["handed-in-client-secret-0123456789", "misplaced-client-secret-0123456789"];
        let refused = "refused-client-secret-0123456789";
        let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap();
        let parameters = rcgen::CertificateParams::new(vec!["anteroom".to_owned()]).unwrap();
        let (certificate, key) = (parameters.self_signed(&key).unwrap().pem(), key.serialize_pem());
        let of_key = key.lines().nth(5).unwrap();
        let at = "/organizations/st-janshof/connections/entra/credentials";
        let end = "2027-10-01T00:00:00Z";
        let mut seen = Vec::new();
        for (status, body) in [
            (409, json!({ "client_secret": refused, "expires_at": end })),
            (200, json!({ "client_secret": secret, "expires_at": end, "without_proof": "story" })),
            (422, json!({ "client_secret": misplaced, "expires_at": misplaced })),
            (422, json!({ "federated": misplaced })),
            (422, json!({ "certificate": key, "private_key": key })),
            (422, json!({ "certificate": misplaced, "private_key": key, "client_secret": misplaced })),
            (409, json!({ "certificate": certificate, "private_key": key })),
            (200, json!({ "certificate": certificate, "private_key": key, "without_proof": "story" })),
        ] {
            for query in ["?dry_run=true", ""] {
                let path = format!("{at}{query}");
                let answer = olga.call(Method::PUT, &path, &[("if-match", "*")], Some(body.clone())).await;
                assert_eq!(answer.status, status, "{}", answer.body);
                seen.push(format!("{:?}{}", answer.headers, answer.body));
            }
            // Microsoft knows none of them, and says so.
            seen.push(world.browser().sign_in(ANNA_ADDRESS, &[]).await.body);
        }
        for path in [at, "/organizations/st-janshof/connections/entra", "/organizations/st-janshof/audit"] {
            seen.push(olga.get(path).await.body);
        }
        let (tables, log) = (dump(&world).await, LOG.read());
        assert!(tables.contains("credential a of connection entra"), "the tables were not read");
        for secret in [secret, refused, misplaced, of_key] {
            assert!(!tables.contains(secret) && !tables.contains(&hexadecimal(secret)), "a table holds {secret}");
            assert!(!log.contains(secret), "the log holds {secret}");
            assert!(!seen.iter().any(|answer| answer.contains(secret)), "an answer holds {secret}");
        }
        // What was put in is sealed, and opens for the broker.
        let id = world.organization("st-janshof").await;
        let stored = world.store.find_configuration(id).await.unwrap().unwrap().credentials.clone();
        assert_eq!(stored.len(), 2);
        assert!(stored.iter().all(|stored| anteroom::upstream::credential::open(stored, &world.ring).is_ok()));
    }

    async fn a_credential_copied_to_another_organization_does_not_open(world) {
        let victim = world.organization("st-janshof").await;
        let thief = world.organization("delta-noord").await;
        let connection = world.store.find_configuration(thief).await.unwrap().unwrap().connections[0].id;
        let stored = world.store.find_configuration(victim).await.unwrap().unwrap().credentials[0].clone();
        assert!(anteroom::upstream::credential::open(&stored, &world.ring).is_ok());
        let mut copied = stored.clone();
        copied.organization_id = thief;
        copied.connection_id = connection;
        let refused = anteroom::upstream::credential::open(&copied, &world.ring);
        assert_eq!(refused.err().map(|error| error.reason), Some(Reason::CredentialMissing));
        copied = stored;
        copied.id = anteroom::keys::random::id(world.now());
        assert!(anteroom::upstream::credential::open(&copied, &world.ring).is_err());
    }
}
