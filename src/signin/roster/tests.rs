//! What a list is told is what a sign-in is told: 5,000 people of all kinds, each judged on the list and then by the way that the callback
//! takes, with the account that Entra would show.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use chrono::Duration;
use sqlx::Connection as _;
use uuid::Uuid;

use super::finding::Finding;
use super::judge::{Judged, Roster};
use super::*;
use crate::app::Broker;
use crate::app::settings::Settings;
use crate::domain::claims::{AccountType, EmailVerified, EntraClaims, OwnClaims, ProviderAccount};
use crate::domain::clock::Clock;
use crate::domain::email::EmailAddress;
use crate::domain::id::{OrganizationId, UserId};
use crate::domain::reason::Reason;
use crate::domain::session::{Evidence, Proof};
use crate::domain::user::{FormerEmail, User, UserKind, UserStatus};
use crate::keys::ring::KeyRing;
use crate::signin::decide::{Demand, Verdict, decide};
use crate::tenancy::roster::table;
use crate::tenancy::{apply, desired};

const PEOPLE: u128 = 5_000;
const KINDS: u128 = 24;
const TID: Uuid = Uuid::from_u128(0x1111_1111_1111_4111_8111_1111_1111_1111);
const HOME: Uuid = Uuid::from_u128(0x3333_3333_3333_4333_8333_3333_3333_3333);
const TENANTS: &str = r#"
[[application]]
client_id = "records"
name = "Records"
sso = "follow"
redirect_uris = ["https://records.example/callback"]

[[organization]]
slug = "st-janshof"
name = "St. Janshof"
[[organization.connection]]
name = "entra"
registration = "own"
tid = "11111111-1111-4111-8111-111111111111"
client_id = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
credential = { client_secret = { file = "secret" } }
[[organization.domain]]
name = "h.example"
connection = "entra"
proven = true
[[organization.domain]]
name = "unproven.example"
connection = "entra"
proven = false
[[organization.flag]]
name = "sso"
value = true
reason = "in use"

[[organization]]
slug = "delta-noord"
name = "Delta Noord"
[[organization.user]]
email = "p14@h.example"
name = "Of another hospital, with the same address"
kind = "professional"
"#;

/// A person at Microsoft, with the user here and the bonds that there are.
struct Case {
    account: ProviderAccount,
    entra: EntraClaims,
    aliases: &'static str,
    enabled: bool,
    users: Vec<User>,
    /// Which of the users is bound to which account.
    bonds: Vec<(usize, Uuid)>,
}

/// The number in the kind says who it is; the number itself, which of them.
fn case(number: u128, organization: OrganizationId, now: DateTime<Utc>) -> Case {
    let user = |which: u128, email: String| User {
        id: UserId(Uuid::from_u128((0xabcd << 64) + number * 4 + which)),
        organization_id: organization,
        email: email.parse().unwrap(),
        name: format!("Person {number}"),
        kind: UserKind::Professional,
        status: UserStatus::Active,
        roles: Vec::new(),
        locale: None,
        former_email: None,
        pilot: false,
    };
    let (mail, upn) = (format!("p{number}@h.example"), format!("upn{number}@h.example"));
    let oid = Uuid::from_u128((0x0a1d << 64) + number);
    let other = Uuid::from_u128((0x0bad << 64) + number);
    let own = user(0, mail.clone());
    let entra = EntraClaims {
        tid: TID,
        oid,
        upn: Some(upn.clone()),
        account_type: AccountType::Member,
        identity_provider: None,
    };
    let mut case = Case {
        account: ProviderAccount {
            issuer: String::new(),
            sub: "pairwise".to_owned(),
            email: Some(mail.clone()),
            preferred_username: Some(upn.clone()),
            email_verified: EmailVerified::True,
            authentication_contexts: Vec::new(),
            session: Some("sid".to_owned()),
            login_hint: Some("hint".to_owned()),
            name: None,
            own: OwnClaims::Entra(entra.clone()),
        },
        entra,
        aliases: "",
        enabled: true,
        users: vec![own.clone()],
        bonds: Vec::new(),
    };
    let external = format!("{}#EXT#@h.onmicrosoft.example", upn.replace('@', "_"));
    match number % KINDS {
        0 => {}
        1 => case.account.email = Some(format!("P{number}@H.Example")),
        2 => case.users = vec![user(0, upn)],
        3 => {
            case.aliases = "SMTP:p{}@h.example;smtp:alias{}@h.example";
            case.users = vec![user(0, format!("alias{number}@h.example"))];
        }
        4 => (case.account.email, case.users) = (None, vec![user(0, upn)]),
        5 => (case.account.email, case.users) = (None, Vec::new()),
        6 => (case.account.email, case.users) = (Some("Reception, ground floor".to_owned()), Vec::new()),
        // The address of somebody else on the list.
        7 => {
            case.account.email = Some(format!("p{}@h.example", number - 7));
            case.users = Vec::new();
        }
        8 => {
            (case.entra.account_type, case.entra.upn) = (AccountType::Guest, Some(external));
            case.entra.identity_provider = Some(format!("https://sts.windows.net/{HOME}/"));
        }
        // A member of another tenant, by cross-tenant synchronization.
        9 => case.entra.upn = Some(external),
        10 => {
            (case.entra.account_type, case.entra.upn) = (AccountType::Guest, Some(external));
            case.entra.identity_provider = Some("live.com".to_owned());
        }
        11 => case.users[0].kind = UserKind::Patient,
        12 => case.users[0].status = UserStatus::Suspended,
        13 => {
            let mail = format!("p{number}@unproven.example");
            (case.account.email, case.users) = (Some(mail.clone()), vec![user(0, mail)]);
        }
        14 => case.users = Vec::new(),
        15 => case.enabled = false,
        16 => case.bonds = vec![(0, oid)],
        17 => case.bonds = vec![(0, other)],
        18 => {
            case.users.push(user(1, format!("second{number}@h.example")));
            case.bonds = vec![(1, oid)];
        }
        19 => {
            case.account.email = Some(format!("married{number}@h.example"));
            case.bonds = vec![(0, oid)];
        }
        20 | 21 => {
            let until = if number % KINDS == 20 { now + Duration::days(9) } else { now - Duration::days(9) };
            let address: EmailAddress = mail.parse().unwrap();
            case.users = vec![user(0, format!("new{number}@h.example"))];
            case.users[0].former_email = Some(FormerEmail { address, until });
        }
        22 => case.account.email = Some(format!("  p{number}@h.EXAMPLE ")),
        // Nobody at Microsoft has the user's address; the row is of somebody unknown.
        _ => case.users = vec![user(0, format!("gone{number}@h.example"))],
    }
    case
}

