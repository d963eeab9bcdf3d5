//! What help there is, as it stands in a terminal of 80 columns.

use super::person::Person;

/// The commands that a help text names.
fn commands(help: &str) -> Vec<String> {
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names = listed.filter(|line| !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next());
    names.map(str::to_owned).collect()
}

/// The help of a command and of all below it, without what stands in every one of them.
async fn all_help(person: &Person, path: &[String]) -> String {
    let mut arguments: Vec<&str> = path.iter().map(String::as_str).collect();
    arguments.push("--help");
    let ran = person.run(&arguments).await;
    assert_eq!(ran.code, 0, "{path:?}");
    let help = ran.seen();
    let mut all = format!("━━━ anteroomctl {}\n\n{}\n", path.join(" "), without_common(&help));
    for name in commands(&help) {
        let below: Vec<String> = path.iter().cloned().chain([name]).collect();
        all.push_str(&Box::pin(all_help(person, &below)).await);
    }
    all
}

fn without_common(help: &str) -> String {
    let Some((before, common)) = help.split_once("\nEvery command:\n") else { return help.to_owned() };
    let after = common.split_once("\n\n").map_or(String::new(), |(_, after)| format!("\n{after}"));
    format!("{before}{after}")
}

#[tokio::test]
async fn every_command_says_what_it_takes() {
    let person = Person::nobody();
    let ran = person.run(&["--help"]).await;
    insta::assert_snapshot!("anteroomctl", ran.seen());
    let mut names = commands(&ran.out);
    assert_eq!(names.len(), 24);
    names.sort();
    for name in names {
        let help = all_help(&person, std::slice::from_ref(&name)).await;
        insta::assert_snapshot!(name, help);
    }
}

#[tokio::test]
async fn every_change_can_be_tried_first() {
    let person = Person::nobody();
    let changes = ["create", "change", "remove", "set", "unset", "suspend", "activate", "rename", "import", "unbind"];
    let changes = changes.iter().chain(&["move-domain", "add", "prove", "enable", "disable", "discard", "undo"]);
    let more = [
        "end",
        "request",
        "approve",
        "close",
        "secret",
        "revoke",
        "apply",
        "replay",
        "test",
        "start",
        "pause",
        "resume",
        "cancel",
        "invite",
        "resend",
        "check",
        "use",
        "test-link",
    ];
    let changes: Vec<_> = changes.chain(&more).collect();
    for group in commands(&person.run(&["--help"]).await.out) {
        let help = all_help(&person, std::slice::from_ref(&group)).await;
        for one in help.split("━━━ ").skip(1) {
            let path = one.lines().next().unwrap();
            let name = path.rsplit(' ').next().unwrap();
            let is_change = changes.iter().any(|change| **change == name);
            assert_eq!(one.contains("--dry-run"), is_change, "{path}");
            assert_eq!(one.contains("--yes"), is_change, "{path}");
        }
    }
}

#[tokio::test]
async fn no_secret_is_taken_from_the_command_line() {
    let person = Person::nobody();
    for group in commands(&person.run(&["--help"]).await.out) {
        let help = all_help(&person, std::slice::from_ref(&group)).await;
        for line in help.lines().filter(|line| line.contains("--")) {
            for word in ["secret <", "password", "--token", "private-key <KEY", "--key <"] {
                assert!(!line.contains(word), "{line}");
            }
        }
    }
}

#[tokio::test]
async fn shells_can_complete_it() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = Person::nobody().run(&["completions", shell]).await;
        assert_eq!(ran.code, 0);
        assert!(ran.out.contains("anteroomctl"), "{shell}");
    }
}

#[tokio::test]
async fn there_is_a_manual() {
    let person = Person::nobody();
    let ran = person.run(&["man", "man1"]).await;
    assert_eq!(ran.seen(), "! The manual is in man1: man man1/anteroomctl.1\n");
    for page in ["anteroomctl.1", "anteroomctl-flag-set.1", "anteroomctl-break-glass-request.1"] {
        let page = super::person::content(&person.path("man1").join(page));
        assert!(page.contains(".SH SYNOPSIS"), "{page}");
    }
}
