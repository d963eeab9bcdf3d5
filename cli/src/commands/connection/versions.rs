//! The versions of a connection's settings: the draft, the one in force, and the one before.

use clap::Args;
use serde_json::{Value, json};

use super::{Done, FIELDS, Which, redirect_uri};
use crate::api::list::Listed;
use crate::api::path::Path;
use crate::api::request::Request;
use crate::context::{Context, Manner};
use crate::error::CliError;
use crate::given::Given;
use crate::show::card::Field;
use crate::show::fields::Fields;
use crate::show::table::{Table, prose, whole};

/// How the draft is put in force.
#[derive(Args)]
pub struct Activate {
    #[command(flatten)]
    which: Which,
    /// Why, although no test sign-in has worked with it
    #[arg(long, value_name = "TEXT")]
    without_test_sign_in: Option<String>,
    /// Why, although Microsoft was not seen to accept the new credential
    #[arg(long, value_name = "TEXT")]
    without_proof: Option<String>,
    /// Why: for the audit log
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    manner: Manner,
}

/// The fields of a version. What a draft would change is shown below them.
pub const VERSION: [Field; 18] = [
    ("number", "version"),
    ("state", "state"),
    ("entra.registration", "registration"),
    ("entra.tid", "directory (tid)"),
    ("entra.client_id", "client_id"),
    ("entra.cloud", "cloud"),
    ("entra.allow_guests", "guests"),
    ("entra.domain_hint", "domain hint"),
    ("entra.mfa_context", "MFA context"),
    ("entra.require_mfa", "MFA required"),
    ("google.client_id", "client_id"),
    ("google.domains", "Workspace domains"),
    ("oidc.issuer", "issuer"),
    ("oidc.client_id", "client_id"),
    ("oidc.email_claim", "e-mail claim"),
    ("oidc.require_email_verified", "verified e-mail"),
    ("redirect_uri", ""),
    ("changes", ""),
];

/// The versions that there are, and the state that they are in.
pub struct Versions {
    items: Vec<Value>,
    /// The state of the connection.
    pub etag: Option<String>,
}

impl Versions {
    /// The draft, if there is one.
    fn draft(&self) -> Option<&Value> {
        self.items.iter().find(|version| ["draft", "tested"].contains(&version.text("state").unwrap_or_default()))
    }

    /// What a draft is written over.
    pub fn base(&self) -> Option<&Value> {
        self.draft().or_else(|| self.items.iter().find(|version| version.text("state") == Some("active")))
    }
}

/// Where the draft is.
pub fn draft_at(which: &Which) -> Path {
    which.path().then("versions").then("draft")
}

/// Reads them.
pub async fn read(with: &Context, which: &Which) -> Result<Versions, CliError> {
    let answer = with.api.get(which.path().then("versions")).await?;
    Ok(Versions { items: answer.body.items().to_vec(), etag: answer.etag })
}

/// Lists them.
pub async fn list(with: &Context, which: &Which) -> Result<(), CliError> {
    let listed = Listed { items: read(with, which).await?.items, more: false };
    let columns = [whole("NUMBER"), whole("STATE"), prose("SETTINGS")];
    with.list(&listed, "There is no version yet.", &columns, |table, version| {
        let [number, state] = ["number", "state"].map(|name| version.show(name).into());
        table.row([number, state, settings(version).into()]);
    })
}

/// The settings of a version, on one line.
fn settings(version: &Value) -> String {
    let ours = VERSION.iter().filter(|(path, _)| path.contains('.') && version.at(path).is_some());
    ours.map(|(path, name)| format!("{name} {}", version.show(path))).collect::<Vec<_>>().join(", ")
}

/// Shows the draft.
pub async fn draft(with: &Context, which: &Which) -> Result<(), CliError> {
    let versions = read(with, which).await?;
    let draft = versions.draft().ok_or_else(|| none(which))?;
    with.screen.show(draft, |page| {
        page.card(draft, &VERSION);
        redirect_uri(page, draft);
        page.gap();
        if draft.list("changes").is_empty() {
            return page.say("It says what is in force.");
        }
        let mut table = Table::new(&[whole("CHANGES"), prose("NOW"), prose("THEN")]);
        for change in draft.list("changes") {
            table.row(["field", "old", "new"].map(|name| change.show(name).into()));
        }
        page.table(&table);
    })
}

/// Puts the draft in force.
pub async fn activate(with: &Context, activate: &Activate) -> Result<(), CliError> {
    let which = &activate.which;
    let versions = read(with, which).await?;
    let draft = versions.draft().ok_or_else(|| none(which))?;
    let said = draft.list("changes").iter().map(|change| {
        let [field, old, new] = ["field", "old", "new"].map(|name| change.show(name));
        format!("{field} from {old} to {new}")
    });
    let question = format!(
        "Put version {} of {} in force for everybody, at once: {}.",
        draft.show("number"),
        which.words(),
        said.collect::<Vec<_>>().join(", ")
    );
    let body = Given::new()
        .field("without_test_sign_in", activate.without_test_sign_in.as_ref())
        .field("without_proof", activate.without_proof.as_ref())
        .field("reason", activate.reason.as_ref())
        .whole();
    let request = Request::post(draft_at(which).then("activate")).json(body).for_state(versions.etag);
    let changed = with.change(&activate.manner, request, Some(&question)).await?;
    let done = format!(
        "It is in force for everybody. anteroomctl connection undo {} {} takes it back.",
        which.org, which.connection
    );
    with.done(&changed, &done, &FIELDS)
}

/// Throws the draft away.
pub async fn discard(with: &Context, one: &Done) -> Result<(), CliError> {
    let question = format!("Throw the draft of {} away.", one.which.words());
    let read = read(with, &one.which).await?;
    let request = Request::delete(draft_at(&one.which)).maybe("reason", one.reason.as_ref()).for_state(read.etag);
    let changed = with.change(&one.manner, request, Some(&question)).await?;
    with.done(&changed, &format!("The draft of {} is gone.", one.which.words()), &VERSION)
}

/// Brings the version before back.
pub async fn undo(with: &Context, one: &Done) -> Result<(), CliError> {
    let question = format!("Put the version before this one of {} back in force, for everybody.", one.which.words());
    let read = read(with, &one.which).await?;
    let body = one.reason.as_ref().map_or_else(|| json!({}), |reason| json!({ "reason": reason }));
    let request = Request::post(one.which.path().then("undo")).json(body).for_state(read.etag);
    let changed = with.change(&one.manner, request, Some(&question)).await?;
    with.done(&changed, "The version before is in force again. Another undo takes this back.", &FIELDS)
}

fn none(which: &Which) -> CliError {
    CliError::Refused(format!("{} has no draft; anteroomctl connection change makes one", which.words()))
}
