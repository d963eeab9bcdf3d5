//! What the columns of a directory's list are called, and what stands in them. Microsoft's own exports say the same in several ways: the
//! Entra admin center (`userPrincipalName`), the Microsoft 365 admin center (`User principal name`), PowerShell (`UserPrincipalName`),
//! and each in the language of whoever asked.

use uuid::Uuid;

use crate::domain::roster::{Column, Entry};

/// A column of a table. Two of them can say the same of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// It is one of those that are known.
    One(Column),
    /// `Block credential`: the contrary of `accountEnabled`.
    Blocked,
}

/// Which column a header names. Case, spaces and hyphens make no difference.
pub(super) fn named(header: &str) -> Option<Named> {
    let plain: String = header.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    Some(Named::One(match plain.as_str() {
        "mail"
        | "email"
        | "emailaddress"
        | "primarysmtpaddress"
        | "primaryemail"
        | "emailadres"
        | "emailadresse"
        | "courriel"
        | "adresseemail"
        | "adressedemessagerie"
        | "adresseélectronique" => Column::Mail,
        "userprincipalname"
        | "upn"
        | "gebruikersprincipalname"
        | "gebruikersprincipalnaam"
        | "benutzerprinzipalname"
        | "nomdutilisateurprincipal"
        | "nomprincipaldelutilisateur" => Column::UserPrincipalName,
        "displayname" | "weergavenaam" | "anzeigename" | "nomcomplet" | "nomdaffichage" => Column::DisplayName,
        "id" | "objectid" | "objektid" | "iddobjet" | "identifiantdobjet" | "iddelobjet" => Column::Id,
        "usertype" | "gebruikerstype" | "benutzertyp" | "typedutilisateur" => Column::UserType,
        "accountenabled" | "accountingeschakeld" | "kontoaktiviert" | "compteactivé" => Column::AccountEnabled,
        "proxyaddresses" | "proxyadressen" | "adressesproxy" | "adressesdeproxy" => Column::ProxyAddresses,
        "othermails"
        | "alternateemailaddress"
        | "alternateemailaddresses"
        | "alternatieveemailadressen"
        | "alternativeemailadressen"
        | "autresadressesemail" => Column::OtherMails,
        "identityissuer" => Column::IdentityIssuer,
        "blockcredential" | "signinblocked" | "aanmeldinggeblokkeerd" | "anmeldungblockiert" | "connexionbloquée" => {
            return Some(Named::Blocked);
        }
        _ => return None,
    }))
}

impl Named {
    /// The column that it stands for.
    pub(super) const fn column(self) -> Column {
        match self {
            Self::One(column) => column,
            Self::Blocked => Column::AccountEnabled,
        }
    }

    /// Reads a cell that is not empty. `Err` where it is nothing that can stand there.
    pub(super) fn read(self, cell: &str, entry: &mut Entry) -> Result<(), ()> {
        match self {
            Self::Blocked => entry.enabled = Some(!yes(cell)?),
            Self::One(Column::AccountEnabled) => entry.enabled = Some(yes(cell)?),
            Self::One(Column::Mail) => entry.mail = Some(cell.to_owned()),
            Self::One(Column::UserPrincipalName) => entry.upn = Some(cell.to_owned()),
            Self::One(Column::DisplayName) => entry.name = Some(cell.to_owned()),
            Self::One(Column::Id) => entry.object_id = Some(Uuid::try_parse(cell).map_err(drop)?),
            Self::One(Column::UserType) => {
                entry.guest = Some(match cell.to_lowercase().as_str() {
                    "member" | "lid" | "mitglied" | "membre" => false,
                    "guest" | "gast" | "invité" => true,
                    _ => return Err(()),
                });
            }
            Self::One(Column::IdentityIssuer) => entry.personal = cell.eq_ignore_ascii_case("MicrosoftAccount"),
            Self::One(Column::ProxyAddresses | Column::OtherMails) => entry.aliases.extend(addresses(cell).0),
        }
        Ok(())
    }
}

