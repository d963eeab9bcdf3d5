//! The pilot list: who of an organization may come by SSO as long as it is on for a pilot alone. Put on it and taken off it by address,
//! many at once. Whoever is taken off has what SSO opened for them refused from the next decision on.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::change::{Act, Expected, Fields, Fingerprint, TenancyError, Wrong, said};
use super::users::{Manner, Who, event};
use crate::domain::audit::{AuditAction, AuditEvent};
use crate::domain::email::EmailAddress;
use crate::domain::id::{OrganizationId, UserId};
use crate::domain::user::{User, UserKind};
use crate::store::Store;

/// So many addresses may be named at once: more people than any pilot has, and no more than one transaction should hold others up for.
pub const MOST: usize = 5_000;
/// Of an address that nobody has, no more is said back than an address has at most (RFC 5321, 4.5.3.1.3).
const LONGEST: usize = 254;

/// Who is to be put on the list, and who is to be taken off it, as somebody has written them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// On.
    pub add: Vec<String>,
    /// Off.
    pub remove: Vec<String>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PilotReport)]
pub struct Report {
    /// How many are on the list that were not before.
    pub added: u64,
    /// How many are not on it any more.
    pub removed: u64,
    /// How many were as they were to be.
    pub unchanged: u64,
    /// Of those to be put on it: the addresses that no professional of the organization has, as they were written.
    pub unknown: Vec<String>,
    /// How many are on the list now.
    pub listed: u64,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub dry_run: bool,
}

/// The addresses in what somebody pastes: one a line, or a table (CSV) in which one column has them. What else stands on a line is passed
/// over; a line without any address is kept as it is, to be said back, unless it is the first, which may name the columns.
pub fn addresses(text: &str) -> Vec<String> {
    let quotes: &[char] = &['"', '\'', '<', '>', '(', ')'];
    let mut found = Vec::new();
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let fields = line.split([',', ';', '\t', ' ']).map(|field| field.trim().trim_matches(quotes));
        let own: Vec<_> = fields.filter(|field| field.contains('@')).map(str::to_owned).collect();
        if own.is_empty() && number > 0 && !line.trim().is_empty() {
            found.push(line.trim().chars().take(LONGEST).collect());
        }
        found.extend(own);
    }
    found
}

/// Changes the list, if it is in an expected state: that of whose names are on it. Only the organization's own professionals can be;
/// whether somebody else's address is anybody's, nobody learns. To ask for the same again does no harm. The list then is as the
/// fingerprint says.
pub async fn change(
    store: &Store,
    organization: OrganizationId,
    asked: &Asked,
    expected: &Expected,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<(Report, Fingerprint), TenancyError> {
    manner.check()?;
    if asked.add.len().saturating_add(asked.remove.len()) > MOST {
        let detail = format!("{MOST} addresses at most at once");
        return Err(TenancyError::Wrong(vec![Wrong::new("add", &detail)]));
    }
    let change = store.change_configuration(act.now).await?;
    let before = change.list_pilot(organization).await?;
    expected.check(&before)?;
    let read = |all: &[String]| all.iter().filter_map(|text| text.parse().ok()).collect::<Vec<EmailAddress>>();
    let both = [read(&asked.add), read(&asked.remove)].concat();
    let users = change.find_users(organization, &both).await?;
    let Judged { add, remove, unchanged, unknown } = judge(asked, &users);
    for (these, pilot) in [(&add, true), (&remove, false)] {
        let ids: Vec<UserId> = these.iter().map(|user| user.id).collect();
        change.set_pilot(organization, &ids, pilot).await?;
        let events: Vec<_> = these.iter().map(|user| line(user, pilot, manner, act)).collect();
        change.append_audit_all(&events).await?;
    }
    let after = change.list_pilot(organization).await?;
    if add.is_empty() && remove.is_empty() {
        change.roll_back().await?;
    } else {
        manner.finish(change).await?;
    }
    let report = Report {
        added: count(add.len()),
        removed: count(remove.len()),
        unchanged,
        unknown,
        listed: count(after.len()),
        dry_run: manner.dry_run,
    };
    Ok((report, Fingerprint::of(&after)))
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// Who is put on it and taken off it, and of whom nothing comes.
#[derive(Debug, PartialEq, Eq)]
struct Judged<'a> {
    add: Vec<&'a User>,
    remove: Vec<&'a User>,
    unchanged: u64,
    unknown: Vec<String>,
}

/// What becomes of each address, of these users of the organization. Whoever is both to be put on and taken off is taken off.
fn judge<'a>(asked: &Asked, users: &'a [User]) -> Judged<'a> {
    let by_address: BTreeMap<&EmailAddress, &User> = users.iter().map(|user| (&user.email, user)).collect();
    let find = |text: &String| text.parse().ok().and_then(|address: EmailAddress| by_address.get(&address).copied());
    let off: BTreeSet<UserId> = asked.remove.iter().filter_map(find).map(|user| user.id).collect();
    let mut judged = Judged { add: Vec::new(), remove: Vec::new(), unchanged: 0, unknown: Vec::new() };
    let (mut seen, mut said) = (BTreeSet::new(), BTreeSet::new());
    for text in &asked.remove {
        match find(text) {
            Some(user) if !seen.insert(user.id) => {}
            Some(user) if user.pilot => judged.remove.push(user),
            // Whoever is nobody is on no list.
            _ => judged.unchanged += 1,
        }
    }
    for text in &asked.add {
        match find(text).filter(|user| user.kind == UserKind::Professional) {
            None => {
                let text: String = text.trim().chars().take(LONGEST).collect();
                if said.insert(text.clone()) {
                    judged.unknown.push(text);
                }
            }
            Some(user) if off.contains(&user.id) || !seen.insert(user.id) => {}
            Some(user) if user.pilot => judged.unchanged += 1,
            Some(user) => judged.add.push(user),
        }
    }
    judged
}

