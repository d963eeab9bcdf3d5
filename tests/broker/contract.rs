//! The admin API keeps the word of its own document: schemathesis reads it, and tries what it allows and what it does not.

use std::path::Path;
use std::process::{Command, Stdio};

use anteroom::domain::admin_role::AdminRole;
use anteroom::http::admin::ROOT;

use crate::admin::token;
use crate::stories;

/// So many requests at least.
const CASES: u32 = 2_000;

stories! {
    async fn nothing_that_the_document_allows_is_a_fault_of_ours_and_no_answer_is_missing_from_it(world) {
        let mut world = world;
        let project = Path::new(env!("CARGO_MANIFEST_DIR"));
        let tool = project.join("target/schemathesis/bin/st");
        assert!(tool.exists(), "{} is not there: run scripts/setup", tool.display());
        let refused = world.browser().sign_in("s.suspended@st-janshof.example", &[]).await.sign_in();
        // Webhooks are made here with whatever address; nobody is to be called there.
        world.only_answers().await;
        let folder = tempfile::tempdir().unwrap();
        let config = std::fs::read_to_string(project.join("tests/contract/schemathesis.toml")).unwrap();
        let config_file = folder.path().join("schemathesis.toml");
        std::fs::write(&config_file, config.replace("SIGN_IN", &refused.to_string())).unwrap();
        let mut run = Command::new(tool);
        run.arg("--config-file")
            .arg(&config_file)
            .args(["run", "--checks", "all", "--seed", "1", "--phases", "examples,coverage,fuzzing,stateful"])
            .arg(format!("{}{ROOT}/openapi.json", world.base))
            .env("ANTEROOM_TOKEN", token(&world, "contract", AdminRole::Operator, &[]).await)
            .env("NO_COLOR", "1")
            .env("COLUMNS", "160")
            .current_dir(folder.path())
            .stdin(Stdio::null());
        let run = tokio::task::spawn_blocking(move || run.output()).await.unwrap().unwrap();
        let said = String::from_utf8_lossy(&run.stdout);
        let cases = said.split("Test cases:").nth(1).and_then(|rest| rest.split_whitespace().next());
        let cases: u32 = cases.map(|cases| cases.replace(',', "")).unwrap_or_default().parse().unwrap_or_default();
        assert!(run.status.success(), "{said}\n{}", String::from_utf8_lossy(&run.stderr));
        assert!(cases >= CASES, "{cases} cases\n{said}");
    }
}
