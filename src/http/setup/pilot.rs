//! The pilot list, kept by the hospital: addresses that somebody pastes are put on it or taken off it.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::Response;
use serde::Deserialize;

use super::super::Context;
use super::super::pages::setup::switch_on::{ListSeen, ListTold, Typed};
use super::super::respond::redirect;
use super::switch_on::{is_too_often, show};
use super::too_many;
use super::visit::Visit;
use crate::http::pages::setup::Step;
use crate::tenancy::change::Expected;
use crate::tenancy::pilot::{self, Asked, MOST};
use crate::tenancy::users::Manner;

/// The largest list that is pasted: as many addresses as may be named at once, as a form has them.
pub const LARGEST_LIST: usize = 512 * 1024;

/// What is to become of which addresses.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Pasted {
    addresses: String,
    go: String,
    /// One that is on the list, whose own button was pressed.
    take_off: Option<String>,
}

/// Puts people on the list, or takes them off it.
pub async fn post(State(context): State<Context>, visit: Visit, form: Result<Form<Pasted>, FormRejection>) -> Response {
    let Ok(Form(Pasted { addresses, go, take_off })) = form else { return visit.not_found(&context) };
    match is_too_often(&context, &visit).await {
        Ok(false) => {}
        Ok(true) => return too_many(context.pages.setup_switch_on_wait(visit.language())),
        Err(error) => return visit.failed(&context, &error),
    }
    let named = pilot::addresses(&addresses);
    let again = async |list: ListSeen| {
        let typed = Typed::of(&visit.configuration, visit.language());
        show(&context, &visit, (typed, Vec::new(), None), &list).await
    };
    if named.len() > MOST {
        return again(ListSeen { typed: addresses, told: Some(ListTold::TooMany) }).await;
    }
    if named.is_empty() && take_off.is_none() {
        return again(ListSeen { typed: addresses, told: Some(ListTold::Nothing) }).await;
    }
    let asked = match (take_off, go.as_str()) {
        (Some(one), _) => Asked { add: Vec::new(), remove: vec![one] },
        (None, "remove") => Asked { add: Vec::new(), remove: named },
        (None, _) => Asked { add: named, remove: Vec::new() },
    };
    let reason = format!("kept by the hospital, by the invitation to {}", visit.invitation.to);
    let manner = Manner { reason: Some(reason), dry_run: false };
    let (store, id) = (&context.sign_in.store, visit.organization().id);
    match pilot::change(store, id, &asked, &Expected::Any, &manner, &visit.act()).await {
        Ok((report, _)) if report.unknown.is_empty() => redirect(&format!("{}#pilot", Step::SwitchOn.path()), &[]),
        // What is nobody's stays in the field, to be mended.
        Ok((report, _)) => {
            let typed = report.unknown.join("\n");
            again(ListSeen { typed, told: Some(ListTold::Unknown { added: report.added, unknown: report.unknown }) })
                .await
        }
        Err(error) => visit.failed(&context, &error),
    }
}
