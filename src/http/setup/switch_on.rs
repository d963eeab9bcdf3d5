//! For whom SSO begins, and when: looked at before it is done, and taken back with one click. The pilot list is `pilot`'s.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::Response;
use chrono::{DateTime, Duration, Utc};
use http::StatusCode;
use serde::Deserialize;

use super::super::Context;
use super::super::admin::connections::addresses;
use super::super::pages::setup::switch_on::{ListSeen, SwitchOnPage, Told, Typed};
use super::super::respond::{page, redirect};
use super::too_many;
use super::visit::Visit;
use crate::domain::flag::{FlagName, setting};
use crate::domain::limit::{Limit, Limited};
use crate::http::pages::setup::Step;
use crate::signin::preview::Change;
use crate::signin::preview::impact::Preview;
use crate::store::StoreError;
use crate::store::limits::Taken;
use crate::store::people::UserFilter;
use crate::tenancy::change::{Expected, Fingerprint, TenancyError};
use crate::tenancy::flags::Setting;
use crate::tenancy::setup::local_time;
use crate::tenancy::setup::overview::overview;
use crate::tenancy::setup::switch_on::{self, Desk, Need, SwitchError, Whom, Wish};

/// How often one hospital may look at what a change would come to, or make one: each look is asked of all its people.
const BY_HAND: Limit = Limit { burst: 30, every: Duration::seconds(6) };
/// Of the pilot list, so many are shown; of the others it is said that they are there.
const SHOWN: u64 = 100;

/// What is wrong with what was typed, or what it would come to.
pub(super) type Answer<'a> = (Typed, Vec<Told>, Option<(Setting, &'a Preview)>);

/// How it is now.
pub async fn get(State(context): State<Context>, visit: Visit) -> Response {
    let typed = Typed::of(&visit.configuration, visit.language());
    show(&context, &visit, (typed, Vec::new(), None), &ListSeen::default()).await
}

/// What somebody wants, as they have typed it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    state: String,
    whom: String,
    from_date: String,
    from_time: String,
    until_date: String,
    until_time: String,
    zone: String,
    go: String,
}

/// Looks at what a wish would come to, or does it.
pub async fn post(State(context): State<Context>, visit: Visit, form: Result<Form<Wanted>, FormRejection>) -> Response {
    let Ok(Form(form)) = form else { return visit.not_found(&context) };
    match is_too_often(&context, &visit).await {
        Ok(false) => {}
        Ok(true) => return too_many(context.pages.setup_switch_on_wait(visit.language())),
        Err(error) => return visit.failed(&context, &error),
    }
    let (typed, meant) = read(&form, &visit);
    let list = ListSeen::default();
    let setting = match meant {
        Ok(setting) => setting,
        Err(told) => return show(&context, &visit, (typed, vec![told], None), &list).await,
    };
    if form.go != "do" {
        let change = Change {
            flag: FlagName::Sso,
            application: None,
            value: Some(setting.value),
            audience: setting.audience,
            starts_at: setting.starts_at,
            ends_at: setting.ends_at,
        };
        return match context.sign_in.preview(&visit.configuration, change, visit.now).await {
            Ok(found) => show(&context, &visit, (typed, Vec::new(), Some((setting, &found))), &list).await,
            Err(error) => visit.failed(&context, &error),
        };
    }
    let ready = match is_ready(&context, &visit).await {
        Ok(ready) => ready,
        Err(error) => return visit.failed(&context, &error),
    };
    let switched = desk(&context, &visit).switch(setting, ready, &seen(&form.state)).await;
    answer(&context, &visit, switched, typed).await
}

/// To the page itself, for whoever reloads one that answered a form.
pub async fn back() -> Response {
    redirect(Step::SwitchOn.path(), &[])
}

/// In which state the flag was when somebody looked at it.
#[derive(Deserialize)]
pub struct Seen {
    state: String,
}

/// Puts back what was set before.
pub async fn undo(State(context): State<Context>, visit: Visit, form: Result<Form<Seen>, FormRejection>) -> Response {
    let Ok(Form(Seen { state })) = form else { return visit.not_found(&context) };
    // Each time the administrators get a letter.
    match is_too_often(&context, &visit).await {
        Ok(false) => {}
        Ok(true) => return too_many(context.pages.setup_switch_on_wait(visit.language())),
        Err(error) => return visit.failed(&context, &error),
    }
    let ready = match is_ready(&context, &visit).await {
        Ok(ready) => ready,
        Err(error) => return visit.failed(&context, &error),
    };
    let switched = desk(&context, &visit).undo(ready, &seen(&state)).await;
    let typed = Typed::of(&visit.configuration, visit.language());
    answer(&context, &visit, switched, typed).await
}

