//! Making a connection, and changing what it knows of Entra: in a draft.

use clap::{Args, ValueEnum};
use serde::Serialize;
use uuid::Uuid;

use super::versions::{self, VERSION};
use super::{FIELDS, Which, all, redirect_uri};
use crate::api::request::Request;
use crate::context::{Context, Manner, Once};
use crate::error::CliError;
use crate::given::Given;
use crate::show::fields::Fields;

/// Whose app registration.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
enum Registration {
    /// The hospital's own
    Own,
    /// Ours, which many hospitals share
    Shared,
}

/// A new one.
#[derive(Args)]
pub struct Create {
    #[command(flatten)]
    which: Which,
    /// The hospital's directory (tenant) id
    #[arg(long, value_name = "GUID")]
    tid: Uuid,
    #[command(flatten)]
    settings: Settings,
    /// Why: for the audit log
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    once: Once,
    #[command(flatten)]
    manner: Manner,
}

/// What is to change.
#[derive(Args)]
pub struct Change {
    #[command(flatten)]
    which: Which,
    /// The hospital's directory (tenant) id
    #[arg(long, value_name = "GUID")]
    tid: Option<Uuid>,
    #[command(flatten)]
    settings: Settings,
    /// Why: for the audit log
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    manner: Manner,
}

/// What it knows of Entra besides the directory.
#[derive(Args)]
struct Settings {
    /// own: the hospital's app registration; shared: ours
    #[arg(long, value_name = "WHOSE", hide_possible_values = true)]
    registration: Option<Registration>,
    /// The application (client) id of the hospital's own registration
    #[arg(long, value_name = "GUID")]
    client_id: Option<Uuid>,
    /// global, us_government or china
    #[arg(long, value_name = "CLOUD")]
    cloud: Option<String>,
    /// Whether guests of the directory may come in
    #[arg(long, value_name = "true|false", hide_possible_values = true)]
    allow_guests: Option<bool>,
    /// Domain that skips Microsoft's question where to sign in; "" is none
    #[arg(long, value_name = "DOMAIN")]
    domain_hint: Option<String>,
    /// Authentication context that demands a second factor; "" is none
    #[arg(long, value_name = "c1…c99")]
    mfa_context: Option<String>,
    /// Whether every sign-in must satisfy it
    #[arg(long, value_name = "true|false", hide_possible_values = true)]
    require_mfa: Option<bool>,
}

impl Settings {
    fn given(&self, tid: Option<Uuid>) -> Given {
        // Ours has a client id of its own.
        let shared = self.registration == Some(Registration::Shared) && self.client_id.is_none();
        Given::new()
            .field("tid", tid)
            .field("registration", self.registration)
            .field("client_id", self.client_id)
            .text("client_id", shared.then_some(""))
            .field("cloud", self.cloud.as_ref())
            .field("allow_guests", self.allow_guests)
            .text("domain_hint", self.domain_hint.as_deref())
            .text("mfa_context", self.mfa_context.as_deref())
            .field("require_mfa", self.require_mfa)
    }
}

/// Makes one.
pub async fn create(with: &Context, new: &Create) -> Result<(), CliError> {
    let mut settings = new.settings.given(Some(new.tid));
    if new.settings.registration.is_none() {
        settings = settings.field("registration", Some(Registration::Own));
    }
    let body = Given::new()
        .field("name", Some(&new.which.connection))
        .below("entra", settings)
        .field("reason", new.reason.as_ref())
        .whole();
    let request = Request::create(all(&new.which.org), new.once.key()).json(body);
    let changed = with.change(&new.manner, request, None).await?;
    let done = format!("{} is made. Give it a credential, and activate it.", new.which.words());
    with.done(&changed, &done, &FIELDS)?;
    with.screen.only_eyes(|page| redirect_uri(page, &changed.body))
}

/// Changes one: writes the draft, over the one that there is or else over what is in force.
pub async fn change(with: &Context, change: &Change) -> Result<(), CliError> {
    let given = change.settings.given(change.tid);
    let read = versions::read(with, &change.which).await?;
    let now = read.base().and_then(|version| version.at("entra")).cloned().unwrap_or_default();
    let settings = given.over(&now)?;
    let body = Given::new().field("entra", Some(settings)).field("reason", change.reason.as_ref()).whole();
    let request = Request::put(versions::draft_at(&change.which)).json(body).for_state(read.etag);
    let changed = with.change(&change.manner, request, None).await?;
    let done = format!("The draft of {} is written. Nobody uses it before it is activated.", change.which.words());
    with.done(&changed, &done, &VERSION)
}
