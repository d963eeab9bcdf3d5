//! What support looks up through the admin API: why somebody cannot get in, what Entra's numbers mean, whose token it is. Two
//! brokers take turns.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::audit::AuditAction;
use reqwest::Method;
use serde_json::{Value, json};

use crate::admin::{Staff, code};
use crate::replicated_stories;
use crate::world::World;

const ANNA: &str = "a.devries@st-janshof.example";
const SUSPENDED: &str = "s.suspended@st-janshof.example";

async fn questions(world: &World, slug: &str) -> Vec<(String, Option<String>)> {
    let mut events = world.events(slug).await;
    events.retain(|event| event.action == AuditAction::Explained);
    events.into_iter().map(|event| (event.actor, event.subject)).collect()
}

replicated_stories! {
    async fn why_somebody_cannot_get_in_is_asked_by_address(world) {
        let mia = Staff::new(&world, "mia.dekker", AdminRole::Support, &["st-janshof"]).await;
        let at = "/organizations/st-janshof/explain";
        let told = mia.get(&format!("{at}?email=%20S.Suspended@St-Janshof.example&application=records")).await;
        assert_eq!(told.status, 200, "{}", told.body);
        let told = told.json();
        assert_eq!((&told["address"], &told["person"]["status"]), (&json!(SUSPENDED), &json!("suspended")));
        let sso = &told["ways"][0];
        assert_eq!((&sso["way"], &sso["verdict"], &sso["reason"]), (&json!("sso"), &json!("deny"), &json!("user_suspended")));
        assert!(sso["mend"].is_string() && sso["who"].is_string() && sso["rules"].as_array().unwrap().len() > 5, "{sso:#}");
        assert_eq!(questions(&world, "st-janshof").await, [("mia.dekker".to_owned(), Some(SUSPENDED.to_owned()))]);

        assert_eq!(world.browser().sign_in(ANNA, &[]).await.status, 303);
        let came = mia.get(&format!("{at}?email={ANNA}&application=records&last_claims=true")).await.json();
        assert_eq!((&came["ways"][0]["evidence"]["from"], &came["ways"][0]["verdict"]), (&json!("session"), &json!("allow")));
        for (query, expected) in [
            (format!("email={ANNA}&application=nothing"), (404, "not_found")),
            (format!("email={ANNA}&application=%00"), (404, "not_found")),
            (format!("email={ANNA}"), (422, "invalid_request")),
            ("email=anna&application=records".to_owned(), (422, "invalid_request")),
            (format!("email={ANNA}&application=records&last_claims=perhaps"), (422, "invalid_request")),
            (format!("email={ANNA}&application=records&user=x"), (422, "invalid_request")),
        ] {
            let refused = mia.get(&format!("{at}?{query}")).await;
            assert_eq!((refused.status, code(&refused).as_str()), expected, "{query}");
        }
    }

    async fn whoever_does_not_know_the_hospital_asks_everywhere_within_reach(world) {
        let at = format!("/explain?email={SUSPENDED}&application=records");
        let olga = Staff::new(&world, "olga", AdminRole::Support, &[]).await;
        let told = olga.get(&at).await;
        assert_eq!(told.status, 200, "{}", told.body);
        let items = told.json()["items"].as_array().unwrap().clone();
        assert_eq!((items.len(), &items[0]["ways"][0]["reason"]), (1, &json!("user_suspended")));
        assert_eq!(questions(&world, "st-janshof").await, [("olga".to_owned(), Some(SUSPENDED.to_owned()))]);
        // Out of reach is as if nobody had the address, and asks nothing of that hospital.
        let noor = Staff::new(&world, "noor", AdminRole::Support, &["delta-noord"]).await;
        let nobody = noor.get("/explain?email=x@nowhere.example&application=records").await;
        assert_eq!((noor.get(&at).await.body, nobody.status), (nobody.body, 200));
        assert_eq!(questions(&world, "st-janshof").await.len(), 1);
    }

    async fn a_sign_in_is_explained_to_those_only_whose_token_reaches_it(world) {
        let page = world.browser().sign_in(SUSPENDED, &[]).await;
        let at = format!("/explain/sign-ins/{}", page.sign_in());
        let mia = Staff::new(&world, "mia.dekker", AdminRole::Support, &["st-janshof"]).await;
        let told = mia.get(&at).await;
        assert_eq!(told.status, 200, "{}", told.body);
        let event = told.json()["events"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&event["organization"], &event["reason"]), (&json!("st-janshof"), &json!("user_suspended")));
        assert_eq!(event["person"]["email"], SUSPENDED);
        let asked = questions(&world, "st-janshof").await;
        assert_eq!(asked, [("mia.dekker".to_owned(), Some(format!("sign-in {}", page.sign_in())))]);

        let noor = Staff::new(&world, "noor", AdminRole::Support, &["delta-noord"]).await;
        let outside = noor.get(&at).await;
        let nowhere = noor.get("/explain/sign-ins/00000000-0000-0000-0000-000000000007").await;
        assert_eq!((outside.status, code(&outside).as_str()), (404, "not_found"));
        assert_eq!((outside.status, &outside.body), (nowhere.status, &nowhere.body));
        assert_eq!(mia.get("/explain/sign-ins/seven").await.status, 404);
        assert_eq!(questions(&world, "st-janshof").await, asked, "who sees nothing has asked nothing of this hospital");

        // What nobody knew whose it was is seen by those who see all.
        let lost = world.browser().authorize(&[("login_hint", "x@unknown-hospital.example")]).await.sign_in();
        let lost = format!("/explain/sign-ins/{lost}");
        let olga = Staff::new(&world, "olga", AdminRole::Support, &[]).await;
        let event = olga.get(&lost).await.json()["events"][0].clone();
        assert_eq!((&event["organization"], &event["reason"]), (&Value::Null, &json!("domain_unknown")), "{event:#}");
        assert_eq!(mia.get(&lost).await.status, 404);
    }

    async fn numbers_of_entra_are_explained_and_unknown_ones_are_said_to_be(world) {
        let amir = Staff::new(&world, "amir", AdminRole::Auditor, &["st-janshof"]).await;
        let told = amir.get("/aadsts/50105").await;
        assert_eq!(told.status, 200, "{}", told.body);
        assert_eq!(told.json(), amir.get("/aadsts/AADSTS50105").await.json());
        let told = told.json();
        assert_eq!((&told["code"], &told["who"], &told["retry"]), (&json!("AADSTS50105"), &json!("hospital_it"), &json!("no")));
        for voice in ["meaning", "caregiver", "support", "hospital_it", "look_up"] {
            assert!(told[voice].is_string(), "{told:#}");
        }
        let dutch = amir.call(Method::GET, "/aadsts/50105", &[("accept-language", "nl")], None).await.json();
        assert_ne!(dutch["caregiver"], told["caregiver"]);
        assert_eq!(dutch["support"], told["support"]);

        let unknown = amir.get("/aadsts/99999999").await;
        assert_eq!((unknown.status, code(&unknown).as_str()), (404, "not_found"));
        let detail = unknown.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains("AADSTS99999999") && detail.contains("as it came"), "{detail}");
        for none in ["x", "AADSTS", "-1", "4294967296", "%00", "%ff"] {
            assert_eq!(amir.get(&format!("/aadsts/{none}")).await.status, 404, "{none}");
        }
    }

    async fn a_token_says_whose_it_is(world) {
        let mia = Staff::new(&world, "mia.dekker", AdminRole::Support, &["st-janshof", "delta-noord"]).await;
        let me = mia.get("/me").await;
        assert_eq!(me.status, 200, "{}", me.body);
        let me = me.json();
        assert_eq!((&me["name"], &me["role"]), (&json!("mia.dekker"), &json!("support")));
        assert_eq!(me["organizations"], json!(["delta-noord", "st-janshof"]));
        assert_eq!(me["issuer"], world.base);
        assert!(me["expires_at"].as_str().unwrap() > me["created_at"].as_str().unwrap());
        let olga = Staff::new(&world, "olga", AdminRole::Operator, &[]).await;
        assert_eq!(olga.get("/me").await.json()["organizations"], Value::Null);
    }

    // Flattened parts that may be missing are described as such: a client that is made of the document must read every answer.
    async fn what_may_be_missing_is_described_so(world) {
        let document = world.browser().get(&format!("{}/openapi.json", anteroom::http::admin::ROOT)).await.json();
        for name in ["WayExplained", "EventExplained", "MicrosoftCode"] {
            let parts = &document["components"]["schemas"][name]["allOf"];
            let any = parts[0]["anyOf"].as_array().unwrap_or_else(|| panic!("{name}: {parts:#}"));
            assert!(any[0]["$ref"].is_string() && any[1] == json!({ "type": "object" }), "{name}: {any:#?}");
        }
    }
}
