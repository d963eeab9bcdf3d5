//! Lists and single things, as they stand in a terminal of 80 columns and as programs read them.

use serde_json::{Value, json};

use super::flags::rollout;
use super::person::Person;
use super::stand_in::{StandIn, ok};

fn janshof() -> Value {
    json!({
        "id": "01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e21", "slug": "st-janshof", "name": "St. Janshof", "status": "active",
        "help": "ICT help desk St. Janshof, extension 5555", "locale": "nl", "admins": ["ict@st-janshof.example"],
        "session_minutes": 720, "session_idle_minutes": 240, "sign_out_upstream": true, "shared_devices": false,
        "audit_retention_days": 3_650, "upstream_recheck_minutes": 15,
        "accent": "#005a9c", "logo": null,
    })
}

const REDIRECT_URI: &str = "https://login.test.example/login/callback/01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e22";

/// What proves a domain.
fn record() -> Value {
    json!({ "name": "_anteroom.st-janshof.example", "value": "anteroom-verification=3f0c9a5d7be14c68a2d90e41b7c6f583" })
}

fn entra(allow_guests: bool, domain_hint: Option<&str>) -> Value {
    json!({
        "registration": "own", "client_id": "8d5b4a76-0c1f-4f6e-8a43-1f6f1d7b1001",
        "tid": "3f1c9a52-7d0e-4c58-9b7a-52b8f6a0c001", "cloud": "global", "allow_guests": allow_guests,
        "domain_hint": domain_hint, "mfa_context": "c1", "require_mfa": true,
    })
}

fn connection() -> Value {
    json!({
        "id": "01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e22", "name": "entra", "kind": "entra", "status": "active",
        "version": 3, "state": "active", "entra": entra(false, None), "redirect_uri": REDIRECT_URI,
        "front_channel_logout_uri": REDIRECT_URI.replace("callback", "logout"), "draft": 4, "previous": 2,
    })
}

fn versions() -> Value {
    let draft = entra(true, Some("st-janshof.example"));
    let changes = json!([
        { "field": "allow_guests", "old": "false", "new": "true" },
        { "field": "domain_hint", "old": "none", "new": "st-janshof.example" },
    ]);
    json!([
        { "number": 4, "state": "draft", "entra": draft, "redirect_uri": REDIRECT_URI, "changes": changes },
        { "number": 3, "state": "active", "entra": entra(false, None), "redirect_uri": REDIRECT_URI, "changes": null },
        { "number": 2, "state": "previous", "entra": { "registration": "shared", "tid": "3f1c9a52", "cloud": "global",
          "client_id": null, "allow_guests": false, "domain_hint": null, "mfa_context": null, "require_mfa": false },
          "redirect_uri": "https://login.test.example/login/callback/entra", "changes": null },
    ])
}

/// How sign-in goes at a hospital.
fn status() -> Value {
    json!({
        "switches": [
            { "flag": "sso", "on": true, "pilot": false, "changes_at": "2027-06-01T00:00:00Z" },
            { "flag": "forced_sso", "on": false, "pilot": false, "changes_at": null },
        ],
        "troubles": [{ "connection": "entra", "since": "2027-01-11T07:12:00Z", "cause": "provider", "everywhere": false }],
        "last_sso_at": "2027-01-11T07:10:00Z",
        "days": [
            { "date": "2027-01-09", "sso": 0, "code": 0, "refused": 0 },
            { "date": "2027-01-10", "sso": 104, "code": 3, "refused": 0 },
            { "date": "2027-01-11", "sso": 1_280, "code": 0, "refused": 7 },
        ],
        "refusals": [
            { "reason": "user_unknown", "count": 5, "last_at": "2027-01-11T07:00:00Z", "meaning": "The hospital has no user.",
              "mend": "Compare the address with the one that Microsoft sends.", "who": "hospital_admin" },
            { "reason": "upstream_unavailable", "count": 2, "last_at": "2027-01-11T07:12:00Z",
              "meaning": "Microsoft has trouble.", "mend": "Wait and try again.", "who": "microsoft" },
        ],
        "expiries": [
            { "kind": "client_secret", "id": "1", "organization": "st-janshof", "name": "entra",
              "ends_at": "2027-02-01T07:00:00Z", "soon": true, "ended": false, "matters": true, "told_days": null },
        ],
    })
}

