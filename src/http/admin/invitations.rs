//! `/admin/v1/organizations/{organization}/invitations`

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::InOrganization;
use super::document::{MadeOnce, OrganizationInPath};
use super::extract::{Json, Path, Query};
use super::manner::{Tried, Why};
use super::once::{Created, Keep, Once};
use super::page::{Listed, Page, Paging};
use super::problem::Problem;
use crate::domain::email::EmailAddress;
use crate::domain::id::InvitationId;
use crate::domain::invitation::{Invitation, InvitationState};
use crate::domain::secret::Secret;
use crate::http::Context;
use crate::tenancy::invitations::{Desk, Draft, InvitationError, Way};
use crate::tenancy::users::Manner;

/// A link that shows the organization's own people what is configured for it.
#[derive(Serialize, ToSchema)]
#[schema(as = Invitation)]
pub struct Shown {
    #[schema(value_type = Uuid)]
    id: InvitationId,
    /// The address of whoever is invited.
    #[schema(value_type = String)]
    to: EmailAddress,
    /// The language of the letter (BCP 47).
    language: &'static str,
    /// For how many days each link of it is good.
    days: u16,
    state: InvitationState,
    /// By whose token.
    created_by: String,
    created_at: DateTime<Utc>,
    /// When the link ends by itself.
    expires_at: DateTime<Utc>,
    /// When the link was opened for the first time: by a person, or by what looks through mail for bad links.
    opened_at: Option<DateTime<Utc>>,
    /// How often.
    opened_count: u32,
    /// The link: shown this once, and only where it was not sent by mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, format = "uri")]
    link: Option<String>,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// Who is to be invited.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInvitation {
    /// The e-mail address of somebody of the organization's IT.
    #[schema(example = "it@st-janshof.example")]
    to: String,
    /// The language of the letter; the organization's where nothing is said.
    #[schema(pattern = "^(en|nl|de|fr)$", example = "nl")]
    language: Option<String>,
    /// For how many days the link is good; 14 where nothing is said.
    #[schema(minimum = 1, maximum = 30)]
    days: Option<u16>,
    /// Whether a letter brings them the link. Otherwise it stands in this answer, once, and you give it to them.
    #[serde(default = "yes")]
    #[schema(default = true)]
    mail: bool,
}

/// How a new link is sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Resending {
    /// Whether a letter brings them the link. Otherwise it stands in this answer, once, and you give it to them.
    #[serde(default = "yes")]
    #[schema(default = true)]
    mail: bool,
}

const fn yes() -> bool {
    true
}

/// Which of them, in the path.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct Which {
    /// The invitation.
    #[param(value_type = Uuid)]
    invitation: InvitationId,
}

/// Lists invitations
///
/// The newest first; without their links. Those that ended more than 90 days ago are not there any more.
#[utoipa::path(
    get, path = "/organizations/{organization}/invitations", tag = "invitations", operation_id = "list_invitations",
    params(OrganizationInPath, Paging),
    responses((status = 200, description = "A page of them.", body = Page<Shown>)),
)]
pub async fn list(
    at: InOrganization,
    Query(Listed { limit, cursor }): Query<Listed<InvitationId>>,
) -> Result<axum::Json<Page<Shown>>, Problem> {
    let found = at.store.list_invitations(cursor.map(|cursor| cursor.0), limit.and_one()).await;
    let found = found.map_err(|error| Problem::internal(&error))?;
    let now = at.caller.now;
    Ok(axum::Json(Page::of(found, limit, |one| one.id, |one| show(&one, None, false, now))))
}

