//! Making a connection, and changing what it knows of its identity provider: in a draft.

use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::versions::{self, VERSION};
use super::{FIELDS, Which, all, redirect_uri};
use crate::api::request::Request;
use crate::context::{Context, Manner, Once};
use crate::error::CliError;
use crate::given::Given;
use crate::show::fields::Fields;

/// The kind of identity provider.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    /// Microsoft Entra ID
    #[default]
    Entra,
    /// Google Workspace
    Google,
    /// Any other OpenID Connect provider
    Oidc,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Entra, Self::Google, Self::Oidc];

    /// Where its settings stand.
    const fn field(self) -> &'static str {
        match self {
            Self::Entra => "entra",
            Self::Google => "google",
            Self::Oidc => "oidc",
        }
    }
}

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
    /// entra, google, or oidc for any other provider
    #[arg(long, value_name = "KIND", default_value = "entra", hide_possible_values = true)]
    kind: Kind,
    /// Entra: the hospital's directory (tenant) id
    #[arg(long, value_name = "GUID")]
    tid: Option<Uuid>,
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
    /// Entra: the hospital's directory (tenant) id
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

/// What it knows of its provider besides the directory.
#[derive(Args)]
struct Settings {
    /// Entra: own is the hospital's app registration, shared ours
    #[arg(long, value_name = "WHOSE", hide_possible_values = true)]
    registration: Option<Registration>,
    /// What we are called there; at Entra the application (client) id
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// Entra: global, us_government or china
    #[arg(long, value_name = "CLOUD")]
    cloud: Option<String>,
    /// Entra: whether guests of the directory may come in
    #[arg(long, value_name = "true|false", hide_possible_values = true)]
    allow_guests: Option<bool>,
    /// Entra: skips Microsoft's question where to sign in; "" is none
    #[arg(long, value_name = "DOMAIN")]
    domain_hint: Option<String>,
    /// Entra: authentication context of a second factor; "" is none
    #[arg(long, value_name = "c1…c99")]
    mfa_context: Option<String>,
    /// Entra: whether every sign-in must satisfy it
    #[arg(long, value_name = "true|false", hide_possible_values = true)]
    require_mfa: Option<bool>,
    /// Google: a domain of the Workspace; give it for each
    #[arg(long = "workspace-domain", value_name = "DOMAIN")]
    domains: Vec<String>,
    /// oidc: the provider's issuer, as its document names it
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,
    /// oidc: the claim that holds the address, if not email
    #[arg(long, value_name = "NAME")]
    email_claim: Option<String>,
    /// oidc: whether it must say that it has verified the address
    #[arg(long, value_name = "true|false", hide_possible_values = true)]
    require_email_verified: Option<bool>,
}

impl Settings {
    /// All that was given, whichever kind it is for: what does not fit, the broker names.
    fn given(&self, tid: Option<Uuid>) -> Given {
        // Ours has a client id of its own.
        let shared = self.registration == Some(Registration::Shared) && self.client_id.is_none();
        Given::new()
            .field("tid", tid)
            .field("registration", self.registration)
            .field("client_id", self.client_id.as_ref())
            .text("client_id", shared.then_some(""))
            .field("cloud", self.cloud.as_ref())
            .field("allow_guests", self.allow_guests)
            .text("domain_hint", self.domain_hint.as_deref())
            .text("mfa_context", self.mfa_context.as_deref())
            .field("require_mfa", self.require_mfa)
            .list("domains", &self.domains)
            .field("issuer", self.issuer.as_ref())
            .field("email_claim", self.email_claim.as_ref())
            .field("require_email_verified", self.require_email_verified)
    }
}

/// Makes one.
pub async fn create(with: &Context, new: &Create) -> Result<(), CliError> {
    if new.kind == Kind::Entra && new.tid.is_none() {
        let words = "a connection to Entra needs --tid, the hospital's directory (tenant) id";
        return Err(CliError::Use(words.to_owned()));
    }
    let mut settings = new.settings.given(new.tid);
    if new.kind == Kind::Entra && new.settings.registration.is_none() {
        settings = settings.field("registration", Some(Registration::Own));
    }
    let body = Given::new()
        .field("name", Some(&new.which.connection))
        .field("kind", (new.kind != Kind::Entra).then_some(new.kind))
        .below(new.kind.field(), settings)
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
    let kind = |version: &&Value| Kind::ALL.map(Kind::field).into_iter().find(|field| version.at(field).is_some());
    let kind = read.base().as_ref().and_then(kind).unwrap_or("entra");
    let now = read.base().and_then(|version| version.at(kind)).cloned().unwrap_or_default();
    let settings = given.over(&now)?;
    let body = Given::new().field(kind, Some(settings)).field("reason", change.reason.as_ref()).whole();
    let request = Request::put(versions::draft_at(&change.which)).json(body).for_state(read.etag);
    let changed = with.change(&change.manner, request, None).await?;
    let done = format!("The draft of {} is written. Nobody uses it before it is activated.", change.which.words());
    with.done(&changed, &done, &VERSION)
}
