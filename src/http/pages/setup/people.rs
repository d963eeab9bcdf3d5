//! Who will get in, who will not, and what to do about it.

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::super::super::cell::harmless;
use super::super::frame::Frame;
use super::super::{Pages, render};
use super::Step;
use crate::domain::email::EmailAddress;
use crate::domain::organization::Organization;
use crate::domain::roster::Column;
use crate::language::{Language, Text};
use crate::signin::roster::finding::{Effect, Finding};
use crate::signin::roster::judge::{Judged, Roster};
use crate::tenancy::roster::table::{Fault, TableError};
use crate::upstream::graph::GraphError;

/// So many people of one finding are on the page; the table has all.
const MOST_SHOWN: usize = 50;

/// What is on it.
pub struct PeoplePage<'a> {
    /// Its language.
    pub language: Language,
    /// The hospital.
    pub organization: &'a Organization,
    /// The connections whose lists can be looked at.
    pub connections: Vec<&'a str>,
    /// Those whose directory can be read, where it allows that.
    pub directories: Vec<&'a str>,
    /// Whether the list of the chosen one can be looked at.
    pub is_judged: bool,
    /// The one that is.
    pub chosen: Option<&'a str>,
    /// Whether that one uses the provider's registration.
    pub shared: bool,
    /// What went wrong.
    pub trouble: Option<Trouble>,
    /// What came of the list.
    pub roster: Option<&'a Roster>,
}

/// What went wrong.
#[derive(Debug)]
pub enum Trouble {
    /// No file was chosen.
    NoFile,
    /// The file cannot be read.
    Table(TableError),
    /// The connection says nothing of its directory yet.
    NotConnected,
    /// The directory was not read.
    Directory(GraphError),
}

#[derive(Template)]
#[template(path = "setup/people.html")]
struct PeopleTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    step: Step,
    page: &'a PeoplePage<'a>,
    told: Option<String>,
    groups: Vec<Group<'a>>,
    unseen: Vec<String>,
    table: String,
}

/// Everybody of one finding.
struct Group<'a> {
    word: &'static str,
    title: String,
    to_do: String,
    count: usize,
    shown: &'a [Judged],
}

impl Group<'_> {
    const fn more(&self) -> usize {
        self.count - self.shown.len()
    }
}

impl Pages {
    /// Who will get in, or where to hand in the list that says who might.
    pub fn setup_people(&self, page: &PeoplePage<'_>) -> String {
        let text = self.text(page.language);
        let groups = page.roster.map(|roster| groups(text, roster)).unwrap_or_default();
        let unseen = page.roster.map(|roster| roster.not_looked_at.as_slice()).unwrap_or_default();
        render(&PeopleTemplate {
            text,
            frame: Frame::at(Step::People.here()).of(Some(page.organization)),
            step: Step::People,
            page,
            told: page.trouble.as_ref().map(|trouble| tell(text, trouble)),
            unseen: unseen.iter().map(|column| unlooked(text, *column)).collect(),
            table: page.roster.map(|roster| table(text, roster)).unwrap_or_default(),
            groups,
        })
    }

    /// Too many lists were looked through.
    pub fn setup_people_wait(&self, language: Language) -> String {
        let (title, what) = ("setup-wait-title", "setup-people-wait-what");
        self.message(language, Frame::default(), title, what, Some("setup-people-wait-do"))
    }
}

/// Those whom something is to be done about: each finding with its people, in the order of the list.
fn groups<'a>(text: Text<'_>, roster: &'a Roster) -> Vec<Group<'a>> {
    let by_finding = roster.entries.chunk_by(|a, b| a.finding == b.finding);
    let to_mend = by_finding.filter_map(|people| Some((people.first()?.finding, people)));
    let to_mend = to_mend.filter(|(finding, _)| finding.effect() != Effect::ComesIn);
    to_mend
        .map(|(finding, people)| Group {
            word: finding.as_str(),
            title: text.say(title(finding)),
            to_do: text.say(to_do(finding)),
            count: people.len(),
            shown: people.get(..MOST_SHOWN).unwrap_or(people),
        })
        .collect()
}

