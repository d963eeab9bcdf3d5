//! `/admin/v1/audit/export` and `/admin/v1/organizations/{organization}/audit/export`: the log written out, for whoever keeps or
//! examines it elsewhere.
//!
//! It is read as fast as it is taken, a page at a time and by where the last one ended: no transaction stays open for as long as
//! somebody downloads, and whoever stops early costs nothing more.

use std::collections::BTreeMap;
use std::io;

use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Duration, Utc};
use futures_util::stream;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use serde::Deserialize;
use url::Url;
use utoipa::ToSchema;

use super::syslog::Origin;
use super::{Names, Shown, about, application, csv, syslog};
use crate::domain::audit::{AuditAction, AuditOutcome};
use crate::domain::id::SignInId;
use crate::http::Context;
use crate::http::admin::caller::{Caller, InOrganization};
use crate::http::admin::document::OrganizationInPath;
use crate::http::admin::extract::Query;
use crate::http::admin::problem::Problem;
use crate::store::log::{LogFilter, LogLine, LogPage, LogPlace};
use crate::store::{OrgStore, Store, StoreError};
use crate::tenancy::reading::{self, Reading};

/// Lines read at a time.
const PAGE: u64 = 500;

/// In which form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LogFormat)]
pub enum Format {
    /// A line of JSON each, as the list has them.
    #[default]
    Jsonl,
    /// A table.
    Csv,
    /// RFC 5424.
    Syslog,
}

impl Format {
    const fn content_type(self) -> &'static str {
        match self {
            Self::Jsonl => "application/x-ndjson",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Syslog => "text/plain; charset=utf-8",
        }
    }

    const fn ending(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Syslog => "log",
        }
    }
}

/// Which lines, in which form.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// `jsonl`, where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<Format>, inline)]
    format: Format,
    /// What was done.
    #[param(inline)]
    action: Option<AuditAction>,
    /// Who did it, exactly as it stands there.
    actor: Option<String>,
    /// Whom it is about: the user's id, or an address.
    user: Option<String>,
    /// Through which application, by its `client_id`.
    application: Option<String>,
    /// In which sign-in.
    #[param(value_type = Option<Uuid>)]
    sign_in: Option<SignInId>,
    /// How it ended.
    #[param(inline)]
    outcome: Option<AuditOutcome>,
    /// The reason code of a refusal.
    reason: Option<String>,
    /// Not before this instant.
    since: Option<DateTime<Utc>>,
    /// Before this instant.
    until: Option<DateTime<Utc>>,
}

impl Wanted {
    /// What is looked for, up to now: what comes while it is read is not chased after.
    async fn filter(self, store: &Store, of: Option<&OrgStore>, now: DateTime<Utc>) -> Result<LogFilter, Problem> {
        let (user, subject) = about(of, self.user.as_deref()).await?;
        let application = application(store, self.application.as_deref()).await?;
        let Self { action, actor, sign_in, outcome, reason, since, .. } = self;
        let after_now = now + Duration::milliseconds(1);
        let until = Some(self.until.map_or(after_now, |until| until.min(after_now)));
        Ok(LogFilter { action, actor, user, subject, application, sign_in, outcome, reason, since, until })
    }
}

/// Writes out an organization's audit log
///
/// The oldest line first. That it was read stands in it too, once, and is the last line of it.
#[utoipa::path(
    get, path = "/organizations/{organization}/audit/export", tag = "audit", operation_id = "export_organization_audit",
    params(OrganizationInPath, Wanted),
    responses((status = 200, description = "The log, to its end.", content(
        (Shown = "application/x-ndjson"), (String = "text/csv"), (String = "text/plain")))),
)]
pub async fn of_organization(
    State(context): State<Context>,
    at: InOrganization,
    RawQuery(asked): RawQuery,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let (store, format) = (&context.sign_in.store, wanted.format);
    let organization = &at.configuration.organization;
    let filter = wanted.filter(store, Some(&at.store), at.caller.now).await?;
    let names = Names::read(store, BTreeMap::from([(organization.id, organization.slug.clone())])).await?;
    let reading =
        Reading { organization: Some(organization.id), what: "export", user: filter.user, asked: asked.as_deref() };
    reading::note(store, reading, &at.caller.act()).await.map_err(|error| Problem::internal(&error))?;
    let log = Log::Of(at.store.clone());
    let export = Export { log, filter, names, format, origin: origin(&context), place: Place::Begin };
    Ok(export.answer(&organization.slug, at.caller.now))
}

/// Writes out the whole audit log
///
/// The oldest line first. That it was read stands in it too, once, and is the last line of it. The token must not be limited to
/// some organizations.
#[utoipa::path(
    get, path = "/audit/export", tag = "audit", operation_id = "export_audit",
    params(Wanted),
    responses(
        (status = 200, description = "The log, to its end.", content(
            (Shown = "application/x-ndjson"), (String = "text/csv"), (String = "text/plain"))),
        (status = 404, description = "There is no such application."),
    ),
)]
pub async fn all(
    State(context): State<Context>,
    caller: Caller,
    RawQuery(asked): RawQuery,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    caller.everywhere()?;
    let (store, format) = (&context.sign_in.store, wanted.format);
    let filter = wanted.filter(store, None, caller.now).await?;
    let names = Names::read(store, BTreeMap::new()).await?;
    let reading = Reading { organization: None, what: "export", user: filter.user, asked: asked.as_deref() };
    reading::note(store, reading, &caller.act()).await.map_err(|error| Problem::internal(&error))?;
    let log = Log::All(store.clone());
    let export = Export { log, filter, names, format, origin: origin(&context), place: Place::Begin };
    Ok(export.answer("all", caller.now))
}