/// The page that shows what came of it.
async fn answer(context: &Context, visit: &Visit, switched: Result<(), SwitchError>, typed: Typed) -> Response {
    let told = match switched {
        // To how it is now: a browser would go on to the part of the page that the form named.
        Ok(()) => return redirect(&format!("{}#now", Step::SwitchOn.path()), &[]),
        Err(SwitchError::NotNow) => Told::NotNow,
        Err(SwitchError::NothingBefore | SwitchError::Tenancy(TenancyError::Stale(_))) => Told::Stale,
        Err(SwitchError::Tenancy(TenancyError::Forcing(_))) => Told::Forced,
        Err(error) => return visit.failed(context, &error),
    };
    show(context, visit, (typed, vec![told], None), &ListSeen::default()).await
}

fn seen(state: &str) -> Expected {
    Expected::OneOf(vec![Fingerprint::from_text(state)])
}

fn desk<'a>(context: &'a Context, visit: &'a Visit) -> Desk<'a> {
    Desk {
        store: &context.sign_in.store,
        configuration: &visit.configuration,
        invitation: &visit.invitation,
        mail: context.sign_in.mail.as_ref(),
        act: visit.act(),
    }
}

/// Whether this hospital asks too often.
pub(super) async fn is_too_often(context: &Context, visit: &Visit) -> Result<bool, StoreError> {
    let key = format!("setup switch-on {}", visit.organization().id);
    let limited = Limited { key, limit: BY_HAND };
    Ok(context.sign_in.store.take(&[limited], visit.now).await? != Taken::Yes)
}

/// What was typed, and the setting that it means, or what is wrong with it.
fn read(form: &Wanted, visit: &Visit) -> (Typed, Result<Setting, Told>) {
    let whom = match form.whom.as_str() {
        "nobody" => Some(Whom::Nobody),
        "pilot" => Some(Whom::Pilot),
        "everyone" => Some(Whom::Everyone),
        _ => None,
    };
    let usual = local_time::usual(visit.organization().locale.as_deref(), visit.language());
    let named = local_time::zone(&form.zone);
    let typed = Typed {
        whom,
        from: (form.from_date.clone(), form.from_time.clone()),
        until: (form.until_date.clone(), form.until_time.clone()),
        zone: named.unwrap_or(usual),
    };
    let meant = || {
        let whom = whom.ok_or(Told::WhomMissing)?;
        let zone = named.map_err(Told::FromTime)?;
        let from = local_time::instant(&form.from_date, &form.from_time, zone).map_err(Told::FromTime)?;
        let until = local_time::instant(&form.until_date, &form.until_time, zone).map_err(Told::UntilTime)?;
        let current = setting(FlagName::Sso, &visit.configuration.flags, None);
        switch_on::wanted(current, Wish { whom, from, until }, visit.now).map_err(Told::Wish)
    };
    let meant = meant();
    (typed, meant)
}

/// What must be right, and whether it is.
async fn needs(context: &Context, visit: &Visit) -> Result<([(Need, bool); 4], Option<DateTime<Utc>>), StoreError> {
    let checks = visit.store(context).list_domain_checks().await?;
    let shared = context.sign_in.shared.as_ref().map(|shared| shared.client_id.as_str());
    let ours = |connection: &_, registration: Option<&_>| addresses(connection, registration, context);
    let overview = overview(&visit.configuration, &checks, ours, shared, visit.now);
    let checked_at = checks.values().map(|check| check.checked_at).max();
    Ok((switch_on::needs(&visit.configuration, &overview, visit.now), checked_at))
}

async fn is_ready(context: &Context, visit: &Visit) -> Result<bool, StoreError> {
    Ok(needs(context, visit).await?.0.iter().all(|(_, met)| *met))
}

/// The page: how it is, what is missing, what was typed and what came of it, and the pilot list.
pub(super) async fn show(
    context: &Context,
    visit: &Visit,
    (typed, told, looked): Answer<'_>,
    pasted: &ListSeen,
) -> Response {
    let own = visit.store(context);
    let read = async || {
        let which = UserFilter { pilot: Some(true), ..UserFilter::default() };
        let listed = own.list_pilot().await?.len();
        Ok::<_, StoreError>((
            needs(context, visit).await?,
            desk(context, visit).last().await?,
            listed,
            own.list_users(&which, None, SHOWN).await?,
        ))
    };
    let ((needs, checked_at), last, listed, members) = match read().await {
        Ok(read) => read,
        Err(error) => return visit.failed(context, &error),
    };
    let current = setting(FlagName::Sso, &visit.configuration.flags, None);
    let body = visit.pages(context).setup_switch_on(&SwitchOnPage {
        language: visit.language(),
        configuration: &visit.configuration,
        now: visit.now,
        state: Fingerprint::of(&current),
        needs,
        checked_at,
        held: switch_on::is_held(&visit.configuration, last.as_ref()),
        before: switch_on::before(last.as_ref()),
        typed,
        told,
        looked,
        listed,
        members: &members,
        list: pasted,
    });
    page(StatusCode::OK, body, &[])
}