/// The answers to whatever is listed or shown.
#[expect(clippy::too_many_lines, reason = "a list of answers, each as it would be sent")]
async fn broker() -> StandIn {
    let broker = StandIn::start().await;
    let long = "Stichting Ziekenhuis en Verpleeghuis Sint Elisabeth van Thüringen te Noorderpoort aan Zee";
    let organizations = json!([
        janshof(),
        { "slug": "umc-noorderpoort", "name": long, "status": "suspended" },
        { "slug": "beatrix-byouin", "name": "ベアトリクス病院", "status": "active" },
    ]);
    let page = |items: Value| ok(json!({ "items": items }));
    let at = "/organizations/st-janshof";
    broker
        .on("GET /organizations", page(organizations))
        .on(&format!("GET {at}"), ok(janshof()))
        .on(&format!("GET {at}/domains"), page(json!([
            { "id": "1", "name": "st-janshof.example", "connection": "entra", "proven": true, "proven_by": "dns", "record": record() },
            { "id": "2", "name": "janshof-oud.example", "connection": null, "proven": false, "proven_by": null, "record": record() },
        ])))
        .on(&format!("GET {at}/domains/st-janshof.example"), ok(json!({
            "id": "01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e40", "name": "st-janshof.example", "connection": "entra", "proven": true,
            "proven_by": "dns", "record": record() })))
        .on(&format!("GET {at}/connections"), page(json!([connection()])))
        .on(&format!("GET {at}/connections/entra"), ok(connection()))
        .on(&format!("GET {at}/connections/entra/versions"), page(versions()))
        .on(&format!("GET {at}/connections/entra/credentials"), page(json!([
            { "slot": "a", "kind": "certificate", "client_id": "6731de76-14a6-49ae-97bc-6eba6914391e", "version": "active",
              "in_use": true, "expires_at": "2027-10-01T00:00:00Z",
              "certificate_thumbprint": "A3849EA17DC521308068FB4F4A7ABB5F13940B8D", "federated": null },
            { "slot": "b", "kind": "federated", "client_id": "0cb7f2a3-5d1e-4d8b-9a3c-2f64de1a7b55", "version": "tested",
              "in_use": true, "expires_at": null, "certificate_thumbprint": null,
              "federated": { "issuer": "https://login.test.example", "subject": "01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e22",
                             "audience": "api://AzureADTokenExchange" } },
        ])))
        .on(&format!("GET {at}/users"), page(json!([
            { "email": "a.devries@st-janshof.example", "name": "Anna de Vries", "kind": "professional",
              "status": "active" },
            { "email": "maria-magdalena.van.den.heuvel-achterberg@st-janshof.example", "name": "Maria van den Heuvel",
              "kind": "patient", "status": "suspended" },
        ])))
        .on(&format!("GET {at}/sessions"), page(json!([
            { "id": "01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e23", "user": "a.devries@st-janshof.example",
              "application": "records", "method": "entra", "created_at": "2027-01-11T07:00:12Z" },
        ])))
        .on(&format!("GET {at}/sign-ins"), page(json!([
            { "id": "01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e24", "at": "2027-01-11T07:00:12Z", "action": "sign_in",
              "user": { "id": "1", "email": "a.devries@st-janshof.example" }, "address": null,
              "application": "records", "outcome": "success", "reason": null, "method": "entra", "ip": "192.0.2.7",
              "user_agent": "Firefox", "entra": null },
            { "id": "01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e25", "at": "2027-01-11T06:58:01Z", "action": "sign_in",
              "user": null, "address": "b.bakker@st-janshof.example", "application": "records", "outcome": "refused",
              "reason": "upstream_access_denied", "method": null, "ip": "192.0.2.7", "user_agent": null,
              "entra": { "error": "access_denied", "suberror": null, "codes": [50105] } },
        ])))
        .on(&format!("GET {at}/sign-ins/01966b3e"), ok(json!({ "id": "01966b3e", "events": [
            { "id": "01966b3f", "at": "2027-01-11T06:58:01Z", "position": 7, "organization": "st-janshof",
              "organization_id": "1", "action": "sign_in", "actor": "caregiver", "outcome": "refused",
              "subject": "b.bakker@st-janshof.example", "user": null, "application": "records", "sign_in": "01966b3e",
              "reason": "user_unknown", "ip": "192.0.2.7", "user_agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox",
              "detail": { "trace": [{ "rule": "application" }], "method": "entra" } },
        ]})))
        .on("GET /webhooks", page(json!([
            { "id": "01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e26", "url": "https://siem.example/anteroom",
              "events": ["flag.changed", "sign_in.refused"], "description": "the SIEM", "status": "active",
              "disabled_because": null, "failing_since": null, "created_at": "2027-01-11T07:00:00Z" },
            { "id": "01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e2a", "url": "https://siem.example/old", "events": null,
              "description": null, "status": "disabled", "disabled_because": "failing",
              "failing_since": "2027-01-06T07:00:00Z", "created_at": "2026-12-01T07:00:00Z" },
        ])))
        .on(&format!("GET {at}/webhooks/1"), ok(json!({ "id": "1", "url": "https://siem.st-janshof.example/",
              "events": null, "description": null, "status": "active", "disabled_because": null,
              "failing_since": null, "created_at": "2027-01-11T07:00:00Z" })))
        .on("GET /webhooks/1/deliveries", page(json!([
            { "id": "01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e27", "at": "2027-01-11T07:00:00Z", "state": "waiting",
              "type": "sign_in.refused", "attempts": 5, "answer": "503", "next_at": "2027-01-11T12:00:00Z" },
            { "id": "01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e2b", "at": "2027-01-11T06:00:00Z", "state": "delivered",
              "type": "flag.changed", "attempts": 1, "answer": "204", "next_at": null },
        ])))
        .on(&format!("GET {at}/break-glass"), page(json!([
            { "id": "01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e28", "user": "a.devries@st-janshof.example", "state": "open",
              "reason": "Entra is down", "minutes": 240, "requested_by": "mia.dekker", "approved_by": "jan.smit",
              "expires_at": "2027-01-11T11:00:00Z", "closed_at": null },
            { "id": "01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e29", "user": null, "state": "waiting", "reason": "as before",
              "minutes": 60, "requested_by": "mia.dekker", "approved_by": null, "expires_at": null, "closed_at": null },
        ])))
        .on("GET /applications", page(json!([
            { "client_id": "records", "name": "Records", "status": "active", "sso": "follow" },
            { "client_id": "pro-ios", "name": "Pro for iOS", "status": "disabled", "sso": "never" },
        ])))
        .on("GET /applications/records", ok(json!({
            "id": "01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e2a",
            "client_id": "records", "name": "Records", "status": "active", "sso": "follow", "authentication": "secret",
            "redirect_uris": ["https://records.example/signed-in", "https://records.example/signed-in-again"],
            "id_token_algorithm": "ES256", "refresh_tokens": true, "device_grant": false, "require_mfa": false,
            "home": "https://records.example/",
        })))
        .on("GET /tokens", page(json!([
            { "name": "mia.dekker", "role": "support", "organizations": null, "created_at": "2027-01-01T00:00:00Z",
              "expires_at": "2027-04-01T00:00:00Z" },
            { "name": "jan.smit", "role": "auditor", "organizations": ["st-janshof", "umc-noorderpoort"],
              "created_at": "2027-01-01T00:00:00Z", "expires_at": "2027-02-01T00:00:00Z" },
        ])))
        .on("GET /expiries", page(json!([
            { "kind": "client_secret", "id": "1", "organization": "st-janshof", "name": "entra",
              "ends_at": "2027-01-10T07:00:00Z", "soon": true, "ended": true, "matters": true, "told_days": 1 },
            { "kind": "certificate", "id": "2", "organization": "umc-noorderpoort", "name": "hoofdlocatie",
              "ends_at": "2027-02-01T07:00:00Z", "soon": true, "ended": false, "matters": true, "told_days": 30 },
            { "kind": "client_secret", "id": "3", "organization": "st-janshof", "name": "entra",
              "ends_at": "2027-02-02T07:00:00Z", "soon": true, "ended": false, "matters": false, "told_days": null },
            { "kind": "admin_token", "id": "4", "organization": null, "name": "mia.dekker",
              "ends_at": "2027-04-01T00:00:00Z", "soon": false, "ended": false, "matters": true, "told_days": null },
        ])))
        .on(&format!("GET {at}/status"), ok(status()))
        .on("GET /rollouts", page(json!([rollout("running", ["done", "watching"])])))
        .on("GET /rollouts/1", ok(rollout("stopped", ["done", "failed"])))
        .on(&format!("GET {at}/invitations"), page(json!([
            { "id": "01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e30", "to": "it@st-janshof.example", "language": "nl", "days": 14,
              "state": "used", "created_by": "mia.dekker", "created_at": "2027-01-11T07:00:12Z",
              "expires_at": "2027-01-25T07:00:12Z", "opened_at": "2027-01-11T08:00:12Z", "opened_count": 3 },
            { "id": "01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e31", "to": "maria-magdalena.van.den.heuvel@st-janshof.example",
              "language": "nl", "days": 1, "state": "revoked", "created_by": "jan.smit",
              "created_at": "2027-01-10T07:00:12Z", "expires_at": "2027-01-11T07:00:12Z", "opened_at": null,
              "opened_count": 0 },
        ])))
        .on("GET /me", ok(json!({ "name": "mia.dekker", "role": "support", "by": "token", "organizations": null,
            "created_at": "2027-01-01T00:00:00Z", "expires_at": "2027-04-01T00:00:00Z",
            "issuer": "https://login.test.example" })));
    broker
}

