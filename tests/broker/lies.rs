//! Whatever a forged or troubled identity provider answers: a page, never a 5xx, never a session.

use std::time::Duration;

use anteroom::domain::reason::Reason;
use anteroom::http::pages::advice::{Advice, Came, advice};
use anteroom::language::{Language, Texts};
use anteroom::signin::transit::attempt_of;
use anteroom::upstream::aadsts::{EntraError, catalogue};
use entra_stand_in::{Endpoint, Fault, Times};
use serde_json::json;

use crate::browser::Answer;
use crate::explain::explained_as_refused;
use crate::stories;
use crate::world::{TID, World};

const ANNA_ADDRESS: &str = "a.devries@st-janshof.example";

/// Every lie about the token, and every trouble, with the reason that support finds.
fn lies() -> Vec<(Fault, Reason)> {
    use Reason::{
        TenantMismatch, TokenAlgorithm, TokenAudience, TokenClaims, TokenExpired, TokenIssuer, TokenKeyUnknown,
        TokenNonce, TokenNotYetValid, TokenSignature, UpstreamAccessDenied, UpstreamAnswerInvalid, UpstreamCodeRefused,
        UpstreamConsentRequired, UpstreamCredentialRefused, UpstreamInteractionRequired, UpstreamRequestRefused,
        UpstreamUnavailable, UpstreamUnreachable,
    };
    vec![
        (Fault::WrongIssuer, TokenIssuer),
        (Fault::TemplateIssuer, TokenIssuer),
        (Fault::V1Issuer, TokenIssuer),
        (Fault::PersonalAccount, TokenIssuer),
        (Fault::WrongTid, TenantMismatch),
        (Fault::MissingTid, TokenClaims),
        (Fault::MissingOid, TokenClaims),
        (Fault::ClaimOverride("ver".to_owned(), json!("1.0")), TokenClaims),
        (Fault::ClaimOverride("oid".to_owned(), json!("a.devries")), TokenClaims),
        (Fault::WrongAudience, TokenAudience),
        (Fault::SecondAudience, TokenAudience),
        (Fault::WrongNonce, TokenNonce),
        (Fault::AbsentNonce, TokenNonce),
        (Fault::Expired, TokenExpired),
        (Fault::FromTheFuture, TokenNotYetValid),
        (Fault::AlgNone, TokenAlgorithm),
        (Fault::Hs256WithPublicKey, TokenAlgorithm),
        (Fault::UnknownKid, TokenKeyUnknown),
        (Fault::NoKid, TokenKeyUnknown),
        (Fault::WrongKeySameKid, TokenSignature),
        (Fault::BadSignature, TokenSignature),
        (Fault::AbsentIdToken, UpstreamAnswerInvalid),
        (Fault::NotJson(Endpoint::Token), UpstreamAnswerInvalid),
        (Fault::RedirectAway(Endpoint::Token), UpstreamAnswerInvalid),
        (Fault::HugeAnswer(Endpoint::Token), UpstreamAnswerInvalid),
        (Fault::OutageAt(Endpoint::Token), UpstreamUnavailable),
        (Fault::TemporarilyUnavailable(Endpoint::Token), UpstreamUnavailable),
        (Fault::Slow(Endpoint::Token, Duration::from_secs(4)), UpstreamUnreachable),
        (Fault::WrongSecret, UpstreamCredentialRefused),
        (Fault::ExpiredSecret, UpstreamCredentialRefused),
        (Fault::WrongCertificate, UpstreamCredentialRefused),
        (Fault::InvalidGrant, UpstreamCodeRefused),
        (Fault::ConsentMissing, UpstreamConsentRequired),
        (Fault::ConsentDeclined, UpstreamAccessDenied),
        (Fault::ConditionalAccess, UpstreamAccessDenied),
        (Fault::UserNotAssignedRedirects, UpstreamAccessDenied),
        (Fault::MfaRequired, UpstreamInteractionRequired),
        (Fault::TemporarilyUnavailable(Endpoint::Authorize), UpstreamUnavailable),
        (
            Fault::ErrorInsteadOfCode {
                error: "<script>".to_owned(),
                description: "<script>alert(1)</script>".to_owned(),
            },
            UpstreamRequestRefused,
        ),
        (
            Fault::ErrorInsteadOfCode {
                error: "access_denied".to_owned(),
                description: "AADSTS99999: nobody knows this number.".to_owned(),
            },
            UpstreamAccessDenied,
        ),
        // Keys and metadata, before any have been read.
        (Fault::OutageAt(Endpoint::Metadata), UpstreamUnavailable),
        (Fault::OutageAt(Endpoint::Keys), UpstreamUnavailable),
        (Fault::NotJson(Endpoint::Metadata), UpstreamAnswerInvalid),
        (Fault::NotJson(Endpoint::Keys), UpstreamAnswerInvalid),
        (Fault::HugeAnswer(Endpoint::Keys), UpstreamAnswerInvalid),
        (Fault::RedirectAway(Endpoint::Keys), UpstreamAnswerInvalid),
        (Fault::MetadataWrongIssuer, UpstreamAnswerInvalid),
        (Fault::MetadataPointsInwards, UpstreamAnswerInvalid),
    ]
}