/// The line of it in the log.
fn line(user: &User, pilot: bool, manner: &Manner, act: &Act<'_>) -> AuditEvent {
    let fields: Fields = vec![("pilot", user.pilot.to_string(), pilot.to_string())];
    let who = Who::from(user);
    let detail = json!({ "changes": [said("change", &format!("user {}", user.email), &fields)] });
    event(AuditAction::UserChanged, who, detail, manner, act)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::user::UserStatus;

    fn user(number: u128, email: &str, kind: UserKind, pilot: bool) -> User {
        User {
            id: Uuid::from_u128(number).into(),
            organization_id: Uuid::from_u128(1).into(),
            email: email.parse().unwrap(),
            name: "Anna".to_owned(),
            kind,
            status: UserStatus::Active,
            roles: Vec::new(),
            locale: None,
            former_email: None,
            pilot,
        }
    }

    #[test]
    fn addresses_are_found_in_lines_and_tables() {
        for (text, expected) in [
            ("", &[][..]),
            ("a@x.example\nb@x.example\r\n\n c@x.example ", &["a@x.example", "b@x.example", "c@x.example"]),
            ("\u{feff}name,email\n\"Vries, Anna de\",\"a@x.example\"\n", &["a@x.example"]),
            ("email;name\nb@x.example;Bram", &["b@x.example"]),
            ("Anna de Vries <a@x.example>; Bram <b@x.example>", &["a@x.example", "b@x.example"]),
            ("a@x.example\nAnna de Vries\nb@x.example", &["a@x.example", "Anna de Vries", "b@x.example"]),
            ("Anna de Vries", &[]),
            ("<script>alert(1)</script>@x", &["script>alert(1)</script>@x"]),
        ] {
            assert_eq!(addresses(text), expected, "{text:?}");
        }
        let long = format!("\n{}", "ä".repeat(10_000));
        assert_eq!(addresses(&long)[0].chars().count(), LONGEST);
    }

    #[test]
    fn each_is_put_on_or_taken_off_once_and_who_is_nobody_is_said() {
        let (anna, bram) = ("anna@x.example", "bram@x.example");
        let users = [
            user(2, anna, UserKind::Professional, false),
            user(3, bram, UserKind::Professional, true),
            user(4, "patient@x.example", UserKind::Patient, false),
        ];
        let of = |add: &[&str], remove: &[&str]| {
            let own = |all: &[&str]| all.iter().map(|text| (*text).to_owned()).collect();
            let judged = judge(&Asked { add: own(add), remove: own(remove) }, &users);
            let ids = |users: &[&User]| users.iter().map(|user| user.id.0.as_u128()).collect::<Vec<_>>();
            (ids(&judged.add), ids(&judged.remove), judged.unchanged, judged.unknown)
        };
        let none = Vec::<String>::new;
        assert_eq!(of(&[" Anna@X.example ", anna], &[]), (vec![2], vec![], 0, none()));
        assert_eq!(of(&[bram], &[]), (vec![], vec![], 1, none()));
        assert_eq!(of(&[], &[bram, bram, anna]), (vec![], vec![3], 1, none()));
        assert_eq!(of(&[anna, bram], &[anna, bram]), (vec![], vec![3], 1, none()), "off goes before on");
        // A patient, somebody else's address, and what is none: all the same, and each once.
        let unknown = ["patient@x.example", "z@elsewhere.example", "no address"];
        let all = [&unknown[..], &unknown[..]].concat();
        assert_eq!(of(&all, &["z@elsewhere.example"]), (vec![], vec![], 1, unknown.map(str::to_owned).to_vec()));
    }
}
