//! What is to be mended of somebody on a list, found from the reason of the decision and from what the list says besides. The decision
//! is asked; nothing of its rules stands here.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::reason::Reason;
use crate::domain::roster::Entry;
use crate::domain::user::User;

/// What was found of somebody. In the order in which the list is mended: who is known and kept out first, who is in last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RosterFinding)]
pub enum Finding {
    /// Nobody can come in by the connection now, whoever they are: the reason says why.
    Closed,
    /// Nobody has the address here, and the name that they sign in with is a user's address.
    UpnIsKnown,
    /// Nobody has the address here, and another address of theirs is a user's.
    AliasIsKnown,
    /// The account has no address: `mail` is empty.
    MailMissing,
    /// What stands in `mail` is no address.
    MailInvalid,
    /// Two accounts of the list have the same address, and only one of them can be the user's.
    DuplicateMail,
    /// The account is bound to a user who has another address here.
    OtherAddress,
    /// The domain of the address is not proven to be the organization's.
    DomainNotProven,
    /// The user is bound to another account than the one that has the address now.
    BoundToAnotherAccount,
    /// The account is bound to another user than the one with the address.
    AccountOfAnotherUser,
    /// More than one user has the address, one of them formerly.
    Ambiguous,
    /// The user is suspended here.
    Suspended,
    /// The user is a patient here, who never comes in by SSO.
    Patient,
    /// A guest of the directory, and the connection allows none.
    Guest,
    /// A personal Microsoft account, which never comes in.
    PersonalAccount,
    /// A user here whom nobody on the list is.
    MissingInEntra,
    /// Nobody here has any of their addresses.
    NotHere,
    /// The account may not sign in at Microsoft.
    AccountDisabled,
    /// The addresses are the same but for capitals, which make no difference.
    OkOtherCase,
    /// The list has the address that the user had before, which still counts.
    OkFormerAddress,
    /// The addresses are the same.
    Ok,
}

/// What a finding comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RosterEffect)]
pub enum Effect {
    /// They will come in.
    ComesIn,
    /// They will not, until something is mended.
    StaysOut,
    /// Whether that is right, only the hospital knows.
    Look,
}

impl Finding {
    /// All of them, in their order.
    pub const ALL: [Self; 21] = [
        Self::Closed,
        Self::UpnIsKnown,
        Self::AliasIsKnown,
        Self::MailMissing,
        Self::MailInvalid,
        Self::DuplicateMail,
        Self::OtherAddress,
        Self::DomainNotProven,
        Self::BoundToAnotherAccount,
        Self::AccountOfAnotherUser,
        Self::Ambiguous,
        Self::Suspended,
        Self::Patient,
        Self::Guest,
        Self::PersonalAccount,
        Self::MissingInEntra,
        Self::NotHere,
        Self::AccountDisabled,
        Self::OkOtherCase,
        Self::OkFormerAddress,
        Self::Ok,
    ];

    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::UpnIsKnown => "upn_is_known",
            Self::AliasIsKnown => "alias_is_known",
            Self::MailMissing => "mail_missing",
            Self::MailInvalid => "mail_invalid",
            Self::DuplicateMail => "duplicate_mail",
            Self::OtherAddress => "other_address",
            Self::DomainNotProven => "domain_not_proven",
            Self::BoundToAnotherAccount => "bound_to_another_account",
            Self::AccountOfAnotherUser => "account_of_another_user",
            Self::Ambiguous => "ambiguous",
            Self::Suspended => "suspended",
            Self::Patient => "patient",
            Self::Guest => "guest",
            Self::PersonalAccount => "personal_account",
            Self::MissingInEntra => "missing_in_entra",
            Self::NotHere => "not_here",
            Self::AccountDisabled => "account_disabled",
            Self::OkOtherCase => "ok_other_case",
            Self::OkFormerAddress => "ok_former_address",
            Self::Ok => "ok",
        }
    }

    /// What it comes to.
    pub const fn effect(self) -> Effect {
        match self {
            Self::Ok | Self::OkOtherCase | Self::OkFormerAddress => Effect::ComesIn,
            // Somebody who has left, or who has not come yet.
            Self::AccountDisabled | Self::MissingInEntra => Effect::Look,
            _ => Effect::StaysOut,
        }
    }
}

/// What is known of somebody on a list.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// As the list has them.
    pub entry: &'a Entry,
    /// Why the decision keeps them out; none, where it lets them in.
    pub reason: Option<Reason>,
    /// The user that the decision is about.
    pub about: Option<&'a User>,
    /// The user whose address is the name that they sign in with.
    pub by_upn: Option<&'a User>,
    /// The user whose address is another of theirs.
    pub by_alias: Option<&'a User>,
    /// Whether somebody else on the list has the same address.
    pub doubled: bool,
}

