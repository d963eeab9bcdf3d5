//! Microsoft Graph: who is in the directory, for whoever was granted it.

use entra_stand_in::{Endpoint, Fault, Person, Registration};
use serde_json::Value;
use uuid::Uuid;

use crate::world::{APP, BACK, TID, World};

async fn token(world: &World) -> String {
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", APP),
        ("client_secret", "s3cret"),
        ("scope", "https://graph.microsoft.com/.default"),
    ];
    let url = world.url(&format!("{TID}/oauth2/v2.0/token"));
    let answer: Value = world.http.post(url).form(&form).send().await.unwrap().json().await.unwrap();
    answer["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_directory_is_listed_by_pages_to_whoever_was_granted_it() {
    let world = World::new().await;
    for number in 0..5_u128 {
        let person = Person::new(Uuid::from_u128(number + 1), format!("p{number}@st-janshof.example"));
        world.entra.add_person(TID, person.alias("alias@st-janshof.example"));
    }
    let held = token(&world).await;
    let get = async |url: &str| world.http.get(url).bearer_auth(&held).send().await.unwrap();
    let first = world.url("v1.0/users?$select=id&$top=4");
    assert_eq!(world.http.get(&first).send().await.unwrap().status(), 401);
    assert_eq!(get(&first).await.status(), 403, "nobody has granted it");

    world.entra.add_registration(
        TID,
        Registration::new(APP, "Anteroom").redirect_uri(BACK).secret("s3cret").app_permission("User.Read.All"),
    );
    let page: Value = get(&first).await.json().await.unwrap();
    assert_eq!(page["value"].as_array().unwrap().len(), 4);
    assert_eq!(page["value"][1]["proxyAddresses"][0], "smtp:alias@st-janshof.example");
    let next = page["@odata.nextLink"].as_str().unwrap().to_owned();
    let last: Value = get(&next).await.json().await.unwrap();
    assert_eq!((last["value"].as_array().unwrap().len(), last.get("@odata.nextLink")), (2, None));

    world.fault(Fault::Throttled(Endpoint::Graph, 7));
    let busy = get(&first).await;
    assert_eq!((busy.status().as_u16(), busy.headers()["retry-after"].to_str().unwrap()), (429, "7"));
    world.fault(Fault::NextPageElsewhere);
    let page: Value = get(&first).await.json().await.unwrap();
    assert!(page["@odata.nextLink"].as_str().unwrap().starts_with("http://169.254.169.254/"));
}
