//! Reads the list that Microsoft's admin centers and PowerShell write: CSV with whichever separator, in UTF-8 or UTF-16.

use std::borrow::Cow;
use std::fmt;

use csv::{ReaderBuilder, StringRecord, Trim};

use super::super::import::Lines;
use super::columns::{self, Named};
use crate::domain::roster::{Column, Entry, MOST_PEOPLE};

/// The largest table, in bytes.
pub const LARGEST: usize = 16 * 1024 * 1024;

/// What a table holds.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// A person each.
    pub entries: Vec<Entry>,
    /// The columns that it has.
    pub columns: Vec<Column>,
}

/// Why a table cannot be read, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}{}", Place(*.line))]
pub struct TableError {
    /// What is wrong.
    pub what: Fault,
    /// On which line, counted from 1, where it is on one.
    pub line: Option<u64>,
}

struct Place(Option<u64>);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |line| write!(f, " (line {line})"))
    }
}

/// What is wrong with a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// There is nothing in it.
    #[error("the table is empty")]
    Empty,
    /// It is larger than [`LARGEST`].
    #[error("the table is larger than 16 MiB")]
    TooLarge,
    /// It has more than [`MOST_PEOPLE`] lines.
    #[error("the table has more than 50,000 people")]
    TooMany,
    /// It is no text, or in another encoding.
    #[error("the table is no text in UTF-8 or UTF-16: save it as CSV (UTF-8)")]
    NoText,
    /// No column has the address.
    #[error("the first line names no column `mail`, nor `proxyAddresses`, which has it too")]
    NoAddress,
    /// A column is there twice.
    #[error("the first line names the column `{}` twice", .0.as_str())]
    Twice(Column),
    /// A line has other fields than the first one.
    #[error("the line has another number of fields than the first line has columns")]
    Fields,
    /// A cell holds what cannot be.
    #[error("`{}` cannot be read", .0.as_str())]
    Cell(Column),
}

impl Fault {
    /// The column that it is about, where it is about one.
    pub const fn column(self) -> Option<Column> {
        match self {
            Self::NoAddress => Some(Column::Mail),
            Self::Twice(column) | Self::Cell(column) => Some(column),
            Self::Empty | Self::TooLarge | Self::TooMany | Self::NoText | Self::Fields => None,
        }
    }

    const fn on(self, line: u64) -> TableError {
        TableError { what: self, line: Some(line) }
    }
}

impl From<Fault> for TableError {
    fn from(what: Fault) -> Self {
        Self { what, line: None }
    }
}

/// Reads a table.
pub fn read(bytes: &[u8]) -> Result<Table, TableError> {
    if bytes.len() > LARGEST {
        return Err(Fault::TooLarge.into());
    }
    let text = text(bytes)?;
    // Windows PowerShell names the type of what it has exported before the table.
    let (table, first) = match text.strip_prefix("#TYPE").and_then(|rest| rest.split_once('\n')) {
        Some((_, rest)) => (rest, 2),
        None => (&*text, 1),
    };
    if table.trim().is_empty() {
        return Err(Fault::Empty.into());
    }
    let mut reader =
        ReaderBuilder::new().flexible(true).trim(Trim::All).delimiter(separator(table)).from_reader(table.as_bytes());
    let header = reader.headers().map_err(|_| Fault::NoText.on(first))?.clone();
    let named = header.iter().map(columns::named).collect::<Vec<_>>();
    let has = |column: Column| named.iter().flatten().any(|named| named.column() == column);
    for (place, one) in named.iter().enumerate() {
        let Some(one) = one else { continue };
        let again = named.iter().take(place).flatten().any(|before| before.column() == one.column());
        // Further addresses may stand in several columns.
        if again && one.column() != Column::OtherMails {
            return Err(Fault::Twice(one.column()).on(first));
        }
    }
    if !has(Column::Mail) && !has(Column::ProxyAddresses) {
        return Err(Fault::NoAddress.on(first));
    }
    let (mut lines, mut entries) = (Lines::of_table(table.as_bytes(), first), Vec::new());
    for record in reader.records() {
        let record = record.map_err(|error| Fault::NoText.on(lines.of(error.position())))?;
        let line = lines.of(record.position());
        if entries.len() == MOST_PEOPLE {
            return Err(Fault::TooMany.on(line));
        }
        entries.push(entry(&named, &record, line)?);
    }
    if entries.is_empty() {
        return Err(Fault::Empty.into());
    }
    let columns = named.iter().flatten().map(|named| named.column()).collect();
    Ok(Table { entries, columns })
}

/// The text of a table: UTF-8, or UTF-16 with its mark before it, as PowerShell and Excel write it.
fn text(bytes: &[u8]) -> Result<Cow<'_, str>, TableError> {
    let wide = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(unit).collect();
        String::from_utf16(&units).map(Cow::Owned).map_err(|_| Fault::NoText.into())
    };
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return wide(rest, u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return wide(rest, u16::from_be_bytes);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let line = |before: &[u8]| 1 + before.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
    match std::str::from_utf8(bytes) {
        Err(error) => Err(Fault::NoText.on(line(bytes.get(..error.valid_up_to()).unwrap_or_default()))),
        // A spreadsheet's own file, or UTF-16 without its mark.
        Ok(text) if text.contains('\0') => Err(Fault::NoText.into()),
        Ok(text) => Ok(Cow::Borrowed(text)),
    }
}

