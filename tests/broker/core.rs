//! What OpenID Connect Core lets an application ask of a sign-in: how it is answered, which claims, how strong a proof, and whom.

use std::collections::HashMap;

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::reason::Reason;
use anteroom::keys::hash::sha256;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::Duration;
use entra_stand_in::{Fault, Times};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::admin::Staff;
use crate::browser::{Answer, Browser, REDIRECT_URI, VERIFIER, claims};
use crate::replicated_stories;
use crate::world::{APP_SECRET, TID, World};

const ANNA: &str = "a.devries@st-janshof.example";
const BRAM: &str = "b.bakker@st-janshof.example";
const BRAMS_ACCOUNT: Uuid = Uuid::from_u128(0xa005);
const MFA: &str = "https://refeds.org/profile/mfa";
const HOME: &str = "home = \"https://records.example/\"";

/// The hidden fields of a page's form that is posted to the web app, as a browser reads them.
fn posted(page: &Answer) -> HashMap<String, String> {
    let form = format!("method=\"post\" action=\"{REDIRECT_URI}\"");
    let (_, form) = page.body.split_once(&form).unwrap_or_else(|| panic!("no form for the app on: {}", page.body));
    let plain = |text: &str| {
        ["&#34;\"", "&#39;'", "&#60;<", "&#62;>", "&#38;&"]
            .iter()
            .fold(text.to_owned(), |text, escape| text.replace(&escape[..5], &escape[5..]))
    };
    let inputs = form.split("<input type=\"hidden\" name=\"").skip(1);
    let field = |input: &str| {
        let (name, rest) = input.split_once("\" value=\"").unwrap();
        (name.to_owned(), plain(rest.split_once("\">").unwrap().0))
    };
    inputs.map(field).collect()
}

fn policy(page: &Answer) -> &str {
    page.headers["content-security-policy"].to_str().unwrap()
}

async fn tokens(browser: &Browser, back: &Answer) -> Value {
    let tokens = browser.redeem(&back.parameter("code").unwrap()).await;
    assert_eq!(tokens.status, 200, "{}", tokens.body);
    tokens.json()
}

fn id_token(tokens: &Value) -> Value {
    claims(tokens["id_token"].as_str().unwrap())
}

async fn userinfo(browser: &Browser, tokens: &Value) -> Value {
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    browser.send(Method::GET, "/oauth2/userinfo", None, &[("authorization", &bearer)]).await.json()
}

/// Registers what the web app uses.
async fn register(world: &mut World, protocol: &str) {
    world.change(HOME, &format!("{HOME}\n\n[application.protocol]\n{protocol}")).await;
}

async fn connect_mfa(world: &mut World) {
    let registration = "name = \"entra\"\nregistration = \"own\"";
    world.change(registration, &format!("mfa_context = \"c1\"\n{registration}")).await;
}

/// Microsoft does not say that the context asked for was satisfied.
fn withhold(world: &World) {
    world.entra.fault(TID, Fault::ClaimOverride("acrs".to_owned(), json!(["c2"])), Times::Once);
}

fn essential(acr: &str) -> String {
    json!({ "id_token": { "acr": { "essential": true, "values": [acr] } } }).to_string()
}

