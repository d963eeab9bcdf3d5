//! Facts by chance, with times from the ends of the calendar and texts of any kind: nothing ends the process, and whoever is
//! let in fulfils, one by one, what DESIGN calls the rules of entry, written down here a second time.

use anteroom::domain::application::{ApplicationStatus, SsoPolicy};
use anteroom::domain::audience::Audience;
use anteroom::domain::claims::{AccountType, EmailVerified};
use anteroom::domain::connection::{ConnectionStatus, PERSONAL_ACCOUNTS_TENANT};
use anteroom::domain::domain_check::ProvenBy;
use anteroom::domain::email::EmailAddress;
use anteroom::domain::flag::{FlagName, FlagSetting};
use anteroom::domain::identity::Identity;
use anteroom::domain::organization::OrganizationStatus;
use anteroom::domain::user::{FormerEmail, User, UserKind, UserStatus};
use anteroom::signin::decide::{Admission, Demand, Strength, Verdict, Way};
use chrono::{DateTime, Duration, Utc};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use crate::baseline::{
    Baseline, CONSUMERS, OID, OTHER_OID, OTHER_ORGANIZATION, OTHER_TID, TID, bond, id, issuer, user,
};

const NOW: &str = "2026-11-23T09:00:00Z";

/// Mostly near the instant that is decided for; now and then at an end of the calendar.
fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    prop_oneof![
        8 => (-120_i64..120).prop_map(|seconds| NOW.parse::<DateTime<Utc>>().unwrap() + Duration::seconds(seconds)),
        1 => Just(DateTime::<Utc>::MIN_UTC),
        1 => Just(DateTime::<Utc>::MAX_UTC),
    ]
}

fn duration() -> impl Strategy<Value = Duration> {
    prop_oneof![
        8 => (0_i64..120).prop_map(Duration::seconds),
        1 => Just(Duration::MIN),
        1 => Just(Duration::MAX),
    ]
}

fn maybe<S: Strategy>(strategy: S) -> impl Strategy<Value = Option<S::Value>>
where
    S::Value: Clone,
{
    prop::option::weighted(0.2, strategy)
}

/// The first is likely, so that some are let in.
fn mostly<T: Clone + std::fmt::Debug + 'static>(usual: T, others: Vec<T>) -> impl Strategy<Value = T> {
    prop_oneof![6 => Just(usual), 1 => prop::sample::select(others)]
}

fn flag() -> impl Strategy<Value = FlagSetting> {
    let application = prop::option::of(prop::sample::select(vec![id(10), id(11)]));
    let name = mostly(FlagName::Sso, vec![FlagName::ForcedSso, FlagName::RememberMethod]);
    let pilot = prop_oneof![
        4 => Just(Audience::Everyone),
        1 => prop::option::of(instant()).prop_map(|everyone_from| Audience::Pilot { everyone_from }),
    ];
    (name, application, prop::bool::weighted(0.8), pilot, maybe(instant()), maybe(instant())).prop_map(
        |(name, application_id, value, audience, starts_at, ends_at)| FlagSetting {
            id: id(60),
            name,
            application_id,
            value,
            audience,
            starts_at,
            ends_at,
            reason: String::new(),
        },
    )
}

fn person() -> impl Strategy<Value = User> {
    let address = mostly("a.devries@st-janshof.example", vec!["b.bakker@st-janshof.example", "a@umc.example"]);
    let kind = mostly(UserKind::Professional, vec![UserKind::Patient]);
    let status = mostly(UserStatus::Active, vec![UserStatus::Suspended]);
    let formerly =
        prop::sample::select(vec!["a.devries@st-janshof.example", "b.bakker@st-janshof.example", "a@umc.example"]);
    let former = maybe((formerly, instant()));
    (30_u128..34, address, kind, status, mostly(id(1), vec![OTHER_ORGANIZATION]), former, any::<bool>()).prop_map(
        |(number, address, kind, status, organization_id, former, pilot)| User {
            kind,
            status,
            organization_id,
            pilot,
            former_email: former.map(|(address, until)| FormerEmail { address: address.parse().unwrap(), until }),
            ..user(number, address)
        },
    )
}

fn bonds() -> impl Strategy<Value = Vec<Identity>> {
    let one = (
        30_u128..34,
        mostly(20_u128, vec![22]),
        mostly(TID, vec![OTHER_TID]),
        mostly(OID, vec![OTHER_OID]),
        mostly(id(1), vec![OTHER_ORGANIZATION]),
    );
    let one = one.prop_map(|(user, connection, tid, oid, organization_id)| Identity {
        organization_id,
        ..bond(40, user, connection, tid, oid)
    });
    prop::collection::vec(one, 0..3)
}