/// What parts the columns: the one of the three that the first line has most of.
fn separator(table: &str) -> u8 {
    let first = table.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |separator: &u8| first.bytes().filter(|byte| byte == separator).count();
    // Of equal ones the last: a comma, where there is but one column.
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

fn entry(named: &[Option<Named>], record: &StringRecord, line: u64) -> Result<Entry, TableError> {
    // A spreadsheet may put empty cells at the end of a line.
    if record.len() < named.len() || record.iter().skip(named.len()).any(|cell| !cell.is_empty()) {
        return Err(Fault::Fields.on(line));
    }
    let mut entry = Entry { line: Some(line), ..Entry::default() };
    let mut primary = None;
    for (named, cell) in named.iter().zip(record) {
        let Some(named) = named else { continue };
        if cell.is_empty() {
            continue;
        }
        named.read(cell, &mut entry).map_err(|()| Fault::Cell(named.column()).on(line))?;
        if named.column() == Column::ProxyAddresses {
            primary = columns::addresses(cell).1;
        }
    }
    // The Microsoft 365 admin center writes no `mail`: it is the first of the proxy addresses.
    entry.mail = entry.mail.or(primary);
    Ok(entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OID: &str = "0000000a-0000-4000-8000-00000000000a";

    fn wide(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(unit).collect()
    }

    #[test]
    fn the_export_of_the_entra_admin_center_is_read() {
        let text = format!(
            "userPrincipalName,displayName,surname,mail,givenName,id,userType,accountEnabled,alternateEmailAddress,identityIssuer\r\n\
             a@h.example,\"Vries,\r\nAnna de\",Vries,A.Vries@h.example,Anna,{OID},Member,True,anna@home.example,h.onmicrosoft.com\r\n\
             \r\n\
             x_live.example#EXT#@h.example,X,,x@live.example,,,Guest,FALSE,,MicrosoftAccount\r\n"
        );
        let expected = read(text.as_bytes()).unwrap();
        let [anna, guest] = expected.entries.as_slice() else { panic!("{expected:?}") };
        assert_eq!(
            *anna,
            Entry {
                line: Some(2),
                upn: Some("a@h.example".to_owned()),
                mail: Some("A.Vries@h.example".to_owned()),
                name: Some("Vries,\r\nAnna de".to_owned()),
                object_id: Some(OID.parse().unwrap()),
                guest: Some(false),
                personal: false,
                enabled: Some(true),
                aliases: vec!["anna@home.example".to_owned()],
            }
        );
        assert_eq!((guest.line, guest.guest, guest.enabled, guest.personal), (Some(5), Some(true), Some(false), true));
        // The same by other hands: another separator, another encoding.
        let semicolons = text.replace(',', ";").replace("Vries;\r\n", "Vries,\r\n");
        let tabs = text.replace(',', "\t").replace("Vries\t\r\n", "Vries,\r\n");
        for bytes in [
            format!("\u{feff}{text}").into_bytes(),
            semicolons.clone().into_bytes(),
            wide(&text, u16::to_le_bytes),
            wide(&tabs, u16::to_be_bytes),
        ] {
            assert_eq!(read(&bytes).unwrap(), expected);
        }
        let typed = read(format!("#TYPE Microsoft.Graph.User\r\n{text}").as_bytes()).unwrap();
        assert_eq!(typed.entries[1].line, Some(6));
    }

    #[test]
    fn the_export_of_the_microsoft_365_admin_center_is_read() {
        let text = "Block credential,Display name,Object Id,Proxy addresses,User principal name\n\
                    True,Bram,,smtp:old@h.example+SMTP:b.bakker@h.example,bram@h.example,,\n";
        let read = read(text.as_bytes()).unwrap();
        let bram = &read.entries[0];
        assert_eq!((bram.mail.as_deref(), bram.enabled), (Some("b.bakker@h.example"), Some(false)));
        assert_eq!(bram.aliases, ["old@h.example", "b.bakker@h.example"]);
        assert!(read.columns.contains(&Column::AccountEnabled) && !read.columns.contains(&Column::UserType));
    }

    #[test]
    fn a_table_that_cannot_be_read_says_where() {
        let of = |bytes: &[u8]| read(bytes).unwrap_err();
        for (text, what, line) in [
            ("", Fault::Empty, None),
            ("mail,id\n", Fault::Empty, None),
            ("userPrincipalName,id\na@h.example,\n", Fault::NoAddress, Some(1)),
            ("mail,E-mail\na@h.example,a\n", Fault::Twice(Column::Mail), Some(1)),
            ("mail,id\na@h.example,\n\nb@h.example,12\n", Fault::Cell(Column::Id), Some(4)),
            ("mail,userType\na@h.example,Robot\n", Fault::Cell(Column::UserType), Some(2)),
            (
                "mail,accountEnabled\n\"a\n@h.example\",True\nb@h.example,x\n",
                Fault::Cell(Column::AccountEnabled),
                Some(4),
            ),
            ("mail,id\na@h.example\n", Fault::Fields, Some(2)),
            ("mail,id\na@h.example,,x\n", Fault::Fields, Some(2)),
            ("mail\n\"a@h.example\nb@h.example\0\n", Fault::NoText, None),
        ] {
            assert_eq!(of(text.as_bytes()), TableError { what, line }, "{text}");
        }
        // What Excel calls CSV is Windows' own encoding.
        assert_eq!(of(b"mail,displayName\na@h.example,Ren\xe9\n"), Fault::NoText.on(2));
        assert_eq!(of(&[b"\xff\xfe".as_slice(), &[0x00, 0xd8, b'a', 0]].concat()).what, Fault::NoText);
        assert_eq!(of(&vec![b'a'; LARGEST + 1]).what, Fault::TooLarge);
        let many = format!("mail\n{}", "a@h.example\n".repeat(MOST_PEOPLE + 1));
        assert_eq!(of(many.as_bytes()), Fault::TooMany.on(50_002));
        assert_eq!(Fault::Cell(Column::Id).on(4).to_string(), "`id` cannot be read (line 4)");
    }
}