fn origin(context: &Context) -> Origin {
    let url = Url::parse(&context.sign_in.issuer).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or("-").to_owned();
    Origin { host, enterprise: context.audit.enterprise_number }
}

/// Whose log.
enum Log {
    All(Store),
    Of(OrgStore),
}

/// How far it is written out.
#[derive(Clone, Copy)]
enum Place {
    Begin,
    After(LogPlace),
    End,
}

/// A log on its way out.
struct Export {
    log: Log,
    filter: LogFilter,
    names: Names,
    format: Format,
    origin: Origin,
    place: Place,
}

impl Export {
    fn answer(self, of: &str, now: DateTime<Utc>) -> Response {
        let format = self.format;
        let file = format!("attachment; filename=\"audit-{of}-{}.{}\"", now.date_naive(), format.ending());
        // The answer is broken off where something fails: nobody may take half a log for all of it.
        let pieces = stream::try_unfold(self, |export| async move {
            export.next().await.map_err(|error| {
                tracing::error!(%error, "admin.export_failed");
                io::Error::other("the export failed")
            })
        });
        let headers = [(CONTENT_TYPE, format.content_type().to_owned()), (CONTENT_DISPOSITION, file)];
        (headers, Body::from_stream(pieces)).into_response()
    }

    /// The next piece, and what is left.
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, StoreError> {
        let after = match self.place {
            Place::Begin => None,
            Place::After(place) => Some(place),
            Place::End => return Ok(None),
        };
        let page = LogPage { oldest_first: true, after, limit: PAGE };
        let found = match &self.log {
            Log::All(store) => store.read_log(&self.filter, page).await?,
            Log::Of(store) => store.read_log(&self.filter, page).await?,
        };
        if let Log::All(store) = &self.log {
            self.names.learn(store, &found).await?;
        }
        let full = u64::try_from(found.len()).unwrap_or(u64::MAX) == PAGE;
        self.place = found.last().filter(|_| full).map_or(Place::End, |last| Place::After(last.place()));
        let lines: Vec<Shown> = found.into_iter().map(|line: LogLine| self.names.show(line)).collect();
        let mut piece = match (self.format, after) {
            (Format::Csv, None) => csv::head(),
            _ => Vec::new(),
        };
        piece.extend(match self.format {
            Format::Jsonl => json_lines(&lines),
            Format::Csv => csv::table(&lines),
            Format::Syslog => syslog::messages(&lines, &self.origin),
        });
        Ok(Some((piece.into(), self)))
    }
}

fn json_lines(lines: &[Shown]) -> Vec<u8> {
    let mut text = Vec::new();
    for line in lines {
        // Into memory, and of what can always be written.
        let _ = serde_json::to_writer(&mut text, line);
        text.push(b'\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;

    use super::*;
    use crate::store::tests::on_both;
    use crate::store::tests::world::{World, start};

    on_both!(all_pages_come_in_order, whoever_stops_early_costs_nothing_more);

    /// A log of two pages and a line.
    async fn export(world: &World, format: Format) -> (Export, Vec<String>) {
        let hospital = world.hospital("a").await;
        let own = world.store.organization(hospital.id);
        let mut ids = Vec::new();
        for _ in 0..=2 * PAGE {
            let event = hospital.event(AuditAction::SignIn);
            own.append_audit(&event).await.unwrap();
            ids.push(event.id.to_string());
        }
        let names = Names::read(&world.store, BTreeMap::new()).await.unwrap();
        let origin = Origin { host: "login.example".to_owned(), enterprise: 32_473 };
        let (log, filter) = (Log::Of(own), LogFilter::default());
        (Export { log, filter, names, format, origin, place: Place::Begin }, ids)
    }

    async fn all_pages_come_in_order(world: World) {
        let (export, ids) = export(&world, Format::Csv).await;
        let body = export.answer("a", start()).into_body();
        let whole = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let mut table = ::csv::Reader::from_reader(&whole[..]);
        let found: Vec<String> = table.records().map(|row| row.unwrap()[0].to_owned()).collect();
        assert_eq!(found, ids);
    }

    async fn whoever_stops_early_costs_nothing_more(world: World) {
        let (export, ids) = export(&world, Format::Jsonl).await;
        let before = world.store.counters().statements;
        let mut pieces = export.answer("a", start()).into_body().into_data_stream();
        assert_eq!(world.store.counters().statements, before, "nothing is read before somebody takes it");
        let first = pieces.next().await.unwrap().unwrap();
        let lines = first.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count();
        assert_eq!(u64::try_from(lines).unwrap(), PAGE);
        assert!(ids.len() > lines);
        drop(pieces);
        assert_eq!(world.store.counters().statements, before + 1);
    }
}
