//! Many users, made and changed by a table: CSV, whose first line names its columns. A bad line does not stop the good ones.

use std::collections::{HashMap, HashSet};

use csv::{ReaderBuilder, StringRecord, Trim};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use utoipa::ToSchema;

use super::change::{Act, Fields, TenancyError, Wrong};
use super::users::{Draft, Manner, changed, replace};
use crate::domain::id::OrganizationId;
use crate::domain::user::{User, UserKind, UserStatus};
use crate::keys::random;
use crate::store::Store;

const COLUMNS: [&str; 6] = ["email", "name", "kind", "roles", "locale", "status"];
const DEMANDED: usize = 3;
const FORMER: &str = "email: another user had this address before, and it still counts for them";

/// What became of a table.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ImportReport)]
pub struct Report {
    created: u64,
    changed: u64,
    unchanged: u64,
    failed: u64,
    /// A line for each of the table's.
    lines: Vec<Imported>,
    /// Whether this is only what would be: nothing has changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    dry_run: bool,
}

/// What became of a line.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ImportedLine)]
pub struct Imported {
    /// Where it begins in the table; the names of the columns stand on line 1.
    line: u64,
    /// The address, as it was written.
    email: String,
    result: Outcome,
    /// What is wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    message: Option<String>,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ImportOutcome)]
pub enum Outcome {
    /// The user is new.
    Created,
    /// The user was there, and something of them is other now.
    Changed,
    /// The user was there, and is as the line says.
    Unchanged,
    /// Nothing came of it.
    Failed,
}

/// A line of a table, read: what it says of a user. A column that is not there says nothing.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    email: String,
    name: String,
    kind: UserKind,
    roles: Option<Vec<String>>,
    /// An empty one takes away what there was.
    locale: Option<String>,
    status: Option<UserStatus>,
}

impl Entry {
    /// What the user is to be, who was `old` or nobody before.
    fn draft(self, old: Option<&User>) -> Draft {
        let Self { email, name, kind, roles, locale, status } = self;
        Draft {
            former_email: old.and_then(|old| old.former_email.clone()),
            pilot: old.is_some_and(|old| old.pilot),
            email,
            name,
            kind,
            status: status.or(old.map(|old| old.status)).unwrap_or(UserStatus::Active),
            roles: roles.or_else(|| old.map(|old| old.roles.clone())).unwrap_or_default(),
            locale: match locale {
                Some(said) => Some(said).filter(|said| !said.is_empty()),
                None => old.and_then(|old| old.locale.clone()),
            },
        }
    }
}

/// A line: where it begins, the address as written, and what it says or what is wrong with it.
type Read = (u64, String, Result<Entry, String>);

/// Reads a table; refuses one whose columns are not known.
fn read(table: &[u8]) -> Result<Vec<Read>, Wrong> {
    // Spreadsheets put it there.
    let table = table.strip_prefix(b"\xef\xbb\xbf").unwrap_or(table);
    let mut reader = ReaderBuilder::new().flexible(true).trim(Trim::All).from_reader(table);
    let wrong = |detail: String| Wrong::new("header", &detail);
    let header = reader.headers().map_err(|_| wrong("the first line is no text in UTF-8".to_owned()))?.clone();
    let known: HashSet<&str> = header.iter().collect();
    let (all, demanded) = (COLUMNS.join(", "), COLUMNS.iter().take(DEMANDED));
    if known.len() < header.len() || known.iter().any(|name| !COLUMNS.contains(name)) {
        return Err(wrong(format!("the first line names the columns, each once, of these: {all}")));
    }
    if let Some(missing) = demanded.into_iter().find(|name| !known.contains(**name)) {
        return Err(wrong(format!("the first line names no column {missing}; there are {all}")));
    }
    let mut lines = Lines { table, at: 0, line: 1 };
    let read = reader.records().map(|record| match record {
        Ok(record) => {
            let email = field(&header, &record, "email").unwrap_or_default().to_owned();
            (lines.of(record.position()), email, entry(&header, &record))
        }
        Err(error) => (lines.of(error.position()), String::new(), Err("the line is no text in UTF-8".to_owned())),
    });
    Ok(read.collect())
}

/// Where records begin, as an editor counts lines: the reader's own count lags where lines end in CR LF.
struct Lines<'a> {
    table: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line that a record begins on. Asked for in the order of the records.
    fn of(&mut self, position: Option<&csv::Position>) -> u64 {
        let byte = position.and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(self.at);
        let rest = self.table.get(byte..).unwrap_or_default();
        let begins = byte + rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = self.table.get(self.at..begins).unwrap_or_default();
        self.line += passed.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
        self.at = begins.max(self.at);
        self.line
    }
}

fn field<'a>(header: &StringRecord, record: &'a StringRecord, name: &str) -> Option<&'a str> {
    record.get(header.iter().position(|column| column == name)?)
}

fn entry(header: &StringRecord, record: &StringRecord) -> Result<Entry, String> {
    if record.len() != header.len() {
        return Err(format!("the line has {} fields, and the table {} columns", record.len(), header.len()));
    }
    let text = |name| field(header, record, name);
    let given = |name| text(name).filter(|text| !text.is_empty());
    Ok(Entry {
        email: text("email").unwrap_or_default().to_owned(),
        name: text("name").unwrap_or_default().to_owned(),
        kind: word(text("kind").unwrap_or_default()).ok_or("kind: professional or patient")?,
        roles: text("roles").map(|roles| roles.split_whitespace().map(str::to_owned).collect()),
        locale: text("locale").map(str::to_owned),
        status: given("status").map(|text| word(text).ok_or("status: active or suspended")).transpose()?,
    })
}

