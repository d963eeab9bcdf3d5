//! A private link, by which somebody of the hospital tries a connection, and nobody comes in.

use clap::Args;

use super::Which;
use crate::api::request::Request;
use crate::context::{Context, Manner};
use crate::error::CliError;
use crate::given::Given;
use crate::show::fields::Fields;

/// For which connection.
#[derive(Args)]
pub struct TestLink {
    #[command(flatten)]
    which: Which,
    /// End the link that there is, and make none
    #[arg(long)]
    end: bool,
    /// Why: for the audit log
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    manner: Manner,
}

/// Makes one, which ends the one before; or ends it.
pub async fn run(with: &Context, link: &TestLink) -> Result<(), CliError> {
    let TestLink { which, end, reason, manner } = link;
    let at = which.path().then("test-link");
    if *end {
        let request = Request::delete(at).maybe("reason", reason.as_ref());
        let question = format!("End the private link to test sign-ins of {}.", which.words());
        let changed = with.change(manner, request, Some(&question)).await?;
        return with.done(&changed, "Ended. The link opens nothing any more.", &[("exists", "there is one")]);
    }
    let body = Given::new().field("reason", reason.as_ref()).whole();
    let changed = with.change(manner, Request::post(at).json(body), None).await?;
    if changed.dry_run {
        return with.done(&changed, "", &[("expires_at", "until")]);
    }
    let made = &changed.body;
    let Some(link) = made.text("link") else { return Err(CliError::not_understood("link is missing")) };
    with.screen.show(made, |page| {
        let until = made.show("expires_at");
        page.say(&format!(
            "Give this link to somebody of {}. It is good until {until}, and is not shown again:",
            which.org
        ));
        page.command(link);
        page.say("They sign in at their provider and see what would happen; nobody is let in.");
        page.say("A link that was made before opens nothing any more. To see whether it worked:");
        page.command(&format!("anteroomctl connection versions {} {}", which.org, which.connection));
    })
}