async fn told(world: &World, fault: Fault, expected: Reason) {
    let browser = world.browser();
    let departed = browser.authorize(&[("login_hint", ANNA_ADDRESS)]).await;
    let sign_in = attempt_of(&departed.parameter("state").unwrap()).unwrap();
    let name = format!("{fault:?}");
    world.entra.fault(TID, fault, Times::UntilCleared);
    let page = browser.through_entra(&departed).await;
    world.entra.clear_faults(TID);
    assert!((400..500).contains(&page.status), "{name}: {} {}", page.status, page.body);
    assert_eq!(page.sign_in(), sign_in, "{name}");
    let event = world.last_event("st-janshof", sign_in).await;
    assert_eq!(event.reason.as_deref(), Some(expected.code()), "{name}: {}", event.detail.as_str());
    assert!(!page.body.contains("<script>") && !page.body.contains("Trace ID"), "{name}: {}", page.body);
    says_the_number_and_nothing_else(&name, &page, event.detail.as_str(), expected);
    explained_as_refused(world, ANNA_ADDRESS, sign_in, expected).await;
    assert!(browser.cookie("__Host-anteroom-session").is_none(), "{name}: a session");
}

/// Where Entra refused with a number, the page has that number, and the catalogue's sentence where it is known.
/// How we prove ourselves there is nobody's business: then it has none.
fn says_the_number_and_nothing_else(name: &str, page: &Answer, detail: &str, reason: Reason) {
    let logged: serde_json::Value = serde_json::from_str(detail).unwrap();
    let entra: Option<EntraError> = serde_json::from_value(logged["entra"].clone()).unwrap();
    let ours = advice(reason, Came { by_code: false, sso: true }) == Advice::OurFault;
    let Some(number) = entra.as_ref().and_then(EntraError::number).filter(|_| !ours) else {
        assert!(!page.body.contains("AADSTS"), "{name}: {}", page.body);
        return;
    };
    assert!(page.body.contains(&format!("<code>AADSTS{number}</code>")), "{name}: {}", page.body);
    assert_eq!(page.body.matches("AADSTS").count(), 1, "{name}: {}", page.body);
    if let Some(known) = catalogue::find(number) {
        let texts = Texts::new().unwrap();
        let sentences = Language::ALL.map(|language| texts.of(language).say(known.caregiver.key()));
        assert!(sentences.iter().any(|sentence| page.body.contains(sentence)), "{name}: {}", page.body);
    }
}

