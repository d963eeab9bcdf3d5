//! Every page of the portal's first steps, in each way that it can look: what the tests of all pages read.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::super::Pages;
use super::super::tests::HOSTILE;
use super::connection::ConnectionPage;
use super::credential::{CredentialPage, SlotOf, SlotSeen, Way};
use super::domains::DomainsPage;
use super::fault::Fault;
use super::overview::SetupPage;
use super::registration::RegistrationPage;
use crate::domain::connection::{
    Cloud, Connection, ConnectionKind, ConnectionStatus, ConnectionVersion, EntraSettings, Registration, VersionState,
};
use crate::domain::consent::{Consent, ConsentAnswer};
use crate::domain::credential::{CredentialKind, CredentialSlot};
use crate::domain::domain_check::{DomainCheck, Finding, ProvenBy};
use crate::domain::id::OrganizationId;
use crate::domain::invitation::Invitation;
use crate::domain::organization::Organization;
use crate::domain::provider::{GoogleSettings, OidcSettings, ProviderSettings};
use crate::domain::provider_name::ProviderName;
use crate::language::Language;
use crate::tenancy::credential_slots::ForVersion;
use crate::tenancy::setup::connection::Found;
use crate::tenancy::setup::overview::{Addresses, ConnectionSeen, DomainSeen, Missing, Overview, Switch, Use};
use crate::tenancy::setup::progress::{Next, Progress, Stand};

fn at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

/// A domain that is proven in each way, and one in which each thing was found.
fn proofs(organization_id: OrganizationId) -> Vec<(Option<ProvenBy>, Option<DomainCheck>)> {
    let check = |finding| DomainCheck {
        domain_id: Uuid::from_u128(4).into(),
        organization_id,
        checked_at: at(),
        finding,
        texts: vec![HOSTILE.to_owned()],
        missing: None,
        next_at: None,
    };
    let mut proofs = vec![(Some(ProvenBy::Dns), None), (Some(ProvenBy::Manual), None), (None, None)];
    proofs.extend(Finding::ALL.map(|finding| (Some(ProvenBy::Dns), Some(check(finding)))));
    proofs
}

fn own() -> EntraSettings {
    EntraSettings {
        registration: Registration::Own { client_id: HOSTILE.to_owned() },
        tid: Uuid::from_u128(3),
        cloud: Cloud::Global,
        allow_guests: true,
        domain_hint: None,
        mfa_context: Some(HOSTILE.to_owned()),
        require_mfa: true,
    }
}

fn shared() -> EntraSettings {
    EntraSettings { registration: Registration::Shared, allow_guests: false, require_mfa: false, ..own() }
}

fn addresses() -> Addresses {
    Addresses { redirect_uri: HOSTILE.to_owned(), front_channel_logout: HOSTILE.to_owned() }
}

/// The portal's pages, in each way that they can look.
pub(in crate::http::pages) fn setup_pages(pages: &Pages, language: Language) -> Vec<String> {
    let mut organization = Organization::new(OrganizationId(Uuid::from_u128(1)), "a".to_owned(), HOSTILE.to_owned());
    let mut shown = overviews(pages, language, &mut organization);
    shown.extend(domains(pages, language, &organization));
    shown.extend(connections(pages, language, &organization));
    shown.extend(registrations(pages, language, &organization));
    shown.extend(credentials(pages, language, &organization, ConnectionKind::Entra));
    shown.extend([pages.setup_check_wait(language), pages.setup_consent_unknown(language)]);
    shown
}

