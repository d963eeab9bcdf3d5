//! What is wrong with a file is told with its place and the way out.

use super::{BESIDES, certificate, example, pixel};
use crate::tenancy::desired::read;

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