prop_compose! {
    fn settings()(
        status in mostly(ApplicationStatus::Active, vec![ApplicationStatus::Disabled]),
        policy in mostly(SsoPolicy::Follow, vec![SsoPolicy::Never, SsoPolicy::OptIn]),
        require_mfa in prop::bool::weighted(0.1),
        organization in mostly(OrganizationStatus::Active, vec![OrganizationStatus::Suspended]),
        flags in prop::collection::vec(flag(), 0..4),
        proven in prop::bool::weighted(0.9),
        connection_status in mostly(ConnectionStatus::Active, vec![ConnectionStatus::Disabled]),
        owner in mostly(id(1), vec![OTHER_ORGANIZATION]),
        version in prop::bool::weighted(0.9),
        tid in mostly(TID, vec![OTHER_TID, CONSUMERS]),
        guests in any::<bool>(),
        context in prop::option::of(Just("c1".to_owned())),
        demanded in prop::bool::weighted(0.1),
    ) -> Baseline {
        let mut baseline = Baseline::new();
        baseline.application.status = status;
        baseline.application.sso = policy;
        baseline.application.require_mfa = require_mfa;
        baseline.configuration.organization.status = organization;
        baseline.configuration.flags.extend(flags);
        baseline.configuration.domains.iter_mut().for_each(|domain| domain.proven_by = proven.then_some(ProvenBy::Manual));
        baseline.connection.status = connection_status;
        baseline.connection.organization_id = owner;
        if let Some(version) = &mut baseline.connection.active {
            (version.entra.tid, version.entra.allow_guests) = (tid, guests);
            (version.entra.mfa_context, version.entra.require_mfa) = (context, demanded);
        }
        if !version {
            baseline.connection.active = None;
        }
        baseline
    }
}

prop_compose! {
    fn facts()(
        mut baseline in settings(),
        way in mostly("sso", vec!["departing", "traditional"]),
        tid in mostly(TID, vec![OTHER_TID, CONSUMERS]),
        issuer_ in prop_oneof![8 => Just(issuer(TID)), 1 => Just(issuer(OTHER_TID)), 1 => any::<String>()],
        oid in mostly(OID, vec![OTHER_OID]),
        email in prop_oneof![
            8 => Just(Some("A.deVries@st-janshof.example ".to_owned())),
            1 => any::<Option<String>>(),
            1 => Just(Some("b.bakker@st-janshof.example".to_owned())),
        ],
        names in (maybe(any::<String>()), maybe("[a-z]{0,3}(#EXT#|_EXT_)@y.example")),
        provider in maybe(prop_oneof![any::<String>(), Just("live.com".to_owned()), Just(issuer(TID))]),
        edov in mostly(EmailVerified::Absent, vec![EmailVerified::True, EmailVerified::False]),
        acct in mostly(AccountType::Member, vec![AccountType::Absent, AccountType::Guest, AccountType::Unknown]),
        acrs in prop::collection::vec(prop::sample::select(vec!["c1".to_owned(), "c2".to_owned()]), 0..2),
        at in prop::option::of(instant()),
        users in prop::collection::vec(person(), 0..3),
        identities in bonds(),
        max_age in maybe(duration()),
        asked_at in maybe(instant()),
        anew_since in maybe(instant()),
    ) -> Baseline {
        baseline.way = way;
        baseline.account.tid = tid;
        baseline.account.issuer = issuer_;
        baseline.account.oid = oid;
        baseline.account.email = email;
        (baseline.account.upn, baseline.account.preferred_username) = names;
        baseline.account.identity_provider = provider;
        baseline.account.email_verified = edov;
        baseline.account.account_type = acct;
        baseline.account.authentication_contexts = acrs;
        baseline.authenticated_at = at;
        baseline.people.users.extend(users);
        if !identities.is_empty() {
            baseline.people.identities = identities;
        }
        baseline.demand = Demand { max_age, asked_at, anew_since, ..Demand::default() };
        baseline
    }
}

