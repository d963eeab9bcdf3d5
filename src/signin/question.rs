//! What a person is asked on the login page, what they must be told there, and what they choose.

use super::discover::{Offered, Remembered};
use super::password::PasswordProblem;
use crate::domain::email::EmailAddress;
use crate::domain::id::OrganizationId;
use crate::domain::provider_name::ProviderName;
use crate::domain::secret::Secret;
use crate::domain::weather::Trouble;

/// What a person is asked.
pub enum Question {
    /// By which way they come.
    Way {
        /// What is in the address field.
        address: Option<String>,
        /// What the browser remembers, if it may.
        remembered: Option<Remembered>,
        /// The ways, the one that leads first.
        offer: &'static [Offered],
        /// What is on the button that leads to the hospital's own account.
        button: ProviderName,
        /// Whether one-time passwords can be sent.
        traditional: bool,
        /// Whether several people use this device.
        shared: bool,
        /// The trouble that they will meet at Microsoft.
        trouble: Option<Trouble>,
    },
    /// The code in the letter.
    Code {
        /// To which address it was sent, or seems to have been.
        address: EmailAddress,
        /// What is on the button of the other way, where the hospital's own account is one.
        button: Option<ProviderName>,
    },
    /// Which of their organizations they come for.
    Organization(Vec<(OrganizationId, String)>),
    /// Their password.
    Password {
        /// Of which organization.
        organization_id: OrganizationId,
        /// Whose.
        address: EmailAddress,
    },
    /// A new password, which the organization demands.
    NewPassword {
        /// Of which organization.
        organization_id: OrganizationId,
        /// Whose.
        address: EmailAddress,
    },
}

/// What a person must be told on the login page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// No address was typed.
    AddressMissing,
    /// What was typed is no address.
    AddressInvalid,
    /// With this address one cannot come this way. The same for a domain that nobody knows.
    NotThisWay,
    /// The code is wrong, or its time is over.
    CodeWrong,
    /// Another code was sent.
    CodeSentAgain,
    /// A code was asked for a moment ago.
    CodeTooSoon,
    /// A code was shown too long ago for what was asked.
    CodeTooOld,
    /// The code of a device is none that can be used now.
    DeviceCodeWrong,
    /// Codes of devices were tried too often.
    TooManyDeviceCodes,
    /// Codes were asked for, or tried, too often.
    TooMany,
    /// Passwords were tried, or chosen, too often.
    TooManyPasswords,
    /// The password is wrong.
    PasswordWrong,
    /// The new password is not taken.
    Password(PasswordProblem),
    /// Its removal was asked for, and takes effect a day later.
    PasswordRemovalAsked,
    /// Too much is going on at this moment.
    Busy,
}

/// What a person chose on the login page.
#[derive(Clone, Debug)]
pub enum Choice {
    /// *Sign in with Microsoft*, or with whoever else the button names, with whatever is in the address field.
    Provider(String),
    /// *Continue*, with the address typed.
    Address(String),
    /// *Continue as …*
    Remembered,
    /// *Use another account*
    Another,
    /// *Send me a code*, with whatever is in the address field.
    SendCode(String),
    /// *Send another code*
    SendAnother,
    /// The code typed.
    Code(String),
    /// The password typed.
    Password(Secret),
    /// A new password, typed twice.
    NewPassword(Secret, Secret),
    /// *I have forgotten my password*
    ForgottenPassword,
    /// One of several organizations.
    Organization(OrganizationId),
}

impl Choice {
    /// Whether the answer could tell whether somebody has an account: until a code was shown, nobody has proved that the mailbox is
    /// theirs.
    pub const fn is_about_an_account(&self) -> bool {
        matches!(self, Self::Address(_) | Self::Remembered | Self::SendCode(_) | Self::SendAnother | Self::Code(_))
    }
}
