//! A hospital's IT hands in the list of its directory, and reads who will get in and what to mend: large and small, in every language.

use std::fmt::Write as _;

use anteroom::language::Language;
use fantoccini::Locator;
use tempfile::NamedTempFile;

use crate::access::barriers;
use crate::chromium::Chromium;
use crate::setup::link;
use crate::steps::{ANNA, Demo};

/// A list with somebody of every kind that needs no history.
fn list() -> NamedTempFile {
    let mut text = "userPrincipalName,mail,displayName,id,userType,accountEnabled,proxyAddresses\r\n".to_owned();
    let long = "a.very.long.name.that.goes.on.and.on.until.no.phone.holds.it@st-janshof.example";
    for line in [
        &format!("{ANNA},{ANNA},Anna de Vries,,Member,True,"),
        &format!("x1@st-janshof.example,{},Anna's second account,,Member,True,", ANNA.to_uppercase()),
        "b.dekker@st-janshof.example,B.Dekker@st-janshof.example,Bas Dekker,,Member,True,",
        "p.smit@st-janshof.example,p.smit@st-janshof.example,Piet Smit,,Member,True,",
        "room2@st-janshof.example,,Meeting room 2,,Member,True,",
        "b@st-janshof.example,Reception,Reception,,Member,True,",
        &format!(
            "x2@st-janshof.example,new@st-janshof.example,An alias,,Member,True,SMTP:new@st-janshof.example;smtp:{ANNA}"
        ),
        "g_elsewhere.example#EXT#@st-janshof.example,g@elsewhere.example,Gast,,Guest,True,",
        "old@st-janshof.example,old@st-janshof.example,Has left,,Member,False,",
        &format!("{long},{long},,,Member,True,"),
    ] {
        let _ = write!(text, "{line}\r\n");
    }
    for number in 0..60 {
        let _ =
            write!(text, "n{number}@st-janshof.example,n{number}@st-janshof.example,Person {number},,Member,True,\r\n");
    }
    file(&text)
}

fn file(text: &str) -> NamedTempFile {
    let file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    std::fs::write(file.path(), text).unwrap();
    file
}

async fn upload(chromium: &Chromium, file: &NamedTempFile) {
    let field = chromium.client.find(Locator::Css("#list")).await.unwrap();
    field.send_keys(&file.path().display().to_string()).await.unwrap();
    chromium.click("form[enctype] button").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_will_get_in_can_be_read_by_everybody() {
    let demo = Demo::start().await;
    let (good, bad) =
        (list(), file("mail,accountEnabled\r\na@st-janshof.example,True\r\nb@st-janshof.example,perhaps\r\n"));
    let people = format!("{}/setup/people", demo.broker);
    let mut wrong = Vec::new();
    for (width, name, more) in
        [(1440, "desktop", &[][..]), (360, "phone", &[]), (360, "dark", &["--blink-settings=preferredColorScheme=0"])]
    {
        let chromium = Chromium::start_with(width, "en", more).await;
        chromium.open(&link(&demo, "st-janshof").await).await;
        chromium.click(".steps a[href='/setup/people']").await;
        chromium.wait_for("#list").await;
        wrong.extend(barriers(&chromium, &format!("{name}-people")).await);

        upload(&chromium, &good).await;
        chromium.wait_for("#not_here").await;
        let text = chromium.text().await;
        assert!(
            text.contains("1 of 70 people can sign in")
                && text.contains("An alias is known here")
                && text.contains("And 11 more"),
            "{text}"
        );
        wrong.extend(barriers(&chromium, &format!("{name}-people-found")).await);
        let look = "document.querySelector('#guest').scrollIntoView()";
        chromium.client.execute(look, Vec::new()).await.unwrap();
        chromium.picture(&format!("{name}-people-groups")).await;
        if name == "dark" {
            chromium.end().await;
            continue;
        }
        // The table is in the page: nothing is asked for again.
        let table = chromium.client.find(Locator::Css("a#table")).await.unwrap();
        let href = table.attr("href").await.unwrap().unwrap();
        assert!(href.starts_with("data:text/csv;charset=utf-8;base64,"));
        assert_eq!(table.attr("download").await.unwrap().as_deref(), Some("people-to-mend.csv"));
        table.click().await.unwrap();
        assert!(chromium.has("#not_here").await, "the page was left");
        // What is wrong with a file is said with its line and column.
        upload(&chromium, &bad).await;
        chromium.wait_for("[role=alert]").await;
        chromium.sees("Line 3").await;
        assert!(chromium.text().await.contains("accountEnabled"));
        wrong.extend(barriers(&chromium, &format!("{name}-people-wrong")).await);
        // An answer that was not kept cannot be asked for again.
        chromium.open(&format!("{people}/list")).await;
        chromium.wait_for("#list").await;

        chromium.click("form[action='/setup/people/directory'] button").await;
        chromium.wait_for("[role=status]").await;
        wrong.extend(barriers(&chromium, &format!("{name}-people-directory")).await);
        // The shared registration may sign people in, and read nobody.
        chromium.open(&link(&demo, "delta-noord").await).await;
        chromium.open(&people).await;
        chromium.click("form[action='/setup/people/directory'] button").await;
        chromium.wait_for("[role=alert]").await;
        wrong.extend(barriers(&chromium, &format!("{name}-people-not-granted")).await);

        if name == "phone" {
            chromium.open(&link(&demo, "st-janshof").await).await;
            for language in Language::ALL.map(Language::tag) {
                chromium.open(&format!("{people}?lang={language}")).await;
                chromium.wait_for(&format!("html[lang={language}] #list")).await;
                upload(&chromium, &good).await;
                chromium.wait_for(&format!("html[lang={language}] #not_here")).await;
                wrong.extend(barriers(&chromium, &format!("{name}-people-{language}")).await);
            }
        }
        demo.pass(10);
        chromium.end().await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
