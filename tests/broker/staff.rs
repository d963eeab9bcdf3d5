//! The people of support sign in to the admin API with accounts of their own, and nobody else does. Two brokers take turns.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::AuditAction;
use anteroom::http::admin::ROOT;
use anteroom::tenancy::rollouts::drive;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::admin::{Staff, code};
use crate::browser::{Answer, Browser, claims};
use crate::device::{answer, ask, poll, sign_in};
use crate::replicated_stories;
use crate::world::{SHARED_CLIENT_ID, World};

const VENDOR_TID: Uuid = Uuid::from_u128(0x4444_4444_4444_4444_8444_4444_4444_4444);
const FIRST_APPLICATION: &str = "[[application]]\nclient_id = \"records\"";
const FIRST_ORGANIZATION: &str = "[[organization]]\nslug = \"st-janshof\"";
const ANNA: &str = "a.devries@st-janshof.example";
const MIA: &str = "mia@vendor.example";
const JAN: &str = "jan@vendor.example";
const OLGA: &str = "olga@vendor.example";
const SCOPE: &str = "openid offline_access";

const CTL: [(&str, &str); 1] = [("client_id", "anteroomctl")];
const APPLICATION: &str = "[[application]]\nclient_id = \"anteroomctl\"\nname = \"anteroomctl\"\nsso = \"follow\"\n\
    refresh_tokens = true\ndevice_grant = true\n\n";

/// The provider's own organization, with people of support.
const VENDOR: &str = r#"
[[organization]]
slug = "vendor"
name = "Records"

[[organization.connection]]
name = "entra"
registration = "shared"
tid = "44444444-4444-4444-8444-444444444444"

[[organization.domain]]
name = "vendor.example"
connection = "entra"
proven = true

[[organization.flag]]
name = "sso"
value = true
reason = "in use"

[[organization.user]]
email = "mia@vendor.example"
name = "Mia Dekker"
kind = "professional"
roles = ["anteroom:auditor", "anteroom:support"]

[[organization.user]]
email = "jan@vendor.example"
name = "Jan Smit"
kind = "professional"
roles = ["anteroom:support"]

[[organization.user]]
email = "olga@vendor.example"
name = "Olga Operator"
kind = "professional"
roles = ["anteroom:operator"]

[[organization.user]]
email = "nico@vendor.example"
name = "Nico Norole"
kind = "professional"
roles = ["operator", "support"]

[[organization.user]]
email = "pat@vendor.example"
name = "Pat Patient"
kind = "patient"
roles = ["anteroom:operator"]

"#;

/// The provider has an organization of its own, and an application through which its people sign in.
async fn vendor(world: &mut World) {
    world.change(FIRST_APPLICATION, &format!("{APPLICATION}{FIRST_APPLICATION}")).await;
    world.change(FIRST_ORGANIZATION, &format!("{VENDOR}{FIRST_ORGANIZATION}")).await;
    world.entra.add_tenant(entra_stand_in::Tenant::new(VENDOR_TID, "Records").domain("vendor.example"));
    assert!(world.entra.consent(&SHARED_CLIENT_ID.to_string(), VENDOR_TID));
    for (number, name) in ["mia", "jan", "olga", "nico", "pat"].into_iter().enumerate() {
        let oid = Uuid::from_u128(0xd001 + u128::try_from(number).unwrap());
        world.person(VENDOR_TID, oid, &format!("{name}@vendor.example"));
    }
}

/// What `anteroomctl login` gets for somebody.
async fn login(world: &World, email: &str) -> Value {
    sign_in(world, &CTL, SCOPE, email).await
}

async fn access(world: &World, email: &str) -> String {
    text(&login(world, email).await, "access_token")
}

fn text(tokens: &Value, name: &str) -> String {
    tokens[name].as_str().unwrap().to_owned()
}

async fn call(world: &World, token: &str, method: Method, path: &str, body: Option<Value>) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("if-match", "*")];
    world.browser().call(method, &format!("{ROOT}{path}"), &headers, body.map(|body| body.to_string())).await
}