/// What holds of whoever is let in by SSO, rule by rule.
fn must_hold_by_sso(baseline: &Baseline, admission: Admission) -> Result<(), TestCaseError> {
    let Baseline { application, configuration, connection, account, people, demand, now, .. } = baseline;
    let own = configuration.organization.id;
    // 1, 2
    prop_assert_ne!(application.sso, SsoPolicy::Never);
    let is_on = |flag: &FlagSetting| flag.name == FlagName::Sso && flag.value && flag.in_force(*now);
    prop_assert!(configuration.flags.iter().any(is_on));
    if application.sso == SsoPolicy::OptIn {
        prop_assert!(configuration.flags.iter().any(|flag| is_on(flag) && flag.application_id == Some(application.id)));
    }
    // 2, of the person: where only pilots are on, she is on the list.
    let for_all = |flag: &FlagSetting| is_on(flag) && !flag.audience.is_pilot(*now);
    let hers = people.users.iter().find(|user| user.id == admission.user_id && user.organization_id == own);
    prop_assert!(configuration.flags.iter().any(for_all) || hers.is_some_and(|user| user.pilot));
    // 3
    let entra = &connection.active.as_ref().unwrap().entra;
    prop_assert_eq!((connection.status, connection.organization_id), (ConnectionStatus::Active, own));
    prop_assert_eq!((account.tid, &account.issuer), (entra.tid, &baseline.expected_issuer));
    // 4
    prop_assert_ne!(account.tid, PERSONAL_ACCOUNTS_TENANT);
    prop_assert_ne!(account.identity_provider.as_deref(), Some("live.com"));
    if !entra.allow_guests {
        prop_assert!(matches!(account.account_type, AccountType::Absent | AccountType::Member));
        prop_assert!(account.identity_provider.as_ref().is_none_or(|provider| provider.contains(&TID.to_string())));
        for name in [&account.upn, &account.preferred_username] {
            prop_assert!(name.as_ref().is_none_or(|name| !name.contains("#EXT#")));
        }
    }
    // 5, 6, 7
    let sent: EmailAddress = account.email.as_ref().unwrap().parse().unwrap();
    let users: Vec<&User> =
        people.users.iter().filter(|user| user.answers_to(&sent, *now) && user.organization_id == own).collect();
    prop_assert_eq!(users.len(), 1);
    prop_assert_eq!(users[0].id, admission.user_id);
    prop_assert_eq!((users[0].kind, users[0].status), (UserKind::Professional, UserStatus::Active));
    prop_assert!(configuration.has_proven(&sent.domain()) && configuration.has_proven(&users[0].email.domain()));
    prop_assert_ne!(account.email_verified, EmailVerified::False);
    // 8
    let mut bound = false;
    for bond in people.identities.iter().filter(|bond| bond.organization_id == own) {
        let is_hers = bond.user_id == admission.user_id;
        let is_this_account = bond.account == account.key();
        prop_assert!(is_hers || !is_this_account, "the account is somebody else's");
        prop_assert!(!is_hers || is_this_account || bond.connection_id != connection.id, "she has another account");
        bound |= is_hers && is_this_account;
    }
    prop_assert_eq!(admission.bind, !bound);
    // 10
    let skew = Duration::seconds(30);
    let proven_at = baseline.authenticated_at;
    if let Some(most) = demand.max_age {
        let at = proven_at.unwrap();
        let asked_before = demand.asked_at.is_some_and(|asked| asked <= at);
        prop_assert!(*now - at <= most.checked_add(&skew).unwrap_or(Duration::MAX) || asked_before);
    }
    if let (Some(since), Some(at)) = (demand.anew_since, proven_at) {
        prop_assert!(since - at <= skew);
    }
    let shown = entra.mfa_context.as_ref().is_some_and(|context| account.authentication_contexts.contains(context));
    prop_assert_eq!(admission.strength, if shown { Strength::Attested } else { Strength::Unattested });
    prop_assert!(shown || !(application.require_mfa || entra.require_mfa));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn whoever_is_let_in_by_chance_fulfils_every_rule(baseline in facts()) {
        let decision = baseline.decide();
        prop_assert_eq!(decision.trace.len(), 11);
        let failed = decision.trace.iter().find_map(|looked| looked.reason);
        match decision.verdict {
            Verdict::Deny(reason) => prop_assert_eq!(Some(reason), failed),
            Verdict::MayDepart => prop_assert_eq!((failed, baseline.way), (None, "departing")),
            Verdict::Allow(admission) => {
                prop_assert_eq!(failed, None);
                prop_assert_eq!(baseline.application.status, ApplicationStatus::Active);
                prop_assert_eq!(baseline.configuration.organization.status, OrganizationStatus::Active);
                if let Way::Sso { .. } = baseline.facts().way {
                    must_hold_by_sso(&baseline, admission)?;
                } else {
                    prop_assert!(!admission.bind && !baseline.application.require_mfa);
                    prop_assert_eq!(admission.strength, Strength::Unattested);
                }
            }
        }
    }

    #[test]
    fn the_order_of_people_and_bonds_lets_nobody_in(baseline in facts()) {
        let mut reversed = baseline.clone();
        reversed.people.users.reverse();
        reversed.people.identities.reverse();
        let is_let_in = |verdict| matches!(verdict, Verdict::Allow(_));
        let (forth, back) = (baseline.decide().verdict, reversed.decide().verdict);
        prop_assert_eq!(is_let_in(forth), is_let_in(back));
        if is_let_in(forth) {
            prop_assert_eq!(forth, back);
        }
    }
}

/// Chance lets enough people in for the properties above to say something.
#[test]
fn chance_lets_some_in_and_refuses_some() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut allowed, mut denied) = (0, 0);
    for _ in 0..4_000 {
        let baseline = facts().new_tree(&mut runner).unwrap().current();
        match baseline.decide().verdict {
            Verdict::Allow(_) => allowed += 1,
            Verdict::Deny(_) => denied += 1,
            Verdict::MayDepart => {}
        }
    }
    assert!(allowed >= 20 && denied >= 1_000, "{allowed} allowed, {denied} denied");
}
