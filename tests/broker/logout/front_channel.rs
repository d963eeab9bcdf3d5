//! Microsoft says that somebody has signed out there (OpenID Connect Front-Channel Logout), and nobody else can.

use reqwest::Method;

use super::{ANNA, ended, id_token, is_in, listening};
use crate::account::entered;
use crate::browser::{Answer, claims};
use crate::replicated_stories;
use crate::world::World;

const NOOR: &str = "n.noord@delta-noord.example";

async fn own_connection(world: &World, slug: &str) -> String {
    let id = world.organization(slug).await;
    world.store.find_configuration(id).await.unwrap().unwrap().connections[0].id.to_string()
}

replicated_stories! {
    async fn microsoft_says_that_somebody_has_signed_out_there(world) {
        let mut world = world;
        let (records, _) = listening(&mut world).await;
        let browser = world.browser();
        let hint = id_token(&browser, ANNA).await;
        let connection = own_connection(&world, "st-janshof").await;
        let address = format!("{}/login/logout/{connection}", world.base);
        let tid = crate::world::TID;
        world.entra.update_registration(tid, &crate::world::CLIENT_ID.to_string(), |app| app.front_channel_logout = Some(address.clone()));
        // She signs out at Microsoft, in a portal of theirs; its page loads our address, to which no cookie comes.
        let page = browser.get(&format!("{}/{tid}/oauth2/v2.0/logout", world.entra_url().as_str().trim_end_matches('/'))).await;
        let frame = page.body.split("<iframe hidden src=\"").nth(1).unwrap_or_else(|| panic!("{}", page.body));
        let frame = frame.split('"').next().unwrap().replace("&amp;", "&");
        assert!(frame.starts_with(&address) && frame.contains("sid=") && frame.contains("iss="), "{frame}");
        let heard = world.browser().get(&frame).await;
        assert_eq!(heard.status, 200);
        assert!(!is_in(&browser).await);
        let token = records.told(1).await.remove(0);
        assert_eq!(claims(&token)["sid"], claims(&hint)["sid"]);
        let log = ended(&world, "st-janshof").await;
        assert!(log.len() == 1 && log[0].detail.as_str().contains("signed out at Microsoft"), "{log:?}");
        assert!(log[0].user_id.is_some() && log[0].sign_in_id.is_some());
        // Only Microsoft has it in a frame, and nobody keeps it.
        let policy = heard.headers["content-security-policy"].to_str().unwrap().to_owned();
        let entra = world.entra_url().origin().ascii_serialization();
        assert!(policy.contains(&format!("frame-ancestors {entra}")) && policy.contains("default-src 'none'"), "{policy}");
        assert!(!heard.headers.contains_key("x-frame-options"));
        assert_eq!(heard.headers["cache-control"], "no-store");
        assert_eq!(browser.get("/login/account").await.headers["x-frame-options"], "DENY", "every other page stays out of frames");
    }

    async fn a_session_is_ended_by_its_own_connection_and_nobody_elses(world) {
        let (anna, noor) = (world.browser(), world.browser());
        assert!(entered(&anna.sign_in(ANNA, &[]).await));
        let sid_of = |token: String| claims(&token)["sid"].as_str().unwrap().to_owned();
        let sid = sid_of(world.entra.last_id_token().unwrap());
        let issuer = world.entra.issuer(crate::world::TID);
        assert!(entered(&noor.sign_in(NOOR, &[]).await));
        let of_group = sid_of(world.entra.last_id_token().unwrap());
        let group_issuer = world.entra.issuer(crate::world::GROUP_TID);
        let (own, other) = (own_connection(&world, "st-janshof").await, own_connection(&world, "delta-noord").await);
        let stranger = world.browser();
        let say = async |door: &str, parameters: &[(&str, &str)]| {
            let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
            stranger.get(&format!("/login/logout/{door}?{query}")).await
        };
        let shape = |answer: &Answer| {
            let mut headers: Vec<_> = answer.headers.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
            headers.retain(|header| !header.starts_with("date:"));
            headers.sort();
            (answer.status, headers, answer.body.clone())
        };
        let unknown = say(&own, &[("sid", "6f1c2a4e-0000-4000-8000-000000000000")]).await;
        for (door, parameters) in [
            // The other hospital's connection, and the registration that it shares, name her session.
            (other.as_str(), vec![("sid", sid.as_str())]),
            ("entra", vec![("sid", sid.as_str())]),
            ("entra", vec![("sid", sid.as_str()), ("iss", issuer.as_str())]),
            // At her connection in the name of another directory.
            (own.as_str(), vec![("sid", sid.as_str()), ("iss", group_issuer.as_str())]),
            (own.as_str(), vec![("sid", sid.as_str()), ("iss", "https://evil.example/")]),
            (own.as_str(), vec![("iss", issuer.as_str())]),
            (own.as_str(), vec![("sid", ""), ("iss", issuer.as_str())]),
            (own.as_str(), vec![("sid", sid.as_str()), ("sid", sid.as_str())]),
            (own.as_str(), vec![("sid", "%")]),
            (own.as_str(), vec![("sid", "a\u{0}b")]),
            ("6f1c2a4e-0000-4000-8000-000000000000", vec![("sid", sid.as_str())]),
            // Of a shared registration's session, at an address of its connection's own.
            (own.as_str(), vec![("sid", of_group.as_str())]),
        ] {
            let answer = say(door, &parameters).await;
            assert_eq!(shape(&answer), shape(&unknown), "{door} {parameters:?}");
        }
        let long = "x".repeat(5_000);
        assert_eq!(shape(&say(&own, &[("sid", &long)]).await), shape(&unknown));
        assert_eq!(say("nothing", &[("sid", &sid)]).await.status, 404);
        assert!(is_in(&anna).await && is_in(&noor).await);
        // By its own, with an issuer and without.
        assert_eq!(shape(&say(&own, &[("sid", &sid)]).await), shape(&unknown));
        assert!(!is_in(&anna).await && is_in(&noor).await);
        assert_eq!(shape(&say("entra", &[("sid", &of_group), ("iss", &group_issuer)]).await), shape(&unknown));
        assert!(!is_in(&noor).await);
        assert_eq!((ended(&world, "st-janshof").await.len(), ended(&world, "delta-noord").await.len()), (1, 1));
    }

    async fn a_network_that_says_too_much_is_not_listened_to(world) {
        let (stranger, anna) = (world.browser(), world.browser());
        assert!(entered(&anna.sign_in(ANNA, &[]).await));
        let own = own_connection(&world, "st-janshof").await;
        let say = async |ip: &str, sid: &str| {
            let path = format!("/login/logout/{own}?sid={sid}");
            stranger.send(Method::GET, &path, None, &[("x-forwarded-for", ip)]).await.status
        };
        let mut refused = 0;
        for number in 0..601 {
            refused += u32::from(say("203.0.113.7", &format!("guess-{number}")).await == 429);
        }
        assert_eq!(refused, 1);
        let sid = claims(&world.entra.last_id_token().unwrap())["sid"].as_str().unwrap().to_owned();
        assert_eq!(say("198.51.100.7", &sid).await, 200);
        assert!(!is_in(&anna).await, "another network is listened to");
    }
}
