//! ID tokens that must not be believed.

use entra_stand_in::Fault;
use serde_json::{Value, json};

use crate::world::{APP, TID, World, claims, header};

async fn told(fault: Fault) -> (World, String) {
    let world = World::new().await;
    world.fault(fault);
    let token = world.id_token().await;
    (world, token)
}

#[tokio::test]
async fn lies_about_claims_are_well_signed() {
    let absent = Value::Null;
    for (fault, name, value) in [
        (Fault::Guest, "acct", json!(1)),
        (Fault::MissingEmail, "email", absent.clone()),
        (Fault::MissingEmail, "xms_edov", absent.clone()),
        (Fault::EmailChanged("x@y.example".into()), "email", json!("x@y.example")),
        (Fault::EdovFalse, "xms_edov", json!(false)),
        (Fault::Edov(json!("1")), "xms_edov", json!("1")),
        (Fault::AcctValue(json!("1")), "acct", json!("1")),
        (Fault::V1Issuer, "iss", json!(format!("https://sts.windows.net/{TID}/"))),
        (Fault::V1Issuer, "ver", json!("1.0")),
        (Fault::PersonalAccount, "tid", json!("9188040d-6c67-4c5b-b112-36a304b66dad")),
        (Fault::MissingTid, "tid", absent.clone()),
        (Fault::MissingOid, "oid", absent.clone()),
        (Fault::AbsentNonce, "nonce", absent.clone()),
        (Fault::ClaimOverride("ver".into(), json!(3)), "ver", json!(3)),
        (Fault::ClaimRemoved("sub".into()), "sub", absent),
    ] {
        let (world, token) = told(fault).await;
        assert_eq!(world.verified(&token).await.unwrap()[name], value, "{name}");
    }
}

#[tokio::test]
async fn lies_about_whom_and_when() {
    for (fault, name) in [
        (Fault::WrongIssuer, "iss"),
        (Fault::TemplateIssuer, "iss"),
        (Fault::WrongTid, "tid"),
        (Fault::WrongAudience, "aud"),
        (Fault::SecondAudience, "aud"),
        (Fault::WrongNonce, "nonce"),
    ] {
        let (world, token) = told(fault).await;
        let lie = world.verified(&token).await.unwrap();
        let truth = claims(&world.id_token().await);
        assert_ne!(lie[name], truth[name]);
        assert!(!lie[name].is_null());
    }
    let (world, token) = told(Fault::SecondAudience).await;
    assert_eq!(world.verified(&token).await.unwrap()["aud"][0], APP);
    let (world, token) = told(Fault::Expired).await;
    assert_eq!(claims(&token)["exp"], world.now().timestamp() - 3600);
    let (world, token) = told(Fault::FromTheFuture).await;
    assert_eq!(claims(&token)["nbf"], world.now().timestamp() + 3600);
}

#[tokio::test]
async fn lies_about_the_signature_do_not_verify() {
    for (fault, alg) in [
        (Fault::AlgNone, "none"),
        (Fault::Hs256WithPublicKey, "HS256"),
        (Fault::UnknownKid, "RS256"),
        (Fault::WrongKeySameKid, "RS256"),
        (Fault::NoKid, "RS256"),
        (Fault::BadSignature, "RS256"),
    ] {
        let (world, token) = told(fault.clone()).await;
        assert_eq!(header(&token)["alg"], alg);
        assert!(world.verified(&token).await.is_none(), "{fault:?}");
        let has_kid = !header(&token)["kid"].is_null();
        assert_eq!(has_kid, !matches!(fault, Fault::AlgNone | Fault::NoKid));
        assert!(world.verified(&world.id_token().await).await.is_some());
    }
}

#[tokio::test]
async fn an_answer_may_lack_the_id_token() {
    let world = World::new().await;
    world.fault(Fault::AbsentIdToken);
    let code = world.code(&[]).await;
    let (status, answer) = world.redeem(&code, &[]).await;
    assert_eq!(status, 200);
    assert_eq!(answer.get("id_token"), None);
}
