//! The example is loaded, planned and applied; bad files are refused with their place.

mod applied;
mod mistakes;
mod taken_out;

use std::path::Path;

use chrono::{DateTime, Utc};

use super::apply::{carry_out, describe, prepare};
use super::desired::{Desired, read};
use crate::keys::ring::KeyRing;
use crate::store::Store;

const EXAMPLE: &str = include_str!("../../../tenants.example.toml");

fn now() -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse().unwrap()
}

/// The example's secrets, as files: a test shares its environment with all others.
fn example(folder: &Path) -> String {
    for (name, value) in [
        ("RECORDS_CLIENT_SECRET", "records-0123456789abcdef0123456789abcdef"),
        ("VIEWER_CLIENT_SECRET", "viewer-0123456789abcdef0123456789abcdef"),
        ("ST_JANSHOF_CLIENT_SECRET", "first~secret"),
    ] {
        std::fs::write(folder.join(name), format!("{value}\n")).unwrap();
    }
    let (certificate, key) = certificate();
    std::fs::write(folder.join("umc-noorderpoort.crt"), certificate).unwrap();
    std::fs::write(folder.join("umc-noorderpoort.key"), key).unwrap();
    EXAMPLE.replace("{ env = \"", "{ file = \"")
}

fn certificate() -> (String, String) {
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap();
    let mut parameters = rcgen::CertificateParams::new(vec!["anteroom".to_owned()]).unwrap();
    parameters.not_after = rcgen::date_time_ymd(2028, 1, 1);
    (parameters.self_signed(&key).unwrap().pem(), key.serialize_pem())
}

fn understood(text: &str, folder: &Path) -> Desired {
    read("tenants.toml", text, folder).unwrap_or_else(|error| panic!("{:#?}", error.lines()))
}

fn ring() -> KeyRing {
    KeyRing::parse(&KeyRing::generate_line("k1")).unwrap()
}

async fn apply(store: &Store, ring: &KeyRing, text: &str, folder: &Path) -> String {
    let plan = prepare(store, ring, &understood(text, folder), now()).await.unwrap();
    carry_out(store, ring, &plan, "test", now()).await.unwrap();
    describe(&plan)
}

/// All that the example does not say: whatever can be said is taken out.
const BESIDES: &str = r##"

[[application]]
client_id = "night-shift"
name = "Night \"shift\"\\n\u001b[2J"
status = "disabled"
sso = "opt_in"
redirect_uris = ["https://night.example/", "http://localhost:3000/back"]
refresh_tokens = true
home = "https://night.example/start?a=b&c=d"

[[organization]]
slug = "zz-all"
name = "Zoë's \"Hospital\""
status = "suspended"
help = """two
lines"""
locale = "nl-BE"
admins = ["b@zz.example", "a@zz.example"]
session_minutes = 60
session_idle_minutes = 5
sign_out_upstream = true
shared_devices = true
upstream_recheck_minutes = 60
accent = "#005a9c"
logo = "logo.png"

[[organization.connection]]
name = "old"
status = "disabled"
registration = "own"
tid = "3f1c9a52-7d0e-4c58-9b7a-52b8f6a0c00f"
client_id = "8d5b4a76-0c1f-4f6e-8a43-1f6f1d7b100f"
cloud = "us_government"
domain_hint = "zz.example"
credential = { federated = true, expires_at = 2027-10-01T00:00:00.5Z }

[[organization.connection]]
name = "without-credential"
status = "disabled"
registration = "own"
tid = "3f1c9a52-7d0e-4c58-9b7a-52b8f6a0c00e"
client_id = "8d5b4a76-0c1f-4f6e-8a43-1f6f1d7b100e"

[[organization.connection]]
name = "workspace"
kind = "google"
status = "disabled"
client_id = "1093.apps.googleusercontent.com"
domains = ["zz.example"]

[[organization.connection]]
name = "another"
kind = "oidc"
issuer = "https://id.zz.example/realms/a"
client_id = "anteroom"
email_claim = "upn"
require_email_verified = false
credential = { client_secret = { file = "ST_JANSHOF_CLIENT_SECRET" } }

[[organization.domain]]
name = "zz.example"

[[organization.flag]]
name = "sso"
value = false
application = "night-shift"
starts_at = 2027-01-04T06:00:00.123456Z
ends_at = 2027-01-05T06:00:00+01:00
reason = "a \"reason\""

[[organization.user]]
email = "u@zz.example"
name = "U"
kind = "patient"
status = "suspended"
roles = ["b", "a c"]
"##;

fn pixel() -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01".to_vec();
    png.resize(100, 0xa5);
    png
}
