//! ID tokens: what they say, and the lies they tell.

mod claims;
mod lies;
mod signature;

use serde_json::Value;

use crate::faults::{Fault, Stage};
use crate::state::{Grant, State};

pub(crate) use claims::{Subject, external};

/// Issues the ID token of a grant, faults included; none where one says so.
pub(crate) fn issue(state: &State, grant: &Grant, subject: &Subject) -> Option<String> {
    let (faults, key) = {
        let mut inner = state.lock();
        let faults = inner.faults.take(Some(subject.tid), Stage::IdToken);
        (faults, inner.directories.get(&subject.tid)?.keys.first()?.clone())
    };
    if faults.contains(&Fault::AbsentIdToken) {
        return None;
    }
    let mut claims = claims::of(state, grant, subject);
    for fault in &faults {
        lies::bend(&mut claims, fault, &state.base);
    }
    // "Claims appear only when a value exists."
    claims.retain(|_, value| *value != Value::Null || faults.iter().any(lies::means_null));
    let token = signature::sign(&claims, &key, &faults);
    state.lock().records.last_id_token = Some(token.clone());
    Some(token)
}