/// Those that a hospital sees whose people sign in with another provider than Microsoft.
pub(in crate::http::pages) fn setup_pages_elsewhere(
    pages: &Pages,
    language: Language,
    kind: ConnectionKind,
) -> Vec<String> {
    let mut organization = Organization::new(OrganizationId(Uuid::from_u128(1)), "a".to_owned(), HOSTILE.to_owned());
    let mut shown = overviews(pages, language, &mut organization);
    shown.extend(credentials(pages, language, &organization, kind));
    let google = |domain: &str| {
        let domains = vec![domain.parse().unwrap()];
        ProviderSettings::Google(GoogleSettings { client_id: HOSTILE.to_owned(), domains })
    };
    let oidc = |require_email_verified| {
        let (issuer, client_id, email_claim) = (HOSTILE.to_owned(), HOSTILE.to_owned(), HOSTILE.to_owned());
        ProviderSettings::Oidc(OidcSettings { issuer, client_id, email_claim, require_email_verified })
    };
    let (old, new) = if kind == ConnectionKind::Google {
        (google("a.example"), google("b.example"))
    } else {
        (oidc(true), oidc(false))
    };
    let version = |state, settings: &ProviderSettings| ConnectionVersion {
        id: Uuid::from_u128(5).into(),
        number: 1,
        state,
        settings: settings.clone(),
    };
    let connection = Connection {
        id: Uuid::from_u128(6).into(),
        organization_id: organization.id,
        name: HOSTILE.to_owned(),
        kind,
        status: ConnectionStatus::Active,
        active: Some(version(VersionState::Active, &old)),
        previous: Some(version(VersionState::Previous, &new)),
        draft: Some(version(VersionState::Draft, &new)),
    };
    let faults = Fault::ALL.into_iter().filter(|fault| matches!(fault.field(), None | Some("why"))).map(Some);
    for fault in faults.chain([None]) {
        let seen = [&old, &new].map(|settings| ConnectionSeen {
            name: HOSTILE,
            provider: ProviderName::of(kind, &organization),
            use_of_it: Use::Active,
            settings: Some(settings),
            client_id: Some(HOSTILE),
            addresses: addresses(),
            credential: None,
        });
        shown.push(pages.setup_connection(&ConnectionPage {
            language,
            organization: &organization,
            connections: seen.into(),
            editable: Some(&connection),
            can_make: false,
            seen: HOSTILE.to_owned(),
            has_shared: true,
            consent: None,
            slots: slots(),
            slots_seen: HOSTILE.to_owned(),
            why: HOSTILE,
            fault,
            refused: Some(HOSTILE),
        }));
    }
    shown
}

/// A hospital in which everything is missing that can be, in each way that it can, and one in which everything is there.
fn overviews(pages: &Pages, language: Language, organization: &mut Organization) -> Vec<String> {
    let invitation = Invitation {
        id: Uuid::from_u128(2).into(),
        organization_id: organization.id,
        to: "it@st-janshof.example".parse().unwrap(),
        language,
        days: 14,
        link_hash: [0; 32],
        created_by: HOSTILE.to_owned(),
        created_at: at(),
        expires_at: at(),
        revoked_at: None,
        opened_at: None,
        opened_count: 0,
    };
    let missing = vec![
        Missing::Suspended,
        Missing::Connection,
        Missing::Activation(HOSTILE),
        Missing::SwitchedOff(HOSTILE),
        Missing::Flag(HOSTILE),
        Missing::SharedRegistration(HOSTILE),
        Missing::Credential(HOSTILE),
        Missing::CredentialEnded(HOSTILE, at()),
        Missing::CredentialEnds(HOSTILE, at()),
        Missing::Domain,
        Missing::Proof(HOSTILE),
        Missing::Record(HOSTILE, at()),
        Missing::Route(HOSTILE),
        Missing::Sso,
        Missing::Administrators,
        Missing::Help,
    ];
    let empty = Overview {
        domains: Vec::new(),
        connections: Vec::new(),
        sso: Switch::Ended(at()),
        forced_sso: Switch::Off,
        apart: false,
        missing: Vec::new(),
    };
    let full =
        Overview { sso: Switch::On(Some(at())), forced_sso: Switch::From(at()), apart: true, missing, ..empty.clone() };
    let on = Overview { sso: Switch::On(None), ..empty.clone() };
    let pilot = Overview { sso: Switch::Pilot(None), forced_sso: Switch::Pilot(Some(at())), ..empty.clone() };
    let nexts = [
        Next::Domains,
        Next::Connection,
        Next::Proof,
        Next::TestSignIn,
        Next::PutInForce,
        Next::SwitchOn,
        Next::Status,
    ];
    let mut shown = Vec::new();
    for (place, next) in nexts.into_iter().enumerate() {
        let overview = [&full, &empty, &on, &pilot][place % 4].clone();
        let progress = Progress {
            domains: Stand::Done,
            connection: Stand::Begun,
            test_sign_in: Stand::NotBegun,
            switch_on: Stand::NotBegun,
            next,
        };
        shown.push(pages.setup(&SetupPage { language, organization, invitation: &invitation, overview, progress }));
        organization.help = Some(HOSTILE.to_owned());
        organization.admins = ["it@st-janshof.example", "ict@st-janshof.example"].map(|a| a.parse().unwrap()).to_vec();
    }
    shown
}

