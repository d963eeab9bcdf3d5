//! The document in OpenAPI 3.1: what all routes have in common is said here, once.

use utoipa::openapi::path::{Operation, ParameterIn, Paths};
use utoipa::openapi::schema::{AnyOfBuilder, Schema, SchemaType, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Content, InfoBuilder, Object, OpenApi, OpenApiBuilder, Ref, RefOr, Response};
use utoipa::{IntoParams, PartialSchema, ToSchema};
use utoipa_axum::router::UtoipaMethodRouter;

use super::problem::{PROBLEM_JSON, Written};
use crate::domain::admin_role::Permission;

const DESCRIPTION: &str = "\
For support staff, each under their own name: what a token does stands in the audit log under its name.

Errors are problem documents (RFC 9457); programs tell them apart by `code`. What lies outside a token's limits is not found.

Lists come in pages: `next` is the `cursor` of the page after. A change names the state that it is for: `If-Match` with the `ETag` of \
what was read. What is made with an `Idempotency-Key` is made once, however often it is asked for.";

/// The document without its routes.
pub fn base() -> OpenApi {
    let info = InfoBuilder::new().title("Anteroom").description(Some(DESCRIPTION)).version(env!("CARGO_PKG_VERSION"));
    let mut document = OpenApiBuilder::new().info(info.build()).build();
    let components = document.components.get_or_insert_default();
    let mut schemas = vec![(Written::name().into_owned(), Written::schema())];
    Written::schemas(&mut schemas);
    components.schemas.extend(schemas);
    let mut token = Http::new(HttpAuthScheme::Bearer);
    token.description = Some("A token that `anteroom token create` has made, or the access token of somebody who has signed in (scope `openid`)".to_owned());
    components.add_security_scheme(TOKEN, SecurityScheme::Http(token));
    document.security = Some(vec![utoipa::openapi::SecurityRequirement::new::<_, [&str; 0], _>(TOKEN, [])]);
    document
}

const TOKEN: &str = "token";

/// Adds to a route what follows from what it takes: whose token may, and how it may be refused.
pub fn complete(operation: &mut Operation, permission: Permission) {
    let role = format!("Needs the role `{}`.", permission.least_role().as_str());
    let said = operation.description.take().map_or_else(String::new, |said| format!("{said}\n\n"));
    operation.description = Some(said + &role);
    let mut refusals = vec![
        (401, "The token is missing, has ended, or is none."),
        (403, "The caller's role or limits do not allow it."),
        (500, "Our own fault; it is in the log."),
        (503, "It takes too long at this moment."),
    ];
    let takes = |place: ParameterIn, name: Option<&str>| {
        operation.parameters.iter().flatten().any(|parameter| match parameter {
            RefOr::T(parameter) => {
                parameter.parameter_in == place && name.is_none_or(|name| parameter.name.eq_ignore_ascii_case(name))
            }
            RefOr::Ref(_) => false,
        })
    };
    if takes(ParameterIn::Path, None) {
        refusals.push((404, "What the path names does not exist, or lies outside the token's limits."));
    }
    if operation.request_body.is_some() {
        refusals.extend([
            (413, "The body is larger than any that can be answered."),
            (415, "The body is said to be something else than JSON."),
        ]);
    }
    if let Some(RefOr::T(body)) = &operation.request_body
        && body.content.contains_key("application/json")
    {
        refusals.push((400, "The body is no JSON."));
    }
    if takes(ParameterIn::Header, Some("If-Match")) {
        refusals.extend([
            (412, "Somebody has changed it since it was read; ETag says its state."),
            (428, "If-Match is missing."),
        ]);
    }
    if [ParameterIn::Query, ParameterIn::Header].into_iter().any(|place| takes(place, None))
        || operation.request_body.is_some()
    {
        refusals.push((422, "What was sent is not what can be done; `detail` says why."));
    }
    for (status, why) in refusals {
        operation.responses.responses.entry(status.to_string()).or_insert_with(|| Response::new(why).into());
    }
    // Every refusal has one form, also those that the route names itself.
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && (status.starts_with('4') || status.starts_with('5'))
            && response.content.is_empty()
        {
            let problem = Content::new(Some(Ref::from_schema_name(Written::name())));
            response.content.insert(PROBLEM_JSON.to_owned(), problem.into());
        }
    }
}

/// A route of the operator's own things, as the one of an organization's: below its address, by another name.
pub fn in_organization<S>((schemas, paths, handler): UtoipaMethodRouter<S>) -> UtoipaMethodRouter<S>
where
    S: Clone + Send + Sync + 'static,
{
    let mut below = Paths::new();
    for (path, mut item) in paths.paths {
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            operation.operation_id = operation.operation_id.take().map(|id| format!("{id}_of_organization"));
            let parameters = OrganizationInPath::into_params(|| None).into_iter().map(RefOr::T);
            operation.parameters.get_or_insert_default().splice(0..0, parameters);
        }
        below.paths.insert(format!("/organizations/{{organization}}{path}"), item);
    }
    (schemas, below, handler)
}

/// Describes what is flattened and may be missing as that: its fields, or none of them. utoipa calls it `null`, which is no part
/// of an object.
pub fn mend(document: &mut OpenApi) {
    let schemas = document.components.iter_mut().flat_map(|components| components.schemas.values_mut());
    for schema in schemas {
        let RefOr::T(Schema::AllOf(all)) = schema else { continue };
        for part in &mut all.items {
            let RefOr::T(Schema::OneOf(one)) = part else { continue };
            let is_null = |schema: &RefOr<Schema>| {
                matches!(schema, RefOr::T(Schema::Object(Object { schema_type: SchemaType::Type(Type::Null), .. })))
            };
            if one.items.iter().any(is_null) {
                let any = one.items.drain(..).filter(|schema| !is_null(schema));
                let any = any.fold(AnyOfBuilder::new(), AnyOfBuilder::item).item(Object::with_type(Type::Object));
                *part = RefOr::T(any.into());
            }
        }
    }
}

/// `{organization}` of a path, as the document has it.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes")]
pub struct OrganizationInPath {
    /// The organization's slug.
    #[param(example = "st-janshof")]
    organization: String,
}

/// `{user}` of a path, as the document has it.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes")]
pub struct UserInPath {
    /// The user's id or e-mail address.
    #[param(example = "a.devries@st-janshof.example")]
    user: String,
}

/// `{connection}` of a path, as the document has it.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes")]
pub struct ConnectionInPath {
    /// The connection's name.
    #[param(example = "entra")]
    connection: String,
}

/// `If-Match`, as the document has it.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes")]
pub struct ForState {
    /// The `ETag` of what was read, or `*` for whichever state it is in.
    #[param(rename = "If-Match", min_length = 1, example = "*")]
    if_match: String,
}

/// `If-Match` of a plan, as the document has it.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes")]
pub struct ForPlan {
    /// The `state` of the plan that was seen, in quotes, or `*` for whichever it is; not asked for in a dry run.
    #[param(rename = "If-Match", example = "*")]
    if_match: Option<String>,
}

/// `Idempotency-Key`, as the document has it.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes")]
pub struct MadeOnce {
    /// A new text for each thing: the same request with the same key is answered as before, for 24 hours.
    #[param(rename = "Idempotency-Key", min_length = 1, max_length = 255)]
    idempotency_key: Option<String>,
}
