//! The example is loaded, planned and applied; bad files are refused with their place.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::apply::{carry_out, describe, prepare};
use super::change::Act;
use super::desired::{Desired, read, read_with};
use super::export::export;
use super::plan::Plan;
use super::secret::{Sent, Sources};
use crate::domain::audit::AuditAction;
use crate::domain::credential::{CredentialKind, CredentialSlot};
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::secret::Secret;
use crate::keys::ring::KeyRing;
use crate::store::Store;
use crate::store::tests::on_both;
use crate::store::tests::world::World;

on_both!(
    the_example_is_applied_and_twice_changes_nothing,
    a_new_secret_takes_the_other_slot_and_new_settings_a_new_version,
    another_registration_has_its_own_credential_and_the_one_before_stays_to_undo,
    what_is_no_longer_there_is_removed_and_a_domain_may_move,
    a_plan_that_cannot_be_carried_out_leaves_nothing,
    what_is_taken_out_is_read_back_and_leaves_nothing_to_do,
    a_part_leaves_the_rest_as_it_is,
);

const EXAMPLE: &str = include_str!("../../tenants.example.toml");

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

async fn the_example_is_applied_and_twice_changes_nothing(world: World) {
    let folder = tempfile::tempdir().unwrap();
    let (store, ring) = (world.store, ring());
    let text = example(folder.path());
    let first = apply(&store, &ring, &text, folder.path()).await;
    assert!(first.contains("+ connection entra"), "{first}");
    assert!(first.lines().all(|line| line.chars().count() <= 100), "{first}");
    for secret in ["first~secret", "records-0123", "PRIVATE KEY"] {
        assert!(!first.contains(secret), "the plan shows a secret");
    }
    let version = store.configuration_version().await.unwrap();
    let second = apply(&store, &ring, &text, folder.path()).await;
    assert!(second.starts_with("0 to create, 0 to change, 0 to remove"), "{second}");
    assert_eq!(store.configuration_version().await.unwrap(), version, "nothing changed, and something was written");

    let stored = store.read_everything().await.unwrap();
    assert_eq!((stored.applications.len(), stored.organizations.len()), (4, 6));
    let kinds: Vec<_> = stored
        .organizations
        .iter()
        .flat_map(|organization| &organization.configuration.credentials)
        .map(|credential| credential.kind)
        .collect();
    for kind in [CredentialKind::ClientSecret, CredentialKind::Certificate, CredentialKind::Federated] {
        assert_eq!(kinds.iter().filter(|other| **other == kind).count(), 1, "{kind:?}");
    }
    let shared = stored.organizations.iter().flat_map(|organization| &organization.configuration.connections);
    let shared =
        shared.filter(|connection| connection.active.as_ref().is_some_and(|version| version.settings.is_shared()));
    assert_eq!(shared.count(), 3, "two organizations on one tenant, and our own");
}

