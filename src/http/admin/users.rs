//! `/admin/v1/organizations/{organization}/users`

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ROOT;
use super::caller::{InOrganization, OfUser};
use super::document::{ForState, MadeOnce, OrganizationInPath, UserInPath};
use super::etag::{IfMatch, Tagged};
use super::extract::{Json, Query};
use super::manner::{Tried, Why};
use super::once::{Created, Keep, Once};
use super::page::{Cursor, Limit, Page, Paging};
use super::patch::Field;
use super::problem::Problem;
use crate::domain::email::EmailAddress;
use crate::domain::id::UserId;
use crate::domain::user::{User, UserKind, UserStatus};
use crate::http::Context;
use crate::store::people::UserFilter;
use crate::tenancy::change::Fingerprint;
use crate::tenancy::users::{self, Draft, Manner};

/// A person of an organization, who exists here before they sign in.
#[derive(Serialize, ToSchema)]
#[schema(as = User)]
pub struct Shown {
    #[schema(value_type = Uuid)]
    id: UserId,
    #[schema(value_type = String)]
    email: EmailAddress,
    name: String,
    kind: UserKind,
    status: UserStatus,
    roles: Vec<String>,
    /// Their language, where known (BCP 47).
    locale: Option<String>,
    /// The address that they had before, where it is kept side by side: until then Microsoft may send either, and no other user may
    /// have it.
    #[schema(value_type = Option<String>)]
    former_email: Option<EmailAddress>,
    /// Until when it counts.
    former_email_until: Option<DateTime<Utc>>,
    /// Whether they are on the organization's pilot list.
    pilot: bool,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// A user to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    /// Exactly the one that Microsoft sends; it need not lie in a proven domain for the traditional way.
    #[schema(max_length = 254, example = "a.devries@st-janshof.example")]
    email: String,
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    kind: UserKind,
    #[serde(default = "active")]
    status: UserStatus,
    #[serde(default)]
    #[schema(max_items = 50)]
    roles: Vec<String>,
    #[schema(example = "nl")]
    locale: Option<String>,
}

const fn active() -> UserStatus {
    UserStatus::Active
}

impl From<NewUser> for Draft {
    fn from(new: NewUser) -> Self {
        let NewUser { email, name, kind, status, roles, locale } = new;
        Self { email, name, kind, status, roles, locale, former_email: None, pilot: false }
    }
}

/// What is to change of a user (RFC 7396): what is not named stays, and `null` takes away what may be missing.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserChange {
    #[serde(default)]
    #[schema(value_type = String, max_length = 254)]
    email: Field<String>,
    #[serde(default)]
    #[schema(value_type = String, min_length = 1, max_length = 200)]
    name: Field<String>,
    #[serde(default)]
    #[schema(value_type = UserKind)]
    kind: Field<UserKind>,
    /// `suspended` keeps them out by every way, and ends their sessions at once.
    #[serde(default)]
    #[schema(value_type = UserStatus)]
    status: Field<UserStatus>,
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 50)]
    roles: Field<Vec<String>>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    locale: Field<Option<String>>,
    /// With another `email`: for so many days the one that they had counts too. Both must lie in domains that the organization has
    /// proved. Alone: for so many days from now on the former one does; 0 ends it.
    #[schema(maximum = 180)]
    keep_former_days: Option<u32>,
    /// Why: for the audit log.
    #[schema(min_length = 1, max_length = 500)]
    reason: Option<String>,
}

impl UserChange {
    fn apply(self, draft: &mut Draft) {
        self.email.put(&mut draft.email);
        self.name.put(&mut draft.name);
        self.kind.put(&mut draft.kind);
        self.status.put(&mut draft.status);
        self.roles.put(&mut draft.roles);
        self.locale.put(&mut draft.locale);
    }
}

/// Which users, and which page of them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    email: Option<EmailAddress>,
    kind: Option<UserKind>,
    status: Option<UserStatus>,
    pilot: Option<bool>,
    q: Option<String>,
    #[serde(default)]
    limit: Limit,
    cursor: Option<Cursor<EmailAddress>>,
}

/// Which users, as the document has it.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes")]
pub struct Filter {
    /// Only the one with this address, or who had it before.
    email: Option<String>,
    /// Only those who are this to the organization.
    kind: Option<UserKind>,
    /// Only those who may come in, or may not.
    status: Option<UserStatus>,
    /// Only those who are on the pilot list, or are not.
    pilot: Option<bool>,
    /// Only those whose address, former address or name has this in it.
    #[param(min_length = 1, max_length = 200)]
    q: Option<String>,
}

/// Lists users
///
/// By address.
#[utoipa::path(
    get, path = "/organizations/{organization}/users", tag = "users", operation_id = "list_users",
    params(OrganizationInPath, Filter, Paging),
    responses((status = 200, description = "A page of them.", body = Page<Shown>)),
)]
pub async fn list(
    at: InOrganization,
    Query(Listed { email, kind, status, pilot, q, limit, cursor }): Query<Listed>,
) -> Result<axum::Json<Page<Shown>>, Problem> {
    if q.as_deref().is_some_and(|text| !users::is_sought(text)) {
        return Err(Problem::invalid(&"q: one line of 1 to 200 characters"));
    }
    let which = UserFilter { email, kind, status, pilot, text: q };
    let after = cursor.as_ref().map(|cursor| &cursor.0);
    let found = at.store.list_users(&which, after, limit.and_one()).await;
    let found = found.map_err(|error| Problem::internal(&error))?;
    Ok(axum::Json(Page::of(found, limit, |user| user.email.clone(), |user| show(user, false))))
}