/// The list to mend, as a table for a spreadsheet: a mark first, by which Excel knows UTF-8.
fn table(text: Text<'_>, roster: &Roster) -> String {
    let mut table = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    let head = ["finding", "to_do", "mail", "userPrincipalName", "displayName", "id", "user", "line"];
    // Into memory, and each row has as many cells as the one before.
    let _ = table.write_record(head);
    for entry in roster.entries.iter().filter(|entry| entry.effect != Effect::ComesIn) {
        let said = |text: Option<&String>| text.cloned().unwrap_or_default();
        let cells = [
            text.say(title(entry.finding)),
            text.say(to_do(entry.finding)),
            said(entry.mail.as_ref()),
            said(entry.upn.as_ref()),
            said(entry.name.as_ref()),
            entry.object_id.map(|id| id.to_string()).unwrap_or_default(),
            entry.user.as_ref().map(ToString::to_string).unwrap_or_default(),
            entry.line.map(|line| line.to_string()).unwrap_or_default(),
        ];
        let _ = table.write_record(cells.map(harmless));
    }
    STANDARD.encode(table.into_inner().unwrap_or_default())
}

fn tell(text: Text<'_>, trouble: &Trouble) -> String {
    let error = match trouble {
        Trouble::NoFile => return text.say("setup-people-no-file"),
        Trouble::NotConnected => return text.say("setup-people-not-connected"),
        Trouble::Directory(GraphError::NotGranted) => return text.say("setup-people-not-granted"),
        Trouble::Directory(GraphError::TooMany) => return text.say("setup-people-too-many"),
        Trouble::Directory(GraphError::Busy) => return text.say("setup-people-busy"),
        Trouble::Directory(GraphError::Upstream(error)) => {
            let code = error.entra.as_ref().and_then(|entra| entra.codes.first());
            let code = code.map_or_else(|| error.reason.code().to_owned(), |code| format!("AADSTS{code}"));
            return text.with("setup-people-not-read", "code", &code);
        }
        Trouble::Table(error) => error,
    };
    let column = error.what.column().map(Column::as_str).unwrap_or_default();
    let said = match error.what {
        Fault::Empty => text.say("setup-people-empty"),
        Fault::TooLarge => text.say("setup-people-too-large"),
        Fault::TooMany => text.say("setup-people-too-many"),
        Fault::NoText => text.say("setup-people-no-text"),
        Fault::NoAddress => text.say("setup-people-no-address"),
        Fault::Twice(_) => text.with("setup-people-twice", "column", column),
        Fault::Fields => text.say("setup-people-fields"),
        Fault::Cell(_) => text.with("setup-people-cell", "column", column),
    };
    match error.line {
        Some(line) => format!("{} – {said}", text.with("setup-people-line", "line", &line.to_string())),
        None => said,
    }
}

/// What was not looked at, because the list does not say it.
fn unlooked(text: Text<'_>, column: Column) -> String {
    let what = text.say(match column {
        Column::Id => "setup-people-without-id",
        Column::UserType => "setup-people-without-type",
        Column::AccountEnabled => "setup-people-without-enabled",
        _ => "setup-people-without-names",
    });
    format!("{}: {what}", column.as_str())
}

const fn title(finding: Finding) -> &'static str {
    match finding {
        Finding::Closed => "setup-people-closed",
        Finding::UpnIsKnown => "setup-people-upn",
        Finding::AliasIsKnown => "setup-people-alias",
        Finding::MailMissing => "setup-people-mail-missing",
        Finding::MailInvalid => "setup-people-mail-invalid",
        Finding::DuplicateMail => "setup-people-duplicate",
        Finding::OtherAddress => "setup-people-other-address",
        Finding::DomainNotProven => "setup-people-domain",
        Finding::BoundToAnotherAccount => "setup-people-other-account",
        Finding::AccountOfAnotherUser => "setup-people-other-user",
        Finding::Ambiguous => "setup-people-ambiguous",
        Finding::Suspended => "setup-people-suspended",
        Finding::Patient => "setup-people-patient",
        Finding::Guest => "setup-people-guest",
        Finding::PersonalAccount => "setup-people-personal",
        Finding::MissingInEntra => "setup-people-missing",
        Finding::NotHere => "setup-people-not-here",
        Finding::AccountDisabled => "setup-people-disabled",
        Finding::Ok | Finding::OkOtherCase | Finding::OkFormerAddress => "setup-people-in",
    }
}

