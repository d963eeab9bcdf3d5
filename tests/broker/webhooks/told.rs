//! What is told, to whom and to nobody else, and that a crash loses none of it.

use anteroom::domain::admin_role::AdminRole;
use anteroom::domain::webhook::LEASE;
use anteroom::webhooks::feed;
use reqwest::Method;
use serde_json::{Value, json};

use super::{HOOKS, OF_DELTA, OF_ST_JANSHOF, deliveries, made, operator, post, set_flag, test};
use crate::admin::{Staff, code};
use crate::browser::Browser;
use crate::eventually::eventually;
use crate::receiver::Receiver;
use crate::{replicated_stories, stories};

const SUSPENDED: &str = "s.suspended@st-janshof.example";

/// The deliveries of a webhook, once so many changes of flags were told to it, and nothing waits any more.
async fn told(staff: &Staff, webhook: &str, receiver: &Receiver, flags: usize) -> Vec<Value> {
    receiver.of("flag.changed", flags).await;
    let waits = async || deliveries(staff, webhook).await.iter().any(|delivery| delivery["state"] == "waiting");
    eventually(async || !waits().await).await;
    deliveries(staff, webhook).await
}

replicated_stories! {
    async fn what_happens_is_told_signed_and_once(world) {
        let mut world = world;
        let olga = operator(&world).await;
        let (all, own) = (Receiver::start().await, Receiver::start().await);
        let (path, secret) = made(&olga, HOOKS, &all, &[]).await;
        let (of_own, own_secret) = made(&olga, OF_ST_JANSHOF, &own, &["flag.changed", "sign_in.refused"]).await;
        set_flag(&olga, "st-janshof", "remember_method", true).await;
        let refused = world.browser().sign_in(SUSPENDED, &[]).await.sign_in();
        assert_eq!(world.browser().sign_in("a.devries@st-janshof.example", &[]).await.status, 303);
        set_flag(&olga, "delta-noord", "remember_method", true).await;

        let id = world.organization("st-janshof").await;
        for (receiver, secret, others) in [(&all, &secret, &own_secret), (&own, &own_secret, &secret)] {
            let flags = receiver.of("flag.changed", if receiver.url == all.url { 2 } else { 1 }).await;
            let flag = flags.iter().find(|message| message.json()["data"]["organization"]["slug"] == "st-janshof").unwrap();
            let mut told = flag.json();
            assert!(flag.is_signed_by(secret) && !flag.is_signed_by(others) && flag.signatures() == 1);
            assert_eq!(flag.at, world.now().timestamp());
            let event = told["data"]["event"].take();
            assert!(world.events("st-janshof").await.iter().any(|line| json!(line.id) == event));
            assert_eq!(told, json!({
                "type": "flag.changed",
                "timestamp": "2026-11-23T09:00:00.000Z",
                "data": {
                    "event": null, "organization": { "id": id, "slug": "st-janshof" }, "outcome": "success",
                    "by": "olga", "subject": "flag remember_method", "old": null,
                    "new": { "value": true, "starts_at": null, "ends_at": null },
                },
            }));
            let kept_out = receiver.of("sign_in.refused", 1).await.remove(0);
            let data = kept_out.json()["data"].clone();
            assert_eq!((&data["reason"], &data["sign_in"]), (&json!("user_suspended"), &json!(refused.to_string())));
            assert_eq!((&data["application"], &data["user"].is_string()), (&json!("records"), &true));
            assert!(!kept_out.body.contains('@') && !kept_out.body.contains("ip"), "{}", kept_out.body);
        }
        let entered = all.of("sign_in.succeeded", 1).await.remove(0);
        assert_eq!(entered.json()["data"]["method"], "entra");
        assert!(!entered.body.contains('@'), "{}", entered.body);
        assert!(all.all().iter().all(|message| !message.body.contains("a text that somebody typed")));

        // What happens next is told after all that: then neither broker has told or sent anything twice.
        set_flag(&olga, "st-janshof", "remember_method", false).await;
        let listed = [told(&olga, &path, &all, 3).await, told(&olga, &of_own, &own, 2).await];
        world.end().await;
        for (receiver, listed) in [&all, &own].into_iter().zip(listed) {
            let mut ids: Vec<_> = receiver.all().into_iter().map(|message| message.id).collect();
            assert_eq!(ids.len(), listed.len(), "{listed:#?}");
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), listed.len());
            for delivery in listed {
                let shown = (&delivery["state"], &delivery["attempts"], &delivery["answer"], &delivery["next_at"]);
                assert_eq!(shown, (&json!("delivered"), &json!(1), &json!("204"), &Value::Null));
                assert!(ids.iter().any(|id| delivery["id"] == json!(id)));
            }
        }
        // Lines of one event are one message to each; the operator's own webhook hears of its own making as well.
        let by_event = |message: &crate::receiver::Message| message.json()["data"]["event"].to_string();
        let mut events: Vec<_> = all.all().iter().map(by_event).collect();
        events.sort_unstable();
        events.dedup();
        assert_eq!(events.len(), all.all().len());
    }

    async fn another_hospital_is_told_nothing_and_gets_at_nothing(world) {
        let olga = operator(&world).await;
        let (ours, theirs) = (Receiver::start().await, Receiver::start().await);
        let (own, secret) = made(&olga, OF_ST_JANSHOF, &ours, &[]).await;
        let (other, _) = made(&olga, OF_DELTA, &theirs, &[]).await;
        let (operators, _) = made(&olga, HOOKS, &Receiver::start().await, &[]).await;
        for slug in ["st-janshof", "delta-noord"] {
            set_flag(&olga, slug, "remember_method", true).await;
        }
        world.browser().sign_in(SUSPENDED, &[]).await;
        // Nobody's, as far as anybody knows: the operator's alone.
        let page = world.browser().authorize(&[("login_hint", "u.unproven@unproven.example")]).await;
        assert_eq!(page.status, 200);
        ours.of("sign_in.refused", 1).await;
        ours.of("flag.changed", 1).await;
        theirs.of("flag.changed", 1).await;
        for (receiver, slug) in [(&ours, "st-janshof"), (&theirs, "delta-noord")] {
            for message in receiver.all() {
                assert_eq!(message.json()["data"]["organization"]["slug"], slug, "{}", message.body);
            }
        }
        assert_eq!(theirs.of("sign_in.refused", 0).await.len(), 0);

        // By no address but its own, and with no token but one that reaches it.
        let dirk = Staff::new(&world, "dirk", AdminRole::Operator, &["delta-noord"]).await;
        let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        let strange = [
            (&olga, format!("{OF_DELTA}/{}", id(&own))),
            (&dirk, format!("{OF_DELTA}/{}", id(&own))),
            (&dirk, own.clone()),
            (&olga, format!("{HOOKS}/{}", id(&own))),
            (&olga, format!("{OF_ST_JANSHOF}/{}", id(&operators))),
            (&olga, format!("{OF_ST_JANSHOF}/not-an-id")),
        ];
        let before = deliveries(&olga, &own).await.len();
        for (staff, path) in &strange {
            let any = [("if-match", "*")];
            let all = json!({ "since": "2026-01-01T00:00:00Z" });
            for answer in [
                staff.get(path).await,
                staff.get(&format!("{path}/deliveries")).await,
                staff.call(Method::PATCH, path, &any, Some(json!({ "url": theirs.url }))).await,
                staff.call(Method::DELETE, path, &any, None).await,
                staff.call(Method::POST, &format!("{path}/rotate-secret"), &[], None).await,
                staff.call(Method::POST, &format!("{path}/test"), &[], None).await,
                post(staff, &format!("{path}/replay"), all).await,
            ] {
                assert_eq!((answer.status, code(&answer).as_str()), (404, "not_found"), "{path}: {}", answer.body);
            }
        }
        for path in ["/organizations/%ff/webhooks", "/organizations/%00/webhooks", "/organizations//webhooks"] {
            assert_eq!(olga.get(path).await.status, 404, "{path}");
        }
        for path in [HOOKS.to_owned(), operators.clone()] {
            let limited = dirk.get(&path).await;
            assert_eq!((limited.status, code(&limited).as_str()), (403, "token_limited"));
        }
        assert_eq!(deliveries(&olga, &own).await.len(), before);
        test(&olga, &own).await;
        assert!(ours.of("webhook.test", 1).await[0].is_signed_by(&secret), "nobody has changed it");
        // A message of one webhook is not another's to send again.
        let sent = deliveries(&olga, &own).await[0]["id"].clone();
        let crossed = post(&olga, &format!("{other}/replay"), json!({ "delivery": sent })).await;
        assert_eq!((crossed.status, &crossed.json()["replayed"]), (200, &json!(0)));
    }

    async fn a_crash_between_what_happens_and_the_telling_loses_nothing(world) {
        let mut world = world;
        let olga = operator(&world).await;
        let receiver = Receiver::start().await;
        let (path, secret) = made(&olga, HOOKS, &receiver, &["flag.changed"]).await;
        world.stop();
        // Nobody chains, tells or sends any more.
        let (base, store) = world.quiet_broker().await;
        let olga = olga.at(&base);
        // One broker died while it was sending the first of these, one when it had told the second, one when it had chained the
        // third; of the fourth there is nothing but the line in the log.
        let changes = [("st-janshof", "remember_method"), ("st-janshof", "password_required"), ("delta-noord", "remember_method"), ("delta-noord", "password_required")];
        let mut died = Vec::new();
        for (slug, flag) in changes {
            set_flag(&olga, slug, flag, true).await;
            if died.is_empty() {
                while store.chain_audit(100).await.unwrap() > 0 {}
                feed::tell(&store, world.now()).await.unwrap();
                for (webhook, _) in store.list_due_webhooks(&[], world.now()).await.unwrap() {
                    died.extend(store.claim_deliveries(&webhook, 4, LEASE, world.now()).await.unwrap());
                }
            }
        }
        assert_eq!(died.len(), 1);
        store.chain_audit(1).await.unwrap();
        feed::tell(&store, world.now()).await.unwrap();
        store.chain_audit(1).await.unwrap();
        assert!(receiver.all().is_empty());
        world.start(|_| ()).await;
        // What the one that died held is somebody else's once its time is over.
        receiver.of("flag.changed", 3).await;
        assert!(receiver.all().iter().all(|message| message.id != died[0].id.to_string()));
        world.pass(LEASE);
        let all = receiver.of("flag.changed", 4).await;
        let mut told: Vec<_> = all.iter().map(|message| message.json()["data"].take()).map(|data| {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            (text(&data["organization"]["slug"]), text(&data["subject"]))
        }).collect();
        told.sort_unstable();
        let mut expected = changes.map(|(slug, flag)| (slug.to_owned(), format!("flag {flag}")));
        expected.sort_unstable();
        assert_eq!(told, expected);
        assert!(all.iter().all(|message| message.is_signed_by(&secret)));
        let shown = deliveries(&olga, &path).await;
        assert_eq!(shown.len(), 4);
    }
}

stories! {
    async fn a_sign_in_costs_what_it_did(world) {
        let olga = operator(&world).await;
        let (base, store) = world.quiet_broker().await;
        let cost = async || {
            let browser = Browser::new(&base);
            let before = store.counters();
            let departed = browser.authorize(&[("login_hint", "a.devries@st-janshof.example")]).await;
            let at_entra = browser.get(departed.location().as_str()).await;
            // Back to the broker that counts.
            let back = browser.get(&at_entra.location().as_str().replace(&world.base, &base)).await;
            assert_eq!(browser.redeem(&back.parameter("code").unwrap()).await.status, 200);
            let after = store.counters();
            (after.statements - before.statements, after.write_transactions - before.write_transactions)
        };
        cost().await;
        let before = cost().await;
        assert_eq!(before.1, 2);
        let receiver = Receiver::start().await;
        made(&olga, HOOKS, &receiver, &[]).await;
        made(&olga, OF_ST_JANSHOF, &receiver, &[]).await;
        cost().await;
        assert_eq!(cost().await, before);
        receiver.of("sign_in.succeeded", 4).await;
    }
}
