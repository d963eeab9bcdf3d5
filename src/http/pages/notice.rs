//! What must be corrected on a page, or is only told there: each sentence with the field that it is about.

use crate::language::Text;
use crate::signin::password::{LONGEST, PasswordProblem, SHORTEST};
use crate::signin::question::Notice;

/// A notice as a page says it, if there is one.
#[derive(Default)]
pub(super) struct Told {
    /// The sentence.
    pub(super) text: Option<String>,
    /// The id of the field that must be corrected; none, where nothing that was typed is wrong.
    pub(super) field: Option<&'static str>,
    /// Whether something is wrong.
    pub(super) problem: bool,
}

impl Told {
    /// A notice in the words of a page; `traditional`, where one-time passwords can be sent.
    pub(super) fn new(text: Text<'_>, notice: Option<Notice>, application: &str, traditional: bool) -> Self {
        let Some(notice) = notice else { return Self::default() };
        Self {
            text: Some(say(text, notice, application, traditional)),
            field: field(notice),
            problem: !matches!(notice, Notice::CodeSentAgain | Notice::PasswordRemovalAsked),
        }
    }

    /// Whether this field must be corrected.
    pub(super) fn is_about(&self, field: &str) -> bool {
        self.field == Some(field)
    }
}

/// The id of the field that a notice is about: the same on every page that has it.
const fn field(notice: Notice) -> Option<&'static str> {
    match notice {
        Notice::AddressMissing | Notice::AddressInvalid | Notice::NotThisWay => Some("address"),
        Notice::CodeWrong => Some("code"),
        Notice::DeviceCodeWrong => Some("user-code"),
        Notice::PasswordWrong => Some("password"),
        Notice::Password(_) => Some("new-password"),
        Notice::CodeSentAgain
        | Notice::CodeTooSoon
        | Notice::CodeTooOld
        | Notice::TooMany
        | Notice::TooManyDeviceCodes
        | Notice::TooManyPasswords
        | Notice::PasswordRemovalAsked
        | Notice::Busy => None,
    }
}

fn say(text: Text<'_>, notice: Notice, application: &str, traditional: bool) -> String {
    match notice {
        Notice::AddressMissing if traditional => text.say("notice-address-missing-code"),
        Notice::AddressMissing => text.say("notice-address-missing"),
        Notice::AddressInvalid => text.say("notice-address-invalid"),
        Notice::NotThisWay if traditional => text.say("notice-not-this-way-code"),
        Notice::NotThisWay => text.with("notice-not-this-way", "application", application),
        Notice::CodeWrong => text.say("notice-code-wrong"),
        Notice::CodeSentAgain => text.say("notice-code-sent-again"),
        Notice::CodeTooSoon => text.say("notice-code-too-soon"),
        Notice::CodeTooOld => text.say("notice-code-too-old"),
        Notice::DeviceCodeWrong => text.say("notice-device-code-wrong"),
        Notice::TooManyDeviceCodes => text.say("notice-too-many-device-codes"),
        Notice::TooMany => text.say("notice-too-many"),
        Notice::TooManyPasswords => text.say("notice-too-many-passwords"),
        Notice::PasswordWrong => text.say("notice-password-wrong"),
        Notice::Password(PasswordProblem::TooShort) => {
            text.with("notice-password-short", "shortest", &SHORTEST.to_string())
        }
        Notice::Password(PasswordProblem::TooLong) => {
            text.with("notice-password-long", "longest", &LONGEST.to_string())
        }
        Notice::Password(PasswordProblem::TooWeak) => text.say("notice-password-weak"),
        Notice::Password(PasswordProblem::Different) => text.say("notice-password-different"),
        Notice::PasswordRemovalAsked => text.say("notice-password-removal"),
        Notice::Busy => text.say("notice-busy"),
    }
}