const fn to_do(finding: Finding) -> &'static str {
    match finding {
        Finding::Closed => "setup-people-closed-do",
        Finding::UpnIsKnown => "setup-people-upn-do",
        Finding::AliasIsKnown => "setup-people-alias-do",
        Finding::MailMissing => "setup-people-mail-missing-do",
        Finding::MailInvalid => "setup-people-mail-invalid-do",
        Finding::DuplicateMail => "setup-people-duplicate-do",
        Finding::OtherAddress => "setup-people-other-address-do",
        Finding::DomainNotProven => "setup-people-domain-do",
        Finding::BoundToAnotherAccount => "setup-people-other-account-do",
        Finding::AccountOfAnotherUser => "setup-people-other-user-do",
        Finding::Ambiguous => "setup-people-ambiguous-do",
        Finding::Suspended => "setup-people-suspended-do",
        Finding::Patient => "setup-people-patient-do",
        Finding::Guest => "setup-people-guest-do",
        Finding::PersonalAccount => "setup-people-personal-do",
        Finding::MissingInEntra => "setup-people-missing-do",
        Finding::NotHere => "setup-people-not-here-do",
        Finding::AccountDisabled => "setup-people-disabled-do",
        Finding::Ok | Finding::OkOtherCase | Finding::OkFormerAddress => "setup-people-in-do",
    }
}

