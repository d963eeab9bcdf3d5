//! Apps made with openid-client and with Authlib have their answers posted to them.

use crate::browser::{Answer, Browser};
use crate::client_program::{Library, Program, error, well};
use crate::stories;
use crate::world::World;

const ANNA: (&str, &str) = ("login_hint", "a.devries@st-janshof.example");
const POSTED: (&str, &str) = ("response_mode", "form_post");

/// The page with the form that a browser posts by itself: it is posted.
async fn post(browser: &Browser, program: &Program, page: &Answer) -> Answer {
    let action = program.at("/callback");
    let (_, form) = page.body.split_once(&format!("action=\"{action}\"")).unwrap_or_else(|| panic!("{}", page.body));
    let (form, _) = form.split_once("</form>").unwrap();
    let value_of = |input: &str| {
        let (name, rest) = input.split_once("\" value=\"").unwrap();
        let value = rest.split('"').next().unwrap();
        // What is in these needs no other escape.
        (name.to_owned(), value.replace("&#38;", "&"))
    };
    let fields: Vec<_> = form.split("<input type=\"hidden\" name=\"").skip(1).map(value_of).collect();
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(&action, &fields).await
}

async fn has_its_answers_posted(world: &mut World, library: Library) {
    let program = Program::registered(world, library, &[]).await;
    let browser = world.browser();
    let page = program.sign_in(&browser, &[ANNA, POSTED]).await;
    let signed_in = well(&post(&browser, &program, &page).await);
    assert_eq!(signed_in["claims"]["email"], ANNA.1);
    let stranger = world.browser();
    let page = program.sign_in(&stranger, &[("prompt", "none"), POSTED]).await;
    assert_eq!(error(&post(&stranger, &program, &page).await), "login_required");
}

stories! {
    async fn openid_client_has_its_answers_posted(world) {
        let mut world = world;
        has_its_answers_posted(&mut world, Library::OpenidClient).await;
    }

    async fn authlib_has_its_answers_posted(world) {
        let mut world = world;
        has_its_answers_posted(&mut world, Library::Authlib).await;
    }
}
