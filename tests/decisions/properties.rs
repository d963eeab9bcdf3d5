//! What holds whatever the facts are.

use anteroom::domain::application::SsoPolicy;
use anteroom::domain::email::EmailAddress;
use anteroom::domain::flag::FlagName;
use anteroom::domain::user::{UserKind, UserStatus};
use anteroom::signin::decide::Verdict;
use proptest::prelude::*;

use crate::baseline::Baseline;
use crate::change::Change;
use crate::table;

/// Any two differences of the table at once.
pub fn two_changes() -> impl Strategy<Value = (Change, Change)> {
    let changes: Vec<Change> = table().into_iter().map(|case| case.with).collect();
    (prop::sample::select(changes.clone()), prop::sample::select(changes))
}

pub fn mixed((first, second): &(Change, Change)) -> Baseline {
    let mut baseline = Baseline::new();
    baseline.change(first);
    baseline.change(second);
    baseline
}

pub fn is_let_in(baseline: &Baseline) -> bool {
    matches!(baseline.decide().verdict, Verdict::Allow(_))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn whoever_is_let_in_passed_every_rule(changes in two_changes()) {
        let decision = mixed(&changes).decide();
        let failed = decision.trace.iter().find_map(|looked| looked.reason);
        match decision.verdict {
            Verdict::Deny(reason) => prop_assert_eq!(Some(reason), failed),
            Verdict::Allow(_) | Verdict::MayDepart => prop_assert_eq!(failed, None),
        }
    }

    #[test]
    fn the_same_facts_are_decided_alike(changes in two_changes()) {
        let baseline = mixed(&changes);
        prop_assert_eq!(baseline.decide(), baseline.decide());
    }

    #[test]
    fn never_never_admits_sso(changes in two_changes()) {
        let mut baseline = mixed(&changes);
        baseline.application.sso = SsoPolicy::Never;
        baseline.set(FlagName::Sso, Some(baseline.application.id), "on");
        let by_sso = matches!(baseline.facts().way, anteroom::signin::decide::Way::Sso { .. });
        prop_assert!(!by_sso || matches!(baseline.decide().verdict, Verdict::Deny(_)));
    }

    #[test]
    fn whoever_is_let_in_is_active_and_by_sso_a_professional_with_the_very_address(changes in two_changes()) {
        let baseline = mixed(&changes);
        if let Verdict::Allow(admission) = baseline.decide().verdict {
            let user = baseline.people.users.iter().find(|user| user.id == admission.user_id).unwrap();
            prop_assert_eq!(user.status, UserStatus::Active);
            if matches!(baseline.facts().way, anteroom::signin::decide::Way::Sso { .. }) {
                prop_assert_eq!(user.kind, UserKind::Professional);
                let sent: EmailAddress = baseline.account.email.as_deref().unwrap().parse().unwrap();
                prop_assert!(user.answers_to(&sent, baseline.now));
                prop_assert!(baseline.configuration.has_proven(&sent.domain()));
                prop_assert!(baseline.configuration.has_proven(&user.email.domain()));
            }
        }
    }

    #[test]
    fn without_people_nobody_is_let_in(changes in two_changes()) {
        let mut baseline = mixed(&changes);
        baseline.people = anteroom::domain::identity::People::default();
        prop_assert!(!is_let_in(&baseline));
    }

    #[test]
    fn suspending_never_lets_in(changes in two_changes()) {
        let mut baseline = mixed(&changes);
        baseline.people.users.iter_mut().for_each(|user| user.status = UserStatus::Suspended);
        prop_assert!(!is_let_in(&baseline));
    }

    #[test]
    fn any_text_for_an_address_is_taken_calmly(text: String) {
        let mut baseline = Baseline::new();
        baseline.account.email = Some(text.clone());
        if let Verdict::Allow(_) = baseline.decide().verdict {
            let sent: EmailAddress = text.parse().unwrap();
            prop_assert_eq!(sent.as_str(), "a.devries@st-janshof.example");
        }
    }

    #[test]
    fn normalization_is_done_once_for_all(text in "[ -~\u{a0}-\u{17f}]{1,20}@[a-zA-Z0-9äöü-]{1,12}\\.[a-z]{2,7}") {
        if let Ok(address) = text.parse::<EmailAddress>() {
            prop_assert_eq!(address.as_str().parse::<EmailAddress>().unwrap(), address.clone());
            let (local, _) = text.trim().rsplit_once('@').unwrap();
            prop_assert_eq!(address.local_part(), local.to_ascii_lowercase());
        }
    }
}