fn word<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_value(json!(text)).ok()
}

/// Makes and changes users by a table, in one change: whoever reads meanwhile sees none of it or all of it. A user whom it does not
/// name stays. With `all_or_nothing`, nothing is done where a line is bad.
pub async fn import(
    store: &Store,
    organization: OrganizationId,
    table: &[u8],
    all_or_nothing: bool,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<Report, TenancyError> {
    manner.check()?;
    let read = read(table).map_err(|wrong| TenancyError::Wrong(vec![wrong]))?;
    let change = store.change_configuration(act.now).await?;
    let emails: Vec<_> = read.iter().filter_map(|(_, email, _)| email.parse().ok()).collect();
    let known = change.find_users(organization, &emails).await?;
    let former = change.former_among(organization, &emails).await?;
    let known: HashMap<&str, &User> = known.iter().map(|user| (user.email.as_str(), user)).collect();
    let (mut seen, mut lines) = (HashMap::new(), Vec::new());
    let (mut users, mut events) = (Vec::new(), Vec::new());
    for (line, email, entry) in read {
        let old =
            email.parse().ok().and_then(|email: crate::domain::email::EmailAddress| known.get(email.as_str()).copied());
        let checked = entry.and_then(|entry| {
            let id = old.map_or_else(|| random::id(act.now), |old| old.id);
            let checked = entry.draft(old).check(id, organization);
            checked.map_err(|wrong| TenancyError::Wrong(wrong).to_string())
        });
        let checked = checked.and_then(|user| match seen.insert(user.email.clone(), line) {
            Some(before) => Err(format!("email: line {before} has this address too")),
            None => Ok(user),
        });
        let (result, message) = match checked {
            Err(message) => (Outcome::Failed, Some(message)),
            Ok(user) => match old {
                Some(old) if *old == user => (Outcome::Unchanged, None),
                Some(old) => {
                    replace(&change, old, &user, manner, act).await?;
                    (Outcome::Changed, None)
                }
                None if former.contains(user.email.as_str()) => (Outcome::Failed, Some(FORMER.to_owned())),
                None => {
                    events.push(changed("create", &user, &Fields::new(), manner, act));
                    users.push(user);
                    (Outcome::Created, None)
                }
            },
        };
        lines.push(Imported { line, email, result, message });
    }
    change.insert_users(&users).await?;
    change.append_audit_all(&events).await?;
    if all_or_nothing && lines.iter().any(|line| line.result == Outcome::Failed) {
        change.roll_back().await?;
        for line in lines.iter_mut().filter(|line| matches!(line.result, Outcome::Created | Outcome::Changed)) {
            line.result = Outcome::Unchanged;
            line.message = Some("nothing was done, since another line is bad".to_owned());
        }
    } else if lines.iter().any(|line| matches!(line.result, Outcome::Created | Outcome::Changed)) {
        manner.finish(change).await?;
    }
    let count = |result| lines.iter().map(|line| u64::from(line.result == result)).sum();
    Ok(Report {
        created: count(Outcome::Created),
        changed: count(Outcome::Changed),
        unchanged: count(Outcome::Unchanged),
        failed: count(Outcome::Failed),
        lines,
        dry_run: manner.dry_run,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_names_its_columns() {
        for (table, part) in [
            ("", "no column email"),
            ("email,name\n", "no column kind"),
            ("email,name,kind,name\n", "each once"),
            ("email,name,kind,password\n", "of these"),
            ("email;name;kind\n", "of these"),
        ] {
            let wrong = read(table.as_bytes()).unwrap_err();
            assert!(wrong.field == "header" && wrong.detail.contains(part), "{table}: {wrong:?}");
        }
        let read = read(b"\xef\xbb\xbf kind , email,name\r\npatient, a@b.example ,\"A,\nB\"\r\n\r\nx,y\n").unwrap();
        let (line, email, entry) = &read[0];
        let entry = entry.as_ref().unwrap();
        assert_eq!(
            (*line, email.as_str(), entry.name.as_str(), entry.kind),
            (2, "a@b.example", "A,\nB", UserKind::Patient)
        );
        assert_eq!((entry.roles.as_ref(), entry.locale.as_ref(), entry.status), (None, None, None));
        assert!(read[1].0 == 5 && read[1].2.as_ref().unwrap_err().contains("2 fields"), "{read:?}");
    }

    #[test]
    fn a_bad_line_is_alone() {
        let read = read(b"email,name,kind,roles,locale,status\n\xff,a,patient,,,\na@b.example,A,doctor,,,\nb@b.example,B,patient,x  y,,suspended\n").unwrap();
        assert!(read[0].2.as_ref().unwrap_err().contains("UTF-8"));
        assert!(read[1].2.as_ref().unwrap_err().starts_with("kind"));
        let entry = read[2].2.as_ref().unwrap();
        assert_eq!(entry.roles, Some(vec!["x".to_owned(), "y".to_owned()]));
        assert_eq!((&entry.locale, entry.status), (&Some(String::new()), Some(UserStatus::Suspended)));
    }
}
