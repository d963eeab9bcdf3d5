//! Every page of the test sign-in that there can be, for the tests that look at all pages.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::super::Pages;
use super::test_result::ShownResult;
use super::test_sign_in::{TestPage, Testable, TryPage};
use crate::domain::application::tests::application;
use crate::domain::connection::{
    Cloud, Connection, ConnectionKind, ConnectionStatus, ConnectionVersion, EntraSettings, Registration, VersionState,
};
use crate::domain::id::{ConnectionId, OrganizationId};
use crate::domain::organization::Organization;
use crate::domain::provider::{GoogleSettings, ProviderSettings};
use crate::domain::reason::Reason;
use crate::domain::test_sign_in::{LinkUsed, RuleVerdict, TestLink, TestSignIn, TestedBy, Tester, TokenClaim};
use crate::language::Language;
use crate::signin::test_sign_in::carried::{TestResult, TriedVersion};
use crate::signin::test_sign_in::seen::AccountSeen;
use crate::upstream::aadsts::EntraError;

fn id<Id: From<Uuid>>(number: u128) -> Id {
    Uuid::from_u128(number).into()
}

fn version(kind: ConnectionKind, state: VersionState) -> ConnectionVersion {
    if kind != ConnectionKind::Entra {
        let google = GoogleSettings { client_id: String::new(), domains: Vec::new() };
        return ConnectionVersion { id: id(4), number: 2, state, settings: ProviderSettings::Google(google) };
    }
    let entra = EntraSettings {
        registration: Registration::Shared,
        tid: Uuid::from_u128(3),
        cloud: Cloud::Global,
        allow_guests: false,
        domain_hint: None,
        mfa_context: None,
        require_mfa: false,
    };
    ConnectionVersion { id: id(4), number: 2, state, settings: ProviderSettings::Entra(entra) }
}

const ALL_RULES: [&str; 10] = [
    "application",
    "organization",
    "connection",
    "guest",
    "user",
    "standing",
    "email",
    "identity",
    "forced_sso",
    "proof",
];

/// What a test has shown that ended for a reason; at a rule, or before any was asked.
fn result(kind: ConnectionKind, reason: Option<Reason>, by_rule: bool, works: bool, hostile: &str) -> TestResult {
    let verdict = |(place, rule): (usize, &&str)| RuleVerdict {
        rule: (*rule).to_owned(),
        reason: reason.filter(|_| by_rule && place == 4),
        skipped: place > 7,
    };
    let account = AccountSeen {
        name: Some(hostile.to_owned()),
        address: Some(hostile.to_owned()),
        claims: TokenClaim::of(kind)
            .iter()
            .map(|claim| (*claim, Some(hostile.to_owned()).filter(|_| by_rule)))
            .collect(),
    };
    TestResult {
        tester: Tester::Link(id(1), id(2), [0; 32]),
        sign_in_id: id(5),
        at: DateTime::UNIX_EPOCH,
        organization_id: id(1),
        connection_id: id(2),
        version: TriedVersion::of(&version(kind, VersionState::Draft)),
        application: hostile.to_owned(),
        reason,
        entra: None,
        verdicts: ALL_RULES.iter().enumerate().map(verdict).collect(),
        account: Some(Box::new(account)),
        works,
        counts: works && by_rule,
    }
}

/// Every result: each reason, at a rule and before; somebody who would come in; and what Microsoft said, known and not.
fn results(kind: ConnectionKind, hostile: &str) -> Vec<TestResult> {
    let reasons = Reason::ALL.iter().flat_map(|reason| [(Some(*reason), true), (Some(*reason), false)]);
    let mut all: Vec<_> = reasons.map(|(reason, by_rule)| result(kind, reason, by_rule, by_rule, hostile)).collect();
    all.push(result(kind, None, true, true, hostile));
    if kind != ConnectionKind::Entra {
        return all;
    }
    for number in [65001, 50020, 50105, 90033, 50126, 54005, 900_023, 99_999] {
        let refused = EntraError::from_redirect(
            hostile,
            Some(&format!("AADSTS{number}: {hostile}\r\nTrace ID: 1\r\nTimestamp: 2026-11-01 10:00:00Z")),
        );
        let result = result(kind, Some(Reason::UpstreamAccessDenied), false, false, hostile);
        all.push(TestResult { entra: Some(refused), account: None, ..result });
    }
    all
}

/// All of them.
pub fn all(pages: &Pages, language: Language, kind: ConnectionKind, hostile: &'static str) -> Vec<String> {
    let at = DateTime::<Utc>::UNIX_EPOCH;
    let organization = Organization::new(OrganizationId(Uuid::from_u128(1)), "a".to_owned(), hostile.to_owned());
    let connection = Connection {
        id: ConnectionId(Uuid::from_u128(2)),
        organization_id: organization.id,
        name: hostile.to_owned(),
        kind,
        status: ConnectionStatus::Active,
        active: None,
        previous: None,
        draft: None,
    };
    let mut one = application();
    one.name = hostile.to_owned();
    let applications = [Arc::new(one.clone()), Arc::new(one)];
    let states = [VersionState::Draft, VersionState::Tested, VersionState::Active].map(|state| version(kind, state));
    let last = |by, works| TestSignIn { by, works, ..result(kind, None, true, true, hostile).kept() };
    let link = |used| TestLink {
        connection_id: connection.id,
        organization_id: organization.id,
        link_hash: [0; 32],
        invitation_id: None,
        created_by: hostile.to_owned(),
        created_at: at,
        expires_at: at,
        used,
    };
    let used = |works| Some(link(Some(LinkUsed { at, works })));
    let seen = [
        (Some(&states[0]), Some(last(TestedBy::Invited, true)), None),
        (Some(&states[1]), Some(last(TestedBy::Invited, false)), Some(link(None))),
        (Some(&states[2]), Some(last(TestedBy::Link, true)), used(true)),
        (Some(&states[0]), Some(last(TestedBy::Link, false)), used(false)),
        (None, None, None),
    ];
    let testable = seen.map(|(version, last, link)| {
        let made = link.is_some().then_some(hostile);
        Testable { connection: &connection, version, last, link, made }
    });
    let page = TestPage {
        language,
        organization: &organization,
        connections: testable.into(),
        applications: &applications,
        result: None,
    };
    let mut all = vec![pages.setup_test_sign_in(&page), pages.setup_test_wait(language)];
    for (connections, applications) in [(Vec::new(), &applications[..]), (page.connections, &[])] {
        let organization = &organization;
        all.push(pages.setup_test_sign_in(&TestPage {
            language,
            organization,
            connections,
            applications,
            result: None,
        }));
    }
    let results = results(kind, hostile).into_iter().map(Some).chain([None]);
    all.extend(results.map(|result| {
        let result = result.map(|result| ShownResult { result, connection: &connection });
        pages.setup_try(&TryPage { language, organization: &organization, until: at, result })
    }));
    all
}