impl PeopleTemplate<'_> {
    /// Whether another file mends what went wrong.
    const fn is_about_file(&self) -> bool {
        matches!(self.page.trouble, Some(Trouble::NoFile | Trouble::Table(_)))
    }

    /// How many of how many come in.
    fn sum(&self, roster: &Roster) -> String {
        let numbers = [("in", roster.come_in.to_string()), ("all", roster.people.to_string())];
        let numbers = numbers.each_ref().map(|(name, number)| (*name, number.as_str()));
        self.text.with_all("setup-people-sum", &numbers)
    }

    /// How many more there are than are shown.
    fn more(&self, group: &Group<'_>) -> String {
        self.text.with("setup-people-more", "number", &group.more().to_string())
    }

    /// The one name that says most of somebody.
    fn main(entry: &Judged) -> &str {
        let names = [entry.mail.as_deref(), entry.upn.as_deref(), entry.user.as_ref().map(EmailAddress::as_str)];
        names.into_iter().flatten().next().or(entry.name.as_deref()).unwrap_or("–")
    }

    /// What else there is to tell them by.
    fn besides(&self, entry: &Judged) -> Vec<String> {
        let main = Self::main(entry);
        let mut besides = Vec::new();
        besides.extend(entry.name.clone().filter(|name| name != main));
        let upn = entry.upn.as_deref().filter(|upn| *upn != main);
        besides.extend(upn.map(|upn| self.text.with("setup-people-upn-is", "upn", upn)));
        let user = entry.user.as_ref().map(EmailAddress::as_str).filter(|user| *user != main);
        besides.extend(user.map(|user| self.text.with("setup-people-user-is", "user", user)));
        besides.extend(entry.line.map(|line| self.text.with("setup-people-line", "line", &line.to_string())));
        besides
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use uuid::Uuid;

    use super::*;
    use crate::domain::id::OrganizationId;
    use crate::domain::provider_name::ProviderName;
    use crate::language::Texts;
    use crate::signin::roster::judge::Count;
    use crate::upstream::UpstreamError;

    const HOSTILE: &str = "<script>alert('1')</script>\"&";

    fn entry(finding: Finding) -> Judged {
        Judged {
            line: Some(7),
            upn: Some(format!("=upn{HOSTILE}")),
            mail: None,
            name: Some(HOSTILE.to_owned()),
            object_id: Some(Uuid::from_u128(1)),
            allowed: Some(false),
            reason: None,
            finding,
            effect: finding.effect(),
            user: Some("a@h.example".parse().unwrap()),
        }
    }

    fn roster() -> Roster {
        let column = [Column::UserPrincipalName, Column::Id, Column::UserType, Column::AccountEnabled];
        Roster {
            connection: HOSTILE.to_owned(),
            version: 1,
            people: 5_000,
            come_in: 12,
            stay_out: 1,
            counts: Finding::ALL.map(|finding| Count { finding, effect: finding.effect(), people: 1 }).into(),
            not_looked_at: column.into(),
            entries: Finding::ALL.into_iter().flat_map(|finding| [entry(finding), entry(finding)]).collect(),
        }
    }

    fn troubles() -> Vec<Option<Trouble>> {
        let faults = [
            Fault::Empty,
            Fault::TooLarge,
            Fault::TooMany,
            Fault::NoText,
            Fault::NoAddress,
            Fault::Twice(Column::Mail),
            Fault::Fields,
            Fault::Cell(Column::Id),
        ];
        let tables = faults.map(|what| Trouble::Table(TableError { what, line: Some(3) }));
        let upstream = UpstreamError::from(crate::domain::reason::Reason::UpstreamUnavailable);
        let directory = [GraphError::NotGranted, GraphError::TooMany, GraphError::Busy, GraphError::Upstream(upstream)];
        let all = tables.into_iter().chain(directory.map(Trouble::Directory));
        all.chain([Trouble::NoFile, Trouble::NotConnected]).map(Some).chain([None]).collect()
    }

    #[test]
    fn the_page_speaks_every_language_and_takes_no_name_for_markup() {
        let pages = Pages::new(Arc::new(Texts::new().unwrap()));
        let organization = Organization::new(OrganizationId(Uuid::nil()), "h".to_owned(), HOSTILE.to_owned());
        for (language, name) in Language::ALL
            .into_iter()
            .flat_map(|language| [ProviderName::Microsoft, ProviderName::Google].map(|name| (language, name)))
        {
            let pages = pages.naming(vec![name.clone()]);
            let at_entra = name == ProviderName::Microsoft;
            for (number, trouble) in troubles().into_iter().enumerate() {
                let told = trouble.is_some();
                // Nobody else's directory is read.
                let of_directory = matches!(trouble, Some(Trouble::Directory(_)));
                let page = pages.setup_people(&PeoplePage {
                    language,
                    organization: &organization,
                    connections: vec!["entra", HOSTILE],
                    directories: if at_entra { vec!["entra", HOSTILE] } else { Vec::new() },
                    is_judged: at_entra || number % 2 == 0,
                    chosen: Some(HOSTILE),
                    shared: number % 2 == 0,
                    trouble,
                    roster: (!told).then_some(&roster()),
                });
                assert!(!page.contains("No localization for id") && !page.contains("{$"), "{page}");
                let is_named = page.contains("Microsoft") || page.contains("Entra");
                assert!(at_entra || of_directory || !is_named, "{page}");
                assert!(!page.contains("<script") && !page.contains("alert('1')"), "{page}");
                assert_eq!(page.contains("role=\"alert\""), told);
                for finding in Finding::ALL {
                    let shown = !told && finding.effect() != Effect::ComesIn;
                    assert_eq!(page.contains(&format!("id=\"{}\"", finding.as_str())), shown, "{finding:?}");
                }
            }
            assert!(!pages.setup_people_wait(language).contains("No localization"));
        }
    }

    #[test]
    fn the_table_to_take_away_holds_everybody_and_no_formula() {
        let texts = Texts::new().unwrap();
        let mut roster = roster();
        roster.entries.extend((0..200).map(|_| entry(Finding::NotHere)));
        let table = STANDARD.decode(table(texts.of(Language::De), &roster)).unwrap();
        let mut table = csv::Reader::from_reader(table.strip_prefix(b"\xef\xbb\xbf").unwrap());
        let rows: Vec<_> = table.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 2 * (Finding::ALL.len() - 3) + 200);
        assert_eq!(&rows[0][0], texts.of(Language::De).say("setup-people-closed"));
        assert!(rows.iter().all(|row| row[3].starts_with("'=upn") && &row[6] == "a@h.example" && &row[7] == "7"));
    }
}