async fn get(world: &World, token: &str, path: &str) -> Answer {
    call(world, token, Method::GET, path, None).await
}

async fn refused(world: &World, token: &str) -> (u16, String) {
    let answer = get(world, token, "/me").await;
    (answer.status, code(&answer))
}

fn unauthorized() -> (u16, String) {
    (401, "unauthorized".to_owned())
}

/// A JWT of somebody's own making.
fn forged(header: &Value, claims: &Value, signature: &str) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{signature}", part(header), part(claims))
}

replicated_stories! {
    async fn their_account_opens_it_everywhere_under_their_address(world) {
        let mut world = world;
        vendor(&mut world).await;
        let tokens = login(&world, MIA).await;
        let said = claims(&text(&tokens, "access_token"));
        assert_eq!((&said["aud"], &said["client_id"]), (&json!(format!("{}/admin/v1", world.base)), &json!("anteroomctl")));
        assert!(said["exp"].as_i64().unwrap() - said["iat"].as_i64().unwrap() <= 600);
        let header = jsonwebtoken::decode_header(text(&tokens, "access_token")).unwrap();
        assert_eq!(header.typ.as_deref(), Some("at+jwt"));

        let token = text(&tokens, "access_token");
        let me = get(&world, &token, "/me").await.json();
        assert_eq!((&me["name"], &me["role"], &me["by"]), (&json!(MIA), &json!("support"), &json!("account")));
        assert_eq!((&me["organizations"], &me["issuer"]), (&Value::Null, &json!(world.base)));
        let path = "/organizations/st-janshof/flags/sso";
        let set = call(&world, &token, Method::PUT, path, Some(json!({ "value": false, "reason": "a story" }))).await;
        assert_eq!(set.status, 200, "{}", set.body);
        let events = world.events("st-janshof").await;
        assert_eq!(events.iter().find(|event| event.action == AuditAction::FlagChanged).unwrap().actor, MIA);
        // What her role does not have, she may not.
        let too_much = call(&world, &token, Method::DELETE, "/organizations/st-janshof", None).await;
        assert_eq!((too_much.status, code(&too_much).as_str()), (403, "role_too_low"));
        // It is good there alone.
        let bearer = format!("Bearer {token}");
        let headers = [("authorization", bearer.as_str())];
        assert_eq!(world.browser().send(Method::GET, "/oauth2/userinfo", None, &headers).await.status, 401);

        // Ten minutes, then the next.
        world.pass(Duration::minutes(10));
        assert_eq!(refused(&world, &token).await, unauthorized());
        let refresh = text(&tokens, "refresh_token");
        let form = [&CTL[..], &[("grant_type", "refresh_token"), ("refresh_token", &refresh)]].concat();
        let renewed = world.browser().post("/oauth2/token", &form).await;
        assert_eq!(renewed.status, 200, "{}", renewed.body);
        let token = text(&renewed.json(), "access_token");
        assert_eq!(get(&world, &token, "/me").await.status, 200);
        // Signing out gives it back.
        let refresh = text(&renewed.json(), "refresh_token");
        let form = [&CTL[..], &[("token", refresh.as_str())]].concat();
        assert_eq!(world.browser().post("/oauth2/revoke", &form).await.status, 200);
        assert_eq!(refused(&world, &token).await, unauthorized());
    }

    async fn nobody_elses_token_does(world) {
        let mut world = world;
        vendor(&mut world).await;
        world.change("roles = [\"nurse\", \"planner\"]", "roles = [\"anteroom:operator\"]").await;
        let tokens = login(&world, OLGA).await;
        let good = text(&tokens, "access_token");
        assert_eq!(get(&world, &good, "/me").await.json()["role"], "operator");

        // What else she has: an ID token, a refresh token, and what other applications got for her.
        let browser = world.browser();
        let back = browser.sign_in(OLGA, &[("scope", SCOPE)]).await;
        let of_records = browser.redeem(&back.parameter("code").unwrap()).await.json();
        let mut bad = vec![text(&tokens, "id_token"), text(&tokens, "refresh_token"), text(&of_records, "access_token")];
        bad.extend([text(&of_records, "id_token"), text(&of_records, "refresh_token")]);
        // The same role in a hospital is none here.
        let anna = login(&world, ANNA).await;
        assert_eq!(claims(&text(&anna, "access_token"))["client_id"], "anteroomctl");
        bad.push(text(&anna, "access_token"));
        // A patient, who cannot come by Microsoft.
        let (browser, device) = (world.browser(), ask(&world, &CTL, SCOPE).await);
        let page = browser.post("/device", &[("user_code", &device.user_code)]).await;
        let page = crate::account::post(&browser, &page, &[("action", "code"), ("address", "pat@vendor.example")]).await;
        let letter = world.code(1, "pat@vendor.example").await;
        let back = crate::account::post(&browser, &page, &[("action", "verify"), ("code", &letter)]).await;
        browser.get(back.location().as_str()).await;
        answer(&browser, &browser.get("/device/answer").await, "allow").await;
        bad.push(text(&poll(&world, &CTL, &device).await.json(), "access_token"));

        // Of somebody's own making.
        let said = claims(&good);
        let kid = jsonwebtoken::decode_header(&good).unwrap().kid.unwrap();
        let signature = good.rsplit('.').next().unwrap();
        for alg in ["none", "None", "HS256", "ES256", "RS256"] {
            let header = json!({ "alg": alg, "typ": "at+jwt", "kid": kid });
            bad.push(forged(&header, &said, ""));
            bad.push(forged(&header, &said, "AAAA"));
            let mut more = said.clone();
            more["exp"] = json!(world.now().timestamp() + 86_400);
            bad.push(forged(&header, &more, signature));
        }
        let key = rcgen::KeyPair::generate().unwrap();
        let pem = EncodingKey::from_ec_pem(key.serialize_pem().as_bytes()).unwrap();
        let header = Header { typ: Some("at+jwt".to_owned()), kid: Some(kid.clone()), ..Header::new(Algorithm::ES256) };
        bad.push(jsonwebtoken::encode(&header, &said, &pem).unwrap());
        // By our public key, taken for a shared secret.
        let published = world.browser().get("/oauth2/jwks").await.body;
        let shared = Header { typ: Some("at+jwt".to_owned()), kid: Some(kid), ..Header::new(Algorithm::HS256) };
        bad.push(jsonwebtoken::encode(&shared, &said, &EncodingKey::from_secret(published.as_bytes())).unwrap());

        // Signed by our own key, as if the broker could be made to: for another audience, issuer, application, organization, grant,
        // under another type, or ended.
        let ours = world.sign_in().await;
        let sign = |typ: &str, field: &str, value: Value| {
            let mut said = said.clone();
            said[field] = value;
            ours.signing.sign(anteroom::domain::application::SigningAlgorithm::Es256, typ, &said).unwrap()
        };
        let st_janshof = world.organization("st-janshof").await;
        assert_eq!(get(&world, &sign("at+jwt", "jti", said["jti"].clone()), "/me").await.status, 200, "the forger has the key");
        bad.extend([
            sign("at+jwt", "aud", json!(world.base)),
            sign("at+jwt", "aud", json!("anteroomctl")),
            sign("at+jwt", "aud", json!(format!("{}/admin/v2", world.base))),
            sign("at+jwt", "iss", json!("https://login.elsewhere.example")),
            sign("at+jwt", "client_id", json!("records")),
            sign("at+jwt", "organization_id", json!(st_janshof)),
            sign("at+jwt", "grant", json!(Uuid::from_u128(1))),
            sign("at+jwt", "grant", claims(&text(&of_records, "access_token"))["grant"].clone()),
            sign("at+jwt", "grant", claims(&text(&anna, "access_token"))["grant"].clone()),
            sign("JWT", "jti", said["jti"].clone()),
            sign("at+jwt", "exp", json!(world.now().timestamp())),
        ]);
        bad.extend(["", "x", "..", "anteroom_admin_", "a.b.c"].map(str::to_owned));
        bad.push("a".repeat(8_000));
        for token in bad {
            assert_eq!(refused(&world, &token).await, unauthorized(), "{token}");
        }
        // Who has signed in, and has no role, is told so.
        let nico = login(&world, "nico@vendor.example").await;
        assert_eq!(refused(&world, &text(&nico, "access_token")).await, (403, "no_role".to_owned()));
        assert_eq!(get(&world, &good, "/me").await.status, 200);
    }

    async fn what_is_taken_is_gone_at_once(world) {
        let mut world = world;
        vendor(&mut world).await;
        let with = |roles: &str| format!("name = \"Mia Dekker\"\nkind = \"professional\"\nroles = [{roles}]");
        let both = with("\"anteroom:auditor\", \"anteroom:support\"");
        let mia = access(&world, MIA).await;
        let path = "/organizations/st-janshof/flags/sso";
        let set = async |world: &World| {
            let answer = call(world, &mia, Method::PUT, path, Some(json!({ "value": true, "reason": "a story" }))).await;
            (answer.status, (answer.status != 200).then(|| code(&answer)))
        };
        assert_eq!(set(&world).await, (200, None));
        world.change(&both, &with("\"anteroom:auditor\"")).await;
        assert_eq!(set(&world).await, (403, Some("role_too_low".to_owned())));
        assert_eq!(get(&world, &mia, "/me").await.json()["role"], "auditor");
        world.change(&with("\"anteroom:auditor\""), &with("")).await;
        assert_eq!(refused(&world, &mia).await, (403, "no_role".to_owned()));
        world.change(&with(""), &both).await;
        assert_eq!(get(&world, &mia, "/me").await.status, 200);
        world.change(&both, &format!("{both}\nstatus = \"suspended\"")).await;
        assert_eq!(refused(&world, &mia).await, unauthorized());
        world.change(&format!("{both}\nstatus = \"suspended\""), &both).await;
        assert_eq!(refused(&world, &mia).await, unauthorized(), "whoever is suspended is signed out");
        let mia = access(&world, MIA).await;
        assert_eq!(get(&world, &mia, "/me").await.status, 200);
        // The organization is closed, and opened again.
        world.change("slug = \"vendor\"", "slug = \"vendor\"\nstatus = \"suspended\"").await;
        assert_eq!(refused(&world, &mia).await, unauthorized());
        world.change("slug = \"vendor\"\nstatus = \"suspended\"", "slug = \"vendor\"").await;
        assert_eq!(refused(&world, &mia).await, unauthorized(), "whose organization is closed is signed out");
        let mia = access(&world, MIA).await;
        // The application is.
        world.change("client_id = \"anteroomctl\"", "client_id = \"anteroomctl\"\nstatus = \"disabled\"").await;
        assert_eq!(refused(&world, &mia).await, unauthorized());
        world.change("client_id = \"anteroomctl\"\nstatus = \"disabled\"", "client_id = \"anteroomctl\"").await;
        assert_eq!(get(&world, &mia, "/me").await.status, 200);
        // Sessions become shorter.
        world.pass(Duration::minutes(9));
        world.change("slug = \"vendor\"", "slug = \"vendor\"\nsession_minutes = 8\nsession_idle_minutes = 5").await;
        assert_eq!(refused(&world, &mia).await, unauthorized());
        world.change("\nsession_minutes = 8\nsession_idle_minutes = 5", "").await;
        assert_eq!(get(&world, &mia, "/me").await.status, 200);
        // Somebody ends her session.
        let olga = access(&world, OLGA).await;
        let ended = call(&world, &olga, Method::POST, &format!("/organizations/vendor/users/{MIA}/end-sessions"),
            Some(json!({ "reason": "laptop lost" }))).await;
        assert_eq!(ended.status, 200, "{}", ended.body);
        assert_eq!(refused(&world, &mia).await, unauthorized());
    }

    async fn nothing_of_it_is_there_unless_it_is_said(world) {
        let mut world = world;
        vendor(&mut world).await;
        let mia = access(&world, MIA).await;
        assert_eq!(get(&world, &mia, "/me").await.status, 200);
        let path = world.folder.path().join("anteroom.toml");
        let settings = std::fs::read_to_string(&path).unwrap();
        let section = "[admin]\n        organization = \"vendor\"";
        for other in [
            "",
            "[admin]\norganization = \"delta-noord\"",
            "[admin]\norganization = \"vendor\"\napplication = \"records\"",
            "[admin]\norganization = \"nobody\"",
        ] {
            assert!(settings.contains(section));
            std::fs::write(&path, settings.replace(section, other)).unwrap();
            let (base, _) = world.quiet_broker().await;
            let headers = [("authorization", format!("Bearer {mia}"))];
            let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
            let answer = Browser::new(&base).call(Method::GET, &format!("{ROOT}/me"), &headers, None).await;
            assert_eq!((answer.status, code(&answer)), unauthorized(), "{other}");
        }
    }

    async fn of_one_person_an_account_and_a_token_are_not_two_people(world) {
        let mut world = world;
        vendor(&mut world).await;
        let [jan_token, _] = crate::break_glass::forcing(&mut world).await;
        let (mia, jan) = (access(&world, MIA).await, access(&world, JAN).await);
        let path = "/organizations/st-janshof/break-glass";
        let asking = || Some(json!({ "user": ANNA, "reason": "Entra is down" }));
        let approve = async |world: &World, token: &str, asked: &Answer| {
            let path = format!("{path}/{}/approve", asked.json()["id"].as_str().unwrap());
            let answer = call(world, token, Method::POST, &path, None).await;
            (answer.status, (answer.status != 200).then(|| code(&answer)))
        };
        let by_account = call(&world, &jan, Method::POST, path, asking()).await;
        assert_eq!((by_account.status, &by_account.json()["requested_by"]), (201, &json!(JAN)));
        let not_told_apart = (403, Some("not_told_apart".to_owned()));
        assert_eq!(approve(&world, &jan_token, &by_account).await, not_told_apart);
        assert_eq!(approve(&world, &jan, &by_account).await, (403, Some("same_person".to_owned())));
        // The same person, signed in once more.
        let again = access(&world, JAN).await;
        assert_eq!(approve(&world, &again, &by_account).await, (403, Some("same_person".to_owned())));
        let by_token = call(&world, &jan_token, Method::POST, path, asking()).await;
        assert_eq!(approve(&world, &jan, &by_token).await, not_told_apart);
        assert_eq!(approve(&world, &mia, &by_token).await, not_told_apart);
        assert_eq!(approve(&world, &mia, &by_account).await, (200, None));
        let told = world.letters(1).await.pop().unwrap().0;
        assert!(told.contains(JAN) && told.contains(MIA), "{told}");
    }

    async fn one_persons_key_is_none_of_anothers(world) {
        let mut world = world;
        vendor(&mut world).await;
        crate::break_glass::forcing(&mut world).await;
        let ask = async |token: &str, key: &str| {
            let bearer = format!("Bearer {token}");
            let headers = [("authorization", bearer.as_str()), ("idempotency-key", key)];
            let body = json!({ "user": ANNA, "reason": "Entra is down" });
            world.browser().json(&format!("{ROOT}/organizations/st-janshof/break-glass"), &headers, Some(body)).await
        };
        let (mia, jan) = (access(&world, MIA).await, access(&world, JAN).await);
        let first = ask(&mia, "k").await;
        assert_eq!(first.status, 201, "{}", first.body);
        assert_eq!(ask(&mia, "k").await.body, first.body);
        // In another sign-in she is the same person.
        assert_eq!(ask(&access(&world, MIA).await, "k").await.body, first.body);
        let other = ask(&jan, "k").await;
        assert_eq!(other.status, 201);
        assert_ne!(other.body, first.body);
    }

    // What goes on without them goes no further than they could themselves.
    async fn a_roll_out_ends_with_the_role_of_whoever_started_it(world) {
        let mut world = world;
        vendor(&mut world).await;
        let (jan, olga) = (access(&world, JAN).await, access(&world, OLGA).await);
        let body = json!({ "flag": "sso", "value": false, "organizations": ["st-janshof", "delta-noord"], "reason": "a story",
            "stop_when_refusals_exceed": 50, "wait_minutes": 1 });
        let started = call(&world, &jan, Method::POST, "/rollouts", Some(body)).await;
        assert_eq!(started.status, 201, "{}", started.body);
        assert_eq!(started.json()["started_by"], JAN);
        let at = format!("/rollouts/{}", started.json()["id"].as_str().unwrap());
        drive::drive(&world.store, Some("vendor"), world.now()).await.unwrap();
        let shown = get(&world, &jan, &at).await.json();
        assert_eq!((&shown["state"], &shown["organizations"][0]["state"]), (&json!("running"), &json!("watching")), "{shown}");

        let user = format!("/organizations/vendor/users/{JAN}");
        let roles = json!({ "roles": [], "reason": "has another job" });
        let taken = call(&world, &olga, Method::PATCH, &user, Some(roles)).await;
        assert_eq!(taken.status, 200, "{}", taken.body);
        world.pass(Duration::minutes(2));
        drive::drive(&world.store, Some("vendor"), world.now()).await.unwrap();
        let shown = get(&world, &olga, &at).await.json();
        assert_eq!((&shown["state"], &shown["stopped"]), (&json!("stopped"), &json!("authority")), "{shown}");
        assert_eq!(shown["organizations"][1]["state"], "waiting");
        assert_eq!(get(&world, &olga, "/organizations/delta-noord/flags/sso").await.json()["value"], true);
    }

    // Who configures the provider's organization says who is an operator, and through which directory that is proven.
    async fn nobody_makes_themselves_one_of_them(world) {
        let mut world = world;
        vendor(&mut world).await;
        let inside = Staff::new(&world, "inside", AdminRole::Operator, &["vendor"]).await;
        let everywhere = Staff::new(&world, "everywhere", AdminRole::Operator, &[]).await;
        let body = || json!({ "email": "eve@vendor.example", "name": "Eve", "kind": "professional", "roles": ["anteroom:operator"] });
        let users = "/organizations/vendor/users";
        let refused = inside.call(Method::POST, users, &[], Some(body())).await;
        assert_eq!((refused.status, code(&refused).as_str()), (403, "token_limited"));
        let mia = format!("{users}/{MIA}");
        let roles = || Some(json!({ "roles": ["anteroom:operator"], "reason": "story" }));
        let refused = inside.call(Method::PATCH, &mia, &[("if-match", "*")], roles()).await;
        assert_eq!((refused.status, code(&refused).as_str()), (403, "token_limited"));
        let table = "email,name,kind,roles\neve@vendor.example,Eve,professional,anteroom:operator\n";
        let refused = inside.send_csv(&format!("{users}/import"), table).await;
        assert_eq!((refused.status, code(&refused).as_str()), (403, "token_limited"));
        // It reads, as ever; and who may do everything anyway may do this too.
        assert_eq!(inside.get(users).await.status, 200);
        assert_eq!(everywhere.call(Method::POST, users, &[], Some(body())).await.status, 201);
        let olga = access(&world, OLGA).await;
        let eve = format!("{users}/eve@vendor.example");
        let lowered = call(&world, &olga, Method::DELETE, &eve, Some(json!({ "reason": "left" }))).await;
        assert!(lowered.status < 300, "{} {}", lowered.status, lowered.body);
    }
}