fn domains(pages: &Pages, language: Language, organization: &Organization) -> Vec<String> {
    let proofs = proofs(organization.id);
    let seen = || {
        let seen = proofs.iter().map(|(proven_by, check)| DomainSeen {
            name: HOSTILE,
            proven_by: *proven_by,
            connection: proven_by.map(|_| HOSTILE),
            record: HOSTILE.to_owned(),
            value: HOSTILE.to_owned(),
            check: check.as_ref(),
        });
        seen.map(|domain| (domain, HOSTILE.to_owned())).collect()
    };
    let none = DomainsPage { language, organization, domains: Vec::new(), typed: "", fault: None };
    let mut shown = vec![pages.setup_domains(&none)];
    let faults = Fault::ALL.into_iter().filter(|fault| matches!(fault.field(), None | Some("domain"))).map(Some);
    for fault in faults.chain([None]) {
        let page = DomainsPage { language, organization, domains: seen(), typed: HOSTILE, fault };
        shown.push(pages.setup_domains(&page));
    }
    shown
}

fn slots() -> Vec<SlotSeen> {
    let slot = |slot, kind, in_use, ends_at| {
        let (of, client_id, thumbprint) = (SlotOf::SignIns, None, None);
        SlotSeen { slot, kind, in_use, of, client_id, ends_at, thumbprint }
    };
    let of = |of, in_use| SlotSeen {
        of,
        client_id: Some(HOSTILE.to_owned()),
        ..slot(CredentialSlot::B, CredentialKind::ClientSecret, in_use, None)
    };
    vec![
        of(SlotOf::Draft, true),
        of(SlotOf::Draft, false),
        of(SlotOf::Previous, true),
        of(SlotOf::Nothing, false),
        slot(CredentialSlot::A, CredentialKind::Federated, true, None),
        slot(CredentialSlot::B, CredentialKind::ClientSecret, false, Some(at())),
        SlotSeen {
            thumbprint: Some(HOSTILE.to_owned()),
            ..slot(CredentialSlot::B, CredentialKind::Certificate, false, Some(at()))
        },
    ]
}

fn connections(pages: &Pages, language: Language, organization: &Organization) -> Vec<String> {
    let (own, shared) = (ProviderSettings::Entra(own()), ProviderSettings::Entra(shared()));
    let seen = |use_of_it, settings| ConnectionSeen {
        name: HOSTILE,
        provider: ProviderName::Microsoft,
        use_of_it,
        settings,
        client_id: Some(HOSTILE),
        addresses: addresses(),
        credential: None,
    };
    let all = || vec![seen(Use::Active, Some(&own)), seen(Use::Disabled, Some(&shared)), seen(Use::NotYet, None)];
    let version = |state, settings: &ProviderSettings| ConnectionVersion {
        id: Uuid::from_u128(5).into(),
        number: 1,
        state,
        settings: settings.clone(),
    };
    let drafted = Connection {
        id: Uuid::from_u128(6).into(),
        organization_id: organization.id,
        name: HOSTILE.to_owned(),
        kind: ConnectionKind::Entra,
        status: ConnectionStatus::Active,
        active: None,
        previous: None,
        draft: Some(version(VersionState::Draft, &own)),
    };
    let other = ProviderSettings::Entra(EntraSettings {
        tid: Uuid::from_u128(9),
        require_mfa: false,
        mfa_context: None,
        ..self::own()
    });
    let changed = Connection {
        active: Some(version(VersionState::Active, &shared)),
        previous: Some(version(VersionState::Previous, &other)),
        draft: Some(version(VersionState::Tested, &own)),
        ..drafted.clone()
    };
    let elsewhere = Registration::Own { client_id: "another".to_owned() };
    let elsewhere = ProviderSettings::Entra(EntraSettings { registration: elsewhere, ..self::own() });
    let moved = Connection { active: Some(version(VersionState::Active, &elsewhere)), ..changed.clone() };
    let back = Connection { draft: Some(version(VersionState::Draft, &shared)), ..changed.clone() };
    let consent = |answer: Option<ConsentAnswer>| Consent {
        connection_id: drafted.id,
        organization_id: organization.id,
        attempt: Uuid::from_u128(7),
        tid: Uuid::from_u128(8),
        asked_at: at(),
        answer: answer.map(|answer| (at(), answer)),
    };
    let bare = || ConnectionPage {
        language,
        organization,
        connections: Vec::new(),
        editable: None,
        can_make: false,
        seen: String::new(),
        has_shared: true,
        consent: None,
        slots: Vec::new(),
        slots_seen: HOSTILE.to_owned(),
        why: HOSTILE,
        fault: None,
        refused: None,
    };
    let mut all_shown = vec![
        ConnectionPage { can_make: true, ..bare() },
        ConnectionPage { can_make: true, has_shared: false, ..bare() },
        ConnectionPage { connections: all(), ..bare() },
        ConnectionPage { editable: Some(&drafted), ..bare() },
        ConnectionPage { editable: Some(&changed), slots: slots(), refused: Some(HOSTILE), ..bare() },
        ConnectionPage { editable: Some(&moved), slots: slots(), ..bare() },
        ConnectionPage { editable: Some(&moved), slots: slots().split_off(4), ..bare() },
    ];
    let answers = ConsentAnswer::ALL.map(Some).into_iter().chain([None]);
    all_shown.extend(answers.map(|answer| ConnectionPage {
        editable: Some(&back),
        consent: Some(consent(answer)),
        ..bare()
    }));
    let faults = Fault::ALL.into_iter().filter(|fault| matches!(fault.field(), None | Some("why")));
    all_shown.extend(faults.map(|fault| ConnectionPage { editable: Some(&drafted), fault: Some(fault), ..bare() }));
    all_shown.iter().map(|page| pages.setup_connection(page)).collect()
}

