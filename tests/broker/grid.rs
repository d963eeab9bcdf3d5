//! Which session opens which app: what support is told, and what then happens. Two brokers take turns.

use anteroom::domain::admin_role::AdminRole;
use reqwest::Method;
use serde_json::{Value, json};

use crate::account::{by_code, entered};
use crate::admin::{Staff, code};
use crate::browser::Browser;
use crate::replicated_stories;
use crate::world::World;

const ANNA: &str = "a.devries@st-janshof.example";
const BRAM: &str = "b.bakker@st-janshof.example";
const OWN: &str = "/organizations/st-janshof/application-grid";

/// The apps, with the addresses that they take answers at.
const APPS: [(&str, &str); 5] = [
    ("pilot", "https://pilot.example/callback"),
    ("planner", "https://planner.example/callback"),
    ("pro-ios", "example.records.pro:/callback"),
    ("records", "https://records.example/callback"),
    ("viewer", "https://viewer.example/callback"),
];

async fn grid(staff: &Staff, path: &str) -> Value {
    let answer = staff.get(path).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

/// What a session is worth at each app, in their order: nothing where it opens it, else why it does not.
fn worth(grid: &Value, opened_by: &str) -> Vec<Option<String>> {
    let of = |row: &Value| {
        let cells = row["sessions"].as_array().unwrap();
        let cell = cells.iter().find(|cell| cell["opened_by"] == opened_by).unwrap();
        assert_eq!(cell["opens"], json!(cell.get("reason").is_none()));
        cell["reason"].as_str().map(str::to_owned)
    };
    let rows = grid["applications"].as_array().unwrap();
    let names: Vec<_> = rows.iter().map(|row| row["client_id"].as_str().unwrap()).collect();
    assert_eq!(names, APPS.map(|(name, _)| name));
    rows.iter().map(of).collect()
}

/// Whether the session of a browser opens each app, without anybody being asked, here or at Microsoft.
async fn opens(browser: &Browser) -> Vec<bool> {
    let mut opened = Vec::new();
    for (client_id, redirect_uri) in APPS {
        let before = browser.cookies();
        let more = [("client_id", client_id), ("redirect_uri", redirect_uri), ("prompt", "none")];
        let answer = browser.authorize(&more).await;
        browser.set_cookies(before);
        let location = answer.location.unwrap();
        opened.push(location.starts_with(redirect_uri) && location.contains("code="));
    }
    opened
}

async fn holds(staff: &Staff, anna: &Browser, bram: &Browser) -> [Vec<Option<String>>; 2] {
    let told = grid(staff, OWN).await;
    let [by_microsoft, by_code] = ["entra", "one_time_password"].map(|by| worth(&told, by));
    let open = |worth: &[Option<String>]| worth.iter().map(Option::is_none).collect::<Vec<_>>();
    assert_eq!(open(&by_microsoft), opens(anna).await, "by Microsoft: {by_microsoft:?}");
    assert_eq!(open(&by_code), opens(bram).await, "by a code: {by_code:?}");
    [by_microsoft, by_code]
}

async fn set(staff: &Staff, world: &World, flag: &str) {
    let body = json!({ "value": true, "reason": "story" });
    let path = format!("/organizations/st-janshof/flags/{flag}");
    let answer = staff.call(Method::PUT, &path, &[("if-match", "*")], Some(body)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    world.hear();
}

replicated_stories! {
    async fn what_it_says_is_what_happens(world) {
        let mia = Staff::new(&world, "mia.dekker", AdminRole::Support, &["st-janshof"]).await;
        let (anna, bram) = (world.browser(), world.browser());
        assert!(entered(&anna.sign_in(ANNA, &[]).await));
        assert!(entered(&by_code(&world, &bram, BRAM, 1).await));

        let [by_microsoft, by_code] = holds(&mia, &anna, &bram).await;
        let never = Some("application_never".to_owned());
        let expected = [Some("application_not_opted_in".to_owned()), None, never.clone(), None, never.clone()];
        assert_eq!((by_microsoft, by_code), (expected.to_vec(), vec![None; 5]));
        set(&mia, &world, "sso?application=pilot").await;
        let [by_microsoft, _] = holds(&mia, &anna, &bram).await;
        assert_eq!(by_microsoft, [None, None, never.clone(), None, never]);
        set(&mia, &world, "password_required").await;
        let [_, by_code] = holds(&mia, &anna, &bram).await;
        assert_eq!(by_code, vec![Some("password_not_set".to_owned()); 5]);
        set(&mia, &world, "forced_sso").await;
        let [_, by_code] = holds(&mia, &anna, &bram).await;
        assert_eq!(by_code, vec![Some("sso_forced".to_owned()); 5]);
    }

    async fn without_a_hospital_the_apps_own_policies_speak(world) {
        // Whoever is limited to some hospitals sees it too: it is about none of them.
        let li = Staff::new(&world, "li.mited", AdminRole::Auditor, &["delta-noord"]).await;
        let told = grid(&li, "/application-grid").await;
        let cells = told["applications"][0]["sessions"].as_array().unwrap();
        assert!(told.get("organization").is_none() && cells.iter().all(|cell| cell.get("connection").is_none()));
        let ways: Vec<_> = cells.iter().map(|cell| cell["opened_by"].as_str().unwrap()).collect();
        assert_eq!(ways, ["entra", "entra_mfa", "one_time_password", "one_time_password_and_password"]);
        assert_eq!(worth(&told, "entra")[0].as_deref(), Some("application_not_opted_in"));
        // Delta Zuid begins in December: until then nothing there is opened by Microsoft.
        let outside = li.get("/organizations/delta-zuid/application-grid").await;
        assert_eq!((outside.status, code(&outside).as_str()), (404, "not_found"));
        let zuid = Staff::new(&world, "zu.id", AdminRole::Auditor, &["delta-zuid"]).await;
        let there = grid(&zuid, "/organizations/delta-zuid/application-grid").await;
        assert_eq!(there["organization"], "delta-zuid");
        assert_eq!(there["applications"][1]["sessions"][0]["connection"], "entra");
        assert_eq!(worth(&there, "entra")[1].as_deref(), Some("sso_not_yet"));
    }
}