/// Invites somebody
///
/// They get a link to what is configured for the organization; their colleagues may use it too, until it ends. The organization's
/// administrators are told, where letters are sent. An answer that is given again, for its `Idempotency-Key`, does not show the link
/// again.
#[utoipa::path(
    post, path = "/organizations/{organization}/invitations", tag = "invitations", operation_id = "create_invitation",
    params(OrganizationInPath, Tried, MadeOnce),
    request_body = NewInvitation,
    responses(
        (status = 200, description = "What would be made, of a dry run.", body = Shown),
        (status = 201, description = "They are invited.", body = Shown),
        (status = 409, description = "No letters are sent here: no_mail."),
    ),
)]
pub async fn create(
    State(context): State<Context>,
    at: InOrganization,
    Query(Tried { dry_run }): Query<Tried>,
    once: Once<NewInvitation>,
) -> Result<Response, Problem> {
    let now = at.caller.now;
    let make = async |new: NewInvitation, keep: Keep| {
        let NewInvitation { to, language, days, mail } = new;
        // What is kept is not sealed: it is the answer without the link.
        let kept = |made: &Invitation| keep.of(&Created::new(&show(made, None, dry_run, now)));
        let draft = Draft { to, language, days };
        let made = desk(&context, &at).create(draft, way(mail), dry_run, kept).await?;
        Ok(Created::new(&show(&made.invitation, made.link, dry_run, now)))
    };
    let answer = once.answer(&context.sign_in.store, &at.caller, make).await?;
    Ok(if dry_run { answer.only_tried().into_response() } else { answer.into_response() })
}

/// Makes a new link
///
/// The one before ends at once, and what was opened with it; the new one is good for as many days. For whoever has lost theirs, or
/// whose time was over.
#[utoipa::path(
    post, path = "/organizations/{organization}/invitations/{invitation}/resend", tag = "invitations",
    operation_id = "resend_invitation",
    params(OrganizationInPath, Which, Tried),
    request_body = Resending,
    responses(
        (status = 200, description = "There is a new link.", body = Shown),
        (status = 409, description = "It was revoked: revoked; or no letters are sent here: no_mail."),
    ),
)]
pub async fn resend(
    State(context): State<Context>,
    at: InOrganization,
    Path(Which { invitation }): Path<Which>,
    Query(Tried { dry_run }): Query<Tried>,
    Json(Resending { mail }): Json<Resending>,
) -> Result<axum::Json<Shown>, Problem> {
    let made = desk(&context, &at).resend(invitation, way(mail), dry_run).await?;
    Ok(axum::Json(show(&made.invitation, made.link, dry_run, at.caller.now)))
}

/// Revokes an invitation
///
/// Its link ends at once, and what was opened with it.
#[utoipa::path(
    delete, path = "/organizations/{organization}/invitations/{invitation}", tag = "invitations",
    operation_id = "revoke_invitation",
    params(OrganizationInPath, Which, Why),
    responses(
        (status = 200, description = "What would end, of a dry run.", body = Shown),
        (status = 204, description = "It has ended."),
    ),
)]
pub async fn revoke(
    State(context): State<Context>,
    at: InOrganization,
    Path(Which { invitation }): Path<Which>,
    Query(Why { reason, dry_run }): Query<Why>,
) -> Result<Response, Problem> {
    let revoked = desk(&context, &at).revoke(invitation, &Manner { reason, dry_run }).await?;
    if !dry_run {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(axum::Json(show(&revoked, None, true, at.caller.now)).into_response())
}

const fn way(mail: bool) -> Way {
    if mail { Way::Mail } else { Way::ByHand }
}

fn desk<'a>(context: &'a Context, at: &'a InOrganization) -> Desk<'a> {
    let InOrganization { caller, configuration, store } = at;
    let (mail, public_url) = (context.sign_in.mail.as_ref(), context.sign_in.issuer.as_str());
    Desk { store: store.clone(), configuration, mail, public_url, act: caller.act() }
}

fn show(found: &Invitation, link: Option<Secret>, dry_run: bool, now: DateTime<Utc>) -> Shown {
    Shown {
        id: found.id,
        to: found.to.clone(),
        language: found.language.tag(),
        days: found.days,
        state: found.state(now),
        created_by: found.created_by.clone(),
        created_at: found.created_at,
        expires_at: found.expires_at,
        opened_at: found.opened_at,
        opened_count: found.opened_count,
        link: link.map(|link| link.expose().to_owned()),
        dry_run,
    }
}

impl From<InvitationError> for Problem {
    fn from(error: InvitationError) -> Self {
        match error {
            InvitationError::NoMail => Self::new(StatusCode::CONFLICT, "no_mail", &error),
            InvitationError::Revoked => Self::new(StatusCode::CONFLICT, "revoked", &error),
            InvitationError::Tenancy(error) => error.into(),
            InvitationError::Mail(error) => Self::internal(&error),
        }
    }
}
