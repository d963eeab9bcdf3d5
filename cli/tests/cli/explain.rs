//! Why can't she get in?

use serde_json::{Value, json};

use super::person::Person;
use super::stand_in::{StandIn, ok};

fn rules() -> Value {
    json!([
        { "rule": "application", "outcome": "passed", "saw": "active, follows the organization", "facts": [
            { "name": "application", "value": "records", "by": "stored" },
            { "name": "status", "value": "active", "by": "stored" },
            { "name": "policy", "value": "follow", "by": "stored" },
        ]},
        { "rule": "organization", "outcome": "passed", "saw": "active, sso is on", "facts": [
            { "name": "sso", "value": "on for the organization, from 2027-01-11T07:00:00+00:00 (after the dev cycle)",
              "by": "stored" },
        ]},
        { "rule": "guest", "outcome": "not_looked_at", "saw": "only the provider can say, when the person comes back" },
        { "rule": "identity", "outcome": "failed", "reason": "identity_mismatch",
          "saw": "the user is bound to another account of the directory", "facts": [
            { "name": "bound to", "value": "0b1e7c6a-1111-4c58-9b7a-52b8f6a0c001", "by": "stored" },
            { "name": "account", "value": "0b1e7c6a-2222-4c58-9b7a-52b8f6a0c001", "by": "provider" },
        ]},
    ])
}

fn explanation() -> Value {
    json!({
        "at": "2027-01-11T07:30:00Z", "organization": "st-janshof", "application": "records",
        "address": "a.devries@st-janshof.example",
        "person": { "id": "1", "email": "a.devries@st-janshof.example", "former_email": "a.devries@janshof.example",
            "former_email_until": "2027-02-10T07:00:00Z", "name": "Anna de Vries", "kind": "professional",
                    "status": "active" },
        "ways": [
            { "way": "sso", "verdict": "deny",
              "evidence": { "from": "refusal", "sign_in": "01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e21",
                            "at": "2027-01-11T07:12:00Z" },
              "reason": "identity_mismatch",
              "meaning": "The user is bound to another account at Microsoft: the address was given to a successor, or \
                          the account was made anew.",
              "mend": "Ask the hospital's IT whether it is the same person. Only then unbind the user, with a reason.",
              "menus": ["Entra ID > Users > All users > …"], "who": "support", "rules": rules() },
            { "way": "traditional", "verdict": "may_depart", "evidence": { "from": "assumed" }, "rules": [
                { "rule": "application", "outcome": "passed", "saw": "active" },
                { "rule": "forced_sso", "outcome": "passed", "saw": "forced_sso is off" },
            ]},
        ],
    })
}

fn number() -> Value {
    json!({ "code": "AADSTS50105", "look_up": "https://login.microsoftonline.com/error?code=50105",
        "meaning": "The person is not assigned to the app.", "caregiver": "Call your hospital's IT.",
        "support": "Nobody but the hospital can mend this. Tell its IT the time and the correlation id.",
        "hospital_it": "Assign the person, or a group that they are in, to the app.",
        "menus": ["Entra ID > Enterprise apps > All applications > … > Users and groups"], "retry": "no",
        "who": "hospital_it" })
}

#[tokio::test]
async fn the_answer_comes_first_and_then_every_rule() {
    let broker = StandIn::start().await;
    broker.on("GET /organizations/st-janshof/explain", ok(explanation()));
    broker.on("GET /explain", ok(json!({ "items": [explanation()] })));
    let person = Person::at(&broker);
    let explain = ["explain", "a.devries@st-janshof.example", "--app", "records"];
    let ran = person.run(&[&explain[..], &["--org", "st-janshof", "--last-claims"]].concat()).await;
    insta::assert_snapshot!("explain", ran.seen());
    let asked = &broker.asked("GET /organizations/st-janshof/explain")[0];
    assert_eq!(asked.query, "email=a.devries%40st-janshof.example&application=records&last_claims=true");
    // Without --org the broker finds whose address it is.
    assert_eq!(person.run(&explain).await.out, ran.out);
    broker.instead("GET /explain", ok(json!({ "items": [] })));
    assert!(person.run(&explain).await.seen().starts_with("No organization that your token reaches"));
}

#[tokio::test]
async fn an_assumption_is_said_to_be_one() {
    let broker = StandIn::start().await;
    let mut assumed = explanation();
    assumed["ways"][0]["evidence"] = json!({ "from": "assumed" });
    assumed["person"] = Value::Null;
    broker.on("GET /organizations/st-janshof/explain", ok(assumed));
    let explain = ["explain", "a.devries@st-janshof.example", "--app", "records", "--org", "st-janshof"];
    let ran = Person::at(&broker).run(&explain).await.seen();
    assert!(ran.contains("Assumed that the provider says what is expected"), "{ran}");
    assert!(ran.contains("no user has this address"), "{ran}");
    let ran = Person::at(&broker).run(&[&explain[..], &["--last-claims"]].concat()).await.seen();
    assert!(ran.contains("They have never come back from the provider"), "{ran}");
}

#[tokio::test]
async fn what_happened_is_explained_from_the_number_on_the_page() {
    let broker = StandIn::start().await;
    let id = "01966b3e-5c1f-7a52-9d4e-0c3b8a7f6e21";
    let happened = json!({ "sign_in": id, "events": [{
        "at": "2027-01-11T07:12:09Z", "action": "sign_in", "outcome": "refused", "organization": "st-janshof",
        "application": "records", "address": "a.devries@st-janshof.example", "person": null, "method": null,
        "reason": "upstream_access_denied",
        "meaning": "Microsoft says that a policy of the hospital, or the person, denied the sign-in.",
        "mend": "Look up Microsoft's number, and find the attempt by its correlation id in the hospital's sign-in log.",
        "menus": ["Entra ID > Monitoring & health > Sign-in logs"], "who": "hospital_it",
        "rules": [], "entra": { "error": "access_denied", "suberror": null, "codes": [number()],
            "trace_id": "0b1e7c6a-1111-4c58-9b7a-52b8f6a0c001",
            "correlation_id": "0b1e7c6a-2222-4c58-9b7a-52b8f6a0c001", "timestamp": "2027-01-11T07:12:08Z" },
        "claims": null,
    }]});
    broker.on(&format!("GET /explain/sign-ins/{id}"), ok(happened));
    let ran = Person::at(&broker).run(&["explain", "--sign-in", id]).await;
    insta::assert_snapshot!("explain_sign_in", ran.seen());
}

#[tokio::test]
async fn a_number_of_microsoft_s_is_explained_or_shown_as_it_came() {
    let broker = StandIn::start().await;
    broker.on("GET /aadsts/50105", ok(number()));
    let look_up = "https://login.microsoftonline.com/error?code=999999";
    broker.on("GET /aadsts/999999", ok(json!({ "code": "AADSTS999999", "look_up": look_up })));
    let person = Person::at(&broker);
    insta::assert_snapshot!("aadsts", person.run(&["explain", "--aadsts", "AADSTS50105"]).await.seen());
    insta::assert_snapshot!("aadsts_unknown", person.run(&["explain", "--aadsts", "999999"]).await.seen());
}