#[tokio::test]
async fn they_fit_a_terminal() {
    let broker = broker().await;
    let person = Person::at(&broker);
    for (name, arguments) in [
        ("org_list", &["org", "list"][..]),
        ("org_show", &["org", "show", "st-janshof"]),
        ("domain_list", &["domain", "list", "st-janshof"]),
        ("domain_show", &["domain", "show", "st-janshof", "st-janshof.example"]),
        ("connection_list", &["connection", "list", "st-janshof"]),
        ("connection_show", &["connection", "show", "st-janshof", "entra"]),
        ("connection_versions", &["connection", "versions", "st-janshof", "entra"]),
        ("connection_draft", &["connection", "draft", "st-janshof", "entra"]),
        ("credential_list", &["connection", "credential", "list", "st-janshof", "entra"]),
        ("user_list", &["user", "list", "st-janshof"]),
        ("session_list", &["session", "list", "st-janshof"]),
        ("sign_in_list", &["sign-in", "list", "st-janshof"]),
        ("sign_in_show", &["sign-in", "show", "st-janshof", "01966b3e"]),
        ("webhook_list", &["webhook", "list"]),
        ("webhook_show", &["webhook", "show", "1", "--org", "st-janshof"]),
        ("webhook_deliveries", &["webhook", "deliveries", "1"]),
        ("break_glass_list", &["break-glass", "list", "st-janshof"]),
        ("app_list", &["app", "list"]),
        ("app_show", &["app", "show", "records"]),
        ("token_list", &["token", "list"]),
        ("rollout_list", &["flag", "rollout", "list"]),
        ("rollout_show", &["flag", "rollout", "show", "1"]),
        ("invitation_list", &["invite", "list", "st-janshof"]),
        ("expiry_list", &["expiry", "list"]),
        ("org_status", &["org", "status", "st-janshof"]),
        ("me", &["me"]),
    ] {
        let ran = person.run(arguments).await;
        assert_eq!(ran.code, 0, "{name}: {}", ran.err);
        insta::assert_snapshot!(name, ran.seen());
        // Programs get what the broker said.
        let json = person.run(&[arguments, &["--output", "json"]].concat()).await.json();
        assert!(json.is_object(), "{name}");
    }
    assert!(broker.changes().is_empty());
}