/// What was found, and the user whom it is about.
pub fn find<'a>(known: &Known<'a>) -> (Finding, Option<&'a User>) {
    let Known { entry, reason, about, by_upn, by_alias, doubled } = *known;
    let finding = match reason {
        // Microsoft lets them nowhere, whatever the rest says.
        _ if entry.enabled == Some(false) => Finding::AccountDisabled,
        None if doubled => Finding::DuplicateMail,
        None => how(entry, about),
        Some(Reason::UserUnknown) => {
            return match (by_upn, by_alias) {
                (Some(user), _) => (Finding::UpnIsKnown, Some(user)),
                (None, Some(user)) => (Finding::AliasIsKnown, Some(user)),
                (None, None) => (Finding::NotHere, None),
            };
        }
        Some(Reason::EmailMissing) => return (Finding::MailMissing, about.or(by_upn).or(by_alias)),
        Some(Reason::EmailInvalid) => return (Finding::MailInvalid, about.or(by_upn).or(by_alias)),
        Some(Reason::EmailMismatch) => Finding::OtherAddress,
        Some(Reason::DomainNotProven) => Finding::DomainNotProven,
        Some(Reason::IdentityMismatch) => Finding::BoundToAnotherAccount,
        Some(Reason::IdentityTaken) => Finding::AccountOfAnotherUser,
        Some(Reason::UserAmbiguous) => Finding::Ambiguous,
        Some(Reason::UserSuspended) => Finding::Suspended,
        Some(Reason::UserIsPatient) => Finding::Patient,
        Some(Reason::GuestAccount) => Finding::Guest,
        Some(Reason::PersonalAccount) => Finding::PersonalAccount,
        Some(_) => Finding::Closed,
    };
    (finding, about)
}

/// In which way somebody is let in.
fn how(entry: &Entry, about: Option<&User>) -> Finding {
    let mail = entry.mail.as_deref().map(str::trim).unwrap_or_default();
    match about.map(|user| user.email.as_str()) {
        Some(address) if address == mail => Finding::Ok,
        Some(address)
            if mail.parse().is_ok_and(|mail: crate::domain::email::EmailAddress| mail.as_str() == address) =>
        {
            Finding::OkOtherCase
        }
        _ => Finding::OkFormerAddress,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::id::{OrganizationId, UserId};
    use crate::domain::user::{UserKind, UserStatus};

    fn user(email: &str) -> User {
        User {
            id: UserId(Uuid::nil()),
            organization_id: OrganizationId(Uuid::nil()),
            email: email.parse().unwrap(),
            name: String::new(),
            kind: UserKind::Professional,
            status: UserStatus::Active,
            roles: Vec::new(),
            locale: None,
            former_email: None,
            pilot: false,
        }
    }

    #[test]
    fn the_reason_and_the_row_say_what_to_mend() {
        let (anna, bram) = (user("anna@h.example"), user("bram@h.example"));
        let entry = |mail: &str, enabled| Entry { mail: Some(mail.to_owned()), enabled, ..Entry::default() };
        let plain = entry("anna@h.example", None);
        let known =
            Known { entry: &plain, reason: None, about: Some(&anna), by_upn: None, by_alias: None, doubled: false };
        let of = |known: &Known<'_>| find(known).0;
        assert_eq!(of(&known), Finding::Ok);
        assert_eq!(of(&Known { doubled: true, ..known }), Finding::DuplicateMail);
        assert_eq!(of(&Known { entry: &entry(" Anna@H.example", Some(true)), ..known }), Finding::OkOtherCase);
        assert_eq!(of(&Known { entry: &entry("before@h.example", None), ..known }), Finding::OkFormerAddress);
        assert_eq!(of(&Known { entry: &entry("anna@h.example", Some(false)), ..known }), Finding::AccountDisabled);

        let unknown = Known { reason: Some(Reason::UserUnknown), about: None, ..known };
        assert_eq!(find(&unknown), (Finding::NotHere, None));
        let by_alias = Known { by_alias: Some(&bram), ..unknown };
        assert_eq!(find(&by_alias), (Finding::AliasIsKnown, Some(&bram)));
        assert_eq!(find(&Known { by_upn: Some(&anna), ..by_alias }), (Finding::UpnIsKnown, Some(&anna)));
        let missing = Known { reason: Some(Reason::EmailMissing), ..by_alias };
        assert_eq!(find(&missing), (Finding::MailMissing, Some(&bram)));
        for (reason, finding) in [
            (Reason::EmailInvalid, Finding::MailInvalid),
            (Reason::EmailMismatch, Finding::OtherAddress),
            (Reason::DomainNotProven, Finding::DomainNotProven),
            (Reason::IdentityMismatch, Finding::BoundToAnotherAccount),
            (Reason::IdentityTaken, Finding::AccountOfAnotherUser),
            (Reason::UserAmbiguous, Finding::Ambiguous),
            (Reason::UserSuspended, Finding::Suspended),
            (Reason::UserIsPatient, Finding::Patient),
            (Reason::GuestAccount, Finding::Guest),
            (Reason::PersonalAccount, Finding::PersonalAccount),
            (Reason::OrganizationSuspended, Finding::Closed),
            (Reason::ConnectionDisabled, Finding::Closed),
        ] {
            assert_eq!(of(&Known { reason: Some(reason), ..known }), finding, "{reason:?}");
        }
    }

    #[test]
    fn a_finding_has_one_word_everywhere() {
        for finding in Finding::ALL {
            assert_eq!(serde_json::to_value(finding).unwrap(), finding.as_str());
        }
        let mut sorted = Finding::ALL;
        sorted.sort_unstable();
        assert_eq!(sorted, Finding::ALL, "the order of the list");
    }
}
