//! One broken condition closes the door, whatever else is true. Each breach is laid over any two differences of the table.

use anteroom::domain::application::{ApplicationStatus, SsoPolicy};
use anteroom::domain::claims::{AccountType, EmailVerified};
use anteroom::domain::connection::ConnectionStatus;
use anteroom::domain::flag::FlagName;
use anteroom::domain::identity::{Identity, People};
use anteroom::domain::organization::OrganizationStatus;
use anteroom::domain::user::{FormerEmail, User, UserKind, UserStatus};
use anteroom::signin::decide::{Facts, PasswordFact, Verdict, Way, closed_to_sso, decide};
use chrono::Duration;
use proptest::prelude::*;
use uuid::Uuid;

use crate::baseline::{Baseline, CONSUMERS, OTHER_ORGANIZATION, bond, id, issuer, user};
use crate::properties::{is_let_in, mixed, two_changes};

type Breach = (&'static str, fn(&mut Baseline));

/// Someone that the table knows nothing of.
const STRANGER: Uuid = Uuid::from_u128(0xdead);

fn entra(baseline: &mut Baseline, change: fn(&mut anteroom::domain::connection::EntraSettings)) {
    baseline.connection.active.iter_mut().for_each(|version| change(&mut version.entra));
}

/// Everybody had this address before.
fn formerly(baseline: &mut Baseline, address: &str, ends_in: Duration) {
    let former = FormerEmail { address: address.parse().unwrap(), until: baseline.now + ends_in };
    baseline.people.users.iter_mut().for_each(|user| user.former_email = Some(former.clone()));
}

/// What closes SSO.
const BREACHES: &[Breach] = &[
    ("the application is disabled", |b| b.application.status = ApplicationStatus::Disabled),
    ("the application is at never", |b| b.application.sso = SsoPolicy::Never),
    ("nothing is set", |b| b.configuration.flags.clear()),
    ("sso is off", |b| {
        b.set(FlagName::Sso, None, "off");
        b.set(FlagName::Sso, Some(b.application.id), "off");
    }),
    ("sso begins in a second", |b| {
        b.set(FlagName::Sso, None, "in 1 seconds");
        b.set(FlagName::Sso, Some(b.application.id), "in 1 seconds");
    }),
    ("sso ended at this instant", |b| {
        b.set(FlagName::Sso, None, "ended 0 seconds ago");
        b.set(FlagName::Sso, Some(b.application.id), "ended 0 seconds ago");
    }),
    ("not opted in", |b| {
        b.application.sso = SsoPolicy::OptIn;
        b.set(FlagName::Sso, Some(b.application.id), "unset");
    }),
    ("the organization is suspended", |b| b.configuration.organization.status = OrganizationStatus::Suspended),
    ("the connection is disabled", |b| b.connection.status = ConnectionStatus::Disabled),
    ("the connection has no version", |b| b.connection.active = None),
    ("the connection is another organization's", |b| b.connection.organization_id = OTHER_ORGANIZATION),
    ("another tid", |b| b.account.tid = STRANGER),
    ("another tid with its issuer", |b| {
        b.account.tid = STRANGER;
        b.account.issuer = issuer(STRANGER);
        b.expected_issuer = issuer(STRANGER);
    }),
    ("another issuer", |b| b.account.issuer.push('/')),
    ("no issuer", |b| b.account.issuer.clear()),
    ("the consumers' directory", |b| {
        entra(b, |settings| settings.tid = CONSUMERS);
        b.account.tid = CONSUMERS;
        b.account.issuer = issuer(CONSUMERS);
        b.expected_issuer = issuer(CONSUMERS);
    }),
    ("a personal account", |b| b.account.identity_provider = Some("live.com".to_owned())),
    ("a guest by acct", |b| {
        entra(b, |settings| settings.allow_guests = false);
        b.account.account_type = AccountType::Guest;
    }),
    ("a guest by an acct nobody knows", |b| {
        entra(b, |settings| settings.allow_guests = false);
        b.account.account_type = AccountType::Unknown;
    }),
    ("a guest by idp", |b| {
        entra(b, |settings| settings.allow_guests = false);
        b.account.identity_provider = Some("google.com".to_owned());
    }),
    ("a guest by upn", |b| {
        entra(b, |settings| settings.allow_guests = false);
        b.account.upn = Some("x_umc.example#EXT#@y.example".to_owned());
    }),
    ("a guest by preferred_username", |b| {
        entra(b, |settings| settings.allow_guests = false);
        b.account.preferred_username = Some("x_umc.example#ext#@y.example".to_owned());
    }),
    ("a pilot, and nobody is on its list", |b| {
        b.set(FlagName::Sso, None, "pilot");
        b.set(FlagName::Sso, Some(b.application.id), "pilot");
        b.people.users.iter_mut().for_each(|user| user.pilot = false);
    }),
    ("nobody", |b| b.people = People::default()),
    ("nobody of this organization", |b| {
        b.people.users.iter_mut().for_each(|user| user.organization_id = OTHER_ORGANIZATION);
    }),
    ("two with the address", |b| {
        let twins: Vec<User> = b.people.users.iter().map(|user| User { id: id(90), ..user.clone() }).collect();
        b.people.users.extend(twins);
    }),
    ("all suspended", |b| b.people.users.iter_mut().for_each(|user| user.status = UserStatus::Suspended)),
    ("all patients", |b| b.people.users.iter_mut().for_each(|user| user.kind = UserKind::Patient)),
    ("no address", |b| b.account.email = None),
    ("an empty address", |b| b.account.email = Some(String::new())),
    ("no address, but a login name", |b| {
        b.account.email = None;
        b.account.upn = b.people.users.first().map(|user| user.email.as_str().to_owned());
        b.account.preferred_username.clone_from(&b.account.upn);
    }),
    ("what is no address", |b| b.account.email = Some("a.devries".to_owned())),
    ("another address", |b| b.account.email = Some("stranger@st-janshof.example".to_owned())),
    ("the address of nobody, before hers", |b| {
        b.account.email = b.account.email.as_ref().map(|email| format!("x{}", email.trim()));
    }),
    ("the former address, at its end", |b| {
        formerly(b, "before@st-janshof.example", Duration::zero());
        b.account.email = Some("before@st-janshof.example".to_owned());
    }),
    ("the former address, in a domain that is not proven any more", |b| {
        formerly(b, "a.devries@gone.example", Duration::days(1));
        b.account.email = Some("a.devries@gone.example".to_owned());
    }),
    ("the former address, with a new one in a domain that is not proven", |b| {
        formerly(b, "before@st-janshof.example", Duration::days(1));
        b.people.users.iter_mut().for_each(|user| user.email = "a.devries@gone.example".parse().unwrap());
        b.account.email = Some("before@st-janshof.example".to_owned());
    }),
    ("the former address of one, which another has", |b| {
        b.people.users = vec![user(30, "c@st-janshof.example")];
        formerly(b, "a.devries@st-janshof.example", Duration::days(1));
        b.people.users.push(user(90, "a.devries@st-janshof.example"));
        b.account.email = Some("a.devries@st-janshof.example".to_owned());
    }),
    ("no proven domain", |b| b.configuration.domains.clear()),
    ("a domain that is named, not proven", |b| {
        b.configuration.domains.iter_mut().for_each(|domain| domain.proven_by = None);
    }),
    ("xms_edov false", |b| b.account.email_verified = EmailVerified::False),
    ("the user bound to another account", |b| {
        let users = b.people.users.clone();
        b.people.identities = Vec::new();
        for (number, user) in users.into_iter().enumerate() {
            let foreign = bond(80 + number as u128, 0, 0, STRANGER, STRANGER);
            b.people.identities.push(Identity { user_id: user.id, connection_id: b.connection.id, ..foreign });
        }
    }),
    ("the account bound to somebody else", |b| {
        b.people.users.push(user(91, "stranger@st-janshof.example"));
        b.people.identities = vec![bond(80, 91, 20, b.account.tid, b.account.oid)];
        b.account.email = Some("a.devries@st-janshof.example".to_owned());
    }),
    ("too old", |b| {
        b.authenticated_at = Some(b.now - Duration::hours(2));
        b.demand.asked_at = None;
        b.demand.max_age = Some(Duration::hours(1));
    }),
    ("an unknown age", |b| {
        b.authenticated_at = None;
        b.demand.max_age = Some(Duration::hours(1));
    }),
    ("older than a new proof was asked", |b| {
        b.authenticated_at = Some(b.now - Duration::hours(2));
        b.demand.anew_since = Some(b.now - Duration::hours(1));
    }),
    ("no second factor", |b| {
        b.application.require_mfa = true;
        b.account.authentication_contexts.clear();
    }),
    ("another context", |b| {
        entra(b, |settings| (settings.require_mfa, settings.mfa_context) = (true, Some("c7".to_owned())));
        b.account.authentication_contexts = vec!["c8".to_owned()];
    }),
    ("a context that nobody attested", |b| {
        entra(b, |settings| (settings.require_mfa, settings.mfa_context) = (true, None));
        b.account.authentication_contexts = vec!["c1".to_owned()];
    }),
];

/// What closes the traditional way.
const TRADITIONAL_BREACHES: &[Breach] = &[
    ("the application is disabled", |b| b.application.status = ApplicationStatus::Disabled),
    ("the organization is suspended", |b| b.configuration.organization.status = OrganizationStatus::Suspended),
    ("nobody", |b| b.people = People::default()),
    ("nobody of this organization", |b| {
        b.people.users.iter_mut().for_each(|user| user.organization_id = OTHER_ORGANIZATION);
    }),
    ("two", |b| b.people.users = vec![user(30, "a@b.example"), user(31, "c@b.example")]),
    ("all suspended", |b| b.people.users.iter_mut().for_each(|user| user.status = UserStatus::Suspended)),
    ("forced SSO", |b| {
        b.people.users.iter_mut().for_each(|user| user.kind = UserKind::Professional);
        b.set(FlagName::ForcedSso, None, "on");
        b.break_glass = false;
    }),
    ("another address typed", |b| b.typed = "stranger@st-janshof.example".parse().ok()),
    ("the former address typed, at its end", |b| {
        formerly(b, "before@st-janshof.example", Duration::zero());
        b.typed = "before@st-janshof.example".parse().ok();
    }),
    ("the former address typed, in a domain that is not proven any more", |b| {
        formerly(b, "a.devries@gone.example", Duration::days(1));
        b.typed = "a.devries@gone.example".parse().ok();
    }),
    ("too old", |b| {
        b.authenticated_at = Some(b.now - Duration::hours(2));
        b.demand.asked_at = None;
        b.demand.max_age = Some(Duration::hours(1));
    }),
    ("a second factor demanded", |b| {
        b.application.require_mfa = true;
        b.password = PasswordFact::None;
    }),
    ("a password that was not shown", |b| b.password = PasswordFact::Unshown),
    ("a password demanded, and none there", |b| {
        b.set(FlagName::PasswordRequired, None, "on");
        b.password = PasswordFact::None;
    }),
];

/// Each breach by itself refuses the baseline, which is let in: none of them is vacuous.
#[test]
fn each_breach_alone_refuses_whoever_would_be_let_in() {
    for (way, breaches) in [("sso", BREACHES), ("traditional", TRADITIONAL_BREACHES)] {
        for (name, breach) in breaches {
            let mut baseline = Baseline::new();
            baseline.way = way;
            assert!(is_let_in(&baseline));
            breach(&mut baseline);
            let decision = baseline.decide();
            assert!(matches!(decision.verdict, Verdict::Deny(_)), "{way}: {name}: {decision:#?}");
        }
    }
}

/// No state of an application opens it to SSO while the shortened question says that it is closed.
#[test]
fn what_is_closed_before_the_organization_is_known_is_refused_for_the_same_reason_after() {
    for status in [ApplicationStatus::Active, ApplicationStatus::Disabled] {
        for sso in [SsoPolicy::Never, SsoPolicy::OptIn, SsoPolicy::Follow] {
            for way in ["departing", "sso"] {
                let mut baseline = Baseline::new();
                baseline.way = way;
                (baseline.application.status, baseline.application.sso) = (status, sso);
                baseline.set(FlagName::Sso, Some(baseline.application.id), "on");
                let refused = match baseline.decide().verdict {
                    Verdict::Deny(reason) => Some(reason),
                    Verdict::Allow(_) | Verdict::MayDepart => None,
                };
                assert_eq!(closed_to_sso(&baseline.application), refused, "{status:?} {sso:?}");
            }
        }
    }
}

/// Evidence for which nobody was looked up is not enough, and lets nobody depart either.
#[test]
fn what_was_shown_is_refused_while_nobody_has_been_looked_up() {
    for way in ["sso", "traditional"] {
        let mut baseline = Baseline::new();
        baseline.way = way;
        let facts = Facts { people: None, ..baseline.facts() };
        assert!(matches!(decide(&facts).verdict, Verdict::Deny(_)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_breach_closes_sso_whatever_else_is_true(
        changes in two_changes(),
        (name, breach) in prop::sample::select(BREACHES),
    ) {
        let mut baseline = mixed(&changes);
        baseline.way = "sso";
        breach(&mut baseline);
        let decision = baseline.decide();
        prop_assert!(matches!(decision.verdict, Verdict::Deny(_)), "{}: {:#?}", name, decision);
    }

    #[test]
    fn a_breach_closes_the_traditional_way_whatever_else_is_true(
        changes in two_changes(),
        (name, breach) in prop::sample::select(TRADITIONAL_BREACHES),
    ) {
        let mut baseline = mixed(&changes);
        baseline.way = "traditional";
        breach(&mut baseline);
        let decision = baseline.decide();
        prop_assert!(matches!(decision.verdict, Verdict::Deny(_)), "{}: {:#?}", name, decision);
    }

    #[test]
    fn nobody_is_let_in_who_has_shown_nothing(changes in two_changes()) {
        let mut baseline = mixed(&changes);
        baseline.way = "departing";
        prop_assert!(!is_let_in(&baseline));
        let departing = matches!(baseline.facts().way, Way::Sso { shown: None, .. });
        prop_assert!(departing);
        baseline.way = "asking";
        prop_assert!(!is_let_in(&baseline));
    }

    /// A refusal before departure is one after it: nobody is sent away and let in who was to be refused at once.
    #[test]
    fn whoever_may_not_depart_is_not_let_in(changes in two_changes()) {
        let mut baseline = mixed(&changes);
        baseline.way = "departing";
        if let Verdict::Deny(reason) = baseline.decide().verdict {
            baseline.way = "sso";
            prop_assert_eq!(baseline.decide().verdict, Verdict::Deny(reason));
        }
    }
}
