//! The same rules over accounts of other providers: Google, where the Workspace tells whose people they are, and any other, where the issuer
//! does.

use anteroom::domain::claims::{EmailVerified, GoogleClaims, OidcClaims, OwnClaims};
use anteroom::domain::connection::ConnectionKind;
use anteroom::domain::domain_check::{Challenge, ProvenBy};
use anteroom::domain::flag::FlagName;
use anteroom::domain::identity::{AccountKey, Identity};
use anteroom::domain::organization::Domain;
use anteroom::domain::provider::{GOOGLE_ISSUER, GoogleSettings, OidcSettings, ProviderSettings};
use anteroom::domain::reason::Reason;
use anteroom::signin::decide::{Strengths, Verdict};

use crate::baseline::{Baseline, OTHER_ORGANIZATION, id};

const SUB: &str = "1093";
const ISSUER: &str = "https://id.st-janshof.example";

fn of(settings: &ProviderSettings, issuer: &str, own: OwnClaims) -> Baseline {
    let mut baseline = Baseline::new();
    baseline.connection.kind = settings.kind();
    baseline.connection.active.iter_mut().for_each(|version| version.settings = settings.clone());
    issuer.clone_into(&mut baseline.expected_issuer);
    issuer.clone_into(&mut baseline.account.issuer);
    SUB.clone_into(&mut baseline.account.sub);
    baseline.account.own = own;
    bind(&mut baseline, issuer, SUB);
    baseline
}

fn bind(baseline: &mut Baseline, issuer: &str, sub: &str) {
    baseline.people.identities = vec![Identity {
        id: id(40),
        organization_id: id(1),
        user_id: id(30),
        connection_id: id(20),
        account: AccountKey { authority: issuer.to_owned(), subject: sub.to_owned() },
    }];
}

fn google() -> Baseline {
    let domains = vec!["st-janshof.example".parse().unwrap(), "clinic.example".parse().unwrap()];
    let settings = ProviderSettings::Google(GoogleSettings { client_id: "client".to_owned(), domains });
    let mut baseline = of(&settings, GOOGLE_ISSUER, hd(Some("st-janshof.example")));
    baseline.set(FlagName::Google, None, "on");
    baseline
}

fn hd(hd: Option<&str>) -> OwnClaims {
    OwnClaims::Google(GoogleClaims { hd: hd.map(str::to_owned) })
}

fn oidc_claims() -> OwnClaims {
    OwnClaims::Oidc(OidcClaims { email_claim: "email".to_owned() })
}

fn oidc(require_email_verified: bool) -> Baseline {
    let settings = ProviderSettings::Oidc(OidcSettings {
        issuer: ISSUER.to_owned(),
        client_id: "client".to_owned(),
        email_claim: "email".to_owned(),
        require_email_verified,
    });
    of(&settings, ISSUER, oidc_claims())
}

fn decided(mut baseline: Baseline, change: impl FnOnce(&mut Baseline)) -> Option<Reason> {
    change(&mut baseline);
    match baseline.decide().verdict {
        Verdict::Deny(reason) => Some(reason),
        Verdict::Allow(admission) => {
            assert!(!admission.bind);
            None
        }
        Verdict::MayDepart => panic!("nothing was shown"),
    }
}

type Case = (&'static str, fn(&mut Baseline), Option<Reason>);

#[test]
fn a_workspace_is_the_hospitals_and_a_consumer_nobodys() {
    const CASES: [Case; 17] = [
        ("as it is", |_| {}, None),
        ("hd in capitals", |b| b.account.own = hd(Some("St-Janshof.Example")), None),
        ("no hd", |b| b.account.own = hd(None), Some(Reason::PersonalAccount)),
        ("an empty hd", |b| b.account.own = hd(Some("")), Some(Reason::TenantMismatch)),
        ("another hd", |b| b.account.own = hd(Some("evil.example")), Some(Reason::TenantMismatch)),
        ("its other domain, not proven", |b| b.account.own = hd(Some("clinic.example")), Some(Reason::DomainNotProven)),
        (
            "its other domain, proven",
            |b| {
                b.account.own = hd(Some("clinic.example"));
                b.configuration.domains.push(Domain {
                    id: id(59),
                    organization_id: id(1),
                    name: "clinic.example".parse().unwrap(),
                    connection_id: None,
                    proven_by: Some(ProvenBy::Dns),
                    challenge: Challenge::of([0; 16]),
                });
            },
            None,
        ),
        ("an account of another kind", |b| b.account.own = oidc_claims(), Some(Reason::TenantMismatch)),
        ("another issuer", |b| b.account.issuer = ISSUER.to_owned(), Some(Reason::IssuerMismatch)),
        ("not verified", |b| b.account.email_verified = EmailVerified::False, Some(Reason::EmailUnverified)),
        ("nothing said of it", |b| b.account.email_verified = EmailVerified::Absent, Some(Reason::EmailUnverified)),
        ("another sub", |b| b.account.sub = "2".to_owned(), Some(Reason::IdentityMismatch)),
        ("the sub of another issuer", |b| bind(b, ISSUER, SUB), Some(Reason::IdentityMismatch)),
        ("the flag is off", |b| b.set(FlagName::Google, None, "off"), Some(Reason::ProviderOff)),
        ("the flag was never set", |b| b.set(FlagName::Google, None, "unset"), Some(Reason::ProviderOff)),
        ("a second factor is asked", |b| b.application.require_mfa = true, Some(Reason::ProofTooWeak)),
        ("a new proof is asked", |b| b.demand.anew_since = Some(b.now), Some(Reason::ProofAgeUnknown)),
    ];
    for (name, change, expected) in CASES {
        assert_eq!(decided(google(), change), expected, "{name}");
    }
}

#[test]
fn an_issuer_is_the_hospitals_own_and_says_what_it_has_verified() {
    const CASES: [Case; 8] = [
        ("as it is", |_| {}, None),
        ("no flag is needed", |b| b.set(FlagName::Google, None, "off"), None),
        ("another issuer", |b| b.account.issuer = format!("{ISSUER}/"), Some(Reason::IssuerMismatch)),
        ("an account of Google's", |b| b.account.own = hd(Some("st-janshof.example")), Some(Reason::TenantMismatch)),
        ("not verified", |b| b.account.email_verified = EmailVerified::False, Some(Reason::EmailUnverified)),
        ("nothing said of it", |b| b.account.email_verified = EmailVerified::Absent, Some(Reason::EmailUnverified)),
        (
            "contexts that nobody has attested",
            |b| {
                b.account.authentication_contexts = vec!["c1".to_owned()];
                b.demand.strengths = Some(Strengths { attested: true, ..Strengths::default() });
            },
            Some(Reason::AcrNotMet),
        ),
        (
            "another organization's connection",
            |b| b.connection.organization_id = OTHER_ORGANIZATION,
            Some(Reason::TenantUnknown),
        ),
    ];
    for (name, change, expected) in CASES {
        assert_eq!(decided(oidc(true), change), expected, "{name}");
    }
    // Where that is not asked for, it must not say the contrary.
    assert_eq!(decided(oidc(false), |b| b.account.email_verified = EmailVerified::Absent), None);
    let denied = decided(oidc(false), |b| b.account.email_verified = EmailVerified::False);
    assert_eq!(denied, Some(Reason::EmailUnverified));
    assert_eq!(oidc(true).connection.kind, ConnectionKind::Oidc);
}
