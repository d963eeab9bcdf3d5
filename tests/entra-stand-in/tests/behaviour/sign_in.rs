//! Sign-ins that go well.

use entra_stand_in::{ClientAuthentication, Endpoint, OptionalClaim, Options, Person, Registration, Tenant};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{ANNA, APP, BACK, OTHER_TID, TID, UPN, VERIFIER, World, answer, claims, cookie, header};

#[tokio::test]
async fn the_metadata_of_a_directory_name_its_guid_and_the_shared_ones_a_template() {
    let world = World::new().await;
    let metadata = async |tenant: &str| {
        let url = world.url(&format!("{tenant}/v2.0/.well-known/openid-configuration"));
        world.http.get(url).send().await.unwrap().json::<Value>().await.unwrap()
    };
    let by_guid = metadata(&TID.to_string()).await;
    assert_eq!(by_guid["issuer"], world.entra.issuer(TID));
    assert_eq!(by_guid, metadata("st-janshof.example").await);
    let shared = metadata("organizations").await;
    assert_eq!(shared["issuer"], world.url("{tenantid}/v2.0"));
    assert_eq!(shared["jwks_uri"], world.url("organizations/discovery/v2.0/keys"));
}

#[tokio::test]
async fn a_code_becomes_an_id_token_like_entras() {
    let world = World::new().await;
    let response = world.authorize(&[("domain_hint", "st-janshof.example")]).await;
    let back = answer(&response);
    assert_eq!(back["state"], "st");
    let (status, tokens) = world.redeem(&back["code"], &[]).await;
    assert_eq!(status, 200, "{tokens}");
    let token = tokens["id_token"].as_str().unwrap();
    assert_eq!(header(token)["alg"], "RS256");
    assert_eq!(header(token)["typ"], "JWT");
    let claims = world.verified(token).await.unwrap();
    let now = world.now().timestamp();
    for (name, value) in [
        ("ver", json!("2.0")),
        ("iss", json!(world.entra.issuer(TID))),
        ("aud", json!(APP)),
        ("tid", json!(TID)),
        ("oid", json!(ANNA)),
        ("nonce", json!("no")),
        ("name", json!("Anna de Vries")),
        ("preferred_username", json!(UPN)),
        ("email", json!(UPN)),
        ("xms_edov", json!(true)),
        ("acct", json!(0)),
        ("auth_time", json!(now)),
        ("exp", json!(now + 3600)),
    ] {
        assert_eq!(claims[name], value, "{name}");
    }
    for absent in ["at_hash", "amr", "acr", "acrs", "idp", "roles"] {
        assert_eq!(claims.get(absent), None, "{absent}");
    }
    assert_eq!(world.entra.last_id_token().as_deref(), Some(token));

    let asked = world.entra.last_authorize().unwrap();
    assert_eq!(asked.query.get("domain_hint"), Some("st-janshof.example"));
    let redeemed = world.entra.last_token().unwrap();
    assert_eq!(redeemed.authentication, Some(ClientAuthentication::SecretPost));
    assert_eq!(redeemed.form.get("code_verifier"), Some(VERIFIER));
    assert_eq!(world.entra.requests(Endpoint::Authorize), 1);
    assert_eq!(world.entra.requests_of(TID, Endpoint::Token), 1);
    assert_eq!(world.entra.requests_of(OTHER_TID, Endpoint::Token), 0);
}

#[tokio::test]
async fn a_remembered_account_is_silent_unless_the_app_says_otherwise() {
    let world = World::with(Options::default()).await;
    world.entra.next_person(TID, ANNA);
    let cookie = cookie(&world.authorize(&[]).await);
    world.wait(600);
    let again = async |changes: &[(&str, &str)]| {
        let url = world.authorize_url(&TID.to_string(), changes);
        world.http.get(url).header("cookie", &cookie).send().await.unwrap()
    };
    let code = answer(&again(&[("prompt", "none")]).await)["code"].clone();
    let (_, tokens) = world.redeem(&code, &[]).await;
    let silent = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(silent["auth_time"], world.now().timestamp() - 600);
    for prompt in ["login", "select_account"] {
        assert_eq!(again(&[("prompt", prompt)]).await.status(), 200, "{prompt} shows the page");
    }
    let other = answer(&again(&[("prompt", "none"), ("login_hint", "somebody@else.example")]).await);
    assert_eq!(other["error"], "interaction_required");
    let nobody = answer(&world.authorize(&[("prompt", "none")]).await);
    assert_eq!(nobody["error"], "login_required");
}

#[tokio::test]
async fn the_shared_registration_serves_other_directories_after_consent() {
    let world = World::new().await;
    let shared = "bbbbbbbb-0000-4000-8000-000000000002";
    let (visitor, upn) = (Uuid::from_u128(0xbeef), "b@other.example");
    world.entra.add_tenant(Tenant::new(OTHER_TID, "Other").domain("other.example"));
    world.entra.add_person(OTHER_TID, Person::new(visitor, upn).mail("b@victim.example"));
    world.entra.add_registration(
        TID,
        Registration::new(shared, "Anteroom for all")
            .redirect_uri(BACK)
            .secret("s3cret")
            .recommended_claims()
            .multi_tenant(),
    );
    let ask = [("client_id", shared), ("login_hint", upn)];
    let at = |tenant: &str| world.http.get(world.authorize_url(tenant, &ask)).send();
    let refused = answer(&at("organizations").await.unwrap());
    assert_eq!(refused["error"], "consent_required");
    assert!(world.entra.consent(shared, OTHER_TID));
    let code = answer(&at("organizations").await.unwrap())["code"].clone();
    let (status, elsewhere) = world.redeem_at(&OTHER_TID.to_string(), &code, &[("client_id", shared)]).await;
    assert_eq!((status, &elsewhere["error_codes"]), (400, &json!([700_005])));
    let (status, tokens) = world.redeem_at("organizations", &code, &[("client_id", shared)]).await;
    assert_eq!(status, 200, "{tokens}");
    let claims = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(claims["tid"], json!(OTHER_TID));
    assert_eq!(claims["iss"], world.entra.issuer(OTHER_TID));
    assert_eq!(claims.get("email"), None, "an unverified address is left out");
    assert_eq!(world.keys("common").await.len(), 4);
}

