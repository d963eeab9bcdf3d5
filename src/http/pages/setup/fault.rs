//! What is wrong with what was sent from a page of the portal: a sentence, and the field that it is about.

use super::super::notice::Told;
use crate::language::Text;
use crate::tenancy::setup::ids::IdFault;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A colleague was faster.
    ChangedMeanwhile,
    /// Too much was tried.
    TooOften,
    /// No domain name.
    DomainNoName,
    /// Anybody can have an address in it.
    DomainPublic,
    /// Many owners' domain.
    DomainSuffix,
    /// Microsoft's own.
    DomainOnMicrosoft,
    /// It is in the list.
    DomainKnown,
    /// It cannot be added; whose it is, is not said.
    DomainUnavailable,
    /// Too many are unproven.
    DomainTooMany,
    /// It is proven, and stays.
    DomainProven,
    /// The directory's id.
    Tid(IdFault),
    /// The application's id.
    Client(IdFault),
    /// No directory has this id.
    NoTenant,
    /// The ids are swapped.
    Swapped,
    /// Twice the same id.
    Same,
    /// A Secret ID in the place of the secret.
    SecretId,
    /// No secret.
    NoSecret,
    /// No end of the secret, or no date.
    NoEnd,
    /// The end has passed.
    Ended,
    /// No credential can be put in: no version has a registration of the hospital's own.
    NoOwnRegistration,
    /// There is nothing to prove ourselves with.
    CredentialMissing,
    /// Both slots are taken by what is for the registration in force.
    SlotsTaken,
    /// The other slot is taken by what is for the draft.
    SlotOfDraft,
    /// It is the only one.
    LastCredential,
    /// Microsoft could not be asked whether it accepts it.
    NotProven,
    /// No word on why, where no test sign-in has worked.
    Untested,
    /// There is nothing to put in force, or to undo.
    Nothing,
}

impl Fault {
    /// All of them.
    #[cfg(test)]
    pub const ALL: [Self; 39] = {
        use IdFault::{Address, Domain, Link, Missing, NoId, Personal, Secret};
        [
            Self::ChangedMeanwhile,
            Self::TooOften,
            Self::DomainNoName,
            Self::DomainPublic,
            Self::DomainSuffix,
            Self::DomainOnMicrosoft,
            Self::DomainKnown,
            Self::DomainUnavailable,
            Self::DomainTooMany,
            Self::DomainProven,
            Self::Tid(Missing),
            Self::Tid(Secret),
            Self::Tid(Address),
            Self::Tid(Link),
            Self::Tid(Domain),
            Self::Tid(NoId),
            Self::Tid(Personal),
            Self::Client(Missing),
            Self::Client(Secret),
            Self::Client(Address),
            Self::Client(Link),
            Self::Client(Domain),
            Self::Client(NoId),
            Self::Client(Personal),
            Self::NoTenant,
            Self::Swapped,
            Self::Same,
            Self::SecretId,
            Self::NoSecret,
            Self::NoEnd,
            Self::Ended,
            Self::NoOwnRegistration,
            Self::CredentialMissing,
            Self::SlotsTaken,
            Self::SlotOfDraft,
            Self::LastCredential,
            Self::NotProven,
            Self::Untested,
            Self::Nothing,
        ]
    };

    /// Under which key it is said.
    pub const fn key(self) -> &'static str {
        match self {
            Self::ChangedMeanwhile => "setup-fault-changed",
            Self::TooOften => "setup-fault-too-often",
            Self::DomainNoName => "setup-fault-domain-no-name",
            Self::DomainPublic => "setup-fault-domain-public",
            Self::DomainSuffix => "setup-fault-domain-suffix",
            Self::DomainOnMicrosoft => "setup-fault-domain-onmicrosoft",
            Self::DomainKnown => "setup-fault-domain-known",
            Self::DomainUnavailable => "setup-fault-domain-unavailable",
            Self::DomainTooMany => "setup-fault-domain-too-many",
            Self::DomainProven => "setup-fault-domain-proven",
            Self::Tid(IdFault::Missing) => "setup-fault-tid-missing",
            Self::Client(IdFault::Missing) => "setup-fault-client-missing",
            Self::Tid(IdFault::Secret) | Self::Client(IdFault::Secret) => "setup-fault-id-secret",
            Self::Tid(IdFault::Domain | IdFault::Address) => "setup-fault-tid-domain",
            Self::Tid(IdFault::Personal) | Self::Client(IdFault::Personal) => "setup-fault-tid-personal",
            Self::Tid(IdFault::Link | IdFault::NoId) | Self::Client(_) => "setup-fault-no-id",
            Self::NoTenant => "setup-fault-no-tenant",
            Self::Swapped => "setup-fault-swapped",
            Self::Same => "setup-fault-same",
            Self::SecretId => "setup-fault-secret-id",
            Self::NoSecret => "setup-fault-no-secret",
            Self::NoEnd => "setup-fault-no-end",
            Self::Ended => "setup-fault-ended",
            Self::NoOwnRegistration => "setup-fault-no-own-registration",
            Self::CredentialMissing => "setup-fault-credential-missing",
            Self::SlotsTaken => "setup-fault-slots-taken",
            Self::SlotOfDraft => "setup-fault-slot-of-draft",
            Self::LastCredential => "setup-fault-last-credential",
            Self::NotProven => "setup-fault-not-proven",
            Self::Untested => "setup-fault-untested",
            Self::Nothing => "setup-fault-nothing",
        }
    }

    /// The id of the field that it is about; none, where nothing that was typed is wrong.
    pub const fn field(self) -> Option<&'static str> {
        match self {
            Self::DomainNoName
            | Self::DomainPublic
            | Self::DomainSuffix
            | Self::DomainOnMicrosoft
            | Self::DomainKnown
            | Self::DomainUnavailable => Some("domain"),
            Self::Tid(_) | Self::NoTenant | Self::Swapped => Some("tid"),
            Self::Client(_) | Self::Same => Some("client"),
            Self::SecretId | Self::NoSecret => Some("secret"),
            Self::NoEnd | Self::Ended => Some("end"),
            Self::Untested => Some("why"),
            Self::ChangedMeanwhile
            | Self::TooOften
            | Self::DomainTooMany
            | Self::DomainProven
            | Self::NoOwnRegistration
            | Self::CredentialMissing
            | Self::SlotsTaken
            | Self::SlotOfDraft
            | Self::LastCredential
            | Self::NotProven
            | Self::Nothing => None,
        }
    }
}

/// The same, as a page says it.
pub(super) fn told(text: Text<'_>, fault: Option<Fault>) -> Told {
    let Some(fault) = fault else { return Told::default() };
    Told { text: Some(text.say(fault.key())), field: fault.field(), problem: true }
}