/// The row of the Entra admin center's export.
fn row(case: &Case, number: u128) -> String {
    let EntraClaims { oid, upn, account_type, identity_provider, .. } = &case.entra;
    let quoted = |text: Option<&String>| format!("\"{}\"", text.map(String::as_str).unwrap_or_default());
    let kind = if *account_type == AccountType::Guest { "Guest" } else { "Member" };
    let issuer =
        if identity_provider.as_deref() == Some("live.com") { "MicrosoftAccount" } else { "h.onmicrosoft.com" };
    let aliases = case.aliases.replace("{}", &number.to_string());
    format!(
        "{},{},{oid},{kind},{},{issuer},\"{aliases}\"\r\n",
        quoted(upn.as_ref()),
        quoted(case.account.email.as_ref()),
        if case.enabled { "True" } else { "False" }
    )
}

async fn broker(folder: &std::path::Path, clock: Clock) -> Broker {
    std::fs::write(folder.join("keys"), KeyRing::generate_line("test")).unwrap();
    std::fs::write(folder.join("secret"), "the-hospitals-client-secret-0123456789").unwrap();
    std::fs::write(folder.join("database"), format!("sqlite:{}", folder.join("anteroom.db").display())).unwrap();
    let text = "public_url = \"http://localhost:8080\"\ndatabase_url = { file = \"database\" }\nkeys = { file = \"keys\" }\n\
                migrate_at_start = true\n";
    std::fs::write(folder.join("anteroom.toml"), text).unwrap();
    Broker::new(&Settings::read(Some(&folder.join("anteroom.toml"))).unwrap(), clock).await.unwrap()
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story")]
async fn a_list_of_5000_is_told_what_each_sign_in_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let now: DateTime<Utc> = "2026-11-23T09:00:00Z".parse().unwrap();
    let broker = broker(folder.path(), Clock::new(move || now)).await;
    let (store, sign_in) = (broker.store(), broker.sign_in());
    let desired = desired::read("tenants.toml", TENANTS, folder.path()).unwrap();
    let plan = apply::prepare(store, &sign_in.ring, &desired, now).await.unwrap();
    apply::carry_out(store, &sign_in.ring, &plan, "test", now).await.unwrap();
    let configuration = store.read_organization("st-janshof", None).await.unwrap().unwrap();
    let connection = configuration.connections[0].clone();
    let cases: Vec<Case> = (0..PEOPLE).map(|number| case(number, configuration.organization.id, now)).collect();

    let users: Vec<User> = cases.iter().flat_map(|case| case.users.clone()).collect();
    let change = store.change_configuration(now).await.unwrap();
    change.insert_users(&users).await.unwrap();
    change.commit().await.unwrap();
    let url = format!("sqlite:{}", folder.path().join("anteroom.db").display());
    let mut database = sqlx::SqliteConnection::connect(&url).await.unwrap();
    for (number, case) in cases.iter().enumerate() {
        for (place, oid) in &case.bonds {
            let user = &case.users[*place];
            sqlx::query(
                "INSERT INTO identities (id, organization_id, user_id, connection_id, authority, subject, created_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(Uuid::from_u128((0x0b0d << 64) + number as u128))
            .bind(user.organization_id.0)
            .bind(user.id.0)
            .bind(connection.id.0)
            .bind(TID.to_string())
            .bind(oid.to_string())
            .bind(now)
            .execute(&mut database)
            .await
            .unwrap();
        }
    }

    // Before anything is switched on: what will be in force is a draft, and `sso` is off.
    let before = OrganizationConfiguration { flags: Vec::new(), ..configuration.clone() };
    let drafted = Connection { active: None, draft: connection.active.clone(), ..connection.clone() };
    let head = "userPrincipalName,mail,id,userType,accountEnabled,identityIssuer,proxyAddresses\r\n";
    let rows = cases.iter().zip(0..).map(|(case, number)| row(case, number)).collect::<String>();
    let (statements, begun) = (store.counters().statements, Instant::now());
    let read = table::read(format!("{head}{rows}").as_bytes()).unwrap();
    let list = (read.entries, read.columns.as_slice());
    let roster: Roster = sign_in.judge_roster(&before, &drafted, list, now).await.unwrap();
    println!("{PEOPLE} people judged in {:?}, without optimization", begun.elapsed());
    assert_eq!(store.counters().statements - statements, 2, "however many people there are");
    assert_eq!((u128::from(roster.people), &*roster.connection), (PEOPLE, "entra"));
    assert!(roster.not_looked_at.is_empty(), "{:?}", roster.not_looked_at);

    // Switched on: each comes, and is judged by the way that the callback takes.
    let application = store.find_application("records").await.unwrap().unwrap();
    let settings = &connection.active.as_ref().unwrap().settings;
    let issuer = sign_in.upstream.provider(settings, None).unwrap().issuer().into_owned();
    let by_line: BTreeMap<u64, &Judged> =
        roster.entries.iter().filter_map(|entry| Some((entry.line?, entry))).collect();
    let mut reasons: BTreeMap<Option<Reason>, usize> = BTreeMap::new();
    let mut findings: BTreeMap<(u128, Finding), usize> = BTreeMap::new();
    for (number, case) in (0_u64..).zip(&cases) {
        let own = OwnClaims::Entra(case.entra.clone());
        let account = ProviderAccount { issuer: issuer.clone(), own, ..case.account.clone() };
        let evidence =
            Evidence::Sso { connection_id: connection.id, authenticated_at: Some(now), account: Box::new(account) };
        let proof = Proof { verified_at: now, evidence };
        let demand = Demand::default();
        let (live, _) = sign_in.judge_by(decide, &application, &configuration, &proof, demand, now).await.unwrap();
        let live = match live.unwrap().verdict {
            Verdict::Deny(reason) => Some(reason),
            Verdict::Allow(_) => None,
            Verdict::MayDepart => panic!("nobody was shown"),
        };
        let told = by_line[&(number + 2)];
        assert_eq!((told.reason, told.allowed), (live, Some(live.is_none())), "{number}: {told:?} {:?}", case.account);
        *reasons.entry(live).or_default() += 1;
        *findings.entry((u128::from(number) % KINDS, told.finding)).or_default() += 1;
    }
    let met: Vec<_> = reasons.keys().flatten().map(|reason| reason.code()).collect();
    assert!(met.len() >= 11 && reasons.contains_key(&None), "{reasons:?}");

    // What is to be mended follows from the kind alone.
    let kinds: Vec<_> = findings.keys().copied().collect();
    let expected = [
        Finding::DuplicateMail,
        Finding::OkOtherCase,
        Finding::UpnIsKnown,
        Finding::AliasIsKnown,
        Finding::MailMissing,
        Finding::MailMissing,
        Finding::MailInvalid,
        Finding::DuplicateMail,
        Finding::Guest,
        Finding::Guest,
        Finding::PersonalAccount,
        Finding::Patient,
        Finding::Suspended,
        Finding::DomainNotProven,
        Finding::NotHere,
        Finding::AccountDisabled,
        Finding::Ok,
        Finding::BoundToAnotherAccount,
        Finding::AccountOfAnotherUser,
        Finding::OtherAddress,
        Finding::OkFormerAddress,
        Finding::NotHere,
        Finding::OkOtherCase,
        Finding::NotHere,
    ];
    // The last of all has nobody with the same address after it.
    let expected: Vec<_> = (0..KINDS).zip(expected).collect();
    let odd: Vec<_> = kinds.iter().filter(|kind| !expected.contains(kind)).collect();
    assert!(odd.iter().all(|(kind, finding)| (*kind, *finding) == (0, Finding::Ok)), "{odd:?}");
    assert!(expected.iter().all(|one| kinds.contains(one)), "{kinds:?}");
    let missing: Vec<_> = roster.entries.iter().filter(|entry| entry.finding == Finding::MissingInEntra).collect();
    assert!(missing.iter().any(|entry| entry.user.as_ref().unwrap().as_str().starts_with("gone23@")), "{missing:?}");
    let own: BTreeSet<&EmailAddress> = users.iter().map(|user| &user.email).collect();
    assert!(roster.entries.iter().filter_map(|entry| entry.user.as_ref()).all(|user| own.contains(user)));
}
