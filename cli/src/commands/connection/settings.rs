//! Making and changing a connection.

use clap::{Args, ValueEnum};
use serde::Serialize;
use uuid::Uuid;

use super::{FIELDS, Which, all};
use crate::api::request::Request;
use crate::context::{Context, Manner, Once};
use crate::error::CliError;
use crate::given::Given;

/// Whether it may be used.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    /// It may
    Active,
    /// Nobody comes in by it
    Disabled,
}

/// Whose app registration.
#[derive(Clone, Copy, ValueEnum, Serialize)]
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
    /// active, or disabled: nobody comes in by it
    #[arg(long, value_name = "STATUS", hide_possible_values = true)]
    status: Option<Status>,
    /// The hospital's directory (tenant) id
    #[arg(long, value_name = "GUID")]
    tid: Option<Uuid>,
    #[command(flatten)]
    settings: Settings,
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
    #[arg(long, value_name = "c1…c25")]
    mfa_context: Option<String>,
    /// Whether every sign-in must satisfy it
    #[arg(long, value_name = "true|false", hide_possible_values = true)]
    require_mfa: Option<bool>,
}

impl Settings {
    fn given(&self, tid: Option<Uuid>) -> Given {
        Given::new()
            .field("tid", tid)
            .field("registration", self.registration)
            .field("client_id", self.client_id)
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
        .field("kind", Some("entra"))
        .field("status", Some(Status::Active))
        .below("entra", settings)
        .whole();
    let request = Request::create(all(&new.which.org), new.once.key()).json(body);
    let changed = with.change(&new.manner, request, None).await?;
    with.done(&changed, &format!("{} is made. Give it a credential next.", new.which.words()), &FIELDS)
}

/// Changes one.
pub async fn change(with: &Context, change: &Change) -> Result<(), CliError> {
    let settings = change.settings.given(change.tid);
    let given = Given::new().field("status", change.status).below("entra", settings);
    let request = Request::patch(change.which.path()).json(given.change()?);
    let question = match change.status {
        Some(Status::Disabled) => format!("Disable {}: nobody can come in by it.", change.which.words()),
        _ => format!("Change {}, in force for everybody at once; undo takes it back.", change.which.words()),
    };
    let changed = with.change(&change.manner, with.as_read(request).await?, Some(&question)).await?;
    with.done(&changed, &format!("{} is changed.", change.which.words()), &FIELDS)
}