async fn a_new_secret_takes_the_other_slot_and_new_settings_a_new_version(world: World) {
    let folder = tempfile::tempdir().unwrap();
    let (store, ring) = (world.store, ring());
    let text = example(folder.path());
    apply(&store, &ring, &text, folder.path()).await;
    std::fs::write(folder.path().join("ST_JANSHOF_CLIENT_SECRET"), "second~secret").unwrap();
    let text = text.replacen("registration = \"own\"", "registration = \"own\"\ncloud = \"us_government\"", 1);
    let plan = apply(&store, &ring, &text, folder.path()).await;
    insta::allow_duplicates! { insta::assert_snapshot!(plan, @r"
    st-janshof
      ~ settings of connection entra, version 2
          cloud: global -> us_government
      ~ credential of connection entra (client_secret)
          secret: the one in use -> a new one
    0 to create, 2 to change, 0 to remove, 43 unchanged
    ") };
    let id = store.find_organization_by_slug("st-janshof").await.unwrap().unwrap();
    let configuration = store.find_configuration(id).await.unwrap().unwrap();
    let mut slots: Vec<_> = configuration.credentials.iter().map(|stored| (stored.slot, stored.in_use)).collect();
    slots.sort_by_key(|(_, in_use)| *in_use);
    assert_eq!(slots, [(CredentialSlot::A, false), (CredentialSlot::B, true)]);
    assert_eq!(configuration.connections[0].active.as_ref().unwrap().number, 2);
}

async fn another_registration_has_its_own_credential_and_the_one_before_stays_to_undo(world: World) {
    let folder = tempfile::tempdir().unwrap();
    let (store, ring) = (world.store, ring());
    let text = example(folder.path());
    apply(&store, &ring, &text, folder.path()).await;
    let id = store.find_organization_by_slug("st-janshof").await.unwrap().unwrap();
    let read = async || store.find_configuration(id).await.unwrap().unwrap().as_ref().clone();
    let client_id = read().await.connections[0].active.as_ref().unwrap().settings.client_id().unwrap().to_owned();
    let other = "8d5b4a76-0c1f-4f6e-8a43-1f6f1d7b10ff";
    let moved = text.replacen(&client_id, other, 1);
    // The same secret, as in a mistake: it is said that it is for another registration now.
    let plan = apply(&store, &ring, &moved, folder.path()).await;
    assert!(plan.contains(&format!("client_id: {client_id} -> {other}")), "{plan}");
    assert!(plan.contains("  + credential of connection entra (client_secret)\n"), "{plan}");
    assert!(plan.contains("1 to create, 1 to change, 0 to remove"), "{plan}");
    let slots = |configuration: &OrganizationConfiguration| {
        let slots = configuration
            .credentials
            .iter()
            .map(|stored| (stored.slot, stored.registered_as.clone().unwrap().client_id == other, stored.in_use));
        slots.collect::<Vec<_>>()
    };
    let after = read().await;
    assert_eq!(slots(&after), [(CredentialSlot::A, false, true), (CredentialSlot::B, true, true)]);
    let connection = &after.connections[0];
    for version in [&connection.active, &connection.previous] {
        assert!(after.credential(connection.id, &version.as_ref().unwrap().settings).is_some());
    }
    let again = apply(&store, &ring, &moved, folder.path()).await;
    assert!(again.starts_with("0 to create, 0 to change, 0 to remove"), "{again}");
    // Back again: what is there is used.
    let back = apply(&store, &ring, &text, folder.path()).await;
    assert!(back.contains("0 to create, 1 to change, 0 to remove"), "{back}");
    assert_eq!(slots(&read().await), slots(&after));
}

async fn what_is_no_longer_there_is_removed_and_a_domain_may_move(world: World) {
    let folder = tempfile::tempdir().unwrap();
    let (store, ring) = (world.store, ring());
    let text = example(folder.path());
    apply(&store, &ring, &text, folder.path()).await;
    let (without, _) = text.split_once("[[organization]]\nslug = \"delta-zuid\"").unwrap();
    let moved = without.replace("name = \"delta-noord.example\"", "name = \"delta-zuid.example\"");
    let plan = apply(&store, &ring, &moved, folder.path()).await;
    insta::allow_duplicates! { insta::assert_snapshot!(plan, @r"
    delta-noord
      - domain delta-noord.example
      + domain delta-zuid.example
    delta-zuid
      - organization delta-zuid with 1 user(s) and all their sessions
    1 to create, 0 to change, 2 to remove, 38 unchanged
    ") };
    assert!(store.find_organization_by_slug("delta-zuid").await.unwrap().is_none());
    let domain = "delta-zuid.example".parse().unwrap();
    let noord = store.find_organization_by_slug("delta-noord").await.unwrap();
    assert_eq!(store.find_organization_by_domain(&domain).await.unwrap(), noord);
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

/// The plan that a file makes which was taken out, with the example's secrets.
async fn brought_back(store: &Store, ring: &KeyRing, file: &str, folder: &Path) -> Plan {
    let secret = |variable: &str, name: &str| {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        (format!("env:{variable}"), Secret::new(text.trim_end()))
    };
    let secrets = [
        secret("APPLICATION_RECORDS_SECRET", "RECORDS_CLIENT_SECRET"),
        secret("APPLICATION_VIEWER_SECRET", "VIEWER_CLIENT_SECRET"),
        secret("CONNECTION_ST_JANSHOF_ENTRA_CLIENT_SECRET", "ST_JANSHOF_CLIENT_SECRET"),
        secret("CONNECTION_ZZ_ALL_ANOTHER_CLIENT_SECRET", "ST_JANSHOF_CLIENT_SECRET"),
        secret("CONNECTION_UMC_NOORDERPOORT_ENTRA_CERTIFICATE", "umc-noorderpoort.crt"),
        secret("CONNECTION_UMC_NOORDERPOORT_ENTRA_PRIVATE_KEY", "umc-noorderpoort.key"),
    ];
    let sent = Sent { secrets: secrets.into_iter().collect(), ..Sent::default() };
    let desired = read_with("tenants.toml", file, Sources::Sent(&sent));
    let desired = desired.unwrap_or_else(|error| panic!("{:#?}\n{file}", error.lines()));
    prepare(store, ring, &desired, now()).await.unwrap()
}

async fn what_is_taken_out_is_read_back_and_leaves_nothing_to_do(world: World) {
    let folder = tempfile::tempdir().unwrap();
    let (store, ring) = (world.store, ring());
    std::fs::write(folder.path().join("logo.png"), pixel()).unwrap();
    apply(&store, &ring, &(example(folder.path()) + BESIDES), folder.path()).await;
    let act = Act { by: "test", role: None, ip: None, now: now() };
    let file = export(&store, None, &act).await.unwrap();
    for secret in ["first~secret", "records-0123", "PRIVATE KEY"] {
        assert!(!file.contains(secret), "a secret was taken out");
    }
    let plan = brought_back(&store, &ring, &file, folder.path()).await;
    assert!(plan.is_empty(), "{}\n{file}", describe(&plan));
    assert!(plan.unchanged > 40, "{}", plan.unchanged);
    // As read, it is the same again.
    assert_eq!(export(&store, None, &act).await.unwrap(), file);

    // Each organization alone, and nothing of another.
    for organization in store.read_everything().await.unwrap().organizations {
        let organization = organization.configuration.organization;
        let file = export(&store, Some(organization.id), &act).await.unwrap();
        assert_eq!(file.matches("[[organization]]").count(), 1, "{file}");
        assert!(!file.contains("[[application]]"), "{file}");
        let plan = brought_back(&store, &ring, &file, folder.path()).await;
        assert!(plan.is_empty(), "{}\n{file}", describe(&plan));
    }
    let exported = store.list_audit_events(100).await.unwrap();
    let exported = exported.iter().filter(|event| event.action == AuditAction::ConfigurationExported);
    assert_eq!(exported.count(), 2 + 7);
}

async fn a_part_leaves_the_rest_as_it_is(world: World) {
    let folder = tempfile::tempdir().unwrap();
    let (store, ring) = (world.store, ring());
    apply(&store, &ring, &example(folder.path()), folder.path()).await;
    let before = store.read_everything().await.unwrap();
    let part = "\
        partial = true\n[[organization]]\nslug = \"delta-zuid\"\nname = \"Delta Zuid\"\n\
        [[organization.flag]]\nname = \"sso\"\napplication = \"viewer\"\nvalue = false\nreason = \"not yet\"\n";
    let plan = apply(&store, &ring, part, folder.path()).await;
    insta::allow_duplicates! { insta::assert_snapshot!(plan, @r"
    delta-zuid
      - connection entra with the bonds made through it
      - domain delta-zuid.example
      - user z.kuiper@delta-zuid.example with their bond and sessions
      - flag sso
      ~ organization delta-zuid
          name: Delta Zorggroep Zuid -> Delta Zuid
          help: Delta servicedesk, 088-5550100 -> none
      + flag sso for viewer = false
    1 to create, 1 to change, 4 to remove, 0 unchanged
    ") };
    let after = store.read_everything().await.unwrap();
    assert_eq!(after.applications, before.applications);
    for (old, new) in before.organizations.iter().zip(&after.organizations) {
        let slug = &old.configuration.organization.slug;
        assert_eq!(old == new, slug != "delta-zuid", "{slug}");
    }
    // What it refers to and does not name must be there, and be nobody else's.
    let domain = "[[organization.domain]]\nname = \"st-janshof.example\"\n";
    for (bad, said) in [
        (part.replace("viewer", "nothing"), "there is no application nothing"),
        (format!("{part}{domain}"), "another organization, which the file does not name, has st-janshof.example"),
    ] {
        let refused = prepare(&store, &ring, &understood(&bad, folder.path()), now()).await.unwrap_err();
        assert!(refused.to_string().contains(said), "{refused}");
    }
}

async fn a_plan_that_cannot_be_carried_out_leaves_nothing(world: World) {
    let folder = tempfile::tempdir().unwrap();
    let (store, ring) = (world.store, ring());
    let text = example(folder.path());
    let plan = prepare(&store, &ring, &understood(&text, folder.path()), now()).await.unwrap();
    // Somebody else is faster: the same things are there when the plan is carried out.
    carry_out(&store, &ring, &plan, "test", now()).await.unwrap();
    let before = store.configuration_version().await.unwrap();
    assert!(carry_out(&store, &ring, &plan, "test", now()).await.is_err());
    assert_eq!(store.configuration_version().await.unwrap(), before);
    assert_eq!(store.read_everything().await.unwrap().organizations.len(), 6);
}

/// Replaces a piece of the example; what the reader says of it.
fn refused(from: &str, to: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let text = example(folder.path());
    assert!(text.contains(from), "the example has no {from:?}");
    let error = read("tenants.toml", &text.replacen(from, to, 1), folder.path()).unwrap_err();
    error.lines().join("\n")
}

#[test]
fn a_connection_knows_what_its_kind_knows_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("logo.png"), pixel()).unwrap();
    let text = example(folder.path()) + BESIDES;
    let google = "name = \"workspace\"\nkind = \"google\"\n";
    let oidc = "name = \"another\"\nkind = \"oidc\"\n";
    for (from, to, told) in [
        (
            google,
            "name = \"workspace\"\nkind = \"google\"\ntid = \"3f1c9a52-7d0e-4c58-9b7a-52b8f6a0c00f\"\n",
            "only a connection of the kind entra",
        ),
        (
            google,
            "name = \"workspace\"\nkind = \"google\"\nissuer = \"https://id.zz.example\"\n",
            "only a connection of the kind oidc",
        ),
        (
            oidc,
            "name = \"another\"\nkind = \"oidc\"\ndomains = [\"zz.example\"]\n",
            "only a connection of the kind google",
        ),
        (google, "name = \"workspace\"\n", "only a connection of the kind google"),
        ("domains = [\"zz.example\"]\n", "", "domains: a connection of the kind google needs this"),
        ("domains = [\"zz.example\"]", "domains = [\"evil.example\"]", "evil.example is no domain of the organization"),
        ("issuer = \"https://id.zz.example/realms/a\"\n", "", "issuer: a connection of the kind oidc needs this"),
        ("https://id.zz.example/realms/a", "https://id.zz.example/?a", "an https address without query"),
        (
            "{ client_secret = { file = \"ST_JANSHOF_CLIENT_SECRET\" } }\n\n[[organization.domain]]\nname = \"zz",
            "{ federated = true }\n\n[[organization.domain]]\nname = \"zz",
            "of the kind oidc cannot be proved so",
        ),
        (
            "credential = { client_secret = { file = \"ST_JANSHOF_CLIENT_SECRET\" } }\n\n[[organization.domain]]\nname = \"zz",
            "\n[[organization.domain]]\nname = \"zz",
            "the connection needs a credential",
        ),
        ("client_id = \"8d5b4a76-0c1f-4f6e-8a43-1f6f1d7b100f\"", "client_id = \"anteroom\"", "at Entra this is a GUID"),
    ] {
        assert!(text.contains(from), "{from}");
        let lines = read("tenants.toml", &text.replacen(from, to, 1), folder.path()).unwrap_err().lines().join("\n");
        assert!(lines.contains(told), "{from} {to}: {lines}");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn every_mistake_is_told_with_its_place_and_the_way_out() {
    let (other, _) = certificate();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("other.crt"), other).unwrap();
    let other = format!("certificate = {{ file = \"{}\" }}", folder.path().join("other.crt").display());
    let cases: Vec<(&str, &str, &str)> = vec![
        ("slug = \"st-janshof\"", "slug = \"st-janshof", "invalid basic string"),
        ("slug = \"st-janshof\"", "slug = \"St. Janshof\"", "slug: a name has 1 to 63 lower-case letters"),
        ("slug = \"umc-noorderpoort\"", "slug = \"st-janshof\"", "two organizations have this slug"),
        ("locale = \"nl\"", "colour = \"blue\"", "unknown field `colour`"),
        ("locale = \"nl\"", "locale = \"not a tag!\"", "locale: this is no language tag"),
        ("name = \"Records\"\n", "", "missing field `name`"),
        (
            "sso = \"follow\"",
            "sso = \"always\"",
            "unknown variant `always`, expected one of `never`, `opt_in`, `follow`",
        ),
        ("client_id = \"viewer\"", "client_id = \"records\"", "two applications have this client_id"),
        (
            "secret = { file = \"RECORDS_CLIENT_SECRET\" }",
            "secret = \"in-the-open\"",
            "a secret is a reference, never a value",
        ),
        ("{ file = \"RECORDS_CLIENT_SECRET\" }", "{ file = \"a\", env = \"b\" }", "a secret is a reference"),
        ("{ file = \"RECORDS_CLIENT_SECRET\" }", "{ file = \"no-such-file\" }", "cannot read"),
        (
            "{ file = \"RECORDS_CLIENT_SECRET\" }",
            "{ env = \"ANTEROOM_NO_SUCH_VARIABLE\" }",
            "the environment has no ANTEROOM_NO_SUCH",
        ),
        (
            "{ file = \"RECORDS_CLIENT_SECRET\" }",
            "{ file = \"ST_JANSHOF_CLIENT_SECRET\" }",
            "at least 32 characters (make one with",
        ),
        (
            "\"https://records.example/signed-in\"",
            "\"http://records.example/signed-in\"",
            "redirect_uris: a redirect URI begins with https://",
        ),
        ("\"https://records.example/signed-in\"", "\"https://records.example/#x\"", "has no fragment"),
        ("\"https://records.example/signed-in\"", "\"https://*.example/\"", "has no wildcard"),
        ("\"https://records.example/signed-in\"", "\"javascript:alert(1)\"", "this scheme is dangerous"),
        ("[\"https://records.example/signed-in\"]", "[]", "needs at least one redirect URI"),
        ("\"example.records.pro:/signed-in\"", "\"records:/signed-in\"", "a reversed domain name (RFC 8252"),
        ("tid = \"3f1c9a52-7d0e-4c58-9b7a-52b8f6a0c001\"", "tid = \"st-janshof.example\"", "a GUID has the form"),
        (
            "tid = \"3f1c9a52-7d0e-4c58-9b7a-52b8f6a0c001\"",
            "tid = \"9188040d-6c67-4c5b-b112-36a304b66dad\"",
            "personal Microsoft accounts",
        ),
        (
            "registration = \"own\"",
            "registration = \"shared\"",
            "the shared registration has its own client_id (remove it",
        ),
        ("registration = \"own\"", "registration = \"ours\"", "unknown variant `ours`"),
        ("client_id = \"8d5b4a76-0c1f-4f6e-8a43-1f6f1d7b1001\"\n", "", "needs its client_id (add client_id"),
        ("credential = { federated = true }\n", "", "needs a credential (add credential"),
        (
            "credential = { federated = true }",
            "credential = { federated = true, client_secret = { file = \"ST_JANSHOF_CLIENT_SECRET\" } }",
            "exactly one kind",
        ),
        (
            "certificate = { file = \"umc-noorderpoort.crt\" }",
            &other,
            "the private key does not belong to the certificate",
        ),
        (
            "certificate = { file = \"umc-noorderpoort.crt\" }",
            "certificate = { file = \"ST_JANSHOF_CLIENT_SECRET\" }",
            "no certificate in PEM form",
        ),
        ("mfa_context = \"c1\"\n", "", "nothing shows a second factor (add mfa_context"),
        ("mfa_context = \"c1\"", "mfa_context = \"mfa\"", "an authentication context is c1 to c99"),
        ("name = \"st-janshof.example\"", "name = \"gmail.com\"", "anybody can have an address in this domain"),
        ("name = \"st-janshof.example\"", "name = \"co.uk\"", "this is a public suffix"),
        ("name = \"st-janshof.example\"", "name = \"stjanshof.onmicrosoft.com\"", "are Microsoft's"),
        ("name = \"st-janshof.example\"", "name = \"st janshof\"", "this is no domain name"),
        ("name = \"delta-zuid.example\"", "name = \"delta-noord.example\"", "`delta-noord` has this domain already"),
        ("connection = \"entra\"", "connection = \"entar\"", "no such connection (the organization has: entra)"),
        ("name = \"sso\"", "name = \"soo\"", "unknown variant `soo`"),
        ("accent = \"#005a9c\"", "accent = \"#ffcc00\"", "a contrast of 1.5 to 1"),
        ("accent = \"#005a9c\"", "accent = \"blue\"", "the form #1a2b3c"),
        ("# logo = \"st-janshof.png\"", "logo = \"nowhere.png\"", "cannot read"),
        ("# logo = \"st-janshof.png\"", "logo = \"umc-noorderpoort.crt\"", "is no PNG of at most 64 KiB"),
        ("admins = [\"ict@st-janshof.example\"]", "admins = [\"ict\"]", "admins"),
        ("session_minutes = 720", "session_minutes = 1", "a session lasts 5 minutes to 30 days"),
        ("session_idle_minutes = 240", "session_idle_minutes = 721", "no longer than a used one"),
        ("upstream_recheck_minutes = 15", "upstream_recheck_minutes = 4", "asked again after 5 to 1440 minutes"),
        ("reason = \"pilot\"", "reason = \" \"", "a flag says why it is set"),
        (
            "reason = \"pilot\"",
            "reason = \"pilot\"\napplication = \"recodrs\"",
            "there is no such application (the file has: records, viewer, pro-ios, anteroomctl)",
        ),
        (
            "reason = \"the hospital's policy\"",
            "reason = \"x\"\napplication = \"records\"",
            "is set for a whole organization",
        ),
        (
            "starts_at = 2027-01-04T06:00:00Z",
            "starts_at = 2027-01-04T06:00:00Z\nends_at = 2026-12-31T00:00:00Z",
            "would end before it starts",
        ),
        ("starts_at = 2027-01-04T06:00:00Z", "starts_at = 2027-01-04T06:00:00", "an instant has date, time and offset"),
        ("email = \"p.jansen@st-janshof.example\"", "email = \"p.jansen\"", "has the form name@domain"),
        (
            "email = \"p.jansen@st-janshof.example\"",
            "email = \"A.DeVries@ST-Janshof.example\"",
            "two users of the organization have this address",
        ),
        ("kind = \"patient\"", "kind = \"visitor\"", "unknown variant `visitor`"),
    ];
    let mut wrong = Vec::new();
    for (from, to, expected) in &cases {
        let said = refused(from, to);
        if !said.contains(expected) {
            wrong.push(format!("{to:?} gave: {said}"));
        }
        let place = said.strip_prefix("tenants.toml:").and_then(|rest| rest.split(':').next()?.parse::<usize>().ok());
        assert!(place.is_some_and(|line| line > 1), "no place: {said}");
        assert!(!said.contains("first~secret"), "{said}");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(cases.len() >= 40);
}

#[test]
fn several_mistakes_are_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let text = example(folder.path()).replacen("name = \"st-janshof.example\"", "name = \"gmail.com\"", 1).replacen(
        "email = \"p.jansen@st-janshof.example\"",
        "email = \"p.jansen\"",
        1,
    );
    let error = read("tenants.toml", &text, folder.path()).unwrap_err();
    assert_eq!(error.problems.len(), 2, "{:#?}", error.lines());
}