#[tokio::test]
async fn nothing_is_said_to_be_nothing() {
    let broker = StandIn::start().await;
    broker.on("GET /organizations", ok(json!({ "items": [] })));
    let person = Person::at(&broker);
    assert_eq!(person.run(&["org", "list"]).await.seen(), "Your token reaches no organization.\n");
    assert_eq!(person.run(&["org", "list", "-o", "json"]).await.json(), json!({ "items": [], "more": false }));
}

#[tokio::test]
async fn pages_are_followed_as_far_as_is_wanted() {
    let broker = StandIn::start().await;
    let page = |from: usize, next: Option<&str>| {
        let items: Vec<_> = (from..from + 200).map(|number| json!({ "slug": format!("h{number}") })).collect();
        ok(json!({ "items": items, "next": next }))
    };
    broker.on("GET /organizations", page(0, Some("a"))).on("GET /organizations", page(200, Some("b")));
    broker.on("GET /organizations", page(400, None));
    let person = Person::at(&broker);
    let all = person.run(&["org", "list", "-o", "json"]).await.json();
    assert_eq!((all["items"].as_array().unwrap().len(), &all["more"]), (600, &json!(false)));
    let queries: Vec<_> = broker.seen().into_iter().map(|seen| seen.query).collect();
    assert_eq!(queries, ["limit=200", "limit=200&cursor=a", "limit=200&cursor=b"]);
    broker.instead("GET /organizations", page(0, Some("a")));
    let some = person.run(&["org", "list", "--limit", "5"]).await;
    assert!(some.seen().ends_with("h4    –     –\n\nThere are more: --limit shows more of them.\n"), "{}", some.seen());
    assert_eq!(broker.seen().last().unwrap().query, "limit=5");
    // A cursor that leads nowhere is not followed for ever.
    let round = person.run(&["org", "list", "-o", "json"]).await.json();
    assert_eq!(round["items"].as_array().unwrap().len(), 400);
}