/// Makes a user
///
/// Nobody is told; the first sign-in binds the account that is shown then.
#[utoipa::path(
    post, path = "/organizations/{organization}/users", tag = "users", operation_id = "create_user",
    params(OrganizationInPath, Tried, MadeOnce),
    request_body = NewUser,
    responses(
        (status = 200, description = "What would be made, of a dry run.", body = Shown),
        (status = 201, description = "They are made.", body = Shown, headers(
            ("Location" = String, description = "Where they are"), ("ETag" = String, description = "Their state"))),
        (status = 409, description = "The organization has a user with this address: exists; or one who had it before, for whom it             still counts: former_address."),
    ),
)]
pub async fn create(
    State(context): State<Context>,
    at: InOrganization,
    Query(Tried { dry_run }): Query<Tried>,
    once: Once<NewUser>,
) -> Result<Response, Problem> {
    let (store, organization) = (&context.sign_in.store, &at.configuration.organization);
    let (manner, act) = (Manner { reason: None, dry_run }, at.caller.act());
    let created = |user: &User| {
        let location = format!("{ROOT}/organizations/{}/users/{}", organization.slug, user.id);
        Created::new(&show(user.clone(), dry_run)).at(location, &Fingerprint::of(user))
    };
    let make = async |new: NewUser, keep: Keep| {
        let kept = |user: &User| if dry_run { None } else { keep.of(&created(user)) };
        let user = users::create(store, organization.id, new.into(), &manner, &act, kept).await?;
        Ok(created(&user))
    };
    let answer = once.answer(store, &at.caller, make).await?;
    Ok(if dry_run { answer.only_tried().into_response() } else { answer.into_response() })
}

/// Shows a user
#[utoipa::path(
    get, path = "/organizations/{organization}/users/{user}", tag = "users", operation_id = "get_user",
    params(OrganizationInPath, UserInPath),
    responses((status = 200, description = "The user.", body = Shown, headers(("ETag" = String, description = "Their state")))),
)]
pub async fn get(OfUser { user, .. }: OfUser) -> Tagged<Shown> {
    tagged(user, false)
}

/// Changes a user
///
/// Suspending ends all their sessions, and what apps got with them, at once. Another address changes nothing of the bond with their
/// account.
#[utoipa::path(
    patch, path = "/organizations/{organization}/users/{user}", tag = "users", operation_id = "change_user",
    params(OrganizationInPath, UserInPath, Tried, ForState),
    request_body = UserChange,
    responses(
        (status = 200, description = "As they are now.", body = Shown, headers(("ETag" = String, description = "Their state"))),
        (status = 409, description = "Another user of the organization has this address: exists; or had it before, and it still             counts for them: former_address."),
    ),
)]
pub async fn change(
    State(context): State<Context>,
    OfUser { at, user }: OfUser,
    Query(Tried { dry_run }): Query<Tried>,
    IfMatch(expected): IfMatch,
    Json(mut body): Json<UserChange>,
) -> Result<Tagged<Shown>, Problem> {
    let manner = Manner { reason: body.reason.take(), dry_run };
    let (store, which) = (&context.sign_in.store, (user.organization_id, user.id));
    let (act, keep) = (at.caller.act(), body.keep_former_days);
    let edit = |draft: &mut Draft| body.apply(draft);
    Ok(tagged(users::change(store, which, &expected, keep, &manner, &act, edit).await?, dry_run))
}

/// Removes a user
///
/// With their bonds and sessions; they are out at once. The audit log stays.
#[utoipa::path(
    delete, path = "/organizations/{organization}/users/{user}", tag = "users", operation_id = "delete_user",
    params(OrganizationInPath, UserInPath, Why, ForState),
    responses(
        (status = 200, description = "Who would be removed, of a dry run.", body = Shown),
        (status = 204, description = "They are gone."),
    ),
)]
pub async fn delete(
    State(context): State<Context>,
    OfUser { at, user }: OfUser,
    Query(Why { reason, dry_run }): Query<Why>,
    IfMatch(expected): IfMatch,
) -> Result<Response, Problem> {
    let manner = Manner { reason, dry_run };
    let (store, which) = (&context.sign_in.store, (user.organization_id, user.id));
    let removed = users::remove(store, which, &expected, &manner, &at.caller.act()).await?;
    Ok(if dry_run { tagged(removed, true).into_response() } else { StatusCode::NO_CONTENT.into_response() })
}

fn tagged(user: User, dry_run: bool) -> Tagged<Shown> {
    Tagged(Fingerprint::of(&user), show(user, dry_run))
}

fn show(user: User, dry_run: bool) -> Shown {
    let User { id, email, name, kind, status, roles, locale, former_email, pilot, .. } = user;
    let (former_email, former_email_until) = former_email.map(|former| (former.address, former.until)).unzip();
    Shown { id, email, name, kind, status, roles, locale, former_email, former_email_until, pilot, dry_run }
}