fn yes(cell: &str) -> Result<bool, ()> {
    match cell.to_lowercase().as_str() {
        "true" | "yes" | "1" | "waar" | "ja" | "wahr" | "vrai" | "oui" => Ok(true),
        "false" | "no" | "0" | "onwaar" | "nee" | "falsch" | "nein" | "faux" | "non" => Ok(false),
        _ => Err(()),
    }
}

/// The addresses of a cell, and the first among them: `SMTP:a@b.example+smtp:c@d.example` (Microsoft 365), with semicolons or as a JSON
/// list (PowerShell). What is no mailbox (`SIP:`, `X500:`) is left out, and so is `System.String[]`, which PowerShell writes in the
/// place of a list.
pub(super) fn addresses(cell: &str) -> (Vec<String>, Option<String>) {
    // A plus is part of many an address, and parts two of them only before a kind.
    let mut parted = cell.to_owned();
    for kind in ["smtp:", "SMTP:", "sip:", "SIP:", "x500:", "X500:", "spo:", "SPO:"] {
        parted = parted.replace(&format!("+{kind}"), &format!(";{kind}"));
    }
    let (mut all, mut primary) = (Vec::new(), None);
    for one in
        parted.split(|letter: char| matches!(letter, ';' | ',' | '|' | '"' | '[' | ']') || letter.is_whitespace())
    {
        let (kind, address) = one.split_once(':').unwrap_or(("smtp", one));
        if !kind.eq_ignore_ascii_case("smtp") || !address.contains('@') {
            continue;
        }
        if kind == "SMTP" && primary.is_none() {
            primary = Some(address.to_owned());
        }
        all.push(address.to_owned());
    }
    (all, primary)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_has_many_names() {
        for (header, column) in [
            ("userPrincipalName", Column::UserPrincipalName),
            ("User principal name", Column::UserPrincipalName),
            ("User Principal Name ", Column::UserPrincipalName),
            ("E-mail", Column::Mail),
            ("Mail", Column::Mail),
            ("E-Mail-Adresse", Column::Mail),
            ("Adresse e-mail", Column::Mail),
            ("Object Id", Column::Id),
            ("object-id", Column::Id),
            ("Compte activé", Column::AccountEnabled),
            ("Proxy addresses", Column::ProxyAddresses),
            ("Benutzertyp", Column::UserType),
        ] {
            assert_eq!(named(header), Some(Named::One(column)), "{header}");
        }
        assert_eq!(named("Block credential"), Some(Named::Blocked));
        for other in ["MailNickname", "EmployeeId", "", "--", "telephone"] {
            assert_eq!(named(other), None, "{other}");
        }
    }

    #[test]
    fn addresses_come_in_several_forms() {
        let two = |cell: &str| addresses(cell);
        let expected =
            (vec!["A.Vries@x.example".to_owned(), "a@y.example".to_owned()], Some("A.Vries@x.example".to_owned()));
        for cell in [
            "SMTP:A.Vries@x.example+smtp:a@y.example+SIP:a@z.example",
            "SMTP:A.Vries@x.example;smtp:a@y.example",
            "X500:/o=Exchange;SMTP:A.Vries@x.example, smtp:a@y.example",
            "[\"SMTP:A.Vries@x.example\",\"smtp:a@y.example\"]",
        ] {
            assert_eq!(two(cell), expected, "{cell}");
        }
        assert_eq!(two("a+b@x.example"), (vec!["a+b@x.example".to_owned()], None));
        for nothing in ["System.String[]", "Microsoft.Graph.PowerShell.Models.X[]", "", "SIP:a@x.example"] {
            assert_eq!(two(nothing), (Vec::new(), None), "{nothing}");
        }
    }

    #[test]
    fn what_cannot_stand_in_a_cell_is_refused() {
        let mut entry = Entry::default();
        for (column, cell) in [(Column::Id, "A-1001"), (Column::UserType, "Robot"), (Column::AccountEnabled, "perhaps")]
        {
            assert_eq!(Named::One(column).read(cell, &mut entry), Err(()), "{cell}");
        }
        Named::Blocked.read("True", &mut entry).unwrap();
        assert_eq!(entry.enabled, Some(false));
    }
}