#[tokio::test]
async fn filters_are_sent_as_the_broker_knows_them() {
    let broker = broker().await;
    let person = Person::at(&broker);
    let query = async |arguments: &[&str]| {
        assert_eq!(person.run(arguments).await.code, 0);
        broker.seen().last().unwrap().query.clone()
    };
    let users = ["user", "list", "st-janshof", "-q", "de vries", "--kind", "professional", "--status", "active"];
    assert_eq!(query(&users).await, "q=de+vries&kind=professional&status=active&limit=200");
    assert_eq!(query(&["org", "list", "-q", "jans", "--status", "active"]).await, "q=jans&status=active&limit=200");
    let sessions = ["session", "list", "st-janshof", "--app", "records"];
    assert_eq!(query(&sessions).await, "application=records&limit=50");
    let sign_ins = ["sign-in", "list", "st-janshof", "--user", "a+b@st-janshof.example", "--reason", "sso_off"];
    let since = ["--app", "records", "--outcome", "refused", "--since", "2027-01-11T08:00+01:00"];
    assert_eq!(
        query(&[&sign_ins[..], &since].concat()).await,
        "user=a%2Bb%40st-janshof.example&application=records&outcome=refused&reason=sso_off\
         &since=2027-01-11T07%3A00%3A00Z&limit=50"
    );
}
