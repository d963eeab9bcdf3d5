//! How faults bend what an ID token says.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::claims::{external, home_sts};
use crate::faults::Fault;
use crate::random;

/// The directory of all personal Microsoft accounts.
const CONSUMERS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// Bends the claims by one fault. Those that are not about claims bend nothing.
pub(super) fn bend(claims: &mut Map<String, Value>, fault: &Fault, base: &str) {
    let text =
        |claims: &Map<String, Value>, name: &str| claims.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
    let mut set = |name: &str, value: Value| {
        claims.insert(name.to_owned(), value);
    };
    match fault {
        Fault::EmailChanged(email) => set("email", json!(email)),
        Fault::EdovFalse => set("xms_edov", json!(false)),
        Fault::Edov(value) => set("xms_edov", value.clone()),
        Fault::AcctValue(value) => set("acct", value.clone()),
        Fault::ClaimOverride(name, value) => set(name, value.clone()),
        Fault::WrongIssuer => set("iss", json!(format!("{base}/{}/v2.0", random::guid()))),
        Fault::TemplateIssuer => set("iss", json!(format!("{base}/{{tenantid}}/v2.0"))),
        Fault::WrongTid => set("tid", json!(random::guid())),
        Fault::WrongAudience => set("aud", json!(random::guid())),
        Fault::WrongNonce => set("nonce", json!(random::token())),
        Fault::PersonalAccount => {
            set("tid", json!(CONSUMERS));
            set("iss", json!(format!("{base}/{CONSUMERS}/v2.0")));
        }
        Fault::V1Issuer => {
            let tid = text(claims, "tid");
            claims.insert("iss".to_owned(), json!(format!("https://sts.windows.net/{tid}/")));
            claims.insert("ver".to_owned(), json!("1.0"));
        }
        Fault::SecondAudience => {
            let both = json!([text(claims, "aud"), random::guid()]);
            claims.insert("aud".to_owned(), both);
        }
        Fault::Guest => {
            let upn = claims.contains_key("upn").then(|| text(claims, "upn"));
            claims.insert("acct".to_owned(), json!(1));
            claims.insert("idp".to_owned(), json!(home_sts(Uuid::from_u128(0x00f0_4e16))));
            if let Some(upn) = upn {
                let domain = upn.rsplit_once('@').map_or("directory.example", |(_, domain)| domain);
                claims.insert("upn".to_owned(), json!(external(&upn, domain)));
            }
        }
        Fault::MissingEmail => {
            claims.remove("email");
            claims.remove("xms_edov");
        }
        Fault::MissingTid => drop(claims.remove("tid")),
        Fault::MissingOid => drop(claims.remove("oid")),
        Fault::AbsentNonce => drop(claims.remove("nonce")),
        Fault::ClaimRemoved(name) => drop(claims.remove(name)),
        Fault::Expired => shift(claims, -2 * 3600),
        Fault::FromTheFuture => shift(claims, 3600 + 300),
        _ => {}
    }
}

/// Whether a fault puts a null into a claim on purpose.
pub(super) fn means_null(fault: &Fault) -> bool {
    matches!(fault, Fault::ClaimOverride(_, Value::Null) | Fault::Edov(Value::Null) | Fault::AcctValue(Value::Null))
}

/// Moves all times.
fn shift(claims: &mut Map<String, Value>, seconds: i64) {
    for name in ["iat", "nbf", "exp"] {
        if let Some(time) = claims.get(name).and_then(Value::as_i64) {
            claims.insert(name.to_owned(), json!(time + seconds));
        }
    }
}