replicated_stories! {
    async fn an_answer_is_posted_where_the_application_wants_that(world) {
        let browser = world.browser();
        let state = "\"><script>alert(1)</script>&amp;'";
        let more = [("response_mode", "form_post"), ("state", state)];
        let page = browser.sign_in(ANNA, &more).await;
        assert_eq!((page.status, page.location.as_deref()), (200, None));
        let fields = posted(&page);
        assert_eq!((fields["state"].as_str(), fields["iss"].as_str()), (state, world.base.as_str()));
        // The one script is ours, and the form goes to the application alone.
        assert_eq!(page.body.matches("<script").count(), 1, "{}", page.body);
        let (_, script) = page.body.split_once("<script>").unwrap();
        let hash = STANDARD.encode(sha256(script.split_once("</script>").unwrap().0.as_bytes()));
        assert!(policy(&page).ends_with(&format!("form-action 'self' https://records.example; script-src 'sha256-{hash}'")), "{}", policy(&page));
        assert!(policy(&page).starts_with("default-src 'none'"));
        assert_eq!(page.headers["cache-control"], "no-store");
        assert!(browser.cookie("__Host-anteroom-session").is_some());
        let redeemed = browser.redeem(&fields["code"]).await;
        assert_eq!(redeemed.status, 200, "{}", redeemed.body);

        // Open sessions and errors come the same way.
        assert!(posted(&browser.authorize(&more).await).contains_key("code"));
        let nobody = world.browser();
        for (wrong, error) in [(("scope", "profile"), "invalid_scope"), (("prompt", "none"), "login_required")] {
            let fields = posted(&nobody.authorize(&[more[0], more[1], wrong]).await);
            assert_eq!((fields["error"].as_str(), fields["state"].as_str()), (error, state));
            assert!(!fields.contains_key("code"));
        }
        let refused = world.browser().sign_in("n.nobody@st-janshof.example", &more).await;
        assert_eq!(refused.status, 403);
        assert_eq!(posted(&refused)["error"], "access_denied");
        assert!(policy(&refused).ends_with("form-action 'self' https://records.example") && !refused.body.contains("<script>"));
    }

    async fn what_cannot_be_posted_is_not(world) {
        let fragment = world.browser().authorize(&[("response_mode", "fragment")]).await;
        assert_eq!(fragment.parameter("error").as_deref(), Some("invalid_request"));
        // A browser posts no form to an app on the same device.
        let more = [("client_id", "pro-ios"), ("redirect_uri", "example.records.pro:/callback"), ("response_mode", "form_post")];
        let native = world.browser().authorize(&more).await;
        assert!(native.location.as_ref().unwrap().starts_with("example.records.pro:/callback?"));
        assert_eq!(native.parameter("error").as_deref(), Some("invalid_request"));
    }

    async fn claims_go_where_they_are_asked_for(world) {
        let browser = world.browser();
        let wanted = json!({
            "userinfo": { "email": { "essential": true }, "name": null, "picture": null },
            "id_token": { "roles": null, "auth_time": { "essential": true } },
        });
        let more = [("scope", "openid offline_access"), ("claims", &*wanted.to_string())];
        let first = tokens(&browser, &browser.sign_in(ANNA, &more).await).await;
        let refresh = first["refresh_token"].as_str().unwrap();
        let refreshed = browser.token(&[("grant_type", "refresh_token"), ("refresh_token", refresh)]).await.json();
        for tokens in [first, refreshed] {
            let said = id_token(&tokens);
            assert_eq!(said["roles"], json!(["nurse", "planner"]));
            assert!(said["auth_time"].is_i64() && said.get("email").is_none() && said.get("name").is_none(), "{said}");
            let said = userinfo(&browser, &tokens).await;
            assert_eq!((&said["email"], &said["name"]), (&json!(ANNA), &json!("Anna de Vries")));
            assert!(said.get("roles").is_none() && said.get("email_verified").is_none(), "{said}");
        }
        for bad in ["{", "[]", "{\"id_token\":[]}", "{\"userinfo\":{\"email\":true}}"] {
            let answer = browser.authorize(&[("claims", bad)]).await;
            assert_eq!(answer.parameter("error").as_deref(), Some("invalid_request"), "{bad}");
        }
    }

    async fn an_application_gets_no_more_claims_than_it_may_have(world) {
        let mut world = world;
        register(&mut world, "claims = [\"roles\"]").await;
        let browser = world.browser();
        let wanted = json!({ "userinfo": { "email": null, "name": null }, "id_token": { "email": null } }).to_string();
        let tokens = tokens(&browser, &browser.sign_in(ANNA, &[("claims", &wanted)]).await).await;
        for said in [id_token(&tokens), userinfo(&browser, &tokens).await] {
            assert_eq!(said["roles"], json!(["nurse", "planner"]));
            for never in ["name", "email", "email_verified", "locale"] {
                assert!(said.get(never).is_none(), "{never}: {said}");
            }
        }
    }

    async fn a_voluntary_acr_is_tried_and_done_without(world) {
        let mut world = world;
        connect_mfa(&mut world).await;
        let browser = world.browser();
        let (hint, wish) = (("login_hint", ANNA), ("acr_values", MFA));
        assert_eq!(browser.authorize(&[hint]).await.parameter("claims"), None);
        let departed = browser.authorize(&[hint, wish]).await;
        assert!(departed.parameter("claims").unwrap().contains("\"c1\""));
        withhold(&world);
        let back = browser.through_entra(&departed).await;
        assert_eq!(id_token(&tokens(&browser, &back).await)["acr"], "urn:anteroom:acr:unattested");
        // It is tried again, as long as that can be asked; silently it is not asked.
        assert!(browser.authorize(&[hint, wish]).await.parameter("claims").unwrap().contains("\"c1\""));
        assert!(browser.authorize(&[wish, ("prompt", "none")]).await.parameter("code").is_some());
        let back = browser.sign_in(ANNA, &[wish]).await;
        assert_eq!(id_token(&tokens(&browser, &back).await)["acr"], MFA);
        assert!(browser.authorize(&[hint, wish]).await.parameter("code").is_some(), "a session that has it is used");
    }

    async fn an_essential_acr_is_met_or_nobody_is_let_in(world) {
        let mut world = world;
        connect_mfa(&mut world).await;
        let browser = world.browser();
        let unknown = browser.authorize(&[("claims", &essential("urn:example:other"))]).await;
        assert_eq!(unknown.parameter("error").as_deref(), Some("unmet_authentication_requirements"));
        let weak = browser.sign_in(ANNA, &[]).await;
        assert!(weak.parameter("code").is_some());
        // The open session is too weak, and what Microsoft sends is.
        let more = [("login_hint", ANNA), ("claims", &*essential(MFA))];
        let departed = browser.authorize(&more).await;
        assert!(departed.parameter("claims").unwrap().contains("\"c1\""));
        withhold(&world);
        let refused = browser.through_entra(&departed).await;
        assert_eq!(refused.status, 400, "{}", refused.body);
        assert!(refused.body.contains("error=unmet_authentication_requirements"), "{}", refused.body);
        let event = world.last_event("st-janshof", refused.sign_in()).await;
        assert_eq!(event.reason.as_deref(), Some(Reason::AcrNotMet.code()));
        let back = browser.sign_in(ANNA, &more[1..]).await;
        assert_eq!(id_token(&tokens(&browser, &back).await)["acr"], MFA);
        // Whoever insists on nothing in particular is told that they have it.
        let back = browser.authorize(&[("claims", &essential("urn:anteroom:acr:unattested"))]).await;
        assert_eq!(id_token(&tokens(&browser, &back).await)["acr"], "urn:anteroom:acr:unattested");
    }

    async fn an_id_token_says_whom_the_application_expects(world) {
        let browser = world.browser();
        let first = tokens(&browser, &browser.sign_in(ANNA, &[]).await).await;
        let (anna, access) = (first["id_token"].as_str().unwrap(), first["access_token"].as_str().unwrap());
        world.pass(Duration::minutes(11));
        let none = ("prompt", "none");
        let again = browser.authorize(&[none, ("id_token_hint", anna)]).await;
        assert_eq!(id_token(&tokens(&browser, &again).await)["sub"], id_token(&first)["sub"], "one that has ended says whose it was");

        // Somebody else's session answers for nobody.
        let other = world.browser();
        assert!(other.sign_in(BRAM, &[]).await.parameter("code").is_some());
        let error = other.authorize(&[none, ("id_token_hint", anna)]).await.parameter("error");
        assert_eq!(error.as_deref(), Some("login_required"));
        let departed = other.authorize(&[("id_token_hint", anna)]).await;
        assert_eq!(departed.parameter("login_hint").as_deref(), Some(ANNA));
        world.entra.next_person(TID, BRAMS_ACCOUNT);
        let refused = other.through_entra(&departed).await;
        assert_eq!((refused.status, refused.location.as_deref()), (403, None), "{}", refused.body);
        assert!(refused.body.contains("error=login_required"));
        let event = world.last_event("st-janshof", refused.sign_in()).await;
        assert_eq!(event.reason.as_deref(), Some(Reason::PersonNotExpected.code()));

        // A token that is none of ours for this application is no hint.
        let planner = browser.authorize(&[("client_id", "planner"), ("redirect_uri", "https://planner.example/callback")]).await;
        let planner = redeem_as(&browser, "planner", &planner).await;
        let changed = format!("{}x", &anna[..anna.len() - 1]);
        let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{}.", anna.split('.').nth(1).unwrap());
        for bad in [access, planner["id_token"].as_str().unwrap(), &changed, &unsigned, "x", "a.b.c"] {
            let answer = browser.authorize(&[none, ("id_token_hint", bad)]).await;
            assert_eq!(answer.parameter("error").as_deref(), Some("invalid_request"), "{bad}");
        }
    }

    async fn nobody_else_is_let_in_than_the_subject_asked_for(world) {
        let browser = world.browser();
        let first = tokens(&browser, &browser.sign_in(ANNA, &[]).await).await;
        let sub = |sub: &str| json!({ "id_token": { "sub": { "value": sub } } }).to_string();
        let anna = sub(id_token(&first)["sub"].as_str().unwrap());
        assert!(browser.authorize(&[("prompt", "none"), ("claims", &anna)]).await.parameter("code").is_some());
        let error = |answer: Answer| answer.parameter("error");
        // Microsoft is asked silently who is there, and it is she.
        let silently = browser.authorize(&[("prompt", "none"), ("claims", &sub("248289761001"))]).await;
        let nobody = browser.through_entra(&silently).await;
        assert_eq!(error(nobody).as_deref(), Some("login_required"));
        let hint = first["id_token"].as_str().unwrap();
        let both = browser.authorize(&[("id_token_hint", hint), ("claims", &sub("248289761001"))]).await;
        assert_eq!(error(both).as_deref(), Some("login_required"), "nobody is two people");
        let other = world.browser();
        let refused = other.sign_in(BRAM, &[("claims", &anna)]).await;
        assert_eq!(refused.status, 403);
        assert_eq!(other.cookie("__Host-anteroom-session"), None);
    }

    async fn a_proof_of_no_age_is_a_new_one(world) {
        let browser = world.browser();
        assert!(browser.sign_in(ANNA, &[]).await.parameter("code").is_some());
        world.pass(Duration::minutes(2));
        let zero = ("max_age", "0");
        let error = browser.authorize(&[zero, ("prompt", "none")]).await.parameter("error");
        assert_eq!(error.as_deref(), Some("login_required"));
        let departed = browser.authorize(&[zero, ("login_hint", ANNA)]).await;
        assert_eq!(departed.parameter("prompt").as_deref(), Some("login"));
        let back = browser.through_entra(&departed).await;
        let said = id_token(&tokens(&browser, &back).await);
        assert!(said["auth_time"].as_i64().unwrap() >= (world.now() - Duration::minutes(1)).timestamp(), "{said}");
    }

    async fn how_a_page_is_shown_is_a_wish(world) {
        for display in ["page", "popup", "touch", "wap", "hologram"] {
            assert_eq!(world.browser().authorize(&[("display", display)]).await.status, 200, "{display}");
        }
    }

    async fn a_confidential_application_may_do_without_pkce_if_registered_so(world) {
        let mut world = world;
        register(&mut world, "pkce_optional = true").await;
        let browser = world.browser();
        let without = [("code_challenge", ""), ("code_challenge_method", "")];
        let code = async |more: &[(&str, &str)]| browser.sign_in(ANNA, more).await.parameter("code").unwrap();
        let redeem = async |code: &str, verifier: Option<&str>| {
            let mut form = vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", REDIRECT_URI)];
            form.extend(verifier.map(|verifier| ("code_verifier", verifier)));
            let answer = browser.token(&form).await;
            (answer.status, answer.json()["error"].as_str().map(str::to_owned))
        };
        let refused = |error: &str| (400, Some(error.to_owned()));
        assert_eq!(redeem(&code(&without).await, None).await, (200, None));
        // Somebody has taken the challenge out of the request on its way, for a code that they have in their hands.
        browser.forget(&world.base);
        assert_eq!(redeem(&code(&without).await, Some(VERIFIER)).await, refused("invalid_grant"));
        // What is sent of it is held to.
        browser.forget(&world.base);
        assert_eq!(redeem(&code(&[]).await, None).await, refused("invalid_request"));
        browser.forget(&world.base);
        assert_eq!(redeem(&code(&[]).await, Some(&"x".repeat(43))).await, refused("invalid_grant"));
        for wrong in [[without[0], without[1], ("nonce", "")], [without[0], ("code_challenge_method", "S256"), ("nonce", "n")], [("code_challenge_method", "plain"), ("nonce", "n"), ("state", "s")]] {
            let error = browser.authorize(&wrong).await.parameter("error");
            assert_eq!(error.as_deref(), Some("invalid_request"), "{wrong:?}");
        }
        // A public client never may.
        let ios = "\"http://127.0.0.1/callback\"]";
        let error = world.try_change(ios, &format!("{ios}\n\n[application.protocol]\npkce_optional = true")).await.unwrap_err();
        assert!(error.contains("need PKCE"), "{error}");
    }

    async fn an_application_may_know_people_by_names_of_its_own(world) {
        let mut world = world;
        register(&mut world, "subject_type = \"pairwise\"").await;
        let opted = "id_token_algorithm = \"RS256\"";
        let sector = "subject_type = \"pairwise\"\nsector_identifier_uri = \"https://records.example/sector.json\"";
        let browser = world.browser();
        let first = tokens(&browser, &browser.sign_in(ANNA, &[("scope", "openid offline_access")]).await).await;
        let sub = id_token(&first)["sub"].clone();
        assert_eq!(sub.as_str().unwrap().len(), 43);
        assert_eq!(claims(first["access_token"].as_str().unwrap())["sub"], sub);
        assert_eq!(userinfo(&browser, &first).await["sub"], sub);
        let form = [("grant_type", "refresh_token"), ("refresh_token", first["refresh_token"].as_str().unwrap())];
        assert_eq!(id_token(&browser.token(&form).await.json())["sub"], sub);
        // The others know her by the name that all know, which stands nowhere in what this one gets.
        let planner = [("client_id", "planner"), ("redirect_uri", "https://planner.example/callback")];
        let public = redeem_as(&browser, "planner", &browser.authorize(&planner).await).await;
        let known = id_token(&public)["sub"].as_str().unwrap().to_owned();
        assert!(known.parse::<Uuid>().is_ok());
        for token in ["id_token", "access_token"] {
            assert!(!claims(first[token].as_str().unwrap()).to_string().contains(&known), "{token}");
        }
        // Another one of the same sector shares its names.
        world.change(opted, &format!("{opted}\n\n[application.protocol]\n{sector}")).await;
        let shared = redeem_as(&browser, "planner", &browser.authorize(&planner).await).await;
        assert_eq!(id_token(&shared)["sub"], sub);
        // What the application asks is asked by its own names; the public one is nobody's here.
        let none = ("prompt", "none");
        let hint = first["id_token"].as_str().unwrap();
        assert!(browser.authorize(&[none, ("id_token_hint", hint)]).await.parameter("code").is_some());
        let asked = |sub: &Value| json!({ "id_token": { "sub": { "value": sub } } }).to_string();
        assert!(browser.authorize(&[none, ("claims", &asked(&sub))]).await.parameter("code").is_some());
        let silently = browser.authorize(&[none, ("claims", &asked(&json!(known)))]).await;
        let error = browser.through_entra(&silently).await.parameter("error");
        assert_eq!(error.as_deref(), Some("login_required"));
        let bram = world.browser();
        let other = id_token(&tokens(&bram, &bram.sign_in(BRAM, &[]).await).await);
        assert_ne!(other["sub"], sub);
    }

    async fn a_sector_is_known_or_there_are_no_names_of_its_own(world) {
        let olga = Staff::new(&world, "olga.operator", AdminRole::Operator, &[]).await;
        let application = |protocol: Value| json!({
            "client_id": "rounds", "name": "Rounds", "sso": "follow", "protocol": protocol,
            "redirect_uris": ["https://rounds.example/callback", "https://wards.example/callback"],
        });
        let refused = olga.call(Method::POST, "/applications", &[], Some(application(json!({ "subject_type": "pairwise" })))).await;
        assert_eq!((refused.status, &refused.json()["errors"][0]["field"]), (422, &json!("protocol.sector_identifier_uri")), "{}", refused.body);
        let refused = olga.call(Method::POST, "/applications", &[], Some(application(json!({ "claims": ["e-mail"] })))).await;
        assert_eq!((refused.status, &refused.json()["errors"][0]["field"]), (422, &json!("protocol.claims")), "{}", refused.body);
        let named = json!({ "subject_type": "pairwise", "sector_identifier_uri": "https://rounds.example/sector.json" });
        let made = olga.call(Method::POST, "/applications", &[], Some(application(named.clone()))).await;
        assert_eq!((made.status, &made.json()["protocol"]), (201, &named), "{}", made.body);
        let unnamed = json!({ "protocol": { "subject_type": "pairwise" } });
        let refused = olga.call(Method::PATCH, "/applications/rounds", &[("if-match", "*"), ("content-type", "application/merge-patch+json")], Some(unnamed)).await;
        assert_eq!(refused.status, 422, "{}", refused.body);
    }
}

/// Redeems a code as another application with a secret does.
async fn redeem_as(browser: &Browser, client_id: &str, back: &Answer) -> Value {
    let (code, uri) = (back.parameter("code").unwrap(), format!("https://{client_id}.example/callback"));
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", &uri),
        ("code_verifier", VERIFIER),
        ("client_id", client_id),
        ("client_secret", APP_SECRET),
    ];
    let tokens = browser.post("/oauth2/token", &form).await;
    assert_eq!(tokens.status, 200, "{}", tokens.body);
    tokens.json()
}