fn registrations(pages: &Pages, language: Language, organization: &Organization) -> Vec<String> {
    let found = [Ok(Some(Uuid::from_u128(3))), Ok(None), Err(())];
    let found = found.map(|tid| Found { domain: "st-janshof.example".parse().unwrap(), tid });
    let page = |found, fault| RegistrationPage {
        language,
        organization,
        seen: HOSTILE,
        addresses: addresses(),
        found,
        tid: HOSTILE,
        client_id: HOSTILE,
        fault,
    };
    let mut shown = Vec::new();
    for found in found.iter().map(Some).chain([None]) {
        shown.extend([pages.setup_own(&page(found, None)), pages.setup_shared(&page(found, None))]);
    }
    for fault in Fault::ALL {
        match fault.field() {
            Some("tid") => {
                let page = page(None, Some(fault));
                shown.extend([pages.setup_own(&page), pages.setup_shared(&page)]);
            }
            Some("client") => shown.push(pages.setup_own(&page(None, Some(fault)))),
            _ => {}
        }
    }
    shown
}

fn credentials(pages: &Pages, language: Language, organization: &Organization, kind: ConnectionKind) -> Vec<String> {
    let some = slots();
    let page = |way, slots, fault| CredentialPage {
        language,
        organization,
        way,
        kind,
        seen: HOSTILE,
        slots,
        version: None,
        client_id: HOSTILE,
        issuer: HOSTILE,
        connection: Uuid::from_u128(6).into(),
        end: HOSTILE,
        fault,
    };
    let ways = [Way::Choose, Way::Federated, Way::Certificate, Way::Secret];
    let ways: Vec<_> =
        ways.into_iter().filter(|way| way.kind().is_none_or(|credential| kind.takes(credential))).collect();
    let mut shown: Vec<_> = ways
        .iter()
        .flat_map(|way| [page(*way, &some[..], None), page(*way, &[], Some(Fault::ChangedMeanwhile))])
        .collect();
    for version in [ForVersion::Active, ForVersion::Draft] {
        shown.extend(ways.iter().map(|way| CredentialPage { version: Some(version), ..page(*way, &some[..], None) }));
    }
    let is_of_entra = |fault: &Fault| *fault == Fault::SecretId;
    let faults = Fault::ALL.into_iter().filter(|fault| matches!(fault.field(), Some("secret" | "end")));
    let faults = faults.filter(|fault| kind == ConnectionKind::Entra || !is_of_entra(fault));
    shown.extend(faults.map(|fault| page(Way::Secret, &some[..], Some(fault))));
    shown.iter().map(|page| pages.setup_credential(page)).collect()
}