#[tokio::test]
async fn an_authentication_context_is_sent_when_asked_for() {
    let world = World::new().await;
    let claims_parameter = r#"{"id_token":{"acrs":{"essential":true,"value":"c1"}}}"#;
    let code = world.code(&[("claims", claims_parameter)]).await;
    let (_, tokens) = world.redeem(&code, &[]).await;
    assert_eq!(claims(tokens["id_token"].as_str().unwrap())["acrs"], json!(["c1"]));
}

#[tokio::test]
async fn a_guest_is_named_as_one() {
    let world = World::new().await;
    let home = Uuid::from_u128(0x60e5);
    world.entra.add_person(TID, Person::new(ANNA, "guest@home.example").mail("guest@home.example").guest_of(home));
    world.entra.update_registration(TID, APP, |app| {
        app.claims.insert(OptionalClaim::Upn);
    });
    world.entra.next_person(TID, ANNA);
    let claims = claims(&world.id_token().await);
    assert_eq!(claims["acct"], 1);
    assert_eq!(claims["idp"], format!("https://sts.windows.net/{home}/"));
    assert_eq!(claims["upn"], "guest_home.example#EXT#@st-janshof.example");
    assert_eq!(claims["xms_edov"], false);
}

#[tokio::test]
async fn keys_rotate() {
    let world = World::new().await;
    let before = world.id_token().await;
    let kid = world.entra.rotate_keys(TID);
    let after = world.id_token().await;
    assert_eq!(header(&after)["kid"], kid);
    assert!(world.verified(&before).await.is_some());
    world.entra.drop_old_keys(TID);
    assert!(world.verified(&before).await.is_none());
    assert!(world.verified(&after).await.is_some());
    assert_eq!(world.entra.kids(TID), [kid]);
}

#[tokio::test]
async fn a_refresh_token_notices_a_disabled_account() {
    let world = World::new().await;
    let code = world.code(&[("scope", "openid profile offline_access")]).await;
    let (_, tokens) = world.redeem(&code, &[]).await;
    let refresh =
        [("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"].as_str().unwrap()), ("code", "")];
    let (status, refreshed) = world.redeem("", &refresh).await;
    assert_eq!(status, 200, "{refreshed}");
    assert_eq!(claims(refreshed["id_token"].as_str().unwrap()).get("nonce"), None);
    world.entra.update_person(TID, ANNA, |person| person.disabled = true);
    let (status, refused) = world.redeem("", &refresh).await;
    assert_eq!((status, refused["error"].as_str()), (400, Some("invalid_grant")));
}

#[tokio::test]
async fn a_refresh_token_notices_what_policy_assignment_and_revocation_say_now() {
    let world = World::new().await;
    let tokens = async || {
        let code = world.code(&[("scope", "openid profile offline_access")]).await;
        world.redeem(&code, &[]).await.1["refresh_token"].as_str().unwrap().to_owned()
    };
    let refresh = async |token: &str| {
        let form = [("grant_type", "refresh_token"), ("refresh_token", token), ("code", "")];
        let (_, answer) = world.redeem("", &form).await;
        (answer["error"].as_str().unwrap_or("none").to_owned(), answer["error_codes"][0].clone())
    };
    let (one, other) = (tokens().await, tokens().await);
    world.entra.update_person(TID, ANNA, |person| person.must_interact = true);
    assert_eq!(refresh(&one).await, ("interaction_required".to_owned(), json!(50_076)));
    world.entra.update_person(TID, ANNA, |person| person.must_interact = false);
    world.entra.update_registration(TID, APP, |app| app.assignment_required = true);
    assert_eq!(refresh(&one).await, ("invalid_grant".to_owned(), json!(50_105)));
    world.entra.update_registration(TID, APP, |app| app.assignment_required = false);
    assert_eq!(refresh(&one).await.0, "none");
    assert_eq!(refresh(&one).await.0, "none", "the one before stays good, as at Microsoft");
    world.entra.revoke_sessions(TID, ANNA);
    let new = tokens().await;
    for token in [&one, &other] {
        assert_eq!(refresh(token).await, ("invalid_grant".to_owned(), json!(50_173)));
    }
    assert_eq!(refresh(&new).await.0, "none");
}

#[tokio::test]
async fn a_stand_in_that_is_shut_down_answers_no_more() {
    let world = World::new().await;
    let url = world.url("common/discovery/v2.0/keys");
    assert!(world.http.get(&url).send().await.is_ok());
    let World { entra, http, .. } = world;
    drop(http.get(&url));
    entra.shutdown().await;
    assert!(http.get(&url).send().await.is_err());
}