stories! {
    async fn every_lie_is_refused_with_a_page(world) {
        // No keys have been read yet: the troubles of reading them come first.
        let (reading, others): (Vec<_>, Vec<_>) = lies().into_iter().partition(|(fault, _)| {
            let name = format!("{fault:?}");
            name.contains("Metadata") || name.contains("Keys")
        });
        assert!(reading.len() >= 8 && others.len() >= 35);
        for (fault, expected) in reading.into_iter().chain(others) {
            told(&world, fault, expected).await;
        }
        // And the truth is still believed.
        let back = world.browser().sign_in(ANNA_ADDRESS, &[]).await;
        assert_eq!(back.status, 303, "{}", back.body);
    }

    async fn a_state_that_is_missing_or_changed_is_nobodys(world) {
        for fault in [Fault::StateMissing, Fault::StateChanged] {
            world.entra.fault(TID, fault, Times::Once);
            let page = world.browser().sign_in(ANNA_ADDRESS, &[]).await;
            assert_eq!(page.status, 400, "{}", page.body);
        }
    }

    async fn an_answer_is_worth_nothing_in_another_browser(world) {
        // Login CSRF: the attacker's answer, brought to the victim's browser.
        let attacker = world.browser();
        let departed = attacker.authorize(&[("login_hint", ANNA_ADDRESS)]).await;
        let at_entra = attacker.get(departed.location().as_str()).await;
        let victim = world.browser();
        victim.authorize(&[("login_hint", "b.bakker@st-janshof.example")]).await;
        let page = victim.get(at_entra.location().as_str()).await;
        assert_eq!(page.status, 400, "{}", page.body);
        assert!(victim.cookie("__Host-anteroom-session").is_none());
    }

    async fn an_answer_at_the_door_of_another_connection_is_refused(world) {
        let browser = world.browser();
        let departed = browser.authorize(&[("login_hint", ANNA_ADDRESS)]).await;
        let at_entra = browser.get(departed.location().as_str()).await;
        let answer = at_entra.location();
        let elsewhere = format!("/login/callback/entra?{}", answer.query().unwrap());
        let page = browser.get(&elsewhere).await;
        assert_eq!(page.status, 400, "{}", page.body);
    }

    async fn an_answer_cannot_be_used_twice(world) {
        let browser = world.browser();
        let departed = browser.authorize(&[("login_hint", ANNA_ADDRESS)]).await;
        let at_entra = browser.get(departed.location().as_str()).await;
        let first = browser.get(at_entra.location().as_str()).await;
        assert_eq!(first.status, 303);
        let second = browser.get(at_entra.location().as_str()).await;
        assert_eq!(second.status, 400, "{}", second.body);
    }

    async fn an_attempt_ends_after_half_an_hour(world) {
        let browser = world.browser();
        let departed = browser.authorize(&[("login_hint", ANNA_ADDRESS)]).await;
        world.pass(chrono::Duration::minutes(31));
        let page = browser.through_entra(&departed).await;
        assert_eq!(page.status, 400, "{}", page.body);
    }

    async fn a_cookie_that_was_tampered_with_opens_nothing(world) {
        let browser = world.browser();
        let page = browser.authorize(&[]).await;
        let name = format!("__Host-anteroom-transit-{}", page.sign_in().0.simple());
        let sealed = browser.cookie(&name).unwrap();
        // In the middle, where every bit counts.
        let (head, tail) = sealed.split_at(sealed.len() / 2);
        let other = if tail.starts_with('A') { "B" } else { "A" };
        let changed = format!("{head}{other}{}", &tail[1..]);
        let form = page.sign_in().to_string();
        let other = world.browser();
        let cookie = format!("{name}={changed}");
        let url = format!("/login?sign_in={form}");
        let answer = other.send(reqwest::Method::GET, &url, None, &[("cookie", &cookie)]).await;
        assert_eq!(answer.status, 400, "{}", answer.body);
    }

    async fn rotated_keys_are_read_and_forged_ones_do_not_make_us_ask_again(world) {
        assert_eq!(world.browser().sign_in(ANNA_ADDRESS, &[]).await.status, 303);
        world.pass(chrono::Duration::minutes(6));
        world.entra.rotate_keys(TID);
        world.entra.drop_old_keys(TID);
        assert_eq!(world.browser().sign_in(ANNA_ADDRESS, &[]).await.status, 303, "a rotated key was not read");
        let read = world.entra.requests_of(TID, Endpoint::Keys);
        for _ in 0..5 {
            world.entra.fault(TID, Fault::UnknownKid, Times::Once);
            assert_eq!(world.browser().sign_in(ANNA_ADDRESS, &[]).await.status, 400);
        }
        assert_eq!(world.entra.requests_of(TID, Endpoint::Keys), read, "forged key ids made us read the keys again");
    }

    async fn the_old_keys_serve_through_an_outage(world) {
        assert_eq!(world.browser().sign_in(ANNA_ADDRESS, &[]).await.status, 303);
        world.pass(chrono::Duration::hours(30));
        world.entra.fault(TID, Fault::OutageAt(Endpoint::Keys), Times::UntilCleared);
        assert_eq!(world.browser().sign_in(ANNA_ADDRESS, &[]).await.status, 303);
    }
}
